"""Rates against R 4.2.2 (reference values typed up from `methods/survey/r_reference_values.json`)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialstrategie.methods.rates import rate

WILSON = {
    (0, 10): (0.0, 0.2775327998629),
    (1, 7): (0.02567962434474, 0.5131278292743),
    (3, 25): (0.0416681715044, 0.2995579392093),
    (12, 480): (0.0143578062759, 0.04318471785701),
    (5, 5): (0.5655175352168, 1.0),
}
POISSON = {
    0: (0.0, 3.688879454114),
    1: (0.02531780798429, 5.571643390939),
    5: (1.623486390118, 11.668332079323),
    12: (6.200575108722, 20.961585048177),
}


@pytest.mark.parametrize(("counts", "interval"), WILSON.items())
def test_wilson_equals_r(counts: tuple[int, int], interval: tuple[float, float]) -> None:
    result = rate(*counts)
    assert float(result.lo) == pytest.approx(interval[0], abs=1e-9)
    assert float(result.hi) == pytest.approx(interval[1], abs=1e-9)
    assert float(result.est) == counts[0] / counts[1]


@pytest.mark.parametrize(("events", "interval"), POISSON.items())
def test_poisson_equals_r(events: int, interval: tuple[float, float]) -> None:
    result = rate(events, 1, method="poisson")
    assert float(result.lo) == pytest.approx(interval[0], abs=1e-9)
    assert float(result.hi) == pytest.approx(interval[1], abs=1e-9)


def test_all_reference_values_of_the_file(shared_data: Path) -> None:
    reference = json.loads((shared_data / "methods/survey/r_reference_values.json").read_text())
    seen = 0
    for name, (low, high) in ((k, v) for k, v in reference.items() if k.startswith(("wilson_", "poisson_"))):
        method, *counts = name.split("_")
        result = rate(int(counts[0]), int(counts[1]) if method == "wilson" else 1, method=method)
        assert (float(result.lo), float(result.hi)) == pytest.approx((low, high), abs=1e-9)
        seen += 1
    assert seen == 9


def test_per_scales_estimate_and_interval() -> None:
    share, percent = rate(12, 480), rate(12, 480, per=100)
    assert float(percent.est) == 2.5
    assert float(percent.lo) == pytest.approx(100 * float(share.lo))
    assert float(percent.hi) == pytest.approx(100 * float(share.hi))


def test_flags() -> None:
    # 2 events: suppressed; 5: fewer than 10; 12 of 480: width 0.0288 > 2/3 of 0.025; 400 of 1000: certain; n
    # = 0: undefined
    result = rate([2, 5, 12, 400, 0], [100, 100, 480, 1000, 0])
    assert result.flag.tolist() == ["suppressed", "uncertain", "uncertain", "", "undefined"]
    assert np.isnan([result.est[4], result.lo[4], result.hi[4]]).all()


def test_ends_are_exact() -> None:
    assert float(rate(0, 37).lo) == 0.0
    assert float(rate(37, 37).hi) == 1.0


@pytest.mark.parametrize("bad", [(-1, 10), (11, 10), (1, -5)])
def test_impossible_counts_are_refused(bad: tuple[int, int]) -> None:
    with pytest.raises(ValueError):
        rate(*bad)


def test_unknown_method_and_confidence_are_refused() -> None:
    with pytest.raises(ValueError, match="wald"):
        rate(1, 2, method="wald")  # type: ignore[arg-type]
    with pytest.raises(ValueError):
        rate(1, 2, conf=1.0)


@given(st.integers(1, 10**7).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_contains_the_estimate_and_is_symmetric(counts: tuple[int, int]) -> None:
    k, n = counts
    result, mirrored = rate(k, n), rate(n - k, n)
    assert 0 <= result.lo <= result.est <= result.hi <= 1
    assert float(result.lo) == pytest.approx(1 - float(mirrored.hi), abs=1e-9)


@given(st.integers(0, 10**5), st.floats(0.5, 0.98))
def test_a_higher_confidence_gives_a_wider_interval(k: int, conf: float) -> None:
    for method in ("wilson", "poisson"):
        narrow, wide = (rate(k, 2 * 10**5, method=method, conf=c) for c in (conf, conf + 0.01))
        assert wide.lo <= narrow.lo <= narrow.est <= narrow.hi <= wide.hi
