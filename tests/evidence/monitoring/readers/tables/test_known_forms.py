"""Forms of offices that are read without a mapping: what is wrong in them is told, nothing is left out in silence."""

from __future__ import annotations

from typing import Any

import pytest

from tests.evidence.monitoring.readers.tables.files import csv, sheets, workbook
from tests.evidence.monitoring.readers.tables.places import parsed, told, values

WIDE: list[list[Any]] = [
    ["Kennziffer", "Raumeinheit", "Aggregat", "Arbeitslose", "Arbeitslose"],
    ["", "", "", "2021", "2022"],
    ["16062", "Nordhausen", "Kreise", "12", "1.560,5"],
    ["16", "Thüringen", "Bundesländer", "300", "301"],
]
LONG: list[list[Any]] = [
    ["Bereich", "Kuerzel", "Raumbezug", "Kennziffer", "Name", "Zeitbezug", "Wert"],
    ["Bildung", "a_schul_abi", "Kreise", "16062000", "Nordhausen", "2021", "24.5"],
    ["Bildung", "a_schul_abi", "Bundesländer", "16", "Thüringen", "2021", "30.0"],
]
REGISTER: list[list[Any]] = [
    ["Gemeinden in Deutschland"],
    [],
    ["Satz-art", "Text", "Amtlicher Regionalschlüssel (ARS)", "", "", "", "", "Gemeindename", "Fläche km2 1)", "Bevölkerung", "", "", ""],
    ["", "", "Land", "RB", "Kreis", "VB", "Gem", "", "", "insgesamt", "männlich", "weiblich", "je km2"],
    ["", "", "Gebietsstand am 31.12.2024", "", "", "", "", "", "31.12.2023", "am 31.12.2023", "", "", ""],
    [],
    ["10", "", "16", "", "", "", "", "Thüringen", "", "", "", "", ""],
    ["40", "41", "16", "0", "62", "", "", "Nordhausen", "", "", "", "", ""],
    ["60", "61", "16", "0", "62", "0041", "041", "Nordhausen, Stadt", 105.5, 41_000.0, 20_000.0, 21_000.0, 389.0],
    ["60", "61", "16", "0", "62", "5051", "999", "Musterdorf", 5.5, 100.0, 40.0, 60.0, 18.0],
    ["1) Fläche gerundet."],
]  # fmt: skip


def changed(rows: list[list[Any]], row: int, column: int, cell: Any) -> list[list[Any]]:
    """1-based."""
    copy = [list(line) for line in rows]
    copy[row - 1][column - 1] = cell
    return copy


def test_the_samples_are_read() -> None:
    assert values(parsed(csv(WIDE))) == [12, 1560.5, 300, 301]
    assert values(parsed(csv(LONG))) == [24.5, 30]
    assert values(parsed(workbook(REGISTER))) == [105.5, 41000, 20000, 21000, 389, 5.5, 100, 40, 60, 18]


# -- INKAR, wide -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "column", "cell", "code"),
    [
        (1, 4, "", "missing_label"),
        (2, 5, "", "bad_period"),
        (2, 5, "2022 (vorläufig)", "bad_period"),
        (3, 1, "", "row_without_key"),
        (3, 3, "", "missing_label"),
    ],
)
def test_inkar_wide_drops_nothing(row: int, column: int, cell: str, code: str) -> None:
    assert told(parsed(workbook(changed(WIDE, row, column, cell)))) == [(code, "Tabelle1", row, column)]


def test_every_sheet_of_the_form_is_read() -> None:
    other = [[*row[:4]] for row in changed(WIDE, 1, 4, "Andere Reihe")]
    assert len(values(parsed(sheets({"Daten": WIDE, "Daten (2)": other})))) == 6
    result = parsed(sheets({"Daten": WIDE, "Daten (2)": WIDE}))
    assert told(result) == [("duplicate_key", "Daten (2)", 3, 4)]
    assert "Zeile 3 auf dem Blatt Daten" in result.errors[0].text


# -- INKAR, long -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "column", "cell", "code"),
    [(2, 2, "", "missing_label"), (2, 3, "", "missing_label"), (3, 4, "", "row_without_key"), (3, 6, "", "bad_period")],
)
def test_inkar_long_drops_nothing(row: int, column: int, cell: str, code: str) -> None:
    assert (code, "", row, column) in told(parsed(csv(changed(LONG, row, column, cell))))


def test_two_columns_of_values_are_refused() -> None:
    rows = [[*row, extra] for row, extra in zip(LONG, ("wert", "1", "2"), strict=True)]
    assert told(parsed(csv(rows))) == [("duplicate_column", "", 1, 8)]


def test_the_decimal_mark_is_that_of_all_rows() -> None:
    whole = (["Bildung", f"a_{n}", *LONG[1][2:6], "3"] for n in range(2_500))
    rows = [LONG[0], *whole, ["Bildung", "a_x", *LONG[1][2:6], "0.75"]]
    assert values(parsed(csv(rows)))[-1] == 0.75


@pytest.mark.parametrize("figure", ["1.560", "1,560"])
def test_a_figure_that_can_be_read_in_two_ways_is_refused(figure: str) -> None:
    rows = changed(changed(LONG, 2, 7, figure), 3, 7, "30")
    result = parsed(csv(rows, "\t"))
    assert [p.code for p in result.errors] == ["ambiguous_decimal"]
    assert (result.errors[0].row, result.errors[0].column) == (2, 7)


@pytest.mark.parametrize(
    ("proof", "figure", "value"), [("0,5", "1.560", 1560), ("0.5", "1.560", 1.56), ("1.234.567", "1.560", 1560)]
)
def test_another_figure_decides(proof: str, figure: str, value: float) -> None:
    rows = changed(changed(LONG, 2, 7, figure), 3, 7, proof)
    assert values(parsed(csv(rows)))[0] == value


# -- register of Gemeinden -------------------------------------------------------------------------------------------


def test_swapped_columns_of_the_register_are_noticed() -> None:
    swapped = changed(changed(REGISTER, 4, 11, "weiblich"), 4, 12, "männlich")
    assert told(parsed(workbook(swapped))) == [
        ("mapping_does_not_fit", "Tabelle1", 4, 11),
        ("mapping_does_not_fit", "Tabelle1", 4, 12),
    ]
    assert told(parsed(workbook(changed(REGISTER, 4, 5, "VB")))) == [("mapping_does_not_fit", "Tabelle1", 4, 5)]


@pytest.mark.parametrize("kind", ["", "6", "6O", "61", "99", "50", "40"])
def test_a_damaged_kind_of_row_refuses(kind: str) -> None:
    assert ("unknown_kind_of_row", "Tabelle1", 9, 1) in told(parsed(workbook(changed(REGISTER, 9, 1, kind))))


def test_an_incomplete_key_refuses() -> None:
    assert ("incomplete_key", "Tabelle1", 9, 3) in told(parsed(workbook(changed(REGISTER, 9, 7, ""))))
