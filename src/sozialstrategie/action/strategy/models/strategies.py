"""The strategy that holds the chain, its frozen versions, its fields of action; what leadership looks at."""

from __future__ import annotations

import json
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from sozialstrategie.action.strategy.enums import (
    IN_FORCE,
    StrategyStage,
    StrategyState,
    VersionKind,
)
from sozialstrategie.action.strategy.models.base import YEARS, unique
from sozialstrategie.kit.core.models import OwnedModel


class Strategy(OwnedModel):
    """The umbrella: texts of the whole document; the chain hangs below its fields of action."""

    title = models.CharField("Titel", max_length=200)
    period_from = models.PositiveSmallIntegerField("gilt ab Jahr", validators=YEARS)
    period_to = models.PositiveSmallIntegerField("gilt bis Jahr", validators=YEARS)
    vision = models.TextField("Leitbild", blank=True)
    preface = models.TextField("Vorwort", blank=True)
    summary = models.TextField("Kurzfassung", blank=True)
    mandate = models.TextField("Auftrag, Rechts- und Förderrahmen", blank=True)
    procedure = models.TextField("Vorgehen", blank=True)
    review = models.TextField("Bilanz der Vorgängerstrategie", blank=True)
    evaluation = models.TextField("Monitoring, Evaluation, Fortschreibung", blank=True)
    decision_note = models.TextField("Beschluss", blank=True)
    state = models.CharField("Stand", max_length=10, choices=StrategyState, default=StrategyState.DRAFT, editable=False)
    released_at = models.DateTimeField("freigegeben am", null=True, blank=True, editable=False)
    stage = models.CharField(
        "Stand im Verfahren", max_length=20, choices=StrategyStage, default=StrategyStage.DRAFT, editable=False
    )
    supersedes = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="successors", editable=False
    )
    # a Teilplan has its own life; of strategies that stand for themselves an authority has at most one in force
    umbrella = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="component_plans",
        editable=False,
        verbose_name="Teilplan von",
    )

    class Meta:
        ordering = ["-period_from", "-id"]
        verbose_name = "Strategie"
        verbose_name_plural = "Strategien"
        constraints = [
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")),
                name="strategy_period",
                violation_error_message="Das letzte Jahr liegt vor dem ersten.",
            ),
            models.CheckConstraint(
                condition=Q(state=StrategyState.DRAFT) | Q(released_at__isnull=False), name="strategy_released_when"
            ),
            models.UniqueConstraint(
                fields=["owner"],
                condition=Q(stage__in=IN_FORCE, deleted_at__isnull=True, umbrella__isnull=True),
                name="strategy_one_in_force",
                violation_error_message="Es gilt schon eine beschlossene Strategie.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def period(self) -> str:
        return f"{self.period_from} bis {self.period_to}"


class StrategyVersion(OwnedModel):
    """A frozen picture of a strategy: canonical JSON and its SHA-256. The database refuses change and deletion.

    Only an erasure that is noted with a reason (`VersionNote`) may take words out of the text; `sha256` stays as it was.

    `payload_text` holds the exact bytes that were hashed; a JSON column could reorder them.
    """

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("Fassung")
    state = models.CharField("Art", max_length=10, choices=VersionKind)
    payload_text = models.TextField()
    sha256 = models.CharField("Prüfsumme", max_length=64)
    note = models.CharField("Anlass", max_length=200, blank=True)
    frozen_at = models.DateTimeField("festgehalten am")
    frozen_by = models.UUIDField(null=True, editable=False)

    class Meta:
        ordering = ["-number"]
        verbose_name = "Fassung"
        verbose_name_plural = "Fassungen"
        constraints = [models.UniqueConstraint(fields=["strategy", "number"], name="strategy_version_number")]

    def __str__(self) -> str:
        return f"Fassung {self.number}"

    @property
    def payload(self) -> dict[str, Any]:
        return dict(json.loads(self.payload_text))


class FieldOfAction(OwnedModel):
    """A Handlungsfeld: freely named, numbered, with the text that says what is at stake."""

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="fields", verbose_name="Strategie")
    number = models.PositiveSmallIntegerField("Nummer", validators=[MinValueValidator(1), MaxValueValidator(99)])
    title = models.CharField("Titel", max_length=160)
    challenge = models.TextField("Ausgangslage und Herausforderung", blank=True)
    inventory = models.TextField("Bestand: was es schon gibt", blank=True)

    class Meta:
        ordering = ["number"]
        verbose_name = "Handlungsfeld"
        verbose_name_plural = "Handlungsfelder"
        constraints = [
            unique(
                ["strategy", "number"], "strategy_field_number", "Diese Nummer hat schon ein anderes Handlungsfeld."
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
