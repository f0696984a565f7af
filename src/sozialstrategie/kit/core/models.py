"""Organisations, owned records, and the one append-only list of acts."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django_scopes import ScopedManager

from sozialstrategie.kit.core.enums import OrganisationKind


class Organisation(models.Model):
    """A tenant: a local authority, the institute, the Land, a provider, a Gemeinde."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField("Kurzname in Adressen", unique=True)
    name = models.CharField("Name", max_length=200)
    short_name = models.CharField("Kurzform", max_length=80, blank=True)
    kind = models.CharField("Art", max_length=20, choices=OrganisationKind)
    region_code = models.CharField("Schlüssel des Gebiets, dessen Zahlen gezeigt werden", max_length=12, blank=True)
    is_example = models.BooleanField("Erfundenes Beispiel", default=False)
    contact_address = models.TextField("Anschrift", blank=True)
    contact_email = models.EmailField("E-Mail", blank=True)
    contact_phone = models.CharField("Telefon", max_length=60, blank=True)
    represented_by = models.CharField("Vertreten durch", max_length=200, blank=True)
    data_protection_contact = models.TextField("Datenschutz: Kontakt", blank=True)
    accessibility_status = models.TextField("Barrierefreiheit: bekannte Mängel", blank=True)
    accessibility_checked_on = models.DateField("Barrierefreiheit: Selbstbewertung vom", null=True, blank=True)
    cofunding_notice = models.TextField("Förderhinweis", blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = "Organisation"
        verbose_name_plural = "Organisationen"

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.short_name or self.name


class OwnedModel(models.Model):
    """A record that belongs to one organisation and is invisible outside a scope that names it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: Any = ScopedManager(owner="owner")

    class Meta:
        abstract = True


class ChainHead(models.Model):
    """One row: length and last hash of the list of acts. Locked while an act is appended."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)


class Act(models.Model):
    """One thing that somebody did. Appended by `acts.act`, never changed; erasure blanks `changes` only.

    `hash` = SHA-256(previous hash, canonical JSON of the row with the digest of `changes`), so blanked rows still verify.
    """

    sequence = models.BigIntegerField(unique=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    time = models.DateTimeField()
    owner = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    actor_uid = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=80, blank=True)  # only for the machine; people are named by uid
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60, blank=True)
    object_uid = models.UUIDField(null=True)
    object_label = models.CharField(max_length=200, blank=True)
    changes = models.JSONField(null=True)
    changes_digest = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-sequence"]
        indexes = [
            models.Index(fields=["owner", "-sequence"]),
            models.Index(fields=["object_type", "object_uid"]),
        ]


class Job(models.Model):
    """One piece of background work; the key makes sure that its effect happens once."""

    STATES = [("queued", "wartet"), ("running", "läuft"), ("done", "erledigt"), ("failed", "fehlgeschlagen")]

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    key = models.CharField(max_length=200, unique=True)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=STATES, default="queued")
    attempts = models.PositiveSmallIntegerField(default=0)
    message = models.TextField(blank=True)
    heartbeat = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)


class InstanceSetting(models.Model):
    """A fact about this instance: pointer to the current run, kind (real or demo)."""

    key = models.CharField(max_length=60, primary_key=True)
    value = models.JSONField()
