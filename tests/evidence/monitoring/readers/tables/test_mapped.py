"""Tables that people keep in Excel: what is read, what is told with its address, what is refused."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from sozialstrategie.evidence.monitoring.readers import ParsedFile, read
from sozialstrategie.evidence.monitoring.readers.detect import detect
from sozialstrategie.evidence.monitoring.readers.tables import Part, TableMapping, ValueColumn, open_grids
from sozialstrategie.evidence.monitoring.readers.tables.propose import Proposal, propose
from tests.evidence.monitoring.readers import samples
from tests.evidence.monitoring.readers.tables.files import csv, workbook

REGIONS = samples.regions()
# Two rows of headings, a sum, a note: a table as a Jugendamt keeps it.
TABLE = [
    ["Plätze in Kindertagesstätten", "", "", ""],
    ["Schlüssel", "Name", "2021", "2022"],
    ["16062", "Nordhausen", 12, 13.5],
    ["16", "Thüringen", "-", 20],
    ["", "Summe", 12, 33.5],
    ["", "", "", ""],
    ["1) ohne Horte", "", "", ""],
]
PLACES = TableMapping(
    parts=(
        Part(
            region=(1,), name=2, first_row=3, headings=((2, 1, "Schlüssel"), (2, 3, "2021")),
            values=(
                ValueColumn(3, item="Plätze", table="plaetze", period="2021", unit="Plätze"),
                ValueColumn(4, item="Plätze", table="plaetze", period="2022", unit="Prozent"),
            ),
        ),
    ),
    name="Kita-Plätze", source="Jugendamt Musterberg, 3.2.2024",
)  # fmt: skip


def parsed(data: bytes, *mappings: TableMapping) -> ParsedFile:
    return read(data, name="kita.xlsx", regions=REGIONS, mappings=mappings)


def told(result: ParsedFile) -> list[tuple[str, str, int | None, int | None]]:
    return [(p.code, p.sheet, p.row, p.column) for p in result.problems]


@pytest.mark.parametrize("make", [workbook, csv])
def test_values_signs_and_addresses(make: Callable[[list[list[Any]]], bytes]) -> None:
    result = parsed(make(TABLE), PLACES)
    assert result.errors == []
    rows = [
        (r["region"], r["region_name"], r["period"], r["value"], r["sign"], r["unit"], r["row"], r["column"])
        for r in result.facts.to_pylist()
    ]
    assert rows == [
        ("16062", "Nordhausen", "2021", 12.0, None, "Plätze", 3, 3),
        ("16062", "Nordhausen", "2022", 13.5, None, "Prozent", 3, 4),
        ("16", "Thüringen", "2021", None, "-", "Plätze", 4, 3),
        ("16", "Thüringen", "2022", 20.0, None, "Prozent", 4, 4),
    ]
    sheet = "Tabelle1" if make is workbook else ""
    assert told(result) == [("row_without_key", sheet, 5, 1)]  # the sum is told and left out, the note below is not
    assert (result.table, result.source) == ("plaetze", "Jugendamt Musterberg, 3.2.2024")
    assert result.disclosure_rule == "own"  # nobody has said that an office protected these figures


@pytest.mark.parametrize(
    ("row", "column", "cell", "code"),
    [
        (2, 2, "12 1)", "footnote_in_number"),
        (2, 2, "zwölf", "not_a_number"),
        (2, 2, "100 bis unter 200", "not_a_number"),
        (2, 3, "13.5", "wrong_decimal"),
        (2, 0, "16999", "unknown_region"),
        (2, 0, "Nordhausen", "unknown_region"),
    ],
)
def test_a_bad_cell_refuses_with_its_address(row: int, column: int, cell: str, code: str) -> None:
    rows = [list(r) for r in TABLE]
    rows[row][column] = cell
    result = parsed(workbook(rows), PLACES)
    assert result.facts is None
    assert (code, "Tabelle1", row + 1, column + 1) in told(result)
    assert str(result.errors[0]).startswith(
        f"Datei kita.xlsx, Blatt „Tabelle1“, Zeile {row + 1}, Spalte {'ABCD'[column]}: "
    )


def test_numbers_as_text_are_read_with_the_mark_of_the_mapping() -> None:
    rows = [list(r) for r in TABLE]
    rows[2][3] = "1.234,5"
    assert parsed(workbook(rows), PLACES).facts["value"][1].as_py() == 1234.5
    rows[2][3] = "1,234.5"
    assert parsed(workbook(rows), replace(PLACES, decimal=".")).facts["value"][1].as_py() == 1234.5


def test_a_region_twice_is_refused() -> None:
    rows = [*TABLE[:4], ["16062", "Nordhausen", 1, 1]]
    result = parsed(workbook(rows), PLACES)
    assert told(result) == [("duplicate_key", "Tabelle1", 5, 3)]
    assert "schon in Zeile 3" in result.errors[0].text


def test_a_mapping_that_no_longer_fits_says_where() -> None:
    rows = [list(r) for r in TABLE]
    rows[1][2] = "2022"
    result = parsed(workbook(rows), PLACES)
    assert result.facts is None and told(result) == [("mapping_does_not_fit", "Tabelle1", 2, 3)]
    other = replace(PLACES, parts=(replace(PLACES.parts[0], sheet="Blatt 7"),))
    assert told(parsed(workbook(rows), other)) == [("mapping_sheet_missing", "Blatt 7", None, None)]


def test_the_mapping_that_fits_is_taken() -> None:
    other = replace(PLACES, parts=(replace(PLACES.parts[0], headings=((2, 1, "Nummer"),)),), name="andere")
    assert parsed(workbook(TABLE), other, PLACES).table == "plaetze"
    assert parsed(workbook(TABLE), other, other).errors[0].code == "unmapped_table"


def test_hidden_columns_and_rows_are_told() -> None:
    def hide(book: Any, sheet: Any) -> None:
        sheet.set_column(3, 3, None, None, {"hidden": True})
        sheet.set_row(3, None, None, {"hidden": True})

    result = parsed(workbook(TABLE, hide), PLACES)
    assert result.errors == []
    assert {("hidden_column", "Tabelle1", 1, 4), ("hidden_row", "Tabelle1", 4, None)} <= set(told(result))


def test_a_formula_without_a_result_is_refused() -> None:
    data = workbook(TABLE, lambda book, sheet: sheet.write_formula(2, 3, "=C3+1", None, ""))
    assert ("formula_without_value", "Tabelle1", 3, 4) in told(parsed(data, PLACES))


def test_merged_headings_speak_for_each_column() -> None:
    def merge(book: Any, sheet: Any) -> None:
        sheet.merge_range(0, 2, 0, 3, "Plätze")

    rows = [["", "", "", ""], *TABLE[1:4]]
    grids, _ = open_grids(workbook(rows, merge), "xlsx")
    assert [grids[0].heading(1, column) for column in (2, 3, 4)] == ["", "Plätze", "Plätze"]
    found = propose(grids, REGIONS)
    assert found is not None
    assert [(v.column, v.period) for v in found.parts[0].values] == [(3, "2021"), (4, "2022")]


def test_a_proposal_comes_with_the_refusal_and_survives_the_way() -> None:
    result = parsed(workbook(TABLE))
    assert [p.code for p in result.errors] == ["unmapped_table"]
    found = Proposal.from_plain(json.loads(json.dumps(result.header()))["proposal"])
    assert found.mapping is not None and found.sheets[0].rows[1] == ["Schlüssel", "Name", "2021", "2022"]
    part = found.mapping.parts[0]
    assert (part.region, part.name, part.first_row) == ((1,), 2, 3)
    assert TableMapping.from_plain(json.loads(json.dumps(PLACES.to_plain()))) == PLACES


@pytest.mark.parametrize("plain", [{}, {"format": 2}, {"format": 1, "parts": [{}]}, {"format": 1}])
def test_what_is_no_mapping_is_refused(plain: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="keine Zuordnung"):
        TableMapping.from_plain(plain)


def test_a_list_of_persons_is_refused_in_a_workbook_too() -> None:
    rows = [["Name", "Vorname", "Geburtsdatum"], ["Muster", "Erika", "12.08.1964"], ["Muster", "Max", "1.1.1970"]]
    result = parsed(workbook(rows))
    assert [p.code for p in result.errors] == ["person_records"]
    assert result.proposal is None and "Erika" not in str(result.header())


def test_damage_and_size() -> None:
    good = workbook(TABLE)
    assert parsed(good[:-200]).errors[0].code in {"truncated_zip", "damaged_workbook"}
    assert parsed(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000)).errors[0].code == "damaged_workbook"
    far = workbook(TABLE, lambda book, sheet: sheet.write_number(1_048_575, 49, 1))
    assert [(p.code, p.row, p.column) for p in parsed(far).errors] == [("too_many_rows", 1_048_576, 50)]
    bomb = gzip.compress(b"0;" * 60_000_000, compresslevel=1)
    assert parsed(bomb).errors[0].code == "zip_bomb"
    assert parsed(gzip.compress(csv(TABLE))[:-5]).errors[0].code == "truncated_zip"


def test_a_packed_csv_is_read() -> None:
    assert len(parsed(gzip.compress(csv(TABLE)), PLACES).facts) == 4


def test_an_archive_of_a_sheet_with_a_bomb_inside_is_refused_before_it_is_opened() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 30_000_000)
    assert detect(target.getvalue()) in {"xlsx", "zip-other"}
    assert parsed(target.getvalue()).errors[0].code == "zip_bomb"
