"""How many areas have a figure, per series and year. Counts of figures only: no value leaves here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Count, Q

from sozialstrategie.evidence.monitoring.current import pointer
from sozialstrategie.evidence.monitoring.models import Result

Series = tuple[str, str]  # indicator, derivation


@dataclass(frozen=True, slots=True)
class Coverage:
    """Areas with a value, by year: of the Land itself, and everywhere."""

    home: Mapping[int, int] = field(default_factory=dict)
    everywhere: Mapping[int, int] = field(default_factory=dict)


def coverage(level: str, land: str) -> dict[Series, Coverage]:
    """Every series of the shown run that has a value at a level; two queries.

    Args:
        level: bund, land, kreis or gemeinde.
        land: key of the Land whose areas are counted by themselves; for Germany both counts are the same.
    """
    shown = pointer()
    if shown is None:
        return {}
    home = Q() if level == "bund" else Q(region__startswith=land)
    rows = (
        Result.objects.filter(run_id=shown.id, level=level, value__isnull=False)
        .values("indicator", "derivation", "year")
        .annotate(home=Count("region", filter=home, distinct=True), everywhere=Count("region", distinct=True))
    )
    found: dict[Series, tuple[dict[int, int], dict[int, int]]] = {}
    for row in rows:
        by_home, by_all = found.setdefault((row["indicator"], row["derivation"]), ({}, {}))
        by_all[row["year"]] = row["everywhere"]
        if row["home"]:
            by_home[row["year"]] = row["home"]
    return {series: Coverage(by_home, by_all) for series, (by_home, by_all) in found.items()}
