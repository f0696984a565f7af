"""The profile of a Kreis: per theme every indicator with its references, its place among others, and its course."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from sozialstrategie.evidence.monitoring import queries as figures
from sozialstrategie.evidence.monitoring.comparing import queries
from sozialstrategie.evidence.monitoring.comparison import Group
from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.regions import catalogue as regions
from sozialstrategie.evidence.regions.catalogue import RegionRecord
from sozialstrategie.kit.figures import small, tables
from sozialstrategie.kit.figures.format import figure, number, period, sort_key
from sozialstrategie.kit.figures.released import IndicatorInfo, Observation, Observations, Origin, Released
from sozialstrategie.kit.ui.pictures import picture

ABSENT = "liegt nicht vor"


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of the profile."""

    info: IndicatorInfo
    latest: Observation
    land: str
    bund: str
    interval: str
    span: str  # "3,1 bis 15,4": the group without the place
    derivation: str  # which series this is
    strip: SafeString
    course: SafeString
    first_year: int
    url: str


@dataclass(frozen=True, slots=True)
class Theme:
    name: str
    lines: tuple[Line, ...]
    table: tables.Table  # all places of the group, the place first in weight, not in order
    sources: str


@lru_cache(maxsize=48)
def profile_content(run: UUID | None, code: str, group: Group) -> SafeString:
    """The page below its heading line; the same for everybody until the next run, so it is kept till then."""
    place = regions.record(code)
    assert place is not None
    themes = themes_of(place, group)
    context = {
        "place": place,
        "group": group,
        "themes": themes,
        "with_intervals": any(line.interval for theme in themes for line in theme.lines),
        "computed": any(line.latest.origin is Origin.COMPUTED for theme in themes for line in theme.lines),
    }
    return render_to_string("monitoring/profile_content.html", context)


def themes_of(place: RegionRecord, group: Group) -> list[Theme]:
    """Themes in the order of the catalogue, without those that have no figure for the place; at most four queries."""
    found: dict[str, list[tuple[Line, Released[Observations]]]] = {}
    for code, released in queries.profile_figures(place.code, group.members).items():
        made = _line(place, group, code, released)
        found.setdefault(made.info.theme, []).append((made, released))
    return [
        Theme(
            name,
            tuple(line for line, _ in pairs),
            _group_table(name, place, group, pairs),
            tables.sources([o for _, released in pairs for o in released.payload]),
        )
        for name, pairs in found.items()
    ]


def _line(place: RegionRecord, group: Group, code: str, released: Released[Observations]) -> Line:
    info, own = figures.info(code), (place.code, place.short_name)
    rows = [o for o in released.payload if o.region == place.code and o.value is not None]
    latest = max(rows, key=lambda o: o.year)
    now = {o.region: o for o in released.payload if o.period == latest.period}
    others = [v for key in group.members if key in now and (v := now[key].value) is not None]
    return Line(
        info=info,
        latest=latest,
        land=figure(now["16"], info.decimals) if "16" in now else ABSENT,
        bund=figure(now["DG"], info.decimals) if "DG" in now else ABSENT,
        interval=tables.interval(latest, info),
        span=f"{number(min(others), info.decimals)} bis {number(max(others), info.decimals)}" if others else "",
        derivation=catalogue()[code].derivation(latest.derivation).label,
        strip=picture(small.strip(released, info, period=latest.period, own=own, group=group.members)),
        course=picture(small.course(released, info, own=own)),
        first_year=min(o.year for o in rows),
        url=reverse("monitoring:indicator", args=[place.code, code]),
    )


def _group_table(
    theme: str, place: RegionRecord, group: Group, pairs: Sequence[tuple[Line, Released[Observations]]]
) -> tables.Table:
    """All places of the group and the place itself by name, one column per indicator with its period."""
    columns = [tables.Column("Gebiet")]
    cells: dict[str, list[str]] = {key: [] for key in (place.code, *group.members)}
    rows: list[Observation] = []
    for line, released in pairs:
        columns.append(tables.Column(f"{line.info.name}, {line.info.unit_phrase}, {period(line.latest.period)}", True))
        now = {o.region: o for o in released.payload if o.period == line.latest.period}
        for key, texts in cells.items():
            texts.append(figure(now[key], line.info.decimals) if key in now else ABSENT)
        rows += [now[key] for key in cells if key in now]
    names = {key: record.name if (record := regions.record(key)) else key for key in cells}
    ordered = sorted(cells, key=lambda key: (sort_key(names[key]), key))
    return tables.Table(
        caption=f"{theme}: {group.name}",
        columns=tuple(columns),
        rows=tuple(tables.Row((names[key], *cells[key]), own=key == place.code) for key in ordered),
        notes=tables.sign_notes(rows),
    )
