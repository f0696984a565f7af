"""Small German phrases that all detectors use. Distances are computed from the shown values, so that a reader can check them."""

from __future__ import annotations

from functools import lru_cache

from sozialstrategie.evidence.regions import catalogue as regions
from sozialstrategie.kit.figures.format import figure, rounded, signed
from sozialstrategie.kit.figures.released import IndicatorInfo, Observation

_POINTS = ("%", "je 100")
_UNITS = {"Jahre": "Jahre", "Personen": "Personen"}


def land_name(land: str) -> str:
    """ "Thüringen" for 16; the key itself where the Land is not known."""
    record = regions.record(land)
    return record.name if record else land


@lru_cache(maxsize=1)
def _without_article() -> frozenset[str]:
    return frozenset({"Deutschland", *(r.name for r in regions.regions() if r.level == "land")} - {"Saarland"})


def region_in(name: str) -> str:
    """The place at the beginning of a sentence: "Im Landkreis Nordhausen", "In der Stadt Gera", "In Thüringen"."""
    first, _, rest = name.partition(" ")
    if rest and (first.lower().endswith("stadt") or first in ("Region", "Städteregion")):
        return f"In der {name}"
    if first == "Freie":  # Freie Hansestadt Bremen, Freie und Hansestadt Hamburg
        return f"In der Freien {rest}"
    if name in _without_article():
        return f"In {name}"
    return f"Im {name}"


def shown(o: Observation, info: IndicatorInfo) -> str:
    return figure(o, info.decimals)


def when(o: Observation) -> str:
    """The year, or the school year as it is written."""
    return o.period if "/" in o.period else str(o.year)


def unit_word(info: IndicatorInfo) -> str:
    """What stands after a distance: " Punkte", " Euro", " Jahre", or nothing where the unit is a rate."""
    if info.unit in _POINTS:
        return " Punkte"
    if info.unit.startswith("1.000 Euro"):
        return " Tausend Euro"
    if info.unit.startswith("Euro"):
        return " Euro"
    if info.unit.startswith("m²"):
        return " Quadratmeter"
    return f" {_UNITS[info.unit]}" if info.unit in _UNITS else ""


def distance(own: float, other: float, info: IndicatorInfo) -> str:
    """Signed difference of the shown values: "+3,0 Punkte"."""
    shown_values = rounded(own, info.decimals) - rounded(other, info.decimals)
    return f"{signed(float(shown_values), info.decimals)}{unit_word(info)}"
