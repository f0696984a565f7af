"""The records of the thread: finding, need, goal, measure; and what belongs to one of them."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from sozialstrategie.action.strategy.enums import (
    EditorialState,
    FindingOrigin,
    FindingState,
    GoalKind,
    ImpactStep,
    MeasureStatus,
    NeedState,
    Priority,
    Rating,
    ReadingState,
    Urgency,
)
from sozialstrategie.action.strategy.models.base import YEARS, Restable, unique
from sozialstrategie.action.strategy.models.strategies import FieldOfAction
from sozialstrategie.action.strategy.numbering import valid_number
from sozialstrategie.evidence.monitoring.models.offers import ChoiceListField
from sozialstrategie.evidence.monitoring.offers.words import LifePhase
from sozialstrategie.kit.core.enums import Visibility
from sozialstrategie.kit.core.models import OwnedModel


class Finding(Restable, OwnedModel):
    """A Befund: one careful statement with the figures it rests on."""

    number = models.PositiveIntegerField("Nummer")
    title = models.CharField("Befund in einem Satz", max_length=300)
    statement = models.TextField("Was die Zahlen oder Gespräche zeigen", blank=True)
    caveat = models.TextField("Was sie nicht zeigen", blank=True)
    theme = models.CharField("Thema", max_length=80, blank=True)
    field = models.ForeignKey(
        FieldOfAction, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name="Handlungsfeld"
    )
    state = models.CharField("Stand", max_length=10, choices=FindingState, default=FindingState.DRAFT)
    origin = models.CharField("Herkunft", max_length=20, choices=FindingOrigin, default=FindingOrigin.WRITTEN)
    rejection_reason = models.TextField("Verworfen, weil", blank=True)
    review_note = models.TextField("Wieder geöffnet, weil", blank=True, max_length=2000, editable=False)
    checked_by = models.UUIDField(null=True, blank=True, editable=False)
    checked_role = models.CharField("geprüft von", max_length=80, blank=True, editable=False)
    checked_on = models.DateField("geprüft am", null=True, blank=True, editable=False)
    signal_key = models.CharField(max_length=120, blank=True, editable=False)
    signal_fingerprint = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["number"]
        verbose_name = "Befund"
        verbose_name_plural = "Befunde"
        constraints = [
            unique(["owner", "number"], "strategy_finding_number", "Diese Nummer hat schon ein anderer Befund."),
            models.CheckConstraint(
                condition=~Q(state=FindingState.REJECTED) | ~Q(rejection_reason=""),
                name="strategy_finding_rejected_why",
            ),
            models.CheckConstraint(
                condition=~Q(state=FindingState.ACCEPTED) | Q(checked_on__isnull=False),
                name="strategy_finding_accepted_when",
            ),
        ]

    def __str__(self) -> str:
        return f"Befund {self.number}: {self.title}"

    @property
    def indicator(self) -> str:
        """Code of the figure that a hand-written finding cites, "" without one; one query."""
        if self.origin != FindingOrigin.WRITTEN:
            return ""
        row = self.figures.filter(deleted_at=None).select_related("reference").first()
        return row.reference.indicator if row else ""


class Need(Restable, OwnedModel):
    """A Bedarf: what is missing, for whom, where, how urgent."""

    number = models.PositiveIntegerField("Nummer")
    title = models.CharField("Bedarf in einem Satz", max_length=300)
    description = models.TextField("Beschreibung", blank=True)
    target_group = models.CharField("Für wen", max_length=200, blank=True)
    region = models.CharField("Gebiet oder Planungsraum", max_length=200, blank=True)
    urgency = models.CharField("Dringlichkeit", max_length=10, choices=Urgency, default=Urgency.MEDIUM)
    state = models.CharField("Stand", max_length=15, choices=NeedState, default=NeedState.SUSPECTED)
    rejection_reason = models.TextField("Verworfen, weil", blank=True)
    field = models.ForeignKey(
        FieldOfAction, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name="Handlungsfeld"
    )

    class Meta:
        ordering = ["number"]
        verbose_name = "Bedarf"
        verbose_name_plural = "Bedarfe"
        constraints = [
            unique(["owner", "number"], "strategy_need_number", "Diese Nummer hat schon ein anderer Bedarf."),
            models.CheckConstraint(
                condition=~Q(state=NeedState.REJECTED) | ~Q(rejection_reason=""),
                name="strategy_need_rejected_why",
                violation_error_message="Bitte schreiben Sie dazu, warum der Bedarf verworfen wird.",
            ),
        ]

    def __str__(self) -> str:
        return f"Bedarf {self.number}: {self.title}"


class Goal(Restable, OwnedModel):
    """A Leitziel or a Ziel below it; only a Ziel is linked to needs and measures."""

    field = models.ForeignKey(
        FieldOfAction, on_delete=models.PROTECT, related_name="goals", verbose_name="Handlungsfeld"
    )
    kind = models.CharField("Art", max_length=15, choices=GoalKind, default=GoalKind.GOAL)
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        verbose_name="gehört zum Leitziel",
    )
    number = models.CharField("Nummer", max_length=20, validators=[valid_number])
    title = models.CharField("Ziel in einem Satz", max_length=300)
    description = models.TextField("Beschreibung", blank=True)
    target_year = models.PositiveSmallIntegerField("erreicht bis Ende", null=True, blank=True, validators=YEARS)
    life_phases = ChoiceListField("Lebensphasen", choices=LifePhase, default=list, blank=True)
    measured_by = models.TextField("Woran wir es merken", blank=True)

    class Meta:
        ordering = ["field__number", "number"]
        verbose_name = "Ziel"
        verbose_name_plural = "Ziele"
        constraints = [
            unique(["field", "number"], "strategy_goal_number", "Diese Nummer hat schon ein anderes Ziel."),
            models.CheckConstraint(
                condition=~Q(kind=GoalKind.GUIDING_GOAL) | Q(parent__isnull=True),
                name="strategy_guiding_goal_on_top",
                violation_error_message="Ein Leitziel steht oben und gehört zu keinem anderen Ziel.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}: {self.title}"


class Measure(Restable, OwnedModel):
    """A Maßnahme with the columns of the measure table.

    Three axes: `status` (carrying out), `editorial_state` (computed), `visibility`. The traffic light is none of them.
    """

    field = models.ForeignKey(
        FieldOfAction, on_delete=models.PROTECT, related_name="measures", verbose_name="Handlungsfeld"
    )
    number = models.CharField("Nummer", max_length=20, validators=[valid_number])
    title = models.CharField("Maßnahme", max_length=200)
    description = models.TextField("Was getan wird", blank=True)
    target_group = models.CharField("Zielgruppe", max_length=200, blank=True)
    social_area = models.CharField("Sozialraum", max_length=200, blank=True)
    life_phases = ChoiceListField("Lebensphasen", choices=LifePhase, default=list, blank=True)
    lead_unit = models.CharField("Federführung", max_length=160, blank=True)
    partners = models.CharField("Mitwirkende", max_length=300, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        to_field="uid",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="Verantwortliche Person mit Zugang",
    )
    start = models.DateField("Beginn", null=True, blank=True)
    end = models.DateField("Ende", null=True, blank=True)
    permanent = models.BooleanField("Daueraufgabe ohne Ende", default=False)
    priority = models.PositiveSmallIntegerField("Priorität", choices=Priority, default=Priority.MEDIUM)
    cost_note = models.TextField("Kosten", blank=True)
    funding = models.TextField("Deckung und Förderprogramm", blank=True)
    impact_step = models.PositiveSmallIntegerField(
        "Höchste angestrebte Wirkungsstufe", choices=ImpactStep, null=True, blank=True
    )
    indicator_text = models.CharField("Indikator", max_length=300, blank=True)
    baseline_value = models.DecimalField("Ausgangswert", max_digits=14, decimal_places=3, null=True, blank=True)
    baseline_text = models.CharField("Ausgangswert in Worten", max_length=200, blank=True)
    target_value = models.DecimalField("Zielwert", max_digits=14, decimal_places=3, null=True, blank=True)
    target_text = models.CharField("Zielwert in Worten", max_length=200, blank=True)
    target_year = models.PositiveSmallIntegerField("Zieljahr", null=True, blank=True, validators=YEARS)
    needs_own_decision = models.BooleanField("Braucht einen eigenen Beschluss", default=False)
    decision_note = models.CharField("Beschluss", max_length=200, blank=True)
    status = models.CharField("Umsetzung", max_length=15, choices=MeasureStatus, default=MeasureStatus.IDEA)
    status_reason = models.TextField("Grund des Standes", blank=True)
    status_before = models.CharField(max_length=15, choices=MeasureStatus, blank=True, editable=False)
    visibility = models.CharField("Sichtbarkeit", max_length=10, choices=Visibility, default=Visibility.INTERNAL)
    rating = models.CharField("Einschätzung", max_length=10, choices=Rating, blank=True)
    progress_note = models.TextField("Sachstand", blank=True)
    progress_on = models.DateField("Sachstand vom", null=True, blank=True)
    next_step = models.TextField("Nächster Schritt", blank=True)
    submitted_version = models.PositiveIntegerField(null=True, blank=True, editable=False)
    released_version = models.PositiveIntegerField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["field__number", "number"]
        verbose_name = "Maßnahme"
        verbose_name_plural = "Maßnahmen"
        constraints = [
            unique(["field", "number"], "strategy_measure_number", "Diese Nummer hat schon eine andere Maßnahme."),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(start__isnull=True) | Q(end__gte=F("start")),
                name="strategy_measure_period",
                violation_error_message="Das Ende liegt vor dem Beginn.",
            ),
            models.CheckConstraint(
                condition=Q(permanent=False) | Q(end__isnull=True),
                name="strategy_measure_permanent",
                violation_error_message="Eine Daueraufgabe hat kein Ende. Bitte nehmen Sie das Datum oder das Häkchen weg.",
            ),
            models.CheckConstraint(
                condition=Q(impact_step__isnull=True) | Q(impact_step__lte=7), name="strategy_measure_step"
            ),
            models.CheckConstraint(
                condition=~Q(status=MeasureStatus.DROPPED) | ~Q(status_reason=""),
                name="strategy_measure_dropped_why",
                violation_error_message="Bitte schreiben Sie dazu, warum die Maßnahme fallen gelassen wird.",
            ),
        ]

    def __str__(self) -> str:
        return f"Maßnahme {self.number}: {self.title}"

    @property
    def editorial_state(self) -> EditorialState:
        """Released or submitted only while nothing has changed since."""
        if self.released_version == self.version:
            return EditorialState.RELEASED
        return EditorialState.SUBMITTED if self.submitted_version == self.version else EditorialState.DRAFT

    @property
    def has_target(self) -> bool:
        return self.target_value is not None or bool(self.target_text)


class LogicItem(OwnedModel):
    """Something that shall happen on one step of the impact staircase of a measure or of a goal.

    A step may hold several; without an indicator it shows as open.
    """

    measure = models.ForeignKey(Measure, null=True, blank=True, on_delete=models.CASCADE, related_name="logic_items")
    goal = models.ForeignKey(Goal, null=True, blank=True, on_delete=models.CASCADE, related_name="logic_items")
    step = models.PositiveSmallIntegerField("Stufe", choices=ImpactStep)
    position = models.PositiveSmallIntegerField("Reihenfolge", default=1, editable=False)
    text = models.CharField("Was geschehen soll", max_length=200)
    indicator_text = models.CharField("Woran man es merkt", max_length=200, blank=True)

    class Meta:
        ordering = ["step", "position", "id"]
        verbose_name = "Eintrag der Wirkungstreppe"
        verbose_name_plural = "Einträge der Wirkungstreppe"
        constraints = [
            models.CheckConstraint(condition=Q(step__lte=7), name="strategy_logic_step"),
            models.CheckConstraint(
                condition=Q(measure__isnull=False, goal__isnull=True) | Q(measure__isnull=True, goal__isnull=False),
                name="strategy_logic_one_subject",
            ),
        ]

    def __str__(self) -> str:
        return f"Stufe {self.get_step_display()}: {self.text}"

    @property
    def subject(self) -> Measure | Goal:
        """The measure or the goal whose staircase this is."""
        found = self.measure or self.goal
        assert found is not None
        return found


class Reading(OwnedModel):
    """A Messwert on a day: of the indicator that a measure names itself, or of a further one (`use`).

    It counts once leadership has approved it. For a share `numerator` and `denominator` are kept; `value` is the share in
    percent.
    """

    measure = models.ForeignKey(Measure, null=True, blank=True, on_delete=models.CASCADE, related_name="readings")
    use = models.ForeignKey(
        "strategy.IndicatorUse", null=True, blank=True, on_delete=models.CASCADE, related_name="readings"
    )
    day = models.DateField("Stichtag")
    value = models.DecimalField("Wert", max_digits=14, decimal_places=3)
    numerator = models.DecimalField("Zähler", max_digits=14, decimal_places=3, null=True, blank=True)
    denominator = models.DecimalField("Nenner", max_digits=14, decimal_places=3, null=True, blank=True)
    text = models.CharField("In Worten", max_length=200, blank=True)
    state = models.CharField(
        "Stand", max_length=10, choices=ReadingState, default=ReadingState.SUBMITTED, editable=False
    )
    return_note = models.TextField("Zurückgegeben, weil", blank=True, max_length=1000, editable=False)
    approved_by = models.UUIDField(null=True, blank=True, editable=False)
    approved_on = models.DateField("freigegeben am", null=True, blank=True, editable=False)

    class Meta:
        ordering = ["day"]
        verbose_name = "Messwert"
        verbose_name_plural = "Messwerte"
        constraints = [
            unique(["measure", "day"], "strategy_reading_per_day", "Für diesen Tag gibt es schon einen Messwert."),
            unique(["use", "day"], "strategy_use_reading_per_day", "Für diesen Tag gibt es schon einen Messwert."),
            models.CheckConstraint(
                condition=Q(measure__isnull=False, use__isnull=True) | Q(measure__isnull=True, use__isnull=False),
                name="strategy_reading_one_subject",
            ),
            models.CheckConstraint(
                condition=Q(state=ReadingState.APPROVED, approved_on__isnull=False)
                | (~Q(state=ReadingState.APPROVED) & Q(approved_on__isnull=True)),
                name="strategy_reading_approved_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReadingState.RETURNED) | ~Q(return_note=""),
                name="strategy_reading_returned_why",
                violation_error_message="Bitte schreiben Sie dazu, was zu ändern ist.",
            ),
        ]

    def __str__(self) -> str:
        return f"Messwert vom {self.day:%d.%m.%Y}"

    @property
    def subject(self) -> Measure | Goal:
        """The measure or the goal that it is about; whoever reports on that may report it."""
        found = self.measure or (self.use.subject if self.use is not None else None)
        assert found is not None
        return found

    @property
    def responsible_id(self) -> UUID | None:
        """Who besides the planners may report it: whoever answers for the measure."""
        return getattr(self.subject, "responsible_id", None)
