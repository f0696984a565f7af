"""Planted deviations are found, and pure noise is reported no more often than docs/verfahren/signale.md says (fixed seeds)."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.signals.simulated import KINDS, KREISE, LAST, judge, planted

SHAPE = (48, 22, 12)
SEED = 20240131


def test_pages_of_pure_noise_stay_empty() -> None:
    """22 authorities, 384 comparisons each: a page with any observation is a false alarm; at most one in ten is promised."""
    judged = judge(KINDS["pure noise"](np.random.default_rng(SEED), SHAPE))
    assert len(judged) == 22 and all(350 < one.comparisons < 400 for one in judged)
    assert sum(bool(one.keys) for one in judged) / len(judged) <= 0.10


def test_planted_deviations_are_found_and_named_by_the_right_detector() -> None:
    values, expected = planted(np.random.default_rng(SEED), SHAPE)
    (one,) = judge(values, KREISE[:1])
    assert expected <= set(one.keys)
    indicators = {key.split(":")[1] for key in expected}
    false = [key for key in one.keys if key.split(":")[1] not in indicators]
    assert len(false) <= 0.1 * len(one.keys)
    others = judge(values, KREISE[1:4])
    assert sum(len(other.keys) for other in others) <= 1  # nothing was planted there


def test_the_correction_counts_all_comparisons() -> None:
    """A deviation that is found among 4 indicators drowns among 48: the same figures, more comparisons."""
    values = KINDS["pure noise"](np.random.default_rng(7), SHAPE)
    values[0, 0, -1] = values[0, :, -1].mean() + 4.8
    alone, among = judge(values[:2], KREISE[:1])[0], judge(values, KREISE[:1])[0]
    assert {"land:i00", "bund:i00"} <= set(alone.keys) and among.keys == ()
    assert among.comparisons == 24 * alone.comparisons


@pytest.mark.long
@pytest.mark.parametrize(
    ("kind", "share"), [("pure noise", 0.10), ("uneven noise", 0.10), ("heavy tails", 0.10), ("usual differences", 1.0)]
)
def test_many_authorities_without_anything_to_find(kind: str, share: float) -> None:
    """440 authorities of each kind. True usual differences are named, but seldom called rare."""
    rng = np.random.default_rng(SEED)
    judged = [one for _ in range(20) for one in judge(KINDS[kind](rng, SHAPE))]
    assert sum(bool(one.keys) for one in judged) / len(judged) <= share
    assert sum(one.rare > 0 for one in judged) / len(judged) <= 0.10
    assert LAST == 2022
