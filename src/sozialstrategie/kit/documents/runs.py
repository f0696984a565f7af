"""Stretches of one script in a text, so that each can carry its language."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_ARABIC = re.compile("[\u0600-\u08ff\ufb50-\ufefc]")
_SIGNS = " .,;:()!?-–…\n"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one script; `arabic` runs from right to left."""

    text: str
    arabic: bool = False


def runs(text: str) -> list[Run]:
    """Stretches of Arabic and of other script; signs between two Arabic words belong to the Arabic.

    >>> runs("Hallo مرحبا!")
    [Run(text='Hallo ', arabic=False), Run(text='مرحبا', arabic=True), Run(text='!', arabic=False)]
    """
    if not _ARABIC.search(text):  # nearly every text
        return [Run(text)] if text else []
    found: list[Run] = []
    for char in text:
        arabic = _is_arabic(char)
        if found and (found[-1].arabic == arabic or (found[-1].arabic and not char.isalnum())):
            found[-1] = Run(found[-1].text + char, found[-1].arabic)
        else:
            found.append(Run(char, arabic))
    return _signs_given_back(found)


def _signs_given_back(found: list[Run]) -> list[Run]:
    """Signs at the end of an Arabic run stand between two scripts; they follow the direction of the whole text."""
    result: list[Run] = []
    for run in found:
        kept = run.text.rstrip(_SIGNS) if run.arabic else run.text
        rest = run.text[len(kept) :]
        if result and not result[-1].arabic and not run.arabic:
            result[-1] = Run(result[-1].text + kept)
        elif kept:
            result.append(Run(kept, run.arabic))
        if rest:
            result.append(Run(rest))
    return result


def _is_arabic(char: str) -> bool:
    return unicodedata.bidirectional(char) == "AL" or (unicodedata.combining(char) > 0 and "\u0600" <= char <= "\u06ff")
