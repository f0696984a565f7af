"""What the cells of a workbook hide: error values, formulas never computed, percent, thousands; and how far it reaches."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import python_calamine

from sozialstrategie.evidence.monitoring.readers.tables import ValueColumn, open_grids
from sozialstrategie.evidence.monitoring.readers.tables.sheet_notes import shown_as
from sozialstrategie.evidence.monitoring.readers.tables.xlsx_scan import scan_xlsx
from tests.evidence.monitoring.readers.tables.files import (
    SHEET,
    Error,
    changed,
    record,
    sheet_xml,
    sheets,
    without,
    workbook,
    xls,
)
from tests.evidence.monitoring.readers.tables.places import PLACES, TABLE, mapping, parsed, table, told, values

HERE = "Tabelle1"


def cell_xml(old: str, new: str) -> bytes:
    """PLACES' workbook with a piece of its XML replaced. C2 is `<c r="C2"><v>12</v></c>`."""
    return sheet_xml(workbook(TABLE), old, new)


# -- error values ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["#DIV/0!", "#N/A", "#REF!", "#SPILL!", "#CALC!"])
def test_an_error_value_refuses_with_its_address(text: str) -> None:
    data = cell_xml('<c r="C2"><v>12</v></c>', f'<c r="C2" t="e"><v>{text}</v></c>')
    result = parsed(data, PLACES)
    assert ("error_cell", HERE, 2, 3) in told(result)
    assert "beschädigt" not in str(result.errors[0])


def test_an_error_value_in_the_only_figure_of_a_row_or_in_a_key() -> None:
    row = '<c r="C3"><v>7</v></c><c r="D3"><v>20</v></c>'
    data = cell_xml(row, '<c r="D3" t="e"><v>#N/A</v></c>')
    assert told(parsed(data, PLACES)) == [("error_cell", HERE, 3, 4)]
    data = cell_xml('<c r="A3" t="s"><v>6</v></c>', '<c t="e" r="A3"><v>#REF!</v></c>')
    assert ("error_cell", HERE, 3, 1) in told(parsed(data, PLACES))


def test_an_error_value_outside_of_what_is_read_does_not_matter() -> None:
    assert values(parsed(workbook(TABLE, lambda b, s: s.write_formula(8, 6, "=1/0", None, "#DIV/0!")), PLACES)) == [
        12,
        13,
        7,
        20,
    ]


def test_a_person_can_say_that_error_values_count_as_empty() -> None:
    data = cell_xml('<c r="C2"><v>12</v></c>', '<c r="C2" t="e"><v>#VALUE!</v></c>')
    result = parsed(data, mapping(skip_errors=True))
    assert told(result) == [("error_cell", HERE, 2, 3)] and values(result) == [13, 7, 20]


def test_error_values_of_an_old_workbook() -> None:
    assert told(parsed(xls(table(1, 2, Error(0x07))), PLACES)) == [("error_cell", HERE, 2, 3)]
    assert values(parsed(xls(TABLE), PLACES)) == [12, 13, 7, 20]


# -- formulas --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="C2"><f>A1+1</f></c>',
        '<c s="0" r="C2" t="str"><f>A1+1</f><v></v></c>',
        '<c r="C2"><f/><v/></c>',
        '<c r="C2"><f t="shared" si="0">A1</f></c>',
    ],
)
def test_a_formula_without_a_result(cell: str) -> None:
    assert told(parsed(cell_xml('<c r="C2"><v>12</v></c>', cell), PLACES)) == [("formula_without_value", HERE, 2, 3)]


def test_formulas_in_rows_that_are_not_read_do_not_refuse() -> None:
    rows = [*TABLE, ["", "Summe", "", ""]]
    data = workbook(rows, lambda book, sheet: sheet.write_formula(3, 2, "=SUM(C2:C3)", None, ""))
    assert told(parsed(data, PLACES)) == [("row_without_key", HERE, 4, 1)]
    far = workbook(TABLE, lambda book, sheet: sheet.write_formula(40, 2, "=SUM(C2:C3)", None, ""))
    assert [code for code, *_ in told(parsed(far, mapping(last_row=3)))] == []


# -- how numbers are shown -------------------------------------------------------------------------------------------


def formatted(code: str, *cells: tuple[int, int, float]) -> bytes:
    def write(book: Any, sheet: Any) -> None:
        for row, column, value in cells:
            sheet.write_number(row, column, value, book.add_format({"num_format": code}))

    return workbook(TABLE, write)


def test_percentages_are_read_as_they_are_shown() -> None:
    result = parsed(formatted("0.0%", (1, 2, 0.125), (2, 2, 0.07)), PLACES)
    assert values(result) == [12.5, 13, 7, 20]
    assert told(result) == [("percent_format", HERE, 2, 3)]
    assert "„12,5“ Prozent" in result.notes[0].text
    old = xls(table(1, 2, 0.125), formats=["0.00%"], styles={(1, 2): 1, (2, 2): 1})
    assert values(parsed(old, PLACES)) == [12.5, 13, 700, 20]


def test_percent_beside_plain_numbers_and_under_another_unit_is_refused() -> None:
    assert told(parsed(formatted("0.0%", (1, 2, 0.125)), PLACES)) == [("mixed_percent", HERE, 3, 3)]
    column = ValueColumn(3, item="Plätze", table="plaetze", period="2021", unit="Anzahl")
    data = formatted("0.0%", (1, 2, 0.125), (2, 2, 0.07))
    assert told(parsed(data, mapping(values=(column,)))) == [("percent_unit", HERE, 2, 3)]


def test_numbers_shown_in_thousands_are_refused() -> None:
    assert told(parsed(formatted("#,##0,", (1, 2, 12_345)), PLACES)) == [("scaled_format", HERE, 2, 3)]
    old = xls(table(1, 2, 12_345), formats=["#,##0,,"], styles={(1, 2): 1})
    assert told(parsed(old, PLACES)) == [("scaled_format", HERE, 2, 3)]


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("General", ""), ("0.00", ""), ("#,##0", ""), ('#,##0 "Tsd."', ""), ("0.0%", "percent"), ("0 %;-0 %", "percent"),
        ('0"%"', ""), (r"0\%", ""), ("#,##0,", "scaled"), ("0.0,,", "scaled"), ("0,.0", "scaled"), ("0;0%", "scaled"),
        ("[Red]0%", "percent"), ("dd.mm.yyyy", ""), (r"#\ ##0", ""), ("", ""),
    ],
)  # fmt: skip
def test_formats(code: str, shown: str) -> None:
    assert shown_as(code) == shown
    assert shown_as("", 10) == "percent"


# -- hidden ----------------------------------------------------------------------------------------------------------


def hide(book: Any, sheet: Any) -> None:
    sheet.set_column(1, 1, None, None, {"hidden": True})
    sheet.set_column(3, 3, None, None, {"hidden": True})
    sheet.set_row(2, None, None, {"hidden": True})


def test_hidden_columns_are_named_by_their_letters() -> None:
    result = parsed(workbook(TABLE, hide), PLACES)
    assert told(result) == [("hidden_column", HERE, 1, 2), ("hidden_row", HERE, 3, None)]
    assert "Die Spalten B, D sind" in result.notes[0].text
    more = record(0x7D, struct.pack("<HHHHHH", 3, 3, 0, 0, 1, 0))
    more += record(0x0208, struct.pack("<HHHHHHHH", 2, 0, 2, 255, 0, 0, 0x20, 0))
    old = parsed(xls(TABLE, more=more), PLACES)
    assert told(old) == [("hidden_column", HERE, 1, 4), ("hidden_row", HERE, 3, None)]
    assert "Die Spalte D ist" in old.notes[0].text


def test_a_hidden_sheet_is_told() -> None:
    data = sheets({"Vorn": [["x"]], "Daten": TABLE}, lambda book, sheet: sheet.hide())
    assert told(parsed(data, mapping(sheet="Daten"))) == [("hidden_sheet", "Daten", None, None)]


# -- how far it reaches ----------------------------------------------------------------------------------------------

FAR = [
    '<c r="XFD1000000"><v>1</v></c>',
    '<c s="0" t="n" r="AZ1048576"><v>1</v></c>',
    "<c r='AZ1048576'><v>1</v></c>",
    '<x:c xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="AZ1048576"><x:v>1</x:v></x:c>',
    '<c r="AZ1048576"><f>A1</f></c>',
]


@pytest.mark.parametrize("cell", FAR)
def test_a_far_cell_is_refused_before_anything_opens(cell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(*_: object) -> None:
        raise AssertionError("opened")

    monkeypatch.setattr(python_calamine.CalamineWorkbook, "from_object", opened, raising=False)
    row = re.search(r"[0-9]{7}", cell)
    assert row
    problem = parsed(cell_xml('<c r="D3"><v>20</v></c>', f'</row><row r="{row[0]}">{cell}'), PLACES).errors[0]
    assert problem.code == "too_many_rows" and problem.sheet == HERE
    assert (problem.row, problem.column) in {(1_000_000, 16_384), (1_048_576, 52)}


def xml_of(data: bytes) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read(SHEET).decode()


def far(text: str) -> str:
    return text.replace('<c r="D3">', '</row><row r="900000"><c r="ZZ900000">')


def moved(data: bytes, sheet: Callable[[str], str] = lambda text: text, **more: str) -> bytes:
    """The first sheet under another file name."""
    relations = {
        "xl/_rels/workbook.xml.rels": lambda text: text.replace("worksheets/sheet1.xml", "worksheets/anders.xml")
    }
    return changed(data, {SHEET: None, **relations}, **{"xl/worksheets/anders.xml": sheet(xml_of(data)), **more})


def test_sheets_are_found_through_the_relationships() -> None:
    result = parsed(moved(workbook(TABLE, hide)), PLACES)
    assert told(result) == [("hidden_column", HERE, 1, 2), ("hidden_row", HERE, 3, None)]
    decoy = moved(workbook(TABLE), far, **{SHEET: xml_of(workbook(TABLE))})
    assert [p.code for p in parsed(decoy, PLACES).errors] == ["too_many_rows"]


def test_notes_belong_to_their_sheet_when_a_chart_comes_first() -> None:
    def chart_first(book: Any, sheet: Any) -> None:
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Daten!$C$2:$C$3"})
        book.add_chartsheet("Bild").set_chart(chart)
        hide(book, sheet)
        book.worksheets_objs.insert(0, book.worksheets_objs.pop())

    data = sheets({"Daten": TABLE}, chart_first)
    grids, _ = open_grids(data, "xlsx")
    assert [(grid.sheet, grid.hidden_columns) for grid in grids] == [("Daten", [2, 4])]


def test_the_limit_is_that_of_the_whole_workbook() -> None:
    rows = [["x"]]
    book = sheets({"eins": rows, "zwei": rows})
    long_row = lambda text: text.replace('<row r="1"', '<row r="3000"').replace('r="A1"', 'r="AKX3000"')  # noqa: E731
    one = changed(book, {SHEET: long_row})
    assert [notes.last_row for notes in scan_xlsx(one)] == [3000, 1]
    both = changed(book, {SHEET: long_row, "xl/worksheets/sheet2.xml": long_row})
    problem = parsed(both, PLACES).errors[0]
    assert (problem.code, problem.sheet) == ("too_many_rows", "zwei")


def test_a_merged_heading_is_found_by_its_address() -> None:
    def merge(book: Any, sheet: Any) -> None:
        sheet.merge_range(0, 2, 0, 3, "Plätze")

    grids, _ = open_grids(workbook([["", "", "", ""], *TABLE], merge), "xlsx")
    assert grids[0].covered == {(1, 3): (1, 3), (1, 4): (1, 3)}


def test_merged_cells_beyond_the_table_cost_nothing() -> None:
    ranges = "".join(f'<mergeCell ref="A{row}:XFD{row}"/>' for row in range(5, 5_000))
    data = cell_xml("</sheetData>", f"</sheetData><mergeCells>{ranges}</mergeCells>")
    assert open_grids(data, "xlsx")[0][0].covered == {} and values(parsed(data, PLACES)) == [12, 13, 7, 20]


# -- damage ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["<v>1e400</v>", "<v>-1e999</v>", "<v>NaN</v>", "<v>inf</v>"])
def test_numbers_that_are_none(cell: str) -> None:
    result = parsed(cell_xml('<c r="C2"><v>12</v></c>', f'<c r="C2">{cell}</c>'), PLACES)
    assert result.errors and result.errors[0].code in {"not_a_number", "damaged_workbook"}
    unmapped = parsed(cell_xml('<c r="C2"><v>12</v></c>', f'<c r="C2">{cell}</c>'))
    assert unmapped.errors[0].code in {"unmapped_table", "damaged_workbook"}


def test_a_panic_of_the_library_is_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    def panic(*_: object) -> None:
        raise PanicException("index out of bounds")

    monkeypatch.setattr(python_calamine.CalamineWorkbook, "from_object", panic, raising=False)
    for data in (workbook(TABLE), xls(TABLE)):
        assert [p.code for p in parsed(data, PLACES).errors] == ["damaged_workbook"]


@pytest.mark.parametrize(
    "make",
    [
        lambda data: without(data, "xl/workbook.xml"),
        lambda data: without(data, SHEET),
        lambda data: without(data, "xl/_rels/workbook.xml.rels"),
        lambda data: changed(data, {SHEET: lambda text: text[:-30]}),
        lambda data: changed(data, {SHEET: lambda text: '<!DOCTYPE x [<!ENTITY a "b">]>' + text.split("?>", 1)[1]}),
        lambda data: changed(data, {}, **{"XL/Workbook.xml": "<x/>"}),
        lambda data: changed(without(data, "xl/workbook.xml"), {}, **{"xl/workbook.bin": "x"}),
        lambda data: changed(data, {SHEET: lambda text: text.replace("UTF-8", "ETF-8")}),
        lambda data: changed(data, {"xl/sharedStrings.xml": lambda text: text.replace("Nordhausen", "Nord\x01hausen")}),
        lambda data: changed(data, {"xl/workbook.xml": lambda text: text.replace("xmlns:r", "xMlns:r")}),
        lambda data: sheet_xml(data, 'r="C2"', 'r="2C"'),
        lambda data: sheet_xml(data, 'r="C2"', 'r="D2"'),  # twice
        lambda data: sheet_xml(data, 'r="C2"', 'r="C3"'),  # in another row
        lambda data: sheet_xml(data, '<row r="3"', '<row r="2"'),
        lambda data: sheet_xml(data, '<c r="A2" t="s"><v>4</v></c>', '<c r="A2" t="s"><v>s4</v></c>'),
        lambda data: sheet_xml(data, '<c r="A2" t="s"><v>4</v></c>', '<c r="A2" t="s"><v>900</v></c>'),
        lambda data: sheet_xml(data, '<c r="C2"><v>12</v></c>', '<c r="C2" t="inlineStr"><v>12</v></c>'),
    ],
)
def test_damaged_workbooks(make: Callable[[bytes], bytes]) -> None:
    assert [p.code for p in parsed(make(workbook(TABLE)), PLACES).errors] == ["damaged_workbook"]


def test_damaged_old_workbooks() -> None:
    good = xls(TABLE)
    for data in (
        good[:700],
        good[:512] + bytes(200),
        good.replace(b"W\0o\0r\0k\0", b"X\0x\0x\0x\0"),
        good[:48] + b"\xff" * 40,
    ):
        assert [p.code for p in parsed(data, PLACES).errors] == ["damaged_workbook"]
    assert [p.code for p in parsed(xls(TABLE, locked=True), PLACES).errors] == ["encrypted_workbook"]
