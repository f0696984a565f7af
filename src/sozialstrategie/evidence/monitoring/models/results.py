"""Runs of the computation and their results."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from sozialstrategie.kit.core.models import Organisation


class Run(models.Model):
    """One computation of all indicators, written whole; the pointer of `current` names the one that is shown.

    `owner`: whose own indicators were computed; None for the catalogue of the instance.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    catalogue_version = models.CharField(max_length=64)
    editions = models.JSONField(default=list)
    results_count = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)  # German sentences: derivations that these editions cannot give
    finished_at = models.DateTimeField(auto_now_add=True)


class Result(models.Model):
    """One value (or sign) of one derivation of one indicator. Read by queries only, released by disclosure only."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="results")
    indicator = models.CharField(max_length=60)
    derivation = models.CharField(max_length=60)
    region = models.CharField(max_length=12)
    level = models.CharField(max_length=10)
    period = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    value = models.FloatField(null=True)
    sign = models.CharField(max_length=3, null=True)
    numerator = models.FloatField(null=True)
    denominator = models.FloatField(null=True)
    edition = models.CharField(max_length=80)
    flags = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["run", "indicator", "level", "year"], name="monitoring_result_page"),
            models.Index(fields=["run", "region", "indicator"], name="monitoring_result_region"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(value__isnull=True, sign__isnull=False) | Q(value__isnull=False, sign__isnull=True),
                name="monitoring_result_value_or_sign",
            )
        ]
