"""What stands against withdrawing, bringing back or changing a record; services and undo ask the same questions."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.db import models

from sozialstrategie.action.strategy.enums import GoalKind, MeasureStatus, StrategyStage
from sozialstrategie.action.strategy.models import (
    BudgetLine,
    FieldOfAction,
    Finding,
    Goal,
    IndicatorUse,
    Measure,
    Reading,
    SpecialistPlan,
    Strategy,
    StrategyVersion,
)
from sozialstrategie.action.strategy.services import writing
from sozialstrategie.action.strategy.services.answers import answering
from sozialstrategie.action.strategy.stages import CHANGE, MEASURE_STEPS
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import OwnedModel

# the record that a record stands in: without it nobody would see it any more
_HOLDERS: dict[type[OwnedModel], tuple[str, ...]] = {
    Strategy: ("umbrella",),
    FieldOfAction: ("strategy",),
    Goal: ("field", "parent"),
    Measure: ("field",),
    Reading: ("measure", "use"),
    IndicatorUse: ("measure", "goal"),
    BudgetLine: ("measure",),
    SpecialistPlan: ("strategy", "measure"),
}


def demand_withdrawable(obj: OwnedModel) -> None:
    """Refuse to withdraw what others stand in.

    Raises:
        Refused: a Strategie with Handlungsfelder, Teilpläne or frozen versions, a Handlungsfeld with goals or measures, a Leitziel
            with goals.
    """
    if isinstance(obj, FieldOfAction):
        inside = [m.objects.filter(field=obj, owner=obj.owner_id, deleted_at=None).exists() for m in (Goal, Measure)]
        if any(inside):
            raise Refused(
                "In diesem Handlungsfeld stehen noch Ziele oder Maßnahmen. Bitte ordnen Sie diese zuerst anders zu."
            )
    if isinstance(obj, Goal) and has_children(obj):
        raise Refused("Zu diesem Leitziel gehören noch Ziele. Bitte ordnen Sie diese zuerst anders zu.")
    if isinstance(obj, Strategy):
        if FieldOfAction.objects.filter(strategy=obj, owner=obj.owner_id, deleted_at=None).exists():
            raise Refused("In dieser Strategie stehen schon Handlungsfelder. Bitte löschen Sie diese zuerst.")
        if _has_parts(obj):
            raise Refused("Zu dieser Strategie gehören Teilpläne. Bitte ordnen Sie diese zuerst anders zu.")
        if StrategyVersion.objects.filter(strategy=obj, owner=obj.owner_id).exists():
            raise Refused("Von dieser Strategie sind schon Fassungen festgehalten. Sie bleibt.")


def demand_returnable(obj: OwnedModel) -> None:
    """Refuse to bring back what would stand nowhere, or stand twice.

    Raises:
        Refused: what it stands in was withdrawn, or the signal behind a finding became another finding meanwhile.
    """
    for name in _HOLDERS.get(type(obj), ()):
        holder = getattr(obj, name)
        if holder is not None and holder.deleted_at is not None:
            raise Refused(f"Auch „{holder}“ ist gelöscht. Bitte stellen Sie das zuerst wieder her.")
    if isinstance(obj, Finding):
        other = answering(obj)
        if other is not None:
            raise Refused(f"Aus derselben Beobachtung ist inzwischen Befund {other.number} geworden.")


def demand_undoable(obj: OwnedModel, values: dict[str, Any]) -> None:
    """What undo asks before it writes `values` (by column): the same as the services of this room ask.

    Raises:
        Refused: the record is withdrawn, or the former state breaks a rule of the room.
    """
    if values.get("deleted_at") is not None:
        demand_withdrawable(obj)
        return
    _demand_no_step(obj, values)
    if "deleted_at" in values:
        demand_returnable(obj)
    elif obj.deleted_at is not None:
        raise Refused("Der Eintrag wurde gelöscht. Bitte stellen Sie ihn zuerst wieder her.")
    trial = copy(obj)
    for column, value in values.items():
        setattr(trial, column, value)
    _demand_living_targets(trial, values)
    if isinstance(trial, Goal) and isinstance(obj, Goal):
        demand_goal_fits(obj, trial.kind, trial.parent)
    if isinstance(trial, Strategy) and "umbrella_id" in values:
        demand_place_fits(trial, trial.umbrella)
    writing.validate(trial)


def _demand_no_step(obj: OwnedModel, values: dict[str, Any]) -> None:
    """Steps of the two machines are taken back by steps, if at all."""
    if isinstance(obj, Strategy) and {"stage", "supersedes_id"} & set(values):
        raise Refused(
            "Schritte im Verfahren lassen sich nicht rückgängig machen. Welche Schritte möglich sind, steht bei der Strategie."
        )
    if isinstance(obj, Measure) and "status" in values and values["status"] != obj.status:
        back = MEASURE_STEPS.get((MeasureStatus(obj.status), MeasureStatus(values["status"])))
        if back is None or back.permission != CHANGE or back.guards or back.needs_reason:
            raise Refused(
                "Der Stand der Umsetzung lässt sich so nicht zurücknehmen. Welche Schritte möglich sind, steht bei der Maßnahme."
            )


def _demand_living_targets(trial: models.Model, values: dict[str, Any]) -> None:
    for field in trial._meta.concrete_fields:
        if field.is_relation and values.get(field.attname) is not None:
            target = getattr(trial, field.name)
            if getattr(target, "deleted_at", None) is not None:
                raise Refused(f"„{target}“ ist inzwischen gelöscht. Bitte ändern Sie den Eintrag von Hand.")


def demand_goal_fits(goal: Goal | None, kind: str, parent: Goal | None) -> None:
    """Refuse a goal of a kind that its parent, its links or its children forbid.

    Raises:
        Invalid: the sentence stands at the field.
    """
    # the database itself refuses a Leitziel below another goal
    if parent is not None and kind != GoalKind.GUIDING_GOAL:
        itself = goal is not None and parent.pk == goal.pk
        if parent.kind != GoalKind.GUIDING_GOAL or itself or parent.deleted_at is not None:
            raise writing.Invalid({"parent": ["Ein Ziel kann nur zu einem Leitziel gehören."]})
    if goal is None or goal.kind == kind:
        return
    if kind == GoalKind.GUIDING_GOAL and (goal.need_links.exists() or goal.measure_links.exists()):
        sentence = "Mit diesem Ziel sind Bedarfe oder Maßnahmen verbunden. Bitte lösen Sie diese Verbindungen zuerst."
        raise writing.Invalid({"kind": [sentence]})
    if kind != GoalKind.GUIDING_GOAL and has_children(goal):
        raise writing.Invalid({"kind": ["Zu diesem Leitziel gehören Ziele. Bitte ordnen Sie diese zuerst anders zu."]})


def demand_place_fits(strategy: Strategy, umbrella: Strategy | None) -> None:
    """Refuse a place among the strategies that would make more than two storeys, or that has ended.

    Raises:
        Invalid: the sentence stands at the field.
    """
    if umbrella is None:
        return
    words = ""
    if strategy.pk is not None and umbrella.pk == strategy.pk:
        words = "Eine Strategie ist kein Teil von sich selbst."
    elif umbrella.umbrella_id is not None:
        words = f"„{umbrella}“ ist selbst ein Teilplan. Ein Teilplan gehört zu einer Strategie, die für sich steht."
    elif umbrella.stage == StrategyStage.SUPERSEDED or umbrella.deleted_at is not None:
        words = f"„{umbrella}“ gilt nicht mehr. Bitte wählen Sie die Strategie, die sie abgelöst hat."
    elif strategy.pk is not None and _has_parts(strategy):
        words = "Zu dieser Strategie gehören selbst Teilpläne. Bitte ordnen Sie diese zuerst anders zu."
    if words:
        raise writing.Invalid({"umbrella": [words]})


def _has_parts(strategy: Strategy) -> bool:
    return Strategy.objects.filter(umbrella=strategy, owner=strategy.owner_id, deleted_at=None).exists()


def has_children(goal: Goal) -> bool:
    return Goal.objects.filter(parent=goal, owner=goal.owner_id, deleted_at=None).exists()
