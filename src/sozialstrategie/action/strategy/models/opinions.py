"""Statements of opinion: a round over a frozen version, who is asked, what they say, what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from sozialstrategie.action.strategy.enums import Consideration, OpinionState, OpinionVerdict, PassageKind
from sozialstrategie.action.strategy.models.strategies import Strategy, StrategyVersion
from sozialstrategie.kit.core.models import OwnedModel


class OpinionRound(OwnedModel):
    """A Mitzeichnung: offices say until a day what they think of exactly this version."""

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="opinion_rounds")
    text_version = models.ForeignKey(
        StrategyVersion, on_delete=models.PROTECT, related_name="+", verbose_name="Fassung"
    )
    title = models.CharField("Titel", max_length=120)
    note = models.TextField("Hinweis an alle Stellen", blank=True, max_length=2000)
    opened_on = models.DateField("begonnen am")
    due_on = models.DateField("Frist")
    closed_on = models.DateField("beendet am", null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-opened_on", "-id"]
        verbose_name = "Mitzeichnung"
        verbose_name_plural = "Mitzeichnungen"
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=models.F("opened_on")),
                name="strategy_round_period",
                violation_error_message="Die Frist liegt vor dem Beginn.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class OpinionRequest(OwnedModel):
    """Who is asked, on which passage, until when. The secret of the link is stored as its SHA-256 alone.

    `opened_at` is the moment when the question went to this very office: what was said before belongs to somebody else.
    `person` answers with an account of the own administration instead of a link.
    """

    round = models.ForeignKey(OpinionRound, on_delete=models.PROTECT, related_name="requests")
    recipient = models.CharField("Stelle", max_length=200)
    recipient_function = models.CharField("Funktion", max_length=120, blank=True)
    email = models.EmailField("E-Mail der Stelle", blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, to_field="uid", null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        verbose_name="antwortet mit Zugang",
    )  # fmt: skip
    passage = models.CharField("Wozu", max_length=10, choices=PassageKind, default=PassageKind.STRATEGY)
    passage_uid = models.UUIDField(null=True, blank=True, editable=False)
    passage_label = models.CharField("Stelle im Text", max_length=320, blank=True, editable=False)
    due_on = models.DateField("Frist")
    state = models.CharField("Stand", max_length=10, choices=OpinionState, default=OpinionState.ASKED, editable=False)
    token_hash = models.CharField(max_length=64, blank=True, editable=False)
    link_until = models.DateField("Link gilt bis", null=True, blank=True, editable=False)
    opened_at = models.DateTimeField("an diese Stelle gegangen am", null=True, blank=True, editable=False)
    verdict = models.CharField("Ergebnis", max_length=15, choices=OpinionVerdict, blank=True)
    from_function = models.CharField("Wer antwortet (Stelle oder Funktion)", max_length=120, blank=True)
    answered_on = models.DateField("eingegangen am", null=True, blank=True)
    entered_by_us = models.BooleanField("von uns eingetragen", default=False)

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = "Bitte um Stellungnahme"
        verbose_name_plural = "Bitten um Stellungnahme"
        constraints = [
            models.UniqueConstraint(fields=["token_hash"], condition=~Q(token_hash=""), name="strategy_opinion_link"),
            models.CheckConstraint(
                condition=~Q(state=OpinionState.ANSWERED) | (~Q(verdict="") & Q(answered_on__isnull=False)),
                name="strategy_opinion_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.passage_words}"

    @property
    def passage_words(self) -> str:
        return self.passage_label or str(self.get_passage_display())


class StatementOfOpinion(OwnedModel):
    """One remark of an office on one passage, and its consideration: followed, partly or not, with the reason."""

    request = models.ForeignKey(OpinionRequest, on_delete=models.PROTECT, related_name="statements")
    position = models.PositiveSmallIntegerField(default=1)
    passage = models.CharField("Wozu", max_length=10, choices=PassageKind, default=PassageKind.STRATEGY)
    passage_uid = models.UUIDField(null=True, blank=True, editable=False)
    passage_label = models.CharField("Stelle im Text", max_length=320, blank=True)
    text = models.TextField("Anmerkung", max_length=4000)
    outcome = models.CharField("Abwägung", max_length=15, choices=Consideration, blank=True)
    reason = models.TextField("Begründung", blank=True, max_length=4000)
    considered_role = models.CharField("abgewogen von", max_length=80, blank=True, editable=False)
    considered_on = models.DateField("abgewogen am", null=True, blank=True, editable=False)

    class Meta:
        ordering = ["request_id", "position"]
        verbose_name = "Stellungnahme"
        verbose_name_plural = "Stellungnahmen"
        constraints = [
            models.CheckConstraint(condition=Q(outcome="") | ~Q(reason=""), name="strategy_consideration_has_reason")
        ]

    def __str__(self) -> str:
        return f"Anmerkung {self.position} von {self.request.recipient}"

    @property
    def passage_words(self) -> str:
        return self.passage_label or str(self.get_passage_display())
