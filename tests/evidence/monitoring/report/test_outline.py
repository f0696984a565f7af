"""Order of chapters, and texts as blocks: pure."""

from __future__ import annotations

import pytest

from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.monitoring.report.outline import all_chapters, moved, rearranged, theme_key, usual
from sozialstrategie.evidence.monitoring.report.texts import blocks_of
from sozialstrategie.kit.documents.model import BulletList, Paragraph

ORDER = ["a", "b", "c", "d"]


def test_keys_are_unique_and_plain() -> None:
    chapters = all_chapters(d.theme for d in catalogue().values())
    keys = [c.key for c in chapters]
    assert len(set(keys)) == len(keys) and all(k.isascii() and " " not in k for k in keys)
    assert theme_key("Gesundheit und Pflege für Ältere") == "thema-gesundheit-und-pflege-fuer-aeltere"
    assert keys == usual(d.theme for d in catalogue().values())
    assert keys[:4] == ["vorwort", "kurzfassung", "zum-bericht", "vorgehen"]


@pytest.mark.parametrize(
    ("before", "wanted", "after"),
    [
        ([], ["d", "a"], ["a", "d"]),
        (["c", "a"], ["a", "b", "c"], ["c", "a", "b"]),
        (["d", "b"], ["b"], ["b"]),
        (["b"], ["a", "b"], ["a", "b"]),
        (["x", "b"], ["x", "b"], ["x", "b"]),  # the catalogue has no x any more: it stays where it was
    ],
)
def test_choice_keeps_the_order_of_a_person(before: list[str], wanted: list[str], after: list[str]) -> None:
    assert rearranged(before, wanted, ORDER) == after


@pytest.mark.parametrize(
    ("key", "up", "after"),
    [("b", True, "bacd"), ("b", False, "acbd"), ("a", True, "abcd"), ("d", False, "abcd")],
)
def test_one_place_up_or_down(key: str, up: bool, after: str) -> None:
    assert moved(ORDER, key, up=up) == list(after)


def test_text_becomes_paragraphs_and_lists() -> None:
    text = "Erster Absatz\r\nüber zwei Zeilen.\r\n\r\nZwei Gründe:\n- einer\n  mit Fortsetzung\n- noch einer\n\n1. zuerst\n2) dann\n\n\n"
    assert blocks_of(text) == [
        Paragraph("Erster Absatz über zwei Zeilen."),
        Paragraph("Zwei Gründe:"),
        BulletList(("einer mit Fortsetzung", "noch einer")),
        BulletList(("zuerst", "dann"), ordered=True),
    ]
    assert blocks_of("  \n ") == []
    assert blocks_of("2024 war gut.") == [Paragraph("2024 war gut.")]
