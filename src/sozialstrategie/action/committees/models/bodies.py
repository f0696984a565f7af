"""Bodies, their terms and members, and what a person has confirmed about the law."""

from __future__ import annotations

from fractions import Fraction

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from sozialstrategie.action.committees.enums import COUNCIL_KINDS, Base, CommitteeKind, Function, Tie
from sozialstrategie.kit.core.models import OwnedModel
from sozialstrategie.methods import voting

ALIVE = Q(deleted_at__isnull=True)


class Committee(OwnedModel):
    """A body. Its rule of votes stands here as whole numbers; a vote copies it, so later changes touch no old vote.

    For bodies of the council the council information system leads: here are only results, and links to it.
    """

    name = models.CharField("Name", max_length=160)
    short_name = models.CharField("Kurzname", max_length=40, blank=True)
    kind = models.CharField("Art", max_length=20, choices=CommitteeKind)
    purpose = models.TextField("Aufgabe", max_length=2000, blank=True)
    is_public = models.BooleanField("tagt öffentlich, wenn nichts anderes gesagt ist", default=False)
    url = models.URLField("Adresse im Ratsinformationssystem", max_length=300, blank=True)
    oparl_url = models.URLField("OParl-Adresse (Organization)", max_length=300, blank=True)
    quorum_numerator = models.PositiveSmallIntegerField("Beschlussfähig: Zähler", default=1)
    quorum_denominator = models.PositiveSmallIntegerField("Beschlussfähig: Nenner", default=2)
    quorum_strict = models.BooleanField("mehr als dieser Anteil", default=True)
    quorum_minimum = models.PositiveSmallIntegerField("mindestens so viele", default=0)
    majority_numerator = models.PositiveSmallIntegerField("Mehrheit: Zähler", default=1)
    majority_denominator = models.PositiveSmallIntegerField("Mehrheit: Nenner", default=2)
    majority_strict = models.BooleanField("mehr als dieser Anteil der Stimmen", default=True)
    majority_base = models.CharField("Anteil wovon", max_length=10, choices=Base, default=Base.YES_NO)
    tie = models.CharField("Bei Stimmengleichheit", max_length=10, choices=Tie, default=Tie.REJECTED)
    recused_are_eligible = models.BooleanField("Beteiligte zählen bei den Stimmberechtigten mit", default=False)
    rule_confirmed_by = models.UUIDField(null=True, blank=True, editable=False)
    rule_confirmed_on = models.DateField("Regel bestätigt am", null=True, blank=True, editable=False)
    valid_from = models.DateField("besteht seit", null=True, blank=True)
    valid_to = models.DateField("bestand bis", null=True, blank=True)
    # SHA-256 of the secret in the address of the calendar feed; "" = no feed
    feed_token_hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = "Gremium"
        verbose_name_plural = "Gremien"
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"], condition=ALIVE, name="committees_name_once",
                violation_error_message="Ein Gremium mit diesem Namen gibt es schon.",
            ),
            models.CheckConstraint(
                condition=Q(quorum_denominator__gt=0, majority_denominator__gt=0)
                & Q(quorum_numerator__lte=F("quorum_denominator"), majority_numerator__lte=F("majority_denominator")),
                name="committees_shares", violation_error_message="Ein Anteil liegt zwischen null und eins.",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="committees_valid", violation_error_message="Das Ende liegt vor dem Beginn.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def is_of_council(self) -> bool:
        """The council information system leads."""
        return self.kind in COUNCIL_KINDS

    @property
    def quorum_rule(self) -> voting.QuorumRule:
        share = Fraction(self.quorum_numerator, self.quorum_denominator)
        return voting.QuorumRule(share, self.quorum_strict, self.quorum_minimum)

    @property
    def majority_rule(self) -> voting.MajorityRule:
        share = Fraction(self.majority_numerator, self.majority_denominator)
        return voting.MajorityRule(share, self.majority_strict, voting.Base(self.majority_base), voting.Tie(self.tie))


class Term(OwnedModel):
    """A Wahlperiode or Amtszeit of a body."""

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="terms")
    name = models.CharField("Bezeichnung", max_length=80)
    start = models.DateField("von")
    end = models.DateField("bis", null=True, blank=True)

    class Meta:
        ordering = ["-start"]
        verbose_name = "Amtszeit"
        verbose_name_plural = "Amtszeiten"
        constraints = [
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")), name="committees_term_period",
                violation_error_message="Das Ende liegt vor dem Beginn.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Membership(OwnedModel):
    """Somebody in a body, with or without an account. A substitute has a vote only where the member is absent."""

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="memberships")
    term = models.ForeignKey(Term, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, to_field="uid", null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        verbose_name="Person mit Zugang",
    )  # fmt: skip
    name = models.CharField("Name", max_length=160)
    email = models.EmailField("E-Mail für Einladungen", max_length=254, blank=True)
    function = models.CharField("Funktion", max_length=15, choices=Function, default=Function.MEMBER)
    voting = models.BooleanField("stimmberechtigt", default=True)
    on_behalf_of = models.CharField("für", max_length=160, blank=True)
    substitute_for = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="substitutes", verbose_name="vertritt"
    )
    start = models.DateField("seit", null=True, blank=True)
    end = models.DateField("bis", null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = "Mitglied"
        verbose_name_plural = "Mitglieder"
        constraints = [
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(start__isnull=True) | Q(end__gte=F("start")),
                name="committees_member_period", violation_error_message="Das Ende liegt vor dem Beginn.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class LawConfirmation(OwnedModel):
    """What a person of the organisation has confirmed about one provision of the law, in the words that hold here."""

    key = models.CharField("Vorgabe", max_length=40)
    text = models.TextField("Was hier gilt", max_length=2000)
    confirmed_by = models.UUIDField(editable=False)
    confirmed_on = models.DateField("bestätigt am", editable=False)

    class Meta:
        ordering = ["key"]
        verbose_name = "Bestätigung einer Vorgabe"
        constraints = [models.UniqueConstraint(fields=["owner", "key"], condition=ALIVE, name="committees_law_once")]

    def __str__(self) -> str:
        return self.key
