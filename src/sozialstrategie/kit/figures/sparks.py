"""Pictures of the size of a word, to stand in a table row: a line over the years, dots on one line.

Drawn by hand as SVG: forty of them belong on a page, and the chart engine would need a second for that. Every figure that
matters stands in the row as text; what the picture adds is said in its alternative text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sozialstrategie.kit.figures import spec, theme
from sozialstrategie.kit.figures.format import figure, number, period
from sozialstrategie.kit.figures.released import IndicatorInfo, Observation, Observations, Origin, Released

WIDTH, HEIGHT = 96.0, 20.0  # units of the picture
_EDGE = 4.0  # room for half a dot


@dataclass(frozen=True, slots=True)
class Spark:
    """A picture with its text alternative."""

    svg: str
    alt: str


def line(
    released: Released[Observations],
    info: IndicatorInfo,
    *,
    own: tuple[str, str],
    land: tuple[str, str] = ("16", "Thüringen"),
) -> Spark | None:
    """The own place over the years, the Land as a thin line behind it; None with fewer than two own values.

    The scale reaches from the lowest to the highest value shown, so that pictures of two rows cannot be compared in height.
    Lines stop at missing years and at a new definition. Computed: dotted line, hollow dot.

    Raises:
        TypeError: the figures have not passed the gate.
    """
    spec.check(released)
    places = spec.by_place(released.payload)
    mine = [o for o in places.get(own[0], []) if o.value is not None]
    theirs = [o for o in places.get(land[0], []) if o.value is not None]
    if len(mine) < 2:
        return None
    years = [o.year for o in (*mine, *theirs)]
    reach = [o.value for o in (*mine, *theirs) if o.value is not None]
    x, y = _Scale(min(years), max(years), _EDGE, WIDTH - _EDGE), _Scale(min(reach), max(reach), HEIGHT - _EDGE, _EDGE)
    computed = mine[-1].origin is Origin.COMPUTED
    parts = [_path(segment, x, y, theme.LAND, 0.8, "") for segment in _segments(theirs, info)]
    dash = "1.6 1.6" if computed else ""
    parts += [_path(segment, x, y, theme.WAID, 1.7, dash) for segment in _segments(mine, info)]
    parts.append(_dot(x(mine[-1].year), y(mine[-1].value or 0.0), hollow=computed))
    first, last = mine[0], mine[-1]
    alt = (
        f"Verlauf {own[1]}: {figure(first, info.decimals)} ({period(first.period)}), "
        f"{figure(last, info.decimals)} ({period(last.period)})"
    )
    if len(theirs) > 1:
        a, b = theirs[0], theirs[-1]
        alt += f"; {land[1]}: {figure(a, info.decimals)} ({period(a.period)}), {figure(b, info.decimals)} ({period(b.period)})"
    return Spark(_svg(parts), alt + ".")


def dots(
    released: Released[Observations],
    info: IndicatorInfo,
    *,
    when: str,
    own: tuple[str, str],
    land: tuple[str, str] = ("16", "Thüringen"),
) -> Spark | None:
    """All Kreise of one period on a line: others grey, the Land a stroke, the own place large; None without the own value.

    Args:
        when: the period that is compared, as published.

    Raises:
        TypeError: the figures have not passed the gate.
    """
    spec.check(released)
    rows = [o for o in released.payload if o.period == when and o.value is not None]
    mine = next((o for o in rows if o.region == own[0]), None)
    whole = next((o for o in rows if o.region == land[0]), None)
    others = [o for o in rows if o.level == "kreis" and o.region != own[0]]
    if mine is None or not others:
        return None
    values = [o.value for o in (mine, *others, *([whole] if whole else [])) if o.value is not None]
    x, middle = _Scale(min(values), max(values), _EDGE, WIDTH - _EDGE), HEIGHT / 2
    parts = [f'<path d="M0 {middle:g}H{WIDTH:g}" stroke="{theme.RULE}" stroke-width=".6"/>']
    parts += [
        f'<circle cx="{x(o.value or 0.0):.1f}" cy="{middle:g}" r="2.2" fill="{theme.OTHERS_DOT}"/>' for o in others
    ]
    if whole is not None:
        parts.append(f'<path d="M{x(whole.value or 0.0):.1f} 3V17" stroke="{theme.LAND}" stroke-width="1.6"/>')
    parts.append(_dot(x(mine.value or 0.0), middle, hollow=mine.origin is Origin.COMPUTED, radius=3.4))
    spread = [o.value for o in others if o.value is not None]
    alt = f"Lage {period(when)}: {own[1]} {figure(mine, info.decimals)}"
    if whole is not None:
        alt += f"; {land[1]} {figure(whole, info.decimals)}"
    alt += f"; {len(spread)} andere Kreise zwischen {number(min(spread), info.decimals)} und {number(max(spread), info.decimals)}."
    return Spark(_svg(parts), alt)


def _segments(rows: Sequence[Observation], info: IndicatorInfo) -> list[list[Observation]]:
    """Stretches without a gap wider than the usual step and within one definition."""
    steps = [b.year - a.year for a, b in pairwise(rows)]
    usual = max(set(steps), key=lambda s: (steps.count(s), s)) if steps else 1
    segments: list[list[Observation]] = []
    for o in rows:
        last = segments[-1][-1].year if segments else None
        if last is None or o.year - last > usual or any(last < year <= o.year for year, _ in info.breaks):
            segments.append([])
        segments[-1].append(o)
    return segments


class _Scale:
    """Linear; one value alone stands in the middle."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self.low, self.reach, self.start, self.end = low, high - low, start, end

    def __call__(self, value: float) -> float:
        share = (value - self.low) / self.reach if self.reach else 0.5
        return self.start + share * (self.end - self.start)


def _path(rows: Sequence[Observation], x: _Scale, y: _Scale, colour: str, width: float, dash: str) -> str:
    points = "L".join(f"{x(o.year):.1f} {y(o.value or 0.0):.1f}" for o in rows)
    if len(rows) == 1:  # a value alone between two gaps
        return f'<circle cx="{x(rows[0].year):.1f}" cy="{y(rows[0].value or 0.0):.1f}" r="{width:g}" fill="{colour}"/>'
    stroke = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path d="M{points}" fill="none" stroke="{colour}" stroke-width="{width:g}" stroke-linejoin="round"{stroke}/>'
    )


def _dot(x: float, y: float, *, hollow: bool, radius: float = 2.6) -> str:
    fill = theme.WHITE if hollow else theme.WAID
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" fill="{fill}" stroke="{theme.WAID}" stroke-width="1.2"/>'


def _svg(parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH:g}" height="{HEIGHT:g}" viewBox="0 0 {WIDTH:g} {HEIGHT:g}">'
        + "".join(parts)
        + "</svg>"
    )
