"""Files as grids of cells: csv and csv.gz as text, xlsx and xls by calamine after a look at their size."""

from __future__ import annotations

import csv
import re
import zlib
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

from ..archive import read_members
from ..limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_UNPACKED_BYTES
from ..problems import Refusal
from ..text import check_lines, decode

Cell = str | float

_SEPARATORS = ";,\t|"
_LINES_TO_LOOK_AT = 50
# In a sheet's XML: cell references, hidden rows and columns, formulas whose value the writing program left out.
_CELL_REFERENCE = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"')
_HIDDEN_ROW = re.compile(rb'<row [^>]*?r="(\d{1,7})"[^>]*?hidden="(?:1|true)"')
_HIDDEN_COLUMNS = re.compile(rb"<col [^>]*?>")
_NO_VALUE = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*><f[^>]*?(?:/>|>[^<]*</f>)(?:<v ?/>|<v></v>)?</c>')
_DAMAGED = "Die Excel-Mappe ist beschädigt und lässt sich nicht öffnen; bitte neu herunterladen oder neu speichern."


@dataclass
class Grid:
    """One sheet. `rows` are lists of cells: text, or a float where the workbook holds a number."""

    sheet: str
    rows: list[list[Cell]]
    hidden_rows: list[int] = field(default_factory=list)  # 1-based
    hidden_columns: list[int] = field(default_factory=list)
    without_value: list[tuple[int, int]] = field(default_factory=list)  # formulas: row, column
    merged: list[Any] = field(default_factory=list)  # 0-based ((top, left), (bottom, right))

    def cell(self, row: int, column: int) -> Cell:
        """The cell at a 1-based address; empty outside."""
        if not 1 <= row <= len(self.rows) or not 1 <= column <= len(self.rows[row - 1]):
            return ""
        return self.rows[row - 1][column - 1]

    def text(self, row: int, column: int) -> str:
        return text_of(self.cell(row, column))

    def heading(self, row: int, column: int) -> str:
        """The text at an address where a merged cell says the same for each cell that it covers."""
        for (top, left), (bottom, right) in self.merged:
            if top < row <= bottom + 1 and left < column <= right + 1:
                return self.text(top + 1, left + 1)
        return self.text(row, column)

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows[:_LINES_TO_LOOK_AT]), default=0)


def text_of(cell: Cell) -> str:
    """A cell as text: whole numbers without decimals, others with a decimal comma, in their shortest exact form."""
    if isinstance(cell, str):
        return cell.strip()
    if cell == int(cell):
        return str(int(cell))
    return format(Decimal(repr(cell)), "f").replace(".", ",")


def open_grids(data: bytes, file_format: str) -> tuple[list[Grid], str]:
    """The sheets of a file and its encoding ("" for workbooks); a csv file is one grid without a name.

    `file_format`: xlsx, xls, gzip or text, as `detect` says. Raises Refusal for damaged and oversized files.
    """
    if file_format in ("xlsx", "xls"):
        return _open_workbook(data, file_format), ""
    if file_format == "gzip":
        data = _unzipped(data)
    check_lines(data)
    text, encoding = decode(data)
    return [Grid("", _csv_rows(text))], encoding


def _unzipped(data: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        content = unpacker.decompress(data, MAX_UNPACKED_BYTES + 1)
    except zlib.error:
        content = b""
    if len(content) > MAX_UNPACKED_BYTES:
        raise Refusal("zip_bomb", f"Die Datei wäre entpackt größer als {MAX_UNPACKED_BYTES // 1_000_000} MB.")
    if not unpacker.eof or unpacker.unused_data:
        text = "Die verdichtete Datei (gz) ist abgeschnitten oder beschädigt; bitte neu herunterladen."
        raise Refusal("truncated_zip", text)
    return content


def _csv_rows(text: str) -> list[list[Cell]]:
    separator = _separator(text)
    rows: list[list[Cell]] = []
    cells = 0
    try:
        for row in csv.reader(StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator):
            if len(row) > MAX_COLUMNS:
                what = f"Die Tabelle hat {len(row)} Spalten, erwartet werden höchstens {MAX_COLUMNS}."
                raise Refusal("too_many_columns", what, row=len(rows) + 1, column=MAX_COLUMNS + 1)
            cells += len(row)
            rows.append(row)  # type: ignore[arg-type]
    except csv.Error:
        what = "Die Zeile lässt sich nicht in Felder zerlegen, erwartet werden durch Semikolon getrennte Felder."
        raise Refusal("bad_csv", what, row=len(rows) + 1) from None
    _check_size(len(rows), cells)
    return rows


def _separator(text: str) -> str:
    """The separator that occurs in most of the first lines; a semicolon where several do."""
    lines = text[:100_000].splitlines()[:_LINES_TO_LOOK_AT]
    return max(_SEPARATORS, key=lambda mark: sum(mark in line for line in lines))


def _check_size(rows: int, cells: int) -> None:
    if rows > MAX_ROWS or cells > MAX_CELLS:
        what = (
            f"Die Tabelle hat {rows} Zeilen und {cells} Zellen, erwartet werden höchstens {MAX_ROWS} und {MAX_CELLS}."
        )
        raise Refusal("too_many_rows", what)


def _open_workbook(data: bytes, file_format: str) -> list[Grid]:
    import python_calamine as calamine  # heavy: only when needed

    scans = _scan(data) if file_format == "xlsx" else []
    try:
        book = calamine.CalamineWorkbook.from_object(BytesIO(data))
        grids = []
        for at, name in enumerate(book.sheet_names):
            sheet = book.get_sheet_by_index(at)
            rows = [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
            grid = scans[at] if at < len(scans) else Grid(name, [])
            grid.sheet, grid.rows = name, rows
            grid.merged = list(sheet.merged_cell_ranges or [])
            _check_size(len(rows), sum(map(len, rows)))
            grids.append(grid)
    except calamine.CalamineError:
        raise Refusal("damaged_workbook", _DAMAGED) from None
    if not grids:
        raise Refusal("no_table", "Die Excel-Mappe enthält kein Tabellenblatt.")
    return grids


def _scan(data: bytes) -> list[Grid]:
    """Far cells, hidden rows and columns, formulas without a value, before calamine opens anything.

    Sheets are taken in the order of their file names; where it differs from that of the workbook, only these notes go
    astray, never a value.
    """
    members = read_members(data, r"xl/worksheets/sheet\d+\.xml")
    found = []
    for name in sorted(members, key=lambda n: int(re.sub(r"\D", "", n))):
        xml = members[name]
        last_row = last_column = 0
        for match in _CELL_REFERENCE.finditer(xml):
            last_row, last_column = max(last_row, int(match[2])), max(last_column, _column(match[1]))
        if last_row > MAX_ROWS or last_column > MAX_COLUMNS or last_row * last_column > MAX_CELLS:
            what = f"Ein Blatt reicht bis Zeile {last_row} und Spalte {last_column}; so große Tabellen werden nicht geöffnet."
            raise Refusal("too_many_rows", what, row=last_row, column=last_column)
        hidden = [int(match[1]) for match in _HIDDEN_ROW.finditer(xml)]
        formulas = [(int(match[2]), _column(match[1])) for match in _NO_VALUE.finditer(xml)]
        found.append(Grid("", [], hidden, _hidden_columns(xml), formulas))
    return found


def _hidden_columns(xml: bytes) -> list[int]:
    columns: list[int] = []
    for tag in _HIDDEN_COLUMNS.findall(xml):
        span = re.search(rb'min="(\d{1,5})"', tag), re.search(rb'max="(\d{1,5})"', tag)
        if b'hidden="1"' in tag or b'hidden="true"' in tag:
            first, last = (int(m[1]) if m else 0 for m in span)
            columns += range(first, min(last, MAX_COLUMNS) + 1)
    return columns


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _cell(value: Any) -> Cell:
    if isinstance(value, bool):
        return "WAHR" if value else "FALSCH"
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, datetime):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    return str(value) if isinstance(value, time | timedelta) else value
