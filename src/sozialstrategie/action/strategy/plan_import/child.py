"""The reading process for plans: tables out of foreign bytes, with limits on memory and time. Started by `opening`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sozialstrategie.action.strategy.plan_import.columns import propose
from sozialstrategie.action.strategy.plan_import.sheets import Form, Table, check_all, of_grid
from sozialstrategie.action.strategy.plan_import.word import is_word, read_word
from sozialstrategie.evidence.monitoring.readers.child import serve_reader
from sozialstrategie.evidence.monitoring.readers.detect import detect
from sozialstrategie.evidence.monitoring.readers.persons import check_cells
from sozialstrategie.evidence.monitoring.readers.problems import Refusal
from sozialstrategie.evidence.monitoring.readers.tables.grid import open_grids

_EXPECTED = "erwartet wird eine Excel-Mappe (xlsx, xls), ein Word-Dokument (docx) oder eine csv-Datei"
_NOT_READ = {
    "empty": f"Die Datei ist leer, {_EXPECTED}.",
    "pdf": f"Die Datei ist ein PDF, {_EXPECTED}. Das PDF können Sie als Original dazulegen.",
    "html": f"Die Datei ist eine Internetseite, {_EXPECTED}.",
    "binary": f"Die Datei ist in einem unbekannten Format gespeichert, {_EXPECTED}.",
}
# Pictures and archives by their first bytes, also where no NUL byte gives them away.
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"7z\xbc\xaf\x27\x1c")
_NO_TABLE = f"In der Datei steht keine Tabelle mit Überschriften und Zeilen, {_EXPECTED}."
_ZIP = f"Das Archiv ist weder eine Excel-Mappe noch ein Word-Dokument, {_EXPECTED}."
_OLD = (
    f"Das ist ein altes Word-Dokument (doc) oder eine beschädigte Mappe, {_EXPECTED}. Bitte speichern Sie es als docx."
)


def open_tables(data: bytes) -> list[Table]:
    """All tables of a file that hold something.

    Raises:
        Refusal: the file is damaged, too large, of another kind, or looks like one row per person.
    """
    kind = "binary" if data.startswith(_PICTURES) else detect(data)
    if kind in _NOT_READ:
        raise Refusal("wrong_format", _NOT_READ[kind])
    if kind in ("zip-other", "genesis-ffcsv") and data.startswith(b"PK"):
        if not is_word(data):
            raise Refusal("wrong_format", _ZIP)
        tables = read_word(data)
    else:
        tables = _of_grids(data, kind)
    tables = [table for table in tables if any(row.filled for row in table.rows if not row.is_caption)]
    if not any(_is_table(table) for table in tables):
        raise Refusal("no_table", _NO_TABLE)
    check_all(tables)
    for table in tables:
        _refuse_persons(table)
    return tables


def _is_table(table: Table) -> bool:
    """Headings and at least one row below; plain text without a separator is one column and no table."""
    filled = [row for row in table.rows if row.filled and not row.is_caption]
    return len(filled) > 1 and (table.form != "text" or table.width > 1)


def _of_grids(data: bytes, kind: str) -> list[Table]:
    is_book = kind in ("xlsx", "xls")
    form: Form = "sheet" if is_book else "text"
    try:
        grids, _ = open_grids(data, kind if kind in ("xlsx", "xls", "gzip") else "text")
    except Refusal as refusal:
        if kind == "xls" and refusal.problem.code == "damaged_workbook":
            raise Refusal("wrong_format", _OLD) from None
        raise
    return [of_grid(grid, form) for grid in grids if grid.rows and not grid.is_hidden]


def _refuse_persons(table: Table) -> None:
    """The columns of a plan are about offices and measures; whatever stands beside them is looked at."""
    _, roles = propose(table)
    known = set(roles) if "title" in roles.values() else set()
    rows = [["" if at in known else cell for at, cell in enumerate(row.cells, 1)] for row in table.rows]
    try:
        check_cells(rows)
    except Refusal as refusal:
        problem = refusal.problem
        at = next((row for row in table.rows[max((problem.row or 1) - 1, 0) :]), None)
        place = f"{table.place(at, problem.column or 0)}: " if at else ""
        refusal.problem = replace(
            problem,
            text=f"{place}{problem.text} Stehen dort Menschen, die Auskunft geben, nehmen Sie diese Spalten bitte heraus.",
        )
        raise


def work(job: dict[str, Any], data: bytes) -> dict[str, Any]:
    """Plain tables, or the problem that refuses the file."""
    try:
        return {"tables": [table.to_plain() for table in open_tables(data)]}
    except Refusal as refusal:
        problem = refusal.problem
        sheet = f"Blatt „{problem.sheet}“: " if problem.sheet else ""
        row = f"Zeile {problem.row}: " if problem.row and problem.code != "person_records" else ""
        return {"problem": f"{sheet}{row}{problem.text}"}


if __name__ == "__main__":
    serve_reader(work)
