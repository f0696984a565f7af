"""Units that the statistical offices print: those of the tables at hand, and common ones of their other
tables.

A unit that is not listed refuses the file: a column whose unit nobody knows must not become a figure. Add new
ones here.
"""

from __future__ import annotations

from typing import Literal

# Counted one by one: neither below zero nor in fractions.
_WHOLE = "Anzahl|Personen|Haushalte|Fälle|Betten|Plätze|Einwohner|Number|number"
_SCALED = "1000|1 000|Tsd.|Tausend|Mill.|Mio."
_SHARES = "Prozent|Percent|percent|%"
_RATES = (
    "Promille|Prozentpunkte|Index|2010=100|2015=100|2020=100|Verhältnis|Faktor"
    "|je 1000|je 1000 Einwohner|je 1.000 Einwohner|je 10000 Einwohner|je 10.000 Einwohner|je 100000 Einwohner"
    "|je 100.000 Einwohner|Einwohner je qkm|Einwohner je km2|Einwohner je km²|EW je qkm|je qkm"
)
_MONEY = (
    "EUR|Euro|€|Tsd. EUR|1000 EUR|1 000 EUR|Tausend Euro|TEUR|Mill. EUR|Mio. EUR|Mio. Euro|Mrd. EUR|DM|Tsd. "
    "DM"
    "|EUR je Einwohner|EUR/Einwohner|EUR/Person|EUR je Person|EUR je Haushalt|EUR/qm|EUR je qm|EUR/m2|EUR/m²"
    "|EUR je Stunde|EUR/Stunde"
)
_MEASURES = (
    "Jahre|Jahr|Monate|Wochen|Tage|Stunden|Minuten|Berechnungstage|ha|a|qkm|km2|km²|qm|m2|m²|cbm|m3|m³|km|m"
    "|1000 qm|1000 cbm|1000 m3|t|kg|Tonnen|1000 t|MWh|kWh|GWh|TJ|GJ|Vollzeitäquivalente|VZÄ"
)

UnitKind = Literal["count", "scaled_count", "share", "rate", "money", "measure"]
_UNITS_OF: dict[UnitKind, str] = {
    "count": _WHOLE,
    "scaled_count": _SCALED,
    "share": _SHARES,
    "rate": _RATES,
    "money": _MONEY,
    "measure": _MEASURES,
}
_KINDS = {unit: kind for kind, units in _UNITS_OF.items() for unit in units.split("|")}
KNOWN_UNITS = frozenset(_KINDS)
WHOLE_UNITS = frozenset(_WHOLE.split("|"))


def is_unit(text: str) -> bool:
    """True when the text is a unit that we know; spaces do not matter at the ends or in number."""
    return " ".join(text.split()) in KNOWN_UNITS


def unit_kind(text: str) -> UnitKind | None:
    """What a unit measures: heads and things counted one by one or in thousands, per cent, other ratios, money,
    lengths and times; None for a unit that is not listed.
    """
    return _KINDS.get(" ".join(text.split()))
