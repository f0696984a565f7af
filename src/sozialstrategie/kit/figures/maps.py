"""Maps of released figures as plain SVG from planar schematic geometry: five fixed round classes, no ranking."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Protocol

from sozialstrategie.kit.figures import theme
from sozialstrategie.kit.figures.format import figure, number, rounded
from sozialstrategie.kit.figures.released import IndicatorInfo, Observation, Observations, Released
from sozialstrategie.kit.figures.spec import decimals_of, plain

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

    The narrowest round step at which the middle nine tenths of the values reach through the classes; the outer classes
    are open, so that one extreme place does not push all others into one class.

    Args:
        decimals: as the values are shown; a class is never narrower than the last shown digit.
    """
    ordered = sorted(values) or [0.0, 1.0]
    cut = (len(ordered) - 1) // 20
    low, high = ordered[cut], ordered[-1 - cut]
    for step in _round_steps(10.0**-decimals, (high - low) / 10):
        first = math.floor(plain(low / step)) + 1
        if plain((first + 4) * step) >= high:
            break
    a, b, c, d = (plain((first + i) * step) for i in range(4))
    return a, b, c, d


def _round_steps(least: float, start: float) -> Iterator[float]:
    """Round widths of classes in rising order, multiples of `least`, from about `start` on."""
    power = 10.0 ** math.floor(math.log10(max(start, least)))
    while True:
        for factor in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8):
            step = plain(factor * power)
            if step >= least and plain(step / least).is_integer():
                yield step
        power *= 10


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
    key = hashlib.sha256(
        f"{info.code}|{year}|{own}|{sorted((k, o.value) for k, o in now.items())}".encode()
    ).hexdigest()[:10]
    areas = "".join(_area(p, now.get(p.code), info, limits) for p in places)
    mine = next(
        (
            f'<path class="hier" d="{p.d}" fill="none" stroke="{INK}" stroke-width="3"/>'
            for p in places
            if p.code == own
        ),
        "",
    )
    labels = "".join(_label(p, now.get(p.code), info, limits) for p in places)
    described = "; ".join(
        f"{p.name} {figure(now[p.code], info.decimals)}" for p in sorted(places, key=lambda p: p.name) if p.code in now
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="wertkarte" role="img" viewBox="{view_box}" aria-labelledby="t{key} d{key}" '
        f'font-family="{theme.FONT}">'
        f'<title id="t{key}">{escape(info.name)}, {year}: Karte der Kreise</title>'
        f'<desc id="d{key}">{escape(described)}. Dieselben Zahlen stehen in der Tabelle.</desc><g aria-hidden="true">'
        f'{areas}<path class="umriss" d="{outline}" fill="none" stroke="#B9B0A2"/>{mine}{labels}</g></svg>'
    )
    return ValueMap(svg, legend_of(limits, any(p.code not in now or now[p.code].value is None for p in places)), limits)


def class_of(value: float, limits: Sequence[float], decimals: int) -> int:
    """Class 0 to 4 of a value as it is shown; a limit belongs to the higher class."""
    shown = float(rounded(value, decimals))
    return sum(shown >= limit for limit in limits)


def _area(place: Place, o: Observation | None, info: IndicatorInfo, limits: Sequence[float]) -> str:
    fill = NO_VALUE if o is None or o.value is None else COLOURS[class_of(o.value, limits, info.decimals)]
    if fill == NO_VALUE:
        return f'<path class="ohne" d="{place.d}" fill="{fill}" stroke="{theme.RULE}" stroke-width="1" stroke-dasharray="3 2"/>'
    return f'<path d="{place.d}" fill="{fill}" stroke="{WHITE}" stroke-width="1.6"/>'


def _label(place: Place, o: Observation | None, info: IndicatorInfo, limits: Sequence[float]) -> str:
    dark = o is not None and o.value is not None and class_of(o.value, limits, info.decimals) >= 3 and not place.outside
    text = "•" if o is None else figure(o, info.decimals)
    return (
        f'<text x="{place.number_x:.1f}" y="{place.number_y:.1f}" text-anchor="middle" font-size="14" '
        f'fill="{WHITE if dark else INK}"{" class=" + chr(34) + "hell" + chr(34) if dark else ""}>{text}</text>'
    )


def legend_of(limits: Sequence[float], gaps: bool) -> tuple[tuple[str, str], ...]:
    """Colour and words of the five classes; `gaps` adds the areas without a value."""
    decimals = max(decimals_of(limit) for limit in limits)
    n = [number(limit, decimals) for limit in limits]
    words = (
        f"unter {n[0]}",
        f"{n[0]} bis unter {n[1]}",
        f"{n[1]} bis unter {n[2]}",
        f"{n[2]} bis unter {n[3]}",
        f"{n[3]} und mehr",
    )
    rows = list(zip(COLOURS, words, strict=True))
    if gaps:
        rows.append((NO_VALUE, "liegt nicht vor oder ist geheim zu halten"))
    return tuple(rows)
