"""Computes every derivation of every indicator from the editions, in one pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sozialstrategie.evidence.monitoring.computation import pipeline
from sozialstrategie.evidence.monitoring.computation.arrow import empty_results, to_arrow
from sozialstrategie.evidence.monitoring.computation.editions import (
    EditionFacts,
    Provenance,
    assign_bits,
    ranked,
)
from sozialstrategie.evidence.monitoring.computation.engine import connect, read_facts
from sozialstrategie.evidence.monitoring.computation.periods import shift_period
from sozialstrategie.evidence.monitoring.computation.plan import Leaf, Plan, make_plan
from sozialstrategie.evidence.monitoring.computation.regions import level_of
from sozialstrategie.evidence.monitoring.computation.selection import (
    Cell,
    Kinds,
    Part,
    SelectionError,
    expected_kinds,
    select,
)
from sozialstrategie.evidence.monitoring.formula.definitions import Catalogue
from sozialstrategie.evidence.monitoring.formula.nodes import Sum


@dataclass(frozen=True, slots=True)
class DerivationProblem:
    """Why a derivation gives no values (for some periods); one German sentence."""

    indicator: str
    derivation: str
    text: str


@dataclass(frozen=True)
class Computation:
    """values: pyarrow.Table with RESULT_COLUMNS, sorted; problems: derivations that the editions cannot
    give."""

    values: Any
    problems: tuple[DerivationProblem, ...]


def compute(
    catalogue: Catalogue,
    facts: Mapping[str, EditionFacts] | Sequence[EditionFacts],
    *,
    engine: str = "duckdb",
    memory_limit: str | None = None,
    regions: Collection[str] | None = None,
) -> Any:
    """All values as a pyarrow.Table with RESULT_COLUMNS; see `compute_all`, which also gives the problems."""
    return compute_all(catalogue, facts, engine=engine, memory_limit=memory_limit, regions=regions).values


def compute_all(
    catalogue: Catalogue,
    facts: Mapping[str, EditionFacts] | Sequence[EditionFacts],
    *,
    engine: str = "duckdb",
    memory_limit: str | None = None,
    regions: Collection[str] | None = None,
) -> Computation:
    """Compute all derivations from all editions; the order of the editions does not matter.

    regions: only these keys (default: every key whose form is that of Bund, Land, Kreis or a Thuringian
    Gemeinde).
    memory_limit: of the engine, for example "512MB".

    Columns: value and sign (exactly one is set), numerator and denominator where computed from counts and
    free of
    signs, edition = short checksums joined by "+", flags = words joined by spaces ("incomplete",
    "division_by_zero",
    "duplicate_facts", quality marks of the facts). Units are those of the indicator; values are not rounded.
    """
    editions = ranked(facts)
    with results_expression(catalogue, editions, engine=engine, memory_limit=memory_limit, regions=regions) as run:
        values = empty_results() if run.expression is None else to_arrow(run)
        return Computation(values, tuple(run.problems))


@dataclass
class Run:
    """An open computation: the ibis expression of the results and what its numbers stand for."""

    plan: Plan
    connection: Any
    provenance: Provenance
    times: list[Time]
    problems: list[DerivationProblem]
    expression: Any = None


@dataclass(frozen=True, slots=True)
class Time:
    """A reference date; `year` follows from it and takes no part in comparisons."""

    period_kind: str
    period: str
    year: int = field(compare=False)


@dataclass
class _Survey:
    """What the editions hold: cells per table and time, tables per edition, contested tables, regions."""

    cells: dict[str, dict[Time, list[Cell]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    tables_of: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    contested: set[str] = field(default_factory=set)
    regions: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class _Selection:
    """The selection table, the times it numbers, and per leaf the sentences for periods it cannot give."""

    rows: list[pipeline.SelectionRow]
    times: list[Time]
    faults: Mapping[int, Mapping[str, list[str]]]


@contextmanager
def results_expression(
    catalogue: Catalogue,
    editions: Sequence[EditionFacts],
    *,
    engine: str,
    memory_limit: str | None = None,
    regions: Collection[str] | None = None,
) -> Iterator[Run]:
    """The results as an ibis expression on an open connection, for further expressions without leaving the
    engine.

    Its columns: root (index into plan.roots), time (index into times), region, sign_rank, value, numerator,
    denominator, flags, origin.
    """
    with connect(engine, memory_limit) as connection:
        facts = read_facts(connection, editions) if editions else None
        survey = _survey(facts, catalogue.tables()) if facts is not None else _Survey()
        plan = make_plan(catalogue, survey.cells.keys())
        selection = _select(plan, survey, expected_kinds(catalogue))
        numbers = {table: number for number, table in enumerate(sorted(survey.cells))}
        provenance = assign_bits(editions, survey.tables_of, numbers)
        run = Run(plan, connection, provenance, selection.times, _problems(plan, selection.faults))
        if selection.rows:
            known = {key for key in survey.regions if level_of(key) and (regions is None or key in regions)}
            won = pipeline.winning_facts(facts, provenance.bits, survey.contested)
            run.expression = _expression(connection, plan, pipeline.leaf_values(won, selection.rows, known))
        yield run


def _expression(connection: Any, plan: Plan, leaves: Any) -> Any:
    import ibis  # heavy: only when needed

    # each level is stored once: the levels above read it several times
    values = connection.create_table("values_0", leaves, temp=True)
    for level, operations in enumerate(plan.operations, start=1):
        above = connection.create_table(f"values_{level}", pipeline.operation_values(values, operations), temp=True)
        values = ibis.union(values, above)
    return pipeline.results(values, plan.roots)


def _survey(facts: Any, tables: Collection[str]) -> _Survey:
    survey = _Survey()
    rows = facts.filter(facts["table"].isin(sorted(tables)))
    dimensions = ("table", "period_kind", "period", "year", "item", "category", "age_from", "age_to")
    found = rows.group_by(*dimensions).aggregate(
        # two units are enough to see that one is wrong
        newest=rows["rank"].max(),
        oldest=rows["rank"].min(),
        unit=rows["unit"].max(),
        other_unit=rows["unit"].min(),
    )
    for row in found.to_pyarrow().to_pylist():
        time = Time(row["period_kind"], row["period"], row["year"])
        survey.cells[row["table"]][time] += [
            Cell(row["item"], row["category"], row["age_from"], row["age_to"], row["newest"], unit or "")
            for unit in {row["unit"], row["other_unit"]}
        ]
        if row["newest"] != row["oldest"]:
            survey.contested.add(row["table"])
    for row in rows.select("table", "rank").distinct().to_pyarrow().to_pylist():
        survey.tables_of[row["rank"]].add(row["table"])
    survey.regions = set(rows.select("region").distinct().to_pyarrow().column("region").to_pylist())
    return survey


def _select(plan: Plan, survey: _Survey, expected: Mapping[Sum, Kinds]) -> _Selection:
    """Which facts go into which leaf at which time."""
    faults: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    chosen: list[tuple[int, Leaf, Time, Time, tuple[Part, ...]]] = []
    for step, leaf in plan.leaves.items():
        for source, cells in sorted(survey.cells[leaf.sum.table].items(), key=lambda entry: entry[0].period):
            target = _target(leaf, source)
            if target is None:
                continue
            try:
                chosen.append(
                    (step, leaf, source, target, select(leaf.sum, cells, expected.get(leaf.sum, frozenset())))
                )
            except SelectionError as error:
                faults[step][str(error)].append(source.period)
    times = sorted({target for *_, target, _ in chosen}, key=lambda time: (time.period, time.period_kind))
    number_of = {time: number for number, time in enumerate(times)}
    tables = {table: number for number, table in enumerate(sorted(survey.cells))}
    rows = [
        row
        for step, leaf, source, target, parts in chosen
        for row in _rows(step, leaf, number_of[target], tables[leaf.sum.table], source, parts)
    ]
    return _Selection(rows, times, faults)


def _target(leaf: Leaf, source: Time) -> Time | None:
    """The time at which facts of `source` are used, or None outside the leaf's span of years."""
    year = source.year + leaf.lag
    first, last = leaf.span
    if (first is not None and year < first) or (last is not None and year > last):
        return None
    return source if leaf.lag == 0 else Time(source.period_kind, shift_period(source.period, leaf.lag), year)


def _rows(
    step: int, leaf: Leaf, time: int, table_number: int, source: Time, parts: Sequence[Part]
) -> Iterator[pipeline.SelectionRow]:
    for part in parts:
        yield pipeline.SelectionRow(
            step=step,
            time=time,
            expected=len(parts),
            table_number=table_number,
            table=leaf.sum.table,
            period_kind=source.period_kind,
            period=source.period,
            item=part.item,
            category=part.category,
        )


def _problems(plan: Plan, faults: Mapping[int, Mapping[str, list[str]]]) -> list[DerivationProblem]:
    """One sentence per derivation and fault; a table that nobody has imported is no problem."""
    found: list[DerivationProblem] = []
    for root in plan.roots:
        for step in sorted(plan.leaves_of(root) & faults.keys()):
            for text, periods in faults[step].items():
                shown = ", ".join(periods[:3]) + (f" und {len(periods) - 3} weitere" if len(periods) > 3 else "")
                found.append(DerivationProblem(root.code, root.key, f"{text} Betroffen: {shown}."))
    return found
