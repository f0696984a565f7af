"""Twin authorities, each with a steering group of its own, and one actor per kind of reader."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from sozialstrategie.action.committees.bodies import services as bodies
from sozialstrategie.action.committees.enums import CommitteeKind, Function
from sozialstrategie.action.committees.meetings import services as meetings
from sozialstrategie.action.committees.models import AgendaItem, Committee, Meeting
from sozialstrategie.kit.accounts.queries import actor_for
from sozialstrategie.kit.core.actor import Actor, system
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.scopes import owner_scope
from tests.action.strategy.conftest import actor_in, make_organisation, person_in

BERLIN = ZoneInfo("Europe/Berlin")
WHO = system("Test")


@pytest.fixture
def home(db: None) -> Organisation:
    return make_organisation("musterberg")


@pytest.fixture
def twin(db: None) -> Organisation:
    return make_organisation("zwillingen")


@pytest.fixture
def scope(home: Organisation, twin: Organisation) -> Iterator[None]:
    """Both owners at once: what keeps them apart below is the services' own check, not the scope."""
    with owner_scope([home, twin]):
        yield


@pytest.fixture
def clerk(home: Organisation) -> Actor:
    return actor_in(home, Role.CLERK)


@pytest.fixture
def consultant(home: Organisation) -> Actor:
    return actor_in(home, Role.PROCESS_CONSULTANT)


def body(
    owner: Organisation, kind: CommitteeKind = CommitteeKind.STEERING_GROUP, name: str = "Steuerungsgruppe"
) -> Committee:
    return bodies.create_committee(actor=WHO, owner=owner, name=name, kind=kind)


def full_body(owner: Organisation) -> SimpleNamespace:
    """Four members with a vote, one of them with an account and the role, a substitute of the first, and an advisor."""
    made = body(owner)
    person = person_in(owner, Role.BODY_MEMBER)
    add: Any = lambda name, **more: bodies.create_membership(actor=WHO, committee=made, name=name, **more)  # noqa: E731
    members = [add(f"Mitglied {n}", email=f"m{n}@{owner.slug}.example") for n in (1, 2, 3)]
    members.append(add("Mitglied 4", person=person, function=Function.CHAIR))
    substitute = add("Vertretung 1", function=Function.SUBSTITUTE, substitute_for=members[0], email="v@example.org")
    advisor = add("Beratung", function=Function.ADVISORY, voting=False)
    return SimpleNamespace(
        committee=made, members=members, substitute=substitute, advisor=advisor, person=person, member=actor_for(person)
    )


@pytest.fixture
def group(home: Organisation, scope: None) -> SimpleNamespace:
    return full_body(home)


@pytest.fixture
def foreign(twin: Organisation, scope: None) -> SimpleNamespace:
    found = full_body(twin)
    found.meeting = meeting_of(found.committee)
    found.item = point(found.meeting, "Zwillingsgeheimnis", is_public=False)
    return found


def moment(days: int = 30, hour: int = 17) -> datetime:
    """A day from today, at an hour as people here read it."""
    day = timezone.localdate() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, tzinfo=BERLIN)


def meeting_of(committee: Committee, *, days: int = 30, start: datetime | None = None, **values: Any) -> Meeting:
    begin = start or moment(days)
    return meetings.create_meeting(
        actor=WHO, committee=committee, **{"title": "1. Sitzung", "start": begin, "end": begin + timedelta(hours=2), **values}
    )  # fmt: skip


def point(meeting: Meeting, title: str = "Stand der Umsetzung", **values: Any) -> AgendaItem:
    return meetings.create_item(actor=WHO, meeting=meeting, title=title, **values)


def running(committee: Committee, **values: Any) -> Meeting:
    """A meeting with two points, invited to and opened."""
    made = meeting_of(committee, **values)
    point(made, "Begrüßung")
    point(made, "Personalfrage", is_public=False)
    meetings.invite(actor=WHO, meeting=made, version=made.version)
    return meetings.open_meeting(actor=WHO, meeting=made, version=made.version)
