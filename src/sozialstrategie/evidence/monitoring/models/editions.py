"""Editions: imported states of tables, immutable."""

from __future__ import annotations

import uuid

from django.db import models

from sozialstrategie.evidence.disclosure.rules import STRICTEST_NAME


class Edition(models.Model):
    """One imported state of one table: immutable facts in Parquet, this row is the commit.

    `digest` is the SHA-256 of the sorted canonical facts: the same figures twice are the same edition.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    raw_sha = models.CharField(max_length=64)
    table = models.CharField("Tabelle", max_length=80)
    title = models.CharField("Titel", max_length=400)
    source = models.CharField("Quelle", max_length=400)
    licence = models.CharField("Lizenz", max_length=200)
    # name of a rule in disclosure.rules; whoever makes an edition without saying more gets the strictest one
    disclosure_rule = models.CharField("Regel der Geheimhaltung", max_length=20, default=STRICTEST_NAME)
    stand = models.CharField("Stand der Datei", max_length=30, blank=True)
    territorial_status = models.CharField("Gebietsstand", max_length=120, blank=True)
    format = models.CharField("Format", max_length=40)
    encoding = models.CharField("Zeichensatz", max_length=30, blank=True)
    file_name = models.CharField("Dateiname", max_length=200)
    values_count = models.PositiveIntegerField("Zahlen")
    signs_count = models.PositiveIntegerField("Zeichen")
    first_year = models.PositiveSmallIntegerField("erstes Jahr")
    last_year = models.PositiveSmallIntegerField("letztes Jahr")
    notes = models.JSONField("Hinweise", default=list)
    is_shipped = models.BooleanField("mitgeliefert", default=False)
    imported_at = models.DateTimeField("eingelesen am", auto_now_add=True)
    imported_by = models.UUIDField(null=True, editable=False)
    withdrawn_at = models.DateTimeField("zurückgezogen am", null=True, blank=True)
    importer_id: int | None = None  # not stored: `editions.with_importer` reads it from the list of acts

    class Meta:
        ordering = ["-imported_at", "table"]
        verbose_name = "Ausgabe"
        verbose_name_plural = "Ausgaben"

    def __str__(self) -> str:
        return f"{self.table}, Ausgabe {self.digest[:8]}"

    @property
    def short(self) -> str:
        return self.digest[:8]
