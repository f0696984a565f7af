"""German spelling of numbers and of figures that may be a sign.

Rounding is commercial and happens once, here: 13.95 becomes "14,0" (see `methods.rounding`).
"""

from __future__ import annotations

from decimal import Decimal

from sozialstrategie.kit.figures.released import Observation, Sign
from sozialstrategie.methods.rounding import round_half_up

MINUS = "−"
_SIGN_SPELLING = {Sign.NIL: "–", Sign.UNKNOWN: ".", Sign.LATER: "…", Sign.UNCERTAIN: "/", Sign.BLOCKED: "x"}

Number = int | float | Decimal


def number(value: Number, decimals: int = 0) -> str:
    """Thousands dot, decimal comma, real minus: `number(-1234.55, 1) == "−1.234,6"`."""
    amount = round_half_up(float(value), decimals)
    digits = f"{abs(amount):,.{max(decimals, 0)}f}".translate(str.maketrans(",.", ".,"))
    return (MINUS if amount < 0 else "") + digits


def signed(value: Number, decimals: int = 0) -> str:
    """As `number`, with a plus before positive values; for differences."""
    text = number(value, decimals)
    return "+" + text if round_half_up(float(value), decimals) > 0 else text


def percent(value: Number, decimals: int = 1) -> str:
    """A share in percent (0-100): `percent(14.2) == "14,2 %"`, with a space that does not wrap."""
    return number(value, decimals) + "\u00a0%"


def figure(observation: Observation, decimals: int = 1) -> str:
    """Value of an observation, or its sign as the offices print it; never 0 for a sign."""
    if observation.sign is not None:
        return _SIGN_SPELLING[observation.sign]
    assert observation.value is not None  # Observation guarantees it
    return number(observation.value, decimals)
