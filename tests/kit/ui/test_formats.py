"""German spelling: comma, thousands dot, real minus, commercial rounding; a sign is never a number."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sozialstrategie.kit.figures.released import Observation, Origin, Sign
from sozialstrategie.kit.ui import formats


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (1234.5, 1, "1.234,5"),
        (13.95, 1, "14,0"),  # tokens.md rule 11: many languages round this down
        (8.95, 1, "9,0"),
        (-1234.55, 1, "−1.234,6"),
        (-0.04, 1, "0,0"),  # no minus in front of nothing
        (80762, 0, "80.762"),
        (1234567, 0, "1.234.567"),
        (Decimal("0.125"), 2, "0,13"),
    ],
)
def test_number(value: float, decimals: int, expected: str) -> None:
    assert formats.number(value, decimals) == expected


def test_number_refuses_what_is_no_number() -> None:
    with pytest.raises(ValueError):
        formats.number(float("nan"), 1)


@pytest.mark.parametrize(
    ("value", "expected"), [(4.5, "+4,5"), (-4.5, "−4,5"), (0.0, "0,0"), (0.04, "0,0"), (0.05, "+0,1")]
)
def test_signed_says_plus_only_for_what_is_shown_as_more_than_zero(value: float, expected: str) -> None:
    assert formats.signed(value, 1) == expected


def test_percent_does_not_wrap() -> None:
    assert formats.percent(14.2) == "14,2\u00a0%"


def observation(value: float | None, sign: Sign | None) -> Observation:
    return Observation(
        indicator="sgb2_rate",
        region="16062",
        region_name="Nordhausen",
        level="kreis",
        period="2021",
        year=2021,
        value=value,
        sign=sign,
        unit="%",
        source="BBSR",
        edition="abc",
        territorial_status="2022",
        derivation="inkar-2024",
        origin=Origin.OFFICIAL,
    )


def test_every_sign_has_a_spelling_of_its_own_and_none_is_zero() -> None:
    spellings = {formats.figure(observation(None, sign)) for sign in Sign}
    assert spellings == {"–", ".", "…", "/", "x"}
    assert formats.figure(observation(0.0, None)) == "0,0"
    assert formats.figure(observation(9.45, None)) == "9,5"
