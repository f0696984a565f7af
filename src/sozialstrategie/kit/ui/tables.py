"""From the neutral table of `kit.figures` to what the template shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def read(thing: Any, name: str, default: Any = "") -> Any:
    """Attribute of an object or key of a mapping; `default` where it has none."""
    if isinstance(thing, Mapping):
        return thing.get(name, default)
    return getattr(thing, name, default)


def text_of(cell: Any) -> str:
    """What a cell shows: its own text, or the `text` of a richer cell."""
    return cell if isinstance(cell, str) else str(read(cell, "text", cell))


def template_rows(table: Any) -> list[dict[str, Any]]:
    """Rows as `{"own": bool, "cells": [(column, text), ...]}`.

    Raises ValueError when a row has more or fewer cells than the table has columns: a figure would
    stand under the wrong heading.
    """
    columns = list(read(table, "columns", ()))
    result = []
    for row in read(table, "rows", ()):
        cells = row if isinstance(row, list | tuple) else read(row, "cells", ())
        if len(cells) != len(columns):
            raise ValueError(f"Zeile mit {len(cells)} Zellen in einer Tabelle mit {len(columns)} Spalten.")
        own = False if isinstance(row, list | tuple) else bool(read(row, "own", False))
        result.append({"own": own, "cells": list(zip(columns, map(text_of, cells), strict=True))})
    return result
