"""Small pictures as plain SVG, for pages with dozens of them: a strip of places, a short course, values side by side.

300 pixels wide, letters of 13 pixels, so that they stay readable on a window of 320. Same forms and colours as the large
charts; the words are in title and description, the figures in the table beside.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from html import escape

from sozialstrategie.kit.figures import spec, theme
from sozialstrategie.kit.figures.format import figure, number, period
from sozialstrategie.kit.figures.released import IndicatorInfo, Observation, Observations, Origin, Released, one_series

WIDTH = 300
FONT = 13
_STRIP_HEIGHT = 50
_COURSE_HEIGHT = 96
_LANE = 24
_PAD = 9
Named = tuple[str, str]  # key, name
LAND, BUND = ("16", "Thüringen"), ("DG", "Deutschland")
SHAPES = 4  # as many places stand side by side
LETTERS = "ABCD"


def strip(
    released: Released[Observations],
    info: IndicatorInfo,
    *,
    period: str,
    own: Named,
    group: Sequence[str],
    land: Named = LAND,
    bund: Named = BUND,
) -> str:
    """One period as dots on a line: the group grey and quiet, the Land a stroke, the Bund a dashed one, the own place large.

    The axis spans the values and is named at both ends; it need not begin at zero, because nothing here has a length.

    Args:
        period: as published; group: keys of the places behind the grey dots.

    Raises:
        TypeError, ValueError: see `released.one_series`.
    """
    one_series(released, "ein Bild")
    now = {o.region: o for o in released.payload if o.period == period and o.value is not None}
    quiet = [now[key] for key in dict.fromkeys(group) if key in now and key != own[0]]
    named = [now[key] for key, _ in (own, land, bund) if key in now]
    ticks = spec.ticks(_values([*quiet, *named]), zero=False, most=4)
    at = _scale(ticks, _PAD, WIDTH - _PAD)
    middle = 15
    dots = "".join(f"M{at(o.value):.1f} {middle}h0" for o in quiet if o.value is not None)
    parts = [f'<path d="M{_PAD} {middle}H{WIDTH - _PAD}" stroke="{theme.RULE}"/>']
    if dots:
        parts.append(f'<path d="{dots}" stroke="{theme.OTHERS_DOT}" stroke-width="9" stroke-linecap="round"/>')
    for (key, _), colour, dash in ((bund, theme.BUND, ' stroke-dasharray="4 3"'), (land, theme.LAND, "")):
        if key in now:
            x = at(now[key].value or 0)
            parts.append(f'<path d="M{x:.1f} 2V28" stroke="{colour}" stroke-width="2"{dash}/>')
    if own[0] in now:
        mine = now[own[0]]
        parts.append(_range_stroke(mine, at, middle))
        parts.append(_dot(at(mine.value or 0), middle, 6.5, mine.origin))
    parts += _ends(ticks, at, _STRIP_HEIGHT - 6)
    words = [f"{name} {figure(now[key], info.decimals)}" for key, name in (own, land, bund) if key in now]
    if quiet:
        low, high = min(_values(quiet)), max(_values(quiet))
        words.append(f"{len(quiet)} andere zwischen {number(low, info.decimals)} und {number(high, info.decimals)}")
    title = f"{info.name}: Lage unter den verglichenen Kreisen"
    return _svg(parts, _STRIP_HEIGHT, title, f"{'; '.join(words)}. Alle Zahlen stehen in der Tabelle.")


def course(
    released: Released[Observations],
    info: IndicatorInfo,
    *,
    own: Named,
    land: Named | None = LAND,
    ticks: Sequence[float] = (),
    years: tuple[int, int] | None = None,
) -> str:
    """The course of one place over the years, the Land behind it; gaps, new definitions and ranges as in the large chart.

    Args:
        ticks, years: a value axis and a span of years that several pictures share; without them the picture's own.

    Raises:
        TypeError, ValueError: see `released.one_series`.
    """
    one_series(released, "ein Bild")
    places = spec.by_place(released.payload)
    mine = places.get(own[0], [])
    behind = places.get(land[0], []) if land else []
    shown = [o for o in (*mine, *behind) if o.value is not None]
    ticks = ticks or course_ticks(shown, info, own[0])
    first, last = years or (min((o.year for o in shown), default=0), max((o.year for o in shown), default=1))
    left = spec.axis_room([ticks[0], ticks[-1]], spec.Size(0, 0, 0, FONT + 1)) - 4
    x = _scale((first, max(last, first + 1)), left + 5, WIDTH - _PAD)
    top, bottom = 9, _COURSE_HEIGHT - 22
    y = _scale((ticks[0], ticks[-1]), bottom, top)
    words = spec.tick_format(ticks)
    parts = [
        f'<path d="M{left:.0f} {y(v):.1f}H{WIDTH}" stroke="{theme.RULE if v == 0 else theme.GRID}"/>'
        f"{_text(number(v, int(words[2:-1])), left - 5, y(v) + 4, 'end')}"
        for v in (ticks[0], ticks[-1])
    ]
    parts.append(_lines(behind, info, x, y, f'stroke="{theme.LAND}" stroke-width="1.4"'))
    parts.append(_bands(mine, info, x, y))
    parts.append(_lines(mine, info, x, y, _own_stroke(mine)))
    points = [o for o in mine if o.value is not None]
    segments = spec.segments(mine, info)
    lonely = [part[0] for part in segments if len(part) == 1 and part[0] is not points[-1]]
    parts += [_dot(x(o.year), y(o.value or 0), 2.6, o.origin) for o in lonely]
    parts += [_dot(x(o.year), y(o.value or 0), 4.2, o.origin) for o in points[-1:]]
    parts.append(_text(str(first), x(first) - 4, _COURSE_HEIGHT - 4, "start"))
    if last > first:
        parts.append(_text(str(last), WIDTH - 1, _COURSE_HEIGHT - 4, "end"))
    return _svg(parts, _COURSE_HEIGHT, f"{own[1]}: {info.name} im Verlauf", course_words(points, own[1], info))


def course_ticks(rows: Sequence[Observation], info: IndicatorInfo, own: str = "") -> list[float]:
    """The value axis for courses of these rows; ranges count for `own` ("" = for all)."""
    reach = _values(rows)
    reach += [v for o in rows if own in ("", o.region) for v in (o.low, o.high) if v is not None]
    return spec.ticks(reach, zero=spec.starts_at_zero(info), most=4)


def course_words(points: Sequence[Observation], name: str, info: IndicatorInfo) -> str:
    """Beginning and end in numbers, for those who do not see the picture."""
    if not points:
        return f"{name}: keine Zahlen."
    first, last, d = points[0], points[-1], info.decimals
    if first is last:
        return f"{name}: {figure(last, d)} ({period(last.period)})."
    return f"{name}: von {figure(first, d)} ({period(first.period)}) auf {figure(last, d)} ({period(last.period)})."


def side_by_side(
    released: Released[Observations], info: IndicatorInfo, *, period: str, places: Sequence[Named], land: Named = LAND
) -> str:
    """Two to four places, each in a lane with its own letter, shape and colour, joined by a rule; the Land is a stroke.

    Places keep the order given: no ranking.

    Raises:
        TypeError, ValueError: see `released.one_series`; more places than shapes.
    """
    one_series(released, "ein Bild")
    if len(places) > SHAPES:
        raise ValueError(f"Höchstens {SHAPES} Orte nebeneinander.")
    now = {o.region: o for o in released.payload if o.period == period}
    valued = [now[key] for key, _ in places if key in now and now[key].value is not None]
    whole = now.get(land[0])
    shown = [*valued, *([whole] if whole is not None and whole.value is not None else [])]
    ticks = spec.ticks(_values(shown), zero=spec.starts_at_zero(info), most=4)
    at = _scale(ticks, _PAD, WIDTH - _PAD)
    height = _LANE * len(places) + 34
    parts = []
    if whole is not None and whole.value is not None:
        x = at(whole.value)
        parts.append(f'<path d="M{x:.1f} 14V{height - 20}" stroke="{theme.LAND}" stroke-width="1.6"/>')
        parts.append(_inward(f"{land[1]} {figure(whole, info.decimals)}", x, 10, theme.LAND))
    for lane, (key, _) in enumerate(places):
        middle = 28 + lane * _LANE
        parts.append(f'<path d="M{_PAD} {middle}H{WIDTH - _PAD}" stroke="{theme.GRID}"/>')
        o = now.get(key)
        text = f"{LETTERS[lane]} {figure(o, info.decimals) if o else 'liegt nicht vor'}"
        if o is None or o.value is None:
            parts.append(_text(text, _PAD, middle + 4, "start", theme.INK_2))
            continue
        parts.append(_range_stroke(o, at, middle))
        parts.append(_shape(lane, at(o.value), middle, o.origin))
        right = at(o.value) + 14 + spec.text_width(text, FONT, bold=True) < WIDTH
        parts.append(
            _text(text, at(o.value) + (11 if right else -11), middle + 4, "start" if right else "end", theme.INK, True)
        )
    parts += _ends(ticks, at, height - 4)
    words = [
        f"{name} {figure(now[key], info.decimals) if key in now else 'liegt nicht vor'}"
        for key, name in (*places, land)
    ]
    return _svg(
        parts, height, f"{info.name}: Orte nebeneinander", f"{'; '.join(words)}. Alle Zahlen stehen in der Tabelle."
    )


def mark(lane: int) -> str:
    """The shape of a lane alone, for the legend; mute, because the letter and the name stand beside it."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">{_shape(lane, 10, 10, Origin.OFFICIAL)}</svg>'


def _values(rows: Sequence[Observation]) -> list[float]:
    return [o.value for o in rows if o.value is not None]


def _scale(ends: Sequence[float], low: float, high: float) -> Callable[[float], float]:
    first, reach = ends[0], ends[-1] - ends[0]
    return lambda value: low + (value - first) / reach * (high - low)


def _text(words: str, x: float, y: float, anchor: str, colour: str = theme.INK_2, bold: bool = False) -> str:
    # strong words may lie on a line: a halo keeps it away from the letters
    weight = f' font-weight="600" stroke="{theme.WHITE}" stroke-width="4" paint-order="stroke"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{FONT}" fill="{colour}"{weight}>'
        f"{escape(words)}</text>"
    )


def _inward(words: str, x: float, y: float, colour: str) -> str:
    half = spec.text_width(words, FONT) / 2
    return _text(words, min(max(x, half), WIDTH - half), y, "middle", colour)


def _ends(ticks: Sequence[float], at: Callable[[float], float], y: float) -> list[str]:
    decimals = int(spec.tick_format(ticks)[2:-1])
    return [
        _text(number(ticks[0], decimals), at(ticks[0]) - 8, y, "start"),
        _text(number(ticks[-1], decimals), at(ticks[-1]) + 8, y, "end"),
    ]


def _colour(origin: Origin) -> str:
    return theme.EXAMPLE_INK if origin is Origin.EXAMPLE else theme.WAID


def _dot(x: float, y: float, radius: float, origin: Origin) -> str:
    """Official filled, computed hollow, invented in its own colour."""
    colour = _colour(origin)
    look = (
        f'fill="{theme.WHITE}" stroke="{colour}" stroke-width="2"' if origin is Origin.COMPUTED else f'fill="{colour}"'
    )
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" {look}/>'


def _shape(lane: int, x: float, y: float, origin: Origin) -> str:
    colour = theme.GROUPS[lane]
    hollow = origin is Origin.COMPUTED
    look = f'fill="{theme.WHITE if hollow else colour}" stroke="{colour}" stroke-width="2"'
    drawn = (
        "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0z",
        "M-5.5-5.5h11v11h-11z",
        "M0-7 6.5 5.5h-13z",
        "M0-7.5 7 0 0 7.5-7 0z",
    )[lane]
    return f'<path transform="translate({x:.1f} {y:.1f})" d="{drawn}" {look}/>'


def _range_stroke(o: Observation, at: Callable[[float], float], y: float) -> str:
    if o.low is None or o.high is None:
        return ""
    return f'<path d="M{at(o.low):.1f} {y}H{at(o.high):.1f}" stroke="{theme.RANGE}" stroke-width="8"/>'


def _own_stroke(rows: Sequence[Observation]) -> str:
    origin = next((o.origin for o in reversed(rows) if o.value is not None), Origin.OFFICIAL)
    dash = ' stroke-dasharray="2 3"' if origin is Origin.COMPUTED else ""
    return f'stroke="{_colour(origin)}" stroke-width="2.4"{dash}'


def _lines(
    rows: Sequence[Observation],
    info: IndicatorInfo,
    x: Callable[[float], float],
    y: Callable[[float], float],
    look: str,
) -> str:
    d = "".join(
        "M" + "L".join(f"{x(o.year):.1f} {y(o.value or 0):.1f}" for o in part)
        for part in spec.segments(rows, info)
        if len(part) > 1
    )
    return f'<path d="{d}" fill="none" {look} stroke-linejoin="round"/>' if d else ""


def _bands(
    rows: Sequence[Observation], info: IndicatorInfo, x: Callable[[float], float], y: Callable[[float], float]
) -> str:
    """The 95 % ranges: along a segment a band, at a lonely point a stroke."""
    drawn = ""
    for part in spec.segments(rows, info):
        ranged = [(x(o.year), y(o.low), y(o.high)) for o in part if o.low is not None and o.high is not None]
        if len(ranged) == 1:
            at, low, high = ranged[0]
            drawn += f'<path d="M{at:.1f} {low:.1f}V{high:.1f}" stroke="{theme.RANGE}" stroke-width="6"/>'
        elif ranged:
            there = "L".join(f"{at:.1f} {low:.1f}" for at, low, _ in ranged)
            back = "L".join(f"{at:.1f} {high:.1f}" for at, _, high in reversed(ranged))
            drawn += f'<path d="M{there}L{back}Z" fill="{theme.RANGE}"/>'
    return drawn


def _svg(parts: Sequence[str], height: float, title: str, description: str) -> str:
    body = "".join(parts)
    key = hashlib.sha256(f"{title}|{description}|{body}".encode()).hexdigest()[:10]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="t{key} d{key}" width="{WIDTH}" height="{height:.0f}" '
        f'viewBox="0 0 {WIDTH} {height:.0f}" font-family="{theme.FONT}"><title id="t{key}">{escape(title)}</title>'
        f'<desc id="d{key}">{escape(description)}</desc><g aria-hidden="true">{body}</g></svg>'
    )
