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


def test_every_shipped_value_comes_out_once_and_unchanged(rows: list[Row]) -> None:
    catalogue = load_catalogue()
    expected = {
        (fact["table"], fact["region"], fact["period"]): fact["value"]
        for table in shipped_tables()
        for fact in table.facts.to_pylist()
    }
    out = {}
    for row in rows:
        derivation = catalogue[str(row["indicator"])].derivation(str(row["derivation"]))
        (part,) = derivation.used_sums
        out[part.table, row["region"], row["period"]] = row["value"]
        assert row["sign"] is None and row["numerator"] is None and row["denominator"] is None
    assert len(rows) == len(expected) == 8739
    assert out == expected


def test_no_average_stands_in_for_thueringen_or_germany(rows: list[Row]) -> None:
    for code in ("unemployment_rate", "share_65_plus", "population", "average_age"):
        assert {row["level"] for row in rows if row["indicator"] == code} == {"kreis"}, code


def test_raw_tables_that_are_not_there_are_no_problem(computed: Computation) -> None:
    assert computed.problems == ()
