"""Where the boxes and lines of the Roter Faden stand: pure geometry in SVG units (1 unit = 1 CSS pixel at full width)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sozialstrategie.action.strategy.thread import Column, Link, LooseEnd, LooseKind, Node, ThreadGraph

BOX_WIDTH = 166.0
COLUMN_STEP = 200.4
FIRST_Y = 66.0
ROW_GAP = 24.0
LINE_STEP = 18.5
TEXT_WIDTH = 144.0
FIGURE_WIDTH = TEXT_WIDTH * 14 / 12.5  # smaller letters, so more of them
MOST_LINES = 4
WIDTH = 1188.0

# where a German syllable may begin: a consonant (or one of the clusters that stay together) before a vowel
_SYLLABLE = re.compile(r"(?:sch|(?<!s)ch|ph|th|qu|(?<![scpt])h|[bdfgjklmnprstvwxz])(?=[aeiouyäöü])", re.IGNORECASE)
_NARROW, _WIDE = set("iljtfrI.,:;'!|()[] -"), set("mwMWÖÜÄOQG@%–—")


@dataclass(frozen=True, slots=True)
class FigureLine:
    """The figure that a finding begins with: the last line of its box, a link of its own."""

    y: float  # baseline
    text: str
    words: str  # for those who hear it
    url: str


@dataclass(frozen=True, slots=True)
class Box:
    node: Node
    x: float
    y: float
    height: float
    lines: tuple[tuple[float, str], ...]  # (baseline y, text)
    url: str
    on: bool
    loose: bool
    figure: FigureLine | None = None

    @property
    def middle(self) -> float:
        return self.y + self.height / 2

    @property
    def right(self) -> float:
        return self.x + BOX_WIDTH


@dataclass(frozen=True, slots=True)
class Path:
    d: str
    on: bool
    missing: bool
    start: tuple[float, float]
    end: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Stub:
    """A loose end: a short dashed line with an open ring."""

    d: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Head:
    column: Column
    x: float
    shaded: bool


@dataclass(frozen=True, slots=True)
class Layout:
    width: float
    height: float
    floor: float
    heads: tuple[Head, ...]
    boxes: tuple[Box, ...]
    paths: tuple[Path, ...]
    stubs: tuple[Stub, ...]
    loop: str  # path from effect back to findings, "" without an effect
    arrow: str
    followed: frozenset[str]


def text_width(text: str) -> float:
    """Rough width in pixels at 14 px Fira Sans; errs on the wide side."""
    return sum(4.6 if c in _NARROW else 11.6 if c in _WIDE else 9.0 if c.isupper() else 7.7 for c in text)


def wrap(text: str, width: float = TEXT_WIDTH, most: int = MOST_LINES) -> list[str]:
    """Break a title into at most `most` lines that fit; a cut one ends with "…". Very long words are broken with a hyphen."""
    lines: list[str] = []
    current = ""
    for word in text.split():
        while word:
            candidate = f"{current} {word}" if current else word
            if text_width(candidate) <= width:
                current, word = candidate, ""
            elif current:
                lines.append(current)
                current = ""
            else:
                head = _fitting_head(word, width)
                lines.append(head if head.endswith("-") else head + "-")
                word = word[len(head) :]
    if current:
        lines.append(current)
    if len(lines) > most:
        last = lines[most - 1]
        while last and text_width(last + " …") > width:
            last = last[:-1]
        return [*lines[: most - 1], last.rstrip(" -,.;:") + " …"]
    return lines


def _fitting_head(word: str, width: float) -> str:
    """The longest beginning that fits with a hyphen: broken after a hyphen of the word, else before a syllable."""
    end = 1
    while end < len(word) - 1 and text_width(word[: end + 1] + "-") <= width:
        end += 1
    dash = word.rfind("-", 2, end)
    if dash > 0:
        return word[: dash + 1]
    starts = [m.start() for m in _SYLLABLE.finditer(word) if 3 <= m.start() <= min(end, len(word) - 3)]
    return word[: starts[-1] if starts else end]


def thread_layout(
    graph: ThreadGraph,
    follow: str = "",
    urls: Mapping[str, str] | None = None,
    figure_urls: Mapping[UUID, str] | None = None,
) -> Layout:
    """Place the graph as in a newspaper picture: six columns, the followed thread on top.

    Args:
        graph: what to draw.
        follow: key of the node whose thread is drawn strongly, in both directions; "" for none.
        urls: address per node key; boxes without one are no links.
        figure_urls: address per figure.

    Returns:
        boxes that never overlap within a column, lines between neighbours, stubs at loose ends.
    """
    followed = graph.followed(follow)
    wrapped = {node.key: wrap(node.title) for node in graph.nodes}
    longest = max((len(wrapped[node.key]) + bool(node.figures) for node in graph.nodes), default=0)
    height = 98.0 + LINE_STEP * max(0, longest - 3)
    order = _order(graph, followed)
    rows = max((len(keys) for keys in order.values()), default=0)
    floor = FIRST_Y - 6 + max(rows, 1) * (height + ROW_GAP)
    loose = {end.node.key for end in graph.loose_ends}
    boxes: dict[str, Box] = {}
    for column, keys in order.items():
        x = column * COLUMN_STEP
        for row, key in enumerate(keys):
            node, y = graph.by_key[key], FIRST_Y + row * (height + ROW_GAP)
            lines = tuple((round(y + 43 + i * LINE_STEP, 1), line) for i, line in enumerate(wrapped[key]))
            boxes[key] = Box(
                node,
                round(x, 1),
                y,
                height,
                lines,
                (urls or {}).get(key, ""),
                key in followed,
                key in loose or node.placeholder,
                _figure_line(node, y + 43 + len(lines) * LINE_STEP, figure_urls or {}),
            )
    paths = sorted((_path(link, boxes, followed) for link in graph.links), key=lambda p: p.on)
    loop, arrow = _loop(boxes, floor)
    return Layout(
        width=WIDTH,
        height=floor + 42,
        floor=floor,
        heads=tuple(Head(c, round(c * COLUMN_STEP, 1), c % 2 == 0) for c in Column),
        boxes=tuple(boxes.values()),
        paths=tuple(paths),
        stubs=tuple(_stub(end, boxes[end.node.key]) for end in graph.loose_ends if _has_stub(end)),
        loop=loop,
        arrow=arrow,
        followed=followed,
    )


def _figure_line(node: Node, y: float, urls: Mapping[UUID, str]) -> FigureLine | None:
    if not node.figures:
        return None
    first, more = node.figures[0], len(node.figures) - 1
    text = wrap(f"{first.amount} ({first.period})", width=FIGURE_WIDTH, most=1)[0]
    words = f"Zahl hinter {node.label}: {first.words}" + (f" und {more} weitere" if more else "")
    return FigureLine(round(y, 1), text, words, urls.get(first.uid, ""))


def _order(graph: ThreadGraph, followed: frozenset[str]) -> dict[Column, list[str]]:
    """Rows per column: followed ones first, then near the boxes they come from, else in the order of their numbers."""
    place: dict[str, float] = {}
    order: dict[Column, list[str]] = {}
    for column in Column:
        weights = {}
        for rank, node in enumerate(graph.column(column)):
            sources = [place[s] for s in graph.predecessors.get(node.key, ()) if s in place]
            unsupported = column > Column.FINDING and not sources
            weights[node.key] = (node.key not in followed, unsupported, min(sources, default=0.0), rank)
        order[column] = sorted(weights, key=weights.__getitem__)
        place |= {key: float(i) for i, key in enumerate(order[column])}
    return order


def _path(link: Link, boxes: Mapping[str, Box], followed: frozenset[str]) -> Path:
    source, target = boxes[link.via or link.source], boxes[link.target]
    start, end = (round(source.right, 1), source.middle), (target.x, target.middle)
    bend = round((end[0] - (COLUMN_STEP - BOX_WIDTH) / 2), 1)  # bend in the gap before the target
    level = f"H{round(bend - (COLUMN_STEP - BOX_WIDTH) / 2, 1)}" if end[0] - start[0] > COLUMN_STEP else ""
    d = f"M{start[0]} {start[1]}{level}C{bend} {start[1]} {bend} {end[1]} {end[0]} {end[1]}"
    on = link.source in followed and link.target in followed
    return Path(d, on and not link.missing, link.missing, start, end)


def _has_stub(end: LooseEnd) -> bool:
    # a missing target is drawn as an empty box instead
    return end.kind is not LooseKind.MEASURE_WITHOUT_TARGET


def _stub(end: LooseEnd, box: Box) -> Stub:
    y = box.middle
    if end.kind.looks_back:
        return Stub(f"M{box.x} {y}c-6 0 -7 10 -11 15", round(box.x - 13.5, 1), y + 19)
    return Stub(f"M{round(box.right, 1)} {y}c12 0 14 10 22 15", round(box.right + 25, 1), y + 17)


def _loop(boxes: Mapping[str, Box], floor: float) -> tuple[str, str]:
    """What shows is measured again: from the first effect around the bottom to the last finding."""
    effects = [b for b in boxes.values() if b.node.column == Column.EFFECT and not b.node.placeholder]
    findings = [b for b in boxes.values() if b.node.column == Column.FINDING]
    if not effects or not findings:
        return "", ""
    start = min(effects, key=lambda b: b.y)
    tip = max(b.y + b.height for b in findings) + 3
    bottom, x = floor + 18, BOX_WIDTH / 2
    loop = (
        f"M{round(start.right, 1)} {start.middle}h2q9 0 9 9V{bottom - 16}q0 16 -16 16"
        f"H{x + 18}Q{x} {bottom} {x} {bottom - 16}V{tip + 6}"
    )
    return loop, f"M{x - 6} {tip + 10}l6 -10 6 10z"
