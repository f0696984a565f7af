"""Papers and the sequence of bodies that deal with them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sozialstrategie.action.committees.enums import ConsultationRole, DecisionResult, PaperKind, PaperState
from sozialstrategie.action.committees.models.bodies import ALIVE, Committee
from sozialstrategie.action.committees.models.meetings import AgendaItem
from sozialstrategie.action.strategy.models import Measure, Strategy, StrategyVersion
from sozialstrategie.kit.core.models import OwnedModel


class Paper(OwnedModel):
    """A Vorlage. `strategy_version`: the frozen version that is its annex; `measures`: single measures instead."""

    reference = models.CharField("Nummer der Vorlage", max_length=60, blank=True)
    title = models.CharField("Betreff", max_length=200)
    kind = models.CharField("Art", max_length=15, choices=PaperKind, default=PaperKind.DECISION)
    on = models.DateField("Datum")
    state = models.CharField("Stand", max_length=10, choices=PaperState, default=PaperState.DRAFT, editable=False)
    proposed = models.TextField("Beschlussvorschlag", max_length=8000, blank=True)
    reasons = models.TextField("Begründung", max_length=20000, blank=True)
    finances = models.TextField("Finanzielle Auswirkungen", max_length=4000, blank=True)
    originator = models.CharField("Einreicher", max_length=160, blank=True)
    is_public = models.BooleanField("öffentlich", default=True)
    url = models.URLField("Adresse im Ratsinformationssystem", max_length=300, blank=True)
    strategy = models.ForeignKey(
        Strategy, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="Strategie"
    )
    strategy_version = models.ForeignKey(
        StrategyVersion,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="Anlage: Fassung der Strategie",
    )

    class Meta:
        ordering = ["-on", "-id"]
        verbose_name = "Vorlage"
        verbose_name_plural = "Vorlagen"
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "reference"], condition=ALIVE & ~Q(reference=""), name="committees_paper_once",
                violation_error_message="Eine Vorlage mit dieser Nummer gibt es schon.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        """For the history, which more people read than the paper: nothing of one that is not public."""
        number = f"Vorlage {self.reference}" if self.reference else "Vorlage"
        return f"{number}: {self.title}"[:200] if self.is_public else f"{number} (nicht öffentlich)"


class PaperMeasure(OwnedModel):
    """A measure that a paper is about. `content`: what it said when the paper was finished; {} while that is in work."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="measure_links")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField(default=dict, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["paper", "measure"], name="committees_paper_measure_once")]


class Consultation(OwnedModel):
    """One body in the sequence of a paper (Beratungsfolge), and what it did. `is_authoritative`: this body decides.

    A step that was put off stays open: `on` is then its next day, `postponed_on` the day on which it was put off.
    `earlier_items`: points under which the body had it before, and from which it was carried over.
    """

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="consultations")
    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="consultations", verbose_name="Gremium"
    )
    position = models.PositiveSmallIntegerField("Reihenfolge")
    role = models.CharField("Aufgabe", max_length=15, choices=ConsultationRole, default=ConsultationRole.PRELIMINARY)
    is_authoritative = models.BooleanField("entscheidet", default=False)
    on = models.DateField("Tag der Sitzung", null=True, blank=True)
    item = models.ForeignKey(
        AgendaItem,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="consultations",
        verbose_name="Tagesordnungspunkt",
    )
    earlier_items = models.ManyToManyField(
        AgendaItem, blank=True, related_name="earlier_consultations", editable=False, verbose_name="vorher unter"
    )
    result = models.CharField("Ergebnis", max_length=20, choices=DecisionResult, blank=True)
    number = models.CharField("Nummer des Beschlusses", max_length=60, blank=True)
    text = models.TextField("Wortlaut, wo er vom Vorschlag abweicht", max_length=8000, blank=True)
    yes = models.PositiveSmallIntegerField("Ja", null=True, blank=True)
    no = models.PositiveSmallIntegerField("Nein", null=True, blank=True)
    abstain = models.PositiveSmallIntegerField("Enthaltung", null=True, blank=True)
    present = models.PositiveSmallIntegerField("anwesend", null=True, blank=True)
    postponed_on = models.DateField("vertagt am", null=True, blank=True, editable=False)
    url = models.URLField("Adresse im Ratsinformationssystem", max_length=300, blank=True)
    follows = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="followed_by", verbose_name="folgt auf"
    )

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "Beratung"
        verbose_name_plural = "Beratungsfolge"

    def __str__(self) -> str:
        return f"{self.committee}, {self.get_role_display()}"
