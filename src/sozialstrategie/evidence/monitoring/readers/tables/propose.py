"""A first mapping for a table that nobody has mapped: what each column seems to be. A person looks at it before it counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ..cells import parse_period
from ..types import RegionIndex
from .grid import Grid
from .mapping import Part, TableMapping, ValueColumn
from .values import decimal_of, read_value, tidy_keys

_ROWS_ABOVE = 40
_SAMPLE = 200
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_PERIOD_WORDS = frozenset({"jahr", "year", "zeit", "zeitbezug", "stichtag", "datum", "berichtsjahr", "schuljahr"})
_MOSTLY = 0.9
_MAX_SHEETS, _SHOWN_ROWS, _SHOWN_COLUMNS, _SHOWN_LETTERS = 20, 25, 60, 80


@dataclass(frozen=True, slots=True)
class Sheet:
    """The beginning of a sheet, as text, so that a person can say what its columns are."""

    name: str
    rows: list[list[str]]
    row_count: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a person needs to map a table: its sheets, and a first mapping where one was found."""

    sheets: list[Sheet]
    mapping: TableMapping | None

    def to_plain(self) -> dict[str, Any]:
        """Plain JSON types; `from_plain` is the way back."""
        return {"sheets": [asdict(s) for s in self.sheets], "mapping": self.mapping and self.mapping.to_plain()}

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Proposal:
        mapping = plain["mapping"]
        sheets = [Sheet(**sheet) for sheet in plain["sheets"]]
        return cls(sheets, TableMapping.from_plain(mapping) if mapping else None)


def proposal(grids: Sequence[Grid], regions: RegionIndex) -> Proposal:
    """The first rows and columns of each sheet, and a mapping where a column of region keys was found."""
    sheets = []
    for grid in grids[:_MAX_SHEETS]:
        width = min(grid.width, _SHOWN_COLUMNS)
        rows = range(1, min(len(grid.rows), _SHOWN_ROWS) + 1)
        texts = [[grid.text(row, column)[:_SHOWN_LETTERS] for column in range(1, width + 1)] for row in rows]
        sheets.append(Sheet(grid.sheet, texts, len(grid.rows)))
    return Proposal(sheets, propose(grids, regions))


def propose(grids: Sequence[Grid], regions: RegionIndex) -> TableMapping | None:
    """A mapping of every sheet in which a column of region keys was found; None when there is none.

    What cannot be known stays open: source and licence are empty, and so is the period where neither a column nor a
    heading names one.
    """
    parts = [part for grid in grids if (part := _part(grid, regions)) is not None]
    if not parts:
        return None
    used = [grid for grid in grids if any(part.sheet == grid.sheet for part in parts)]
    return TableMapping(tuple(parts), decimal=_decimal(used, parts))


@dataclass(frozen=True, slots=True)
class KeyColumn:
    """The column of region keys, from the row of the first; `keys`: how many different ones its beginning has."""

    first_row: int
    key: int
    keys: int


def _part(grid: Grid, regions: RegionIndex) -> Part | None:
    found = key_column(grid, regions)
    if found is None:
        return None
    first, key = found.first_row, found.key
    sample = range(first, min(first + _SAMPLE, len(grid.rows) + 1))
    heading = next((row for row in range(first - 1, 0, -1) if grid.text(row, key) or grid.text(row, key + 1)), 0)
    period = name = 0
    values = []
    for column in range(1, grid.width + 1):
        texts = [text for row in sample if (text := grid.text(row, column))]
        if column == key or not texts:
            continue
        title = " ".join(
            dict.fromkeys(t for row in range(1, first) if (t := grid.heading(row, column)) and row >= heading)
        )
        if not period and _is_period(title, texts):
            period = column
        elif _share_of_numbers(grid, sample, column) >= _MOSTLY:
            values.append(_value_column(column, title))
        elif not name and abs(column - key) == 1:
            name = column
    if not values:
        return None
    headings = tuple((heading, v.column, grid.heading(heading, v.column)) for v in values) if heading else ()
    return Part(
        region=(key,), values=tuple(values), first_row=first, sheet=grid.sheet, name=name, period=period,
        headings=((heading, key, grid.heading(heading, key)), *headings) if heading else (),
    )  # fmt: skip


def _value_column(column: int, title: str) -> ValueColumn:
    """Series and period as the heading names them: "Einkommensteuer 1998" is Einkommensteuer, 1998."""
    years = set(_YEAR.findall(title))
    period = years.pop() if len(years) == 1 else ""
    item = " ".join(_YEAR.sub("", title).split()).strip(" ,;:()-") if period else title
    return ValueColumn(column, item=item or title, table=item or title, period=period)


def key_column(grid: Grid, regions: RegionIndex) -> KeyColumn | None:
    """The column with most different keys of regions that exist, from the row of the first.

    A key of two digits counts little: any small number looks like a Land.
    """
    best: tuple[float, KeyColumn] | None = None
    rows = range(1, min(len(grid.rows), _ROWS_ABOVE + _SAMPLE) + 1)
    for column in range(1, min(grid.width, 12) + 1):
        keys = tidy_keys([grid.text(row, column) for row in rows], [""] * len(rows), regions)
        known = [row for row in rows if _is_region(keys[row - 1], regions)]
        if not known:
            continue
        filled = sum(bool(key) for key in keys[known[0] - 1 :])
        score = sum(1.0 if len(key) > 3 else 0.1 for key in {keys[row - 1] for row in known})
        if len(known) >= 0.5 * filled and (best is None or score > best[0]):
            different = {keys[row - 1] for row in known if len(keys[row - 1]) > 3}
            best = score, KeyColumn(known[0], column, len(different))
    return best[1] if best else None


def _is_region(key: str, regions: RegionIndex) -> bool:
    """A Land, Kreis, Verband or Gemeinde of a Kreis that exists or did; a zero that a spreadsheet ate is not missed."""
    if not key.isdecimal() or len(key) < 2:
        return key == "DG"
    lengths = {4: (5,), 7: (8,), 8: (8, 9), 11: (12,)}.get(len(key), (len(key),))
    filled = [key.zfill(length) for length in lengths]
    return any(regions.lookup(one) or (len(one) >= 8 and regions.lookup(one[:5])) for one in filled)


def _is_period(title: str, texts: Sequence[str]) -> bool:
    readable = all(parse_period(text) is not None for text in texts)
    return readable and (title.casefold() in _PERIOD_WORDS or not all(len(text) == 4 for text in texts))


def _share_of_numbers(grid: Grid, rows: range, column: int) -> float:
    cells = [cell for row in rows if (cell := grid.cell(row, column)) != "" and (row, column) not in grid.faults]
    good = sum(not read_value(cell, ",").problem or not read_value(cell, ".").problem for cell in cells)
    return good / len(cells) if cells else 0.0


def _decimal(grids: Sequence[Grid], parts: Sequence[Part]) -> str:
    """The mark that the texts in value columns have, by all rows; the comma where nothing tells."""
    texts = {
        cell.strip()
        for grid, part in zip(grids, parts, strict=True)
        for row in grid.rows[part.first_row - 1 :]
        for value in part.values
        if value.column <= len(row) and isinstance(cell := row[value.column - 1], str)
    }
    return decimal_of(texts) or ","
