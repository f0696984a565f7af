"""What the portal's pages show across rooms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from sozialstrategie.kit.accounts.queries import names_of
from sozialstrategie.kit.core import settings_store
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import VERBS
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.permissions import allowed, demand
from sozialstrategie.kit.core.undo import can_undo


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One line of the history page."""

    act: Act
    who: str
    what: str
    changes: list[tuple[str, Any, Any]]
    can_undo: bool


def acts_for(actor: Actor, organisation: Organisation) -> QuerySet[Act]:
    """Acts of an organisation, newest first. Leadership sees all, everybody else the own ones (matrix: audit log)."""
    demand("accounts.view_history", actor, organisation)
    acts = Act.objects.filter(owner=organisation)
    if allowed("web.view_all_acts", actor, organisation):
        return acts
    return acts.filter(actor_uid=actor.person_uid)


def history_entries(acts: list[Act]) -> list[HistoryEntry]:
    """Acts with names and German words; one query for all names."""
    names = names_of({a.actor_uid for a in acts if a.actor_uid})
    return [
        HistoryEntry(
            act=a,
            who=names.get(a.actor_uid, "gelöschte Person") if a.actor_uid else a.actor_name,
            what=VERBS.get(a.verb, a.verb),
            changes=_changes(a),
            can_undo=can_undo(a),
        )
        for a in acts
    ]


_HIDDEN = {"deleted_at", "undone_act", "owner_id"}


def _changes(row: Act) -> list[tuple[str, Any, Any]]:
    if not row.changes:
        return []
    from django.apps import apps  # inline: labels of fields only

    labels: dict[str, str] = {}
    if row.object_type:
        try:
            labels = {f.name: str(f.verbose_name) for f in apps.get_model(row.object_type)._meta.concrete_fields}
        except LookupError:
            labels = {}
    return [
        (labels.get(name, name), old, new)
        for name, (old, new) in row.changes["fields"].items()
        if name not in _HIDDEN and (old or new)
    ]


def is_demo() -> bool:
    """Whether this instance is the example."""
    return bool(settings_store.get("instance.kind") == "demo")


def operator() -> Organisation | None:
    """The organisation that answers for the instance as a whole: the institute, else the first one."""
    return Organisation.objects.order_by("kind", "pk").filter(kind="institute").first() or Organisation.objects.first()
