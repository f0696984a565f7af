"""Commercial rounding of the figure that a reader sees."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialstrategie.methods.rounding import round_half_up


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (13.95, 1, "14.0"),  # binary 13.949999…; Python's round() gives 13.9
        (2.5, 0, "3"),  # not to even
        (0.125, 2, "0.13"),
        (-2.5, 0, "-3"),
        (-0.04, 1, "0.0"),  # no minus zero
        (1e-7, 2, "0.00"),
        (1234.5, -2, "1200"),
        (1250.0, -2, "1300"),
        (82175684.0, 0, "82175684"),
        (30.05, 1, "30.1"),
    ],
)
def test_examples(value: float, decimals: int, expected: str) -> None:
    assert str(round_half_up(value, decimals)) == expected


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_no_value_cannot_be_rounded(value: float) -> None:
    with pytest.raises(ValueError):
        round_half_up(value, 1)


@given(st.floats(-1e12, 1e12), st.integers(0, 6))
def test_error_is_at_most_half_a_unit_and_odd(value: float, decimals: int) -> None:
    rounded = round_half_up(value, decimals)
    assert abs(Fraction(rounded) - Fraction(Decimal(repr(value)))) <= Fraction(1, 2 * 10**decimals)
    assert round_half_up(-value, decimals) == -rounded
    assert round_half_up(float(rounded), decimals) == rounded
