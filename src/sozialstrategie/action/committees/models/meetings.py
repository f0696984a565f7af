"""Meetings: agenda, who is there, who takes no part in a point, what is parked."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sozialstrategie.action.committees.enums import Answer, AttendanceState, ItemState, MeetingState, Purpose
from sozialstrategie.action.committees.models.bodies import ALIVE, Committee, Membership
from sozialstrategie.kit.core.models import OwnedModel


class Meeting(OwnedModel):
    """A meeting of a body. `sequence` grows with each change that its members must hear of (iCalendar SEQUENCE).

    Members without an account answer under a link of their own; see `Attendance`.
    """

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="meetings")
    title = models.CharField("Titel", max_length=200)
    start = models.DateTimeField("Beginn")
    end = models.DateTimeField("Ende (geplant)")
    place = models.CharField("Ort", max_length=200, blank=True)
    online_url = models.URLField("Adresse der Videokonferenz", max_length=300, blank=True)
    invitation = models.TextField("Text der Einladung", max_length=4000, blank=True)
    state = models.CharField("Stand", max_length=10, choices=MeetingState, default=MeetingState.DRAFT, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    # SHA-256 of the agenda as whoever is invited knows it; "" = nobody was told
    agenda_told = models.CharField(max_length=64, blank=True, editable=False)
    invited_at = models.DateTimeField("eingeladen am", null=True, blank=True, editable=False)
    opened_at = models.DateTimeField("eröffnet", null=True, blank=True)
    closed_at = models.DateTimeField("geschlossen", null=True, blank=True)
    cancelled_why = models.CharField("Grund der Absage", max_length=300, blank=True, editable=False)
    chair = models.CharField("Leitung", max_length=160, blank=True)
    minute_taker = models.CharField("Schriftführung", max_length=160, blank=True)
    url = models.URLField("Adresse im Ratsinformationssystem", max_length=300, blank=True)

    class Meta:
        ordering = ["-start"]
        verbose_name = "Sitzung"
        verbose_name_plural = "Sitzungen"
        constraints = [
            models.CheckConstraint(
                condition=Q(end__gt=F("start")), name="committees_meeting_period",
                violation_error_message="Das Ende liegt nicht nach dem Beginn.",
            ),
            models.CheckConstraint(
                condition=~Q(state=MeetingState.CANCELLED) | ~Q(cancelled_why=""), name="committees_cancelled_why",
                violation_error_message="Bitte schreiben Sie dazu, warum die Sitzung abgesagt wird.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class AgendaItem(OwnedModel):
    """A point of the agenda (TOP), and what was said to it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField("Reihenfolge")
    title = models.CharField("Gegenstand", max_length=200)
    purpose = models.CharField("Art", max_length=15, choices=Purpose, default=Purpose.CONSULTATION)
    is_public = models.BooleanField("öffentlich", default=True)
    planned_minutes = models.PositiveSmallIntegerField("Minuten", null=True, blank=True)
    note = models.TextField("Hinweis zur Vorbereitung", max_length=2000, blank=True)
    state = models.CharField("Ergebnis", max_length=10, choices=ItemState, default=ItemState.OPEN, editable=False)
    text = models.TextField("Text für die Niederschrift", max_length=10000, blank=True)
    began_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    carried_from = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="carried_to",
        verbose_name="übernommen aus",
    )

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "Tagesordnungspunkt"
        verbose_name_plural = "Tagesordnung"

    def __str__(self) -> str:
        # the history keeps this name, and more people read it than the agenda
        return self.title if self.is_public else "nicht öffentlicher Punkt"


class ParkedTopic(OwnedModel):
    """Something that came up and is dealt with another time."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="parked")
    title = models.CharField("Thema", max_length=200)
    taken_up = models.ForeignKey(
        AgendaItem,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="from_parked",
        verbose_name="aufgenommen als",
    )

    class Meta:
        ordering = ["id"]
        verbose_name = "geparktes Thema"
        verbose_name_plural = "geparkte Themen"

    def __str__(self) -> str:
        return "geparktes Thema"  # it may come from a point that is not public


class Attendance(OwnedModel):
    """One member or guest of one meeting. `reason` (why absent) stands in the minutes and nowhere else, no act holds it.

    `stands_in_for`: the member in whose place this substitute was asked (`substitutes.ask_substitute`).
    `token_hash`: SHA-256 of the secret in the link under which a member without an account answers; "" = no link.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    membership = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="attendances"
    )
    stands_in_for = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="stood_in_for", editable=False,
        verbose_name="vertritt",
    )  # fmt: skip
    name = models.CharField("Name", max_length=160)
    answer = models.CharField("Antwort", max_length=5, choices=Answer, default=Answer.OPEN)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    token_hash = models.CharField(max_length=64, blank=True, editable=False)
    state = models.CharField("Anwesenheit", max_length=10, choices=AttendanceState, default=AttendanceState.EXPECTED)
    arrived_at = models.DateTimeField("gekommen", null=True, blank=True)
    left_at = models.DateTimeField("gegangen", null=True, blank=True)
    reason = models.CharField("Grund der Abwesenheit", max_length=200, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = "Teilnahme"
        verbose_name_plural = "Teilnahmen"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "membership"],
                condition=ALIVE & Q(membership__isnull=False),
                name="committees_attends_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Recusal(OwnedModel):
    """A member who takes no part in a point (persönliche Beteiligung)."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="recusals")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="recusals")

    class Meta:
        ordering = ["id"]
        verbose_name = "persönliche Beteiligung"
        constraints = [
            models.UniqueConstraint(fields=["item", "membership"], condition=ALIVE, name="committees_recused_once")
        ]

    def __str__(self) -> str:
        return self.membership.name
