"""Each detector finds what was planted and nothing where nothing stands out."""

from __future__ import annotations

import random
from statistics import pstdev

import pytest

from sozialstrategie.evidence.monitoring.signals.detectors import MIN_KREISE, THRESHOLD, Hit, detectors
from tests.evidence.monitoring.signals.conftest import KREISE, OWN, comparison, quiet

YEARS = range(2012, 2023)
LAND, BUND, CHANGE = (detectors()[name] for name in ("land", "bund", "change5"))


def test_quiet_figures_say_nothing() -> None:
    c = comparison(quiet(YEARS))
    assert [detect(c) for detect in (LAND, BUND, CHANGE)] == [False, False, False]


@pytest.mark.parametrize(("own", "sign"), [(12.0, 1), (8.0, -1)])
@pytest.mark.parametrize(("name", "reference"), [("land", "16"), ("bund", "DG")])
def test_a_planted_distance_is_found(name: str, reference: str, own: float, sign: int) -> None:
    values = quiet(YEARS) | {(OWN, 2022): own}
    hit = detectors()[name](comparison(values))
    assert isinstance(hit, Hit)
    spread = pstdev(values[k, 2022] for k in KREISE)
    assert hit.unusual == pytest.approx((own - 10.0) / spread) and hit.unusual * sign > THRESHOLD
    assert (hit.detector, hit.reference.region, hit.reference.year) == (name, reference, 2022)


def test_just_below_the_threshold_is_silent() -> None:
    values = quiet(YEARS)
    for own in (10.5, 10.6):
        values[OWN, 2022] = own
        assert (own - 10) / pstdev(values[k, 2022] for k in KREISE) < THRESHOLD
        assert LAND(comparison(values)) is False


@pytest.mark.parametrize(("name", "missing"), [("land", "16"), ("bund", "DG")])
def test_without_land_or_bund_there_is_no_comparison_and_none_is_averaged(name: str, missing: str) -> None:
    values = quiet(YEARS) | {(OWN, 2022): 30.0}
    values = {key: v for key, v in values.items() if key[0] != missing}
    assert detectors()[name](comparison(values)) is None


def test_a_reference_of_another_year_is_no_reference() -> None:
    values = quiet(YEARS) | {(OWN, 2022): 30.0}
    del values["16", 2022]
    assert LAND(comparison(values)) is None


def test_few_kreise_give_no_spread() -> None:
    few = set(KREISE[: MIN_KREISE - 2]) | {OWN, "16", "DG"}
    values = {key: v for key, v in (quiet(YEARS) | {(OWN, 2022): 30.0}).items() if key[0] in few}
    assert len([k for k in few if k.startswith("160")]) < MIN_KREISE
    assert [detect(comparison(values)) for detect in (LAND, BUND, CHANGE)] == [None, None, None]


def test_all_alike_is_no_finding() -> None:
    values = {(k, y): 10.0 for k in (*KREISE, "16", "DG") for y in YEARS}
    assert [detect(comparison(values)) for detect in (LAND, BUND, CHANGE)] == [False, False, False]


def test_a_distance_that_is_shown_as_nothing_is_not_written_about() -> None:
    """Unusual among very narrow values, but both are shown as 10,0."""
    values = {key: 10.0 + (v - 10.0) / 100 for key, v in quiet(YEARS).items()} | {(OWN, 2022): 10.04}
    assert [detect(comparison(values)) for detect in (LAND, BUND, CHANGE)] == [False, False, False]
    assert isinstance(LAND(comparison(values, decimals=2)), Hit)


def test_planted_change_against_the_others() -> None:
    """All others stand still or move a little; the own place fell by three points."""
    values = quiet(YEARS)
    for n, k in enumerate(KREISE):
        values[k, 2022] = values[k, 2017] + 0.01 * n
    values[OWN, 2022] = values[OWN, 2017] - 3.0
    hit = CHANGE(comparison(values))
    assert isinstance(hit, Hit)
    assert (hit.detector, hit.reference.region, hit.reference.year) == ("change5", OWN, 2017)
    assert hit.unusual < -THRESHOLD


def test_a_change_that_all_share_is_none() -> None:
    values = quiet(YEARS)
    for n, k in enumerate(KREISE):
        values[k, 2022] = values[k, 2017] + 3.0 + 0.01 * n
    values[OWN, 2022] = values[OWN, 2017] + 3.1
    assert CHANGE(comparison(values)) is False


@pytest.mark.parametrize(("year", "compared"), [(2017, True), (2018, False), (2022, False), (2023, True)])
def test_change_is_skipped_where_the_definition_changed_in_between(year: int, compared: bool) -> None:
    """2017 against 2022: a definition new in 2017 holds for both, one new in 2018 to 2022 for one of them only."""
    values = quiet(YEARS) | {(OWN, 2022): 5.0}
    for n, k in enumerate(KREISE):
        if k != OWN:
            values[k, 2022] += 0.01 * n
    c = comparison(values, breaks=((year, "neue Grundlage"),))
    assert isinstance(CHANGE(c), Hit) if compared else CHANGE(c) is None


def test_two_yearly_statistics_use_four_years() -> None:
    values = quiet(range(2013, 2022, 2))
    for n, k in enumerate(KREISE):
        values[k, 2021] += 0.01 * n
    values[OWN, 2021] = 14.0
    hit = CHANGE(comparison(values))
    assert isinstance(hit, Hit) and hit.reference.year == 2017


def test_without_an_earlier_figure_there_is_no_change() -> None:
    assert CHANGE(comparison(quiet(range(2020, 2023)))) is None


def test_pure_noise_is_found_as_rarely_as_the_threshold_says() -> None:
    """Own place drawn like the others, Land = true mean: |z| >= 1 in about 32 of 100; the page says how many comparisons were made."""
    rng = random.Random(20240131)
    hits = 0
    for _ in range(400):
        values = {(k, 2022): rng.gauss(10, 1) for k in KREISE} | {("16", 2022): 10.0}
        hits += isinstance(LAND(comparison(values)), Hit)
    assert 0.25 < hits / 400 < 0.40


def test_nothing_at_all_is_no_comparison() -> None:
    c = comparison({})
    assert (c.latest, LAND(c), BUND(c), CHANGE(c)) == (None, None, None, None)
