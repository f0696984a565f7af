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
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sozialstrategie.evidence.monitoring.formula.definitions import Catalogue, Derivation
from sozialstrategie.evidence.monitoring.formula.nodes import (
    AgeRange,
    Binary,
    Lag,
    Negate,
    Node,
    Sum,
    constant_value,
    walk,
)
from sozialstrategie.evidence.monitoring.readers.units import UnitKind, unit_kind

OPEN_END = 1000  # the age after the last of an open class

Kinds = frozenset[UnitKind]
_COUNT: Kinds = frozenset({"count"})
# What a unit of the catalogue is made of: kinds above and below the fraction bar. Units of plain amounts have
# nothing below; units that are not listed (Index) say nothing about the facts.
_RATIO_OF_COUNTS = (_COUNT, _COUNT)
_MADE_OF: Mapping[str, tuple[Kinds, Kinds | None]] = {
    **dict.fromkeys(("%", "je 100", "je 1.000", "je 10.000", "je 100.000", "Plätze je Fachkraft"), _RATIO_OF_COUNTS),
    **dict.fromkeys(("Personen", "Fälle", "Haushalte", "Wohnungen", "Plätze"), (_COUNT, None)),
    **dict.fromkeys(("Euro je Einwohner", "1.000 Euro je Einwohner"), (frozenset({"money"}), _COUNT)),
    "Euro je m²": (frozenset({"money"}), frozenset({"measure"})),
    "m² je Einwohner": (frozenset({"measure"}), _COUNT),
    "Einwohner je km²": (_COUNT, frozenset({"measure"})),
    "Euro": (frozenset({"money"}), None),
    **dict.fromkeys(("Jahre", "Monate", "Wochen", "Tage", "Stunden", "m²"), (frozenset({"measure"}), None)),
}
# Offices print a published ratio with its own unit or with that of what stands above the bar ("Betten je 1.000
# Einw.", Anzahl); a percentage is always marked as one.
_PUBLISHED: Mapping[str, Kinds] = {
    "%": frozenset({"share"}),
    "je 100": frozenset({"count", "rate", "share"}),
}
_RATE: Kinds = frozenset({"rate"})
_SCALED: Kinds = frozenset({"scaled_count"})
_KIND_NAMES: Mapping[str, str] = {
    "count": "Anzahl",
    "scaled_count": "eine Anzahl in Tausend oder Millionen",
    "share": "Prozent",
    "rate": "eine Verhältniszahl",
    "money": "ein Geldbetrag",
    "measure": "ein Maß",
}
_NOT_ADDED = frozenset({"share", "rate"})


@dataclass(frozen=True, slots=True)
class Cell:
    """One kind of row of a table in one period: what is counted, for which row label; `rank` of its newest
    edition."""

    item: str
    category: str
    age_from: int | None
    age_to: int | None
    rank: int = 0
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """The key of the facts to be added up, one per region."""

    item: str
    category: str


class SelectionError(ValueError):
    """A sum that the table cannot give; one German sentence."""


def expected_kinds(catalogue: Catalogue) -> dict[Sum, Kinds]:
    """What kind of unit the facts of each sum must have, from unit and form of the indicators that use it.

    A sum that two indicators use must fit both. Sums whose indicator says nothing about them are left out.
    """
    expected: dict[Sum, Kinds] = {}
    for indicator in catalogue.values():
        for derivation in indicator.derivations:
            for part, kinds in _expected_of(indicator.unit, derivation):
                expected[part] = expected.get(part, kinds) & kinds
    return {part: kinds for part, kinds in expected.items() if kinds}


def _expected_of(unit: str, derivation: Derivation) -> Iterator[tuple[Sum, Kinds]]:
    if unit not in _MADE_OF:
        return
    above, below = _MADE_OF[unit]
    if derivation.kind == "published":
        kinds = _PUBLISHED.get(unit, above if below is None else above | _RATE)
        yield from ((part, kinds) for part in derivation.used_sums)
    elif derivation.kind == "counts":
        yield from _sides(derivation.numerator, above, below)
        yield from _sides(derivation.denominator, below, above)
    elif below is None or _has_division(derivation.formula):
        # a formula for a ratio that divides nothing takes it over as it is printed: no telling what it should be
        yield from _sides(derivation.formula, above, below)


def _sides(node: Node | None, above: Kinds | None, below: Kinds | None) -> Iterator[tuple[Sum, Kinds]]:
    """Sums above and below the fraction bar; products are left out, their units may be anything."""
    if isinstance(node, Sum):
        if above is not None:
            yield node, above
    elif isinstance(node, Lag | Negate):
        yield from _sides(node.inner, above, below)
    elif isinstance(node, Binary) and node.operator in "+-":
        yield from _sides(node.left, above, below)
        yield from _sides(node.right, above, below)
    elif isinstance(node, Binary) and node.operator == "/":
        yield from _sides(node.left, above, None)
        yield from _sides(node.right, below, None)
    elif isinstance(node, Binary) and node.operator == "*":
        for factor, other in ((node.left, node.right), (node.right, node.left)):
            if constant_value(other) is not None:
                yield from (
                    # a formula that multiplies by a number may do so because the table counts in thousands
                    (part, kinds | _SCALED if kinds == _COUNT else kinds)
                    for part, kinds in _sides(factor, above, below)
                )


def _has_division(node: Node | None) -> bool:
    return node is not None and any(
        isinstance(part, Binary) and part.operator == "/" and constant_value(part.right) is None for part in walk(node)
    )


def select(wanted: Sum, cells: Collection[Cell], kinds: Kinds = frozenset()) -> tuple[Part, ...]:
    """The parts of `wanted` among the cells of its table in one period.

    `kinds`: what kind of unit the facts must have (see `expected_kinds`), empty for any. Raises
    SelectionError where item or category is missing, the ages are not covered exactly, the unit is another
    than expected, or shares would have to be added up.
    """
    items = wanted.items or (_only_item(wanted.table, cells),)
    parts: list[Part] = []
    for item in items:
        rows = [cell for cell in cells if cell.item == item]
        if not rows:
            raise SelectionError(_missing(wanted.table, "den Zähler", item, {cell.item for cell in cells}))
        parts += [Part(item, category) for category in _categories(wanted, rows)]
    _check_units(wanted.table, parts, cells, kinds)
    return tuple(parts)


def _check_units(table: str, parts: Sequence[Part], cells: Collection[Cell], kinds: Kinds) -> None:
    """Every edition's unit counts: an older one may still give the figures of regions that the newer lacks."""
    chosen = {(part.item, part.category) for part in parts}
    units = sorted({cell.unit for cell in cells if (cell.item, cell.category) in chosen and cell.unit})
    found = {unit: kind for unit in units if (kind := unit_kind(unit)) is not None}
    for unit, kind in found.items():
        if kinds and kind not in kinds:
            expected = " oder ".join(_KIND_NAMES[known] for known in sorted(kinds))
            raise SelectionError(f"Tabelle {table} ist in der Einheit »{unit}« eingelesen; erwartet wird {expected}.")
        if len(parts) > 1 and kind in _NOT_ADDED:
            raise SelectionError(f"Tabelle {table} hat die Einheit »{unit}«; solche Werte lassen sich nicht addieren.")
    # "Anzahl" and "Personen" are the same, "EUR" and "Tsd. EUR" are not
    if len({kind if kind in ("count", "share") else unit for unit, kind in found.items()}) > 1:
        listed = ", ".join(f"»{unit}«" for unit in found)
        raise SelectionError(f"Tabelle {table} mischt Einheiten ({listed}); erwartet wird eine.")


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
