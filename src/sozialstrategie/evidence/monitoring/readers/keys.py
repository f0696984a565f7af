"""Region keys of a file: which are known, which stay raw, which refuse the file; and who existed when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .cells import Period
from .problems import ProblemLog, shown
from .regions import ags_of_ars
from .types import OutsideValidity, RegionForm, RegionIndex

_MAX_LISTED = 10
# Length of a key that lost its leading zero -> length that it should have.
_FILLED_LENGTH = {1: 2, 2: 3, 4: 5, 7: 8, 8: 9, 11: 12}
_RAW_LEVELS = frozenset({"regierungsbezirk", "part_of_kreis", "verband"})
_OTHER_LEVELS: dict[RegionForm, tuple[str, str]] = {
    "regierungsbezirk": ("other_level", "Regierungsbezirken oder statistischen Regionen"),
    "part_of_kreis": ("other_level", "Teilen von Kreisen"),
    "verband": ("other_level", "Gemeindeverbänden"),
    "gemeinde": ("foreign_gemeinde", "Gemeinden oder Teilen von Kreisen, die hier nicht geführt werden"),
}


@dataclass(frozen=True, slots=True)
class _Use:
    """Where a key occurs: first row and number of rows."""

    row: int
    count: int


def resolve_keys(
    raw: Sequence[str],
    first_rows: Sequence[int],
    counts: Sequence[int],
    *,
    column: int,
    regions: RegionIndex,
    log: ProblemLog,
) -> list[str]:
    """Canonical key for each distinct raw key of a file, in the same order; problems go to `log`.

    Leading zeros that a spreadsheet ate come back (a note) when no key of the file begins with 0. A 12-digit
    ARS becomes the 8-digit AGS. Keys of levels that are not kept stay raw (a note each level); a key of no
    known form, and a Land or Kreis that never was one, is an error.
    """
    uses = [_Use(row, count) for row, count in zip(first_rows, counts, strict=True)]
    keys = [key.strip() for key in raw]
    keys = _with_leading_zeros(keys, uses, column, regions, log)
    keys = [ags_of_ars(key) if len(key) == 12 and regions.form(key) == "gemeinde" else key for key in keys]
    unknown: list[tuple[str, _Use]] = []
    others: dict[RegionForm, list[_Use]] = {}
    for key, use in zip(keys, uses, strict=True):
        known = regions.lookup(key)
        if known and known.level not in _RAW_LEVELS:
            continue
        form = known.level if known else regions.form(key)
        if form in _OTHER_LEVELS:
            others.setdefault(form, []).append(use)
        else:
            unknown.append((key, use))
    _report_unknown(unknown, column, log)
    for form, found in others.items():
        code, what = _OTHER_LEVELS[form]
        text = (
            f"{len(found)} Schlüssel von {what}: Ihre Werte bleiben unter dem Schlüssel der Datei erhalten, "
            "werden aber nicht ausgewertet."
        )
        log.note(code, text, row=min(u.row for u in found), column=column, count=sum(u.count for u in found))
    return keys


def _parent_known(key: str, regions: RegionIndex) -> bool:
    """Does the Kreis of a longer key, or the Land of a shorter one, exist?"""
    return regions.lookup(key[:5] if len(key) > 5 else key[:2]) is not None


def _are_of_verbaende(keys: Sequence[str], regions: RegionIndex) -> bool:
    """Do keys of 8 digits lack the zero of a Verband (010041511), or are they Gemeinden (10041511, Saarland)?

    Only where one of them lies in no Kreis as it stands, and in one with a zero, a zero was eaten.
    """
    eights = [key for key in keys if len(key) == 8 and key.isdecimal()]
    return any(not _parent_known(key, regions) and _parent_known("0" + key, regions) for key in eights)


def _with_leading_zeros(
    keys: list[str], uses: list[_Use], column: int, regions: RegionIndex, log: ProblemLog
) -> list[str]:
    if any(key.startswith("0") for key in keys):
        return keys
    restored: list[_Use] = []
    result = []
    of_verbaende = _are_of_verbaende(keys, regions)
    for key, use in zip(keys, uses, strict=True):
        if len(key) == 8 and not of_verbaende:
            result.append(key)
            continue
        length = _FILLED_LENGTH.get(len(key))
        filled = "0" + key
        plausible = length == len(filled) and key.isdecimal() and regions.lookup(key) is None
        # Kreise and Länder must be known themselves; of the other levels we know where they lie.
        inside = len(key) not in (1, 4) and _parent_known(filled, regions)
        if plausible and (inside or regions.lookup(filled)):
            restored.append(use)
            key = filled
        result.append(key)
    if restored:
        text = (
            f"{len(restored)} Regionalschlüssel haben ihre führende Null verloren (zum Beispiel durch eine "
            "Tabellenkalkulation); sie wurde ergänzt."
        )
        first = min(restored, key=lambda use: use.row)
        log.note("leading_zero_restored", text, row=first.row, column=column, count=sum(u.count for u in restored))
    return result


def _report_unknown(unknown: list[tuple[str, _Use]], column: int, log: ProblemLog) -> None:
    unknown.sort(key=lambda item: item[1].row)
    for key, use in unknown[:_MAX_LISTED]:
        if re.fullmatch(r"(0[1-9]|1[0-6])\d{3}", key):
            text = (
                f"Der Schlüssel {shown(key)} hat die Form eines Kreisschlüssels, einen solchen Kreis gab es "
                "aber nie; "
                "erwartet wird ein Kreis, den es gibt oder seit 1990 gab."
            )
        else:
            text = (
                f"Der Regionalschlüssel ist nicht bekannt: Hier steht {shown(key)}, erwartet wird DG, ein "
                "Land "
                "(2 Ziffern), ein Kreis (5 Ziffern) oder eine Gemeinde (8 oder 12 Ziffern)."
            )
        log.error("unknown_region", text, row=use.row, column=column, count=use.count)
    if len(unknown) > _MAX_LISTED:
        rest = unknown[_MAX_LISTED:]
        text = f"Weitere {len(rest)} Regionalschlüssel sind nicht bekannt."
        log.error("unknown_region", text, row=rest[0][1].row, column=column, count=sum(u.count for _, u in rest))


def check_validity(
    pairs: Any,
    keys: Sequence[str],
    periods: Sequence[Period],
    *,
    column: int,
    regions: RegionIndex,
    log: ProblemLog,
) -> list[OutsideValidity]:
    """Notes on regions in periods in which they did not exist; gives back those that have numbers
    nevertheless.

    `pairs`: integer array of shape (n, 5) with key index, period index, number of values, number of signs,
    first row. Regions without values are counted only; numbers stay and are named "außerhalb der Gültigkeit".
    """
    infos = [regions.lookup(key) for key in keys]
    with_numbers: list[tuple[OutsideValidity, int]] = []
    sign_pairs = signs = first_sign_row = 0
    for key_at, period_at, numbers, sign_count, row in pairs.tolist():
        info, period = infos[key_at], periods[period_at]
        if info is None or info.level in _RAW_LEVELS or period.first is None or period.last is None:
            continue
        ended = info.valid_to is not None and info.valid_to < period.first
        if not (ended or (info.valid_from is not None and info.valid_from > period.last)):
            continue
        if numbers:
            with_numbers.append((OutsideValidity(keys[key_at], period.text, numbers), row))
        else:
            sign_pairs, signs = sign_pairs + 1, signs + sign_count
            first_sign_row = min(first_sign_row or row, row)
    if sign_pairs:
        text = (
            "Die Datei führt Gebiete für Zeiträume auf, in denen es sie nicht gab; sie haben dort nur "
            "Zeichen, keine "
            f"Werte ({sign_pairs}-mal Gebiet und Zeitraum)."
        )
        log.note("outside_validity_signs", text, row=first_sign_row, column=column, count=signs)
    if with_numbers:
        with_numbers.sort(key=lambda item: item[1])
        listed = "; ".join(f"{o.region} ({o.period})" for o, _ in with_numbers[:5])
        more = f" und {len(with_numbers) - 5} weitere" if len(with_numbers) > 5 else ""
        text = f"Werte außerhalb der Gültigkeit des Gebiets, sie bleiben erhalten und gekennzeichnet: {listed}{more}."
        total = sum(o.numbers for o, _ in with_numbers)
        log.note("outside_validity_numbers", text, row=with_numbers[0][1], column=column, count=total)
    return [found for found, _ in with_numbers]


def group_pairs(region: Any, period: Any, numbers: Any, signs: Any, rows: Any) -> Any:
    """Sum numbers and signs per (region, period); shape (n, 5): region, period, numbers, signs, first row."""
    import numpy as np  # heavy: only when needed

    code = region.astype(np.int64) * (int(period.max(initial=0)) + 1) + period
    _, first, inverse = np.unique(code, return_index=True, return_inverse=True)
    return np.column_stack(
        [
            region[first],
            period[first],
            np.bincount(inverse, weights=numbers).astype(np.int64),
            np.bincount(inverse, weights=signs).astype(np.int64),
            rows[first],
        ]
    )
