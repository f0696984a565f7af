"""What the pages of figures show, put together from released figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from sozialstrategie.evidence.monitoring import queries
from sozialstrategie.evidence.monitoring.comparing.year_map import YearMap, year_map
from sozialstrategie.evidence.monitoring.definitions import catalogue, definition_version
from sozialstrategie.evidence.monitoring.formula import IndicatorDefinition
from sozialstrategie.evidence.monitoring.gaps import LAND, REFERENCES, gap_sentence, missing_references, with_gaps
from sozialstrategie.evidence.monitoring.own import find, is_own
from sozialstrategie.evidence.monitoring.signals import signals_for
from sozialstrategie.evidence.monitoring.signals.detectors import SIZE_UNITS
from sozialstrategie.evidence.monitoring.signals.draft import SignalDraft
from sozialstrategie.evidence.monitoring.signals.sentences import region_in
from sozialstrategie.evidence.regions import catalogue as regions
from sozialstrategie.evidence.regions.catalogue import RegionRecord
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.figures import charts, svg, tables
from sozialstrategie.kit.figures.format import figure, number, period
from sozialstrategie.kit.figures.released import IndicatorInfo, Observation, Observations, Released
from sozialstrategie.kit.ui.pictures import picture


def compared(place: RegionRecord) -> list[str]:
    """The place, all Kreise of the Land, the Land, Germany."""
    return sorted({place.code, "DG", place.code[:2], *kreise(place.code[:2])})


def kreise(land: str) -> list[str]:
    return [r.code for r in regions.regions() if r.level == "kreis" and r.parent == land and r.valid_to is None]


def project_places() -> list[RegionRecord]:
    return sorted((r for r in regions.regions() if r.in_project), key=lambda r: r.sort_name)


def _draw(chart: charts.Chart) -> SafeString:
    return picture(svg.render(chart, cache=Path(settings.HOME) / "cache" / "charts"))


@dataclass(frozen=True, slots=True)
class SignalPicture:
    """A signal with its pictures and table."""

    draft: SignalDraft
    info: IndicatorInfo
    wide: SafeString
    narrow: SafeString
    table: tables.Table
    source: str
    url: str


@lru_cache(maxsize=24)
def situation_content(run: UUID | None, code: str, with_signals: bool) -> SafeString:
    """The page of a place below its heading line; the same for everybody until the next run, so it is kept till then."""
    place = regions.record(code)
    assert place is not None
    figures = place_figures(place)
    drafted = signals_for(code, audience="public") if with_signals else None
    context = {
        "place": place,
        "drafted": drafted,
        "signals": [signal_picture(d, place) for d in drafted.drafts] if drafted else [],
        "key_figures": key_figures(place, figures),
        "themes": figures_by_theme(place, figures),
    }
    return render_to_string("monitoring/situation_content.html", context)


def signal_picture(draft: SignalDraft, place: RegionRecord, owner: Organisation | None = None) -> SignalPicture:
    """Charts in two sizes and the same figures as a table; `owner`: whose members look at it."""
    info = queries.info(draft.indicator)
    own = (place.code, _named(place, draft.indicator, owner).short_name)
    shown = draft.series.map(lambda rows: tuple(o for o in rows if o.region in (place.code, "16", "DG")))
    return SignalPicture(
        draft=draft,
        info=info,
        wide=_draw(charts.time_series(shown, info, own=own, size=charts.HALF)),
        narrow=_draw(charts.time_series(shown, info, own=own, size=charts.NARROW)),
        table=tables.time_table(shown, info, own=own),
        source=tables.sources(shown.payload),
        url=_indicator_url(place, draft.indicator, owner),
    )


def _named(place: RegionRecord, code: str, owner: Organisation | None) -> RegionRecord:
    """What an invented authority made never stands at a real place: its figures carry the authority's own name."""
    if owner is None or not owner.is_example or not is_own(code):
        return place
    return replace(place, name=owner.name, short_name=owner.label)


def _indicator_url(place: RegionRecord, code: str, owner: Organisation | None) -> str:
    if owner is not None and is_own(code):
        return reverse("monitoring_staff:own_indicator", args=[owner.slug, code])
    return reverse("monitoring:indicator", args=[place.code, code])


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator in the list of a theme."""

    info: IndicatorInfo
    latest: Observation
    land: Observation | None
    first_year: int
    url: str


def place_figures(place: RegionRecord) -> dict[str, Released[Observations]]:
    """Default series of all indicators for the place and the Land; four queries."""
    return queries.many_series(list(catalogue()), regions=[place.code, "16"])


def figures_by_theme(place: RegionRecord, found: dict[str, Released[Observations]]) -> list[tuple[str, list[Line]]]:
    """All indicators that have figures for the place, by theme in the order of the catalogue."""
    themes: dict[str, list[Line]] = {d.theme: [] for d in catalogue().values()}
    for code, released in found.items():
        own = [o for o in released.payload if o.region == place.code and o.value is not None]
        if not own:
            continue
        latest = max(own, key=lambda o: o.year)
        land = next((o for o in released.payload if o.region == "16" and o.period == latest.period), None)
        url = reverse("monitoring:indicator", args=[place.code, code])
        themes[catalogue()[code].theme].append(Line(queries.info(code), latest, land, min(o.year for o in own), url))
    return list(themes.items())


def key_figures(place: RegionRecord, found: dict[str, Released[Observations]]) -> list[tuple[str, str, str]]:
    """Population, number of Gemeinden, mean age, density: label, value, reference date."""
    rows: list[tuple[str, str, str]] = []
    wanted = (("population", "Einwohnerinnen und Einwohner", ""), ("average_age", "Durchschnittsalter", " Jahre"),
              ("population_density", "Dichte", " je km²"))  # fmt: skip
    for code, label, unit in wanted:
        own = (
            [o for o in found[code].payload if o.region == place.code and o.value is not None] if code in found else []
        )
        if own:
            latest = max(own, key=lambda o: o.year)
            rows.append((label, figure(latest, catalogue()[code].decimals) + unit, period(latest.period)))
    count = sum(r.level == "gemeinde" and r.parent == place.code and r.valid_to is None for r in regions.regions())
    if count > 1:
        rows.insert(1, ("Gemeinden", number(count), f"{regions.gemeinden_date():%d.%m.%Y}"))
    return rows


@dataclass(frozen=True, slots=True)
class CatalogueLine:
    info: IndicatorInfo
    first_year: int | None
    last_year: int | None
    missing: str  # where figures are missing: what, and where it could come from


def catalogue_by_theme() -> list[tuple[str, list[CatalogueLine]]]:
    """Every indicator with the span of its figures for the Kreise; one without figures stands there too."""
    spans = queries.spans(LAND[0])
    themes: dict[str, list[CatalogueLine]] = {}
    for code, definition in catalogue().items():
        first, last = spans.get(code, (None, None))
        themes.setdefault(definition.theme, []).append(
            CatalogueLine(queries.info(code), first, last, definition.missing)
        )
    return list(themes.items())


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """Everything on the page of one figure; pictures are None when there is no figure at all."""

    info: IndicatorInfo
    lead: str
    origin: str
    wide: SafeString | None
    narrow: SafeString | None
    source: str
    subtitle: str
    time_table: tables.Table | None
    year: int | None
    map: YearMap | None
    map_svg: SafeString | None
    courses_url: str
    region_table: tables.Table | None
    profile: list[tuple[str, str]]
    other_derivations: list[tuple[str, tables.Table]]
    signs: list[tuple[str, str]]
    downloads: list[tuple[str, str]]


def indicator_page(
    place: RegionRecord, code: str, *, owner: Organisation | None = None, choice: Mapping[str, Any] | None = None
) -> IndicatorPage:
    """Sentence, course, map, table and profile of one indicator for one place; two queries for figures.

    `owner`: the organisation whose members look at it; its own indicators are shown to them alone. `choice`: year and
    classes of the map, as the address names them.
    """
    definition = found_definition(code)
    place = _named(place, code, owner)
    info = definition.info()
    default = queries.default_derivation(code, "kreis")
    everything = queries.series(code, regions=compared(place), audience="internal" if owner else "public", owner=owner)
    released = everything.map(lambda rows: tuple(o for o in rows if o.derivation == default))
    own_rows = [o for o in released.payload if o.region == place.code and o.value is not None]
    latest = max(own_rows, key=lambda o: o.year) if own_rows else None
    own = (place.code, place.short_name)
    course = wide = narrow = drawn = None
    if latest is not None:
        backdrop = [r.code for r in project_places() if r.code != place.code]
        course = charts.time_series(released, info, own=own, others=backdrop)
        wide = _draw(course)
        narrow = _draw(charts.time_series(released, info, own=own, size=charts.NARROW))
        drawn = year_map(place, released, info, choice or {}, newest=latest.year)
    return IndicatorPage(
        info=info,
        lead=_lead(place, released, definition, latest),
        origin=str(latest.origin) if latest else "official",
        wide=wide,
        narrow=narrow,
        source=tables.sources(own_rows),
        subtitle=f"{_subtitle(info, own_rows, course)} {tables.interval_note(own_rows)}".strip(),
        time_table=with_gaps(tables.time_table(released, info, own=own), missing_references(released)) if latest else None,
        year=latest.year if latest else None,
        map=drawn,
        map_svg=drawn.svg if drawn else None,
        courses_url="" if is_own(code) else reverse("monitoring:courses", args=[place.code, code]),
        region_table=_kreis_table(released, info, latest, place) if latest else None,
        profile=_profile(info, definition, default, latest),
        other_derivations=_others(everything, definition, default, own),
        signs=[("0", "weniger als die Hälfte der kleinsten gezeigten Einheit, aber mehr als nichts"),
               ("–", "nichts vorhanden, genau null"), (".", "unbekannt oder geheim zu halten"), ("…", "Angabe folgt später"),
               ("/", "zu unsicher, um gezeigt zu werden"), ("x", "Aussage nicht sinnvoll")],
        downloads=[(ending, _download_url(place, code, ending, owner)) for ending in ("csv", "xlsx", "json")],
    )  # fmt: skip


def found_definition(code: str) -> IndicatorDefinition:
    """The definition of a code that is known; KeyError for one that is not, or not to be seen."""
    definition = find(code)
    if definition is None:
        raise KeyError(code)
    return definition


def _download_url(place: RegionRecord, code: str, ending: str, owner: Organisation | None) -> str:
    if owner is not None and is_own(code):
        return reverse("monitoring_staff:own_download", args=[owner.slug, code, ending])
    return reverse("monitoring:download", args=[place.code, code, ending])


def _kreis_table(
    released: Released[Observations], info: IndicatorInfo, latest: Observation, place: RegionRecord
) -> tables.Table:
    only = released.map(lambda rows: tuple(o for o in rows if o.level == "kreis" and o.period == latest.period))
    return tables.region_table(
        only, info, year=latest.year, own=place.code, caption=f"Die Kreise Thüringens, {period(latest.period)}"
    )


def _others(
    everything: Released[Observations], definition: IndicatorDefinition, default: str | None, own: tuple[str, str]
) -> list[tuple[str, tables.Table]]:
    """Series of other derivations, each in a table of its own: they never mix with the shown one."""
    made = []
    info = definition.info()
    for derivation in definition.derivations:
        if derivation.key == default:
            continue
        rows = everything.map(partial(_of_derivation, key=derivation.key))
        if any(o.region == own[0] for o in rows.payload):
            made.append(
                (
                    derivation.label,
                    with_gaps(
                        tables.time_table(rows, info, own=own, caption=f"{info.name}: {derivation.label}"),
                        missing_references(rows),
                    ),
                )
            )
    return made


def _of_derivation(rows: Observations, *, key: str) -> Observations:
    return tuple(o for o in rows if o.derivation == key)


def _lead(
    place: RegionRecord,
    released: Released[Observations],
    definition: IndicatorDefinition,
    latest: Observation | None,
) -> str:
    if latest is None or latest.value is None:
        article = "die" if place.name.startswith("Stadt ") else "den"
        return (
            f"Für {article} {place.name} liegt diese Zahl in den eingelesenen Ausgaben nicht vor. Das ist nicht null."
        )
    shown = number(latest.value, definition.decimals)
    if definition.sentence:
        year = latest.period if "/" in latest.period else str(latest.year)
        text = definition.sentence.format(region_in=region_in(place.name), year=year, value=shown)
    else:
        text = f"{definition.name} ({period(latest.period)}): {shown}"
    parts = [text if text.endswith(".") else text + "."]
    references = []
    for code, name in REFERENCES:
        other = next((o for o in released.payload if o.region == code and o.period == latest.period), None)
        if other is not None and other.value is not None and definition.unit not in SIZE_UNITS:
            references.append(f"in {name} {number(other.value, definition.decimals)}")
    if references:
        sentence = " und ".join(references)
        parts.append(f"{sentence[0].upper()}{sentence[1:]}.")
    parts.append(gap_sentence(missing_references(released)))
    return " ".join(part for part in parts if part)


def _subtitle(info: IndicatorInfo, rows: list[Observation], chart: charts.Chart | None) -> str:
    if chart is None:
        return ""
    years = sorted(o.year for o in rows)
    span = f"{years[0]} bis {years[-1]}" if years[0] != years[-1] else period(rows[0].period)
    backdrop = " Graue Linien: die anderen begleiteten Landkreise und Städte."
    axis = " Die Werteachse beginnt nicht bei null." if charts.value_axis_start(chart) > 0 else ""
    phrase = info.unit_phrase[0].upper() + info.unit_phrase[1:]
    return f"{phrase}, {span}.{backdrop}{axis}"


def _profile(
    info: IndicatorInfo, definition: IndicatorDefinition, default: str | None, latest: Observation | None
) -> list[tuple[str, str]]:
    directions = {
        "lower": "Weniger ist besser.",
        "higher": "Mehr ist besser.",
        "none": "Keine: Die Zahl ist weder gut noch schlecht.",
    }
    rows = [
        ("Definition", info.definition),
        ("Was sie nicht zeigt", info.not_shown),
        ("Richtung", directions[info.direction]),
    ]
    if default is not None:
        derivation = definition.derivation(default)
        texts: dict[str, Any] = dict(derivation.texts)
        formula = "; ".join(f"{k} = {v}" for k, v in texts.items()) if derivation.origin == "computed" else ""
        rows += [("Quelle", derivation.source), ("Ableitung", derivation.label + (f" ({formula})" if formula else "")),
                 ("Gebietsstand", derivation.territorial_status)]  # fmt: skip
        if derivation.note:
            rows.append(("Hinweis", derivation.note))
    if latest is not None:
        rows.append(("Stichtag oder Zeitraum", period(latest.period)))
        rows.append(("Ausgabe", latest.edition))
        if latest.low is not None and latest.high is not None:
            d = info.decimals
            rows.append(
                (
                    "Unsicherheit",
                    f"95-Prozent-Bereich {number(latest.low, d)} bis {number(latest.high, d)} (nach Wilson)",
                )
            )
        else:
            rows.append(("Unsicherheit", "Ohne Bereich: Es gibt keine Fallzahl, aus der er sich rechnen ließe."))
    rows += [(f"Bruch {year}", word) for year, word in info.breaks]
    if definition.missing:
        rows.append(("Was fehlt", definition.missing))
    if version := definition_version(info.code, default) if default is not None else "":
        rows.append(("Fassung der Definition", version[:8]))
    rows += [(f"Änderung {date.fromisoformat(day):%d.%m.%Y}", word) for day, word in definition.history]
    return rows
