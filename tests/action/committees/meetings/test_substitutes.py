"""Substitutes: asked by one act, the personal one first, then the list; shown in the attendance and in who may vote."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialstrategie.action.committees.bodies import services as bodies
from sozialstrategie.action.committees.decisions.presence import room_at
from sozialstrategie.action.committees.enums import Function
from sozialstrategie.action.committees.meetings import inviting, queries, recording, services, substitutes
from sozialstrategie.action.committees.meetings.steps import open_items
from sozialstrategie.action.committees.meetings.substitutes import Candidate, personal_before_list
from sozialstrategie.action.committees.minutes.gathering import facts_of
from sozialstrategie.action.committees.models import Attendance, Meeting, Membership
from sozialstrategie.kit.accounts.queries import actor_for
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Conflict, Forbidden, Refused
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.workplace.models import OutgoingMail
from tests.action.committees.conftest import WHO, meeting_of, point
from tests.action.strategy.conftest import actor_in, person_in


def by(obj: Any, name: str = "meeting") -> dict[str, Any]:
    return {"actor": WHO, name: obj, "version": obj.version}


def row(meeting: Meeting, member: Membership) -> Attendance:
    return Attendance.objects.select_related("meeting", "meeting__committee", "membership", "owner").get(
        meeting=meeting, membership=member
    )


@pytest.fixture
def listed(group: SimpleNamespace) -> list[Membership]:
    """Two substitutes for the whole body, entered in this order."""
    return [
        bodies.create_membership(
            actor=WHO, committee=group.committee, name=f"Liste {n}", function=Function.SUBSTITUTE, email=f"l{n}@example.org"
        )
        for n in (2, 1)
    ]  # fmt: skip


@pytest.fixture
def meeting(group: SimpleNamespace, listed: list[Membership]) -> Meeting:
    made = meeting_of(group.committee)
    point(made)
    return services.invite(**by(made))


def cancels(meeting: Meeting, member: Membership) -> Attendance:
    found = row(meeting, member)
    inviting.answer_as_person(actor=WHO, attendance=found, answer="no")
    return row(meeting, member)


def ask(meeting: Meeting, member: Membership) -> Attendance:
    return substitutes.ask_substitute(**by(row(meeting, member), "attendance"))


# --- the rule ---------------------------------------------------------------------------------------------------------

_candidates = st.lists(
    st.builds(Candidate, st.integers(10, 30), st.sampled_from([None, 1, 2]), st.booleans()), max_size=6, unique_by=lambda c: c.key
)  # fmt: skip


@given(_candidates, st.sets(st.integers(10, 30), max_size=3))
def test_the_rule_is_enumeration(candidates: list[Candidate], asked: set[int]) -> None:
    """Nobody of another member, nobody twice, no one who cannot; a personal one whenever there is one, else the first of the list."""
    found = personal_before_list(1, candidates, asked=asked)
    able = [c for c in candidates if c.free and c.key not in asked]
    personal, general = [c.key for c in able if c.of == 1], [c.key for c in able if c.of is None]
    assert found == (min(personal) if personal else min(general) if general else None)


# --- the act ----------------------------------------------------------------------------------------------------------


def test_personal_first_then_the_list(group: SimpleNamespace, meeting: Meeting, listed: list[Membership]) -> None:
    cancels(meeting, group.members[0])
    first = ask(meeting, group.members[0])
    assert (first.membership, first.stands_in_for) == (group.substitute, group.members[0])
    with pytest.raises(Refused, match="Gefragt ist schon: Vertretung 1"):
        ask(meeting, group.members[0])
    inviting.answer_as_person(actor=WHO, attendance=row(meeting, group.substitute), answer="no")
    assert ask(meeting, group.members[0]).membership == listed[0]  # the first that was entered, not the first by name
    cancels(meeting, group.members[1])  # has no personal one
    assert ask(meeting, group.members[1]).membership == listed[1]
    cancels(meeting, group.members[2])
    with pytest.raises(Refused, match="keine Stellvertretung eingetragen, die noch gefragt werden kann"):
        ask(meeting, group.members[2])


def test_one_act_with_mail_and_history(group: SimpleNamespace, meeting: Meeting, settings: Any) -> None:
    settings.SENDS_MAIL = True
    cancels(meeting, group.members[0])
    before = Act.objects.count()
    asked = ask(meeting, group.members[0])
    (mail,) = OutgoingMail.objects.all()
    assert mail.recipient == "v@example.org" and mail.subject.startswith("Einladung")
    assert f"sitzung-{meeting.uid}" in mail.attachments[0][2]
    assert Act.objects.count() == before + 1
    act = Act.objects.latest("sequence")
    assert act.verb == "committees.ask_substitute" and act.changes is not None
    assert act.changes["fields"] == {"asked": [None, str(asked.uid)], "told": [None, True]}


@pytest.mark.parametrize("there", [True, False])
def test_who_stands_in_may_vote_where_the_member_is_absent(
    group: SimpleNamespace, meeting: Meeting, listed: list[Membership], there: bool
) -> None:
    """A list substitute has a seat only in place of the member; that member's coming takes the seat back."""
    absent, others = group.members[1], [group.members[0], *group.members[2:]]
    cancels(meeting, absent)
    asked = ask(meeting, absent)
    services.open_meeting(**by(meeting))
    (item,) = queries.items_of(meeting)
    for member in (*others, asked.membership, listed[1], *([absent] if there else [])):
        recording.arrive(actor=WHO, attendance=row(meeting, member))
    room = room_at(item)
    expected = {m.pk for m in others} | {absent.pk if there else asked.membership_id}
    assert queries.presence_of(meeting, item).present == expected
    assert (room.present, room.eligible) == (4, 4)  # the other one of the list came and has no vote
    assert listed[1] not in room.voters
    facts = facts_of(meeting)
    said = {p.name: (p.votes, p.remark) for p in facts.present}
    assert said[asked.name] == ((False, "") if there else (True, "für Mitglied 2"))
    assert said[listed[1].name] == (False, "")
    assert [(a.name, a.substitute) for a in facts.absent if a.name == "Mitglied 2"] == (
        [] if there else [("Mitglied 2", asked.name)]
    )


def test_also_on_the_day_itself_whoever_is_marked_absent_is_replaced(group: SimpleNamespace, meeting: Meeting) -> None:
    services.open_meeting(**by(meeting))
    with pytest.raises(Refused, match="hat nicht abgesagt"):
        ask(meeting, group.members[0])
    recording.miss(actor=WHO, attendance=row(meeting, group.members[0]), excused=True, reason="Zahnarzt")
    assert ask(meeting, group.members[0]).membership == group.substitute


def test_another_day_asks_the_members_again(group: SimpleNamespace, meeting: Meeting) -> None:
    cancels(meeting, group.members[0])
    ask(meeting, group.members[0])
    start = meeting.start + timedelta(days=1)
    services.edit_meeting(**by(meeting), start=start, end=start + timedelta(hours=2))
    assert row(meeting, group.substitute).stands_in_for is None
    assert row(meeting, group.members[0]).answer == "open"


def test_nobody_waits_for_an_answer_of_one_who_was_not_asked(
    group: SimpleNamespace, home: Organisation, settings: Any
) -> None:
    person = person_in(home, Role.SPECIALIST_PLANNER)
    bodies.edit_membership(**by(group.substitute, "membership"), person=person)
    made = meeting_of(group.committee, days=20)
    point(made)
    services.invite(**by(made))
    assert [i.key for i in open_items(actor_for(person), home)] == []
    cancels(made, group.members[0])
    ask(made, group.members[0])
    assert [i.key for i in open_items(actor_for(person), home)] == [f"committees.answer:{made.uid}"]


def test_refusals(group: SimpleNamespace, meeting: Meeting, clerk: Actor, home: Organisation) -> None:
    guest_like = row(meeting, group.substitute)
    inviting.answer_as_person(actor=WHO, attendance=guest_like, answer="no")
    with pytest.raises(Refused, match="hat nicht abgesagt"):  # a substitute has no substitute
        substitutes.ask_substitute(**by(row(meeting, group.substitute), "attendance"))
    line = cancels(meeting, group.members[1])
    before = Act.objects.count()
    for actor in (group.member, actor_in(home, Role.LEADERSHIP)):
        with pytest.raises(Forbidden):
            substitutes.ask_substitute(actor=actor, attendance=line, version=line.version)
    with pytest.raises(Conflict):
        substitutes.ask_substitute(actor=clerk, attendance=line, version=line.version - 1)
    services.cancel_meeting(**by(meeting), reason="Sturm.")
    line = row(meeting, group.members[1])
    with pytest.raises(Refused, match="abgesagt"):
        substitutes.ask_substitute(actor=clerk, attendance=line, version=line.version)
    assert Act.objects.count() == before + 1  # the cancellation alone
    assert not Attendance.objects.exclude(stands_in_for=None).exists()


def test_the_twin_may_not(group: SimpleNamespace, meeting: Meeting, twin: Organisation) -> None:
    line = cancels(meeting, group.members[0])
    with pytest.raises(Forbidden):
        substitutes.ask_substitute(actor=actor_in(twin, Role.CLERK), attendance=line, version=line.version)
