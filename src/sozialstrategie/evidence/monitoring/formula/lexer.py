"""From text to tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sozialstrategie.evidence.monitoring.formula.errors import FormulaError

_TOKEN = re.compile(
    r"""
      (?P<space>\s+)
    | (?P<number>\d+(?:\.(?!\.)\d+)?)      # 0..19 is a range, not the number "0."
    | (?P<text>"[^"\n]*")
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<symbol>\.\.|[-+*/()\[\],=])
    """,
    re.VERBOSE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Token:
    kind: str  # number, text, name, symbol, end
    text: str
    position: int


def tokenize(formula: str) -> list[Token]:
    """All tokens, closed by one of kind "end". Raises FormulaError at the first character that has no
    meaning."""
    tokens: list[Token] = []
    position = 0
    while position < len(formula):
        match = _TOKEN.match(formula, position)
        if match is None:
            raise FormulaError(_unexpected(formula, position), formula, position)
        kind = str(match.lastgroup)
        if kind != "space":
            content = match.group()
            tokens.append(Token(kind, content[1:-1] if kind == "text" else content, position))
        position = match.end()
    tokens.append(Token("end", "", len(formula)))
    return tokens


def _unexpected(formula: str, position: int) -> str:
    character = formula[position]
    if character == '"':
        return "Das Anführungszeichen wird nicht geschlossen."
    if character in "„“”»«'‚‘’":
        return 'Texte stehen zwischen geraden Anführungszeichen: "…".'
    if character in "−–—×·÷:":
        return f"Unerwartetes Zeichen »{character}«; gerechnet wird mit + - * /."
    return f"Unerwartetes Zeichen »{character}«."
