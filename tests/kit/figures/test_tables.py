"""The same figures as a table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sozialstrategie.kit.figures import tables
from sozialstrategie.kit.figures.released import IndicatorInfo
from tests.kit.figures.conftest import observation, released

OWN = ("16062", "Nordhausen")


def test_newest_first_with_references_and_distance(info: IndicatorInfo) -> None:
    shown = released(
        observation(14.0, 2020), observation(14.25, 2021), observation(13.95, 2022), observation(11.94, 2022, "16"),
        observation(11.85, 2021, "16"), observation(12.0, 2022, "DG"),
    )  # fmt: skip
    table = tables.time_table(shown, info, own=OWN)
    assert [c.label for c in table.columns] == [
        "Zeit",
        "Nordhausen",
        "Thüringen",
        "Deutschland",
        "Abstand zu Thüringen",
    ]
    assert [c.numeric for c in table.columns] == [False, True, True, True, True]
    assert [row.cells for row in table.rows] == [
        ("2022", "14,0", "11,9", "12,0", "+2,1"),  # 13.95 - 11.94 is 2.01; shown are 14,0 and 11,9
        ("2021", "14,3", "11,9", "liegt nicht vor", "+2,4"),
        ("2020", "14,0", "liegt nicht vor", "liegt nicht vor", ""),
    ]
    assert table.caption == info.name and table.subtitle == info.unit_phrase
    assert table.source == "Amt, Tabelle 1 (dl-de/by-2-0)"
    assert table.notes == ("Abstand: eigene Berechnung aus gerundeten Werten",)


def test_without_references_there_is_no_distance(info: IndicatorInfo) -> None:
    table = tables.time_table(released(observation(14.0)), info, own=OWN)
    assert [c.label for c in table.columns] == ["Zeit", "Nordhausen"]
    assert table.notes == ()


def test_a_missing_land_is_not_replaced_by_anything(info: IndicatorInfo) -> None:
    """Only Germany is known: the distance is to Germany, and says so."""
    table = tables.time_table(released(observation(14.0), observation(12.0, region="DG")), info, own=OWN)
    assert [c.label for c in table.columns] == ["Zeit", "Nordhausen", "Deutschland", "Abstand zu Deutschland"]


def test_signs_stand_and_are_explained(info: IndicatorInfo) -> None:
    rows = [observation(sign, 2015 + n) for n, sign in enumerate(("-", ".", "...", "/", "x"))]
    table = tables.time_table(released(*rows, observation(3.0, 2019, "16")), info, own=OWN)
    assert [row.cells[1] for row in table.rows] == ["x", "/", "…", ".", "–"]
    assert [row.cells[3] for row in table.rows] == [""] * 5  # no distance from a sign
    assert table.notes == (
        "– nichts vorhanden, genau null",
        ". unbekannt oder geheim zu halten",
        "… Angabe folgt später",
        "/ zu unsicher, um gezeigt zu werden",
        "x Aussage nicht sinnvoll",
        "Ein Punkt ist nicht null.",
        "Abstand: eigene Berechnung aus gerundeten Werten",
    )


def test_only_signs_that_occur_are_explained() -> None:
    assert tables.sign_notes([observation(1.0), observation("x")]) == ("x Aussage nicht sinnvoll",)


def test_places_stand_in_german_order_and_are_not_ranked(info: IndicatorInfo) -> None:
    shown = released(
        observation(1.0, region="16072"), observation(9.0, region="16068"), observation(5.0), observation(".", region="16051"),
        observation(7.0, 2021),
    )  # fmt: skip
    table = tables.region_table(shown, info, year=2022, own="16062")
    assert [(row.cells, row.own) for row in table.rows] == [
        (("Landkreis Nordhausen", "5,0"), True),
        (("Landkreis Sömmerda", "9,0"), False),  # ö as o
        (("Landkreis Sonneberg", "1,0"), False),
        (("Stadt Erfurt", "."), False),
    ]
    assert table.caption == "Menschen mit Leistungen, 2022"


def test_sources_each_once_in_order() -> None:
    rows = [observation(1.0, source="B"), observation(1.0, source="A"), observation(1.0, source="B")]
    assert tables.sources(rows) == "B; A"


@pytest.mark.parametrize(
    "make",
    [lambda f, i: tables.time_table(f, i, own=OWN), lambda f, i: tables.region_table(f, i, year=2022, own="16062")],
)
def test_only_released_figures(make: Callable[..., Any], info: IndicatorInfo) -> None:
    with pytest.raises(TypeError, match="freigegebene"):
        make((observation(1.0),), info)
