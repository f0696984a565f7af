"""German spelling of numbers, periods and figures that may be a sign.

Rounding is commercial and happens once, here: 13.95 becomes "14,0" (see `methods.rounding`).
"""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal

from sozialstrategie.kit.figures.released import Observation, Sign
from sozialstrategie.methods.rounding import round_half_up

MINUS = "−"
SIGN_SPELLING = {Sign.NIL: "–", Sign.UNKNOWN: ".", Sign.LATER: "…", Sign.UNCERTAIN: "/", Sign.BLOCKED: "x"}

Number = int | float | Decimal


def rounded(value: Number, decimals: int = 0) -> Decimal:
    """The value as it is shown; distances are computed from these so that a reader can check them."""
    return round_half_up(float(value), decimals)


def number(value: Number, decimals: int = 0) -> str:
    """Thousands dot, decimal comma, real minus: `number(-1234.55, 1) == "−1.234,6"`."""
    amount = rounded(value, decimals)
    digits = f"{abs(amount):,.{max(decimals, 0)}f}".translate(str.maketrans(",.", ".,"))
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
        return SIGN_SPELLING[observation.sign]
    assert observation.value is not None  # Observation guarantees it
    return number(observation.value, decimals)


def period(text: str) -> str:
    """A period for people: "2024-12-31" becomes "31.12.2024"; years and school years stay."""
    parts = text.split("-")
    return f"{parts[2]}.{parts[1]}.{parts[0]}" if len(parts) == 3 else text


def cell(observation: Observation, decimals: int = 1) -> str:
    """As `figure`, with the meaning beside a sign: "x (Aussage nicht sinnvoll)"; for places without a legend."""
    text = figure(observation, decimals)
    return text if observation.sign is None else f"{text} ({observation.sign.meaning})"


def german_date(day: date) -> str:
    """`date(2024, 12, 31)` becomes "31.12.2024"."""
    return f"{day.day:02d}.{day.month:02d}.{day.year}"


def span(first: str, last: str) -> str:
    """Two periods as words: "2012 bis 2021"; one alone when both are the same."""
    return period(first) if first == last else f"{period(first)} bis {period(last)}"


def sort_key(name: str) -> str:
    """Order of German lists (DIN 5007-1): ä as a, ß as ss, case does not count: Sömmerda before Sonneberg."""
    folded = unicodedata.normalize("NFD", name.lower().replace("ß", "ss"))
    return "".join(c for c in folded if not unicodedata.combining(c))


def age(first: int | None, last: int | None) -> str:
    """An age class in words: (0, 14) "unter 15 Jahre", (65, None) "65 Jahre und älter", (3, 3) "3 Jahre", (0, None) "alle Altersjahre".

    Raises:
        ValueError: the class ends before it begins.
    """
    if first is None or first == 0:
        return "alle Altersjahre" if last is None else ("unter 1 Jahr" if last == 0 else f"unter {last + 1} Jahre")
    if last is None:
        return f"{first} Jahre und älter"
    if last < first:
        raise ValueError("Die Altersklasse endet vor ihrem Anfang.")
    return ("1 Jahr" if first == 1 else f"{first} Jahre") if first == last else f"{first} bis {last} Jahre"
