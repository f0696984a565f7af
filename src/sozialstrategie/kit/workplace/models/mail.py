"""Mails on their way, and how often a person wants to be written to. Neither belongs to one organisation alone."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from sozialstrategie.kit.core.models import Organisation


class MailState(models.TextChoices):
    WAITING = "waiting", "wartet"
    SENDING = "sending", "wird verschickt"
    SENT = "sent", "verschickt"
    UNSURE = "unsure", "übergeben, ohne Antwort des Mailservers"
    FAILED = "failed", "nicht verschickt"
    RECALLED = "recalled", "zurückgeholt, bevor sie hinausging"


class OutgoingMail(models.Model):
    """One mail to one address. Written in the transaction of the act that wants it, sent by the worker.

    The Message-ID is fixed when the row is made, so that every repetition is the same mail. Address, words and attachments
    are blanked as soon as the mail is through or given up; key and digest stay for a while, so that it never goes out twice.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=200, unique=True)
    message_id = models.CharField(max_length=200, unique=True)
    recipient = models.EmailField(blank=True)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    attachments = models.JSONField(default=list)  # [name, type, text], as `services.outbox.Attachment`
    digest = models.CharField(max_length=64)  # SHA-256 of recipient, subject, body and attachments
    must_arrive = models.BooleanField(default=False)  # better twice than never
    state = models.CharField(max_length=10, choices=MailState, default=MailState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    unsure_tries = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField()
    lease = models.UUIDField(null=True, blank=True)  # who is sending it
    lease_until = models.DateTimeField(null=True, blank=True)
    last_fault = models.CharField(max_length=80, blank=True)  # never the server's words: they repeat the address
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "next_try"], name="workplace_mail_due")]

    def __str__(self) -> str:
        return self.message_id


class Rhythm(models.TextChoices):
    DAILY = "daily", "höchstens einmal am Tag"
    WEEKLY = "weekly", "höchstens einmal in der Woche, montags"
    NEVER = "never", "nie"


class DigestSetting(models.Model):
    """How often a person gets the calm mail, and what stood in the last one."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, to_field="uid", on_delete=models.CASCADE, related_name="+", editable=False
    )
    rhythm = models.CharField("Tagesmail", max_length=10, choices=Rhythm, default=Rhythm.DAILY)
    known = models.JSONField(default=dict)  # digest of an item's key -> "", "due" or "late", as last written
    written_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(rhythm__in=Rhythm.values), name="workplace_digest_rhythm")]

    def __str__(self) -> str:
        return self.get_rhythm_display()
