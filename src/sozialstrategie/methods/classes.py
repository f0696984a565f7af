"""Class limits for maps: equal widths, equal numbers, natural breaks (Fisher-Jenks), given limits, around a reference.

All functions give the k - 1 limits BETWEEN k classes in rising order. A limit belongs to the class above it; the outer classes
are open. Values: shape (n,), NaN = no figure, left out. Where the values do not suffice for k classes (equal values), there
are fewer limits. None of the functions rounds.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

REACH = 0.95  # share of the distances that the classes around a reference span; the rest lies in the open outer ones


def equal_interval(values: ArrayLike, k: int) -> Floats:
    """Classes of equal width: limit_i = min + i (max - min) / k, i = 1..k-1.

    Easy to read; one extreme value leaves classes empty. Raises ValueError for k < 2.

    >>> equal_interval([0, 1, 2, 10], 5).tolist()
    [2.0, 4.0, 6.0, 8.0]
    """
    present = _present(values, k)
    if present.size == 0 or present[0] == present[-1]:
        return np.empty(0)
    return present[0] + np.arange(1, k) * (present[-1] - present[0]) / k


def quantile(values: ArrayLike, k: int) -> Floats:
    """Classes of about equal numbers: limit_i = quantile i / k by linear interpolation (Hyndman & Fan 1996, type 7).

    Uses all colours alike; neighbours in value may fall into different classes. Equal limits become one; a limit at or
    below the smallest value is dropped, because the class below it would be empty. Raises ValueError for k < 2.

    >>> quantile([1, 2, 3, 4, 5, 6, 7, 8, 9], 4).tolist()
    [3.0, 5.0, 7.0]
    """
    present = _present(values, k)
    if present.size == 0:
        return np.empty(0)
    limits: Floats = np.unique(np.quantile(present, np.arange(1, k) / k))
    return limits[limits > present[0]]


def natural_breaks(values: ArrayLike, k: int) -> Floats:
    """Fisher-Jenks: the partition into k classes with the smallest sum of squared distances to the class means.

    Exact, by dynamic programming over the sorted values (Fisher 1958; Jenks 1977): D[j, m] = min over i of D[i, m-1] +
    SSD(i..j), SSD from sums of values and squares. Equal values are one point with a weight, so they never part.
    A limit is the smallest value of the class above it. Time k u² for u different values. With fewer different values
    than classes each gets its own class. Raises ValueError for k < 2.

    Fisher (1958): On grouping for maximum homogeneity, JASA 53, 789-798. Jenks (1977): Optimal data classification for
    choropleth maps, University of Kansas.

    >>> natural_breaks([1, 2, 4, 5, 7, 9, 10, 20], 3).tolist()
    [7.0, 20.0]
    """
    present = _present(values, k)
    points, weights = np.unique(present, return_counts=True)
    if points.size <= k:
        return points[1:]
    within = _squares(points, weights.astype(float))
    best, starts = within[0], np.zeros((k, points.size), dtype=np.int64)
    for m in range(1, k):
        # cost[i, j]: points up to i - 1 in m classes, i..j in the last one
        cost = np.full_like(within, np.inf)
        cost[1:] = best[:-1, None] + within[1:]
        starts[m] = cost.argmin(axis=0)
        best = cost.min(axis=0)
    limits, end = [], points.size - 1
    for m in range(k - 1, 0, -1):
        start = int(starts[m, end])
        limits.append(points[start])
        end = start - 1
    return np.array(limits[::-1])


def _squares(points: Floats, weights: Floats) -> Floats:
    """SSD of the points i..j about their mean at [i, j]; infinite below the diagonal, where there is no class."""
    centred = points - np.average(points, weights=weights)  # differences of large sums would lose digits
    zero = np.zeros(1)
    n = np.concatenate([zero, np.cumsum(weights)])
    first = np.concatenate([zero, np.cumsum(weights * centred)])
    second = np.concatenate([zero, np.cumsum(weights * centred**2)])
    count = n[None, 1:] - n[:-1, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        found = second[None, 1:] - second[:-1, None] - (first[None, 1:] - first[:-1, None]) ** 2 / count
    upper = np.triu(np.ones(found.shape, dtype=bool))
    return np.where(upper, np.maximum(found, 0.0), np.inf)


def given_limits(limits: Sequence[float]) -> Floats:
    """Limits that somebody chose, checked.

    Raises ValueError when there is none, one is no number, or they do not rise.

    >>> given_limits([5, 10, 15]).tolist()
    [5.0, 10.0, 15.0]
    """
    found = np.asarray(limits, float)
    if found.size == 0 or not np.all(np.isfinite(found)):
        raise ValueError("Mindestens eine Grenze wird gebraucht, und jede muss eine Zahl sein.")
    if np.any(np.diff(found) <= 0):
        raise ValueError("Die Grenzen müssen ansteigen, und keine darf zweimal vorkommen.")
    return found


def around_reference(distances: ArrayLike, k: int, *, reach: float = REACH) -> Floats:
    """Classes of equal width, as many below as above the reference: limit_i = w (i - k / 2), w = 2 r / k.

    distances: value - reference, the reference may differ by year. r: the `reach` quantile of the absolute distances,
    so that one extreme place does not push all others into the middle. With odd k the middle class holds what lies
    near the reference, with even k 0 is a limit. Raises ValueError for k < 2 or a reach outside 0..1.

    >>> around_reference([-4.0, -1.0, 0.0, 2.0, 5.0], 5, reach=1.0).tolist()
    [-3.0, -1.0, 1.0, 3.0]
    """
    if not 0 < reach <= 1:
        raise ValueError("Der Anteil liegt über 0 und höchstens bei 1.")
    present = np.abs(_present(distances, k))
    if present.size == 0 or present.max() == 0:
        return np.empty(0)
    return 2 * np.quantile(present, reach) / k * (np.arange(1, k) - k / 2)


def classify(values: ArrayLike, limits: ArrayLike) -> Ints:
    """Class 0..len(limits) of each value, -1 for NaN; a limit belongs to the class above it.

    >>> classify([1.0, 5.0, 7.0, float("nan")], [5.0, 6.0]).tolist()
    [0, 1, 2, -1]
    """
    data = np.asarray(values, float)
    found = np.searchsorted(np.asarray(limits, float), data, side="right")
    return np.where(np.isnan(data), -1, found).astype(np.int64)


def _present(values: ArrayLike, k: int) -> Floats:
    """Sorted values without NaN."""
    if k < 2:
        raise ValueError("Eine Einteilung hat mindestens zwei Klassen.")
    data = np.asarray(values, float).ravel()
    return np.sort(data[~np.isnan(data)])
