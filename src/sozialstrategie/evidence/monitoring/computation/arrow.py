"""From the engine's numbers to the columns people know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sozialstrategie.evidence.monitoring.computation.regions import level_of
from sozialstrategie.evidence.monitoring.computation.signs import SIGN_OF_RANK

RESULT_COLUMNS = (
    "indicator",
    "derivation",
    "region",
    "level",
    "period",
    "year",
    "value",
    "sign",
    "numerator",
    "denominator",
    "edition",
    "flags",
)

if TYPE_CHECKING:
    from sozialstrategie.evidence.monitoring.computation.compute import Run


def result_schema() -> Any:
    """The pyarrow schema of the results, RESULT_COLUMNS in order."""
    import pyarrow as pa  # heavy: only when needed

    text, number = pa.string(), pa.float64()
    types = {"year": pa.int32(), "value": number, "numerator": number, "denominator": number}
    return pa.schema([(name, types.get(name, text)) for name in RESULT_COLUMNS])


def empty_results() -> Any:
    return result_schema().empty_table()


def to_arrow(run: Run) -> Any:
    """Run the expression and give every number its name. Sorted by catalogue order, level, region, period."""
    import pyarrow as pa  # heavy: only when needed

    raw = run.expression.order_by("root", "region", "time").to_pyarrow()
    roots, times = run.plan.roots, run.times
    region = raw.column("region").combine_chunks().dictionary_encode()
    flags = raw.column("flags").combine_chunks().dictionary_encode()
    origin = raw.column("origin").combine_chunks().dictionary_encode()
    columns = {
        "indicator": _named(raw.column("root"), [root.code for root in roots]),
        "derivation": _named(raw.column("root"), [root.key for root in roots]),
        "region": raw.column("region"),
        "level": _named(region.indices, [level_of(key) for key in region.dictionary.to_pylist()]),
        "period": _named(raw.column("time"), [time.period for time in times]),
        "year": _named(raw.column("time"), [time.year for time in times]),
        "value": raw.column("value"),
        "sign": _named(raw.column("sign_rank"), SIGN_OF_RANK),
        "numerator": raw.column("numerator"),
        "denominator": raw.column("denominator"),
        "edition": _named(origin.indices, [run.provenance.read(code) for code in origin.dictionary.to_pylist()]),
        "flags": _named(flags.indices, [_tidy(words) for words in flags.dictionary.to_pylist()]),
    }
    schema = result_schema()
    arrays = [pa.chunked_array(_chunks(columns[name.name])).cast(name.type) for name in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def _named(codes: Any, names: Any) -> Any:
    import pyarrow as pa  # heavy: only when needed

    return pa.array(list(names)).take(codes)


def _chunks(column: Any) -> list[Any]:
    import pyarrow as pa  # heavy: only when needed

    return column.chunks if isinstance(column, pa.ChunkedArray) else [column]


def _tidy(words: str) -> str:
    return " ".join(sorted(set(words.split())))
