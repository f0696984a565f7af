"""Series that an office publishes for the Kreise alone: said in words and in the table, never filled in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sozialstrategie.kit.figures.released import Observations, Released
from sozialstrategie.kit.figures.tables import Column, Row, Table

LAND, BUND = ("16", "Thüringen"), ("DG", "Deutschland")
REFERENCES = (LAND, BUND)
ABSENT = "liegt nicht vor"


def missing_references(
    released: Released[Observations], references: Sequence[tuple[str, str]] = REFERENCES
) -> list[tuple[str, str]]:
    """Those of the (key, name) pairs for which the series has neither value nor sign."""
    present = {o.region for o in released.payload}
    return [(key, name) for key, name in references if key not in present]


def gap_sentence(missing: Sequence[tuple[str, str]]) -> str:
    """ "Für Thüringen und Deutschland liegt diese Reihe nicht vor; gemittelt wird nicht."; empty without a gap."""
    if not missing:
        return ""
    return f"Für {' und '.join(name for _, name in missing)} liegt diese Reihe nicht vor; gemittelt wird nicht."


def with_gaps(
    table: Table, missing: Sequence[tuple[str, str]], references: Sequence[tuple[str, str]] = REFERENCES
) -> Table:
    """A table of `kit.figures.tables.time_table` with a column for each missing reference in its usual place."""
    columns, rows = list(table.columns), [list(row.cells) for row in table.rows]
    for place, (key, name) in enumerate(references, start=2):  # after time and own place
        if (key, name) in missing:
            columns.insert(place, Column(name, True))
            for cells in rows:
                cells.insert(place, ABSENT)
    return replace(
        table,
        columns=tuple(columns),
        rows=tuple(Row(tuple(cells), row.own) for cells, row in zip(rows, table.rows, strict=True)),
    )
