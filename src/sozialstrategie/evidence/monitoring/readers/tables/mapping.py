"""Which column of a table means what: plain data that can be saved, offered again and checked against a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from ..limits import MAX_COLUMNS, MAX_ROWS
from ..problems import ProblemLog
from .grid import Grid

FORMAT = 1
_NO_MAPPING = (
    "Das ist keine Zuordnung dieser Anwendung, oder ihr fehlt etwas; erwartet wird eine, wie sie gespeichert wurde."
)
YEAR_KINDS = ("year", "yearly_mean", "school_year")


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
    about. `only`: a column and the texts that a row must have there to be read; `others`: texts that other rows may have
    there (any text where this is empty). `headings`: row, column and text of each heading that this mapping relies on.
    `complete`: an office's own form, in which each row with figures has its key and its level. `skip_errors`: cells with
    #VALUE! and the like count as empty, because a person has looked at them; else they refuse the file.
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
    others: tuple[str, ...] = ()
    complete: bool = False
    skip_errors: bool = False


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
    def from_plain(cls, plain: Any) -> TableMapping:
        """Raises ValueError for what is no mapping of this format; its text is a German sentence for a person."""
        try:
            if plain["format"] != FORMAT:
                raise ValueError("another format")
            known = {f.name: plain[f.name] for f in fields(cls)}
            units = tuple((series, unit) for series, unit in plain["units"])
            mapping = cls(**{**known, "parts": tuple(_part(part) for part in plain["parts"]), "units": units})
        except (KeyError, TypeError, AttributeError, IndexError, ValueError) as fault:
            raise ValueError(_NO_MAPPING) from fault
        for sentence in faults_of(mapping):
            raise ValueError(sentence)
        return mapping


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
            "others": tuple(plain.get("others", ())),
        }
    )


# -- is it a mapping at all? -----------------------------------------------------------------------------------------


def faults_of(mapping: TableMapping) -> list[str]:
    """What is wrong with a mapping by itself, whatever the file: one German sentence each; none when it is sound."""
    return list(dict.fromkeys(_faults(mapping)))


def _faults(mapping: TableMapping) -> Iterator[str]:
    texts = (
        *(mapping.name, mapping.table, mapping.title, mapping.source, mapping.licence, mapping.stand),
        *(mapping.decimal, mapping.year_kind, mapping.disclosure_rule),
        *(text for pair in mapping.units for text in pair),
    )
    if not all(isinstance(text, str) for text in texts):
        yield "Name, Quelle und Einheiten einer Zuordnung sind Texte, erwartet wird überall ein Text."
        return
    if not mapping.parts:
        yield "Die Zuordnung nennt keine Tabelle, erwartet wird mindestens ein Blatt mit Schlüssel und Werten."
    if mapping.decimal not in (",", "."):
        yield "Das Dezimalzeichen der Zuordnung ist keines, erwartet wird Komma oder Punkt."
    if mapping.year_kind not in YEAR_KINDS:
        yield (
            "Die Zuordnung sagt nicht, was ein Jahr bedeutet, erwartet wird Jahr (year), Jahresmittel (yearly_mean) oder "
            "Schuljahr (school_year)."
        )
    if not mapping.disclosure_rule:
        yield "Die Zuordnung nennt keine Regel der Geheimhaltung, erwartet wird eine, zum Beispiel own."
    for part in mapping.parts:
        yield from _faults_of_part(part)


def _faults_of_part(part: Part) -> Iterator[str]:
    if not _is_well_typed(part):
        yield "Etwas in der Zuordnung ist von falscher Art, erwartet werden Spalten und Zeilen als ganze Zahlen und Texte."
        return
    if not part.region:
        yield "Die Zuordnung nennt keine Spalte mit Regionalschlüsseln, erwartet wird mindestens eine."
    if not part.values:
        yield "Die Zuordnung nennt keine Spalte mit Werten, erwartet wird mindestens eine."
    needed = [*part.region, *part.categories, *(value.column for value in part.values)]
    needed += [part.only[0]] if part.only else []
    needed += [column for _, column, _ in part.headings]
    optional = (part.name, part.level, part.period, part.table, part.item)
    if any(not 1 <= column <= MAX_COLUMNS for column in needed) or any(not 0 <= c <= MAX_COLUMNS for c in optional):
        yield f"Eine Spalte der Zuordnung gibt es nicht, erwartet werden Spalten von 1 bis {MAX_COLUMNS}."
    roles = [*part.region, *part.categories, *(value.column for value in part.values)]
    roles += [column for column in {part.name, part.level, part.period} - {0}]
    roles += [column for column in {part.table, part.item} - {0}]
    if len(set(roles)) != len(roles) or (part.name and part.name in (part.level, part.period)):
        yield "Eine Spalte ist in der Zuordnung doppelt vergeben, erwartet wird für jede eine Bedeutung."
    if not 1 <= part.first_row <= MAX_ROWS or not (part.last_row == 0 or part.first_row <= part.last_row <= MAX_ROWS):
        yield "Die Zeilen der Zuordnung gibt es nicht, erwartet wird eine erste Zeile ab 1 und eine letzte, die folgt."
    if any(not 1 <= row <= MAX_ROWS for row, _, _ in part.headings):
        yield f"Eine Überschrift der Zuordnung steht in keiner Zeile, erwartet werden Zeilen von 1 bis {MAX_ROWS}."
    if part.only and not part.only[1]:
        yield "Die Zuordnung wählt Zeilen aus, nennt aber keinen Text dafür, erwartet wird mindestens einer."


def _is_well_typed(part: Part) -> bool:
    numbers: list[Any] = [part.first_row, part.last_row, part.name, part.level, part.period, part.table, part.item]
    numbers += [*part.region, *part.categories, *(value.column for value in part.values)]
    texts: list[Any] = [part.sheet, *part.others]
    for value in part.values:
        texts += [value.item, value.table, value.period, value.category, value.unit]
    for row, column, text in part.headings:
        numbers += [row, column]
        texts.append(text)
    if part.only:
        numbers.append(part.only[0])
        texts += part.only[1]
    whole = all(isinstance(number, int) and not isinstance(number, bool) for number in numbers)
    return (
        whole
        and all(isinstance(text, str) for text in texts)
        and all(isinstance(switch, bool) for switch in (part.complete, part.skip_errors))
    )


# -- does it fit this file? ------------------------------------------------------------------------------------------


def grid_of(part: Part, grids: Sequence[Grid]) -> Grid | None:
    """The sheet that a part speaks of; a part without a name speaks of the first."""
    if not part.sheet:
        return grids[0] if grids else None
    return next((grid for grid in grids if grid.sheet == part.sheet), None)


def fits(mapping: TableMapping, grids: Sequence[Grid], log: ProblemLog | None = None) -> bool:
    """True when the mapping is sound, each sheet and column is there and each heading says what the mapping relies on;
    differences go to `log`.
    """
    log = log or ProblemLog("")
    for sentence in faults_of(mapping):
        log.error("bad_mapping", sentence)
    if log.has_errors:
        return False
    for part in mapping.parts:
        grid = grid_of(part, grids)
        if grid is None:
            text = "Ein Blatt, das die Zuordnung nennt, fehlt; bitte ordnen Sie die Spalten dieser Datei neu zu."
            log.error("mapping_sheet_missing", text, sheet=part.sheet)
            continue
        for row, column, heading in part.headings:
            if not _same_heading(grid.heading(row, column), heading):
                what = (
                    "Die Überschrift ist eine andere als in der Zuordnung; bitte prüfen Sie, ob die Spalten noch "
                    "stimmen, und ordnen Sie sie sonst neu zu."
                )
                log.error("mapping_does_not_fit", what, row=row, column=column, sheet=grid.sheet)
        needed = max(*part.region, *(value.column for value in part.values))
        if needed > grid.width:
            text = (
                f"Die Zuordnung nennt die Spalte {needed}, die Tabelle hat nur {grid.width} Spalten; bitte ordnen Sie die "
                "Spalten dieser Datei neu zu."
            )
            log.error("mapping_does_not_fit", text, row=part.first_row, column=needed, sheet=grid.sheet)
    return not log.has_errors


def _same_heading(found: str, expected: str) -> bool:
    """The same words; line breaks and the number of a footnote may differ from edition to edition."""
    return _words(found) == _words(expected)


def _words(heading: str) -> str:
    return re.sub(r" ?\d{1,2}\)$", "", " ".join(heading.split()))
