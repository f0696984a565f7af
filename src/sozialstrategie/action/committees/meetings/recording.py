"""Recording a meeting while it runs: who is there, what was said to each point, who takes no part, what is to be done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from sozialstrategie.action.committees.enums import AttendanceState, ItemState, MeetingState
from sozialstrategie.action.committees.meetings import queries
from sozialstrategie.action.committees.meetings.services import MINUTED
from sozialstrategie.action.committees.meetings.states import CHANGE
from sozialstrategie.action.committees.models import (
    AgendaItem,
    Attendance,
    Meeting,
    Membership,
    ParkedTopic,
    Recusal,
    Vote,
)
from sozialstrategie.action.strategy.services import writing
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.versions import save_version
from sozialstrategie.kit.workplace.models import Task
from sozialstrategie.kit.workplace.services import create_task

ITEM = "committees.item"  # how tasks name a point


# --- people -----------------------------------------------------------------------------------------------------------


def arrive(*, actor: Actor, attendance: Attendance, late: bool = False) -> Attendance:
    """Somebody is there, or is back. `late`: came only now, after the meeting had begun; the minutes say when.

    Raises:
        Refused: not running any more. Forbidden.
    """
    came = timezone.now() if late else attendance.arrived_at
    values = {"state": AttendanceState.PRESENT, "left_at": None, "reason": "", "arrived_at": came}
    return _mark(actor, attendance, "committees.arrive", values)


def leave(*, actor: Actor, attendance: Attendance) -> Attendance:
    """Somebody leaves before the end.

    Raises:
        Refused: the person is not there.
    """
    if not queries.is_there(attendance):
        raise Refused(f"{attendance.name} ist nicht als anwesend eingetragen.")
    return _mark(actor, attendance, "committees.leave", {"left_at": timezone.now()})


def miss(*, actor: Actor, attendance: Attendance, excused: bool, reason: str = "") -> Attendance:
    """Somebody is not there. The reason stands in the minutes and nowhere else.

    Raises:
        Refused: not running any more.
    """
    state = AttendanceState.EXCUSED if excused else AttendanceState.ABSENT
    values = {"state": state, "reason": reason.strip()[:200], "arrived_at": None, "left_at": None}
    return _mark(actor, attendance, "committees.miss", values)


def _mark(actor: Actor, attendance: Attendance, verb: str, values: dict[str, Any]) -> Attendance:
    with act(verb, actor=actor, permission=CHANGE, owner=attendance.owner, obj=attendance) as record:
        demand_recordable(attendance.meeting)
        if all(getattr(attendance, name) == value for name, value in values.items()):
            record.nothing_changed()
            return attendance
        save_version(attendance, version=attendance.version, values=values)
    return attendance


def add_guest(*, actor: Actor, meeting: Meeting, name: str) -> Attendance:
    """Somebody who is there and belongs to no seat. Raises: Refused, Invalid, Forbidden."""
    with act("committees.add_guest", actor=actor, permission=CHANGE, owner=meeting.owner) as record:
        demand_recordable(meeting)
        guest = Attendance(owner=meeting.owner, meeting=meeting, name=name.strip(), state=AttendanceState.PRESENT)
        writing.insert(guest)
        record.created(guest)
    return guest


# --- points -----------------------------------------------------------------------------------------------------------


def begin_item(*, actor: Actor, item: AgendaItem) -> AgendaItem:
    """The clock of a point starts, or goes on; that of any other point stops.

    Raises:
        Refused: the meeting does not run. Forbidden.
    """
    with act("committees.begin_item", actor=actor, permission=CHANGE, owner=item.owner, obj=item):
        _demand_running(item.meeting)
        now = timezone.now()
        for other in queries.items_of(item.meeting):
            if other.pk != item.pk and other.began_at and not other.ended_at:
                save_version(other, version=other.version, values={"ended_at": now})
        save_version(item, version=item.version, values={"began_at": item.began_at or now, "ended_at": None})
    return item


def end_item(*, actor: Actor, item: AgendaItem) -> AgendaItem:
    """The clock of a point stops. Raises: Refused, Forbidden."""
    with act("committees.end_item", actor=actor, permission=CHANGE, owner=item.owner, obj=item):
        _demand_running(item.meeting)
        if item.began_at is None or item.ended_at is not None:
            raise Refused("Dieser Punkt läuft nicht.")
        save_version(item, version=item.version, values={"ended_at": timezone.now()})
    return item


def record_item(*, actor: Actor, item: AgendaItem, version: int, text: str, state: str) -> AgendaItem:
    """What was said to a point, and what became of it.

    Sending the same words once more, as a browser does that heard no answer, changes nothing.

    Raises:
        Refused: not running, minutes went out, or an outcome is taken away after the meeting. Conflict, Invalid, Forbidden.
    """
    with act("committees.record_item", actor=actor, permission=CHANGE, owner=item.owner, obj=item) as record:
        demand_recordable(item.meeting)
        values: dict[str, Any] = {"text": _lines(text), "state": state}
        if all(getattr(item, name) == value for name, value in values.items()):
            record.nothing_changed()
            return item
        if state == ItemState.OPEN and item.meeting.state == MeetingState.CLOSED:
            raise Refused("Die Sitzung ist geschlossen; jeder Punkt braucht ein Ergebnis.")
        if state != ItemState.OPEN and item.began_at and not item.ended_at:
            values["ended_at"] = timezone.now()
        writing.change(record, item, version=version, values=values, allowed=frozenset({"text", "state", "ended_at"}))
    return item


def _lines(text: str) -> str:
    """Browsers send line ends as CR LF."""
    return text.replace("\r\n", "\n").strip()


def set_recused(*, actor: Actor, item: AgendaItem, members: Iterable[Membership]) -> list[Recusal]:
    """Say who takes no part in a point; whoever is not named takes part again.

    Raises:
        Refused: a person of another body, or one who counted in a vote on the point. Forbidden.
    """
    wanted = {m.pk: m for m in members}
    with act("committees.set_recused", actor=actor, permission=CHANGE, owner=item.owner, obj=item) as record:
        demand_recordable(item.meeting)
        known = {m.pk for m in queries.to_invite(item.meeting)}
        if not set(wanted) <= known:
            raise Refused("Diese Person gehört dem Gremium an dem Tag nicht an.")
        standing = {r.membership_id: r for r in Recusal.objects.filter(item=item, owner=item.owner_id, deleted_at=None)}
        if set(standing) == set(wanted):
            record.nothing_changed()
            return list(standing.values())
        _demand_not_voted(item, [m for pk, m in wanted.items() if pk not in standing])
        for pk in set(standing) - set(wanted):
            save_version(standing[pk], version=standing[pk].version, values={"deleted_at": timezone.now()})
        for pk in set(wanted) - set(standing):
            writing.insert(Recusal(owner=item.owner, item=item, membership=wanted[pk]))
        record.note("recused", sorted(str(m.uid) for m in wanted.values()))
    return list(Recusal.objects.filter(item=item, owner=item.owner_id, deleted_at=None))


def _demand_not_voted(item: AgendaItem, members: list[Membership]) -> None:
    """Whoever was there counted in a vote that was taken; without them it has to be taken again."""
    if not Vote.objects.filter(item=item, owner=item.owner_id, deleted_at=None).exists():
        return
    came = Attendance.objects.filter(
        meeting=item.meeting,
        owner=item.owner_id,
        deleted_at=None,
        state=AttendanceState.PRESENT,
        membership__in=members,
    )
    if names := ", ".join(sorted(row.name for row in came)):
        raise Refused(
            f"Zu diesem Punkt ist schon abgestimmt, und dabei zählte mit: {names}. "
            "Bitte nehmen Sie zuerst die Abstimmung heraus und tragen Sie sie ohne diese Stimme neu ein."
        )


def add_task(
    *, actor: Actor, item: AgendaItem, title: str, unit: str = "", due: date | None = None, responsible: Any = None
) -> Task:
    """What somebody is to do after a point; it stands in the inbox at once, not public where the point is not.

    Raises:
        Refused: a value cannot stand. Forbidden.
    """
    demand_recordable(item.meeting)
    meeting = item.meeting
    return create_task(
        actor=actor, owner=item.owner, title=title, unit=unit, due=due, responsible=responsible,
        confidential=not item.is_public, about=(ITEM, item.uid), permission=CHANGE,
        about_title=f"{meeting.committee}: {item.title}" if item.is_public else f"{meeting.committee}: nicht öffentlich",
        about_url=reverse("committees:meeting", args=[item.owner.slug, meeting.uid]),
    )  # fmt: skip


def park(*, actor: Actor, meeting: Meeting, title: str) -> ParkedTopic:
    """Something that came up and waits for another time. Raises: Refused, Invalid, Forbidden."""
    with act("committees.park", actor=actor, permission=CHANGE, owner=meeting.owner) as record:
        demand_recordable(meeting)
        topic = writing.insert(ParkedTopic(owner=meeting.owner, meeting=meeting, title=title.strip()))
        record.created(topic)
    return topic


# --- when -------------------------------------------------------------------------------------------------------------


def demand_recordable(meeting: Meeting) -> None:
    """Recorded is while a meeting runs, and put right afterwards until minutes go out.

    Raises:
        Refused.
    """
    if meeting.state == MeetingState.CLOSED and queries.is_minuted(meeting):
        raise Refused(MINUTED)
    if meeting.state not in (MeetingState.RUNNING, MeetingState.CLOSED):
        raise Refused(f"Die Sitzung ist {MeetingState(meeting.state).label}. Bitte eröffnen Sie sie zuerst.")


def _demand_running(meeting: Meeting) -> None:
    if meeting.state != MeetingState.RUNNING:
        raise Refused("Die Uhr läuft nur in einer eröffneten Sitzung.")
