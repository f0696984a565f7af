"""Units an indicator may have. One list, so that no page invents its own spelling."""

from __future__ import annotations

UNITS = (
    "%",
    "je 100",
    "je 1.000",
    "je 10.000",
    "je 100.000",
    "Personen",
    "Fälle",
    "Haushalte",
    "Wohnungen",
    "Plätze",
    "Jahre",
    "Monate",
    "Wochen",
    "Tage",
    "Stunden",
    "Euro",
    "Euro je Einwohner",
    "1.000 Euro je Einwohner",
    "Euro je m²",
    "Plätze je Fachkraft",
    "m²",
    "m² je Einwohner",
    "Einwohner je km²",
    "Personen je Haushalt",
    "Index",
)
