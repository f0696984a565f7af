"""Reading minutes. Drafts are for those who write them, the non-public part for the body and its office."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from sozialstrategie.action.committees.enums import MeetingState, MinutesPart, MinutesState
from sozialstrategie.action.committees.models import Meeting, Minutes
from sozialstrategie.action.committees.queries import ENTER, VIEW, VIEW_NON_PUBLIC, meetings_for, own_seats
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed, demand


def minutes_for(actor: Actor, organisation: Organisation) -> QuerySet[Minutes]:
    """Minutes, newest meeting first.

    Clerks, planners and leadership see all. Members of the body see both parts once they were sent to them. Other staff
    see the public part once it is approved.

    Raises:
        Forbidden: no right to any.
    """
    demand(ENTER, actor, organisation)
    rows: QuerySet[Minutes] = Minutes.objects.filter(owner=organisation, deleted_at=None)
    rows = rows.select_related("meeting", "meeting__committee", "approved_in", "owner")
    rows = rows.order_by("-meeting__start", "part", "-number")
    if allowed(VIEW_NON_PUBLIC, actor, organisation):
        return rows
    mine = own_seats(actor, organisation).values("committee_id")
    seen = Q(meeting__committee__in=mine) & ~Q(state=MinutesState.DRAFT)
    if allowed(VIEW, actor, organisation):
        seen |= Q(part=MinutesPart.PUBLIC, state=MinutesState.APPROVED)
    return rows.filter(seen)


def minutes_one(actor: Actor, organisation: Organisation, uid: UUID) -> Minutes | None:
    return minutes_for(actor, organisation).filter(uid=uid).first()


def minutes_of(actor: Actor, meeting: Meeting) -> list[Minutes]:
    """All versions of both parts that the actor may see."""
    return list(minutes_for(actor, meeting.owner).filter(meeting=meeting))


def last_version(meeting: Meeting, part: str) -> Minutes | None:
    """The newest version of a part; for services."""
    rows = Minutes.objects.filter(meeting=meeting, owner=meeting.owner_id, part=part, deleted_at=None)
    found: Minutes | None = rows.order_by("-number").first()
    return found


def approving_meetings(minutes: Minutes) -> QuerySet[Meeting]:
    """Later meetings of the same body that have begun; in one of them the minutes are approved."""
    found: QuerySet[Meeting] = Meeting.objects.filter(
        owner=minutes.owner_id, committee=minutes.meeting.committee_id, deleted_at=None, start__gt=minutes.meeting.start,
        start__lte=timezone.now(), state__in=(MeetingState.RUNNING, MeetingState.CLOSED),
    ).order_by("start")  # fmt: skip
    return found


def meetings_without(actor: Actor, organisation: Organisation) -> list[Meeting]:
    """Closed meetings for which nobody has begun minutes."""
    rows = meetings_for(actor, organisation).filter(state=MeetingState.CLOSED)
    return list(rows.exclude(pk__in=Minutes.objects.filter(owner=organisation, deleted_at=None).values("meeting_id")))
