"""Files as grids of cells: csv and csv.gz as text, xlsx and xls by calamine after a look at what they hold."""

from __future__ import annotations

import csv
import math
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from io import BytesIO, StringIO
from typing import Any

from ..limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_UNPACKED_BYTES
from ..problems import Refusal
from ..text import check_lines, decode
from .sheet_notes import DAMAGED, Place, SheetNotes
from .xls_scan import scan_xls
from .xlsx_scan import scan_xlsx

Cell = str | float

_SEPARATORS = ";,\t|"
_LINES_TO_LOOK_AT = 50
_MAX_MERGED_CELLS = 1_000_000
# What #DIV/0! and the like say in a file that calamine can read; newer ones (#SPILL!) it cannot.
_KNOWN_ERRORS = frozenset(
    {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA", "#DATA!"}
)
_ERROR = re.compile(r"#[A-Z0-9/!?_-]{2,15}")
NO_RESULT = "#OHNE-ERGEBNIS"


@dataclass
class Grid:
    """One sheet. `rows` are lists of cells: text, or a float where the workbook holds a number.

    `faults`: cells that show no result, as row and column: #DIV/0! and the like, or a formula that was never computed
    (the cell says so). `percent`: numbers that the workbook shows times 100, and so they stand in `rows`. `scaled`:
    numbers that it shows divided by 1,000 or more; they stand in `rows` as they are stored.
    """

    sheet: str
    rows: list[list[Cell]]
    is_text: bool = False  # a csv file: rows may have different lengths
    is_hidden: bool = False
    hidden_rows: list[int] = field(default_factory=list)  # 1-based
    hidden_columns: list[int] = field(default_factory=list)
    faults: dict[Place, str] = field(default_factory=dict)
    percent: set[Place] = field(default_factory=set)
    scaled: set[Place] = field(default_factory=set)
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
        return self.text(*self.covered.get((row, column), (row, column)))

    @cached_property
    def covered(self) -> dict[Place, Place]:
        """Cells that lie under a merged one: their address, and that of the cell which speaks for them (1-based)."""
        found: dict[Place, Place] = {}
        height, width = len(self.rows), self.width
        for (top, left), (bottom, right) in self.merged:
            bottom, right = min(bottom, height - 1), min(right, width - 1)
            if (bottom - top + 1) * (right - left + 1) + len(found) > _MAX_MERGED_CELLS:
                what = "In der Tabelle sind zu viele Zellen verbunden; bitte heben Sie die Verbindungen auf."
                raise Refusal("too_many_cells", what, row=top + 1, column=left + 1, sheet=self.sheet)
            for row in range(top + 1, bottom + 2):
                for column in range(left + 1, right + 2):
                    found[row, column] = top + 1, left + 1
        return found

    @cached_property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)


def text_of(cell: Cell) -> str:
    """A cell as text: whole numbers without decimals, others with a decimal comma, in their shortest exact form."""
    if isinstance(cell, str):
        return cell.strip()
    if not math.isfinite(cell):
        return str(cell)
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
    return [Grid("", _csv_rows(text), is_text=True)], encoding


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
    source = StringIO(text.removeprefix("\ufeff"), newline="")
    try:
        for row in csv.reader(source, delimiter=separator, strict=True):
            if len(row) > MAX_COLUMNS:
                what = f"Die Tabelle hat {len(row)} Spalten, erwartet werden höchstens {MAX_COLUMNS}."
                raise Refusal("too_many_columns", what, row=len(rows) + 1, column=MAX_COLUMNS + 1)
            cells += len(row)
            rows.append(row)  # type: ignore[arg-type]
    except csv.Error:
        what = (
            "Die Zeile lässt sich nicht in Felder zerlegen: Ein Anführungszeichen steht allein oder mitten im Feld. "
            "Erwartet werden Felder, die durch Semikolon, Komma oder Tabulator getrennt sind."
        )
        raise Refusal("bad_csv", what, row=len(rows) + 1) from None
    _check_size("", len(rows), cells)
    return rows


def _separator(text: str) -> str:
    """The separator that occurs in most of the first lines; a semicolon where several do."""
    lines = text[:100_000].splitlines()[:_LINES_TO_LOOK_AT]
    return max(_SEPARATORS, key=lambda mark: sum(mark in line for line in lines))


def _check_size(sheet: str, rows: int, cells: int) -> None:
    if rows > MAX_ROWS or cells > MAX_CELLS:
        what = (
            f"Die Tabelle hat {rows} Zeilen und {cells} Zellen, erwartet werden höchstens {MAX_ROWS} und {MAX_CELLS}."
        )
        raise Refusal("too_many_rows", what, row=rows, sheet=sheet)


def _open_workbook(data: bytes, file_format: str) -> list[Grid]:
    notes = scan_xlsx(data) if file_format == "xlsx" else scan_xls(data)
    if not notes:
        raise Refusal("no_table", "Die Excel-Mappe enthält kein Tabellenblatt.")
    return [_grid(one, rows, merged) for one, (rows, merged) in zip(notes, _sheets(data, notes), strict=True)]


def _sheets(data: bytes, notes: Sequence[SheetNotes]) -> list[tuple[list[list[Cell]], list[Any]]]:
    """Rows and merged cells of each sheet, in the order of the notes."""
    import python_calamine as calamine  # heavy: only when needed

    found = []
    try:
        book = calamine.CalamineWorkbook.from_object(BytesIO(data))
        for one in notes:
            sheet = book.get_sheet_by_name(one.name)
            _check_size(one.name, sheet.total_height, sheet.total_height * sheet.total_width)
            rows = [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
            found.append((rows, list(sheet.merged_cell_ranges or one.merged)))
    except Refusal:
        raise
    except (calamine.CalamineError, OverflowError, ValueError):
        raise _unreadable(notes) from None
    except BaseException as fault:
        # calamine is written in Rust: where it gives up, its panic comes as an exception outside the common family.
        if type(fault).__name__ != "PanicException":
            raise
        raise _unreadable(notes) from None
    return found


def _unreadable(notes: Sequence[SheetNotes]) -> Refusal:
    """Why calamine could not read on: an error value that it does not know, or damage."""
    for one in notes:
        for (row, column), text in one.errors.items():
            if text not in _KNOWN_ERRORS:
                what = (
                    "Hier steht ein Fehlerwert von Excel, erwartet wird eine Zahl; bitte berichtigen und neu speichern."
                )
                return Refusal("error_cell", what, row=row, column=column, sheet=one.name)
    return Refusal("damaged_workbook", DAMAGED)


def _grid(notes: SheetNotes, rows: list[list[Cell]], merged: list[Any]) -> Grid:
    """Rows with what the notes say about them: faults say so in their cell, percentages stand as they are shown."""
    faults = {place: text for place, text in notes.errors.items()}
    faults.update(dict.fromkeys(notes.without_value, NO_RESULT))
    width = max((column for _, column in faults), default=0)
    height = max((row for row, _ in faults), default=0)
    if faults and (height > len(rows) or width > len(rows[0] if rows else ())):
        width = max(width, len(rows[0]) if rows else 0)
        rows = [row + [""] * (width - len(row)) for row in rows]
        rows += [[""] * width for _ in range(height - len(rows))]
    for (row, column), text in faults.items():
        rows[row - 1][column - 1] = text if _ERROR.fullmatch(text) else "#FEHLER!"
    percent = set()
    for row, column in notes.percent:
        cell = rows[row - 1][column - 1] if row <= len(rows) and column <= len(rows[row - 1]) else ""
        if isinstance(cell, float) and math.isfinite(cell):
            rows[row - 1][column - 1] = float(Decimal(repr(cell)) * 100)
            percent.add((row, column))
    return Grid(
        notes.name, rows, is_hidden=notes.is_hidden, hidden_rows=notes.hidden_rows,
        hidden_columns=notes.hidden_columns, faults=faults, percent=percent, scaled=notes.scaled, merged=merged,
    )  # fmt: skip


def _cell(value: Any) -> Cell:
    if isinstance(value, bool):
        return "WAHR" if value else "FALSCH"
    if isinstance(value, int | float):
        # Infinity and "not a number" are no figures; as texts they are told like any other wrong entry.
        return float(value) if math.isfinite(value) else str(value)
    if isinstance(value, datetime):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    return str(value) if isinstance(value, time | timedelta) else value
