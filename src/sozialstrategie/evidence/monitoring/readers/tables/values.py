"""Single cells of a mapped table: figures with decimal comma or point, and keys as spreadsheets leave them."""

from __future__ import annotations

import math
import re

from ..cells import CellValue, parse_value
from ..limits import MAX_NUMBER_DIGITS
from ..types import RegionIndex
from .grid import Cell

_POINT = re.compile(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?([eE][+-]?\d{1,3})?")
_GERMANY = frozenset({"0", "00", "000", "1", "111", "D", "DE", "DG"})
# What offices call the levels, and how long the key of a region of this level is.
_LEVELS = {
    "bund": 0, "deutschland": 0,
    "bundesländer": 2, "land": 2, "länder": 2,
    "kreise": 5, "kreis": 5, "krsfr. stadt": 5, "kreisfreie stadt": 5, "landkreis": 5,
    "gemeinden": 8, "gemeinde": 8,
    "gemeindeverbände": 9, "gemeindeverbände (verwaltungsgemeinschaft)": 9,
}  # fmt: skip


def read_value(cell: Cell, decimal: str) -> CellValue:
    """A figure or a sign. Numbers of a workbook are taken as they are; texts are read with the given decimal mark.

    Problems: empty_value, wrong_decimal, not_a_number.
    """
    if isinstance(cell, float):
        return CellValue(value=cell) if math.isfinite(cell) else CellValue(problem="not_a_number")
    read = parse_value(re.sub(r"^([-−]?),(?=\d)", r"\g<1>0,", cell.strip()))  # statistics programs write ",14"
    if decimal == "," or read.sign or read.problem == "empty_value":
        return read
    text = cell.strip().replace("−", "-")
    if not _POINT.fullmatch(text) or sum(c.isdigit() for c in text) > MAX_NUMBER_DIGITS + 3:
        wrong = re.fullmatch(r"-?\d+(\.\d{3})*,\d+", text)
        return CellValue(problem="wrong_decimal" if wrong else "not_a_number")
    return CellValue(value=float(text.replace(",", "")))


def tidy_keys(keys: list[str], levels: list[str], regions: RegionIndex) -> list[str]:
    """Keys as the platform writes them, given the words for their level ("" where the file has none).

    A number's ".0" goes; Germany becomes DG; with a level its length is known: leading zeros come back, and 16077000
    among Kreise is 16077. Without levels 16077000 is a Kreis when all keys of 8 digits end with 000.
    """
    keys = [re.sub(r"[.,]0+$", "", key.strip()) for key in keys]
    eights = [key for key in keys if len(key) in (7, 8) and key.isdecimal()]
    only_kreise = bool(eights) and all(key.endswith("000") for key in eights)
    return [_tidy(key, level, only_kreise, regions) for key, level in zip(keys, levels, strict=True)]


def _tidy(key: str, level: str, only_kreise: bool, regions: RegionIndex) -> str:
    length = _LEVELS.get(level.strip().casefold())
    if length == 0 or (length is None and key in _GERMANY and not regions.lookup(key)):
        return "DG"
    if not key.isdecimal():
        return key
    if length is None:
        short = key.zfill(8)[:5]
        return short if only_kreise and len(key) in (7, 8) and regions.lookup(short) else key
    if length == 5 and len(key) > 5 and key.endswith("000"):
        key = key[:-3]
    return key.zfill(length)
