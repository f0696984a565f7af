"""Changes, breaks, trends, places and targets against SciPy, published values, hand calculation and pure noise."""

from __future__ import annotations

import doctest

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, chi2_contingency, norm, t, theilslopes

from sozialstrategie.methods import series
from sozialstrategie.methods.rates import rate
from sozialstrategie.methods.robust import robust_z
from sozialstrategie.methods.series import (
    breaks,
    change_of_areas,
    change_of_proportions,
    change_of_rates,
    divergence,
    rank_extremes,
    target_gap,
    trend_slopes,
)

NAN = float("nan")


def test_examples_in_the_docstrings() -> None:
    assert doctest.testmod(series).failed == 0


# ---- counts


@pytest.mark.parametrize(
    ("later", "earlier", "lo", "hi"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_newcombe_published(later: tuple[int, int], earlier: tuple[int, int], lo: float, hi: float) -> None:
    """Newcombe 1998, Statistics in Medicine 17, table II, method 10 (score intervals, no continuity correction)."""
    change = change_of_proportions(*earlier, *later)
    assert (float(change.lo), float(change.hi)) == pytest.approx((lo, hi), abs=5.1e-5)


@pytest.mark.parametrize(
    ("k1", "n1", "k2", "n2"), [(48, 80, 56, 70), (12, 480, 30, 500), (3, 25, 4, 25), (30, 60, 9, 61)]
)
def test_proportions_equal_the_corrected_chi_square(k1: int, n1: int, k2: int, n2: int) -> None:
    change = change_of_proportions(k1, n1, k2, n2, per=100)
    expected = chi2_contingency([[k1, n1 - k1], [k2, n2 - k2]], correction=True)
    assert float(change.z) ** 2 == pytest.approx(expected.statistic, abs=1e-12)
    assert float(change.p) == pytest.approx(expected.pvalue, abs=1e-12)
    assert float(change.difference) == pytest.approx(100 * (k2 / n2 - k1 / n1))
    assert np.sign(change.z) in (0, np.sign(k2 / n2 - k1 / n1))


def test_rates_by_hand_and_near_the_exact_test() -> None:
    # K = 60, equal time: |40 - 30| - 0.5 over sqrt(60 / 4)
    change = change_of_rates(20, 1000, 40, 1000)
    assert float(change.z) == pytest.approx(9.5 / 15**0.5)
    assert float(change.p) == pytest.approx(2 * norm.sf(9.5 / 15**0.5))
    # unequal time: s = 1500 / 2500, 72 - 100 * 0.6 = 12
    change = change_of_rates(28, 1000, 72, 1500)
    assert float(change.z) == pytest.approx(11.5 / 24**0.5)
    assert float(change.p) == pytest.approx(binomtest(72, 100, 0.6).pvalue, abs=0.005)
    assert float(change_of_rates(72, 1500, 28, 1000).z) == pytest.approx(-11.5 / 24**0.5)


def test_interval_of_a_difference_of_rates() -> None:
    before, after = rate(5, 100, "poisson"), rate(12, 100, "poisson")
    change = change_of_rates(5, 100, 12, 100, per=1000)
    below = ((after.est - after.lo) ** 2 + (before.hi - before.est) ** 2) ** 0.5
    above = ((after.hi - after.est) ** 2 + (before.est - before.lo) ** 2) ** 0.5
    assert float(change.difference) == pytest.approx(70)
    assert float(change.lo) == pytest.approx(70 - 1000 * below)
    assert float(change.hi) == pytest.approx(70 + 1000 * above)


def test_no_change_no_persons_and_small_counts() -> None:
    earlier = [0, 10, 10, 2, 5, NAN], [10, 10, 0, 50, 50, 9]
    later = [0, 10, 10, 5, 30, 1], [20, 20, 20, 50, 50, 9]
    change = change_of_proportions(*earlier, *later)
    # the fourth: 2 is suppressed, 5 uncertain, the worse one counts
    assert change.flag.tolist() == ["suppressed", "uncertain", "undefined", "suppressed", "uncertain", "undefined"]
    assert change.z[:1].tolist() == [0.0] and change.p[:1].tolist() == [1.0]
    for part in change[:5]:
        assert np.isnan(part[[2, 5]]).all() and not np.isnan(part[[0, 1, 3, 4]]).any()
    rates = change_of_rates([0, 4], [10, 0], [0, 4], [20, 10])
    assert rates.z[0] == 0 and rates.p[0] == 1 and np.isnan(rates.p[1]) and rates.flag[1] == "undefined"


@pytest.mark.parametrize("bad", [(-1, 10, 1, 10), (11, 10, 1, 10), (1, 10, 1, -10)])
def test_impossible_counts_are_refused(bad: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError):
        change_of_proportions(*bad)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 60), st.integers(60, 90), st.integers(0, 60), st.integers(60, 90))
def test_the_way_back_is_the_opposite(k1: int, n1: int, k2: int, n2: int) -> None:
    for test in (change_of_proportions, change_of_rates):
        there, back = test(k1, n1, k2, n2), test(k2, n2, k1, n1)
        assert float(there.z) == pytest.approx(-float(back.z)) and float(there.p) == pytest.approx(float(back.p))
        assert float(there.lo) == pytest.approx(-float(back.hi))
        assert there.lo <= there.difference + 1e-12 and there.difference <= there.hi + 1e-12


@pytest.mark.parametrize("events", [5, 30, 400])
def test_counts_that_only_fluctuate_alarm_at_most_as_stated(events: int) -> None:
    rng = np.random.default_rng(events)
    n = 4000
    k = rng.binomial(n, events / n, (2, 25_000))
    shares = change_of_proportions(k[0], n, k[1], n)
    k = rng.poisson([[events], [events * 1.3]], (2, 25_000))
    rates = change_of_rates(k[0], 1.0, k[1], 1.3)
    for p in (shares.p, rates.p):
        for alpha in (0.05, 0.01):
            assert np.mean(p <= alpha) <= alpha + 3 * (alpha / 25_000) ** 0.5
        assert np.mean(p <= 0.05) > 0.012


# ---- change without counts


def test_change_is_judged_among_all_changes() -> None:
    rng = np.random.default_rng(4)
    earlier, later = rng.normal(10, 3, 22), rng.normal(12, 3, 22)
    later[3] = NAN
    result = change_of_areas(earlier, later)
    assert result.effect == pytest.approx(later - earlier, nan_ok=True)  # the change itself, not less the median
    assert result.p == pytest.approx(robust_z(later - earlier).p, nan_ok=True)
    assert np.isnan(result.p[3])


def test_relative_change_needs_positive_values() -> None:
    later = np.r_[np.linspace(11, 20, 11), 5.0]
    earlier = np.r_[np.full(11, 10.0), 0.0]
    result = change_of_areas(earlier, later, log=True)
    assert result.effect[0] == pytest.approx(np.log(1.1)) and np.isnan(result.effect[-1])


# ---- breaks


def _walks(rng: np.random.Generator, areas: int = 22, years: int = 12) -> np.ndarray:
    return rng.standard_normal((areas, years)).cumsum(axis=1) + 3 * rng.standard_normal(years).cumsum()


@pytest.mark.parametrize("restless", [0.3, 3.0])  # its own movements, or those of all, decide
def test_break_by_definition(restless: float) -> None:
    """One area, step by step, written out without the vectors of the function."""
    data = _walks(np.random.default_rng(11))
    data[4] = np.median(data, axis=0) + restless * np.random.default_rng(10).standard_normal(12).cumsum()
    data[4, 7:] += 9
    moves = np.diff(data, axis=1)
    rest = moves - np.median(moves, axis=0)
    own, among = np.empty(11), np.empty(11)
    for step in range(11):
        others = np.delete(rest[4], step)  # 10 others: k = C(6, 2) = 15, factor 10 / 13.8
        pairs = sorted(abs(a - b) for i, a in enumerate(others) for b in others[i + 1 :])
        scale = 2.21914446598508 * 10 / 13.8 * pairs[14] * np.sqrt(1 + np.pi / 20)
        own[step] = 2 * t.sf(abs(rest[4, step] - np.median(others)) / scale, 5)
        among[step] = 2 * t.sf(abs(rest[4, step]) / (1.482602218505602 * np.median(abs(rest[:, step]))), 8.8)
    assert (own[6] > among[6]) == (restless > 1)
    found = breaks(data)
    chances = np.maximum(own, among)
    assert found.column[4] == np.argmin(chances) + 1 == 7
    assert found.p[4] == pytest.approx(chances.min() * 11)
    assert found.size[4] == pytest.approx(rest[4, 6])
    assert found.common == pytest.approx(np.median(moves, axis=0))
    only = breaks(data, rows=[4])
    assert [float(part[0]) for part in only[:5]] == [float(part[4]) for part in found[:5]]


def test_both_views_are_needed() -> None:
    rng = np.random.default_rng(12)
    data = _walks(rng)
    data[0] += 5 * rng.standard_normal(12).cumsum()  # always restless: large among all, not for itself
    data[1] = np.median(data, axis=0) + 0.01 * rng.standard_normal(12).cumsum()  # always calm
    data[1, 6:] += 0.5  # large for itself, not among all
    found = breaks(data)
    assert found.p[0] > 0.05 and found.p[1] > 0.05
    assert abs(found.z_areas[0]) > 4 and breaks(data[1:2].repeat(22, axis=0)).column[0] == -1


def test_a_jump_of_all_areas_is_no_break_of_one_but_named() -> None:
    rng = np.random.default_rng(13)
    data = rng.standard_normal((22, 12)).cumsum(axis=1)
    data[:, 8:] += 15
    found = breaks(data)
    assert np.argmin(found.common_p) == 7 and found.common_p[7] < 0.01 and (found.common_p <= 0.05).sum() == 1
    assert found.common[7] > 13 and (found.p <= 0.05).sum() == 0


def test_too_short_too_few_or_missing() -> None:
    data = _walks(np.random.default_rng(14))
    for part in (data[:, :7], data[:9], data[:, :1]):
        found = breaks(part)
        assert (found.column == -1).all() and np.isnan(found.p).all() and np.isnan(found.size).all()
    data[2] = NAN
    data[3, 5] = NAN
    data[3, 9:] += 30
    found = breaks(data)
    assert found.column[2] == -1 and np.isnan(found.p[2]) and found.column[3] == 9 and found.p[3] < 0.01
    assert breaks(data[:, :8]).column[0] > 0


def test_floor_judges_a_step_out_of_perfect_calm() -> None:
    data = np.full((22, 12), 5.0)
    data[4, 7:] += 1
    assert breaks(data).column[4] == -1  # no movement anywhere: nothing to measure with
    found = breaks(data, floor=0.1 / 6**0.5)  # figures with one decimal
    assert found.column[4] == 7 and found.p[4] < 0.001 and (np.delete(found.p, 4) == 1).all()
    assert (breaks(data, floor=10.0).p == 1).all()


def test_planted_breaks_are_found_and_noise_is_not() -> None:
    rng = np.random.default_rng(15)
    false, found, noise = 0, 0, 0
    for _ in range(30):
        data = _walks(rng) * np.exp(0.5 * rng.standard_normal((22, 1)))  # areas differ in restlessness
        false += int((breaks(data).p <= 0.05).sum())
        white = rng.standard_normal((22, 12))  # a level that only fluctuates
        noise += int((breaks(white).p <= 0.05).sum())
        planted = _walks(rng)
        year = int(rng.integers(2, 11))
        planted[0, year:] += 12
        result = breaks(planted, rows=[0])
        found += int(result.p[0] <= 0.05 and result.column[0] == year)
    assert false / (30 * 22) < 0.02 and noise / (30 * 22) < 0.01 and found >= 28


# ---- trends


def test_slopes_equal_scipy() -> None:
    rng = np.random.default_rng(16)
    years = np.array([2005, 2007, 2009, 2010, 2013, 2014, 2020])
    data = rng.normal(20, 4, (6, 7))
    data[2, 3] = data[5, [0, 6]] = NAN
    got, logged = trend_slopes(data, years), trend_slopes(data, years, log=True)
    for i, row in enumerate(data):
        there = ~np.isnan(row)
        assert got[i] == pytest.approx(theilslopes(row[there], years[there]).slope)
        assert logged[i] == pytest.approx(theilslopes(np.log(row[there]), years[there]).slope)


def test_slopes_need_four_years_positive_logs_and_rising_years() -> None:
    assert np.isnan(trend_slopes([[1.0, NAN, 2.0, 3.0]], [1, 2, 3, 4])).all()
    assert np.isnan(trend_slopes([[1.0, 0.0, 2.0, 3.0]], [1, 2, 3, 4], log=True)).all()
    for years in ([1, 2, 2], [3, 2, 1], [1, 2]):
        with pytest.raises(ValueError):
            trend_slopes([[1.0, 2.0, 3.0]], years)


def test_divergence_by_hand() -> None:
    # all slopes 0..10: median 5, spread 1.4826 * 3; group 0..4 of area 10: median 2, error spread * sqrt(1 + pi / 10)
    slopes = np.arange(11.0)
    members = np.zeros((2, 11), bool)
    members[:, :5] = True
    members[0, 10] = True  # an area is never its own member
    members[1, :2] = False  # three members are no group
    result = divergence(slopes, [10, 10], members)
    assert result.effect.tolist() == [8.0, 7.0]
    assert result.z[0] == pytest.approx(8 / (3 * 1.482602218505602 * (1 + np.pi / 10) ** 0.5))
    assert result.p[0] == pytest.approx(2 * t.sf(result.z[0], 4.4))
    assert np.isnan(result.z[1]) and np.isnan(result.p[1])
    assert members[0, 10]  # the caller's array is left alone
    with pytest.raises(ValueError):
        divergence(slopes, [10], members)


def test_divergence_finds_the_planted_and_stays_quiet_else() -> None:
    rng = np.random.default_rng(17)
    years, alarms, found = np.arange(10), 0, 0
    members = np.zeros((22, 22), bool)
    for i in range(22):
        members[i, rng.permutation(np.delete(np.arange(22), i))[:10]] = True
    for _ in range(150):
        slopes = trend_slopes(rng.standard_normal((22, 10)).cumsum(axis=1), years)
        alarms += int((divergence(slopes, np.arange(22), members).p <= 0.05).sum())
        slopes[0] += 2.0  # about six times the usual spread of the slopes
        found += int(divergence(slopes, [0], members[:1]).p[0] <= 0.05)
    assert alarms / (150 * 22) <= 0.05 and found / 150 > 0.95


# ---- places


def test_places_with_ties_gaps_and_years_in_a_row() -> None:
    panel = [
        [9.0, 9.0, 9.0, 9.0, 9.5],  # first for three years, tied in the two before; above all its own earlier values
        [9.0, 9.0, 5.0, NAN, 4.0],  # below all its own, but only three earlier figures
        [1.0, 2.0, 3.0, 4.0, 4.0],
        [7.0, 6.0, 5.0, 5.0, 3.0],  # last, and below all its own
        [NAN, 1.0, 1.0, 1.0, NAN],
    ]
    places = rank_extremes(panel)
    assert places.from_top.tolist() == [1, 3, 3, 4, 0] and places.from_bottom.tolist() == [4, 3, 3, 1, 0]
    assert places.areas == 4
    assert places.years_at_end.tolist() == [3, 0, 0, 1, 0]
    assert places.own_extreme.tolist() == [1, 0, 0, -1, 0]
    assert places.p[:4].tolist() == [0.5, 1.0, 1.0, 0.5] and np.isnan(places.p[4])


def test_a_gap_does_not_hide_an_own_extreme() -> None:
    panel = [[1.0, 2.0, NAN, 2.0, 3.0, 4.0], [1.0, 2.0, NAN, 2.0, 3.0, 3.0], [4.0, 5.0, 6.0, 7.0, NAN, 3.0]]
    assert rank_extremes(panel).own_extreme.tolist() == [1, 0, -1]


def test_places_drawn_by_lot_are_called_as_seldom_as_stated() -> None:
    p = np.array([rank_extremes(x).p for x in np.random.default_rng(18).random((200, 100, 1))])
    assert np.mean(p <= 0.02) == 0.02 and np.mean(p <= 0.05) == 0.04  # exact: 2 and 4 of 100 places
    assert rank_extremes(np.arange(22.0)[:, None]).p.min() == pytest.approx(2 / 22)


# ---- targets


def test_the_four_states() -> None:
    years = [2017, 2018, 2019, 2020, 2021, 2022]
    panel = [
        [9.0, 8.5, 8.0, 7.5, 7.0, 5.5],  # reached
        [12.0, 11.5, 11.0, 10.5, 10.0, 9.5],  # -0.5 a year, 4 years left: 7.5
        [12.0, 11.0, 10.0, 9.0, 8.5, 8.0],  # faster
        [NAN, NAN, NAN, 9.0, 9.0, 9.0],  # no trend from three years
        [9.0, 9.0, 9.0, 9.0, 9.0, NAN],
    ]
    way = target_gap(panel, years, 6.0, 2026, at_most=True)
    assert way.state.tolist() == ["reached", "off_track", "on_track", "unknown", "unknown"]
    assert way.gap[:4].tolist() == [-0.5, 3.5, 2.0, 3.0] and np.isnan(way.gap[4])
    assert way.needed[:4].tolist() == [0.0, -0.875, -0.5, -0.75] and np.isnan(way.needed[4])
    assert way.recent[1] == -0.5 and way.expected[1] == 7.5 and np.isnan(way.recent[3])


def test_a_lower_limit_is_the_mirror_and_time_over_is_not_judged() -> None:
    years = [2018, 2019, 2020, 2021, 2022]
    panel = np.array([[30.0, 31.0, 32.0, 33.0, 34.0]])
    up = target_gap(panel, years, 38.0, 2026, at_most=False)
    down = target_gap(-panel, years, -38.0, 2026, at_most=True)
    assert up.state.tolist() == down.state.tolist() == ["on_track"]
    assert up.gap.tolist() == down.gap.tolist() == [4.0] and up.needed.tolist() == [1.0] == (-down.needed).tolist()
    late = target_gap(panel, years, 38.0, 2022, at_most=False)
    assert late.state.tolist() == ["unknown"] and np.isnan(late.needed[0]) and np.isnan(late.expected[0])
    # only the last `span` years make the trend
    bent = target_gap([[50.0, 40.0, 30.0, 31.0, 32.0, 33.0]], [2017, *years], 37.0, 2026, at_most=False, span=3)
    assert bent.recent.tolist() == [1.0] and bent.state.tolist() == ["on_track"]


def test_a_trend_that_ends_exactly_at_the_target_is_on_track() -> None:
    """In binary 1.6 + 7 * (-0.1) is a little more than 0.9."""
    way = target_gap([[2.0, 1.9, 1.8, 1.7, 1.6]], [2018, 2019, 2020, 2021, 2022], 0.9, 2029, at_most=True)
    assert way.expected[0] > 0.9 and way.state.tolist() == ["on_track"]


def test_a_panel_is_a_table() -> None:
    for call in (breaks, rank_extremes, lambda v: trend_slopes(v, [1, 2, 3])):
        with pytest.raises(ValueError, match="Tafel"):
            call([1.0, 2.0, 3.0])
