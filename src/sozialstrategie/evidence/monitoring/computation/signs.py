"""The signs of the offices as small numbers, so that the greatest one wins.

Precedence when several inputs of a figure carry signs: x, then . then ... then /. A `-` is exactly zero: it
counts as
zero beside numbers, and the sum of nothing but `-` is `-`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

VALUE, NIL, UNCERTAIN, LATER, UNKNOWN, BLOCKED = range(6)

RANK_OF_SIGN: Mapping[str, int] = MappingProxyType({"-": NIL, "/": UNCERTAIN, "...": LATER, ".": UNKNOWN, "x": BLOCKED})
SIGN_OF_RANK: tuple[str | None, ...] = (None, "-", "/", "...", ".", "x")

INCOMPLETE = "incomplete"  # a part of a sum is missing: no value, never a partial sum
DIVISION_BY_ZERO = "division_by_zero"
DUPLICATE = "duplicate_facts"  # more facts than parts: the edition is faulty, no value
