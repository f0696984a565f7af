"""Does the name in a file fit its key? A row whose key and name belong to different regions must not pass unseen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from .problems import ProblemLog
from .types import RegionIndex

_MAX_LISTED = 5
_MIN_PREFIX = 4
# Words that say what kind of region it is, not which.
_KINDS = frozenset(
    {
        *("kreis", "landkreis", "stadtkreis", "stadt", "land", "krfr", "krsfr", "kreisfreie", "hansestadt"),
        *("landeshauptstadt", "hauptstadt", "universitaetsstadt", "wissenschaftsstadt", "region", "der", "die", "das"),
        *("und", "bis", "einschl", "kreise", "gemeinde", "markt", "bundesland", "freistaat", "state", "district"),
    }
)
# Services answer in English on request; names of Länder and of Germany are translated then.
_ENGLISH = {
    "DG": "Germany", "02": "Hanseatic", "03": "Lower Saxony", "05": "North Rhine Westphalia", "06": "Hesse",
    "07": "Rhineland Palatinate", "09": "Bavaria", "13": "Western Pomerania", "14": "Saxony",
    "15": "Saxony Anhalt", "16": "Thuringia",
}  # fmt: skip


def check_names(facts: Any, *, column: int, regions: RegionIndex, log: ProblemLog) -> None:
    """Note keys whose name in the file shares no word with the register's name (the key counts).

    `facts`: table with FACT_COLUMNS; `column`: 1-based column of the key. Names without letters, keys that the
    register does not know and regions without a name there are left out.
    """
    wrong: list[tuple[int, str, str]] = []
    for key, name, row in _distinct(facts):
        info = regions.lookup(key)
        if info is None or not info.name:
            continue
        own, known = _words(name), _words(f"{info.name} {_ENGLISH.get(key, '')}")
        if own and known and not _share(own, known):
            wrong.append((row, key, info.name))
    if not wrong:
        return
    wrong.sort()
    listed = "; ".join(f"{key} ist {known}" for _, key, known in wrong[:_MAX_LISTED])
    more = f" und {len(wrong) - _MAX_LISTED} weitere" if len(wrong) > _MAX_LISTED else ""
    text = (
        f"Der Name in der Datei passt nicht zum Schlüssel, erwartet wird der Name des Verzeichnisses: {listed}{more}. "
        "Es gilt der Schlüssel; bitte prüfen, ob Schlüssel oder Namen vertauscht sind."
    )
    log.note("name_differs", text, row=wrong[0][0], column=column, count=len(wrong))


def _distinct(facts: Any) -> list[tuple[str, str, int]]:
    """Each pair of key and name once, with its first row."""
    pairs = facts.group_by(["region", "region_name"]).aggregate([("row", "min")])
    return list(zip(*(pairs[name].to_pylist() for name in ("region", "region_name", "row_min")), strict=True))


def _words(name: str) -> list[str]:
    text = name.casefold()
    for umlaut, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        text = text.replace(umlaut, plain)
    return [word for word in re.findall(r"[^\W\d_]{2,}", text) if word not in _KINDS]


def _share(one: Sequence[str], other: Sequence[str]) -> bool:
    """The same word in both, or an abbreviation of at least four letters ("Mecklenb.", "Ohrekreis")."""
    return any(
        a == b or (min(len(a), len(b)) >= _MIN_PREFIX and (a.startswith(b) or b.startswith(a)))
        for a in one
        for b in other
    )
