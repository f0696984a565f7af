"""A table that resembles one that was mapped before: what of its mapping can be taken over, and what is another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sozialstrategie.evidence.monitoring.readers.tables import Part, TableMapping, ValueColumn
from sozialstrategie.evidence.monitoring.readers.tables.propose import Sheet

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_ENOUGH = 0.5  # share of the headings that must be found again


@dataclass(frozen=True, slots=True)
class Similar:
    """The nearest saved mapping, carried over to a sheet by its headings.

    `new`: columns (from 1) and headings that the saved one does not know; `gone`: headings that the sheet does not have.
    """

    mapping: TableMapping
    part: Part
    new: list[tuple[int, str]]
    gone: list[str]


def most_similar(kept: Iterable[TableMapping], sheet: Sheet, proposed: Part | None) -> Similar | None:
    """The saved mapping that shares most headings with a sheet, at least half of them and the one of the region's key."""
    best: tuple[float, Similar] | None = None
    for mapping in kept:
        for part in mapping.parts:
            found = _carried_over(mapping, part, sheet, proposed)
            if found is not None and (best is None or found[0] > best[0]):
                best = found
    return best[1] if best else None


def _carried_over(
    mapping: TableMapping, part: Part, sheet: Sheet, proposed: Part | None
) -> tuple[float, Similar] | None:
    old = {column: _words(text) for _, column, text in part.headings}
    if not old:
        return None
    old_row = max(row for row, _, _ in part.headings)
    row, texts = max(
        ((n, [_words(text) for text in row]) for n, row in enumerate(sheet.rows, 1)),
        key=lambda numbered: len(set(old.values()) & set(numbered[1])),
        default=(0, []),
    )
    moved = _same(old, texts)
    share = len(moved) / len(old)
    if share < _ENOUGH or any(column not in moved for column in part.region):
        return None
    other_year = _other_year(old, texts, moved)
    values = _values(part, moved, other_year, texts, proposed)
    taken = set(moved.values())
    new = [
        (column, sheet.rows[row - 1][column - 1])
        for column, text in enumerate(texts, 1)
        if text and column not in taken
    ]
    gone = [text for column, text in old.items() if column not in moved]
    carried = replace(
        part,
        region=tuple(moved[column] for column in part.region),
        name=moved.get(part.name, 0),
        period=moved.get(part.period, 0),
        categories=tuple(moved[column] for column in part.categories if column in moved),
        values=values,
        first_row=part.first_row + row - old_row,
        last_row=0,
        headings=tuple((row, column, text) for column, text in enumerate(sheet.rows[row - 1], 1) if text),
    )
    return share, Similar(mapping, carried, new, gone)


def _same(old: dict[int, str], texts: list[str]) -> dict[int, int]:
    """Old column to new one, by the same heading; of equal headings the first goes to the first."""
    free = list(enumerate(texts, 1))
    moved = {}
    for column, text in sorted(old.items()):
        found = next((pair for pair in free if pair[1] == text), None)
        if found:
            free.remove(found)
            moved[column] = found[0]
    return moved


def _other_year(old: dict[int, str], texts: list[str], moved: dict[int, int]) -> dict[int, int]:
    """New column to old one where the headings differ by a year alone: "Fälle 2025" after "Fälle 2024"."""
    without_year: dict[str, int] = {}
    for column, text in old.items():
        if _YEAR.search(text):
            without_year[_YEAR.sub("", text)] = column
    taken = set(moved.values())
    return {
        column: without_year[_YEAR.sub("", text)]
        for column, text in enumerate(texts, 1)
        if column not in taken and _YEAR.search(text) and _YEAR.sub("", text) in without_year
    }


def _values(
    part: Part, moved: dict[int, int], other_year: dict[int, int], texts: list[str], proposed: Part | None
) -> tuple[ValueColumn, ...]:
    by_column = {value.column: value for value in part.values}
    found = {
        moved[column]: replace(value, column=moved[column]) for column, value in by_column.items() if column in moved
    }
    for column, former in other_year.items():
        if former in by_column:
            years = _YEAR.findall(texts[column - 1])
            found[column] = replace(by_column[former], column=column, period=years[0] if len(years) == 1 else "")
    known = {*found, *moved.values()}
    for value in proposed.values if proposed else ():
        if value.column not in known:
            found[value.column] = value
    return tuple(found[column] for column in sorted(found))


def _words(heading: str) -> str:
    return " ".join(heading.split())
