"""Single cells of a mapped table: figures with decimal comma or point, and keys as spreadsheets leave them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

from ..cells import CellValue, parse_value
from ..limits import MAX_NUMBER_DIGITS
from ..types import RegionIndex
from .grid import Cell

_POINT = re.compile(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?([eE][+-]?\d{1,3})?")
# Thousands or thousandths: 1.560, 1,560. More than one group can only be thousands.
_EITHER = re.compile(r"[-−]?[1-9]\d{0,2}[.,]\d{3}")
_MANY_GROUPS = re.compile(r"[-−]?[1-9]\d{0,2}(?:(?:\.\d{3}){2,}|(?:,\d{3}){2,})")
_MOSTLY = 0.9
# Keys that mean Germany by themselves, and those that do only where the row says so: 1 is Schleswig-Holstein too.
_GERMANY = frozenset({"D", "DE", "DG"})
_PERHAPS_GERMANY = frozenset({"0", "00", "000", "1", "111"})
_NAMES_OF_GERMANY = frozenset({"deutschland", "bundesrepublik deutschland", "bundesgebiet", "bund", "germany"})
# What offices call the levels, and how long the key of a region of this level is.
_LEVELS = {
    "bund": 0, "deutschland": 0, "bundesgebiet": 0,
    "bundesländer": 2, "bundesland": 2, "land": 2, "länder": 2,
    "kreise": 5, "kreis": 5, "krsfr. stadt": 5, "kreisfreie stadt": 5, "landkreis": 5, "kreisfreie städte": 5,
    "landkreise": 5, "stadtkreis": 5, "stadtkreise": 5, "kreise und kreisfreie städte": 5,
    "gemeinden": 8, "gemeinde": 8,
    "gemeindeverbände": 9, "gemeindeverbände (verwaltungsgemeinschaft)": 9, "gemeindeverband": 9,
}  # fmt: skip


def read_value(cell: Cell, decimal: str) -> CellValue:
    """A figure or a sign. Numbers of a workbook are taken as they are; texts are read with the given decimal mark.

    Problems: empty_value, wrong_decimal, not_a_number, footnote_in_number.
    """
    if isinstance(cell, float):
        return CellValue(value=cell) if math.isfinite(cell) else CellValue(problem="not_a_number")
    read = parse_value(re.sub(r"^([-−]?),(?=\d)", r"\g<1>0,", cell.strip()))  # statistics programs write ",14"
    if decimal == "," or read.sign or read.problem in ("empty_value", "footnote_in_number"):
        return read
    text = cell.strip().replace("−", "-")
    if not text.isascii() or not _POINT.fullmatch(text) or sum(c.isdigit() for c in text) > MAX_NUMBER_DIGITS + 3:
        wrong = re.fullmatch(r"-?\d+(\.\d{3})*,\d+", text)
        return CellValue(problem="wrong_decimal" if wrong else "not_a_number")
    value = float(text.replace(",", ""))
    return CellValue(value=value) if math.isfinite(value) else CellValue(problem="not_a_number")


def decimal_of(texts: Iterable[str]) -> str | None:
    """The decimal mark that all these figures can have: comma or point; the comma where nothing tells.

    None when both can be meant and give different figures: "1.560" alone is 1560 or 1.56. Where neither reads all of
    them, the one with more proofs (the others are told when they are read).
    """
    for_comma = for_point = doubtful = 0
    for text in set(texts):
        if ("," not in text and "." not in text) or not any(map(str.isdigit, text)):
            continue
        last = "," if text.rfind(",") > text.rfind(".") else "."
        if _EITHER.fullmatch(text):
            doubtful += 1
        elif _MANY_GROUPS.fullmatch(text):  # 1.234.567 has groups of thousands: the other mark is the decimal one
            last = "." if last == "," else ","
            for_comma, for_point = for_comma + (last == ","), for_point + (last == ".")
        else:
            for_comma, for_point = for_comma + (last == ","), for_point + (last == ".")
    if not for_comma and not for_point:
        return None if doubtful else ","
    return "." if for_point > for_comma else ","


def other_level(level: str) -> bool:
    """True for a word that names a level which is not kept (Raumordnungsregionen, Kreistypen), or none that we know."""
    word = level.strip().casefold()
    return bool(word) and word not in _LEVELS


def tidy_keys(
    keys: Sequence[str], levels: Sequence[str], regions: RegionIndex, names: Sequence[str] | None = None
) -> list[str]:
    """Keys as the platform writes them, given the words for their level ("" where the file has none) and their names.

    A number's ".0" goes; Germany becomes DG; with a level its length is known: leading zeros come back, and 16077000
    among Kreise is 16077. Without levels 16077000 is a Kreis when nearly all keys of 8 digits end with 000 (of the
    Gemeinden one in a hundred does; a single wrong key must not change what the others mean). A key of a level
    that is not kept carries the level ("Raumordnungsregionen 1601"), so that nobody takes it for a Land or Kreis.
    """
    keys = [re.sub(r"[.,]0+$", "", key.strip()) for key in keys]
    eights = [key for key in keys if len(key) in (7, 8) and key.isdecimal()]
    only_kreise = bool(eights) and sum(key.endswith("000") for key in eights) >= _MOSTLY * len(eights)
    names = names or [""] * len(keys)
    return [
        _tidy(key, level.strip(), name, only_kreise, regions)
        for key, level, name in zip(keys, levels, names, strict=True)
    ]


def _tidy(key: str, level: str, name: str, only_kreise: bool, regions: RegionIndex) -> str:
    if other_level(level):
        return f"{' '.join(level.split())} {key}"
    length = _LEVELS.get(level.casefold())
    is_named = " ".join(name.split()).casefold() in _NAMES_OF_GERMANY
    if length == 0 or (length is None and (key in _GERMANY or (key in _PERHAPS_GERMANY and is_named))):
        return "DG"
    if not key.isdecimal():
        return key
    if length is None:
        short = key.zfill(8)[:5]
        is_kreis = only_kreise and len(key) in (7, 8) and key.endswith("000") and regions.lookup(short)
        return short if is_kreis else key
    if length == 5 and len(key) > 5 and key.endswith("000"):
        key = key[:-3]
    return key.zfill(length)
