"""Charts: one Vega-Lite spec each, from released figures. The table with the same figures comes from `tables`.

The door for other rooms; the drawing lies in `lines`, `comparisons` and here.
"""

from __future__ import annotations

from collections.abc import Sequence

from sozialstrategie.kit.figures import spec, theme
from sozialstrategie.kit.figures.comparisons import bars, intervals, strip
from sozialstrategie.kit.figures.lines import Target, time_series
from sozialstrategie.kit.figures.spec import (
    HALF,
    NARROW,
    PRINT,
    PRINT_WIDE,
    WIDE,
    Chart,
    Frame,
    Size,
    Spec,
    starts_at_zero,
    value_axis_start,
)

__all__ = [
    "HALF", "NARROW", "PRINT", "PRINT_WIDE", "WIDE", "Chart", "Size", "Target", "availability", "bars", "intervals",
    "starts_at_zero", "strip", "time_series", "value_axis_start",
]  # fmt: skip

_ROW = 34


def availability(rows: Sequence[tuple[str, int]], *, since: int, size: Size = HALF) -> Chart:
    """How far the figures of each theme reach: a band up to the newest year, which is named. Holds no figures, only years.

    Args:
        rows: (theme, newest year), in the order shown.
        since: year at which the bands begin; earlier when a theme ends before it.
    """
    until = max((last for _, last in rows), default=since + 1)
    since = min([since, *(last - 1 for _, last in rows)])
    values = [{"t": name, "a": since, "x": last, "w": str(last)} for name, last in rows]
    room = max((spec.text_width(name, size.font) for name, _ in rows), default=0) + 22
    frame = Frame(
        min(room, size.width * 0.6),
        spec.text_width(str(until), size.font, bold=True) + 22,
        top=size.font + 14,
        bottom=6,
    )
    y: Spec = {
        "field": "t",
        "type": "nominal",
        "sort": None,
        "scale": {"domain": [name for name, _ in rows]},
        "axis": {"labelFontSize": size.font, "labelPadding": 14, "labelLimit": round(frame.left - 16), "grid": False},
    }
    inner = size.width - frame.left - frame.right
    step = 1 if inner / max(until - since, 1) >= 3.4 * size.font else 2
    years = list(range(until, since - 1, -step))[::-1]
    axis = {
        "values": years,
        "tickCount": len(years),
        "format": "d",
        "orient": "top",
        "grid": True,
        "labelFontSize": size.font - 1,
    }
    x: Spec = {
        "field": "x",
        "type": "quantitative",
        "scale": {"domain": [since, until], "nice": False, "zero": False},
        "axis": axis,
    }
    band = spec.layer(values, {"type": "bar", "color": theme.RANGE, "height": 6}, x={**x, "field": "a"}, y=y)
    band["encoding"]["x2"] = {"field": "x"}
    label = spec.layer(
        values, {"type": "text", "style": "eigen-text", "align": "left", "dx": 12, "fontSize": size.font}, x=x, y=y
    )
    label["encoding"]["text"] = {"field": "w", "type": "nominal"}
    dots = spec.layer(values, {"type": "point", "style": "eigen-punkt", "size": 90}, x=x, y=y)
    shape = Size(size.width, round(_ROW * len(rows) + frame.top + frame.bottom), size.names, size.font)
    words = "; ".join(f"{name} bis {last}" for name, last in rows)
    spoken = f"{words}. Dieselben Angaben stehen in der Tabelle."
    return Chart(spec.build([band, dots, label], shape, frame), "Stand der Zahlen nach Themen", spoken)
