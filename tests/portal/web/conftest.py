"""Two authorities and people who look at the pages of the first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from sozialstrategie.kit.accounts.models import Person, RoleGrant
from sozialstrategie.kit.accounts.queries import actor_for
from sozialstrategie.kit.core import settings_store
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import OrganisationKind, Role
from sozialstrategie.kit.core.models import Organisation

Login = Callable[..., Client]


@pytest.fixture
def home(db: None) -> Organisation:
    settings_store.put("instance.kind", "real")
    return Organisation.objects.create(
        slug="nord", name="Landkreis Nord", kind=OrganisationKind.LOCAL_AUTHORITY, region_code="16062"
    )


@pytest.fixture
def twin(db: None) -> Organisation:
    return Organisation.objects.create(slug="sued", name="Landkreis Süd", kind=OrganisationKind.LOCAL_AUTHORITY)


def person_in(organisation: Organisation, role: Role, name: str = "") -> Person:
    """Somebody with one role since 2020; has a password, as people of a real instance do."""
    email = f"{role}@{organisation.slug}.example"
    person = Person.objects.create_user(email, "ein langes Kennwort", name=name or f"{role} {organisation.slug}")
    RoleGrant.objects.create(
        person=person, organisation=organisation, role=role, valid_from=date(2020, 1, 1), given_name=person.name
    )
    return person


def actor_in(organisation: Organisation, role: Role) -> Actor:
    return actor_for(person_in(organisation, role))


@pytest.fixture
def login() -> Login:
    """`login(organisation, role)`: a browser of somebody with that role."""

    def make(organisation: Organisation, role: Role) -> Client:
        client = Client()
        client.force_login(person_in(organisation, role))
        return client

    return make
