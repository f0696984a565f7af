"""Reads the shipped figures (`*.csv` beside this module) into fact tables like those of the readers.

Three layouts, all narrow enough that a person can check them against the source:

- years side by side: one line per series and region, one column per year;
- series side by side (`*_kreise.csv`): one line per Kreis, one column per series, its year in the heading;
- a table of an office: one line per region and period, the columns explained in `columns.csv`.

An empty cell is a value that the source does not publish; it becomes no fact at all, never 0 and never a sign. A sign
of the office (`-`, `.`, `...`, `/`, `x`) stays one.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from sozialstrategie.evidence.monitoring.readers.cells import parse_age
from sozialstrategie.evidence.monitoring.readers.types import FACT_COLUMNS, ParsedFile
from sozialstrategie.evidence.regions import catalogue as regions

FOLDER = Path(__file__).parent
LICENCE = "dl-de/by-2-0"
SIGNS = frozenset({"-", ".", "...", "/", "x"})
_KREISE_400 = "400 Kreise (Gebietsstand der Ausgabe 2024); Wartburgkreis mit Eisenach"
_KREISE_401 = "401 Kreise (Gebietsstand der Ausgabe 2022); Wartburgkreis ohne Eisenach"
_OF_THE_YEAR = "Gebietsstand des jeweiligen Jahres"
_OFFICES = "Statistische Ämter des Bundes und der Länder"


@dataclass(frozen=True, slots=True)
class Family:
    """Files whose series share publisher, edition and territorial status."""

    files: tuple[str, ...]
    source: str
    stand: str
    territorial_status: str
    period_kind: str  # of every fact
    item: str = ""  # "" = the short code of the series
    table: str = ""  # set where the file is a table of an office with columns of its own
    licence: str = LICENCE


def _table(table: str, stand: str, period_kind: str) -> Family:
    source = f"{_OFFICES}, Tabelle {table} ({LICENCE})"
    return Family((f"{table}.csv",), source, stand, _OF_THE_YEAR, period_kind, table=table)


FAMILIES = (
    Family(
        ("bevoelkerung_2024.csv",), f"{_OFFICES}, Tabelle 12411-01-01-4 ({LICENCE})", "2024-12-31", "31.12.2024", "date",
        item="BEVSTD",  # as in the office's flat file, so that a newer file of the table continues the series
    ),
    Family(
        ("inkar_2024.csv", "inkar_2024_kreise.csv"), f"BBSR, INKAR Ausgabe 2024 ({LICENCE})", "2024", _KREISE_400, "year"
    ),
    Family(
        ("inkar_2024_gerda.csv", "inkar_2024_gerda_kreise.csv"),
        f"BBSR, INKAR Ausgabe 2024, über GERDA ({LICENCE})", "2024", _KREISE_400, "year",
    ),
    Family(
        ("inkar_2024_export.csv", "inkar_2024_export_kreise.csv"),
        f"BBSR, INKAR Ausgabe 2024 ({LICENCE})", "2024", _KREISE_400, "year",
    ),
    Family(
        ("inkar_2022.csv", "inkar_2022_kreise.csv"), f"BBSR, INKAR Ausgabe 2022 ({LICENCE})", "2022", _KREISE_401, "year"
    ),
    _table("12411-03-03-4", "2020-12-03", "date"),
    _table("12612-01-01-4", "2017-10-10", "year"),
    _table("12613-01-01-4", "2017-10-10", "year"),
    _table("12711-04-02-4", "2017-10-10", "year"),
    _table("13211-02-05-4", "2017-10-10", "yearly_mean"),
    Family(
        ("bundestagswahl.csv",), "Ergebnisse der Bundestagswahlen, über GERDA (MIT)", "2021",
        "Gebietsstand 2021; Wartburgkreis mit Eisenach", "year", table="bundestagswahl", licence="MIT",
    ),
    Family(
        ("zensus-2022.csv",), f"{_OFFICES}, Zensus 2022, über GERDA ({LICENCE})", "2022-05-15", "15.05.2022", "date",
        table="zensus-2022",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShippedTable:
    """One shipped series or table: `facts` is a pyarrow.Table with FACT_COLUMNS, `raw` the same values as a csv.

    `row` and `column` of a fact point into `raw`, which is what an edition keeps.
    """

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


class _Cell(NamedTuple):
    region: str
    period: str
    item: str
    category: str
    unit: str
    text: str


def shipped_tables() -> tuple[ShippedTable, ...]:
    """All shipped series and tables, in the order of the families and of their files.

    Raises:
        ValueError: a line names a series, column or region that nobody knows.
    """
    titles = {row["code"]: row for row in _rows("series.csv")}
    columns: dict[str, dict[str, Mapping[str, str]]] = {}
    for row in _rows("columns.csv"):
        columns.setdefault(row["table"], {})[row["column"]] = row
    made = []
    for family in FAMILIES:
        found: dict[str, list[_Cell]] = {}
        for file in family.files:
            for code, cell in _cells(family, file, titles, columns):
                found.setdefault(code, []).append(cell)
        unknown = {cell.region for cells in found.values() for cell in cells} - regions.index().keys()
        if unknown:
            raise ValueError(f"{family.files[0]}: Diese Schlüssel kennt niemand: {', '.join(sorted(unknown))}.")
        made += [_shipped(family, titles[code], cells) for code, cells in found.items()]
    return tuple(made)


def series_units() -> dict[str, str]:
    """Unit of each series that `series.csv` knows, by its code; tables with units of their own have none here."""
    return {row["code"]: row["unit"] for row in _rows("series.csv") if row["unit"]}


def _rows(name: str) -> list[dict[str, str]]:
    with open(FOLDER / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


Titles = Mapping[str, Mapping[str, str]]  # code -> line of series.csv
Columns = Mapping[str, Mapping[str, Mapping[str, str]]]  # table -> column -> line of columns.csv


def _cells(family: Family, file: str, titles: Titles, columns: Columns) -> Iterator[tuple[str, _Cell]]:
    """Every filled cell of a file with the code of its series or table."""
    lines = _lines(file)
    header = next(lines)
    try:
        if family.table:
            yield from _table_cells(family, header, lines, columns[family.table])
        elif header[0] == "series":
            yield from _year_cells(family, header, lines, titles)
        else:
            yield from _series_cells(family, header, lines, titles)
    except KeyError as unknown:
        raise ValueError(f"{file}: {unknown.args[0]} steht weder in series.csv noch in columns.csv.") from None


def _table_cells(
    family: Family, header: list[str], lines: Iterator[list[str]], columns: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, _Cell]]:
    known = [columns[name] for name in header[2:]]
    for region, period, *texts in lines:
        for column, text in zip(known, texts, strict=True):
            if text:
                yield family.table, _Cell(region, period, column["item"], column["category"], column["unit"], text)


def _year_cells(
    family: Family, header: list[str], lines: Iterator[list[str]], titles: Titles
) -> Iterator[tuple[str, _Cell]]:
    for code, region, *texts in lines:
        for year, text in zip(header[2:], texts, strict=True):
            if text:
                yield code, _plain(family, titles[code], region, year, text)


def _series_cells(
    family: Family, header: list[str], lines: Iterator[list[str]], titles: Titles
) -> Iterator[tuple[str, _Cell]]:
    named = [name.split(":") for name in header[1:]]
    for region, *texts in lines:
        for (code, year), text in zip(named, texts, strict=True):
            if text:
                yield code, _plain(family, titles[code], region, year, text)


def _plain(family: Family, series: Mapping[str, str], region: str, year: str, text: str) -> _Cell:
    period = f"{year}-12-31" if family.period_kind == "date" else year
    return _Cell(region, period, family.item or series["code"], "", series["unit"], text)


def _lines(name: str) -> Iterator[list[str]]:
    for text in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if not text.startswith("#"):
            yield text.split(";")


def _shipped(family: Family, series: Mapping[str, str], cells: list[_Cell]) -> ShippedTable:
    lines = (f"{cell.region};{cell.period};{cell.item};{cell.category};{cell.text}" for cell in cells)
    raw = "\n".join(["region;period;item;category;value", *lines])
    return ShippedTable(
        table=series["code"],
        title=series["title"],
        source=family.source,
        licence=family.licence,
        stand=family.stand,
        territorial_status=family.territorial_status,
        reference=series["reference"],
        file_name=family.files[0],
        raw=f"{raw}\n".encode(),
        facts=_facts(family, series["code"], cells),
    )


_VALUE_COLUMN = 5  # of the lines in `raw`


def _facts(family: Family, code: str, cells: list[_Cell]) -> Any:
    import pyarrow as pa  # heavy: only when needed

    n = len(cells)
    text, whole = pa.string(), pa.int32()
    classes = {(cell.category, cell.item) for cell in cells}
    ages = {pair: parse_age(pair[0]) if parse_age(pair[0])[0] is not None else parse_age(pair[1]) for pair in classes}
    found = [ages[cell.category, cell.item] for cell in cells]
    known = regions.index()
    names = {key: known[key].name for key in {cell.region for cell in cells}}
    columns = {
        "table": pa.array([code] * n, text),
        "region": pa.array([cell.region for cell in cells], text),
        "region_name": pa.array([names[cell.region] for cell in cells], text),
        "period_kind": pa.array([family.period_kind] * n, text),
        "period": pa.array([cell.period for cell in cells], text),
        "year": pa.array([int(cell.period[:4]) for cell in cells], whole),
        "item": pa.array([cell.item for cell in cells], text),
        "category": pa.array([cell.category for cell in cells], text),
        "age_from": pa.array([first for first, _last in found], whole),
        "age_to": pa.array([last for _first, last in found], whole),
        "value": pa.array([None if cell.text in SIGNS else float(cell.text) for cell in cells], pa.float64()),
        "sign": pa.array([cell.text if cell.text in SIGNS else None for cell in cells], text),
        "unit": pa.array([cell.unit for cell in cells], text),
        "quality": pa.array([""] * n, text),
        "row": pa.array(range(2, n + 2), whole),
        "column": pa.array([_VALUE_COLUMN] * n, whole),
    }
    return pa.table({name: columns[name] for name in FACT_COLUMNS})
