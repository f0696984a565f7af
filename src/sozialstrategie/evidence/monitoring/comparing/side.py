"""Two to four places side by side: one theme, the same period for all, in the order in which they were chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from sozialstrategie.evidence.monitoring import queries as figures
from sozialstrategie.evidence.monitoring.comparing import queries
from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.regions.catalogue import RegionRecord
from sozialstrategie.kit.figures import small, tables
from sozialstrategie.kit.figures.format import figure, period, rounded, signed
from sozialstrategie.kit.figures.released import IndicatorInfo, Observation, Observations, Origin
from sozialstrategie.kit.ui.pictures import picture

ABSENT = "liegt nicht vor"
LAND = ("16", "Thüringen")


@dataclass(frozen=True, slots=True)
class SidePicture:
    info: IndicatorInfo
    period: str
    origin: Origin
    svg: SafeString


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Pictures and one table with the same figures; `legend`: letter, shape, place."""

    theme: str
    legend: tuple[tuple[str, SafeString, RegionRecord], ...]
    pictures: tuple[SidePicture, ...]
    table: tables.Table
    absent: tuple[str, ...]  # indicators of the theme without a figure for any of the places


def themes() -> list[str]:
    return list(dict.fromkeys(d.theme for d in catalogue().values()))


def side_by_side(places: Sequence[RegionRecord], theme: str) -> SideBySide:
    """Every indicator of a theme for two to four places; three queries."""
    codes = [code for code, d in catalogue().items() if d.theme == theme]
    found = queries.side_figures(codes, [p.code for p in places])
    named = [(p.code, p.short_name) for p in places]
    pictures, rows, all_shown, absent = [], [], [], []
    for code in codes:
        info = figures.info(code)
        shared = shared_period(found[code].payload, [p.code for p in places]) if code in found else None
        if shared is None:
            absent.append(info.name)
            continue
        now = {o.region: o for o in found[code].payload if o.period == shared}
        shown = [now[key] for key, _ in (*named, LAND) if key in now]
        svg = small.side_by_side(found[code], info, period=shared, places=named)
        pictures.append(SidePicture(info, shared, shown[0].origin, picture(svg)))
        rows.append(_row(info, shared, now, named))
        all_shown += shown
    columns = [tables.Column("Kennzahl"), tables.Column("Zeit"), *(tables.Column(p.short_name, True) for p in places)]
    if len(places) == 2:
        columns.append(tables.Column("Unterschied", True))
    columns += [tables.Column(LAND[1], True), tables.Column("Herkunft")]
    return SideBySide(
        theme,
        tuple((small.LETTERS[i], picture(small.mark(i)), place) for i, place in enumerate(places)),
        tuple(pictures),
        tables.Table(
            caption=f"{theme}: {', '.join(p.short_name for p in places)}",
            columns=tuple(columns),
            rows=tuple(rows),
            source=tables.sources(all_shown),
            notes=(
                *tables.sign_notes(all_shown),
                *(["Unterschied: erster Ort minus zweiter, eigene Berechnung aus gerundeten Werten"] if len(places) == 2 else []),
            ),
        ),
        tuple(absent),
    )  # fmt: skip


def shared_period(rows: Observations, places: Sequence[str]) -> str | None:
    """The newest period for which most of the places have a value; None when none of them has any."""
    having: dict[tuple[int, str], int] = {}
    for o in rows:
        if o.region in places and o.value is not None:
            having[o.year, o.period] = having.get((o.year, o.period), 0) + 1
    if not having:
        return None
    most = max(having.values())
    return max(key for key, count in having.items() if count == most)[1]


def _row(info: IndicatorInfo, shared: str, now: dict[str, Observation], named: Sequence[tuple[str, str]]) -> tables.Row:
    cells = [f"{info.name}, {info.unit_phrase}", period(shared)]
    cells += [figure(now[key], info.decimals) if key in now else ABSENT for key, _ in named]
    if len(named) == 2:
        cells.append(_difference(now.get(named[0][0]), now.get(named[1][0]), info))
    cells.append(figure(now[LAND[0]], info.decimals) if LAND[0] in now else ABSENT)
    origins = {o.origin for key, _ in (*named, LAND) if (o := now.get(key)) is not None}
    cells.append("eigene Berechnung" if Origin.COMPUTED in origins else "amtlich")
    return tables.Row(tuple(cells))


def _difference(a: Observation | None, b: Observation | None, info: IndicatorInfo) -> str:
    if a is None or b is None or a.value is None or b.value is None:
        return ""
    return signed(float(rounded(a.value, info.decimals) - rounded(b.value, info.decimals)), info.decimals)
