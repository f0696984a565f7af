"""A running meeting of the steering group with everybody there and one point to decide."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from sozialstrategie.action.committees.enums import Purpose
from sozialstrategie.action.committees.meetings import recording
from sozialstrategie.action.committees.meetings import services as meetings
from sozialstrategie.action.committees.models import Attendance, Meeting, Membership
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Organisation
from tests.action.committees.conftest import WHO, meeting_of, point
from tests.action.strategy.conftest import actor_in


def at(meeting: Meeting, member: Membership) -> Attendance:
    return Attendance.objects.get(meeting=meeting, membership=member)


def open_with(group: SimpleNamespace, present: list[Membership], *, days: int = -3, **item: Any) -> SimpleNamespace:
    """A meeting that runs with these people there, and its point."""
    made = meeting_of(group.committee, days=days, place="Landratsamt")
    todo = point(made, "Lotsendienst ausweiten", purpose=item.pop("purpose", Purpose.DECISION), **item)
    meetings.invite(actor=WHO, meeting=made, version=made.version)
    meetings.open_meeting(actor=WHO, meeting=made, version=made.version)
    for member in present:
        recording.arrive(actor=WHO, attendance=at(made, member))
    todo.refresh_from_db()
    return SimpleNamespace(meeting=made, item=todo, group=group)


@pytest.fixture
def sitting(group: SimpleNamespace) -> SimpleNamespace:
    return open_with(group, group.members)


@pytest.fixture
def planner(home: Organisation) -> Actor:
    return actor_in(home, Role.PLANNING_COORDINATOR)


@pytest.fixture
def leader(home: Organisation) -> Actor:
    return actor_in(home, Role.LEADERSHIP)
