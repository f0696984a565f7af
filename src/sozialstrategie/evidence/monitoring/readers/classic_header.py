"""The header of a GENESIS classic csv: title, headings as paths, units, and where the time stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .cells import Period, check_year, parse_period
from .problems import ProblemLog, Refusal, shown
from .regions import key_form
from .text import check_columns, drop_invisible, split_cells
from .units import is_unit

_CONTENT = re.compile(r"(?P<what>.*\S)\s*\((?P<unit>[^()]+)\)")


@dataclass(slots=True)
class Layout:
    """How a table is laid out. Indices are 0-based; `start` is the 0-based line of the first row of data.

    The time stands in `time_column`, or in the header: once for the table, or once per value column.
    """

    title: str
    start: int
    width: int
    label_columns: int
    region_column: int
    time_column: int | None
    table_period: Period | None
    column_periods: list[Period] | None
    year_kind: str
    items: list[str]
    units: list[str]


@dataclass(slots=True)
class _Row:
    """One line of headings: its 0-based line number and its cells."""

    line: int
    cells: list[str]


def read_header(lines: list[str], log: ProblemLog) -> Layout:
    """Read everything above the data from the lines of a file (the rule and what follows left out).

    Raises Refusal: no_header, no_rows, no_period, wrong_column_count, missing_unit. Unknown units go to `log`
    as errors.
    """
    prelude, headings, start = _split(lines)
    width = len(headings[0].cells)
    for row in headings:
        if len(row.cells) != width:
            text = f"Die Kopfzeile hat {len(row.cells)} Felder, erwartet werden {width} wie in der ersten Kopfzeile."
            raise Refusal("wrong_column_count", text, row=row.line + 1)
    check_columns(width, headings[0].line + 1)
    label_columns = min(_leading_empty(row.cells) for row in headings)
    year_kind = _year_kind(" ".join(prelude))
    table_period = parse_period(prelude[-1], year_kind=year_kind) if len(prelude) > 1 else None
    if table_period:
        check_year(table_period, log, row=_row_of(prelude[-1], lines), column=1)
        prelude = prelude[:-1]
    column_periods, headings = _take_periods(headings, label_columns, year_kind, log)
    time_column = None if table_period or column_periods else 0
    region_column = 0 if time_column is None else 1
    first = split_cells(lines[start])
    if time_column == 0 and key_form(first[0].strip()) != "unknown" and parse_period(first[0]) is None:
        text = "Die Zeitangabe fehlt, erwartet wird sie in der ersten Spalte oder im Tabellenkopf."
        raise Refusal("no_period", text, row=start + 1, column=1)
    if label_columns < region_column + 2:
        text = "Vor den Werten fehlen Spalten, erwartet werden Regionalschlüssel und Name der Region."
        raise Refusal("no_header", text, row=headings[0].line + 1 if headings else start)
    headings, units, prelude, content = _take_units(headings, prelude, label_columns, width, start, log)
    items = _items(headings, label_columns, width, content)
    return Layout(
        title=" ".join(" ".join(prelude[:-1] or prelude).split()),
        start=start,
        width=width,
        label_columns=label_columns,
        region_column=region_column,
        time_column=time_column,
        table_period=table_period,
        column_periods=column_periods,
        year_kind=year_kind,
        items=items,
        units=units,
    )


def _split(lines: list[str]) -> tuple[list[str], list[_Row], int]:
    """Lines of title, lines of headings (their first cell is empty) and the line of the first row of data."""
    prelude: list[str] = []
    headings: list[_Row] = []
    for at, line in enumerate(lines[1:], 1):
        cells = [drop_invisible(cell).strip() for cell in split_cells(line)]
        if cells[:1] == [""] and any(cells):
            headings.append(_Row(at, cells))
        elif headings and any(cells):
            return prelude, headings, at
        elif any(cells):
            prelude.append(" ".join(cell for cell in cells if cell))
    if headings:
        text = "Unter dem Tabellenkopf stehen keine Werte, erwartet wird mindestens eine Zeile je Region."
        raise Refusal("no_rows", text, row=headings[-1].line + 1)
    text = "Der Tabellenkopf fehlt, erwartet werden Zeilen mit Spaltenköpfen, die mit leeren Feldern beginnen."
    raise Refusal("no_header", text, row=min(2, len(lines)))


def _leading_empty(cells: list[str]) -> int:
    return next((at for at, cell in enumerate(cells) if cell), len(cells))


def _year_kind(title: str) -> str:
    if "Schuljahr" in title:
        return "school_year"
    return "yearly_mean" if "Jahresdurchschnitt" in title else "year"


def _row_of(text: str, lines: list[str]) -> int:
    """1-based row of a line of the title that holds nothing but this text."""
    return next((at for at, line in enumerate(lines, 1) if line.strip(' ;"') == text), 1)


def _take_periods(
    headings: list[_Row], label_columns: int, year_kind: str, log: ProblemLog
) -> tuple[list[Period] | None, list[_Row]]:
    """The line of headings that is nothing but times, if there is one, and the other lines."""
    for row in headings:
        periods = [parse_period(cell, year_kind=year_kind) for cell in row.cells[label_columns:]]
        known = [p for p in periods if p is not None]
        if known and len(known) == len(periods):
            for at, period in enumerate(known):
                check_year(period, log, row=row.line + 1, column=label_columns + at + 1)
            return known, [other for other in headings if other is not row]
    return None, headings


def _take_units(
    headings: list[_Row], prelude: list[str], label_columns: int, width: int, start: int, log: ProblemLog
) -> tuple[list[_Row], list[str], list[str], str]:
    """Units per value column, from the last line of headings or from "Bevölkerungsstand (Anzahl)" in the
    title.

    Gives back the other headings, the units, the title without the line of contents, and the contents' name.
    """
    last = headings[-1].cells[label_columns:] if headings else []
    known = sum(is_unit(cell) for cell in last)
    if known and known * 2 >= len(last):
        for at, cell in enumerate(last):
            if not is_unit(cell):
                _unknown_unit(cell, headings[-1].line + 1, label_columns + at + 1, log)
        return headings[:-1], [" ".join(cell.split()) for cell in last], prelude, ""
    content = _CONTENT.fullmatch(prelude[-1]) if prelude else None
    if content and is_unit(content["unit"]):
        unit = " ".join(content["unit"].split())
        return headings, [unit] * (width - label_columns), prelude[:-1] or prelude, content["what"]
    row = headings[-1].line + 1 if headings else start
    if len(headings) > 1 and all(last):
        _unknown_unit(last[0], row, label_columns + 1, log)
        return headings[:-1], list(last), prelude, ""
    text = (
        "Die Einheit fehlt oder ist nicht bekannt, erwartet wird eine Zeile wie „Anzahl“ oder „Prozent“ "
        "unter den "
        "Spaltenköpfen."
    )
    raise Refusal("unknown_unit", text, row=row, column=label_columns + 1)


def _unknown_unit(cell: str, row: int, column: int, log: ProblemLog) -> None:
    quoted = f"„{cell}“" if len(cell) <= 30 else shown(cell)
    what = f"Die Einheit {quoted} ist nicht bekannt" if cell else "Die Einheit fehlt"
    log.error(
        "unknown_unit",
        f"{what}, erwartet wird zum Beispiel Anzahl, Prozent oder EUR.",
        row=row,
        column=column,
    )


def _items(headings: list[_Row], label_columns: int, width: int, content: str) -> list[str]:
    """Headings of each value column from top to bottom, joined by " > ", empty cells left out."""
    items = []
    for at in range(label_columns, width):
        path = [" ".join(row.cells[at].split()) for row in headings if row.cells[at]]
        items.append(" > ".join(path) or content)
    return items
