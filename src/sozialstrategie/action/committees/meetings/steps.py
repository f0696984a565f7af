"""What waits for somebody around meetings: on the start page, in the inbox and in the daily mail."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from sozialstrategie.action.committees import queries
from sozialstrategie.action.committees.enums import Answer, MeetingState
from sozialstrategie.action.committees.meetings import queries as meetings
from sozialstrategie.action.committees.meetings.states import CHANGE
from sozialstrategie.action.committees.models import Meeting
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.workplace.queries import OpenItem

AHEAD = timedelta(days=28)  # when preparing a meeting becomes the next thing to do
INVITE_BEFORE = timedelta(days=14)
BACK = timedelta(days=90)  # an older meeting that nobody closed is history, not a next step


def open_items(actor: Actor, organisation: Organisation) -> list[OpenItem]:
    """For the clerk's office: agenda missing, invitation due, meeting to be closed. For members: an open invitation."""
    if not allowed(queries.ENTER, actor, organisation):
        return []
    now = timezone.now()
    is_office = allowed(CHANGE, actor, organisation)
    found = []
    for meeting in queries.meetings_for(actor, organisation).filter(start__lte=now + AHEAD, end__gte=now - BACK):
        if not meeting.committee.is_of_council:
            waiting = [_office(meeting) if is_office else None, _own(actor, meeting)]
            found += [item for item in waiting if item is not None]
    return found


def _office(meeting: Meeting) -> OpenItem | None:
    """What the clerk's office does next for one meeting; None when nothing."""
    now, state = timezone.now(), meeting.state
    day = timezone.localdate(meeting.start)
    if state == MeetingState.DRAFT and meeting.end >= now:
        if not meetings.items_of(meeting):
            return _item(meeting, "agenda", "Eine Sitzung braucht eine Tagesordnung", "Tagesordnung schreiben", 24)
        if meeting.start <= now + INVITE_BEFORE:
            return _item(meeting, "invite", "Zu einer Sitzung ist noch nicht eingeladen", "Einladen", 16, due=day)
    if state in (MeetingState.INVITED, MeetingState.RUNNING) and meeting.end < now:
        words = "Eine Sitzung ist vorbei und noch nicht geschlossen"
        return _item(meeting, "close", words, "Festhalten und schließen", 20, due=day)
    if state == MeetingState.RUNNING:
        return _item(meeting, "today", "Eine Sitzung läuft", "Sitzung leiten", 12, due=day)
    if state == MeetingState.INVITED and day == timezone.localdate():
        return _item(meeting, "today", "Heute ist Sitzung", "Sitzung leiten", 12, due=day)
    return None


def _own(actor: Actor, meeting: Meeting) -> OpenItem | None:
    if meeting.state != MeetingState.INVITED or meeting.start <= timezone.now():
        return None
    row = meetings.own_attendance(actor, meeting)
    if row is None or row.answer != Answer.OPEN or not meetings.is_asked(row):
        return None
    day = timezone.localdate(meeting.start)
    return _item(meeting, "answer", "Sie sind eingeladen", "Antworten", 14, due=day, personal=True)


def _item(
    meeting: Meeting,
    what: str,
    title: str,
    action: str,
    weight: int,
    *,
    due: date | None = None,
    personal: bool = False,
) -> OpenItem:
    name = f"{meeting.committee.name}, {timezone.localtime(meeting.start):%d.%m.%Y, %H:%M} Uhr"
    return OpenItem(
        key=f"committees.{what}:{meeting.uid}",
        kind="Sitzung",
        title=title,
        text=name,
        action=action,
        url=reverse("committees:meeting", args=[meeting.owner.slug, meeting.uid]),
        due=due,
        weight=weight,
        personal=personal,
        mail_title=f"{title}: {name}",
    )
