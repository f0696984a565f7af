"""Plans beside a strategy: which other plan of the authority says something about the same matter."""

from __future__ import annotations

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q

from sozialstrategie.action.strategy.enums import SpecialistPlanKind
from sozialstrategie.action.strategy.models.records import Measure
from sozialstrategie.action.strategy.models.strategies import Strategy
from sozialstrategie.kit.core.models import OwnedModel

_ONLY_HTTPS = "Bitte geben Sie eine Adresse an, die mit https:// beginnt."


class SpecialistPlan(OwnedModel):
    """A passage of a Fachplan that a strategy or a measure is tuned to. The plan itself lies elsewhere."""

    strategy = models.ForeignKey(
        Strategy, null=True, blank=True, on_delete=models.CASCADE, related_name="specialist_plans"
    )
    measure = models.ForeignKey(
        Measure, null=True, blank=True, on_delete=models.CASCADE, related_name="specialist_plans"
    )
    kind = models.CharField("Art", max_length=15, choices=SpecialistPlanKind)
    title = models.CharField("Titel des Plans", max_length=200)
    passage = models.CharField("Stelle im Plan", max_length=200, blank=True)
    link = models.CharField(
        "Adresse", max_length=500, blank=True, validators=[URLValidator(schemes=["https"], message=_ONLY_HTTPS)]
    )
    on = models.DateField("Stand des Plans", null=True, blank=True)

    class Meta:
        ordering = ["kind", "title", "id"]
        verbose_name = "Fachplan"
        verbose_name_plural = "Fachpläne"
        constraints = [
            models.CheckConstraint(
                condition=Q(strategy__isnull=False, measure__isnull=True)
                | Q(strategy__isnull=True, measure__isnull=False),
                name="strategy_specialist_plan_one_subject",
            ),
            models.CheckConstraint(
                condition=Q(link="") | Q(link__startswith="https://"),
                name="strategy_specialist_plan_https",
                violation_error_message=_ONLY_HTTPS,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title}"

    @property
    def subject(self) -> Measure | Strategy:
        """What is tuned to the plan."""
        found = self.measure or self.strategy
        assert found is not None
        return found
