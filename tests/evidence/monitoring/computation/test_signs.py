"""The algebra of signs: none is ever 0, none is ever lost. One computation; every case is a region of its
own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sozialstrategie.evidence.monitoring.computation import compute
from sozialstrategie.evidence.monitoring.computation.signs import RANK_OF_SIGN, SIGN_OF_RANK
from sozialstrategie.kit.figures.released import Sign

Make = Callable[..., Any]
Cell = float | str
Outcome = Callable[[str, tuple[Cell, ...]], dict[str, Any]]

SUMS: list[tuple[tuple[Cell, ...], float | None, str | None]] = [
    ((1, 2, 3), 6.0, None),
    (("-", 2, 3), 5.0, None),
    (("-", "-", 3), 3.0, None),
    (("-", "-", 0), 0.0, None),
    (("-", "-", "-"), None, "-"),
    ((1, 2, "."), None, "."),
    ((1, 2, "..."), None, "..."),
    ((1, 2, "/"), None, "/"),
    ((1, 2, "x"), None, "x"),
    (("-", "-", "/"), None, "/"),
    (("/", "...", 1), None, "..."),
    (("/", "...", "."), None, "."),
    ((".", "x", "..."), None, "x"),
]
# a, b, value, sign, numerator, denominator, flags of 100 * a / b
RATIOS: list[tuple[Cell, Cell, float | None, str | None, float | None, float | None, str]] = [
    (1, 4, 25.0, None, 1.0, 4.0, ""),
    (0, 4, 0.0, None, 0.0, 4.0, ""),
    ("-", 4, None, "-", None, 4.0, ""),
    (".", 4, None, ".", None, 4.0, ""),
    ("...", 4, None, "...", None, 4.0, ""),
    ("/", 4, None, "/", None, 4.0, ""),
    ("x", 4, None, "x", None, 4.0, ""),
    (1, ".", None, ".", 1.0, None, ""),
    ("/", ".", None, ".", None, None, ""),
    ("-", "/", None, "/", None, None, ""),
    (1, 0, None, "x", 1.0, 0.0, "division_by_zero"),
    (0, 0, None, "x", 0.0, 0.0, "division_by_zero"),
    (1, "-", None, "x", 1.0, None, "division_by_zero"),
    ("-", "-", None, "x", None, None, "division_by_zero"),
    (".", 0, None, "x", None, 0.0, "division_by_zero"),
]
OPERATIONS: list[tuple[str, tuple[Cell, ...], float | None, str | None, str]] = [
    ("a * b", (3, 4), 12.0, None, ""),
    ("a * b", (3, "-"), None, "-", ""),
    ("a * b", ("-", "."), None, ".", ""),
    ("a - b", (3, "-"), 3.0, None, ""),
    ("a - b", (3, 5), -2.0, None, ""),
    ("a - b", ("-", "-"), None, "-", ""),
    ("1 + a", (3, 0), 4.0, None, ""),
    ("1 + a", ("-", 0), 1.0, None, ""),
    ("1 - a", (".", 0), None, ".", ""),
    ("12 / a", (3, 0), 4.0, None, ""),
    ("12 / a", (0, 0), None, "x", "division_by_zero"),
    ("12 / a", ("-", 0), None, "x", "division_by_zero"),
    ("12 / a", ("/", 0), None, "/", ""),
    ("-a / 4", (3, 0), -0.75, None, ""),
    ("-a", ("-", 0), None, "-", ""),
    ("a / (0 * b)", (3, 5), None, "x", "division_by_zero"),
    ("1 + a / (0 * b)", (3, 5), None, "x", "division_by_zero"),
    ("(a + 1) / (b - 5)", (3, 5), None, "x", "division_by_zero"),
    ("(a + 1) / (b - 3)", (3, 5), 2.0, None, ""),
    ("(1 / a) / (1 / b)", (4, 8), 2.0, None, ""),
    ("a / b + b / a", (4, 2), 2.5, None, ""),
    ("a / b + b / a", (4, 0), None, "x", "division_by_zero"),
]
DERIVATIONS = {
    "list": """formula = 'sum("T", item=["a", "b", "c"])'""",
    "ratio": """numerator = 'sum("T", item="a")'\ndenominator = 'sum("T", item="b")'\nfactor = 100""",
}
FORMULAS = ["a + b + c", "100 * a / b", "a / b * 50 + 0 * c", *dict.fromkeys(row[0] for row in OPERATIONS)]


def spelled(formula: str) -> str:
    return "".join(f'sum("T", item="{sign}")' if sign in "abc" else sign for sign in formula)


@pytest.fixture(scope="module")
def outcome(make_fact: Make, make_edition: Make, make_catalogue: Make) -> Outcome:
    """The result of a derivation or formula for the cells a, b, c."""
    cases = {cells for cells, *_ in SUMS} | {(*row[:2], 1) for row in RATIOS} | {row[1] for row in OPERATIONS}
    keys = {cells: f"16{number:03d}" for number, cells in enumerate(sorted(cases, key=str))}
    facts = [
        make_fact(region=key, item=item, cell=cell)
        for cells, key in keys.items()
        for item, cell in zip("abc", cells, strict=False)
    ]
    codes = {formula: f"f{number}" for number, formula in enumerate(FORMULAS)}
    formulas = {code: f"formula = '{spelled(formula)}'" for formula, code in codes.items()}
    table = compute(make_catalogue(**DERIVATIONS, **formulas), [make_edition(facts)])
    found = {(row["indicator"], row["region"]): row for row in table.to_pylist()}
    return lambda name, cells: found[codes.get(name, name), keys[cells]]


def test_ranks_name_the_signs_of_the_house() -> None:
    assert set(RANK_OF_SIGN) == {sign.value for sign in Sign}
    assert [SIGN_OF_RANK[rank] for rank in RANK_OF_SIGN.values()] == list(RANK_OF_SIGN)


@pytest.mark.parametrize("name", ["list", "a + b + c"])
@pytest.mark.parametrize(("cells", "value", "sign"), SUMS)
def test_sums(outcome: Outcome, name: str, cells: tuple[Cell, ...], value: float | None, sign: str | None) -> None:
    row = outcome(name, cells)
    assert (row["value"], row["sign"], row["flags"]) == (value, sign, "")


@pytest.mark.parametrize("name", ["ratio", "100 * a / b"])
@pytest.mark.parametrize("row", RATIOS)
def test_ratios_keep_their_counts(outcome: Outcome, name: str, row: tuple[Any, ...]) -> None:
    a, b, *expected = row
    found = outcome(name, (a, b, 1))
    columns = ("value", "sign", "numerator", "denominator", "flags")
    assert [found[column] for column in columns] == expected


@pytest.mark.parametrize("row", RATIOS)
def test_a_quotient_within_a_formula_follows_the_same_rules(outcome: Outcome, row: tuple[Any, ...]) -> None:
    a, b, value, sign, _, _, flags = row
    found = outcome("a / b * 50 + 0 * c", (a, b, 1))
    # beside a number, `-` counts as zero
    expected = (0.0, None) if sign == "-" else (None if value is None else value / 2, sign)
    assert (found["value"], found["sign"], found["flags"]) == (*expected, flags)
    assert (found["numerator"], found["denominator"]) == (None, None)


@pytest.mark.parametrize(("formula", "cells", "value", "sign", "flags"), OPERATIONS)
def test_operations(
    outcome: Outcome,
    formula: str,
    cells: tuple[Cell, ...],
    value: float | None,
    sign: str | None,
    flags: str,
) -> None:
    row = outcome(formula, cells)
    assert (row["value"], row["sign"], row["flags"]) == (value, sign, flags)
