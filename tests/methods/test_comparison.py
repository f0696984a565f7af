"""z-values and ranks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialstrategie.methods.comparison import ranks, z_scores


def test_z_scores_use_the_population_deviation() -> None:
    # mean 5, population standard deviation 2
    assert z_scores([2, 4, 4, 4, 5, 5, 7, 9]).tolist() == [-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2]


def test_missing_values_stay_missing() -> None:
    result = z_scores([1.0, np.nan, 3.0])
    assert result[0] == -1 and np.isnan(result[1]) and result[2] == 1


@pytest.mark.parametrize("values", [[4.0], [4.0, 4.0, 4.0], [np.nan, 1.0], [0.1, 0.1, 0.1]])
def test_without_spread_nothing_is_compared(values: list[float]) -> None:
    assert np.isnan(z_scores(values)).all()


def test_ties_are_ordered_by_key_whatever_the_input_order() -> None:
    assert ranks([5, 7, 5], ["16062", "16061", "16052"]).tolist() == [3, 1, 2]
    assert ranks([5, 5, 7], ["16052", "16062", "16061"]).tolist() == [2, 3, 1]
    assert ranks([5, 7, 5], ["16062", "16061", "16052"], largest_first=False).tolist() == [2, 3, 1]


def test_missing_values_have_no_rank() -> None:
    assert ranks([np.nan, 2.0, 1.0], ["a", "b", "c"]).tolist() == [0, 1, 2]


def test_keys_must_be_unique_and_complete() -> None:
    with pytest.raises(ValueError):
        ranks([1.0, 2.0], ["a", "a"])
    with pytest.raises(ValueError):
        ranks([1.0, 2.0], ["a"])


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=60), st.randoms(use_true_random=False))
def test_ranks_are_a_permutation_and_independent_of_order(values: list[int], random: object) -> None:
    keys = [f"{n:03d}" for n in range(len(values))]
    expected = dict(zip(keys, ranks(values, keys).tolist(), strict=True))
    assert sorted(expected.values()) == list(range(1, len(values) + 1))
    order = list(range(len(values)))
    random.shuffle(order)  # type: ignore[attr-defined]
    shuffled = ranks([values[i] for i in order], [keys[i] for i in order]).tolist()
    assert dict(zip([keys[i] for i in order], shuffled, strict=True)) == expected


@given(st.lists(st.integers(-1000, 1000), min_size=2, max_size=60).filter(lambda v: len(set(v)) > 1))
def test_z_scores_have_mean_zero_and_deviation_one(values: list[int]) -> None:
    result = z_scores(values)
    assert result.mean() == pytest.approx(0, abs=1e-9)
    assert result.std() == pytest.approx(1, abs=1e-9)
