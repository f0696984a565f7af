"""The cells of one measure as values: terms, state, rank, long texts, footnotes. What is not understood stays readable."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from sozialstrategie.action.strategy.plan_import.columns import PlanMapping
from sozialstrategie.action.strategy.plan_import.content import LENGTHS
from sozialstrategie.action.strategy.plan_import.sheets import Table, one_line
from sozialstrategie.action.strategy.plan_import.terms import (
    Term,
    first_day,
    last_day,
    number_of,
    priority_of,
    status_of,
    step_of,
    term_of,
    year_of,
)

Say = Callable[[str, str], None]  # role, sentence
_SHORT = ("target_group", "social_area", "lead_unit", "partners", "indicator_text", "decision_note")
_LONG = ("cost_note", "funding", "progress_note", "next_step")
_LABELS = {
    "target_group": "Zielgruppe", "social_area": "Sozialraum", "lead_unit": "Federführung", "partners": "Mitwirkende",
    "indicator_text": "Indikator", "decision_note": "Beschluss", "baseline_text": "Ausgangswert", "target_text": "Zielwert",
}  # fmt: skip
SUPERSCRIPTS = "¹²³⁴⁵⁶⁷⁸⁹⁰"
_MARK = re.compile(rf"(?<=\S)\s?([{SUPERSCRIPTS}]+|\*{{1,3}})(?=\s|$|[.,;:)])")
DITTO = frozenset({'"', "”", "“", "„", "''", "dito", "dto", "dto.", "ditto", "s. o.", "s.o.", "siehe oben", "wie oben", "w. o.", "w.o.", "-\"-", "- \" -"})  # fmt: skip

# A dash says that there is none; an empty cell says "as above".
NOTHING = frozenset({"-", "–", "—"})


def marks_in(text: str) -> tuple[str, list[str]]:
    """A text without its footnote marks, and the marks."""
    found: list[str] = []

    def note(match: re.Match[str]) -> str:
        found.append(match[1])
        return ""

    return _MARK.sub(note, text).strip(), found


def cut(text: str, most: int) -> str:
    """A text of at most `most` letters, cut between words with an ellipsis."""
    if len(text) <= most:
        return text
    return text[: most - 2].rsplit(" ", 1)[0].rstrip(" ,;:-–") + " …"


class Cells:
    """The texts of one measure by role (several rows may have brought them), turned into values of the record.

    Args:
        texts: role -> texts, one for each column and row, in their order.
        say: what a person should know, said at the cell of a role.
        fault: what refuses the file, at the cell of a role.
    """

    def __init__(self, texts: dict[str, list[str]], mapping: PlanMapping, say: Say, fault: Say) -> None:
        self.texts, self.mapping, self.say, self.fault = texts, mapping, say, fault
        self.description: list[str] = []
        self.values: dict[str, Any] = {}

    def read(self, full_title: str = "") -> dict[str, Any]:
        """All values that the mapped columns speak of; an empty cell is an empty value."""
        self.description += [full_title] if full_title else []
        self.description += self.texts.get("description", [])
        for role in _SHORT:
            if self._is_mapped(role):
                self.values[role] = self._short(role)
        for role in _LONG:
            if self._is_mapped(role):
                self.values[role] = "\n".join(self.texts.get(role, []))
        self._term()
        self._words()
        self._measured()
        self.description += self.texts.get("extra", [])
        if self.description or self._is_mapped("description") or self._is_mapped("extra"):
            self.values["description"] = "\n".join(dict.fromkeys(self.description))
        return self.values

    def _is_mapped(self, role: str) -> bool:
        return bool(self.mapping.column(role))

    def _one(self, role: str) -> str:
        return one_line("; ".join(self.texts.get(role, [])))

    def _short(self, role: str) -> str:
        """A text of limited length; a longer one stands whole in the description."""
        text = self._one(role)
        most: int = LENGTHS[role]  # type: ignore[assignment]
        if len(text) > most:
            self.description.append(f"{_LABELS[role]}: {text}")
            self.say(role, f"Der Text ist länger als {most} Zeichen; er steht ganz in der Beschreibung.")
        return cut(text, most)

    def _term(self) -> None:
        if not any(self._is_mapped(role) for role in ("period", "start", "end")):
            return
        found = self._point("period", term_of) or Term()
        start = self._point("start", lambda t: Term(start=first_day(t), is_clear=first_day(t) is not None))
        end = self._point("end", _end_of)
        first = start.start if start and start.start else found.start
        last = end.end if end and end.end else found.end
        permanent = found.permanent or bool(end and end.permanent)
        if first and last and last < first:
            where = "end" if self._is_mapped("end") else "period"
            self.fault(where, f"Das Ende ({last:%d.%m.%Y}) liegt vor dem Beginn ({first:%d.%m.%Y}).")
        if permanent:
            last = None
        self.values |= {"start": first, "end": last, "permanent": permanent}

    def _point(self, role: str, read: Callable[[str], Term]) -> Term | None:
        text = self._one(role)
        if not text:
            return None
        found = read(text)
        if found.is_clear:
            return found
        self.description.append(f"Zeitraum laut Plan: {text}")
        self.say(role, "Die Zeitangabe lässt sich nicht als Datum lesen; sie steht in der Beschreibung.")
        return None

    def _words(self) -> None:
        """State and priority."""
        text = self._one("status")
        status = status_of(text) if text else ""
        if status:
            self.values["status"] = status
            if status == "dropped":
                self.values["status_reason"] = f"Laut übernommenem Plan: {text}"
        elif text:
            self.say("status", "Diesen Stand kennt das Programm nicht; die Maßnahme steht als „beschlossen“, die Worte im Sachstand.")  # fmt: skip
            standing = self.values.get("progress_note", "")
            self.values["progress_note"] = "\n".join(filter(None, [f"Stand laut Plan: {text}", standing]))
        text = self._one("priority")
        if text and (rank := priority_of(text)):
            self.values["priority"] = rank
        elif text:
            self.description.append(f"Priorität laut Plan: {text}")
            self.say("priority", "Erwartet wird hoch, mittel oder gering (1 bis 3); die Worte stehen in der Beschreibung.")  # fmt: skip

    def _measured(self) -> None:
        """Impact step, baseline, target, target year."""
        for role, value in (("baseline_text", "baseline_value"), ("target_text", "target_value")):
            if self._is_mapped(role):
                text = self._short(role)
                self.values[value] = number_of(text)
                self.values[role] = "" if self.values[value] is not None else text
        for role, read, expected in (
            ("impact_step", step_of, "eine Stufe von 0 bis 7"),
            ("target_year", year_of, "eine Jahreszahl"),
        ):
            if not self._is_mapped(role):
                continue
            text = self._one(role)
            self.values[role] = read(text) if text else None
            if text and self.values[role] is None:
                self.description.append(f"{'Wirkungsstufe' if role == 'impact_step' else 'Zieljahr'} laut Plan: {text}")
                self.say(role, f"Erwartet wird {expected}; die Worte stehen in der Beschreibung.")


def _end_of(text: str) -> Term:
    found = term_of(text)
    if found.permanent:
        return found
    day: date | None = last_day(text) or found.end
    return Term(end=day, is_clear=day is not None)


def unread(table: Table, mapping: PlanMapping, headings: list[str]) -> list[str]:
    """Headings of columns that nobody mapped and that hold something."""
    used = {column for row in table.rows[mapping.head :] for column in row.filled if not row.is_caption}
    return [headings[c - 1] or f"Spalte {c}" for c in sorted(used) if c not in mapping.roles and c <= len(headings)]
