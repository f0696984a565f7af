"""What stands already: earlier takings over, and the records that a plan is compared with."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from sozialstrategie.action.strategy.models import (
    FieldOfAction,
    Goal,
    GoalMeasure,
    Measure,
    PlanImport,
    PlanImportEntry,
    Strategy,
)
from sozialstrategie.action.strategy.queries import strategies_for
from sozialstrategie.kit.core.actor import Actor, system
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import demand
from sozialstrategie.kit.core.scopes import scope_of

VIEW, CHANGE = "strategy.view_drafts", "strategy.change"
VERB = "strategy.import_plan"


@dataclass
class Standing:
    """The living records of one strategy, and what the last file of it said about each."""

    fields: list[FieldOfAction] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    goals_of: dict[UUID, list[UUID]] = field(default_factory=dict)  # measure -> goals that it serves
    base: dict[str, PlanImportEntry] = field(default_factory=dict)  # key -> what the last file said


def imports_for(actor: Actor, organisation: Organisation) -> list[PlanImport]:
    """Takings over that stand, newest first."""
    demand(VIEW, actor, organisation)
    rows = PlanImport.objects.filter(owner=organisation, deleted_at=None).select_related("strategy")
    return list(rows)


def import_for(actor: Actor, organisation: Organisation, uid: UUID) -> PlanImport | None:
    """One of them, the ones that were taken back too."""
    demand(VIEW, actor, organisation)
    found: PlanImport | None = PlanImport.objects.filter(owner=organisation, uid=uid).select_related("strategy").first()
    return found


def strategies_to_choose(actor: Actor, organisation: Organisation) -> list[Strategy]:
    """Strategies that a plan can be read into."""
    demand(CHANGE, actor, organisation)
    return list(strategies_for(actor, organisation))


def standing_for(actor: Actor, organisation: Organisation, strategy: Strategy | None) -> Standing:
    """What a plan is compared with; nothing for a strategy that does not exist yet. Six queries."""
    demand(CHANGE, actor, organisation)
    if strategy is None:
        return Standing()
    alive = {"owner": organisation, "deleted_at": None}
    fields = list(FieldOfAction.objects.filter(strategy=strategy, **alive))
    goals = list(Goal.objects.filter(field__in=fields, **alive).select_related("field", "parent"))
    measures = list(Measure.objects.filter(field__in=fields, **alive).select_related("field"))
    found = Standing(fields, goals, measures)
    links = GoalMeasure.objects.filter(owner=organisation, measure__in=measures, goal__deleted_at=None)
    for measure, goal in links.values_list("measure__uid", "goal__uid"):
        found.goals_of.setdefault(measure, []).append(goal)
    last = PlanImport.objects.filter(strategy=strategy, **alive).first()
    if last is not None:
        rows = PlanImportEntry.objects.filter(plan_import=last, owner=organisation, deleted_at=None)
        found.base = {entry.key: entry for entry in rows}
    return found


def kept_files() -> list[str]:
    """Checksums of all files that takings over name, in all organisations; for backup and check."""
    with scope_of(system("Sicherung")):
        rows = PlanImport.objects.values_list("file_sha", "original_sha")
        return [sha for row in rows for sha in row if sha]
