"""Maps of released figures as plain SVG from planar schematic geometry: five fixed round classes, no ranking."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Protocol

from sozialstrategie.kit.figures import theme
from sozialstrategie.kit.figures.format import figure, number, rounded
from sozialstrategie.kit.figures.released import IndicatorInfo, Observation, Observations, Released
from sozialstrategie.kit.figures.spec import decimals_of, plain
from sozialstrategie.kit.figures.spec import step as round_step

COLOURS = theme.SEQUENCE
NO_VALUE = theme.PAPER
INK, WHITE = theme.INK, theme.WHITE


class Place(Protocol):
    """One area of the schematic map (see `regions.geometry.start_map`)."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def d(self) -> str: ...
    @property
    def number_x(self) -> float: ...
    @property
    def number_y(self) -> float: ...
    @property
    def outside(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class ValueMap:
    """SVG, legend (colour, words) and the classes' upper limits."""

    svg: str
    legend: tuple[tuple[str, str], ...]
    limits: tuple[float, ...]


def class_limits(values: Sequence[float], decimals: int = 1) -> tuple[float, float, float, float]:
    """Four round limits between five classes, the same for all years: `values` are those of all years.

    Args:
        decimals: as the values are shown; a class is never narrower than the last shown digit.
    """
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    step = max(round_step((high - low) or 1.0), 10.0**-decimals)
    first = math.floor(low / step) + 1
    a, b, c, d = (plain((first + i) * step) for i in range(4))
    return a, b, c, d


def value_map(
    released: Released[Observations],
    info: IndicatorInfo,
    *,
    year: int,
    own: str,
    places: Sequence[Place],
    view_box: str,
    outline: str,
) -> ValueMap:
    """A map of one year. A value is classed as it is shown (8.95 is shown as 9,0 and belongs to "9 bis unter 12").

    Args:
        released: the series of all years, so that the classes stay the same over the years.

    Raises:
        TypeError: the figures have not passed the gate.
    """
    if not isinstance(released, Released):
        raise TypeError("Nur freigegebene Zahlen dürfen in eine Karte.")
    codes = {p.code for p in places}
    all_values = [o.value for o in released.payload if o.value is not None and o.region in codes]
    limits = class_limits(all_values, info.decimals)
    now = {o.region: o for o in released.payload if o.year == year and o.region in codes}
    key = hashlib.sha256(f"{info.code}|{year}|{own}|{sorted((k, o.value) for k, o in now.items())}".encode()).hexdigest()[:10]
    areas = "".join(_area(p, now.get(p.code), info, limits) for p in places)
    mine = next((f'<path class="hier" d="{p.d}" fill="none" stroke="{INK}" stroke-width="3"/>' for p in places if p.code == own), "")
    labels = "".join(_label(p, now.get(p.code), info, limits) for p in places)
    described = "; ".join(f"{p.name} {figure(now[p.code], info.decimals)}" for p in sorted(places, key=lambda p: p.name) if p.code in now)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="wertkarte" role="img" viewBox="{view_box}" aria-labelledby="t{key} d{key}">'
        f'<title id="t{key}">{escape(info.name)}, {year}: Karte der Kreise</title>'
        f'<desc id="d{key}">{escape(described)}. Dieselben Zahlen stehen in der Tabelle.</desc><g aria-hidden="true">'
        f'{areas}<path class="umriss" d="{outline}" fill="none" stroke="#B9B0A2"/>{mine}{labels}</g></svg>'
    )
    return ValueMap(svg, _legend(limits, info, any(p.code not in now or now[p.code].value is None for p in places)), limits)


def class_of(value: float, limits: Sequence[float], decimals: int) -> int:
    """Class 0 to 4 of a value as it is shown; a limit belongs to the higher class."""
    shown = float(rounded(value, decimals))
    return sum(shown >= limit for limit in limits)


def _area(place: Place, o: Observation | None, info: IndicatorInfo, limits: Sequence[float]) -> str:
    fill = NO_VALUE if o is None or o.value is None else COLOURS[class_of(o.value, limits, info.decimals)]
    return f'<path d="{place.d}" fill="{fill}" stroke="{WHITE}" stroke-width="1.6"/>'


def _label(place: Place, o: Observation | None, info: IndicatorInfo, limits: Sequence[float]) -> str:
    dark = o is not None and o.value is not None and class_of(o.value, limits, info.decimals) >= 3 and not place.outside
    text = "•" if o is None else figure(o, info.decimals)
    return (
        f'<text x="{place.number_x:.1f}" y="{place.number_y:.1f}" text-anchor="middle" font-size="14" '
        f'fill="{WHITE if dark else INK}"{" class=" + chr(34) + "hell" + chr(34) if dark else ""}>{text}</text>'
    )


def _legend(limits: Sequence[float], info: IndicatorInfo, gaps: bool) -> tuple[tuple[str, str], ...]:
    decimals = max(decimals_of(limit) for limit in limits)
    n = [number(limit, decimals) for limit in limits]
    words = (f"unter {n[0]}", f"{n[0]} bis unter {n[1]}", f"{n[1]} bis unter {n[2]}", f"{n[2]} bis unter {n[3]}", f"{n[3]} und mehr")
    rows = list(zip(COLOURS, words, strict=True))
    if gaps:
        rows.append((NO_VALUE, "liegt nicht vor oder ist geheim zu halten"))
    return tuple(rows)
