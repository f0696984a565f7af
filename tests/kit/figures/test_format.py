"""What `tests/kit/ui/test_formats.py` does not ask: dates, spans, ages, signs with their meaning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from sozialstrategie.kit.figures import format as f
from sozialstrategie.kit.figures.released import Observation, Sign


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0.5, 0, "1"), (1.5, 0, "2"), (2.5, 0, "3"), (-2.5, 0, "−3"),  # half away from zero, not to even
        (2.675, 2, "2,68"), (1.005, 2, "1,01"), (0.285, 2, "0,29"),  # binary fractions lie below the half
        (13.95, 1, "14,0"), (8.95, 1, "9,0"), (8.949, 1, "8,9"), (999.95, 1, "1.000,0"), (1254, -1, "1.250"), (1255, -1, "1.260"),
    ],
)  # fmt: skip
def test_rounding_is_commercial(value: float, decimals: int, text: str) -> None:
    assert f.number(value, decimals) == text


def test_rounded_is_a_decimal_that_adds_up() -> None:
    """Ten tenths are one: distances from shown values must come out as a reader computes them."""
    assert f.rounded(14.25, 1) - f.rounded(11.85, 1) == Decimal("2.4")


@pytest.mark.parametrize(("sign", "spelled"), [("-", "–"), (".", "."), ("...", "…"), ("/", "/"), ("x", "x")])
def test_each_sign_is_spelled_apart_and_never_zero(obs: Callable[..., Observation], sign: str, spelled: str) -> None:
    assert f.figure(obs(sign), 1) == spelled
    assert f.cell(obs(sign), 1) == f"{spelled} ({Sign(sign).meaning})"
    assert "0" not in f.figure(obs(sign), 1)


def test_all_signs_have_a_spelling_and_none_is_shared() -> None:
    assert len(set(f.SIGN_SPELLING.values())) == len(Sign) == 5


def test_a_true_zero_is_a_number(obs: Callable[..., Observation]) -> None:
    assert (f.figure(obs(0.0), 1), f.cell(obs(0.0), 1)) == ("0,0", "0,0")


def test_periods_dates_spans() -> None:
    assert [f.period(p) for p in ("2024-12-31", "2022", "2014/2015")] == ["31.12.2024", "2022", "2014/2015"]
    assert f.german_date(date(2024, 2, 3)) == "03.02.2024"
    assert (f.span("2012", "2021"), f.span("2015-12-31", "2015-12-31")) == ("2012 bis 2021", "31.12.2015")


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [(0, 14, "unter 15 Jahre"), (0, 0, "unter 1 Jahr"), (1, 1, "1 Jahr"), (3, 3, "3 Jahre"), (20, 64, "20 bis 64 Jahre"),
     (65, None, "65 Jahre und älter"), (0, None, "alle Altersjahre"), (None, None, "alle Altersjahre")],
)  # fmt: skip
def test_age(first: int | None, last: int | None, words: str) -> None:
    assert f.age(first, last) == words


def test_an_age_class_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError):
        f.age(20, 10)
