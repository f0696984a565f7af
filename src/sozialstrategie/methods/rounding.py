"""Commercial rounding (kaufmännisches Runden, DIN 1333): half away from zero, on the decimal figure a reader
sees."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def round_half_up(value: float, decimals: int) -> Decimal:
    """Round `value` to `decimals` places, half away from zero.

    The shortest decimal text of the float (`repr`) is rounded, not its binary expansion: 13.95 is stored as
    13.949999…, yet a reader who sees 13.95 expects 14.0. Negative `decimals` round to tens, hundreds.
    A result of zero never carries a minus sign.

    Raises ValueError for NaN and infinity: a figure without a value has a sign, never a rounded number.

    >>> round_half_up(13.95, 1), round_half_up(-0.5, 0), round_half_up(0.125, 2)
    (Decimal('14.0'), Decimal('-1'), Decimal('0.13'))
    """
    exact = Decimal(repr(float(value)))
    if not exact.is_finite():
        raise ValueError("Nur endliche Zahlen lassen sich runden.")
    step = Decimal(1).scaleb(-decimals)
    rounded = exact.quantize(step, rounding=ROUND_HALF_UP)
    if decimals < 0:
        rounded = rounded.quantize(Decimal(1))
    return rounded.copy_abs() if rounded.is_zero() else rounded
