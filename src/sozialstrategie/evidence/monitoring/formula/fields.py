"""Which fields a catalogue entry has, and the sentence for each that is missing, unknown or of the wrong
kind."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sozialstrategie.evidence.monitoring.formula.parser import RESERVED
from sozialstrategie.evidence.monitoring.formula.units import UNITS

Check = Callable[[Any], str]  # "" = fine, else what is expected


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    check: Check
    required: bool = True
    default: Any = None


def _text(value: Any) -> str:
    return "" if isinstance(value, str) and value.strip() else "ein nicht leerer Text"


def _any_text(value: Any) -> str:
    return "" if isinstance(value, str) else "ein Text"


def _code(value: Any) -> str:
    if isinstance(value, str) and re.fullmatch(r"[a-z][a-z0-9_]*", value) and value not in RESERVED:
        return ""
    return "kleine Buchstaben, Ziffern und Unterstriche, keines der Wörter " + ", ".join(sorted(RESERVED))


def _truth(value: Any) -> str:
    return "" if isinstance(value, bool) else "true oder false"


def _whole(low: int, high: int) -> Check:
    def check(value: Any) -> str:
        fine = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
        return "" if fine else f"eine ganze Zahl von {low} bis {high}"

    return check


def _one_of(*allowed: str) -> Check:
    def check(value: Any) -> str:
        return "" if isinstance(value, str) and value in allowed else "eines von " + ", ".join(allowed)

    return check


def _unit(value: Any) -> str:
    return "" if isinstance(value, str) and value in UNITS else "eine bekannte Einheit: " + ", ".join(UNITS)


def _template(*places: str) -> Check:
    """A text with exactly these placeholders, each once."""
    wanted = sorted(places)

    def check(value: Any) -> str:
        found = sorted(re.findall(r"\{([^{}]*)\}", value)) if isinstance(value, str) else None
        return "" if found == wanted else "ein Text mit " + ", ".join(f"{{{place}}}" for place in places)

    return check


INDICATOR_FIELDS = (
    Field("code", _code),
    Field("name", _text),
    Field("unit", _unit),
    Field("unit_phrase", _text),
    Field("theme", _text),
    Field("definition", _text),
    Field("not_shown", _text),
    Field("direction", _one_of("lower", "higher", "none")),
    Field("counts_people", _truth),
    Field("decimals", _whole(0, 4)),
    Field("sentence", _template("region_in", "year", "value"), required=False, default=""),
    Field("amount", _template("value"), required=False, default=""),
    Field("subject", _text, required=False, default=""),
    Field("one_in", _template("nth"), required=False, default=""),
    Field("missing", _text, required=False, default=""),
)
DERIVATION_FIELDS = (
    Field("key", _text),
    Field("label", _text),
    Field("source", _text),
    Field("origin", _one_of("computed", "official")),
    Field("territorial_status", _text),
    Field("period_kind", _one_of("date", "year", "school_year", "yearly_mean")),
    Field("first_year", _whole(1800, 2200), required=False),
    Field("last_year", _whole(1800, 2200), required=False),
    Field("note", _any_text, required=False, default=""),
)
PUBLISHED_FIELDS = (
    Field("table", _text),
    Field("item", _any_text, required=False, default=""),
    Field("category", _any_text, required=False, default=""),
)
# read elsewhere, so no surprise here
_OTHER_KEYS = {
    INDICATOR_FIELDS: {"breaks", "doubtful", "history", "derivation"},
    DERIVATION_FIELDS: {"numerator", "denominator", "factor", "formula", "published"},
    PUBLISHED_FIELDS: {"factor"},
}


def read_fields(raw: dict[str, Any], fields: tuple[Field, ...], problems: list[str]) -> dict[str, Any]:
    """Values of all fields (default where absent or wrong); a sentence per problem is added to `problems`."""
    values: dict[str, Any] = {}
    for entry in fields:
        values[entry.name] = entry.default
        if entry.name not in raw:
            if entry.required:
                problems.append(f"Das Feld {entry.name} fehlt.")
            continue
        expected = entry.check(raw[entry.name])
        if expected:
            problems.append(f"Das Feld {entry.name} ist »{raw[entry.name]}«; erwartet: {expected}.")
        else:
            values[entry.name] = raw[entry.name]
    for key in sorted(raw.keys() - {entry.name for entry in fields} - _OTHER_KEYS[fields]):
        problems.append(f"Unbekanntes Feld »{key}«.")
    return values


def read_breaks(raw: Any, problems: list[str], name: str = "breaks") -> tuple[tuple[int, str], ...]:
    """[[2017, "neuer Pflegebegriff"], …] as pairs in ascending order of years."""
    expected = f'{name} steht als [[2017, "neuer Pflegebegriff"], …], nach Jahren aufsteigend.'
    year = _whole(1800, 2200)
    if not isinstance(raw, list):
        problems.append(expected)
        return ()
    pairs: list[tuple[int, str]] = []
    for entry in raw:
        if not isinstance(entry, list) or len(entry) != 2 or year(entry[0]) or _text(entry[1]):
            problems.append(expected)
            return ()
        pairs.append((entry[0], entry[1]))
    if any(earlier[0] >= later[0] for earlier, later in itertools.pairwise(pairs)):
        problems.append(expected)
    return tuple(pairs)


def read_history(raw: Any, problems: list[str]) -> tuple[tuple[str, str], ...]:
    """[["2025-11-23", "Nenner ohne Zweitwohnungen"], …] as pairs in ascending order of days."""
    expected = 'history steht als [["2025-11-23", "Nenner ohne Zweitwohnungen"], …], nach Tagen aufsteigend.'
    if not isinstance(raw, list):
        problems.append(expected)
        return ()
    pairs: list[tuple[str, str]] = []
    for entry in raw:
        if not isinstance(entry, list) or len(entry) != 2 or not _is_day(entry[0]) or _text(entry[1]):
            problems.append(expected)
            return ()
        pairs.append((entry[0], entry[1]))
    if any(earlier[0] > later[0] for earlier, later in itertools.pairwise(pairs)):
        problems.append(expected)
    return tuple(pairs)


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
