"""German spelling of numbers and of figures that may be a sign.

Rounding is commercial (half away from zero) and happens once, on the decimal spelling of the value: 13.95 becomes "14,0".
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from sozialstrategie.kit.figures.released import Observation, Sign

MINUS = "−"
_SIGN_SPELLING = {Sign.NIL: "–", Sign.UNKNOWN: ".", Sign.LATER: "…", Sign.UNCERTAIN: "/", Sign.BLOCKED: "x"}

Number = int | float | Decimal


def rounded(value: Number, decimals: int) -> Decimal:
    """`value` with `decimals` places, half away from zero. Raises ValueError for NaN and infinities."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    if not exact.is_finite():
        raise ValueError("Nur endliche Zahlen lassen sich schreiben.")
    result = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return abs(result) if result == 0 else result


def number(value: Number, decimals: int = 0) -> str:
    """Thousands dot, decimal comma, real minus: `number(-1234.55, 1) == "−1.234,6"`."""
    amount = rounded(value, decimals)
    digits = f"{abs(amount):,.{decimals}f}".translate(str.maketrans(",.", ".,"))
    return (MINUS if amount < 0 else "") + digits


def signed(value: Number, decimals: int = 0) -> str:
    """As `number`, with a plus before positive values; for differences."""
    text = number(value, decimals)
    return "+" + text if rounded(value, decimals) > 0 else text


def percent(value: Number, decimals: int = 1) -> str:
    """A share in percent (0-100): `percent(14.2) == "14,2 %"`, with a space that does not wrap."""
    return number(value, decimals) + "\u00a0%"


def figure(observation: Observation, decimals: int = 1) -> str:
    """Value of an observation, or its sign as the offices print it; never 0 for a sign."""
    if observation.sign is not None:
        return _SIGN_SPELLING[observation.sign]
    assert observation.value is not None  # Observation guarantees it
    return number(observation.value, decimals)
