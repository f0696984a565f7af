"""Editions, runs, results; references that freeze a figure; decisions about signals."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from sozialstrategie.evidence.disclosure.rules import STRICTEST_NAME
from sozialstrategie.kit.core.models import OwnedModel


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


class Run(models.Model):
    """One computation of all indicators, written whole; the pointer `monitoring.current_run` names the one that is shown."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    catalogue_version = models.CharField(max_length=64)
    editions = models.JSONField(default=list)
    results_count = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)  # German sentences: derivations that these editions cannot give
    finished_at = models.DateTimeField(auto_now_add=True)


class Result(models.Model):
    """One value (or sign) of one derivation of one indicator. Read by queries only, released by disclosure only."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="results")
    indicator = models.CharField(max_length=60)
    derivation = models.CharField(max_length=60)
    region = models.CharField(max_length=12)
    level = models.CharField(max_length=10)
    period = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    value = models.FloatField(null=True)
    sign = models.CharField(max_length=3, null=True)
    numerator = models.FloatField(null=True)
    denominator = models.FloatField(null=True)
    edition = models.CharField(max_length=80)
    flags = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["run", "indicator", "level", "year"], name="monitoring_result_page"),
            models.Index(fields=["run", "region", "indicator"], name="monitoring_result_region"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(value__isnull=True, sign__isnull=False) | Q(value__isnull=False, sign__isnull=True),
                name="monitoring_result_value_or_sign",
            )
        ]


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
        constraints = [
            models.UniqueConstraint(fields=["owner", "key", "fingerprint"], name="monitoring_one_decision"),
            models.CheckConstraint(
                condition=~Q(state="rejected") | ~Q(reason=""), name="monitoring_rejection_has_reason"
            ),
        ]
