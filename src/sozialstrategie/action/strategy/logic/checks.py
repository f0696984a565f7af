"""Holes in a logic model, as warnings: nothing is refused because of them. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

OUTPUT, OUTCOME = range(1, 4), range(4, 7)


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """One thing on the staircase; `measured`: it says by what one notices it, or an indicator is about it."""

    key: int
    step: int
    text: str
    measured: bool


@dataclass(frozen=True, slots=True)
class UseFacts:
    """An indicator; one that is only watched needs no target."""

    name: str
    has_baseline: bool
    has_target: bool
    only_watched: bool = False


def warnings_of(
    items: Sequence[ItemFacts], links: Iterable[tuple[int, int]], uses: Iterable[UseFacts], *, is_measure: bool
) -> list[str]:
    """Sentences in the order of the staircase; empty = no hole.

    Args:
        links: (from, to) keys of items.
        is_measure: a measure without any item is a hole; a goal may do without.
    """
    found: list[str] = []
    if not items and is_measure:
        found.append("Zu dieser Maßnahme ist noch nicht beschrieben, wie sie wirken soll.")
    found += _outputs(items, list(links))
    for item in items:
        if item.step in OUTCOME and not item.measured:
            found.append(f"Zu „{item.text}“ steht noch nicht, woran man es merkt.")
    for use in uses:
        missing = [] if use.has_baseline else ["Ausgangswert"]
        missing += [] if use.has_target or use.only_watched else ["Zielwert"]
        if missing:
            found.append(f"Zum Indikator „{use.name}“ fehlt: {' und '.join(missing)}.")
    return found


def _outputs(items: Sequence[ItemFacts], links: list[tuple[int, int]]) -> list[str]:
    outputs = [item for item in items if item.step in OUTPUT]
    outcomes = {item.key for item in items if item.step in OUTCOME}
    if outputs and not outcomes:
        return [
            "Es steht da, was geleistet wird, aber nicht, was sich dadurch für die Menschen ändert (Stufen 4 bis 6)."
        ]
    if not links:
        return []
    return [
        f"„{item.text}“ führt zu keiner Wirkung (Stufen 4 bis 6)."
        for item in outputs
        if not reachable(links, item.key) & outcomes
    ]


def reachable(links: Iterable[tuple[int, int]], start: int) -> set[int]:
    """Everything that `start` leads to over any number of links; `start` itself only if there is a circle."""
    following: dict[int, list[int]] = defaultdict(list)
    for source, target in links:
        following[source].append(target)
    seen: set[int] = set()
    queue = list(following[start])
    while queue:
        key = queue.pop()
        if key not in seen:
            seen.add(key)
            queue += following[key]
    return seen


def circle(links: Sequence[tuple[int, int]]) -> bool:
    """Whether some item leads to itself over any number of links."""
    return any(key in reachable(links, key) for key in {source for source, _ in links})
