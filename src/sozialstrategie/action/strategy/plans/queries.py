"""Reading Fachpläne, the places that a Teilplan may take, and goals and measures along the phases of life."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from sozialstrategie.action.strategy import queries as strategies
from sozialstrategie.action.strategy.enums import GONE_STATUSES, GoalKind, StrategyStage
from sozialstrategie.action.strategy.models import FieldOfAction, Goal, Measure, SpecialistPlan, Strategy
from sozialstrategie.action.strategy.queries.records import VIEW
from sozialstrategie.evidence.monitoring.offers.words import LifePhase
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import demand

T = TypeVar("T")
UNTOLD = "ohne Angabe"


def plans_of(actor: Actor, subject: Measure | Strategy) -> list[SpecialistPlan]:
    """The Fachpläne that a strategy or a measure is tuned to; one query."""
    demand(VIEW, actor, subject)
    rows = SpecialistPlan.objects.filter(owner=subject.owner_id, deleted_at=None)
    return list(rows.filter(measure=subject) if isinstance(subject, Measure) else rows.filter(strategy=subject))


def plan_for(actor: Actor, organisation: Organisation, uid: UUID) -> SpecialistPlan | None:
    demand(VIEW, actor, organisation)
    alive = Q(measure__isnull=False, measure__deleted_at=None) | Q(strategy__isnull=False, strategy__deleted_at=None)
    found: SpecialistPlan | None = (
        SpecialistPlan.objects.filter(alive, owner=organisation, uid=uid, deleted_at=None)
        .select_related("measure", "strategy", "owner")
        .first()
    )
    return found


def umbrellas_for(actor: Actor, organisation: Organisation, strategy: Strategy) -> QuerySet[Strategy]:
    """Strategies that this one may become a Teilplan of: they stand for themselves and have not ended."""
    rows = strategies.strategies_for(actor, organisation).filter(umbrella=None).exclude(pk=strategy.pk)
    return rows.exclude(stage=StrategyStage.SUPERSEDED)


def phase_words(keys: Sequence[str]) -> str:
    """ "Jugend, 14 bis 17; Schulalter, 6 bis 13"; "" for none."""
    return "; ".join(str(LifePhase(key).label) for key in keys if key in LifePhase.values)


# --- along the phases of life -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Phase(Generic[T]):
    """A row of the axis: one cell for each Handlungsfeld, in their order."""

    key: str  # a `LifePhase`, "" for what names none
    label: str
    cells: tuple[tuple[T, ...], ...]

    @property
    def entries(self) -> tuple[T, ...]:
        return tuple(entry for cell in self.cells for entry in cell)


def along_life(fields: Sequence[object], entries: Iterable[tuple[object, Sequence[str], T]]) -> list[Phase[T]]:
    """Sort entries (field, life phases, entry) into phases and fields; something of several phases stands in each.

    First what belongs to all phases, then the phases in the order of life, last what names none; of the outer two only
    where there is something.

    >>> [(p.key, p.cells) for p in along_life(["F"], [("F", ["youth"], "1.1")]) if p.entries]
    [('youth', (('1.1',),))]
    """
    rows = [(f, set(phases) or {""}, entry) for f, phases, entry in entries]
    keys = [(str(p.value), str(p.label)) for p in LifePhase] + [("", UNTOLD)]
    found = [
        Phase(key, label, tuple(tuple(e for f, phases, e in rows if f == field and key in phases) for field in fields))
        for key, label in keys
    ]
    return [p for p in found if p.entries or p.key not in ("", LifePhase.ANY)]


@dataclass(frozen=True, slots=True)
class Life:
    """Goals and measures of a strategy along the phases of life."""

    fields: tuple[FieldOfAction, ...]
    phases: tuple[Phase[Goal | Measure], ...]


def life_for(actor: Actor, organisation: Organisation, strategy: Strategy) -> Life:
    """Ziele and living measures by phase and Handlungsfeld; three queries."""
    fields = tuple(strategies.fields_for(actor, organisation, strategy))
    goals = [g for g in strategies.goals_for(actor, organisation, strategy) if g.kind == GoalKind.GOAL]
    measures = strategies.measures_for(actor, organisation, strategy=strategy)
    rows: list[Goal | Measure] = [*goals, *(m for m in measures if m.status not in GONE_STATUSES)]
    entries = [(row.field_id, row.life_phases, row) for row in rows]
    return Life(fields, tuple(along_life([f.pk for f in fields], entries)))
