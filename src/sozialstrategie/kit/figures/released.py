"""Released figures: the only form in which a result may leave the house.

Exporters, charts, maps, tables, documents, API and search accept `Released[...]` and nothing else. The type lives here,
low in the house, so that everybody can read it; only `evidence.disclosure` constructs it (an architecture test looks).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class Sign(StrEnum):
    """Substitute signs of the German statistical offices. None of them is 0, and none equals another."""

    NIL = "-"
    UNKNOWN = "."
    LATER = "..."
    UNCERTAIN = "/"
    BLOCKED = "x"

    @property
    def meaning(self) -> str:
        return _MEANINGS[self]


_MEANINGS = {
    Sign.NIL: "nichts vorhanden, genau null",
    Sign.UNKNOWN: "unbekannt oder geheim zu halten",
    Sign.LATER: "Angabe folgt später",
    Sign.UNCERTAIN: "zu unsicher, um gezeigt zu werden",
    Sign.BLOCKED: "Aussage nicht sinnvoll",
}


class Origin(StrEnum):
    """Where a figure comes from; told apart at a glance in every output."""

    OFFICIAL = "official"  # as published by an office: filled dot
    COMPUTED = "computed"  # own computation from official figures: hollow dot
    EXAMPLE = "example"  # invented: hatched


@dataclass(frozen=True, slots=True)
class Observation:
    """One value of one indicator for one region and period, with all that is needed to cite it.

    Exactly one of `value` and `sign` is set. `value` is in the unit of the indicator (rates in percent 0-100), unrounded.
    `numerator`/`denominator` are set only where we computed from counts; `low`/`high` is the 95 % Wilson interval in the same unit.
    """

    indicator: str  # code, e.g. "sgb2_rate"
    region: str  # DG, 16, 16062, 16062041
    region_name: str
    level: str  # bund, land, kreis, gemeinde
    period: str  # as published: "2022", "2015-12-31", "2014/2015"
    year: int  # calendar year of the reference date; year in which a school year ends
    value: float | None
    sign: Sign | None
    unit: str
    source: str  # citation, e.g. "BBSR, INKAR Ausgabe 2024 (dl-de/by-2-0)"
    edition: str  # short checksum of the edition
    territorial_status: str
    derivation: str  # key of the derivation, e.g. "12411-04-02-4", "inkar-2024"
    origin: Origin
    numerator: float | None = None
    denominator: float | None = None
    low: float | None = None
    high: float | None = None
    flags: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if (self.value is None) == (self.sign is None):
            raise ValueError("Genau eines von Wert und Zeichen muss gesetzt sein.")


@dataclass(frozen=True, slots=True)
class IndicatorInfo:
    """What a reader needs to understand a figure (the Steckbrief)."""

    code: str
    name: str
    unit: str  # e.g. "%", "je 100", "Personen"
    unit_phrase: str  # "in Prozent der Menschen unter 65 Jahren"
    theme: str
    definition: str
    not_shown: str
    direction: str  # "lower", "higher", "none"
    counts_people: bool
    decimals: int
    breaks: tuple[tuple[int, str], ...] = ()  # first year of the new definition, word


@dataclass(frozen=True)
class Released(Generic[T]):
    """A payload that has passed the gate. Made by `evidence.disclosure.release` only."""

    payload: T
    audience: str  # "public", "internal"
    suppressed: int = 0  # number of values the gate replaced by a sign
    notes: tuple[str, ...] = field(default=())

    def map(self, change: Callable[[T], T]) -> Released[T]:
        """A selection or ordering of what was released. `change` may drop or reorder, never add."""
        return Released(change(self.payload), self.audience, self.suppressed, self.notes)


Observations = tuple[Observation, ...]


def one_series(released: object, what: str) -> None:
    """Refuse what has not passed the gate, and figures of different derivations in one picture or table.

    A ratio as an office publishes it and one of our own computation differ in the same year; side by side in one series
    nobody could tell which is which. Exports name the derivation in every row and need no such guard.

    Raises:
        TypeError: not a `Released`.
        ValueError: an indicator with two derivations.
    """
    if not isinstance(released, Released):
        raise TypeError(f"Nur freigegebene Zahlen dürfen in {what}.")
    known: dict[str, str] = {}
    for o in released.payload:
        if known.setdefault(o.indicator, o.derivation) != o.derivation:
            raise ValueError(
                f"{o.indicator}: Die Ableitungen {known[o.indicator]} und {o.derivation} gehören nicht in {what}."
            )


def by_region(observations: Observations, region: str) -> Iterator[Observation]:
    """The observations of one region in the order given."""
    return (o for o in observations if o.region == region)
