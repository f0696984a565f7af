"""What is unusual in short yearly series: changes, breaks, trends against a group, places, the way to a target.

Two kinds of figures, two kinds of chance:
- counts (k of n): chance of the count itself, from the counts alone (`change_of_proportions`, `change_of_rates`);
- published ratios without counts: how far an area stands out from the spread of all areas (`robust_z` and the
  functions built on it). There p reads "how seldom is this, if areas differ only as they usually do".

A panel has shape (areas, years), columns ordered by year; NaN = no figure.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sozialstrategie.methods.rates import CERTAIN, SUPPRESSED, UNCERTAIN, UNDEFINED, RateMethod, rate
from sozialstrategie.methods.robust import Unusual, centre_and_spread, count, judged, median, qn, robust_z

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MIN_STEPS = 7  # a break needs the step itself and six others to compare it with: eight years
MIN_TREND_YEARS = 4
MIN_GROUP = 5


class CountChange(NamedTuple):
    """Arrays of the shape of the counts broadcast together; difference, lo, hi in units of `per`."""

    difference: Floats
    lo: Floats
    hi: Floats
    z: Floats
    p: Floats
    flag: NDArray[np.str_]  # as in `rates`, the worse of the two years


class Breaks(NamedTuple):
    """The largest step of each area, shape (areas,); `common` and `common_p` have shape (years - 1,)."""

    column: Ints  # the first column of the new level, -1 where nothing could be judged
    size: Floats  # step beyond the common movement, in the unit of the values
    z_own: Floats
    z_areas: Floats
    p: Floats  # adjusted for the number of steps looked at
    common: Floats  # median movement of all areas
    common_p: (
        Floats  # against the other common movements, adjusted: small = all areas jumped, look for a new definition
    )


class Places(NamedTuple):
    """Shape (areas,), for the last column."""

    from_top: Ints  # 1 = highest; 0 where the value is missing; ties share the worse place
    from_bottom: Ints
    areas: int  # how many have a value
    years_at_end: Ints  # years in a row, up to the last, as sole highest or sole lowest
    own_extreme: Ints  # +1 above all own earlier values, -1 below all, 0 neither or fewer than 4 earlier ones
    p: Floats  # min(1, 2 * better place / count)


class TargetGap(NamedTuple):
    """Shape (areas,), in the unit of the values or per year."""

    gap: Floats  # what is still to go; 0 or negative = reached
    needed: Floats  # change per year from now to the target year; 0 when reached
    recent: Floats  # own trend per year
    expected: Floats  # value in the target year if the trend went on
    state: NDArray[np.str_]  # reached, on_track, off_track, unknown


def change_of_proportions(
    k1: ArrayLike, n1: ArrayLike, k2: ArrayLike, n2: ArrayLike, conf: float = 0.95, per: float = 1.0
) -> CountChange:
    """Change from k1 of n1 (earlier) to k2 of n2 (later) persons; all broadcast together.

    z = sign(d) * max(0, |d| - (1/n1 + 1/n2)/2) / sqrt(p(1-p)(1/n1 + 1/n2)), d = k2/n2 - k1/n1, p = (k1+k2)/(n1+n2)
    (with continuity correction: Yates 1934; Fleiss, Levin & Paik 2003). z² is the corrected chi² of the 2 x 2 table.
    lo, hi: hybrid score interval of the difference (Newcombe 1998, method 10), so it can differ from p near the limit.
    n = 0 or NaN: NaN, flag "undefined". Whoever shows the result hides "suppressed" ones altogether.
    The two years are treated as independent groups. Where mostly the same persons are counted twice, that is cautious.
    Raises ValueError for negative counts or k > n.

    >>> c = change_of_proportions(48, 80, 56, 70)
    >>> [round(float(x), 4) for x in (c.difference, c.lo, c.hi, c.z, c.p)]
    [0.2, 0.0524, 0.3339, 2.4727, 0.0134]
    """
    (a, b, x, y), result = _two_rates(k1, n1, k2, n2, "wilson", conf, per)
    share = (a + b) / (x + y)
    weight = 1 / x + 1 / y
    excess = np.abs(b / y - a / x) - weight / 2
    return _with_z(result, excess, np.sqrt(share * (1 - share) * weight))


def change_of_rates(
    k1: ArrayLike, t1: ArrayLike, k2: ArrayLike, t2: ArrayLike, conf: float = 0.95, per: float = 1.0
) -> CountChange:
    """Change from k1 events in t1 person-years (earlier) to k2 in t2 (later); all broadcast together.

    Given K = k1 + k2, k2 is binomial with share s = t2 / (t1 + t2) if nothing changed (Przyborowski & Wilenski 1940):
    z = sign * max(0, |k2 - K s| - 1/2) / sqrt(K s (1-s)), normal approximation with continuity correction.
    lo, hi: from the two exact Poisson intervals by the square-and-add rule (Zou & Donner 2008).
    t = 0 or NaN: NaN, flag "undefined"; no event at all: z = 0, p = 1. Raises ValueError for negative input.

    >>> c = change_of_rates(20, 1000, 40, 1000, per=1000)
    >>> [round(float(x), 4) for x in (c.difference, c.z, c.p)]
    [20.0, 2.4529, 0.0142]
    """
    (a, b, x, y), result = _two_rates(k1, t1, k2, t2, "poisson", conf, per)
    share = y / (x + y)
    excess = np.abs(b - (a + b) * share) - 0.5
    return _with_z(result, excess, np.sqrt((a + b) * share * (1 - share)))


def _two_rates(
    k1: ArrayLike, n1: ArrayLike, k2: ArrayLike, n2: ArrayLike, method: RateMethod, conf: float, per: float
) -> tuple[tuple[Floats, Floats, Floats, Floats], CountChange]:
    """Counts and bases (1 where undefined), and a result that still lacks z and p."""
    a, x, b, y = np.broadcast_arrays(*(np.asarray(part, float) for part in (k1, n1, k2, n2)))
    before, after = rate(a, x, method, conf, per), rate(b, y, method, conf, per)
    d = after.est - before.est
    # square-and-add: the distance of each limit from its own estimate, added as independent errors
    lo = d - np.hypot(after.est - after.lo, before.hi - before.est)
    hi = d + np.hypot(after.hi - after.est, before.est - before.lo)
    flag = np.full(d.shape, CERTAIN, dtype=before.flag.dtype)
    for worse in (UNCERTAIN, SUPPRESSED, UNDEFINED):
        flag = np.where((before.flag == worse) | (after.flag == worse), worse, flag)
    defined = flag != UNDEFINED
    a, b, x, y = (np.where(defined, part, fill) for part, fill in ((a, 0.0), (b, 0.0), (x, 1.0), (y, 1.0)))
    return (a, b, x, y), CountChange(d, lo, hi, np.where(defined, 0.0, np.nan), np.full(d.shape, np.nan), flag)


def _with_z(result: CountChange, excess: Floats, error: Floats) -> CountChange:
    from scipy.special import ndtr  # heavy: only when needed

    size = np.divide(np.maximum(excess, 0.0), error, out=np.zeros(np.shape(error)), where=np.asarray(error) > 0)
    z = np.where(np.isnan(result.z), np.nan, np.sign(result.difference) * size)
    return result._replace(z=z, p=2 * ndtr(-np.abs(z)))


def change_of_areas(earlier: ArrayLike, later: ArrayLike, *, log: bool = False, floor: float = 0.0) -> Unusual:
    """Change of each area against the changes of all areas, for ratios published without counts; shape (areas,).

    effect = later - earlier, or ln(later / earlier) with `log` (values <= 0 count as missing); z and p as in
    `robust_z` of the changes. The caller chooses the two years (1, 5, 10 apart) and leaves out pairs across a break.

    >>> earlier = [10.0] * 11
    >>> r = change_of_areas(earlier, [11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 36])
    >>> float(r.effect[-1]), round(float(r.z[-1]), 4)
    (26.0, 4.4966)
    """
    before, after = _logged(earlier) if log else earlier, _logged(later) if log else later
    change = np.asarray(after, float) - np.asarray(before, float)
    return robust_z(change, floor=floor)._replace(effect=change)


def breaks(values: ArrayLike, *, rows: ArrayLike | None = None, floor: float = 0.0) -> Breaks:
    """The step of each area that is larger than its own usual movement AND than the movement of all areas that year.

    values: panel (areas, years). A movement is the change between neighbouring columns, less the median movement of
    all areas. A step is judged twice: z_areas against all areas' movements in that year (`robust_z`), z_own against
    the other movements of the same series (median and Qn of Rousseeuw & Croux 1993 without the step itself; t with
    n // 2 degrees of freedom). p of a step is the larger of the two; p of an area is its smallest one times the
    number of its steps (Bonferroni). rows: positions to judge, all by default; the spread always uses all areas.
    One wrong year looks like two steps; the first of them is named. At least 8 years and 10 areas, else NaN and -1.

    >>> rng = np.random.default_rng(1)
    >>> panel = rng.normal(size=(22, 12)).cumsum(axis=1); panel[4, 7:] += 12
    >>> found = breaks(panel); int(found.column[4]), bool(found.p[4] < 0.05)
    (7, True)
    """
    data = _panel(values)
    wanted = np.arange(data.shape[0]) if rows is None else np.atleast_1d(np.asarray(rows, np.int64))
    moves = np.diff(data, axis=1)
    across = robust_z(moves, floor=floor)
    common = median(moves.T)
    rest = (moves - common)[wanted]
    own_z, own_p = _against_own(rest, floor)
    _, common_p = _against_own(common[None, :], floor)
    p = np.maximum(across.p[wanted], own_p)
    steps = count(p, 1)
    at = np.argmin(np.where(np.isnan(p), np.inf, p), axis=1) if p.shape[1] else np.zeros(len(p), np.int64)
    size, own, areas, least = (_pick(part, at, steps) for part in (rest, own_z, across.z[wanted], p))
    column = np.where(steps > 0, at + 1, -1)
    common_adjusted = np.minimum(1.0, common_p[0] * count(common_p, 1)[0])
    return Breaks(column, size, own, areas, np.minimum(1.0, least * steps), common, common_adjusted)


def trend_slopes(values: ArrayLike, years: ArrayLike, *, log: bool = False) -> Floats:
    """Theil-Sen slope per year: the median of the slopes between every two years; (areas, years) -> (areas,).

    log: slope of the natural logarithm (0.02 = about 2 % a year); values <= 0 count as missing. NaN with fewer than 4
    figures. Up to 29 % of the years may be odd without carrying it away (Theil 1950; Sen 1968). Equal to
    `scipy.stats.theilslopes`, but for all areas at once and with missing years.

    >>> trend_slopes([[1.0, 2.0, 3.0, 40.0, 5.0]], [2018, 2019, 2020, 2021, 2022]).tolist()
    [1.0]
    """
    data, when = _panel(_logged(values) if log else values), np.asarray(years, float)
    if when.shape != data.shape[1:] or np.any(np.diff(when) <= 0):
        raise ValueError("Zu jeder Spalte gehört ein Jahr, aufsteigend.")
    first, second = np.triu_indices(when.size, 1)
    slopes = median((data[:, second] - data[:, first]) / (when[second] - when[first]))
    return np.where(count(data, 1) >= MIN_TREND_YEARS, slopes, np.nan)


def divergence(slopes: ArrayLike, own: ArrayLike, members: ArrayLike) -> Unusual:
    """How far the trend of an area leaves that of its comparison group, measured by how trends differ among all areas.

    slopes: (areas,) from `trend_slopes`; own: m positions; members: (m, areas) truth values, row i the group of own[i]
    (an area is never its own member). effect = own slope - median slope of the group;
    z = effect / (spread of all slopes * sqrt(1 + pi / (2 g))), g members with a slope: the second term is the
    uncertainty of the group's median. p from t with 0.4 n degrees of freedom.
    NaN with fewer than 10 areas, 5 members, without spread, or where the own slope is missing.

    >>> slopes = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 2.6])
    >>> r = divergence(slopes, [10], [[True] * 5 + [False] * 6])
    >>> round(float(r.effect[0]), 4), round(float(r.z[0]), 4)
    (2.3, 4.5108)
    """
    trend, at = np.asarray(slopes, float), np.atleast_1d(np.asarray(own, np.int64))
    group = np.atleast_2d(np.asarray(members, bool)).copy()
    if trend.ndim != 1 or group.shape != (at.size, trend.size):
        raise ValueError("Zu jedem eigenen Gebiet gehört eine Zeile mit einem Wahrheitswert je Gebiet.")
    group[np.arange(at.size), at] = False
    of_group = np.where(group, trend, np.nan)
    size = count(of_group, 1)
    _, spread = centre_and_spread(trend)
    error = np.where(size >= MIN_GROUP, spread * np.sqrt(1 + np.pi / (2 * np.maximum(size, 1))), np.nan)
    return judged(trend[at] - median(of_group), error, count(trend, 0))


def rank_extremes(values: ArrayLike) -> Places:
    """Place of each area among all in the last year, how long it has been at the end, and its own extreme.

    values: panel (areas, years). p = min(1, 2 * place / n), place from the nearer end: the chance to come that close
    to either end if the order were drawn by lot. Somebody is always first, so with 22 areas p is never below 0.09:
    a place alone is no finding there. Ties share the worse place. NaN / 0 where the last value is missing.

    >>> r = rank_extremes([[5.0, 9.0], [1.0, 8.0], [2.0, 3.0], [2.0, 3.0]])
    >>> r.from_top.tolist(), r.from_bottom.tolist(), r.years_at_end.tolist(), r.p.tolist()
    ([1, 2, 4, 4], [4, 3, 2, 2], [2, 0, 0, 0], [0.5, 1.0, 1.0, 1.0])
    """
    from scipy.stats import rankdata  # heavy: only when needed

    data = _panel(values)
    ends = [np.where(np.isnan(data), 0, rankdata(sign * data, "max", axis=0, nan_policy="omit")) for sign in (-1, 1)]
    top, bottom = (end[:, -1].astype(np.int64) for end in ends)
    n = int(count(data[:, -1], 0))
    streak = np.maximum(*((np.cumprod(end[:, ::-1] == 1, axis=1)).sum(axis=1) for end in ends))
    last, earlier = data[:, -1], data[:, :-1]
    enough = (count(earlier, 1) >= MIN_TREND_YEARS) & ~np.isnan(last)
    # a missing earlier value must not stop a comparison that the others decide
    above = np.where(np.isnan(earlier), True, last[:, None] > earlier).all(axis=1) & enough
    below = np.where(np.isnan(earlier), True, last[:, None] < earlier).all(axis=1) & enough
    nearer = np.minimum(top, bottom)
    p = np.where(nearer > 0, np.minimum(1.0, 2 * nearer / max(n, 1)), np.nan)
    return Places(top, bottom, n, streak.astype(np.int64), above.astype(np.int64) - below.astype(np.int64), p)


def target_gap(
    values: ArrayLike, years: ArrayLike, target: float, target_year: int, *, at_most: bool, span: int = 5
) -> TargetGap:
    """The way to a target and whether the own trend of the last `span` years leads there; no chance is computed here.

    values: panel (areas, years); at_most: the target is an upper limit (else a lower one). gap is positive while not
    reached. needed = (target - value) / years left; recent = Theil-Sen slope; expected = value + recent * years left.
    state: reached; on_track when `expected` reaches the target; off_track; unknown without value, trend or time left.

    >>> t = target_gap([[10.0, 9.5, 9.0, 8.5, 8.0]], [2018, 2019, 2020, 2021, 2022], 6.0, 2026, at_most=True)
    >>> [float(x[0]) for x in t[:4]], str(t.state[0])
    ([2.0, -0.5, -0.5, 6.0], 'on_track')
    """
    data, when = _panel(values), np.asarray(years, np.int64)
    recently = when >= when[-1] - span
    recent = trend_slopes(data[:, recently], when[recently])
    value, left = data[:, -1], int(target_year - when[-1])
    sign = 1.0 if at_most else -1.0
    gap = sign * (value - target)
    expected = value + recent * left if left > 0 else np.full(value.shape, np.nan)
    needed = np.where(gap <= 0, 0.0, -sign * gap / left if left > 0 else np.nan)
    needed = np.where(np.isnan(gap), np.nan, needed)
    # a trend that misses the target by less than the machine's rounding is on track
    near = sign * (expected - target) <= 1e-9 * max(1.0, abs(target))
    state = np.select([gap <= 0, np.isnan(expected), near], ["reached", "unknown", "on_track"], default="off_track")
    return TargetGap(gap, needed, recent, expected, state)


def _panel(values: ArrayLike) -> Floats:
    data = np.asarray(values, float)
    if data.ndim != 2 or data.shape[1] < 1:
        raise ValueError("Erwartet wird eine Tafel mit einer Zeile je Gebiet und einer Spalte je Jahr.")
    return data


def _logged(values: ArrayLike) -> Floats:
    data = np.asarray(values, float)
    return np.log(np.where(data > 0, data, np.nan))


def _pick(values: Floats, at: Ints, steps: Ints) -> Floats:
    if values.shape[1] == 0:
        return np.full(values.shape[0], np.nan)
    return np.where(steps > 0, np.take_along_axis(values, at[:, None], 1)[:, 0], np.nan)


def _against_own(moves: Floats, floor: float) -> tuple[Floats, Floats]:
    """z and p of each movement (series, steps) against the other movements of its own series."""
    from scipy.special import stdtr  # heavy: only when needed

    z = np.full(moves.shape, np.nan)
    others_of = count(moves, 1)[:, None] - 1
    for step in range(moves.shape[1]):
        others = np.delete(moves, step, axis=1)
        spread = np.maximum(qn(others), floor)
        n = np.maximum(count(others, 1), 1)
        error = np.where((spread > 0) & (n >= MIN_STEPS - 1), spread * np.sqrt(1 + np.pi / (2 * n)), np.nan)
        z[:, step] = (moves[:, step] - median(others)) / error
    return z, 2 * stdtr(np.maximum(others_of // 2, 1).astype(float), -np.abs(z))
