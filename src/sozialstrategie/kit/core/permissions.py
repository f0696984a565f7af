"""Permission predicates: small, named, combined with `rules`. Default deny: an unknown permission is a programming error."""

from __future__ import annotations

from typing import Any

import rules

from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Forbidden


def owner_id_of(obj: Any) -> int | None:
    """The organisation that a thing belongs to; an organisation belongs to itself."""
    if obj is None:
        return None
    owner_id = getattr(obj, "owner_id", None)
    if owner_id is not None:
        return int(owner_id)
    from sozialstrategie.kit.core.models import (
        Organisation,
    )  # inline: models import this module's sibling rules

    return obj.pk if isinstance(obj, Organisation) else None


def has_role(*roles: Role) -> rules.Predicate:
    """True when the actor holds one of the roles in the organisation that the object belongs to."""

    @rules.predicate(name="has_role:" + ",".join(roles))
    def check(actor: Actor, obj: Any) -> bool:
        return actor.has_role(owner_id_of(obj), *roles)

    return check


@rules.predicate
def is_member(actor: Actor, obj: Any) -> bool:
    """Any role in the organisation of the object."""
    return actor.is_system or bool(actor.roles_in(owner_id_of(obj)))


@rules.predicate
def is_system(actor: Actor, obj: Any) -> bool:
    return actor.is_system


def allowed(permission: str, actor: Actor, obj: Any) -> bool:
    """Whether `actor` may do `permission` to `obj`.

    Raises:
        KeyError: nobody registered that permission.
    """
    if not rules.perm_exists(permission):
        raise KeyError(f"Unbekannte Berechtigung {permission}")
    return bool(rules.has_perm(permission, actor, obj))


def demand(permission: str, actor: Actor, obj: Any) -> None:
    """Refuse unless allowed."""
    if not allowed(permission, actor, obj):
        raise Forbidden("Dafür fehlt Ihnen die Berechtigung.")
