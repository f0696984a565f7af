"""The links of the chain: finding - need - goal - measure. Both ends belong to the same organisation, always."""

from __future__ import annotations

from typing import Any

from sozialstrategie.action.strategy.enums import GoalKind
from sozialstrategie.action.strategy.models import (
    Finding,
    FindingNeed,
    Goal,
    GoalMeasure,
    Measure,
    Need,
    NeedGoal,
)
from sozialstrategie.action.strategy.services.writing import demand_same_owner
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import OwnedModel


def link_finding_need(*, actor: Actor, finding: Finding, need: Need) -> None:
    """Say that a need rests on a finding. Linking twice changes nothing.

    Raises:
        Forbidden: no right, or the two belong to different organisations.
    """
    _link(actor, FindingNeed, finding, need, "finding", "need")


def unlink_finding_need(*, actor: Actor, finding: Finding, need: Need) -> None:
    """Take the link away; nothing happens where there is none."""
    _unlink(actor, FindingNeed, finding, need, "finding", "need")


def link_need_goal(*, actor: Actor, need: Need, goal: Goal) -> None:
    """Say that a goal answers a need.

    Raises:
        Refused: the goal is a Leitziel.
        Forbidden: no right, or the two belong to different organisations.
    """
    _demand_goal(goal)
    _link(actor, NeedGoal, need, goal, "need", "goal")


def unlink_need_goal(*, actor: Actor, need: Need, goal: Goal) -> None:
    _unlink(actor, NeedGoal, need, goal, "need", "goal")


def link_goal_measure(*, actor: Actor, goal: Goal, measure: Measure) -> None:
    """Say that a measure serves a goal. Raises like `link_need_goal`."""
    _demand_goal(goal)
    _link(actor, GoalMeasure, goal, measure, "goal", "measure")


def unlink_goal_measure(*, actor: Actor, goal: Goal, measure: Measure) -> None:
    _unlink(actor, GoalMeasure, goal, measure, "goal", "measure")


def _demand_goal(goal: Goal) -> None:
    if goal.kind == GoalKind.GUIDING_GOAL:
        raise Refused("Bitte verbinden Sie mit einem Ziel. Das Leitziel fasst Ziele zusammen.")


def _link(actor: Actor, model: Any, source: OwnedModel, target: OwnedModel, first: str, second: str) -> None:
    owner = source.owner
    with act(
        f"strategy.link_{first}_{second}", actor=actor, permission="strategy.change", owner=owner, obj=source
    ) as record:
        demand_same_owner(owner, source, target)
        _, made = model.objects.get_or_create(**{first: source, second: target}, defaults={"owner": owner})
        if made:
            record.note(second, str(target))
        else:
            record.nothing_changed()


def _unlink(actor: Actor, model: Any, source: OwnedModel, target: OwnedModel, first: str, second: str) -> None:
    owner = source.owner
    with act(
        f"strategy.unlink_{first}_{second}", actor=actor, permission="strategy.change", owner=owner, obj=source
    ) as record:
        if source.owner_id != target.owner_id:
            demand_same_owner(owner, target)
        gone, _ = model.objects.filter(**{first: source, second: target}, owner=owner).delete()
        if gone:
            record.note(second, None, str(target))
        else:
            record.nothing_changed()
