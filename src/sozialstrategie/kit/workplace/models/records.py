"""What any record can carry, and the record of a handing over."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from sozialstrategie.kit.core.models import OwnedModel


class FileReference(OwnedModel):
    """The Aktenzeichen of a record of any room, as the authority's registry gave it."""

    object_type = models.CharField(max_length=60, editable=False)
    object_uid = models.UUIDField(editable=False)
    text = models.CharField("Aktenzeichen", max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "object_type", "object_uid"], name="workplace_file_reference_once")
        ]

    def __str__(self) -> str:
        return self.text


class Handover(OwnedModel):
    """One person handed open work to a successor; `lines` is what moved, as the sheet shows it."""

    giver = models.ForeignKey(
        settings.AUTH_USER_MODEL, to_field="uid", null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    taker = models.ForeignKey(
        settings.AUTH_USER_MODEL, to_field="uid", null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    day = models.DateField("Tag der Übergabe")
    note = models.TextField("Hinweise", blank=True, max_length=4000)
    lines = models.JSONField(default=list)

    class Meta:
        ordering = ["-day", "-pk"]

    def __str__(self) -> str:
        return f"Übergabe vom {self.day:%d.%m.%Y}"
