"""Parts that all charts share: sizes, frame, axes, layers. A chart is one Vega-Lite spec, a plain dict with its data inside.

The frame is fixed: a picture has exactly the size asked for, so that letters have the same size in every picture of a page.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from sozialstrategie.kit.figures import theme
from sozialstrategie.kit.figures.released import IndicatorInfo, Observation, Observations, one_series

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
Spec = dict[str, Any]
_RATES = ("%", "je 100", "je 1.000", "je 10.000", "je 100.000")
_STEPS = (1, 2, 5)
_MOST_STEPS = 5  # so many intervals between lines at most


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height of the whole picture in pixels, most room for names, size of letters in pixels."""

    width: int
    height: int
    names: int
    font: int = 14


WIDE = Size(1120, 400, 230)
HALF = Size(540, 270, 200)
NARROW = Size(330, 250, 132, 13)
PRINT = Size(450, 230, 150, 11)  # text column of a document (119 mm), a pixel is 0.75 pt
PRINT_WIDE = Size(642, 240, 150, 11)  # full width of a document (170 mm)


@dataclass(frozen=True, slots=True)
class Chart:
    """A spec with its text alternative."""

    spec: Spec
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class Frame:
    """Room around the drawing, in pixels."""

    left: float
    right: float
    top: float = 10
    bottom: float = 26


def check(released: object) -> None:
    """Refuse what has not passed the gate, or mixes derivations; raises as `one_series`."""
    one_series(released, "ein Bild")


def by_place(observations: Observations) -> dict[str, list[Observation]]:
    """Observations of each place in the order of time."""
    found: dict[str, list[Observation]] = {}
    for o in sorted(observations, key=lambda o: (o.region, o.year, o.period)):
        found.setdefault(o.region, []).append(o)
    return found


def segments(rows: Sequence[Observation], info: IndicatorInfo) -> list[list[Observation]]:
    """The values of one place, in the order of time, cut at every gap wider than the usual step of the series (signs are
    gaps) and where a new definition begins."""
    steps = [b.year - a.year for a, b in pairwise(rows)]
    usual = max(set(steps), key=lambda s: (steps.count(s), s)) if steps else 1
    parts: list[list[Observation]] = []
    for o in rows:
        if o.value is None:
            continue
        last = parts[-1][-1].year if parts else o.year
        if not parts or o.year - last > usual or any(last < year <= o.year for year, _ in info.breaks):
            parts.append([])
        parts[-1].append(o)
    return parts


def starts_at_zero(info: IndicatorInfo) -> bool:
    """Shares and rates begin at zero; ages, persons and money may begin higher, with a word on the page."""
    return info.unit in _RATES


def value_axis_start(chart: Chart) -> float:
    """The lowest value on the vertical axis, as drawn; 0 where the chart has no such axis."""
    starts = [
        layer["encoding"]["y"]["scale"]["domain"][0]
        for layer in chart.spec.get("layer", [])
        if "domain" in (layer.get("encoding", {}).get("y", {}).get("scale") or {})
    ]
    return float(min(starts, default=0.0))


def step(reach: float, most: int = _MOST_STEPS) -> float:
    """The smallest of 1, 2, 5 times a power of ten that divides `reach` into at most `most` parts."""
    if reach <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(reach / most))
    return next(s for s in (power * m for m in (*_STEPS, 10, 20)) if reach / s <= most + 1e-9)


def plain(value: float) -> float:
    """The number without the noise of binary sums: 0.1 + 0.2 becomes 0.3."""
    return float(f"{value:.10g}")


def decimals_of(value: float) -> int:
    """Decimals that a round number needs: 0 for 5.0, 2 for 0.25."""
    text = format(Decimal(repr(plain(value))).normalize(), "f")
    return len(text.partition(".")[2])


def ticks(values: Sequence[float], *, zero: bool, most: int = _MOST_STEPS) -> list[float]:
    """Round values of the axis from below the smallest to above the largest; with `zero` it holds zero."""
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    size = step((high - low) or abs(high) or 1.0, most)
    while True:
        first, last = math.floor(round(low / size, 12)), math.ceil(round(high / size, 12))
        last += first == last
        if last - first <= most:
            break
        size = step(size * (most + 0.5), most)  # rounding outwards may need one part more: take the next step
    return [plain(i * size) for i in range(first, last + 1)]


def tick_format(values: Sequence[float]) -> str:
    """Number format with as many decimals as the steps need."""
    return f",.{max(decimals_of(v) for v in values)}f"


def text_width(text: str, font: float, *, bold: bool = False) -> float:
    """Width of a line in Fira Sans, in pixels; on the safe side (measured means: digits 0.56, small letters 0.51 em)."""
    em = sum(
        0.3 if c in " .,;:iljtfrI1()|'" else 0.86 if c in "mwMWÄÖ" else 0.64 if c.isupper() else 0.565 for c in text
    )
    return em * font * (1.05 if bold else 1.0)


def value_axis(values: Sequence[float], size: Size, *, field: str = "y", grid: bool = True) -> Spec:
    """A quantitative axis with exactly these lines."""
    axis = {
        "values": list(values),
        "tickCount": len(values),
        "format": tick_format(values),
        "grid": grid,
        "labelFontSize": size.font - 1,
    }
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": [values[0], values[-1]], "nice": False, "zero": False},
        "axis": axis,
    }


def axis_room(values: Sequence[float], size: Size) -> float:
    """Room for the words of the value axis."""
    decimals = int(tick_format(values)[2:-1])
    return max(text_width(f"{v:,.{decimals}f}", size.font - 1) for v in values) + 12


def layer(points: list[dict[str, Any]], mark: Spec, **encoding: Spec) -> Spec:
    return {"data": {"values": points}, "mark": mark, "encoding": encoding}


def text_layer(points: list[dict[str, Any]], mark: Spec, **encoding: Spec) -> Spec:
    """Words from the field `t` of the points."""
    return layer(points, {"type": "text", **mark}, **encoding, text={"field": "t", "type": "nominal"})


def at_pixel(field: str) -> Spec:
    """A position given in pixels of the drawing."""
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}


def build(layers: Sequence[Spec], size: Size, frame: Frame) -> Spec:
    """The whole spec: layers without points are left out, the picture has the size asked for."""
    left, right, top, bottom = (math.ceil(room) for room in (frame.left, frame.right, frame.top, frame.bottom))
    return {
        "$schema": SCHEMA,
        "width": size.width - left - right,
        "height": size.height - top - bottom,
        "padding": {"left": left, "right": right, "top": top, "bottom": bottom},
        "autosize": {"type": "none"},
        "layer": [part for part in layers if part["data"]["values"]],
        "config": theme.config(),
    }
