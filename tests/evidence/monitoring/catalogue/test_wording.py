"""The word list finds what it should, leaves plain words alone, and every catalogue text is clean."""

from __future__ import annotations

import pytest

from sozialstrategie.evidence.monitoring.formula import load_catalogue
from sozialstrategie.evidence.monitoring.shipped import shipped_tables
from sozialstrategie.evidence.monitoring.wording import stigma_words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Das Quartier ist ein sozialer Brennpunkt.", ["Brennpunkt"]),
        ("Unsere Brennpunktschulen", ["Brennpunktschulen"]),
        ("Ein Problemviertel mit sozial schwachen Familien", ["Problemviertel", "sozial schwachen"]),
        ("sozial\nschwach", ["sozial schwach"]),
        ("Kinder aus bildungs\u00adfernen Schichten", ["bildungsfernen"]),
        ("Asylanten und Scheinasylanten", ["Asylanten", "Scheinasylanten"]),
        ("Hartz-IV-Empfänger", ["Hartz-IV-Empfänger"]),
        ("Hilfen für Behinderte", ["Behinderte"]),
        ("die Überalterung des Landkreises", ["Überalterung"]),
        ("DIE FLÜCHTLINGSWELLE", ["FLÜCHTLINGSWELLE"]),
    ],
)
def test_finds(text: str, found: list[str]) -> None:
    words = stigma_words(text)
    assert [w.found for w in words] == found
    assert all(w.instead and not stigma_words(w.instead) for w in words)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Kinder in Haushalten mit SGB-II-Bezug",
        "schwerbehindert, pflegebedürftig, langzeitarbeitslos",
        "Menschen mit Behinderung und behinderte Kinder",
        "Soziale Arbeit ist nicht schwach",
        "Asylbewerberleistungsgesetz",
        "Ausländerinnen und Ausländer",
        "Nettoeinkommen",
        "das Alter von 65 Jahren",
    ],
)
def test_leaves_plain_words_alone(text: str) -> None:
    assert stigma_words(text) == []


def test_all_catalogue_texts_are_clean() -> None:
    hits = {}
    for code, indicator in load_catalogue().items():
        texts = [
            indicator.name,
            indicator.unit_phrase,
            indicator.theme,
            indicator.definition,
            indicator.not_shown,
            indicator.sentence,
            indicator.subject,
            indicator.one_in,
            indicator.missing,
            *(word for _day, word in indicator.history),
            *(word for _year, word in (*indicator.breaks, *indicator.doubtful)),
            *(text for d in indicator.derivations for text in (d.label, d.note, d.source)),
        ]
        hits[code] = [w for text in texts for w in stigma_words(text)]
    assert {code: found for code, found in hits.items() if found} == {}


def test_titles_of_shipped_series_are_clean() -> None:
    assert [t.title for t in shipped_tables() if stigma_words(t.title)] == []
