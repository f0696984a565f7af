"""The Roter Faden from the database: a constant number of queries, whatever the size of the strategy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, QuerySet, Subquery, Value
from django.db.models.functions import Cast

from sozialstrategie.action.strategy.cited import cited
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
from sozialstrategie.action.strategy.queries.records import VIEW, strategies_for
from sozialstrategie.action.strategy.thread import (
    CitedFigure,
    Fact,
    Facts,
    MeasureFact,
    Pair,
    ThreadGraph,
    build_graph,
)
from sozialstrategie.evidence.monitoring.models import FigureReference
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed, demand
from sozialstrategie.kit.core.thread import Edge
from sozialstrategie.kit.core.thread import edges as registered_edges
from sozialstrategie.kit.ui import formats

FIGURE = "monitoring.figurereference"
_OF_MEASURE = (
    "pk", "uid", "number", "title", "resting_reason", "field__uid", "needs_own_decision", "decision_note", "status",
    "indicator_text", "target_value", "target_text", "target_year",
)  # fmt: skip
_LINKS = ((FindingNeed, "finding", "need"), (NeedGoal, "need", "goal"), (GoalMeasure, "goal", "measure"))


def thread_for(
    actor: Actor, organisation: Organisation, field: UUID | None = None, known: Iterable[Edge] | None = None
) -> ThreadGraph:
    """The chain of the current strategy in both directions with its loose ends; five queries.

    Args:
        field: uid of a Handlungsfeld: only what hangs together with it.
        known: the links of all rooms (`core.thread.edges`) where the caller has them already.

    Raises:
        Forbidden: the actor may not see drafts.
    """
    demand(VIEW, actor, organisation)
    graph = build_graph(facts_for(actor, organisation, known))
    return graph.of_field(field) if field is not None else graph


def facts_for(actor: Actor, organisation: Organisation, known: Iterable[Edge] | None = None) -> Facts:
    """What the graph is built from: nothing deleted, rejected or dropped; the links come from the registry of all rooms."""
    links = list(registered_edges(organisation, actor) if known is None else known)
    records = _records(actor, organisation)
    figures = _figures(organisation)
    readings = _latest_readings(organisation)
    current = strategies_for(actor, organisation).values("pk")[:1]
    measures = Measure.objects.filter(
        owner=organisation, deleted_at=None, field__strategy=Subquery(current), field__deleted_at=None
    )
    return Facts(
        findings=tuple(replace(f, figures=figures.get(f.uid, ())) for f in records["finding"]),
        needs=tuple(records["need"]),
        goals=tuple(records["goal"]),
        measures=tuple(
            _measure_fact(m, readings.get(m.pk))
            for m in measures.exclude(status__in=GONE_STATUSES)
            .order_by("field__number", "number")
            .values_list(*_OF_MEASURE, named=True)
        ),
        finding_need=_pairs(links, "finding", "need"),
        need_goal=_pairs(links, "need", "goal"),
        goal_measure=_pairs(links, "goal", "measure"),
    )


def _records(actor: Actor, organisation: Organisation) -> dict[str, list[Fact]]:
    """Findings, needs and goals by kind, each in the order of its numbers; one query for the three."""
    alive: dict[str, Any] = {"owner": organisation, "deleted_at": None}
    current = strategies_for(actor, organisation).values("pk")[:1]
    inside = {**alive, "field__strategy": Subquery(current), "field__deleted_at": None}
    kinds = {
        "finding": Finding.objects.filter(**alive).exclude(state=FindingState.REJECTED),
        "need": Need.objects.filter(**alive).exclude(state=NeedState.REJECTED),
        "goal": Goal.objects.filter(kind=GoalKind.GOAL, **inside),
    }
    first, *others = (
        rows.order_by()
        .annotate(station=Value(kind, CharField()), digits=Cast("number", CharField()))
        .values_list("station", "uid", "digits", "title", "resting_reason", "field__uid")
        for kind, rows in kinds.items()
    )
    found: dict[str, list[Fact]] = {kind: [] for kind in kinds}
    for kind, uid, number, title, resting, field in first.union(*others, all=True):
        found[kind].append(Fact(uid, number, title, bool(resting), field=field))
    return found


def _figures(organisation: Organisation) -> dict[UUID, tuple[CitedFigure, ...]]:
    """Finding -> the figures that it rests on, in their order."""
    rows = FindingFigure.objects.filter(owner=organisation, deleted_at=None).order_by("position", "id")
    found: dict[UUID, tuple[CitedFigure, ...]] = {}
    for row in rows.select_related("reference").annotate(finding_uid=F("finding__uid")):
        found[row.finding_uid] = (*found.get(row.finding_uid, ()), cited(row.reference))
    return found


def cited_figures(organisation: Organisation, uids: Iterable[UUID]) -> list[CitedFigure]:
    """Figures of an organisation by uid, in words; one query."""
    rows = {row.uid: row for row in FigureReference.objects.filter(owner=organisation, uid__in=list(uids))}
    return [cited(rows[uid]) for uid in uids if uid in rows]


def _measure_fact(m: Any, reading: Reading | None) -> MeasureFact:
    """`m`: a row with the columns `_OF_MEASURE`."""
    label, text = effect_words(m, reading)
    return MeasureFact(
        uid=m.uid,
        number=m.number,
        title=m.title,
        resting=bool(m.resting_reason),
        field=m.field__uid,
        needs_own_decision=m.needs_own_decision,
        decision=m.decision_note.strip(),
        effect_label=label,
        effect_text=text,
        wants_target=m.status in (*ACTIVE_STATUSES, MeasureStatus.COMPLETED),
    )


def effect_words(measure: Any, reading: Reading | None) -> tuple[str, str]:
    """Label and text of what shows: the newest Messwert, else the Zielwert, else nothing. `measure`: record or row."""
    if reading is not None:
        text = reading.text or ": ".join(filter(None, [measure.indicator_text, decimal_words(reading.value)]))
        return f"Messwert {reading.day.year}", text
    if measure.target_value is not None or measure.target_text:
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


def _latest_readings(organisation: Organisation) -> dict[int, Reading]:
    rows = Reading.objects.filter(owner=organisation, deleted_at=None).order_by("day")
    return {row.measure_id: row for row in rows}


def _pairs(links: Iterable[Edge], first: str, second: str) -> tuple[Pair, ...]:
    ends = (f"strategy.{first}", f"strategy.{second}")
    return tuple((x.from_uid, x.to_uid) for x in links if (x.from_type, x.to_type) == ends)


def edges(owner: Organisation, actor: Actor) -> Iterable[Edge]:
    """The links of this room for `core.thread`: figure -> finding -> need -> goal -> measure; one query."""
    if not allowed(VIEW, actor, owner):
        return []
    figures = FindingFigure.objects.filter(owner=owner, deleted_at=None, finding__deleted_at=None)
    parts = [_ends(figures, FIGURE, "strategy.finding", "reference", "finding")]
    for model, first, second in _LINKS:
        rows = model.objects.filter(owner=owner, **{f"{first}__deleted_at": None, f"{second}__deleted_at": None})
        parts.append(_ends(rows, f"strategy.{first}", f"strategy.{second}", first, second))
    order = [FIGURE, *(f"strategy.{first}" for _, first, _ in _LINKS)]
    found = sorted(parts[0].union(*parts[1:], all=True), key=lambda row: (order.index(row[0]), row[4]))
    return [Edge(*row[:4]) for row in found]


def _ends(rows: QuerySet[Any], from_type: str, to_type: str, first: str, second: str) -> Any:
    return (
        rows.order_by()
        .annotate(from_type=Value(from_type, CharField()), to_type=Value(to_type, CharField()))
        .values_list("from_type", f"{first}__uid", "to_type", f"{second}__uid", "id")
    )
