"""The Roter Faden from the database: a constant number of queries, whatever the size of the strategy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from sozialstrategie.action.strategy.enums import (
    ACTIVE_STATUSES,
    GONE_STATUSES,
    FindingState,
    GoalKind,
    MeasureStatus,
    NeedState,
)
from sozialstrategie.action.strategy.models import (
    Finding,
    FindingFigure,
    FindingNeed,
    Goal,
    GoalMeasure,
    Measure,
    Need,
    NeedGoal,
    Reading,
)
from sozialstrategie.action.strategy.queries.records import VIEW, current_strategy_for
from sozialstrategie.action.strategy.thread import Fact, Facts, MeasureFact, Pair, ThreadGraph, build_graph
from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed, demand
from sozialstrategie.kit.core.thread import Edge
from sozialstrategie.kit.ui import formats


def thread_for(actor: Actor, organisation: Organisation, field: UUID | None = None) -> ThreadGraph:
    """The chain of the current strategy in both directions with its loose ends; at most 10 queries.

    Args:
        field: uid of a Handlungsfeld: only what hangs together with it.

    Raises:
        Forbidden: the actor may not see drafts.
    """
    demand(VIEW, actor, organisation)
    graph = build_graph(facts_for(actor, organisation))
    return graph.of_field(field) if field is not None else graph


def facts_for(actor: Actor, organisation: Organisation) -> Facts:
    """What the graph is built from: nothing deleted, rejected or dropped."""
    strategy = current_strategy_for(actor, organisation)
    alive: dict[str, Any] = {"owner": organisation, "deleted_at": None}
    inside = {**alive, "field__strategy": strategy, "field__deleted_at": None}
    findings = list(Finding.objects.filter(**alive).exclude(state=FindingState.REJECTED).select_related("field"))
    needs = Need.objects.filter(**alive).exclude(state=NeedState.REJECTED).select_related("field")
    goals = Goal.objects.filter(kind=GoalKind.GOAL, **inside).select_related("field")
    measures = list(Measure.objects.filter(**inside).exclude(status__in=GONE_STATUSES).select_related("field"))
    origins = _origins(organisation)
    readings = _latest_readings(organisation)
    return Facts(
        findings=tuple(_fact(f, origins.get(f.pk, "")) for f in findings),
        needs=tuple(_fact(n) for n in needs),
        goals=tuple(_fact(g) for g in goals),
        measures=tuple(_measure_fact(m, readings.get(m.pk)) for m in measures),
        finding_need=_pairs(FindingNeed, organisation, "finding", "need"),
        need_goal=_pairs(NeedGoal, organisation, "need", "goal"),
        goal_measure=_pairs(GoalMeasure, organisation, "goal", "measure"),
    )


def _fact(row: Any, origin: str = "") -> Fact:
    return Fact(
        row.uid, str(row.number), row.title, bool(row.resting_reason), origin, row.field.uid if row.field else None
    )


def _measure_fact(m: Measure, reading: Reading | None) -> MeasureFact:
    label, text = effect_words(m, reading)
    return MeasureFact(
        uid=m.uid,
        number=m.number,
        title=m.title,
        resting=bool(m.resting_reason),
        field=m.field.uid,
        needs_own_decision=m.needs_own_decision,
        decision=m.decision_note.strip(),
        effect_label=label,
        effect_text=text,
        wants_target=m.status in (*ACTIVE_STATUSES, MeasureStatus.COMPLETED),
    )


def effect_words(measure: Measure, reading: Reading | None) -> tuple[str, str]:
    """Label and text of what shows: the newest Messwert, else the Zielwert, else nothing."""
    if reading is not None:
        text = reading.text or ": ".join(filter(None, [measure.indicator_text, decimal_words(reading.value)]))
        return f"Messwert {reading.day.year}", text
    if measure.has_target:
        year = f" {measure.target_year}" if measure.target_year else ""
        text = measure.target_text or ": ".join(
            filter(None, [measure.indicator_text, decimal_words(measure.target_value)])
        )
        return f"Zielwert{year}", text
    return "", ""


def decimal_words(value: Any) -> str:
    """14 for 14.000, "14,5" for 14.500; "" for None."""
    if value is None:
        return ""
    exponent = value.normalize().as_tuple().exponent
    return formats.number(value, max(0, -int(exponent)))


def _origins(organisation: Organisation) -> dict[int, str]:
    """Finding id -> "official" or "computed" for findings that rest on figures."""
    rows = FindingFigure.objects.filter(owner=organisation, deleted_at=None).values_list(
        "finding_id", "reference__indicator", "reference__derivation"
    )
    found: dict[int, str] = {}
    known = catalogue()
    for finding, indicator, derivation in rows:
        definition = known.get(indicator)
        match = next((d for d in definition.derivations if d.key == derivation), None) if definition else None
        origin = str(match.origin) if match else ""
        if found.get(finding) != "computed" and origin:
            found[finding] = origin
    return found


def _latest_readings(organisation: Organisation) -> dict[int, Reading]:
    rows = Reading.objects.filter(owner=organisation, deleted_at=None).order_by("day")
    return {row.measure_id: row for row in rows}


def _pairs(model: Any, organisation: Organisation, first: str, second: str) -> tuple[Pair, ...]:
    rows = model.objects.filter(owner=organisation, **{f"{first}__deleted_at": None, f"{second}__deleted_at": None})
    return tuple(rows.order_by("id").values_list(f"{first}__uid", f"{second}__uid"))


def edges(owner: Organisation, actor: Actor) -> Iterable[Edge]:
    """The links of this room for `core.thread`: figure -> finding -> need -> goal -> measure."""
    if not allowed(VIEW, actor, owner):
        return []
    return list(_edges(owner))


def _edges(owner: Organisation) -> Iterator[Edge]:
    figures = FindingFigure.objects.filter(owner=owner, deleted_at=None, finding__deleted_at=None)
    for reference, finding in figures.values_list("reference__uid", "finding__uid"):
        yield Edge("monitoring.figurereference", reference, "strategy.finding", finding)
    for model, first, second in (
        (FindingNeed, "finding", "need"),
        (NeedGoal, "need", "goal"),
        (GoalMeasure, "goal", "measure"),
    ):
        for a, b in _pairs(model, owner, first, second):
            yield Edge(f"strategy.{first}", a, f"strategy.{second}", b)
