"""Class limits: against published classes, against trying all partitions, and by their properties."""

from __future__ import annotations

import doctest
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialstrategie.methods import classes

# Jobs per km² in the 58 counties of California, the worked example of mapclassify 2.10 (Rey, Arribas-Bel, Wolf 2020).
CALEMP = [
    329.92, 0.42, 5.9, 14.03, 2.78, 1.34, 181.27, 1.65, 10.03, 16.7, 1.32, 3.99, 3.16, 0.22, 8.7, 6.56, 3.27, 0.33, 370.5,
    4.51, 75.29, 0.99, 2.74, 8.68, 0.14, 0.92, 12.63, 28.7, 12.02, 722.85, 36.68, 0.74, 29.82, 192.05, 3.38, 11.15, 110.74,
    4111.45, 49.47, 10.33, 317.11, 20.47, 264.93, 66.26, 5.39, 0.13, 0.61, 50.65, 40.48, 36.67, 13.09, 1.81, 0.2, 7.6, 2.51,
    57.26, 24.32, 6.97,
]  # fmt: skip
VALUES = st.lists(st.integers(-300, 300).map(lambda v: v / 10), min_size=1, max_size=40)
K = st.integers(2, 6)


def counts(limits: np.ndarray) -> list[int]:
    return np.bincount(classes.classify(CALEMP, limits), minlength=len(limits) + 1).tolist()


def within(values: list[float], limits: np.ndarray) -> float:
    """Sum of squares about the class means, written down plainly."""
    data, found = np.asarray(values), classes.classify(values, limits)
    return float(sum(((data[found == c] - data[found == c].mean()) ** 2).sum() for c in set(found.tolist())))


def test_examples_of_the_docstrings() -> None:
    assert doctest.testmod(classes).failed == 0


def test_natural_breaks_of_the_published_example() -> None:
    """mapclassify prints the upper ends 75.29, 192.05, 370.50, 722.85 with 49, 3, 4, 1, 1 counties."""
    limits = classes.natural_breaks(CALEMP, 5)
    ordered = np.sort(CALEMP)
    ends = [float(ordered[ordered < limit][-1]) for limit in limits]
    assert ends == [75.29, 192.05, 370.5, 722.85]
    assert limits.tolist() == [110.74, 264.93, 722.85, 4111.45]
    assert counts(limits) == [49, 3, 4, 1, 1]


def test_equal_interval_of_the_published_example() -> None:
    limits = classes.equal_interval(CALEMP, 5)
    assert limits.round(3).tolist() == [822.394, 1644.658, 2466.922, 3289.186]
    assert counts(limits) == [57, 0, 0, 0, 1]


def test_quantiles_of_the_published_example() -> None:
    limits = classes.quantile(CALEMP, 5)
    assert limits.round(3).tolist() == [1.464, 5.798, 13.278, 54.616]
    assert counts(limits) == [12, 11, 12, 11, 12]


@settings(max_examples=40)
@given(st.lists(st.integers(0, 40).map(float), min_size=2, max_size=9), st.integers(2, 4))
def test_no_partition_is_better_than_the_natural_breaks(values: list[float], k: int) -> None:
    different = sorted(set(values))
    found = classes.natural_breaks(values, k)
    assert len(found) == min(k, len(different)) - 1
    if len(different) > k:
        best = min(within(values, np.array(cut)) for cut in combinations(different[1:], k - 1))
        assert within(values, found) == pytest.approx(best, abs=1e-9)


@settings(max_examples=40)
@given(VALUES, K, st.integers(-3, 3), st.sampled_from([0.5, 2.0, 4.0]))
def test_natural_breaks_do_not_depend_on_the_unit(values: list[float], k: int, shift: int, factor: float) -> None:
    moved = [v * factor + 64.0 * shift for v in values]
    plain, other = classes.natural_breaks(values, k), classes.natural_breaks(moved, k)
    assert within(moved, other) == pytest.approx(within(moved, plain * factor + 64.0 * shift), abs=1e-6)


@settings(max_examples=40)
@given(VALUES, K)
def test_limits_rise_and_lie_within_the_values(values: list[float], k: int) -> None:
    for make in (classes.equal_interval, classes.quantile, classes.natural_breaks):
        limits = make(values, k)
        assert limits.size <= k - 1
        assert np.all(np.diff(limits) > 0)
        assert np.all((limits > min(values)) & (limits <= max(values)))
        found = classes.classify(values, limits)
        assert set(found.tolist()) <= set(range(k))
        order = np.argsort(values, kind="stable")
        assert np.all(np.diff(found[order]) >= 0), "ein größerer Wert liegt nie in einer niedrigeren Klasse"


@settings(max_examples=40)
@given(VALUES, K)
def test_order_and_gaps_change_nothing(values: list[float], k: int) -> None:
    for make in (classes.equal_interval, classes.quantile, classes.natural_breaks, classes.around_reference):
        assert make([*values[::-1], float("nan")], k).tolist() == make(values, k).tolist()


@given(st.lists(st.integers(0, 10_000), min_size=20, max_size=60, unique=True), K)
def test_quantiles_share_out_evenly(values: list[int], k: int) -> None:
    sizes = np.bincount(classes.classify(values, classes.quantile(values, k)), minlength=k)
    assert sizes.max() - sizes.min() <= 2


@settings(max_examples=40)
@given(VALUES, K)
def test_around_a_reference_both_sides_are_alike(values: list[float], k: int) -> None:
    limits = classes.around_reference(values, k)
    assert limits.tolist() == pytest.approx((-limits[::-1]).tolist())
    assert limits.size in (0, k - 1)
    if limits.size > 1:
        assert np.diff(limits) == pytest.approx(np.full(limits.size - 1, limits[1] - limits[0]))


def test_one_extreme_place_does_not_stretch_the_classes_around_a_reference() -> None:
    near = [-2.0, -1.0, 1.0, 2.0] * 10
    calm = classes.around_reference(near, 5)
    assert classes.around_reference([*near, 900.0], 5).tolist() == pytest.approx(calm.tolist(), rel=0.01)
    assert classes.around_reference([*near, 900.0], 5, reach=1.0)[-1] == pytest.approx(540.0)


@pytest.mark.parametrize("values", [[], [float("nan")], [3.0], [3.0, 3.0, 3.0]])
def test_nothing_to_divide(values: list[float]) -> None:
    for make in (classes.equal_interval, classes.quantile, classes.natural_breaks):
        assert make(values, 5).size == 0
    assert classes.around_reference([0.0 * v for v in values], 5).size == 0


def test_equal_values_never_part() -> None:
    limits = classes.natural_breaks([1.0] * 50 + [2.0] * 3 + [9.0], 3)
    assert limits.tolist() == [2.0, 9.0]


@pytest.mark.parametrize("wrong", [[], [float("inf")], [1.0, float("nan")], [1.0, 1.0], [2.0, 1.0]])
def test_given_limits_are_checked(wrong: list[float]) -> None:
    with pytest.raises(ValueError, match="Grenze"):
        classes.given_limits(wrong)


@pytest.mark.parametrize(
    "make", [classes.equal_interval, classes.quantile, classes.natural_breaks, classes.around_reference]
)
def test_one_class_is_none(make: object) -> None:
    with pytest.raises(ValueError, match="zwei Klassen"):
        make([1.0, 2.0], 1)  # type: ignore[operator]


@pytest.mark.parametrize("reach", [0.0, 1.1])
def test_the_reach_is_a_share(reach: float) -> None:
    with pytest.raises(ValueError, match="Anteil"):
        classes.around_reference([1.0], 3, reach=reach)
