"""Detectors: each looks at one indicator of one place and may say one thing. Higher rooms may register more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sozialstrategie.evidence.monitoring.comparison import Group, land_group
from sozialstrategie.evidence.monitoring.signals.panel import MIN_KREISE, Panel
from sozialstrategie.evidence.monitoring.signals.targets import Target
from sozialstrategie.kit.figures.format import rounded
from sozialstrategie.kit.figures.released import IndicatorInfo, Observation, Observations, Released

__all__ = [
    "BUND", "FOR_SIZES", "MIN_KREISE", "SIZE_UNITS", "THRESHOLD", "Comparison", "Detector", "Hit", "Verdict", "detectors", "differ", "register_detector",
]  # fmt: skip

BUND = "DG"
# Sizes differ between Kreise by their nature: that a city has more inhabitants to the square kilometre stands out nowhere.
SIZE_UNITS = frozenset({"Personen", "Fälle", "Haushalte", "Wohnungen", "Plätze", "m²", "Einwohner je km²"})
FOR_SIZES = frozenset({"target"})  # what may be said of a size: others are no measure for it, a target of one's own is
THRESHOLD = 1.0  # usual spreads; stated on the method page


@dataclass(frozen=True)
class Comparison:
    """All that a detector may look at: the released default series of one indicator, a comparison group, a target.

    group: None = the Kreise of the Land. target: the next one of this indicator. beyond: figures of group members outside the
    Land. shared: the panel of `series` where it is made already.
    """

    info: IndicatorInfo
    region: str
    series: Released[Observations]
    group: Group | None = None
    target: Target | None = None
    doubtful: frozenset[int] = frozenset()
    beyond: Mapping[str, Mapping[int, Observation]] = field(default_factory=dict)
    shared: Panel | None = None

    @cached_property
    def panel(self) -> Panel:
        return self.shared or Panel.of(
            self.series.payload,
            land=self.land,
            decimals=self.info.decimals,
            breaks=[year for year, _ in self.info.breaks],
            doubtful=self.doubtful,
        )

    @cached_property
    def course(self) -> Released[Observations]:
        """Own place, Land and Germany over time, for the chart."""
        shown = {self.region, self.land, BUND}
        return self.series.map(lambda rows: tuple(o for o in rows if o.region in shown))

    @property
    def land(self) -> str:
        return self.region[:2]

    @property
    def own(self) -> Mapping[int, Observation]:
        return self.of(self.region)

    def of(self, region: str) -> Mapping[int, Observation]:
        """Year -> observation with a value."""
        return self.panel.by_region.get(region) or self.beyond.get(region) or {}

    @cached_property
    def latest(self) -> Observation | None:
        return self.own[max(self.own)] if self.own else None

    @cached_property
    def compared_with(self) -> Group:
        return self.group or land_group(self.region)

    def members(self, year: int) -> list[Observation]:
        """Figures of the comparison group in a year, the lowest first."""
        found = (self.of(code).get(year) for code in self.compared_with.members)
        return sorted((o for o in found if o is not None), key=lambda o: (o.value or 0.0, o.region))

    def broken_between(self, first: int, last: int) -> bool:
        """Whether a new definition began after `first` and up to `last`."""
        return self.panel.broken_between(first, last)


@dataclass(frozen=True, slots=True)
class Hit:
    """What a detector found, in words. Figures: the own latest one, `reference`, then `others` that the words name."""

    detector: str
    reference: Observation  # the figure compared with: Land, Bund, an own earlier one, the middle of a group
    unusual: float  # signed, in usual spreads among the Kreise
    kind: str  # "Abstand zum Land"
    text: str  # the comparison with figures; distances from the shown values
    others: tuple[Observation, ...] = ()
    values: tuple[tuple[str, Observation], ...] = ()  # further figures for the list beside the sentence
    basis: str = ""  # what else the words rest on, for instance a target: part of the fingerprint


@dataclass(frozen=True, slots=True)
class Verdict:
    """One comparison that was made. p: how likely chance alone makes such a difference. rarity: how seldom a Kreis lies that
    far out. Every comparison enters the correction, also those without a hit.
    """

    p: float
    rarity: float
    hit: Hit | None = None


Detector = Callable[[Comparison], "Verdict | None"]
"""None when there was nothing to compare."""

_DETECTORS: dict[str, Detector] = {}


def register_detector(name: str, detector: Detector) -> None:
    """Add a detector under a stable name (it is part of the key of a signal)."""
    _DETECTORS[name] = detector


def detectors() -> dict[str, Detector]:
    return dict(_DETECTORS)


def differ(c: Comparison, a: float, b: float) -> bool:
    """Whether a reader sees a difference: a distance of 0,0 is nothing to write about."""
    return rounded(a, c.info.decimals) != rounded(b, c.info.decimals)
