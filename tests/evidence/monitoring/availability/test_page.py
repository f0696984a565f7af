"""The page of what there is and what is missing: levels, years, sources, gaps."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sozialstrategie.evidence.monitoring.availability import matrix
from sozialstrategie.evidence.monitoring.availability.queries import coverage
from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.monitoring.models import Result, Run
from sozialstrategie.evidence.monitoring.queries import show_run
from sozialstrategie.kit.figures.tables import Row, Table

pytestmark = pytest.mark.usefixtures("evidence_db", "db")
URL = "/lage/verfuegbarkeit/"


def cells(table: Table, row: Row) -> dict[str, str]:
    return {column.label: text for column, text in zip(table.columns, row.cells, strict=True)}


def rows(level: str, name: str) -> list[dict[str, str]]:
    return [cells(t, row) for t in matrix.matrix(level).tables for row in t.rows if row.cells[0] == name]


def test_shipped_figures_by_level_year_and_source() -> None:
    found = coverage("kreis", "16")
    care = found["care_dependent_rate", "inkar-2024"]
    assert care.home == dict.fromkeys(range(2009, 2022, 2), 22)
    assert care.everywhere == {**dict.fromkeys(range(2009, 2020, 2), 22), 2021: 400}
    assert found["vacancy_rate", "zensus-2022-gerda"].home == {2022: 5}
    assert coverage("gemeinde", "16")["vacancy_rate", "zensus-2022-gerda"].home == {
        2022: 608
    }  # 23 small ones have no value there
    assert coverage("bund", "16")["sgb2_rate", "inkar-2024"].home == dict.fromkeys(range(2010, 2022), 1)
    assert ("population", "12411-01-01-4") not in coverage("land", "16")


def test_a_row_for_every_source_of_every_indicator() -> None:
    made = matrix.matrix("kreis")
    assert [t.caption for t in made.tables] == matrix.themes()
    expected = sum(max(1, len(d.derivations)) for d in catalogue().values())
    assert sum(len(t.rows) for t in made.tables) == expected
    assert made.counted == (71, 83)
    assert len({len(row.cells) for t in made.tables for row in t.rows}) == 1


def test_gaps_are_named() -> None:
    (row,) = rows("kreis", "Pflegebedürftige")
    assert row["Zeitraum"] == "2009 bis 2021"
    assert row["Was fehlt"] == "Erscheint alle zwei Jahre. Kreise anderer Länder: nur 2021."
    assert (row["2015"], row["2016"], row["2021"]) == ("22", "", "22")
    (density,) = rows("kreis", "Bevölkerungsdichte")
    assert density["Was fehlt"].endswith("Kreise anderer Länder: nur 2017 und 2022.")
    (costs,) = rows("kreis", "Wohnkosten im SGB-II-Bezug")
    assert "von 22 Kreisen." in costs["Was fehlt"]
    gerda, office = rows("land", "Arbeitslosenquote")
    assert gerda["Was fehlt"] == "Für Thüringen sind keine Zahlen eingelesen; aus Kreisen gemittelt wird nicht."
    assert (gerda["Zeitraum"], office["Zeitraum"]) == ("", "2001 bis 2016")
    (poverty,) = rows("kreis", "Armutsgefährdung")
    assert poverty["Was fehlt"] == catalogue()["at_risk_of_poverty_rate"].missing
    assert poverty["Quelle"] == "noch keine"


def test_the_page_filters_by_theme_and_level(client: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(15):
        whole = client.get(URL)
    assert whole.status_code == 200 and len(whole.context["matrix"].tables) == 8
    part = client.get(URL, {"thema": "Gesundheit und Pflege", "ebene": "bund"})
    (table,) = part.context["matrix"].tables
    assert table.caption == "Gesundheit und Pflege"
    assert "Deutschland: Zahlen zu 9 von 10 Kennzahlen." in part.content.decode()


def test_the_tables_have_headers_and_a_frame_that_takes_the_focus(client: Client) -> None:
    page = client.get(URL, {"thema": "Wohnen und Wege"}).content.decode()
    assert page.count("<table") == page.count('class="rollen" tabindex="0"') == 1
    assert '<th scope="col" class="z">2022</th>' in page and '<th scope="row">Wohnfläche</th>' in page
    assert "stapelbar" not in page


@pytest.mark.parametrize("asked", [{"ebene": "mond"}, {"thema": "Wetter"}])
def test_an_unknown_choice_is_said(asked: dict[str, str], client: Client) -> None:
    answer = client.get(URL, asked)
    assert answer.status_code == 422
    assert "gibt es hier nicht." in answer.content.decode()


def test_the_address_is_no_place_and_is_linked_from_all_indicators(client: Client) -> None:
    assert reverse("monitoring:availability") == URL
    page = client.get(reverse("monitoring:indicators")).content.decode()
    assert f'href="{URL}"' in page
    assert catalogue()["at_risk_of_poverty_rate"].missing in page


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_read_only(method: str, client: Client) -> None:
    assert getattr(client, method)(URL).status_code == 405


def test_signs_and_other_runs_do_not_count(client: Client) -> None:
    run = Run.objects.create(catalogue_version="v", editions=[])
    given = {"run": run, "indicator": "sgb2_rate", "derivation": "inkar-2024", "level": "kreis", "edition": "e"}
    Result.objects.create(**given, region="16062", period="2020", year=2020, sign=".")
    Result.objects.create(**given, region="16062", period="2021", year=2021, value=1.0)
    Result.objects.create(**given, region="09162", period="2021", year=2021, value=1.0)
    show_run(run)
    found = coverage("kreis", "16")
    assert list(found) == [("sgb2_rate", "inkar-2024")]
    assert (found["sgb2_rate", "inkar-2024"].home, found["sgb2_rate", "inkar-2024"].everywhere) == (
        {2021: 1},
        {2021: 2},
    )


def test_before_the_first_run_everything_is_missing(client: Client) -> None:
    from sozialstrategie.evidence.monitoring.current import CURRENT_RUN
    from sozialstrategie.kit.core import settings_store

    settings_store.put(CURRENT_RUN, {})
    assert matrix.matrix("kreis").counted == (0, 83)
    assert client.get(URL).status_code == 200
