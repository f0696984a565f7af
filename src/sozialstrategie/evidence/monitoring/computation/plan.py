"""From the catalogue to numbered steps: leaves (sums of facts), operations between steps, and one root per
derivation.

Constants are pulled out of the tree as scales, `lag` is pushed down to the leaves, equal parts are computed
once.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from sozialstrategie.evidence.monitoring.formula.definitions import Catalogue, Derivation
from sozialstrategie.evidence.monitoring.formula.nodes import (
    Binary,
    Lag,
    Name,
    Negate,
    Node,
    Number,
    Sum,
    constant_value,
)

Span = tuple[int | None, int | None]  # first and last year, None = open


@dataclass(frozen=True, slots=True)
class Leaf:
    """A sum over facts of the year `lag` years before the year it is used for, for the years in `span`
    only."""

    sum: Sum
    lag: int = 0
    span: Span = (None, None)


@dataclass(frozen=True, slots=True)
class Operation:
    """left_scale * left (operator) right_scale * right; one side may be a number instead of a step
    (`constant`).

    operator: "+", "*", "/"; with a constant: "+c" (constant + left) and "c/" (constant / right, stored as
    left).
    """

    operator: str
    left: int
    left_scale: float
    right: int | None = None
    right_scale: float = 1.0
    constant: float = 0.0


@dataclass(frozen=True, slots=True)
class Root:
    """The end of one derivation: factor * (left_scale * left) / (right_scale * right), or factor * left
    without right."""

    code: str
    key: str
    left: int
    left_scale: float
    right: int | None
    right_scale: float
    factor: float


@dataclass
class Plan:
    leaves: dict[int, Leaf] = field(default_factory=dict)
    operations: list[dict[int, Operation]] = field(default_factory=list)  # one dict per level, computed in this order
    roots: list[Root] = field(default_factory=list)
    unavailable: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)  # derivation -> missing tables

    def leaves_of(self, root: Root) -> set[int]:
        """The leaves that a derivation rests on."""
        every = {step: op for level in self.operations for step, op in level.items()}
        leaves: set[int] = set()
        waiting = [step for step in (root.left, root.right) if step is not None]
        while waiting:
            step = waiting.pop()
            if step in every:
                below = (every[step].left, every[step].right)
                waiting += [inner for inner in below if inner is not None]
            else:
                leaves.add(step)
        return leaves


def make_plan(catalogue: Catalogue, tables: Collection[str]) -> Plan:
    """The steps for every derivation whose tables, nested ones included, are among `tables`."""
    compiler = _Compiler(catalogue, frozenset(tables))
    for indicator in catalogue.values():
        for derivation in indicator.derivations:
            missing = compiler.missing_tables(derivation)
            if missing:
                compiler.plan.unavailable[indicator.code, derivation.key] = missing
            else:
                compiler.add_root(indicator.code, derivation)
    return compiler.plan


@dataclass(frozen=True, slots=True)
class _Term:
    """scale * step, or the plain number `scale` where step is None."""

    scale: float
    step: int | None


class _Compiler:
    def __init__(self, catalogue: Catalogue, tables: frozenset[str]) -> None:
        self.catalogue = catalogue
        self.tables = tables
        self.plan = Plan()
        self.numbers: dict[Leaf | Operation, int] = {}
        self.levels: dict[int, int] = {}

    # which derivation

    def missing_tables(self, derivation: Derivation) -> frozenset[str]:
        own = {part.table for part in derivation.used_sums} - self.tables
        nested = (self.missing_tables(self.default_derivation(code)) for code in derivation.used_codes)
        return frozenset(own).union(*nested)

    def default_derivation(self, code: str) -> Derivation:
        """The first derivation whose tables are all there; the first of all where none is complete."""
        derivations = self.catalogue[code].derivations
        return next((d for d in derivations if not self.missing_tables(d)), derivations[0])

    # steps

    def add_root(self, code: str, derivation: Derivation) -> None:
        span: Span = (derivation.first_year, derivation.last_year)
        factor = derivation.factor
        if derivation.kind == "counts":
            assert derivation.numerator is not None and derivation.denominator is not None
            left = self.compile(derivation.numerator, 0, span)
            right = self.compile(derivation.denominator, 0, span)
        else:
            assert derivation.formula is not None
            counts = self.ratio(derivation.formula, span)
            if counts is None:
                whole = self.compile(derivation.formula, 0, span)
                counts = _Term(1.0, whole.step), _Term(1.0, None), whole.scale
            left, right, factor = counts[0], counts[1], counts[2] * factor
        self.plan.roots.append(Root(code, derivation.key, _step(left), left.scale, right.step, right.scale, factor))

    def ratio(self, node: Node, span: Span) -> tuple[_Term, _Term, float] | None:
        """Both counts and the factor of a formula that is one division (times numbers), else None."""
        if isinstance(node, Negate):
            return _scaled(self.ratio(node.inner, span), -1.0)
        if not isinstance(node, Binary):
            return None
        left, right = constant_value(node.left), constant_value(node.right)
        if node.operator == "*" and left is not None:
            return _scaled(self.ratio(node.right, span), left)
        if node.operator == "*" and right is not None:
            return _scaled(self.ratio(node.left, span), right)
        if node.operator != "/" or left is not None:
            return None
        if right is not None:
            return _scaled(self.ratio(node.left, span), 1 / right)
        numerator, denominator = self.compile(node.left, 0, span), self.compile(node.right, 0, span)
        factor = numerator.scale / denominator.scale if denominator.scale else numerator.scale
        zero = 0.0 if denominator.scale == 0 else 1.0
        return _Term(1.0, numerator.step), _Term(zero, denominator.step), factor

    def compile(self, node: Node, lag: int, span: Span) -> _Term:
        if isinstance(node, Number):
            return _Term(node.value, None)
        if isinstance(node, Sum):
            return _Term(1.0, self.step(Leaf(node, lag, span), 0))
        if isinstance(node, Negate):
            inner = self.compile(node.inner, lag, span)
            return _Term(-inner.scale, inner.step)
        if isinstance(node, Lag):
            return self.compile(node.inner, lag + node.years, span)
        if isinstance(node, Name):
            return self.compile_nested(node.code, lag, span)
        return self.compile_binary(node, lag, span)

    def compile_nested(self, code: str, lag: int, span: Span) -> _Term:
        derivation = self.default_derivation(code)
        span = _intersect(span, (_plus(derivation.first_year, lag), _plus(derivation.last_year, lag)))
        if derivation.kind != "counts":
            assert derivation.formula is not None
            inner = self.compile(derivation.formula, lag, span)
            return _Term(inner.scale * derivation.factor, inner.step)
        assert derivation.numerator is not None and derivation.denominator is not None
        left = self.compile(derivation.numerator, lag, span)
        right = self.compile(derivation.denominator, lag, span)
        quotient = self.divide(left, right)
        return _Term(quotient.scale * derivation.factor, quotient.step)

    def compile_binary(self, node: Binary, lag: int, span: Span) -> _Term:
        left, right = self.compile(node.left, lag, span), self.compile(node.right, lag, span)
        if node.operator == "*":
            return self.multiply(left, right)
        if node.operator == "/":
            return self.divide(left, right)
        return self.add(left, _Term(-right.scale, right.step) if node.operator == "-" else right)

    def add(self, left: _Term, right: _Term) -> _Term:
        if left.step is None and right.step is None:
            return _Term(left.scale + right.scale, None)
        if left.step is None:
            left, right = right, left
        if right.step is None:
            return _Term(1.0, self.combine(Operation("+c", _step(left), left.scale, constant=right.scale)))
        return _Term(1.0, self.combine(Operation("+", _step(left), left.scale, right.step, right.scale)))

    def multiply(self, left: _Term, right: _Term) -> _Term:
        scale = left.scale * right.scale
        if left.step is None or right.step is None:
            return _Term(scale, left.step if right.step is None else right.step)
        return _Term(scale, self.combine(Operation("*", left.step, 1.0, right.step)))

    def divide(self, left: _Term, right: _Term) -> _Term:
        if right.step is None:
            # the parser refuses a literal zero
            return _Term(left.scale / right.scale, left.step)
        if left.step is None:
            operation = Operation("c/", right.step, right.scale, constant=left.scale)
            return _Term(1.0, self.combine(operation))
        if right.scale == 0:
            return _Term(left.scale, self.combine(Operation("/", left.step, 1.0, right.step, 0.0)))
        return _Term(left.scale / right.scale, self.combine(Operation("/", left.step, 1.0, right.step)))

    def step(self, entry: Leaf | Operation, level: int) -> int:
        if entry in self.numbers:
            return self.numbers[entry]
        number = len(self.numbers)
        self.numbers[entry] = number
        self.levels[number] = level
        if isinstance(entry, Leaf):
            self.plan.leaves[number] = entry
        else:
            while len(self.plan.operations) < level:
                self.plan.operations.append({})
            self.plan.operations[level - 1][number] = entry
        return number

    def combine(self, operation: Operation) -> int:
        below = [step for step in (operation.left, operation.right) if step is not None]
        return self.step(operation, 1 + max(self.levels[step] for step in below))


def _step(term: _Term) -> int:
    """The step of a term; the catalogue refuses formulas that name no facts, so there is one."""
    if term.step is None:
        raise ValueError("Eine Herleitung ohne Fakten hat keine Reihe.")
    return term.step


def _scaled(counts: tuple[_Term, _Term, float] | None, scale: float) -> tuple[_Term, _Term, float] | None:
    return None if counts is None else (counts[0], counts[1], counts[2] * scale)


def _plus(year: int | None, lag: int) -> int | None:
    return None if year is None else year + lag


def _intersect(one: Span, other: Span) -> Span:
    firsts = [year for year in (one[0], other[0]) if year is not None]
    lasts = [year for year in (one[1], other[1]) if year is not None]
    return (max(firsts, default=None), min(lasts, default=None))
