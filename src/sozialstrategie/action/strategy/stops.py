"""How the places that this room puts on the thread for others are shown: the figures behind findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sozialstrategie.action.strategy import queries
from sozialstrategie.action.strategy.addresses import figure_url
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.core.thread import Stop


def figure_stops(owner: Organisation, actor: Actor, uids: Sequence[UUID]) -> Mapping[UUID, Stop]:
    """The figures with their pages of the Lage; one query. Nothing for who may not see drafts."""
    if not allowed(queries.VIEW, actor, owner):
        return {}
    figures = queries.cited_figures(owner, uids)
    return {f.uid: Stop("Zahl", f.words, figure_url(f, owner.region_code, owner.slug), f.origin) for f in figures}
