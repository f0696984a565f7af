"""The history shows what a reader understands: German numbers and dates, words for choices, names for records, no keys."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sozialstrategie.action.strategy import services
from sozialstrategie.action.strategy.models import FieldOfAction, Measure
from sozialstrategie.kit.accounts.services import grant_role
from sozialstrategie.kit.core.actor import Actor, system
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.portal.web import history
from tests.portal.web.conftest import Login, actor_in


def _field(planner: Actor, owner: Organisation) -> FieldOfAction:
    strategy = services.create_strategy(actor=planner, owner=owner, title="S", period_from=2026, period_to=2030)
    return services.create_field(actor=planner, owner=owner, strategy=strategy, number=3, title="Familien stärken")


def _measure(planner: Actor, field: FieldOfAction) -> Measure:
    return services.create_measure(
        actor=planner,
        owner=field.owner,
        field=field,
        number="3.1",
        title="Lotsen",
        start=date(2026, 9, 1),
        target_year=2029,
    )


def _changes(owner: Organisation, verb: str) -> dict[str, tuple[str | None, str]]:
    row = Act.objects.filter(owner=owner, verb=verb).first()
    assert row is not None
    return {c.label: (c.old, c.new) for c in history.changes_of([row], owner)[row.pk]}


def test_created_record(home: Organisation) -> None:
    planner = actor_in(home, Role.PLANNING_COORDINATOR)
    with owner_scope(home):
        _measure(planner, _field(planner, home))
        found = _changes(home, "strategy.create_measure")
    assert found == {
        "Handlungsfeld": (None, "3 Familien stärken"),
        "Nummer": (None, "3.1"),
        "Maßnahme": (None, "Lotsen"),
        "Beginn": (None, "01.09.2026"),
        "Priorität": (None, "mittel"),
        "Zieljahr": (None, "2029"),
        "Umsetzung": (None, "Idee"),
        "Sichtbarkeit": (None, "intern"),
    }


def test_changed_figures(home: Organisation) -> None:
    planner = actor_in(home, Role.PLANNING_COORDINATOR)
    with owner_scope(home):
        measure = _measure(planner, _field(planner, home))
        values = {
            "baseline_value": Decimal("40.000"),
            "target_value": Decimal("1234.5"),
            "start": None,
            "permanent": True,
        }
        services.edit_measure(actor=planner, measure=measure, version=measure.version, **values)
        found = _changes(home, "strategy.edit_measure")
    assert found == {
        "Ausgangswert": ("leer", "40"),
        "Zielwert": ("leer", "1.234,5"),
        "Beginn": ("01.09.2026", "leer"),
        "Daueraufgabe ohne Ende": ("nein", "ja"),
    }


def test_reading_names_its_measure_and_marks_of_versions_stay_hidden(home: Organisation) -> None:
    planner = actor_in(home, Role.PLANNING_COORDINATOR)
    with owner_scope(home):
        measure = _measure(planner, _field(planner, home))
        services.add_reading(actor=planner, measure=measure, day=date(2027, 12, 31), value=Decimal("600.000"))
        reading = _changes(home, "strategy.add_reading")
        services.submit_measure(actor=planner, measure=measure, version=measure.version)
        submitted = _changes(home, "strategy.submit_measure")
    assert reading == {
        "Maßnahme": (None, "Maßnahme 3.1: Lotsen"),
        "Stichtag": (None, "31.12.2027"),
        "Wert": (None, "600"),
        "Stand": (None, "eingereicht"),
    }
    assert submitted == {}


def test_links_and_staircase_have_german_names(home: Organisation) -> None:
    planner = actor_in(home, Role.PLANNING_COORDINATOR)
    with owner_scope(home):
        field = _field(planner, home)
        measure = _measure(planner, field)
        goal = services.create_goal(actor=planner, owner=field.owner, field=field, number="3.1", title="Weniger Wege")
        services.link_goal_measure(actor=planner, goal=goal, measure=measure)
        services.set_logic(
            actor=planner, measure=measure, version=measure.version, steps={2: ("Familien kommen", "Zahl")}
        )
        link, logic = _changes(home, "strategy.link_goal_measure"), _changes(home, "strategy.set_logic")
    assert link == {"Maßnahme": ("leer", "Maßnahme 3.1: Lotsen")}
    assert logic == {"Wirkungsstufe 2 Nutzung": ("leer", "Familien kommen; Zahl")}


def test_foreign_record_has_no_name(home: Organisation, twin: Organisation) -> None:
    """Even if an act pointed across the border, the page would not tell."""
    planner = actor_in(twin, Role.PLANNING_COORDINATOR)
    with owner_scope(twin):
        field = _field(planner, twin)
    row = Act(pk=1, object_type="strategy.measure", changes={"fields": {"field": [None, field.pk]}})
    with owner_scope(home):
        assert [c.new for c in history.changes_of([row], home)[1]] == ["nicht mehr vorhanden"]


@pytest.mark.parametrize(
    ("field", "stored", "shown"),
    [
        ("target_value", "40.000", "40"),
        ("target_value", "2500.000", "2.500"),
        ("target_value", "0.000", "0"),
        ("target_value", "-4.500", "−4,5"),
        ("target_value", "14.250", "14,25"),
        ("target_value", "kein Wert", "kein Wert"),
        ("target_year", 2027, "2027"),
        (None, 12345, "12.345"),
        (None, 1234.5, "1.234,5"),
        (None, 0, "0"),
    ],
)
def test_numbers(field: str | None, stored: Any, shown: str) -> None:
    known = Measure._meta.get_field(field) if field else None
    assert history._words(known, stored, {}) == shown


@pytest.mark.parametrize(
    ("stored", "shown"),
    [("2026-06-30", "30.06.2026"), ("2026-06-30T22:30:00+00:00", "01.07.2026, 00:30 Uhr"), ("bald", "bald")],
)
def test_days(stored: str, shown: str) -> None:
    assert history._day(stored) == shown


def test_page_shows_no_keys_and_asks_few_queries(home: Organisation, login: Login) -> None:
    planner = actor_in(home, Role.PLANNING_COORDINATOR)
    with owner_scope(home):
        field = _field(planner, home)
        for n in range(1, 13):
            services.create_measure(actor=planner, owner=field.owner, field=field, number=f"3.{n}", title=f"M{n}")
    client = login(home, Role.LEADERSHIP)
    with CaptureQueriesContext(connection) as captured:
        page = client.get("/k/nord/verlauf/").content.decode()
    terms = re.findall(r"<dt>(.*?)</dt><dd>.*?neu: </span>(.*?)</span>", page)
    assert ("Handlungsfeld", "3 Familien stärken") in terms
    assert not {"idea", "internal", "draft"} & {value for _, value in terms}
    assert not [value for _, value in terms if re.fullmatch(r"\d{4}-\d\d-\d\d.*|\d+\.0+|[0-9a-f-]{32,}", value)]
    assert len(captured) < 20


def test_role_names_the_person_as_the_organisation_does(home: Organisation, twin: Organisation, login: Login) -> None:
    grant_role(actor=system("x"), organisation=twin, email="p@b.example", name="CANARY Echtname", role=Role.CLERK)
    grant_role(actor=system("x"), organisation=home, email="p@b.example", name="Frau Neu", role=Role.CLERK)
    page = login(home, Role.LEADERSHIP).get("/k/nord/verlauf/").content.decode()
    assert "Frau Neu" in page
    assert "CANARY" not in page
