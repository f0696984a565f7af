"""The map of one indicator in one year, with its classes, legend, table and the choices around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from sozialstrategie.evidence.disclosure.gate import COUNT_UNITS
from sozialstrategie.evidence.monitoring.comparing.forms import MapForm
from sozialstrategie.evidence.monitoring.own import is_own
from sozialstrategie.evidence.regions import geometry
from sozialstrategie.evidence.regions.catalogue import RegionRecord
from sozialstrategie.kit.figures import maps
from sozialstrategie.kit.figures.classing import Classing
from sozialstrategie.kit.figures.format import period, sort_key
from sozialstrategie.kit.figures.released import IndicatorInfo, Observation, Observations, Released
from sozialstrategie.kit.figures.tables import Column, Row, Table, figure_text, sign_notes, sources
from sozialstrategie.kit.ui.pictures import picture

_HOW = {
    "fixed": "{count} feste Klassen mit runden Grenzen, gleich für alle Jahre.",
    "equal": "{count} gleich breite Klassen, gleich für alle Jahre.",
    "quantile": "{count} Klassen mit etwa gleich vielen Werten, gezählt über alle Jahre und gleich für alle Jahre.",
    "jenks": "{count} Klassen mit natürlichen Grenzen (Jenks): In einer Klasse liegen die Werte nah beieinander. Gleich für alle Jahre.",
    "manual": "{count} Klassen mit eigenen Grenzen, gleich für alle Jahre.",
    "reference": "Abstand zu {reference}, {unit}, in {count} Klassen, gleich für alle Jahre. {side}",
}
_COUNT_WORDS = ("", "Eine", "Zwei", "Drei", "Vier", "Fünf")


@dataclass(frozen=True, slots=True)
class YearMap:
    """What the template shows. `url` is the page of the map alone, "" where it has none; `chosen`: something was chosen."""

    svg: SafeString
    rows: tuple[maps.LegendRow, ...]
    year: int
    years: tuple[int, ...]  # newest first
    how: str
    table: Table
    source: str
    form: MapForm
    url: str
    chosen: bool


def is_mapped(info: IndicatorInfo) -> bool:
    """Shares and densities are coloured, counts never: a large Kreis would look like a dark one."""
    return info.unit not in COUNT_UNITS


def year_map(
    place: RegionRecord,
    released: Released[Observations],
    info: IndicatorInfo,
    choice: Mapping[str, Any],
    *,
    newest: int | None = None,
) -> YearMap | None:
    """The map that a choice (the query of the address) asks for; None without figures or for counts.

    `released`: one derivation, all years, all Kreise of the Land, Land and Germany. `newest`: the year shown where none
    was chosen; without it the newest of any Kreis.
    """
    years = _years(released.payload)
    if not years or not is_mapped(info):
        return None
    form = MapForm(choice, years=years, info=info, references=sorted({o.region for o in released.payload}))
    year, classing = form.year() or newest or years[0], form.classing()
    shape = geometry.start_map()
    made = maps.value_map(
        released,
        info,
        year=year,
        own=place.code,
        places=shape.places,
        view_box=shape.view_box,
        outline=shape.outline,
        classing=classing,
    )
    now = [o for o in released.payload if o.level == "kreis" and o.year == year]
    return YearMap(
        svg=picture(made.svg),
        rows=made.rows,
        year=year,
        years=years,
        how=_how(classing, made, info),
        table=_table(now, info, made, classing, place),
        source=sources(now),
        form=form,
        url="" if is_own(info.code) else reverse("monitoring:map", args=[place.code, info.code]),
        chosen=form.is_bound,
    )


def _years(rows: Observations) -> tuple[int, ...]:
    return tuple(sorted({o.year for o in rows if o.level == "kreis" and o.value is not None}, reverse=True))


def _how(classing: Classing, made: maps.ValueMap, info: IndicatorInfo) -> str:
    count = len(made.limits) + 1
    reference = classing.reference
    if isinstance(reference, tuple):
        name = f"{reference[1]} im selben Jahr"
    else:
        name = "" if reference is None else f"dem Wert {period(str(reference)).replace('.', ',')}"
    side = "Die Farben sagen nur darunter oder darüber, nicht gut oder schlecht."
    if any(made.classes.below):
        side = "Mit Querstrichen: darunter. " + side
    how = _HOW[classing.method].format(
        count=_COUNT_WORDS[count],
        reference=name,
        unit="in Prozentpunkten" if info.unit == "%" else f"in der Einheit der Zahl ({info.unit})",
        side=side,
    )
    if made.classes.years is None:
        return how
    first, last = made.classes.years
    span = f"von {last}" if first == last else f"der Jahre {first} bis {last}"
    return f"{how} Die Grenzen richten sich nach den Werten {span}; in früheren Jahren liegen viele Werte in der äußersten Klasse."


def _table(
    rows: Sequence[Observation], info: IndicatorInfo, made: maps.ValueMap, classing: Classing, place: RegionRecord
) -> Table:
    """All Kreise by name, each with its class: no ranking."""
    classes, ordered = made.classes, sorted(rows, key=lambda o: sort_key(o.region_name))
    distance = classing.method == "reference"
    columns = [Column("Gebiet"), Column(period(ordered[0].period), True)]
    columns += [Column("Abstand", True)] if distance else []
    columns.append(Column("Klasse"))
    table_rows = []
    for o in ordered:
        number = classes.of(o)
        cells = [o.region_name, figure_text(o, info)]
        cells += [classes.text(o) if number is not None else ""] if distance else []
        cells.append("keine" if number is None else classes.words[number])
        table_rows.append(Row(tuple(cells), own=o.region == place.code))
    return Table(
        caption=f"Die Kreise Thüringens, {period(ordered[0].period)}",
        subtitle=info.unit_phrase,
        columns=tuple(columns),
        rows=tuple(table_rows),
        source=sources(rows),
        notes=(*sign_notes(rows), *(["Abstand: eigene Berechnung aus gerundeten Werten"] if distance else [])),
    )
