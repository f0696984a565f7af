"""Papers on the Roter Faden: measure and strategy, the paper about them, the bodies that deal with it, the decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, QuerySet, Value
from django.urls import reverse

from sozialstrategie.action.committees.decisions.queries import decisions_for
from sozialstrategie.action.committees.models import Consultation, Decision, DecisionMeasure, Paper, PaperMeasure
from sozialstrategie.action.committees.papers.queries import paper_for, papers_for, tells_strategy
from sozialstrategie.action.committees.papers.services import CHANGE
from sozialstrategie.action.committees.queries import ENTER
from sozialstrategie.action.strategy.models import StrategyDecision
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.core.thread import Edge, Stop, StopProvider
from sozialstrategie.kit.workplace.queries import RecordWords

PAPER, STEP, DECISION = "committees.paper", "committees.consultation", "committees.decision"
MEASURE, STRATEGY = "strategy.measure", "strategy.strategy"


def edges(owner: Organisation, actor: Actor) -> Iterable[Edge]:
    """Measure or strategy -> paper -> consultation -> decision, and measure -> decision; what the actor may see. One query."""
    if not allowed(ENTER, actor, owner):
        return []
    papers, decisions = papers_for(actor, owner), decisions_for(actor, owner)
    alive = {"owner": owner, "deleted_at": None}
    of_measures = PaperMeasure.objects.filter(paper__in=papers, measure__deleted_at=None, **alive)
    of_strategies = papers.filter(strategy__isnull=False).select_related(None)
    steps = Consultation.objects.filter(paper__in=papers, **alive)
    from_steps = decisions.filter(consultation__isnull=False, consultation__deleted_at=None).select_related(None)
    direct = DecisionMeasure.objects.filter(
        decision__in=decisions.filter(consultation=None), measure__deleted_at=None, **alive
    )
    parts = [
        _ends(of_measures, MEASURE, "measure__uid", PAPER, "paper__uid"),
        _ends(of_strategies, STRATEGY, "strategy__uid", PAPER, "uid"),
        _ends(steps, PAPER, "paper__uid", STEP, "uid"),
        _ends(from_steps, STEP, "consultation__uid", DECISION, "uid"),
        _ends(direct, MEASURE, "measure__uid", DECISION, "decision__uid"),
    ]
    order = {kind: place for place, kind in enumerate((MEASURE, STRATEGY, PAPER, STEP))}
    found = sorted(parts[0].union(*parts[1:], all=True), key=lambda row: (order[row[0]], row[4]))
    return [Edge(*row[:4]) for row in found]


def _ends(rows: QuerySet[Any], from_type: str, first: str, to_type: str, second: str) -> Any:
    return (
        rows.order_by()
        .annotate(
            from_type=Value(from_type, CharField()), from_place=F(first), to_type=Value(to_type, CharField()), to_place=F(second)
        )
        .values_list("from_type", "from_place", "to_type", "to_place", "id")
    )  # fmt: skip


def paper_stops(owner: Organisation, actor: Actor, uids: Sequence[UUID]) -> Mapping[UUID, Stop]:
    """Papers with their pages; one query."""
    if not allowed(ENTER, actor, owner):
        return {}
    rows: Iterable[Paper] = papers_for(actor, owner).filter(uid__in=list(uids))
    return {
        p.uid: Stop("Vorlage", _paper_title(p), reverse("committees:paper", args=[owner.slug, p.uid])) for p in rows
    }


def _paper_title(paper: Paper) -> str:
    return f"{paper.reference}: {paper.title}" if paper.reference else paper.title


def step_stops(owner: Organisation, actor: Actor, uids: Sequence[UUID]) -> Mapping[UUID, Stop]:
    """Consultations; each is shown on the page of its paper. One query."""
    if not allowed(ENTER, actor, owner):
        return {}
    rows: Iterable[Consultation] = Consultation.objects.filter(
        owner=owner, deleted_at=None, uid__in=list(uids), paper__in=papers_for(actor, owner)
    ).select_related("committee", "paper")
    found = {}
    for step in rows:
        result = f", {step.get_result_display()}" if step.result else ""
        page = reverse("committees:paper", args=[owner.slug, step.paper.uid]) + "#folge"
        found[step.uid] = Stop("Beratung", f"{step.committee}{result}", page)
    return found


def decision_stops(owner: Organisation, actor: Actor, uids: Sequence[UUID]) -> Mapping[UUID, Stop]:
    """Decisions with their pages; one query."""
    if not allowed(ENTER, actor, owner):
        return {}
    rows: Iterable[Decision] = decisions_for(actor, owner).filter(uid__in=list(uids))
    return {
        d.uid: Stop(
            "Beschluss",
            f"{d.number}: {d.title}" if d.number else d.title,
            reverse("committees:decision", args=[owner.slug, d.uid]),
        )
        for d in rows
    }


STOPS: Mapping[str, StopProvider] = {PAPER: paper_stops, STEP: step_stops, DECISION: decision_stops}


def paper_words(actor: Actor, owner: Organisation, uid: UUID) -> RecordWords | None:
    """A paper by its number and title, for tasks and Aktenzeichen."""
    if not allowed(ENTER, actor, owner):
        return None
    paper = paper_for(actor, owner, uid)
    if paper is None:
        return None
    return RecordWords(f"Vorlage {_paper_title(paper)}", reverse("committees:paper", args=[owner.slug, paper.uid]))


def decisions_of_papers(decisions: Sequence[StrategyDecision], actor: Actor) -> dict[int, str]:
    """Decisions on a strategy that are results of steps: by key the page of that result, "" where the actor may not write it."""
    owner = decisions[0].owner
    rows = Consultation.objects.filter(
        owner=owner, paper__strategy_version__in=[d.decided_version_id for d in decisions], paper__deleted_at=None, deleted_at=None
    ).select_related("paper")  # fmt: skip
    results = {(s.paper.strategy_version_id, s.result, s.on): s for s in rows if tells_strategy(s)}
    may = allowed(CHANGE, actor, owner)
    return {
        d.pk: reverse("committees:step_result", args=[owner.slug, step.uid]) if may else ""
        for d in decisions
        if (step := results.get((d.decided_version_id, d.result, d.on))) is not None
    }
