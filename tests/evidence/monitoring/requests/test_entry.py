"""A table typed by hand becomes an edition like a file; each fault stands at its cell."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sozialstrategie.evidence.monitoring import queries as figures
from sozialstrategie.evidence.monitoring import storage
from sozialstrategie.evidence.monitoring.models import Edition, SavedMapping
from sozialstrategie.evidence.monitoring.own_tables.services import create_indicator
from sozialstrategie.evidence.monitoring.requests.table import Place, Shape
from sozialstrategie.evidence.monitoring.services.computing import compute_own
from sozialstrategie.kit.core.actor import system
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Organisation
from tests.evidence.monitoring.requests.conftest import KREIS, SHAPE, Office

URL = "/k/nord/eigene-zahlen/eintragen/"
HEAD = {
    "title": "Wartezeit der Beratung", "source": "Jugendamt, eigene Statistik", "stand": "2024-12-31", "item": "Beratene Familien",
    "unit": "Fälle", "rows": "whole", "first_year": "2023", "last_year": "2024",
}  # fmt: skip
CELLS = {"z_16062_2023": "240", "z_16062_2024": "1.250"}
SAVE = {"schritt": "speichern"}


@pytest.fixture
def planner(office: Office, client: Client) -> Client:
    client.force_login(office.person)
    return client


def test_from_the_head_to_the_edition(planner: Client, office: Office) -> None:
    assert planner.get(URL).status_code == 200
    fields = planner.post(URL, {**HEAD, "schritt": "zeilen"})
    assert (
        fields.status_code == 200 and 'name="z_16062_2024"' in fields.content.decode() and not Edition.objects.exists()
    )
    saved = planner.post(URL, {**HEAD, **CELLS, **SAVE})
    assert (saved.status_code, saved.headers["Location"]) == (303, reverse("monitoring_staff:own_list", args=["nord"]))
    edition = Edition.objects.get()
    assert (edition.owner, edition.table, edition.source) == (
        office.organisation, "eigen-wartezeit-der-beratung", "Jugendamt, eigene Statistik"
    )  # fmt: skip
    assert edition.stand.startswith("2024-12-31 ") and edition.disclosure_rule == "own"
    assert (edition.values_count, edition.first_year, edition.last_year) == (2, 2023, 2024)
    assert edition.series == [["Beratene Familien", "", "Fälle"]] and edition.notes == []
    raw = storage.raw_path(edition.raw_sha).read_text(encoding="utf-8")
    assert raw == "Schlüssel;Gebiet;2023;2024\n16062;Landkreis Nordhausen;240;1250\n"
    assert not SavedMapping.objects.exists()  # the mapping of a file of this title is not replaced
    listed = planner.get(reverse("monitoring_staff:own_list", args=["nord"])).content.decode()
    assert "Wartezeit der Beratung" in listed and URL in listed


def test_an_empty_cell_is_no_fact_and_signs_stay(planner: Client) -> None:
    planner.post(URL, {**HEAD, **SAVE, "z_16062_2023": ".", "z_16062_2024": ""})
    facts = storage.read_facts(Edition.objects.get().digest).to_pylist()
    assert [(f["period"], f["value"], f["sign"]) for f in facts] == [("2023", None, ".")]


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"z_16062_2023": "zwölf"}, "Landkreis Nordhausen, 2023: Hier steht ein Text mit 5 Zeichen"),
        ({"z_16062_2024": "12.5"}, "Landkreis Nordhausen, 2024: „12.5“ ist keine Zahl"),
        ({"z_16062_2024": "12,5"}, "Landkreis Nordhausen, 2024: Hier steht „12,5“, erwartet wird eine ganze Zahl"),
        ({"z_16062_2023": "-5"}, "Landkreis Nordhausen, 2023: Hier steht „-5“, erwartet wird eine Anzahl ab 0"),
        ({}, "Bitte füllen Sie mindestens ein Feld aus."),
    ],
)
def test_faults_name_place_and_year(planner: Client, cells: dict[str, str], sentence: str) -> None:
    refused = planner.post(URL, {**HEAD, **SAVE, **cells})
    assert refused.status_code == 422 and sentence in refused.content.decode()
    assert "<title>Fehler: " in refused.content.decode() and not Edition.objects.exists()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"title": ""}, "Dieses Feld"),
        ({"last_year": "2012"}, "Erwartet werden 1 bis 10 Jahre"),
        ({"first_year": "2001", "last_year": "2024"}, "Erwartet werden 1 bis 10 Jahre"),
        ({"first_year": "2098", "last_year": ""}, "liegt in der Zukunft"),
        ({"rows": "gemeinden", "first_year": "2015"}, ""),
        ({"stand": "0024-12-31"}, "Das Jahr 24 kann nicht stimmen"),
    ],
)
def test_a_wrong_head_keeps_what_was_typed(planner: Client, changed: dict[str, str], sentence: str) -> None:
    page = planner.post(URL, {**HEAD, **CELLS, **changed, "schritt": "zeilen"})
    assert page.status_code == (422 if sentence else 200) and sentence in page.content.decode()
    if sentence:
        assert '<input type="hidden" name="z_16062_2024" value="1.250">' in page.content.decode()


def test_gemeinden_as_rows(planner: Client) -> None:
    page = planner.post(URL, {**HEAD, "rows": "gemeinden", "schritt": "zeilen"}).content.decode()
    assert 'name="z_16062041_2024"' in page and 'name="z_16062_2024"' not in page
    planner.post(URL, {**HEAD, "rows": "gemeinden", **SAVE, "z_16062041_2024": "9"})
    edition = Edition.objects.get()
    assert [f["region"] for f in storage.read_facts(edition.digest).to_pylist()] == ["16062041"] and edition.notes == []


def test_the_next_year_starts_from_what_stands(planner: Client, office: Office) -> None:
    edition = office.enter({(KREIS, 2023): 240, (KREIS, 2024): "."}).edition
    assert f"?ausgabe={edition.uid}" in planner.get(URL).content.decode()
    page = planner.get(URL, {"ausgabe": str(edition.uid)}).content.decode()
    assert 'name="z_16062_2023" value="240"' in page and 'name="z_16062_2024" value="."' in page
    assert 'name="z_16062_2025"' in page and 'value="Jugendamt"' in page  # one year more
    assert planner.get(URL, {"ausgabe": "quatsch"}).status_code == 404


@pytest.mark.long  # computes
def test_a_correction_of_the_same_day_counts(office: Office) -> None:
    """Whatever its checksum: the figures entered later are the ones that are computed with."""
    owner = office.organisation
    made = create_indicator_for(office, office.enter({(KREIS, 2024): 250}).edition)
    for value in (255, 260, 265, 270):
        office.enter({(KREIS, 2024): value})
    compute_own(actor=system("Test"), owner=owner)
    (value,) = [o.value for o in figures.series(made, owner=owner, audience="internal").payload]
    assert value == 270


def create_indicator_for(office: Office, edition: Edition) -> str:
    """Code of an indicator from the one series of a table."""
    made = create_indicator(
        actor=office.planner, owner=office.organisation, name="Beratene", theme="Familien und Kinder", unit="Fälle", decimals=0,
        direction="none", counts_people=False, definition="Beratene Familien im Jahr", not_shown="Wer nicht kam", table=edition.table,
        item="Beratene Familien", category="", is_ratio=False, below_item="", below_category="", factor=1.0, target=None, target_year=None,
    )  # fmt: skip
    return str(made.code)


def test_older_figures_again_say_which_ones_count(planner: Client, office: Office) -> None:
    office.enter({(KREIS, 2023): 240, (KREIS, 2024): 1250})
    newer = office.enter({(KREIS, 2023): 240, (KREIS, 2024): 1300}).edition
    Edition.objects.filter(pk=newer.pk).update(stand="2024-12-31 990101000000000000")
    told = planner.post(URL, {**HEAD, **CELLS, **SAVE}, follow=True).content.decode()
    assert "hat seither eine neuere Ausgabe, und die gilt" in told and Edition.objects.count() == 2


def test_an_example_enters_its_own_name_alone(planner: Client, office: Office) -> None:
    Organisation.objects.filter(pk=office.organisation.pk).update(is_example=True)
    page = planner.post(URL, {**HEAD, "schritt": "zeilen"}).content.decode()
    assert "Landkreis Nord, " in page
    planner.post(URL, {**HEAD, **CELLS, **SAVE})
    edition = Edition.objects.get()
    assert edition.notes == [] and "Landkreis Nord;" in storage.raw_path(edition.raw_sha).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("role", "status"), [(Role.DATA_STEWARD, 200), (Role.LEADERSHIP, 404), (Role.MEASURE_OWNER, 404)]
)
def test_who_enters(role: Role, status: int, office: Office, person_in: Any) -> None:
    other = Client()
    other.force_login(person_in(office.organisation, role))
    assert other.get(URL).status_code == status


def test_a_foreign_table_is_no_start(planner: Client, office: Office) -> None:
    foreign = Organisation.objects.create(
        slug="sued", name="Landkreis Süd", kind="local_authority", region_code="16061"
    )
    shape = Shape("Fremd", "Reihe", "Fälle", (Place("16061", "Landkreis Eichsfeld"),), (2024,))
    from sozialstrategie.evidence.monitoring.requests.services import enter_table  # inline: this test alone

    made = enter_table(
        actor=system("Test"),
        owner=foreign,
        shape=shape,
        values={("16061", 2024): 7},
        source="x",
        stand=date(2024, 1, 1),
    )
    assert planner.get(URL, {"ausgabe": str(made.edition.uid)}).status_code == 404  # type: ignore[union-attr]
    assert "Fremd" not in planner.get(URL).content.decode() and SHAPE.title not in planner.get(URL).content.decode()
