"""What the portal's pages show across rooms."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from sozialstrategie.kit.accounts.queries import names_of
from sozialstrategie.kit.core import settings_store
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import VERBS
from sozialstrategie.kit.core.enums import OrganisationKind
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.permissions import allowed, demand
from sozialstrategie.kit.core.undo import can_undo
from sozialstrategie.portal.web import history


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One line of the history page."""

    act: Act
    who: str
    what: str
    changes: list[history.Change]
    can_undo: bool


def acts_for(actor: Actor, organisation: Organisation) -> QuerySet[Act]:
    """Acts of an organisation, newest first. Leadership sees all, everybody else the own ones (matrix: audit log)."""
    demand("accounts.view_history", actor, organisation)
    acts = Act.objects.filter(owner=organisation)
    if allowed("web.view_all_acts", actor, organisation):
        return acts
    return acts.filter(actor_uid=actor.person_uid)


def history_entries(actor: Actor, acts: list[Act], organisation: Organisation) -> list[HistoryEntry]:
    """Acts with names and German words; one query for all names, one per kind of related record."""
    names = names_of({a.actor_uid for a in acts if a.actor_uid})
    changes = history.changes_of(acts, organisation, actor)
    return [
        HistoryEntry(
            act=a,
            who=names.get(a.actor_uid, "gelöschte Person") if a.actor_uid else a.actor_name,
            what=VERBS.get(a.verb, a.verb),
            changes=changes[a.pk],
            can_undo=can_undo(a),
        )
        for a in acts
    ]


def is_demo() -> bool:
    """Whether this instance is the example."""
    return bool(settings_store.get("instance.kind") == "demo")


OPERATOR = "instance.operator"


def operator() -> Organisation | None:
    """The organisation that answers for the instance as a whole; None where nobody has said so.

    Named by SOZIALSTRATEGIE_OPERATOR, else by the stored setting, else the institute if there is exactly one. A tenant is
    never taken for it by chance: the Impressum has a legal meaning.
    """
    slug = settings.OPERATOR or settings_store.get(OPERATOR)
    if slug:
        return Organisation.objects.filter(slug=slug).first()
    institutes = list(Organisation.objects.filter(kind=OrganisationKind.INSTITUTE)[:2])
    return institutes[0] if len(institutes) == 1 else None
