"""Geometry of a logic model: a staircase with several boxes on a step, and the paths between them. Pure; units as in `layout`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sozialstrategie.action.strategy.enums import ImpactStep
from sozialstrategie.action.strategy.layout import wrap

WIDTH, STEP_WIDTH, PITCH, RISE, FOOT, GAP, LINE = 1184.0, 132.0, 148.0, 22.0, 30.0, 10.0, 17.0
_TEXT, _MOST = STEP_WIDTH - 16, 5
_SHADES = ("stufe", "stufe stufe--2", "stufe stufe--2", "stufe stufe--2", *["stufe stufe--3"] * 3, "stufe stufe--4")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on the staircase; `open`: nobody has said by what one notices it."""

    key: int
    step: int
    text: str
    open: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    item: Item
    x: float
    y: float
    height: float
    lines: tuple[tuple[float, str], ...]
    width: float = STEP_WIDTH

    @property
    def middle(self) -> float:
        return round(self.y + self.height / 2, 1)


@dataclass(frozen=True, slots=True)
class Tread:
    """One step: the block that the boxes stand on."""

    step: ImpactStep
    x: float
    y: float
    height: float
    shade: str
    width: float = STEP_WIDTH

    @property
    def name_y(self) -> float:
        return self.y + 17


@dataclass(frozen=True, slots=True)
class Path:
    """A line with its arrow head."""

    d: str
    head: str


@dataclass(frozen=True, slots=True)
class Level:
    name: str
    x1: float
    x2: float


@dataclass(frozen=True, slots=True)
class Picture:
    height: float
    floor: float
    treads: tuple[Tread, ...]
    boxes: tuple[Box, ...]
    paths: tuple[Path, ...]
    levels: tuple[Level, ...]
    width: float = WIDTH

    @property
    def level_y(self) -> float:
        return self.floor + 30


def draw(items: Sequence[Item], links: Iterable[tuple[int, int]]) -> Picture:
    """Boxes of a step stand on its tread, the first on top; paths leave a box on the right and enter on the left.

    Between boxes of one step a path runs along the right side of both.
    """
    columns = {step: [i for i in items if i.step == step] for step in ImpactStep}
    texts = {i.key: wrap(i.text, width=_TEXT, most=_MOST) for i in items}
    heights = {i.key: 14 + LINE * len(texts[i.key]) for i in items}
    stacks = {step: sum(heights[i.key] + GAP for i in rows) for step, rows in columns.items()}
    floor = max(FOOT + RISE * step + stacks[step] for step in ImpactStep) + 10
    treads, boxes = [], []
    for step, rows in columns.items():
        x, tall = round(step * PITCH, 1), FOOT + RISE * step
        treads.append(Tread(step, x, floor - tall, tall, _SHADES[step]))
        y = floor - tall - stacks[step]
        for item in rows:
            lines = tuple((round(y + 20 + LINE * n, 1), line) for n, line in enumerate(texts[item.key]))
            boxes.append(Box(item, x, y, heights[item.key], lines))
            y += heights[item.key] + GAP
    by_key = {box.item.key: box for box in boxes}
    paths = tuple(_path(by_key[a], by_key[b]) for a, b in links if a in by_key and b in by_key)
    return Picture(floor + 40, floor, tuple(treads), tuple(boxes), paths, _levels(treads))


def _path(source: Box, target: Box) -> Path:
    start, end = source.x + STEP_WIDTH, target.x
    if source.x == target.x:
        right = start + 14
        d = f"M{start} {source.middle}C{right} {source.middle} {right} {target.middle} {start + 6} {target.middle}"
        return Path(d, f"M{start} {target.middle}l7 -4v8z")
    bend = (end - start) / 2
    d = f"M{start} {source.middle}C{start + bend} {source.middle} {end - bend} {target.middle} {end - 6} {target.middle}"
    return Path(d, f"M{end} {target.middle}l-7 -4v8z")


def _levels(treads: Sequence[Tread]) -> tuple[Level, ...]:
    found: Mapping[str, list[Tread]] = {name: [] for name in dict.fromkeys(t.step.level for t in treads)}
    for tread in treads:
        found[tread.step.level].append(tread)
    return tuple(Level(name, mine[0].x, mine[-1].x + STEP_WIDTH) for name, mine in found.items())
