"""Reading a workbook of the register: all problems with sheet and cell, and what it would make and change. Writes nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any

from sozialstrategie.evidence.monitoring.models import Offer
from sozialstrategie.evidence.monitoring.offers import services
from sozialstrategie.evidence.monitoring.offers.columns import (
    BY_HEADING,
    CHECKED,
    COLUMNS,
    NUMBER,
    OPEN_CHECKED,
    Column,
    Unchanged,
    Unreadable,
)
from sozialstrategie.evidence.monitoring.offers.words import sounds_like_refuge
from sozialstrategie.evidence.monitoring.readers.persons import check_cells
from sozialstrategie.evidence.monitoring.readers.problems import Refusal, shown
from sozialstrategie.evidence.monitoring.readers.tables.grid import Grid, open_grids, text_of
from sozialstrategie.kit.core.acts import plain
from sozialstrategie.kit.core.models import Organisation

MAX_ROWS = 5000
NO_VALUE = "Hier steht eine Formel ohne Ergebnis oder ein Fehler, erwartet wird ein Wert."
_HEAD_ROWS = 10
_XLSX = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Fault:
    """What stands against a workbook, or what a person should know: place and sentence. Free text is never quoted."""

    sheet: str
    cell: str
    text: str

    def __str__(self) -> str:
        place = ", ".join(part for part in (f"Blatt „{self.sheet}“" if self.sheet else "", self.cell and f"Zelle {self.cell}") if part)  # fmt: skip
        return f"{place}: {self.text}" if place else self.text


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that a row changes."""

    field: str
    label: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Change:
    """One row that changes a known entry."""

    offer: Offer
    version: int
    values: dict[str, Any]
    differences: tuple[Difference, ...]


@dataclass
class Plan:
    """What a workbook would do. Nothing of it may be written while `faults` is not empty."""

    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
    new: list[dict[str, Any]] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    same: int = 0

    @property
    def digest(self) -> str:
        """Checksum of all that would be written and of the versions it was compared with."""
        told = [self.new, [(c.offer.number, c.version, c.values) for c in self.changed]]
        return hashlib.sha256(json.dumps(plain(told), sort_keys=True).encode()).hexdigest()


def read_workbook(data: bytes, organisation: Organisation, standing: Sequence[Offer]) -> Plan:
    """Compare a workbook with the register.

    Args:
        standing: all entries of the organisation, the deleted ones too (`queries.all_editable_for`).
    """
    plan = Plan()
    try:
        grids = _grids(data)
        _refuse_persons(grids)
        grid, head, columns, number = _table(grids)
    except Refusal as refusal:
        problem = refusal.problem
        cell = cell_name(problem.row, problem.column or 1) if problem.row else ""
        plan.faults.append(Fault(problem.sheet, cell, problem.text))
        return plan
    _Rows(grid, head, columns, number, organisation, standing, plan).read()
    return plan


def cell_name(row: int, column: int) -> str:
    """ "D7" for row 7, column 4 (both from 1)."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def _grids(data: bytes) -> list[Grid]:
    if not data.startswith(_XLSX):
        raise Refusal("no_workbook", "Das ist keine Arbeitsmappe (xlsx). Bitte speichern Sie die Tabelle als xlsx.")
    return open_grids(data, "xlsx")[0]


def _refuse_persons(grids: Sequence[Grid]) -> None:
    """Our own columns are about organisations (Anschrift, Kontakt); whatever stands beside them is looked at, and all of a
    sheet that is not ours."""
    for grid in grids:
        head, columns, _ = _headings(grid)
        known = set(columns) if head and _missing(columns) == [] else set()
        rows = [["" if at in known else text_of(cell) for at, cell in enumerate(row, 1)] for row in grid.rows]
        check_cells(rows, sheet=grid.sheet)


def _headings(grid: Grid) -> tuple[int, dict[int, Column], int]:
    """Row of the headings (0: none), column -> what stands in it, column of the number (0: none)."""
    best: tuple[int, dict[int, Column], int] = (0, {}, 0)
    for row in range(1, min(len(grid.rows), _HEAD_ROWS) + 1):
        texts = {at: " ".join(grid.text(row, at).split()).casefold() for at in range(1, len(grid.rows[row - 1]) + 1)}
        found = {at: BY_HEADING[text] for at, text in texts.items() if text in BY_HEADING}
        if len(found) > max(len(best[1]), 1):
            best = row, found, next((at for at, text in texts.items() if text == NUMBER.casefold()), 0)
    return best


def _missing(columns: dict[int, Column]) -> list[str]:
    there = {c.field for c in columns.values()}
    return [c.heading for c in COLUMNS if c.required and c.field not in there]


def _table(grids: Sequence[Grid]) -> tuple[Grid, int, dict[int, Column], int]:
    """The one sheet with our headings."""
    grid = max(grids, key=lambda g: len(_headings(g)[1]))
    head, columns, number = _headings(grid)
    if not head:
        text = "In der Mappe steht keine Tabelle mit den Spalten der Vorlage. Bitte laden Sie die Vorlage herunter."
        raise _at(Refusal("no_table", text, row=1, column=1), grid)
    if lacking := _missing(columns):
        raise _at(Refusal("columns", f"Diese Spalten fehlen: {', '.join(lacking)}.", row=head, column=1), grid)
    fields = [c.field for c in columns.values()]
    for at, c in columns.items():
        if fields.count(c.field) > 1:
            raise _at(Refusal("columns", f"Die Spalte „{c.heading}“ steht zweimal da.", row=head, column=at), grid)
    if len(grid.rows) - head > MAX_ROWS:
        raise _at(Refusal("too_many_rows", f"Erwartet werden höchstens {MAX_ROWS} Zeilen.", row=head), grid)
    return grid, head, columns, number


def _at(refusal: Refusal, grid: Grid) -> Refusal:
    refusal.problem = replace(refusal.problem, sheet=grid.sheet)
    return refusal


class _Rows:
    """Reads the rows of one sheet into a plan."""

    def __init__(
        self, grid: Grid, head: int, columns: dict[int, Column], number: int, organisation: Organisation,
        standing: Sequence[Offer], plan: Plan,
    ) -> None:  # fmt: skip
        self.grid, self.head, self.columns, self.number = grid, head, columns, number
        self.organisation, self.plan = organisation, plan
        self.by_number = {o.number: o for o in standing}
        self.by_name = {_called(o.name, o.provider): o.number for o in standing if o.deleted_at is None}
        self.at = {c.field: at for at, c in columns.items()}
        self.rows_of: dict[int, int] = {}  # number -> row

    def read(self) -> None:
        filled = 0
        for row in range(self.head + 1, len(self.grid.rows) + 1):
            if any(text_of(cell) for cell in self.grid.rows[row - 1]):
                filled += 1
                self._row(row)
        hidden = [row for row in self.grid.hidden_rows if row > self.head]
        if hidden:
            self.note(hidden[0], 1, "Ausgeblendete Zeilen werden mitgelesen.")
        if not filled:
            self.fault(self.head + 1, 1, "Unter den Überschriften steht keine Zeile.")

    def fault(self, row: int, column: int, text: str) -> None:
        self.plan.faults.append(Fault(self.grid.sheet, cell_name(row, column), text))

    def note(self, row: int, column: int, text: str) -> None:
        self.plan.notes.append(Fault(self.grid.sheet, cell_name(row, column), text))

    def _row(self, row: int) -> None:
        before = len(self.plan.faults)
        offer = self._known(row)
        values = dict(self._values(row))
        if "protected" in values and values["protected"] is None:
            del values["protected"]  # an empty cell says nothing; a new entry is judged by its name
            if offer is None and sounds_like_refuge(values.get("name", ""), values.get("provider", "")):
                values["protected"] = True
                self.note(
                    row, self.at["protected"], "Klingt nach einem geschützten Ort und wird geschützt eingetragen."
                )
        if len(self.plan.faults) > before:
            return
        if offer is None:
            self._new(row, values)
        else:
            self._change(row, offer, values)

    def _known(self, row: int) -> Offer | None:
        """The entry that the row names; faults for numbers that name none."""
        text = self.grid.text(row, self.number) if self.number else ""
        if not text:
            return None
        if (row, self.number) in self.grid.faults:
            self.fault(row, self.number, NO_VALUE)
            return None
        number = int(text) if text.isdecimal() and len(text) <= 9 else 0
        offer = self.by_number.get(number)
        if offer is None:
            self.fault(row, self.number, f"Die Nummer {shown(text)} gibt es hier nicht. Neue Zeilen lassen die Nummer leer.")  # fmt: skip
        elif offer.deleted_at is not None:
            self.fault(row, self.number, f"Eintrag {number} ist gelöscht. Bitte stellen Sie ihn zuerst wieder her.")
        elif number in self.rows_of:
            self.fault(row, self.number, f"Nummer {number} steht schon in Zeile {self.rows_of[number]}.")
        self.rows_of.setdefault(number, row)
        return offer

    def _values(self, row: int) -> Iterator[tuple[str, Any]]:
        for at, column in self.columns.items():
            if (row, at) in self.grid.faults:
                self.fault(row, at, NO_VALUE)
                continue
            text = self.grid.text(row, at)
            if not text:
                if column.required:
                    self.fault(row, at, f"„{column.heading}“ darf nicht leer sein.")
                yield column.field, copy(column.empty)
                continue
            try:
                yield column.field, column.read(text, self.organisation)
            except Unchanged:
                continue
            except Unreadable as error:
                self.fault(row, at, str(error))

    def _new(self, row: int, values: dict[str, Any]) -> None:
        called = _called(values["name"], values["provider"])
        if called in self.by_name:
            known = self.by_name[called]
            what = f"Diesen Eintrag gibt es schon als Nummer {known}. Bitte tragen Sie die Nummer ein, damit er nicht doppelt entsteht."
            self.fault(
                row, self.number or self.at["name"], what if known else "Diese Zeile steht zweimal in der Mappe."
            )
            return
        self.by_name[called] = 0
        trial = Offer(owner=self.organisation, number=1, **values)
        if self._stands(row, None, trial):
            self.plan.new.append(values)

    def _change(self, row: int, offer: Offer, values: dict[str, Any]) -> None:
        differences = tuple(
            Difference(c.field, c.heading, getattr(offer, c.field), values[c.field])
            for c in self.columns.values()
            if c.field in values and getattr(offer, c.field) != values[c.field]
        )
        if not differences:
            self.plan.same += 1
            return
        trial = copy(offer)
        for one in differences:
            setattr(trial, one.field, one.new)
        if self._stands(row, offer, trial):
            changes = {one.field: one.new for one in differences}
            self.plan.changed.append(Change(offer, offer.version, changes, differences))

    def _stands(self, row: int, before: Offer | None, trial: Offer) -> bool:
        """The rules of the register, their sentences at the cells."""
        count = len(self.plan.faults)
        try:
            services.demand_valid(trial)
        except services.Invalid as refusal:
            for name, sentences in refusal.errors.items():
                for sentence in sentences:
                    self.fault(row, self.at.get(name, 1), sentence)
        at = self.at.get("protected", self.at["name"])
        checked = "protected" in self.at and self.grid.text(row, at).casefold() in CHECKED
        if services.needs_confirmation(before, trial) and not checked:
            self.fault(row, at, f"Das klingt nach einem geschützten Ort. Erwartet wird „ja“, oder „{OPEN_CHECKED}“, wenn er gezeigt werden darf.")  # fmt: skip
        return len(self.plan.faults) == count


def _called(name: str, provider: str) -> tuple[str, str]:
    return " ".join(name.split()).casefold(), " ".join(provider.split()).casefold()
