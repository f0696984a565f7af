"""Lateness: a table of cases with reasons, the same in the database, the page by unit, the interval of an organisation."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sozialstrategie.action.strategy import services
from sozialstrategie.action.strategy.lateness import (
    LateReason,
    MeasureFacts,
    TargetFacts,
    UseFacts,
    lateness,
    months_before,
    sentence,
)
from sozialstrategie.action.strategy.models import IndicatorUse, Measure, ProgressSetting, Reading, Target
from sozialstrategie.action.strategy.progress import hanging
from sozialstrategie.action.strategy.progress import services as progress
from sozialstrategie.action.strategy.progress.facts import facts_of, facts_of_judged, judged, late_only, reasons_of
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Conflict, Forbidden
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.workplace.models import Task
from tests.action.strategy.conftest import login, url

D = Decimal
TODAY = date(2026, 3, 15)
FRESH = date(2026, 3, 1)
R = LateReason


def use(direction: str = "increase", year: int = 2025, **more: Any) -> UseFacts:
    target = TargetFacts(year, D(10), more.pop("upper", None))
    return UseFacts("Familien", direction, (target,), **more)


CASES: list[tuple[str, dict[str, Any], tuple[LateReason, ...]]] = [
    ("alles in Ordnung", {}, ()),
    ("nie etwas gemeldet", {"progress_on": None}, (R.NO_UPDATE,)),
    ("am letzten Tag gemeldet", {"progress_on": date(2025, 9, 15)}, ()),
    ("einen Tag zu alt", {"progress_on": date(2025, 9, 14)}, (R.NO_UPDATE,)),
    ("Idee meldet nichts", {"status": "idea", "progress_on": None}, ()),
    ("fertig meldet nichts", {"status": "completed", "progress_on": None, "end": date(2025, 1, 1)}, ()),
    ("zurückgestellt meldet nichts", {"status": "postponed", "progress_on": None}, ()),
    ("Ende heute", {"end": TODAY}, ()),
    ("Ende gestern", {"end": TODAY - timedelta(days=1)}, (R.END_PASSED,)),
    ("Aufgabe heute fällig", {"task_due": TODAY}, ()),
    ("Aufgabe seit gestern", {"task_due": TODAY - timedelta(days=1)}, (R.TASK_OVERDUE,)),
    ("Zieljahr läuft", {"has_target": True, "target_year": 2026}, ()),
    ("Zieljahr vorbei, nichts gemessen", {"has_target": True, "target_year": 2025}, (R.TARGET_WITHOUT_READING,)),
    ("ohne Zielwert kein Zieljahr", {"target_year": 2025}, ()),
    (
        "zuletzt im Herbst gemessen",
        {"has_target": True, "target_year": 2025, "latest_reading": date(2025, 10, 1)},
        (R.TARGET_WITHOUT_READING,),
    ),
    (
        "am Jahresende gemessen und erreicht",
        {"has_target": True, "target_year": 2025, "target_value": D(10), "latest_reading": date(2025, 12, 31),
         "latest_value": D(10)},
        (),
    ),
    (
        "am Jahresende gemessen, zu wenig",
        {"has_target": True, "target_year": 2025, "target_value": D(10), "latest_reading": date(2025, 12, 31),
         "latest_value": D("9.999")},
        (R.BEHIND_TARGET,),
    ),
    (
        "sollte sinken und sank",
        {"has_target": True, "target_year": 2025, "baseline_value": D(20), "target_value": D(10),
         "latest_reading": date(2026, 1, 1), "latest_value": D(9)},
        (),
    ),
    (
        "sollte sinken und stieg",
        {"has_target": True, "target_year": 2025, "baseline_value": D(20), "target_value": D(10),
         "latest_reading": date(2026, 1, 1), "latest_value": D(11)},
        (R.BEHIND_TARGET,),
    ),
    ("weiterer Indikator ohne Messwert", {"uses": (use(),)}, (R.TARGET_WITHOUT_READING,)),
    (
        "weiterer Indikator alt und zu niedrig",
        {"uses": (use(latest_day=date(2025, 6, 30), latest_value=D(4)),)},
        (R.TARGET_WITHOUT_READING, R.BEHIND_TARGET),
    ),
    (
        "weiterer soll sinken, zu hoch",
        {"uses": (use("decrease", latest_day=date(2025, 12, 31), latest_value=D(11)),)},
        (R.BEHIND_TARGET,),
    ),
    (
        "Korridor, am oberen Ende",
        {"uses": (use("corridor", upper=D(12), latest_day=date(2025, 12, 31), latest_value=D(12)),)},
        (),
    ),
    (
        "Korridor, darüber",
        {"uses": (use("corridor", upper=D(12), latest_day=date(2025, 12, 31), latest_value=D("12.5")),)},
        (R.BEHIND_TARGET,),
    ),
    (
        "Korridor, darunter",
        {"uses": (use("corridor", upper=D(12), latest_day=date(2025, 12, 31), latest_value=D(9)),)},
        (R.BEHIND_TARGET,),
    ),
    ("nur beobachtet", {"uses": (use("observe", latest_day=date(2026, 1, 1), latest_value=D(0)),)}, ()),
    (
        "nur der letzte fällige Zielwert zählt",
        {"uses": (UseFacts("x", "increase", (TargetFacts(2024, D(5)), TargetFacts(2025, D(8)), TargetFacts(2027, D(20))),
                           date(2025, 12, 31), D(8)),)},
        (),
    ),
    (
        "alles auf einmal",
        {"end": date(2026, 1, 1), "progress_on": date(2024, 1, 1), "task_due": date(2026, 1, 1), "has_target": True,
         "target_year": 2024, "target_value": D(5), "latest_reading": date(2024, 1, 1), "latest_value": D(1)},
        tuple(R),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "reasons"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_cases_with_reasons(facts: dict[str, Any], reasons: tuple[LateReason, ...]) -> None:
    measure = MeasureFacts(**{"status": "running", "progress_on": FRESH, **facts})
    assert lateness(measure, TODAY) == reasons
    for reason in reasons:
        assert sentence(reason, measure, TODAY).endswith(".")


def test_sentences_say_what_and_since_when() -> None:
    late = MeasureFacts("running", progress_on=date(2025, 1, 2), uses=(use(),), task_due=date(2026, 2, 1))
    assert sentence(R.TASK_OVERDUE, late) == "Seit dem 01.02.2026 ist eine Aufgabe oder ein Meilenstein überfällig."
    assert "älter als ein halbes Jahr" in sentence(R.NO_UPDATE, late)
    assert "älter als 9 Monate" in sentence(R.NO_UPDATE, late, TODAY, 9)
    assert "Ende 2025" in sentence(R.TARGET_WITHOUT_READING, late, TODAY) and "„Familien“" in sentence(
        R.TARGET_WITHOUT_READING, late, TODAY
    )


def test_months_before_keeps_to_the_calendar() -> None:
    assert months_before(date(2026, 8, 31), 6) == date(2026, 2, 28)
    assert months_before(date(2024, 3, 31), 1) == date(2024, 2, 29)
    assert months_before(date(2026, 1, 15), 13) == date(2024, 12, 15)


# --- the same in the database -----------------------------------------------------------------------------------------

_days = st.dates(date(2024, 11, 1), date(2026, 5, 1)) | st.sampled_from(
    [TODAY, TODAY - timedelta(days=1), date(2024, 12, 31), date(2025, 12, 31), date(2025, 9, 14), date(2025, 9, 15)]
)
_values = st.decimals(min_value=0, max_value=3, places=1)
_readings = st.lists(st.tuples(_days, _values, st.booleans()), max_size=3, unique_by=lambda r: r[0])
_targets = st.lists(st.tuples(st.integers(2023, 2027), _values), max_size=3, unique_by=lambda t: t[0])
_measure = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["idea", "decided", "preparing", "running", "completed"]),
        "end": st.none() | _days,
        "progress_on": st.none() | _days,
        "target_year": st.none() | st.integers(2023, 2027),
        "target_value": st.none() | _values,
        "target_text": st.sampled_from(["", "alle"]),
        "baseline_value": st.none() | _values,
    }
)
_one = st.tuples(
    _measure,
    _readings,
    st.lists(
        st.tuples(st.sampled_from(["increase", "decrease", "corridor", "observe"]), _targets, _readings), max_size=2
    ),
    st.lists(st.tuples(st.none() | _days, st.sampled_from(["open", "done", "dropped", "deleted"])), max_size=2),
)


@pytest.mark.django_db
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(measures=st.lists(_one, min_size=2, max_size=5), months=st.integers(1, 12))
def test_the_database_says_the_same(
    home: Organisation, foreign: SimpleNamespace, chain: SimpleNamespace, measures: list[Any], months: int
) -> None:
    rows = [_store(chain, i, *one) for i, one in enumerate(measures)]
    facts = facts_of(Measure.objects.filter(pk__in=[m.pk for m in rows]))
    wanted = {pk: lateness(f, TODAY, months) for pk, f in facts.items()}
    queryset = judged(
        Measure.objects.filter(owner=home, pk__in=[m.pk for m in rows]), organisation=home, today=TODAY, months=months
    )
    assert {m.pk: reasons_of(m) for m in queryset} == wanted
    # the facts behind the sentences of a list give the same reasons again
    again = facts_of_judged(queryset)
    assert {pk: lateness(f, TODAY, months) for pk, f in again.items()} == wanted
    assert {m.pk for m in late_only(queryset)} == {pk for pk, reasons in wanted.items() if reasons}
    for reason in LateReason:
        assert {m.pk for m in late_only(queryset, reason)} == {pk for pk, found in wanted.items() if reason in found}
    Task.objects.filter(owner=home).delete()
    Measure.objects.filter(pk__in=[m.pk for m in rows]).delete()


def _store(chain: SimpleNamespace, i: int, values: Any, readings: Any, uses: Any, tasks: Any) -> Measure:
    owner = chain.field.owner
    measure = Measure.objects.create(owner=owner, field=chain.field, number=f"9.{i}", title=f"M{i}", **values)
    _measured(readings, owner=owner, measure=measure)
    for direction, targets, own in uses:
        row = IndicatorUse.objects.create(owner=owner, measure=measure, name="Indikator", direction=direction)
        for year, value in targets:
            upper = value + 1 if direction == "corridor" else None
            Target.objects.create(owner=owner, use=row, year=year, value=value, upper=upper)
        _measured(own, owner=owner, use=row)
    for due, state in tasks:
        Task.objects.create(
            owner=owner, title="Aufgabe", due=due, about_type="strategy.measure", about_uid=measure.uid,
            done_on=TODAY if state == "done" else None, dropped_on=TODAY if state == "dropped" else None,
            dropped_reason="Grund" if state == "dropped" else "", deleted_at=timezone.now() if state == "deleted" else None,
        )  # fmt: skip
    return measure


def _measured(readings: Any, **of: Any) -> None:
    for day, value, approved in readings:
        state = {"state": "approved", "approved_on": TODAY} if approved else {}
        Reading.objects.create(day=day, value=value, **state, **of)


# --- the page -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def late(chain: SimpleNamespace, home: Organisation, planner: Actor) -> SimpleNamespace:
    """Two late measures of two units beside one in time."""
    make = {"actor": planner, "owner": home, "field": chain.field, "status": "running"}
    chain.ended = services.create_measure(
        **make, title="Ein Antrag", lead_unit="Sozialamt", end=date(2025, 6, 30), progress_on=timezone.localdate(),
        rating="on_track",
    )  # fmt: skip
    chain.in_time = services.create_measure(
        **make, title="In der Zeit", lead_unit="Sozialamt", progress_on=timezone.localdate()
    )
    return chain


def test_what_hangs_by_unit_and_filtered(
    home: Organisation, twin: Organisation, foreign: SimpleNamespace, late: SimpleNamespace, planner: Actor, web: Client
) -> None:
    rows = hanging.late_for(planner, home)
    assert [(r.measure.title, r.reasons) for r in rows] == [
        ("Lotsendienst an Grundschulen", (R.NO_UPDATE,)),
        ("Ein Antrag", (R.END_PASSED,)),
    ]
    assert [unit for unit, _ in hanging.by_unit(rows)] == ["Jugendamt", "Sozialamt"]
    assert hanging.units_for(planner, home) == [("Jugendamt", 1), ("Sozialamt", 2)]
    page = web.get(url("hanging", home)).content.decode()
    assert "2 von 3 laufenden Maßnahmen" in page and "Es gibt noch keinen Sachstand." in page
    assert "im Plan" in page and "In der Zeit" not in page and "Zwillingen" not in page
    page = web.get(url("hanging", home) + "?stelle=Sozialamt&grund=end_passed").content.decode()
    assert "Ein Antrag" in page and "Lotsendienst" not in page
    assert "Nichts in dieser Auswahl" in web.get(url("hanging", home) + "?grund=task_overdue").content.decode()
    assert web.get(url("hanging", twin)).status_code == 404
    assert login(home, Role.BODY_MEMBER).get(url("hanging", home)).status_code == 404


def test_few_queries_for_many(
    home: Organisation, late: SimpleNamespace, planner: Actor, web: Client, django_assert_max_num_queries: Any
) -> None:
    for i in range(8):
        m = services.create_measure(
            actor=planner, owner=home, field=late.field, title=f"Spät {i}", lead_unit=f"Amt {i}", status="running"
        )
        IndicatorUse.objects.create(owner=home, measure=m, name="x")
    web.get(url("hanging", home))
    with django_assert_max_num_queries(5):
        hanging.late_for(planner, home)
    with django_assert_max_num_queries(12):
        assert web.get(url("hanging", home)).status_code == 200
    with django_assert_max_num_queries(12):
        assert web.get(url("timeline", home)).status_code == 200


def test_each_organisation_sets_its_interval(
    home: Organisation, late: SimpleNamespace, planner: Actor, leader: Actor, web: Client
) -> None:
    m = late.in_time
    old = timezone.localdate() - timedelta(days=70)
    services.update_progress(actor=planner, measure=m, version=m.version, progress_on=old, progress_note="So war es")
    assert m.pk not in {r.measure.pk for r in hanging.late_for(planner, home)}
    with pytest.raises(Forbidden):
        progress.set_interval(actor=leader, owner=home, months=2, version=0)
    with pytest.raises(services.Invalid):
        progress.set_interval(actor=planner, owner=home, months=25, version=0)
    assert web.post(url("progress_interval", home), {"months": "2", "version": "0"}).status_code == 303
    assert m.pk in {r.measure.pk for r in hanging.late_for(planner, home)}
    assert "älter als 2 Monate" in web.get(url("measure", home, m.uid)).content.decode()
    assert web.post(url("progress_interval", home), {"months": "3", "version": "1"}).status_code == 303
    with pytest.raises(Conflict):
        progress.set_interval(actor=planner, owner=home, months=4, version=1)
    assert ProgressSetting.objects.get(owner=home).months == 3
