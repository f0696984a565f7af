"""What a report says besides the figures: which chapters in which order, and texts that the administration wrote."""

from __future__ import annotations

from django.db import models

from sozialstrategie.kit.core.models import OwnedModel


class ReportState(models.TextChoices):
    DRAFT = "draft", "in Arbeit"
    DONE = "done", "fertig"


class ReportPlan(OwnedModel):
    """A Sozialbericht as an organisation wants it: keys of its chapters in their order (`report.outline`)."""

    title = models.CharField("Titel", max_length=160)
    chapters = models.JSONField("Kapitel", default=list)
    with_drafts = models.BooleanField("Entworfene Beobachtungen mit abdrucken", default=True)
    state = models.CharField("Stand", max_length=10, choices=ReportState, default=ReportState.DRAFT)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = "Bericht"
        verbose_name_plural = "Berichte"

    def __str__(self) -> str:
        return self.title


class ReportText(OwnedModel):
    """A text of the administration in one chapter; `author_function` answers for it, people are not named in print."""

    plan = models.ForeignKey(ReportPlan, on_delete=models.PROTECT, related_name="texts")
    chapter = models.CharField("Kapitel", max_length=80)
    heading = models.CharField("Überschrift", max_length=160, blank=True)
    text = models.TextField("Text", max_length=20_000)
    author_function = models.CharField("Funktion", max_length=80, blank=True, editable=False)

    class Meta:
        ordering = ["id"]
        verbose_name = "Text im Bericht"
        verbose_name_plural = "Texte im Bericht"

    def __str__(self) -> str:
        return self.heading or f"Text zu {self.plan.title}"
