"""The Fortschreibung: the next strategy begins, and of each goal and measure somebody says what becomes of it, and why."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from sozialstrategie.action.strategy.enums import ACTIVE_STATUSES, CarryOutcome, MeasureStatus, StrategyStage
from sozialstrategie.action.strategy.models import (
    CarryOver,
    FieldOfAction,
    Goal,
    GoalMeasure,
    Measure,
    NeedGoal,
    Strategy,
)
from sozialstrategie.action.strategy.services import carried_parts, writing
from sozialstrategie.action.strategy.services.carried_parts import copied
from sozialstrategie.action.strategy.services.life import go
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.versions import save_version

EARLY = (StrategyStage.DRAFT, StrategyStage.COORDINATION, StrategyStage.PUBLIC_PARTICIPATION)
_NOT_COPIED = {
    "field", "parent", "submitted_version", "released_version", "status_before", "status", "status_reason", "decision_note",
    "resting_reason",
}  # fmt: skip


def begin_revision(
    *, actor: Actor, strategy: Strategy, version: int, title: str, period_from: int, period_to: int
) -> Strategy:
    """Begin the next strategy while this one stays in force; it takes over Leitbild, Handlungsfelder, links to Fachpläne.

    Returns:
        the new strategy, a draft.

    Raises:
        Refused: this one is not carried out, or its successor stands already.
        Invalid, Conflict, Forbidden.
    """
    with act(
        "strategy.begin_revision", actor=actor, permission="strategy.lead", owner=strategy.owner, obj=strategy
    ) as record:
        if Strategy.objects.filter(owner=strategy.owner, supersedes=strategy, deleted_at=None).exists():
            raise Refused("Zu dieser Strategie ist die nächste schon begonnen.")
        go(record, actor, strategy, StrategyStage.STRATEGY_REVISION, "revise", version=version)
        new = writing.insert(
            Strategy(
                owner=strategy.owner, title=title, period_from=period_from, period_to=period_to, vision=strategy.vision,
                mandate=strategy.mandate, supersedes=strategy, umbrella=strategy.umbrella,
            )
        )  # fmt: skip
        for field in FieldOfAction.objects.filter(owner=strategy.owner, strategy=strategy, deleted_at=None):
            writing.insert(FieldOfAction(strategy=new, **copied(field, {"strategy"})))
        carried_parts.copy_plans(strategy, new)
        record.note("successor", new.title)
    return new


def carry_over(
    *, actor: Actor, strategy: Strategy, obj: Goal | Measure, outcome: CarryOutcome, reason: str
) -> CarryOver:
    """Say what becomes of a goal or measure of the old strategy in this one, its successor.

    Continued: a copy with the same number stands in the Handlungsfeld of the same number, linked with the same needs and
    with what was carried over before; with its logic model, its Fachpläne, and what is planned to be spent from the first
    year of the new strategy on. Messwerte and Sachstände stay with the old one, which stays as it is until the new strategy
    is adopted; then the old measure counts as carried over, one that is not continued as dropped.

    Raises:
        Refused: no reason, said already, not of the predecessor, or its number is taken.
        Forbidden: no right.
    """
    with act(
        "strategy.carry_over", actor=actor, permission="strategy.change", owner=strategy.owner, obj=strategy
    ) as record:
        writing.demand_same_owner(strategy.owner, obj)
        if strategy.stage not in EARLY:
            raise Refused("Diese Strategie liegt schon in den Gremien. Was übernommen wird, steht damit fest.")
        if strategy.supersedes_id is None or obj.field.strategy_id != strategy.supersedes_id:
            raise Refused(f"„{obj}“ gehört nicht zur Vorgängerstrategie.")
        if not reason.strip():
            raise Refused("Bitte schreiben Sie die Begründung dazu.")
        thing: dict[str, Any] = {"goal": obj} if isinstance(obj, Goal) else {"measure": obj}
        if CarryOver.objects.filter(owner=strategy.owner, strategy=strategy, deleted_at=None, **thing).exists():
            raise Refused(f"Zu „{obj}“ steht schon fest, was daraus wird.")
        made = _continued(strategy, obj) if outcome == CarryOutcome.CONTINUED else {}
        row = writing.insert(
            CarryOver(owner=strategy.owner, strategy=strategy, outcome=outcome, reason=reason.strip(), **thing, **made)
        )
        record.note(str(obj)[:80], {"outcome": str(row.outcome), "reason": row.reason})
    return row


def take_back(*, actor: Actor, row: CarryOver) -> CarryOver:
    """Take a word about a goal or measure back while the new strategy is in the making; the copy is withdrawn.

    Raises:
        Refused: the copy was changed since, or the new strategy lies with the committees.
    """
    with act(
        "strategy.take_carry_back", actor=actor, permission="strategy.change", owner=row.owner, obj=row.strategy
    ) as record:
        if row.strategy.stage not in EARLY:
            raise Refused("Diese Strategie liegt schon in den Gremien. Was übernommen wird, steht damit fest.")
        now = timezone.now()
        for copy in (row.new_goal, row.new_measure):
            if copy is None or copy.deleted_at is not None:
                continue
            if copy.version > 1 or (isinstance(copy, Goal) and copy.children.filter(deleted_at=None).exists()):
                raise Refused(f"„{copy}“ ist inzwischen weiterbearbeitet. Bitte löschen Sie den Eintrag zuerst selbst.")
            save_version(copy, version=copy.version, values={"deleted_at": now})
        save_version(row, version=row.version, values={"deleted_at": now})
        record.note("taken_back", str(row))
    return row


def _continued(strategy: Strategy, obj: Goal | Measure) -> dict[str, Any]:
    field = FieldOfAction.objects.filter(
        owner=strategy.owner, strategy=strategy, number=obj.field.number, deleted_at=None
    ).first()
    if field is None:
        field = writing.insert(FieldOfAction(strategy=strategy, **copied(obj.field, {"strategy"})))
    if isinstance(obj, Goal):
        return {"new_goal": _new_goal(strategy, obj, field)}
    return {"new_measure": _new_measure(strategy, obj, field)}


def _new_goal(strategy: Strategy, old: Goal, field: FieldOfAction) -> Goal:
    parent = _successors(strategy, "goal", [old.parent_id]).get(old.parent_id or 0)
    new = writing.insert(Goal(field=field, parent=parent, **copied(old, _NOT_COPIED)))
    carried_parts.copy_model(old, new)
    for link in NeedGoal.objects.filter(owner=strategy.owner, goal=old, need__deleted_at=None):
        writing.insert(NeedGoal(owner=strategy.owner, need=link.need, goal=new))
    measures = [link.measure_id for link in GoalMeasure.objects.filter(owner=strategy.owner, goal=old)]
    for measure in _successors(strategy, "measure", measures).values():
        writing.insert(GoalMeasure(owner=strategy.owner, goal=new, measure=measure))
    return new


def _new_measure(strategy: Strategy, old: Measure, field: FieldOfAction) -> Measure:
    """What is under way goes on; everything else is proposed anew."""
    status = old.status if old.status in ACTIVE_STATUSES else MeasureStatus.PROPOSED
    new = writing.insert(Measure(field=field, status=status, **copied(old, _NOT_COPIED)))
    carried_parts.copy_model(old, new)
    carried_parts.copy_plans(old, new)
    carried_parts.copy_budget(old, new, strategy.period_from)
    goals = [link.goal_id for link in GoalMeasure.objects.filter(owner=strategy.owner, measure=old)]
    for goal in _successors(strategy, "goal", goals).values():
        writing.insert(GoalMeasure(owner=strategy.owner, goal=goal, measure=new))
    return new


def _successors(strategy: Strategy, kind: str, ids: list[int | None]) -> dict[int, Any]:
    """Old id -> what was carried over from it into this strategy."""
    rows = CarryOver.objects.filter(
        owner=strategy.owner, strategy=strategy, deleted_at=None, **{f"{kind}__in": [i for i in ids if i]}
    ).select_related(f"new_{kind}")
    return {getattr(row, f"{kind}_id"): new for row in rows if (new := getattr(row, f"new_{kind}")) is not None}
