"""Editions: imported states of tables, immutable."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from sozialstrategie.evidence.disclosure.rules import STRICTEST_NAME
from sozialstrategie.kit.core.models import Organisation


class EditionQuerySet(models.QuerySet["Edition"]):
    """The two questions that nobody may forget: the instance's, or those that one organisation sees."""

    def official(self) -> EditionQuerySet:
        """Editions of the instance, for everybody."""
        return self.filter(owner__isnull=True)

    def seen_by(self, organisation: Organisation) -> EditionQuerySet:
        """Those of the instance and the organisation's own."""
        return self.filter(Q(owner__isnull=True) | Q(owner=organisation))


class Edition(models.Model):
    """One imported state of one table: immutable facts in Parquet, this row is the commit.

    `digest` is the SHA-256 of the sorted canonical facts: the same figures twice are the same edition. `owner` is None for
    editions of the instance, which everybody reads; a table of an organisation's own is seen there and nowhere else.
    """

    objects = EditionQuerySet.as_manager()

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
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
    # [[series, category, unit], ...] of a private edition: what an own indicator may be made of
    series = models.JSONField("Reihen", default=list, blank=True)
    is_shipped = models.BooleanField("mitgeliefert", default=False)
    imported_at = models.DateTimeField("eingelesen am", auto_now_add=True)
    imported_by = models.UUIDField(null=True, editable=False)
    withdrawn_at = models.DateTimeField("zurückgezogen am", null=True, blank=True)
    importer_id: int | None = None  # not stored: `editions.with_importer` reads it from the list of acts

    class Meta:
        ordering = ["-imported_at", "table"]
        verbose_name = "Ausgabe"
        verbose_name_plural = "Ausgaben"
        constraints = [
            models.UniqueConstraint(fields=["digest"], condition=Q(owner__isnull=True), name="monitoring_one_official"),
            models.UniqueConstraint(fields=["owner", "digest"], name="monitoring_one_own"),
        ]

    def __str__(self) -> str:
        return f"{self.table}, Ausgabe {self.digest[:8]}"

    @property
    def short(self) -> str:
        return self.digest[:8]
