"""Two official series and one that exists twice, published and computed, for all Kreise of Thüringen. Every figure is invented."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sozialstrategie.evidence.monitoring.comparing import profile, queries
from sozialstrategie.evidence.monitoring.comparison.group import kreise_of
from sozialstrategie.evidence.monitoring.models import Result, Run
from sozialstrategie.evidence.monitoring.queries import show_run

KREISE = kreise_of("16")
PLACES = [*((code, "kreis", n / 10) for n, code in enumerate(KREISE)), ("16", "land", 1.0), ("DG", "bund", 2.0)]
PUBLISHED, COMPUTED = "inkar-2024-gerda", "12411-03-03-4"  # of share_65_plus: five years, two years
EDITION = "e" * 8


def _rows(run: Run, code: str, derivation: str, base: float, years: range, *, counts: bool = False) -> list[Result]:
    return [
        Result(
            run=run, indicator=code, derivation=derivation, region=region, level=level, period=str(year), year=year,
            value=base + shift + (2022 - year) / 2, edition=EDITION,
            numerator=(base + shift + (2022 - year) / 2) * 10 if counts else None, denominator=1000.0 if counts else None,
        )
        for region, level, shift in PLACES
        for year in years
    ]  # fmt: skip


@pytest.fixture
def world(db: None) -> Iterator[Run]:
    """sgb2_rate: 9.0 for the first Kreis in 2022, 0.1 more for each next one, 0.5 more per year back. share_65_plus: published
    20.0 and so on, computed from counts 77.0 and so on. foreign_share: only computed, 40.0 and so on."""
    queries._default_derivations.cache_clear()
    profile.profile_content.cache_clear()
    run = Run.objects.create(catalogue_version="0" * 64, editions=[], results_count=0)
    Result.objects.bulk_create(
        [
            *_rows(run, "sgb2_rate", "inkar-2024", 9.0, range(2016, 2023)),
            *_rows(run, "share_65_plus", PUBLISHED, 20.0, range(2018, 2023)),
            *_rows(run, "share_65_plus", COMPUTED, 77.0, range(2021, 2023), counts=True),
            *_rows(run, "foreign_share", COMPUTED, 40.0, range(2022, 2023), counts=True),  # here the only one
        ]
    )
    show_run(run)
    yield run
    profile.profile_content.cache_clear()


@pytest.fixture
def counted(world: Run) -> Run:
    """The computed series is the longer one, so that pages show it."""
    Result.objects.filter(run=world, derivation=PUBLISHED, year__lt=2022).delete()
    return world
