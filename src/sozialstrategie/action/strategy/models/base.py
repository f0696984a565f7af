"""What the models of this room share."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

ALIVE = Q(deleted_at__isnull=True)
YEARS = [MinValueValidator(1990), MaxValueValidator(2100)]


def unique(fields: list[str], name: str, sentence: str) -> models.UniqueConstraint:
    """Unique among the records that are not deleted."""
    return models.UniqueConstraint(fields=fields, condition=ALIVE, name=name, violation_error_message=sentence)


class Restable(models.Model):
    """Something whose loose end a person leaves open on purpose; the reason takes it off the list."""

    resting_reason = models.TextField("Bewusst offen gelassen, weil", blank=True, max_length=2000)

    class Meta:
        abstract = True
