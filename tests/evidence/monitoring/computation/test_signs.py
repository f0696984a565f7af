"""The algebra of signs: none is ever 0, none is ever lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sozialstrategie.evidence.monitoring.computation import compute
from sozialstrategie.evidence.monitoring.computation.signs import RANK_OF_SIGN, SIGN_OF_RANK
from sozialstrategie.kit.figures.released import Sign

Make = Callable[..., Any]
Cell = float | str


@pytest.fixture
def outcome(make_fact: Make, make_edition: Make, make_catalogue: Make) -> Callable[..., dict[str, Any]]:
    """The one result of a derivation over the cells a, b, c, … of one region and date."""

    def run(derivation: str, **cells: Cell) -> dict[str, Any]:
        facts = [make_fact(item=item, cell=cell) for item, cell in cells.items()]
        table = compute(make_catalogue(quota=derivation), [make_edition(facts)])
        (row,) = table.to_pylist()
        return row

    return run


SUM = """formula = 'sum("T", item=["a", "b", "c"])'"""
RATIO = """numerator = 'sum("T", item="a")'\ndenominator = 'sum("T", item="b")'\nfactor = 100"""


def test_ranks_name_the_signs_of_the_house() -> None:
    assert set(RANK_OF_SIGN) == {sign.value for sign in Sign}
    assert [SIGN_OF_RANK[rank] for rank in RANK_OF_SIGN.values()] == list(RANK_OF_SIGN)


@pytest.mark.parametrize(
    ("cells", "value", "sign"),
    [
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
    ],
)
def test_sums(outcome: Make, cells: tuple[Cell, ...], value: float | None, sign: str | None) -> None:
    row = outcome(SUM, a=cells[0], b=cells[1], c=cells[2])
    assert (row["value"], row["sign"], row["flags"]) == (value, sign, "")
    # `a + b + c` as operations must say the same as one sum over three items
    added = outcome("""formula = 'sum("T", item="a") + sum("T", item="b") + sum("T", item="c")'""",
                    a=cells[0], b=cells[1], c=cells[2])  # fmt: skip
    assert (added["value"], added["sign"], added["flags"]) == (value, sign, "")


@pytest.mark.parametrize(
    ("a", "b", "value", "sign", "numerator", "denominator", "flags"),
    [
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
    ],
)
def test_ratios(
    outcome: Make, a: Cell, b: Cell, value: float | None, sign: str | None,
    numerator: float | None, denominator: float | None, flags: str,
) -> None:  # fmt: skip
    expected = {
        "value": value, "sign": sign, "numerator": numerator, "denominator": denominator, "flags": flags,
    }  # fmt: skip
    row = outcome(RATIO, a=a, b=b)
    assert {name: row[name] for name in expected} == expected
    # the same as a formula keeps the counts, as part of a larger formula it keeps value and sign
    formula = outcome("""formula = '100 * sum("T", item="a") / sum("T", item="b")'""", a=a, b=b)
    assert {name: formula[name] for name in expected} == expected
    inner = outcome("""formula = '0.5 * (100 * (sum("T", item="a") / sum("T", item="b")) * 1 + 0 * sum("T", item="d"))'""",
                    a=a, b=b, d=1)  # fmt: skip
    assert inner["flags"] == flags
    assert inner["sign"] == (None if sign == "-" else sign)
    assert inner["value"] == (None if inner["sign"] else (value or 0) / 2)


@pytest.mark.parametrize(
    ("formula", "cells", "value", "sign", "flags"),
    [
        ('sum("T", item="a") * sum("T", item="b")', (3, 4), 12.0, None, ""),
        ('sum("T", item="a") * sum("T", item="b")', (3, "-"), None, "-", ""),
        ('sum("T", item="a") * sum("T", item="b")', ("-", "."), None, ".", ""),
        ('sum("T", item="a") - sum("T", item="b")', (3, "-"), 3.0, None, ""),
        ('sum("T", item="a") - sum("T", item="b")', (3, 5), -2.0, None, ""),
        ('sum("T", item="a") - sum("T", item="b")', ("-", "-"), None, "-", ""),
        ('1 + sum("T", item="a")', (3, 0), 4.0, None, ""),
        ('1 + sum("T", item="a")', ("-", 0), 1.0, None, ""),
        ('1 - sum("T", item="a")', (".", 0), None, ".", ""),
        ('12 / sum("T", item="a")', (3, 0), 4.0, None, ""),
        ('12 / sum("T", item="a")', (0, 0), None, "x", "division_by_zero"),
        ('12 / sum("T", item="a")', ("-", 0), None, "x", "division_by_zero"),
        ('12 / sum("T", item="a")', ("/", 0), None, "/", ""),
        ('-sum("T", item="a") / 4', (3, 0), -0.75, None, ""),
        ('-sum("T", item="a")', ("-", 0), None, "-", ""),
        ('sum("T", item="a") / (0 * sum("T", item="b"))', (3, 5), None, "x", "division_by_zero"),
        ('1 + sum("T", item="a") / (0 * sum("T", item="b"))', (3, 5), None, "x", "division_by_zero"),
        ('(sum("T", item="a") + 1) / (sum("T", item="b") - 5)', (3, 5), None, "x", "division_by_zero"),
        ('(sum("T", item="a") + 1) / (sum("T", item="b") - 3)', (3, 5), 2.0, None, ""),
        ('(1 / sum("T", item="a")) / (1 / sum("T", item="b"))', (4, 8), 2.0, None, ""),
    ],
)
def test_operations(
    outcome: Make, formula: str, cells: tuple[Cell, Cell], value: float | None, sign: str | None, flags: str
) -> None:
    row = outcome(f"formula = '{formula}'", a=cells[0], b=cells[1])
    assert (row["value"], row["sign"], row["flags"]) == (value, sign, flags)
