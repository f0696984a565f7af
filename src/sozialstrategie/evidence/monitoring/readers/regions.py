"""Shapes of region keys, and a region index in memory that travels to the reading process as plain JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, cast, get_args

from .types import RegionForm, RegionInfo

_FORM_BY_LENGTH: dict[int, RegionForm] = {
    2: "land",
    3: "regierungsbezirk",
    5: "kreis",
    8: "gemeinde",
    9: "verband",
    12: "gemeinde",
}
_LAND = re.compile(r"(0[1-9]|1[0-6])\d*")


def key_form(key: str) -> RegionForm:
    """What a key of this shape names: DG, 2 digits Land, 3 Regierungsbezirk, 5 Kreis, 8 Gemeinde, 9 Verband,
    12 ARS.

    Whether the region exists or existed is not asked here. Every key but DG begins with a Land (01 to 16).
    """
    if key == "DG":
        return "bund"
    if not _LAND.fullmatch(key) or not key.isascii():
        return "unknown"
    return _FORM_BY_LENGTH.get(len(key), "unknown")


def ags_of_ars(key: str) -> str:
    """8-digit AGS of a Gemeinde from its 12-digit ARS: Kreis (5 digits), Gemeinde (last 3), no Verband."""
    return key[:5] + key[9:]


class MemoryRegionIndex:
    """Regions by key. `payload()` and `from_payload()` carry the index to another process."""

    def __init__(self, regions: Iterable[RegionInfo]) -> None:
        self._by_key = {region.key: region for region in regions}

    def lookup(self, key: str) -> RegionInfo | None:
        return self._by_key.get(key)

    def form(self, key: str) -> RegionForm:
        known = self._by_key.get(key)
        return known.level if known else key_form(key)

    def __len__(self) -> int:
        return len(self._by_key)

    def payload(self) -> list[list[str | None]]:
        """Rows of key, level, name, first day, last day (ISO or null), plain JSON."""
        return [
            [
                r.key,
                r.level,
                r.name,
                r.valid_from.isoformat() if r.valid_from else None,
                r.valid_to.isoformat() if r.valid_to else None,
            ]
            for r in self._by_key.values()
        ]

    @classmethod
    def from_payload(cls, rows: Iterable[Any]) -> MemoryRegionIndex:
        """The index that `payload()` described."""
        return cls(
            RegionInfo(
                key,
                level,
                name or "",
                date.fromisoformat(first) if first else None,
                date.fromisoformat(last) if last else None,
            )
            for key, level, name, first, last in rows
        )


# The regions room's word for an 8-digit area below a Kreis of another Land.
_LEVEL_WORDS: dict[str, RegionForm] = {"kreisteil": "part_of_kreis"}
_LEVELS = frozenset(get_args(RegionForm))


def known_regions() -> MemoryRegionIndex:
    """All regions that the regions room ships, every Kreis since 1990 included; needs no database."""
    # Only this function looks into the regions room; it loads its tables on first use.
    from sozialstrategie.evidence.regions.catalogue import index

    regions = []
    for key, entry in index().items():
        level = _LEVEL_WORDS.get(entry.level, entry.level)
        if level not in _LEVELS:
            raise ValueError(f"unknown level of region {key}: {entry.level}")
        regions.append(RegionInfo(key, cast(RegionForm, level), entry.name, entry.valid_from, entry.valid_to))
    return MemoryRegionIndex(regions)
