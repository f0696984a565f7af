"""Regions with validity, and what happened to them. Reference data of the instance: no owner, readable by
all."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sozialstrategie.evidence.regions.enums import EventKind, Kind, Level, Precision


class Region(models.Model):
    """A territory under its official key. Today's or last name; earlier names come from the rename events."""

    code = models.CharField("Schlüssel", primary_key=True, max_length=8)
    level = models.CharField("Ebene", max_length=16, choices=Level.choices)
    kind = models.CharField("Art", max_length=20, choices=Kind.choices)
    name = models.CharField("Name", max_length=100)
    short_name = models.CharField("Kurzname", max_length=100)
    sort_name = models.CharField("Sortiername", max_length=100)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="gehört zu"
    )
    valid_from = models.DateField("gültig ab", null=True, blank=True)
    valid_to = models.DateField("gültig bis", null=True, blank=True)
    precision = models.CharField("Genauigkeit der Daten", max_length=4, choices=Precision.choices, blank=True)
    ars = models.CharField("Regionalschlüssel", max_length=12, blank=True)
    in_project = models.BooleanField("eine der zwölf Gebietskörperschaften", default=False)
    area_km2 = models.DecimalField("Fläche in km²", max_digits=9, decimal_places=2, null=True, blank=True)
    population = models.PositiveIntegerField("Bevölkerung am 31.12.2023 (Zensus 2011)", null=True, blank=True)
    lon = models.DecimalField("Längengrad", max_digits=8, decimal_places=5, null=True, blank=True)
    lat = models.DecimalField("Breitengrad", max_digits=8, decimal_places=5, null=True, blank=True)
    note = models.CharField("Hinweis", max_length=200, blank=True)

    class Meta:
        verbose_name = "Gebiet"
        verbose_name_plural = "Gebiete"
        ordering = ("sort_name", "code")
        indexes = [models.Index(fields=("level", "parent"), name="region_level_parent")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_from__lte=F("valid_to")),
                name="region_validity_in_order",
                violation_error_message="Die Gültigkeit endet vor ihrem Beginn.",
            ),
            models.CheckConstraint(
                condition=Q(level="bund", parent__isnull=True) | (~Q(level="bund") & Q(parent__isnull=False)),
                name="region_has_parent",
                violation_error_message="Jedes Gebiet außer Deutschland gehört zu einem anderen.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TerritorialEvent(models.Model):
    """Share of `source` that went to `target` on a day. For a rename both are the same region."""

    kind = models.CharField("Art", max_length=16, choices=EventKind.choices)
    date = models.DateField("wirksam ab")
    precision = models.CharField("Genauigkeit", max_length=4, choices=Precision.choices)
    source = models.ForeignKey(Region, models.PROTECT, related_name="events_out", verbose_name="Ausgangsgebiet")
    target = models.ForeignKey(Region, models.PROTECT, related_name="events_in", verbose_name="Zielgebiet")
    target_status = models.DateField("Gebietsstand des Ziels")
    weight_population = models.DecimalField(
        "Anteil der Bevölkerung", max_digits=7, decimal_places=6, null=True, blank=True
    )
    weight_area = models.DecimalField("Anteil der Fläche", max_digits=7, decimal_places=6, null=True, blank=True)
    old_name = models.CharField("alter Name", max_length=100, blank=True)
    new_name = models.CharField("neuer Name", max_length=100, blank=True)
    basis = models.CharField("Grundlage", max_length=40)
    note = models.CharField("Hinweis", max_length=200, blank=True)

    class Meta:
        verbose_name = "Gebietsänderung"
        verbose_name_plural = "Gebietsänderungen"
        ordering = ("date", "source", "target")
        constraints = [
            models.UniqueConstraint(fields=("date", "kind", "source", "target"), name="territorial_event_once"),
            models.CheckConstraint(
                condition=Q(weight_population__isnull=True) | Q(weight_population__gt=0, weight_population__lte=1),
                name="territorial_event_weight",
                violation_error_message="Das Gewicht ist ein Anteil über 0 und höchstens 1.",
            ),
            models.CheckConstraint(
                condition=Q(kind="rename", source=F("target"), new_name__gt="")
                | (~Q(kind="rename") & ~Q(source=F("target"))),
                name="territorial_event_rename",
                violation_error_message="Nur eine Umbenennung bleibt beim selben Gebiet.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%d.%m.%Y}: {self.source_id} {self.get_kind_display()} ({self.target_id})"
