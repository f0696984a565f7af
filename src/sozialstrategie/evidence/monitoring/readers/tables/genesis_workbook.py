"""GENESIS tables saved as xlsx: the same table as the classic csv, so its reader reads them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..classic import read_classic
from ..footer import is_rule
from ..problems import ProblemLog, Refusal, shown
from ..types import ParsedFile, RegionIndex
from .grid import Grid
from .mapped_rows import is_formula, is_total

_CODE = re.compile(r"\d{5}(?:-\d{1,4}){1,4}(?:-[A-Z])?")
_PERIOD = re.compile(r"\d{2}\.\d{2}\.\d{4}|(?:19|20)\d{2}(?:/\d{2,4})?")
_ROWS_OF_HEADINGS = 12
_MOSTLY = 0.9


def genesis_sheet(grids: Sequence[Grid]) -> Grid | None:
    """The one sheet, when it carries the code of a table and has a period in a row of its own."""
    return grids[0] if len(grids) == 1 and _CODE.fullmatch(grids[0].sheet) and _first_period(grids[0]) else None


def read_genesis_sheet(grid: Grid, *, name: str, regions: RegionIndex) -> ParsedFile:
    """Read the sheet as its classic csv. The period of a row of its own and the key, printed once for each region,
    stand in every line of the csv; addresses of facts and problems are those of the sheet.
    """
    log = ProblemLog(name, sheet=grid.sheet)
    classic = _as_classic(grid, log)
    _check_cells(grid, log)
    _check_blocks(classic.blocks, log)
    parsed = read_classic("\n".join(classic.lines) + "\n", name=name, encoding="", regions=regions)
    parsed.format = "genesis-xlsx"
    rows = classic.rows
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
        parsed.facts = _with_places(parsed.facts, rows)
        _check_sums(parsed.facts, log)
    log.problems += parsed.problems
    parsed.problems = log.sorted()
    if log.has_errors:
        parsed.facts = None
    return parsed


def _with_places(facts: Any, rows: list[int]) -> Any:
    import pyarrow as pa  # heavy: only when needed
    import pyarrow.compute as pc  # heavy: only when needed

    lines = pc.subtract(facts["row"], 1)
    places = {
        "row": pc.take(pa.array(rows, pa.int32()), lines),
        "column": pc.subtract(facts["column"], 1).cast(pa.int32()),
    }
    for column, values in places.items():
        facts = facts.set_column(facts.schema.get_field_index(column), column, values)
    return facts


def _first_period(grid: Grid) -> int:
    """The first row that holds nothing but a period; 0 without one."""
    last = min(len(grid.rows), _ROWS_OF_HEADINGS)
    return next((row for row in range(1, last + 1) if _period(grid, row)), 0)


def _period(grid: Grid, row: int) -> str:
    first = grid.text(row, 1)
    rest = {grid.text(row, column) for column in range(2, grid.width + 1)}
    return first if _PERIOD.fullmatch(first) and rest <= {"", first} else ""


@dataclass
class _Block:
    """The rows of one region in one period."""

    row: int
    categories: list[str] = field(default_factory=list)


@dataclass
class _Classic:
    """Lines of the csv, and for each the row of the sheet that it comes from."""

    lines: list[str]
    rows: list[int]
    blocks: list[_Block] = field(default_factory=list)

    def add(self, line: str, row: int) -> None:
        self.lines.append(line)
        self.rows.append(row)


def _as_classic(grid: Grid, log: ProblemLog) -> _Classic:
    first = _first_period(grid)
    end = next((row for row in range(first, len(grid.rows) + 1) if is_rule(grid.text(row, 1))), len(grid.rows) + 1)
    found = _Classic([f"GENESIS-Tabelle: {grid.sheet}"], [1])
    _add_headings(grid, first, found)
    period = key = name = ""
    for row in range(first, end):
        texts = [grid.text(row, column) for column in range(1, grid.width + 1)]
        if this := _period(grid, row):
            period, key, name = this, "", ""
            continue
        if not any(texts):
            continue
        if texts[0]:
            key, name = texts[0], texts[1]
            found.blocks.append(_Block(row))
        elif texts[1]:
            text = "Hier steht der Name eines Gebiets ohne seinen Schlüssel, erwartet wird er in der Spalte davor."
            log.error("name_without_key", text, row=row, column=1)
            found.blocks.append(_Block(row))
        if found.blocks:
            found.blocks[-1].categories.append(texts[2])
        found.add(";".join(map(_quoted, (period, key, name, *texts[2:]))), row)
    _add_footer(grid, end, found, log)
    return found


def _add_headings(grid: Grid, first: int, found: _Classic) -> None:
    """Titles and headings above the first period. A heading under an empty one would name another series."""
    open_columns: set[int] = set()
    headed: set[int] = set()
    for row in range(1, first):
        texts = [grid.heading(row, column) for column in range(1, grid.width + 1)]
        is_title = len(set(texts)) == 1 or not any(texts[1:])
        # Above the labels nothing stands in the csv; the sheet says there what they are.
        cells = texts[:1] if is_title else ["", "", "", "", *texts[3:]]
        found.add(";".join(map(_quoted, cells)), row)
        if is_title:
            continue
        filled = {column for column, text in enumerate(texts, 1) if text and column > 3}
        if lost := sorted(filled & open_columns):
            text = "Über dieser Überschrift steht keine, über den anderen schon; erwartet werden vollständige Überschriften."
            raise Refusal("no_header", text, row=row, column=lost[0], sheet=grid.sheet)
        open_columns |= set(range(4, grid.width + 1)) - filled
        headed |= filled
    if 4 not in headed:
        text = "Die Spalten vor den Werten sind andere, erwartet werden Schlüssel, Name und ein Merkmal."
        raise Refusal("no_header", text, row=max(first - 1, 1), column=4, sheet=grid.sheet)


def _add_footer(grid: Grid, end: int, found: _Classic, log: ProblemLog) -> None:
    """What stands below the table is text; a figure there would be lost."""
    for row in range(end, len(grid.rows) + 1):
        lost = next((column for column in range(4, grid.width + 1) if grid.text(row, column)), 0)
        if lost:
            text = "Unter dem Ende der Tabelle stehen noch Werte, erwartet werden dort nur Erläuterungen."
            log.error("figures_after_end", text, row=row, column=lost)
            break
        found.add(grid.text(row, 1), row)


def _check_cells(grid: Grid, log: ProblemLog) -> None:
    """Cells without a result, and what is hidden; an office's table has neither."""
    if grid.faults:
        row, column = min(grid.faults)
        fault = grid.faults[row, column]
        text = f"Hier steht der Fehlerwert {shown(grid.text(row, column))}, erwartet wird eine Zahl oder ein Zeichen."
        if is_formula(fault):
            text = "Hier steht eine Formel ohne gespeichertes Ergebnis, erwartet wird eine Zahl oder ein Zeichen."
        log.error("formula_without_value" if is_formula(fault) else "error_cell", text, row=row, column=column)
    for places in (grid.percent, grid.scaled):
        if places:
            text = (
                "Das Zahlenformat zeigt diese Zahl in anderer Größe, als sie gespeichert ist; bitte neu herunterladen."
            )
            row, column = min(places)
            log.error("scaled_format", text, row=row, column=column, count=len(places))
    if grid.hidden_rows or grid.hidden_columns:
        text = "In der Mappe sind Zeilen oder Spalten ausgeblendet; sie werden mit eingelesen."
        row, column = min(grid.hidden_rows, default=1), min(grid.hidden_columns, default=1)
        log.note("hidden_row", text, row=row, column=column, count=len(grid.hidden_rows) + len(grid.hidden_columns))


def _check_blocks(blocks: Sequence[_Block], log: ProblemLog) -> None:
    """Every region has the same rows; where one lacks some, rows were deleted, and what follows may be another's."""
    forms = Counter(tuple(block.categories) for block in blocks)
    if not forms:
        return
    usual, count = forms.most_common(1)[0]
    wrong = [block for block in blocks if tuple(block.categories) != usual]
    if wrong and count >= _MOSTLY * len(blocks):
        text = (
            f"Dieses Gebiet hat {len(wrong[0].categories)} Zeilen oder andere als die übrigen Gebiete mit {len(usual)}; "
            "vermutlich fehlen Zeilen oder stehen an falscher Stelle. Bitte laden Sie die Tabelle neu herunter."
        )
        log.error("rows_missing", text, row=wrong[0].row, column=3, count=len(wrong))


def _check_sums(facts: Any, log: ProblemLog) -> None:
    """Where a region's rows add up in no column to its total, but those of the others do, rows of two regions are mixed."""
    import numpy as np  # heavy: only when needed

    from ..facts import Coded

    category, region, period, item = (Coded(facts[name]) for name in ("category", "region", "period", "item"))
    totals = np.array([is_total(text) for text in category.texts])[category.codes]
    if not totals.any() or totals.all():
        return
    block = region.codes.astype(np.int64) * len(period.texts) + period.codes
    group, inverse = np.unique(block * len(item.texts) + item.codes, return_inverse=True)
    sign = facts["sign"].to_numpy(zero_copy_only=False)
    value = facts["value"].to_numpy().copy()
    value[sign == "-"] = 0
    parts = np.bincount(inverse, weights=np.where(totals, 0, value), minlength=len(group))
    whole = np.bincount(inverse, weights=np.where(totals, value, 0), minlength=len(group))
    differs = np.abs(parts - whole) > 0.5  # comparison with "unknown" (nan) is no difference
    block_of = group // len(item.texts)
    blocks, at = np.unique(block_of, return_inverse=True)
    mixed = np.bincount(at, weights=differs) == np.bincount(at)
    if not mixed.any() or mixed.sum() > (1 - _MOSTLY) * len(blocks):
        return
    row = min(facts["row"].to_numpy()[np.isin(block, blocks[mixed])].tolist())
    text = (
        "Die Zeilen dieses Gebiets ergeben in keiner Spalte seine Summe, bei den anderen Gebieten schon; vermutlich fehlen "
        "Zeilen, oder es stehen Zeilen zweier Gebiete beieinander. Bitte laden Sie die Tabelle neu herunter."
    )
    log.error("rows_mixed", text, row=row, column=1, count=int(mixed.sum()))


def _quoted(text: str) -> str:
    text = " ".join(text.split())
    return '"' + text.replace('"', '""') + '"' if ";" in text or '"' in text else text
