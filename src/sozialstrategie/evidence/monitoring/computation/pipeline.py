"""The ibis expressions: facts -> leaves -> operations -> results. All indicators in one pass, no loop over
them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sozialstrategie.evidence.monitoring.computation.engine import small_table
from sozialstrategie.evidence.monitoring.computation.plan import Operation, Root
from sozialstrategie.evidence.monitoring.computation.signs import (
    BLOCKED,
    DIVISION_BY_ZERO,
    DUPLICATE,
    INCOMPLETE,
    NIL,
    RANK_OF_SIGN,
    UNCERTAIN,
    UNKNOWN,
    VALUE,
)

FACT_KEY = ("table", "item", "category", "region", "period_kind", "period")
# columns of every table of values: step and time are numbers, `number` is 0 where there is a sign, `flags`
# and `origin` texts
VALUE_KEY = ("time", "region")


@dataclass(frozen=True, slots=True)
class SelectionRow:
    """Facts with this key go into leaf `step` at `time`, which needs `expected` parts in all."""

    step: int
    time: int
    expected: int
    table_number: int
    table: str
    period_kind: str
    period: str
    item: str
    category: str


def winning_facts(facts: Any, bits: Mapping[int, int], contested: Collection[str]) -> Any:
    """Per key the fact of the edition with the greatest rank; only `contested` tables are sorted for it."""
    import ibis  # heavy: only when needed

    table = small_table({"edition_rank": (bits.keys(), "int32"), "bit": (bits.values(), "int64")})
    marked = facts.inner_join(table, facts["rank"] == table.edition_rank).drop("edition_rank")
    if not contested:
        return marked
    disputed = marked.table.isin(sorted(contested))
    window = ibis.window(group_by=[marked[name] for name in FACT_KEY], order_by=marked["rank"].desc())
    best = marked.filter(disputed).mutate(place=ibis.row_number().over(window))
    # a key twice in ONE edition keeps both rows, so that the fault shows instead of one row winning by chance
    top = best.filter(best.place == 0).select(*FACT_KEY, top_rank="rank")
    kept = marked.filter(disputed).inner_join(top, list(FACT_KEY))
    kept = kept.filter(kept["rank"] == kept.top_rank).select(marked.columns)
    return ibis.union(marked.filter(~disputed), kept)


def leaf_values(facts: Any, selection: Collection[SelectionRow], regions: Collection[str]) -> Any:
    """One row per leaf, time and region: the sum of its parts, or the sign that stands in for it."""
    import ibis  # heavy: only when needed

    numbers, texts = ("step", "time", "expected", "table_number"), ("table", "period_kind", "period", "item")
    kinds = [(n, "int32") for n in numbers] + [(n, "string") for n in (*texts, "category")]
    chosen = small_table({name: ([getattr(row, name) for row in selection], kind) for name, kind in kinds})
    known = small_table({"known": (sorted(regions), "string")})
    rows = facts.inner_join(chosen, ["table", "period_kind", "period", "item", "category"])
    rows = rows.semi_join(known, rows.region == known.known)
    rows = rows.mutate(sign_rank=_rank_of(rows.sign))
    grouped = rows.group_by("step", "time", "expected", "table_number", "region").aggregate(
        number=rows.value.cast("float64").sum().coalesce(0.0),
        parts=rows.count(),
        worst=rows.sign_rank.max(),
        best=rows.sign_rank.min(),
        quality=rows.quality.max().coalesce(""),
        mask=rows.bit.bit_or(),
    )
    missing = grouped.parts < grouped.expected
    double = grouped.parts > grouped.expected
    base = ibis.ifelse(grouped.worst >= UNCERTAIN, grouped.worst, ibis.ifelse(grouped.best == NIL, NIL, VALUE))
    rank = ibis.ifelse((missing | double) & (base < UNKNOWN), UNKNOWN, base)
    fault = ibis.cases((missing, f" {INCOMPLETE}"), (double, f" {DUPLICATE}"), else_="")
    return grouped.select(
        step="step",
        time="time",
        region="region",
        sign_rank=rank.cast("int8"),
        number=ibis.ifelse(rank == VALUE, grouped.number, 0.0),
        flags=fault + ibis.ifelse(grouped.quality == "", "", ibis.literal(" ") + grouped.quality),
        origin=grouped.table_number.cast("string") + ":" + grouped.mask.cast("string"),
    )


def operation_values(values: Any, operations: Mapping[int, Operation]) -> Any:
    """The values of one level of operations, computed from the steps below; a step without partner has no
    value."""
    import ibis  # heavy: only when needed

    both = {step: op for step, op in operations.items() if op.right is not None}
    single = {step: op for step, op in operations.items() if op.right is None}
    found = []
    if both:
        found.append(_binary_values(values, _operation_table(both)))
    if single:
        found.append(_constant_values(values, _operation_table(single)))
    return ibis.union(*found) if len(found) > 1 else found[0]


def results(values: Any, roots: Collection[Root]) -> Any:
    """root, time, region, sign_rank, value, numerator, denominator, flags, origin for every derivation."""
    import ibis  # heavy: only when needed

    indexed = list(enumerate(roots))
    ratios = [(number, root) for number, root in indexed if root.right is not None]
    plain = [(number, root) for number, root in indexed if root.right is None]
    found = []
    if ratios:
        found.append(_ratio_results(values, _root_table(ratios)))
    if plain:
        found.append(_plain_results(values, _root_table(plain)))
    return ibis.union(*found) if len(found) > 1 else found[0]


def _rank_of(sign: Any) -> Any:
    import ibis  # heavy: only when needed

    return ibis.cases(*((sign == text, rank) for text, rank in RANK_OF_SIGN.items()), else_=VALUE)


def _operation_table(operations: Mapping[int, Operation]) -> Any:
    rows = operations.values()
    return small_table(
        {
            "result": (operations, "int32"),
            "operator": ([op.operator for op in rows], "string"),
            "left_step": ([op.left for op in rows], "int32"),
            "right_step": ([op.right for op in rows], "int32"),
            "left_scale": ([op.left_scale for op in rows], "float64"),
            "right_scale": ([op.right_scale for op in rows], "float64"),
            "constant": ([op.constant for op in rows], "float64"),
        }
    )


def _root_table(roots: Collection[tuple[int, Root]]) -> Any:
    return small_table(
        {
            "root": ([number for number, _ in roots], "int32"),
            "left_step": ([root.left for _, root in roots], "int32"),
            "right_step": ([root.right for _, root in roots], "int32"),
            "left_scale": ([root.left_scale for _, root in roots], "float64"),
            "right_scale": ([root.right_scale for _, root in roots], "float64"),
            "factor": ([root.factor for _, root in roots], "float64"),
        }
    )


def _joined(values: Any, table: Any) -> Any:
    """Rows of `table` with the values of both sides, prefixed l_ and r_; same region, same time."""
    left = values.select(**{f"l_{name}": values[name] for name in values.columns})
    right = values.select(**{f"r_{name}": values[name] for name in values.columns})
    rows = table.inner_join(left, table.left_step == left.l_step)
    return rows.inner_join(
        right,
        [rows.right_step == right.r_step, rows.l_time == right.r_time, rows.l_region == right.r_region],
    )


def _greater(one: Any, other: Any) -> Any:
    import ibis  # heavy: only when needed

    return ibis.ifelse(one >= other, one, other)


def _quotient_rank(l_rank: Any, r_rank: Any, divisor: Any) -> tuple[Any, Any]:
    """Sign of a quotient and whether it is for want of a divisor: 0 and `-` below the line make it
    meaningless."""
    import ibis  # heavy: only when needed

    no_divisor = (r_rank == NIL) | ((r_rank == VALUE) & (divisor == 0))
    return ibis.ifelse(no_divisor, BLOCKED, _greater(l_rank, r_rank)), no_divisor


def _divided(dividend: Any, divisor: Any) -> Any:
    """The quotient; a zero divisor is replaced before dividing, because some engines raise an error there."""
    import ibis  # heavy: only when needed

    return dividend / ibis.ifelse(divisor == 0, 1.0, divisor)


def _binary_values(values: Any, table: Any) -> Any:
    import ibis  # heavy: only when needed

    rows = _joined(values, table)
    left, right = rows.left_scale * rows.l_number, rows.right_scale * rows.r_number
    quotient_rank, no_divisor = _quotient_rank(rows.l_sign_rank, rows.r_sign_rank, right)
    is_quotient = rows.operator == "/"
    worst = _greater(rows.l_sign_rank, rows.r_sign_rank)
    # a sum is `-` only where all is `-`; a product is `-` (exactly zero) where either side is
    both_nil = (rows.l_sign_rank == NIL) & (rows.r_sign_rank == NIL)
    sum_rank = ibis.ifelse((worst >= UNCERTAIN) | both_nil, worst, VALUE)
    rank = ibis.cases((is_quotient, quotient_rank), (rows.operator == "+", sum_rank), else_=worst)
    number = ibis.cases((is_quotient, _divided(left, right)), (rows.operator == "+", left + right), else_=left * right)
    return rows.select(
        step=rows.result,
        time=rows.l_time,
        region=rows.l_region,
        sign_rank=rank.cast("int8"),
        number=ibis.ifelse(rank == VALUE, number, 0.0),
        flags=rows.l_flags + rows.r_flags + ibis.ifelse(is_quotient & no_divisor, f" {DIVISION_BY_ZERO}", ""),
        origin=rows.l_origin + "+" + rows.r_origin,
    )


def _constant_values(values: Any, table: Any) -> Any:
    import ibis  # heavy: only when needed

    rows = table.inner_join(values, table.left_step == values.step)
    scaled = rows.left_scale * rows.number
    is_quotient = rows.operator == "c/"
    no_divisor = (rows.sign_rank == NIL) | ((rows.sign_rank == VALUE) & (scaled == 0))
    quotient_rank = ibis.ifelse(no_divisor, BLOCKED, rows.sign_rank)
    sum_rank = ibis.ifelse(rows.sign_rank == NIL, VALUE, rows.sign_rank)
    rank = ibis.ifelse(is_quotient, quotient_rank, sum_rank)
    number = ibis.ifelse(is_quotient, _divided(rows.constant, scaled), rows.constant + scaled)
    return rows.select(
        step=rows.result,
        time="time",
        region="region",
        sign_rank=rank.cast("int8"),
        number=ibis.ifelse(rank == VALUE, number, 0.0),
        flags=rows["flags"] + ibis.ifelse(is_quotient & no_divisor, f" {DIVISION_BY_ZERO}", ""),
        origin="origin",
    )


def _ratio_results(values: Any, table: Any) -> Any:
    import ibis  # heavy: only when needed

    rows = _joined(values, table)
    numerator, denominator = rows.left_scale * rows.l_number, rows.right_scale * rows.r_number
    rank, no_divisor = _quotient_rank(rows.l_sign_rank, rows.r_sign_rank, denominator)
    nothing = ibis.null("float64")
    return rows.select(
        root="root",
        time=rows.l_time,
        region=rows.l_region,
        sign_rank=rank.cast("int8"),
        value=ibis.ifelse(rank == VALUE, rows.factor * numerator / _nonzero(denominator), nothing),
        numerator=ibis.ifelse(rows.l_sign_rank == VALUE, numerator, nothing),
        denominator=ibis.ifelse(rows.r_sign_rank == VALUE, denominator, nothing),
        flags=rows.l_flags + rows.r_flags + ibis.ifelse(no_divisor, f" {DIVISION_BY_ZERO}", ""),
        origin=rows.l_origin + "+" + rows.r_origin,
    )


def _nonzero(divisor: Any) -> Any:
    import ibis  # heavy: only when needed

    return ibis.ifelse(divisor == 0, 1.0, divisor)


def _plain_results(values: Any, table: Any) -> Any:
    import ibis  # heavy: only when needed

    rows = table.inner_join(values, table.left_step == values.step)
    nothing = ibis.null("float64")
    scaled = rows.factor * rows.left_scale * rows.number
    return rows.select(
        root="root",
        time="time",
        region="region",
        sign_rank="sign_rank",
        value=ibis.ifelse(rows.sign_rank == VALUE, scaled, nothing),
        numerator=nothing,
        denominator=nothing,
        flags="flags",
        origin="origin",
    )
