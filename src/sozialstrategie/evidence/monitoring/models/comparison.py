"""Comparison groups that planners make, and which group an organisation compares itself with."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sozialstrategie.kit.core.models import OwnedModel


class ComparisonGroup(OwnedModel):
    """Kreise that planners want to stand beside: a name, the keys of the members, and why these."""

    name = models.CharField("Name", max_length=120)
    members = models.JSONField("Kreise", default=list)  # keys, ascending, each once
    note = models.TextField("Warum diese", blank=True)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = "Vergleichsgruppe"
        verbose_name_plural = "Vergleichsgruppen"
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"], condition=Q(deleted_at__isnull=True), name="monitoring_one_group_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ComparisonChoice(OwnedModel):
    """With whom an organisation is compared where nothing else is chosen; none stored = the Kreise of its Land."""

    KINDS = [
        ("land", "alle Kreise des Landes"),
        ("similar", "die zehn ähnlichsten Kreise in Deutschland"),
        ("similar_land", "die zehn ähnlichsten Kreise des Landes"),
        ("own", "eine eigene Gruppe"),
    ]

    kind = models.CharField("Vergleich mit", max_length=12, choices=KINDS, default="land")
    group = models.ForeignKey(ComparisonGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "gewählter Vergleich"
        constraints = [
            models.UniqueConstraint(fields=["owner"], name="monitoring_one_comparison"),
            models.CheckConstraint(
                condition=(Q(kind="own") & Q(group__isnull=False)) | (~Q(kind="own") & Q(group__isnull=True)),
                name="monitoring_own_comparison_names_group",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
