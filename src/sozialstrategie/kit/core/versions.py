"""Optimistic lock: a stale form never overwrites what somebody else wrote."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models
from django.db.models import F
from django.utils import timezone

from sozialstrategie.kit.core.errors import Conflict

M = TypeVar("M", bound=models.Model)


def save_version(obj: M, *, version: int, values: dict[str, Any]) -> M:
    """Write `values` only if the stored version is still `version`.

    Raises:
        Conflict: the record has another version now, or is gone.
    """
    manager = type(obj)._base_manager
    changes = dict(values)
    if any(f.name == "updated_at" for f in obj._meta.concrete_fields):
        changes["updated_at"] = timezone.now()
    done = manager.filter(pk=obj.pk, version=version).update(**changes, version=F("version") + 1)
    if not done:
        raise Conflict(manager.filter(pk=obj.pk).first(), values)
    obj.refresh_from_db(from_queryset=manager.all())
    return obj
