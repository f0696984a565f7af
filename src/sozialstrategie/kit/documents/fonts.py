"""The shipped fonts and the characters they can draw. System fonts are never used: a document looks the same everywhere."""

from __future__ import annotations

import struct
from functools import lru_cache
from pathlib import Path

LATIN = "Fira Sans"
ARABIC = "Noto Sans Arabic"
_LATIN_CUTS = ("Regular", "Italic", "Medium", "SemiBold", "SemiBoldItalic")
_UNICODE_SUBTABLES = {(3, 10): 0, (0, 6): 1, (0, 4): 1, (3, 1): 2, (0, 3): 3}  # widest first


@lru_cache(maxsize=1)
def latin_folder() -> Path:
    """Folder with the cuts of Fira Sans (package fontpkg-fira-sans, OFL-1.1)."""
    import fontpkg_fira_sans  # here, because only documents and pictures need the package

    return Path(next(iter(fontpkg_fira_sans.__path__))) / "files"


def arabic_folder() -> Path:
    """Folder with two cuts of Noto Sans Arabic (OFL-1.1, licence beside them)."""
    return Path(__file__).parent / "fonts"


def folders() -> list[Path]:
    """Folders for the PDF engine."""
    return [latin_folder(), arabic_folder()]


@lru_cache(maxsize=1)
def drawable() -> frozenset[int]:
    """Code points that every cut in use of one of the two families can draw."""
    latin = [characters((latin_folder() / f"FiraSans-{cut}.ttf").read_bytes()) for cut in _LATIN_CUTS]
    arabic = [characters(path.read_bytes()) for path in sorted(arabic_folder().glob("*.ttf"))]
    return frozenset.intersection(*latin) | frozenset.intersection(*arabic)


def characters(font: bytes) -> frozenset[int]:
    """Code points with a glyph, from the table `cmap` (formats 4 and 12, OpenType 1.9) of a TrueType file.

    Raises:
        ValueError: the file has no Unicode character map.
    """
    tables = struct.unpack_from(">H", font, 4)[0]
    for i in range(tables):
        tag, _, offset, _ = struct.unpack_from(">4sIII", font, 12 + 16 * i)
        if tag == b"cmap":
            return _unicode_map(font, offset)
    raise ValueError("Die Schriftdatei hat keine Zeichentabelle.")


def _unicode_map(font: bytes, start: int) -> frozenset[int]:
    count = struct.unpack_from(">H", font, start + 2)[0]
    found: list[tuple[int, int]] = []
    for i in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", font, start + 4 + 8 * i)
        if (platform, encoding) in _UNICODE_SUBTABLES:
            found.append((_UNICODE_SUBTABLES[(platform, encoding)], start + offset))
    for _, at in sorted(found):
        form = struct.unpack_from(">H", font, at)[0]
        if form == 12:
            return _segmented_coverage(font, at)
        if form == 4:
            return _segment_deltas(font, at)
    raise ValueError("Die Schriftdatei hat keine Unicode-Zeichentabelle.")


def _segmented_coverage(font: bytes, at: int) -> frozenset[int]:
    groups = struct.unpack_from(">I", font, at + 12)[0]
    points: set[int] = set()
    for i in range(groups):
        first, last, glyph = struct.unpack_from(">III", font, at + 16 + 12 * i)
        points.update(range(first + (glyph == 0), last + 1))
    return frozenset(points)


def _segment_deltas(font: bytes, at: int) -> frozenset[int]:
    segments = struct.unpack_from(">H", font, at + 6)[0] // 2
    ends = struct.unpack_from(f">{segments}H", font, at + 14)
    starts = struct.unpack_from(f">{segments}H", font, at + 16 + 2 * segments)
    deltas = struct.unpack_from(f">{segments}h", font, at + 16 + 4 * segments)
    base = at + 16 + 6 * segments
    offsets = struct.unpack_from(f">{segments}H", font, base)
    points: set[int] = set()
    for i, (first, last, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for point in range(first, min(last, 0xFFFE) + 1):
            if offset == 0:
                glyph = (point + delta) % 65536
            else:
                glyph = struct.unpack_from(">H", font, base + 2 * i + offset + 2 * (point - first))[0]
            if glyph:
                points.add(point)
    return frozenset(points)
