"""Checks on models and migrations: foreign keys and dependencies point down the floors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db import models
from django.db.migrations import Migration

from tests.architecture.house import may_know, room_of, room_of_label


def upward_relations(classes: Iterable[type[models.Model]]) -> Iterator[str]:
    """Foreign keys, one-to-one and many-to-many fields that point to a higher or a sibling room."""
    for model in (m for m in classes if room_of(m.__module__)):  # libraries may point to our persons
        fields = [*model._meta.local_fields, *model._meta.local_many_to_many]
        for field in fields:
            target = field.related_model
            if not isinstance(target, type):
                continue
            if not may_know(room_of(model.__module__), room_of(target.__module__)):
                yield f"{model._meta.label}.{field.name} zeigt nach oben auf {target._meta.label}"


def upward_migrations(migrations: Iterable[Migration]) -> Iterator[str]:
    """Dependencies of migrations on a higher or a sibling room, `run_before` included."""
    for migration in migrations:
        room = room_of_label(migration.app_label)
        for label, name in [*migration.dependencies, *migration.run_before]:
            if label == "__setting__":
                label = getattr(settings, name).split(".")[0]
            if not may_know(room, room_of_label(label)):
                yield f"{migration.app_label}.{migration.name} hängt an {label}"
