"""The release calendar: typed-up rhythms with their sources, what is next, what is overdue, what nobody knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.monitoring.models import Result, Run
from sozialstrategie.evidence.monitoring.queries import SeriesInfo, show_run
from sozialstrategie.evidence.monitoring.releases import calendar as module
from sozialstrategie.evidence.monitoring.releases.calendar import Release, State, calendar, releases
from sozialstrategie.kit.accounts.models import Person
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Organisation

TODAY = date(2026, 11, 23)
UNEMPLOYED = catalogue()["unemployment_rate"]


def code_of(table: str) -> str:
    """The first indicator whose first derivation rests on a table."""
    return next(
        c for c, d in catalogue().items() if d.derivations and table in {s.table for s in d.derivations[0].used_sums}
    )


CARE, MIGRATION = code_of("q_pfl"), code_of("12711-04-02-4")


def found(code: str, year: int, key: str | None = None) -> SeriesInfo:
    return SeriesInfo(code, key or catalogue()[code].derivations[0].key, 2012, year, 1)


def test_every_table_of_the_catalogue_stands_there_once() -> None:
    named = Counter(table for release in releases() for table in release.tables)
    assert set(named) == catalogue().tables()
    assert set(named.values()) == {1}


def test_a_statement_without_a_source_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for line in ("rhythm_years = 1", "lag_months = 6", 'lag_source = "x"', 'rhythm_source = "x"'):
        text = f'[[release]]\nname = "A"\npublisher = "B"\nwhere = "C"\ntables = ["t"]\n{line}\n'
        path = tmp_path / "releases.toml"
        path.write_text(text, encoding="utf-8")
        monkeypatch.setattr(module, "PATH", path)
        with pytest.raises(ValueError, match="A: Angabe ohne Quelle"):
            releases.__wrapped__()


def of(rows: list[module.Due], name: str, newest: int | None) -> module.Due:
    (row,) = [r for r in rows if r.release.name == name and r.newest == newest]
    return row


def test_what_is_next_and_when() -> None:
    rows = calendar([found("unemployment_rate", 2021), found("child_sgb2_rate", 2022)], TODAY)
    old, new = of(rows, "INKAR, jährliche Reihen", 2021), of(rows, "INKAR, jährliche Reihen", 2022)
    assert (old.next_year, old.expected, old.state) == (2022, date(2024, 12, 31), State.OVERDUE)
    assert (new.next_year, new.expected, new.state) == (2023, date(2025, 12, 31), State.OVERDUE)
    assert UNEMPLOYED.name in old.indicators and catalogue()["child_sgb2_rate"].name in new.indicators
    assert rows[0] is old  # the oldest overdue figures first
    absent = of(rows, "Schulabgänge", None)
    assert (absent.next_year, absent.expected, absent.state) == (None, None, State.ABSENT)


@pytest.mark.parametrize(
    ("lag", "today", "expected", "state"),
    [
        (6, date(2016, 6, 30), date(2016, 6, 30), State.EXPECTED),  # the last day is in time
        (6, date(2016, 7, 1), date(2016, 6, 30), State.OVERDUE),
        (24, date(2017, 12, 31), date(2017, 12, 31), State.EXPECTED),
        (None, date(2017, 12, 31), None, State.UNKNOWN),
        (None, date(2018, 1, 1), None, State.LOOK),
    ],
)
def test_the_day_on_which_a_state_changes(lag: int | None, today: date, expected: date | None, state: State) -> None:
    release = Release("A", "B", "C", ("t",), 1, "x", lag, "x" if lag else "")
    due = module._due(release, 2014, ("Kennzahl",), today)
    assert (due.next_year, due.expected, due.state) == (2015, expected, state)


def test_without_a_rhythm_nothing_is_claimed() -> None:
    due = module._due(Release("A", "B", "C", ("t",)), 2014, ("Kennzahl",), TODAY)
    assert (due.next_year, due.expected, due.state) == (None, None, State.UNKNOWN)


# --- the page ------------------------------------------------------------------------------------------------------

PersonIn = Callable[[Organisation, str], Person]


def page(slug: str = "nord") -> str:
    return reverse("monitoring_staff:release_calendar", args=[slug])


@pytest.fixture
def figures(db: None) -> None:
    """Newest figures of Nordhausen: two series of INKAR, care, births; of another Kreis a later one."""
    run = Run.objects.create(catalogue_version="t", editions=[], results_count=0)
    for code, region, year in (
        ("child_sgb2_rate", "16062", 2022),
        ("child_sgb2_rate", "16061", 2025),
        ("unemployment_rate", "16062", 2021),
        (CARE, "16062", 2021),
        (MIGRATION, "16062", 2015),
    ):
        derivation = catalogue()[code].derivations[0].key
        Result.objects.create(
            run=run, indicator=code, derivation=derivation, region=region, level="kreis", period=str(year), year=year,
            value=1.0, edition="e" * 8,
        )  # fmt: skip
    show_run(run)


def test_the_page_names_what_nobody_knows(
    figures: None, amt: Organisation, person_in: PersonIn, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(person_in(amt, Role.PLANNING_COORDINATOR))
    with django_assert_max_num_queries(15):
        answer = client.get(page())
    text = answer.content.decode()
    assert answer.status_code == 200 and "Landkreis Nordhausen" in text
    rows = {(r.release.name, r.newest): (r.next_year, r.state) for r, _, _ in answer.context["rows"]}
    assert rows["INKAR, jährliche Reihen", 2022][0] == 2023
    assert rows["INKAR, jährliche Reihen", 2021][0] == 2022
    assert rows["INKAR, Pflege", 2021][0] == 2023
    assert rows["Zuzüge und Fortzüge", 2015] == (None, State.UNKNOWN)
    assert rows["Mindestsicherung", None] == (None, State.ABSENT)
    assert "Monat unbekannt" in text and "Qualitätsbericht" in text
    assert page() in client.get(reverse("monitoring_staff:editions", args=["nord"])).content.decode()


@pytest.mark.parametrize("role", [Role.BODY_MEMBER, Role.MEASURE_OWNER, Role.ADMIN, Role.STATE_VIEWER])
def test_who_keeps_no_figures_gets_404(role: Role, amt: Organisation, person_in: PersonIn, client: Client) -> None:
    client.force_login(person_in(amt, role))
    assert client.get(page()).status_code == 404


def test_another_authority_looks_like_none(amt: Organisation, person_in: PersonIn, client: Client) -> None:
    other = Organisation.objects.create(slug="sued", name="Landkreis Süd", kind="local_authority")
    client.force_login(person_in(other, Role.DATA_STEWARD))
    assert client.get(page()).status_code == 404
    assert client.get(page("gibtesnicht")).status_code == 404
