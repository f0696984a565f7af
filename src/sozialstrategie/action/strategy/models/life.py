"""What happens to a strategy and its versions: decisions, notes on frozen versions, what goes on in the next strategy."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sozialstrategie.action.strategy.enums import CarryOutcome, DecisionResult, NoteKind
from sozialstrategie.action.strategy.models.base import ALIVE
from sozialstrategie.action.strategy.models.records import Goal, Measure
from sozialstrategie.action.strategy.models.strategies import Strategy, StrategyVersion
from sozialstrategie.kit.core.models import OwnedModel


class StrategyDecision(OwnedModel):
    """What the deciding body did with a frozen version, in its own words.

    `adopted_version` is the version that stands as adopted: the decided one, or after "adopted with changes" the one that
    leadership signed off against the text of the decision.
    """

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="decisions")
    decided_version = models.ForeignKey(StrategyVersion, on_delete=models.PROTECT, related_name="decisions")
    result = models.CharField("Ergebnis", max_length=20, choices=DecisionResult)
    on = models.DateField("Tag der Sitzung")
    body = models.CharField("Gremium", max_length=160, blank=True)
    number = models.CharField("Nummer des Beschlusses", max_length=60, blank=True)
    text = models.TextField("Wortlaut", blank=True, max_length=8000)
    adopted_version = models.ForeignKey(
        StrategyVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="adoptions"
    )
    signed_by = models.UUIDField(null=True, blank=True, editable=False)
    signed_role = models.CharField("abgezeichnet von", max_length=80, blank=True, editable=False)
    signed_on = models.DateField("abgezeichnet am", null=True, blank=True, editable=False)
    sign_note = models.TextField("Wie die Änderungen eingearbeitet sind", blank=True, max_length=4000)

    class Meta:
        ordering = ["-on", "-id"]
        verbose_name = "Entscheidung"
        verbose_name_plural = "Entscheidungen"
        constraints = [
            models.CheckConstraint(
                condition=Q(adopted_version__isnull=True)
                | Q(result__in=(DecisionResult.ADOPTED, DecisionResult.ADOPTED_AMENDED)),
                name="strategy_adopted_by_decision",
            ),
            models.CheckConstraint(
                condition=~Q(result=DecisionResult.ADOPTED) | Q(adopted_version__isnull=False),
                name="strategy_adopted_has_version",
            ),
        ]

    def __str__(self) -> str:
        said = f"{self.body}, " if self.body else ""
        return f"{said}{self.get_result_display()} am {self.on:%d.%m.%Y}"


class VersionNote(OwnedModel):
    """An erratum or an erasure: said beside a frozen version, whose old checksum stays listed.

    `sha256_after` is the checksum of the text that remained after an erasure. `pending_text` holds that text while it is
    written: the database lets a version change to exactly this and nothing else.
    """

    version_of = models.ForeignKey(StrategyVersion, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField("Art", max_length=10, choices=NoteKind)
    text = models.TextField("Was berichtigt oder gelöscht wurde und warum", max_length=4000)
    role = models.CharField("durch", max_length=80, blank=True)
    on = models.DateField("am")
    sha256_after = models.CharField("Prüfsumme danach", max_length=64, blank=True, editable=False)
    pending_text = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ["id"]
        verbose_name = "Vermerk zur Fassung"
        verbose_name_plural = "Vermerke zu Fassungen"
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=NoteKind.ERASURE) | ~Q(sha256_after=""), name="strategy_erasure_has_checksum"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} zu {self.version_of}"


class CarryOver(OwnedModel):
    """What becomes of one goal or measure of the old strategy in the next one, and why."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="carried")
    goal = models.ForeignKey(Goal, null=True, blank=True, on_delete=models.PROTECT, related_name="carried")
    measure = models.ForeignKey(Measure, null=True, blank=True, on_delete=models.PROTECT, related_name="carried")
    outcome = models.CharField("Was wird daraus", max_length=10, choices=CarryOutcome)
    reason = models.TextField("Begründung", max_length=2000)
    new_goal = models.ForeignKey(Goal, null=True, blank=True, on_delete=models.PROTECT, related_name="came_from")
    new_measure = models.ForeignKey(Measure, null=True, blank=True, on_delete=models.PROTECT, related_name="came_from")

    class Meta:
        ordering = ["id"]
        verbose_name = "Übernahme"
        verbose_name_plural = "Übernahmen"
        constraints = [
            models.CheckConstraint(
                condition=Q(goal__isnull=True, measure__isnull=False) | Q(goal__isnull=False, measure__isnull=True),
                name="strategy_carry_one_thing",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="strategy_carry_why"),
            models.UniqueConstraint(fields=["strategy", "goal"], condition=ALIVE, name="strategy_carry_goal_once"),
            models.UniqueConstraint(
                fields=["strategy", "measure"], condition=ALIVE, name="strategy_carry_measure_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.goal or self.measure}: {self.get_outcome_display()}"
