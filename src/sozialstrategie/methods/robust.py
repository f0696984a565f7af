"""Median, spread and "how far does this one stand out" that a few odd areas or years cannot carry away."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MAD_TO_SD = 1.482602218505602  # 1 / 75 % quantile of the standard normal distribution
MIN_AREAS = 10  # fewer areas give no spread worth the name
DF_PER_AREA = 0.4  # simulated: the MAD of n areas knows the spread no better than 0.4 n degrees of freedom do


class Unusual(NamedTuple):
    """effect in the unit of the values, z in robust standard deviations (signed), p two-sided."""

    effect: Floats
    z: Floats
    p: Floats


def centre_and_spread(values: ArrayLike, axis: int = 0) -> tuple[Floats, Floats]:
    """Median and 1.4826 * median absolute deviation along `axis`, NaN left out; all NaN gives NaN.

    For normal values the spread estimates the standard deviation; up to half of the values may be odd without
    moving it (Hampel 1974; Rousseeuw & Croux 1993). Equal to `scipy.stats.median_abs_deviation(scale="normal")`.

    >>> [float(x) for x in centre_and_spread([1.0, 2.0, 3.0, 4.0, 100.0])]
    [3.0, 1.482602218505602]
    """
    data = np.moveaxis(np.asarray(values, float), axis, -1)
    centre = median(data)
    return centre, MAD_TO_SD * median(np.abs(data - centre[..., None]))


def robust_z(values: ArrayLike, *, floor: float = 0.0) -> Unusual:
    """How far each area stands out: z = (value - median) / spread over all areas (axis 0); effect = value - median.

    values: shape (areas,) or (areas, m) for m comparisons side by side. floor: the smallest spread to believe, in the
    unit of the values: figures rounded to a unit u have an error of u / sqrt(12) each, a difference of two u / sqrt(6).
    p from Student's t with 0.4 n degrees of freedom, because the spread itself is uncertain when n areas are few;
    for large n that is the normal distribution. It assumes values that are roughly normal apart from the outliers.
    NaN where the value is missing, with fewer than 10 areas, or without spread.

    >>> r = robust_z([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 26])
    >>> float(r.effect[-1]), round(float(r.z[-1]), 4), round(float(r.p[-1]), 4)
    (20.0, 4.4966, 0.0087)
    """
    data = np.asarray(values, float)
    centre, spread = centre_and_spread(data)
    return judged(data - centre, np.maximum(spread, floor), count(data, 0))


def count(values: Floats, axis: int) -> Ints:
    """How many figures there are along `axis`."""
    return np.asarray((~np.isnan(values)).sum(axis=axis), np.int64)


def median(values: Floats) -> Floats:
    """Median along the last axis without NaN; NaN where nothing is left (np.nanmedian warns there and is slow)."""
    if values.shape[-1] == 0:
        return np.full(values.shape[:-1], np.nan)
    ordered = np.sort(values, axis=-1)  # NaN goes to the end
    n = count(ordered, -1)[..., None]
    low, high = (np.take_along_axis(ordered, at, -1) for at in (np.maximum(n - 1, 0) // 2, n // 2))
    return ((low + high) / 2)[..., 0]


def judged(effect: Floats, spread: Floats, n: Ints) -> Unusual:
    """Effect over spread with its p, for a spread that rests on n areas; NaN where that is too little."""
    from scipy.special import stdtr  # heavy: only when needed

    usable = (n >= MIN_AREAS) & (spread > 0)
    z = effect / np.where(usable, spread, np.nan)
    return Unusual(effect, z, 2 * stdtr(DF_PER_AREA * n, -np.abs(z)))


def qn(values: Floats) -> Floats:
    """Qn of Rousseeuw & Croux (1993) per row: the k-th smallest distance of two values, k = C(n // 2 + 1, 2), made
    to estimate the standard deviation of normal values. Twice as precise as the MAD, which few years need.
    """
    first, second = np.triu_indices(values.shape[1], 1)
    distances = np.sort(np.abs(values[:, first] - values[:, second]), axis=1)
    n = count(values, 1)
    half = n // 2 + 1
    at = np.clip(half * (half - 1) // 2 - 1, 0, max(distances.shape[1] - 1, 0))
    if distances.shape[1] == 0:
        return np.full(values.shape[0], np.nan)
    found = np.take_along_axis(distances, at[:, None], 1)[:, 0]
    factor = np.where(n % 2 == 1, n / (n + 1.4), n / (n + 3.8))
    for size, small in ((6, 0.611), (7, 0.857), (8, 0.669), (9, 0.872)):  # fewer than six are never judged
        factor = np.where(n == size, small, factor)
    return 2.21914446598508 * factor * found
