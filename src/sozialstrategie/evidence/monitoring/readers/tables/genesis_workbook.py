"""GENESIS tables saved as xlsx: the same table as the classic csv, so its reader reads them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ..classic import read_classic
from ..types import ParsedFile, RegionIndex
from .grid import Grid

_CODE = re.compile(r"\d{5}(?:-\d{1,4}){1,4}(?:-[A-Z])?")
_PERIOD = re.compile(r"\d{2}\.\d{2}\.\d{4}|(?:19|20)\d{2}(?:/\d{2,4})?")
_ROWS_OF_HEADINGS = 12


def genesis_sheet(grids: Sequence[Grid]) -> Grid | None:
    """The one sheet, when it carries the code of a table and has a period in a row of its own."""
    return grids[0] if len(grids) == 1 and _CODE.fullmatch(grids[0].sheet) and _first_period(grids[0]) else None


def read_genesis_sheet(grid: Grid, *, name: str, regions: RegionIndex) -> ParsedFile:
    """Read the sheet as its classic csv. The period of a row of its own and the key, printed once for each region,
    stand in every line of the csv; addresses of facts and problems are those of the sheet.
    """
    import pyarrow as pa  # heavy: only when needed
    import pyarrow.compute as pc  # heavy: only when needed

    text, rows = _as_classic(grid)
    parsed = read_classic(text, name=name, encoding="", regions=regions)
    parsed.format = "genesis-xlsx"
    parsed.problems = [
        replace(
            problem,
            sheet=grid.sheet,
            row=problem.row and rows[min(problem.row, len(rows)) - 1],
            column=problem.column and max(problem.column - 1, 1),
        )
        for problem in parsed.problems
    ]
    if parsed.facts is not None:
        lines = pc.subtract(parsed.facts["row"], 1)
        places = {
            "row": pc.take(pa.array(rows, pa.int32()), lines),
            "column": pc.subtract(parsed.facts["column"], 1).cast(pa.int32()),
        }
        for column, values in places.items():
            parsed.facts = parsed.facts.set_column(parsed.facts.schema.get_field_index(column), column, values)
    return parsed


def _first_period(grid: Grid) -> int:
    """The first row that holds nothing but a period; 0 without one."""
    last = min(len(grid.rows), _ROWS_OF_HEADINGS)
    return next((row for row in range(1, last + 1) if _period(grid, row)), 0)


def _period(grid: Grid, row: int) -> str:
    first = grid.text(row, 1)
    rest = {grid.text(row, column) for column in range(2, grid.width + 1)}
    return first if _PERIOD.fullmatch(first) and rest <= {"", first} else ""


def _as_classic(grid: Grid) -> tuple[str, list[int]]:
    """The text, and for each of its lines the row of the sheet that it comes from."""
    first = _first_period(grid)
    lines, rows = [f"GENESIS-Tabelle: {grid.sheet}"], [1]
    for row in range(1, first):
        texts = [grid.heading(row, column) for column in range(1, grid.width + 1)]
        is_title = len(set(texts)) == 1 or not any(texts[1:])
        # Above the labels nothing stands in the csv; the sheet says there what they are.
        cells = texts[:1] if is_title else ["", "", "", "", *texts[3:]]
        lines.append(";".join(map(_quoted, cells)))
        rows.append(row)
    period = key = name = ""
    in_table = True
    for row in range(first, len(grid.rows) + 1):
        texts = [grid.text(row, column) for column in range(1, grid.width + 1)]
        if found := _period(grid, row):
            period, key, name = found, "", ""
            continue
        if in_table and not any(texts[3:]):
            in_table = False
            lines.append("__________")
            rows.append(row)
        if not in_table:
            lines.append(texts[0])
        else:
            key, name = (texts[0], texts[1]) if texts[0] else (key, name)
            lines.append(";".join(map(_quoted, (period, key, name, *texts[2:]))))
        rows.append(row)
    return "\n".join(lines) + "\n", rows


def _quoted(text: str) -> str:
    text = " ".join(text.split())
    return '"' + text.replace('"', '""') + '"' if ";" in text or '"' in text else text
