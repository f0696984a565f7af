"""The figures that findings rest on: as they were used, as they stand now, and which could be cited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sozialstrategie.action.strategy.models import Finding, FindingFigure
from sozialstrategie.evidence.monitoring import queries as monitoring
from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.monitoring.models import FigureReference
from sozialstrategie.evidence.monitoring.own import definitions_of, is_own
from sozialstrategie.evidence.regions import catalogue as regions
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.figures.released import Observation

RENEWED, CHECKED = "strategy.renew_figures", ("strategy.check_finding", "strategy.edit_finding")
_WORDING = {"title", "statement", "caveat"}


def figures_of(finding: Finding) -> list[FigureReference]:
    """The frozen figures of a finding that the caller was allowed to read."""
    rows = FindingFigure.objects.filter(finding=finding, owner=finding.owner_id, deleted_at=None)
    return [row.reference for row in rows.select_related("reference")]


def figures_now(references: Iterable[FigureReference]) -> dict[int, Observation]:
    """Reference id -> the same figure as it is released now; those that exist no more are missing. A query per series."""
    by_series: dict[tuple[str, str], list[FigureReference]] = {}
    for reference in references:
        by_series.setdefault((reference.indicator, reference.derivation), []).append(reference)
    found: dict[int, Observation] = {}
    for (code, derivation), rows in by_series.items():
        places = sorted({r.region for r in rows})
        released = monitoring.series(
            code,
            regions=places,
            derivation=derivation,
            audience="internal",
            owner=rows[0].owner if is_own(code) else None,
        )
        standing = {(o.region, o.period): o for o in released.payload}
        found |= {r.pk: standing[r.region, r.period] for r in rows if (r.region, r.period) in standing}
    return found


def latest_figure(organisation: Organisation, code: str) -> Observation | None:
    """The newest released value of an indicator for the region of an organisation; None without one."""
    place = regions.record(organisation.region_code)
    if place is None:
        return None
    derivation = monitoring.default_derivation(code, place.level)
    released = monitoring.series(
        code, regions=[place.code], derivation=derivation, audience="internal", owner=organisation
    )
    valued = [o for o in released.payload if o.value is not None]
    return max(valued, key=lambda o: (o.year, o.period), default=None)


def citable(organisation: Organisation) -> list[tuple[str, list[tuple[str, str]]]]:
    """Indicators with figures for the region of an organisation: theme, then code and name, as the catalogue orders them."""
    if regions.record(organisation.region_code) is None:
        return []
    known = {entry.indicator for entry in monitoring.available(organisation.region_code)}
    themes: dict[str, list[tuple[str, str]]] = {}
    for code, definition in catalogue().items():
        if code in known:
            themes.setdefault(definition.theme, []).append((code, definition.name))
    own = monitoring.own_series(organisation, regions=[organisation.region_code])
    for code, definition in definitions_of(own).items():
        if any(o.value is not None for o in own[code].payload):
            themes.setdefault(definition.theme, []).append((code, f"{definition.name} (eigene Zahlen)"))
    return list(themes.items())


@dataclass(frozen=True, slots=True)
class Renewal:
    """A figure that was taken anew while the wording of its finding stayed."""

    figure: str
    old: str
    new: str


def unchecked_renewals(finding: Finding) -> list[Renewal]:
    """What was taken anew since somebody last wrote or checked the wording; from the history, one query."""
    rows = Act.objects.filter(owner=finding.owner_id, object_type="strategy.finding", object_uid=finding.uid)
    return _since_checked(rows.filter(verb__in=(RENEWED, *CHECKED)).order_by("-sequence"))


def unchecked_by_finding(organisation: Organisation) -> dict[UUID, list[Renewal]]:
    """The same for all findings of an organisation; those without any are missing. One query."""
    rows = Act.objects.filter(owner=organisation, object_type="strategy.finding", verb__in=(RENEWED, *CHECKED))
    renewed = rows.filter(object_uid__in=rows.filter(verb=RENEWED).values("object_uid"))
    by_finding: dict[UUID, list[Act]] = {}
    for row in renewed.order_by("-sequence"):
        if row.object_uid is not None:
            by_finding.setdefault(row.object_uid, []).append(row)
    found = {uid: _since_checked(acts) for uid, acts in by_finding.items()}
    return {uid: renewals for uid, renewals in found.items() if renewals}


def _since_checked(acts: Iterable[Act]) -> list[Renewal]:
    """Renewals, newest act first, up to the last check of the wording."""
    renewed: dict[str, list[str]] = {}
    for row in acts:
        fields = (row.changes or {}).get("fields", {})
        if row.verb == RENEWED:
            for figure, (old, new) in fields.items():
                renewed[figure] = [old, renewed.get(figure, [old, new])[1]]
        elif row.verb == CHECKED[0] or _WORDING & set(fields):
            break
    return [Renewal(figure, old, new) for figure, (old, new) in renewed.items()]
