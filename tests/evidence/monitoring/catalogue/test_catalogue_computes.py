"""The catalogue computed on the shipped figures alone: every published value comes out unchanged."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sozialstrategie.evidence.monitoring.computation import Computation, EditionFacts, compute_all
from sozialstrategie.evidence.monitoring.formula import load_catalogue
from sozialstrategie.evidence.monitoring.readers import canonical_digest
from sozialstrategie.evidence.monitoring.shipped import shipped_tables

# ibis 12 calls DuckDB by a name that DuckDB is about to drop
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
Row = dict[str, object]


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory) -> Computation:
    folder: Path = tmp_path_factory.mktemp("editions")
    editions = []
    for table in shipped_tables():
        digest = canonical_digest(table.facts)
        path = folder / f"{digest}.parquet"
        pq.write_table(table.facts, path)
        editions.append(EditionFacts(table=table.table, stand=table.stand, sha=digest, path=path))
    return compute_all(load_catalogue(), editions)


@pytest.fixture(scope="module")
def rows(computed: Computation) -> list[Row]:
    found: list[Row] = computed.values.to_pylist()
    return found


def test_every_published_value_comes_out_once_and_unchanged(rows: list[Row]) -> None:
    catalogue = load_catalogue()
    expected = {
        (fact["table"], fact["item"], fact["region"], fact["period"]): (fact["value"], fact["sign"])
        for table in shipped_tables()
        for fact in table.facts.to_pylist()
    }
    out = {}
    for row in rows:
        derivation = catalogue[str(row["indicator"])].derivation(str(row["derivation"]))
        if derivation.origin == "official":
            (part,) = derivation.used_sums
            item = part.items[0] if part.items else part.table
            out[part.table, item, row["region"], row["period"]] = row["value"], row["sign"]
            assert row["numerator"] is None and row["denominator"] is None
    assert len(rows) == 49132
    # 43,528 = 400 population + 24,048 + 9,963 + 1,790 + 4,239 INKAR + 2,320 census + 768 published unemployment rates
    assert len(out) == 43528
    assert {key: expected[key] for key in out} == out
    # what does not come out as it is: counts that only enter a ratio, and rates of years before they were published
    left = {table for table, _item, _region, _period in expected.keys() - out.keys()}
    assert left == {
        "12411-03-03-4",
        "12612-01-01-4",
        "12613-01-01-4",
        "12711-04-02-4",
        "13211-02-05-4",
        "bundestagswahl",
    }


@pytest.mark.parametrize(
    ("code", "region", "period", "value"),
    [
        # Nordhausen, by hand from the lines of the tables
        ("share_under_18", "16062", "2019-12-31", 100 * (2005 + 2226 + 2822 + 3546 + 2045) / 83416),
        ("births_per_100_deaths", "16062", "2015", 100 * 723 / 1170),
        ("moves_in_per_100_moves_out", "16062", "2015", 100 * 3703 / 2976),
        ("young_moves_in_per_100_moves_out", "16062", "2015", 100 * (1152 + 645) / (849 + 689)),
        ("unemployed_share_severely_disabled", "16062", "2016", 100 * 234 / 3526),
        ("turnout_bundestag", "16062", "2021", 70.8344445432187),  # as the collection gives it
        ("population_change_5", "16062", "2022", 100 * 115.48 / 118.64 - 100),
    ],
)
def test_ratios_from_shipped_figures(code: str, region: str, period: str, value: float, rows: list[Row]) -> None:
    (row,) = [row for row in rows if (row["indicator"], row["region"], row["period"]) == (code, region, period)]
    assert row["value"] == pytest.approx(value, rel=1e-12)


def test_no_average_stands_in_for_thueringen_or_germany(rows: list[Row]) -> None:
    for code in ("population", "average_age", "tax_power", "disposable_income", "turnout_bundestag"):
        assert {row["level"] for row in rows if row["indicator"] == code} == {"kreis"}, code
    published = [row for row in rows if row["derivation"] == "inkar-2024-gerda"]
    assert {row["level"] for row in published} == {"kreis"}


def test_raw_tables_that_are_not_there_are_no_problem(computed: Computation) -> None:
    assert computed.problems == ()
