"""Maps of released figures as plain SVG from planar schematic geometry. Five fixed round classes unless somebody chose others."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Protocol

from sozialstrategie.kit.figures import theme
from sozialstrategie.kit.figures.classing import (
    NO_VALUE_WORDS,
    ROUND,
    Classes,
    Classing,
    class_limits,
    class_of,
    classes_for,
    legend_of,
)
from sozialstrategie.kit.figures.released import IndicatorInfo, Observation, Observations, Released, one_series

__all__ = ["COLOURS", "LegendRow", "Place", "ValueMap", "class_limits", "class_of", "legend_of", "value_map"]

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
class LegendRow:
    """One class: colour, its borders in words, how many places of the year lie in it; `hatched`: below a reference."""

    colour: str
    words: str
    count: int
    hatched: bool = False


@dataclass(frozen=True, slots=True)
class ValueMap:
    """SVG, legend (colour, words), the limits between the classes, the legend with counts, the classes themselves."""

    svg: str
    legend: tuple[tuple[str, str], ...]
    limits: tuple[float, ...]
    rows: tuple[LegendRow, ...]
    classes: Classes


def value_map(
    released: Released[Observations],
    info: IndicatorInfo,
    *,
    year: int,
    own: str,
    places: Sequence[Place],
    view_box: str,
    outline: str,
    classing: Classing = ROUND,
) -> ValueMap:
    """A map of one year. A value is classed as it is shown (8.95 is shown as 9,0 and belongs to "9 bis unter 12").

    Args:
        released: the series of all years, so that the classes stay the same over the years; one derivation.
        classing: how values fall into classes; around a reference the areas carry the distance to it.

    Raises:
        TypeError: the figures have not passed the gate.
        ValueError: the figures mix derivations, or the classing is impossible (see `classing.classes_for`).
    """
    one_series(released, "eine Karte")
    codes = frozenset(p.code for p in places)
    classes = classes_for(classing, released.payload, info, codes=codes)
    now = {o.region: o for o in released.payload if o.year == year and o.region in codes}
    key = hashlib.sha256(
        f"{info.code}|{year}|{own}|{classing}|{sorted((k, o.value) for k, o in now.items())}".encode()
    ).hexdigest()[:10]
    areas = "".join(_area(p, now.get(p.code), classes, key) for p in places)
    mine = next(
        (
            f'<path class="hier" d="{p.d}" fill="none" stroke="{INK}" stroke-width="3"/>'
            for p in places
            if p.code == own
        ),
        "",
    )
    labels = "".join(_label(p, now.get(p.code), classes) for p in places)
    described = "; ".join(
        f"{p.name} {classes.text(now[p.code])}" for p in sorted(places, key=lambda p: p.name) if p.code in now
    )
    distance = ", Abstand zum Bezugswert" if classes.references is not None else ""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="wertkarte" role="img" viewBox="{view_box}" aria-labelledby="t{key} d{key}" '
        f'font-family="{theme.FONT}">'
        f'<title id="t{key}">{escape(info.name)}, {year}: Karte der Kreise{distance}</title>'
        f'<desc id="d{key}">{escape(described)}. Dieselben Zahlen stehen in der Tabelle.</desc>{_hatch(classes, key)}<g aria-hidden="true">'
        f'{areas}<path class="umriss" d="{outline}" fill="none" stroke="#B9B0A2"/>{mine}{labels}</g></svg>'
    )
    rows = _legend(classes, places, now)
    return ValueMap(svg, tuple((row.colour, row.words) for row in rows), classes.limits, rows, classes)


def _legend(classes: Classes, places: Sequence[Place], now: Mapping[str, Observation]) -> tuple[LegendRow, ...]:
    found = [classes.of(now.get(p.code)) for p in places]
    rows = [
        LegendRow(colour, words, found.count(i), below)
        for i, (colour, words, below) in enumerate(zip(classes.colours, classes.words, classes.below, strict=True))
    ]
    gaps = found.count(None)
    return (*rows, LegendRow(NO_VALUE, NO_VALUE_WORDS, gaps)) if gaps else tuple(rows)


def _hatch(classes: Classes, key: str) -> str:
    """Level strokes for the classes below a reference; slanting ones belong to invented figures."""
    if not any(classes.below):
        return ""
    return (
        f'<defs><pattern id="unter{key}" width="8" height="7" patternUnits="userSpaceOnUse">'
        f'<path d="M0 3.5H8" stroke="{WHITE}" stroke-width="1.6"/></pattern></defs>'
    )


def _area(place: Place, o: Observation | None, classes: Classes, key: str) -> str:
    number = classes.of(o)
    if number is None:
        return f'<path class="ohne" d="{place.d}" fill="{NO_VALUE}" stroke="{theme.RULE}" stroke-width="1" stroke-dasharray="3 2"/>'
    area = f'<path d="{place.d}" fill="{classes.colours[number]}" stroke="{WHITE}" stroke-width="1.6"/>'
    if classes.below[number]:
        area += f'<path d="{place.d}" fill="url(#unter{key})"/>'
    return area


def _label(place: Place, o: Observation | None, classes: Classes) -> str:
    number = classes.of(o)
    light = number is not None and classes.inks[number] == WHITE  # the value stands inside, also where a name does not
    halo = ""
    if number is not None and classes.below[number]:  # the strokes stop around the letters
        halo = f' stroke="{classes.colours[number]}" stroke-width="5" paint-order="stroke"'
    return (
        f'<text x="{place.number_x:.1f}" y="{place.number_y:.1f}" text-anchor="middle" font-size="14" '
        f'fill="{WHITE if light else INK}"{" class=" + chr(34) + "hell" + chr(34) if light else ""}{halo}>{classes.text(o)}</text>'
    )
