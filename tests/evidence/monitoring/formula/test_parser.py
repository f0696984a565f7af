"""The formula language: what it reads, and the sentence for what it does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialstrategie.evidence.monitoring.formula.errors import FormulaError
from sozialstrategie.evidence.monitoring.formula.nodes import (
    AgeRange,
    Binary,
    Lag,
    Name,
    Negate,
    Node,
    Number,
    Sum,
    canonical,
    constant_value,
    names,
    sums,
)
from sozialstrategie.evidence.monitoring.formula.parser import parse_formula

YOUTH = '100 * sum("12411-04-02-4", item="Insgesamt", age=0..19) / sum("12411-04-02-4", item="Insgesamt", age=20..64)'


def test_the_formula_of_the_brief() -> None:
    young = Sum("12411-04-02-4", ("Insgesamt",), (), AgeRange(0, 19))
    working = Sum("12411-04-02-4", ("Insgesamt",), (), AgeRange(20, 64))
    assert parse_formula(YOUTH) == Binary("/", Binary("*", Number(100.0), young), working)
    assert sums(parse_formula(YOUTH)) == (young, working)


def test_precedence_and_association() -> None:
    assert canonical(parse_formula("a - b - c * d / e + -f")) == "(((a - b) - ((c * d) / e)) + (-f))"
    assert canonical(parse_formula("(a - (b - c)) * 2.5")) == "((a - (b - c)) * 2.5)"
    assert canonical(parse_formula("--a")) == "(-(-a))"


def test_lists_open_age_and_lag() -> None:
    node = parse_formula('lag(sum("T", category=["m", "w"], age=65..), 5) + population')
    assert node == Binary("+", Lag(Sum("T", (), ("m", "w"), AgeRange(65, None)), 5), Name("population"))
    assert [name.code for name in names(node)] == ["population"]


def test_layout_does_not_matter() -> None:
    assert parse_formula("a\n  +b*\t2") == parse_formula("a + b * 2")


def test_a_text_may_hold_any_character_but_quotes() -> None:
    node = parse_formula('sum("T", item="Ausländer(innen) > dar.: [x], 5..9 + ...")')
    assert node == Sum("T", ("Ausländer(innen) > dar.: [x], 5..9 + ...",))


@pytest.mark.parametrize(
    ("formula", "position", "words"),
    [
        ("", 1, "leer"),
        ("   ", 1, "leer"),
        ("1 +", 4, "bricht ab"),
        ("(1 + (2 * 3)", 1, "Klammer wird nicht geschlossen"),
        ('2 * sum("x", age=0..19', 8, "Klammer wird nicht geschlossen"),
        ('sum("x", item=["a"', 15, "Klammer wird nicht geschlossen"),
        ("1 + 2)", 6, "keine öffnende"),
        ("a $ 2", 3, "Unerwartetes Zeichen »$«"),
        ("a − b", 3, "gerechnet wird mit + - * /"),
        ("3,5 * a", 2, "Dezimalzahlen stehen mit Punkt: 3.5"),
        ("a b", 3, "Unerwartet: »b«"),
        ("a / 0", 5, "Division durch null"),
        ("a / (2 - 2.0)", 5, "Division durch null"),
        ("a / -0", 5, "Division durch null"),
        ("exec(1)", 1, "Unbekannte Funktion »exec«"),
        ("lag(a)", 6, "fehlt die Zahl der Jahre"),
        ("lag(a, 0)", 8, "1 bis 100 Jahre"),
        ("lag(a, 1.5)", 8, "ganze Zahl"),
        ("item + 1", 1, "nur innerhalb von sum"),
        ("sum(a)", 5, "die Tabelle"),
        ('sum("")', 5, "die Tabelle"),
        ('sum("x", sex="m")', 10, "sum kennt item=, category= und age="),
        ('sum("x", item="a", item="b")', 20, "doppelt"),
        ('sum("x", age=1..2, age=3..4)', 20, "doppelt"),
        ('sum("x", category=["a", "a"])', 25, "zweimal gezählt"),
        ('sum("x", age=19..0)', 14, "rückwärts"),
        ('sum("x", age=0-19)', 15, "age=0..19"),
        ('sum("x", age=0..200)', 14, "über 150 Jahren"),
        ('sum("x', 5, "Anführungszeichen wird nicht geschlossen"),
        ("sum(„x“)", 5, "geraden Anführungszeichen"),
        ('"x" + 1', 1, "Ein Text allein hat keinen Wert"),
        ("* 2", 1, "Unerwartet: »*«"),
        ("__import__('os')", 12, "geraden Anführungszeichen"),
    ],
)
def test_errors_are_sentences_with_position(formula: str, position: int, words: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse_formula(formula)
    assert str(caught.value).startswith(f"Formel, Zeichen {position}: ")
    assert words in str(caught.value)


def test_unknown_names_are_named_with_the_nearest_one() -> None:
    with pytest.raises(FormulaError) as caught:
        parse_formula("100 * popluation", {"population", "sgb2_rate"})
    assert "Zeichen 7: Unbekannter Name »popluation«" in str(caught.value)
    assert "Meinten Sie »population«?" in str(caught.value)


def test_depth_and_length_are_limited() -> None:
    with pytest.raises(FormulaError, match="verschachtelt"):
        parse_formula("(" * 100 + "1" + ")" * 100)
    with pytest.raises(FormulaError, match="verschachtelt"):
        parse_formula("-" * 200 + "1")
    with pytest.raises(FormulaError, match="4000 Zeichen"):
        parse_formula("1+" * 3000 + "1")


def test_a_long_chain_is_no_depth() -> None:
    node = parse_formula("+".join(["a"] * 300))
    assert len(names(node)) == 300


@pytest.mark.parametrize(
    ("formula", "value"),
    [("2 + 3 * 4", 14.0), ("-(7 - 9) / 4", 0.5), ("lag(3, 2)", 3.0), ("a * 0", None), ('sum("x")', None)],
)
def test_constant_value(formula: str, value: float | None) -> None:
    assert constant_value(parse_formula(formula)) == value


_TEXTS = st.text(st.characters(blacklist_characters='"\n', blacklist_categories=["Cs"]), min_size=1, max_size=8)
_AGES = st.builds(lambda a, n: AgeRange(a, a + n if n is not None else None), st.integers(0, 60),
                  st.none() | st.integers(0, 40))  # fmt: skip
_SUMS = st.builds(
    Sum,
    _TEXTS.filter(str.strip),
    st.lists(_TEXTS, unique=True, max_size=3).map(tuple),
    st.lists(_TEXTS, unique=True, max_size=3).map(tuple),
    st.none() | _AGES,
)
_NODES: st.SearchStrategy[Node] = st.recursive(
    st.builds(Number, st.integers(0, 10**6).map(float)) | st.builds(Name, st.just("population")) | _SUMS,
    lambda inner: (
        st.builds(Negate, inner)
        | st.builds(Lag, inner, st.integers(1, 9))
        | st.builds(Binary, st.sampled_from("+-*"), inner, inner)
    ),
    max_leaves=12,
)


@given(_NODES)
def test_reading_the_canonical_spelling_gives_the_same_tree(node: Node) -> None:
    assert parse_formula(canonical(node)) == node


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    try:
        parse_formula(text)
    except FormulaError as error:
        assert str(error).startswith("Formel, Zeichen ")
