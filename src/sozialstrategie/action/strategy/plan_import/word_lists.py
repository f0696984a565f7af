"""Automatic numbers of Word: what a list would print, counted as Word counts it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_MOST = 9
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


@dataclass
class Level:
    """One level of a list."""

    start: int = 1
    form: str = "decimal"
    text: str = ""


@dataclass
class Lists:
    """The lists of one document, and how far each has been counted."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)  # abstract list -> levels
    abstract: dict[str, str] = field(default_factory=dict)  # list -> abstract list
    starts: dict[tuple[str, int], int] = field(default_factory=dict)  # list and level -> its own beginning
    styles: dict[str, tuple[str, int, str]] = field(default_factory=dict)  # style -> list, level, style it rests on
    _counted: dict[str, list[int | None]] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)

    def next(self, list_id: str, level: int, style: str) -> str:
        """What Word prints before the next paragraph: "1.2.", "c)"; "" for none and for bullets."""
        if not list_id:
            list_id, level = self._of_style(style)
        found = self.levels.get(self.abstract.get(list_id, ""), {})
        if list_id in ("", "0") or level not in found or level >= _MOST:
            return ""
        counts = self._counted.setdefault(self.abstract[list_id], [None] * _MOST)
        if (list_id, level) in self.starts and list_id not in self._begun:
            counts[level] = None  # a list that begins anew
        self._begun.add(list_id)
        start = self.starts.get((list_id, level), found[level].start)
        standing = counts[level]
        counts[level] = start if standing is None else standing + 1
        counts[level + 1 :] = [None] * (_MOST - level - 1)
        if found[level].form in ("bullet", "none"):
            return ""
        return re.sub(r"%([1-9])", lambda m: self._shown(found, counts, int(m[1]) - 1), found[level].text).strip()

    def _shown(self, levels: dict[int, Level], counts: list[int | None], at: int) -> str:
        level = levels.get(at, Level())
        number = counts[at]
        return _in_form(level.start if number is None else number, level.form)

    def _of_style(self, style: str) -> tuple[str, int]:
        for _ in range(_MOST):
            found = self.styles.get(style)
            if found is None:
                return "", 0
            if found[0]:
                return found[0], found[1]
            style = found[2]
        return "", 0


def _in_form(number: int, form: str) -> str:
    if form in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if form == "upperLetter" else letter.lower()
    if form in ("upperRoman", "lowerRoman"):
        text, rest = "", number
        for value, sign in _ROMAN:
            text, rest = text + sign * (rest // value), rest % value
        return text if form == "upperRoman" else text.lower()
    return f"{number:02d}" if form == "decimalZero" else str(number)
