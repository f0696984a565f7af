"""From tokens to the syntax tree: recursive descent, no eval.

expression = term { ("+" | "-") term }
term       = factor { ("*" | "/") factor }
factor     = "-" factor | number | "(" expression ")" | sum | lag | name
sum        = "sum" "(" text { "," ("item" | "category") "=" (text | "[" text {"," text} "]") | "," "age" "="
range } ")"
range      = number ".." [ number ]
lag        = "lag" "(" expression "," number ")"
"""

from __future__ import annotations

import difflib
from collections.abc import Collection

from sozialstrategie.evidence.monitoring.formula.errors import FormulaError
from sozialstrategie.evidence.monitoring.formula.lexer import Token, tokenize
from sozialstrategie.evidence.monitoring.formula.nodes import (
    AgeRange,
    Binary,
    Lag,
    Name,
    Negate,
    Node,
    Number,
    Sum,
    constant_value,
    names,
)

MAX_LENGTH = 4000
MAX_DEPTH = 40  # keeps the recursion of parser and compiler far from Python's limit
MAX_AGE = 150
MAX_LAG = 100
RESERVED = frozenset({"sum", "lag", "item", "category", "age"})


def parse_formula(text: str, known: Collection[str] | None = None) -> Node:
    """Read one formula. With `known`, every name must be one of these indicator codes.

    Raises FormulaError with one German sentence that says what is wrong and where.

    >>> parse_formula("2 * population").operator
    '*'
    """
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"Die Formel ist länger als {MAX_LENGTH} Zeichen.", text, MAX_LENGTH)
    if not text.strip():
        raise FormulaError("Die Formel ist leer.", text, 0)
    node = _Parser(text).read()
    if known is not None:
        for name in names(node):
            if name.code not in known:
                raise FormulaError(unknown_name(name.code, known), text, name.position)
    return node


def unknown_name(code: str, known: Collection[str]) -> str:
    """Sentence for a name that is no indicator, with the most similar one."""
    similar = difflib.get_close_matches(code, sorted(known), n=1)
    hint = f" Meinten Sie »{similar[0]}«?" if similar else ""
    return f"Unbekannter Name »{code}«: Es gibt keinen Indikator mit diesem Code.{hint}"


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokenize(text)
        self.index = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    def read(self) -> Node:
        node = self.expression()
        if self.token.kind != "end":
            if self.token.text == ")":
                raise self.error("Diese schließende Klammer hat keine öffnende.")
            raise self.error(f"Unerwartet: »{self.token.text}«.{self.comma_hint()} Erwartet: + - * / oder das Ende.")
        return node

    def expression(self) -> Node:
        node = self.term()
        while self.token.kind == "symbol" and self.token.text in "+-":
            operator = self.advance()
            node = self.binary(operator, node, self.term())
        return node

    def term(self) -> Node:
        node = self.factor()
        while self.token.kind == "symbol" and self.token.text in "*/":
            operator = self.advance()
            start = self.token.position
            right = self.factor()
            if operator.text == "/" and constant_value(right) == 0:
                raise FormulaError("Division durch null.", self.text, start)
            node = self.binary(operator, node, right)
        return node

    def binary(self, operator: Token, left: Node, right: Node) -> Binary:
        return Binary(operator.text, left, right, operator.position)

    def factor(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error(f"Die Formel ist tiefer als {MAX_DEPTH} Ebenen verschachtelt.")
        try:
            return self.unnested_factor()
        finally:
            self.depth -= 1

    def unnested_factor(self) -> Node:
        token = self.token
        if token.kind == "number":
            self.advance()
            return Number(float(token.text), token.position)
        if token.text == "-" and token.kind == "symbol":
            self.advance()
            return Negate(self.factor(), token.position)
        if token.text == "(" and token.kind == "symbol":
            self.advance()
            node = self.expression()
            self.close(")", token)
            return node
        if token.kind == "name":
            return self.named()
        if token.kind == "end":
            raise self.error("Die Formel bricht ab; hier fehlt eine Zahl, eine Summe oder ein Indikator.")
        if token.kind == "text":
            raise self.error('Ein Text allein hat keinen Wert. Gemeint ist vielleicht sum("…").')
        raise self.error(f"Unerwartet: »{token.text}«. Erwartet: eine Zahl, eine Summe oder ein Indikator.")

    def named(self) -> Node:
        token = self.advance()
        if token.text == "sum":
            return self.sum_call(token)
        if token.text == "lag":
            return self.lag_call(token)
        if token.text in RESERVED:
            raise self.error(f"»{token.text}« steht nur innerhalb von sum(…).", token)
        if self.token.text == "(" and self.token.kind == "symbol":
            raise self.error(f"Unbekannte Funktion »{token.text}«. Es gibt sum(…) und lag(…).", token)
        return Name(token.text, token.position)

    def lag_call(self, start: Token) -> Lag:
        bracket = self.expect("(", "Nach lag folgt eine Klammer: lag(Ausdruck, Jahre).")
        inner = self.expression()
        self.expect(",", "In lag(Ausdruck, Jahre) fehlt die Zahl der Jahre.", bracket)
        years = self.whole_number("Die Zahl der Jahre in lag ist eine ganze Zahl ab 1.")
        if not 1 <= years <= MAX_LAG:
            raise self.error(f"lag reicht 1 bis {MAX_LAG} Jahre zurück.", self.tokens[self.index - 1])
        self.close(")", bracket)
        return Lag(inner, years, start.position)

    def sum_call(self, start: Token) -> Sum:
        bracket = self.expect("(", 'Nach sum folgt eine Klammer: sum("Tabelle", …).')
        if self.token.kind != "text" or not self.token.text.strip():
            raise self.error('sum braucht als Erstes die Tabelle, zum Beispiel sum("12411-02-03-4").')
        table = self.advance().text
        texts: dict[str, tuple[str, ...]] = {}
        age: AgeRange | None = None
        while self.token.text == "," and self.token.kind == "symbol":
            self.advance()
            keyword = self.keyword({*texts, *(["age"] if age else [])})
            if keyword == "age":
                age = self.age_range()
            else:
                texts[keyword] = self.text_list(keyword)
        self.close(")", bracket)
        return Sum(table, texts.get("item", ()), texts.get("category", ()), age, start.position)

    def keyword(self, used: set[str]) -> str:
        token = self.token
        if token.kind != "name" or token.text not in ("item", "category", "age"):
            raise self.error(f"Unerwartet: »{token.text}«. sum kennt item=, category= und age=.")
        if token.text in used:
            raise self.error(f"»{token.text}« steht doppelt.")
        self.advance()
        self.expect("=", f"Nach {token.text} folgt ein Gleichheitszeichen.")
        return token.text

    def text_list(self, keyword: str) -> tuple[str, ...]:
        opening = self.token
        if not (opening.text == "[" and opening.kind == "symbol"):
            return (self.quoted(keyword),)
        self.advance()
        found = [self.quoted(keyword)]
        while self.token.text == "," and self.token.kind == "symbol":
            self.advance()
            position = self.token
            found.append(self.quoted(keyword))
            if found[-1] in found[:-1]:
                raise self.error(f"»{found[-1]}« steht doppelt und würde zweimal gezählt.", position)
        self.close("]", opening)
        return tuple(found)

    def quoted(self, keyword: str) -> str:
        if self.token.kind != "text":
            raise self.error(f'Nach {keyword}= folgt ein Text in geraden Anführungszeichen: {keyword}="…".')
        return self.advance().text

    def age_range(self) -> AgeRange:
        start = self.token
        hint = "Altersangaben stehen als age=0..19 oder age=65.. (offen)."
        first = self.whole_number(hint)
        self.expect("..", hint)
        last = self.whole_number(hint) if self.token.kind == "number" else None
        if last is not None and last < first:
            raise self.error(f"Das Alter {first}..{last} läuft rückwärts.", start)
        if max(first, last or 0) > MAX_AGE:
            raise self.error(f"Ein Alter über {MAX_AGE} Jahren gibt es nicht.", start)
        return AgeRange(first, last)

    def whole_number(self, hint: str) -> int:
        if self.token.kind != "number" or not self.token.text.isdigit():
            raise self.error(hint)
        return int(self.advance().text)

    def expect(self, symbol: str, sentence: str, opened: Token | None = None) -> Token:
        if self.token.text != symbol or self.token.kind != "symbol":
            if opened is not None and self.token.kind == "end":
                raise self.error("Diese Klammer wird nicht geschlossen.", opened)
            raise self.error(sentence)
        return self.advance()

    def close(self, symbol: str, opened: Token) -> None:
        if self.token.text == symbol and self.token.kind == "symbol":
            self.advance()
        elif self.token.kind == "end":
            raise self.error("Diese Klammer wird nicht geschlossen.", opened)
        else:
            raise self.error(f"Unerwartet: »{self.token.text}«.{self.comma_hint()} Erwartet: »{symbol}«.")

    def comma_hint(self) -> str:
        """People type 3,5; the formula language has the decimal point."""
        around = self.tokens[max(0, self.index - 1) : self.index + 2]
        is_decimal_comma = [t.kind for t in around] == ["number", "symbol", "number"] and around[1].text == ","
        return " Dezimalzahlen stehen mit Punkt: 3.5." if is_decimal_comma else ""

    def advance(self) -> Token:
        token = self.token
        self.index += 1
        return token

    def error(self, sentence: str, token: Token | None = None) -> FormulaError:
        return FormulaError(sentence, self.text, (token or self.token).position)
