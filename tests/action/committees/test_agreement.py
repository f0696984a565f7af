"""Beschlusskontrolle, inbox and daily mail agree after every act.

For whoever keeps the control (`committees.change`) the open decisions of the Beschlusskontrolle are the decisions of the
inbox; for everybody the inbox is what the mail of the day names when nothing was told before, each thing by its address.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from sozialstrategie.action.committees.bodies import services as bodies
from sozialstrategie.action.committees.decisions import queries, recording, services, voting
from sozialstrategie.action.committees.enums import DecisionResult, DecisionStatus, ItemState
from sozialstrategie.action.committees.meetings import inviting
from sozialstrategie.action.committees.meetings import recording as live
from sozialstrategie.action.committees.meetings import services as meetings
from sozialstrategie.action.committees.models import AgendaItem, Attendance, Decision, Meeting, Vote
from sozialstrategie.kit.accounts.models import Person, RoleGrant
from sozialstrategie.kit.accounts.queries import actor_for
from sozialstrategie.kit.accounts.services import end_role
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Conflict, Forbidden, Refused
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.core.undo import undo_act
from sozialstrategie.kit.workplace.models import Task
from sozialstrategie.kit.workplace.queries import inbox_for, open_items
from sozialstrategie.kit.workplace.queries.digest import digest_for
from sozialstrategie.kit.workplace.queries.handover import handover_lines, seen_mark
from sozialstrategie.kit.workplace.queries.inbox import OpenItem
from sozialstrategie.kit.workplace.services import (
    complete_task,
    create_task,
    digest,
    drop_task,
    edit_task,
    reopen_task,
)
from sozialstrategie.kit.workplace.services.handover import hand_over
from tests.action.committees.conftest import WHO, full_body, meeting_of, point
from tests.action.committees.decisions.conftest import at
from tests.action.strategy.conftest import person_in

URL = "https://strategie.example"
ROLES = (Role.CLERK, Role.PLANNING_COORDINATOR, Role.LEADERSHIP, Role.SPECIALIST_PLANNER)
_TODAY = timezone.localdate


class House:
    """A steering group that meets, decides and gives tasks; what ought to be open is kept here beside, by the acts alone."""

    def __init__(self, home: Organisation, chance: random.Random) -> None:
        self.home, self.chance, self.by_those_who_may = home, chance, False
        self.group = full_body(home)
        self.people: dict[str, Person] = {role: person_in(home, role) for role in ROLES}
        self.people["member"] = self.group.person
        self.decisions: dict[UUID, bool] = {}  # uid -> is still to be carried out
        self.tasks: dict[UUID, UUID | None] = {}  # open tasks: uid -> person
        self.overrides: dict[UUID, UUID] = {}  # votes whose other result waits: uid -> who proposed it
        self.asked: set[UUID] = (
            set()
        )  # coming meetings to which the member with an account is invited and has not answered
        self.meeting = self._running()
        for person in self.people.values():  # everybody has something to do and to hand over
            task = create_task(actor=WHO, owner=home, title="Anfang", responsible=person)
            self.tasks[task.uid] = person.uid

    def _running(self) -> Meeting:
        made = meeting_of(self.group.committee, days=-1)
        for title, public in (("Öffentliches", True), ("Vertrauliches", False)):
            point(made, title, is_public=public, purpose="decision")
        meetings.invite(actor=WHO, meeting=made, version=made.version)
        meetings.open_meeting(actor=WHO, meeting=made, version=made.version)
        for member in self.group.members:
            live.arrive(actor=WHO, attendance=at(made, member))
        return made

    def actor(self, name: str) -> Actor:
        return actor_for(self.people[name])

    def anybody(self) -> Actor:
        if self.by_those_who_may:
            return self.actor(Role.PLANNING_COORDINATOR)
        return self.actor(self.chance.choice(list(self.people)))

    def any_person(self) -> Person:
        return self.people[self.chance.choice(list(self.people))]

    def day(self) -> date | None:
        """None, over, today, or ahead."""
        shift = self.chance.choice([None, -3, 0, 5, 40])
        return None if shift is None else _TODAY() + timedelta(days=shift)

    def one(self, model: Any, **which: Any) -> Any:
        rows = list(model.objects.filter(owner=self.home, deleted_at=None, **which).order_by("pk"))
        return self.chance.choice(rows) if rows else None

    # --- acts: each returns what became of it, for `decisions`, `tasks`, `overrides`, `asked` -----------------------

    def decide(self) -> None:
        """A decision, with a day or without one."""
        item = self.one(AgendaItem, meeting=self.meeting)
        result = self.chance.choice([DecisionResult.ADOPTED, DecisionResult.ADOPTED_AMENDED, DecisionResult.REJECTED])
        made = recording.record_decision(
            actor=self.anybody(), item=item, title="Beschlossen", result=result, due=self.day(), lead_unit="Jugendamt",
            without_vote="einvernehmlich",
        )  # fmt: skip
        self.decisions[made.uid] = result != DecisionResult.REJECTED

    def give_task(self) -> None:
        """What somebody is to do after a point, or about a decision."""
        person, decision = self.any_person(), self.one(Decision)
        common: dict[str, Any] = {
            "actor": self.anybody(),
            "title": "Nachfassen",
            "due": self.day(),
            "responsible": person,
        }
        if decision is not None and self.chance.random() < 0.5:
            made = create_task(
                **common,
                owner=self.home,
                about=("committees.decision", decision.uid),
                confidential=not decision.is_public,
            )
        else:
            made = live.add_task(**common, item=self.one(AgendaItem, meeting=self.meeting))
        self.tasks[made.uid] = person.uid

    def reassign(self) -> None:
        task, person = self.one(Task), self.any_person()
        if task is not None:
            edit_task(actor=self.anybody(), task=task, version=task.version, responsible=person, due=self.day())
            if task.uid in self.tasks:
                self.tasks[task.uid] = person.uid

    def finish_task(self) -> None:
        task = self.one(Task)
        if task is not None:
            if self.chance.random() < 0.5:
                complete_task(actor=self.anybody(), task=task)
            else:
                drop_task(actor=self.anybody(), task=task, reason="kein Geld")
            del self.tasks[task.uid]

    def reopen(self) -> None:
        task = self.one(Task)
        if task is not None:
            reopen_task(actor=self.anybody(), task=task)
            self.tasks[task.uid] = task.responsible_id

    def report(self) -> None:
        """In work, done, without object (withdrawn), or taken up again."""
        decision = self.one(Decision)
        if decision is not None:
            to = self.chance.choice([None, *DecisionStatus])
            services.report(actor=self.anybody(), decision=decision, version=decision.version, text="Stand", to=to)
            if to is not None:
                self.decisions[decision.uid] = to in (DecisionStatus.OPEN, DecisionStatus.IN_PROGRESS)

    def postpone(self) -> None:
        decision = self.one(Decision)
        if decision is not None:
            services.edit_decision(
                actor=self.anybody(), decision=decision, version=decision.version, due=self.day(), lead_unit="Sozialamt"
            )

    def undo(self) -> None:
        """Take back the last act on a task or a decision, whoever did it."""
        row = Act.objects.filter(
            owner=self.home, verb__in=("workplace.edit_task", "workplace.complete_task", "workplace.reopen_task",
                                       "committees.edit_decision", "committees.report_decision", "workplace.create_task"),
        ).order_by("-sequence").first()  # fmt: skip
        if row is not None:
            undo_act(actor=self.anybody(), row=row)
            self._as_undone(row)

    def _as_undone(self, row: Act) -> None:
        fields: dict[str, Any] = (row.changes or {})["fields"]
        uid = row.object_uid
        assert uid is not None
        if row.verb == "workplace.create_task":
            self.tasks.pop(uid, None)
        elif row.verb == "workplace.complete_task":
            self.tasks[uid] = Task.objects.get(uid=uid).responsible_id
        elif row.verb == "workplace.reopen_task":
            del self.tasks[uid]
        elif "responsible" in fields and uid in self.tasks:
            old = fields["responsible"][0]
            self.tasks[uid] = UUID(old) if old else None

    def hand_over(self) -> None:
        """One person's open tasks go to another."""
        laden = [p for p in self.people.values() if p.uid in self.tasks.values()] or [self.any_person()]
        giver, taker = self.chance.choice(laden), self.any_person()
        actor = self.actor(Role.LEADERSHIP) if self.by_those_who_may else self.anybody()
        seen = seen_mark(handover_lines(actor, self.home, giver, taker))
        hand_over(actor=actor, owner=self.home, giver=giver, taker=taker, seen=seen)
        self.tasks = {uid: taker.uid if who == giver.uid else who for uid, who in self.tasks.items()}

    def vote_and_doubt(self) -> None:
        """A vote whose computed result is said not to hold: waits for a second person."""
        actor, item = self.anybody(), self.one(AgendaItem, meeting=self.meeting)
        vote = voting.record_vote(actor=actor, item=item, motion="So sei es.", yes=2, no=1)
        voting.propose_override(actor=actor, vote=vote, version=vote.version, reason="Verzählt.")
        assert actor.person_uid is not None
        self.overrides[vote.uid] = actor.person_uid

    def settle(self) -> None:
        vote = self.one(Vote, override_confirmed_by=None, overridden_by__isnull=False)
        if vote is not None:
            act = self.chance.choice([voting.confirm_override, voting.drop_override])
            act(actor=self.anybody(), vote=vote, version=vote.version)
            del self.overrides[vote.uid]

    def invite(self) -> None:
        made = meeting_of(self.group.committee, days=self.chance.choice([2, 9, 20]), title="Kommende")
        point(made)
        meetings.invite(actor=WHO, meeting=made, version=made.version)
        if Attendance.objects.filter(meeting=made, membership__person=self.group.person).exists():
            self.asked.add(made.uid)

    def answer(self) -> None:
        row = self.one(Attendance, meeting__uid__in=self.asked, membership__person=self.group.person)
        if row is not None:
            inviting.answer_as_person(actor=self.actor("member"), attendance=row, answer="yes")
            self.asked.discard(row.meeting.uid)

    def cancel(self) -> None:
        meeting = self.one(Meeting, uid__in=self.asked)
        if meeting is not None:
            meetings.cancel_meeting(actor=self.anybody(), meeting=meeting, version=meeting.version, reason="Sturm.")
            self.asked.discard(meeting.uid)

    def close(self) -> None:
        """The meeting is over, and the next one is under way."""
        actor = self.anybody()
        for item in AgendaItem.objects.filter(meeting=self.meeting):
            if item.state == ItemState.OPEN:
                live.record_item(actor=actor, item=item, version=item.version, text="", state=ItemState.DONE)
        self.meeting.refresh_from_db()
        meetings.close_meeting(actor=actor, meeting=self.meeting, version=self.meeting.version)
        self.meeting = self._running()

    def end_member(self) -> None:
        """The member with an account leaves the body: what waited for it as a member waits no more."""
        row = self.group.members[3]
        row.refresh_from_db()
        yesterday = _TODAY() - timedelta(days=1)
        bodies.edit_membership(actor=self.actor(Role.CLERK), membership=row, version=row.version, end=yesterday)
        self.asked.clear()
        self.group.members = self.group.members[:3]


ACTS: list[tuple[Callable[[House], None], int]] = [
    (House.decide, 3), (House.give_task, 3), (House.reassign, 2), (House.finish_task, 2), (House.reopen, 1), (House.report, 4),
    (House.postpone, 2), (House.undo, 3), (House.hand_over, 2), (House.vote_and_doubt, 1), (House.settle, 1),
    (House.invite, 1), (House.answer, 1), (House.cancel, 1), (House.close, 1),
]  # fmt: skip


def _uids(items: list[OpenItem], kind: str) -> set[UUID]:
    return {UUID(i.key.partition(":")[2]) for i in items if i.key.startswith(kind + ":")}


def agree(house: House) -> None:
    """The sentence at the top of this file, for everybody, against what the acts ought to have left open."""
    still_open = {uid for uid, is_open in house.decisions.items() if is_open}
    for name, person in house.people.items():
        actor = actor_for(person)
        items = open_items(actor, house.home)
        assert [i for _, group in inbox_for(actor, house.home) for i, _ in group] == items
        _mail_names(person, items)
        assert _uids(items, "workplace.task") == {uid for uid, who in house.tasks.items() if who == person.uid}
        keeps = allowed("committees.change", actor, house.home)
        controlled = queries.tracked(queries.open_decisions(actor, house.home))
        if keeps:
            assert {t.decision.uid for t in controlled} == still_open
            late = {i.key for i in items if i.key.startswith("committees.decision:") and i.is_late(_TODAY())}
            assert late == {f"committees.decision:{t.decision.uid}" for t in controlled if t.late}
        assert _uids(items, "committees.decision") == (still_open if keeps else set())
        confirms = allowed("committees.confirm", actor, house.home)
        waiting = {uid for uid, who in house.overrides.items() if who != person.uid} if confirms else set()
        assert _uids(items, "committees.override") == waiting
        assert _uids(items, "committees.answer") == (house.asked if name == "member" else set())


def _mail_names(person: Person, items: list[OpenItem]) -> None:
    """The text names each thing by its address and day, and says „überfällig“ of exactly those that are."""
    text = digest.digest_text(digest_for(person, {}, _TODAY()), URL)
    named = re.findall(rf"^\* (.*)\n  {URL}(\S+)$", text, re.MULTILINE)
    assert sorted(url for _, url in named) == sorted(i.url for i in items)
    by_url = {i.url: i for i in items if [j.url for j in items].count(i.url) == 1}
    for line, url in named:
        item = by_url.get(url)
        if item is not None:
            assert line.endswith("(überfällig)") == item.is_late(_TODAY())
            assert (f", bis {item.due:%d.%m.%Y}" in line) if item.due else ", bis " not in line


@pytest.fixture(autouse=True)
def _whole_mail(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A mail names fifteen things of an organisation and counts the rest; here it names all."""
    monkeypatch.setattr(digest, "MOST", 10_000)
    yield


def _state(house: House) -> tuple[Any, ...]:
    return Act.objects.count(), dict(house.decisions), dict(house.tasks), dict(house.overrides), set(house.asked)


@pytest.mark.parametrize(
    ("seed", "more"),
    [(1, 0), pytest.param(2, 100, marks=pytest.mark.long), pytest.param(3, 100, marks=pytest.mark.long)],
)
def test_they_agree_after_every_act(home: Organisation, scope: None, client: Client, seed: int, more: int) -> None:
    """Each kind of act, then more in random order by random people; what is refused or forbidden leaves all as it was."""
    chance = random.Random(seed)
    house = House(home, chance)
    acts = [act for act, _ in ACTS]
    acts += chance.choices(acts, [weight for _, weight in ACTS], k=15 + more)
    done = set()
    agree(house)
    for number, act in enumerate(acts):
        house.by_those_who_may = number < len(ACTS)  # first each kind once, so that the walk goes somewhere
        before = _state(house)
        try:
            act(house)
        except (Refused, Forbidden, Conflict):
            after = _state(house)
            assert after[1:] == before[1:]
            if after == before:
                continue  # nothing was written
        else:
            done.add(act.__name__)
        agree(house)
    assert len(done) >= len(ACTS) - 3 and "hand_over" in done, done  # some are refused by chance, never most of them
    house.end_member()
    agree(house)
    _page_agrees(house, client)


def _page_agrees(house: House, client: Client) -> None:
    """The page itself, as a browser gets it, shows the same open decisions."""
    client.force_login(house.people[Role.CLERK])
    page = client.get(f"/k/{house.home.slug}/beschluesse/").content.decode()
    shown = {UUID(uid) for uid in re.findall(r'/beschluesse/([0-9a-f-]{36})/"', page)}
    assert shown == {uid for uid, is_open in house.decisions.items() if is_open}


def test_a_mail_of_the_day_names_what_is_new_and_counts_the_rest(home: Organisation, scope: None) -> None:
    """With a memory: named and counted together are the inbox, and nothing is named twice while nothing happens to it."""
    house = House(home, random.Random(5))
    person = house.people[Role.CLERK]
    known: dict[str, str] = {}
    for _ in range(6):
        _decide(house)
        told = digest_for(person, known, _TODAY())
        ((_, entries, rest),) = told.places
        assert len(entries) + rest == len(open_items(actor_for(person), home))
        assert {e.news for e in entries} <= {"neu", "heute fällig", "überfällig"}
        assert digest_for(person, told.known, _TODAY()).is_empty
        known = told.known


def _decide(house: House) -> None:
    item = AgendaItem.objects.filter(meeting=house.meeting).first()
    assert item is not None
    recording.record_decision(
        actor=house.actor(Role.CLERK), item=item, title="Neu", result=DecisionResult.ADOPTED, due=house.day(),
        without_vote="einvernehmlich",
    )  # fmt: skip


def test_who_has_gone_gets_nothing_and_the_work_can_be_handed_over(home: Organisation, scope: None) -> None:
    """A role ends: no mail and no inbox any more; the tasks wait until somebody takes them over."""
    house = House(home, random.Random(6))
    gone, heir = house.people[Role.SPECIALIST_PLANNER], house.people[Role.PLANNING_COORDINATOR]
    task = create_task(actor=house.actor(Role.CLERK), owner=home, title="Bericht", responsible=gone)
    grant = RoleGrant.objects.get(person=gone, organisation=home)
    end_role(actor=WHO, grant=grant, last_day=_TODAY() - timedelta(days=1))
    assert digest_for(gone, {}, _TODAY()).places == ()
    with pytest.raises(Forbidden):
        open_items(actor_for(gone), home)
    leader = house.actor(Role.LEADERSHIP)
    seen = seen_mark(handover_lines(leader, home, gone, heir))
    hand_over(actor=leader, owner=home, giver=gone, taker=heir, seen=seen)
    house.tasks[task.uid] = gone.uid
    house.tasks = {uid: heir.uid if who == gone.uid else who for uid, who in house.tasks.items()}
    del house.people[Role.SPECIALIST_PLANNER]
    agree(house)


def test_a_list_that_forgets_one_decision_is_found(
    home: Organisation, scope: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault."""
    house = House(home, random.Random(7))
    _decide(house)
    decision = Decision.objects.get()
    house.decisions[decision.uid] = True
    agree(house)
    monkeypatch.setattr(queries, "UNDONE", (DecisionStatus.IN_PROGRESS,))
    with pytest.raises(AssertionError):
        agree(house)
