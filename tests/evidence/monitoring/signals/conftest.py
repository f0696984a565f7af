"""Invented series of the 22 Kreise, Land and Bund."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from statistics import median
from typing import Any

from sozialstrategie.evidence.disclosure.gate import release
from sozialstrategie.evidence.monitoring.comparison import Group
from sozialstrategie.evidence.monitoring.signals import Comparison, Hit, detectors
from sozialstrategie.evidence.monitoring.signals.targets import Target
from sozialstrategie.kit.figures.released import IndicatorInfo, Observation, Origin

KREISE = [f"160{n}" for n in (51, 52, 53, 54, 55, *range(61, 78))]
OWN = "16062"


def observation(value: float, region: str = OWN, year: int = 2022, **given: Any) -> Observation:
    level = {"16": "land", "DG": "bund"}.get(region, "kreis")
    fields: dict[str, Any] = {
        "indicator": "k", "region": region, "region_name": region, "level": level, "period": str(year), "year": year, "value": value,
        "sign": None, "unit": "%", "source": "Amt", "edition": "e", "territorial_status": "fest", "derivation": "d",
        "origin": Origin.OFFICIAL,
    }  # fmt: skip
    return Observation(**{**fields, **given})


def info(**given: Any) -> IndicatorInfo:
    fields: dict[str, Any] = {
        "code": "k", "name": "Anteil", "unit": "%", "unit_phrase": "in Prozent", "theme": "Thema", "definition": "D",
        "not_shown": "Anderes", "direction": "lower", "counts_people": False, "decimals": 1,
    }  # fmt: skip
    return IndicatorInfo(**{**fields, **given})


def comparison(
    values: Mapping[tuple[str, int], float],
    *,
    counts: Mapping[tuple[str, int], tuple[float, float]] | None = None,
    group: Group | None = None,
    target: Target | None = None,
    **given: Any,
) -> Comparison:
    """(region, year) -> value, as the released default series of one indicator; counts: numerator and denominator."""
    rows = []
    for (region, year), value in values.items():
        numerator, denominator = (counts or {}).get((region, year), (None, None))
        rows.append(observation(value, region, year, numerator=numerator, denominator=denominator))
    released = release([(o, "published") for o in rows], audience="public")
    return Comparison(info(**given), OWN, released, group=group, target=target)


def found(name: str, c: Comparison) -> Hit | bool | None:
    """The hit of a detector, False when compared without finding anything, None when there was nothing to compare."""
    verdict = detectors()[name](c)
    return None if verdict is None else verdict.hit or False


def quiet(years: range, base: float = 10.0) -> dict[tuple[str, int], float]:
    """Kreise spread evenly between base-1 and base+1 and standing still; the own place in the middle; Land and Bund there too.

    The usual spread among the Kreise (1.4826 times the median distance from the median) is 0.78.
    """
    step = 2.0 / (len(KREISE) - 1)
    values = {(k, year): base - 1 + step * n for n, k in enumerate(KREISE) for year in years}
    values |= {(k, year): base for k in (OWN, "16", "DG") for year in years}
    return values


def usual_spread(values: Iterable[float]) -> float:
    """1.4826 times the median distance from the median, by the standard library: not the way the program goes."""
    numbers = list(values)
    middle = median(numbers)
    return 1.482602218505602 * median(abs(v - middle) for v in numbers)
