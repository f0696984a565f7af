"""Bad input of mapped tables: each shows with its cell before anything is stored."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sozialstrategie.evidence.monitoring.readers.tables import ValueColumn, open_grids
from sozialstrategie.evidence.monitoring.readers.tables.propose import propose
from tests.evidence.monitoring.readers.tables.files import csv, sheets, workbook
from tests.evidence.monitoring.readers.tables.places import (
    PART,
    PLACES,
    REGIONS,
    TABLE,
    mapping,
    parsed,
    table,
    told,
    values,
)

HERE = "Tabelle1"
# One row for each age group, and the sum of them.
BY_AGE: list[list[Any]] = [
    ["Schlüssel", "Name", "Alter", "2021"],
    ["16062", "Nordhausen", "unter 3 Jahre", 5],
    ["16062", "Nordhausen", "3 bis unter 6 Jahre", 7],
    ["16062", "Nordhausen", "Insgesamt", 12],
]
AGES = mapping(categories=(3,), values=(ValueColumn(4, item="Kinder", table="kinder", period="2021"),), headings=())


def facts(rows: list[list[Any]], used: Any = AGES) -> list[tuple[Any, ...]]:
    result = parsed(workbook(rows), used)
    assert result.errors == []
    return [(r["region"], r["category"], r["value"]) for r in result.facts.to_pylist()]


# -- totals ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("label", ["Insgesamt", "insgesamt", "Summe", "Gesamt", "Zusammen", "Total", "Insgesamt:"])
def test_a_total_among_categories_stands_without_label(label: str) -> None:
    """So does the platform keep totals: a sum over categories never adds it to its parts."""
    rows = [*BY_AGE[:3], [*BY_AGE[3][:2], label, 12]]
    assert told(parsed(workbook(rows), AGES)) == [("total_row", HERE, 4, 3)]
    assert facts(rows) == [("16062", "unter 3 Jahre", 5), ("16062", "3 bis unter 6 Jahre", 7), ("16062", "", 12)]


def test_a_total_of_one_of_two_labels() -> None:
    rows = [
        ["Schlüssel", "Geschlecht", "Alter", "2021"],
        ["16062", "weiblich", "unter 3 Jahre", 2],
        ["16062", "weiblich", "Insgesamt", 6],
        ["16062", "Insgesamt", "", 12],
    ]
    used = mapping(categories=(2, 3), name=0, values=AGES.parts[0].values, headings=())
    assert [fact[1] for fact in facts(rows, used)] == ["weiblich > unter 3 Jahre", "weiblich", ""]


@pytest.mark.parametrize("label", ["Summe", "Insgesamt", "Kreise insgesamt", "Summe der Kreise"])
def test_a_total_in_place_of_a_key_is_left_out_and_told(label: str) -> None:
    result = parsed(workbook([*TABLE, [label, "", 19, 33]]), PLACES)
    assert told(result) == [("total_row", HERE, 4, 1)] and values(result) == [12, 13, 7, 20]


def test_a_row_without_a_label_does_not_pass_for_a_total() -> None:
    rows = [*BY_AGE[:3], [*BY_AGE[3][:2], "", 12]]
    assert told(parsed(workbook(rows), AGES)) == [("missing_label", HERE, 4, 3)]


# -- merged cells ----------------------------------------------------------------------------------------------------


def merged(rows: list[list[Any]], *ranges: tuple[int, int, int, int]) -> bytes:
    def merge(book: Any, sheet: Any) -> None:
        for top, left, bottom, right in ranges:
            cell = rows[top][left]
            sheet.merge_range(top, left, bottom, right, cell)

    return workbook(rows, merge)


def test_merged_keys_and_names_hold_for_each_row() -> None:
    rows = [BY_AGE[0], BY_AGE[1], ["", "", *BY_AGE[2][2:]], ["", "", *BY_AGE[3][2:]]]
    result = parsed(merged(rows, (1, 0, 3, 0), (1, 1, 3, 1)), AGES)
    assert told(result) == [("merged_labels", HERE, 2, 1), ("total_row", HERE, 4, 3)]
    assert "Spalten A, B" in result.notes[0].text
    assert [(r["region"], r["region_name"]) for r in result.facts.to_pylist()] == [("16062", "Nordhausen")] * 3
    alone = parsed(workbook(rows), AGES)
    assert told(alone) == [("row_without_key", HERE, 3, 1)]


def test_a_merged_figure_is_refused() -> None:
    rows = [TABLE[0], [*TABLE[1][:3], ""], TABLE[2]]
    assert told(parsed(merged(rows, (1, 2, 1, 3)), PLACES)) == [("merged_value", HERE, 2, 3)]


def test_a_merged_heading_is_told() -> None:
    rows = [["", "", "Plätze", ""], *TABLE]
    used = mapping(first_row=3, headings=((1, 4, "Plätze"), (2, 3, "2021")))
    assert told(parsed(merged(rows, (0, 2, 0, 3)), used)) == [("merged_heading", HERE, 1, 3)]


# -- figures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["1234 1)", "12,5¹", "12,5 ²", "12*", "1234)", "1.234 12)", "12 a)", "7¹⁾"])
@pytest.mark.parametrize("make", [workbook, csv])
def test_the_mark_of_a_footnote_at_a_figure(make: Any, cell: str) -> None:
    result = parsed(make(table(1, 2, cell)), PLACES)
    sheet = HERE if make is workbook else ""
    assert told(result) == [("footnote_in_number", sheet, 2, 3)]
    assert "Zeichen einer Fußnote" in result.errors[0].text


def test_figures_as_text_are_told_with_their_reading() -> None:
    result = parsed(workbook(table(1, 2, "1.560")), PLACES)
    assert told(result) == [("number_as_text", HERE, 2, 3)] and values(result)[0] == 1560
    assert "„1.560“ als 1560" in result.notes[0].text
    assert told(parsed(csv(table(1, 2, "1.560")), PLACES)) == []  # in a text file there is nothing else


@pytest.mark.parametrize("cell", ["0.560", "1.56"])
def test_a_decimal_point_is_no_group_of_thousands(cell: str) -> None:
    assert told(parsed(csv(table(1, 2, cell)), PLACES)) == [("wrong_decimal", "", 2, 3)]


def test_a_code_for_missing_figures_is_told() -> None:
    result = parsed(workbook(table(2, 3, -9999)), PLACES)
    assert told(result) == [("code_for_missing", HERE, 3, 4)]


# -- sheets ----------------------------------------------------------------------------------------------------------


def on_sheets(*names: str) -> Any:
    return replace(PLACES, parts=tuple(replace(PART, sheet=name) for name in names))


def test_the_same_fact_on_two_sheets_is_refused() -> None:
    data = sheets({"Daten": TABLE, "Kopie": TABLE})
    result = parsed(data, on_sheets("Daten", "Kopie"))
    assert told(result) == [("duplicate_key", "Kopie", 2, 3)]
    assert "Zeile 2 auf dem Blatt Daten" in result.errors[0].text and result.errors[0].count == 4
    found = propose(open_grids(data, "xlsx")[0], REGIONS)
    assert found is not None and [p.code for p in parsed(data, found).errors] == ["duplicate_key"]


def test_the_same_fact_in_two_blocks_of_a_sheet_is_refused() -> None:
    twice = replace(PLACES, parts=(PART, replace(PART, first_row=3)))
    assert told(parsed(workbook(TABLE), twice)) == [("duplicate_key", HERE, 3, 3)]


def test_a_sheet_that_is_not_read_is_told() -> None:
    more = [["Kreis", "Zahl"], ["16062", 1], ["16056", 2], ["01001", 3]]
    result = parsed(sheets({"Daten": TABLE, "Vergessen": more, "Notiz": [["x"]]}), on_sheets("Daten"))
    assert told(result) == [("sheet_not_read", "Vergessen", 2, 1)]


def test_impossible_figures_name_their_sheet() -> None:
    counted = tuple(replace(value, unit="Anzahl") for value in PART.values)
    used = replace(PLACES, parts=(replace(PART, sheet="eins"), replace(PART, sheet="zwei", values=counted, period=0)))
    other = [TABLE[0], ["01001", "Flensburg", 3, -4], ["DG", "Deutschland", 2.5, 4]]
    result = parsed(sheets({"eins": TABLE, "zwei": other}), used)
    assert told(result) == [("negative_count", "zwei", 2, 4), ("fractional_count", "zwei", 3, 3)]
