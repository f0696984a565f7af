"""Passages of a frozen version: which there are, what they are called, and what somebody outside reads of them.

Pure: works on the content of a version alone. Reasons that were written for the house are never shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sozialstrategie.action.strategy.enums import GoalKind, PassageKind
from sozialstrategie.action.strategy.report.book import duration

Content = Mapping[str, Any]
_KINDS = {"fields": PassageKind.FIELD, "goals": PassageKind.GOAL, "measures": PassageKind.MEASURE}
WHOLE = "Die Strategie als Ganzes"


@dataclass(frozen=True, slots=True)
class Passage:
    """A place in the text. `key` names it in a form: "goal:<uid>", "strategy"."""

    kind: PassageKind
    uid: UUID | None
    label: str

    @property
    def key(self) -> str:
        return f"{self.kind.value}:{self.uid}" if self.uid else str(self.kind.value)


def passages(content: Content) -> list[Passage]:
    """All of a version in reading order: the whole, then each Handlungsfeld with its goals and measures."""
    found = [Passage(PassageKind.STRATEGY, None, WHOLE)]
    for field in content["fields"]:
        found += _below(content, field)
    return found


def _below(content: Content, field: Mapping[str, Any]) -> Iterator[Passage]:
    yield _passage("fields", field)
    for part in ("goals", "measures"):
        yield from (_passage(part, row) for row in content[part] if row["field"] == field["uid"])


def _passage(part: str, row: Mapping[str, Any]) -> Passage:
    return Passage(_KINDS[part], UUID(row["uid"]), f"{_word(part, row)} {row['number']}: {row['title']}")


def _word(part: str, row: Mapping[str, Any]) -> str:
    if part == "goals":
        return str(GoalKind(row["kind"]).label)
    return "Handlungsfeld" if part == "fields" else "Maßnahme"


def passage_at(content: Content, key: str) -> Passage | None:
    """The passage that a key names, None where the version has none such."""
    return next((p for p in passages(content) if p.key == key), None)


def within(content: Content, passage: str, uid: UUID | None) -> list[Passage]:
    """The passages that somebody asked about one of them may remark on: itself and what stands in it."""
    if passage == PassageKind.STRATEGY:
        return passages(content)
    wanted = str(uid)
    if passage == PassageKind.FIELD:
        field = next((f for f in content["fields"] if f["uid"] == wanted), None)
        return list(_below(content, field)) if field else []
    if passage == PassageKind.GOAL:
        served = {b for a, b in content["links"]["goal_measure"] if a == wanted}
        served |= {g["uid"] for g in content["goals"] if g["parent"] == wanted}
        return [p for p in passages(content) if str(p.uid) == wanted or str(p.uid) in served]
    return [p for p in passages(content) if p.uid == uid]


@dataclass(frozen=True, slots=True)
class Shown:
    """One passage as it is read: its heading and its texts as (label, text)."""

    passage: Passage
    texts: tuple[tuple[str, str], ...]


def reading(content: Content, passage: str, uid: UUID | None) -> list[Shown]:
    """What somebody who is asked about a passage reads, in reading order."""
    rows = {row["uid"]: (part, row) for part in _KINDS for row in content[part]}
    found = []
    for p in within(content, passage, uid):
        if p.uid is None:
            s = content["strategy"]
            texts = [("Leitbild", s["vision"]), ("Kurzfassung", s["summary"]), ("Vorgehen", s["procedure"])]
        else:
            texts = _texts(*rows[str(p.uid)])
        found.append(Shown(p, tuple((label, str(text)) for label, text in texts if text)))
    return found


def _texts(part: str, row: Mapping[str, Any]) -> list[tuple[str, Any]]:
    if part == "fields":
        return [("Ausgangslage und Herausforderung", row["challenge"]), ("Bestand", row["inventory"])]
    if part == "goals":
        year = f"Ende {row['target_year']}" if row["target_year"] else ""
        return [
            ("Beschreibung", row["description"]),
            ("Erreicht bis", year),
            ("Woran wir es merken", row["measured_by"]),
        ]
    return [
        ("Was getan wird", row["description"]),
        ("Zielgruppe", row["target_group"]),
        ("Sozialraum", row["social_area"]),
        ("Federführung", row["lead_unit"]),
        ("Mitwirkende", row["partners"]),
        ("Laufzeit", duration(dict(row))),
        ("Kosten", row["cost_note"]),
        ("Deckung und Förderprogramm", row["funding"]),
        ("Indikator", row["indicator_text"]),
        ("Zielwert", row["target_text"]),
    ]
