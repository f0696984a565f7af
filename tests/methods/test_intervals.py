"""The plain Wilson interval against published values and against the one for arrays."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialstrategie.methods.intervals import wilson_percent
from sozialstrategie.methods.rates import rate


@pytest.mark.parametrize(
    ("events", "base", "low", "high"),
    [
        (3, 25, 0.0416681715, 0.2995579392),
        (12, 480, 0.0143578063, 0.0431847179),
        (0, 10, 0.0, 0.2775327999),
        (1, 7, 0.0256796242, 0.5131278293),
        (5, 5, 0.5655175352, 1.0),
    ],
)
def test_published_values(events: int, base: int, low: float, high: float) -> None:
    """R, prop.test(correct = FALSE)."""
    assert wilson_percent(events, base) == pytest.approx((100 * low, 100 * high), abs=1e-7)


def test_reference_file(shared_data: Path) -> None:
    path = shared_data / "methods" / "survey" / "r_reference_values.json"
    reference = {k: v for k, v in json.loads(path.read_text(encoding="utf-8")).items() if k.startswith("wilson_")}
    assert len(reference) >= 4
    for key, (low, high) in reference.items():
        events, base = (int(part) for part in key.split("_")[1:])
        assert wilson_percent(events, base) == pytest.approx((100 * low, 100 * high), abs=1e-7)


@settings(deadline=None)  # the first call loads SciPy
@given(st.integers(1, 10_000_000), st.floats(0, 1))
def test_equals_the_interval_for_arrays(base: int, share: float) -> None:
    events = round(share * base)
    expected = rate(np.array([events]), np.array([base]), method="wilson", per=100.0)
    low, high = wilson_percent(events, base)
    assert (low, high) == pytest.approx((float(expected.lo[0]), float(expected.hi[0])), abs=1e-9)
    assert 0 <= low <= 100 * events / base + 1e-9 and 100 * events / base - 1e-9 <= high <= 100


@given(st.integers(1, 100_000), st.floats(0, 1))
def test_turning_the_question_round_mirrors_the_interval(base: int, share: float) -> None:
    events = round(share * base)
    low, high = wilson_percent(events, base)
    other_low, other_high = wilson_percent(base - events, base)
    assert (low, high) == pytest.approx((100 - other_high, 100 - other_low), abs=1e-9)


@pytest.mark.parametrize(("events", "base"), [(1, 0), (0, 0), (-1, 10), (11, 10), (1, -5)])
def test_no_interval_for_what_is_no_share(events: int, base: int) -> None:
    with pytest.raises(ValueError, match="gibt es nicht"):
        wilson_percent(events, base)
