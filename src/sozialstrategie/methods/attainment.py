"""How far a value has come on its way to a target, and how values of several measures become one.

Exact decimals in and out. Nothing is rounded here, and what is missing is never taken for zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

Rule = Literal["sum", "last", "mean", "none"]


@dataclass(frozen=True, slots=True)
class Part:
    """What one measure gives to a roll-up: a value, or numerator and denominator of a share; all None = nothing yet."""

    value: Decimal | None = None
    day: date | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    weight: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """The value of a roll-up (None where there is none), from `known` of `asked` parts."""

    value: Decimal | None
    known: int
    asked: int


def attainment(baseline: Decimal | None, target: Decimal | None, actual: Decimal | None) -> Fraction | None:
    """Share of the way from baseline to target: (actual - baseline) / (target - baseline); may be below 0 and above 1.

    None when a part is missing or target = baseline.

    >>> attainment(Decimal(2), Decimal(14), Decimal(8))
    Fraction(1, 2)
    """
    if baseline is None or target is None or actual is None or target == baseline:
        return None
    return (Fraction(actual) - Fraction(baseline)) / (Fraction(target) - Fraction(baseline))


def roll_up(rule: Rule, parts: Sequence[Part], *, is_ratio: bool = False) -> Total:
    """One value from those of several measures.

    Args:
        rule: "sum" for counts, "last" for stocks (the value of the newest day), "mean" weighted by `weight`, "none".
        is_ratio: shares in percent; whatever the rule, they become the sum of numerators over the sum of denominators and
            are never averaged.

    Raises:
        ValueError: a mean with a part without a positive weight.

    >>> halves = [Part(numerator=Decimal(1), denominator=Decimal(2)), Part(numerator=Decimal(0), denominator=Decimal(8))]
    >>> roll_up("mean", halves, is_ratio=True).value
    Decimal('10')
    """
    asked = len(parts)
    if is_ratio:
        told = [p for p in parts if p.numerator is not None and p.denominator is not None]
    else:
        told = [p for p in parts if p.value is not None]
    if rule == "none" or not told:
        return Total(None, len(told), asked)
    if is_ratio:
        below = sum((p.denominator or Decimal(0) for p in told), Decimal(0))
        above = sum((p.numerator or Decimal(0) for p in told), Decimal(0))
        return Total(above / below * 100 if below else None, len(told), asked)
    values = [p.value or Decimal(0) for p in told]
    if rule == "sum":
        return Total(sum(values, Decimal(0)), len(told), asked)
    if rule == "last":
        newest = max(range(len(told)), key=lambda i: (told[i].day or date.min, i))
        return Total(values[newest], len(told), asked)
    weights = [p.weight for p in told]
    if any(w is None or w <= 0 for w in weights):
        raise ValueError("Ein Mittel braucht für jeden Teil ein Gewicht größer als null.")
    total = sum((w or Decimal(0) for w in weights), Decimal(0))
    weighted = sum((v * (w or Decimal(0)) for v, w in zip(values, weights, strict=True)), Decimal(0))
    return Total(weighted / total, len(told), asked)
