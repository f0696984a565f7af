"""Many comparisons at once: p values adjusted so that a stated share of what is reported may be chance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Correction = Literal["bh", "by"]


def adjusted_p(p: ArrayLike, method: Correction = "bh") -> Floats:
    """p values adjusted for the number of comparisons made; shape (m,) in, (m,) out.

    With p(1) <= ... <= p(m):  adjusted(i) = min over j >= i of min(1, p(j) * m * c / j).
    bh: c = 1 (Benjamini & Hochberg 1995): holds for independent and for positively dependent comparisons.
    by: c = 1 + 1/2 + ... + 1/m (Benjamini & Yekutieli 2001): holds for any dependence, finds less.
    Reporting all with adjusted <= q keeps the expected share of chance hits among the reported at most q.

    p: all comparisons that were MADE, not only the striking ones. NaN (nothing could be compared) stays NaN and
    is not counted. Raises ValueError for p outside 0..1, more than one axis, or another method.
    Equal to `scipy.stats.false_discovery_control`, which is not used because loading it costs a web process a second.

    >>> adjusted_p([0.01, 0.02, 0.03, 0.5]).round(6).tolist()
    [0.04, 0.04, 0.04, 0.5]
    """
    if method not in ("bh", "by"):
        raise ValueError(f"Unbekanntes Verfahren »{method}«: bh oder by.")
    chances = _checked(p)
    made = ~np.isnan(chances)
    result = np.full(chances.shape, np.nan)
    result[made] = _stepped_up(chances[made], method)
    return result


def _stepped_up(chances: Floats, method: Correction) -> Floats:
    """Both procedures without missing values."""
    places = np.arange(1, chances.size + 1)
    order = np.argsort(chances, kind="stable")
    strictness = float((1 / places).sum()) if method == "by" else 1.0
    raised = chances[order] * chances.size * strictness / places
    adjusted = np.empty(chances.shape)
    adjusted[order] = np.minimum(1.0, np.minimum.accumulate(raised[::-1])[::-1])
    return adjusted


def most_unusual_first(p: ArrayLike, keys: Sequence[str], strength: ArrayLike | None = None) -> NDArray[np.int64]:
    """Positions of the comparisons that were made, the most unusual first; the order never depends on the input's.

    Sorted by p, then by |strength| (for instance z, which still differs where p is 0 for the machine), then by
    key. p, strength: shape (m,), NaN in p is left out, NaN in strength comes last among equals.
    keys: m unique texts. Adjusting keeps the order of p, so sort by the unadjusted one: it has fewer ties.
    Raises ValueError when lengths differ, a key occurs twice or p is outside 0..1.

    >>> most_unusual_first([0.5, 0.0, float("nan"), 0.0], ["a", "b", "c", "d"], [1, 40, 9, -45]).tolist()
    [3, 1, 0]
    """
    chances = _checked(p)
    size = np.zeros(chances.shape) if strength is None else np.abs(np.asarray(strength, float))
    if size.shape != chances.shape or len(keys) != chances.size:
        raise ValueError("Zu jedem Vergleich gehören genau ein p-Wert, ein Schlüssel und höchstens eine Stärke.")
    if len(set(keys)) != len(keys):
        raise ValueError("Die Schlüssel müssen eindeutig sein, sonst ist die Reihenfolge nicht bestimmt.")
    order = np.lexsort((np.asarray(keys, dtype=np.str_), -size, chances))
    return order[~np.isnan(chances[order])].astype(np.int64)


def _checked(p: ArrayLike) -> Floats:
    chances = np.asarray(p, float)
    if chances.ndim != 1:
        raise ValueError("Die p-Werte müssen eine einfache Liste sein.")
    if np.any((chances < 0) | (chances > 1)):
        raise ValueError("Ein p-Wert liegt zwischen 0 und 1.")
    return chances
