"""How the carrying out goes: reports, questions under a link, money, and how often a report is expected."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from sozialstrategie.action.strategy.enums import BudgetCategory, ProgressAnswerState, Rating, ReportedBy
from sozialstrategie.action.strategy.models.base import YEARS, unique
from sozialstrategie.action.strategy.models.records import Measure
from sozialstrategie.kit.core.models import OwnedModel


class StatusUpdate(OwnedModel):
    """One Sachstand as it was reported; the newest stands at the measure too. Nobody changes an old one.

    `by_words` names a unit or a function, never a person.
    """

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="status_updates")
    day = models.DateField("Stand vom")
    rating = models.CharField("Einschätzung", max_length=10, choices=Rating, blank=True)
    text = models.TextField("Sachstand", blank=True)
    next_step = models.TextField("Nächster Schritt", blank=True)
    by_words = models.CharField("von", max_length=160, blank=True)
    way = models.CharField("Weg", max_length=10, choices=ReportedBy, default=ReportedBy.HERE)

    class Meta:
        ordering = ["-day", "-id"]
        verbose_name = "Sachstand"
        verbose_name_plural = "Sachstände"

    def __str__(self) -> str:
        return f"Sachstand vom {self.day:%d.%m.%Y}"


class ProgressRequest(OwnedModel):
    """A unit without account is asked how its measures go. The secret of the link is stored as its SHA-256 alone."""

    unit = models.CharField("Stelle", max_length=160)
    note = models.TextField("Hinweis", blank=True, max_length=1000)
    due_on = models.DateField("Frist")
    token_hash = models.CharField(max_length=64, blank=True, editable=False)
    link_until = models.DateField("Link gilt bis", null=True, blank=True, editable=False)
    answered_on = models.DateField("geantwortet am", null=True, blank=True, editable=False)
    from_function = models.CharField("Wer antwortet (Stelle oder Funktion)", max_length=120, blank=True, editable=False)
    closed_on = models.DateField("beendet am", null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-due_on", "-id"]
        verbose_name = "Frage nach dem Sachstand"
        verbose_name_plural = "Fragen nach dem Sachstand"
        constraints = [
            models.UniqueConstraint(fields=["token_hash"], condition=~Q(token_hash=""), name="strategy_progress_link")
        ]

    def __str__(self) -> str:
        return f"Sachstand: {self.unit}"


class ProgressAnswer(OwnedModel):
    """A measure that a request asks about, and what the unit answered: a draft until a planner takes it over."""

    request = models.ForeignKey(ProgressRequest, on_delete=models.PROTECT, related_name="answers")
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="progress_answers")
    state = models.CharField(max_length=10, choices=ProgressAnswerState, default=ProgressAnswerState.ASKED)
    rating = models.CharField("Einschätzung", max_length=10, choices=Rating, blank=True)
    text = models.TextField("Sachstand", blank=True, max_length=4000)
    next_step = models.TextField("Nächster Schritt", blank=True, max_length=1000)
    day = models.DateField("Stand vom", null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = "Antwort zum Sachstand"
        verbose_name_plural = "Antworten zum Sachstand"
        constraints = [models.UniqueConstraint(fields=["request", "measure"], name="strategy_progress_answer_once")]

    def __str__(self) -> str:
        return f"Antwort zu {self.measure}"


class BudgetLine(OwnedModel):
    """What a measure costs in a year in one category, planned and spent, in Euro. Staff costs stand there as one total."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="budget_lines")
    year = models.PositiveSmallIntegerField("Jahr", validators=YEARS)
    category = models.CharField("Art", max_length=10, choices=BudgetCategory)
    planned = models.DecimalField("geplant", max_digits=12, decimal_places=2, validators=[MinValueValidator(0)])
    actual = models.DecimalField(
        "ausgegeben", max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    note = models.CharField("Wofür", max_length=200, blank=True)

    class Meta:
        ordering = ["year", "id"]
        verbose_name = "Kostenzeile"
        verbose_name_plural = "Kostenzeilen"
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "year"],
                condition=Q(category=BudgetCategory.STAFF, deleted_at__isnull=True),
                name="strategy_budget_staff_once",
                violation_error_message="Personalkosten stehen je Jahr in einer einzigen Summe. Bitte ändern Sie diese.",
            ),
            models.CheckConstraint(
                condition=~Q(category=BudgetCategory.STAFF) | Q(note=""),
                name="strategy_budget_staff_total",
                violation_error_message="Personalkosten stehen hier nur als Summe, ohne Angaben zu einzelnen Stellen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}, {self.get_category_display()}"


class FundingShare(OwnedModel):
    """What one source gives to a line, in Euro."""

    line = models.ForeignKey(BudgetLine, on_delete=models.CASCADE, related_name="shares")
    source = models.CharField("Woher", max_length=120)
    amount = models.DecimalField("Betrag", max_digits=12, decimal_places=2, validators=[MinValueValidator(0)])

    class Meta:
        ordering = ["id"]
        verbose_name = "Anteil"
        verbose_name_plural = "Anteile"
        constraints = [
            unique(["line", "source"], "strategy_share_source_once", "Diese Quelle steht schon in der Zeile.")
        ]

    def __str__(self) -> str:
        return self.source


class ProgressSetting(OwnedModel):
    """How often an organisation expects a report for each measure on its way."""

    MONTHS = 6  # proposal
    months = models.PositiveSmallIntegerField(
        "Ein Sachstand alle … Monate", default=MONTHS, validators=[MinValueValidator(1), MaxValueValidator(24)]
    )

    class Meta:
        verbose_name = "Abstand der Sachstände"
        verbose_name_plural = "Abstände der Sachstände"
        constraints = [models.UniqueConstraint(fields=["owner"], name="strategy_progress_setting_once")]

    def __str__(self) -> str:
        return f"alle {self.months} Monate"
