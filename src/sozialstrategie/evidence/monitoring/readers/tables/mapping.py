"""Which column of a table means what: plain data that can be saved, offered again and checked against a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from ..problems import ProblemLog
from .grid import Grid

FORMAT = 1


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """A column with figures. What its rows do not say stands here: series, period, category."""

    column: int
    item: str = ""
    table: str = ""
    period: str = ""
    category: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One sheet, or one block of it. All columns and rows are counted from 1.

    `region`: columns whose texts, joined, make the region's key. `level`: column that says what kind of region a row is
    about. `only`: a column and the texts that a row must have there to be read. `headings`: row, column and text of each
    heading that this mapping relies on.
    """

    region: tuple[int, ...]
    values: tuple[ValueColumn, ...]
    first_row: int
    sheet: str = ""
    last_row: int = 0
    name: int = 0
    level: int = 0
    period: int = 0
    table: int = 0
    item: int = 0
    categories: tuple[int, ...] = ()
    only: tuple[int, tuple[str, ...]] | None = None
    headings: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TableMapping:
    """How a kind of file is read, and what it is: source, licence, who protected its figures."""

    parts: tuple[Part, ...]
    name: str = ""
    table: str = ""
    title: str = ""
    source: str = ""
    licence: str = ""
    stand: str = ""
    decimal: str = ","
    year_kind: str = "year"
    disclosure_rule: str = "own"
    units: tuple[tuple[str, str], ...] = ()  # series and its unit, where the value column names none

    def to_plain(self) -> dict[str, Any]:
        """Plain JSON types; `from_plain` is the way back."""
        return {"format": FORMAT, **asdict(self)}

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> TableMapping:
        """Raises ValueError for what is no mapping of this format."""
        try:
            if plain["format"] != FORMAT:
                raise ValueError("unknown format of a mapping")
            known = {f.name: plain[f.name] for f in fields(cls)}
            units = tuple((series, unit) for series, unit in plain["units"])
            return cls(**{**known, "parts": tuple(_part(part) for part in plain["parts"]), "units": units})
        except (KeyError, TypeError) as fault:
            raise ValueError("not a mapping") from fault


def _part(plain: dict[str, Any]) -> Part:
    only = plain["only"]
    return Part(
        **{
            **plain,
            "region": tuple(plain["region"]),
            "values": tuple(ValueColumn(**value) for value in plain["values"]),
            "categories": tuple(plain["categories"]),
            "only": (only[0], tuple(only[1])) if only else None,
            "headings": tuple((row, column, text) for row, column, text in plain["headings"]),
        }
    )


def grid_of(part: Part, grids: Sequence[Grid]) -> Grid | None:
    """The sheet that a part speaks of; a part without a name speaks of the first."""
    if not part.sheet:
        return grids[0] if grids else None
    return next((grid for grid in grids if grid.sheet == part.sheet), None)


def fits(mapping: TableMapping, grids: Sequence[Grid], log: ProblemLog | None = None) -> bool:
    """True when each sheet is there and each heading says what the mapping relies on; differences go to `log`."""
    log = log or ProblemLog("")
    for part in mapping.parts:
        grid = grid_of(part, grids)
        if grid is None:
            text = "Ein Blatt, das die Zuordnung nennt, fehlt; bitte ordnen Sie die Spalten dieser Datei neu zu."
            log.error("mapping_sheet_missing", text, sheet=part.sheet)
            continue
        for row, column, text in part.headings:
            if grid.heading(row, column) != text:
                what = (
                    "Die Überschrift ist eine andere als in der Zuordnung; bitte prüfen Sie, ob die Spalten noch "
                    "stimmen, und ordnen Sie sie sonst neu zu."
                )
                log.error("mapping_does_not_fit", what, row=row, column=column, sheet=grid.sheet)
    return not log.has_errors
