"""The chapters that a report can have, each under a key that plans and texts keep."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.text import slugify

PREFACE, SUMMARY, ABOUT, PROCEDURE = "vorwort", "kurzfassung", "zum-bericht", "vorgehen"
FURTHER, GAPS, OUTLOOK = "weitere-befunde", "datenluecken", "ausblick"
_THEME = "thema-"


@dataclass(frozen=True, slots=True)
class Chapter:
    """`theme` is set for chapters of figures; `own`: printed only with a text of the administration."""

    key: str
    title: str
    theme: str = ""
    own: bool = False


_BEFORE = (
    Chapter(PREFACE, "Vorwort", own=True),
    Chapter(SUMMARY, "Kurzfassung"),
    Chapter(ABOUT, "Zu diesem Bericht"),
    Chapter(PROCEDURE, "Vorgehen", own=True),
)
_AFTER = (
    Chapter(FURTHER, "Weitere Befunde"),
    Chapter(GAPS, "Datenlücken"),
    Chapter(OUTLOOK, "Ausblick", own=True),
)


def all_chapters(themes: Iterable[str]) -> list[Chapter]:
    """Every chapter in the usual order; themes as the catalogue orders them."""
    return [*_BEFORE, *(Chapter(theme_key(t), t, theme=t) for t in dict.fromkeys(themes)), *_AFTER]


def theme_key(theme: str) -> str:
    """ "Arbeit und Ausbildung" -> "thema-arbeit-und-ausbildung"."""
    german = theme.lower()
    for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        german = german.replace(umlaut, letters)
    return _THEME + slugify(german)


def usual(themes: Iterable[str]) -> list[str]:
    """What a new plan begins with: everything."""
    return [c.key for c in all_chapters(themes)]


def rearranged(before: Sequence[str], wanted: Iterable[str], order: Sequence[str]) -> list[str]:
    """The chosen chapters: those that stood before keep their order, a new one comes behind its usual predecessor.

    >>> rearranged(["c", "a"], ["a", "b", "c"], ["a", "b", "c"])
    ['c', 'a', 'b']
    """
    chosen = set(wanted)
    found = [key for key in before if key in chosen]
    for place, key in enumerate(order):
        if key not in chosen or key in found:
            continue
        predecessor = next((k for k in reversed(order[:place]) if k in found), None)
        found.insert(found.index(predecessor) + 1 if predecessor is not None else 0, key)
    return found


def moved(keys: Sequence[str], key: str, *, up: bool) -> list[str]:
    """The order with one chapter a place further up or down; at the edge nothing changes."""
    order = list(keys)
    at = order.index(key)
    to = at - 1 if up else at + 1
    if 0 <= to < len(order):
        order[at], order[to] = order[to], order[at]
    return order
