"""What stands out against the year before. The only place that decides it; form, page and edition read from here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sozialstrategie.evidence.monitoring.readers.units import UnitKind, unit_kind
from sozialstrategie.kit.figures.format import number

Value = int | float | str  # a number, or one of the signs - . ... / x
Values = Mapping[tuple[str, int], Value]

FACTOR = 2.0
# How far two years must be apart besides, in the unit itself; small counts jump by chance.
DIFFERENCE: Mapping[UnitKind, float] = {
    "count": 10.0,
    "scaled_count": 1.0,
    "share": 5.0,
    "rate": 1.0,
    "money": 100.0,
    "measure": 1.0,
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """A value that somebody should look at again, with the one that it was compared with."""

    region: str
    year: int
    value: int | float
    before: int | float

    @property
    def key(self) -> str:
        """Names place, year and value: a confirmation holds for this value alone."""
        return f"{self.region}:{self.year}:{self.value!r}"

    @property
    def words(self) -> str:
        return f"jetzt {in_words(self.value)}, {self.year - 1} waren es {in_words(self.before)}"

    def plain(self) -> dict[str, Any]:
        """As it is stored with a delivery."""
        return {"region": self.region, "year": self.year, "value": self.value, "before": self.before}


def in_words(value: Value) -> str:
    """A number with comma and thousands, all its decimals; a sign as it is."""
    if isinstance(value, str):
        return value
    decimals = len(f"{value:.6f}".rstrip("0").partition(".")[2])
    return number(value, decimals)


def difference_for(unit: str) -> float:
    """By how much two years must differ at least; 0 for a unit that nobody knows, so that more is asked there."""
    kind = unit_kind(unit)
    return DIFFERENCE[kind] if kind else 0.0


def stands_out(value: float, before: float, unit: str) -> bool:
    """More than `FACTOR` times as much or as little, and further apart than the difference for this unit.

    >>> stands_out(30, 14, "Fälle"), stands_out(20, 9, "Fälle"), stands_out(30, 15, "Fälle")
    (True, True, False)
    """
    if abs(value - before) <= difference_for(unit):
        return False
    if (value < 0) != (before < 0) and value and before:
        return True
    smaller, larger = sorted((abs(value), abs(before)))
    return larger > FACTOR * smaller


def doubts(values: Values, earlier: Values, unit: str) -> list[Doubt]:
    """Numbers that stand out against the year before: of the same delivery where it has that year, else the earlier ones.

    Signs are compared with nothing.
    """
    found = []
    for (region, year), value in values.items():
        before = values.get((region, year - 1), earlier.get((region, year - 1)))
        if isinstance(value, str) or before is None or isinstance(before, str):
            continue
        if stands_out(value, before, unit):
            found.append(Doubt(region, year, value, before))
    return found


def rule_words(unit: str) -> str:
    """The rule as the page states it."""
    what = "Prozentpunkte" if unit_kind(unit) == "share" else unit
    least = in_words(difference_for(unit)) + ("" if what == "Anzahl" else f" {what}")
    return (
        "Wir fragen nach, wenn ein Wert mehr als doppelt oder weniger als halb so groß ist wie im Jahr davor und sich dabei "
        f"um mehr als {least} unterscheidet."
    )


def as_mapping(plain: Iterable[Iterable[Any]]) -> dict[tuple[str, int], Value]:
    """From the stored list to (region, year) -> number or sign."""
    return {(str(region), int(year)): value for region, year, value in plain}


def as_plain(values: Values) -> list[list[Any]]:
    """The way back."""
    return [[region, year, value] for (region, year), value in values.items()]
