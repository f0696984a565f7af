"""Reading results. Every function hands out `Released` figures: nothing leaves this module without passing the gate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, QuerySet

from sozialstrategie.evidence.disclosure.gate import Audience, release
from sozialstrategie.evidence.monitoring.definitions import catalogue, catalogue_version
from sozialstrategie.evidence.monitoring.models import Edition, FigureReference, Result, Run
from sozialstrategie.evidence.regions import catalogue as region_catalogue
from sozialstrategie.kit.core import settings_store
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import demand
from sozialstrategie.kit.figures.released import IndicatorInfo, Observation, Observations, Origin, Released, Sign
from sozialstrategie.methods.intervals import wilson_percent

LEVELS = ("bund", "land", "kreis", "gemeinde")
CURRENT_RUN = "monitoring.current_run"


@dataclass(frozen=True, slots=True)
class SeriesInfo:
    """One derivation of one indicator as far as figures exist: for the list of themes and the Steckbrief."""

    indicator: str
    derivation: str
    first_year: int
    last_year: int
    regions: int


def indicator(code: str) -> Any | None:
    """The definition, None when the code is unknown."""
    return catalogue().get(code)


def info(code: str) -> IndicatorInfo:
    """The Steckbrief of an indicator for charts and documents; KeyError for an unknown code."""
    return catalogue()[code].info()


def available(region: str) -> list[SeriesInfo]:
    """All series that have figures for a region, one query."""
    rows = (
        _results()
        .filter(region=region, value__isnull=False)
        .values("indicator", "derivation")
        .annotate(first=Min("year"), last=Max("year"), n=Count("id"))
        .order_by("indicator", "derivation")
    )
    return [SeriesInfo(r["indicator"], r["derivation"], r["first"], r["last"], r["n"]) for r in rows]


def default_derivation(code: str, level: str) -> str | None:
    """The derivation that pages show: the one with most years at that level, then the newest, then the catalogue's order."""
    return default_derivations(level, codes=[code]).get(code)


def default_derivations(level: str, codes: Sequence[str] | None = None) -> dict[str, str]:
    """`default_derivation` for many indicators at once, one query."""
    rows = _results().filter(level=level, value__isnull=False)
    if codes is not None:
        rows = rows.filter(indicator__in=codes)
    counted = rows.values("indicator", "derivation").annotate(years=Count("year", distinct=True), last=Max("year"))
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for r in counted:
        found.setdefault(r["indicator"], {})[r["derivation"]] = (-r["years"], -r["last"])
    best = {}
    for code, spans in found.items():
        if code in catalogue():
            order = [d.key for d in catalogue()[code].derivations if d.key in spans]
            if order:
                best[code] = min(order, key=lambda key: (spans[key], order.index(key)))
    return best


def series(
    code: str,
    *,
    regions: Sequence[str] | None = None,
    level: str | None = None,
    derivation: str | None = None,
    year_from: int | None = None,
    year_to: int | None = None,
    audience: Audience = "public",
) -> Released[Observations]:
    """Values of one indicator, ordered by derivation, region, period; one query.

    Args:
        regions: keys; None = all.
        level: one of LEVELS; None = all.
        derivation: None = every derivation.
        year_from, year_to: calendar years, both included.
    """
    rows = _results().filter(indicator=code)
    if regions is not None:
        rows = rows.filter(region__in=list(regions))
    if level is not None:
        rows = rows.filter(level=level)
    if derivation is not None:
        rows = rows.filter(derivation=derivation)
    if year_from is not None:
        rows = rows.filter(year__gte=year_from)
    if year_to is not None:
        rows = rows.filter(year__lte=year_to)
    return release_rows(rows.order_by("derivation", "region", "period"), audience=audience)


def many_series(
    codes: Iterable[str], *, regions: Sequence[str], audience: Audience = "public"
) -> dict[str, Released[Observations]]:
    """Default series of many indicators for a few regions; two queries whatever the number."""
    best = default_derivations("kreis")
    wanted = {code: best[code] for code in codes if code in best}
    rows = _results().filter(indicator__in=list(wanted), region__in=list(regions)).order_by("region", "period")
    grouped: dict[str, list[Result]] = {code: [] for code in wanted}
    for row in rows:
        if wanted[row.indicator] == row.derivation:
            grouped[row.indicator].append(row)
    return {code: release_rows(found, audience=audience) for code, found in grouped.items()}


def release_rows(rows: Iterable[Result], *, audience: Audience = "public") -> Released[Observations]:
    """Turn result rows into observations with citation and interval, and send them through the gate."""
    return release(((_observation(row), "published") for row in rows), audience=audience)


def _results() -> QuerySet[Result]:
    run = current_run_id()
    return Result.objects.none() if run is None else Result.objects.filter(run_id=run)


def _observation(row: Result) -> Observation:
    definition = catalogue()[row.indicator]
    derivation = definition.derivation(row.derivation)
    entry = region_catalogue.index().get(row.region)
    low = high = None
    if (
        row.value is not None
        and row.numerator is not None
        and row.denominator
        and definition.unit == "%"
        and row.numerator <= row.denominator
    ):
        low, high = wilson_percent(row.numerator, row.denominator)
    return Observation(
        indicator=row.indicator,
        region=row.region,
        region_name=entry.name if entry else row.region,
        level=row.level,
        period=row.period,
        year=row.year,
        value=row.value,
        sign=Sign(row.sign) if row.sign is not None else None,
        unit=definition.unit,
        source=derivation.source,
        edition=row.edition,
        territorial_status=derivation.territorial_status,
        derivation=row.derivation,
        origin=Origin(derivation.origin),
        numerator=row.numerator,
        denominator=row.denominator,
        low=low,
        high=high,
        flags=frozenset(row.flags.split()) if row.flags else frozenset(),
    )


def editions_for(actor: Actor, organisation: Organisation) -> QuerySet[Edition]:
    """Official editions of the instance, newest first, for members who keep figures."""
    demand("monitoring.view_editions", actor, organisation)
    return Edition.objects.all()


@dataclass(frozen=True, slots=True)
class Staleness:
    """A used figure and what the current run shows instead (None = nothing any more)."""

    reference: FigureReference
    current_value: float | None
    current_sign: str | None
    current_edition: str | None


def stale_references(references: Iterable[FigureReference]) -> list[Staleness]:
    """Those of the references whose value or sign differs from the current run; one query.

    A new edition with the same value is not stale; a new definition is.
    """
    refs = list(references)
    if not refs:
        return []
    rows = _results().filter(
        indicator__in={r.indicator for r in refs},
        region__in={r.region for r in refs},
        period__in={r.period for r in refs},
    )
    now = {(r.indicator, r.derivation, r.region, r.period): r for r in rows}
    stale = []
    for ref in refs:
        row = now.get((ref.indicator, ref.derivation, ref.region, ref.period))
        same = row is not None and row.value == ref.value and row.sign == ref.sign
        if not same:
            stale.append(
                Staleness(
                    ref,
                    row.value if row else None,
                    row.sign if row else None,
                    row.edition if row else None,
                )
            )
    return stale


def freeze(owner: Organisation, observation: Observation) -> FigureReference:
    """A reference to a figure as it stands now; not yet saved."""
    return FigureReference(
        owner=owner,
        indicator=observation.indicator,
        derivation=observation.derivation,
        region=observation.region,
        period=observation.period,
        edition=observation.edition,
        formula_version=catalogue_version(),
        value=observation.value,
        sign=str(observation.sign) if observation.sign is not None else None,
    )


def current_run_id() -> int | None:
    """Row number of the run that pages show; one query."""
    pointer = settings_store.get(CURRENT_RUN)
    return int(pointer["id"]) if pointer else None


def current_run_uid() -> UUID | None:
    """The run that pages show, named so that no other run ever has that name (for what is kept in memory); one query."""
    pointer = settings_store.get(CURRENT_RUN)
    return UUID(pointer["uid"]) if pointer else None


def show_run(run: Run) -> None:
    """Point all pages to a run that is written whole."""
    settings_store.put(CURRENT_RUN, {"id": run.pk, "uid": str(run.uid)})


def current_run() -> Run | None:
    """The run that pages show."""
    pk = current_run_id()
    return None if pk is None else Run.objects.filter(pk=pk).first()
