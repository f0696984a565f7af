"""The template that an office fills in Excel, and reading it back.

Every text is written as a text cell, so that nothing that somebody typed ever becomes a formula. Reading goes through the
guarded readers of all files; what they say is told with the address of every cell.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from sozialstrategie.evidence.monitoring.models import DataRequest
from sozialstrategie.evidence.monitoring.readers.tables import open_grids
from sozialstrategie.evidence.monitoring.readers.types import Problem
from sozialstrategie.evidence.monitoring.requests.plausibility import Value, Values, in_words
from sozialstrategie.evidence.monitoring.requests.queries import shape_of
from sozialstrategie.evidence.monitoring.requests.table import (
    FIRST_COLUMN,
    KEY,
    PLACE,
    Shape,
    address,
    key_at,
    mapping,
    read_cell,
    sentence,
    values_of_facts,
)
from sozialstrategie.evidence.monitoring.services.importing import read_bytes

SHEET = "Zahlen"
HEAD = 6  # row of the headings
_XLSX = b"PK\x03\x04"
_ID = (2, 2)  # where the mark of the request stands
_NOT_OURS = (
    "Das ist nicht die Vorlage dieser Anfrage, oder ihre Überschriften wurden geändert. Bitte laden Sie die Vorlage von dieser "
    "Seite neu herunter."
)
_NO_RESULT = "Hier steht ein Fehler oder eine Formel ohne Ergebnis, erwartet wird eine Zahl oder ein Zeichen."
_SIGNS = (
    ("-", "nichts vorhanden, genau null"),
    (".", "unbekannt oder geheim zu halten"),
    ("...", "Angabe folgt später"),
    ("/", "zu unsicher, um gezeigt zu werden"),
    ("x", "Aussage nicht sinnvoll"),
)


def template(request: DataRequest, values: Values, earlier: Values) -> bytes:
    """A sheet with a cell for each place and year, what stood there in the year before, and a sheet of hints."""
    import xlsxwriter  # heavy: only when a workbook is asked for

    shape = shape_of(request)
    sink = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(sink, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        cell = book.add_format({"border": 1, "align": "right"})
        quiet = book.add_format({"italic": True, "align": "right", "font_color": "#57514A"})
        sheet = book.add_worksheet(SHEET)
        sheet.set_column(0, 0, 12)
        sheet.set_column(1, 1, 34)
        sheet.set_column(2, 30, 14)
        sheet.freeze_panes(HEAD, FIRST_COLUMN - 1)
        for row, (label, text) in enumerate(_head(request)):
            sheet.write_string(row, 0, label, bold)
            sheet.write_string(row, 1, text)
        _table(sheet, shape, values, earlier, bold=bold, cell=cell, quiet=quiet)
        notes = book.add_worksheet("Hinweise")
        notes.set_column(0, 0, 26)
        notes.set_column(1, 1, 100)
        for row, (term, words) in enumerate(_hints(request)):
            notes.write_string(row, 0, term, bold)
            notes.write_string(row, 1, words, wrap)
    return sink.getvalue()


def _head(request: DataRequest) -> list[tuple[str, str]]:
    return [
        ("Anfrage", request.title),
        ("Kennung", str(request.uid)),
        ("Gezählt wird", request.item),
        ("Einheit", request.unit),
    ]


def _hints(request: DataRequest) -> list[tuple[str, str]]:
    return [
        ("Was gefragt ist", request.question),
        ("Bis wann", f"{request.due_on:%d.%m.%Y}"),
        ("Zahlen", "Mit Dezimalkomma, ohne Einheit und ohne Fußnoten. Leere Zelle: keine Angabe."),
        *((f"Zeichen {sign}", meaning) for sign, meaning in _SIGNS),
        ("Bitte nicht", "Keine Zeilen über einzelne Menschen, keine Namen. Solche Dateien werden abgewiesen."),
        ("Zurückgeben", "Speichern und auf der Seite der Anfrage hochladen. Dort sehen Sie die Zahlen noch einmal."),
    ]


def _table(sheet: Any, shape: Shape, values: Values, earlier: Values, *, bold: Any, cell: Any, quiet: Any) -> None:
    before = sorted({year for _, year in earlier} - set(shape.years))
    headings = [KEY, PLACE, *map(str, shape.years), *(f"bisher {year}" for year in before)]
    for column, text in enumerate(headings):
        sheet.write_string(HEAD - 1, column, text, bold)
    for row, place in enumerate(shape.places, start=HEAD):
        sheet.write_string(row, 0, place.code)
        sheet.write_string(row, 1, place.name)
        for at, year in enumerate(shape.years):
            _write(sheet, row, FIRST_COLUMN - 1 + at, values.get((place.code, year)), cell)
        for at, year in enumerate(before):
            known = earlier.get((place.code, year))
            sheet.write_string(
                row, FIRST_COLUMN - 1 + len(shape.years) + at, "" if known is None else in_words(known), quiet
            )


def _write(sheet: Any, row: int, column: int, value: Value | None, form: Any) -> None:
    if value is None:
        sheet.write_blank(row, column, None, form)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, form)
    else:
        sheet.write_number(row, column, value, form)


# --- reading it back --------------------------------------------------------------------------------------------------


@dataclass
class Filled:
    """What a filled template says. With faults nothing of it may be used."""

    values: dict[tuple[str, int], Value] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def read(request: DataRequest, data: bytes, *, name: str) -> Filled:
    """Read a filled template; all faults with the address of their cell.

    The file is opened in the guarded process first. Only one that it could read is looked at again, to name every wrong cell
    where the readers name the first of a kind.
    """
    if not data.startswith(_XLSX):
        return Filled(faults=["Das ist keine Arbeitsmappe (xlsx). Bitte speichern Sie die Vorlage in Excel als xlsx."])
    shape = shape_of(request)
    meaning = mapping(shape, source=request.recipient, sheet=SHEET, head=HEAD, others=[(*_ID, str(request.uid))])
    parsed = read_bytes(data, name=name, mapping=meaning)
    if any(problem.code.startswith("mapping_") for problem in parsed.errors):
        return Filled(faults=[_NOT_OURS])
    if parsed.format != "mapped":  # a file that was refused as a whole, or that another reader knows
        return Filled(faults=[sentence(p) for p in parsed.errors] or [_NOT_OURS])
    if parsed.errors:
        return Filled(faults=_told(shape, data, parsed.errors))
    facts = parsed.facts.to_pylist() if parsed.facts is not None else []
    foreign = [f for f in facts if key_at(shape, f["row"], f["column"], head=HEAD) != (f["region"], f["year"])]
    if foreign:
        text = "Nach diesem Gebiet war nicht gefragt, oder die Zeilen sind vertauscht."
        return Filled(faults=[f"Zelle {address(row, 1)}: {text}" for row in sorted({f["row"] for f in foreign})])
    return Filled(values=values_of_facts(facts, shape.item))


def _told(shape: Shape, data: bytes, errors: Sequence[Problem]) -> list[str]:
    """Every wrong cell: those that the readers name, and the others of the same kind."""
    found = dict(_wrong_cells(shape, data))
    whole = []
    for problem in errors:
        if problem.row is None:
            whole.append(sentence(problem))
        elif (problem.row, problem.column or 1) not in found:
            found[problem.row, problem.column or 1] = sentence(problem)
    return [*whole, *(f"Zelle {address(row, column)}: {text}" for (row, column), text in sorted(found.items()))]


def _wrong_cells(shape: Shape, data: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    for grid in open_grids(data, "xlsx")[0]:
        if grid.sheet != SHEET:
            continue
        for down, across in product(range(len(shape.places)), range(len(shape.years))):
            place = HEAD + 1 + down, FIRST_COLUMN + across
            fault = _NO_RESULT if place in grid.faults else read_cell(grid.text(*place))[1]
            if fault:
                yield place, fault
