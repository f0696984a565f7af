"""Tables of offices that need no mapping by hand: recognised by their headings, which say fixed words at fixed places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from ..cells import parse_period
from ..problems import Refusal
from .grid import Grid
from .mapping import Part, TableMapping, ValueColumn
from .values import decimal_of

LICENCE = "dl-de/by-2-0"
_EDITION = re.compile(r"INKAR\.? Ausgabe (\d{4})")
_DAY = re.compile(r"\d{2}\.\d{2}\.\d{4}")
# What INKAR's online export calls the series that the catalogue knows by their short code.
_INKAR_CODES = {
    "Schulabgänger ohne Abschluss": "a_schul_oA",
}
_WIDE = ["Kennziffer", "Raumeinheit", "Aggregat"]
_LONG = frozenset({"raumbezug", "kennziffer", "name", "zeitbezug", "wert"})

Heading = tuple[int, int, str]


def known_mapping(grids: Sequence[Grid]) -> TableMapping | None:
    """The mapping of a form that is known, None for every other table.

    Raises Refusal where a known form lacks what its figures mean: a series without name or year, a column twice, a
    decimal mark that can be read in two ways.
    """
    for recognise in (_inkar_wide, _inkar_long, _gemeinden, _kreise):
        if mapping := recognise(grids):
            return mapping
    return None


def is_definitions(grids: Sequence[Grid]) -> bool:
    """True for a list that explains indicators (INKAR's metadata, a codebook) and has no figures by region."""
    names = _names(grids[0])
    return {"algorithmus", "statistische_grundlagen"} <= names or {"variable", "label", "unit"} <= names


def _first(grids: Sequence[Grid], is_it: Callable[[Grid], bool]) -> Grid | None:
    return next((grid for grid in grids if is_it(grid)), None)


def _row(grid: Grid, row: int) -> list[str]:
    return [grid.text(row, column) for column in range(1, grid.width + 1)]


def _inkar_wide(grids: Sequence[Grid]) -> TableMapping | None:
    """INKAR's online export, xls or csv: series in the first row, years in the second; every sheet of this form."""
    found = [grid for grid in grids if _row(grid, 1)[:3] == _WIDE]
    if not found:
        return None
    parts = []
    for grid in found:
        values = _wide_values(grid)
        headings = tuple((1, column, name) for column, name in enumerate(_WIDE, 1))
        parts.append(
            Part(
                region=(1,), name=2, level=3, values=values, first_row=3, sheet=grid.sheet, headings=headings,
                complete=True,
            )
        )  # fmt: skip
    series = list(dict.fromkeys(value.table for part in parts for value in part.values))
    title = ", ".join(dict.fromkeys(name for grid in found for name in _row(grid, 1)[3:] if name))
    columns = [(grid, value.column) for grid, part in zip(found, parts, strict=True) for value in part.values]
    return _inkar(tuple(parts), grids, series, title=title, decimal=_decimal(columns, first_row=3))


def _wide_values(grid: Grid) -> tuple[ValueColumn, ...]:
    values = []
    for column in range(4, grid.width + 1):
        name, year = grid.text(1, column), grid.text(2, column)
        if not name and not year and not any(grid.text(row, column) for row in range(3, len(grid.rows) + 1)):
            continue
        if not name:
            text = "Über dieser Spalte steht kein Name einer Reihe, erwartet wird er in der ersten Zeile."
            raise Refusal("missing_label", text, row=1, column=column, sheet=grid.sheet)
        period = parse_period(year)
        if period is None or period.kind not in ("year", "years"):
            text = "Über dieser Spalte steht kein Jahr, erwartet wird es in der zweiten Zeile, zum Beispiel 2022."
            raise Refusal("bad_period", text, row=2, column=column, sheet=grid.sheet)
        code = _INKAR_CODES.get(name, name)
        values.append(ValueColumn(column, item=code, table=code, period=year))
    if not values:
        text = "Die Tabelle hat keine Spalte mit Werten, erwartet wird mindestens eine ab der vierten Spalte."
        raise Refusal("no_rows", text, row=1, column=4, sheet=grid.sheet)
    return tuple(values)


def _inkar_long(grids: Sequence[Grid]) -> TableMapping | None:
    """INKAR as long rows: the official dump, and tidy copies of it with small letters and decimal points."""
    found = [grid for grid in grids if _names(grid) >= _LONG]
    if not found:
        return None
    parts, codes = [], []
    for grid in found:
        at = _columns_by_name(grid)
        series = at.get("kuerzel") or at.get("x") or at.get("indikator")
        if series is None:
            return None
        headings = tuple((1, at[name], grid.text(1, at[name])) for name in sorted(_LONG))
        parts.append(
            Part(
                region=(at["kennziffer"],), name=at["name"], level=at["raumbezug"], period=at["zeitbezug"],
                table=series, values=(ValueColumn(at["wert"]),), first_row=2, sheet=grid.sheet, headings=headings,
                complete=True,
            )
        )  # fmt: skip
        codes += [grid.text(row, series) for row in range(2, len(grid.rows) + 1)]
    codes = list(dict.fromkeys(codes))
    at = _columns_by_name(found[0])
    area = found[0].text(2, at["bereich"]) if "bereich" in at else ""
    title = f"{len(codes)} Reihen" + (f", {area}" if area else "")
    columns = [(grid, part.values[0].column) for grid, part in zip(found, parts, strict=True)]
    return _inkar(tuple(parts), grids, codes, title=title, decimal=_decimal(columns, first_row=2))


def _names(grid: Grid) -> set[str]:
    return {name.casefold() for name in _row(grid, 1)}


def _columns_by_name(grid: Grid) -> dict[str, int]:
    """Columns by their names in small letters; Refusal where a name stands twice."""
    names = [name.casefold() for name in _row(grid, 1)]
    twice = next((name for name, count in Counter(names).items() if name and count > 1), "")
    if twice:
        column = len(names) - names[::-1].index(twice)
        text = "Ein Spaltenkopf kommt doppelt vor, erwartet wird jeder nur einmal."
        raise Refusal("duplicate_column", text, row=1, column=column, sheet=grid.sheet)
    return {name: column for column, name in enumerate(names, 1) if name}


def _decimal(columns: Iterable[tuple[Grid, int]], *, first_row: int) -> str:
    """The mark of the figures in these columns, by all of their rows; Refusal where two readings are possible."""
    places = list(columns)
    texts = [
        cell.strip()
        for grid, column in places
        for row in grid.rows[first_row - 1 :]
        if column <= len(row) and isinstance(cell := row[column - 1], str)
    ]
    mark = decimal_of(texts)
    if mark is not None:
        return mark
    for grid, column in places:
        for row in range(first_row, len(grid.rows) + 1):
            if re.search(r"\d[.,]\d", grid.text(row, column)):
                text = (
                    "Die Zahlen dieser Spalte lassen sich mit Dezimalpunkt und mit Tausenderpunkt lesen, erwartet wird "
                    "eine Tabelle, in der das eindeutig ist; bitte mit allen Nachkommastellen neu abrufen."
                )
                raise Refusal("ambiguous_decimal", text, row=row, column=column, sheet=grid.sheet)
    return ","


def _inkar(
    parts: tuple[Part, ...], grids: Sequence[Grid], series: Sequence[str], *, title: str, decimal: str
) -> TableMapping:
    """The edition stands on a sheet of its own, or nowhere."""
    notes = " ".join(grid.text(1, 1) for grid in grids)
    found = _EDITION.search(notes)
    edition = f", INKAR Ausgabe {found[1]}" if found else ", INKAR"
    from sozialstrategie.evidence.monitoring.shipped import series_units  # imports this package itself

    units = series_units()
    return TableMapping(
        parts, name="INKAR", table=series[0] if len(series) == 1 else "", title=f"INKAR: {title}",
        source=f"BBSR{edition} ({LICENCE})", licence=LICENCE, stand=found[1] if found else "", decimal=decimal,
        disclosure_rule="published", units=tuple((code, units[code]) for code in series if code in units),
    )  # fmt: skip


def _headings(grid: Grid, wanted: Sequence[tuple[int, int, str, str]]) -> tuple[Heading, ...]:
    """Row, column and text of each heading: the file's own where it fits the pattern, else the text that is expected
    (and then the mapping does not fit, and says where).
    """
    found = []
    for row, column, pattern, expected in wanted:
        own = grid.heading(row, column)
        found.append((row, column, own if re.fullmatch(pattern, " ".join(own.split()), re.I) else expected))
    return tuple(found)


def _gemeinden(grids: Sequence[Grid]) -> TableMapping | None:
    """Extract of the municipality register (Destatis, GV-ISys): the rows of Gemeinden, keys in five columns."""
    grid = _first(grids, lambda g: g.heading(3, 1).startswith("Satz-art") and "Regionalschlüssel" in g.heading(3, 3))
    if grid is None:
        return None
    day = _DAY.search(grid.heading(5, 10))
    if day is None:
        return None
    area = _DAY.search(grid.heading(5, 9))
    wanted = [
        (9, "Fläche", area[0] if area else day[0], "km2"),
        (10, "Insgesamt", day[0], "Anzahl"),
        (11, "männlich", day[0], "Anzahl"),
        (12, "weiblich", day[0], "Anzahl"),
        (13, "Einwohner je km2", day[0], "Einwohner je km2"),
    ]
    values = tuple(ValueColumn(c, item=item, table="gv-isys", period=when, unit=unit) for c, item, when, unit in wanted)
    keys = [(4, column, name, name) for column, name in enumerate(("Land", "RB", "Kreis", "VB", "Gem"), 3)]
    expected = [
        *keys,
        (3, 8, r"Gemeindename.*", "Gemeindename"),
        (3, 9, r"Fläche.*km2.*", "Fläche km2"),
        *_sexes(4, 10),
    ]
    part = Part(
        region=(3, 4, 5, 6, 7), name=8, values=values, first_row=7, sheet=grid.sheet, only=(1, ("60",)),
        others=("10", "20", "30", "40", "50"), complete=True, headings=_headings(grid, expected),
    )  # fmt: skip
    return _destatis(part, "gv-isys", "Gemeindeverzeichnis, Gemeinden", grid.heading(5, 3))


def _sexes(row: int, column: int) -> list[tuple[int, int, str, str]]:
    """Population as the register prints it: total, men, women, per square kilometre."""
    texts = ("insgesamt", "männlich", "weiblich", "je km2")
    return [(row, column + at, rf"{text}(?: ?\d\))?", text) for at, text in enumerate(texts)]


def _kreise(grids: Sequence[Grid]) -> TableMapping | None:
    """Kreise of the municipality register, with area and population."""
    grid = _first(grids, lambda g: g.heading(4, 1).startswith("Schlüssel-") and g.heading(4, 4) == "NUTS3")
    day = _DAY.search(grid.heading(2, 1)) if grid else None
    if grid is None or day is None:
        return None
    wanted = [
        (5, "Fläche", "km2"),
        (6, "Insgesamt", "Anzahl"),
        (7, "männlich", "Anzahl"),
        (8, "weiblich", "Anzahl"),
        (9, "Einwohner je km2", "Einwohner je km2"),
    ]
    values = tuple(
        ValueColumn(c, item=item, table="gv-isys-kreise", period=day[0], unit=unit) for c, item, unit in wanted
    )
    expected = [(4, 5, r"Fläche.*km2.*", "Fläche in km2"), *_sexes(5, 6)]
    part = Part(
        region=(1,), name=3, values=values, first_row=8, sheet=grid.sheet, headings=_headings(grid, expected),
        complete=True,
    )  # fmt: skip
    return _destatis(part, "gv-isys-kreise", "Gemeindeverzeichnis, Kreise und kreisfreie Städte", grid.heading(2, 1))


def _destatis(part: Part, table: str, title: str, stand: str) -> TableMapping:
    return TableMapping(
        (part,), name=title, table=table, title=title, source=f"Statistisches Bundesamt, {title}", licence=LICENCE,
        stand=stand, disclosure_rule="published",
    )  # fmt: skip
