"""The SQL uses only functions that every engine computes alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlglot
from sqlglot import exp

from sozialstrategie.evidence.monitoring.computation import expressions, pipeline
from sozialstrategie.evidence.monitoring.computation.compute import results_expression
from sozialstrategie.evidence.monitoring.computation.engine import ALLOWED_FUNCTIONS, connect, read_facts, small_table
from sozialstrategie.evidence.monitoring.computation.plan import Operation

Make = Callable[..., Any]
# what the grammar calls a function and SQL an operator
OPERATORS = (exp.And, exp.Or, exp.Not, exp.If, exp.Case)
NAMES = {"logical_and": "and", "bitwise_or_agg": "bit_or", "stddev_pop": "stddev_pop"}


def functions(sql: str) -> set[str]:
    tree = sqlglot.parse_one(sql, read="duckdb")
    found = {node for node in tree.find_all(exp.Func) if not isinstance(node, OPERATORS)}
    names = {(node.name if isinstance(node, exp.Anonymous) else node.sql_name()).lower() for node in found}
    return {NAMES.get(name, name) for name in names}


def test_a_foreign_function_would_be_seen() -> None:
    assert functions("SELECT median(a), regexp_matches(b, 'x'), quantile_cont(a, 0.5) FROM t") - ALLOWED_FUNCTIONS
    assert functions("SELECT sum(a) OVER (), CASE WHEN a AND b THEN 1 END FROM t") == {"sum"}


def test_the_pipeline_uses_only_allowed_functions(make_fact: Make, make_edition: Make, make_catalogue: Make) -> None:
    catalogue = make_catalogue(
        a="""numerator = 'sum("T")'\ndenominator = '1 + sum("T")'""",
        b="""formula = 'a * lag(a, 1) - 2 / a'""",
    )
    editions = [make_edition([make_fact(cell=1)], name) for name in "ab"]
    with results_expression(catalogue, editions, engine="duckdb") as run:
        facts = read_facts(run.connection, editions)
        won = pipeline.winning_facts(facts, {0: 1, 1: 2}, {"T"})
        leaves = pipeline.leaf_values(won, [pipeline.SelectionRow(0, 0, 1, 0, "T", "date", "2015", "i", "")], ["16"])
        operations = {1: Operation("/", 0, 1.0, 0), 2: Operation("+c", 0, 1.0), 3: Operation("c/", 0, 1.0)}
        for expression in (leaves, pipeline.operation_values(leaves, operations), run.expression):
            found = functions(run.connection.compile(expression))
            assert found <= ALLOWED_FUNCTIONS, found - ALLOWED_FUNCTIONS
        assert {"sum", "bit_or", "row_number"} <= functions(run.connection.compile(leaves))


def test_the_post_processing_uses_only_allowed_functions() -> None:
    texts = {name: (["a"], "string") for name in ("indicator", "region", "level")}
    numbers = {name: ([1.0], "float64") for name in ("numerator", "denominator")}
    counts = small_table({**texts, **numbers, "year": ([2020], "int32")})
    crosswalk = small_table({"region": (["a"], "string"), "target": (["b"], "string"), "weight": ([1.0], "float64")})
    hierarchy = small_table(
        {"region": (["a"], "string"), "parent": (["b"], "string"), "parent_level": (["k"], "string"),
         "parts": ([1], "int32")}
    )  # fmt: skip
    weights = small_table({"indicator": (["a"], "string"), "weight": ([1.0], "float64")})
    moved = expressions.roll_up(expressions.convert_territory(counts, crosswalk), hierarchy)
    values = expressions.suppress(expressions.ratio(moved), protect_complement=True)
    compared = expressions.change(expressions.rank(expressions.standardise(values)))
    with connect() as connection:
        for expression in (compared, expressions.weighted_index(compared, weights, parts=1)):
            found = functions(connection.compile(expression))
            assert found <= ALLOWED_FUNCTIONS, found - ALLOWED_FUNCTIONS
