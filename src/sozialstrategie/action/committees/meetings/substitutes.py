"""Substitutes: whom a body asks in place of a member who cannot come, and the one act that asks.

The rule is called "persönliche Stellvertretung vor der Liste" (`personal_before_list`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sozialstrategie.action.committees.enums import Answer, AttendanceState, Function, MeetingState
from sozialstrategie.action.committees.meetings import inviting
from sozialstrategie.action.committees.meetings.states import CHANGE
from sozialstrategie.action.committees.models import Attendance, Meeting
from sozialstrategie.kit.accounts.mail import sends_mail
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.versions import save_version

_AWAY = (AttendanceState.EXCUSED, AttendanceState.ABSENT)
RULE = (
    "Zuerst die persönliche Stellvertretung, dann die Liste; jeweils in der Reihenfolge, in der sie eingetragen sind."
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A substitute on the list of a meeting. `of`: key of the one member, None = of the whole body (on the list).

    Args:
        free: has not said no, is not marked as absent, and stands in for nobody yet.
    """

    key: int
    of: int | None
    free: bool


def personal_before_list(member: int, candidates: Sequence[Candidate], *, asked: Collection[int] = ()) -> int | None:
    """Who is asked next in place of a member: personal substitutes first, then the list; each in the order of entry.

    Args:
        asked: keys of those who were asked for this member already.

    >>> personal_before_list(1, [Candidate(2, None, True), Candidate(3, 1, True)])
    3
    """
    ordered = sorted((c for c in candidates if c.of in (member, None)), key=lambda c: (c.of is None, c.key))
    return next((c.key for c in ordered if c.free and c.key not in asked), None)


def cannot_come(row: Attendance) -> bool:
    """A member with a vote or a function who said no, or is marked as absent."""
    member = row.membership
    if member is None or member.function in (Function.SUBSTITUTE, Function.MINUTE_TAKER):
        return False
    return row.answer == Answer.NO or row.state in _AWAY


def ask_substitute(*, actor: Actor, attendance: Attendance, version: int) -> Attendance:
    """Invite the substitute of a member who cannot come, by `personal_before_list`. From now on this person stands in.

    The invitation goes out where there is a mail server and an address; else the page offers a link to pass on.

    Args:
        attendance: the line of the member.

    Returns:
        the line of the substitute.

    Raises:
        Refused: the member has not cancelled, somebody stands in already, nobody is left, the meeting is not invited to or over.
        Conflict, Forbidden.
    """
    meeting = attendance.meeting
    with act(
        "committees.ask_substitute", actor=actor, permission=CHANGE, owner=attendance.owner, obj=attendance
    ) as record:
        inviting.demand_invited(meeting)
        Meeting.objects.select_for_update().get(pk=meeting.pk)  # two at once must not give one person two seats
        save_version(attendance, version=version, values={})
        if not cannot_come(attendance):
            raise Refused(f"{attendance.name} hat nicht abgesagt. Eine Vertretung wird erst dann gebraucht.")
        if meeting.state == MeetingState.INVITED:
            inviting.list_members(meeting)  # whoever joined the body meanwhile can be asked too
        chosen = _next(attendance)
        save_version(chosen, version=chosen.version, values={"stands_in_for": attendance.membership})
        told = bool(sends_mail() and inviting.tell(chosen, meeting, inviting.INVITED))
        record.note("asked", str(chosen.uid))
        record.note("told", told)
    return chosen


def _next(attendance: Attendance) -> Attendance:
    rows = {
        row.pk: row
        for row in Attendance.objects.filter(
            meeting=attendance.meeting, owner=attendance.owner_id, deleted_at=None, membership__function=Function.SUBSTITUTE
        ).select_related("membership", "membership__person", "meeting", "owner")
    }  # fmt: skip
    by_member = {row.membership_id: row for row in rows.values()}
    mine = [row for row in rows.values() if row.stands_in_for_id == attendance.membership_id]
    if standing := next((row for row in mine if _can(row)), None):
        raise Refused(f"Gefragt ist schon: {standing.name}.")
    candidates = [
        Candidate(row.membership_id, row.membership.substitute_for_id, row.stands_in_for_id is None and _can(row))
        for row in rows.values()
    ]
    assert attendance.membership_id is not None  # nobody stands in for a guest: `cannot_come`
    key = personal_before_list(attendance.membership_id, candidates, asked={row.membership_id for row in mine})
    if key is None:
        raise Refused(f"Für {attendance.name} ist keine Stellvertretung eingetragen, die noch gefragt werden kann.")
    return by_member[key]


def _can(row: Attendance) -> bool:
    return row.answer != Answer.NO and row.state not in _AWAY
