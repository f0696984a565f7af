"""People of one municipality, each in the scope of a request."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sozialstrategie.kit.accounts.models import Person
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.scopes import owner_scope
from tests.kit.conftest import MakeActor


def person_of(actor: Actor) -> Person:
    """The person behind an actor."""
    assert actor.person_uid is not None
    return Person.objects.get(uid=actor.person_uid)


@pytest.fixture
def coordinator(north: Organisation, make_actor: MakeActor) -> Iterator[Actor]:
    actor = make_actor(north, Role.PLANNING_COORDINATOR)
    with owner_scope(north):
        yield actor
