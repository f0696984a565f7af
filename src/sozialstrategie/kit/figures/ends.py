"""Words at line ends: broken into lines, and moved apart as little as possible so that none covers another."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class End:
    """A word at a line end; a heavier one moves less."""

    value: float
    lines: tuple[str, ...]
    style: str
    weight: float = 1.0


def wrapped(text: str, fits: Callable[[str], bool]) -> tuple[str, ...]:
    """Lines broken at spaces and after hyphens, each as long as fits; a single longer word stays whole.

    >>> wrapped("12,3 Saalfeld-Rudolstadt", lambda t: len(t) <= 14)
    ('12,3 Saalfeld-', 'Rudolstadt')
    """
    lines = [""]
    for part in re.findall(r"[^\s-]+-?\s*|-\s*", text):
        if lines[-1] and not fits((lines[-1] + part).rstrip()):
            lines.append("")
        lines[-1] += part
    return tuple(line.rstrip() for line in lines)


def apart(
    wanted: Sequence[float], heights: Sequence[float], weights: Sequence[float], room: float, slack: float = 0.0
) -> list[float]:
    """Middles of boxes near the wanted ones, without overlap, between 0 and `room` as far as they fit.

    Least weighted squares under the order of the wanted middles: isotonic regression by pooling adjacent violators
    (Barlow et al. 1972) on the middles less the sum of heights above them.

    Args:
        wanted, heights, weights: one per box, in pixels (downwards).
        slack: how far a box may stick out above 0 and below `room`.

    Returns:
        Middles in the order given.
    """
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], -weights[i]))
    offsets: list[float] = []
    for place, i in enumerate(order):
        before = order[place - 1] if place else i
        offsets.append(offsets[-1] + (heights[before] + heights[i]) / 2 if place else heights[i] / 2 - slack)
    pools: list[tuple[float, float, int]] = []  # mean, weight, number of boxes
    for place, i in enumerate(order):
        mean, weight, count = wanted[i] - offsets[place], weights[i], 1
        while pools and pools[-1][0] > mean:
            other, other_weight, other_count = pools.pop()
            mean = (mean * weight + other * other_weight) / (weight + other_weight)
            weight, count = weight + other_weight, count + other_count
        pools.append((mean, weight, count))
    levels = [mean for mean, _, count in pools for _ in range(count)]
    middles = [level + offset for level, offset in zip(levels, offsets, strict=True)]
    end = offsets[-1] + heights[order[-1]] / 2 - slack if order else 0.0
    middles = [max(min(m, room - (end - o)), o) for m, o in zip(middles, offsets, strict=True)]
    result = [0.0] * len(wanted)
    for place, i in enumerate(order):
        result[i] = middles[place]
    return result
