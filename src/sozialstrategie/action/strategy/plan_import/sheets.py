"""Tables of a plan as rows of text with their places: sheets of a workbook, tables of a Word document, one csv file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from sozialstrategie.evidence.monitoring.readers.problems import Refusal
from sozialstrategie.evidence.monitoring.readers.tables.grid import Grid
from sozialstrategie.evidence.monitoring.readers.types import column_letters

Form = Literal["sheet", "word", "text"]

# A plan of 118 measures has some 20,000 words; these limits are far above any plan and far below what hurts a page.
MAX_TABLES, MAX_ROWS, MAX_COLUMNS, MAX_CELL, MAX_LETTERS = 60, 3000, 60, 8000, 3_000_000
_SPACES = re.compile(r"[^\S\n]+")
# Soft hyphens and marks without width; control characters but tab and line end; marks that turn the direction.
_UNSEEN = re.compile("[\xad\u200b-\u200d\u2060\ufeff\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|_x000D_")


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `above`: columns (0-based) that lie under a cell merged downwards. `joined`: one cell over the whole width.

    `is_caption`: no row of the table, but the heading above it or the name of its sheet.
    """

    cells: tuple[str, ...]
    number: int  # as the program shows it, from 1
    sheet: str = ""
    above: frozenset[int] = frozenset()
    joined: bool = False
    is_caption: bool = False

    def text(self, column: int) -> str:
        """The cell in a 1-based column; empty outside."""
        return self.cells[column - 1] if 0 < column <= len(self.cells) else ""

    @property
    def filled(self) -> list[int]:
        """1-based columns with contents."""
        return [at for at, text in enumerate(self.cells, 1) if text]


@dataclass
class Table:
    """A table that a person may choose. `footnotes`: mark in a cell -> what stands below the page."""

    name: str
    form: Form
    rows: list[Row]
    footnotes: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    faults: list[tuple[int, int]] = field(default_factory=list)  # (row as shown, column) of formulas without a result
    parts: int = 1  # how many sheets or tables are joined in it

    @property
    def width(self) -> int:
        return max((len(row.cells) for row in self.rows), default=0)

    def place(self, row: Row, column: int = 0) -> str:
        """Where a cell is, as the program that made the file says it."""
        if row.is_caption:
            return f"Überschrift über {row.sheet}" if self.form == "word" else f"Blatt „{row.sheet}“"
        sheet = f"Blatt „{row.sheet}“, " if self.form == "sheet" and row.sheet else ""
        if self.form == "sheet":
            return f"{sheet}Zelle {column_letters(column)}{row.number}" if column else f"{sheet}Zeile {row.number}"
        where = f"{row.sheet}, Zeile {row.number}" if row.sheet else f"Zeile {row.number}"
        return f"{where}, Spalte {column}" if column else where

    def to_plain(self) -> dict[str, Any]:
        """Plain JSON types; `from_plain` is the way back."""
        rows = [{**asdict(r), "above": sorted(r.above), "cells": list(r.cells)} for r in self.rows]
        return {**asdict(self), "rows": rows}

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Table:
        rows = [Row(**{**r, "cells": tuple(r["cells"]), "above": frozenset(r["above"])}) for r in plain["rows"]]
        return cls(**{**plain, "rows": rows, "faults": [(row, column) for row, column in plain["faults"]]})


def tidy(text: str) -> str:
    """A cell without what nobody sees: composed letters, single spaces, no soft hyphens; lines stay lines."""
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")))
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def one_line(text: str) -> str:
    """A text without its line breaks; a word that was torn apart at a hyphen is whole again."""
    return " ".join(re.sub(r"(?<=[a-zäöüß])-\n(?=[a-zäöüß])", "", text).split())


def of_grid(grid: Grid, form: Form) -> Table:
    """A sheet of a workbook, or a csv file.

    Raises:
        Refusal: more rows, columns or text than a plan has.
    """
    above: dict[int, set[int]] = {}
    joined: set[int] = set()
    width = _used_width(grid)
    for (top, left), (bottom, right) in grid.merged:
        if right - left + 1 >= max(width - 1, 2):
            joined.add(top)
        for row in range(top + 1, min(bottom, len(grid.rows) - 1) + 1):
            above.setdefault(row, set()).add(left)
    rows = []
    for at in range(len(grid.rows)):
        cells = tuple(tidy(grid.text(at + 1, column)) for column in range(1, min(width, MAX_COLUMNS + 1) + 1))
        rows.append(Row(_without_tail(cells), at + 1, grid.sheet, frozenset(above.get(at, ())), at in joined))
    table = Table(grid.sheet or "Tabelle", form, rows, faults=sorted(grid.faults))
    if hidden := [row for row in grid.hidden_rows if row <= len(rows) and rows[row - 1].filled]:
        table.notes.append(f"{table.place(rows[hidden[0] - 1])}: Ausgeblendete Zeilen werden mitgelesen.")
    return checked(table)


def _used_width(grid: Grid) -> int:
    return max((at for row in grid.rows for at, cell in enumerate(row, 1) if cell != ""), default=0)


def _without_tail(cells: tuple[str, ...]) -> tuple[str, ...]:
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]


def checked(table: Table) -> Table:
    """The table without empty rows at its end.

    Raises:
        Refusal: too_many_rows, text_too_long.
    """
    while table.rows and not table.rows[-1].filled:
        table.rows.pop()
    if len(table.rows) > MAX_ROWS or table.width > MAX_COLUMNS:
        text = (
            f"{table.name} hat {len(table.rows)} Zeilen und {table.width} Spalten, erwartet werden höchstens {MAX_ROWS} "
            f"Zeilen und {MAX_COLUMNS} Spalten."
        )
        raise Refusal("too_many_rows", text)
    for row in table.rows:
        for column, cell in enumerate(row.cells, 1):
            if len(cell) > MAX_CELL:
                text = f"{table.place(row, column)}: Der Text ist länger als {MAX_CELL} Zeichen."
                raise Refusal("text_too_long", text)
    return table


def check_all(tables: Sequence[Table]) -> None:
    """Limits of all tables together.

    Raises:
        Refusal: too_many_tables, text_too_long.
    """
    if len(tables) > MAX_TABLES:
        what = f"Die Datei hat {len(tables)} Tabellen, erwartet werden höchstens {MAX_TABLES}."
        raise Refusal("too_many_tables", what)
    if sum(len(cell) for table in tables for row in table.rows for cell in row.cells) > MAX_LETTERS:
        raise Refusal("text_too_long", "In der Datei steht mehr Text, als ein Plan hat. Bitte teilen Sie sie.")


def join(tables: Iterable[Table], name: str, heads: Sequence[int]) -> Table:
    """Several tables with the same columns as one: the first heading, then each table under its caption.

    Args:
        heads: 1-based position of the heading row in each table.
    """
    several = list(tables)
    rows = [several[0].rows[heads[0] - 1]]
    for table, head in zip(several, heads, strict=True):
        captions = [row for row in table.rows[: head - 1] if row.is_caption]
        if not captions and table.form == "sheet":
            captions = [Row((table.name,), 1, table.name, is_caption=True)]
        rows += [*captions, *table.rows[head:]]
    footnotes = {mark: text for table in several for mark, text in table.footnotes.items()}
    notes = [note for table in several for note in table.notes]
    # what a formula could not tell is said for the single table; a place in a joined one would name two cells
    return Table(name, several[0].form, rows, footnotes, notes, parts=len(several))
