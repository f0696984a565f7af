"""Adjusted p values against SciPy, a published example and pure noise."""

from __future__ import annotations

import doctest

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from sozialstrategie.methods import multiple_testing
from sozialstrategie.methods.multiple_testing import Correction, adjusted_p, most_unusual_first

# Benjamini & Hochberg 1995, section 4.1: 15 comparisons of a trial of treatments after a heart attack
TRIAL = [
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
    *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000),
]
NAN = float("nan")
chances = st.lists(st.floats(0, 1), min_size=1, max_size=40)
methods = st.sampled_from(["bh", "by"])


def test_examples_in_the_docstrings() -> None:
    assert doctest.testmod(multiple_testing).failed == 0


def test_by_hand() -> None:
    # m = 4; 0.01*4/1 = 0.04, 0.02*4/2 = 0.04, 0.03*4/3 = 0.04, 0.5*4/4; by: times 1 + 1/2 + 1/3 + 1/4 = 25/12
    assert adjusted_p([0.5, 0.03, 0.01, 0.02]).tolist() == pytest.approx([0.5, 0.04, 0.04, 0.04])
    assert adjusted_p([0.5, 0.03, 0.01, 0.02], "by").tolist() == pytest.approx([1, 1 / 12, 1 / 12, 1 / 12])


def test_published_example() -> None:
    adjusted = adjusted_p(TRIAL)
    assert (adjusted <= 0.05).sum() == 4  # the paper rejects four; Bonferroni would reject three
    assert adjusted[3] == pytest.approx(0.0095 * 15 / 4)
    assert (np.array(TRIAL) * 15 <= 0.05).sum() == 3


@pytest.mark.parametrize("method", ["bh", "by"])
def test_equals_scipy(method: Correction) -> None:
    p = np.random.default_rng(3).random(200) ** 2
    assert adjusted_p(p, method) == pytest.approx(false_discovery_control(p, method=method), abs=1e-15)


def test_what_was_not_compared_does_not_count() -> None:
    with_gaps = adjusted_p([NAN, 0.01, NAN, 0.04])
    assert np.isnan(with_gaps[[0, 2]]).all()
    assert with_gaps[[1, 3]].tolist() == pytest.approx([0.02, 0.04])
    assert adjusted_p([]).tolist() == [] and np.isnan(adjusted_p([NAN])).all()


@settings(deadline=None, max_examples=30)  # the first call loads SciPy
@given(chances, methods, st.randoms(use_true_random=False))
def test_keeps_the_order_and_lies_between_p_and_one(p: list[float], method: Correction, random: object) -> None:
    adjusted = adjusted_p(p, method)
    assert np.all(adjusted >= np.array(p) - 1e-12) and np.all(adjusted <= 1)
    by_p = np.argsort(p, kind="stable")
    assert np.all(np.diff(adjusted[by_p]) >= 0)
    order = list(range(len(p)))
    random.shuffle(order)  # type: ignore[attr-defined]
    assert adjusted_p([p[i] for i in order], method).tolist() == [adjusted[i] for i in order]


@settings(deadline=None, max_examples=30)
@given(chances)
def test_any_dependence_costs_more(p: list[float]) -> None:
    assert np.all(adjusted_p(p, "by") >= adjusted_p(p, "bh") - 1e-12)


def test_pure_noise_alarms_at_most_in_the_stated_share_of_lists() -> None:
    """Where nothing is there each alarm is false: the share of lists with one may be at most q (here 10 %)."""
    lists = np.random.default_rng(2024).random((1000, 48))
    alarms = {m: np.mean([adjusted_p(p, m).min() <= 0.1 for p in lists]) for m in ("bh", "by")}
    assert 0.08 < alarms["bh"] < 0.1 + 3 * (0.1 * 0.9 / 1000) ** 0.5
    assert alarms["by"] < 0.1 / 3
    assert np.mean((lists <= 0.1).any(axis=1)) > 0.99  # without correction nearly every list has an alarm


def test_planted_deviations_are_found_and_few_chance_hits_with_them() -> None:
    from scipy.special import ndtr

    rng = np.random.default_rng(7)
    found, false = 0, []
    for _ in range(200):
        z = rng.standard_normal(100)
        z[:10] += 5
        hit = adjusted_p(2 * ndtr(-np.abs(z))) <= 0.1
        found += int(hit[:10].sum())
        false.append(hit[10:].sum() / max(1, hit.sum()))
    assert found / 2000 > 0.97
    assert 0.07 < np.mean(false) < 0.105  # theory: 0.1 * 90 / 100


def test_order_by_p_then_strength_then_key() -> None:
    p, z = [0.2, 0.0, 0.01, 0.0, NAN, 0.2], [1.0, 40.0, 2.6, -45.0, 99.0, -1.0]
    assert most_unusual_first(p, list("fedcba"), z).tolist() == [3, 1, 2, 5, 0]
    assert most_unusual_first(p, list("fedcba")).tolist() == [3, 1, 2, 5, 0]
    assert most_unusual_first(p, list("abcdef")).tolist() == [1, 3, 2, 0, 5]
    assert most_unusual_first([], []).tolist() == []


@pytest.mark.parametrize("p", [[-0.01], [1.01], [[0.1]], 0.1])
def test_what_is_no_p_value_is_refused(p: object) -> None:
    with pytest.raises(ValueError):
        adjusted_p(p)  # type: ignore[arg-type]


def test_other_refusals() -> None:
    with pytest.raises(ValueError, match="bonferroni"):
        adjusted_p([0.1], "bonferroni")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="eindeutig"):
        most_unusual_first([0.1, 0.2], ["a", "a"])
    with pytest.raises(ValueError, match="genau ein"):
        most_unusual_first([0.1, 0.2], ["a"])
    with pytest.raises(ValueError, match="genau ein"):
        most_unusual_first([0.1, 0.2], ["a", "b"], [1.0])
