"""Syntax tree of the formula language. Every node knows where in the text it starts (0-based), for error
messages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class AgeRange:
    """Ages from `first` to `last`, both included; `last` None is open: "65 and older"."""

    first: int
    last: int | None

    def __str__(self) -> str:
        return f"{self.first}..{'' if self.last is None else self.last}"


@dataclass(frozen=True, slots=True)
class Number:
    value: float
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Sum:
    """Sum over facts of one table. Empty `items`: the table's only item. Empty `categories`: see
    `computation.selection`."""

    table: str
    items: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    age: AgeRange | None = None
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """Another indicator, by its code."""

    code: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Lag:
    """The value of `inner` `years` years earlier."""

    inner: Node
    years: int
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Negate:
    inner: Node
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Binary:
    operator: str  # one of + - * /
    left: Node
    right: Node
    position: int = field(default=0, compare=False)


Node = Number | Sum | Name | Lag | Negate | Binary


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, parents first."""
    yield node
    if isinstance(node, Lag | Negate):
        yield from walk(node.inner)
    elif isinstance(node, Binary):
        yield from walk(node.left)
        yield from walk(node.right)


def names(node: Node) -> tuple[Name, ...]:
    """The indicators that a formula uses, in order of appearance."""
    return tuple(part for part in walk(node) if isinstance(part, Name))


def sums(node: Node) -> tuple[Sum, ...]:
    """The sums over tables that a formula uses, in order of appearance."""
    return tuple(part for part in walk(node) if isinstance(part, Sum))


def constant_value(node: Node) -> float | None:
    """The number that a formula without facts stands for, or None where it depends on facts or divides by
    zero."""
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Lag | Negate):
        inner = constant_value(node.inner)
        return None if inner is None else (-inner if isinstance(node, Negate) else inner)
    if isinstance(node, Binary):
        left, right = constant_value(node.left), constant_value(node.right)
        if left is None or right is None or (node.operator == "/" and right == 0):
            return None
        return {"+": left + right, "-": left - right, "*": left * right}.get(
            node.operator, left / right if right else None
        )
    return None


def canonical(node: Node) -> str:
    """The formula in one fixed spelling, fully bracketed; spaces and line breaks of the original do not
    matter.

    >>> canonical(Binary("*", Number(100.0), Name("population")))
    '(100.0 * population)'
    """
    if isinstance(node, Number):
        return repr(node.value)
    if isinstance(node, Name):
        return node.code
    if isinstance(node, Negate):
        return f"(-{canonical(node.inner)})"
    if isinstance(node, Lag):
        return f"lag({canonical(node.inner)}, {node.years})"
    if isinstance(node, Binary):
        return f"({canonical(node.left)} {node.operator} {canonical(node.right)})"
    parts = [f'"{node.table}"']
    for keyword, texts in (("item", node.items), ("category", node.categories)):
        if texts:
            parts.append(f"{keyword}=[" + ", ".join(f'"{text}"' for text in texts) + "]")
    if node.age is not None:
        parts.append(f"age={node.age}")
    return f"sum({', '.join(parts)})"
