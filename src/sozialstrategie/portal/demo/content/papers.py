"""The paper about Musterberg's strategy with its way through the bodies, and a decision that is late; from `papers.toml`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from sozialstrategie.action.committees.decisions import recording, services, voting
from sozialstrategie.action.committees.enums import ConsultationRole, DecisionResult, DecisionStatus, PaperState
from sozialstrategie.action.committees.minutes import services as minutes
from sozialstrategie.action.committees.models import AgendaItem, Committee, Consultation, Meeting, Paper
from sozialstrategie.action.committees.papers import queries, results
from sozialstrategie.action.committees.papers import services as papers
from sozialstrategie.action.strategy.models import StrategyDecision
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.portal.demo.content.team import Team, team
from sozialstrategie.portal.demo.content.texts import read


def build_papers(*, actor: Actor, owner: Organisation) -> int:
    """Write the paper, lead it through the bodies, record what the steering group decided; whole or not at all.

    Call inside the owner's scope, after strategy and bodies. A paper that stands stays as it is.

    Returns:
        How many papers were made.
    """
    if Paper.objects.filter(owner=owner).exists():
        return 0
    people, text = team(actor), read("papers.toml")
    bodies = {entry["key"]: entry["name"] for entry in read("committees.toml")["committee"]}
    made = {key: Committee.objects.get(owner=owner, name=name) for key, name in bodies.items()}
    with transaction.atomic():
        _paper(people, owner, made, text)
        _decision(people, owner, text["decision"])
    return 1


def _paper(people: Team, owner: Organisation, made: dict[str, Committee], text: dict[str, Any]) -> None:
    """The frozen version that the council decided is the annex; its adoption stands at the strategy already."""
    decided = StrategyDecision.objects.filter(owner=owner).select_related("decided_version").order_by("id").first()
    assert decided is not None  # the strategy of the example is adopted
    paper = papers.create_paper(
        actor=people.planner, owner=owner, strategy_version=decided.decided_version, **text["paper"]
    )
    first, last = text["step"][0]["committee"], text["step"][-1]["committee"]
    papers.add_step(actor=people.planner, paper=paper, committee=made[first])
    papers.add_step(
        actor=people.planner, paper=paper, committee=made[last], role=ConsultationRole.DECISION, is_authoritative=True
    )
    papers.move_paper(actor=people.planner, paper=paper, to=PaperState.READY, version=paper.version)
    for entry in text["step"]:
        step = next(s for s in queries.steps_of(paper) if queries.is_open(s))
        _result(people, step, dict(entry), made)


def _result(people: Team, step: Consultation, entry: dict[str, Any], made: dict[str, Committee]) -> None:
    assert step.committee == made[entry.pop("committee")]
    entry.pop("decides", None)
    target = entry.pop("target", None)
    results.record_result(
        actor=people.planner, step=step, version=step.version, result=DecisionResult(entry.pop("result")),
        target=made[target] if target else None, confirmed=("members", "quorum"), **entry,
    )  # fmt: skip


def _decision(people: Team, owner: Organisation, text: dict[str, Any]) -> None:
    """At the meeting that is over: a vote, the decision, what was reported since, and the minutes."""
    meeting = Meeting.objects.filter(owner=owner, state="closed").select_related("committee", "owner").first()
    assert meeting is not None
    items = AgendaItem.objects.filter(meeting=meeting, owner=owner, is_public=True)
    item = items.select_related("meeting", "meeting__committee", "owner")[1]
    by, words = people.planner, dict(text)
    vote = voting.record_vote(actor=by, item=item, motion=words["text"], yes=words.pop("yes"))
    due = timezone.localdate(meeting.start) + timedelta(days=words.pop("due_days_after"))
    note = words.pop("note")
    decision = recording.record_decision(
        actor=by, item=item, result=DecisionResult.ADOPTED, vote=vote, due=due, **words
    )
    services.report(
        actor=by, decision=decision, version=decision.version, text=note, to=DecisionStatus.IN_PROGRESS,
        on=due - timedelta(days=5),
    )  # fmt: skip
    for part in minutes.draft_minutes(actor=by, meeting=meeting):
        minutes.circulate(
            actor=by, minutes=part, version=part.version, on=timezone.localdate(meeting.start) + timedelta(days=7)
        )
