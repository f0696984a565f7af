"""The areas most like one area by named structural indicators, with the reasons for each of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sozialstrategie.methods.robust import centre_and_spread

Floats = NDArray[np.float64]

MIN_SHARED = 0.75  # share of the weights that both areas must have figures for
COUNTS_DOUBLE = 0.9  # |r| from which two indicators say nearly the same
TIE_DIGITS = 12  # distances equal up to here are a tie; below is only the machine's rounding


class Standardised(NamedTuple):
    """What `most_similar` compares: the same for all areas, so it is made once."""

    z: Floats  # (areas, indicators), NaN where a figure is missing or the indicator cannot tell areas apart
    keys: tuple[str, ...]
    names: tuple[str, ...]
    centre: Floats  # (indicators,), in the unit of the indicator, of its logarithm for `log`
    spread: Floats
    constant: tuple[str, ...]  # indicators without spread: they have no say


class Similar(NamedTuple):
    """The members in order of distance; arrays have shape (members,) or (members, indicators)."""

    keys: tuple[str, ...]
    distance: Floats  # typical difference per indicator, in spreads; 0 = equal in all
    difference: Floats  # member - own in spreads, signed; NaN where either figure is missing
    contribution: Floats  # share of the squared distance, sums to 1 (0 for a twin); NaN where not compared
    shared: Floats  # share of the weights that could be compared
    unused: tuple[str, ...]  # indicators without say for this area: constant, or its own figure is missing
    incomparable: tuple[str, ...]  # candidates left out because too little could be compared


class Overlap(NamedTuple):
    """How far the indicators say the same."""

    pairs: tuple[tuple[str, str, float], ...]  # (name, name, rank correlation) from 0.9 on, strongest first
    effective: float  # as many unrelated indicators would weigh the same


def standardise(
    values: ArrayLike, keys: Sequence[str], names: Sequence[str], *, log: Collection[str] = ()
) -> Standardised:
    """z = (value - median) / (1.4826 * MAD) per indicator over all areas.

    values: (areas, indicators), NaN = no figure. log: names of skewed indicators (density) to compare by their
    logarithm, so that twice as much counts the same everywhere. Median and MAD instead of mean and standard deviation,
    because a few big cities would otherwise make all districts look alike. Where more than half of the areas share
    one value (a yes/no mark), the MAD is 0 and the population standard deviation takes its place.
    Raises ValueError for wrong shapes, double names or keys, unknown names in log, values <= 0 to be logged.

    >>> s = standardise([[1.0], [2.0], [3.0], [4.0], [100.0]], list("abcde"), ["x"])
    >>> s.z[:, 0].round(4).tolist()
    [-1.349, -0.6745, 0.0, 0.6745, 65.4255]
    """
    data = np.array(values, float)  # a copy, part of it is logged below
    if data.shape != (len(keys), len(names)) or not names:
        raise ValueError("Erwartet wird eine Tafel mit einer Zeile je Gebiet und einer Spalte je Merkmal.")
    if len(set(keys)) != len(keys) or len(set(names)) != len(names):
        raise ValueError("Gebietsschlüssel und Merkmale müssen eindeutig sein.")
    for name in log:
        column = data[:, _position(name, names)]
        if np.any(column <= 0):
            raise ValueError(f"»{name}« hat Werte bis null: kein Logarithmus möglich.")
        data[:, _position(name, names)] = np.log(column)
    centre, spread = centre_and_spread(data)
    for j in np.flatnonzero(spread == 0):
        present = data[~np.isnan(data[:, j]), j]
        spread[j] = 0.0 if np.ptp(present) == 0 else present.std()
    usable = np.where(spread > 0, spread, np.nan)
    constant = tuple(name for name, s in zip(names, usable, strict=True) if np.isnan(s))
    return Standardised((data - centre) / usable, tuple(keys), tuple(names), centre, spread, constant)


def most_similar(
    table: Standardised,
    own: str,
    k: int = 10,
    *,
    weights: ArrayLike | None = None,
    candidates: Collection[str] | None = None,
    min_shared: float = MIN_SHARED,
) -> Similar:
    """The k areas nearest to `own`, ties in order of their keys; fewer than k if fewer can be compared.

    distance² = sum of w (z_member - z_own)² / sum of w, both over the indicators that BOTH have (partial distance,
    Dixon 1979; range-free form of Gower 1971): a missing figure is neither filled in nor counted as equal.
    A candidate with less than `min_shared` of the weight that `own` has figures for is left out and named.
    contribution = w (z_member - z_own)² / sum of the same: what makes the two differ.
    weights: one per indicator, >= 0 (0 leaves it out), equal by default. candidates: keys to choose from (one Land);
    the standardisation stays that of all areas. Raises ValueError for unknown keys, k < 1, useless weights,
    min_shared outside 0..1, or when `own` has no figure at all.

    >>> t = standardise([[1.0, 5.0], [2.0, 5.0], [3.0, 7.0], [4.0, 8.0]], ["a", "b", "c", "d"], ["x", "y"])
    >>> s = most_similar(t, "a", 2); s.keys, s.distance.round(4).tolist(), s.contribution.round(2).tolist()
    (('b', 'c'), [0.4769, 1.349], [[1.0, 0.0], [0.5, 0.5]])
    """
    me = _position(own, table.keys)
    weight = _weights(weights, len(table.names))
    chosen = set(table.keys) if candidates is None else set(candidates)
    if unknown := chosen - set(table.keys):
        raise ValueError(f"Unbekanntes Gebiet: {', '.join(sorted(unknown))}.")
    if k < 1 or not 0 < min_shared <= 1:
        raise ValueError("Anzahl ab 1, gemeinsamer Anteil über 0 bis 1.")
    mine = np.where(np.isnan(table.z[me]), 0.0, weight)
    if mine.sum() == 0:
        raise ValueError(f"Für {own} gibt es keinen Wert, der sich vergleichen ließe.")
    difference, squared, distance, shared = _compared(table.z, me, mine)
    total = squared.sum(axis=1)
    others = np.array([key in chosen and key != own for key in table.keys])
    # the sum of shares may miss 0.75 by the machine's rounding
    enough = others & (shared >= min_shared - 1e-9)
    order = np.lexsort((np.asarray(table.keys, dtype=np.str_), distance.round(TIE_DIGITS)))
    at = order[enough[order]][:k]
    share = np.divide(squared[at], total[at, None], out=np.zeros((at.size, weight.size)), where=total[at, None] > 0)
    return Similar(
        tuple(table.keys[i] for i in at),
        distance[at],
        difference[at],
        np.where(np.isnan(difference[at]) | (mine == 0), np.nan, share),
        shared[at],
        tuple(name for name, w in zip(table.names, mine, strict=True) if w == 0),
        tuple(sorted(key for key, gone in zip(table.keys, others & ~enough, strict=True) if gone)),
    )


def _compared(z: Floats, me: int, mine: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Every area against row `me`: difference, weighted square (0 where not compared), distance, shared weight."""
    difference = z - z[me]
    compared = np.where(np.isnan(difference), 0.0, mine)
    squared = compared * np.nan_to_num(difference) ** 2
    weight = compared.sum(axis=1)
    distance = np.sqrt(squared.sum(axis=1) / np.where(weight > 0, weight, np.nan))
    return difference, squared, distance, weight / mine.sum()


def overlap(table: Standardised) -> Overlap:
    """Which indicators count double, and how many unrelated ones the list is worth.

    Rank correlation (Spearman) of each two indicators over the areas that have both. With |r| >= 0.9 the pair counts
    like one indicator of double weight: drop one, or halve both weights. effective = n² / sum of r² over all pairs
    (i, j), both orders and i = j included, which is (sum of eigenvalues)² / sum of squared eigenvalues: n for
    unrelated indicators, 1 if all say the same. Constant indicators are left out. NaN with nothing to correlate.

    >>> t = standardise([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0], [4.0, 9.0]], list("abcd"), ["x", "y"])
    >>> overlap(t)
    Overlap(pairs=(('x', 'y', 1.0),), effective=1.0)
    """
    names = [name for name in table.names if name not in table.constant]
    columns = [table.z[:, _position(name, table.names)] for name in names]
    pairs, squares = [], float(len(names))
    for j in range(len(names)):
        for i in range(j):
            r = _rank_correlation(columns[i], columns[j])
            squares += 2 * r * r
            if abs(r) >= COUNTS_DOUBLE:
                pairs.append((names[i], names[j], r))
    pairs.sort(key=lambda pair: (-abs(pair[2]), pair[0], pair[1]))
    return Overlap(tuple(pairs), len(names) ** 2 / squares if names else float("nan"))


def _rank_correlation(a: Floats, b: Floats) -> float:
    """Spearman's r over the areas that have both; 0 where fewer than three have, or one of them is constant there."""
    from scipy.stats import rankdata  # heavy: only when needed

    both = ~np.isnan(a) & ~np.isnan(b)
    if both.sum() < 3 or np.ptp(a[both]) == 0 or np.ptp(b[both]) == 0:
        return 0.0
    # rounding in the last digit must not lift a perfect correlation above 1
    return float(np.clip(np.corrcoef(rankdata(a[both]), rankdata(b[both]))[0, 1].round(TIE_DIGITS), -1, 1))


def _weights(weights: ArrayLike | None, size: int) -> Floats:
    weight = np.ones(size) if weights is None else np.asarray(weights, float)
    if weight.shape != (size,) or not np.all(np.isfinite(weight)) or np.any(weight < 0) or weight.sum() == 0:
        raise ValueError("Zu jedem Merkmal gehört ein Gewicht ab 0, und eines muss größer sein.")
    return weight


def _position(name: str, names: Sequence[str]) -> int:
    try:
        return names.index(name)
    except ValueError:
        raise ValueError(f"»{name}« ist unbekannt.") from None
