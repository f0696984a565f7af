"""Votes judged by the body's own rule, and decisions followed until they are done."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sozialstrategie.action.committees.enums import BallotChoice, DecisionResult, DecisionStatus
from sozialstrategie.action.committees.models.bodies import ALIVE, Committee, Membership
from sozialstrategie.action.committees.models.meetings import AgendaItem
from sozialstrategie.action.committees.models.papers import Consultation, Paper
from sozialstrategie.action.strategy.models import Measure
from sozialstrategie.kit.core.models import OwnedModel


class Vote(OwnedModel):
    """A vote, frozen with its inputs: rule and counts as they were, and what followed from them.

    `carried` is what holds; where it differs from `computed`, somebody gave a reason and a second person confirmed it.
    Elections are only recorded: `computed` is None.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="votes")
    motion = models.TextField("Worüber abgestimmt wurde", max_length=4000)
    rule = models.JSONField("Regel", default=dict, editable=False)
    rule_words = models.TextField("Regel in Worten", max_length=600, editable=False)
    yes = models.PositiveSmallIntegerField("Ja")
    no = models.PositiveSmallIntegerField("Nein")
    abstain = models.PositiveSmallIntegerField("Enthaltung", default=0)
    invalid = models.PositiveSmallIntegerField("ungültig", default=0)
    present = models.PositiveSmallIntegerField("anwesend")
    eligible = models.PositiveSmallIntegerField("stimmberechtigt")
    chair_in_favour = models.BooleanField("Vorsitz stimmte dafür", null=True, blank=True)
    is_secret = models.BooleanField("geheim", default=False)
    quorum_met = models.BooleanField(null=True, editable=False)
    quorum_words = models.CharField(max_length=300, blank=True, editable=False)
    computed = models.BooleanField(null=True, editable=False)
    needed = models.PositiveSmallIntegerField(null=True, editable=False)
    outcome_words = models.CharField(max_length=300, blank=True, editable=False)
    carried = models.BooleanField(null=True, editable=False)
    override_reason = models.TextField("Warum das Ergebnis anders gilt", max_length=1000, blank=True)
    overridden_by = models.UUIDField(null=True, editable=False)
    override_confirmed_by = models.UUIDField(null=True, editable=False)

    class Meta:
        ordering = ["id"]
        verbose_name = "Abstimmung"
        verbose_name_plural = "Abstimmungen"
        constraints = [
            models.CheckConstraint(
                condition=Q(present__gte=F("yes") + F("no") + F("abstain") + F("invalid")), name="committees_votes_present",
                violation_error_message="Es sind mehr Stimmen gezählt, als Mitglieder anwesend sind.",
            ),
            models.CheckConstraint(
                condition=Q(eligible__gte=F("present")), name="committees_present_eligible",
                violation_error_message="Es sind mehr Mitglieder anwesend, als stimmberechtigt sind.",
            ),
            models.CheckConstraint(
                condition=Q(carried=F("computed")) | Q(override_confirmed_by__isnull=False), name="committees_override_second",
                violation_error_message="Ein anderes Ergebnis gilt erst, wenn eine zweite Person es bestätigt hat.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.yes} Ja, {self.no} Nein, {self.abstain} Enthaltungen"


class Ballot(OwnedModel):
    """How one member voted, only where the vote was by name."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="ballots")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="ballots")
    choice = models.CharField("Stimme", max_length=10, choices=BallotChoice)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["vote", "membership"], name="committees_ballot_once")]


class Decision(OwnedModel):
    """A decision of a body, own or of the council, and how far it is carried out (Beschlusskontrolle)."""

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="decisions", verbose_name="Gremium")
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")
    consultation = models.ForeignKey(
        Consultation, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    paper = models.ForeignKey(
        Paper, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions", verbose_name="Vorlage"
    )
    vote = models.ForeignKey(Vote, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")
    number = models.CharField("Nummer", max_length=60, blank=True)
    title = models.CharField("Gegenstand", max_length=200)
    text = models.TextField("Wortlaut", max_length=8000, blank=True)
    result = models.CharField("Ergebnis", max_length=20, choices=DecisionResult)
    on = models.DateField("Tag der Sitzung")
    is_public = models.BooleanField("öffentlich", default=True)
    announced_on = models.DateField("bekannt gemacht am", null=True, blank=True)
    proposer = models.CharField("Einreicher", max_length=160, blank=True)
    lead_unit = models.CharField("zuständig", max_length=160, blank=True)
    due = models.DateField("zu erledigen bis", null=True, blank=True)
    status = models.CharField(
        "Umsetzung", max_length=15, choices=DecisionStatus, default=DecisionStatus.OPEN, editable=False
    )
    status_reason = models.TextField("Grund", max_length=1000, blank=True, editable=False)
    url = models.URLField("Adresse im Ratsinformationssystem", max_length=300, blank=True)

    class Meta:
        ordering = ["-on", "-id"]
        verbose_name = "Beschluss"
        verbose_name_plural = "Beschlüsse"
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "number"], condition=ALIVE & ~Q(number=""), name="committees_decision_once",
                violation_error_message="Einen Beschluss mit dieser Nummer hat das Gremium schon.",
            ),
            models.CheckConstraint(
                condition=~Q(status=DecisionStatus.OBSOLETE) | ~Q(status_reason=""), name="committees_obsolete_why",
                violation_error_message="Bitte schreiben Sie dazu, warum der Beschluss gegenstandslos ist.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        """For the history, which more people read than the decision: nothing of one that is not public."""
        number = f"Beschluss {self.number}" if self.number else "Beschluss"
        return f"{number}: {self.title}" if self.is_public else f"{number} (nicht öffentlich)"


class DecisionMeasure(OwnedModel):
    """A measure that a decision is about; its own funding decision where the measure needs one."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="measure_links")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["decision", "measure"], name="committees_decision_measure_once")]


class DecisionNote(OwnedModel):
    """What was reported about carrying out a decision (Sachstand)."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="notes")
    on = models.DateField("vom")
    text = models.TextField("Sachstand", max_length=4000)
    status = models.CharField("Umsetzung danach", max_length=15, choices=DecisionStatus)

    class Meta:
        ordering = ["-on", "-id"]
        verbose_name = "Sachstand"
        verbose_name_plural = "Sachstände"
