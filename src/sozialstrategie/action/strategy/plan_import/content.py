"""What a plan holds when it was read: fields, goals, measures with their places, and everything a person should know."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["field", "guiding_goal", "goal", "measure"]
WORDS: dict[str, str] = {"field": "Handlungsfeld", "guiding_goal": "Leitziel", "goal": "Ziel", "measure": "Maßnahme"}
# The most letters of the columns of a record; `services` and the database ask again.
LENGTHS = {
    "title": {"field": 160, "guiding_goal": 300, "goal": 300, "measure": 200},
    "lead_unit": 160, "partners": 300, "target_group": 200, "social_area": 200, "indicator_text": 300,
    "baseline_text": 200, "target_text": 200, "decision_note": 200,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to know about a place in the file."""

    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}" if self.place else self.text


@dataclass
class Item:
    """One record of the plan.

    Args:
        key: the same for the same record in the next file: number within its field, or the title where it has none.
        number: as the file writes it; "" where it is counted later.
        values: columns of the record besides number and title, as far as the file says something about them.
        field: key of its Handlungsfeld ("" for a field itself).
        goal: key of the Leitziel of a goal, or of the goal of a measure; "" for none.
    """

    kind: Kind
    key: str
    number: str
    title: str
    place: str
    values: dict[str, Any] = field(default_factory=dict)
    field: str = ""
    goal: str = ""

    def __str__(self) -> str:
        return (
            f"{WORDS[self.kind]} {self.number}: {self.title}" if self.number else f"{WORDS[self.kind]} „{self.title}“"
        )


@dataclass
class Plan:
    """A plan as it was read. Nothing of it may be written while `faults` is not empty."""

    faults: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
    fields: list[Item] = field(default_factory=list)
    goals: list[Item] = field(default_factory=list)  # each Leitziel before the goals below it
    measures: list[Item] = field(default_factory=list)

    @property
    def items(self) -> list[Item]:
        """In the order in which they can be written."""
        return [*self.fields, *self.goals, *self.measures]

    def counts(self) -> dict[str, int]:
        """Kind -> how many."""
        found = dict.fromkeys(WORDS, 0)
        for item in self.items:
            found[item.kind] += 1
        return found
