"""Summaries for the start pages, put together from several rooms."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from sozialstrategie.action.strategy import queries as strategy
from sozialstrategie.action.strategy.models import Finding
from sozialstrategie.evidence.monitoring import queries as monitoring
from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.monitoring.models import Edition
from sozialstrategie.evidence.monitoring.own import find
from sozialstrategie.evidence.monitoring.queries import Staleness
from sozialstrategie.evidence.regions import catalogue as regions
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.figures import charts, svg
from sozialstrategie.kit.figures.format import SIGN_SPELLING, number, period
from sozialstrategie.kit.figures.released import Observation, Sign
from sozialstrategie.kit.ui.pictures import picture


@dataclass(frozen=True, slots=True)
class Place:
    """One of the twelve on the start page."""

    code: str
    name: str
    url: str
    population: Observation | None


def places() -> list[Place]:
    """The twelve authorities in the order of their names, with the newest population."""
    records = sorted((r for r in regions.regions() if r.in_project), key=lambda r: r.sort_name)
    newest: dict[str, Observation] = {}
    released = monitoring.series("population", regions=[r.code for r in records])
    for o in released.payload:
        if o.value is not None and (o.region not in newest or o.year >= newest[o.region].year):
            newest[o.region] = o
    return [Place(r.code, r.name, reverse("monitoring:situation", args=[r.code]), newest.get(r.code)) for r in records]


@dataclass(frozen=True, slots=True)
class Freshness:
    """Up to which year a theme reaches."""

    theme: str
    first_year: int
    last_year: int
    series: int


def freshness() -> list[Freshness]:
    """Per theme the span of the series, for the Land (every shipped series with Land figures) or the Kreise."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for found in monitoring.available("16062"):
        definition = catalogue()[found.indicator]
        spans.setdefault(definition.theme, []).append((found.first_year, found.last_year))
    return [
        Freshness(theme, min(a for a, _ in years), max(b for _, b in years), len(years))
        for theme, years in sorted(spans.items(), key=lambda item: (-max(b for _, b in item[1]), item[0]))
    ]


def freshness_picture(rows: list[Freshness]) -> SafeString:
    """The same as a picture for wide windows."""
    latest = max((row.last_year for row in rows), default=2020)
    chart = charts.availability([(row.theme, row.last_year) for row in rows], since=latest - 6, size=charts.HALF)
    return picture(svg.render(chart, cache=Path(settings.HOME) / "cache" / "charts"))


def open_data() -> list[Edition]:
    """Editions that are in use, for the page of sources."""
    return list(Edition.objects.official().filter(withdrawn_at__isnull=True).order_by("source", "table"))


@dataclass(frozen=True, slots=True)
class ChangedFigure:
    """A finding whose figure differs from the current run."""

    title: str
    url: str
    old: str
    new: str
    rests: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the start page says about figures: those that changed under findings, and how much is new, in one line."""

    changes: tuple[ChangedFigure, ...]
    line: str


def waiting(actor: Actor, organisation: Organisation) -> Waiting | None:
    """Findings whose figures differ from the current run, each with old and new value, and the line that leads to the page.

    None for those who may not see drafts.
    """
    if organisation.kind != "local_authority" or not allowed("strategy.view_drafts", actor, organisation):
        return None
    stale = strategy.stale_findings_for(actor, organisation)
    changes = [_changed(organisation, row.finding, change) for row in stale for change in row.changes]
    counts = strategy.news_counts_for(actor, organisation, stale=stale)
    parts = []
    if counts.statements:
        parts.append("eine Aussage wartet" if counts.statements == 1 else f"{counts.statements} Aussagen warten")
    if counts.editions:
        parts.append("eine Ausgabe ist neu" if counts.editions == 1 else f"{counts.editions} Ausgaben sind neu")
    return Waiting(tuple(changes), f"Was ist neu: {' und '.join(parts) or 'nichts'}")


def _changed(organisation: Organisation, finding: Finding, change: Staleness) -> ChangedFigure:
    definition = find(change.reference.indicator)
    decimals = definition.decimals if definition else 1
    return ChangedFigure(
        title=f"{definition.name if definition else change.reference.indicator} ({period(change.reference.period)})",
        url=reverse("strategy:finding", args=[organisation.slug, finding.uid]),
        old=_shown(change.reference.value, change.reference.sign, decimals),
        new=strategy.WITHHELD if change.withheld else _shown(change.current_value, change.current_sign, decimals),
        rests=f"Darauf ruht Befund {finding.number}.",
    )


def _shown(value: float | None, sign: str | None, decimals: int) -> str:
    if value is not None:
        return number(value, decimals)
    return SIGN_SPELLING[Sign(sign)] if sign else "liegt nicht mehr vor"


def summary_sentence(actor: Actor, organisation: Organisation) -> str:
    """Where the strategy stands, in one sentence; empty for those who may not see drafts."""
    if organisation.kind != "local_authority" or not allowed("strategy.view_drafts", actor, organisation):
        return ""
    s = strategy.summary_for(actor, organisation)
    if not (s.findings or s.measures):
        return "Noch ist nichts festgehalten. Der erste Schritt: sehen, was in den Zahlen auffällt."
    open_ends = len(s.loose_ends)
    loose = {0: "Kein Ende hängt lose.", 1: "Ein Ende hängt lose."}.get(open_ends, f"{open_ends} Enden hängen lose.")
    return (
        f"{_count(s.findings, 'Befund', 'Befunde')}, {_count(s.needs, 'Bedarf', 'Bedarfe')}, "
        f"{_count(s.goals, 'Ziel', 'Ziele')} und {_count(s.measures, 'Maßnahme', 'Maßnahmen')}. {loose}"
    )


def _count(number_: int, one: str, many: str) -> str:
    return f"{number_} {one if number_ == 1 else many}"
