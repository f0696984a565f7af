"""The way to a target, and values of several measures as one; all numbers worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from sozialstrategie.methods.attainment import Part, attainment, roll_up

D = Decimal


@pytest.mark.parametrize(
    ("start", "target", "actual", "share"),
    [
        (D(2), D(14), D(8), Fraction(1, 2)),
        (D(20), D(10), D(15), Fraction(1, 2)),
        (D(2), D(14), D(1), Fraction(-1, 12)),
        (D(2), D(14), D(17), Fraction(5, 4)),
        (D(2), D(2), D(2), None),
        (None, D(14), D(8), None),
        (D(2), None, D(8), None),
        (D(2), D(14), None, None),
    ],
)
def test_share_of_the_way(start: D | None, target: D | None, actual: D | None, share: Fraction | None) -> None:
    assert attainment(start, target, actual) == share


def test_rules_and_what_is_missing() -> None:
    parts = [
        Part(D("1.5"), date(2025, 12, 31), weight=D(1)), Part(),
        Part(D(4), date(2026, 6, 30), weight=D(4)), Part(D(3), date(2026, 3, 31), weight=D(5)),
    ]  # fmt: skip
    assert roll_up("sum", parts).value == D("8.5")
    assert roll_up("last", parts).value == D(4)
    assert roll_up("mean", parts).value == D("3.25")  # (1,5 + 16 + 15) / 10
    total = roll_up("sum", parts)
    assert (total.known, total.asked) == (3, 4)
    assert roll_up("none", parts).value is None
    assert roll_up("sum", [Part(), Part()]).value is None
    with pytest.raises(ValueError, match="Gewicht"):
        roll_up("mean", [Part(D(1))])


@pytest.mark.parametrize("rule", ["sum", "last", "mean"])
def test_shares_are_never_averaged(rule: str) -> None:
    """90 of 100 and 1 of 10 are 91 of 110, not 50 %."""
    parts = [Part(D(90), numerator=D(90), denominator=D(100)), Part(D(10), numerator=D(1), denominator=D(10))]
    total = roll_up(rule, parts, is_ratio=True)  # type: ignore[arg-type]
    assert total.value == D(91) / D(110) * 100
    # a value without its parts says nothing here
    assert roll_up(rule, [*parts, Part(D(50))], is_ratio=True).known == 2  # type: ignore[arg-type]
