"""Median, spread and z against SciPy, brute force and pure noise."""

from __future__ import annotations

import doctest
from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import median_abs_deviation, t

from sozialstrategie.methods import robust
from sozialstrategie.methods.robust import centre_and_spread, median, qn, robust_z

NAN = float("nan")


def test_examples_in_the_docstrings() -> None:
    assert doctest.testmod(robust).failed == 0


def test_centre_and_spread_equal_scipy() -> None:
    data = np.random.default_rng(1).normal(size=(25, 6))
    data[3, 2] = data[7, 2] = NAN
    for axis in (0, 1):
        centre, spread = centre_and_spread(data, axis)
        assert centre == pytest.approx(np.nanmedian(data, axis=axis))
        expected = median_abs_deviation(data, axis=axis, scale="normal", nan_policy="omit")
        assert spread == pytest.approx(expected)


def test_median_of_nothing_is_missing_without_a_warning() -> None:
    assert np.isnan(median(np.array([[NAN, NAN]]))).all()
    assert median(np.empty((2, 0))).shape == (2,)
    assert median(np.array([[NAN, 3.0, 1.0, 2.0], [NAN, NAN, 1.0, 2.0]])).tolist() == [2.0, 1.5]


def test_z_by_hand() -> None:
    # median 6, absolute deviations 5 4 3 2 1 0 1 2 3 4 20: median 3, spread 3 * 1.4826 = 4.447807
    result = robust_z([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 26])
    assert result.effect.tolist() == [-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 20]
    assert result.z[-1] == pytest.approx(20 / (3 * 1.482602218505602))
    assert result.p[-1] == pytest.approx(2 * t.sf(4.496598, 0.4 * 11), rel=1e-6)


def test_columns_are_judged_one_by_one_with_their_own_number_of_areas() -> None:
    data = np.random.default_rng(2).normal(size=(22, 3))
    data[:5, 1] = NAN
    together = robust_z(data)
    for j in range(3):
        alone = robust_z(data[:, j])
        assert together.z[:, j] == pytest.approx(alone.z, nan_ok=True)
        assert together.p[:, j] == pytest.approx(alone.p, nan_ok=True)
    assert together.p[7, 1] == pytest.approx(2 * t.sf(abs(together.z[7, 1]), 0.4 * 17))


@pytest.mark.parametrize(
    "values",
    [np.arange(9.0), np.full(22, 4.2), np.r_[np.zeros(12), np.arange(10.0)], np.r_[np.arange(9.0), NAN, NAN]],
)
def test_too_few_areas_or_no_spread_gives_nothing(values: np.ndarray) -> None:
    result = robust_z(values)
    assert np.isnan(result.z).all() and np.isnan(result.p).all()


def test_floor_keeps_rounding_from_becoming_a_signal() -> None:
    values = np.r_[np.zeros(12), np.full(10, 0.1)]  # changes of figures with one decimal
    floor = 0.1 / 6**0.5
    assert robust_z(values, floor=floor).z[-1] == pytest.approx(0.1 / floor)
    assert robust_z(values, floor=floor).p.min() > 0.01


@pytest.mark.parametrize("areas", [10, 11, 22, 400])
def test_pure_noise_alarms_at_most_as_stated(areas: int) -> None:
    p = robust_z(np.random.default_rng(areas).standard_normal((areas, 100_000 // areas))).p
    for alpha in (0.05, 0.01, 0.001):
        # the areas of one column share a spread, so the error of the share is larger than binomial
        assert np.mean(p <= alpha) <= alpha + 4 * (alpha / 100_000) ** 0.5
    assert np.mean(p <= 0.05) > 0.03  # not silent either


def test_a_planted_area_is_found_and_does_not_hide_itself() -> None:
    data = np.random.default_rng(5).standard_normal((22, 500))
    data[0] += 6
    result = robust_z(data)
    assert np.mean(result.p[0] <= 0.01) > 0.95
    assert np.median(np.abs((data - data.mean(0)) / data.std(0))[0]) < 4.1 < np.median(result.z[0])


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(-100, 100), min_size=10, max_size=30), st.integers(1, 50), st.integers(-99, 99))
def test_unit_and_origin_do_not_matter(values: list[int], unit: int, origin: int) -> None:
    before, after = robust_z(values), robust_z([unit * v + origin for v in values])
    assert after.p == pytest.approx(before.p, nan_ok=True)
    assert after.effect == pytest.approx(unit * before.effect)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(-50, 50), min_size=6, max_size=20), st.integers(0, 3))
def test_qn_by_definition(values: list[int], gaps: int) -> None:
    n = len(values)
    half = n // 2 + 1
    distances = sorted(abs(a - b) for a, b in combinations(values, 2))
    small = {6: 0.611, 7: 0.857, 8: 0.669, 9: 0.872}
    factor = small.get(n, n / (n + 1.4) if n % 2 else n / (n + 3.8))
    expected = 2.21914446598508 * factor * distances[comb(half, 2) - 1]
    assert qn(np.array([[*values, *[NAN] * gaps]], float))[0] == pytest.approx(expected)


@pytest.mark.parametrize("n", [6, 7, 8, 9, 10, 11, 26])
def test_qn_estimates_the_standard_deviation(n: int) -> None:
    assert qn(np.random.default_rng(n).standard_normal((5_000, n))).mean() == pytest.approx(1, abs=0.03)
