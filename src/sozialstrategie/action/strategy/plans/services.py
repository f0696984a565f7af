"""Links from a strategy or a measure to a passage of a Fachplan: one named act each."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from sozialstrategie.action.strategy.models import Measure, SpecialistPlan, Strategy
from sozialstrategie.action.strategy.services import writing
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.versions import save_version

CHANGE = "strategy.change"
_WORDS = frozenset({"kind", "title", "passage", "link", "on"})


def add_plan(*, actor: Actor, subject: Measure | Strategy, **values: Any) -> SpecialistPlan:
    """Say that a strategy or a measure is tuned to a passage of a Fachplan. `values`: kind, title, passage, link, on.

    Raises:
        Invalid: no title, or an address without https. Forbidden.
    """
    if unknown := set(values) - _WORDS:
        raise TypeError(f"Ein Fachplan hat keine Felder {sorted(unknown)}")
    end = "measure" if isinstance(subject, Measure) else "strategy"
    with act("strategy.add_specialist_plan", actor=actor, permission=CHANGE, owner=subject.owner) as record:
        writing.demand_same_owner(subject.owner, subject)
        row = writing.insert(SpecialistPlan(owner=subject.owner, **{end: subject}, **values))
        record.created(row)
    return row


def edit_plan(*, actor: Actor, plan: SpecialistPlan, version: int, **values: Any) -> SpecialistPlan:
    """Change it. Raises Conflict, Invalid, Forbidden."""
    return writing.edit(
        "strategy.edit_specialist_plan", plan, actor=actor, version=version, values=values, allowed=_WORDS
    )


def delete_plan(*, actor: Actor, plan: SpecialistPlan, version: int) -> SpecialistPlan:
    """Take it away; it can be undone. Raises Conflict, Forbidden."""
    with act("strategy.delete_specialist_plan", actor=actor, permission=CHANGE, owner=plan.owner, obj=plan):
        save_version(plan, version=version, values={"deleted_at": timezone.now()})
    return plan
