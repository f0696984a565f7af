"""No path leaves a machine: strategy, measure, meeting, paper, minutes, decision; one table of steps each.

Random people of all roles, of the twin authority too, try random steps through the services. The state is always one of the
machine; it changes by a step of its table alone and with an act that says so; what raises changes nothing.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest
from django.db import models, transaction
from django.utils import timezone

from sozialstrategie.action.committees.bodies import services as bodies
from sozialstrategie.action.committees.decisions import recording as decisions
from sozialstrategie.action.committees.decisions import services as following
from sozialstrategie.action.committees.enums import (
    ConsultationRole,
    DecisionResult,
    DecisionStatus,
    ItemState,
    MeetingState,
    MinutesState,
    PaperState,
)
from sozialstrategie.action.committees.meetings import queries as meeting_queries
from sozialstrategie.action.committees.meetings import recording
from sozialstrategie.action.committees.meetings import services as meetings
from sozialstrategie.action.committees.meetings.states import STEPS as MEETING_STEPS
from sozialstrategie.action.committees.minutes import services as minutes
from sozialstrategie.action.committees.models import Committee, Meeting
from sozialstrategie.action.committees.papers import results
from sozialstrategie.action.committees.papers import services as papers
from sozialstrategie.action.strategy import services as strategies
from sozialstrategie.action.strategy.enums import MeasureStatus, StrategyStage
from sozialstrategie.action.strategy.models import Strategy, StrategyVersion
from sozialstrategie.action.strategy.stages import MEASURE_STEPS, STRATEGY_STEPS
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Forbidden, Refused
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.scopes import owner_scope
from tests.action.committees.conftest import WHO, meeting_of, point
from tests.action.strategy.conftest import actor_in, build_chain, make_organisation

DAY = date(2025, 6, 25)
Chance = random.Random
Attempt = Callable[[Chance, Actor, Any], None]
# Who takes steps often, and everybody else; a step by somebody of the last kind is forbidden.
BUSY = (Role.CLERK, Role.PLANNING_COORDINATOR, Role.LEADERSHIP)


@dataclass(frozen=True)
class Machine:
    """One machine: how a thing of it is made, its column, its states and steps, and what people try with it."""

    column: str
    states: type[models.TextChoices]
    steps: Collection[tuple[Any, Any]]
    make: Callable[[Organisation], Any]
    attempts: list[Attempt]
    least: int  # so many different steps are taken in a walk


@dataclass
class Walk:
    """What happened on the way."""

    taken: set[tuple[str, str]] = field(default_factory=set)
    ended: Counter[str] = field(default_factory=Counter)


# --- strategy and measure ---------------------------------------------------------------------------------------------


def _strategy(home: Organisation) -> Strategy:
    Strategy.objects.filter(owner=home).update(stage=StrategyStage.SUPERSEDED)  # of those in force there is one at most
    chain = build_chain(home)
    return chain.strategy  # type: ignore[no-any-return]


def _move_strategy(chance: Chance, actor: Actor, s: Strategy) -> None:
    strategies.life.move_strategy(
        actor=actor, strategy=s, to=chance.choice(list(StrategyStage)), version=s.version, reason=chance.choice(["", "Grund", "Grund", "Grund"])
    )  # fmt: skip


def _submit(chance: Chance, actor: Actor, s: Strategy) -> None:
    strategies.life.submit_strategy(actor=actor, strategy=s, version=s.version, reason="Grund")


def _adopt(chance: Chance, actor: Actor, s: Strategy) -> None:
    version = StrategyVersion.objects.filter(strategy=s).order_by("-pk").first()
    if version is None:
        raise Refused("Es gibt nichts zu beschließen.")
    result = chance.choice([DecisionResult.ADOPTED, DecisionResult.ADOPTED_AMENDED, *DecisionResult])
    strategies.life.record_adoption(
        actor=actor, strategy=s, version=version, result=result, on=timezone.localdate(), text="Wortlaut"
    )


def _sign(chance: Chance, actor: Actor, s: Strategy) -> None:
    strategies.life.sign_off(actor=actor, strategy=s, version=s.version, note="Stimmt.")


def _enter(chance: Chance, actor: Actor, s: Strategy) -> None:
    strategies.life.enter_adopted(actor=actor, strategy=s, version=s.version, on=DAY)


def _revise(chance: Chance, actor: Actor, s: Strategy) -> None:
    strategies.revision.begin_revision(
        actor=actor, strategy=s, version=s.version, title="Nächste", period_from=2029, period_to=2032
    )


def _measure(home: Organisation) -> Any:
    chain = build_chain(home)
    return strategies.create_measure(actor=WHO, owner=home, field=chain.field, title="Neu", status=MeasureStatus.IDEA)


def _change_status(chance: Chance, actor: Actor, m: Any) -> None:
    strategies.statuses.change_status(
        actor=actor, measure=m, to=chance.choice(list(MeasureStatus)), version=m.version, reason=chance.choice(["", "Grund", "Grund", "Grund"])
    )  # fmt: skip


def _edit_status(chance: Chance, actor: Actor, m: Any) -> None:
    to = chance.choice(list(MeasureStatus))
    strategies.edit_measure(actor=actor, measure=m, version=m.version, status=to, status_reason="Grund")


# --- meeting, paper, minutes, decision --------------------------------------------------------------------------------


def _committee(home: Organisation) -> Any:
    """A body of its own for each thing."""
    number = Committee.objects.filter(owner=home).count()
    made = bodies.create_committee(actor=WHO, owner=home, name=f"Gremium {number}", kind="steering_group")
    bodies.create_membership(actor=WHO, committee=made, name="Mitglied")
    return made


def _meeting(home: Organisation) -> Meeting:
    made = meeting_of(_committee(home))
    point(made)
    return made


def _step(service: Callable[..., Any], **more: Any) -> Attempt:
    def attempt(chance: Chance, actor: Actor, meeting: Any) -> None:
        service(actor=actor, meeting=meeting, version=meeting.version, **more)

    return attempt


def _deal_with(chance: Chance, actor: Actor, meeting: Meeting) -> None:
    """Not a step: what must come before closing."""
    for item in meeting_queries.items_of(meeting):
        recording.record_item(actor=actor, item=item, version=item.version, text="", state=ItemState.DONE)


def _paper(home: Organisation) -> Any:
    paper = papers.create_paper(actor=WHO, owner=home, title="Vorlage", on=DAY, proposed="Ja.")
    papers.add_step(
        actor=WHO, paper=paper, committee=_committee(home), role=ConsultationRole.DECISION, is_authoritative=True
    )
    return paper


def _move_paper(chance: Chance, actor: Actor, paper: Any) -> None:
    papers.move_paper(
        actor=actor, paper=paper, to=chance.choice(list(PaperState)), version=paper.version, reason=chance.choice(["", "Grund", "Grund", "Grund"])
    )  # fmt: skip


def _result(chance: Chance, actor: Actor, paper: Any) -> None:
    step = papers.steps_of(paper)[0]
    results.record_result(
        actor=actor, step=step, version=step.version, on=timezone.localdate(), text="Wortlaut",
        result=chance.choice([DecisionResult.WITHDRAWN, DecisionResult.POSTPONED, DecisionResult.REMOVED_FROM_AGENDA]),
        confirmed=("day", "before", "quorum", "result", "counts"),
    )  # fmt: skip


def _minutes(home: Organisation) -> Any:
    made = meeting_of(_committee(home), days=-30)
    point(made)
    meetings.invite(actor=WHO, meeting=made, version=made.version)
    meetings.open_meeting(actor=WHO, meeting=made, version=made.version)
    _deal_with(Chance(0), WHO, made)
    meetings.close_meeting(actor=WHO, meeting=made, version=made.version)
    later = meeting_of(made.committee, days=-2)
    point(later)
    meetings.invite(actor=WHO, meeting=later, version=later.version)
    meetings.open_meeting(actor=WHO, meeting=later, version=later.version)
    (drafted,) = minutes.draft_minutes(actor=WHO, meeting=made)
    return drafted


def _circulate(chance: Chance, actor: Actor, m: Any) -> None:
    minutes.circulate(actor=actor, minutes=m, version=m.version, confirmed=chance.random() < 0.8)


def _reopen(chance: Chance, actor: Actor, m: Any) -> None:
    minutes.reopen(actor=actor, minutes=m, version=m.version, reason=chance.choice(["", "Einwand"]))


def _approve(chance: Chance, actor: Actor, m: Any) -> None:
    meetings_there = list(Meeting.objects.filter(committee=m.meeting.committee).order_by("start"))
    minutes.approve(actor=actor, minutes=m, version=m.version, approved_in=chance.choice(meetings_there))


def _redraft(chance: Chance, actor: Actor, m: Any) -> None:
    minutes.draft_minutes(actor=actor, meeting=m.meeting)


def _correct(chance: Chance, actor: Actor, m: Any) -> None:
    minutes.correct(actor=actor, minutes=m, correction="Ein Name war falsch.")


def _decision(home: Organisation) -> Any:
    meeting = meeting_of(_committee(home), days=-2)
    item = point(meeting)
    meetings.invite(actor=WHO, meeting=meeting, version=meeting.version)
    meetings.open_meeting(actor=WHO, meeting=meeting, version=meeting.version)
    item.refresh_from_db()
    return decisions.record_decision(
        actor=WHO, item=item, title="Beschluss", result=DecisionResult.ADOPTED, without_vote="einvernehmlich"
    )


def _report(chance: Chance, actor: Actor, d: Any) -> None:
    following.report(
        actor=actor,
        decision=d,
        version=d.version,
        text=chance.choice(["", "Grund", "Grund", "Grund"]),
        to=chance.choice(list(DecisionStatus)),
    )


MACHINES = {
    "strategy": Machine(
        "stage", StrategyStage, STRATEGY_STEPS, _strategy, [_move_strategy, _submit, _adopt, _sign, _enter, _revise], 6
    ),
    "measure": Machine("status", MeasureStatus, MEASURE_STEPS, _measure, [_change_status, _edit_status], 6),
    "meeting": Machine(
        "state", MeetingState, MEETING_STEPS, _meeting,
        [
            _step(meetings.invite), _step(meetings.open_meeting), _step(meetings.close_meeting), _deal_with,
            _step(meetings.reopen_meeting, reason="Zu früh."), _step(meetings.cancel_meeting, reason="Sturm."),
        ],
        5,
    ),
    "paper": Machine("state", PaperState, papers.STEPS, _paper, [_move_paper, _move_paper, _result], 5),
    "minutes": Machine(
        "state", MinutesState, minutes.STEPS, _minutes, [_circulate, _reopen, _approve, _redraft, _correct], 3
    ),
    "decision": Machine("status", DecisionStatus, following.STEPS, _decision, [_report], 7),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("things", [8, pytest.param(40, marks=pytest.mark.long)])
@pytest.mark.parametrize("name", MACHINES)
def test_no_path_leaves_the_machine(name: str, things: int) -> None:
    machine, walk, chance = MACHINES[name], Walk(), Chance(42)
    home, twin = make_organisation("musterberg"), make_organisation("zwillingen")
    with owner_scope([home, twin]):
        people = [actor_in(home, role) for role in Role if role not in BUSY] + [actor_in(twin, r) for r in BUSY]
        busy = [actor_in(home, role) for role in BUSY]
        for _ in range(things):
            obj = machine.make(home)
            for _ in range(18):
                actor = chance.choice(busy if chance.random() < 0.8 else people)
                _try(machine, walk, chance.choice(machine.attempts), chance, actor, obj)
    least = machine.least if things > 10 else (machine.least + 1) // 2
    assert len(walk.taken) >= least, walk  # the walk went somewhere
    assert walk.ended["Forbidden"] >= 5 and walk.ended["Refused"] >= 5, walk


def _try(machine: Machine, walk: Walk, attempt: Attempt, chance: Chance, actor: Actor, obj: Any) -> None:
    fresh = type(obj).objects.get(pk=obj.pk)
    before, acts = machine.states(getattr(fresh, machine.column)), Act.objects.count()
    row = _row(obj)
    outcome = ""
    try:
        with transaction.atomic():  # as a request
            attempt(chance, actor, fresh)
    except (Refused, TypeError) as refusal:
        outcome = "Forbidden" if isinstance(refusal, Forbidden) else "Refused"
        assert str(refusal).strip()
        assert (_row(obj), Act.objects.count()) == (row, acts)
    walk.ended[outcome] += 1
    after = machine.states(
        getattr(type(obj).objects.get(pk=obj.pk), machine.column)
    )  # ValueError: outside of the machine
    if after == before:
        return
    assert outcome == "" and (before, after) in machine.steps
    walk.taken.add((before, after))
    told = [
        a.changes["fields"][machine.column]
        for a in Act.objects.filter(object_uid=obj.uid).order_by("-sequence")[:6]
        if a.changes and machine.column in a.changes["fields"]
    ]
    assert told[0] == [before, after]


def _row(obj: Any) -> dict[str, Any]:
    return type(obj).objects.filter(pk=obj.pk).values().get()  # type: ignore[no-any-return]


@pytest.mark.django_db
def test_a_step_that_the_table_lacks_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: the walk goes a way that the table does not have."""
    without = {k: v for k, v in following.STEPS.items() if k[1] != DecisionStatus.DONE}
    monkeypatch.setitem(MACHINES, "decision", replace(MACHINES["decision"], steps=without))
    with pytest.raises(AssertionError):
        test_no_path_leaves_the_machine("decision", 8)
