"""Text that can be printed: characters that no shipped font has are replaced and counted, never lost in silence."""

from __future__ import annotations

import struct
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

REPLACEMENT = "□"
FONTS = Path(__file__).parent / "fonts"
_INVISIBLE = {"\u200b", "\u200c", "\u200d", "\ufeff", "\u2060", "\ufe0e", "\ufe0f"}


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one script; `arabic` runs from right to left."""

    text: str
    arabic: bool = False


def printable(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with `□` for every character that the shipped fonts lack, and those characters, each once.

    Line ends become "\\n", control characters and marks that join pictures vanish, letters are composed (NFC).
    """
    known = characters()
    missing: dict[str, None] = {}
    result: list[str] = []
    for char in unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")):
        if char in "\n\u00ad" or ord(char) in known:
            result.append(char)
        elif char == "\t":
            result.append(" ")
        elif char in _INVISIBLE or unicodedata.category(char) in ("Cc", "Cf", "Cs"):
            continue
        else:
            missing[char] = None
            if not (unicodedata.combining(char) or unicodedata.category(char) == "Sk"):
                result.append(REPLACEMENT)
    return "".join(result), tuple(missing)


def runs(text: str) -> list[Run]:
    """Stretches of Arabic and of other script; spaces and signs between Arabic words belong to the Arabic."""
    found: list[Run] = []
    for char in text:
        arabic = _is_arabic(char)
        neutral = not char.isalnum() and not arabic
        if found and (found[-1].arabic == arabic or (neutral and found[-1].arabic)):
            found[-1] = Run(found[-1].text + char, found[-1].arabic)
        else:
            found.append(Run(char, arabic))
    return _trimmed(found)


def is_rtl(text: str) -> bool:
    """Whether the first letter runs from right to left."""
    for char in text:
        direction = unicodedata.bidirectional(char)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def _trimmed(found: list[Run]) -> list[Run]:
    """Give signs at the end of an Arabic run back to what follows, so that they stay on their side."""
    result: list[Run] = []
    for run in found:
        text = run.text
        if result and result[-1].arabic and not run.arabic:
            kept = result[-1].text.rstrip(" .,;:()!?-–\n")
            text = result[-1].text[len(kept) :] + text
            result[-1] = Run(kept, True)
        result.append(Run(text, run.arabic))
    return result


def _is_arabic(char: str) -> bool:
    return unicodedata.bidirectional(char) == "AL" or (unicodedata.combining(char) > 0 and "\u0600" <= char <= "\u06ff")


@lru_cache(maxsize=1)
def characters() -> frozenset[int]:
    """Code points that Fira Sans or Noto Sans Arabic can draw."""
    from sozialstrategie.kit.figures.svg import font_folders

    regular = next(p for folder in font_folders() for p in folder.glob("FiraSans-Regular.ttf"))
    semibold = next(p for folder in font_folders() for p in folder.glob("FiraSans-SemiBold.ttf"))
    fira = code_points(regular.read_bytes()) & code_points(semibold.read_bytes())
    arabic = [code_points(p.read_bytes()) for p in sorted(FONTS.glob("*.ttf"))]
    return frozenset(fira | frozenset.intersection(*arabic))


def code_points(font: bytes) -> frozenset[int]:
    """What a TrueType font maps to glyphs: its `cmap` tables of format 4 and 12 (OpenType specification, chapter cmap)."""
    count = struct.unpack_from(">H", font, 4)[0]
    for i in range(count):
        tag, _, offset, _ = struct.unpack_from(">4sLLL", font, 12 + 16 * i)
        if tag == b"cmap":
            break
    else:
        raise ValueError("Die Schriftdatei hat keine Zeichentabelle.")
    found: set[int] = set()
    for i in range(struct.unpack_from(">H", font, offset + 2)[0]):
        at = offset + struct.unpack_from(">L", font, offset + 4 + 8 * i + 4)[0]
        kind = struct.unpack_from(">H", font, at)[0]
        if kind == 4:
            found |= _format_4(font, at)
        elif kind == 12:
            groups = struct.unpack_from(">L", font, at + 12)[0]
            for g in range(groups):
                first, last, _ = struct.unpack_from(">LLL", font, at + 16 + 12 * g)
                found.update(range(first, last + 1))
    return frozenset(found)


def _format_4(font: bytes, at: int) -> set[int]:
    segments = struct.unpack_from(">H", font, at + 6)[0] // 2
    ends = struct.unpack_from(f">{segments}H", font, at + 14)
    starts = struct.unpack_from(f">{segments}H", font, at + 16 + 2 * segments)
    deltas = struct.unpack_from(f">{segments}H", font, at + 16 + 4 * segments)
    base = at + 16 + 6 * segments
    offsets = struct.unpack_from(f">{segments}H", font, base)
    found: set[int] = set()
    for i, (start, end, delta, shift) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for char in range(start, min(end, 0xFFFE) + 1):
            if shift == 0:
                glyph = (char + delta) & 0xFFFF
            else:
                glyph = struct.unpack_from(">H", font, base + 2 * i + shift + 2 * (char - start))[0]
            if glyph:
                found.add(char)
    return found
