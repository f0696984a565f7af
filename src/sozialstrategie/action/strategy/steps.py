"""What this room proposes as next steps on the start page of a role."""

from __future__ import annotations

from django.urls import reverse

from sozialstrategie.action.strategy import queries
from sozialstrategie.action.strategy.addresses import loose_end_url
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import OrganisationKind
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.workplace.queries import Step

MOST_LOOSE = 12


def next_steps(actor: Actor, organisation: Organisation) -> list[Step]:
    """To begin, or loose ends of the thread; what waits for somebody stands in `open_items`."""
    if organisation.kind != OrganisationKind.LOCAL_AUTHORITY or not allowed("strategy.change", actor, organisation):
        return []
    if queries.current_strategy_for(actor, organisation) is None:
        return [_begin(organisation)]
    return [
        Step(50, end.heading, end.text, end.action, loose_end_url(organisation.slug, end))
        for end in queries.thread_for(actor, organisation).loose_ends[:MOST_LOOSE]
    ]


def _begin(organisation: Organisation) -> Step:
    return Step(
        10,
        "Strategie beginnen",
        "Ein Titel und ein Zeitraum genügen. Handlungsfelder, Ziele und Maßnahmen kommen danach.",
        "Strategie anlegen",
        reverse("strategy:strategy_new", args=[organisation.slug]),
    )
