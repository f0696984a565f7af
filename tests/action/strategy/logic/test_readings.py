"""Messwerte: nothing leaves the machine, a closed period refuses every write, and opening it needs a reason."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sozialstrategie.action.strategy import services
from sozialstrategie.action.strategy.enums import ReadingState
from sozialstrategie.action.strategy.models import Reading, ReadingPeriod
from sozialstrategie.action.strategy.services import readings
from sozialstrategie.action.strategy.services.readings import READING_STEPS
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Conflict, Forbidden, Refused
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.undo import can_undo, undo_act
from tests.action.strategy.conftest import actor_in, login, person_in, url

D = Decimal
DAY = date(2025, 12, 31)
S = ReadingState


@pytest.fixture
def draft(chain: SimpleNamespace, planner: Actor) -> Reading:
    return services.add_reading(actor=planner, measure=chain.measure, day=DAY, value=D(9), draft=True)


class _Back(Exception):
    """Takes an example back."""


ACTS: dict[str, Callable[[Actor, Reading], Any]] = {
    "submit": lambda a, r: services.submit_reading(actor=a, reading=r, version=r.version),
    "approve": lambda a, r: services.approve_reading(actor=a, reading=r, version=r.version),
    "return": lambda a, r: services.return_reading(actor=a, reading=r, note="Bitte prüfen", version=r.version),
    "return silently": lambda a, r: services.return_reading(actor=a, reading=r, note=" "),
    "edit": lambda a, r: services.edit_reading(actor=a, reading=r, version=r.version, value=r.value + 1),
    "undo": lambda a, r: _undo(a),
}


def _undo(actor: Actor) -> None:
    row = Act.objects.filter(object_type="strategy.reading").first()
    if row is not None and can_undo(row):
        undo_act(actor=actor, row=row)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(st.sampled_from(["planner", "leader", "consultant"]), st.sampled_from(sorted(ACTS))),
        min_size=3,
        max_size=10,
    )
)
def test_no_path_leaves_the_machine(
    home: Organisation, draft: Reading, planner: Actor, leader: Actor, tries: list[tuple[str, str]]
) -> None:
    people = {"planner": planner, "leader": leader, "consultant": actor_in(home, Role.PROCESS_CONSULTANT)}
    with pytest.raises(_Back), transaction.atomic():
        for who, what in tries:
            before = Reading.objects.get(pk=draft.pk)
            with suppress(Refused):
                ACTS[what](people[who], Reading.objects.get(pk=draft.pk))
            after = Reading.objects.get(pk=draft.pk)
            if after.state != before.state:
                step = READING_STEPS[S(before.state), S(after.state)]
                assert who == {readings.REPORT: "planner", readings.JUDGE: "leader"}[step.permission]
            elif after.value != before.value:
                assert before.state in readings.WRITABLE and who == "planner"
            assert (after.state == S.APPROVED) == (after.approved_on is not None)
            assert (after.state == S.RETURNED) <= bool(after.return_note)
        raise _Back


def test_the_way_of_a_messwert(chain: SimpleNamespace, draft: Reading, planner: Actor, leader: Actor) -> None:
    with pytest.raises(Refused, match="führt kein Schritt"):
        services.approve_reading(actor=leader, reading=draft)
    services.submit_reading(actor=planner, reading=draft)
    with pytest.raises(Refused, match="eingereicht und bleibt"):
        services.edit_reading(actor=planner, reading=draft, version=draft.version, value=D(10))
    with pytest.raises(services.Invalid, match="was zu ändern ist"):
        services.return_reading(actor=leader, reading=draft, note="")
    services.return_reading(actor=leader, reading=draft, note="Bitte ohne die Horte zählen")
    services.edit_reading(actor=planner, reading=draft, version=draft.version, value=D(8))
    services.submit_reading(actor=planner, reading=draft)
    with pytest.raises(Conflict):
        services.approve_reading(actor=leader, reading=draft, version=1)
    draft.refresh_from_db()
    services.approve_reading(actor=leader, reading=draft)
    assert (draft.value, draft.state, draft.approved_by) == (D(8), "approved", leader.person_uid)
    with pytest.raises(Refused, match="führt kein Schritt"):
        services.return_reading(actor=leader, reading=draft, note="Doch nicht")


def test_the_responsible_person_reports_and_nobody_else(
    chain: SimpleNamespace, home: Organisation, draft: Reading, planner: Actor
) -> None:
    person = person_in(home, Role.MEASURE_OWNER)
    owner = actor_in(home, Role.MEASURE_OWNER, person_uid=person.uid)
    with pytest.raises(Forbidden):
        services.submit_reading(actor=owner, reading=draft)
    services.edit_measure(actor=planner, measure=chain.measure, version=chain.measure.version, responsible=person)
    services.submit_reading(actor=owner, reading=Reading.objects.get(pk=draft.pk))
    with pytest.raises(Forbidden):
        services.approve_reading(actor=owner, reading=Reading.objects.get(pk=draft.pk))


def test_a_closed_period_refuses_every_write(
    home: Organisation, twin: Organisation, foreign: SimpleNamespace, chain: SimpleNamespace, draft: Reading, planner: Actor,
    leader: Actor,
) -> None:  # fmt: skip
    period = readings.create_period(
        actor=planner, owner=home, name="Jahr 2025", start=date(2025, 1, 1), end=date(2025, 12, 31)
    )
    with pytest.raises(Refused, match="ein Messwert ist noch nicht freigegeben"):
        readings.lock_period(actor=planner, period=period, version=period.version)
    services.submit_reading(actor=planner, reading=draft)
    services.approve_reading(actor=leader, reading=draft)
    with pytest.raises(Forbidden):
        readings.lock_period(actor=actor_in(home, Role.SPECIALIST_PLANNER), period=period, version=period.version)
    readings.lock_period(actor=planner, period=period, version=period.version)
    later = services.add_reading(actor=planner, measure=chain.measure, day=date(2026, 1, 1), value=D(1), draft=True)
    # a state that waits inside of a closed period cannot come about by an act; the machine refuses it all the same
    Reading.objects.filter(pk=draft.pk).update(state="submitted", approved_on=None, approved_by=None)
    waiting = Reading.objects.get(pk=draft.pk)
    tries: list[Callable[[], Any]] = [
        lambda: services.add_reading(actor=planner, measure=chain.measure, day=date(2025, 3, 1), value=D(1)),
        lambda: services.edit_reading(actor=planner, reading=later, version=later.version, day=date(2025, 12, 31)),
        lambda: services.approve_reading(actor=leader, reading=waiting),
        lambda: services.return_reading(actor=leader, reading=waiting, note="x"),
        lambda: services.withdraw_reading(actor=planner, reading=waiting),
        lambda: undo_act(
            actor=planner, row=Act.objects.filter(object_uid=draft.uid, verb="strategy.add_reading").get()
        ),
    ]
    before = list(Reading.objects.order_by("pk").values())
    for attempt in tries:
        with pytest.raises(Refused):
            attempt()
    assert list(Reading.objects.order_by("pk").values()) == before
    # the twin's book is open
    other = actor_in(twin, Role.PLANNING_COORDINATOR)
    services.add_reading(actor=other, measure=foreign.measure, day=date(2025, 3, 1), value=D(1))


def test_opening_needs_a_reason_and_is_an_act(home: Organisation, scope: None, planner: Actor) -> None:
    period = readings.create_period(actor=planner, owner=home, name="2025", start=date(2025, 1, 1), end=DAY)
    with pytest.raises(Refused, match="ist offen"):
        readings.unlock_period(actor=planner, period=period, version=period.version, reason="x")
    readings.lock_period(actor=planner, period=period, version=period.version)
    with pytest.raises(services.Invalid, match="warum"):
        readings.unlock_period(actor=planner, period=period, version=period.version, reason=" ")
    readings.unlock_period(actor=planner, period=period, version=period.version, reason="Zahlendreher")
    row = Act.objects.filter(verb="strategy.unlock_period").get()
    assert row.changes is not None and row.changes["fields"]["reason"] == [None, "Zahlendreher"]
    with pytest.raises(services.Invalid, match="vor dem Beginn"):
        readings.create_period(actor=planner, owner=home, name="x", start=DAY, end=date(2025, 1, 1))


def test_pages(home: Organisation, chain: SimpleNamespace, draft: Reading, web: Client) -> None:
    leader = login(home, Role.LEADERSHIP)
    assert "9" in web.get(url("reading", home, draft.uid)).content.decode()
    edit = {"day": "2025-12-31", "value": "8", "version": draft.version}
    assert web.post(url("reading_edit", home, draft.uid), edit).status_code == 303
    assert web.post(url("reading_edit", home, draft.uid), edit).status_code == 409
    version = Reading.objects.get().version
    assert web.post(url("reading_submit", home, draft.uid), {"version": version}).status_code == 303
    assert "Maßnahme 1.1.1" in web.get(url("reading_periods", home)).content.decode()
    assert web.get(url("reading_return", home, draft.uid)).status_code == 404
    assert leader.post(url("reading_return", home, draft.uid), {"version": version + 1}).status_code == 422
    note = {"version": version + 1, "note": "Bitte prüfen"}
    assert leader.post(url("reading_return", home, draft.uid), note).status_code == 303
    assert "Bitte prüfen" in web.get(url("reading", home, draft.uid)).content.decode()
    web.post(url("reading_submit", home, draft.uid), {"version": version + 2})
    assert leader.post(url("reading_accept", home, draft.uid), {"version": version + 3}).status_code == 303
    assert Reading.objects.get().state == "approved"
    body = {"name": "Jahr 2025", "start": "2025-01-01", "end": "2025-12-31"}
    assert web.post(url("period_new", home), body).status_code == 303
    period = ReadingPeriod.objects.get()
    assert web.post(url("period_lock", home, period.uid), {"version": period.version}).status_code == 303
    assert web.post(url("period_unlock", home, period.uid), {"version": period.version + 1}).status_code == 422
    opened = {"version": period.version + 1, "reason": "Zahlendreher"}
    assert web.post(url("period_unlock", home, period.uid), opened).status_code == 303
