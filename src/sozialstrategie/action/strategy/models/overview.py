"""What an organisation shows on its overview."""

from __future__ import annotations

from django.db import models

from sozialstrategie.kit.core.models import OwnedModel


class OverviewChoice(OwnedModel):
    """Which indicators leadership and councillors see on their page, in this order; without a row the page chooses."""

    MOST = 6  # few figures, big

    indicators = models.JSONField("Kennzahlen", default=list, blank=True)

    class Meta:
        verbose_name = "Auswahl für den Überblick"
        constraints = [models.UniqueConstraint(fields=["owner"], name="strategy_overview_once")]

    def __str__(self) -> str:
        return "Auswahl für den Überblick"
