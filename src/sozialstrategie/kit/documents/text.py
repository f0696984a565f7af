"""What people typed, made printable with the shipped fonts. Every text of a document passes here."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from sozialstrategie.kit.documents.fonts import drawable

REPLACEMENT = "▯"
LONGEST_WORD = 60  # characters; a longer run without a space may break, or it would leave the page
_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")
# Invisible helpers of a picture character before them; alone they mean nothing.
_JOINERS = {0x200D, 0xFE0E, 0xFE0F, 0x20E3, *range(0x1F3FB, 0x1F400), *range(0xE0020, 0xE0080)}
_LIKENESS = {
    0x2010: "-", 0x2011: "-", 0x2212: "−", 0x2007: "\u00a0", 0x202F: "\u00a0", 0x2003: " ", 0x2002: " ", 0x2009: " ",
    0x3000: " ", 0x2028: "\n", 0x2029: "\n", 0x0085: "\n", 0x000B: "\n", 0x000C: "\n", 0xFEFF: "", 0x200B: "",
    0x2705: "[ja]", 0x274C: "[nein]", 0x2713: "[ja]", 0x2714: "[ja]", 0x2717: "[nein]", 0x2610: "[ ]", 0x2611: "[x]", 0x2612: "[x]",
}  # fmt: skip
_KEPT_CONTROLS = {"\n", "\t"}
_DIRECTIONS = {0x200C, 0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x00AD}
_RIGHT_TO_LEFT = {"R", "AL"}


def printable(text: str) -> tuple[str, list[str]]:
    """The text with characters the fonts lack replaced by "▯", and the list of those, each once, in order.

    A picture made of several characters (a family, a flag) becomes one box. Control characters go. Line ends become
    "\\n". Marks of writing direction and soft hyphens stay: the engine obeys them and draws nothing.

    >>> printable("Käse 🧀 & Brot")
    ('Käse ▯ & Brot', ['🧀'])
    """
    if plain_characters().issuperset(text):
        return text, []  # nearly every text: nothing to look at one by one
    fonts = drawable()
    out: list[str] = []
    replaced: dict[str, None] = {}
    boxed = False  # the character before is a box: helpers and joined parts belong to it
    joined = False
    flags = 0  # two letters of a flag make one picture
    for char in unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")):
        point = ord(char)
        if point in _JOINERS:
            joined = boxed and point == 0x200D
            continue
        if (
            char in _KEPT_CONTROLS
            or (point in fonts and not unicodedata.category(char).startswith("C"))
            or point in _DIRECTIONS
        ):
            out.append(char)
            boxed = False
        elif unicodedata.category(char) in ("Cc", "Cs"):
            continue
        elif point in _LIKENESS:
            out.append(_LIKENESS[point])
            boxed = False
        else:
            flags = flags + 1 if 0x1F1E6 <= point <= 0x1F1FF else 0
            second = flags > 0 and flags % 2 == 0
            if not joined and not second and not unicodedata.combining(char):
                out.append(REPLACEMENT)
            replaced[char] = None
            boxed = True
        joined = False
    drawn = "".join(out)
    if unicodedata.is_normalized("NFC", drawn):
        return drawn, list(replaced)
    # what stood between a letter and its mark is gone; together they may be a letter that the fonts lack
    again, more = printable(unicodedata.normalize("NFC", drawn))
    return again, list(dict.fromkeys((*replaced, *more)))


@lru_cache(maxsize=1)
def plain_characters() -> frozenset[str]:
    """Characters that come out as they go in, whatever stands beside them."""
    chars = (chr(point) for point in drawable() if point not in _JOINERS)
    return frozenset(
        c
        for c in (*chars, "\n", "\t")
        if (c in _KEPT_CONTROLS or not unicodedata.category(c).startswith("C"))
        and not unicodedata.combining(c)
        and unicodedata.is_normalized("NFC", c)
    )


def breakable(text: str) -> str:
    """The text with places to break (U+200B) inside words that no line could hold."""
    return _LONG_WORD.sub(
        lambda word: "\u200b".join(word[0][i : i + LONGEST_WORD] for i in range(0, len(word[0]), LONGEST_WORD)), text
    )


def runs_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction belongs to a script written from right to left (Unicode UAX 9, P2)."""
    for char in text:
        direction = unicodedata.bidirectional(char)
        if direction == "L":
            return False
        if direction in _RIGHT_TO_LEFT:
            return True
    return False
