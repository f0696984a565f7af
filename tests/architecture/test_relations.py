"""Floors hold for foreign keys and migrations. Each check passes on the house and reports a planted violation."""

from __future__ import annotations

from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.test.utils import isolate_apps
from django_scopes import ScopeError

from sozialstrategie.kit.core.models import OwnedModel
from tests.architecture.house import FLOORS, PACKAGE, room_of, room_of_label
from tests.architecture.relation_checks import upward_migrations, upward_relations


def _ours() -> list[migrations.Migration]:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return [m for (label, _), m in sorted(loader.disk_migrations.items()) if room_of_label(label)]


def test_foreign_keys_point_down() -> None:
    assert list(upward_relations(apps.get_models(include_auto_created=True))) == []


def test_migrations_depend_downwards() -> None:
    ours = _ours()
    assert {m.app_label for m in ours} >= {"core", "accounts", "regions", "monitoring"}
    assert list(upward_migrations(ours)) == []


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    labels = [config.label for config in apps.get_app_configs() if room_of(config.name)]
    call_command("makemigrations", *labels, "--check", "--dry-run", verbosity=1, stdout=StringIO())


def test_every_room_stands_on_a_floor() -> None:
    rooms = {name for name in settings.INSTALLED_APPS if name.startswith("sozialstrategie.")}
    assert rooms <= set(FLOORS)
    on_disk = {f"sozialstrategie.{path.parent.parent.name}.{path.parent.name}" for path in PACKAGE.glob("*/*/apps.py")}
    assert on_disk == rooms


def test_every_tenant_model_is_closed_outside_a_scope() -> None:
    """Owned rows are never without an owner, and without a scope a query fails instead of showing all tenants."""
    owned = [model for model in apps.get_models() if issubclass(model, OwnedModel)]
    assert owned
    for model in owned:
        assert model._meta.get_field("owner").null is False, model
        with pytest.raises(ScopeError):
            model.objects.count()


@isolate_apps("sozialstrategie.kit.core", "sozialstrategie.action.strategy")
def test_planted_upward_foreign_key_is_reported() -> None:
    class Finding(models.Model):
        class Meta:
            app_label = "strategy"

    class Note(models.Model):
        about = models.ForeignKey(Finding, on_delete=models.CASCADE)
        also = models.ManyToManyField(Finding, related_name="+")

        class Meta:
            app_label = "core"

    Finding.__module__ = "sozialstrategie.action.strategy.models"
    Note.__module__ = "sozialstrategie.kit.core.models"
    assert list(upward_relations([Note, Finding])) == [
        "core.Note.about zeigt nach oben auf strategy.Finding",
        "core.Note.also zeigt nach oben auf strategy.Finding",
    ]


@isolate_apps("sozialstrategie.kit.core", "sozialstrategie.action.strategy")
def test_downward_foreign_key_passes() -> None:
    class Base(models.Model):
        class Meta:
            app_label = "core"

    class Goal(models.Model):
        base = models.ForeignKey(Base, on_delete=models.CASCADE)

        class Meta:
            app_label = "strategy"

    Base.__module__ = "sozialstrategie.kit.core.models"
    Goal.__module__ = "sozialstrategie.action.strategy.models"
    assert list(upward_relations([Goal, Base])) == []


@pytest.mark.parametrize(
    ("label", "dependency", "expected"),
    [
        ("core", ("strategy", "0001_initial"), ["core.0009_x hängt an strategy"]),
        ("documents", ("ui", "0001_initial"), ["documents.0009_x hängt an ui"]),
        ("core", ("__setting__", "AUTH_USER_MODEL"), ["core.0009_x hängt an accounts"]),
        ("strategy", ("core", "0001_initial"), []),
        ("core", ("contenttypes", "0001_initial"), []),
    ],
)
def test_planted_upward_migration_is_reported(label: str, dependency: tuple[str, str], expected: list[str]) -> None:
    migration = migrations.Migration("0009_x", label)
    migration.dependencies = [dependency]
    assert list(upward_migrations([migration])) == expected


def test_planted_run_before_is_reported() -> None:
    migration = migrations.Migration("0009_x", "regions")
    migration.run_before = [("monitoring", "0001_initial")]
    assert list(upward_migrations([migration])) == ["regions.0009_x hängt an monitoring"]
