"""Which rows of a table a sum stands for: exactly these parts, none twice, none half.

Rules (docs/verfahren/formelsprache.md):
- `item` names header paths; it may be left out only where the table has one item.
- without age and category: the row without row labels (category ""); with `category`: exactly these row
  labels.
- with `age`: row labels that are an age class alone, or (with `category`) that category and one age class.
  The classes
  must tile the ages exactly. Totals carry no age class and are therefore never counted beside classes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sozialstrategie.evidence.monitoring.formula.nodes import AgeRange, Sum

OPEN_END = 1000  # the age after the last of an open class


@dataclass(frozen=True, slots=True)
class Cell:
    """One kind of row of a table in one period: what is counted, for which row label; `rank` of its newest
    edition."""

    item: str
    category: str
    age_from: int | None
    age_to: int | None
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """The key of the facts to be added up, one per region."""

    item: str
    category: str


class SelectionError(ValueError):
    """A sum that the table cannot give; one German sentence."""


def select(wanted: Sum, cells: Collection[Cell]) -> tuple[Part, ...]:
    """The parts of `wanted` among the cells of its table in one period.

    Raises SelectionError where item or category is missing or the ages are not covered exactly.
    """
    items = wanted.items or (_only_item(wanted.table, cells),)
    parts: list[Part] = []
    for item in items:
        rows = [cell for cell in cells if cell.item == item]
        if not rows:
            raise SelectionError(_missing(wanted.table, "den Zähler", item, {cell.item for cell in cells}))
        parts += [Part(item, category) for category in _categories(wanted, rows)]
    return tuple(parts)


def _only_item(table: str, cells: Collection[Cell]) -> str:
    items = sorted({cell.item for cell in cells})
    if len(items) != 1:
        raise SelectionError(f"Tabelle {table} hat mehrere Zähler ({_listed(items)}); item= muss einen nennen.")
    return items[0]


def _categories(wanted: Sum, rows: Sequence[Cell]) -> list[str]:
    if wanted.age is None:
        present = {row.category for row in rows}
        for category in wanted.categories or ("",):
            if category not in present:
                raise SelectionError(_missing(wanted.table, "die Zeile", category, present))
        return list(wanted.categories or ("",))
    found: list[str] = []
    for category in wanted.categories or ("",):
        classes = [row for row in rows if row.age_from is not None and _is_class_of(row.category, category)]
        found += [row.category for row in _tile(wanted.table, wanted.age, _newest(wanted.table, classes))]
    return found


def _labels(category: str) -> list[str]:
    """The parts of a row label: "Deutsche > unter 3 Jahre" or "GES=GESM;ALT=ALT000B03"."""
    return [part.strip() for part in re.split(r" > |;", category) if part.strip()]


def _is_class_of(label: str, category: str) -> bool:
    """The label is `category` plus exactly one more part, the age class."""
    rest = _labels(label)
    for part in _labels(category):
        if part not in rest:
            return False
        rest.remove(part)
    return len(rest) == 1


def _newest(table: str, classes: Sequence[Cell]) -> list[Cell]:
    """One row per age class. The same class under two labels: the newer edition's spelling; within one
    edition: error."""
    best: dict[tuple[int | None, int | None], Cell] = {}
    for row in sorted(classes, key=lambda cell: (cell.rank, cell.category)):
        key = (row.age_from, row.age_to)
        other = best.get(key)
        if other is not None and other.rank == row.rank and other.category != row.category:
            raise SelectionError(
                f"Tabelle {table} führt das Alter {_ages(row)} zweimal "
                f"(»{other.category}« und »{row.category}«); category= muss eines nennen."
            )
        best[key] = row
    return list(best.values())


def _tile(table: str, age: AgeRange, classes: Sequence[Cell]) -> list[Cell]:
    """The fewest classes that cover the ages exactly, each age once."""
    end = OPEN_END if age.last is None else age.last + 1
    best: dict[int, list[Cell]] = {age.first: []}
    for row in sorted(classes, key=_start_end):
        start, stop = _start_end(row)
        if start in best and stop <= end:
            tiling = [*best[start], row]
            if stop not in best or len(tiling) < len(best[stop]):
                best[stop] = tiling
    if end not in best:
        raise SelectionError(_not_covered(table, age, classes, reached=max(best)))
    return best[end]


def _not_covered(table: str, age: AgeRange, classes: Sequence[Cell], reached: int) -> str:
    for row in sorted(classes, key=_start_end):
        start, stop = _start_end(row)
        for boundary in (age.first, *(() if age.last is None else (age.last + 1,))):
            if start < boundary < stop:
                return f"Tabelle {table}: Altersklasse {_ages(row)} überschneidet die Grenze {boundary}."
    if not classes:
        return f"Tabelle {table} hat keine Altersklassen in der gewählten Gliederung."
    return f"Tabelle {table}: Die Altersklassen decken das Alter {age} nicht lückenlos; es fehlt das Alter {reached}."


def _start_end(row: Cell) -> tuple[int, int]:
    return (row.age_from or 0, OPEN_END if row.age_to is None else row.age_to + 1)


def _ages(row: Cell) -> str:
    """An age class in the words of the offices."""
    if row.age_to is None:
        return f"{row.age_from} und mehr"
    return f"{row.age_from} bis unter {row.age_to + 1}"


def _missing(table: str, what: str, name: str, present: Collection[str]) -> str:
    if name == "":
        listed = _listed(sorted(present))
        return f"Tabelle {table} hat nur gegliederte Zeilen ({listed}); category= oder age= fehlt."
    return f"Tabelle {table} hat {what} »{name}« nicht; vorhanden: {_listed(sorted(present))}."


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(f"»{name}«" if name else "ohne Bezeichnung" for name in names[:5])
    return f"{shown} und {len(names) - 5} weitere" if len(names) > 5 else shown
