"""The few figures for leadership and councillors: which are chosen, and what is being done about each.

People who work on the strategy see the working copy with what is late. Members of bodies see the newest released version and
nothing that came after it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from sozialstrategie.action.strategy.enums import FindingState, MeasureStatus
from sozialstrategie.action.strategy.lateness import MeasureFacts, lateness, sentence
from sozialstrategie.action.strategy.models import Finding, Measure, OverviewChoice, StrategyVersion
from sozialstrategie.action.strategy.progress.facts import facts_of_judged, judged, update_months
from sozialstrategie.action.strategy.queries.chain import decimal_words, thread_for
from sozialstrategie.action.strategy.queries.overview import last_work_on, may_see_own, released_version
from sozialstrategie.action.strategy.queries.records import by_number, measure_rows_for
from sozialstrategie.action.strategy.thread import Column, Node, ThreadGraph
from sozialstrategie.evidence.disclosure.gate import Audience
from sozialstrategie.evidence.monitoring import queries as monitoring
from sozialstrategie.evidence.monitoring.own import is_own
from sozialstrategie.evidence.monitoring.signals.targets import Target, targets_of
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed, demand
from sozialstrategie.kit.figures.released import Observations, Released

SEE = "strategy.view_overview"


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A measure in a line. `uid` is None where the reader has no page of it; `late`: sentences, empty = on time."""

    label: str
    title: str
    status: str
    unit: str
    target: str
    late: tuple[str, ...] = ()
    uid: UUID | None = None


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal with the measures that serve it."""

    label: str
    title: str
    measures: tuple[MeasureLine, ...]
    uid: UUID | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What is being done about an indicator, from the findings that cite it."""

    findings: int = 0
    goals: tuple[GoalLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Board:
    """What the page shows: codes in their order, their figures, what answers them."""

    codes: tuple[str, ...]
    chosen: bool  # by a person; else the indicators of accepted findings with measures
    figures: Mapping[str, Released[Observations]]
    answers: Mapping[str, Answer]
    targets: Mapping[str, Target]
    version: StrategyVersion | None  # the released one that the reader sees; None = the working copy
    as_of: date | None  # of what is said about goals and measures
    is_working_copy: bool


def overview_choice_for(actor: Actor, organisation: Organisation) -> OverviewChoice | None:
    """The stored choice, withdrawn or not: whoever edits it needs its version."""
    demand(SEE, actor, organisation)
    found: OverviewChoice | None = OverviewChoice.objects.filter(owner=organisation).first()
    return found


def board_for(actor: Actor, organisation: Organisation) -> Board:
    """The page; a constant number of queries.

    Raises:
        Forbidden: the actor may not see the overview.
    """
    demand(SEE, actor, organisation)
    inside = allowed("strategy.view_drafts", actor, organisation)
    version = None if inside else released_version(organisation)
    if inside:
        cited, answers = _working_answers(actor, organisation)
        as_of = _day(last_work_on(organisation))
    else:
        cited, answers = _released_answers(version)
        as_of = _day(version.frozen_at) if version else None
    choice = overview_choice_for(actor, organisation)
    kept = choice.indicators if choice and choice.deleted_at is None else []
    # own indicators belong to the administration; a choice that holds some is shorter for everybody else
    codes = [c for c in kept or cited[: OverviewChoice.MOST] if may_see_own(actor, organisation) or not is_own(c)]
    figures = _figures(organisation, codes, "internal" if inside else "public")
    targets = {t.indicator: t for t in targets_of(organisation)} if inside else {}
    return Board(
        codes=tuple(codes),
        chosen=bool(kept),
        figures=figures,
        answers={code: answers.get(code, Answer()) for code in codes},
        targets={code: targets[code] for code in codes if code in targets},
        version=version,
        as_of=as_of,
        is_working_copy=inside,
    )


def _day(moment: Any) -> date | None:
    return timezone.localtime(moment).date() if moment is not None else None


def _figures(organisation: Organisation, codes: Sequence[str], audience: Audience) -> dict[str, Released[Observations]]:
    """Default series of the own place, the Land and Germany; at most seven queries."""
    place = organisation.region_code
    official = [code for code in codes if not is_own(code)]
    found = monitoring.many_series(official, regions=[place, place[:2], "DG"], audience=audience) if official else {}
    if len(official) < len(codes):
        found |= {c: r for c, r in monitoring.own_series(organisation).items() if c in codes}
    return found


# --- the working copy ----------------------------------------------------------------------------------------------


def _working_answers(actor: Actor, organisation: Organisation) -> tuple[list[str], dict[str, Answer]]:
    """Codes of accepted findings with measures, in the order of their numbers; code -> goals and measures."""
    graph = thread_for(actor, organisation)
    today, months = timezone.localdate(), update_months(organisation)
    rows = measure_rows_for(actor, organisation)
    measures = by_number(judged(rows, organisation=organisation, today=today, months=months))
    facts = facts_of_judged(measures)
    lines = {m.uid: _measure_line(m, facts[m.pk], today, months) for m in measures}
    accepted = set(
        Finding.objects.filter(owner=organisation, deleted_at=None, state=FindingState.ACCEPTED).values_list(
            "uid", flat=True
        )
    )
    by_code: dict[str, list[Node]] = defaultdict(list)
    for node in graph.column(Column.FINDING):
        for code in dict.fromkeys(f.indicator for f in node.figures if f.region == organisation.region_code):
            if node.uid in accepted:
                by_code[code].append(node)
    answers = {code: _answer(graph, nodes, lines) for code, nodes in by_code.items()}
    cited = [code for code, answer in answers.items() if any(goal.measures for goal in answer.goals)]
    return cited, answers


def _answer(graph: ThreadGraph, findings: Sequence[Node], lines: Mapping[UUID, MeasureLine]) -> Answer:
    reached = frozenset[str]().union(*(graph.followed(f.key) for f in findings))
    goals = [n for n in graph.column(Column.GOAL) if n.key in reached]
    return Answer(
        len(findings),
        tuple(GoalLine(g.label, g.title, _measures(graph, g, lines), g.uid) for g in goals),
    )


def _measures(graph: ThreadGraph, goal: Node, lines: Mapping[UUID, MeasureLine]) -> tuple[MeasureLine, ...]:
    """In the order of their numbers."""
    serving = set(graph.successors.get(goal.key, ()))
    nodes = [n for n in graph.column(Column.MEASURE) if n.key in serving]
    return tuple(lines[n.uid] for n in nodes if n.uid is not None and n.uid in lines)


def _measure_line(m: Measure, facts: MeasureFacts, today: date, months: int) -> MeasureLine:
    return MeasureLine(
        label=f"Maßnahme {m.number}",
        title=m.title,
        status=m.get_status_display(),
        unit=m.lead_unit,
        target=_target(m.target_text, m.indicator_text, m.target_value, m.target_year),
        late=tuple(sentence(reason, facts, today, months) for reason in lateness(facts, today, months)),
        uid=m.uid,
    )


def _target(text: str, what: str, value: Decimal | None, year: int | None) -> str:
    """ "14 Grundschulen bis 2028", "Beratungen im Jahr: 200 bis 2028"; "" without a target."""
    if not text and value is not None:
        text = ": ".join(filter(None, [what, decimal_words(value)]))
    return f"{text} bis {year}" if text and year else text


# --- the released version ------------------------------------------------------------------------------------------


def _released_answers(version: StrategyVersion | None) -> tuple[list[str], dict[str, Answer]]:
    """The same from a frozen version. Nothing is called late there: what happened since is not released."""
    if version is None:
        return [], {}
    content = version.payload["content"]
    needs_of, goals_of, measures_of = (
        _following(content["links"][name]) for name in ("finding_need", "need_goal", "goal_measure")
    )
    lines = {m["uid"]: _released_line(m) for m in content["measures"]}
    by_code: dict[str, list[str]] = defaultdict(list)
    for finding in content["findings"]:
        own = [f for f in finding["figures"] if f["region"] == content["organisation"]["region_code"]]
        for code in dict.fromkeys(f["indicator"] for f in own):
            by_code[code].append(finding["uid"])
    answers = {}
    for code, findings in by_code.items():
        reached = {goal for f in findings for need in needs_of[f] for goal in goals_of[need]}
        goals = [
            GoalLine(f"Ziel {g['number']}", g["title"], tuple(lines[m] for m in lines if m in measures_of[g["uid"]]))
            for g in content["goals"]
            if g["uid"] in reached
        ]
        answers[code] = Answer(len(findings), tuple(goals))
    return [code for code, answer in answers.items() if any(goal.measures for goal in answer.goals)], answers


def _following(links: Iterable[Sequence[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for first, second in links:
        found[first].append(second)
    return found


def _released_line(m: Mapping[str, Any]) -> MeasureLine:
    value = None if m["target_value"] is None else Decimal(m["target_value"])
    return MeasureLine(
        label=f"Maßnahme {m['number']}",
        title=m["title"],
        status=str(MeasureStatus(m["status"]).label),
        unit=m["lead_unit"],
        target=_target(m["target_text"], m["indicator_text"], value, m["target_year"]),
    )
