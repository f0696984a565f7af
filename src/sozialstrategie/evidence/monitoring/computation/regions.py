"""Levels by the form of a region key. Keys of any other form stay in the editions and are not computed."""

from __future__ import annotations

LEVELS = ("bund", "land", "kreis", "gemeinde")
LAENDER = frozenset(f"{number:02d}" for number in range(1, 17))
HOME_LAND = "16"  # Gemeinden are known for Thüringen only; 8-digit keys of other Länder are often parts of a Kreis


def level_of(key: str) -> str | None:
    """bund, land, kreis, gemeinde or None.

    >>> [level_of(key) for key in ("DG", "16", "16062", "16062041", "031", "03241001")]
    ['bund', 'land', 'kreis', 'gemeinde', None, None]
    """
    if key == "DG":
        return "bund"
    if not key.isascii() or not key.isdigit() or key[:2] not in LAENDER:
        return None
    if len(key) == 8:
        return "gemeinde" if key.startswith(HOME_LAND) else None
    return {2: "land", 5: "kreis"}.get(len(key))
