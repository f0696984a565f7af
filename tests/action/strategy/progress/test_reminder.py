"""The reminder before a report falls due: one per period, in the calm mail, to whoever answers for the measure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from sozialstrategie.action.strategy import services
from sozialstrategie.action.strategy.lateness import LateReason, MeasureFacts, last_day_in_time, lateness
from sozialstrategie.action.strategy.models import Measure
from sozialstrategie.action.strategy.open_items import open_items
from sozialstrategie.kit.accounts.models import Person
from sozialstrategie.kit.accounts.queries import actor_for
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.workplace.models import OutgoingMail, Rhythm
from sozialstrategie.kit.workplace.queries import inbox
from sozialstrategie.kit.workplace.services.digest import set_rhythm, write_digest
from tests.action.strategy.conftest import person_in

TOLD, DUE = date(2026, 1, 15), date(2026, 7, 15)
DAY = timedelta(days=1)


@given(told=st.dates(date(2020, 1, 1), date(2032, 12, 31)), months=st.integers(1, 24))
def test_the_last_day_in_time_is_the_last_day_before_lateness(told: date, months: int) -> None:
    due = last_day_in_time(told, months)
    facts = MeasureFacts("running", progress_on=told)
    assert LateReason.NO_UPDATE not in lateness(facts, due, months)
    assert LateReason.NO_UPDATE in lateness(facts, due + DAY, months)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Callable[[date], None]]:
    """Sets today; only the open items of this room count."""
    settings.SENDS_MAIL = True
    monkeypatch.setattr(inbox, "_PROVIDERS", [open_items])

    def go(day: date) -> None:
        monkeypatch.setattr(timezone, "localdate", lambda *_: day)

    yield go


@pytest.fixture
def owned(chain: SimpleNamespace, home: Organisation, planner: Actor) -> tuple[Measure, Person]:
    """A measure whose owner reported on the first day and has read that mail."""
    person = person_in(home, Role.MEASURE_OWNER)
    m = chain.measure
    services.edit_measure(actor=planner, measure=m, version=m.version, responsible=person)
    report(m, person, TOLD)
    return m, person


def report(m: Measure, person: Person, day: date) -> None:
    m.refresh_from_db()
    services.update_progress(
        actor=actor_for(person), measure=m, version=m.version, progress_on=day, progress_note=f"{day}"
    )


def mails(
    person: Person, clock: Callable[[date], None], first: date, last: date, step: timedelta = DAY
) -> list[tuple[date, str]]:
    """The machine looks twice a day; (day, body) of what was posted. `step`: where nothing is due for months."""
    found = []
    day = first
    while day <= last:
        clock(day)
        for _ in range(2):
            if write_digest(person=person, today=day, base_url="https://strategie.example"):
                found.append((day, OutgoingMail.objects.order_by("-pk")[0].body))
        day += step
    return found


def test_one_reminder_before_it_falls_due_and_one_mail_on_the_day(
    owned: tuple[Measure, Person], clock: Callable[[date], None]
) -> None:
    m, person = owned
    assert mails(person, clock, TOLD, DUE - timedelta(days=15), 6 * DAY) == []
    told = mails(person, clock, DUE - timedelta(days=14), DUE - DAY)
    assert [day for day, _ in told] == [DUE - timedelta(days=14)]
    assert f"* Sachstand: Maßnahme {m.number}, bis 15.07.2026 (neu)" in told[0][1] and m.title not in told[0][1]
    assert [day for day, body in mails(person, clock, DUE, DUE) if "heute fällig" in body] == [DUE]
    late = mails(person, clock, DUE + DAY, DUE + timedelta(days=60))
    assert [day for day, _ in late] == [DUE + DAY] and "Sachstand: Maßnahme" in late[0][1]


def test_who_reports_in_time_hears_nothing_until_the_next_period(
    owned: tuple[Measure, Person], clock: Callable[[date], None]
) -> None:
    m, person = owned
    assert len(mails(person, clock, DUE - timedelta(days=20), DUE - timedelta(days=10))) == 1
    report(m, person, DUE - timedelta(days=9))  # 6 July: next due on 6 January
    nxt = date(2027, 1, 6)
    assert mails(person, clock, DUE - timedelta(days=9), nxt - timedelta(days=15), 6 * DAY) == []
    assert [day for day, _ in mails(person, clock, nxt - timedelta(days=14), nxt - DAY)] == [nxt - timedelta(days=14)]


def test_who_reads_on_mondays_gets_it_once_in_time(
    owned: tuple[Measure, Person], home: Organisation, clock: Callable[[date], None]
) -> None:
    _, person = owned
    set_rhythm(actor=actor_for(person), owner=home, rhythm=Rhythm.WEEKLY)
    told = mails(person, clock, TOLD, DUE - DAY)
    assert [day for day, _ in told] == [date(2026, 7, 6)]  # the first Monday of the two weeks


def test_a_late_measure_is_reminded_of_its_report_too(
    owned: tuple[Measure, Person], planner: Actor, clock: Callable[[date], None]
) -> None:
    m, person = owned
    services.edit_measure(actor=planner, measure=m, version=m.version, end=date(2026, 2, 1))
    assert len(mails(person, clock, date(2026, 3, 1), DUE - timedelta(days=15), 6 * DAY)) == 1  # "in Verzug", told once
    assert len(mails(person, clock, DUE - timedelta(days=14), DUE - DAY)) == 1


def test_only_the_person_who_answers_for_it_and_only_while_it_is_under_way(
    owned: tuple[Measure, Person], home: Organisation, planner: Actor, clock: Callable[[date], None]
) -> None:
    m, person = owned
    clock(DUE - DAY)
    (item,) = open_items(actor_for(person), home)
    assert (item.key, item.due, item.personal) == (f"strategy.update:{m.uid}:2026-07-15", DUE, True)
    other = person_in(home, Role.MEASURE_OWNER, "zweite@musterberg.example")
    assert open_items(actor_for(other), home) == []
    assert item.key not in [i.key for i in open_items(planner, home)]
    services.edit_measure(actor=planner, measure=m, version=m.version, status="postponed", status_reason="Haushalt")
    assert open_items(actor_for(person), home) == []


def test_the_interval_of_the_house_counts(
    owned: tuple[Measure, Person], home: Organisation, planner: Actor, clock: Callable[[date], None]
) -> None:
    from sozialstrategie.action.strategy.progress.services import set_interval

    set_interval(actor=planner, owner=home, months=3, version=0)
    told = mails(owned[1], clock, TOLD, date(2026, 4, 14))
    assert [day for day, _ in told] == [date(2026, 4, 1)]


def test_measures_in_force_are_reminded_while_the_next_strategy_is_in_the_making(
    owned: tuple[Measure, Person], home: Organisation, planner: Actor, clock: Callable[[date], None]
) -> None:
    services.create_strategy(actor=planner, owner=home, title="Die nächste", period_from=2029, period_to=2032)
    clock(DUE - DAY)
    assert [i.key for i in open_items(actor_for(owned[1]), home)] == [f"strategy.update:{owned[0].uid}:2026-07-15"]
