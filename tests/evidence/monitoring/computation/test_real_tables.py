"""The shipped catalogue on six real tables: against a naive reader of the raw files and against published
ratios."""

from __future__ import annotations

import csv
import gzip
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sozialstrategie.evidence.monitoring.computation import Computation, EditionFacts, compute_all, level_of
from sozialstrategie.evidence.monitoring.formula import load_catalogue

TABLES = (
    "12411-04-02-4", "12411-02-03-4", "12411-03-03-4", "13211-02-05-4", "22811-01-01-4", "21111-02-06-4",
)  # fmt: skip
Cells = dict[tuple[str, ...], list[str]]


def naive(folder: Path, table: str, labels: int) -> Cells:
    """(time, region[, row label]) -> value cells as text; nothing of the product's readers is used."""
    cells: Cells = {}
    for line in (folder / f"{table}.csv").read_text("utf-8").splitlines():
        parts = line.split(";")
        if len(parts) > labels and parts[0] and level_of(parts[1].strip()):
            key = (parts[0], parts[1].strip(), *parts[3:labels])
            assert key not in cells
            cells[key] = parts[labels:]
    return cells


@pytest.fixture(scope="module")
def classic(shared_data: Path) -> Path:
    return shared_data / "genesis_klassisch"


@pytest.fixture(scope="module")
def computed(classic: Path, tmp_path_factory: pytest.TempPathFactory) -> Computation:
    import pyarrow.parquet as pq

    from sozialstrategie.evidence.monitoring.readers import MemoryRegionIndex, RegionInfo, read

    keys = {key[1] for table in TABLES for key in naive(classic, table, 4 if table.startswith("12411") else 3)}
    regions = MemoryRegionIndex(
        RegionInfo(key=key, level=level_of(key), name=key, valid_from=None, valid_to=None) for key in sorted(keys)
    )
    folder = tmp_path_factory.mktemp("editions")
    editions = []
    for table in TABLES:
        parsed = read(classic / f"{table}.csv", name=f"{table}.csv", regions=regions)
        assert parsed.errors == []
        path = folder / f"{table}.parquet"
        pq.write_table(parsed.facts, path)
        editions.append(EditionFacts(table, parsed.stand, hashlib.sha256(table.encode()).hexdigest(), path))
    return compute_all(load_catalogue(), editions)


@pytest.fixture(scope="module")
def figures(computed: Computation) -> dict[tuple[str, str, str, int], dict[str, Any]]:
    return {
        (row["indicator"], row["derivation"], row["region"], row["year"]): row for row in computed.values.to_pylist()
    }


def test_every_derivation_of_these_tables_can_be_computed(computed: Computation) -> None:
    assert computed.problems == ()


def test_youth_dependency_ratio_of_germany_2015(classic: Path, figures: Any) -> None:
    cells = naive(classic, "12411-04-02-4", 4)
    ages = {"unter 1 Jahr": 0} | {f"{age} bis unter {age + 1} Jahre": age for age in range(1, 75)}
    people = {ages[key[2]]: int(row[0]) for key, row in cells.items() if key[1] == "DG" and key[2] in ages}
    young, working = sum(people[a] for a in range(20)), sum(people[a] for a in range(20, 65))
    row = figures["youth_dependency_ratio", "12411-04-02-4", "DG", 2015]
    assert (row["numerator"], row["denominator"]) == (young, working) == (15071090, 49804416)
    assert row["value"] == 100 * young / working
    assert (row["period"], row["level"], row["flags"]) == ("2015-12-31", "bund", "")
    # the table with 17 age groups must say the same
    grouped = figures["youth_dependency_ratio", "12411-02-03-4", "DG", 2015]
    assert (grouped["value"], grouped["numerator"]) == (row["value"], young)


def test_old_age_dependency_ratio_of_all_regions(classic: Path, figures: Any) -> None:
    cells = naive(classic, "12411-02-03-4", 4)
    old = ("65 bis unter 75 Jahre", "75 Jahre und mehr")
    working = tuple(f"{age} bis unter {age + 5} Jahre" for age in range(20, 65, 5))
    seen = 0
    for region in {key[1] for key in cells}:

        def total(classes: tuple[str, ...], region: str = region) -> int | None:
            texts = [cells["31.12.2015", region, label][0] for label in classes]
            return None if set(texts) == {"-"} else sum(0 if text == "-" else int(text) for text in texts)

        numerator, denominator = total(old), total(working)
        for derivation in ("12411-02-03-4", "12411-04-02-4"):
            row = figures["old_age_dependency_ratio", derivation, region, 2015]
            assert (row["numerator"], row["denominator"]) == (numerator, denominator)
            if denominator is None:
                assert (row["value"], row["sign"]) == (None, "x")
            else:
                assert row["value"] == 100 * numerator / denominator
                seen += 1
    # 400 Kreise (Berlin and Hamburg stand as Land only), 16 Länder, Germany
    assert seen == 2 * 417


def shares(classic: Path, table: str, upper: int, lower: int) -> Iterator[tuple[str, int, str, str]]:
    """(region, year, numerator, denominator) as texts, for tables without row labels."""
    for (time, region), row in naive(classic, table, 3).items():
        yield region, int(time[-4:]), row[upper], row[lower]


@pytest.mark.parametrize(
    ("code", "table", "upper", "lower", "series"),
    [
        ("unemployed_share_foreign", "13211-02-05-4", 1, 0, 16),
        ("unemployed_share_under_25", "13211-02-05-4", 4, 0, 16),
        ("unemployed_share_55_plus", "13211-02-05-4", 5, 0, 16),
        ("unemployed_share_long_term", "13211-02-05-4", 6, 0, 16),
        ("school_leavers_without_certificate_share", "21111-02-06-4", 2, 0, 2),
    ],
)
def test_shares_of_all_regions_and_years(
    classic: Path, figures: Any, code: str, table: str, upper: int, lower: int, series: int
) -> None:
    expected = list(shares(classic, table, upper, lower))
    assert len({year for _, year, _, _ in expected}) == series
    for region, year, numerator, denominator in expected:
        row = figures[code, table, region, year]
        if denominator in ("-", "0"):
            assert (row["value"], row["sign"], row["flags"]) == (None, "x", "division_by_zero")
        elif not numerator.isdigit():
            assert (row["value"], row["sign"]) == (None, numerator)
        elif not denominator.isdigit():
            assert (row["value"], row["sign"]) == (None, denominator)
        else:
            assert row["value"] == pytest.approx(100 * int(numerator) / int(denominator), rel=1e-14)
    assert sum(key[:2] == (code, table) for key in figures) == len(expected)


def test_signs_stay_what_they_are(figures: Any) -> None:
    """Counted in the raw files: dissolved Kreise carry `-`, unknown counts `.`; none of them is a number."""
    for row in figures.values():
        assert (row["value"] is None) != (row["sign"] is None)
        assert row["sign"] in (None, "-", ".", "x")
    assert figures["population", "12411-04-02-4", "03159", 2015]["sign"] == "-"


# Eisenach went into 16063 in 2021, and Gemeinden moved between these Kreise in 2019: the published series
# stand on
# the later territorial status, the tables on that of their year
CHANGED = {"16054", "16063", "16066", "16072"}


def published(shared_data: Path, code: str, year: int) -> dict[str, float]:
    """Ratios of the Kreise as BBSR publishes them (INKAR), two decimals."""
    if code == "minimum_income_rate":
        path = shared_data / "inkar_tidy" / "kreise_sozialleistungen.csv.gz"
        with gzip.open(path, "rt", encoding="utf-8") as file:
            return {
                row["kennziffer"][:5]: float(row["wert"])
                for row in csv.DictReader(file, delimiter=";")
                if (row["kuerzel"], row["raumbezug"], row["zeitbezug"]) == ("a_sMin", "Kreise", str(year))
            }
    column = {
        "foreign_share": "share_foreign",
        "unemployed_share_long_term": "share_longterm_unemployed",
        "school_leavers_without_certificate_share": "share_no_degree",
    }[code]
    with gzip.open(shared_data / "kreise_zeitreihen" / "gerda_county_covariates_1995_2022.csv.gz", "rt") as file:
        return {
            row["county_code"]: float(row[column])
            for row in csv.DictReader(file)
            if row["year"] == str(year) and row[column]
        }


@pytest.mark.parametrize(
    ("code", "table", "year"),
    [
        ("foreign_share", "12411-03-03-4", 2015),
        ("minimum_income_rate", "22811-01-01-4", 2015),
        ("unemployed_share_long_term", "13211-02-05-4", 2015),
        ("school_leavers_without_certificate_share", "21111-02-06-4", 2014),
        ("school_leavers_without_certificate_share", "21111-02-06-4", 2015),
    ],
)
def test_ratios_equal_the_published_ones_within_rounding(
    shared_data: Path, figures: Any, code: str, table: str, year: int
) -> None:
    official = published(shared_data, code, year)
    different = {
        region
        for region, ratio in official.items()
        if (row := figures.get((code, table, region, year)))
        and row["value"] is not None
        # half a unit of the last published digit, and the rounding of binary fractions
        and abs(row["value"] - ratio) > 0.005 + 1e-9
    }
    compared = sum((code, table, region, year) in figures for region in official)
    assert compared >= 395
    assert different == CHANGED
