"""Rates and shares with intervals for small numbers (Kleinräumige Unsicherheit)."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
RateMethod = Literal["wilson", "poisson"]

CERTAIN = ""
UNCERTAIN = "uncertain"  # fewer than 10 events, or an interval wider than two thirds of the estimate
SUPPRESSED = "suppressed"  # fewer than 3 events: neither estimate nor interval may be shown, both reveal the count
UNDEFINED = "undefined"  # no persons: no rate

SUPPRESS_BELOW = 3
UNCERTAIN_BELOW = 10
UNCERTAIN_WIDTH = 2 / 3


class Rate(NamedTuple):
    """Arrays of the shape of k and n broadcast together; est, lo, hi in units of `per`."""

    est: Floats
    lo: Floats
    hi: Floats
    flag: NDArray[np.str_]


def rate(k: ArrayLike, n: ArrayLike, method: RateMethod = "wilson", conf: float = 0.95, per: float = 1.0) -> Rate:
    """Rate k/n with a two-sided interval of confidence `conf`.

    k: events; n: persons (wilson) or person-time (poisson), broadcast together. per: 100 gives percent.
    wilson: score interval without continuity correction (Wilson 1927), for shares, 0 <= k <= n.
    poisson: exact interval (Garwood 1936) of the count, divided by n.
    n = 0 or NaN in k or n: NaN everywhere, flag "undefined".

    The flag only says what applies. Who shows the result hides estimate AND interval of "suppressed", because
    the
    interval reveals the count.

    Source of the numbers to hit: R 4.2.2 prop.test(correct=FALSE), poisson.test.

    >>> r = rate(3, 25); float(round(r.est, 2)), float(round(r.lo, 4)), float(round(r.hi, 4)), str(r.flag)
    (0.12, 0.0417, 0.2996, 'uncertain')
    """
    if not 0 < conf < 1:
        raise ValueError("conf muss zwischen 0 und 1 liegen.")
    events, base = np.broadcast_arrays(np.asarray(k, float), np.asarray(n, float))
    _check_counts(events, base, method)
    defined = ~np.isnan(events) & ~np.isnan(base) & (base > 0)
    safe_base = np.where(defined, base, 1.0)
    safe_events = np.where(defined, events, 0.0)
    interval = _wilson if method == "wilson" else _poisson
    lo, hi = interval(safe_events, safe_base, conf)
    est = safe_events / safe_base
    flag = np.where(defined, _flags(safe_events, est, hi - lo), UNDEFINED)
    est, lo, hi = (np.where(defined, part * per, np.nan) for part in (est, lo, hi))
    return Rate(est, lo, hi, flag)


def _check_counts(events: Floats, base: Floats, method: str) -> None:
    if method not in ("wilson", "poisson"):
        raise ValueError(f"Unbekanntes Verfahren »{method}«: wilson oder poisson.")
    if np.any(events < 0) or np.any(base < 0):
        raise ValueError("Fälle und Bezugsgröße dürfen nicht negativ sein.")
    if method == "wilson" and np.any((events > base) & (base > 0)):
        raise ValueError("Ein Anteil braucht höchstens so viele Fälle wie Personen; für Raten: method='poisson'.")


def _wilson(events: Floats, base: Floats, conf: float) -> tuple[Floats, Floats]:
    from scipy.special import ndtri  # heavy: only when needed

    z = float(ndtri(0.5 + conf / 2))
    share = events / base
    centre = share + z * z / (2 * base)
    half = z * np.sqrt(share * (1 - share) / base + z * z / (4 * base * base))
    scale = 1 + z * z / base
    # the ends are exactly 0 and 1 by algebra; rounding error must not leave a trace there
    lo = np.where(events == 0, 0.0, (centre - half) / scale)
    hi = np.where(events == base, 1.0, (centre + half) / scale)
    return np.clip(lo, 0.0, 1.0), np.clip(hi, 0.0, 1.0)


def _poisson(events: Floats, base: Floats, conf: float) -> tuple[Floats, Floats]:
    from scipy.special import gammaincinv  # heavy: only when needed

    tail = (1 - conf) / 2
    positive = np.where(events > 0, events, 1.0)
    lo = np.where(events > 0, gammaincinv(positive, tail), 0.0)
    return lo / base, gammaincinv(events + 1, 1 - tail) / base


def _flags(events: Floats, est: Floats, width: Floats) -> NDArray[np.str_]:
    uncertain = (events < UNCERTAIN_BELOW) | (width > UNCERTAIN_WIDTH * est)
    flag = np.where(uncertain, UNCERTAIN, CERTAIN)
    return np.where(events < SUPPRESS_BELOW, SUPPRESSED, flag)
