"""Plans that were adopted elsewhere and taken over: which file, which decision, and what each row of it brought."""

from __future__ import annotations

from django.db import models

from sozialstrategie.action.strategy.models.base import ALIVE
from sozialstrategie.action.strategy.models.strategies import Strategy
from sozialstrategie.kit.core.models import OwnedModel


class PlanImport(OwnedModel):
    """One taking over of a plan. The file as it came and the original document are kept under their checksums."""

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="plan_imports")
    file_name = models.CharField("Datei", max_length=200)
    file_sha = models.CharField("Prüfsumme der Datei", max_length=64, editable=False)
    original_name = models.CharField("Original des Beschlusses", max_length=200, blank=True)
    original_sha = models.CharField("Prüfsumme des Originals", max_length=64, blank=True, editable=False)
    adopted_on = models.DateField("beschlossen am")
    adopted_by = models.CharField("beschlossen von", max_length=160, blank=True)
    paper_number = models.CharField("Nummer der Vorlage", max_length=60, blank=True)
    mapping = models.JSONField("Zuordnung der Spalten", default=dict, editable=False)
    counts = models.JSONField("Was geschrieben wurde", default=dict, editable=False)
    imported_by = models.UUIDField(null=True, editable=False)

    class Meta:
        ordering = ["-id"]
        verbose_name = "Übernahme eines Plans"
        verbose_name_plural = "Übernahmen von Plänen"

    def __str__(self) -> str:
        return f"Übernahme von „{self.file_name}“"


class PlanImportEntry(OwnedModel):
    """What one record of the file said, and what the taking over did with it.

    The next file is compared with `values`: only what differs from them was changed in the file. `before` holds the columns
    that this taking over changed (None: it made the record), `version_after` the version that it left, for taking it back.
    """

    plan_import = models.ForeignKey(PlanImport, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=120)
    object_uid = models.UUIDField()
    values = models.JSONField(default=dict)
    before = models.JSONField(null=True)
    version_before = models.PositiveIntegerField(null=True)
    version_after = models.PositiveIntegerField(null=True)  # None: untouched by this taking over

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["plan_import", "key"], condition=ALIVE, name="strategy_plan_entry_once"),
        ]

    def __str__(self) -> str:
        return self.key
