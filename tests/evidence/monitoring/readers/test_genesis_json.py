"""Answers of the web service without a table are explained."""

from __future__ import annotations

import json

import pytest

from sozialstrategie.evidence.monitoring.readers import detect, read
from tests.evidence.monitoring.readers import samples


def _answer(code: object, **parameter: str) -> bytes:
    answer = {
        "Ident": {"Service": "data"},
        "Status": {"Code": code, "Content": "Text des Dienstes"},
        "Parameter": parameter,
    }
    return json.dumps(answer).encode()


@pytest.mark.parametrize(
    ("code", "stable", "words"),
    [
        (98, "genesis_answer_98", "job=true"),
        (104, "genesis_answer_104", "noch nicht fertig"),
        (-1, "genesis_answer_-1", "kein Datenquader"),
        (15, "genesis_answer_15", "keine Tabelle geliefert"),
        (None, "genesis_answer", "ohne Code"),
        (0, "genesis_metadata", "Beschreibung"),
    ],
)
def test_codes(code: object, stable: str, words: str) -> None:
    data = _answer(code, name="12531-0043")
    assert detect(data) == ("genesis-json" if code == 0 else "genesis-json-error")
    parsed = read(data, name="antwort.json", regions=samples.regions())
    (error,) = parsed.errors
    assert error.code == stable
    assert words in error.text and "12531-0043" in error.text and "Erwartet wird die Tabelle selbst" in error.text
    assert parsed.facts is None


def test_nothing_but_the_table_code_is_repeated() -> None:
    parsed = read(_answer(98, name="Frau Muster", username="geheim"), name="a.json", regions=samples.regions())
    text = str(parsed.errors[0])
    assert "Muster" not in text and "geheim" not in text and "Text des Dienstes" not in text
