"""What no text may hold."""

from __future__ import annotations

import pytest

from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.validators import (
    HAS_CONTROL,
    has_control,
    has_login,
    text_faults,
)


@pytest.mark.parametrize("text", ["\x00", "a\x0bb", "\x1f", "\x7f", "a\x85", "\x1b[0m"])
def test_control_characters_are_found(text: str) -> None:
    assert has_control(text)


@pytest.mark.parametrize(
    "text", ["", "Größe & <Ort>", "zwei\r\nZeilen\tund Tabulator", "a\u00adb", "\N{ARABIC LETTER BEH}"]
)
def test_ordinary_text_has_none(text: str) -> None:
    assert not has_control(text)


def test_only_the_named_fields_are_looked_at() -> None:
    record = Organisation(name="Kreis\x0b", slug="a\x00")
    assert text_faults(record, {"name"}) == {"name": [HAS_CONTROL]}
    assert text_faults(record, ()) == {}


@pytest.mark.parametrize(
    ("address", "expected"),
    [("https://amt.example/plan?an=a@b.example", False), ("https://amt.example:8443/@plan", False), ("", False),
     ("https://[kaputt", False), ("https://name@amt.example/", True), ("https://name:wort@amt.example/plan", True)],
)  # fmt: skip
def test_a_login_in_an_address_is_found(address: str, expected: bool) -> None:
    assert has_login(address) is expected
