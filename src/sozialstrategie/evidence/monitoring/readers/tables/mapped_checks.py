"""What is looked at when all parts of a mapped table are read: facts that stand twice, codes for missing figures, sheets
that nobody reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ..facts import duplicate_text
from ..problems import ProblemLog
from ..types import RegionIndex
from .grid import Grid
from .mapping import TableMapping, grid_of
from .propose import key_column

_KEYS_OF_A_TABLE = 3
_CODES_FOR_MISSING = (-999.0, -9999.0, -99999.0)


class Places:
    """From which sheet the facts at a position come."""

    def __init__(self, read: Iterable[tuple[str, Any]]) -> None:
        self._ends: list[tuple[int, str]] = []
        end = 0
        for sheet, facts in read:
            end += len(facts)
            self._ends.append((end, sheet))

    def sheet(self, position: int) -> str:
        return next((sheet for end, sheet in self._ends if position < end), "")


def refuse_duplicates(facts: Any, places: Places, log: ProblemLog) -> None:
    """The same series, region, period and category may have one figure only, on all sheets together."""
    import numpy as np  # heavy: only when needed

    code, size = np.zeros(len(facts), dtype=np.int64), 1
    for name in ("table", "region", "period", "item", "category"):
        coded = facts[name].combine_chunks().dictionary_encode()
        size *= len(coded.dictionary)
        if size > 2**62:  # more combinations than a number can tell apart: number those that occur
            code = np.unique(code, return_inverse=True)[1]
            size = len(code) * len(coded.dictionary)
        code = code * len(coded.dictionary) + coded.indices.to_numpy()
    in_order = np.sort(code)
    if not np.any(in_order[1:] == in_order[:-1]):
        return
    _, first, inverse = np.unique(code, return_index=True, return_inverse=True)
    again = np.setdiff1d(np.arange(len(code)), first)
    place = int(again[0])
    earlier = int(first[inverse[place]])
    where = {name: facts[name][place].as_py() for name in ("row", "column")}
    sheet, other = places.sheet(place), places.sheet(earlier)
    text = duplicate_text(int(facts["row"][earlier].as_py()), other if other != sheet else "")
    log.error("duplicate_key", text, **where, sheet=sheet, count=len(again))


def tell_missing_codes(facts: Any, places: Places, log: ProblemLog) -> None:
    """Some tables write -9999 where a figure is missing; read as a figure it would spoil every sum."""
    import numpy as np  # heavy: only when needed

    found = np.flatnonzero(np.isin(facts["value"].to_numpy(), _CODES_FOR_MISSING))
    if len(found):
        first = int(found[0])
        text = (
            f"Hier steht {facts['value'][first].as_py():.0f}; so schreiben manche Tabellen fehlende Werte. Gelesen wird es "
            "als Zahl, bitte prüfen und sonst die Zelle leeren oder einen Punkt eintragen."
        )
        where = {name: facts[name][first].as_py() for name in ("row", "column")}
        log.note("code_for_missing", text, **where, sheet=places.sheet(first), count=len(found))


def tell_unread_sheets(grids: Sequence[Grid], mapping: TableMapping, regions: RegionIndex, log: ProblemLog) -> None:
    """A sheet with keys of regions that no part of the mapping reads may have been forgotten."""
    used = {id(grid_of(part, grids)) for part in mapping.parts}
    for grid in grids:
        found = None if id(grid) in used else key_column(grid, regions)
        if found is not None and found.keys >= _KEYS_OF_A_TABLE:
            text = (
                "Auch dieses Blatt hat Regionalschlüssel, wird nach der Zuordnung aber nicht eingelesen; bitte prüfen."
            )
            log.note("sheet_not_read", text, row=found.first_row, column=found.key, sheet=grid.sheet)
