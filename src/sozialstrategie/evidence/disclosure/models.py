"""What left the house: a log of releases by file (exports and documents)."""

from __future__ import annotations

import uuid

from django.db import models


class ReleaseLog(models.Model):
    """One file that was given out: which figures, to whom they may be shown, how many the gate held back."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    time = models.DateTimeField(auto_now_add=True)
    channel = models.CharField(max_length=40)
    audience = models.CharField(max_length=10)
    indicators = models.JSONField(default=list)
    values = models.PositiveIntegerField()
    suppressed = models.PositiveIntegerField()
    actor_uid = models.UUIDField(null=True)

    class Meta:
        ordering = ["-time"]
