"""From the records of a meeting to the plain facts that minutes are composed from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from sozialstrategie.action.committees.bodies.queries import memberships_on
from sozialstrategie.action.committees.decisions.queries import votes_at
from sozialstrategie.action.committees.enums import BY_LAW_OF_COUNCIL, AttendanceState, Function, ItemState, Purpose
from sozialstrategie.action.committees.law.defaults import law
from sozialstrategie.action.committees.meetings.presence import judged, presence
from sozialstrategie.action.committees.meetings.queries import seats_of
from sozialstrategie.action.committees.meetings.recording import ITEM
from sozialstrategie.action.committees.minutes.facts import (
    Absent,
    DecisionFacts,
    ItemFacts,
    MeetingFacts,
    Present,
    TaskFacts,
    VoteFacts,
)
from sozialstrategie.action.committees.models import AgendaItem, Attendance, Decision, Meeting, Membership, Vote
from sozialstrategie.action.committees.papers.queries import steps_under
from sozialstrategie.kit.workplace.models import Task

DECISION = "committees.decision"
_BERLIN = ZoneInfo("Europe/Berlin")


def facts_of(meeting: Meeting) -> MeetingFacts:
    """Everything recorded in a meeting. For services and tests; pages show what `minutes.queries` gives them."""
    rows = list(
        Attendance.objects.filter(meeting=meeting, owner=meeting.owner_id, deleted_at=None).select_related(
            "membership", "stands_in_for"
        )
    )
    members = memberships_on(meeting.committee, timezone.localdate(meeting.start))
    present, absent, guests = _people(meeting, rows, members)
    items = list(
        AgendaItem.objects.filter(meeting=meeting, owner=meeting.owner_id, deleted_at=None).select_related(
            "meeting", "meeting__committee"
        )
    )
    end = meeting.closed_at
    return MeetingFacts(
        organisation=meeting.owner.name,
        committee=meeting.committee.name,
        title=meeting.title,
        start=_here(meeting.opened_at or meeting.start),
        end=_here(end) if end else None,
        place=meeting.place or ("Videokonferenz" if meeting.online_url else ""),
        chair=meeting.chair,
        minute_taker=meeting.minute_taker,
        quorum=_quorum(meeting, rows) if present else "",
        present=tuple(present),
        absent=tuple(absent),
        guests=tuple(guests),
        items=tuple(_item(item, number) for number, item in enumerate(items, start=1)),
        is_example=meeting.owner.is_example,
        law=law().short if meeting.committee.kind in BY_LAW_OF_COUNCIL else "",
    )


def _here(moment: datetime) -> datetime:
    return moment.astimezone(_BERLIN)


def _people(
    meeting: Meeting, rows: list[Attendance], members: list[Membership]
) -> tuple[list[Present], list[Absent], list[str]]:
    by_member = {row.membership_id: row for row in rows if row.membership_id is not None}
    came = {pk for pk, row in by_member.items() if row.state == AttendanceState.PRESENT}
    here = [_present(meeting, by_member[m.pk], m, by_member) for m in members if m.pk in came]
    known = {m.pk for m in members}
    # somebody whose membership ended meanwhile still was there
    here += [
        _present(meeting, row, row.membership, by_member)
        for pk, row in by_member.items()
        if pk in came and pk not in known and row.membership is not None
    ]
    away = [
        _absent(m, by_member, members, came)
        for m in members
        if m.pk not in came and m.function not in (Function.SUBSTITUTE, Function.MINUTE_TAKER)
    ]
    guests = [row.name for row in rows if row.membership_id is None and row.state == AttendanceState.PRESENT]
    return here, away, sorted(guests)


def _present(meeting: Meeting, row: Attendance, member: Membership, rows: Mapping[int, Attendance]) -> Present:
    remarks = []
    votes = member.voting and member.function != Function.MINUTE_TAKER
    if member.function == Function.SUBSTITUTE:
        instead_of = _instead_of(row, member)
        stands_in = instead_of is not None and not _all_the_time(meeting, rows.get(instead_of.pk))
        votes = votes and stands_in
        if stands_in and instead_of is not None:
            remarks.append(f"für {instead_of.name}")
    if row.arrived_at is not None and _late(meeting, row):
        remarks.append(f"ab {_here(row.arrived_at):%H:%M} Uhr")
    if row.left_at is not None and _early(meeting, row):
        remarks.append(f"bis {_here(row.left_at):%H:%M} Uhr")
    function = member.get_function_display() + (f", {member.on_behalf_of}" if member.on_behalf_of else "")
    return Present(member.name, function, votes, ", ".join(remarks))


def _instead_of(row: Attendance, member: Membership) -> Membership | None:
    """Whose place a substitute takes in this meeting: of whom it was asked for, else of its own member."""
    return row.stands_in_for or member.substitute_for


def _late(meeting: Meeting, row: Attendance) -> bool:
    return row.arrived_at is not None and row.arrived_at > (meeting.opened_at or meeting.start)


def _early(meeting: Meeting, row: Attendance) -> bool:
    return row.left_at is not None and (meeting.closed_at is None or row.left_at < meeting.closed_at)


def _all_the_time(meeting: Meeting, row: Attendance | None) -> bool:
    """There from the beginning to the end; nobody stood in."""
    came = row is not None and row.state == AttendanceState.PRESENT
    return came and row is not None and not _late(meeting, row) and not _early(meeting, row)


def _absent(member: Membership, rows: dict[int, Attendance], members: list[Membership], came: set[int]) -> Absent:
    row = rows.get(member.pk)
    asked = [a.name for pk, a in rows.items() if a.stands_in_for_id == member.pk and pk in came]
    own = [
        m.name
        for m in members
        if m.substitute_for_id == member.pk and m.pk in came and rows[m.pk].stands_in_for_id in (None, member.pk)
    ]
    substitute = next(iter([*asked, *own]), "")
    return Absent(member.name, member.get_function_display(), row.reason if row else "", substitute)


def _quorum(meeting: Meeting, rows: list[Attendance]) -> str:
    """Whether the body could decide when the meeting began, and later where only later comers made it so; each vote holds
    its own count."""
    came = {row.membership_id: row for row in rows if row.state == AttendanceState.PRESENT}
    first, ever = (
        presence(
            [replace(s, there=s.key in came and (late or not _late(meeting, came[s.key]))) for s in seats_of(meeting)]
        )
        for late in (False, True)
    )
    if not first.eligible:
        return ""
    rule = meeting.committee.quorum_rule
    begun, later = judged(rule, first), judged(rule, ever)
    after = "" if later.met == begun.met else f" Mit den später Gekommenen: {later.reason}"
    return f"Zu Beginn: {begun.reason}{after}"


def _item(item: AgendaItem, number: int) -> ItemFacts:
    decisions = list(Decision.objects.filter(item=item, owner=item.owner_id, deleted_at=None).order_by("id"))
    recused = item.recusals.filter(deleted_at=None, owner=item.owner_id).select_related("membership")
    steps = [step for step in steps_under(item) if step.paper.is_public or not item.is_public]
    papers = [step.paper.reference or step.paper.title for step in steps]
    return ItemFacts(
        number=str(number),
        title=item.title,
        purpose=item.get_purpose_display(),
        public=item.is_public,
        text=item.text,
        outcome=item.get_state_display() if item.state != ItemState.OPEN else "",
        recused=tuple(sorted(r.membership.name for r in recused)),
        papers=tuple(dict.fromkeys(papers)),
        votes=tuple(_vote(vote, item, decisions) for vote in votes_at(item)),
        decisions=tuple(_decision(d, item) for d in decisions),
        tasks=tuple(_tasks(item, decisions)),
        votes_expected=item.purpose == Purpose.DECISION,
        is_open=item.state == ItemState.OPEN and not decisions,
    )


def _decision(decision: Decision, item: AgendaItem) -> DecisionFacts:
    """In the public part a decision that is not public shows that it is there, and no more."""
    if item.is_public and not decision.is_public:
        return DecisionFacts(decision.number, "nicht öffentlich", "Der Wortlaut ist nicht öffentlich.")
    return DecisionFacts(decision.number, decision.get_result_display(), decision.text or decision.title)


def _vote(vote: Vote, item: AgendaItem, decisions: list[Decision]) -> VoteFacts:
    ballots = tuple((_voter(b.membership, item.meeting), b.get_choice_display()) for b in vote.ballots.all())
    hidden = item.is_public and any(d.vote_id == vote.pk and not d.is_public for d in decisions)
    settled = vote.override_confirmed_by is not None
    return VoteFacts(
        vote.yes, vote.no, vote.abstain, vote.invalid, vote.present, vote.eligible, vote.carried, vote.outcome_words,
        vote.rule_words, vote.is_secret, vote.override_reason if settled else "", ballots,
        "" if hidden else vote.motion,
    )  # fmt: skip


def _voter(member: Membership, meeting: Meeting) -> str:
    """Who voted; a substitute with whose vote it was."""
    if member.function != Function.SUBSTITUTE:
        return member.name
    row = Attendance.objects.filter(meeting=meeting, membership=member, owner=meeting.owner_id, deleted_at=None).first()
    instead_of = _instead_of(row, member) if row is not None else member.substitute_for
    return f"{member.name} für {instead_of.name}" if instead_of is not None else member.name


def _tasks(item: AgendaItem, decisions: list[Decision]) -> list[TaskFacts]:
    """What was given to do: tasks of the point, and of what was decided at it. Units are named, never persons."""
    places = [(ITEM, item.uid), *((DECISION, d.uid) for d in decisions)]
    found = []
    for kind, uid in places:
        rows = Task.objects.filter(owner=item.owner_id, about_type=kind, about_uid=uid, deleted_at=None)
        found += [TaskFacts(t.title, t.unit, t.due) for t in rows if not (t.confidential and item.is_public)]
    return found
