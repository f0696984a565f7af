"""Musterberg's bodies: invented members, a meeting that is over, one to come with what was left over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import timezone

from sozialstrategie.action.committees.bodies.queries import memberships_on
from sozialstrategie.action.committees.enums import Function, MeetingState
from sozialstrategie.action.committees.meetings import queries
from sozialstrategie.action.committees.models import Attendance, Committee, Meeting
from sozialstrategie.evidence.monitoring.wording import stigma_words
from sozialstrategie.kit.core.actor import system
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.portal.demo.content import build_committees
from sozialstrategie.portal.demo.content.committees import _when

ACTOR = system("Tests")


@pytest.fixture
def musterberg(db: None) -> Iterator[Organisation]:
    made = Organisation.objects.create(
        slug="musterberg", name="Landkreis Musterberg", kind="local_authority", region_code="16062", is_example=True
    )
    with owner_scope(made):
        yield made


def test_bodies_and_meetings_stand_once(musterberg: Organisation) -> None:
    assert build_committees(actor=ACTOR, owner=musterberg) == 4
    assert build_committees(actor=ACTOR, owner=musterberg) == 0
    group = Committee.objects.get(short_name="Steuerungsgruppe")
    members = memberships_on(group, timezone.localdate())
    assert len([m for m in members if m.function != Function.SUBSTITUTE]) == 6
    past, coming = Meeting.objects.filter(committee=group).order_by("start")
    assert (past.state, coming.state) == (MeetingState.CLOSED, MeetingState.INVITED)
    assert [i.title for i in queries.items_of(coming)] == [
        "Zwischenbilanz: Ablauf und Beteiligung", "Fahrdienst für Nachmittagsgruppen", "Bericht aus den Handlungsfeldern",
    ]  # fmt: skip
    assert queries.left_over(group) == queries.Left((), ())
    assert queries.quorum_of(past).reason == "3 von 4 anwesend, nötig sind 3: beschlussfähig."
    assert {a.answer for a in Attendance.objects.filter(meeting=coming)} == {"yes", "no", "open"}
    words = " ".join(f"{i.title} {i.text} {i.note}" for m in (past, coming) for i in queries.items_of(m))
    assert stigma_words(words) == []


def test_nobody_sits_on_a_weekend() -> None:
    days = [timezone.localdate(_when(n)["start"]) for n in range(-14, 15)]
    assert all(day.weekday() < 5 for day in days) and days == sorted(days)
    away = [abs((day - timezone.localdate()).days) - abs(n) for n, day in zip(range(-14, 15), days, strict=True) if n]
    assert set(away) == {0, 1, 2}
