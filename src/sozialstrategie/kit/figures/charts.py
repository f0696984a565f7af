"""Charts: one Vega-Lite spec each, from released figures. The table with the same figures comes from `tables`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sozialstrategie.kit.figures.format import figure, period, rounded
from sozialstrategie.kit.figures.released import IndicatorInfo, Observation, Observations, Origin, Released

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in pixels, room for the names at the line ends, type sizes."""

    width: int
    height: int
    names: int
    font: int = 14


WIDE = Size(1120, 400, 190)
HALF = Size(540, 270, 170)
NARROW = Size(330, 250, 118, 13)
PRINT = Size(460, 230, 130, 13)


@dataclass(frozen=True, slots=True)
class Chart:
    """A spec with its text alternative."""

    spec: Spec
    title: str
    description: str


@lru_cache(maxsize=1)
def theme() -> dict[str, Any]:
    """House style as a Vega-Lite config."""
    loaded: dict[str, Any] = json.loads((Path(__file__).parent / "theme.json").read_text(encoding="utf-8"))
    return loaded


def time_series(
    released: Released[Observations],
    info: IndicatorInfo,
    *,
    own: tuple[str, str],
    land: tuple[str, str] | None = ("16", "Thüringen"),
    bund: tuple[str, str] | None = ("DG", "Deutschland"),
    others: Sequence[str] = (),
    size: Size = WIDE,
) -> Chart:
    """Lines over the years: own place strong, Land and Bund named, others grey and without names.

    Lines stop at missing values and at a new definition. The value axis begins at zero for rates and shares; where it does
    not (ages, counts), the subtitle of the page says so.

    Args:
        own, land, bund: (key, name); others: keys of the backdrop.

    Raises:
        TypeError: the figures have not passed the gate.
    """
    _check(released)
    named = [(key_name, style) for key_name, style in ((bund, "bund"), (land, "land"), (own, "eigen")) if key_name]
    by_place = _by_place(released.payload)
    own_values = by_place.get(own[0], [])
    computed = bool(own_values) and own_values[-1].origin is Origin.COMPUTED
    layers: list[Spec] = []
    years = [o.year for (key, _), _ in named for o in by_place.get(key, [])]
    x = _year_axis(years, size)
    y = _value_axis([o for key in {*others, *(k for (k, _), _ in named)} for o in by_place.get(key, [])], info)
    grey = [p for key in others if key != own[0] for p in _points(by_place.get(key, []), info, key)]
    if grey:
        layers.append(_line(grey, "andere", x, y))
    for (key, _), style in named:
        points = _points(by_place.get(key, []), info, key)
        if not points:
            continue
        layers.append(_line(points, "berechnet" if style == "eigen" and computed else style, x, y))
        if style == "eigen":
            dot = "berechnet-punkt" if computed else "eigen-punkt"
            layers.append(_layer(points, {"type": "point", "style": dot, "size": 26}, x, y))
            layers.append(_layer(points[-1:], {"type": "point", "style": dot}, x, y))
        elif len(points) == 1:
            layers.append(_layer(points, {"type": "point", "style": f"{style}-punkt", "filled": True, "size": 36, "color": "#57514A"}, x, y))
    layers += _breaks(info, years, x, size)
    layers += _end_labels(named, by_place, info, y["scale"]["domain"], x, size)
    return Chart(_spec(layers, size), info.name, _describe(named, by_place, info))


def strip(
    released: Released[Observations], info: IndicatorInfo, *, year: int, own: tuple[str, str], size: Size = HALF
) -> Chart:
    """One year as dots on a line: the other places grey, the Land as a stroke, the own place large and named."""
    _check(released)
    rows = [o for o in released.payload if o.year == year and o.value is not None]
    grey = [{"x": o.value, "y": 0} for o in rows if o.level == "kreis" and o.region != own[0]]
    mine = [{"x": o.value, "y": 0, "t": own[1]} for o in rows if o.region == own[0]]
    land = [{"x": o.value, "y": 0, "t": "Thüringen"} for o in rows if o.region == "16"]
    values = [o.value for o in rows if o.value is not None]
    scale = {"domain": _domain(values, zero=True), "nice": False}
    x: Spec = {"field": "x", "type": "quantitative", "scale": scale, "axis": {"grid": False, "tickCount": 4}}
    y: Spec = {"field": "y", "type": "quantitative", "scale": {"domain": [-1, 1]}, "axis": None}
    layers: list[Spec] = [
        {"data": {"values": [{"y": 0}]}, "mark": {"type": "rule", "color": "#8A8174"}, "encoding": {"y": y}},
        _layer(grey, {"type": "point", "filled": True, "color": "#B9B0A2", "size": 70, "opacity": 0.9}, x, y),
        _layer(land, {"type": "tick", "color": "#14162A", "thickness": 2, "height": 26, "orient": "vertical"}, x, y),
        _layer(mine, {"type": "point", "style": "eigen-punkt", "size": 130}, x, y),
        _text(mine, {"style": "eigen-text", "dy": -22, "align": "center"}, x, y),
        _text(land, {"style": "land-text", "dy": 26, "align": "center", "dx": 0}, x, y),
    ]
    shape = Size(size.width, 130, 0, size.font)
    description = "; ".join(f"{o.region_name} {figure(o, info.decimals)}" for o in rows if o.region in (own[0], "16"))
    return Chart(_spec(layers, shape), info.name, f"Streifen der Kreise {year}: {description}.")


def availability(rows: Sequence[tuple[str, int]], *, since: int, size: Size = HALF) -> Chart:
    """How far the figures of each theme reach: a band up to the newest year, which is named. Holds no figures, only years.

    Args:
        rows: (theme, newest year), in the order shown.
        since: year at which the bands begin.
    """
    until = max((last for _, last in rows), default=since + 1)
    values = [{"t": theme, "a": since, "x": last, "y": last} for theme, last in rows]
    order = [theme for theme, _ in rows]
    y: Spec = {
        "field": "t",
        "type": "nominal",
        "sort": order,
        "axis": {"labelLimit": 260, "labelFontSize": size.font, "labelPadding": 14, "labelColor": "#14162A", "grid": False},
    }
    scale = {"domain": [since, until + 0.6], "nice": False, "zero": False}
    axis = {"values": list(range(since, until + 1)), "format": "d", "orient": "top", "grid": True}
    x: Spec = {"field": "x", "type": "quantitative", "scale": scale, "axis": axis}
    band = _layer(values, {"type": "bar", "color": "#B7CFDF", "height": 6}, {**x, "field": "a"}, y)
    band["encoding"]["x2"] = {"field": "x"}
    label = _text(values, {"style": "eigen-text", "align": "left", "dx": 12, "fontSize": size.font}, x, y)
    label["encoding"]["text"] = {"field": "y", "type": "quantitative", "format": "d"}
    layers = [band, _layer(values, {"type": "point", "style": "eigen-punkt", "size": 90}, x, y), label]
    spec = _spec(layers, size)
    spec["width"], spec["height"] = size.width - size.names, {"step": 34}
    words = "; ".join(f"{theme} bis {last}" for theme, last in rows)
    return Chart(spec, "Stand der Zahlen nach Themen", f"{words}. Dieselben Angaben stehen in der Tabelle.")


def _check(released: object) -> None:
    if not isinstance(released, Released):
        raise TypeError("Nur freigegebene Zahlen dürfen in ein Bild.")


def _by_place(observations: Observations) -> dict[str, list[Observation]]:
    found: dict[str, list[Observation]] = {}
    for o in sorted(observations, key=lambda o: (o.region, o.year, o.period)):
        found.setdefault(o.region, []).append(o)
    return found


def _points(rows: Sequence[Observation], info: IndicatorInfo, key: str) -> list[dict[str, Any]]:
    """Points with a segment number that grows at every gap wider than the series' usual step and at every break."""
    shown = [o for o in rows if o.value is not None]
    steps = [b.year - a.year for a, b in zip(rows, rows[1:], strict=False)]
    usual = max(set(steps), key=steps.count) if steps else 1
    segment, points, previous = 0, [], None
    for o in shown:
        broken = previous is not None and (
            o.year - previous > usual or any(previous < year <= o.year for year, _ in info.breaks)
        )
        segment += broken
        points.append({"x": o.year, "y": o.value, "s": f"{key}-{segment}", "t": figure(o, info.decimals)})
        previous = o.year
    return points


def _domain(values: Sequence[float], *, zero: bool) -> list[float]:
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    if zero and low >= 0:
        low = 0.0
    reach = (high - low) or abs(high) or 1.0
    step = _step(reach)
    bottom = low if low == 0 else (low - reach * 0.08) // step * step
    top = -(-(high + reach * 0.02) // step) * step
    return [bottom, top]


def _step(reach: float) -> float:
    power = 10.0
    while power > reach:
        power /= 10
    while power * 10 <= reach:
        power *= 10
    return next(power * m for m in (0.2, 0.25, 0.5, 1, 2, 2.5) if reach / (power * m) <= 5.01)


def starts_at_zero(info: IndicatorInfo) -> bool:
    """Shares and rates begin at zero; ages, persons and money may begin higher, with a word on the page."""
    return info.unit in ("%", "je 100", "je 1.000", "je 10.000", "je 100.000")


def _value_axis(rows: Sequence[Observation], info: IndicatorInfo) -> Spec:
    values = [o.value for o in rows if o.value is not None]
    domain = _domain(values, zero=starts_at_zero(info))
    step = _step(domain[1] - domain[0])
    count = round((domain[1] - domain[0]) / step)
    ticks = [domain[0] + i * step for i in range(count + 1)]
    decimals = 0 if float(step).is_integer() else (2 if step < 0.1 else 1)
    return {
        "field": "y",
        "type": "quantitative",
        "scale": {"domain": domain, "nice": False, "zero": False},
        "axis": {"values": ticks, "format": f",.{decimals}f", "grid": True},
    }


def _year_axis(years: Sequence[int], size: Size) -> Spec:
    first, last = (min(years), max(years)) if years else (0, 1)
    if first == last:
        first, last = first - 1, last + 1
    room = max(2, (size.width - size.names) // 62)
    step = next(s for s in (1, 2, 3, 4, 5, 10, 20) if (last - first) / s < room)
    ticks = list(range(last, first - 1, -step))[::-1]
    return {
        "field": "x",
        "type": "quantitative",
        "scale": {"domain": [first, last], "nice": False, "zero": False},
        "axis": {"values": ticks, "format": "d", "grid": False},
    }


def _layer(points: list[dict[str, Any]], mark: Spec, x: Spec, y: Spec) -> Spec:
    return {"data": {"values": points}, "mark": mark, "encoding": {"x": x, "y": y}}


def _text(points: list[dict[str, Any]], mark: Spec, x: Spec, y: Spec) -> Spec:
    layer = _layer(points, {"type": "text", **mark}, x, y)
    layer["encoding"]["text"] = {"field": "t", "type": "nominal"}
    return layer


def _line(points: list[dict[str, Any]], style: str, x: Spec, y: Spec) -> Spec:
    layer = _layer(points, {"type": "line", "style": style}, x, y)
    layer["encoding"]["detail"] = {"field": "s", "type": "nominal"}
    return layer


def _breaks(info: IndicatorInfo, years: Sequence[int], x: Spec, size: Size) -> list[Spec]:
    layers: list[Spec] = []
    for year, word in info.breaks:
        if not years or not min(years) < year <= max(years):
            continue
        # A long word would cover the lines; the full one stands in the text beside the chart and in the profile.
        at = [{"x": year - 0.5, "t": word if len(word) <= 22 else "neue Definition"}]
        layers.append({"data": {"values": at}, "mark": {"type": "rule", "style": "bruch"}, "encoding": {"x": x}})
        left = year - 0.5 > (min(years) + max(years)) / 2
        mark = {"type": "text", "align": "right" if left else "left", "dx": -6 if left else 6, "dy": 2, "baseline": "top",
                "fontSize": size.font - 1, "color": "#57514A", "limit": size.width // 2}  # fmt: skip
        layers.append(
            {"data": {"values": at}, "mark": mark,
             "encoding": {"x": x, "y": {"value": 0}, "text": {"field": "t", "type": "nominal"}}}
        )  # fmt: skip
    return layers


@dataclass
class _End:
    """A name at a line end: its height in pixels may be moved."""

    at: float
    label: str
    style: str


def _end_labels(
    named: Sequence[tuple[tuple[str, str], str]],
    by_place: dict[str, list[Observation]],
    info: IndicatorInfo,
    domain: list[float],
    x: Spec,
    size: Size,
) -> list[Spec]:
    """Names at the line ends, pushed apart so that none covers another."""
    height = size.height - 40
    ends: list[_End] = []
    for (key, name), style in named:
        shown = [o for o in by_place.get(key, []) if o.value is not None]
        if shown and shown[-1].value is not None:
            at = height * (1 - (shown[-1].value - domain[0]) / ((domain[1] - domain[0]) or 1))
            ends.append(_End(at, f"{figure(shown[-1], info.decimals)} {name}", style))
    ends.sort(key=lambda end: end.at)
    gap = size.font + 5
    for above, below in zip(ends, ends[1:], strict=False):
        below.at = max(below.at, above.at + gap)
    overflow = ends[-1].at - height if ends else 0
    if overflow > 0:
        for position, end in enumerate(reversed(ends)):
            end.at = min(end.at, height - position * gap)
    last = x["scale"]["domain"][1]
    layers: list[Spec] = []
    for end in ends:
        at, label, style = end.at, end.label, end.style
        mark = {"type": "text", "style": f"{style}-text", "align": "left", "baseline": "middle", "dx": 12,
                "fontSize": size.font, "limit": size.names + 10, "clip": False}  # fmt: skip
        value = domain[0] + (1 - at / height) * (domain[1] - domain[0])
        layers.append(
            {
                "data": {"values": [{"x": last, "y": value, "t": label}]},
                "mark": mark,
                "encoding": {
                    "x": x,
                    "y": {"field": "y", "type": "quantitative", "scale": {"domain": domain, "nice": False, "zero": False}},
                    "text": {"field": "t", "type": "nominal"},
                },
            }
        )
    return layers


def _spec(layers: list[Spec], size: Size) -> Spec:
    config = theme()
    return {
        "$schema": SCHEMA,
        "width": size.width - size.names - 46,
        "height": size.height - 40,
        "padding": {"left": 2, "right": 6, "top": 8, "bottom": 4},
        "autosize": {"type": "pad", "contains": "content"},
        "layer": [layer for layer in layers if layer["data"]["values"]],
        "config": {**{k: v for k, v in config.items() if k not in ("padding", "autosize", "locale")}},
    }


def _describe(
    named: Sequence[tuple[tuple[str, str], str]], by_place: dict[str, list[Observation]], info: IndicatorInfo
) -> str:
    """Beginning, end and extremes in numbers, for those who do not see the picture."""
    sentences = []
    for (key, name), _ in reversed(named):
        shown = [o for o in by_place.get(key, []) if o.value is not None]
        if not shown:
            continue
        first, last = shown[0], shown[-1]
        text = f"{name}: {figure(last, info.decimals)} ({period(last.period)})"
        if first is not last:
            text = f"{name}: von {figure(first, info.decimals)} ({period(first.period)}) auf {figure(last, info.decimals)} ({period(last.period)})"
            high = max(shown, key=lambda o: rounded(o.value or 0, info.decimals))
            if high not in (first, last):
                text += f", Höchstwert {figure(high, info.decimals)} ({period(high.period)})"
        sentences.append(text + ".")
    return f"{info.name}, {info.unit_phrase}. " + " ".join(sentences) + " Alle Zahlen stehen in der Tabelle."
