"""The small table: cells as typed, its text for the readers, the way back."""

from __future__ import annotations

from typing import Any

import pytest

from sozialstrategie.evidence.monitoring.requests.table import (
    Place,
    Shape,
    cell_text,
    csv_bytes,
    key_at,
    mapping,
    named_places,
    places_of,
    read_cell,
)
from sozialstrategie.evidence.monitoring.requests.words import Rows
from sozialstrategie.kit.core.models import Organisation

NORDHAUSEN = Organisation(slug="nord", name="Landkreis Nord", region_code="16062")
EXAMPLE = Organisation(slug="musterberg", name="Landkreis Musterberg", region_code="16062", is_example=True)
SHAPE = Shape("Tabelle", "Reihe", "Fälle", (Place("16062", "A"), Place("16062041", "B; mit Zeichen")), (2023, 2024))


@pytest.mark.parametrize(
    ("text", "value", "fault"),
    [
        ("1234,5", 1234.5, ""),
        ("1.234", 1234, ""),
        (" 12 ", 12, ""),
        ("0", 0, ""),
        ("-", "-", ""),
        (".", ".", ""),
        ("…", "...", ""),
        ("/", "/", ""),
        ("X", "x", ""),
        ("", None, ""),
        ("1.5", None, "ist keine Zahl"),
        ("12 1)", None, "Fußnote"),
        ("(12)", None, "Klammern"),
        ("zwölf", None, "ein Text mit 5 Zeichen"),
        ("=1+1", None, "erwartet wird eine Zahl"),
    ],
)
def test_cells(text: str, value: Any, fault: str) -> None:
    read, said = read_cell(text)
    assert read == value and (fault in said if fault else said == "")


@pytest.mark.parametrize("value", [0, 7, 1234.5, 0.1, 12345678.25, 1e-7, "-", "..."])
def test_text_and_back(value: float | str) -> None:
    assert read_cell(cell_text(value)) == (value, "")


def test_the_raw_file() -> None:
    text = csv_bytes(SHAPE, {("16062", 2023): 240, ("16062041", 2024): "."}).decode()
    assert text == 'Schlüssel;Gebiet;2023;2024\n16062;A;240;\n16062041;"B; mit Zeichen";;.\n'
    assert key_at(SHAPE, 3, 4) == ("16062041", 2024)
    assert [key_at(SHAPE, *place) for place in ((1, 3), (4, 3), (2, 2), (2, 5), (None, None))] == [None] * 5


def test_its_mapping() -> None:
    plain = mapping(SHAPE, source="Jugendamt", stand="2024-12-31")
    (part,) = plain.parts
    assert (plain.table, plain.disclosure_rule, part.region, part.name, part.first_row) == (
        "eigen-tabelle",
        "own",
        (1,),
        2,
        2,
    )
    assert [(v.column, v.period, v.item, v.unit) for v in part.values] == [(3, "2023", "Reihe", "Fälle"), (4, "2024", "Reihe", "Fälle")]  # fmt: skip


def test_rows_of_a_real_kreis() -> None:
    gemeinden = places_of(NORDHAUSEN, Rows.GEMEINDEN)
    assert Place("16062041", "Nordhausen") in gemeinden and len({p.code[:5] for p in gemeinden}) == 1
    assert places_of(NORDHAUSEN, Rows.WHOLE) == (Place("16062", "Landkreis Nordhausen"),)
    assert places_of(NORDHAUSEN, Rows.BOTH) == (*places_of(NORDHAUSEN, Rows.WHOLE), *gemeinden)
    assert named_places(NORDHAUSEN, [p.code for p in places_of(NORDHAUSEN, Rows.BOTH)]) == places_of(
        NORDHAUSEN, Rows.BOTH
    )


def test_an_invented_kreis_has_one_row_with_its_own_name() -> None:
    """Nothing invented stands at a real place."""
    assert (
        places_of(EXAMPLE, Rows.BOTH) == (Place("16062", "Landkreis Musterberg"),) == named_places(EXAMPLE, ["16062"])
    )
    assert places_of(Organisation(slug="x", name="X", region_code=""), Rows.WHOLE) == ()
