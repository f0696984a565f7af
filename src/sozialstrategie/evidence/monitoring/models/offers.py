"""Offers and facilities of an organisation (Bestand)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from sozialstrategie.evidence.monitoring.offers.words import Access, LifePhase, OfferKind, TargetGroup
from sozialstrategie.kit.core.models import OwnedModel


class ChoiceListField(models.JSONField):
    """A list of values of a closed list, each once, in the order of that list."""

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """For migrations a plain JSON column: they must not load this module, and a new word in a list is no new column."""
        name, _, args, kwargs = super().deconstruct()
        kwargs.pop("choices", None)
        return name, "django.db.models.JSONField", args, kwargs

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        known = {key for key, _ in self.flatchoices}
        if not isinstance(value, list) or not set(map(str, value)) <= known:
            raise ValidationError("Bitte wählen Sie nur aus der Liste.", code="invalid_choice")
        if not value and not self.blank:
            raise ValidationError("Bitte wählen Sie mindestens einen Eintrag.", code="blank")


class Offer(OwnedModel):
    """One offer or facility. `number` stays for good: a workbook that is read in again changes instead of doubling.

    `places` None = unknown, which is not 0. `gemeinde` "" = the whole Kreis or no fixed place. Where `protected`, the
    Gemeinde, the address and the coordinates are for editors only (`offers.queries`).
    """

    number = models.PositiveIntegerField("Nummer", editable=False)
    kind = models.CharField("Art", max_length=10, choices=OfferKind, default=OfferKind.OFFER)
    name = models.CharField("Name", max_length=200)
    provider = models.CharField("Träger", max_length=200)
    protected = models.BooleanField("Ort geschützt", default=False)
    gemeinde = models.CharField("Gemeinde", max_length=8, blank=True)
    address = models.TextField("Anschrift", max_length=400, blank=True)
    latitude = models.DecimalField(
        "Breitengrad",
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(47), MaxValueValidator(56)],
    )
    longitude = models.DecimalField(
        "Längengrad",
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(5), MaxValueValidator(16)],
    )
    target_groups = ChoiceListField("Für wen", choices=TargetGroup, default=list)
    life_phases = ChoiceListField("Lebensphasen", choices=LifePhase, default=list)
    theme = models.CharField("Themenfeld", max_length=80, blank=True)
    places = models.PositiveIntegerField("Plätze", null=True, blank=True, validators=[MaxValueValidator(100_000)])
    access = ChoiceListField("Zugang", choices=Access, default=list, blank=True)
    access_note = models.CharField("Zugang, Hinweise", max_length=300, blank=True)
    funding = models.CharField("Finanzierung", max_length=200, blank=True)
    valid_from = models.DateField("gültig ab", null=True, blank=True)
    valid_to = models.DateField("gültig bis", null=True, blank=True)
    contact = models.CharField("Kontakt", max_length=300, blank=True)
    link = models.URLField("Internetseite", max_length=300, blank=True)
    note = models.TextField("Notiz", max_length=2000, blank=True)
    source = models.CharField("Quelle", max_length=200)
    as_of = models.DateField("Stand")

    class Meta:
        ordering = ["number"]
        verbose_name = "Eintrag im Bestand"
        verbose_name_plural = "Bestand"
        constraints = [
            # deleted ones keep their number: an old workbook must not hit another entry
            models.UniqueConstraint(fields=["owner", "number"], name="monitoring_offer_number"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="monitoring_offer_period",
                violation_error_message="Der letzte Tag der Gültigkeit liegt vor dem ersten.",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="monitoring_offer_point",
                violation_error_message="Breitengrad und Längengrad gehören zusammen: bitte beide oder keinen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
