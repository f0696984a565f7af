"""Where a strategy stands: its steps, what it waits for, what was decided, how it got there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from sozialstrategie.action.strategy.enums import (
    GONE_STATUSES,
    IN_FORCE,
    DecisionResult,
    MeasureStatus,
    NoteKind,
    OpinionState,
    StrategyStage,
    VersionKind,
)
from sozialstrategie.action.strategy.models import (
    CarryOver,
    Goal,
    Measure,
    StatementOfOpinion,
    Strategy,
    StrategyDecision,
    StrategyVersion,
    VersionNote,
)
from sozialstrategie.action.strategy.queries.records import VIEW, by_number
from sozialstrategie.action.strategy.stages import MEASURE_STEPS, SHOWN_AT, STRATEGY_STEPS, USUAL_WAY, Step
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.permissions import allowed, demand

# Not taken by a button of their own: they follow from the decision over another strategy.
_FOLLOWING = frozenset({"supersede"})


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step that leads on from where the strategy stands. `way`: which act takes it."""

    to: StrategyStage
    step: Step
    way: str

    @property
    def is_back(self) -> bool:
        return self.to == StrategyStage.DRAFT


def next_steps_of(strategy: Strategy) -> list[NextStep]:
    """All steps of the machine from here that somebody takes, the usual way first."""
    found = [
        NextStep(then, step, min(step.ways))
        for (now, then), step in STRATEGY_STEPS.items()
        if now == strategy.stage and not step.ways <= _FOLLOWING
    ]
    return sorted(found, key=lambda s: (s.step.needs_reason, s.is_back))


def stage_line(strategy: Strategy) -> list[tuple[str, str]]:
    """The usual way as (words, "past" | "now" | "")."""
    stage = StrategyStage(strategy.stage)
    shown = SHOWN_AT.get(stage, stage)
    place = USUAL_WAY.index(shown)
    words = {shown: stage.label}
    return [
        (str(words.get(s, s.label)), "now" if i == place else "past" if i < place else "")
        for i, s in enumerate(USUAL_WAY)
    ]


def unconsidered(strategy: Strategy) -> int:
    """How many remarks on a strategy nobody has weighed yet."""
    return int(
        StatementOfOpinion.objects.filter(
            owner=strategy.owner_id,
            request__round__strategy=strategy,
            request__round__deleted_at=None,
            request__state=OpinionState.ANSWERED,
            deleted_at=None,
            outcome="",
        ).count()
    )


def decisions_for(actor: Actor, organisation: Organisation, strategy: Strategy) -> QuerySet[StrategyDecision]:
    """What the deciding body did, newest first."""
    demand(VIEW, actor, organisation)
    rows: QuerySet[StrategyDecision] = StrategyDecision.objects.filter(owner=organisation, strategy=strategy)
    return rows.select_related("owner", "decided_version", "adopted_version")


def decision_for(actor: Actor, organisation: Organisation, uid: UUID) -> StrategyDecision | None:
    demand(VIEW, actor, organisation)
    rows = StrategyDecision.objects.filter(owner=organisation, uid=uid, deleted_at=None)
    return rows.select_related("strategy", "owner").first()


def adopted_version(strategy: Strategy) -> StrategyVersion | None:
    """The version that stands as adopted; None before a decision."""
    row = (
        StrategyDecision.objects.filter(strategy=strategy, owner=strategy.owner_id, adopted_version__isnull=False)
        .select_related("adopted_version")
        .first()
    )
    return row.adopted_version if row else None


def decision_about(version: StrategyVersion) -> StrategyDecision | None:
    """The decision that a version rests on; None where there is none.

    It stands as adopted itself, or it was released after the adoption of an earlier version of the same strategy:
    then `adopted_version` of the decision is that earlier one.
    """
    rows = StrategyDecision.objects.filter(
        owner=version.owner_id,
        strategy=version.strategy_id,
        deleted_at=None,
        result__in=(DecisionResult.ADOPTED, DecisionResult.ADOPTED_AMENDED),
    ).select_related("adopted_version")
    found: StrategyDecision | None = rows.filter(adopted_version=version).first()
    if found is None and version.state == VersionKind.RELEASED:
        found = rows.filter(adopted_version__number__lt=version.number).order_by("-adopted_version__number").first()
    return found


def notes_on(version: StrategyVersion) -> list[VersionNote]:
    """Errata and erasures of a frozen version, oldest first."""
    return list(VersionNote.objects.filter(version_of=version, owner=version.owner_id, deleted_at=None))


def checksum_of(version: StrategyVersion, notes: Sequence[VersionNote]) -> str:
    """The checksum that the text of a version has to have: its own, or the one that its last erasure left."""
    return next((n.sha256_after for n in reversed(notes) if n.kind == NoteKind.ERASURE), version.sha256)


@dataclass(frozen=True, slots=True)
class Passed:
    """A step that was taken."""

    at: datetime
    was: str
    then: str
    reason: str


def passed_steps(actor: Actor, organisation: Organisation, strategy: Strategy) -> list[Passed]:
    """The steps of a strategy, newest first, from the list of acts; what was erased there is left out. One query."""
    demand(VIEW, actor, organisation)
    rows = Act.objects.filter(
        owner=organisation, object_type=Strategy._meta.label_lower, object_uid=strategy.uid, changes__isnull=False
    )
    found = []
    for row in rows:
        fields: dict[str, Any] = (row.changes or {}).get("fields", {})
        if "stage" in fields and fields["stage"][0]:
            was, then = (str(StrategyStage(value).label) for value in fields["stage"])
            found.append(Passed(row.time, was, then, str(fields.get("reason", ["", ""])[1] or "")))
    return found


# --- into the next strategy -------------------------------------------------------------------------------------------


def in_force_for(actor: Actor, organisation: Organisation) -> Strategy | None:
    """The adopted strategy; beside it a newer one may be in the making, and Teilpläne of their own."""
    demand(VIEW, actor, organisation)
    found: Strategy | None = Strategy.objects.filter(
        owner=organisation, stage__in=IN_FORCE, umbrella=None, deleted_at=None
    ).first()
    return found


@dataclass(frozen=True, slots=True)
class Carried:
    """A goal or measure of the old strategy, and what was said about it so far."""

    obj: Goal | Measure
    row: CarryOver | None

    @property
    def is_goal(self) -> bool:
        return isinstance(self.obj, Goal)

    @property
    def called(self) -> str:
        return str(self.obj).split(":", 1)[0]


def to_carry(strategy: Strategy) -> list[Carried]:
    """Goals and living measures of the predecessor in the order of their numbers; empty without one. Four queries."""
    old = strategy.supersedes
    if old is None:
        return []
    alive = {"owner": strategy.owner_id, "deleted_at": None, "field__strategy": old, "field__deleted_at": None}
    rows = CarryOver.objects.filter(owner=strategy.owner_id, strategy=strategy, deleted_at=None)
    by_thing = {("goal", r.goal_id) if r.goal_id else ("measure", r.measure_id): r for r in rows}
    goals = by_number(Goal.objects.filter(**alive).select_related("field"))
    measures = by_number(Measure.objects.filter(**alive).select_related("field"))
    left = (MeasureStatus.COMPLETED, MeasureStatus.DROPPED)
    found = [Carried(g, by_thing.get(("goal", g.pk))) for g in goals]
    found += [Carried(m, row) for m in measures if (row := by_thing.get(("measure", m.pk))) or m.status not in left]
    return found


def undecided_in_revision(strategy: Strategy) -> int:
    """How many goals and measures of the predecessor still wait for a word."""
    return sum(
        c.row is None for c in to_carry(strategy) if not (isinstance(c.obj, Measure) and c.obj.status in GONE_STATUSES)
    )


def carried_one(strategy: Strategy, uid: UUID) -> Carried | None:
    return next((c for c in to_carry(strategy) if c.obj.uid == uid), None)


# --- measures ---------------------------------------------------------------------------------------------------------


def reachable(actor: Actor, measure: Measure) -> list[tuple[MeasureStatus, Step]]:
    """The steps that this actor may take with a measure from here, in the order of the statuses."""
    found = [
        (then, step)
        for (now, then), step in MEASURE_STEPS.items()
        if now == measure.status and "move" in step.ways and allowed(step.permission, actor, measure)
    ]
    if measure.status == MeasureStatus.POSTPONED:
        back = measure.status_before or MeasureStatus.PROPOSED
        found = [(then, step) for then, step in found if not step.guards or then == back]
    order = list(MeasureStatus)
    return sorted(found, key=lambda pair: order.index(pair[0]))
