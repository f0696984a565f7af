"""Public pages of figures: content from released figures, few queries, small."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sozialstrategie.evidence.disclosure.models import ReleaseLog
from sozialstrategie.evidence.monitoring import pages, queries
from sozialstrategie.evidence.monitoring.definitions import catalogue, definition_version
from sozialstrategie.evidence.monitoring.models import Result, Run
from sozialstrategie.evidence.monitoring.signals.selection import _drafted, _series
from sozialstrategie.evidence.monitoring.wording import stigma_words
from sozialstrategie.evidence.regions import catalogue as regions
from sozialstrategie.kit.core import settings_store

pytestmark = pytest.mark.usefixtures("evidence_db", "db")
KREISE = [r.code for r in regions.regions() if r.level == "kreis" and r.parent == "16" and r.valid_to is None]
ALLOWED = 12
LARGEST = 150 * 1024


@pytest.fixture(autouse=True)
def _fresh(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.HOME = tmp_path
    _drafted.cache_clear()
    _series.cache_clear()
    pages.situation_content.cache_clear()
    yield


def url(name: str, *args: str) -> str:
    return reverse(f"monitoring:{name}", args=args)


@pytest.mark.parametrize("kind", ["real", "demo"])
def test_situation_takes_few_queries(kind: str, client: Client, django_assert_max_num_queries: Any) -> None:
    settings_store.put("instance.kind", kind)
    with django_assert_max_num_queries(ALLOWED):
        response = client.get(url("situation", "16062"))
    assert response.status_code == 200
    assert ("von niemandem geprüft" in response.content.decode()) is (kind == "demo")


@pytest.mark.parametrize("address", [("indicators",), ("indicator", "16062", "sgb2_rate")])
def test_other_pages_take_few_queries(
    address: tuple[str, ...], client: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(ALLOWED):
        assert client.get(url(*address)).status_code == 200


def test_a_real_instance_drafts_nothing_in_public(client: Client) -> None:
    settings_store.put("instance.kind", "real")
    assert client.get(url("situation", "16062")).context["signals"] == []


@pytest.mark.parametrize("kind", ["real", "demo"])
def test_pages_are_small(kind: str, client: Client) -> None:
    settings_store.put("instance.kind", kind)
    for address in (url("indicators"), url("situation", "16062"), url("indicator", "16062", "sgb2_rate")):
        page = client.get(address).content.decode()
        while "<svg" in page:  # without charts and maps
            begin = page.index("<svg")
            page = page[:begin] + page[page.index("</svg>", begin) + 6 :]
        assert len(page.encode()) <= LARGEST, address


@pytest.mark.parametrize("region", ["16001", "16", "DG", "16062041", "99999", "01001", "xyz"])
def test_only_the_kreise_of_today_have_pages(region: str, client: Client) -> None:
    for address in (
        url("situation", region),
        url("indicator", region, "sgb2_rate"),
        url("download", region, "sgb2_rate", "csv"),
    ):
        assert client.get(address).status_code == 404


def test_unknown_indicator_and_ending_are_missing(client: Client) -> None:
    assert client.get(url("indicator", "16062", "gibt-es-nicht")).status_code == 404
    assert client.get(url("download", "16062", "gibt-es-nicht", "csv")).status_code == 404
    assert client.get(url("download", "16062", "sgb2_rate", "exe")).status_code == 404


EIGHTH = sorted(catalogue())[::8]


@pytest.mark.parametrize(
    "code", [c if c in EIGHTH else pytest.param(c, marks=pytest.mark.long) for c in sorted(catalogue())]
)
def test_every_indicator_has_a_page_with_its_figure(code: str) -> None:
    place = regions.record("16062")
    assert place is not None
    page = pages.indicator_page(place, code)
    assert stigma_words(page.lead) == []
    own = [o for o in queries.series(code, regions=["16062"]).payload if o.value is not None]
    if not own:
        assert (
            page.lead
            == "Für den Landkreis Nordhausen liegt diese Zahl in den eingelesenen Ausgaben nicht vor. Das ist nicht null."
        )
        assert (page.wide, page.time_table, page.map_svg) == (None, None, None)
        return
    assert page.wide and page.narrow and page.time_table and page.region_table
    assert len(page.region_table.rows) == 22
    assert (page.map_svg is None) is (code == "population")  # counts are never coloured
    assert page.lead.endswith(".") and "None" not in page.lead and "{" not in page.lead
    for missing, word in (("16", "Thüringen"), ("DG", "Deutschland")):
        if not queries.series(code, regions=[missing], derivation=queries.default_derivation(code, "kreis")).payload:
            assert f"in {word} " not in page.lead
            column = [c.label for c in page.time_table.columns].index(word)
            assert {row.cells[column] for row in page.time_table.rows} == {"liegt nicht vor"}
            assert page.lead.endswith("liegt diese Reihe nicht vor; gemittelt wird nicht.")
        else:
            assert f"{word} liegt diese Reihe" not in page.lead


def test_the_profile_names_version_and_history_of_the_definition(monkeypatch: pytest.MonkeyPatch) -> None:
    place = regions.record("16062")
    assert place is not None
    profile = dict(pages.indicator_page(place, "sgb2_rate").profile)
    assert profile["Fassung der Definition"] == definition_version("sgb2_rate", "inkar-2024")[:8]
    assert not [label for label in profile if label.startswith("Änderung")]
    assert "Hinweis" not in profile
    noted = dict(pages.indicator_page(place, "out_commuter_share").profile)
    assert noted["Hinweis"].endswith("Sie zählen Wege zwischen Kreisen, nicht über die Landesgrenze.")
    changed = replace(catalogue()["sgb2_rate"], history=(("2026-03-01", "anderer Nenner"),))
    monkeypatch.setattr(pages, "find", lambda code: changed)
    assert dict(pages.indicator_page(place, "sgb2_rate").profile)["Änderung 01.03.2026"] == "anderer Nenner"


def test_an_indicator_without_figures_says_what_is_missing() -> None:
    place = regions.record("16062")
    assert place is not None
    page = pages.indicator_page(place, "education_support_rate")
    profile = dict(page.profile)
    assert profile["Was fehlt"] == catalogue()["education_support_rate"].missing
    assert page.wide is None and "Fassung der Definition" not in profile


def test_the_400_kreise_stay_out_of_the_pages_of_thueringen() -> None:
    """Figures of all Kreise are there for finding similar ones; a page shows the Land's."""
    place = regions.record("16062")
    assert place is not None
    everywhere = queries.series("sgb2_rate", level="kreis", year_from=2021).payload
    assert len(everywhere) == 400
    assert set(pages.compared(place)) == {"DG", "16", *KREISE} and len(KREISE) == 22
    page = pages.indicator_page(place, "sgb2_rate")
    assert page.region_table is not None and len(page.region_table.rows) == 22
    assert "Flensburg" not in str(page)


@pytest.mark.parametrize("code", KREISE)
def test_every_kreis_has_a_page(code: str, client: Client) -> None:
    page = client.get(url("situation", code)).content.decode()
    assert regions.record(code).name in page  # type: ignore[union-attr]


def test_downloads_hold_the_same_values(client: Client) -> None:
    expected = queries.series("sgb2_rate", regions=pages.compared(regions.record("16062")))  # type: ignore[arg-type]
    before = ReleaseLog.objects.count()
    text = client.get(url("download", "16062", "sgb2_rate", "csv"))
    assert text.headers["Content-Disposition"] == 'attachment; filename="sgb2_rate-16062.csv"'
    rows = list(csv.DictReader(io.StringIO(text.content.decode("utf-8-sig")), delimiter=";"))
    loaded = json.loads(client.get(url("download", "16062", "sgb2_rate", "json")).content)["values"]
    assert len(rows) == len(loaded) == len(expected.payload) == 24 * 12
    for row, item, o in zip(rows, loaded, expected.payload, strict=True):
        assert float(row["value"].replace(",", ".")) == item["value"] == o.value
        assert row["region"] == item["region"] == o.region
    book = client.get(url("download", "16062", "sgb2_rate", "xlsx"))
    assert book.content.startswith(b"PK") and book.headers["Content-Type"].endswith("spreadsheetml.sheet")
    assert ReleaseLog.objects.count() == before + 3


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_pages_are_read_only(method: str, client: Client) -> None:
    for address in (url("indicators"), url("situation", "16062"), url("indicator", "16062", "sgb2_rate")):
        assert getattr(client, method)(address).status_code == 405


@pytest.mark.parametrize("code", ["unemployment_rate", "share_65_plus"])
def test_a_series_without_land_and_bund_says_so(code: str, client: Client) -> None:
    page = client.get(url("indicator", "16062", code)).content.decode()
    assert "Für Thüringen und Deutschland liegt diese Reihe nicht vor; gemittelt wird nicht." in page
    assert page.count("liegt nicht vor") >= 2
    whole = client.get(url("indicator", "16062", "sgb2_rate")).content.decode()
    assert "liegt diese Reihe nicht vor" not in whole


def test_the_span_of_an_indicator_is_that_of_all_kreise() -> None:
    """A figure that only one Kreis has, whichever, makes the indicator one with figures."""
    run = Run.objects.create(catalogue_version="v", editions=[])
    for region, level, year in (("16077", "kreis", 2003), ("16", "land", 1999), ("09162", "kreis", 1998)):
        Result.objects.create(
            run=run, indicator="sgb2_rate", derivation="inkar-2024", region=region, level=level, period=str(year),
            year=year, value=1.0, edition="e",
        )  # fmt: skip
    queries.show_run(run)
    found = {line.info.code: line for _, lines in pages.catalogue_by_theme() for line in lines}
    assert (found["sgb2_rate"].first_year, found["sgb2_rate"].last_year) == (2003, 2003)
    assert found["child_sgb2_rate"].first_year is None


def test_the_number_of_gemeinden_names_the_day_of_their_list(monkeypatch: pytest.MonkeyPatch) -> None:
    place = regions.record("16062")
    assert place is not None
    assert regions.gemeinden_date() == date(2024, 12, 31)
    monkeypatch.setattr(regions, "gemeinden_date", lambda: date(2031, 1, 2))
    figures = pages.key_figures(place, pages.place_figures(place))
    assert [day for label, _, day in figures if label == "Gemeinden"] == ["02.01.2031"]
