"""What goes along when a goal or a measure is continued in the next strategy: logic model, Fachpläne, planned money."""

from __future__ import annotations

from typing import Any

from sozialstrategie.action.strategy.models import (
    BudgetLine,
    FundingShare,
    Goal,
    IndicatorUse,
    LogicItem,
    LogicLink,
    Measure,
    SpecialistPlan,
    Strategy,
    Target,
)
from sozialstrategie.action.strategy.services import writing
from sozialstrategie.kit.core.models import OwnedModel

_OWN = {"id", "uid", "owner", "created_at", "updated_at", "version", "deleted_at"}


def copied(obj: OwnedModel, without: set[str]) -> dict[str, Any]:
    """The values of a record for a new one of the same owner."""
    names = [f.name for f in obj._meta.concrete_fields if f.name not in _OWN | without]
    return {"owner": obj.owner, **{name: getattr(obj, name) for name in names}}


def _end(subject: OwnedModel) -> str:
    return {Goal: "goal", Measure: "measure", Strategy: "strategy"}[type(subject)]


def copy_model(old: Goal | Measure, new: Goal | Measure) -> None:
    """The staircase with its paths, the indicators with their targets; values that were measured stay with the old one."""
    end = _end(old)
    alive: dict[str, Any] = {"owner": old.owner_id, "deleted_at": None}
    items: dict[int, LogicItem] = {}
    for item in LogicItem.objects.filter(**alive, **{end: old}):
        items[item.pk] = writing.insert(LogicItem(**{**copied(item, {end}), end: new}))
    for link in LogicLink.objects.filter(**alive, source__in=list(items), target__in=list(items)).order_by("id"):
        writing.insert(LogicLink(owner=old.owner, source=items[link.source_id], target=items[link.target_id]))
    for use in IndicatorUse.objects.filter(**alive, **{end: old}):
        values = {**copied(use, {end, "item"}), end: new, "item": items.get(use.item_id or 0)}
        made = writing.insert(IndicatorUse(**values))
        for target in Target.objects.filter(**alive, use=use):
            writing.insert(Target(use=made, **copied(target, {"use"})))


def copy_plans(old: Measure | Strategy, new: Measure | Strategy) -> None:
    """The links to Fachpläne."""
    end = _end(old)
    for row in SpecialistPlan.objects.filter(owner=old.owner_id, deleted_at=None, **{end: old}):
        writing.insert(SpecialistPlan(**{**copied(row, {end}), end: new}))


def copy_budget(old: Measure, new: Measure, first_year: int) -> None:
    """What is planned from a year on, with its sources; what was spent was spent for the old measure."""
    for line in BudgetLine.objects.filter(owner=old.owner_id, measure=old, deleted_at=None, year__gte=first_year):
        made = writing.insert(BudgetLine(measure=new, **copied(line, {"measure", "actual"})))
        for share in FundingShare.objects.filter(owner=old.owner_id, line=line, deleted_at=None):
            writing.insert(FundingShare(line=made, **copied(share, {"line"})))
