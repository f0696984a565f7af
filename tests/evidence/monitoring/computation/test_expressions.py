"""Post-processing inside the engine, with exact values and properties."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sozialstrategie.evidence.monitoring.computation import expressions
from sozialstrategie.evidence.monitoring.computation.engine import connect, small_table
from sozialstrategie.methods.comparison import ranks, z_scores

Row = dict[str, Any]
TYPES = {
    "indicator": "string", "region": "string", "level": "string", "year": "int32", "numerator": "float64",
    "denominator": "float64", "value": "float64", "z": "float64", "target": "string", "weight": "float64",
    "parent": "string", "parent_level": "string", "parts": "int32",
}  # fmt: skip


@pytest.fixture(scope="module")
def run() -> Iterator[Callable[[Any], list[Row]]]:
    """Run an expression; rows ordered by all that is not a number."""
    with connect() as connection:

        def fetch(expression: Any) -> list[Row]:
            rows = connection.to_pyarrow(expression).to_pylist()
            return sorted(rows, key=lambda row: [str(row.get(k)) for k in ("indicator", "level", "region", "year")])

        yield fetch


def table(*rows: Row, **defaults: Any) -> Any:
    filled = [{**defaults, **row} for row in rows]
    return small_table({name: ([row[name] for row in filled], TYPES[name]) for name in filled[0]})


def counts(*rows: tuple[str, float | None, float | None], level: str = "gemeinde", year: int = 2020) -> Any:
    given_rows = [{"region": r, "numerator": n, "denominator": d} for r, n, d in rows]
    return table(*given_rows, indicator="i", level=level, year=year)


def figures(*rows: tuple[str, float | None], year: int = 2020) -> Any:
    return table(*({"region": r, "value": v} for r, v in rows), indicator="i", level="kreis", year=year)


def column(rows: list[Row], name: str) -> list[Any]:
    return [row[name] for row in rows]


def test_roll_up_adds_counts_and_leaves_incomplete_parents_out(run: Any) -> None:
    low = counts(("a", 1, 10), ("b", 9, 30), ("c", 5, 20), ("d", None, 20))
    hierarchy = table(
        {"region": "a", "parent": "K1", "parts": 2}, {"region": "b", "parent": "K1", "parts": 2},
        {"region": "c", "parent": "K2", "parts": 2}, {"region": "d", "parent": "K2", "parts": 2},
        {"region": "a", "parent": "K3", "parts": 2}, parent_level="kreis",
    )  # fmt: skip
    (only,) = run(expressions.ratio(expressions.roll_up(low, hierarchy)))
    # 10 / 40, not the mean of 10 % and 30 %; K2 has a part without count, K3 lacks a part
    assert (only["region"], only["level"], only["numerator"], only["value"]) == ("K1", "kreis", 10.0, 25.0)


def test_a_zero_denominator_gives_no_value(run: Any) -> None:
    assert column(run(expressions.ratio(counts(("a", 1, 0), ("b", 1, 4)))), "value") == [None, 25.0]


def test_territory_moves_by_weight(run: Any) -> None:
    crosswalk = table(
        {"region": "a", "target": "b", "weight": 1.0},
        {"region": "c", "target": "c", "weight": 0.6},
        {"region": "c", "target": "d", "weight": 0.4},
    )
    before = counts(("a", 4, 8), ("b", 2, 2), ("c", 10, 100), ("d", 1, 1))
    after = run(expressions.convert_territory(before, crosswalk))
    assert [(r["region"], r["numerator"], r["denominator"]) for r in after] == [
        ("b", 6.0, 10.0), ("c", 6.0, 60.0), ("d", 5.0, 41.0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "secret"),
    [
        ({}, ["b", "c"]),
        ({"smallest_numerator": 10}, ["b", "c", "d"]),
        ({"zero_is_open": False}, ["a", "b", "c"]),
        ({"smallest_denominator": 50}, ["b", "c", "f"]),
        ({"protect_complement": True}, ["b", "c", "e"]),
    ],
)
def test_primary_suppression(run: Any, options: dict[str, Any], secret: list[str]) -> None:
    rows = (("a", 0, 100), ("b", 1, 100), ("c", 2, 100), ("d", 3, 100), ("e", 99, 100), ("f", 20, 40))
    found = run(expressions.suppress(expressions.ratio(counts(*rows)), **options))
    assert [row["region"] for row in found if row["suppressed"]] == secret
    for row in found:
        hidden = row["region"] in secret
        assert (row["value"] is None, row["numerator"] is None) == (hidden, hidden)


def test_a_value_without_counts_is_not_suppressed_by_accident(run: Any) -> None:
    (row,) = run(expressions.suppress(expressions.ratio(counts(("a", None, 5)))))
    assert (row["suppressed"], row["value"]) == (False, None)


def test_change_needs_the_exact_distance(run: Any) -> None:
    import ibis

    series = ibis.union(*(figures(("a", value), year=year) for year, value in ((2010, 1), (2014, 3), (2015, 7))))
    assert column(run(expressions.change(series, 5)), "change") == [None, None, 6.0]
    assert column(run(expressions.change(series, 1)), "change") == [None, None, 4.0]


def test_rank_is_unique_and_missing_values_have_none(run: Any) -> None:
    found = run(expressions.rank(figures(("a", 5), ("b", 9), ("c", 5), ("d", None))))
    assert column(found, "place") == [2, 1, 3, None]


def test_without_spread_there_is_no_z(run: Any) -> None:
    assert column(run(expressions.standardise(figures(("a", 5), ("b", 5)))), "z") == [None, None]


def scores(*rows: tuple[str, str, float | None]) -> Any:
    return table(*({"indicator": i, "region": r, "z": z} for i, r, z in rows), level="kreis", year=2020)


def test_weighted_index_needs_every_part(run: Any) -> None:
    weights = table({"indicator": "i", "weight": 3.0}, {"indicator": "j", "weight": -1.0})
    given_scores = scores(("i", "a", 2), ("j", "a", 1), ("i", "b", 2), ("i", "c", 1), ("j", "c", None))
    (row,) = run(expressions.weighted_index(given_scores, weights, parts=2))
    assert (row["region"], row["index"]) == ("a", (3 * 2 - 1) / 4)


def test_an_index_of_one_indicator_is_that_indicator(run: Any) -> None:
    weights = table({"indicator": "i", "weight": 1.0})
    rows = run(expressions.weighted_index(scores(("i", "a", 0.5), ("i", "b", -1.5)), weights, parts=1))
    assert [(row["region"], row["index"]) for row in rows] == [("a", 0.5), ("b", -1.5)]


SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
COUNTS = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1, max_size=12)


@SLOW
@given(COUNTS, st.data())
def test_the_parts_of_a_roll_up_make_the_whole(run: Any, cells: list[tuple[int, int]], data: Any) -> None:
    names = [f"g{n:02d}" for n in range(len(cells))]
    kreise = [data.draw(st.sampled_from(["K1", "K2", "K3"])) for _ in names]
    low = counts(*((name, *cell) for name, cell in zip(names, cells, strict=True)))
    up = table(
        *({"region": n, "parent": k, "parent_level": "kreis", "parts": kreise.count(k)}
          for n, k in zip(names, kreise, strict=True)),
        *({"region": n, "parent": "L", "parent_level": "land", "parts": len(names)} for n in names),
    )  # fmt: skip
    found = run(expressions.roll_up(low, up))
    for side, position in (("numerator", 0), ("denominator", 1)):
        whole = sum(cell[position] for cell in cells)
        assert sum(row[side] for row in found if row["level"] == "kreis") == whole
        assert [row[side] for row in found if row["level"] == "land"] == [whole]


@SLOW
@given(COUNTS, st.data())
def test_converting_territories_keeps_totals(run: Any, cells: list[tuple[int, int]], data: Any) -> None:
    names = [f"g{n:02d}" for n in range(len(cells))]
    moves = []
    for name in names:
        share = data.draw(st.sampled_from([0.0, 0.25, 0.5, 1.0]))
        target = data.draw(st.sampled_from(names))
        moves += [{"region": name, "target": target, "weight": share},
                  {"region": name, "target": name, "weight": 1 - share}]  # fmt: skip
    before = counts(*((name, *cell) for name, cell in zip(names, cells, strict=True)))
    after = run(expressions.convert_territory(before, table(*moves)))
    for side, position in (("numerator", 0), ("denominator", 1)):
        assert math.isclose(sum(row[side] for row in after), sum(cell[position] for cell in cells), abs_tol=1e-6)


@SLOW
@given(st.lists(st.none() | st.integers(-1000, 1000), min_size=1, max_size=30))
def test_engine_and_numpy_compare_alike(run: Any, given_values: list[int | None]) -> None:
    names = [f"g{n:02d}" for n in range(len(given_values))]
    found = run(expressions.rank(expressions.standardise(figures(*zip(names, given_values, strict=True)))))
    array = [math.nan if value is None else float(value) for value in given_values]
    assert [place or 0 for place in column(found, "place")] == ranks(array, names).tolist()
    for ours, theirs in zip(column(found, "z"), z_scores(array), strict=True):
        # NumPy wants two values, the engine a spread: both say nothing where there is nothing to compare
        assert (ours is None) == math.isnan(theirs)
        assert ours is None or math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9)
