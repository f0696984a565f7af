"""Characters that no shipped font has are replaced and named; scripts are told apart."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sozialstrategie.kit.documents.fonts import drawable
from sozialstrategie.kit.documents.runs import Run, runs
from sozialstrategie.kit.documents.text import REPLACEMENT, printable, runs_right_to_left


@pytest.mark.parametrize(
    ("text", "expected", "replaced"),
    [
        ("Käse 🧀 & <Brot>", f"Käse {REPLACEMENT} & <Brot>", ["🧀"]),
        ("ä ß – … − € „“ →", "ä ß – … − € „“ →", []),
        ("مرحبا", "مرحبا", []),
        ("a\u0308", "ä", []),
        ("漢字", REPLACEMENT * 2, ["漢", "字"]),
        ("a\x00b\r\nc", "ab\nc", []),
    ],
)
def test_replacing(text: str, expected: str, replaced: list[str]) -> None:
    assert printable(text) == (expected, replaced)


def test_the_replacement_itself_can_be_drawn() -> None:
    assert ord(REPLACEMENT) in drawable()


def test_letters_of_german_and_its_neighbours_can_be_drawn() -> None:
    assert {ord(c) for c in "äöüÄÖÜßẞéèêçñłśżźčřůğışőűâîșțđŽœæøåабвгґїєαβγ"} <= drawable()


@example("A\x1f\u0323")  # a control character between a letter and its mark
@example("A\u200d\u0323")
@given(st.text())
def test_printable_twice_changes_nothing(text: str) -> None:
    once = printable(text)[0]
    assert printable(once) == (once, [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hallo", [Run("Hallo")]),
        ("Hallo مرحبا بكم!", [Run("Hallo "), Run("مرحبا بكم", True), Run("!")]),
        ("مرحبا", [Run("مرحبا", True)]),
        ("مرحبا, Welt", [Run("مرحبا", True), Run(", Welt")]),
        ("", []),
    ],
)
def test_runs(text: str, expected: list[Run]) -> None:
    assert runs(text) == expected


@given(st.text(alphabet=st.sampled_from("ab مر,.5\n")))
def test_runs_lose_nothing_and_alternate(text: str) -> None:
    found = runs(text)
    assert "".join(r.text for r in found) == text
    assert all(a.arabic != b.arabic for a, b in pairwise(found))


def test_direction_follows_the_first_letter() -> None:
    assert runs_right_to_left("12 مرحبا Hallo")
    assert not runs_right_to_left("12 Hallo مرحبا")
    assert not runs_right_to_left("12")
