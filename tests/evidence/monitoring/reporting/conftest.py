"""A few figures for Nordhausen, without reading editions in. Every figure here is invented."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.monitoring.models import Result, Run
from sozialstrategie.evidence.monitoring.queries import show_run
from sozialstrategie.kit.core import settings_store

CODES = ("child_sgb2_rate", "sgb2_rate")


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path


@pytest.fixture
def few_figures(db: None) -> None:
    """Two series for fourteen Kreise, the Land and Germany in a real instance; the own place rises by 1.5 a year."""
    settings_store.put("instance.kind", "real")
    run = Run.objects.create(catalogue_version="0" * 64, editions=[], results_count=0)
    kreise = [(f"160{n}", "kreis", 8.0 + n / 400) for n in range(61, 75)]
    Result.objects.bulk_create(
        Result(
            run=run, indicator=code, derivation=catalogue()[code].derivations[0].key, region=region, level=level,
            period=str(year), year=year, edition="e" * 8,
            value=(24.0 if code == CODES[0] else 26.5) - (2022 - year) * 1.5 if region == "16062" else last - (2022 - year) * 0.1,
        )
        for code in CODES
        for region, level, last in [*kreise, ("16", "land", 10.0), ("DG", "bund", 11.0)]
        for year in range(2016, 2023)
    )  # fmt: skip
    show_run(run)
