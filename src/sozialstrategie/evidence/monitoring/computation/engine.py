"""The engine behind ibis: where expressions run and how facts reach it (always as Parquet, never as a memory
table)."""

from __future__ import annotations

import glob
import tempfile
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sozialstrategie.evidence.monitoring.computation.editions import EditionFacts

ENGINES = ("duckdb",)
DEFAULT_MEMORY = "512MB"

# What expressions of this package may use, because every engine computes it the same way (a test looks at the
# SQL).
ALLOWED_FUNCTIONS = frozenset(
    {
        "sum",
        "count",
        "min",
        "max",
        "avg",
        "stddev_pop",
        "bit_or",
        "row_number",
        "lag",
        "abs",
        "coalesce",
        "cast",
        "case",
    }
)


@contextmanager
def connect(engine: str = "duckdb", memory_limit: str | None = None) -> Iterator[Any]:
    """An ibis connection, in memory, limited, closed at the end. Spills into a folder that is removed with
    it.

    Raises ValueError for an engine that is not there.
    """
    if engine not in ENGINES:
        raise ValueError(f"Unbekanntes Rechenwerk »{engine}«; möglich: {', '.join(ENGINES)}.")
    import ibis  # heavy: only when needed

    with tempfile.TemporaryDirectory(prefix="sozialstrategie-") as folder, warnings.catch_warnings():
        # ibis 12 calls DuckDB by the old name of to_arrow_table
        warnings.filterwarnings("ignore", message="fetch_arrow_table", category=DeprecationWarning)
        connection = ibis.duckdb.connect(":memory:", memory_limit=memory_limit or DEFAULT_MEMORY, temp_directory=folder)
        # the order of rows in a result is set by order_by; keeping the order of insertion only costs memory
        connection.raw_sql("SET preserve_insertion_order = false")
        try:
            yield connection
        finally:
            connection.disconnect()


def read_facts(connection: Any, editions: Sequence[EditionFacts]) -> Any:
    """All facts of all editions as one ibis table with the column `rank`: position of the edition in
    `editions`."""
    names = [str(edition.path.resolve()) for edition in editions]
    raw = connection.read_parquet([glob.escape(name) for name in names], filename=True, union_by_name=True)
    ranks = small_table({"path": (names, "string"), "rank": (range(len(names)), "int32")})
    return raw.inner_join(ranks, raw.filename == ranks.path).drop("filename", "path")


def small_table(columns: Mapping[str, tuple[Iterable[Any], str]]) -> Any:
    """A table of settings (never of facts) inside an expression: name -> (values, Arrow type)."""
    import ibis  # heavy: only when needed
    import pyarrow as pa  # heavy: only when needed

    # by way of Arrow, with explicit types: ibis would guess them from a pandas frame
    arrays = {name: pa.array(list(values), getattr(pa, kind)()) for name, (values, kind) in columns.items()}
    return ibis.memtable(pa.table(arrays))
