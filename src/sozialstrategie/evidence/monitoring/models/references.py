"""References that freeze a figure, and decisions about signals."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sozialstrategie.kit.core.models import OwnedModel


class FigureReference(OwnedModel):
    """A figure as somebody used it: indicator, place, period, edition, formula version and the value then.

    Stale = the current run shows something else; computed by `queries.stale_references`, never stored.
    """

    indicator = models.CharField(max_length=60)
    derivation = models.CharField(max_length=60)
    region = models.CharField(max_length=12)
    period = models.CharField(max_length=12)
    edition = models.CharField(max_length=80)
    formula_version = models.CharField(max_length=64)
    value = models.FloatField(null=True)
    sign = models.CharField(max_length=3, null=True)

    class Meta:
        verbose_name = "verwendete Zahl"

    def __str__(self) -> str:
        return f"{self.indicator} {self.region} {self.period}"


class SignalDecision(OwnedModel):
    """What a person decided about a drafted signal. `fingerprint` names the figures; when they change the signal comes back."""

    STATES = [("accepted", "angenommen"), ("rejected", "verworfen")]

    key = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=STATES)
    reason = models.TextField("Grund", blank=True)
    decided_by = models.UUIDField(null=True)

    class Meta:
        verbose_name = "Entscheidung über eine Beobachtung"
        constraints = [
            models.UniqueConstraint(fields=["owner", "key", "fingerprint"], name="monitoring_one_decision"),
            models.CheckConstraint(
                condition=~Q(state="rejected") | ~Q(reason=""), name="monitoring_rejection_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"Beobachtung zu {self.key.partition(':')[2]}"
