"""Tenant scopes over django-scopes: a query on an owned model outside a scope fails, inside it sees only the named owners."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any

from django_scopes import scope

from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation


def scope_of(actor: Actor) -> AbstractContextManager[Any]:
    """Everything the actor's roles reach; for the machine everything."""
    if actor.is_system:
        return owner_scope(Organisation.objects.all())
    return scope(owner=list(actor.owner_ids))


def owner_scope(owners: Organisation | Iterable[Organisation]) -> AbstractContextManager[Any]:
    """Exactly these organisations; for published content and for jobs that name their owner."""
    many = [owners] if isinstance(owners, Organisation) else list(owners)
    return scope(owner=[o.pk for o in many])
