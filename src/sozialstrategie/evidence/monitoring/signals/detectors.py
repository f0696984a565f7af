"""Detectors: each looks at one indicator of one place and may say one thing. Higher rooms may register more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean, pstdev

from sozialstrategie.kit.figures.format import rounded
from sozialstrategie.kit.figures.released import IndicatorInfo, Observation, Observations, Released

LAND, BUND = "16", "DG"


@dataclass(frozen=True)
class Comparison:
    """All that a detector may look at: the released default series of one indicator."""

    info: IndicatorInfo
    region: str
    series: Released[Observations]

    @cached_property
    def _by_region(self) -> dict[str, dict[int, Observation]]:
        found: dict[str, dict[int, Observation]] = {}
        for o in self.series.payload:
            if o.value is not None:
                found.setdefault(o.region, {})[o.year] = o
        return found

    @property
    def own(self) -> dict[int, Observation]:
        return self._by_region.get(self.region, {})

    def of(self, region: str) -> dict[int, Observation]:
        return self._by_region.get(region, {})

    @property
    def latest(self) -> Observation | None:
        return self.own[max(self.own)] if self.own else None

    def kreis_values(self, year: int) -> list[float]:
        """Values of all Kreise with a figure in that year; the spread against which a distance is judged."""
        return [
            o.value
            for years in self._by_region.values()
            if (o := years.get(year)) and o.level == "kreis" and o.value is not None
        ]

    def broken_between(self, first: int, last: int) -> bool:
        """Whether a new definition began after `first` and up to `last`."""
        return any(first < year <= last for year, _ in self.info.breaks)


@dataclass(frozen=True, slots=True)
class Hit:
    """What a detector found, before it becomes sentences."""

    detector: str
    reference: Observation  # the figure compared with: Land, Bund, or the own earlier one
    unusual: float  # signed, in standard deviations among the Kreise


Detector = Callable[[Comparison], "Hit | bool | None"]
"""Returns a hit, False when compared without finding anything, None when there was nothing to compare."""

_DETECTORS: dict[str, Detector] = {}


def register_detector(name: str, detector: Detector) -> None:
    """Add a detector under a stable name (it is part of the key of a signal)."""
    _DETECTORS[name] = detector


def detectors() -> dict[str, Detector]:
    return dict(_DETECTORS)


THRESHOLD = 1.0  # standard deviations among the Kreise; stated on the method page
MIN_KREISE = 10  # fewer values do not give a spread worth the name


def _differ(c: Comparison, a: Observation, b: Observation) -> bool:
    """Whether a reader sees a difference: a distance of 0,0 is nothing to write about."""
    assert a.value is not None and b.value is not None
    return rounded(a.value, c.info.decimals) != rounded(b.value, c.info.decimals)


def _level(name: str, reference_region: str) -> Detector:
    def detect(c: Comparison) -> Hit | bool | None:
        latest = c.latest
        reference = c.of(reference_region).get(latest.year) if latest else None
        if latest is None or reference is None or latest.value is None or reference.value is None:
            return None
        values = c.kreis_values(latest.year)
        if len(values) < MIN_KREISE:
            return None
        spread = pstdev(values)
        if spread == 0:
            return False
        unusual = (latest.value - reference.value) / spread
        return Hit(name, reference, unusual) if abs(unusual) >= THRESHOLD and _differ(c, latest, reference) else False

    return detect


def change_over_five_years(c: Comparison) -> Hit | bool | None:
    """Own change against the changes of the other Kreise over the same years; four years for two-yearly statistics."""
    latest = c.latest
    if latest is None or latest.value is None:
        return None
    earlier = next((c.own[latest.year - n] for n in (5, 4) if latest.year - n in c.own), None)
    if earlier is None or earlier.value is None or c.broken_between(earlier.year, latest.year):
        return None
    changes = []
    for code, years in c._by_region.items():
        a, b = years.get(earlier.year), years.get(latest.year)
        if a and b and a.level == "kreis" and a.value is not None and b.value is not None and code != c.region:
            changes.append(b.value - a.value)
    if len(changes) < MIN_KREISE:
        return None
    spread = pstdev(changes)
    if spread == 0:
        return False
    unusual = (latest.value - earlier.value - fmean(changes)) / spread
    moved = abs(latest.value - earlier.value) >= 0.5 * pstdev(c.kreis_values(latest.year) or [0.0])
    found = abs(unusual) >= THRESHOLD and moved and _differ(c, latest, earlier)
    return Hit("change5", earlier, unusual) if found else False


register_detector("land", _level("land", LAND))
register_detector("bund", _level("bund", BUND))
register_detector("change5", change_over_five_years)
