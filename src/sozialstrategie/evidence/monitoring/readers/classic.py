"""GENESIS classic csv, as regionalstatistik.de and the Regionalatlas write it.

Layout: `GENESIS-Tabelle: CODE`; lines of title; sometimes a line with the time alone; 1 to 4 lines of
headings that begin with empty cells, sometimes one of them the time, the last one often the unit; rows of
data (time, key, name, labels, values); a rule of underscores; notes, licence, stand. Every value cell becomes
one fact.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import Any

from .cells import CellValue, Period, parse_age, parse_value, read_periods
from .classic_header import Layout, read_header
from .facts import Coded, duplicate_text, fact_schema, repeated_positions, report_bad_cells
from .footer import Footer, is_rule, publisher_of, read_footer
from .keys import check_validity, group_pairs, resolve_keys
from .limits import MAX_CELLS
from .names import check_names
from .plausible import check_figures
from .problems import ProblemLog, Refusal, check_table_code
from .text import drop_invisible, split_lines
from .types import OutsideValidity, ParsedFile, RegionIndex

_FIRST_LINE = re.compile(r'\s*"?GENESIS-Tabelle:\s*([^;"\s]+)\s*"?;*\s*')


def is_classic(text: str) -> bool:
    """True when the first line names a GENESIS table."""
    return bool(_FIRST_LINE.fullmatch(re.split(r"[\r\n]", text, maxsplit=1)[0]))


@dataclass(slots=True)
class _Labels:
    """Label columns of the body, coded: region keys, names, periods, row labels."""

    region: Coded
    name: Coded
    category: Coded
    period_codes: Any  # one code per row, or None when the time stands in the header
    periods: list[Period]


def read_classic(text: str, *, name: str, encoding: str, regions: RegionIndex) -> ParsedFile:
    """Read a classic csv from its decoded text. Raises Refusal where nothing more can be read."""
    log = ProblemLog(name)
    lines = split_lines(text)
    first = _FIRST_LINE.fullmatch(lines[0])
    if not first:
        raise Refusal("no_table", "Erwartet wird „GENESIS-Tabelle: “ mit dem Code der Tabelle.", row=1, column=1)
    check_table_code(first[1], row=1, column=1)
    end = next((at for at, line in enumerate(lines) if is_rule(line)), len(lines))
    footer = read_footer([drop_invisible(line) for line in lines[end + 1 :]])
    if end == len(lines) or not footer.stand:
        text_ = "Die Fußzeile mit Lizenz und Stand fehlt; die Datei könnte abgeschnitten sein."
        log.note("no_footer", text_, row=len(lines))
    layout = read_header(lines[:end], log)
    facts, outside = _read_body(first[1], layout, lines[layout.start : end], regions, log)
    if facts is not None:
        check_figures(facts, layout.title, {}, log)
        check_names(facts, column=layout.region_column + 1, regions=regions, log=log)
    return _parsed(first[1], layout, footer, encoding, log, facts, outside)


def _parsed(
    table: str,
    layout: Layout,
    footer: Footer,
    encoding: str,
    log: ProblemLog,
    facts: Any,
    outside: list[OutsideValidity],
) -> ParsedFile:
    return ParsedFile(
        format="genesis-classic",
        table=table,
        title=layout.title,
        source=f"{footer.publisher or publisher_of(table)}, Tabelle {table}",
        licence=footer.licence,
        stand=footer.stand,
        encoding=encoding,
        facts=None if log.has_errors else facts,
        problems=log.sorted(),
        footnotes=footer.notes,
        outside_validity=outside,
        disclosure_rule="published",
    )


def _read_body(
    table: str, layout: Layout, lines: list[str], regions: RegionIndex, log: ProblemLog
) -> tuple[Any, list[OutsideValidity]]:
    """Facts of the rows below the header, and the regions outside their validity."""
    rows, numbers = _split_rows(lines, layout)
    columns = list(zip(*rows, strict=True))
    labels = _read_labels(columns, layout, numbers, log)
    width = layout.width - layout.label_columns
    cells = Coded([cell for column in columns[layout.label_columns :] for cell in column])
    parsed = cells.map(lambda text: parse_value(text, grouped=False))

    def place(position: int) -> tuple[int, int]:
        return numbers[position % len(rows)], layout.label_columns + position // len(rows) + 1

    report_bad_cells(cells, parsed, log, place=place)
    keys = resolve_keys(
        labels.region.texts,
        [numbers[at] for at in labels.region.first_positions()],
        labels.region.counts(),
        column=layout.region_column + 1,
        regions=regions,
        log=log,
    )
    _check_duplicates(labels, keys, numbers, layout, log)
    if log.has_errors:
        return None, []
    pairs = _pairs(labels, layout, cells, parsed, numbers, len(rows), width)
    column = layout.region_column + 1
    outside = check_validity(pairs, keys, labels.periods, column=column, regions=regions, log=log)
    return _fact_table(table, layout, labels, keys, cells, parsed, numbers, len(rows)), outside


def _split_rows(lines: list[str], layout: Layout) -> tuple[list[list[str]], list[int]]:
    """Cells and row numbers of the body; refuses rows with another number of cells than the header."""
    rows, numbers = [], []
    for at, line in enumerate(lines):
        if not line.strip(" ;"):
            continue
        cells = _fields(line, layout.start + at + 1)
        if len(cells) != layout.width:
            text = f"Die Zeile hat {len(cells)} Felder, erwartet werden {layout.width} wie im Tabellenkopf."
            raise Refusal("wrong_column_count", text, row=layout.start + at + 1)
        rows.append(cells)
        numbers.append(layout.start + at + 1)
    if len(rows) * (layout.width - layout.label_columns) > MAX_CELLS:
        raise Refusal("too_many_cells", f"Die Tabelle hat mehr als {MAX_CELLS} Werte.", row=layout.start + 1)
    return rows, numbers


def _fields(line: str, row: int) -> list[str]:
    """Cells of a row of data; a quote that stands alone is refused, for it may hide a separator."""
    if '"' not in line:
        return line.split(";")
    try:
        return next(csv.reader([line], delimiter=";", strict=True), [])
    except csv.Error:
        text = (
            "Die Zeile lässt sich nicht in Felder zerlegen: Ein Anführungszeichen steht allein oder mitten im Feld, "
            "erwartet werden durch Semikolon getrennte Felder."
        )
        raise Refusal("bad_csv", text, row=row) from None


def _read_labels(columns: list[Any], layout: Layout, numbers: list[int], log: ProblemLog) -> _Labels:
    """Code the label columns and read the periods, wherever the table keeps them."""
    region = Coded(columns[layout.region_column])
    name = Coded(columns[layout.region_column + 1])
    name.texts = [drop_invisible(text).strip() for text in name.texts]
    extra = columns[layout.region_column + 2 : layout.label_columns]
    if len(extra) == 1:
        category = Coded(extra[0])
    else:
        category = Coded(
            [" > ".join(c.strip() for c in row if c.strip()) for row in zip(*extra, strict=True)] or [""] * len(numbers)
        )
    category.texts = [" ".join(drop_invisible(text).split()) for text in category.texts]
    if layout.time_column is None:
        periods = layout.column_periods or ([layout.table_period] if layout.table_period else [])
        return _Labels(region, name, category, None, periods)
    time = Coded(columns[layout.time_column])
    first_rows = [numbers[at] for at in time.first_positions()]
    periods = read_periods(time.texts, first_rows, layout.time_column + 1, log, year_kind=layout.year_kind)
    return _Labels(region, name, category, time.codes, periods)


def _check_duplicates(labels: _Labels, keys: list[str], numbers: list[int], layout: Layout, log: ProblemLog) -> None:
    """Two rows with the same region, period and labels, or two columns with one heading, are an error."""
    import numpy as np  # heavy: only when needed

    times = [p.text for p in layout.column_periods] if layout.column_periods else [""] * len(layout.items)
    seen: set[tuple[str, str]] = set()
    for at, heading in enumerate(zip(layout.items, times, strict=True)):
        if heading in seen:
            text = "Zwei Spalten haben denselben Kopf, erwartet wird jeder Kopf nur einmal."
            log.error("duplicate_key", text, row=layout.start, column=layout.label_columns + at + 1)
        seen.add(heading)
    code = _same(keys)[labels.region.codes] * len(labels.category.texts)
    code += _same(labels.category.texts)[labels.category.codes]
    if labels.period_codes is not None:
        code = code * len(labels.periods) + _same([p.text for p in labels.periods])[labels.period_codes]
    repeated, earlier = repeated_positions(np.asarray(code))
    if len(repeated):
        row, column = numbers[int(repeated[0])], layout.region_column + 1
        log.error("duplicate_key", duplicate_text(numbers[earlier]), row=row, column=column, count=len(repeated))


def _same(texts: list[str]) -> Any:
    """For each position the first position with the same text: raw texts that mean the same count as one."""
    import numpy as np  # heavy: only when needed

    first = {text: at for at, text in reversed(list(enumerate(texts)))}
    return np.array([first[text] for text in texts], dtype=np.int64)


def _pairs(
    labels: _Labels,
    layout: Layout,
    cells: Coded,
    parsed: list[CellValue],
    numbers: list[int],
    rows: int,
    width: int,
) -> Any:
    """Per region and period: numbers, signs and first row (the input of `check_validity`)."""
    import numpy as np  # heavy: only when needed

    is_number = np.array([cell.value is not None for cell in parsed])[cells.codes].reshape(width, rows)
    if labels.period_codes is not None or not layout.column_periods:
        per_row = is_number.sum(axis=0)
        period = labels.period_codes if labels.period_codes is not None else np.zeros(rows, int)
        parts = [(labels.region.codes, period, per_row, width - per_row)]
    else:
        same = _same([p.text for p in layout.column_periods])
        parts = [
            (labels.region.codes, np.full(rows, same[at]), is_number[at].astype(int), 1 - is_number[at])
            for at in range(width)
        ]
    region, period, found, signs = (np.concatenate([part[i] for part in parts]) for i in range(4))
    lines = np.tile(np.array(numbers), len(parts))
    return group_pairs(region, period, found, signs, lines)


def _fact_table(
    table: str,
    layout: Layout,
    labels: _Labels,
    keys: list[str],
    cells: Coded,
    parsed: list[CellValue],
    numbers: list[int],
    rows: int,
) -> Any:
    """Put the fact table together column by column, then order it by row and column of the file."""
    import numpy as np  # heavy: only when needed
    import pyarrow as pa  # heavy: only when needed

    width = len(layout.items)
    by_row = pa.array(np.arange(rows * width).reshape(width, rows).T.ravel())

    def per_row(codes: Any, values: list[Any], kind: Any = None) -> Any:
        return pa.array(values, kind or pa.string()).take(pa.array(np.repeat(codes, width)))

    def per_column(values: list[Any], kind: Any = None) -> Any:
        return pa.array(values, kind or pa.string()).take(pa.array(np.tile(np.arange(width), rows)))

    def period(pick: Any, kind: Any = None) -> Any:
        values = [pick(p) for p in labels.periods]
        if labels.period_codes is None and layout.column_periods:
            return per_column(values, kind)
        codes = labels.period_codes if labels.period_codes is not None else np.zeros(rows, int)
        return per_row(codes, values, kind)

    ages = [[parse_age(c) for c in labels.category.texts], [parse_age(i) for i in layout.items]]
    combined = [[c if c[0] is not None else i for i in ages[1]] for c in ages[0]]
    age_code = pa.array(
        np.repeat(labels.category.codes.astype(np.int64), width) * width + np.tile(np.arange(width), rows)
    )
    flat = [age for line in combined for age in line]
    data = {
        "table": pa.repeat(table, rows * width),
        "region": per_row(labels.region.codes, keys),
        "region_name": per_row(labels.name.codes, labels.name.texts),
        "period_kind": period(lambda p: p.kind),
        "period": period(lambda p: p.text),
        "year": period(lambda p: p.year, pa.int32()),
        "item": per_column(layout.items),
        "category": per_row(labels.category.codes, labels.category.texts),
        "age_from": pa.array([a[0] for a in flat], pa.int32()).take(age_code),
        "age_to": pa.array([a[1] for a in flat], pa.int32()).take(age_code),
        "value": cells.spread([c.value for c in parsed], "float64").take(by_row),
        "sign": cells.spread([c.sign for c in parsed]).take(by_row),
        "unit": per_column(layout.units),
        "quality": cells.spread([c.quality for c in parsed]).take(by_row),
        "row": pa.array(np.repeat(np.array(numbers, dtype=np.int32), width)),
        "column": per_column([layout.label_columns + at + 1 for at in range(width)], pa.int32()),
    }
    return pa.table(data, schema=fact_schema())
