"""Invented authorities without anything to find, and with planted deviations, judged by the registered detectors.

Used by the benchmark for the table of the method page and by the tests. No database: observations are made, released and
compared as the page does it, with the correction over all comparisons of one authority.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sozialstrategie.evidence.disclosure.gate import release
from sozialstrategie.evidence.monitoring.signals.detectors import Comparison, Verdict, detectors
from sozialstrategie.evidence.monitoring.signals.panel import Panel
from sozialstrategie.evidence.monitoring.signals.selection import corrected
from sozialstrategie.kit.figures.released import IndicatorInfo, Observation, Origin

KREISE = tuple(f"160{n}" for n in (51, 52, 53, 54, 55, *range(61, 78)))
LAST = 2022
Values = NDArray[np.float64]  # (indicators, Kreise, years)
Rng = np.random.Generator


def pure_noise(rng: Rng, shape: tuple[int, int, int]) -> Values:
    """Every Kreis is the same, only the years go up and down."""
    return 50 + rng.normal(size=shape)


def uneven_noise(rng: Rng, shape: tuple[int, int, int]) -> Values:
    """As before, but in some Kreise the years go up and down twice or three times as much."""
    return 50 + rng.normal(size=shape) * rng.lognormal(0, 0.5, (shape[0], shape[1], 1))


def heavy_noise(rng: Rng, shape: tuple[int, int, int]) -> Values:
    """Heavy tails: Student's t with five degrees of freedom."""
    return 50 + rng.standard_t(5, shape)


def usual_differences(rng: Rng, shape: tuple[int, int, int]) -> Values:
    """The Kreise differ as usual and stay as they are: true differences, none of them out of the ordinary."""
    return 50 + rng.normal(size=(*shape[:2], 1)) + 0.2 * rng.normal(size=shape)


KINDS: dict[str, Callable[[Rng, tuple[int, int, int]], Values]] = {
    "pure noise": pure_noise,
    "uneven noise": uneven_noise,
    "heavy tails": heavy_noise,
    "usual differences": usual_differences,
}


@dataclass(frozen=True)
class Judged:
    """One authority: keys of all hits that stay after the correction, and how many of them are rare; comparisons made."""

    region: str
    keys: tuple[str, ...]
    rare: int
    comparisons: int


def judge(values: Values, regions: tuple[str, ...] = KREISE) -> list[Judged]:
    """Indicators x 22 Kreise x years as one Land; its value is their mean, that of Germany 50."""
    series = [(f"i{n:02d}", values[n]) for n in range(values.shape[0])]
    made = {code: _comparisons(code, table) for code, table in series}
    return [_judge_one(region, {code: make(region) for code, make in made.items()}) for region in regions]


def _judge_one(region: str, comparisons: dict[str, Comparison]) -> Judged:
    judged: list[tuple[str, Comparison, str, Verdict]] = []
    for code, comparison in comparisons.items():
        for name, detect in detectors().items():
            verdict = detect(comparison)
            if verdict is not None:
                judged.append((f"{name}:{code}", comparison, "", verdict))
    hits = [(verdict.hit, comparison, rare) for comparison, _, verdict, _, rare in corrected(judged) if verdict.hit]
    keys = tuple(f"{hit.detector}:{comparison.info.code}" for hit, comparison, _ in hits)
    return Judged(region, keys, sum(rare for *_, rare in hits), len(judged))


def _comparisons(code: str, table: NDArray[np.float64]) -> Callable[[str], Comparison]:
    years = range(LAST - table.shape[1] + 1, LAST + 1)
    info = IndicatorInfo(code, code, "%", "", "Thema", "", "", "lower", False, 1)
    rows = {k: dict(zip(years, table[i], strict=True)) for i, k in enumerate(KREISE)}
    rows["16"] = dict(zip(years, table.mean(axis=0), strict=True))
    rows["DG"] = dict.fromkeys(years, 50.0)
    made = {k: [_observation(code, k, y, float(v)) for y, v in series.items()] for k, series in rows.items()}
    everything = [o for observations in made.values() for o in observations]
    panel = Panel.of(everything, land="16", decimals=1)

    released = release([(o, "published") for o in everything], audience="internal")

    def make(region: str) -> Comparison:
        return Comparison(info, region, released, shared=panel)

    return make


def _observation(code: str, region: str, year: int, value: float) -> Observation:
    level = {"16": "land", "DG": "bund"}.get(region, "kreis")
    fixed: dict[str, Any] = {
        "sign": None, "unit": "%", "source": "erfunden", "edition": "e", "territorial_status": "", "derivation": "d",
        "origin": Origin.EXAMPLE,
    }  # fmt: skip
    return Observation(
        indicator=code, region=region, region_name=region, level=level, period=str(year), year=year,
        value=round(value, 1), **fixed,
    )  # fmt: skip


def planted(rng: Rng, shape: tuple[int, int, int]) -> tuple[Values, set[str]]:
    """Noise, and in the first Kreis one deviation of each kind, each in an indicator of its own; with the keys to be found."""
    values = pure_noise(rng, shape)
    values[0, 0] += 8  # above Land and Germany, and the highest, all the years
    values[1, 0] -= 8
    values[2, 0, -1] += 12  # a jump of the last year
    values[3, 0, -5:] += 12  # higher since five years: change over five and ten years
    values[4, 0, -3:] += 14  # a break three years ago
    values[5, 0] += np.arange(shape[2]) - 2.0  # leaves the others by one spread a year
    expected = {
        "land:i00", "bund:i00", "rank:i00", "land:i01", "bund:i01", "rank:i01", "change1:i02", "change5:i03", "change10:i03",
        "break:i04", "divergence:i05",
    }  # fmt: skip
    return values, expected
