"""The table that a unit fills in and sends back: written with locked columns, read with a preview and cell addresses.

Every text is written as a text cell, so that nothing that somebody typed ever becomes a formula.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sozialstrategie.action.strategy.enums import Rating
from sozialstrategie.action.strategy.models import Measure
from sozialstrategie.evidence.monitoring.readers.persons import check_cells
from sozialstrategie.evidence.monitoring.readers.problems import Refusal
from sozialstrategie.evidence.monitoring.readers.tables.grid import Grid, open_grids, text_of
from sozialstrategie.kit.core.acts import plain
from sozialstrategie.kit.core.models import Organisation

SHEET = "Sachstände"
KEY, VERSION, NUMBER, TITLE, STANDING = "Kennung", "Fassung", "Nummer", "Maßnahme", "Bisher"
RATING, TEXT, NEXT, DAY = "Einschätzung", "Sachstand", "Nächster Schritt", "Stand vom"
HEADINGS = (KEY, VERSION, NUMBER, TITLE, STANDING, RATING, TEXT, NEXT, DAY)
_WIDTHS = (0, 0, 9, 36, 44, 22, 54, 36, 13)
_NEEDED = (KEY, RATING, TEXT, NEXT, DAY)
_RATINGS = {str(r.label).casefold(): r.value for r in Rating}
_LONGEST, MAX_ROWS = 4000, 1000


# --- writing ----------------------------------------------------------------------------------------------------------


def progress_workbook(organisation: Organisation, unit: str, measures: Sequence[Measure], *, today: date) -> bytes:
    """The table for a unit: what stands is locked, what it may fill in is open and empty."""
    import xlsxwriter  # heavy: only when a workbook is asked for

    sink = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(sink, options) as book:
        shape = {"text_wrap": True, "valign": "top"}
        head = book.add_format({**shape, "bold": True})
        locked = book.add_format({**shape, "num_format": "@", "bg_color": "#F0ECE4"})
        open_ = book.add_format({**shape, "num_format": "@", "locked": False})
        day = book.add_format({"num_format": "dd.mm.yyyy", "valign": "top", "align": "left", "locked": False})
        sheet = book.add_worksheet(SHEET)
        sheet.freeze_panes(1, 4)
        for column, (heading, width) in enumerate(zip(HEADINGS, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width or None, None, {"hidden": width == 0})
            sheet.write_string(0, column, heading, head)
        for row, m in enumerate(measures, start=1):
            for column, words in enumerate((str(m.uid), str(m.version), m.number, m.title, standing_words(m))):
                sheet.write_string(row, column, words, locked)
            for column in (5, 6, 7):
                sheet.write_blank(row, column, None, open_)
            sheet.write_blank(row, 8, None, day)
        if measures:
            choice = {"validate": "list", "source": [str(r.label) for r in Rating]}
            sheet.data_validation(1, 5, len(measures), 5, choice)
        sheet.protect("", {"format_columns": True, "format_rows": True})
        notes = book.add_worksheet("Hinweise")
        notes.set_column(0, 0, 110)
        invented = " Erfundenes Beispiel." if organisation.is_example else ""
        for row, line in enumerate(
            (
                f"{organisation.name}: Sachstände, {unit or 'ohne Federführung'}, ausgegeben am {today:%d.%m.%Y}.{invented}",
                "Bitte füllen Sie nur die weißen Spalten aus. Zeilen, in denen nichts steht, ändern nichts.",
                "„Stand vom“ leer heißt: der Tag, an dem die Tabelle eingelesen wird.",
                "Bitte nichts über einzelne Menschen.",
            )
        ):
            notes.write_string(row, 0, line, book.add_format(shape))
    return sink.getvalue()


def standing_words(m: Measure) -> str:
    """What the measure says about itself now."""
    parts = [str(Rating(m.rating).label) if m.rating else "", m.progress_note]
    told = ". ".join(part for part in parts if part)
    return f"{m.progress_on:%d.%m.%Y}: {told}" if m.progress_on else told or "noch kein Sachstand"


# --- reading ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and in which cell ("F7"; "" = the table as a whole). Free text is never quoted."""

    cell: str
    text: str

    def __str__(self) -> str:
        return f"Zelle {self.cell}: {self.text}" if self.cell else self.text


@dataclass(frozen=True)
class Update:
    """What a row says anew about a measure."""

    measure: Measure
    version: int
    values: dict[str, Any]
    row: int


@dataclass
class Returned:
    """What a returned table would do. Nothing of it may be written while `faults` is not empty."""

    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
    updates: list[Update] = field(default_factory=list)
    same: int = 0

    @property
    def digest(self) -> str:
        """Checksum of all that would be written and of the versions it was compared with."""
        told = [[str(u.measure.uid), u.version, u.values] for u in self.updates]
        return hashlib.sha256(json.dumps(plain(told), sort_keys=True).encode()).hexdigest()


def read_workbook(data: bytes, measures: Sequence[Measure], *, today: date) -> Returned:
    """Compare a returned table with the measures on their way. Writes nothing."""
    found = Returned()
    try:
        if not data.startswith(b"PK\x03\x04"):
            raise Refusal("no_workbook", "Das ist keine Arbeitsmappe (xlsx). Bitte speichern Sie die Tabelle als xlsx.")
        grids = open_grids(data, "xlsx")[0]
        grid = next((g for g in grids if g.sheet == SHEET), None) or (grids[0] if grids else None)
        if grid is None:
            raise Refusal("no_table", "In der Mappe steht keine Tabelle.")
        columns = _columns(grid)
        _refuse_persons(grid, columns)
    except Refusal as refusal:
        problem = refusal.problem
        found.faults.append(Fault(_name(problem.row, problem.column or 1) if problem.row else "", problem.text))
        return found
    _Rows(grid, columns, {str(m.uid): m for m in measures}, found, today).read()
    return found


def _columns(grid: Grid) -> dict[str, int]:
    """Heading -> column (from 1), from the first row."""
    found: dict[str, int] = {}
    for at in range(1, grid.width + 1):
        found.setdefault(grid.text(1, at).strip(), at)
    missing = [heading for heading in _NEEDED if heading not in found]
    if missing:
        words = f"Diese Spalten fehlen: {', '.join(missing)}. Bitte füllen Sie die Tabelle aus, die Sie bekommen haben."
        raise Refusal("columns", words, row=1, column=1)
    if len(grid.rows) > MAX_ROWS + 1:
        raise Refusal("too_many_rows", f"Erwartet werden höchstens {MAX_ROWS} Zeilen.", row=MAX_ROWS + 2, column=1)
    return {heading: found[heading] for heading in HEADINGS if heading in found}


def _refuse_persons(grid: Grid, columns: dict[str, int]) -> None:
    """Whatever stands beside the columns of the table is looked at."""
    known = set(columns.values())
    check_cells([["" if at in known else text_of(c) for at, c in enumerate(row, 1)] for row in grid.rows])


def _name(row: int, column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


class _Rows:
    """Reads the rows of one sheet."""

    def __init__(
        self, grid: Grid, columns: dict[str, int], known: dict[str, Measure], found: Returned, today: date
    ) -> None:
        self.grid, self.columns, self.known, self.found, self.today = grid, columns, known, found, today
        self.rows_of: dict[str, int] = {}

    def read(self) -> None:
        for row in range(2, len(self.grid.rows) + 1):
            if any(text_of(cell).strip() for cell in self.grid.rows[row - 1]):
                self._row(row)

    def _row(self, row: int) -> None:
        said = {heading: self.grid.text(row, self.columns[heading]).strip() for heading in (RATING, TEXT, NEXT, DAY)}
        key = self.grid.text(row, self.columns[KEY]).strip()
        if not any(said.values()):
            self.found.same += 1
            return
        measure = self.known.get(key)
        if measure is None:
            self._fault(row, KEY, "Zu dieser Zeile gibt es hier keine laufende Maßnahme.")
            return
        if key in self.rows_of:
            self._fault(row, KEY, f"Diese Maßnahme steht schon in Zeile {self.rows_of[key]}.")
            return
        self.rows_of[key] = row
        values = self._values(row, said, measure)
        if values is None:
            return
        if all(getattr(measure, name) == value for name, value in values.items()):
            self.found.same += 1
            return
        if VERSION in self.columns and self.grid.text(row, self.columns[VERSION]).strip() != str(measure.version):
            words = "Seit die Tabelle ausgegeben wurde, hat sich an dieser Maßnahme etwas geändert."
            self.found.notes.append(Fault(_name(row, self.columns[TEXT]), words))
        values.setdefault("progress_on", self.today)
        self.found.updates.append(Update(measure, measure.version, values, row))

    def _values(self, row: int, said: dict[str, str], measure: Measure) -> dict[str, Any] | None:
        """What the row tells anew; what it leaves empty stays. None where something is wrong."""
        before = len(self.found.faults)
        values: dict[str, Any] = {}
        if said[RATING]:
            values["rating"] = _RATINGS.get(said[RATING].casefold(), "")
            if not values["rating"]:
                words = ", ".join(str(r.label) for r in Rating)
                self._fault(row, RATING, f"Erwartet wird eine dieser Einschätzungen: {words}.")
        for heading, name in ((TEXT, "progress_note"), (NEXT, "next_step")):
            if said[heading]:
                values[name] = said[heading]
                if len(said[heading]) > _LONGEST:
                    self._fault(row, heading, f"Der Text hat mehr als {_LONGEST} Zeichen.")
        if said[DAY]:
            day = _day(said[DAY])
            if day is None:
                self._fault(row, DAY, "Erwartet wird ein Tag wie 31.12.2026.")
            elif day > self.today:
                self._fault(row, DAY, "Der Tag eines Sachstands liegt nicht in der Zukunft.")
            else:
                values["progress_on"] = day
        if set(values) == {"progress_on"} and len(self.found.faults) == before:
            self._fault(row, TEXT, "Zu einem Tag gehört auch, wie es steht.")
        return values if len(self.found.faults) == before else None

    def _fault(self, row: int, heading: str, text: str) -> None:
        self.found.faults.append(Fault(_name(row, self.columns[heading]), text))


def _day(text: str) -> date | None:
    for form in ("%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d"):
        try:
            day = datetime.strptime(text, form).date()
        except ValueError:
            continue
        return day if 1990 <= day.year <= 2099 else None
    return None
