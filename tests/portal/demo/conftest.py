"""The worked strategy, built once per module on the shipped figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from sozialstrategie.kit.core.actor import Actor, system
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.scopes import owner_scope


@dataclass(frozen=True)
class Built:
    """What the tests look at."""

    musterberg: Organisation
    actor: Actor
    queries: int


@pytest.fixture(scope="module")
def demo_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[Built]:
    """The whole example in the database; everything is rolled back at the end of the module."""
    from sozialstrategie.evidence.monitoring.services.computing import compute_all
    from sozialstrategie.evidence.monitoring.services.shipping import load_shipped
    from sozialstrategie.evidence.regions.services import load_regions
    from sozialstrategie.portal.demo.services import build_demo

    actor = system("Tests")
    with django_db_blocker.unblock(), transaction.atomic():
        load_regions()
        load_shipped(actor=actor)
        compute_all(actor=actor)
        with CaptureQueriesContext(connection) as captured:
            build_demo(actor=actor)
        yield Built(Organisation.objects.get(slug="musterberg"), actor, len(captured))
        transaction.set_rollback(True)


@pytest.fixture
def built(demo_db: Built, db: None) -> Iterator[Built]:
    """Inside the scope of Musterberg; what a test writes is rolled back after it."""
    with owner_scope(demo_db.musterberg):
        yield demo_db


@pytest.fixture
def strategy_models() -> SimpleNamespace:
    from sozialstrategie.action.strategy import models

    return SimpleNamespace(
        **{name: getattr(models, name) for name in ("Finding", "Need", "Goal", "Measure", "Reading")}
    )
