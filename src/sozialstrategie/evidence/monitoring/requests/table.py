"""A small table of one series: places down, years across. Its cells, its text for the readers, its mapping."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from sozialstrategie.evidence.monitoring.own_tables.services import table_code
from sozialstrategie.evidence.monitoring.readers.cells import VALUE_PROBLEMS
from sozialstrategie.evidence.monitoring.readers.problems import shown
from sozialstrategie.evidence.monitoring.readers.tables import Part, TableMapping, ValueColumn
from sozialstrategie.evidence.monitoring.readers.tables.values import read_value
from sozialstrategie.evidence.monitoring.readers.types import Problem, column_letters
from sozialstrategie.evidence.monitoring.requests.plausibility import Value, Values
from sozialstrategie.evidence.monitoring.requests.words import Rows
from sozialstrategie.evidence.regions import catalogue
from sozialstrategie.kit.core.models import Organisation

MOST_YEARS = 10
MOST_CELLS = 800  # the web server takes a thousand fields of a form
KEY, PLACE = "Schlüssel", "Gebiet"
FIRST_COLUMN = 3  # of the years, behind key and name
_BRACKETS = "Klammern kennt diese Tabelle nicht, erwartet wird die Zahl allein."


@dataclass(frozen=True, slots=True)
class Place:
    """One row: the key of a region and what the page calls it."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Shape:
    """What a table is about. `named`: keys and names belong together, so that the readers compare them."""

    title: str
    item: str
    unit: str
    places: tuple[Place, ...]
    years: tuple[int, ...]
    named: bool = True

    @property
    def keys(self) -> list[tuple[str, int]]:
        return [(place.code, year) for place in self.places for year in self.years]

    def label(self, key: tuple[str, int]) -> str:
        """ "Nordhausen, 2024"."""
        name = next((place.name for place in self.places if place.code == key[0]), key[0])
        return f"{name}, {key[1]}"


def places_of(organisation: Organisation, rows: str) -> tuple[Place, ...]:
    """The rows of a table of this organisation, the whole first, then its Gemeinden of today by name.

    An invented organisation shows the figures of a real Kreis and has no real Gemeinden: one row with its own name.
    """
    whole = catalogue.record(organisation.region_code)
    if whole is None:
        return ()
    if organisation.is_example:
        return (Place(whole.code, organisation.name),)
    today = timezone.localdate()
    found = [r for r in catalogue.regions() if r.parent == whole.code and r.level == "gemeinde" and r.valid_on(today)]
    parts = tuple(Place(r.code, r.short_name) for r in sorted(found, key=lambda r: r.sort_name))
    own = (Place(whole.code, whole.name),)
    return {Rows.WHOLE: own, Rows.GEMEINDEN: parts, Rows.BOTH: own + parts}[Rows(rows)]


def named_places(organisation: Organisation, codes: Iterable[str]) -> tuple[Place, ...]:
    """The same for keys that stand already; one that nobody knows keeps its key as name."""
    records = {code: catalogue.record(code) for code in codes}
    return tuple(
        Place(code, organisation.name if organisation.is_example else r.short_name if r and r.level == "gemeinde" else r.name if r else code)
        for code, r in records.items()
    )  # fmt: skip


# --- cells ------------------------------------------------------------------------------------------------------------


def read_cell(text: str) -> tuple[Value | None, str]:
    """What somebody typed: a number, a sign or None for nothing; and what is wrong with it, or ""."""
    if not text.strip():
        return None, ""
    cell = read_value(text, ",")
    if cell.problem:
        return None, VALUE_PROBLEMS[cell.problem].format(cell=shown(text))
    if cell.quality:
        return None, _BRACKETS
    return (cell.sign if cell.value is None else tidy(cell.value)), ""


def tidy(value: float) -> int | float:
    """A whole number as one."""
    return int(value) if value == int(value) else value


def cell_text(value: Value | None) -> str:
    """A value as a person would type it, with all its digits: "1234,5"."""
    if value is None or isinstance(value, str):
        return value or ""
    return format(Decimal(repr(value)), "f").replace(".", ",")


# --- for the readers --------------------------------------------------------------------------------------------------


def csv_bytes(shape: Shape, values: Values) -> bytes:
    """The table as text; an empty cell is a figure that nobody stated."""
    sink = io.StringIO()
    writer = csv.writer(sink, delimiter=";", lineterminator="\n")
    writer.writerow([KEY, PLACE, *shape.years])
    for place in shape.places:
        writer.writerow([place.code, place.name, *(cell_text(values.get((place.code, y))) for y in shape.years)])
    return sink.getvalue().encode()


def mapping(
    shape: Shape, *, source: str = "", stand: str = "", sheet: str = "", head: int = 1,
    others: Sequence[tuple[int, int, str]] = (),
) -> TableMapping:  # fmt: skip
    """What the columns of `csv_bytes` mean, or those of a sheet whose headings stand in row `head`.

    Args:
        others: further cells (row, column, text) that the sheet must have.
    """
    columns = [(FIRST_COLUMN + at, str(year)) for at, year in enumerate(shape.years)]
    part = Part(
        region=(1,),
        name=2 if shape.named else 0,
        values=tuple(ValueColumn(c, item=shape.item, period=year, unit=shape.unit) for c, year in columns),
        first_row=head + 1,
        sheet=sheet,
        headings=((head, 1, KEY), *((head, c, year) for c, year in columns), *others),
    )
    code = table_code(shape.title)
    return TableMapping((part,), name=shape.title, table=code, title=shape.title, source=source, stand=stand)


def key_at(shape: Shape, row: int | None, column: int | None, *, head: int = 1) -> tuple[str, int] | None:
    """Which cell of the table stands at a place of its text; None for headings and keys."""
    if row is None or column is None:
        return None
    down, across = row - head - 1, column - FIRST_COLUMN
    if 0 <= down < len(shape.places) and 0 <= across < len(shape.years):
        return shape.places[down].code, shape.years[across]
    return None


def sentence(problem: Problem) -> str:
    """What the readers say, without the address of a text that nobody has seen."""
    return problem.text + (f" Das kommt {problem.count}-mal vor." if problem.count > 1 else "")


def address(row: int, column: int) -> str:
    """ "D7" for row 7, column 4."""
    return f"{column_letters(column)}{row}"


# --- back from what stands --------------------------------------------------------------------------------------------


def years_between(first: int, last: int | None) -> tuple[int, ...]:
    """All years of a table."""
    return tuple(range(first, (last or first) + 1))


_YEAR = re.compile(r"\d{4}")


def values_of_facts(facts: Iterable[Mapping[str, object]], item: str) -> dict[tuple[str, int], Value]:
    """The figures of one series without further categories, by place and calendar year."""
    found: dict[tuple[str, int], Value] = {}
    for fact in facts:
        if fact["item"] != item or fact["category"] or not _YEAR.fullmatch(str(fact["period"])):
            continue
        sign, value = fact["sign"], fact["value"]
        found[str(fact["region"]), int(str(fact["period"]))] = str(sign) if sign else tidy(float(str(value)))
    return found
