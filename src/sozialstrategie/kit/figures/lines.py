"""Lines over the years: own place, Land, Bund, and the others as a backdrop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sozialstrategie.kit.figures import spec, theme
from sozialstrategie.kit.figures.ends import End, apart, wrapped
from sozialstrategie.kit.figures.format import figure, number, period, rounded
from sozialstrategie.kit.figures.released import IndicatorInfo, Observation, Observations, Origin, Released
from sozialstrategie.kit.figures.spec import WIDE, Chart, Frame, Size, Spec

Named = tuple[tuple[str, str], str]  # (key, name), style
_OWN = ("eigen", "berechnet", "beispiel")


@dataclass(frozen=True, slots=True)
class Target:
    """A value that is to be reached; drawn as a dashed circle, never filled."""

    year: int
    value: float
    label: str = "Zielwert"


def time_series(
    released: Released[Observations],
    info: IndicatorInfo,
    *,
    own: tuple[str, str],
    land: tuple[str, str] | None = ("16", "Thüringen"),
    bund: tuple[str, str] | None = ("DG", "Deutschland"),
    others: Sequence[str] = (),
    target: Target | None = None,
    size: Size = WIDE,
) -> Chart:
    """Lines over the years: own place strong, Land and Bund named, others grey and without names.

    Lines stop at missing values and at a new definition; a value alone between two gaps is a dot. Names and last values
    stand at the line ends; a series that ends earlier says its year there. The value axis begins at zero for rates and
    shares; where it does not (ages, counts), the subtitle of the page says so. Computed: dotted line and hollow points.

    Where the own place has a 95 % range, it lies behind its line as a light band, at a lonely dot as a stroke.

    Args:
        own, land, bund: (key, name); others: keys of the backdrop.

    Raises:
        TypeError: the figures have not passed the gate.
        ValueError: the figures mix derivations.
    """
    spec.check(released)
    places = spec.by_place(released.payload)
    own_style = _own_style(places.get(own[0], []))
    named: list[Named] = [(pair, style) for pair, style in ((bund, "bund"), (land, "land"), (own, own_style)) if pair]
    backdrop = [key for key in others if key not in {pair[0] for pair, _ in named}]
    years = [o.year for pair, _ in named for o in places.get(pair[0], []) if o.value is not None]
    values = [
        o.value for key in (*backdrop, *(p[0] for p, _ in named)) for o in places.get(key, []) if o.value is not None
    ]
    values += [v for o in places.get(own[0], []) for v in (o.low, o.high) if v is not None and o.value is not None]
    newest = max(years, default=0)
    if target is not None:
        years.append(target.year)
        values.append(target.value)
    ticks = spec.ticks(values, zero=spec.starts_at_zero(info))
    ends = _ends(named, places, info, newest, size)
    frame = Frame(spec.axis_room(ticks, size), _name_room(ends, size), top=12, bottom=size.font + 14)
    width, height = size.width - frame.left - frame.right, size.height - frame.top - frame.bottom
    x, y = _year_axis(years, width, size), spec.value_axis(ticks, size)
    layers = _zero_line(ticks, y)
    layers += _line([p for key in backdrop for p in _points(places.get(key, []), info, key)], "andere", x, y)
    layers += _band(_points(places.get(own[0], []), info, own[0]), x, y)
    for (key, _), style in named:
        layers += _series(_points(places.get(key, []), info, key), style, x, y)
    layers += _breaks(info, years, x, width, size)
    layers += _target(target, info, x, y, size) if target else []
    layers += _end_labels(ends, ticks, height, max(years, default=0), x, size)
    return Chart(spec.build(layers, size, frame), info.name, _describe(named, places, info, target))


def _own_style(rows: Sequence[Observation]) -> str:
    shown = [o for o in rows if o.value is not None]
    if shown and shown[-1].origin is Origin.COMPUTED:
        return "berechnet"
    return "beispiel" if shown and shown[-1].origin is Origin.EXAMPLE else "eigen"


def _points(rows: Sequence[Observation], info: IndicatorInfo, key: str) -> list[dict[str, Any]]:
    """Points with the segment of the line that they belong to, and with their range where there is one."""
    points = []
    for number_, part in enumerate(spec.segments(rows, info)):
        for o in part:
            point = {"x": o.year, "y": o.value, "s": f"{key}-{number_}", "t": figure(o, info.decimals)}
            if o.low is not None and o.high is not None:
                point |= {"a": o.low, "b": o.high}
            points.append(point)
    return points


def _band(points: list[dict[str, Any]], x: Spec, y: Spec) -> list[Spec]:
    """The 95 % ranges of the own place: a band along each segment, a thick stroke where a segment is one point."""
    ranged = [p for p in points if "a" in p]
    segments = [p["s"] for p in ranged]
    lonely = [p for p in ranged if segments.count(p["s"]) == 1]
    layers = []
    for found, mark in (([p for p in ranged if p not in lonely], {"type": "area", "color": theme.RANGE, "opacity": 0.6}),
                        (lonely, {"type": "rule", "style": "unsicher"})):  # fmt: skip
        part = spec.layer(found, mark, x=x, y={**y, "field": "a"}, detail={"field": "s", "type": "nominal"})
        part["encoding"]["y2"] = {"field": "b"}
        layers.append(part)
    return layers


def _series(points: list[dict[str, Any]], style: str, x: Spec, y: Spec) -> list[Spec]:
    """A named line with its dots: all of them for the own place, lonely ones for the others."""
    if not points:
        return []
    line = _line(points, "beispiel-linie" if style == "beispiel" else style, x, y)
    if style in _OWN:
        return [*line, _dots(points, style, 26, x, y), _dots(points[-1:], style, 70, x, y)]
    segments = [p["s"] for p in points]
    lonely = [p for p in points if segments.count(p["s"]) == 1]
    return [*line, spec.layer(lonely, {"type": "point", "style": f"{style}-punkt"}, x=x, y=y)]


def _dots(points: list[dict[str, Any]], style: str, area: int, x: Spec, y: Spec) -> Spec:
    mark: Spec = {"type": "point", "style": f"{style}-punkt", "size": area}
    if style == "berechnet":
        mark = {
            "type": "point",
            "filled": True,
            "color": theme.WHITE,
            "stroke": theme.WAID,
            "strokeWidth": 1.6,
            "size": area + 8,
        }
    return spec.layer(points, mark, x=x, y=y)


def _line(points: list[dict[str, Any]], style: str, x: Spec, y: Spec) -> list[Spec]:
    return [spec.layer(points, {"type": "line", "style": style}, x=x, y=y, detail={"field": "s", "type": "nominal"})]


def _zero_line(ticks: Sequence[float], y: Spec) -> list[Spec]:
    return [spec.layer([{"y": 0}], {"type": "rule", "style": "null"}, y=y)] if ticks[0] <= 0 <= ticks[-1] else []


def _year_axis(years: Sequence[int], width: float, size: Size) -> Spec:
    """Years from the first to the last, both named; steps that fit evenly are preferred."""
    first, last = (min(years), max(years)) if years else (0, 1)
    if first == last:
        first, last = first - 1, last + 1
    reach, most = last - first, max(1, int(width // (4.6 * size.font)))
    least = -(-reach // most)
    even = next((s for s in range(least, 2 * least + 1) if reach % s == 0), None)
    size_of_step = even or least
    values = list(range(last, first - 1, -size_of_step))[::-1]
    if years and min(years) == max(years):
        values = [years[0]]
    axis = {"values": values, "tickCount": len(values), "format": "d", "grid": False, "labelFontSize": size.font - 1}
    scale = {"domain": [first, last], "nice": False, "zero": False}
    return {"field": "x", "type": "quantitative", "scale": scale, "axis": axis}


def _breaks(info: IndicatorInfo, years: Sequence[int], x: Spec, width: float, size: Size) -> list[Spec]:
    """A dotted stroke before the first year of a new definition, with its word; words that would touch stand below each other."""
    layers: list[Spec] = []
    taken: list[list[tuple[float, float]]] = []  # row -> spans of the words in it, in pixels
    shown = [(year, word) for year, word in info.breaks if years and min(years) < year <= max(years)]
    for year, word in shown:
        right = year - 0.5 > (min(years) + max(years)) / 2
        # A long word would cover the lines; the full one stands in the text beside the chart and in the profile.
        long = spec.text_width(word, size.font - 1) > width * 0.45
        text = "neue Definition" if long else word
        at = [{"x": year - 0.5, "t": text}]
        layers.append(spec.layer(at, {"type": "rule", "style": "bruch"}, x=x))
        place = width * (year - 0.5 - min(years)) / (max(years) - min(years))
        wide = spec.text_width(text, size.font - 1) + 12
        row = _free_row(taken, (place - wide, place) if right else (place, place + wide))
        mark = {"align": "right" if right else "left", "dx": -6 if right else 6, "dy": -2, "baseline": "top",
                "fontSize": size.font - 1, "color": theme.INK_2}  # fmt: skip
        layers.append(spec.text_layer(at, mark, x=x, y={"value": row * (size.font + 3)}))
    return layers


def _free_row(taken: list[list[tuple[float, float]]], span: tuple[float, float]) -> int:
    """The first row in which a word has room; it is entered there."""
    for row, others in enumerate(taken):
        if all(span[1] <= start or end <= span[0] for start, end in others):
            others.append(span)
            return row
    taken.append([span])
    return len(taken) - 1


def _target(target: Target, info: IndicatorInfo, x: Spec, y: Spec, size: Size) -> list[Spec]:
    text = f"{target.label} {target.year}: {number(target.value, info.decimals)}"
    at = [{"x": target.year, "y": target.value, "t": text}]
    ring = {"type": "point", "filled": False, "color": theme.INK, "strokeWidth": 1.4, "strokeDash": [3, 2], "size": 110}
    words = {"style": "ziel-text", "align": "right", "dx": -10, "dy": size.font, "fontSize": size.font - 1}
    return [spec.layer(at, ring, x=x, y=y), spec.text_layer(at, words, x=x, y=y)]


def _ends(
    named: Sequence[Named], places: dict[str, list[Observation]], info: IndicatorInfo, newest: int, size: Size
) -> list[End]:
    """Last value and name of each line, in at most three lines of text."""
    ends = []
    for (key, name), style in named:
        shown = [o for o in places.get(key, []) if o.value is not None]
        if not shown or shown[-1].value is None:
            continue
        text = f"{figure(shown[-1], info.decimals)} {name}"
        if shown[-1].year != newest:
            text += f" ({shown[-1].year})"
        lines = wrapped(text, partial(_fits, size=size, bold=style in _OWN))
        ends.append(End(shown[-1].value, lines, style, weight=5.0 if style in _OWN else 1.0))
    return ends


def _fits(text: str, *, size: Size, bold: bool) -> bool:
    return spec.text_width(text, size.font, bold=bold) <= size.names - 18


def _name_room(ends: Sequence[End], size: Size) -> float:
    widths = [spec.text_width(line, size.font, bold=end.style in _OWN) for end in ends for line in end.lines]
    return max(widths, default=0) + 18


def _end_labels(
    ends: Sequence[End], ticks: Sequence[float], height: float, last: int, x: Spec, size: Size
) -> list[Spec]:
    """Names at the line ends, pushed apart so that none covers another."""
    line_height = size.font * 1.18
    wanted = [height * (1 - (end.value - ticks[0]) / (ticks[-1] - ticks[0])) for end in ends]
    heights = [len(end.lines) * line_height + 2 for end in ends]
    middles = apart(wanted, heights, [end.weight for end in ends], height, slack=line_height / 2 + 1)
    layers = []
    for end, middle in zip(ends, middles, strict=True):
        top = middle - (len(end.lines) - 1) * line_height / 2
        rows = [{"x": last, "p": round(top + i * line_height, 1), "t": line} for i, line in enumerate(end.lines)]
        style = "eigen-text" if end.style in ("eigen", "berechnet") else f"{end.style}-text"
        mark = {"style": style, "align": "left", "baseline": "middle", "dx": 12, "fontSize": size.font}
        layers.append(spec.text_layer(rows, mark, x=x, y=spec.at_pixel("p")))
    return layers


def _describe(
    named: Sequence[Named], places: dict[str, list[Observation]], info: IndicatorInfo, target: Target | None
) -> str:
    """Beginning, end and extremes in numbers, for those who do not see the picture."""
    d, sentences = info.decimals, []
    for (key, name), _ in reversed(named):
        shown = [o for o in places.get(key, []) if o.value is not None]
        if not shown:
            continue
        first, last = shown[0], shown[-1]
        text = f"{name}: {figure(last, d)} ({period(last.period)})"
        if first is not last:
            text = (
                f"{name}: von {figure(first, d)} ({period(first.period)}) auf {figure(last, d)} ({period(last.period)})"
            )
            for word, extreme in (("Höchstwert", max), ("Tiefstwert", min)):
                found = extreme(shown, key=lambda o: rounded(o.value or 0, d))
                if rounded(found.value or 0, d) not in (rounded(first.value or 0, d), rounded(last.value or 0, d)):
                    text += f", {word} {figure(found, d)} ({period(found.period)})"
        if last.low is not None and last.high is not None:
            text += f", 95-Prozent-Bereich {number(last.low, d)} bis {number(last.high, d)}"
        missing = sum(o.value is None for o in places[key])
        if missing:
            text += f", {missing} {'Angabe fehlt' if missing == 1 else 'Angaben fehlen'}"
        sentences.append(text + ".")
    if target is not None:
        sentences.append(f"{target.label} {target.year}: {number(target.value, d)}.")
    sentences += [f"Ab {year}: {word}." for year, word in info.breaks if _within(year, places)]
    return f"{info.name}, {info.unit_phrase}. " + " ".join(sentences) + " Alle Zahlen stehen in der Tabelle."


def _within(year: int, places: dict[str, list[Observation]]) -> bool:
    years = [o.year for rows in places.values() for o in rows]
    return bool(years) and min(years) < year <= max(years)
