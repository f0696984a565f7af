"""The same task in pandas, vectorised, as a careful data scientist writes it: the peer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import synthetic


def run(facts: Path) -> tuple[Any, Any]:
    """(results, index) as pandas frames."""
    import pandas as pd

    raw = pd.read_parquet(facts, columns=["region", "year", "item", "category", "value"])
    raw = raw[raw.category.isin(synthetic.CELLS)]
    sums = raw.groupby(["item", "region", "year"], sort=False).value.sum().unstack("item")
    parts = []
    for number in range(synthetic.INDICATORS):
        upper, lower = synthetic.base_counts(number)
        part = pd.DataFrame({"numerator": sums[upper], "denominator": sums[lower]}).reset_index()
        parts.append(part.assign(indicator=synthetic.indicator_code(number)))
    values = _compared(_suppressed(_levels(pd, pd.concat(parts, ignore_index=True))))
    return values, _index(values)


def _levels(pd: Any, counts: Any) -> Any:
    crosswalk = pd.DataFrame(synthetic.crosswalk_rows(), columns=["region", "target", "weight"])
    counts = counts.merge(crosswalk, on="region", how="left")
    weight = counts.weight.fillna(1.0)
    counts = counts.assign(
        region=counts.target.fillna(counts.region),
        numerator=counts.numerator * weight,
        denominator=counts.denominator * weight,
    )
    keys, both = ["indicator", "region", "year"], ["numerator", "denominator"]
    low = counts.groupby(keys, as_index=False, sort=False)[both].sum().assign(level="gemeinde")
    levels = [low]
    hierarchy = pd.DataFrame(synthetic.hierarchy_rows(), columns=["region", "parent", "parent_level", "parts"])
    for level, rows in hierarchy.groupby("parent_level"):
        up = low.merge(rows, on="region").drop(columns="region").rename(columns={"parent": "region"})
        grouped = up.groupby([*keys, "parts"], as_index=False, sort=False)
        sums = grouped.agg(numerator=("numerator", "sum"), denominator=("denominator", "sum"),
                           present=("numerator", "count"))  # fmt: skip
        levels.append(sums[sums.present == sums.parts].assign(level=level))
    return pd.concat(levels, ignore_index=True)[["indicator", "region", "level", "year", *both]]


def _suppressed(values: Any) -> Any:
    value = synthetic.FACTOR * values.numerator / values.denominator.where(values.denominator != 0)
    secret = (values.numerator < 3) & (values.numerator > 0)
    return values.assign(value=value.mask(secret), numerator=values.numerator.mask(secret), suppressed=secret)


def _compared(values: Any) -> Any:
    values = values.sort_values(["value", "region"], ascending=[False, True], kind="stable")
    group = values.groupby(["indicator", "year", "level"], sort=False)
    mean, spread = group.value.transform("mean"), group.value.transform("std", ddof=0)
    place = (group.cumcount() + 1).where(values.value.notna())
    values = values.assign(z=(values.value - mean) / spread.where(spread != 0), place=place)
    past = values[["indicator", "region", "level", "year", "value"]].rename(columns={"value": "past"})
    past = past.assign(year=past.year + synthetic.CHANGE_YEARS)
    values = values.merge(past, on=["indicator", "region", "level", "year"], how="left")
    return values.assign(change=values.value - values.past)


def _index(values: Any) -> Any:
    weights = synthetic.index_weights()
    low = values[(values.level == "gemeinde") & values.indicator.isin(weights) & values.z.notna()]
    weight = low.indicator.map(weights)
    low = low.assign(weighted=low.z * weight, weight=np.abs(weight))
    sums = low.groupby(["region", "level", "year"], as_index=False).agg(
        total=("weighted", "sum"), divisor=("weight", "sum"), present=("z", "count")
    )
    sums = sums[sums.present == synthetic.INDEX_PARTS]
    return sums.assign(index=sums.total / sums.divisor)
