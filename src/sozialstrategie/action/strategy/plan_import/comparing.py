"""A plan beside what stands: what is new, what the file changed since last time, what somebody changed here meanwhile."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from sozialstrategie.action.strategy.enums import GoalKind, MeasureStatus, Priority
from sozialstrategie.action.strategy.models import FieldOfAction, Goal, Measure, PlanImportEntry
from sozialstrategie.action.strategy.plan_import.content import Item, Plan, Remark
from sozialstrategie.action.strategy.plan_import.numbers import number_key, title_key
from sozialstrategie.action.strategy.plan_import.queries import Standing
from sozialstrategie.action.strategy.plan_import.sheets import tidy
from sozialstrategie.kit.core.acts import plain

MODELS: dict[str, type[Any]] = {"field": FieldOfAction, "guiding_goal": Goal, "goal": Goal, "measure": Measure}
GOAL_WORDS = {"measure": "dient dem Ziel", "goal": "gehört zum Leitziel"}
# A state changes by steps of its own at the measure; a file only gives the first one.
_FIRST_ONLY = frozenset({"status", "status_reason"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One column: what stands here, what the file says, in words."""

    label: str
    here: str
    file: str


@dataclass
class Change:
    """One record that stands already and that the file changes."""

    item: Item
    obj: Any
    values: dict[str, Any] = field(default_factory=dict)
    goal: bool = False  # the goal (of a measure) or Leitziel (of a goal) is another one
    differences: list[Difference] = field(default_factory=list)
    kept: list[Difference] = field(default_factory=list)  # changed here and in the file: stays as it is here


@dataclass
class Comparison:
    """What writing a plan would do."""

    new: list[Item] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    kept: list[Change] = field(default_factory=list)
    same: int = 0
    standing: dict[str, Any] = field(default_factory=dict)  # key -> record that stands already
    withdrawn: list[Item] = field(default_factory=list)  # deleted here since: stay deleted
    missing: list[str] = field(default_factory=list)  # brought by the last file, no longer in this one
    faults: list[Remark] = field(default_factory=list)
    base: dict[str, PlanImportEntry] = field(default_factory=dict)  # key -> what the last file said

    @property
    def is_empty(self) -> bool:
        return not self.new and not self.changed

    @property
    def digest(self) -> str:
        """Checksum of all that would be written and of the versions that it was compared with."""
        told = {
            "new": [(i.key, i.number, i.title, i.values, i.goal) for i in self.new],
            "changed": [(c.item.key, c.obj.version, c.values, c.item.goal if c.goal else "") for c in self.changed],
        }
        return hashlib.sha256(json.dumps(plain(told), sort_keys=True).encode()).hexdigest()


def compare(plan: Plan, standing: Standing) -> Comparison:
    """Compare a plan with a strategy. A record is the same by its key in the last file, else by its number, else by its title.

    A column changes where the file says something else than last time and nobody changed it here. Writes nothing.
    """
    found = Comparison(base=standing.base)
    finder = _Finder(standing, found.standing)
    for item in plan.items:
        obj = finder.find(item)
        if obj is None:
            gone = item.key in standing.base or item.field in {w.key for w in found.withdrawn}
            (found.withdrawn if gone else found.new).append(item)
            if not gone:
                found.faults += _faults(item)
            continue
        found.standing[item.key] = obj
        change = _change(item, obj, standing, found.standing)
        if change.values or change.goal:
            found.faults += _faults_of_change(change)
            found.changed.append(change)
        else:
            found.same += 1
        if change.kept:
            found.kept.append(change)
    told = {item.key for item in plan.items}
    alive = {obj.uid: obj for obj in (*standing.fields, *standing.goals, *standing.measures)}
    found.missing = [
        str(alive[entry.object_uid])
        for key, entry in standing.base.items()
        if key not in told and entry.object_uid in alive
    ]
    return found


class _Finder:
    """Which record a row of the file means."""

    def __init__(self, standing: Standing, matched: Mapping[str, Any]) -> None:
        self.base, self.matched = standing.base, matched
        self.by_uid = {obj.uid: obj for obj in (*standing.fields, *standing.goals, *standing.measures)}
        self.rows: dict[str, list[Any]] = {
            "field": [*standing.fields],
            "goal": [goal for goal in standing.goals if goal.kind == GoalKind.GOAL],
            "guiding_goal": [goal for goal in standing.goals if goal.kind == GoalKind.GUIDING_GOAL],
            "measure": [*standing.measures],
        }
        self.taken = {
            entry.object_uid for key, entry in standing.base.items() if entry.object_uid in self.by_uid
        }  # a record that the last file named under another key is not matched by chance

    def find(self, item: Item) -> Any | None:
        entry = self.base.get(item.key)
        if entry is not None:
            return self.by_uid.get(entry.object_uid)
        field = self.matched.get(item.field)
        if item.kind != "field" and field is None:
            return None
        rows = [row for row in self.rows[item.kind] if field is None or row.field_id == field.pk]
        free = [row for row in rows if row.uid not in self.taken]
        if item.number:
            return next((row for row in rows if number_key(str(row.number)) == number_key(item.number)), None)
        return next((row for row in free if title_key(row.title) == title_key(item.title)), None)


def columns_of(item: Item) -> dict[str, Any]:
    """What the file says about a record, by its columns; a number that is counted says nothing."""
    number = {"number": int(item.number) if item.kind == "field" else item.number} if item.number else {}
    return {**number, "title": item.title, **item.values}


def _change(item: Item, obj: Any, standing: Standing, matched: Mapping[str, Any]) -> Change:
    change = Change(item, obj)
    entry = standing.base.get(item.key)
    base = entry.values if entry else None
    for column, value in columns_of(item).items():
        here = getattr(obj, column)
        if _same(value, here) or (base is not None and column in base and _same(value, base[column])):
            continue
        if (base is None or column not in base) and value in (None, "", False):
            continue
        difference = Difference(_label(obj, column), words(obj, column, here), words(obj, column, value))
        edited_here = base is not None and column in base and not _same(here, base[column])
        if edited_here or column in _FIRST_ONLY:
            change.kept.append(difference)
        else:
            change.values[column] = value
            change.differences.append(difference)
    _change_goal(change, base, standing, matched)
    return change


def _change_goal(
    change: Change, base: Mapping[str, Any] | None, standing: Standing, matched: Mapping[str, Any]
) -> None:
    item, obj = change.item, change.obj
    if not item.goal or (base is not None and base.get("goal") == item.goal):
        return
    wanted = matched.get(item.goal)  # None: the goal itself is new
    if item.kind == "measure":
        linked = standing.goals_of.get(obj.uid, [])
        if wanted is not None and wanted.uid in linked:
            return
        here = ", ".join(str(goal.number) for goal in standing.goals if goal.uid in linked)
    else:
        if wanted is not None and obj.parent_id == wanted.pk:
            return
        here = str(obj.parent.number) if obj.parent else ""
    change.goal = True
    name = str(wanted.number) if wanted is not None else item.goal.rsplit(":", 1)[-1]
    change.differences.append(Difference(GOAL_WORDS[item.kind], here or "leer", name))


def _same(value: Any, other: Any) -> bool:
    """Equal as stored: a decimal with more zeros is the same one."""
    if value is None or other is None:
        return value in (None, "") and other in (None, "")
    if isinstance(value, Decimal) or isinstance(other, Decimal):
        return Decimal(str(value)) == Decimal(str(other))
    if isinstance(value, str) and isinstance(other, str):
        return tidy(value) == tidy(other)  # a cell loses empty lines and double spaces; that is no change
    return bool(plain(value) == plain(other))


def _label(obj: models.Model, column: str) -> str:
    return str(obj._meta.get_field(column).verbose_name)  # type: ignore[union-attr]


def words(obj: models.Model, column: str, value: Any) -> str:
    """A value for a person."""
    if value in (None, ""):
        return "leer"
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if column == "status":
        return str(MeasureStatus(value).label)
    if column == "priority":
        return str(Priority(value).label)
    if hasattr(value, "isoformat"):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f").replace(".", ",")
    return str(value)


def _faults(item: Item) -> list[Remark]:
    return _cleaned(MODELS[item.kind](**columns_of(item)), columns_of(item), item)


def _faults_of_change(change: Change) -> list[Remark]:
    """The record as it would be: its columns, and that it does not end before it begins."""
    obj, values = change.obj, change.values
    found = _cleaned(type(obj)(**values), values, change.item)
    if isinstance(obj, Measure):
        start, end = values.get("start", obj.start), values.get("end", obj.end)
        if start and end and end < start:
            found.append(Remark(change.item.place, "Mit dem, was hier steht, läge das Ende vor dem Beginn."))
        if values.get("permanent", obj.permanent) and end:
            found.append(Remark(change.item.place, "Eine Daueraufgabe hat kein Ende; hier steht aber eines."))
    return found


def _cleaned(trial: models.Model, values: Mapping[str, Any], item: Item) -> list[Remark]:
    try:
        trial.clean_fields(exclude={f.name for f in trial._meta.fields} - set(values))
    except ValidationError as error:
        return [
            Remark(item.place, f"{_label(trial, name)}: {' '.join(texts)}")
            for name, texts in error.message_dict.items()
        ]
    return []
