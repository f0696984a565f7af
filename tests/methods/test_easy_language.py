"""Hints for easy language: each rule with sentences of our own, exactly what it finds and where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialstrategie.methods.easy_language import ADVICE, RULE_WORDS, Rule, check, sentences, words


def hits(*lines: str) -> list[tuple[int, str, str]]:
    return [(h.line, h.rule.value, h.found) for h in check(enumerate(lines, 1))]


CLEAN = (
    "Die Stadt Musterberg hat einen Plan.",
    "Der Plan ist für alle Menschen.",
    "Viele Kinder brauchen Hilfe.",
    "Die Grundschule hat jetzt 3 Räume mehr.",
    "Sie können mit dem Bus fahren.",
    "Wir helfen Familien, Kindern und alten Menschen.",
    "Am 3. Mai ist ein Fest im Rathaus.",
    "Der Land·kreis hat ein Sozial·amt.",
    "Die Kreis-Verwaltung ist offen.",
    "Wenn Sie Hilfe brauchen: Rufen Sie an.",
    "Das Wetter wird gut.",
    "Wir werden im Sommer feiern.",
    "Wir geben auf Kinder acht.",
    "Hilft der Plan?",
    "Wir prüfen: Hilft der Plan?",
)


@pytest.mark.parametrize("sentence", CLEAN)
def test_easy_sentences_have_no_hint(sentence: str) -> None:
    assert hits(sentence) == []


HITS = [
    ("Heute ist Markt. Morgen ist Fest.", [("one_sentence_per_line", "Morgen ist Fest.")]),
    (
        "Im Sommer gibt es für alle Kinder im Dorf viele schöne und bunte Feste.",
        [("long_sentence", "14 Wörter")],
    ),
    ("Das Amt hilft, weil viele Menschen Hilfe brauchen.", [("several_statements", "weil")]),
    ("Das ist der Plan, der allen hilft.", [("several_statements", "der")]),
    ("Das ist das Haus, in dem wir beraten.", [("several_statements", "in dem")]),
    ("Das Haus des alten Vaters ist groß.", [("genitive", "des alten Vaters")]),
    ("Das ist der Plan der Stadt.", [("genitive", "Plan der Stadt")]),
    ("Wegen der Kälte ist zu.", [("genitive", "Wegen der Kälte")]),
    ("Das Amt könnte helfen.", [("subjunctive", "könnte")]),
    ("Vielleicht wären mehr Busse gut.", [("subjunctive", "wären")]),
    ("Der Plan wird im Herbst gemacht.", [("passive", "wird im Herbst gemacht")]),
    ("Das wurde im Rathaus beschlossen.", [("passive", "wurde im Rathaus beschlossen")]),
    ("Niemand soll allein sein.", [("negation", "Niemand")]),
    ("Das kostet kein Geld.", [("negation", "kein")]),
    ("Wir helfen z. B. Kindern.", [("abbreviation", "z. B.")]),
    ("Das steht im SGB und in der ThürKO.", [("abbreviation", "SGB"), ("abbreviation", "ThürKO")]),
    ("Das Amt hat zwei Räume.", [("number_in_words", "zwei")]),
    ("Das sind zweihundert Euro.", [("number_in_words", "zweihundert")]),
    ("Das Schulverwaltungsamt hilft.", [("long_word", "Schulverwaltungsamt")]),
    ("Das ist eine Maßnahme.", [("difficult_word", "Maßnahme")]),
    ("Das sind 14 % der Kinder.", [("sign", "%")]),
    ("Kinder (und Eltern) kommen.", [("sign", "("), ("sign", ")")]),
]


@pytest.mark.parametrize(("sentence", "found"), HITS)
def test_each_rule_finds_exactly_its_words(sentence: str, found: list[tuple[str, str]]) -> None:
    assert hits(sentence) == [(1, rule, words_) for rule, words_ in found]


def test_place_sentence_and_help() -> None:
    first, second = check([(4, "Das ist leicht."), (7, "Das Amt hat zwei Räume. Die Strategie ist da.")])[1:3]
    assert (first.line, first.sentence, first.found) == (7, "Das Amt hat zwei Räume.", "zwei")
    assert first.rule_words == "Zahl als Wort" and "Ziffern" in first.help
    assert (second.found, second.help) == ("Strategie", "Leichter: Plan.")


def test_words_and_sentences() -> None:
    assert words("Der Land·kreis hilft – sofort!") == ["Der", "Land·kreis", "hilft", "sofort"]
    assert sentences("Wir helfen z. B. Kindern. Am 3. Mai geht es los.") == [
        "Wir helfen z. B. Kindern.", "Am 3. Mai geht es los.",
    ]  # fmt: skip
    assert sentences("  ") == []


def test_every_rule_has_words() -> None:
    assert set(RULE_WORDS) == set(ADVICE) == set(Rule)
    assert {rule for _, found in HITS for rule, _ in found} == {r.value for r in Rule}


@given(st.text(max_size=200))
def test_no_text_breaks_the_check(text: str) -> None:
    for hint in check([(1, text)]):
        assert hint.line == 1 and hint.sentence in " ".join(text.split())
