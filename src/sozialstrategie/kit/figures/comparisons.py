"""One year, many places: dots on a line, bars, ranges. Places stand in the order of their names: no ranking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sozialstrategie.kit.figures import spec, theme
from sozialstrategie.kit.figures.format import cell, figure, number, sort_key
from sozialstrategie.kit.figures.released import IndicatorInfo, Observation, Observations, Origin, Released
from sozialstrategie.kit.figures.spec import HALF, Chart, Frame, Size, Spec

_ROW = 32  # height of a bar or range with its gap, in pixels
_MOST_NAMES = 0.42  # share of the width that names may take


def strip(
    released: Released[Observations],
    info: IndicatorInfo,
    *,
    year: int,
    own: tuple[str, str],
    land: tuple[str, str] = ("16", "Thüringen"),
    size: Size = HALF,
) -> Chart:
    """One year as dots on a line: the other places grey, the Land as a stroke, the own place large and named.

    Raises:
        TypeError: the figures have not passed the gate.
    """
    spec.check(released)
    rows = [o for o in released.payload if o.year == year and o.value is not None]
    special = {own[0]: own[1], land[0]: land[1]}
    grey = [{"x": o.value, "y": 0} for o in rows if o.level == "kreis" and o.region not in special]
    mine = [{"x": o.value, "y": 0, "t": own[1]} for o in rows if o.region == own[0]]
    whole = [{"x": o.value, "y": 0, "t": land[1]} for o in rows if o.region == land[0]]
    shown = [o.value for o in rows if o.value is not None and (o.level == "kreis" or o.region in special)]
    ticks = spec.ticks(shown, zero=spec.starts_at_zero(info))
    x = spec.value_axis(ticks, size, field="x", grid=False)
    y: Spec = {"field": "y", "type": "quantitative", "scale": {"domain": [-1, 1]}, "axis": None}
    frame = Frame(left=14, right=14, top=8, bottom=size.font + 14)
    inner = size.width - frame.left - frame.right
    layers = [
        spec.layer([{"y": 0}], {"type": "rule", "color": theme.RULE}, y=y),
        spec.layer(
            grey, {"type": "point", "filled": True, "color": theme.OTHERS_DOT, "size": 70, "opacity": 0.9}, x=x, y=y
        ),
        spec.layer(
            whole, {"type": "tick", "color": theme.INK, "thickness": 2, "height": 26, "orient": "vertical"}, x=x, y=y
        ),
        spec.layer(mine, {"type": "point", "style": "eigen-punkt", "size": 130}, x=x, y=y),
        *_named(mine, "eigen-text", -22, ticks, inner, x, y, size),
        *_named(whole, "land-text", 26, ticks, inner, x, y, size),
    ]
    words = "; ".join(f"{special[o.region]} {figure(o, info.decimals)}" for o in rows if o.region in special)
    rest = [o.value for o in rows if o.level == "kreis" and o.region not in special and o.value is not None]
    if rest:
        words += f"; die übrigen {len(rest)} zwischen {number(min(rest), info.decimals)} und {number(max(rest), info.decimals)}"
    shape = Size(size.width, 118, size.names, size.font)
    return Chart(spec.build(layers, shape, frame), info.name, f"{info.name}, {info.unit_phrase}, {year}: {words}.")


def _named(
    points: list[dict[str, Any]],
    style: str,
    dy: int,
    ticks: Sequence[float],
    width: float,
    x: Spec,
    y: Spec,
    size: Size,
) -> list[Spec]:
    """A name above or below its dot, turned inwards near the edges."""
    layers = []
    for p in points:
        at = (p["x"] - ticks[0]) / (ticks[-1] - ticks[0]) * width
        half = spec.text_width(p["t"], size.font, bold=True) / 2
        align = "left" if at < half else "right" if at > width - half else "center"
        layers.append(
            spec.text_layer([p], {"style": style, "dy": dy, "dx": 0, "align": align, "fontSize": size.font}, x=x, y=y)
        )
    return layers


def bars(
    released: Released[Observations], info: IndicatorInfo, *, year: int, own: str = "", size: Size = HALF
) -> Chart:
    """One bar per place from zero, with its value; a sign stands as the offices print it. Invented values are hatched.

    Args:
        own: key of the place that is drawn strong; "" = all alike.

    Raises:
        TypeError: the figures have not passed the gate.
    """
    spec.check(released)
    rows = in_order([o for o in released.payload if o.year == year])
    values = [o.value for o in rows if o.value is not None]
    ticks = spec.ticks(values, zero=True, most=4)
    points = [_bar(o, info, own) for o in rows]
    frame = Frame(_names_room(rows, size), spec.text_width(max((p["t"] for p in points), key=len, default=""), size.font) + 14,
                  top=4, bottom=4)  # fmt: skip
    y, x = _rows_axis(rows, frame, size), spec.value_axis(ticks, size, field="v")
    x["axis"] = None
    colour = {"field": "c", "type": "nominal", "scale": None}
    edge = {"field": "e", "type": "nominal", "scale": None}
    layers = [
        spec.layer(
            [p for p in points if p["v"] is not None],
            {"type": "bar", "strokeWidth": 1},
            x=x,
            y=y,
            fill=colour,
            stroke=edge,
        )
    ]
    for strong in (False, True):
        words = [{**p, "v": p["v"] if p["v"] is not None and p["v"] > 0 else 0} for p in points if p["own"] is strong]
        style = "eigen-text" if strong else "land-text"
        layers.append(
            spec.text_layer(words, {"style": style, "dx": 8, "align": "left", "fontSize": size.font}, x=x, y=y)
        )
    if ticks[0] <= 0:
        layers.append(spec.layer([{"v": 0}], {"type": "rule", "style": "null"}, x=x))
    shape = Size(size.width, _ROW * len(rows) + 8, size.names, size.font)
    return Chart(spec.build(layers, shape, frame), info.name, _spoken(rows, info, year))


def _bar(o: Observation, info: IndicatorInfo, own: str) -> dict[str, Any]:
    if o.origin is Origin.EXAMPLE:
        colour, edge = theme.EXAMPLE, theme.EXAMPLE_INK
    else:
        colour = theme.WAID if o.region == own or not own else theme.OTHERS_DOT
        edge = colour
    return {"r": o.region, "v": o.value, "t": figure(o, info.decimals), "c": colour, "e": edge, "own": o.region == own}


def intervals(
    released: Released[Observations], info: IndicatorInfo, *, year: int, own: str = "", size: Size = HALF
) -> Chart:
    """A dot on its 95 % range per place; a sign stands with its meaning. Invented values are ochre.

    Raises:
        TypeError: the figures have not passed the gate.
    """
    spec.check(released)
    rows = in_order([o for o in released.payload if o.year == year])
    reach = [v for o in rows for v in (o.value, o.low, o.high) if v is not None]
    ticks = spec.ticks(reach, zero=spec.starts_at_zero(info))
    frame = Frame(_names_room(rows, size), 18, top=4, bottom=size.font + 14)
    y, x = _rows_axis(rows, frame, size), spec.value_axis(ticks, size, field="v")
    layers: list[Spec] = []
    for invented, band, dot in ((False, theme.RANGE, theme.WAID), (True, theme.EXAMPLE, theme.EXAMPLE_INK)):
        mine = [_range(o) for o in rows if o.value is not None and (o.origin is Origin.EXAMPLE) is invented]
        both = [p for p in mine if p["low"] is not None]
        edge = {"stroke": theme.EXAMPLE_INK, "strokeWidth": 1} if invented else {}
        area = spec.layer(both, {"type": "bar", "height": 10, "color": band, **edge}, x={**x, "field": "low"}, y=y)
        area["encoding"]["x2"] = {"field": "high"}
        layers += [area, spec.layer(mine, {"type": "point", "filled": True, "color": dot, "size": 60}, x=x, y=y)]
    signs = [{"r": o.region, "v": ticks[0], "t": cell(o)} for o in rows if o.value is None]
    layers.append(
        spec.text_layer(signs, {"align": "left", "dx": 6, "fontSize": size.font - 1, "color": theme.INK_2}, x=x, y=y)
    )
    strong = [{"r": o.region, "t": o.region_name} for o in rows if o.region == own]
    mark = {"style": "eigen-text", "align": "right", "dx": -10, "fontSize": size.font}
    layers.append(spec.text_layer(strong, mark, x={"value": 0}, y=y))
    shape = Size(size.width, round(_ROW * len(rows) + frame.top + frame.bottom), size.names, size.font)
    chart = spec.build(layers, shape, frame)
    if strong:
        _hide_name(chart, own)
    return Chart(chart, info.name, _spoken(rows, info, year))


def _hide_name(chart: Spec, own: str) -> None:
    """The axis leaves out the name that is written strong."""
    for part in chart["layer"]:
        axis = part["encoding"].get("y", {}).get("axis")
        if axis:
            axis["labelExpr"] = f"datum.value === '{own}' ? '' : ({axis['labelExpr']})"
            return


def _range(o: Observation) -> dict[str, Any]:
    low, high = (o.low, o.high) if o.low is not None and o.high is not None else (None, None)
    return {"r": o.region, "v": o.value, "low": low, "high": high}


def in_order(rows: Sequence[Observation]) -> list[Observation]:
    """By name as in a German telephone book: case and accents do not count."""
    return sorted(rows, key=lambda o: (sort_key(o.region_name), o.region))


def _names_room(rows: Sequence[Observation], size: Size) -> float:
    widest = max((spec.text_width(o.region_name, size.font, bold=True) for o in rows), default=0)
    return min(widest + 14, size.width * _MOST_NAMES)


def _rows_axis(rows: Sequence[Observation], frame: Frame, size: Size) -> Spec:
    """One row per key, in the order given; names come from a table inside the axis because two places may share a name."""
    names = ", ".join(f"'{o.region}': {_quoted(o.region_name)}" for o in rows)
    axis = {"labelExpr": f"{{{names}}}[datum.value]", "labelFontSize": size.font, "labelLimit": round(frame.left - 12), "grid": False,
            "labelPadding": 10}  # fmt: skip
    return {"field": "r", "type": "nominal", "sort": None, "scale": {"domain": [o.region for o in rows]}, "axis": axis}


def _quoted(text: str) -> str:
    """A string of the expression language; nothing in a name can end it."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", " ") + "'"


def _spoken(rows: Sequence[Observation], info: IndicatorInfo, year: int) -> str:
    parts = []
    for o in rows:
        text = f"{o.region_name} {cell(o, info.decimals)}"
        if o.low is not None and o.high is not None:
            text += f" (Bereich {number(o.low, info.decimals)} bis {number(o.high, info.decimals)})"
        parts.append(text)
    return f"{info.name}, {info.unit_phrase}, {year}: {'; '.join(parts)}."
