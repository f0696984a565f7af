"""Geometry of the two pictures on the page of a measure: impact staircase and Messwerte. Pure, units as in `layout`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

from sozialstrategie.action.strategy.enums import ImpactStep
from sozialstrategie.action.strategy.layout import wrap
from sozialstrategie.action.strategy.models import LogicItem

STEP_WIDTH, STEP_PITCH, BASE, FIRST_RISE, RISE = 146.0, 148.3, 356.0, 30.0, 30.0


@dataclass(frozen=True, slots=True)
class Stair:
    """One step: a block with up to three lines of text above it."""

    step: ImpactStep
    x: float
    y: float
    width: float
    height: float
    shade: str  # CSS class
    name_y: float
    lines: tuple[tuple[float, str], ...]
    text: str
    indicator: str
    open: bool  # nothing said, or no indicator for what is said


@dataclass(frozen=True, slots=True)
class Level:
    """Line under the steps of one level: Input, Output, Outcome, Impact."""

    name: str
    x1: float
    x2: float


@dataclass(frozen=True, slots=True)
class Staircase:
    stairs: tuple[Stair, ...]
    levels: tuple[Level, ...]
    open_steps: int


_SHADES = ("stufe", "stufe stufe--2", "stufe stufe--2", "stufe stufe--2", *["stufe stufe--3"] * 3, "stufe stufe--4")


def staircase(items: Mapping[int, tuple[str, str]]) -> Staircase:
    """Eight steps from left below to right above.

    Args:
        items: step -> (what shall happen, indicator); steps that are absent are drawn open.
    """
    stairs = []
    for step in ImpactStep:
        text, indicator = items.get(step, ("", ""))
        is_open = not text or not indicator
        height = FIRST_RISE + RISE * step
        y = BASE - height
        lines = wrap(text, width=STEP_WIDTH - 4, most=3)
        first = y - 12 - 18 * (len(lines) - 1)
        placed = tuple((first + 18 * i, line) for i, line in enumerate(lines))
        stairs.append(
            Stair(
                step=step,
                x=round(step * STEP_PITCH, 1),
                y=y,
                width=STEP_WIDTH,
                height=height,
                shade="leer" if is_open else _SHADES[step],
                name_y=(first if lines else y + 8) - 20,
                lines=placed,
                text=text,
                indicator=indicator,
                open=is_open,
            )
        )
    return Staircase(tuple(stairs), tuple(_levels(stairs)), sum(s.open for s in stairs))


def _levels(stairs: Sequence[Stair]) -> list[Level]:
    names = list(dict.fromkeys(s.step.level for s in stairs))
    found = []
    for name in names:
        mine = [s for s in stairs if s.step.level == name]
        found.append(Level(name, mine[0].x, round(mine[-1].x + STEP_WIDTH, 1)))
    return found


def by_step(items: Iterable[LogicItem]) -> dict[int, tuple[str, str]]:
    """Step -> what shall happen there and its indicators; several things of a step stand one after the other."""
    found: dict[int, tuple[str, str]] = {}
    for item in items:
        text, indicator = found.get(item.step, ("", ""))
        told = "; ".join(filter(None, [indicator, item.indicator_text]))
        found[item.step] = ("; ".join(filter(None, [text, item.text])), told)
    return found


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    value_text: str
    x: float
    y: float
    width: float
    height: float
    target: bool

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True, slots=True)
class Bars:
    width: float
    height: float
    zero: float
    grid: tuple[tuple[float, str], ...]  # (y, label), zero first
    bars: tuple[Bar, ...]


def bars(
    values: Sequence[tuple[str, Decimal, str]],
    target: tuple[str, Decimal, str] | None,
    *,
    width: float = 660.0,
    height: float = 300.0,
) -> Bars | None:
    """Bars from zero for Messwerte and a dashed one for the Zielwert.

    Args:
        values: (label, value, shown value) in the order of time; target: the same for the Zielwert.

    Returns:
        None where there is nothing to draw or a value is negative: a bar from zero would mislead there.
    """
    every = [*values, *([target] if target else [])]
    if not values or any(value < 0 for _, value, _ in every):
        return None
    top, step = _scale(max(float(value) for _, value, _ in every))
    zero, ceiling, left = height - 28.0, 30.0, 34.0
    pitch = (width - left) / len(every)
    drawn = []
    for i, (label, value, shown) in enumerate(every):
        tall = (zero - ceiling) * float(value) / top
        wide = min(52.0, pitch * 0.62)
        x = left + pitch * i + (pitch - wide) / 2
        drawn.append(
            Bar(label, shown, round(x, 1), round(zero - tall, 1), round(wide, 1), round(tall, 1), i == len(values))
        )
    grid = tuple(
        (round(zero - (zero - ceiling) * k * step / top, 1), _plain(k * step)) for k in range(round(top / step) + 1)
    )
    return Bars(width, height, zero, grid, tuple(drawn))


def _scale(highest: float) -> tuple[float, float]:
    """A round top and a round step that reach over the highest value in three to five steps."""
    if highest <= 0:
        return 1.0, 1.0
    rough = highest / 4
    power = 10.0 ** floor(log10(rough))
    step = next(power * k for k in (1, 2, 5, 10) if power * k >= rough)
    return step * max(1, ceil(highest / step - 1e-9)), step


def _plain(value: float) -> str:
    text = f"{value:.6g}"
    return text.replace(".", ",")
