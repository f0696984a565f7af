"""What is computed from which editions: precedence, missing parts, nested indicators, levels, periods."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sozialstrategie.evidence.monitoring.computation import RESULT_COLUMNS, compute, compute_all, level_of
from sozialstrategie.evidence.monitoring.computation.periods import shift_period
from sozialstrategie.evidence.monitoring.formula import load_catalogue

Make = Callable[..., Any]

POPULATION = """formula = 'sum("T", item="Insgesamt")'"""


def values(table: Any, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[c] for c in columns) for row in table.to_pylist()]


def test_columns_types_and_order(make_fact: Make, make_edition: Make, make_catalogue: Make) -> None:
    facts = [make_fact(region=key, cell=5) for key in ("16062", "DG", "16", "16062041")]
    edition = make_edition(facts)
    table = compute(make_catalogue(population=POPULATION), [edition])
    assert tuple(table.column_names) == RESULT_COLUMNS
    assert [str(table.schema.field(name).type) for name in ("indicator", "year", "value", "sign")] == [
        "string", "int32", "double", "string",
    ]  # fmt: skip
    assert values(table, "region", "level") == [
        ("16", "land"), ("16062", "kreis"), ("16062041", "gemeinde"), ("DG", "bund"),
    ]  # fmt: skip
    assert table.slice(0, 1).to_pylist() == [
        {
            "indicator": "population", "derivation": "d0", "region": "16", "level": "land", "period": "2015-12-31",
            "year": 2015, "value": 5.0, "sign": None, "numerator": None, "denominator": None,
            "edition": edition.sha[:8], "flags": "",
        }
    ]  # fmt: skip


def test_without_editions_or_tables_there_are_no_values(
    make_fact: Make, make_edition: Make, make_catalogue: Make
) -> None:
    catalogue = make_catalogue(population=POPULATION)
    assert compute(catalogue, []).num_rows == 0
    other = make_edition([make_fact(table="U", cell=1)])
    computation = compute_all(catalogue, {"U": other})
    assert computation.values.num_rows == 0
    assert tuple(computation.values.column_names) == RESULT_COLUMNS
    assert computation.problems == ()


@pytest.mark.parametrize(
    ("key", "level"),
    [
        ("DG", "bund"), ("16", "land"), ("16062", "kreis"), ("16062041", "gemeinde"), ("031", None),
        ("03241001", None), ("17", None), ("00", None), ("1606", None), ("160620415", None), ("DE", None), ("", None),
        ("1606٢", None), ("DEG05", None),
    ],
)  # fmt: skip
def test_levels_by_the_form_of_the_key(key: str, level: str | None) -> None:
    assert level_of(key) == level


def test_keys_of_other_levels_are_not_computed(make_fact: Make, make_edition: Make, make_catalogue: Make) -> None:
    facts = [make_fact(region=key, cell=1) for key in ("16062", "031", "03241001", "16052", "ohne")]
    edition, catalogue = make_edition(facts), make_catalogue(population=POPULATION)
    assert values(compute(catalogue, [edition]), "region") == [("16052",), ("16062",)]
    assert values(compute(catalogue, [edition], regions={"16062", "031"}), "region") == [("16062",)]


def test_the_newest_edition_wins_whatever_the_order(make_fact: Make, make_edition: Make, make_catalogue: Make) -> None:
    def revised(cell: float | str, **more: Any) -> list[dict[str, Any]]:
        return [make_fact(cell=cell), make_fact(region="16052", cell=7), *more.get("also", [])]

    first = make_edition(revised(100, also=[make_fact(year=2014, cell=90)]), "first", "2016-01-01T00:00:00")
    second = make_edition(revised("."), "second", "2017-01-01T00:00:00")
    third = make_edition([make_fact(cell=102)], "third", "2018-01-01T00:00:00")
    catalogue = make_catalogue(population=POPULATION)
    expected = [
        ("16052", 2015, 7.0, None, second.sha[:8]),  # equal in both: the newer one is cited
        ("16062", 2014, 90.0, None, first.sha[:8]),  # not in the newer editions: stays
        ("16062", 2015, 102.0, None, third.sha[:8]),
    ]
    for order in itertools.permutations([first, second, third]):
        table = compute(catalogue, order)
        assert sorted(values(table, "region", "year", "value", "sign", "edition")) == expected
    table = compute(catalogue, [second, first, first, second])
    assert sorted(values(table, "region", "year", "value", "sign", "edition"))[2] == (
        "16062", 2015, None, ".", second.sha[:8],
    )  # fmt: skip


def test_of_two_editions_of_one_moment_the_greater_checksum_wins(
    make_fact: Make, make_edition: Make, make_catalogue: Make
) -> None:
    editions = [make_edition([make_fact(cell=number)], str(number)) for number in range(3)]
    winner = max(editions, key=lambda edition: edition.sha)
    for order in itertools.permutations(editions):
        (row,) = compute(make_catalogue(population=POPULATION), order).to_pylist()
        assert row["value"] == editions.index(winner)
        assert row["edition"] == winner.sha[:8]


def test_a_figure_names_every_edition_it_rests_on(make_fact: Make, make_edition: Make, make_catalogue: Make) -> None:
    women = make_edition([make_fact(item="w", cell=3)], "women")
    men = make_edition([make_fact(item="m", cell=4)], "men")
    all_people = make_edition([make_fact(table="U", item="i", cell=14)], "all")
    formula = """formula = 'sum("T", item=["w", "m"]) / sum("U")'"""
    (row,) = compute(make_catalogue(share=formula), [all_people, men, women]).to_pylist()
    assert row["value"] == 0.5
    assert row["edition"] == "+".join(sorted(edition.sha[:8] for edition in (women, men, all_people)))


def test_a_missing_part_gives_no_value_and_never_a_partial_sum(
    make_fact: Make, make_edition: Make, make_catalogue: Make
) -> None:
    def classes(region: str, *cells: float | str | None) -> list[dict[str, Any]]:
        spans = [(0, 9), (10, 19), (20, None)]
        return [
            make_fact(region=region, category=f"{a}-{b}", age_from=a, age_to=b, cell=cell)
            for (a, b), cell in zip(spans, cells, strict=True)
            if cell is not None
        ]

    facts = [*classes("16001", 1, 2, 4), *classes("16002", 1, None, 4), *classes("16003", None, None, 4),
             *classes("16004", "x", None, 4), *classes("16005", 1, 2, None)]  # fmt: skip
    ratio = """numerator = 'sum("T", age=0..19)'\ndenominator = 'sum("T", age=20..)'\nfactor = 100"""
    table = compute(make_catalogue(youth=ratio), [make_edition(facts)])
    assert values(table, "region", "value", "sign", "numerator", "denominator", "flags") == [
        ("16001", 75.0, None, 3.0, 4.0, ""),
        ("16002", None, ".", None, 4.0, "incomplete"),
        # 16003 has no numerator at all, 16005 no denominator: no result, not an unknown one
        ("16004", None, "x", None, 4.0, "incomplete"),
    ]


def test_the_same_key_twice_in_one_edition_shows_as_a_fault(
    make_fact: Make, make_edition: Make, make_catalogue: Make
) -> None:
    faulty = [make_fact(cell=5), make_fact(cell=6)]
    catalogue = make_catalogue(population=POPULATION)
    older = make_edition([make_fact(cell=4)], "older", "2010")
    for editions in ([make_edition(faulty, "x", "2012")], [make_edition(faulty, "y", "2012"), older]):
        (row,) = compute(catalogue, editions).to_pylist()
        assert (row["value"], row["sign"], row["flags"]) == (None, ".", "duplicate_facts")


def test_straddling_age_classes_stop_the_derivation_with_a_sentence(
    make_fact: Make, make_edition: Make, make_catalogue: Make
) -> None:
    facts = [
        make_fact(year=year, category=f"{a}-{b}", age_from=a, age_to=b, cell=1)
        for year in (2014, 2015)
        for a, b in ((0, 17), (18, 24), (25, None))
    ]
    catalogue = make_catalogue(
        youth=[
            """formula = 'sum("T", age=0..19)'""",
            """formula = 'sum("T", age=0..24)'""",
        ]
    )
    computation = compute_all(catalogue, [make_edition(facts)])
    assert values(computation.values, "derivation", "value") == [("d1", 2.0), ("d1", 2.0)]
    (problem,) = computation.problems
    assert (problem.indicator, problem.derivation) == ("youth", "d0")
    assert problem.text == (
        "Tabelle T: Altersklasse 18 bis unter 25 überschneidet die Grenze 20. Betroffen: 2014-12-31, 2015-12-31."
    )


def test_age_classes_may_change_from_year_to_year(make_fact: Make, make_edition: Make, make_catalogue: Make) -> None:
    def year(number: int, *spans: tuple[int, int]) -> list[dict[str, Any]]:
        return [make_fact(year=number, category=f"{a}-{b}", age_from=a, age_to=b, cell=10) for a, b in spans]

    facts = [*year(2010, (0, 9), (10, 19)), *year(2011, (0, 19)), *year(2012, (0, 24))]
    computation = compute_all(make_catalogue(youth="""formula = 'sum("T", age=0..19)'"""), [make_edition(facts)])
    assert values(computation.values, "year", "value") == [(2010, 20.0), (2011, 10.0)]
    assert [problem.text.endswith("Betroffen: 2012-12-31.") for problem in computation.problems] == [True]


def test_totals_beside_classes_are_not_counted_twice(make_fact: Make, make_edition: Make, make_catalogue: Make) -> None:
    facts = [
        make_fact(category="unter 20 Jahre", age_from=0, age_to=19, cell=3),
        make_fact(category="20 Jahre und mehr", age_from=20, cell=4),
        make_fact(category="Insgesamt", cell=7),
    ]
    catalogue = make_catalogue(
        classes="""formula = 'sum("T", age=0..)'""", total="""formula = 'sum("T", category="Insgesamt")'"""
    )
    table = compute(catalogue, [make_edition(facts)])
    assert values(table, "indicator", "value") == [("classes", 7.0), ("total", 7.0)]


def test_nested_indicators_join_on_region_and_period(make_fact: Make, make_edition: Make, make_catalogue: Make) -> None:
    people = [make_fact(region=r, year=y, cell=200) for r in ("16062", "16052") for y in (2014, 2015)]
    benefits = [
        make_fact(table="B", item="E", cell=30),
        make_fact(table="B", item="E", region="16071", cell=30),  # no population
        # no reference date
        make_fact(table="B", item="E", period_kind="year", period="2014", year=2014, cell=30),
    ]
    catalogue = make_catalogue(
        population=["""formula = 'sum("absent")'""", POPULATION],  # the first whose tables are there
        rate="""numerator = 'sum("B")'\ndenominator = 'population'\nfactor = 100""",
        double="""formula = '2 * rate + 1'""",
    )
    table = compute(catalogue, [make_edition(benefits, "b"), make_edition(people, "p")])
    rows = [row for row in table.to_pylist() if row["indicator"] != "population"]
    assert [(r["indicator"], r["region"], r["period"], r["value"], r["numerator"]) for r in rows] == [
        ("rate", "16062", "2015-12-31", 15.0, 30.0),
        ("double", "16062", "2015-12-31", 31.0, None),
    ]


def test_lag_takes_the_value_of_earlier_years(make_fact: Make, make_edition: Make, make_catalogue: Make) -> None:
    facts = [make_fact(year=year, cell=cell) for year, cell in ((2010, 100), (2012, 110), (2015, 121), (2016, "."))]
    catalogue = make_catalogue(
        population=POPULATION,
        growth="""formula = '100 * (population - lag(population, 2)) / lag(population, 2)'""",
        shifted="""formula = 'lag(lag(population, 1), 2)'""",
    )
    table = compute(catalogue, [make_edition(facts)])
    rows = [row for row in table.to_pylist() if row["indicator"] != "population"]
    assert [(r["indicator"], r["period"], r["year"], r["value"], r["sign"]) for r in rows] == [
        ("growth", "2012-12-31", 2012, 10.0, None),
        ("shifted", "2013-12-31", 2013, 100.0, None),
        ("shifted", "2015-12-31", 2015, 110.0, None),
        ("shifted", "2018-12-31", 2018, 121.0, None),
        ("shifted", "2019-12-31", 2019, None, "."),
    ]


@pytest.mark.parametrize(
    ("period", "years", "expected"),
    [
        ("2015-12-31", 3, "2018-12-31"),
        ("2014/2015", 1, "2015/2016"),
        ("2016", 10, "2026"),
        ("2012-02-29", 1, "2013-02-28"),
        ("2012-02-29", 4, "2016-02-29"),
    ],
)
def test_shifted_periods(period: str, years: int, expected: str) -> None:
    assert shift_period(period, years) == expected


def test_the_years_of_a_derivation_limit_its_series_also_where_it_is_nested(
    make_fact: Make, make_edition: Make, make_catalogue: Make
) -> None:
    facts = [make_fact(year=year, cell=year) for year in range(2010, 2016)]
    catalogue = make_catalogue(
        limited=f"first_year = 2012\nlast_year = 2013\n{POPULATION}",
        outer="""formula = 'lag(limited, 1)'""",
        late="""first_year = 2014\nformula = 'lag(limited, 1)'""",
    )
    table = compute(catalogue, [make_edition(facts)])
    assert values(table, "indicator", "year", "value") == [
        ("limited", 2012, 2012.0), ("limited", 2013, 2013.0),
        ("outer", 2013, 2012.0), ("outer", 2014, 2013.0),
        ("late", 2014, 2013.0),
    ]  # fmt: skip


def test_published_values_have_no_counts(make_fact: Make, make_edition: Make, make_catalogue: Make) -> None:
    facts = [
        make_fact(table="q_SGBII", item="q_SGBII", cell=cell, region=region, quality=quality, unit="Prozent")
        for region, cell, quality in (("16062", 7.5, ""), ("16052", ".", ""), ("16071", 6.25, "rounded5"))
    ]
    catalogue = make_catalogue(rate='published = { table = "q_SGBII", factor = 10 }')
    table = compute(catalogue, [make_edition(facts)])
    assert values(table, "region", "value", "sign", "numerator", "flags") == [
        ("16052", None, ".", None, ""),
        ("16062", 75.0, None, None, ""),
        ("16071", 62.5, None, None, "rounded5"),
    ]


def test_facts_in_another_unit_give_a_problem_instead_of_values(
    make_fact: Make, make_edition: Make, make_catalogue: Make
) -> None:
    share = 'numerator = \'sum("T", item="a")\'\ndenominator = \'sum("T", item="b")\'\nfactor = 100'
    catalogue = make_catalogue(share=share)
    good = [make_fact(item="a", cell=1, year=2014), make_fact(item="b", cell=4, year=2014)]
    bad = [make_fact(item="a", cell=1), make_fact(item="b", cell=4, unit="Prozent")]
    computed = compute_all(catalogue, [make_edition([*good, *bad])])
    assert values(computed.values, "year", "value") == [(2014, 25.0)]
    assert [problem.text for problem in computed.problems] == [
        "Tabelle T ist in der Einheit »Prozent« eingelesen; erwartet wird Anzahl. Betroffen: 2015-12-31."
    ]


def test_an_unknown_engine_is_refused(make_fact: Make, make_edition: Make, make_catalogue: Make) -> None:
    with pytest.raises(ValueError, match="Unbekanntes Rechenwerk »excel«"):
        compute(make_catalogue(population=POPULATION), [make_edition([make_fact(cell=1)])], engine="excel")


def test_paths_with_wildcards_are_paths(
    make_fact: Make, make_edition: Make, make_catalogue: Make, tmp_path: Path
) -> None:
    import dataclasses
    import shutil

    edition = make_edition([make_fact(cell=1)])
    folder = tmp_path / "Haus [alt] *"
    folder.mkdir()
    moved = dataclasses.replace(edition, path=folder / "a'b.parquet")
    shutil.copy(edition.path, moved.path)
    assert compute(make_catalogue(population=POPULATION), [moved]).num_rows == 1


def test_nothing_is_left_in_the_working_folder(
    make_fact: Make, make_edition: Make, make_catalogue: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    compute(make_catalogue(population=POPULATION), [make_edition([make_fact(cell=1)])])
    assert list(tmp_path.iterdir()) == []


def test_the_shipped_catalogue_computes_nothing_from_nothing() -> None:
    assert compute(load_catalogue(), []).num_rows == 0
