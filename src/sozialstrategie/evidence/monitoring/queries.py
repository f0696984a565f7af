"""Reading results. Every function hands out `Released` figures: nothing leaves this module without passing the gate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min, QuerySet

from sozialstrategie.evidence.disclosure.gate import Audience, release
from sozialstrategie.evidence.monitoring.current import (
    Pointer,
    current_run,
    current_run_id,
    current_run_uid,
    pointer,
    rule_of,
    rules_by_short,
    show_run,
)
from sozialstrategie.evidence.monitoring.definitions import catalogue, definition_version
from sozialstrategie.evidence.monitoring.editions import editions_for
from sozialstrategie.evidence.monitoring.models import Edition, FigureReference, Result
from sozialstrategie.evidence.regions import catalogue as region_catalogue
from sozialstrategie.kit.core import settings_store
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.figures.released import IndicatorInfo, Observation, Observations, Origin, Released, Sign
from sozialstrategie.methods.intervals import wilson_percent

LEVELS = ("bund", "land", "kreis", "gemeinde")
# A reference frozen before definitions had versions of their own carries the checksum of the whole catalogue.
_WHOLE_CATALOGUE = 64
__all__ = [
    "LEVELS", "SeriesInfo", "Staleness", "available", "current_run", "current_run_id", "current_run_uid",
    "default_derivation", "default_derivations", "editions_for", "freeze", "indicator", "info", "many_series",
    "may_see_drafts", "release_frozen", "release_rows", "series", "show_run", "spans", "stale_references",
]  # fmt: skip


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
    shown = pointer()
    rows = _results_of(shown).filter(indicator=code)
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
    return release_rows(rows.order_by("derivation", "region", "period"), shown=shown, audience=audience)


def many_series(
    codes: Iterable[str], *, regions: Sequence[str], audience: Audience = "public"
) -> dict[str, Released[Observations]]:
    """Default series of many indicators for a few regions; two queries whatever the number."""
    best = default_derivations("kreis")
    wanted = {code: best[code] for code in codes if code in best}
    shown = pointer()
    rows = _results_of(shown).filter(indicator__in=list(wanted), region__in=list(regions)).order_by("region", "period")
    grouped: dict[str, list[Result]] = {code: [] for code in wanted}
    for row in rows:
        if wanted[row.indicator] == row.derivation:
            grouped[row.indicator].append(row)
    return {code: release_rows(found, shown=shown, audience=audience) for code, found in grouped.items()}


def release_rows(
    rows: Iterable[Result], *, shown: Pointer | None, audience: Audience = "public"
) -> Released[Observations]:
    """Turn result rows into observations with citation and interval, and send them through the gate.

    Args:
        shown: the run that the rows belong to, with the rules and sources of its editions; what has no rule there gets
            the strictest.
    """
    rules, sources = (shown.rules, shown.sources) if shown else ({}, {})
    return _through_the_gate((_observation(row, sources) for row in rows), rules, audience)


def release_frozen(observations: Sequence[Observation], *, audience: Audience) -> Released[Observations]:
    """Figures that were kept in a frozen version, sent through the gate again by the rules of their editions of today.

    An edition that is not known any more gets the strictest rule. One query.
    """
    rules = rules_by_short(Edition.objects.values_list("digest", "disclosure_rule"))
    return _through_the_gate(observations, rules, audience)


def _through_the_gate(
    observations: Iterable[Observation], rules: Mapping[str, str], audience: Audience
) -> Released[Observations]:
    found: dict[str, str] = {}  # few editions, many figures
    return release(
        ((o, found.get(o.edition) or found.setdefault(o.edition, rule_of(o.edition, rules))) for o in observations),
        audience=audience,
    )


def _results() -> QuerySet[Result]:
    return _results_of(pointer())


def _results_of(shown: Pointer | None) -> QuerySet[Result]:
    return Result.objects.none() if shown is None else Result.objects.filter(run_id=shown.id)


def spans(land: str) -> dict[str, tuple[int, int]]:
    """Indicator -> first and last year with a figure for any Kreis of a Land; one query."""
    rows = (
        _results()
        .filter(level="kreis", region__startswith=land, value__isnull=False)
        .values("indicator")
        .annotate(first=Min("year"), last=Max("year"))
    )
    return {r["indicator"]: (r["first"], r["last"]) for r in rows}


def may_see_drafts(actor: Actor, region: str) -> bool:
    """Whether sentences that nobody has checked may be shown: to everybody in the example, else to those who check them.

    The one place that answers this question, for pages and documents alike.
    """
    if actor.is_system or settings_store.get("instance.kind") == "demo":
        return True
    owners = Organisation.objects.filter(region_code=region, pk__in=actor.owner_ids) if actor.owner_ids else ()
    return any(allowed("monitoring.view_signals", actor, owner) for owner in owners)


def _observation(row: Result, sources: Mapping[str, str]) -> Observation:
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
        source=sources.get(row.edition, derivation.source) if derivation.kind == "published" else derivation.source,
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


@dataclass(frozen=True, slots=True)
class Staleness:
    """A used figure and what the current run shows instead (None = nothing any more)."""

    reference: FigureReference
    current_value: float | None
    current_sign: str | None
    current_edition: str | None
    definition_changed: bool = False


def stale_references(references: Iterable[FigureReference]) -> list[Staleness]:
    """Those of the references whose value, sign or definition differs from what pages show now; one query.

    A new edition with the same value is not stale; a new definition of this indicator is, even with the same value.
    """
    refs = list(references)
    if not refs:
        return []
    shown = pointer()
    rows = _results_of(shown).filter(
        indicator__in={r.indicator for r in refs},
        region__in={r.region for r in refs},
        period__in={r.period for r in refs},
    )
    released = release_rows(rows, shown=shown, audience="internal")  # as the reference was taken
    now = {(o.indicator, o.derivation, o.region, o.period): o for o in released.payload}
    stale = []
    for ref in refs:
        row = now.get((ref.indicator, ref.derivation, ref.region, ref.period))
        same = row is not None and row.value == ref.value and _sign(row) == ref.sign
        redefined = _redefined(ref)
        if redefined or not same:
            stale.append(
                Staleness(
                    ref,
                    row.value if row else None,
                    _sign(row) if row else None,
                    row.edition if row else None,
                    redefined,
                )
            )
    return stale


def _sign(observation: Observation) -> str | None:
    return str(observation.sign) if observation.sign is not None else None


def _redefined(reference: FigureReference) -> bool:
    """Whether the indicator is computed otherwise now; unknown for references that are older than this question."""
    if len(reference.formula_version) == _WHOLE_CATALOGUE:
        return False
    return reference.formula_version != definition_version(reference.indicator, reference.derivation)


def freeze(owner: Organisation, observation: Observation) -> FigureReference:
    """A reference to a figure as it stands now; not yet saved."""
    return FigureReference(
        owner=owner,
        indicator=observation.indicator,
        derivation=observation.derivation,
        region=observation.region,
        period=observation.period,
        edition=observation.edition,
        formula_version=definition_version(observation.indicator, observation.derivation),
        value=observation.value,
        sign=str(observation.sign) if observation.sign is not None else None,
    )
