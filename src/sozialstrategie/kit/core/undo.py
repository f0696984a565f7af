"""Undo: put back what one act changed, as a new act, if nobody has changed it since and the room's own rules allow it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models
from django.utils import timezone

from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import Recorder, act, plain
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Act
from sozialstrategie.kit.core.permissions import demand
from sozialstrategie.kit.core.versions import save_version

Guard = Callable[[Any, dict[str, Any]], None]
Settle = Callable[[Any, Actor], None]
# puts back what a note of the act tells about: the record, its values before and after the act
PutBack = Callable[[Any, Any, Any], None]


@dataclass(frozen=True, slots=True)
class UndoRule:
    """What undo asks for one kind of record."""

    permission: str
    withdraw: str
    guard: Guard | None = None
    settle: Settle | None = None
    notes: Mapping[str, PutBack] = field(default_factory=dict)


_RULES: dict[str, UndoRule] = {}


def register_undo(
    model: type[models.Model],
    permission: str,
    *,
    withdraw: str | None = None,
    guard: Guard | None = None,
    settle: Settle | None = None,
    notes: Mapping[str, PutBack] | None = None,
) -> None:
    """Declare that acts on `model` can be undone; rooms call this in `ready()`.

    Args:
        permission: whoever holds it may undo changes, and what was made or withdrawn by the own hand.
        withdraw: asked instead where somebody else's making or withdrawing is undone; None = `permission`.
        guard: called with the record and the values about to be written (by column); raises Refused where the services of
            the room would, so that undo is no way around them.
        notes: name of a note of the act -> what puts it back, for lists that belong to the record and lie beside it; called
            with the record, the old and the new value, raises Refused where the new one does not stand any more.
        settle: called with the record and the actor after it was written, in the same transaction, for what hangs on it elsewhere.
    """
    _RULES[model._meta.label_lower] = UndoRule(permission, withdraw or permission, guard, settle, notes or {})


def can_undo(row: Act) -> bool:
    """Whether the act is of a kind that can be undone at all (its fields are known and not erased)."""
    if row.object_type not in _RULES or not row.changes:
        return False
    model = apps.get_model(row.object_type)
    names = {f.name for f in model._meta.concrete_fields}
    if row.changes.get("created") and "deleted_at" not in names:
        return False
    return bool(set(row.changes["fields"]) & (names | set(_RULES[row.object_type].notes)))


def undo_act(*, actor: Actor, row: Act) -> None:
    """Set every field back to its old value.

    A record made by the act is withdrawn (soft delete), a deleted one comes back.

    Raises:
        Refused: the kind cannot be undone, a field changed since, or the room's rules forbid the former state.
        Forbidden: no permission on the record.
    """
    if not can_undo(row) or row.changes is None:
        raise Refused("Dieser Schritt lässt sich nicht rückgängig machen.")
    model = apps.get_model(row.object_type)
    obj = model._base_manager.filter(uid=row.object_uid).first()
    if obj is None:
        raise Refused("Den Eintrag gibt es nicht mehr.")
    if row.changes.get("created") and obj.deleted_at is not None:
        raise Refused("Dieser Schritt ist schon rückgängig gemacht.")
    rule = _RULES[row.object_type]
    permission = _permission(rule, row, actor)
    demand(permission, actor, obj)
    concrete = {f.name: f for f in model._meta.concrete_fields}
    fields = {k: v for k, v in row.changes["fields"].items() if k in concrete}
    for name, (_, new) in fields.items():
        if plain(getattr(obj, concrete[name].attname)) != new:
            label = concrete[name].verbose_name
            raise Refused(f"„{label}“ wurde inzwischen erneut geändert. Bitte ändern Sie den Eintrag von Hand.")
    values = _old_values(row, concrete, fields)
    try:
        with act("core.undo", actor=actor, permission=permission, owner=row.owner, obj=obj) as record:
            if rule.guard is not None:
                rule.guard(obj, values)
            record.note("undone_act", str(row.uid))
            save_version(obj, version=obj.version, values=values)
            _put_notes_back(rule, row, obj, record)
            if rule.settle is not None:
                rule.settle(obj, actor)
    except IntegrityError:
        raise Refused("Der frühere Stand passt nicht mehr zu anderen Einträgen.") from None


def _put_notes_back(rule: UndoRule, row: Act, obj: Any, record: Recorder) -> None:
    """Lists beside the record; what an act made is withdrawn as a whole and keeps them."""
    changes = row.changes or {}
    for name, put_back in rule.notes.items():
        if name in changes.get("fields", {}) and not changes.get("created"):
            old, new = changes["fields"][name]
            put_back(obj, old, new)
            record.note(name, old, new)  # so that this undo can be undone too


def _permission(rule: UndoRule, row: Act, actor: Actor) -> str:
    """Who made or withdrew something may take that back; for somebody else's the right to withdraw is needed."""
    changes = row.changes or {}
    withdraws = bool(changes.get("created")) or "deleted_at" in changes.get("fields", {})
    own = actor.person_uid is not None and row.actor_uid == actor.person_uid
    return rule.withdraw if withdraws and not own else rule.permission


def _old_values(row: Act, concrete: dict[str, Any], fields: dict[str, list[Any]]) -> dict[str, Any]:
    if row.changes is not None and row.changes.get("created"):
        return {"deleted_at": timezone.now()}
    return {concrete[k].attname: concrete[k].to_python(old) for k, (old, _) in fields.items()}
