"""Undo: put back what one act changed, as a new act, if nobody has changed it since."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import IntegrityError, models
from django.utils import timezone

from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act, plain
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Act
from sozialstrategie.kit.core.permissions import demand
from sozialstrategie.kit.core.versions import save_version

_PERMISSIONS: dict[str, str] = {}


def register_undo(model: type[models.Model], permission: str) -> None:
    """Declare that acts on `model` can be undone by whoever holds `permission`; rooms call this in `ready()`."""
    _PERMISSIONS[model._meta.label_lower] = permission


def can_undo(row: Act) -> bool:
    """Whether the act is of a kind that can be undone at all (its fields are known and not erased)."""
    if row.object_type not in _PERMISSIONS or not row.changes:
        return False
    model = apps.get_model(row.object_type)
    names = {f.name for f in model._meta.concrete_fields}
    if row.changes.get("created") and "deleted_at" not in names:
        return False
    return bool(set(row.changes["fields"]) & names)


def undo_act(*, actor: Actor, row: Act) -> None:
    """Set every field back to its old value.

    A record made by the act is withdrawn (soft delete), a deleted one comes back.

    Raises:
        Refused: the kind cannot be undone, or a field changed since.
        Forbidden: no permission on the record.
    """
    if not can_undo(row) or row.changes is None:
        raise Refused("Dieser Schritt lässt sich nicht rückgängig machen.")
    model = apps.get_model(row.object_type)
    obj = model._base_manager.filter(uid=row.object_uid).first()
    if obj is None:
        raise Refused("Den Eintrag gibt es nicht mehr.")
    demand(_PERMISSIONS[row.object_type], actor, obj)
    concrete = {f.name: f for f in model._meta.concrete_fields}
    fields = {k: v for k, v in row.changes["fields"].items() if k in concrete}
    for name, (_, new) in fields.items():
        if plain(getattr(obj, concrete[name].attname)) != new:
            label = concrete[name].verbose_name
            raise Refused(f"„{label}“ wurde inzwischen erneut geändert. Bitte ändern Sie den Eintrag von Hand.")
    values = _old_values(row, concrete, fields)
    permission = _PERMISSIONS[row.object_type]
    try:
        with act("core.undo", actor=actor, permission=permission, owner=row.owner, obj=obj) as record:
            record.note("undone_act", str(row.uid))
            save_version(obj, version=obj.version, values=values)
    except IntegrityError:
        raise Refused("Der frühere Stand passt nicht mehr zu anderen Einträgen.") from None


def _old_values(row: Act, concrete: dict[str, Any], fields: dict[str, list[Any]]) -> dict[str, Any]:
    if row.changes is not None and row.changes.get("created"):
        return {"deleted_at": timezone.now()}
    return {concrete[k].attname: concrete[k].to_python(old) for k, (old, _) in fields.items()}
