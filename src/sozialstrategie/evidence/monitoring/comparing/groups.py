"""Which group a public page compares with, by the word in its address, and the page about the most similar Kreise."""

from __future__ import annotations

from dataclasses import dataclass

from sozialstrategie.evidence.monitoring import queries as figures
from sozialstrategie.evidence.monitoring.comparison import Group, land_group
from sozialstrategie.evidence.monitoring.comparison.similar import SimilarKreis, SimilarKreise, similar_kreise
from sozialstrategie.evidence.regions import catalogue as regions
from sozialstrategie.evidence.regions.catalogue import RegionRecord
from sozialstrategie.kit.figures import tables
from sozialstrategie.kit.figures.format import number
from sozialstrategie.kit.figures.released import Observation

LAND, SIMILAR, SIMILAR_LAND = "thueringen", "aehnlich", "aehnlich-thueringen"
CHOICES = (
    (LAND, "alle Kreise in Thüringen"),
    (SIMILAR, "die zehn ähnlichsten in Deutschland"),
    (SIMILAR_LAND, "die zehn ähnlichsten in Thüringen"),
)


def group_of(place: RegionRecord, word: str) -> tuple[str, Group, str]:
    """The word that counts, the group, and a sentence where it is not the one asked for (no figures to find similar ones)."""
    if word not in (SIMILAR, SIMILAR_LAND):
        return LAND, land_group(place.code), ""
    land_only = word == SIMILAR_LAND
    try:
        return word, similar_kreise(place.code, land_only=land_only).group(land_only=land_only), ""
    except ValueError as error:
        return LAND, land_group(place.code), f"{error} Gezeigt werden darum alle Kreise in Thüringen."


@dataclass(frozen=True, slots=True)
class Member:
    """One similar Kreis with what a reader asks: how near, what differs most, and where its Land is."""

    name: str
    land: str
    near: str
    distance: str
    unlike: str


@dataclass(frozen=True, slots=True)
class SimilarPage:
    members: tuple[Member, ...]
    reasons: tables.Table  # member x indicator in words
    values: tables.Table  # place and members x indicator
    candidates: int
    unused: tuple[str, ...]


def similar_page(place: RegionRecord, found: SimilarKreise) -> SimilarPage:
    """Members nearest first: nearness is no ranking of merit, and the page says so."""
    return SimilarPage(
        tuple(_member(m) for m in found.members),
        _reasons(found),
        _values(place, found),
        found.candidates,
        tuple(figures.info(code).name for code in found.unused),
    )


def _member(m: SimilarKreis) -> Member:
    land = regions.record(m.code[:2])
    unlike = m.unlike
    words = f"{unlike.name}: {unlike.words}" if unlike and unlike.words != "etwa gleich" else "nichts deutlich"
    return Member(m.name, land.name if land else "", m.near, number(m.distance, 2), words)


def _reasons(found: SimilarKreise) -> tables.Table:
    codes = [r.code for r in found.members[0].reasons] if found.members else []
    names = [figures.info(code).name for code in codes]
    return tables.Table(
        caption="Worin sie gleichen, worin nicht",
        subtitle="der andere Kreis im Vergleich mit dem eigenen",
        columns=(tables.Column("Kreis"), *(tables.Column(name) for name in names)),
        rows=tuple(tables.Row((m.name, *(r.words or "nicht verglichen" for r in m.reasons))) for m in found.members),
    )


def _values(place: RegionRecord, found: SimilarKreise) -> tables.Table:
    columns = [tables.Column("Gebiet")]
    cells: dict[str, list[str]] = {key: [] for key in (place.code, *(m.code for m in found.members))}
    shown: list[Observation] = []
    for code, released in found.figures.items():
        info = figures.info(code)
        columns.append(tables.Column(f"{info.name}, {info.unit_phrase}, {found.years[code]}", True))
        now = {o.region: o for o in released.payload}
        for key, texts in cells.items():
            texts.append(tables.figure_text(now.get(key), info))
        shown += [now[key] for key in cells if key in now]
    names = {place.code: place.name} | {m.code: m.name for m in found.members}
    return tables.Table(
        caption="Die Zahlen dazu",
        columns=tuple(columns),
        rows=tuple(tables.Row((names[key], *texts), own=key == place.code) for key, texts in cells.items()),
        source=tables.sources(shown),
        notes=tables.sign_notes(shown),
    )
