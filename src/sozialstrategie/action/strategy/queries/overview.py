"""What other rooms ask: counts for start pages, changed figures, what the public may read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from sozialstrategie.action.strategy.enums import StrategyState
from sozialstrategie.action.strategy.models import Finding, FindingFigure, FindingNeed, Need, Strategy, StrategyVersion
from sozialstrategie.action.strategy.queries.chain import thread_for
from sozialstrategie.action.strategy.queries.records import VIEW, current_strategy_for
from sozialstrategie.action.strategy.thread import Column, LooseEnd
from sozialstrategie.evidence.monitoring.models import FigureReference
from sozialstrategie.evidence.monitoring.queries import Staleness, stale_references
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.permissions import allowed, demand
from sozialstrategie.kit.core.scopes import owner_scope

WITHHELD = "der neue Wert ist nur für die Verwaltung zu sehen"


def may_see_own(actor: Actor, organisation: Organisation) -> bool:
    """Whether today's figures of own indicators may be told; what a finding cites is part of the finding and told with it."""
    return allowed("monitoring.view_own", actor, organisation)


@dataclass(frozen=True, slots=True)
class StaleFinding:
    """A finding whose figures differ from the current run."""

    finding: Finding
    changes: tuple[Staleness, ...]
    needs: tuple[Need, ...] = ()  # what rests on it directly


def stale_findings_for(
    actor: Actor, organisation: Organisation, *, findings: Iterable[UUID] | None = None
) -> list[StaleFinding]:
    """Exactly the findings one of whose figures changed by a newer edition or definition; three queries.

    Args:
        findings: only these (by uid); None = all.
    """
    demand(VIEW, actor, organisation)
    used = FindingFigure.objects.filter(owner=organisation, deleted_at=None, finding__deleted_at=None)
    if findings is not None:
        used = used.filter(finding__uid__in=list(findings))
    rows = list(
        used.exclude(finding__state="rejected")
        .select_related("finding", "reference")
        .order_by("finding__number", "position")
    )
    stale = {
        s.reference.pk: s for s in stale_references((r.reference for r in rows), own=may_see_own(actor, organisation))
    }
    found: dict[int, tuple[Finding, list[Staleness]]] = {}
    for row in rows:
        if row.reference_id in stale:
            found.setdefault(row.finding_id, (row.finding, []))[1].append(stale[row.reference_id])
    needs: dict[int, list[Need]] = {}
    links = FindingNeed.objects.filter(owner=organisation, finding__in=list(found), need__deleted_at=None)
    for link in links.select_related("need").order_by("need__number") if found else ():
        needs.setdefault(link.finding_id, []).append(link.need)
    return [StaleFinding(finding, tuple(changes), tuple(needs.get(pk, ()))) for pk, (finding, changes) in found.items()]


def stale_in_version(version: StrategyVersion) -> list[Staleness]:
    """Figures of a frozen version that the current run shows differently: the document does not move, but it says so.

    Compared are the figures of the findings and every value of the series that the document draws and prints, each once.
    Periods that came later are no part of the version and make nothing stale. Two queries.
    """
    content = version.payload["content"]
    used: dict[tuple[Any, ...], FigureReference] = {}
    for row in (f for finding in content["findings"] for f in finding["figures"]):
        _add(used, version, row, row.get("formula_version", _UNKNOWN))
    for row in (o for rows in content["series"] for o in rows if "suppressed" not in o["flags"]):
        _add(used, version, row, _UNKNOWN)
    return sorted(stale_references(used.values()), key=lambda s: _place(s.reference))


# a series carries no version of its definition; the length says "older than this question"
_UNKNOWN = "0" * 64


def _add(
    used: dict[tuple[Any, ...], FigureReference], version: StrategyVersion, row: dict[str, Any], formula: str
) -> None:
    reference = FigureReference(
        owner_id=version.owner_id,
        value=None if row["value"] is None else float(row["value"]),
        formula_version=formula,
        **{name: row[name] for name in ("indicator", "derivation", "region", "period", "edition", "sign")},
    )
    used.setdefault((*_place(reference), reference.value, reference.sign), reference)


def _place(reference: FigureReference) -> tuple[str, str, str, str]:
    return reference.indicator, reference.derivation, reference.region, reference.period


@dataclass(frozen=True, slots=True)
class Summary:
    """How much there is, and what hangs loose."""

    title: str
    findings: int
    needs: int
    goals: int
    measures: int
    decisions: int
    loose_ends: tuple[LooseEnd, ...]


def summary_for(actor: Actor, organisation: Organisation, strategy: Strategy | None = None) -> Summary:
    """Counts of the current strategy (given, or looked up); the queries of `thread_for`."""
    graph = thread_for(actor, organisation)
    strategy = strategy or current_strategy_for(actor, organisation)
    return Summary(
        title=strategy.title if strategy else "",
        findings=len(graph.column(Column.FINDING)),
        needs=len(graph.column(Column.NEED)),
        goals=len(graph.column(Column.GOAL)),
        measures=len(graph.column(Column.MEASURE)),
        decisions=len(graph.column(Column.DECISION)),
        loose_ends=graph.loose_ends,
    )


def released_version(organisation: Organisation) -> StrategyVersion | None:
    """The version that everybody may read: the newest released one that is no Teilplan; None before the first release.

    Opens its own scope: the public has none, and a released version is public by decision of leadership.
    """
    with owner_scope(organisation):
        return _released(organisation).filter(strategy__umbrella=None).first()


def released_parts(version: StrategyVersion) -> list[StrategyVersion]:
    """The newest released version of each Teilplan of the strategy of a released version; everybody may read them."""
    with owner_scope(version.owner):
        rows = _released(version.owner).filter(strategy__umbrella=version.strategy_id).defer("payload_text")
        newest: dict[int, StrategyVersion] = {}
        for row in rows:
            newest.setdefault(row.strategy_id, row)
        return [newest[key] for key in sorted(newest)]


def _released(organisation: Organisation) -> QuerySet[StrategyVersion]:
    rows: QuerySet[StrategyVersion] = StrategyVersion.objects.filter(
        owner=organisation, state=StrategyState.RELEASED, strategy__deleted_at=None
    )
    return rows.select_related("strategy", "owner").order_by("-frozen_at", "-number")


def last_work_on(organisation: Organisation) -> datetime | None:
    """When somebody last did something in this room for the organisation; the date of its working copy."""
    row = Act.objects.filter(owner=organisation, object_type__startswith="strategy.").order_by("-sequence").first()
    return row.time if row else None
