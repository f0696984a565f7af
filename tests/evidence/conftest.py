"""Figures for tests: regions, shipped editions, one computation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from sozialstrategie.kit.accounts.models import Person, RoleGrant
from sozialstrategie.kit.core.actor import system
from sozialstrategie.kit.core.models import Organisation


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


@pytest.fixture
def amt(db: None) -> Organisation:
    """A local authority that shows the figures of Nordhausen."""
    return Organisation.objects.create(slug="nord", name="Landkreis Nord", kind="local_authority", region_code="16062")


@pytest.fixture
def person_in(db: None) -> Callable[[Organisation, str], Person]:
    """A person with one role that has held since 2020."""

    def make(organisation: Organisation, role: str) -> Person:
        person: Person = Person.objects.create_user(f"{role}@{organisation.slug}.example", None, name=role)
        RoleGrant.objects.create(person=person, organisation=organisation, role=role, valid_from=date(2020, 1, 1))
        return person

    return make
