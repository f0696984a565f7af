"""Indicators that a goal or a measure is judged by, their targets, and the periods in which readings are collected."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sozialstrategie.action.strategy.enums import RollUp, TargetDirection
from sozialstrategie.action.strategy.models.base import YEARS, unique
from sozialstrategie.action.strategy.models.records import Goal, LogicItem, Measure
from sozialstrategie.kit.core.models import OwnedModel


class LogicLink(OwnedModel):
    """One thing on the staircase leads to another, on a higher or the same step; never in a circle."""

    source = models.ForeignKey(LogicItem, on_delete=models.CASCADE, related_name="leads_to")
    target = models.ForeignKey(LogicItem, on_delete=models.CASCADE, related_name="led_by")

    class Meta:
        verbose_name = "Wirkungspfad"
        verbose_name_plural = "Wirkungspfade"
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="strategy_logic_link_once"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="strategy_logic_link_not_itself"),
        ]

    def __str__(self) -> str:
        return f"„{self.source.text}“ führt zu „{self.target.text}“"


class IndicatorUse(OwnedModel):
    """By what a goal or a measure is judged: an indicator of monitoring by its code, or one in own words.

    Values of monitoring indicators are read there each time, never copied. A share is kept with numerator and denominator.
    """

    measure = models.ForeignKey(Measure, null=True, blank=True, on_delete=models.CASCADE, related_name="indicator_uses")
    goal = models.ForeignKey(Goal, null=True, blank=True, on_delete=models.CASCADE, related_name="indicator_uses")
    item = models.ForeignKey(
        LogicItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="uses", verbose_name="misst"
    )
    indicator = models.CharField("Kennzahl aus den Zahlen", max_length=80, blank=True)
    name = models.CharField("Indikator in eigenen Worten", max_length=200, blank=True)
    unit = models.CharField("Einheit", max_length=40, blank=True)
    is_ratio = models.BooleanField("Anteil aus Zähler und Nenner, in Prozent", default=False)
    direction = models.CharField("Richtung", max_length=10, choices=TargetDirection, default=TargetDirection.INCREASE)
    baseline_value = models.DecimalField("Ausgangswert", max_digits=14, decimal_places=3, null=True, blank=True)
    baseline_year = models.PositiveSmallIntegerField("Jahr des Ausgangswerts", null=True, blank=True, validators=YEARS)
    rollup = models.CharField("Zusammenfassen", max_length=5, choices=RollUp, default=RollUp.NONE)
    weight = models.DecimalField("Gewicht im Mittel", max_digits=10, decimal_places=3, null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = "Indikator"
        verbose_name_plural = "Indikatoren"
        constraints = [
            models.CheckConstraint(
                condition=Q(measure__isnull=False, goal__isnull=True) | Q(measure__isnull=True, goal__isnull=False),
                name="strategy_use_one_subject",
            ),
            models.CheckConstraint(
                condition=(Q(indicator="") & ~Q(name="")) | (~Q(indicator="") & Q(name="")),
                name="strategy_use_one_source",
                violation_error_message="Bitte wählen Sie eine Kennzahl oder schreiben Sie einen Indikator in eigenen Worten.",
            ),
            models.CheckConstraint(
                condition=~Q(rollup=RollUp.MEAN) | Q(is_ratio=True) | Q(weight__isnull=False, weight__gt=0),
                name="strategy_use_mean_weight",
                violation_error_message="Ein Mittel braucht ein Gewicht größer als null.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.indicator

    @property
    def subject(self) -> Measure | Goal:
        found = self.measure or self.goal
        assert found is not None
        return found


class Target(OwnedModel):
    """A Zielwert for the end of a year; for a corridor `value` is its lower and `upper` its upper end."""

    use = models.ForeignKey(IndicatorUse, on_delete=models.CASCADE, related_name="targets")
    year = models.PositiveSmallIntegerField("Ende des Jahres", validators=YEARS)
    value = models.DecimalField("Zielwert", max_digits=14, decimal_places=3)
    upper = models.DecimalField("bis", max_digits=14, decimal_places=3, null=True, blank=True)

    class Meta:
        ordering = ["year"]
        verbose_name = "Zielwert"
        verbose_name_plural = "Zielwerte"
        constraints = [
            unique(["use", "year"], "strategy_target_per_year", "Für dieses Jahr gibt es schon einen Zielwert."),
            models.CheckConstraint(
                condition=Q(upper__isnull=True) | Q(upper__gte=F("value")),
                name="strategy_target_corridor",
                violation_error_message="Das obere Ende des Korridors liegt unter dem unteren.",
            ),
        ]

    def __str__(self) -> str:
        return f"Zielwert für Ende {self.year}"


class ReadingPeriod(OwnedModel):
    """A span of days whose Messwerte are collected together; while it is locked nobody writes one of these days."""

    name = models.CharField("Name", max_length=80)
    start = models.DateField("von")
    end = models.DateField("bis einschließlich")
    locked_on = models.DateField("geschlossen am", null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-start"]
        verbose_name = "Meldezeitraum"
        verbose_name_plural = "Meldezeiträume"
        constraints = [
            models.CheckConstraint(
                condition=Q(end__gte=F("start")),
                name="strategy_period_order",
                violation_error_message="Das Ende liegt vor dem Beginn.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.start:%d.%m.%Y} bis {self.end:%d.%m.%Y}"
