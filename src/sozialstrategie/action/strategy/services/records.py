"""Making, changing, withdrawing and bringing back each kind of record: one named act each."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Max
from django.utils import timezone

from sozialstrategie.action.strategy.enums import FindingState, GoalKind, NeedState
from sozialstrategie.action.strategy.models import FieldOfAction, Finding, Goal, Measure, Need, Restable, Strategy
from sozialstrategie.action.strategy.numbering import next_number
from sozialstrategie.action.strategy.services import writing
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation, OwnedModel
from sozialstrategie.kit.core.versions import save_version

R = TypeVar("R", bound=OwnedModel)


# --- strategy and fields of action ---------------------------------------------------------------------------------


def create_strategy(*, actor: Actor, owner: Organisation, **values: Any) -> Strategy:
    """Begin a strategy. `values`: title, period_from, period_to and the texts of the model."""
    return writing.create("strategy.create_strategy", Strategy(owner=owner, **values), actor=actor)


def edit_strategy(*, actor: Actor, strategy: Strategy, version: int, **values: Any) -> Strategy:
    """Change the texts of a strategy. Raises Conflict, Invalid, Forbidden."""
    return writing.edit("strategy.edit_strategy", strategy, actor=actor, version=version, values=values)


def create_field(*, actor: Actor, owner: Organisation, strategy: Strategy, **values: Any) -> FieldOfAction:
    """Add a Handlungsfeld; without `number` it gets the next one."""
    if values.get("number") is None:
        highest = FieldOfAction.objects.filter(strategy=strategy).aggregate(n=Max("number"))["n"]
        values["number"] = (highest or 0) + 1
    return writing.create("strategy.create_field", FieldOfAction(owner=owner, strategy=strategy, **values), actor=actor)


def edit_field(*, actor: Actor, field: FieldOfAction, version: int, **values: Any) -> FieldOfAction:
    """Change a Handlungsfeld. Raises Conflict, Invalid, Forbidden."""
    return writing.edit("strategy.edit_field", field, actor=actor, version=version, values=values)


def delete_field(*, actor: Actor, field: FieldOfAction, version: int | None = None) -> FieldOfAction:
    """Withdraw an empty Handlungsfeld.

    Raises:
        Refused: goals or measures stand in it.
    """
    inside = [
        model.objects.filter(field=field, owner=field.owner, deleted_at=None).exists() for model in (Goal, Measure)
    ]
    if any(inside):
        raise Refused(
            "In diesem Handlungsfeld stehen noch Ziele oder Maßnahmen. Bitte ordnen Sie diese zuerst anders zu."
        )
    return writing.delete("strategy.delete_field", field, actor=actor, version=version)


def restore_field(*, actor: Actor, field: FieldOfAction) -> FieldOfAction:
    return writing.restore("strategy.restore_field", field, actor=actor)


# --- findings ------------------------------------------------------------------------------------------------------


def next_finding_number(owner: Organisation) -> int:
    return _next(Finding, owner)


def create_finding(*, actor: Actor, owner: Organisation, **values: Any) -> Finding:
    """Write a finding by hand; without `number` it gets the next one. A finding made as accepted is checked by its author."""
    finding = Finding(owner=owner, **values)
    if values.get("number") is None:
        finding.number = _next(Finding, owner)
    if finding.state == FindingState.ACCEPTED:
        sign(finding, actor)
    return writing.create("strategy.create_finding", finding, actor=actor)


def edit_finding(*, actor: Actor, finding: Finding, version: int, **values: Any) -> Finding:
    """Change a finding; whoever changes an accepted one has checked it. Raises Conflict, Invalid, Forbidden."""
    texts_differ = any(
        getattr(finding, name) != values[name] for name in ("title", "statement", "caveat") if name in values
    )
    if finding.state == FindingState.ACCEPTED and texts_differ:
        values |= _signature(actor, finding.owner)
    return writing.edit("strategy.edit_finding", finding, actor=actor, version=version, values=values)


def check_finding(*, actor: Actor, finding: Finding, version: int) -> Finding:
    """Accept a drafted finding: from now on it carries who checked it and when."""
    values = {"state": FindingState.ACCEPTED, "rejection_reason": "", **_signature(actor, finding.owner)}
    if finding.state == FindingState.ACCEPTED:
        return finding
    return writing.edit("strategy.check_finding", finding, actor=actor, version=version, values=values)


def reject_finding(*, actor: Actor, finding: Finding, version: int, reason: str) -> Finding:
    """Set a finding aside with a reason.

    Raises:
        Refused: no reason.
    """
    if not reason.strip():
        raise Refused("Bitte schreiben Sie dazu, warum Sie den Befund verwerfen.")
    values = {"state": FindingState.REJECTED, "rejection_reason": reason.strip()}
    return writing.edit("strategy.reject_finding", finding, actor=actor, version=version, values=values)


def delete_finding(*, actor: Actor, finding: Finding, version: int | None = None) -> Finding:
    """Withdraw a finding. If it came from a signal, the signal shows again, since no finding answers it any more."""
    return writing.delete("strategy.delete_finding", finding, actor=actor, version=version)


def restore_finding(*, actor: Actor, finding: Finding) -> Finding:
    return writing.restore("strategy.restore_finding", finding, actor=actor)


# --- needs ---------------------------------------------------------------------------------------------------------


def create_need(*, actor: Actor, owner: Organisation, **values: Any) -> Need:
    """Write down a need; without `number` it gets the next one."""
    need = Need(owner=owner, **values)
    if values.get("number") is None:
        need.number = _next(Need, owner)
    return writing.create("strategy.create_need", need, actor=actor)


def edit_need(*, actor: Actor, need: Need, version: int, **values: Any) -> Need:
    """Change a need. Raises Conflict, Invalid, Forbidden."""
    if values.get("state", need.state) != NeedState.REJECTED and "state" in values:
        values["rejection_reason"] = ""
    return writing.edit("strategy.edit_need", need, actor=actor, version=version, values=values)


def delete_need(*, actor: Actor, need: Need, version: int | None = None) -> Need:
    return writing.delete("strategy.delete_need", need, actor=actor, version=version)


def restore_need(*, actor: Actor, need: Need) -> Need:
    return writing.restore("strategy.restore_need", need, actor=actor)


# --- goals ---------------------------------------------------------------------------------------------------------


def create_goal(*, actor: Actor, owner: Organisation, field: FieldOfAction, **values: Any) -> Goal:
    """Set a Leitziel or Ziel; without `number` it gets the next one of its field."""
    if not values.get("number"):
        values["number"] = next_number(str(field.number), _taken(Goal, owner, field))
    goal = Goal(owner=owner, field=field, **values)
    _check_parent(goal.kind, goal.parent)
    return writing.create("strategy.create_goal", goal, actor=actor)


def edit_goal(*, actor: Actor, goal: Goal, version: int, **values: Any) -> Goal:
    """Change a goal. Raises Conflict, Invalid, Forbidden."""
    kind = values.get("kind", goal.kind)
    parent = values.get("parent", goal.parent)
    _check_parent(kind, parent, goal)
    if kind == GoalKind.GUIDING_GOAL and goal.kind != kind and _is_linked(goal):
        raise writing.Invalid(
            {
                "kind": [
                    "Mit diesem Ziel sind Bedarfe oder Maßnahmen verbunden. Bitte lösen Sie diese Verbindungen zuerst."
                ]
            }
        )
    if kind != GoalKind.GUIDING_GOAL and goal.kind == GoalKind.GUIDING_GOAL and _has_children(goal):
        raise writing.Invalid({"kind": ["Zu diesem Leitziel gehören Ziele. Bitte ordnen Sie diese zuerst anders zu."]})
    return writing.edit("strategy.edit_goal", goal, actor=actor, version=version, values=values)


def delete_goal(*, actor: Actor, goal: Goal, version: int | None = None) -> Goal:
    """Withdraw a goal.

    Raises:
        Refused: a Leitziel to which goals belong.
    """
    if _has_children(goal):
        raise Refused("Zu diesem Leitziel gehören noch Ziele. Bitte ordnen Sie diese zuerst anders zu.")
    return writing.delete("strategy.delete_goal", goal, actor=actor, version=version)


def restore_goal(*, actor: Actor, goal: Goal) -> Goal:
    return writing.restore("strategy.restore_goal", goal, actor=actor)


# --- measures ------------------------------------------------------------------------------------------------------


def create_measure(
    *,
    actor: Actor,
    owner: Organisation,
    field: FieldOfAction,
    number: str = "",
    under: Goal | None = None,
    **values: Any,
) -> Measure:
    """Plan a measure. Without `number` it is counted under the goal `under`, else in its field ("1.M1")."""
    if not number:
        taken = _taken(Measure, owner, field)
        number = next_number(under.number, taken) if under else _loose_number(field, taken)
    measure = Measure(owner=owner, field=field, number=number, **values)
    _note_progress_day(measure, values)
    return writing.create("strategy.create_measure", measure, actor=actor)


def edit_measure(*, actor: Actor, measure: Measure, version: int, **values: Any) -> Measure:
    """Change a measure; a released one becomes a draft by this. Raises Conflict, Invalid, Forbidden."""
    return writing.edit("strategy.edit_measure", measure, actor=actor, version=version, values=values)


def delete_measure(*, actor: Actor, measure: Measure, version: int | None = None) -> Measure:
    return writing.delete("strategy.delete_measure", measure, actor=actor, version=version)


def restore_measure(*, actor: Actor, measure: Measure) -> Measure:
    return writing.restore("strategy.restore_measure", measure, actor=actor)


# --- leaving something open on purpose ------------------------------------------------------------------------------


def rest(*, actor: Actor, obj: R, reason: str, version: int | None = None) -> R:
    """Leave a loose end open on purpose, with a reason; it leaves the list of loose ends.

    Raises:
        Refused: no reason.
    """
    if not isinstance(obj, Restable):
        raise TypeError(f"{type(obj).__name__} kann nicht ruhen")
    if not reason.strip():
        raise Refused("Bitte schreiben Sie den Grund dazu. Wer später nachsieht, soll ihn verstehen.")
    with act("strategy.rest", actor=actor, permission="strategy.change", owner=obj.owner, obj=obj):
        save_version(
            obj, version=obj.version if version is None else version, values={"resting_reason": reason.strip()}
        )
    return obj


def wake(*, actor: Actor, obj: R) -> R:
    """Take a resting record up again."""
    with act("strategy.wake", actor=actor, permission="strategy.change", owner=obj.owner, obj=obj):
        save_version(obj, version=obj.version, values={"resting_reason": ""})
    return obj


# --- inside --------------------------------------------------------------------------------------------------------


def _next(model: type[Finding] | type[Need], owner: Organisation) -> int:
    # deleted ones count: a number that stood in a paper is not given away
    return int(model.objects.filter(owner=owner).aggregate(n=Max("number"))["n"] or 0) + 1


def _taken(model: type[Goal] | type[Measure], owner: Organisation, field: FieldOfAction) -> list[str]:
    return list(model.objects.filter(owner=owner, field=field).values_list("number", flat=True))


def _loose_number(field: FieldOfAction, taken: list[str]) -> str:
    prefix = f"{field.number}.M"
    used = [int(n[len(prefix) :]) for n in taken if n.startswith(prefix) and n[len(prefix) :].isdecimal()]
    return f"{prefix}{max(used, default=0) + 1}"


def _signature(actor: Actor, owner: Organisation) -> dict[str, Any]:
    return {
        "checked_by": actor.person_uid,
        "checked_role": writing.function_of(actor, owner),
        "checked_on": timezone.localdate(),
    }


def sign(finding: Finding, actor: Actor) -> None:
    """Write onto a finding who checked it and when; inside an act."""
    for name, value in _signature(actor, finding.owner).items():
        setattr(finding, name, value)


def _check_parent(kind: str, parent: Goal | None, goal: Goal | None = None) -> None:
    if parent is None or kind == GoalKind.GUIDING_GOAL:
        return  # the database refuses a Leitziel below another goal
    if parent.kind != GoalKind.GUIDING_GOAL or (goal is not None and parent.pk == goal.pk):
        raise writing.Invalid({"parent": ["Ein Ziel kann nur zu einem Leitziel gehören."]})


def _is_linked(goal: Goal) -> bool:
    return goal.need_links.exists() or goal.measure_links.exists()


def _has_children(goal: Goal) -> bool:
    return Goal.objects.filter(parent=goal, deleted_at=None).exists()


def _note_progress_day(measure: Measure, values: dict[str, Any]) -> None:
    if values.get("progress_note") and measure.progress_on is None:
        measure.progress_on = timezone.localdate()
