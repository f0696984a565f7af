"""Organisations and people for the tests of the kit: two twins that are alike in everything but their identity."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from sozialstrategie.kit.accounts.models import Person, RoleGrant
from sozialstrategie.kit.accounts.queries import actor_for
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import OrganisationKind, Role
from sozialstrategie.kit.core.models import Organisation

MakeActor = Callable[..., Actor]


def _authority(slug: str, name: str) -> Organisation:
    return Organisation.objects.create(slug=slug, name=name, kind=OrganisationKind.LOCAL_AUTHORITY)


@pytest.fixture
def north(db: None) -> Organisation:
    return _authority("nord", "Landkreis Nord")


@pytest.fixture
def south(db: None) -> Organisation:
    return _authority("sued", "Landkreis Süd")


@pytest.fixture
def institute(db: None) -> Organisation:
    return Organisation.objects.create(slug="institut", name="Institut", kind=OrganisationKind.INSTITUTE)


@pytest.fixture
def make_actor(db: None) -> MakeActor:
    """A person with one role that has held since 2020, as the actor the person is today."""

    def make(organisation: Organisation, role: Role, email: str = "") -> Actor:
        address = email or f"{role}@{organisation.slug}.example"
        person = Person.objects.create_user(address, None, name=f"{role} {organisation.slug}")
        RoleGrant.objects.create(person=person, organisation=organisation, role=role, valid_from=date(2020, 1, 1))
        return actor_for(person)

    return make
