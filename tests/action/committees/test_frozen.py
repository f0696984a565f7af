"""What is frozen stays as it was, whatever acts follow: a version of the strategy, a finished paper, a vote, approved minutes."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from sozialstrategie.action.committees.bodies import services as bodies
from sozialstrategie.action.committees.decisions import recording, services, voting
from sozialstrategie.action.committees.enums import DecisionResult, ItemState, PaperState, Purpose
from sozialstrategie.action.committees.meetings import recording as live
from sozialstrategie.action.committees.meetings import services as meetings
from sozialstrategie.action.committees.minutes import services as minutes
from sozialstrategie.action.committees.minutes.documents import minutes_document
from sozialstrategie.action.committees.models import (
    AgendaItem,
    Attendance,
    Ballot,
    Consultation,
    Meeting,
    Membership,
    Minutes,
    Paper,
    PaperMeasure,
    Vote,
)
from sozialstrategie.action.committees.papers import results
from sozialstrategie.action.committees.papers import services as papers
from sozialstrategie.action.strategy import services as strategies
from sozialstrategie.action.strategy.models import Goal, Measure, Strategy, StrategyVersion
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import canonical, verify_chain
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.undo import can_undo, undo_act
from tests.action.committees.conftest import WHO, body, full_body, meeting_of, point
from tests.action.committees.decisions.conftest import at
from tests.action.strategy.conftest import actor_in, build_chain

DAY = date(2026, 3, 2)


@dataclass
class Frozen:
    """A house with one of each, and what each was when it was frozen."""

    home: Organisation
    chance: random.Random
    group: SimpleNamespace
    chain: SimpleNamespace
    version: StrategyVersion
    paper: Paper
    vote: Vote
    minutes: Minutes
    meeting: Meeting

    def seals(self) -> dict[str, Any]:
        """What must never change: checksums, the contents they are of, and the document that is printed from it."""
        version, row = StrategyVersion.objects.get(pk=self.version.pk), Minutes.objects.get(pk=self.minutes.pk)
        assert strategies.verify_version(version)
        assert hashlib.sha256(canonical(row.payload)).hexdigest() == row.sha256
        fixed = (
            "motion",
            "rule",
            "rule_words",
            "yes",
            "no",
            "abstain",
            "present",
            "eligible",
            "computed",
            "needed",
            "outcome_words",
        )
        return {
            "version": (version.sha256, version.payload_text),
            "minutes": (row.sha256, row.payload, row.state, row.approved_on),
            "printed": repr(minutes_document(row.payload, state="genehmigt", as_of=DAY, sha256=row.sha256)),
            "vote": Vote.objects.filter(pk=self.vote.pk).values(*fixed).get(),
            "ballots": list(Ballot.objects.filter(vote=self.vote.pk).order_by("pk").values("membership", "choice")),
        }


@pytest.fixture
def frozen(home: Organisation, scope: None, request: pytest.FixtureRequest) -> Frozen:
    chain, group = build_chain(home), full_body(home)
    version = strategies.freeze_draft(actor=actor_in(home, Role.PLANNING_COORDINATOR), strategy=chain.strategy)
    paper = papers.create_paper(actor=WHO, owner=home, title="Lotsen", on=DAY, proposed="Ja.", measures=[chain.measure])
    papers.add_step(actor=WHO, paper=paper, committee=body(home, name="Kreis"), is_authoritative=True)
    papers.move_paper(actor=WHO, paper=paper, to=PaperState.READY, version=paper.version)
    old = _meeting(group, -30)
    item = AgendaItem.objects.filter(meeting=old).first()
    assert item is not None
    ballots = dict(zip(group.members, ("yes", "yes", "no", "abstain"), strict=True))
    vote = voting.record_vote(actor=WHO, item=item, motion="So.", ballots=ballots)
    recording.record_decision(actor=WHO, item=item, title="So", result=DecisionResult.ADOPTED, vote=vote)
    _close(old)
    (made,) = minutes.draft_minutes(actor=WHO, meeting=old)
    minutes.circulate(actor=WHO, minutes=made, version=made.version, confirmed=True)
    now = _meeting(group, -2)
    minutes.approve(actor=WHO, minutes=made, version=made.version, approved_in=now)
    return Frozen(home, random.Random(request.param), group, chain, version, paper, vote, made, now)


def _meeting(group: SimpleNamespace, days: int) -> Meeting:
    made = meeting_of(group.committee, days=days)
    point(made, "Lotsen", purpose=Purpose.DECISION)
    meetings.invite(actor=WHO, meeting=made, version=made.version)
    meetings.open_meeting(actor=WHO, meeting=made, version=made.version)
    for member in group.members:
        live.arrive(actor=WHO, attendance=at(made, member))
    return made


def _close(meeting: Meeting) -> None:
    for item in AgendaItem.objects.filter(meeting=meeting):
        live.record_item(actor=WHO, item=item, version=item.version, text="Text", state=ItemState.DONE)
    meeting.refresh_from_db()
    meetings.close_meeting(actor=WHO, meeting=meeting, version=meeting.version)


def _one(f: Frozen, model: Any, **which: Any) -> Any:
    return f.chance.choice(list(model.objects.filter(owner=f.home, deleted_at=None, **which).order_by("pk")))


Attempt = Callable[[Frozen, Actor], Any]


def _edit(model: Any, service: Callable[..., Any], thing: str, /, **values: Any) -> Attempt:
    def attempt(f: Frozen, actor: Actor) -> None:
        obj = _one(f, model)
        told = {k: v(f) if callable(v) else v for k, v in values.items()}
        service(**{"actor": actor, thing: obj, "version": obj.version, **told})

    return attempt


def _any_text(f: Frozen) -> str:
    return f.chance.choice(["Neu", "Ganz anders", "Ä & <b>", "x" * 40])


def _undo(f: Frozen, actor: Actor) -> None:
    for row in f.chance.sample(list(Act.objects.filter(owner=f.home)), 4):
        if can_undo(row):
            undo_act(actor=actor, row=row)


def _result(f: Frozen, actor: Actor) -> None:
    step = _one(f, Consultation)
    results.record_result(
        actor=actor, step=step, version=step.version, result=f.chance.choice(list(DecisionResult)), on=timezone.localdate(),
        text="Anders.", confirmed=("day", "before", "quorum", "result", "counts"),
    )  # fmt: skip


def _vote_again(f: Frozen, actor: Actor) -> None:
    voting.record_vote(actor=actor, item=_one(f, AgendaItem), motion="Noch einmal.", yes=1, no=3)


def _correct(f: Frozen, actor: Actor) -> None:
    minutes.correct(actor=actor, minutes=_one(f, Minutes), correction="Ein Name war falsch.")


def _erase(f: Frozen, actor: Actor) -> None:
    """An erratum leaves the old version and its checksum as they are."""
    strategies.corrections.note_erratum(actor=actor, version=f.version, text="Druckfehler.")


ATTEMPTS: list[Attempt] = [
    _edit(Goal, strategies.edit_goal, "goal", title=_any_text),
    _edit(Measure, strategies.edit_measure, "measure", title=_any_text, description=_any_text),
    _edit(Strategy, strategies.edit_strategy, "strategy", title=_any_text),
    _edit(Membership, bodies.edit_membership, "membership", name=_any_text, end=date(2026, 1, 1)),
    lambda f, actor: bodies.edit_committee(
        actor=actor, committee=f.group.committee, version=type(f.group.committee).objects.get(pk=f.group.committee.pk).version,
        name=_any_text(f), quorum_minimum=f.chance.randint(0, 9), majority_numerator=1, majority_denominator=1, majority_strict=False,
    ),
    _edit(Meeting, meetings.edit_meeting, "meeting", title=_any_text, place=_any_text, chair=_any_text),
    _edit(AgendaItem, meetings.edit_item, "item", title=_any_text),
    _edit(AgendaItem, live.record_item, "item", text=_any_text, state=ItemState.ADJOURNED),
    _edit(Vote, voting.propose_override, "vote", reason="Verzählt."),
    _edit(Vote, voting.confirm_override, "vote"),
    _edit(Vote, voting.withdraw_vote, "vote", reason="Irrtum."),
    _edit(Minutes, minutes.circulate, "minutes", confirmed=True),
    _edit(Minutes, minutes.reopen, "minutes", reason="Einwand."),
    _edit(Paper, papers.edit_paper, "paper", proposed=_any_text),
    lambda f, actor: papers.move_paper(
        actor=actor, paper=(p := _one(f, Paper)), to=f.chance.choice(list(PaperState)), version=p.version, reason="Grund"
    ),
    lambda f, actor: live.miss(actor=actor, attendance=_one(f, Attendance), excused=True, reason="Nachträglich"),
    lambda f, actor: services.report(
        actor=actor, decision=(d := f.vote.decisions.get()), version=d.version, text="Stand", to=None
    ),
    lambda f, actor: minutes.draft_minutes(actor=actor, meeting=_one(f, Meeting)),
    lambda f, actor: strategies.freeze_draft(actor=actor, strategy=f.chain.strategy),
    _undo, _result, _vote_again, _correct, _erase,
]  # fmt: skip


@pytest.mark.parametrize(
    "frozen", [1, pytest.param(2, marks=pytest.mark.long), pytest.param(3, marks=pytest.mark.long)], indirect=True
)
def test_a_frozen_hash_never_changes(frozen: Frozen) -> None:
    """A hundred and twenty acts of all kinds by all who may do much; after each the seals are what they were."""
    before, done = frozen.seals(), 0
    people = [WHO, *(actor_in(frozen.home, r) for r in (Role.CLERK, Role.PLANNING_COORDINATOR, Role.LEADERSHIP))]
    for _ in range(120):
        attempt, actor = frozen.chance.choice(ATTEMPTS), frozen.chance.choice(people)
        acts = Act.objects.count()
        try:
            with transaction.atomic():
                attempt(frozen, actor)
        except Refused:
            assert Act.objects.count() == acts
        else:
            done += 1
        assert frozen.seals() == before
    assert done >= 25
    assert verify_chain() == []


@pytest.mark.parametrize("frozen", [9], indirect=True)
def test_a_finished_paper_keeps_what_its_measures_said(frozen: Frozen) -> None:
    content = PaperMeasure.objects.get(paper=frozen.paper).content
    assert content
    measure = Measure.objects.get(pk=frozen.chain.measure.pk)
    strategies.edit_measure(actor=WHO, measure=measure, version=measure.version, title="Etwas ganz anderes")
    assert PaperMeasure.objects.get(paper=frozen.paper).content == content
