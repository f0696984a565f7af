"""Reading single kinds of records: lists and one by its uid, always of one organisation, only for who may see drafts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from sozialstrategie.action.strategy.enums import GONE_STATUSES, GoalKind, StrategyStage
from sozialstrategie.action.strategy.models import (
    FieldOfAction,
    Finding,
    Goal,
    GoalMeasure,
    LogicItem,
    Measure,
    Need,
    Reading,
    Strategy,
    StrategyVersion,
)
from sozialstrategie.action.strategy.numbering import sort_key
from sozialstrategie.evidence.monitoring.models import SignalDecision
from sozialstrategie.kit.accounts.models import Person, RoleGrant
from sozialstrategie.kit.accounts.queries import holding, names_in
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Act, Organisation, OwnedModel
from sozialstrategie.kit.core.permissions import demand

R = TypeVar("R", bound=OwnedModel)
VIEW = "strategy.view_drafts"


def by_number(rows: Iterable[R]) -> list[R]:
    """In the order of readers: 1.2 before 1.10."""
    return sorted(rows, key=lambda row: sort_key(row.number))  # type: ignore[attr-defined]


def _alive(model: type[R], actor: Actor, organisation: Organisation, *, deleted: bool = False) -> QuerySet[Any]:
    demand(VIEW, actor, organisation)
    return model.objects.filter(owner=organisation, deleted_at__isnull=not deleted)


def _living(links: str, end: str) -> Count:
    return Count(links, filter=Q(**{f"{links}__{end}__deleted_at": None}))


def strategies_for(actor: Actor, organisation: Organisation) -> QuerySet[Strategy]:
    """Newest period first."""
    return _alive(Strategy, actor, organisation)


def current_strategy_for(actor: Actor, organisation: Organisation) -> Strategy | None:
    """The strategy that the pages work on: the one with the newest period that is no Teilplan of another one."""
    return strategies_for(actor, organisation).filter(umbrella=None).first()


def component_plans_for(actor: Actor, organisation: Organisation, strategy: Strategy) -> QuerySet[Strategy]:
    """The Teilpläne of a strategy in the order in which they were begun."""
    return strategies_for(actor, organisation).filter(umbrella=strategy).order_by("id")


def strategy_for(actor: Actor, organisation: Organisation, uid: UUID) -> Strategy | None:
    return strategies_for(actor, organisation).filter(uid=uid).first()


def versions_for(actor: Actor, organisation: Organisation, strategy: Strategy) -> QuerySet[StrategyVersion]:
    """Frozen versions, newest first, without their long text."""
    demand(VIEW, actor, organisation)
    return StrategyVersion.objects.filter(owner=organisation, strategy=strategy).defer("payload_text")


def version_for(actor: Actor, organisation: Organisation, uid: UUID) -> StrategyVersion | None:
    demand(VIEW, actor, organisation)
    return StrategyVersion.objects.filter(owner=organisation, uid=uid).select_related("strategy").first()


def fields_for(actor: Actor, organisation: Organisation, strategy: Strategy | None = None) -> list[FieldOfAction]:
    """Handlungsfelder of a strategy (of the current one without)."""
    rows = _alive(FieldOfAction, actor, organisation)
    chosen = strategy or current_strategy_for(actor, organisation)
    return list(rows.filter(strategy=chosen)) if chosen else []


def field_for(actor: Actor, organisation: Organisation, uid: UUID) -> FieldOfAction | None:
    return _alive(FieldOfAction, actor, organisation).filter(uid=uid).select_related("strategy").first()


def findings_for(actor: Actor, organisation: Organisation, *, state: str = "") -> QuerySet[Finding]:
    """Findings by number; `state` narrows, `linked` counts the needs that rest on each."""
    rows = _alive(Finding, actor, organisation).select_related("field")
    rows = rows.annotate(linked=_living("need_links", "need")).order_by("number")
    return rows.filter(state=state) if state else rows


def finding_for(actor: Actor, organisation: Organisation, uid: UUID) -> Finding | None:
    return findings_for(actor, organisation).filter(uid=uid).first()


def needs_for(actor: Actor, organisation: Organisation) -> QuerySet[Need]:
    """Needs by number; `linked` counts the goals that answer each."""
    rows = _alive(Need, actor, organisation).select_related("field")
    return rows.annotate(linked=_living("goal_links", "goal")).order_by("number")


def need_for(actor: Actor, organisation: Organisation, uid: UUID) -> Need | None:
    return needs_for(actor, organisation).filter(uid=uid).first()


def goals_for(actor: Actor, organisation: Organisation, strategy: Strategy | None = None) -> list[Goal]:
    """Leitziele and Ziele of the current strategy (or the given one) in the order of their numbers."""
    chosen = strategy or current_strategy_for(actor, organisation)
    rows = _alive(Goal, actor, organisation).filter(field__strategy=chosen, field__deleted_at=None)
    return by_number(rows.select_related("field", "parent").annotate(linked=_living("measure_links", "measure")))


def goal_for(actor: Actor, organisation: Organisation, uid: UUID) -> Goal | None:
    return _alive(Goal, actor, organisation).filter(uid=uid).select_related("field", "parent").first()


def measures_for(
    actor: Actor,
    organisation: Organisation,
    *,
    field: UUID | None = None,
    status: str = "",
    strategy: Strategy | None = None,
) -> list[Measure]:
    """Measures of the current strategy (or the given one), filtered, in the order of their numbers."""
    return by_number(measure_rows_for(actor, organisation, field=field, status=status, strategy=strategy))


def measure_rows_for(
    actor: Actor,
    organisation: Organisation,
    *,
    field: UUID | None = None,
    status: str = "",
    strategy: Strategy | None = None,
) -> QuerySet[Measure]:
    """The same as rows still to be asked more of."""
    chosen = strategy or current_strategy_for(actor, organisation)
    rows = _alive(Measure, actor, organisation).filter(field__strategy=chosen, field__deleted_at=None)
    if field is not None:
        rows = rows.filter(field__uid=field)
    if status:
        rows = rows.filter(status=status)
    found: QuerySet[Measure] = rows.select_related("field")
    return found


def measures_at_work_for(actor: Actor, organisation: Organisation) -> list[Measure]:
    """Measures of every strategy that is not superseded: of the one in force, the next in the making, and the Teilpläne."""
    rows = _alive(Measure, actor, organisation).filter(field__deleted_at=None, field__strategy__deleted_at=None)
    return by_number(rows.exclude(field__strategy__stage=StrategyStage.SUPERSEDED).select_related("field"))


def measure_for(actor: Actor, organisation: Organisation, uid: UUID) -> Measure | None:
    return _alive(Measure, actor, organisation).filter(uid=uid).select_related("field", "responsible").first()


def logic_of(measure: Measure) -> list[LogicItem]:
    return list(LogicItem.objects.filter(measure=measure, owner=measure.owner_id, deleted_at=None))


def readings_of(measure: Measure) -> list[Reading]:
    """Messwerte of a measure, oldest first."""
    return list(Reading.objects.filter(measure=measure, owner=measure.owner_id, deleted_at=None))


def reading_for(actor: Actor, organisation: Organisation, uid: UUID) -> Reading | None:
    rows = _alive(Reading, actor, organisation).filter(uid=uid)
    return rows.select_related("owner", "measure", "use", "use__measure", "use__goal").first()


def goals_of_measures(actor: Actor, organisation: Organisation) -> dict[int, list[Goal]]:
    """Measure id -> goals that it serves, one query."""
    demand(VIEW, actor, organisation)
    found: dict[int, list[Goal]] = {}
    rows = GoalMeasure.objects.filter(owner=organisation, goal__deleted_at=None).select_related("goal")
    for row in rows:
        found.setdefault(row.measure_id, []).append(row.goal)
    return {key: by_number(goals) for key, goals in found.items()}


def some_for(actor: Actor, organisation: Organisation, model: type[R], uids: Iterable[UUID]) -> list[R]:
    """Living records of a kind by uid, rejected and dropped ones too."""
    return list(_alive(model, actor, organisation).filter(uid__in=list(uids)))


def deleted_for(actor: Actor, organisation: Organisation, model: type[R]) -> list[R]:
    """Withdrawn records, latest first, for whoever may bring them back."""
    demand("strategy.change", actor, organisation)
    return list(_alive(model, actor, organisation, deleted=True).order_by("-deleted_at")[:20])


def deleted_one_for(actor: Actor, organisation: Organisation, model: type[R], uid: UUID) -> R | None:
    demand("strategy.change", actor, organisation)
    found: R | None = _alive(model, actor, organisation, deleted=True).filter(uid=uid).first()
    return found


def settled_signals_for(actor: Actor, organisation: Organisation) -> set[tuple[str, str]]:
    """(key, fingerprint) of signals that need no decision: rejected ones, and those that a living finding answers."""
    demand("monitoring.view_signals", actor, organisation)
    rejected = SignalDecision.objects.filter(owner=organisation, deleted_at=None, state="rejected")
    answered = Finding.objects.filter(owner=organisation, deleted_at=None).exclude(signal_key="")
    return set(rejected.values_list("key", "fingerprint")) | set(
        answered.values_list("signal_key", "signal_fingerprint")
    )


def measure_owners_of(organisation: Organisation) -> QuerySet[Person]:
    """People who today hold the role that reports measures; for the choice in a form that only planners see."""
    grants = RoleGrant.objects.filter(holding(timezone.localdate()), organisation=organisation, role=Role.MEASURE_OWNER)
    return Person.objects.filter(pk__in=grants.values("person_id"), is_active=True)


def last_change_of(obj: OwnedModel) -> str:
    """Who changed a record last, by name; "" when the machine did or the person is gone."""
    row = Act.objects.filter(owner=obj.owner_id, object_uid=obj.uid).exclude(actor_uid=None).first()
    if row is None or row.actor_uid is None:
        return ""
    return names_in(obj.owner, {str(row.actor_uid)}).get(str(row.actor_uid), "")


def release_preview(actor: Actor, organisation: Organisation, strategy: Strategy) -> dict[str, int]:
    """How many findings and measures there are in all, to compare with what would enter a released version."""
    return {
        "measures": len(measures_for(actor, organisation, strategy=strategy)),
        "findings": findings_for(actor, organisation).count(),
    }


def choices_for(
    actor: Actor, organisation: Organisation, model: type[R], *, without: Iterable[UUID] = ()
) -> QuerySet[Any]:
    """What can be chosen for a link: living records that were not rejected; only a Ziel among goals."""
    rows = _alive(model, actor, organisation).exclude(uid__in=list(without))
    if model is Goal:
        return rows.filter(kind=GoalKind.GOAL, field__deleted_at=None)
    if model is Measure:
        return rows.exclude(status__in=GONE_STATUSES)
    return rows.exclude(state="rejected")
