"""Offers per target group, gaps in words, places on the map."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from sozialstrategie.evidence.monitoring.offers import overview, queries, services
from sozialstrategie.evidence.monitoring.offers.pictures import place_map
from sozialstrategie.evidence.monitoring.offers.places import Land, Place, land_of, register_invented
from sozialstrategie.evidence.monitoring.offers.words import LifePhase, TargetGroup
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Organisation
from tests.evidence.monitoring.offers.conftest import NORDHAUSEN, Register, values

pytestmark = pytest.mark.django_db


def matrix(register: Register, **arguments: object) -> overview.Matrix:
    return overview.matrix(queries.offers_for(register.leader, register.organisation), **arguments)  # type: ignore[arg-type]


def test_numbers_of_the_matrix(register: Register) -> None:
    common = {"actor": register.planner, "owner": register.organisation}
    services.create_offer(**common, **values(name="A", life_phases=["working_age", "older"], places=None))
    services.create_offer(**common, **values(name="B", places=0))
    rows = {row.key: row for row in matrix(register).rows}
    cells = {c.column: (c.offers, c.place_words) for c in rows["debts"].cells}
    assert cells["working_age"] == (3, "20 Plätze, bei 1 unbekannt")
    assert cells["older"] == (1, "Plätze unbekannt")
    assert cells["youth"] == (0, "")
    assert rows["debts"].offers == 3
    # for all phases counts in each, once in the sum
    assert {c.offers for c in rows["violence"].cells} == {1} and rows["violence"].offers == 1
    assert [label for _, label in matrix(register).columns] == [p.label for p in LifePhase][1:]


def test_gaps_in_words(register: Register) -> None:
    gaps = dict(overview.gap_sentences(matrix(register)))
    assert gaps["families"] == "Für Familien mit Kindern ist kein Angebot eingetragen."
    assert gaps["debts"].startswith("Für Menschen mit Schulden ist kein Angebot eingetragen bei: „Rund um die Geburt“")
    assert "„Mittlere Jahre, 27 bis 64“" not in gaps["debts"]
    assert "violence" not in gaps and TargetGroup.EVERYONE not in gaps


def test_an_offer_for_everybody_fills_no_gap(register: Register) -> None:
    services.create_offer(
        actor=register.planner,
        owner=register.organisation,
        **values(name="Für alle", target_groups=["everyone"], life_phases=["any"]),
    )
    gaps = dict(overview.gap_sentences(matrix(register)))
    assert gaps["families"] == "Für Familien mit Kindern ist kein Angebot eingetragen."


def test_by_theme(register: Register) -> None:
    found = matrix(register, by=overview.BY_THEME, themes=["Wohnen und Wege", "Einkommen und Mindestsicherung"])
    rows = {row.key: [c.offers for c in row.cells] for row in found.rows}
    assert rows["debts"] == [0, 1]


def test_places(register: Register) -> None:
    common = {"actor": register.planner, "owner": register.organisation}
    services.create_offer(**common, **values(name="Überall", gemeinde=""))
    found = overview.located(queries.offers_for(register.planner, register.organisation))
    assert (dict(found.by_place), found.anywhere, found.protected) == ({NORDHAUSEN: 1}, 1, 1)
    rows = overview.place_rows(found, land_of(register.organisation), {})
    assert ("16062041", "Nordhausen", 1) in rows and ("16062005", "Ellrich", 0) in rows
    assert rows[-2:] == [("", "kreisweit oder ohne festen Ort", 1), ("", "Ort geschützt", 1)]
    assert len(rows) == 15 + 2  # Landkreis Nordhausen has 15 Gemeinden (GV-ISys, 31.12.2024)


def test_the_map_draws_what_it_is_given(register: Register) -> None:
    land = Land((Place("1", "Oben & links", (0.0, 1.0)), Place("2", "Unten", (1.0, 0.0))), (((0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, 0.0)),), "")  # fmt: skip
    svg = place_map(land, {"1": 4}, title="Karte")
    assert "Oben &amp; links 4; Unten 0" in svg and ">4</text>" in svg and svg.count("<circle") == 2
    assert "style=" not in svg
    assert "Unten</text>" in svg and "Unten</text>" not in place_map(land, {"1": 4}, title="Karte", names=False)
    assert place_map(Land((), (), ""), {}, title="Karte") == ""


def test_each_number_leads_to_as_many_entries(register: Register) -> None:
    import re

    client = Client()
    client.force_login(register.people[Role.LEADERSHIP])
    page = client.get("/k/nord/bestand/uebersicht/?am=2026-09-01").content.decode()
    links = re.findall(r'href="(/k/nord/bestand/\?[^"]+)" aria-label="(\d+) ', page)
    # refuge in each phase and in sum, debts in one and in sum, for wide and narrow windows; Nordhausen
    assert len(links) == 2 * (8 + 1 + 2) + 1
    assert "<svg" in page and "&lt;svg" not in page
    for url, number in dict(links).items():
        listed = client.get(url.replace("&amp;", "&")).content.decode()
        assert listed.count('<th scope="row">') == int(number), url


def test_an_example_has_invented_places_only() -> None:
    example = Organisation(slug="erfunden-test", name="Beispiel", kind="local_authority", region_code="16062", is_example=True)  # fmt: skip
    assert land_of(example).places == ()
    register_invented("erfunden-test", Land((Place("99000001", "Erfunden", None),), (), "erfunden"))
    assert [p.name for p in land_of(example).places] == ["Erfunden"]


def test_validity_is_inclusive(register: Register) -> None:
    services.edit_offer(
        actor=register.planner, offer=register.open, version=1, valid_from=date(2026, 1, 1), valid_to=date(2026, 6, 30)
    )
    for day, there in ((date(2025, 12, 31), 1), (date(2026, 1, 1), 2), (date(2026, 6, 30), 2), (date(2026, 7, 1), 1)):
        assert len(queries.offers_for(register.leader, register.organisation, on=day)) == there
