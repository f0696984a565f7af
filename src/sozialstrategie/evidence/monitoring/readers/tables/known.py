"""Tables of offices that need no mapping by hand: recognised by their headings."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from .grid import Grid
from .mapping import Part, TableMapping, ValueColumn

LICENCE = "dl-de/by-2-0"
_EDITION = re.compile(r"INKAR\.? Ausgabe (\d{4})")
_YEAR = re.compile(r"(?:19|20)\d{2}")
# What INKAR's online export calls the series that the catalogue knows by their short code.
_INKAR_CODES = {
    "Schulabgänger ohne Abschluss": "a_schul_oA",
}


def known_mapping(grids: Sequence[Grid]) -> TableMapping | None:
    """The mapping of a form that is known, None for every other table."""
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
    """INKAR's online export, xls or csv: series in the first row, years in the second."""
    grid = _first(grids, lambda g: _row(g, 1)[:3] == ["Kennziffer", "Raumeinheit", "Aggregat"])
    if grid is None:
        return None
    names, years = _row(grid, 1), _row(grid, 2)
    values = []
    for column, (name, year) in enumerate(zip(names, years, strict=True), 1):
        if column > 3 and name and _YEAR.fullmatch(year):
            code = _INKAR_CODES.get(name, name)
            values.append(ValueColumn(column, item=code, table=code, period=year))
    if not values:
        return None
    part = Part(region=(1,), name=2, level=3, values=tuple(values), first_row=3, sheet=grid.sheet)
    series = list(dict.fromkeys(value.table for value in values))
    title = ", ".join(dict.fromkeys(name for name in names[3:] if name))
    return _inkar((part,), grids, series, title=title, decimal=",")


def _inkar_long(grids: Sequence[Grid]) -> TableMapping | None:
    """INKAR as long rows: the official dump, and tidy copies of it with small letters and decimal points."""
    grid = _first(grids, lambda g: {"raumbezug", "kennziffer", "name", "zeitbezug", "wert"} <= _names(g))
    if grid is None:
        return None
    at = {name.casefold(): column for column, name in enumerate(_row(grid, 1), 1)}
    series = at.get("kuerzel") or at.get("x") or at.get("indikator")
    if series is None:
        return None
    part = Part(
        region=(at["kennziffer"],), name=at["name"], level=at["raumbezug"], period=at["zeitbezug"], table=series,
        values=(ValueColumn(at["wert"]),), first_row=2, sheet=grid.sheet,
    )  # fmt: skip
    codes = list(dict.fromkeys(grid.text(row, series) for row in range(2, len(grid.rows) + 1)))
    area = grid.text(2, at["bereich"]) if "bereich" in at else ""
    title = f"{len(codes)} Reihen" + (f", {area}" if area else "")
    return _inkar((part,), grids, codes, title=title, decimal=_decimal(grid, at["wert"]))


def _names(grid: Grid) -> set[str]:
    return {name.casefold() for name in _row(grid, 1)}


def _decimal(grid: Grid, column: int) -> str:
    """The mark of these figures: a comma in any of the first cells with one of both decides for the comma."""
    texts = [grid.text(row, column) for row in range(2, min(len(grid.rows), 2_000) + 1)]
    return "," if any("," in text for text in texts) or not any("." in text for text in texts) else "."


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


def _gemeinden(grids: Sequence[Grid]) -> TableMapping | None:
    """Extract of the municipality register (Destatis, GV-ISys): the rows of Gemeinden, keys in five columns."""
    grid = _first(grids, lambda g: g.heading(3, 1).startswith("Satz-art") and "Regionalschlüssel" in g.heading(3, 3))
    if grid is None:
        return None
    day = re.search(r"\d{2}\.\d{2}\.\d{4}", grid.heading(5, 10))
    if day is None:
        return None
    area = re.search(r"\d{2}\.\d{2}\.\d{4}", grid.heading(5, 9))
    wanted = [
        (9, "Fläche", area[0] if area else day[0], "km2"),
        (10, "Insgesamt", day[0], "Anzahl"),
        (11, "männlich", day[0], "Anzahl"),
        (12, "weiblich", day[0], "Anzahl"),
        (13, "Einwohner je km2", day[0], "Einwohner je km2"),
    ]
    values = tuple(ValueColumn(c, item=item, table="gv-isys", period=when, unit=unit) for c, item, when, unit in wanted)
    part = Part(
        region=(3, 4, 5, 6, 7), name=8, values=values, first_row=7, sheet=grid.sheet, only=(1, ("60",)),
        headings=tuple((row, c, grid.heading(row, c)) for row, c in ((3, 9), (4, 10), (4, 11), (4, 12), (4, 13))),
    )  # fmt: skip
    return _destatis(part, "gv-isys", "Gemeindeverzeichnis, Gemeinden", grid.heading(5, 3))


def _kreise(grids: Sequence[Grid]) -> TableMapping | None:
    """Kreise of the municipality register, with area and population."""
    grid = _first(grids, lambda g: g.heading(4, 1).startswith("Schlüssel-") and g.heading(4, 4) == "NUTS3")
    day = re.search(r"\d{2}\.\d{2}\.\d{4}", grid.heading(2, 1)) if grid else None
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
    part = Part(
        region=(1,), name=3, values=values, first_row=8, sheet=grid.sheet,
        headings=tuple((row, c, grid.heading(row, c)) for row, c in ((4, 5), (5, 6), (5, 7), (5, 8), (5, 9))),
    )  # fmt: skip
    return _destatis(part, "gv-isys-kreise", "Gemeindeverzeichnis, Kreise und kreisfreie Städte", grid.heading(2, 1))


def _destatis(part: Part, table: str, title: str, stand: str) -> TableMapping:
    return TableMapping(
        (part,), name=title, table=table, title=title, source=f"Statistisches Bundesamt, {title}", licence=LICENCE,
        stand=stand, disclosure_rule="published",
    )  # fmt: skip
