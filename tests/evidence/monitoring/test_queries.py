"""Reading results: released figures only, few queries, the default derivation by rule."""

from __future__ import annotations

import statistics
import time
from typing import Any

import pytest

from sozialstrategie.evidence.monitoring import queries
from sozialstrategie.evidence.monitoring.definitions import catalogue, definition_version
from sozialstrategie.evidence.monitoring.models import Edition, Result, Run
from sozialstrategie.evidence.regions import catalogue as regions
from sozialstrategie.kit.core.actor import PUBLIC, system
from sozialstrategie.kit.core.errors import Forbidden
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.figures.released import Origin, Released, Sign

pytestmark = pytest.mark.usefixtures("evidence_db", "db")
KREISE = [r.code for r in regions.regions() if r.level == "kreis" and r.parent == "16" and r.valid_to is None]


def put(*rows: tuple[str, str, str, int, Any], **given: Any) -> None:
    """A run of rows (indicator, derivation, region, year, cell)."""
    run = Run.objects.create(catalogue_version="v", editions=[])
    for code, derivation, region, year, cell in rows:
        value, sign = (None, cell) if isinstance(cell, str) else (cell, None)
        level = {"16": "land", "DG": "bund"}.get(region, "kreis")
        Result.objects.create(
            run=run, indicator=code, derivation=derivation, region=region, level=level, period=str(year), year=year, value=value,
            sign=sign, edition="e", **given,
        )  # fmt: skip
    queries.show_run(run)


def test_everything_is_released() -> None:
    assert isinstance(queries.series("sgb2_rate"), Released)
    assert all(isinstance(r, Released) for r in queries.many_series(["sgb2_rate"], regions=["16062"]).values())


def test_published_values_of_nordhausen() -> None:
    """INKAR, edition 2024: q_newfBGu15_bev 2022."""
    released = queries.series("child_sgb2_rate", regions=["16062"])
    found = {o.year: o for o in released.payload}
    assert sorted(found) == list(range(2016, 2023))
    o = found[2022]
    assert (o.region_name, o.level, o.unit, o.origin, o.sign) == (
        "Landkreis Nordhausen",
        "kreis",
        "je 100",
        Origin.OFFICIAL,
        None,
    )
    assert (o.numerator, o.denominator, o.low, o.high) == (None, None, None, None)  # a published ratio has no interval
    assert (
        o.source == "BBSR, INKAR Ausgabe 2024 (dl-de/by-2-0)" and o.derivation == "inkar-2024" and len(o.edition) >= 8
    )


@pytest.mark.parametrize(
    ("code", "years"),
    [
        ("child_sgb2_rate", range(2016, 2023)),
        ("sgb2_rate", range(2010, 2022)),
        ("care_dependent_rate", range(2009, 2022, 2)),
    ],
)
def test_shipped_figures_reach_as_far_as_they_were_published(code: str, years: range) -> None:
    released = queries.series(code)
    home = [o for o in released.payload if o.region in {*KREISE, "16", "DG"}]
    assert {o.region for o in home if o.value is not None} == {*KREISE, "16", "DG"}
    assert {o.year for o in home} == set(years)
    away = [o for o in released.payload if o.region not in {*KREISE, "16", "DG"}]
    assert len(away) == 378 and {(o.level, o.year) for o in away} == {("kreis", max(years))}


@pytest.mark.parametrize("code", ["unemployment_rate", "share_65_plus"])
def test_gaps_for_land_and_bund_stay_gaps(code: str) -> None:
    published = queries.series(code, derivation="inkar-2024-gerda").payload
    assert {o.region for o in published} >= set(KREISE) and {o.level for o in published} == {"kreis"}
    assert queries.default_derivation(code, "kreis") == "inkar-2024-gerda"
    elsewhere = {o.derivation for o in queries.series(code, regions=["16", "DG"]).payload}
    assert elsewhere and "inkar-2024-gerda" not in elsewhere  # a table of the offices is a series of its own


def test_filters_and_order() -> None:
    shown = queries.series("sgb2_rate", regions=["16062", "16"], year_from=2015, year_to=2016).payload
    assert [(o.region, o.period) for o in shown] == [
        ("16", "2015"),
        ("16", "2016"),
        ("16062", "2015"),
        ("16062", "2016"),
    ]
    assert {o.level for o in queries.series("sgb2_rate", level="bund").payload} == {"bund"}
    assert queries.series("sgb2_rate", derivation="gibt-es-nicht").payload == ()
    assert queries.series("sgb2_rate", regions=[]).payload == ()


def test_signs_stay_apart_from_zero_and_from_each_other() -> None:
    put(
        *(
            ("sgb2_rate", "inkar-2024", "16062", 2010 + n, cell)
            for n, cell in enumerate((0.0, "-", ".", "...", "/", "x"))
        )
    )
    assert [(o.value, o.sign) for o in queries.series("sgb2_rate").payload] == [
        (0.0, None), (None, Sign.NIL), (None, Sign.UNKNOWN), (None, Sign.LATER), (None, Sign.UNCERTAIN), (None, Sign.BLOCKED),
    ]  # fmt: skip


def test_interval_only_for_shares_computed_from_counts() -> None:
    table = "21111-02-06-4"
    code = "school_leavers_without_certificate_share"
    put((code, table, "16062", 2015, 12.0), numerator=3.0, denominator=25.0)
    (o,) = queries.series(code).payload
    assert (o.low, o.high) == pytest.approx((4.16681715, 29.95579392))
    put(("youth_dependency_ratio", "12411-02-03-4", "16062", 2015, 30.0), numerator=300.0, denominator=1000.0)
    (o,) = queries.series("youth_dependency_ratio").payload
    assert (o.low, o.high, o.numerator) == (None, None, 300.0)  # no share: the numerator is no part of the denominator


def test_default_derivation_most_years_then_newest_then_order_of_the_catalogue() -> None:
    code, first, second = "youth_dependency_ratio", "12411-04-02-4", "12411-02-03-4"
    assert [d.key for d in catalogue()[code].derivations][:2] == [first, second]
    put((code, first, "16062", 2020, 1.0), (code, second, "16062", 2014, 1.0), (code, second, "16062", 2015, 1.0))
    assert queries.default_derivation(code, "kreis") == second  # two years against one
    put((code, first, "16062", 2014, 1.0), (code, second, "16062", 2015, 1.0))
    assert queries.default_derivation(code, "kreis") == second  # newer
    put((code, second, "16062", 2015, 1.0), (code, first, "16062", 2015, 1.0))
    assert queries.default_derivation(code, "kreis") == first  # order of the catalogue
    put((code, first, "16062", 2015, "."), (code, second, "16062", 2010, 1.0))
    assert queries.default_derivation(code, "kreis") == second  # a sign is no year with figures
    put((code, first, "16", 2015, 1.0), (code, second, "16062", 2010, 1.0))
    assert (queries.default_derivation(code, "kreis"), queries.default_derivation(code, "land")) == (second, first)
    assert queries.default_derivation(code, "gemeinde") is None


def test_results_of_an_older_catalogue_do_not_break_the_pages() -> None:
    put(("sgb2_rate", "weggefallen", "16062", 2015, 1.0), ("gibt_es_nicht_mehr", "d", "16062", 2015, 1.0))
    assert queries.default_derivations("kreis") == {}
    assert queries.many_series(list(catalogue()), regions=["16062"]) == {}


def test_available_names_each_series_with_its_years() -> None:
    found = {s.indicator: s for s in queries.available("16062")}
    assert (found["sgb2_rate"].first_year, found["sgb2_rate"].last_year, found["sgb2_rate"].derivation) == (
        2010,
        2021,
        "inkar-2024",
    )
    assert queries.available("16001") == []


def test_numbers_of_queries(django_assert_num_queries: Any) -> None:
    """One to find the run, one for the figures, whatever their number."""
    with django_assert_num_queries(2):
        queries.series("sgb2_rate", level="kreis", year_from=2021, year_to=2021)
    with django_assert_num_queries(2):
        queries.available("16062")
    with django_assert_num_queries(3):
        queries.many_series(list(catalogue()), regions=[*KREISE, "16", "DG"])


def test_one_indicator_year_is_quick() -> None:
    """No timed test: a wide bound that only a scan of everything or a query per row would break (10 ms stand in benchmarks)."""
    times = []
    for _ in range(5):
        begin = time.process_time()
        assert len(queries.series("sgb2_rate", level="kreis", year_from=2021, year_to=2021).payload) == 400
        times.append(time.process_time() - begin)
    assert statistics.median(times) < 0.2


def test_freeze_keeps_what_is_needed_to_see_a_change() -> None:
    owner = Organisation.objects.create(slug="nord", name="Landkreis Nord", kind="local_authority")
    (o,) = queries.series("sgb2_rate", regions=["16062"], year_from=2021, year_to=2021).payload
    ref = queries.freeze(owner, o)
    assert (ref.indicator, ref.derivation, ref.region, ref.period, ref.value, ref.sign) == (
        "sgb2_rate", "inkar-2024", "16062", "2021", o.value, None,
    )  # fmt: skip
    assert (ref.edition, ref.formula_version) == (o.edition, definition_version("sgb2_rate", "inkar-2024"))


def test_editions_are_for_those_who_keep_figures() -> None:
    owner = Organisation.objects.create(slug="nord", name="Landkreis Nord", kind="local_authority")
    assert queries.editions_for(system("Test"), owner).count() == 61
    with pytest.raises(Forbidden):
        queries.editions_for(PUBLIC, owner)


def test_unknown_codes() -> None:
    assert queries.indicator("gibt_es_nicht") is None
    with pytest.raises(KeyError):
        queries.info("gibt_es_nicht")


@pytest.mark.parametrize(
    ("editions", "shown"),
    [
        ("aaaaaaaa", 2.0),
        ("bbbbbbbb", None),
        ("aaaaaaaa+bbbbbbbb", None),
        ("cccccccc", None),
        ("aaaaaaaa+…", None),
        ("", None),
    ],
)
def test_the_strictest_rule_of_a_figures_editions_holds(editions: str, shown: float | None) -> None:
    """Two of fifty: shown where all editions were published, withheld as soon as one is not, or not known."""
    for digest, rule in (("a" * 64, "published"), ("b" * 64, "own")):
        Edition.objects.create(
            digest=digest, raw_sha=digest, table="T", title="T", source="S", licence="L", format="f", file_name="f",
            values_count=1, signs_count=0, first_year=2015, last_year=2015, disclosure_rule=rule,
        )  # fmt: skip
    run = Run.objects.create(catalogue_version="v", editions=["a" * 64, "b" * 64])
    Result.objects.create(
        run=run, indicator="sgb2_rate", derivation="inkar-2024", region="16062", level="kreis", period="2015", year=2015,
        value=2.0, numerator=2.0, denominator=50.0, edition=editions,
    )  # fmt: skip
    queries.show_run(run)
    assert [o.value for o in queries.series("sgb2_rate").payload] == [shown]
    assert [
        o.value for o in queries.release_frozen(queries.series("sgb2_rate").payload, audience="public").payload
    ] == [shown]


def test_figures_below_the_kreis_are_public_only_where_published() -> None:
    put(("sgb2_rate", "inkar-2024", "16062041", 2015, 4.0), numerator=40.0, denominator=1000.0)
    Result.objects.update(level="gemeinde")
    released = queries.series("sgb2_rate")
    assert (released.payload, len(released.notes)) == ((), 1)
    assert len(queries.series("sgb2_rate", audience="internal").payload) == 1


def test_all_shipped_figures_are_published_ones() -> None:
    assert set(Edition.objects.values_list("disclosure_rule", flat=True)) == {"published"}
    assert queries.series("population").suppressed == 0
