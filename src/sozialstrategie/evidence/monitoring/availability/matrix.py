"""The tables of the page: one per theme, a row per series, a column per year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sozialstrategie.evidence.monitoring.availability.gaps import gap_words, span_words
from sozialstrategie.evidence.monitoring.availability.queries import Coverage, Series, coverage
from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.monitoring.formula import Derivation, IndicatorDefinition
from sozialstrategie.kit.figures.tables import Column, Row, Table

LAND = "16"
NOTE = "Die Zahl unter einem Jahr sagt, für wie viele Gebiete es einen Wert gibt. Leeres Feld: kein Wert. Das ist nicht null."
_AREAS = {"kreis": "Kreisen", "gemeinde": "Gemeinden", "land": "Ländern", "bund": "Gebieten"}
_NOTHING = {
    "kreis": "Für die Kreise Thüringens sind keine Zahlen eingelesen.",
    "gemeinde": "Für Gemeinden sind keine Zahlen eingelesen.",
    "land": "Für Thüringen sind keine Zahlen eingelesen; aus Kreisen gemittelt wird nicht.",
    "bund": "Für Deutschland sind keine Zahlen eingelesen; aus Kreisen gemittelt wird nicht.",
}


@dataclass(frozen=True, slots=True)
class Matrix:
    """What the page shows. `counted`: indicators with a figure, and all, among those shown."""

    tables: tuple[Table, ...]
    counted: tuple[int, int]


def themes() -> list[str]:
    """Themes of the catalogue in its order."""
    return list(dict.fromkeys(d.theme for d in catalogue().values()))


def matrix(level: str, theme: str = "") -> Matrix:
    """Availability of every indicator at a level; two queries.

    Args:
        theme: only this one; "" = all.
    """
    found = coverage(level, LAND)
    shown = [d for d in catalogue().values() if not theme or d.theme == theme]
    codes = {d.code for d in shown}
    years = sorted({y for (code, _key), c in found.items() if code in codes for y in c.home})
    made = [_table(name, [d for d in shown if d.theme == name], level, found, years) for name in themes()]
    have = {code for (code, _key), c in found.items() if code in codes and c.home}
    return Matrix(tuple(table for table in made if table.rows), (len(have), len(shown)))


def _table(
    theme: str, shown: Sequence[IndicatorDefinition], level: str, found: dict[Series, Coverage], years: Sequence[int]
) -> Table:
    columns = (
        Column("Kennzahl"), Column("Quelle"), Column("Zeitraum"), Column("Was fehlt"), *(Column(str(y), True) for y in years)
    )  # fmt: skip
    rows = [row for definition in shown for row in _rows(definition, level, found, years)]
    return Table(caption=theme, columns=columns, rows=tuple(rows))


def _rows(
    definition: IndicatorDefinition, level: str, found: dict[Series, Coverage], years: Sequence[int]
) -> list[Row]:
    if not definition.derivations:
        return [Row((definition.name, "noch keine", "", definition.missing, *("" for _ in years)))]
    rows = []
    for derivation in definition.derivations:
        covered = found.get((definition.code, derivation.key), Coverage())
        counts = [str(covered.home.get(year, "")) for year in years]
        words = " ".join(_missing(covered, level))
        rows.append(Row((definition.name, _source(derivation), span_words(list(covered.home)), words, *counts)))
    return rows


def _source(derivation: Derivation) -> str:
    publisher = re.sub(r" \([^()]*\)$", "", derivation.source)  # the licence stands on every page of a figure
    return f"{publisher}, gerechnet" if derivation.origin == "computed" else publisher


def _missing(covered: Coverage, level: str) -> list[str]:
    words = gap_words(covered.home, _AREAS[level]) if covered.home else [_NOTHING[level]]
    if level == "kreis" and covered.home:
        away = [year for year, n in sorted(covered.everywhere.items()) if n > covered.home.get(year, 0)]
        words.append(
            f"Kreise anderer Länder: nur {' und '.join(map(str, away))}." if away else "Kreise anderer Länder: keine."
        )
    return words
