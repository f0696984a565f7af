"""The links of the chain: finding - need - goal - measure, and the offers for a need. Both ends have one owner, always."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from sozialstrategie.action.strategy.enums import GoalKind
from sozialstrategie.action.strategy.models import (
    Finding,
    FindingNeed,
    Goal,
    GoalMeasure,
    Measure,
    Need,
    NeedGoal,
    NeedOffer,
)
from sozialstrategie.action.strategy.services.writing import demand_same_owner
from sozialstrategie.evidence.monitoring.models import Offer
from sozialstrategie.evidence.monitoring.offers.queries import VIEW as VIEW_OFFERS
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import OwnedModel
from sozialstrategie.kit.core.permissions import demand


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


def link_need_offer(*, actor: Actor, need: Need, offer: Offer) -> None:
    """Say that an offer of the register does something for a need. Linking twice changes nothing.

    Raises:
        Refused: the offer is not valid today.
        Forbidden: no right, here or to see the register; one of the two is deleted or belongs to another organisation.
    """
    demand(VIEW_OFFERS, actor, need.owner)
    demand_same_owner(need.owner, need, offer)
    _demand_valid_today(offer)
    _link(actor, NeedOffer, need, offer, "need", "offer")


def unlink_need_offer(*, actor: Actor, need: Need, offer: Offer) -> None:
    """Take the link away, whether or not the offer is still valid; nothing happens where there is none."""
    _unlink(actor, NeedOffer, need, offer, "need", "offer")


def choose_offers(*, actor: Actor, need: Need, add: Iterable[Offer] = (), remove: Iterable[Offer] = ()) -> None:
    """Save a whole choice: one act for each link, all of them or none.

    Only what a person changed comes here, so two people who choose at the same time do not undo each other.

    Raises:
        Refused, Forbidden: like `link_need_offer`; nothing is written.
    """
    with transaction.atomic():
        for offer in add:
            link_need_offer(actor=actor, need=need, offer=offer)
        for offer in remove:
            unlink_need_offer(actor=actor, need=need, offer=offer)


def _demand_valid_today(offer: Offer) -> None:
    today = timezone.localdate()
    if (offer.valid_from and today < offer.valid_from) or (offer.valid_to and offer.valid_to < today):
        raise Refused(f"„{offer.name}“ gilt heute nicht. Zuordnen lässt sich, was heute gültig ist.")


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
