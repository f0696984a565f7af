"""Figures for tests: regions, shipped editions, one computation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from sozialstrategie.kit.core.actor import system


@pytest.fixture(scope="module")
def evidence_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Database with all regions, the shipped figures and the computed indicators, for all tests of a module.

    Everything is rolled back at the end of the module. A test that writes takes `db` as well.
    """
    from sozialstrategie.evidence.monitoring.services.computing import compute_all
    from sozialstrategie.evidence.monitoring.services.shipping import load_shipped
    from sozialstrategie.evidence.regions.services import load_regions

    with django_db_blocker.unblock(), transaction.atomic():
        load_regions()
        load_shipped(actor=system("Tests"))
        compute_all(actor=system("Tests"))
        yield
        transaction.set_rollback(True)
