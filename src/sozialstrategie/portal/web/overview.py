"""Summaries for the start pages, put together from several rooms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from sozialstrategie.action.strategy import queries as strategy
from sozialstrategie.evidence.monitoring import queries as monitoring
from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.monitoring.models import Edition
from sozialstrategie.evidence.regions import catalogue as regions
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.figures.released import Observation


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
        definition = catalogue().get(found.indicator)
        spans.setdefault(definition.theme, []).append((found.first_year, found.last_year))
    return [
        Freshness(theme, min(a for a, _ in years), max(b for _, b in years), len(years))
        for theme, years in sorted(spans.items(), key=lambda item: (-max(b for _, b in item[1]), item[0]))
    ]


def open_data() -> list[Edition]:
    """Editions that are in use, for the page of sources."""
    return list(Edition.objects.filter(withdrawn_at__isnull=True).order_by("source", "table"))


LoginButtons = Callable[[], list[dict[str, str]]]
_login_buttons: list[LoginButtons] = []


def register_login_buttons(provider: LoginButtons) -> None:
    """Let the example offer its logins on the start page; nobody else calls this."""
    _login_buttons.append(provider)


def demo_roles() -> list[dict[str, str]]:
    """Login buttons of the example: dicts with key and label."""
    return [button for provider in _login_buttons for button in provider()]


def changed_figures(actor: Actor, organisation: Organisation) -> list[strategy.StaleFinding]:
    """Findings whose figures differ from the current run."""
    if organisation.kind != "local_authority":
        return []
    return strategy.stale_findings_for(actor, organisation)


def summary(actor: Actor, organisation: Organisation) -> strategy.Summary | None:
    """Counts for the first sentence of the workplace."""
    if organisation.kind != "local_authority":
        return None
    return strategy.summary_for(actor, organisation)
