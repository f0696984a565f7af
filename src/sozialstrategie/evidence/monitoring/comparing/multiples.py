"""One indicator in all Kreise of the Land as small courses on one axis, the own place first, then by name."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from sozialstrategie.evidence.monitoring import queries as figures
from sozialstrategie.evidence.monitoring.comparing import queries
from sozialstrategie.evidence.monitoring.comparison.group import kreise_of
from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.regions import catalogue as regions
from sozialstrategie.evidence.regions.catalogue import RegionRecord
from sozialstrategie.kit.figures import small, spec, tables
from sozialstrategie.kit.figures.format import figure, period
from sozialstrategie.kit.figures.released import IndicatorInfo, Observation, Observations
from sozialstrategie.kit.ui.pictures import picture


@dataclass(frozen=True, slots=True)
class Panel:
    place: RegionRecord
    latest: str  # "7,3 (2022)", "" without a figure
    svg: SafeString | None
    own: bool


@dataclass(frozen=True, slots=True)
class Multiples:
    """All panels share one value axis and one span of years."""

    info: IndicatorInfo
    panels: tuple[Panel, ...]
    first_year: int
    last_year: int
    from_zero: bool
    derivation: str
    origin: str
    has_land: bool
    interval_note: str
    table: tables.Table


def multiples(place: RegionRecord, code: str) -> Multiples | None:
    """The courses; None when no Kreis has a figure. Three queries."""
    info = figures.info(code)
    keys = kreise_of(place.code[:2])
    released = queries.default_series(code, [*keys, "16", "DG"])
    rows = spec.by_place(released.payload)
    shown = [o for key in (*keys, "16") for o in rows.get(key, []) if o.value is not None]
    kreise = [o for o in shown if o.level == "kreis"]
    if not kreise:
        return None
    ticks = small.course_ticks(shown, info)
    years = (min(o.year for o in shown), max(o.year for o in shown))
    places = sorted(
        (r for key in keys if (r := regions.record(key))), key=lambda r: (r.code != place.code, r.sort_name)
    )
    panels = []
    for record in places:
        own = [o for o in rows.get(record.code, []) if o.value is not None]
        svg = (
            small.course(released, info, own=(record.code, record.short_name), ticks=ticks, years=years)
            if own
            else None
        )
        latest = f"{figure(own[-1], info.decimals)} ({period(own[-1].period)})" if own else ""
        panels.append(Panel(record, latest, picture(svg) if svg else None, record.code == place.code))
    return Multiples(
        info,
        tuple(panels),
        *years,
        ticks[0] <= 0,
        catalogue()[code].derivation(kreise[0].derivation).label,
        str(kreise[0].origin),
        bool(rows.get("16")),
        tables.interval_note(kreise),
        _table(released.payload, info, places),
    )


def _table(rows: Observations, info: IndicatorInfo, places: list[RegionRecord]) -> tables.Table:
    """One row per place, one column per period, newest first; references at the end."""
    found: dict[str, dict[str, Observation]] = {}
    for o in rows:
        found.setdefault(o.region, {})[o.period] = o
    keys = {p.code for p in places}
    periods = sorted({o.period for o in rows if o.region in keys}, reverse=True)
    references = [(key, name) for key, name in (("16", "Thüringen"), ("DG", "Deutschland")) if key in found]
    return tables.Table(
        caption=f"{info.name}: alle Kreise Thüringens",
        subtitle=info.unit_phrase,
        columns=(tables.Column("Gebiet"), *(tables.Column(period(p), True) for p in periods)),
        rows=tuple(
            tables.Row((name, *(tables.figure_text(found.get(key, {}).get(p), info) for p in periods)), own=key == places[0].code)
            for key, name in [*((p.code, p.name) for p in places), *references]
        ),
        source=tables.sources(rows),
        notes=tables.sign_notes(rows),
    )  # fmt: skip
