"""The synthetic set: 400 Gemeinden in 22 Kreise x 20 years x 80 base counts in 2 cells each = 1,280,000
facts; own seed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

SEED = 20260119
REGIONS, KREISE, YEARS, COUNTS, INDICATORS = 400, 22, 20, 80, 60
FIRST_YEAR = 2003
CELLS = ("Frauen", "Männer")
FACTOR = 100.0
CHANGE_YEARS = 5
INDEX_PARTS = 6
MERGES, SPLITS = 20, 5
SPLIT_SHARE = 0.4
TABLE = "00000-00-01-4"

KEYS = [f"16{100 + number % KREISE:03d}{number // KREISE:03d}" for number in range(REGIONS)]


def indicator_code(number: int) -> str:
    return f"indicator_{number:02d}"


def base_counts(number: int) -> tuple[str, str]:
    """Numerator and denominator: 60 small counts over 20 large ones."""
    return f"B{20 + number:02d}", f"B{number % 20:02d}"


def index_weights() -> dict[str, float]:
    return {indicator_code(number * 10): 1.0 + number / 2 for number in range(INDEX_PARTS)}


def crosswalk_rows() -> list[tuple[str, str, float]]:
    """20 Gemeinden go into their neighbour in the list, 5 give two fifths away: (region, target, weight)."""
    merged = [(KEYS[2 * n + 1], KEYS[2 * n], 1.0) for n in range(MERGES)]
    first = 2 * MERGES
    split = [
        row
        for n in range(SPLITS)
        for row in (
            (KEYS[first + 2 * n], KEYS[first + 2 * n], 1 - SPLIT_SHARE),
            (KEYS[first + 2 * n], KEYS[first + 2 * n + 1], SPLIT_SHARE),
        )
    ]
    return merged + split


def hierarchy_rows() -> list[tuple[str, str, str, int]]:
    """(Gemeinde after the mergers, parent, level of the parent, number of parts)."""
    gone = {region for region, _, weight in crosswalk_rows() if weight == 1.0}
    left = [key for key in KEYS if key not in gone]
    parts = {kreis: sum(key.startswith(kreis) for key in left) for kreis in {key[:5] for key in left}}
    kreise = [(key, key[:5], "kreis", parts[key[:5]]) for key in left]
    return kreise + [(key, "16", "land", len(left)) for key in left]


def write_facts(path: Path) -> None:
    """One Parquet edition with the columns of every edition."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rng = np.random.default_rng(SEED)
    shape = (COUNTS, len(CELLS), YEARS, REGIONS)
    # large denominators; numerators from rare (some fall under the threshold of 3 cases) to frequent
    mean = np.where(np.arange(COUNTS) < 20, 6000.0, np.geomspace(4.0, 400.0, COUNTS))
    level = mean[:, None, None, None]
    size = rng.lognormal(0.0, 0.8, REGIONS)[None, None, None, :]
    trend = 1 + 0.01 * np.arange(YEARS)[None, None, :, None] * rng.normal(0, 1, COUNTS)[:, None, None, None]
    values = rng.poisson(level * size * np.clip(trend, 0.2, None), shape).astype(float).ravel()
    count, cell, year, region = (axis.ravel() for axis in np.indices(shape))
    rows = values.size

    def named(names: list[str], codes: Any) -> Any:
        return pa.array(names).take(pa.array(codes))

    years = [FIRST_YEAR + n for n in range(YEARS)]
    nothing = pa.nulls(rows, pa.int32())
    columns = {
        "table": named([TABLE], np.zeros(rows, int)),
        "region": named(KEYS, region),
        "region_name": named(KEYS, region),
        "period_kind": named(["date"], np.zeros(rows, int)),
        "period": named([f"{y}-12-31" for y in years], year),
        "year": pa.array(np.asarray(years, "int32")[year]),
        "item": named([f"B{n:02d}" for n in range(COUNTS)], count),
        "category": named(list(CELLS), cell),
        "age_from": nothing,
        "age_to": nothing,
        "value": pa.array(values),
        "sign": pa.nulls(rows, pa.string()),
        "unit": named(["Anzahl"], np.zeros(rows, int)),
        "quality": named([""], np.zeros(rows, int)),
        "row": pa.array(np.arange(1, rows + 1, dtype="int32")),
        "column": pa.array(np.ones(rows, "int32")),
    }
    pq.write_table(pa.table(columns), path, compression="zstd")


def catalogue_text() -> str:
    """60 indicators, as a catalogue file."""
    entries = []
    for number in range(INDICATORS):
        upper, lower = base_counts(number)
        cells = ", ".join(f'"{cell}"' for cell in CELLS)
        entries.append(
            f"""[[indicator]]
code = "{indicator_code(number)}"
name = "Indikator {number}"
unit = "%"
unit_phrase = "in Prozent"
theme = "Künstlich"
definition = "Künstlich erzeugt."
not_shown = "Alles."
direction = "none"
counts_people = false
decimals = 1
[[indicator.derivation]]
key = "synthetic"
label = "aus Zählungen"
source = "künstlich erzeugt"
origin = "computed"
territorial_status = "fest"
period_kind = "date"
numerator = 'sum("{TABLE}", item="{upper}", category=[{cells}])'
denominator = 'sum("{TABLE}", item="{lower}", category=[{cells}])'
factor = {FACTOR}
"""
        )
    return "\n".join(entries)
