"""What other rooms ask: counts for start pages, changed figures, what the public may read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sozialstrategie.action.strategy.enums import StrategyState
from sozialstrategie.action.strategy.models import Finding, FindingFigure, FindingNeed, Need, StrategyVersion
from sozialstrategie.action.strategy.queries.chain import thread_for
from sozialstrategie.action.strategy.queries.records import VIEW, current_strategy_for
from sozialstrategie.action.strategy.thread import Column, LooseEnd
from sozialstrategie.evidence.monitoring.models import FigureReference
from sozialstrategie.evidence.monitoring.queries import Staleness, stale_references
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.permissions import demand
from sozialstrategie.kit.core.scopes import owner_scope


@dataclass(frozen=True, slots=True)
class StaleFinding:
    """A finding whose figures differ from the current run."""

    finding: Finding
    changes: tuple[Staleness, ...]
    needs: tuple[Need, ...] = ()  # what rests on it directly


def stale_findings_for(actor: Actor, organisation: Organisation) -> list[StaleFinding]:
    """Exactly the findings one of whose figures changed by a newer edition or definition; three queries."""
    demand(VIEW, actor, organisation)
    rows = list(
        FindingFigure.objects.filter(owner=organisation, deleted_at=None, finding__deleted_at=None)
        .exclude(finding__state="rejected")
        .select_related("finding", "reference")
        .order_by("finding__number", "position")
    )
    stale = {s.reference.pk: s for s in stale_references(row.reference for row in rows)}
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
    """Figures of a frozen version that the current run shows differently: the document does not move, but it says so."""
    figures = [figure for finding in version.payload["content"]["findings"] for figure in finding["figures"]]
    references = [
        FigureReference(
            owner_id=version.owner_id,
            value=None if figure["value"] is None else float(figure["value"]),
            **{name: figure[name] for name in ("indicator", "derivation", "region", "period", "edition", "sign")},
        )
        for figure in figures
    ]
    return stale_references(references)


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


def summary_for(actor: Actor, organisation: Organisation) -> Summary:
    """Counts of the current strategy; the queries of `thread_for`."""
    graph = thread_for(actor, organisation)
    strategy = current_strategy_for(actor, organisation)
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
    """The version that everybody may read: the newest released one; None before the first release.

    Opens its own scope: the public has none, and a released version is public by decision of leadership.
    """
    with owner_scope(organisation):
        return (
            StrategyVersion.objects.filter(owner=organisation, state=StrategyState.RELEASED, strategy__deleted_at=None)
            .select_related("strategy", "owner")
            .order_by("-frozen_at", "-number")
            .first()
        )


def last_work_on(organisation: Organisation) -> datetime | None:
    """When somebody last did something in this room for the organisation; the date of its working copy."""
    row = Act.objects.filter(owner=organisation, object_type__startswith="strategy.").order_by("-sequence").first()
    return row.time if row else None
