"""Comparable scales for one indicator over many regions: z-values and ranks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def z_scores(values: ArrayLike) -> Floats:
    """(value - mean) / population standard deviation over the values that are there; shape (n,).

    NaN stays NaN and takes no part. With fewer than two values or no spread nothing can be compared: all NaN.

    >>> z_scores([1.0, 3.0]).tolist()
    [-1.0, 1.0]
    """
    data = np.asarray(values, float)
    present = data[~np.isnan(data)]
    if present.size < 2 or np.ptp(present) == 0:
        return np.full(data.shape, np.nan)
    return (data - present.mean()) / present.std()


def ranks(values: ArrayLike, keys: Sequence[str], *, largest_first: bool = True) -> NDArray[np.int64]:
    """Rank 1..m of each value; equal values are ordered by their unique key, so that every run gives the same
    ranks.

    values: shape (n,); keys: n unique texts (region keys). NaN gets rank 0 (no rank).
    Raises ValueError when lengths differ or a key occurs twice.

    >>> ranks([5.0, 7.0, 5.0], ["16062", "16061", "16052"]).tolist()
    [3, 1, 2]
    """
    data = np.asarray(values, float)
    if data.ndim != 1 or len(keys) != data.size:
        raise ValueError("Zu jedem Wert gehört genau ein Schlüssel.")
    if len(set(keys)) != len(keys):
        raise ValueError("Die Schlüssel müssen eindeutig sein, sonst ist die Rangfolge nicht bestimmt.")
    missing = np.isnan(data)
    ordered = np.where(missing, np.inf, -data if largest_first else data)
    order = np.lexsort((np.asarray(keys, dtype=np.str_), ordered))
    result = np.empty(data.size, dtype=np.int64)
    result[order] = np.arange(1, data.size + 1)
    return np.where(missing, 0, result)
