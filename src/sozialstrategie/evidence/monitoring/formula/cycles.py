"""Indicators that use each other in a circle have no value: find the circle and name it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def find_cycle(uses: Mapping[str, Iterable[str]]) -> tuple[str, ...] | None:
    """First circle in the graph code -> codes used, as a path that ends where it starts; None if there is
    none.

    >>> find_cycle({"a": ["b"], "b": ["a"]})
    ('a', 'b', 'a')
    """
    finished: set[str] = set()
    for start in uses:
        path: list[str] = [start]
        open_branches = [iter(uses.get(start, ()))] if start not in finished else []
        while open_branches:
            following = next(open_branches[-1], None)
            if following is None:
                open_branches.pop()
                finished.add(path.pop())
            elif following in path:
                return (*path[path.index(following) :], following)
            elif following not in finished:
                path.append(following)
                open_branches.append(iter(uses.get(following, ())))
    return None
