"""The table of facts: its column types, and the identity of its contents."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from .cells import VALUE_PROBLEMS, CellValue
from .problems import ProblemLog, shown
from .types import FACT_COLUMNS

T = TypeVar("T")

_TYPES = {
    "year": "int32",
    "age_from": "int32",
    "age_to": "int32",
    "value": "float64",
    "row": "int32",
    "column": "int32",
}
_PLACE_COLUMNS = ("row", "column")
_NULL = "\\0"


def fact_schema() -> Any:
    """The pyarrow schema of FACT_COLUMNS: strings, int32 for years, ages and places, float64 for values."""
    import pyarrow as pa  # heavy: only when needed

    return pa.schema([(name, getattr(pa, _TYPES.get(name, "string"))()) for name in FACT_COLUMNS])


class Coded:
    """A column as codes into its distinct values: each text is read once, however often it occurs."""

    def __init__(self, column: Any) -> None:
        """`column`: pyarrow Array or ChunkedArray of strings without nulls, or a sequence of str."""
        import pyarrow as pa  # heavy: only when needed

        if isinstance(column, pa.ChunkedArray):
            column = column.combine_chunks()
        elif not isinstance(column, pa.Array):
            column = pa.array(column, pa.string())
        coded = column.dictionary_encode()
        self.codes = coded.indices.to_numpy()
        self.texts: list[str] = coded.dictionary.to_pylist()

    def map(self, read: Callable[[str], T]) -> list[T]:
        """`read` applied to each distinct text, in code order."""
        return [read(text) for text in self.texts]

    def spread(self, values: Sequence[Any], type_name: str = "string") -> Any:
        """A pyarrow array with one value per row, given one value per distinct text."""
        import pyarrow as pa  # heavy: only when needed

        return pa.array(values, getattr(pa, type_name)()).take(pa.array(self.codes))

    def counts(self) -> list[int]:
        """How many rows carry each distinct text."""
        import numpy as np  # heavy: only when needed

        return np.bincount(self.codes, minlength=len(self.texts)).tolist()

    def first_positions(self) -> list[int]:
        """0-based position of the first row with each distinct text (codes come in order of occurrence)."""
        import numpy as np  # heavy: only when needed

        return np.unique(self.codes, return_index=True)[1].tolist()


def report_bad_cells(
    cells: Coded, parsed: Sequence[CellValue], log: ProblemLog, *, place: Callable[[int], tuple[int, int]]
) -> None:
    """One error per kind of bad value cell; `place` gives row and column of a 0-based position."""
    import numpy as np  # heavy: only when needed

    for code, template in VALUE_PROBLEMS.items():
        bad = [at for at, cell in enumerate(parsed) if cell.problem == code]
        if not bad:
            continue
        positions = np.flatnonzero(np.isin(cells.codes, bad))
        first = min(positions.tolist(), key=place)
        row, column = place(first)
        text = template.format(cell=shown(cells.texts[int(cells.codes[first])]))
        log.error(code, text, row=row, column=column, count=len(positions))


def duplicate_text(earlier_row: int, sheet: str = "") -> str:
    """The sentence about a key that occurs twice; `sheet` where the first one stands on another."""
    what = f"Region, Zeit und Merkmale stehen schon in Zeile {earlier_row}"
    what += f" auf dem Blatt {sheet}" if sheet else ""
    return f"{what}, erwartet wird jede Kombination nur einmal."


def repeated_positions(code: Any) -> tuple[Any, int]:
    """Positions at which an integer code occurs again, and the earlier place of the first of them (or -1)."""
    import numpy as np  # heavy: only when needed

    first = np.unique(code, return_index=True)[1]
    repeated = np.setdiff1d(np.arange(len(code)), first)
    return repeated, int(np.flatnonzero(code == code[repeated[0]])[0]) if len(repeated) else -1


def canonical_digest(facts: Any) -> str:
    """SHA-256 (hex) of the facts' contents: all columns but row and column, rows sorted, each as one line of
    text.

    The same facts give the same digest whatever the file's encoding, the order of its rows and the version of
    the libraries: numbers are written by Python's shortest exact form, text is NFC, separators inside a text
    are escaped.
    """
    import pyarrow as pa  # heavy: only when needed
    import pyarrow.compute as pc  # heavy: only when needed

    columns = []
    for name in FACT_COLUMNS:
        if name in _PLACE_COLUMNS:
            continue
        column = facts.column(name).combine_chunks()
        coded = column.dictionary_encode()
        distinct = pa.array([_canonical(v) for v in coded.dictionary.to_pylist()], pa.string())
        columns.append(pc.fill_null(distinct.take(coded.indices), _NULL))
    lines = pc.binary_join_element_wise(*columns, "\t").to_pylist()
    lines.sort()
    digest = hashlib.sha256("\t".join(n for n in FACT_COLUMNS if n not in _PLACE_COLUMNS).encode())
    for start in range(0, len(lines), 10_000):
        digest.update(("\n" + "\n".join(lines[start : start + 10_000])).encode())
    return digest.hexdigest()


def _canonical(value: Any) -> str:
    if isinstance(value, float):
        return repr(value + 0.0)  # + 0.0 makes a negative zero positive
    if isinstance(value, int):
        return str(value)
    text = unicodedata.normalize("NFC", value)
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
