"""What figures shown together would tell about one that is not shown."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from sozialstrategie.evidence.disclosure.rules import STRICTEST

MOST = 12  # counts looked at together: the choices double with each one


def telling(counts: Sequence[float]) -> tuple[int, ...] | None:
    """The first counts whose difference lies between 1 and the least number of cases that may be shown.

    "40 families, 38 of them girls": nobody printed the two boys, and everybody can reckon them. A total is tried against every
    choice of smaller counts, since nothing says which of them are parts of it; so now and then a difference is found that means
    nothing.

    Args:
        counts: of one table, place and period; at most MOST, else the largest ones are looked at.

    Returns:
        positions in `counts`, the total first; None where nothing can be reckoned.

    Example:
        >>> telling([38.0, 40.0])
        (1, 0)
    """
    order = sorted(range(len(counts)), key=lambda n: -counts[n])[:MOST]
    for place, total in enumerate(order):
        rest = order[place + 1 :]
        for size in range(1, len(rest) + 1):
            for parts in combinations(rest, size):
                if 0 < counts[total] - sum(counts[n] for n in parts) < STRICTEST.min_cases:
                    return total, *parts
    return None
