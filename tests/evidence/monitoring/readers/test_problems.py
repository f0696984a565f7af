"""What a message repeats of a file: figures and keys, never what could be a name, a birthday or a number of a person."""

from __future__ import annotations

import pytest

from sozialstrategie.evidence.monitoring.readers.problems import shown
from sozialstrategie.evidence.monitoring.readers.types import column_letters


@pytest.mark.parametrize(
    "cell",
    ["12,5", "-3", "1.234,5", "16062041", "DG", "DEG0", "DEG0K", "1000A", "12411-01-01-4", "#DIV/0!", "x".upper()],
)
def test_figures_and_keys_are_quoted(cell: str) -> None:
    assert shown(f" {cell} ") == f"„{cell}“"


@pytest.mark.parametrize(
    "cell",
    ["ERIKA MUSTERMANN", "ERIKA", "MUSTER-MANN", "LI NG", "NG", "Erika", "E. M.", "12.08.1964", "12.8.64", "1964-08-12",
     "65120864M003", "65 120864 M 003", "DE02120300000000202051", "erika@beispiel.de", "MUSTER 12", "12 MUSTER"],
)  # fmt: skip
def test_what_could_be_somebody_is_described(cell: str) -> None:
    assert cell not in shown(cell)
    assert shown(cell) in {f"ein Text mit {len(cell)} Zeichen", "ein Tagesdatum"}


def test_letters_of_columns() -> None:
    assert [column_letters(n) for n in (1, 26, 27, 52, 703)] == ["A", "Z", "AA", "AZ", "AAA"]
