"""What an indicator is: the profile a person reads, and its derivations, each giving its own series."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from sozialstrategie.evidence.monitoring.formula.nodes import Node, Sum, canonical, names, sums
from sozialstrategie.kit.figures.released import IndicatorInfo

Direction = Literal["lower", "higher", "none"]
DerivationKind = Literal["counts", "formula", "published"]


@dataclass(frozen=True, slots=True)
class Derivation:
    """One way from facts to the figure.

    kind "counts": `numerator` / `denominator` x `factor`; the result keeps both counts (interval, roll-up,
    small cells).
    kind "formula": `formula`, a bare count or any expression. kind "published": `formula` is the one cell of
    the table as
    the office publishes it, x `factor`; no counts.
    """

    key: str
    label: str
    source: str
    kind: DerivationKind
    origin: Literal["computed", "official", "example"]
    territorial_status: str
    period_kind: str
    numerator: Node | None = None
    denominator: Node | None = None
    formula: Node | None = None
    factor: float = 1.0
    first_year: int | None = None
    last_year: int | None = None
    note: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)  # the formulas as written, for the profile page

    @property
    def expressions(self) -> tuple[Node, ...]:
        return tuple(node for node in (self.numerator, self.denominator, self.formula) if node is not None)

    @property
    def used_codes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name.code for node in self.expressions for name in names(node)))

    @property
    def used_sums(self) -> tuple[Sum, ...]:
        return tuple(dict.fromkeys(part for node in self.expressions for part in sums(node)))


@dataclass(frozen=True, slots=True)
class IndicatorDefinition:
    code: str
    name: str
    unit: str
    unit_phrase: str
    theme: str
    definition: str
    not_shown: str
    direction: Direction
    counts_people: bool
    decimals: int
    breaks: tuple[tuple[int, str], ...]
    derivations: tuple[Derivation, ...]
    sentence: str = ""  # "{region_in} lebten {year} von 100 Kindern {value} in ...", for drafted sentences
    amount: str = ""  # the value with its unit in running text: "{value} von 100"
    subject: str = ""  # singular noun phrase with article, for titles: "der Anteil der Kinder ..."
    one_in: str = ""  # "jedes {nth} Kind unter 15 lebt in ...", nth = "siebte"
    doubtful: tuple[tuple[int, str], ...] = ()  # years whose values are shown, but carry no drafted sentence
    missing: str = ""  # what is missing and where it could come from; only then may there be no derivation
    history: tuple[tuple[str, str], ...] = ()  # (day, what changed in the definition), oldest first

    def derivation(self, key: str) -> Derivation:
        """The derivation with this key; KeyError if there is none."""
        for derivation in self.derivations:
            if derivation.key == key:
                return derivation
        raise KeyError(key)

    def info(self) -> IndicatorInfo:
        """The profile in the form that figures, documents and exports take."""
        return IndicatorInfo(
            code=self.code,
            name=self.name,
            unit=self.unit,
            unit_phrase=self.unit_phrase,
            theme=self.theme,
            definition=self.definition,
            not_shown=self.not_shown,
            direction=self.direction,
            counts_people=self.counts_people,
            decimals=self.decimals,
            breaks=self.breaks,
        )


class Catalogue(Mapping[str, IndicatorDefinition]):
    """All indicators by code, in the order of the files."""

    def __init__(self, indicators: Mapping[str, IndicatorDefinition]) -> None:
        self._indicators = MappingProxyType(dict(indicators))

    def __getitem__(self, code: str) -> IndicatorDefinition:
        return self._indicators[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._indicators)

    def __len__(self) -> int:
        return len(self._indicators)

    def tables(self) -> frozenset[str]:
        """Codes of all tables that any formula names."""
        return frozenset(
            part.table
            for indicator in self._indicators.values()
            for derivation in indicator.derivations
            for part in derivation.used_sums
        )

    def formula_version(self, code: str, key: str) -> str:
        """Short checksum of everything that decides the values of a derivation, nested indicators included.

        It changes exactly when a formula, factor or span of years changes, not when a label is reworded.
        """
        return hashlib.sha256(self._content(code, key).encode()).hexdigest()[:12]

    def _content(self, code: str, key: str) -> str:
        derivation = self._indicators[code].derivation(key)
        nested = [
            [other, inner.key, self._content(other, inner.key)]
            for other in derivation.used_codes
            for inner in self._indicators[other].derivations
        ]
        span = [derivation.first_year, derivation.last_year]
        expressions = [canonical(node) for node in derivation.expressions]
        return json.dumps([derivation.kind, expressions, derivation.factor, span, nested])
