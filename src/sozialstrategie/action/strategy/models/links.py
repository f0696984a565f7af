"""What links the records: figure - finding - need - goal - measure, and the offers that there are for a need."""

from __future__ import annotations

from django.db import models

from sozialstrategie.action.strategy.models.records import Finding, Goal, Measure, Need
from sozialstrategie.evidence.monitoring.models import FigureReference, Offer
from sozialstrategie.kit.core.models import OwnedModel


class FindingFigure(OwnedModel):
    """A figure that a finding rests on, frozen as it was."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="figures")
    reference = models.ForeignKey(FigureReference, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["finding", "reference"], name="strategy_finding_figure_once")]


class FindingNeed(OwnedModel):
    """A finding supports a need."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="need_links")
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="finding_links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["finding", "need"], name="strategy_finding_need_once")]


class NeedGoal(OwnedModel):
    """A goal answers a need."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="goal_links")
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="need_links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["need", "goal"], name="strategy_need_goal_once")]


class GoalMeasure(OwnedModel):
    """A measure serves a goal."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="measure_links")
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="goal_links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["goal", "measure"], name="strategy_goal_measure_once")]


class NeedOffer(OwnedModel):
    """An offer of the register does something for a need; where the offer is deleted, the link waits for it unseen."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="offer_links")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["need", "offer"], name="strategy_need_offer_once")]
