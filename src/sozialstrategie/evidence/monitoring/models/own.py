"""What an organisation adds to the instance's figures: how it reads its tables, and indicators of its own."""

from __future__ import annotations

import json

from django.db import models
from django.db.models import Q

from sozialstrategie.kit.core.models import OwnedModel


def series_value(table: str, item: str, category: str) -> str:
    """One series of a table as a text that a form can carry."""
    return json.dumps([table, item, category], ensure_ascii=False)


class SavedMapping(OwnedModel):
    """What the columns of a kind of table mean (`readers.tables.TableMapping` as plain data), offered again to the next file."""

    name = models.CharField("Name", max_length=120)
    table = models.CharField("Kürzel der Tabelle", max_length=80)
    plain = models.JSONField("Zuordnung")

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = "Zuordnung"
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "table"], condition=Q(deleted_at__isnull=True), name="monitoring_one_mapping"
            )
        ]

    def __str__(self) -> str:
        return self.name


class OwnIndicator(OwnedModel):
    """An indicator that planners made from a table of their own: one series, or one series divided by another.

    `code` begins with the owner's slug and a hyphen; codes of the shipped catalogue have no hyphen, so the two never meet.
    """

    DIRECTIONS = [
        ("none", "keine: weder gut noch schlecht"),
        ("lower", "weniger ist besser"),
        ("higher", "mehr ist besser"),
    ]

    code = models.CharField("Kennung", max_length=60, unique=True, editable=False)
    name = models.CharField("Name", max_length=120)
    theme = models.CharField("Thema", max_length=80)
    unit = models.CharField("Einheit", max_length=40)
    decimals = models.PositiveSmallIntegerField("Nachkommastellen", default=1)
    direction = models.CharField("Richtung", max_length=10, choices=DIRECTIONS, default="none")
    counts_people = models.BooleanField("zählt Menschen", default=False)
    definition = models.TextField("Definition")
    not_shown = models.TextField("Was die Zahl nicht zeigt")
    table = models.CharField("Tabelle", max_length=80)
    item = models.CharField("Reihe", max_length=300, blank=True)
    category = models.CharField("Gliederung", max_length=300, blank=True)
    below_item = models.CharField("Reihe unter dem Bruchstrich", max_length=300, blank=True)
    below_category = models.CharField("Gliederung unter dem Bruchstrich", max_length=300, blank=True)
    is_ratio = models.BooleanField("wird geteilt", default=False)
    factor = models.FloatField("mal", default=1.0)
    target = models.FloatField("Zielwert", null=True, blank=True)
    target_year = models.PositiveSmallIntegerField("Zieljahr", null=True, blank=True)

    class Meta:
        ordering = ["theme", "name"]
        verbose_name = "eigene Kennzahl"
        constraints = [
            models.CheckConstraint(
                condition=Q(counts_people=False) | Q(direction="none"), name="monitoring_people_have_no_direction"
            ),
            models.CheckConstraint(condition=Q(factor__gt=0), name="monitoring_factor_above_zero"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def series(self) -> str:
        """What is counted, as the form names it."""
        return series_value(self.table, self.item, self.category)

    @property
    def below(self) -> str:
        """What it is divided by; "" where it is not."""
        return series_value(self.table, self.below_item, self.below_category) if self.is_ratio else ""

    @property
    def times(self) -> str:
        """The factor, as the form names it."""
        return f"{self.factor:g}"
