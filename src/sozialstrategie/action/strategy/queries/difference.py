"""Two contents of a strategy beside each other: what is new, gone, moved, changed, over identifiers and in words.

`snapshot.content_of` makes contents; a frozen version holds one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models as fields_of
from django.db.models import Model

from sozialstrategie.action.strategy.enums import GoalKind
from sozialstrategie.action.strategy.models import FieldOfAction, Finding, Goal, Measure, Need, Strategy
from sozialstrategie.action.strategy.queries.difference_lines import decimal_text, line_of
from sozialstrategie.evidence.monitoring.own import find
from sozialstrategie.methods.record_difference import MISSING, Changed, Difference, Moved, difference

Content = Mapping[str, Any]
CONTAINERS = frozenset({"field", "parent"})
_LISTS = ("fields", "findings", "needs", "goals", "measures")
_PARTS = "component_plans"  # in a content only where there are any
_SINGLE = ("organisation", "strategy")
_LINK = "link:"


def records_of(content: Content) -> dict[str, list[dict[str, Any]]]:
    """A content as kinds of records with identifiers; nothing of it is left out."""
    found = {name: [{**content[name], "uid": name}] for name in _SINGLE}
    found["strategy"][0]["own_uid"] = content["strategy"]["uid"]
    found |= {name: list(content[name]) for name in _LISTS}
    if _PARTS in content:
        found[_PARTS] = list(content[_PARTS])
    found["series"] = [{"uid": _series_key(rows), "rows": rows} for rows in content["series"]]
    for name, pairs in content["links"].items():
        found[_LINK + name] = [{"uid": f"{a}|{b}", "ends": [a, b]} for a, b in pairs]
    return found


def content_from(records: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """The content again; the inverse of `records_of`."""
    organisation, strategy = (dict(records[name][0]) for name in _SINGLE)
    del organisation["uid"]
    strategy["uid"] = strategy.pop("own_uid")
    return {
        "organisation": organisation,
        "strategy": strategy,
        **{name: records[name] for name in _LISTS},
        **({_PARTS: records[_PARTS]} if records.get(_PARTS) else {}),
        "series": [row["rows"] for row in records["series"]],
        "links": {
            name.removeprefix(_LINK): [row["ends"] for row in rows]
            for name, rows in records.items()
            if name.startswith(_LINK)
        },
    }


def _series_key(rows: list[dict[str, Any]]) -> str:
    return f"{rows[0]['indicator']}|{rows[0]['derivation']}"


def compare(first: Content, second: Content) -> Difference:
    """What leads from one content to another; empty for equal ones. `methods.record_difference.applied` goes the same way."""
    return difference(records_of(first), records_of(second), containers=CONTAINERS)


# --- in words ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """One record in the comparison: "new", "gone", "moved" or "changed", with its changed fields (label, before, after)."""

    label: str
    what: str
    moved: str = ""
    changes: tuple[tuple[str, str, str], ...] = ()

    @property
    def word(self) -> str:
        return _WORDS[self.what]


_WORDS = {"new": "neu", "gone": "nicht mehr dabei", "moved": "verschoben", "changed": "geändert"}


@dataclass
class Section:
    """All that differs in one kind of record."""

    title: str
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True)
class Comparison:
    """A comparison for people. `counts`: (what, how many) of records."""

    sections: tuple[Section, ...]
    counts: tuple[tuple[str, int], ...]

    @property
    def is_empty(self) -> bool:
        return not self.sections


_TITLES = {
    "organisation": "Angaben zur Organisation",
    "strategy": "Texte der Strategie",
    "component_plans": "Teilpläne",
    "fields": "Handlungsfelder",
    "goals": "Ziele",
    "measures": "Maßnahmen",
    "findings": "Befunde",
    "needs": "Bedarfe",
    "series": "Zahlenreihen",
    "link:finding_need": "Verbindungen von Befund und Bedarf",
    "link:need_goal": "Verbindungen von Bedarf und Ziel",
    "link:goal_measure": "Verbindungen von Ziel und Maßnahme",
}
_MODELS: dict[str, type[Model]] = {
    "strategy": Strategy, "component_plans": Strategy, "fields": FieldOfAction, "goals": Goal, "measures": Measure, "findings": Finding, "needs": Need,
}  # fmt: skip
_STATIONS = {
    "fields": "Handlungsfeld",
    "findings": "Befund",
    "needs": "Bedarf",
    "goals": "Ziel",
    "measures": "Maßnahme",
}
_OWN_LABELS = {
    "logic": "Wirkungstreppe", "readings": "Messwerte", "figures": "Zahlen", "rows": "Werte", "own_uid": "Strategie",
    "name": "Name", "slug": "Kurzname", "region_code": "Gebiet", "is_example": "Erfundenes Beispiel",
    "paths": "Wirkungspfade", "indicators": "Indikatoren und Zielwerte", "budget": "Kosten", "umbrella": "Teilplan von",
    "specialist_plans": "Fachpläne", "number": "Nummer", "sha256": "Prüfsumme",
    "cofunding_notice": "Förderhinweis", "checked_role": "geprüft von", "checked_on": "geprüft am", "kind": "Art",
}  # fmt: skip


def in_words(first: Content, second: Content) -> Comparison:
    """The comparison of two contents as sections in reading order; only kinds in which something differs."""
    diff = compare(first, second)
    names = _labels(first) | _labels(second)
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for placed, what in ((diff.removed, "gone"), (diff.added, "new")):
        for p in placed:
            found[p.kind, p.uid] = {"what": what}
    for m in diff.moved:
        found.setdefault((m.kind, m.uid), {"what": "moved"})["moved"] = _moved_words(m, names)
    for c in diff.changed:
        entry = found.setdefault((c.kind, c.uid), {"what": "changed"})
        entry.setdefault("changes", []).append(_change_words(c))
        entry["what"] = "changed"
    sections = {kind: Section(title) for kind, title in _TITLES.items()}
    for (kind, uid), entry in found.items():
        changes = tuple(entry.get("changes", ()))
        sections[kind].entries.append(
            Entry(names.get((kind, uid), uid), entry["what"], entry.get("moved", ""), changes)
        )
    records = [entry for (kind, _), entry in found.items() if kind in _STATIONS]
    counts = tuple((word, sum(entry["what"] == what for entry in records)) for what, word in _WORDS.items())
    return Comparison(tuple(s for s in sections.values() if s.entries), counts)


def _labels(content: Content) -> dict[tuple[str, str], str]:
    found = {("organisation", "organisation"): "Organisation", ("strategy", "strategy"): content["strategy"]["title"]}
    short = {}
    for kind in _LISTS:
        for row in content[kind]:
            word = "Leitziel" if row.get("kind") == GoalKind.GUIDING_GOAL else _STATIONS[kind]
            short[row["uid"]] = f"{word} {row['number']}"
            found[kind, row["uid"]] = f"{word} {row['number']}: {row['title']}"
    for row in content.get(_PARTS, ()):
        found[_PARTS, row["uid"]] = row["title"]
    for rows in content["series"]:
        definition = find(rows[0]["indicator"])
        found["series", _series_key(rows)] = definition.name if definition else rows[0]["indicator"]
    for name, pairs in content["links"].items():
        for a, b in pairs:
            found[_LINK + name, f"{a}|{b}"] = f"{short.get(a, '?')} und {short.get(b, '?')}"
    return found


def _moved_words(move: Moved, names: Mapping[tuple[str, str], str]) -> str:
    parts = []
    for key, kind, word in (("field", "fields", "Handlungsfeld"), ("parent", "goals", "Leitziel")):
        was, now = move.old.get(key), move.new.get(key)
        if was != now:
            said = [names.get((kind, str(uid)), f"ohne {word}") for uid in (was, now)]
            parts.append(f"von „{said[0]}“ nach „{said[1]}“")
    return "; ".join(parts) or "steht an anderer Stelle in der Reihe"


def _change_words(change: Changed) -> tuple[str, str, str]:
    model = _MODELS.get(change.kind)
    column = _column(model, change.field) if model else None
    label = str(column.verbose_name) if column is not None else _OWN_LABELS.get(change.field, change.field)
    return label, _value(change.field, column, change.old), _value(change.field, column, change.new)


@cache
def _column(model: type[Model], name: str) -> Any:
    try:
        return None if name in _OWN_LABELS else model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _value(name: str, column: Any, value: Any) -> str:
    if value is MISSING or value is None or value == "" or value == []:
        return "leer"
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, list):
        return "\n".join(line_of(name, row) for row in value)
    if column is not None and getattr(column, "choices", None):
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(column, fields_of.DateField):
        return f"{date.fromisoformat(str(value)):%d.%m.%Y}"
    if isinstance(column, fields_of.DecimalField):
        return decimal_text(str(value))
    return str(value)
