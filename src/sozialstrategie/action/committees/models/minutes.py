"""Minutes in two parts, frozen once approved."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sozialstrategie.action.committees.enums import MinutesPart, MinutesState
from sozialstrategie.action.committees.models.meetings import Meeting
from sozialstrategie.kit.core.models import OwnedModel


class Minutes(OwnedModel):
    """One version of one part of the minutes of a meeting. `payload`: as `minutes.composing.compose` gives it.

    `sha256`: of the canonical JSON of `payload`. Approved minutes never change; a correction is the next `number`.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="minutes")
    part = models.CharField("Teil", max_length=10, choices=MinutesPart)
    number = models.PositiveSmallIntegerField("Fassung", default=1)
    state = models.CharField("Stand", max_length=10, choices=MinutesState, default=MinutesState.DRAFT)
    payload = models.JSONField(default=dict)
    sha256 = models.CharField("Prüfsumme", max_length=64)
    circulated_on = models.DateField("versandt am", null=True, blank=True)
    approved_on = models.DateField("genehmigt am", null=True, blank=True)
    approved_in = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="approves", verbose_name="genehmigt in"
    )
    correction = models.TextField("Was berichtigt wurde", max_length=2000, blank=True)

    class Meta:
        ordering = ["meeting", "part", "number"]
        verbose_name = "Niederschrift"
        verbose_name_plural = "Niederschriften"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "part", "number"], name="committees_minutes_once"),
            models.CheckConstraint(
                condition=~Q(state=MinutesState.APPROVED) | Q(approved_on__isnull=False),
                name="committees_approved_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()}, Fassung {self.number}"
