"""What is done with computed values inside the engine: roll-up, suppression, comparison, change, index.

Every function takes ibis tables and gives an ibis table back; nothing is computed before the last one is
asked for.
Values have the columns indicator, region, level, year and value; counts have numerator and denominator
instead of (or
beside) value. Only functions of `engine.ALLOWED_FUNCTIONS`, so that every engine gives the same numbers.
"""

from __future__ import annotations

from typing import Any

GROUP = ("indicator", "year", "level")


def convert_territory(counts: Any, crosswalk: Any) -> Any:
    """Counts on another territorial status.

    crosswalk: region, target, weight; a region without row stays as it is; the weights of a region add up to
    1, so
    totals are kept. A split by weights is an estimate: who shows it says so.
    """
    keys = crosswalk.select(old_region="region", target="target", weight="weight")
    rows = counts.left_join(keys, counts.region == keys.old_region)
    weight = rows.weight.coalesce(1.0)
    moved = rows.select(
        "indicator",
        "level",
        "year",
        region=rows.target.coalesce(rows.region),
        numerator=rows.numerator * weight,
        denominator=rows.denominator * weight,
    )
    return moved.group_by("indicator", "region", "level", "year").aggregate(
        numerator=moved.numerator.sum(), denominator=moved.denominator.sum()
    )


def roll_up(counts: Any, hierarchy: Any) -> Any:
    """The counts of all parents, from the counts of their parts. Ratios are never averaged.

    hierarchy: region, parent, parent_level, parts (number of parts the parent has). A parent is complete only
    where all
    its parts have both counts; otherwise it has no row, because a partial sum looks like a whole.
    """
    rows = counts.inner_join(hierarchy.rename(child="region"), counts.region == hierarchy.region)
    sums = rows.group_by("indicator", "year", "parent", "parent_level", "parts").aggregate(
        numerator=rows.numerator.sum(),
        denominator=rows.denominator.sum(),
        present=(rows.numerator + rows.denominator).count(),
    )
    return sums.filter(sums.present == sums.parts).select(
        "indicator", "year", "numerator", "denominator", region="parent", level="parent_level"
    )


def ratio(counts: Any, factor: float = 100.0) -> Any:
    """value = factor * numerator / denominator; no value where the denominator is zero."""
    import ibis  # heavy: only when needed

    is_zero = counts.denominator == 0
    quotient = factor * counts.numerator.cast("float64") / ibis.ifelse(is_zero, 1.0, counts.denominator)
    return counts.mutate(value=ibis.ifelse(is_zero, ibis.null("float64"), quotient))


def suppress(
    values: Any,
    *,
    smallest_numerator: float = 3,
    smallest_denominator: float = 0,
    zero_is_open: bool = True,
    protect_complement: bool = False,
) -> Any:
    """Primary suppression: value and numerator vanish where a count is too small; `suppressed` says where.

    smallest_numerator: the least number of cases that may be shown; zero_is_open: no case at all may be
    shown.
    smallest_denominator: the least number of persons. protect_complement: the persons who are not cases count
    alike
    (almost all is as telling as almost none). The rules of a source are data, see the room disclosure.
    """
    import ibis  # heavy: only when needed

    secret = _too_small(values.numerator, smallest_numerator, zero_is_open)
    secret = secret | (values.denominator < smallest_denominator)
    if protect_complement:
        rest = values.denominator - values.numerator
        secret = secret | _too_small(rest, smallest_numerator, zero_is_open)
    secret = secret.coalesce(False)
    nothing = ibis.null("float64")
    return values.mutate(
        suppressed=secret,
        value=ibis.ifelse(secret, nothing, values.value),
        numerator=ibis.ifelse(secret, nothing, values.numerator),
    )


def standardise(values: Any) -> Any:
    """z = (value - mean) / population standard deviation within indicator, year and level; none without
    spread."""
    import ibis  # heavy: only when needed

    group = ibis.window(group_by=[values[name] for name in GROUP])
    mean, spread = values.value.mean().over(group), values.value.std(how="pop").over(group)
    flat = spread == 0
    z = (values.value - mean) / ibis.ifelse(flat, 1.0, spread)
    return values.mutate(z=ibis.ifelse(flat, ibis.null("float64"), z))


def rank(values: Any) -> Any:
    """`place` 1, 2, … from the greatest value down within indicator, year and level; equal values by region
    key."""
    import ibis  # heavy: only when needed

    missing = values.value.isnull()
    # engines disagree on where missing values sort, so they are sorted explicitly
    order = [missing.cast("int8"), values.value.desc(), values.region]
    window = ibis.window(group_by=[values[name] for name in GROUP], order_by=order)
    place = ibis.row_number().over(window) + 1
    return values.mutate(place=ibis.ifelse(missing, ibis.null("int64"), place))


def change(values: Any, years: int = 5) -> Any:
    """`change` = value minus the value `years` years earlier; a gap in the series is no shorter distance."""
    import ibis  # heavy: only when needed

    earlier = values.select(
        past_indicator="indicator",
        past_region="region",
        past_level="level",
        past_year=values.year + ibis.literal(years, "int32"),
        past_value="value",
    )
    rows = values.left_join(
        earlier,
        [
            values.indicator == earlier.past_indicator,
            values.region == earlier.past_region,
            values.level == earlier.past_level,
            values.year == earlier.past_year,
        ],
    )
    return rows.mutate(change=rows.value - rows.past_value).drop(
        "past_indicator", "past_region", "past_level", "past_year", "past_value"
    )


def weighted_index(scores: Any, weights: Any, *, parts: int) -> Any:
    """Weighted mean of z per region, level and year: sum(weight * z) / sum(weight).

    scores: as from `standardise`; weights: indicator, weight (signed: negative where more is better); the
    divisor is the
    sum of the absolute weights. parts: number of indicators; a region that lacks one has no index.
    """
    wanted = weights.rename(weighted_indicator="indicator")
    rows = scores.inner_join(wanted, scores.indicator == wanted.weighted_indicator)
    rows = rows.filter(rows.z.notnull())
    sums = rows.group_by("region", "level", "year").aggregate(
        total=(rows.weight * rows.z).sum(), divisor=rows.weight.abs().sum(), present=rows.count()
    )
    complete = sums.filter(sums.present == parts)
    return complete.select("region", "level", "year", index=complete.total / complete.divisor)


def _too_small(count: Any, smallest: float, zero_is_open: bool) -> Any:
    small = count < smallest
    return small & (count > 0) if zero_is_open else small
