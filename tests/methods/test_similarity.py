"""The most similar areas: by hand, by brute force, with gaps, ties and twins."""

from __future__ import annotations

import doctest

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import median_abs_deviation, spearmanr

from sozialstrategie.methods import similarity
from sozialstrategie.methods.similarity import Standardised, most_similar, overlap, standardise

NAN = float("nan")
KEYS = ["a", "b", "c", "d", "e"]
NAMES = ["dichte", "alter", "steuerkraft"]


def _plain(z: object, keys: list[str] | None = None) -> Standardised:
    """A table that is standardised already, so that distances can be done in the head."""
    data = np.array(z, float)
    keys = keys or KEYS[: len(data)]
    one = np.ones(data.shape[1])
    return Standardised(data, tuple(keys), tuple(NAMES[: data.shape[1]]), 0 * one, one, ())


def test_examples_in_the_docstrings() -> None:
    assert doctest.testmod(similarity).failed == 0


def test_standardised_by_median_and_mad() -> None:
    rng = np.random.default_rng(1)
    data = np.exp(rng.normal(size=(22, 3)))
    data[3, 1] = NAN
    table = standardise(data, [f"{i:02}" for i in range(22)], NAMES, log=["dichte"])
    data[:, 0] = np.log(data[:, 0])
    spread = median_abs_deviation(data, axis=0, scale="normal", nan_policy="omit")
    assert table.z == pytest.approx((data - np.nanmedian(data, axis=0)) / spread, nan_ok=True)
    assert table.spread == pytest.approx(spread) and table.constant == ()


def test_a_yes_no_mark_and_a_constant() -> None:
    # 3 of 5 are 0: MAD 0, population standard deviation sqrt(0.4 * 0.6)
    table = standardise([[0, 7, NAN], [0, 7, 1], [0, 7, 1], [1, NAN, 1], [1, 7, 1]], KEYS, NAMES)
    assert table.z[:, 0] == pytest.approx(np.array([0, 0, 0, 1, 1]) / 0.24**0.5)
    assert table.constant == ("alter", "steuerkraft") and np.isnan(table.z[:, 1:]).all()
    assert most_similar(table, "d", 9).unused == ("alter", "steuerkraft")


def test_distance_reasons_and_order_by_hand() -> None:
    # squares from a: b 9 0 0, c 1 1 1, d 0 4 0, e 16 9 0
    found = most_similar(_plain([[0, 0, 0], [3, 0, 0], [-1, 1, 1], [0, 2, 0], [4, -3, 0]]), "a", 3)
    assert found.keys == ("c", "d", "b")
    assert found.distance == pytest.approx([1, (4 / 3) ** 0.5, 3**0.5])
    assert found.difference.tolist() == [[-1, 1, 1], [0, 2, 0], [3, 0, 0]]
    assert found.contribution.tolist() == [pytest.approx([1 / 3] * 3), [0, 1, 0], [1, 0, 0]]
    assert found.shared.tolist() == [1, 1, 1] and found.unused == () and found.incomparable == ()


def test_weights_change_distance_and_reasons() -> None:
    table = _plain([[0, 0, 0], [3, 0, 0], [-1, 1, 1], [0, 2, 0], [4, -3, 0]])
    found = most_similar(table, "a", 4, weights=[0, 1, 3])
    assert found.keys == ("b", "c", "d", "e") and found.unused == ("dichte",)
    assert found.distance == pytest.approx([0, 1, 1, 1.5])  # c and d tie: by key
    assert found.contribution[1].tolist() == [pytest.approx(NAN, nan_ok=True), 0.25, 0.75]
    assert found.contribution[0, 1:].tolist() == [0, 0]  # a twin differs in nothing


def test_a_missing_figure_is_neither_filled_nor_taken_as_equal() -> None:
    table = _plain([[0, 0, 0], [1, 1, NAN], [1, 1, 1], [0.1, NAN, NAN], [2, 2, 2]])
    found = most_similar(table, "a", 4, min_shared=0.6)
    assert found.keys == ("b", "c", "e")  # b is as far as c in what both have
    assert found.distance.tolist() == [1, 1, 2]
    assert found.shared == pytest.approx([2 / 3, 1, 1])
    assert np.isnan(found.contribution[0, 2]) and np.isnan(found.difference[0, 2])
    assert found.contribution[0, :2].tolist() == [0.5, 0.5]
    assert found.incomparable == ("d",)
    assert most_similar(table, "a", 4).incomparable == ("b", "d")  # three quarters by default


def test_exactly_three_quarters_are_enough() -> None:
    """In binary (0.1 + 0.4 + 0.1) / 0.8 is a little less than 0.75."""
    one = np.ones(4)
    table = Standardised(np.array([[0, 0, 0, 0], [1, 1, 1, NAN]]), ("a", "b"), tuple("wxyz"), 0 * one, one, ())
    found = most_similar(table, "a", weights=[0.1, 0.4, 0.1, 0.2])
    assert found.keys == ("b",) and found.shared[0] == pytest.approx(0.75) and found.distance.tolist() == [1.0]


def test_own_gap_is_named_and_does_not_shut_out_the_others() -> None:
    table = _plain([[0, NAN, 0], [1, 5, 1], [3, 0, 3], [NAN, 0, NAN], [9, 9, 9]])
    found = most_similar(table, "a", 2)
    assert found.keys == ("b", "c") and found.unused == ("alter",) and found.shared.tolist() == [1, 1]
    assert found.incomparable == ("d",)
    with pytest.raises(ValueError, match="keinen Wert"):
        most_similar(_plain([[NAN, NAN], [1, 1]]), "a")


def test_only_candidates_and_never_oneself() -> None:
    table = _plain([[0], [1], [2], [3], [4]])
    assert most_similar(table, "c", 10).keys == ("b", "d", "a", "e")
    assert most_similar(table, "c", 10, candidates=["e", "c", "a"]).keys == ("a", "e")
    assert most_similar(table, "c", 10, candidates=[]).keys == ()


def test_ties_follow_the_key_not_the_row() -> None:
    keys = ["16077", "16052", "16051", "16061", "09471"]
    found = most_similar(_plain([[1], [0], [-1], [1], [1]], keys), "16052", 3)
    assert found.keys == ("09471", "16051", "16061")
    # 0.1 + 0.2 and 0.3 are the same distance, though not the same number
    found = most_similar(_plain([[0.0], [0.3], [0.1 + 0.2]], ["x", "b", "a"]), "x", 2)
    assert found.keys == ("a", "b")


tables = st.integers(6, 14).flatmap(
    lambda n: st.lists(st.lists(st.integers(-9, 9), min_size=3, max_size=3), min_size=n, max_size=n)
)


@settings(deadline=None, max_examples=30)
@given(tables, st.randoms(use_true_random=False))
def test_row_order_unit_and_origin_do_not_matter(rows: list[list[int]], random: object) -> None:
    keys = [f"{i:02}" for i in range(len(rows))]
    table = standardise(rows, keys, NAMES)
    if len(table.constant) == 3:
        return
    expected = most_similar(table, "00", 5)
    # brute force
    z = np.delete(table.z, [NAMES.index(name) for name in table.constant], axis=1)
    distance = {k: float(np.sqrt(np.mean((row - z[0]) ** 2))) for k, row in zip(keys, z, strict=True) if k != "00"}
    assert list(expected.keys) == sorted(distance, key=lambda k: (round(distance[k], 12), k))[:5]
    assert np.nansum(expected.contribution, axis=1) == pytest.approx((expected.distance > 0).astype(float))
    order = list(range(len(rows)))
    random.shuffle(order)  # type: ignore[attr-defined]
    moved = np.array([rows[i] for i in order]) * [1, 1000, -1] + [5, 0, 7]
    again = most_similar(standardise(moved, [keys[i] for i in order], NAMES), "00", 5)
    assert again.keys == expected.keys and again.distance == pytest.approx(expected.distance)


def test_an_outlier_does_not_make_the_rest_alike() -> None:
    """With mean and standard deviation one metropolis squeezes the density of all others into one point."""
    rng = np.random.default_rng(3)
    density, age = rng.normal(100, 20, 40), rng.normal(45, 2, 40)
    density[0] = 40_000
    table = standardise(np.c_[density, age], [f"{i:02}" for i in range(40)], NAMES[:2])
    assert np.ptp(table.z[1:, 0]) > 3
    assert np.ptp(((density - density.mean()) / density.std())[1:]) < 0.1


def test_overlap_names_what_counts_double() -> None:
    rng = np.random.default_rng(4)
    x, y = rng.normal(size=(2, 300))
    data = np.c_[x, -np.exp(x) + 1e-9 * y, y, np.full(300, 2.0)]
    data[:4, 0] = NAN
    table = standardise(data, [f"{i:03}" for i in range(300)], [*NAMES, "fest"])
    result = overlap(table)
    r = [spearmanr(data[4:, i], data[4:, j]).statistic for i, j in ((0, 1), (0, 2))]
    s = spearmanr(data[:, 1], data[:, 2]).statistic
    assert result.pairs == (("dichte", "alter", -1.0),)
    assert result.effective == pytest.approx(9 / (3 + 2 * (r[0] ** 2 + r[1] ** 2 + s**2)))
    assert 1.7 < result.effective < 1.85  # three names, but hardly two things


def test_overlap_of_unrelated_and_of_nothing() -> None:
    square = np.array([[i, j] for i in range(5) for j in range(5)], float)
    result = overlap(standardise(square, [f"{i:02}" for i in range(25)], NAMES[:2]))
    assert result.pairs == () and result.effective == pytest.approx(2)
    assert np.isnan(overlap(standardise([[1.0], [1.0]], ["a", "b"], ["x"])).effective)


def test_halving_both_weights_of_a_double_equals_dropping_one() -> None:
    z = np.random.default_rng(5).normal(size=(12, 2))
    keys = [f"{i:02}" for i in range(12)]
    double = most_similar(_plain(z[:, [0, 0, 1]], keys), "00", 5, weights=[0.5, 0.5, 1])
    single = most_similar(_plain(z, keys), "00", 5)
    assert double.keys == single.keys and double.distance == pytest.approx(single.distance)


@pytest.mark.parametrize(
    "call",
    [
        lambda: standardise([[1.0, 2.0]], ["a", "b"], ["x"]),
        lambda: standardise([[1.0], [2.0]], ["a", "a"], ["x"]),
        lambda: standardise([[1.0, 1.0]], ["a"], ["x", "x"]),
        lambda: standardise([[0.0], [2.0]], ["a", "b"], ["x"], log=["x"]),
        lambda: standardise([[1.0], [2.0]], ["a", "b"], ["x"], log=["y"]),
        lambda: most_similar(_plain([[0], [1]]), "z"),
        lambda: most_similar(_plain([[0], [1]]), "a", 0),
        lambda: most_similar(_plain([[0], [1]]), "a", candidates=["q"]),
        lambda: most_similar(_plain([[0], [1]]), "a", weights=[0]),
        lambda: most_similar(_plain([[0], [1]]), "a", weights=[-1]),
        lambda: most_similar(_plain([[0], [1]]), "a", weights=[1, 1]),
        lambda: most_similar(_plain([[0], [1]]), "a", min_shared=0),
    ],
)
def test_refusals(call: object) -> None:
    with pytest.raises(ValueError):
        call()  # type: ignore[operator]
