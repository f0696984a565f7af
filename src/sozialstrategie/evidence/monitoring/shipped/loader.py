"""Reads the shipped figures (`*.csv` beside this module) into fact tables like those of the readers.

The csv files are wide so that a person can check them against the source: one line per series and region, one
column per year. An empty cell is a value that the source does not publish; it becomes no fact at all, never 0
and never a sign.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sozialstrategie.evidence.monitoring.readers.types import FACT_COLUMNS, ParsedFile

FOLDER = Path(__file__).parent
LICENCE = "dl-de/by-2-0"
_KREISE_400 = "400 Kreise (Gebietsstand der Ausgabe 2024); Wartburgkreis mit Eisenach"


@dataclass(frozen=True, slots=True)
class Family:
    """One csv file: all of its series share publisher, edition and territorial status."""

    file: str
    source: str
    stand: str
    territorial_status: str
    period_kind: str  # of every fact in the file
    item: str = ""  # "" = the short code of the series


FAMILIES = (
    Family(
        "bevoelkerung_2024.csv",
        "Statistische Ämter des Bundes und der Länder, Tabelle 12411-01-01-4 (dl-de/by-2-0)",
        "2024-12-31",
        "31.12.2024",
        "date",
        item="BEVSTD",  # as in the office's flat file, so that a newer file of the table continues the series
    ),
    Family("inkar_2024.csv", "BBSR, INKAR Ausgabe 2024 (dl-de/by-2-0)", "2024", _KREISE_400, "year"),
    Family(
        "inkar_2024_gerda.csv",
        "BBSR, INKAR Ausgabe 2024, über GERDA (dl-de/by-2-0)",
        "2024",
        _KREISE_400,
        "year",
    ),
)


@dataclass(frozen=True, slots=True)
class ShippedTable:
    """One shipped series: `facts` is a pyarrow.Table with FACT_COLUMNS, `raw` the same values as a csv."""

    table: str
    title: str
    source: str
    licence: str
    stand: str  # reference date, or the year that names the publisher's edition
    territorial_status: str
    reference: str  # what a year means: "Stichtag 31.12.", "alle zwei Jahre"
    file_name: str
    raw: bytes = field(repr=False)
    facts: Any = field(repr=False)

    def as_parsed(self) -> ParsedFile:
        """The same in the shape that an import stores."""
        return ParsedFile(
            format="shipped",
            table=self.table,
            title=self.title,
            source=self.source,
            licence=self.licence,
            stand=self.stand,
            encoding="utf-8",
            facts=self.facts,
        )


def shipped_tables() -> tuple[ShippedTable, ...]:
    """All shipped series, ordered by file and short code.

    Returns:
        one table per series; every fact carries a value: there are no signs in these sources.

    Raises:
        ValueError: a line names a series or region that `series.csv` or `regions.csv` does not know.
    """
    series = {row["code"]: row for row in _rows("series.csv")}
    regions = {row["code"]: row["name"] for row in _rows("regions.csv")}
    tables = []
    for family in FAMILIES:
        for code, lines in _blocks(family.file):
            if code not in series:
                raise ValueError(f"{family.file}: Die Reihe {code} steht nicht in series.csv.")
            tables.append(_table(family, series[code], lines, regions))
    return tuple(tables)


def series_units() -> dict[str, str]:
    """Unit of each series that `series.csv` knows, by its code."""
    return {row["code"]: row["unit"] for row in _rows("series.csv")}


@dataclass(frozen=True, slots=True)
class _Line:
    number: int  # 1-based line of the csv file
    region: str
    cells: tuple[tuple[int, int, str], ...]  # column (1-based), year, text; empty cells left out


def _rows(name: str) -> list[dict[str, str]]:
    with open(FOLDER / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def _blocks(name: str) -> Iterator[tuple[str, list[_Line]]]:
    """The lines of each series of a wide csv file, in the order of the file."""
    years: list[int] = []
    found: dict[str, list[_Line]] = {}
    for number, text in enumerate((FOLDER / name).read_text(encoding="utf-8").splitlines(), start=1):
        if text.startswith("#"):
            continue
        code, region, *cells = text.split(";")
        if not years:
            years = [int(cell) for cell in cells]
            continue
        filled = tuple(
            (column, year, cell) for column, (year, cell) in enumerate(zip(years, cells, strict=True), start=3) if cell
        )
        found.setdefault(code, []).append(_Line(number, region, filled))
    return iter(found.items())


def _table(family: Family, series: dict[str, str], lines: list[_Line], regions: dict[str, str]) -> ShippedTable:
    unknown = [line for line in lines if line.region not in regions]
    if unknown:
        raise ValueError(f"{family.file}, Zeile {unknown[0].number}: unbekannter Schlüssel {unknown[0].region}.")
    raw = "\n".join(
        f"{series['code']};{line.region};{year};{text}" for line in lines for _column, year, text in line.cells
    )
    return ShippedTable(
        table=series["code"],
        title=series["title"],
        source=family.source,
        licence=LICENCE,
        stand=family.stand,
        territorial_status=family.territorial_status,
        reference=series["reference"],
        file_name=family.file,
        raw=f"series;region;year;value\n{raw}\n".encode(),
        facts=_facts(family, series, lines, regions),
    )


def _facts(family: Family, series: dict[str, str], lines: list[_Line], regions: dict[str, str]) -> Any:
    import pyarrow as pa  # heavy: only when needed

    cells = [(line, column, year, text) for line in lines for column, year, text in line.cells]
    n = len(cells)
    text, whole = pa.string(), pa.int32()
    periods = [f"{year}-12-31" if family.period_kind == "date" else str(year) for _, _, year, _ in cells]
    columns = {
        "table": pa.array([series["code"]] * n, text),
        "region": pa.array([line.region for line, *_ in cells], text),
        "region_name": pa.array([regions[line.region] for line, *_ in cells], text),
        "period_kind": pa.array([family.period_kind] * n, text),
        "period": pa.array(periods, text),
        "year": pa.array([year for _, _, year, _ in cells], whole),
        "item": pa.array([family.item or series["code"]] * n, text),
        "category": pa.array([""] * n, text),
        "age_from": pa.nulls(n, whole),
        "age_to": pa.nulls(n, whole),
        "value": pa.array([float(value) for *_, value in cells], pa.float64()),
        "sign": pa.nulls(n, text),
        "unit": pa.array([series["unit"]] * n, text),
        "quality": pa.array([""] * n, text),
        "row": pa.array([line.number for line, *_ in cells], whole),
        "column": pa.array([column for _, column, _, _ in cells], whole),
    }
    return pa.table({name: columns[name] for name in FACT_COLUMNS})
