"""What a workbook says about its cells beyond their values: hidden, faulty, shown in another size than stored."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Literal

from ..limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS
from ..problems import Refusal
from ..types import column_letters

Place = tuple[int, int]  # 1-based row and column
Shown = Literal["", "percent", "scaled"]

DAMAGED = "Die Excel-Mappe ist beschädigt und lässt sich nicht öffnen; bitte neu herunterladen oder neu speichern."
# Formats of Excel that have no text of their own in the file.
_BUILT_IN_PERCENT = frozenset({9, 10})
_IN_QUOTES = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


@dataclass
class SheetNotes:
    """One sheet. `errors`: cells with #DIV/0! and the like, with their text. `without_value`: formulas whose result
    the writing program left out. `percent` and `scaled`: numbers whose format shows them times 100, or divided.
    """

    name: str
    is_hidden: bool = False
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    errors: dict[Place, str] = field(default_factory=dict)
    without_value: set[Place] = field(default_factory=set)
    percent: set[Place] = field(default_factory=set)
    scaled: set[Place] = field(default_factory=set)
    merged: list[Any] = field(default_factory=list)  # 0-based ((top, left), (bottom, right)); of xls only
    last_row: int = 0  # of the cells with contents
    last_column: int = 0


def shown_as(code: str, number: int = -1) -> Shown:
    """How a number format changes the size of what it shows: `0.0%` times 100, `#,##0,` divided by 1,000.

    `number`: the id of the format, for those of Excel's own that carry no text.
    """
    if not code:
        return "percent" if number in _BUILT_IN_PERCENT else ""
    found: set[Shown] = set()
    for section in _IN_QUOTES.sub("", code).split(";")[:3]:
        digits = re.search(r"[0#?][0#?,. ]*", section)
        if not digits:
            continue
        if re.search(r",(?: *$|\.)", digits[0]):
            found.add("scaled")
        else:
            found.add("percent" if "%" in section else "")
    if not found:
        return ""
    # Positive and negative numbers in different sizes: nobody can say what is meant.
    return found.pop() if len(found) == 1 else "scaled"


class SizeLimit:
    """Counts the cells of all sheets of a workbook, as far as a sheet reaches."""

    def __init__(self) -> None:
        self._cells = 0

    def add(self, sheet: str, last_row: int, last_column: int) -> None:
        """Raise Refusal (too_many_rows) for a sheet that reaches too far, or when all sheets together are too large."""
        self._cells += last_row * last_column
        if last_row > MAX_ROWS or last_column > MAX_COLUMNS or last_row * last_column > MAX_CELLS:
            what = (
                f"Das Blatt reicht bis Zeile {last_row} und Spalte {column_letters(last_column)} ({last_column}); "
                "so große Tabellen werden nicht geöffnet."
            )
            raise Refusal("too_many_rows", what, row=last_row, column=last_column, sheet=sheet)
        if self._cells > MAX_CELLS:
            what = f"Die Blätter der Mappe haben zusammen mehr als {MAX_CELLS} Zellen; bitte teilen Sie die Mappe."
            raise Refusal("too_many_rows", what, row=last_row, column=last_column, sheet=sheet)
