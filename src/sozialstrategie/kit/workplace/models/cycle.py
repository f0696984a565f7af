"""Where an organisation stands in its planning cycle, and up to when a person has seen what is new there."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from sozialstrategie.kit.core.models import OwnedModel


class Phase(models.TextChoices):
    """Phases of the planning cycle as municipalities name them, in their order."""

    PREPARE = "prepare", "Vorbereiten"
    INVENTORY = "inventory", "Bestand"
    NEEDS = "needs", "Bedarf"
    PARTICIPATION = "participation", "Beteiligung"
    GOALS_MEASURES = "goals_measures", "Ziele und Maßnahmen"
    DELIBERATION = "deliberation", "Beratung"
    IMPLEMENTATION = "implementation", "Umsetzung"
    EVALUATION = "evaluation", "Auswertung"


class PhaseState(models.TextChoices):
    OPEN = "open", "noch offen"
    ACTIVE = "active", "läuft"
    DONE = "done", "abgeschlossen"
    SKIPPED = "skipped", "übersprungen"


class CyclePhase(OwnedModel):
    """One phase of the running cycle of one organisation."""

    phase = models.CharField("Phase", max_length=20, choices=Phase)
    state = models.CharField("Stand", max_length=10, choices=PhaseState, default=PhaseState.OPEN)
    note = models.CharField("Bemerkung", max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "phase"], name="workplace_phase_once")]

    def __str__(self) -> str:
        return self.get_phase_display()


class Visit(OwnedModel):
    """Up to when one person has seen a page of news. Only the person moves it, by saying so; opening a page does not."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, to_field="uid", on_delete=models.CASCADE, related_name="+", editable=False
    )
    page = models.CharField("Seite", max_length=40)
    seen_at = models.DateTimeField("gesehen bis")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "person", "page"], name="workplace_visit_once")]

    def __str__(self) -> str:
        return self.page
