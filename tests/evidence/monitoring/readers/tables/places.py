"""The invented table of most tests here: places in day care by Kreis, and the mapping that reads it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sozialstrategie.evidence.monitoring.readers import ParsedFile, read
from sozialstrategie.evidence.monitoring.readers.tables import Part, TableMapping, ValueColumn
from tests.evidence.monitoring.readers import samples

REGIONS = samples.regions()
TABLE: list[list[Any]] = [
    ["Schlüssel", "Name", "2021", "2022"],
    ["16062", "Nordhausen", 12, 13],
    ["16", "Thüringen", 7, 20],
]
PART = Part(
    region=(1,), name=2, first_row=2, headings=((1, 1, "Schlüssel"), (1, 3, "2021")),
    values=(
        ValueColumn(3, item="Plätze", table="plaetze", period="2021"),
        ValueColumn(4, item="Plätze", table="plaetze", period="2022"),
    ),
)  # fmt: skip
PLACES = TableMapping(parts=(PART,), name="Kita-Plätze", source="Jugendamt Musterberg, 3.2.2024")


def mapping(**changes: Any) -> TableMapping:
    """PLACES with another part."""
    return replace(PLACES, parts=(replace(PART, **changes),))


def table(row: int = 0, column: int = 0, cell: Any = None) -> list[list[Any]]:
    """TABLE with another cell (0-based)."""
    rows = [list(line) for line in TABLE]
    if cell is not None:
        rows[row][column] = cell
    return rows


def parsed(data: bytes, *mappings: TableMapping) -> ParsedFile:
    return read(data, name="kita.xlsx", regions=REGIONS, mappings=mappings)


def told(result: ParsedFile) -> list[tuple[str, str, int | None, int | None]]:
    """Code, sheet, row and column of each problem; a refused file has no facts."""
    assert (result.facts is None) == bool(result.errors)
    assert all(str(problem).endswith(".") for problem in result.problems)
    return [(p.code, p.sheet, p.row, p.column) for p in result.problems]


def values(result: ParsedFile) -> list[float | None]:
    assert result.errors == []
    return result.facts["value"].to_pylist()
