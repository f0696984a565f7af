"""The task on our engine: facts -> Arrow, all indicators in one pass; the same functions as the product."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import synthetic

from sozialstrategie.evidence.monitoring.computation import EditionFacts, expressions
from sozialstrategie.evidence.monitoring.computation.compute import results_expression
from sozialstrategie.evidence.monitoring.computation.engine import small_table
from sozialstrategie.evidence.monitoring.formula import load_catalogue


def run(facts: Path, catalogue_file: Path, memory_limit: str) -> tuple[Any, Any]:
    """(results, index) as pyarrow tables. Inside the engine an indicator is its number, outside its code."""
    import ibis
    import pyarrow as pa

    catalogue = load_catalogue([catalogue_file])
    edition = EditionFacts("synthetic", "", "0" * 64, facts)
    with results_expression(catalogue, [edition], engine="duckdb", memory_limit=memory_limit) as computation:
        codes = [root.code for root in computation.plan.roots]
        years = [time.year for time in computation.times]
        times = small_table({"time": (range(len(years)), "int32"), "year": (years, "int32")})
        counts = computation.expression.inner_join(times, "time").select(
            "region", "year", "numerator", "denominator", indicator="root", level=ibis.literal("gemeinde")
        )
        results = computation.connection.create_table("results", compare(counts), temp=True)
        table, index = results.to_pyarrow(), build_index(results, codes).to_pyarrow()
    at = table.schema.get_field_index("indicator")
    return table.set_column(at, "indicator", pa.array(codes).take(table.column("indicator"))), index


def compare(counts: Any) -> Any:
    import ibis

    columns = ["indicator", "region", "level", "year", "numerator", "denominator"]
    old, new, share = zip(*synthetic.crosswalk_rows(), strict=True)
    crosswalk = small_table({"region": (old, "string"), "target": (new, "string"), "weight": (share, "float64")})
    child, parent, level, parts = zip(*synthetic.hierarchy_rows(), strict=True)
    hierarchy = small_table(
        {
            "region": (child, "string"),
            "parent": (parent, "string"),
            "parent_level": (level, "string"),
            "parts": (parts, "int32"),
        }
    )
    moved = expressions.convert_territory(counts, crosswalk)
    every = ibis.union(moved.select(*columns), expressions.roll_up(moved, hierarchy).select(*columns))
    values = expressions.suppress(expressions.ratio(every, synthetic.FACTOR))
    return expressions.change(expressions.rank(expressions.standardise(values)), synthetic.CHANGE_YEARS)


def build_index(results: Any, codes: list[str]) -> Any:
    weights = synthetic.index_weights()
    numbers = [codes.index(code) for code in weights]
    table = small_table({"indicator": (numbers, "int32"), "weight": (weights.values(), "float64")})
    low = results.filter(results.level == "gemeinde")
    return expressions.weighted_index(low, table, parts=synthetic.INDEX_PARTS)
