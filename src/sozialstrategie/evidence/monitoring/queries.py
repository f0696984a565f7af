"""Reading results. Every function hands out `Released` figures: nothing leaves this module without passing the gate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from django.db.models import Count, Max, Min, QuerySet

from sozialstrategie.evidence.disclosure.gate import Audience, release
from sozialstrategie.evidence.monitoring.current import (
    Pointer,
    current_run,
    current_run_id,
    current_run_uid,
    pointer,
    pointer_of,
    rule_of,
    rules_by_short,
    show_run,
)
from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.monitoring.editions import editions_for
from sozialstrategie.evidence.monitoring.formula import IndicatorDefinition
from sozialstrategie.evidence.monitoring.models import Edition, FigureReference, Result
from sozialstrategie.evidence.monitoring.own import DERIVATION, definition_version, definitions_of, info, is_own
from sozialstrategie.evidence.regions import catalogue as region_catalogue
from sozialstrategie.kit.core import settings_store
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.figures.released import Observation, Observations, Origin, Released, Sign
from sozialstrategie.methods.intervals import wilson_percent

LEVELS = ("bund", "land", "kreis", "gemeinde")
_COLUMNS = (
    "indicator", "derivation", "region", "level", "period", "year", "value", "sign", "numerator", "denominator", "edition", "flags",
)  # fmt: skip
_NO_FLAGS: frozenset[str] = frozenset()
# A reference frozen before definitions had versions of their own carries the checksum of the whole catalogue.
_WHOLE_CATALOGUE = 64
__all__ = [
    "LEVELS", "SeriesInfo", "Staleness", "available", "current_run", "current_run_id", "current_run_uid",
    "default_derivation", "default_derivations", "editions_for", "freeze", "indicator", "info", "many_series", "own_series",
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


def indicator(code: str) -> IndicatorDefinition | None:
    """The definition in the catalogue of the instance, None when the code is unknown there."""
    return catalogue().get(code)


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
    """The derivation that pages show: the one with most years at that level, then the newest, then the catalogue's order.

    An indicator of an organisation's own has one.
    """
    return DERIVATION if is_own(code) else default_derivations(level, codes=[code]).get(code)


def default_derivations(level: str, codes: Sequence[str] | None = None) -> dict[str, str]:
    """`default_derivation` for many indicators of the catalogue at once, one query."""
    return _default_derivations(pointer(), level, codes)


def _default_derivations(shown: Pointer | None, level: str, codes: Sequence[str] | None = None) -> dict[str, str]:
    rows = _results_of(shown).filter(level=level, value__isnull=False)
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
    owner: Organisation | None = None,
) -> Released[Observations]:
    """Values of one indicator, ordered by derivation, region, period; two queries.

    Args:
        owner: whose own indicators may be answered, to members alone: without it, and for the public, their codes have
            no values.
        regions: keys; None = all.
        level: one of LEVELS; None = all.
        derivation: None = every derivation.
        year_from, year_to: calendar years, both included.
    """
    shown = _pointer_for(code, owner, audience)
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


def _pointer_for(code: str, owner: Organisation | None, audience: Audience) -> Pointer | None:
    """The run that may answer for a code: an own indicator is private to its owner until more is decided."""
    if not is_own(code):
        return pointer()
    return pointer(owner) if owner is not None and audience == "internal" else None


def own_series(owner: Organisation, *, regions: Sequence[str] | None = None) -> dict[str, Released[Observations]]:
    """The series of all indicators that an organisation made, for its members; at most four queries."""
    shown = pointer(owner)
    rows = _results_of(shown).order_by("indicator", "region", "period")
    if regions is not None:
        rows = rows.filter(region__in=list(regions))
    grouped: dict[str, list[Result]] = {}
    for row in rows:
        grouped.setdefault(row.indicator, []).append(row)
    return {code: release_rows(found, shown=shown, audience="internal") for code, found in grouped.items()}


def many_series(
    codes: Iterable[str],
    *,
    regions: Sequence[str],
    audience: Audience = "public",
    year_from: int | None = None,
    best: Mapping[str, str] | None = None,
) -> dict[str, Released[Observations]]:
    """Default series of many indicators of the catalogue for a few regions; three queries at most.

    year_from: the first calendar year; None = all. best: `default_derivations("kreis")` where the caller keeps it.
    """
    shown = pointer()  # once: both questions are about the same run
    best = _default_derivations(shown, "kreis") if best is None else best
    wanted = {code: best[code] for code in codes if code in best}
    rows = _results_of(shown).filter(indicator__in=list(wanted), region__in=list(regions)).order_by("region", "period")
    if year_from is not None:
        rows = rows.filter(year__gte=year_from)
    grouped: dict[str, list[Result]] = {code: [] for code in wanted}
    # tuples with the names of the columns: making a model of each of ten thousand rows takes three times as long
    for row in cast("Iterable[Result]", rows.values_list(*_COLUMNS, named=True)):
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
    found = list(rows)
    definitions = definitions_of(row.indicator for row in found)
    observe = _Observer(definitions, sources)
    made = (observe(row) for row in found if row.indicator in definitions)
    return _through_the_gate(made, rules, audience)


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


def _interval(numerator: float, denominator: float) -> tuple[float | None, float | None]:
    """None for a quotient above one, which is no share of anything."""
    return wilson_percent(numerator, denominator) if numerator <= denominator else (None, None)


class _Observer:
    """Makes observations of result rows; what many rows share is looked up once."""

    def __init__(self, definitions: Mapping[str, IndicatorDefinition], sources: Mapping[str, str]) -> None:
        self.definitions, self.sources = definitions, sources
        self.regions = region_catalogue.index()
        self.shared: dict[tuple[str, str, str], tuple[str, str, str, Origin]] = {}

    def __call__(self, row: Result) -> Observation:
        key = (row.indicator, row.derivation, row.edition)
        unit, source, status, origin = self.shared.get(key) or self._look_up(*key)
        region = self.regions.get(row.region)
        low = high = None
        if unit == "%" and row.value is not None and row.numerator is not None and row.denominator:
            low, high = _interval(row.numerator, row.denominator)
        # by position: with names it takes half as long again, and there are ten thousand
        return Observation(
            row.indicator, row.region, region.name if region else row.region, row.level, row.period, row.year,
            row.value, Sign(row.sign) if row.sign is not None else None, unit, source, row.edition, status,
            row.derivation, origin, row.numerator, row.denominator, low, high,
            frozenset(row.flags.split()) if row.flags else _NO_FLAGS,
        )  # fmt: skip

    def _look_up(self, indicator: str, derivation: str, edition: str) -> tuple[str, str, str, Origin]:
        definition = self.definitions[indicator]
        found = definition.derivation(derivation)
        source = self.sources.get(edition, found.source) if found.kind == "published" else found.source
        shared = (definition.unit, source, found.territorial_status, Origin(found.origin))
        self.shared[indicator, derivation, edition] = shared
        return shared


@dataclass(frozen=True, slots=True)
class Staleness:
    """A used figure and what the current run shows instead (None = nothing any more).

    withheld: today's figure is for those who may see own figures; here it is left out.
    """

    reference: FigureReference
    current_value: float | None
    current_sign: str | None
    current_edition: str | None
    definition_changed: bool = False
    withheld: bool = False

    @property
    def gone(self) -> bool:
        return not self.withheld and self.current_value is None and self.current_sign is None


def stale_references(references: Iterable[FigureReference], *, own: bool = True) -> list[Staleness]:
    """Those of the references whose value, sign or definition differs from what pages show now; two queries, and four more
    for each organisation whose own indicators are among them.

    A new edition with the same value is not stale; a new definition of this indicator is, even with the same value.

    own: False = for people who may not see own figures; they learn that one changed, not what it is now.
    """
    refs = list(references)
    if not refs:
        return []
    now = _shown_now(refs)
    stale = []
    for ref in refs:
        row = now.get((ref.indicator, ref.derivation, ref.region, ref.period))
        same = row is not None and row.value == ref.value and _sign(row) == ref.sign
        redefined = _redefined(ref)
        if redefined or not same:
            withheld = not own and is_own(ref.indicator)
            told = None if withheld else row
            stale.append(
                Staleness(
                    ref,
                    told.value if told else None,
                    _sign(told) if told else None,
                    told.edition if told else None,
                    redefined,
                    withheld,
                )
            )
    return stale


def _shown_now(refs: Sequence[FigureReference]) -> dict[tuple[str, str, str, str], Observation]:
    """What the runs of today show where the references were taken, as they were taken."""
    by_run: dict[int | None, list[FigureReference]] = {}
    for ref in refs:
        by_run.setdefault(ref.owner_id if is_own(ref.indicator) else None, []).append(ref)
    now: dict[tuple[str, str, str, str], Observation] = {}
    for owner_id, some in by_run.items():
        shown = pointer_of(owner_id)
        rows = _results_of(shown).filter(
            indicator__in={r.indicator for r in some},
            region__in={r.region for r in some},
            period__in={r.period for r in some},
        )
        released = release_rows(rows, shown=shown, audience="internal")
        now |= {(o.indicator, o.derivation, o.region, o.period): o for o in released.payload}
    return now


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
