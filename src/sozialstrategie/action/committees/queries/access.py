"""Who sees which bodies, meetings and points."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from sozialstrategie.action.committees.enums import COUNCIL_KINDS, MeetingState
from sozialstrategie.action.committees.models import AgendaItem, Attendance, Committee, Meeting, Membership
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed, demand

ENTER, VIEW, VIEW_NON_PUBLIC = "committees.enter", "committees.view", "committees.view_non_public"


def in_force(on: date, prefix: str = "") -> Q:
    """Memberships that hold on a day: their own days and those of their term; first and last day included."""
    p = prefix
    own = (Q(**{f"{p}start": None}) | Q(**{f"{p}start__lte": on})) & (
        Q(**{f"{p}end": None}) | Q(**{f"{p}end__gte": on})
    )
    term = Q(**{f"{p}term": None}) | (
        Q(**{f"{p}term__start__lte": on}) & (Q(**{f"{p}term__end": None}) | Q(**{f"{p}term__end__gte": on}))
    )
    return own & term & Q(**{f"{p}deleted_at": None})


def own_seats(actor: Actor, organisation: Organisation, on: date | None = None) -> QuerySet[Membership]:
    """The memberships of this very person that hold today (or on a day)."""
    rows = Membership.objects.filter(in_force(on or timezone.localdate()), owner=organisation)
    found: QuerySet[Membership] = rows.filter(person=actor.person_uid) if actor.person_uid else rows.none()
    return found


def committees_for(actor: Actor, organisation: Organisation) -> QuerySet[Committee]:
    """The bodies that the actor may see, by name.

    Raises:
        Forbidden: no right to any.
    """
    demand(ENTER, actor, organisation)
    rows: QuerySet[Committee] = Committee.objects.filter(owner=organisation, deleted_at=None)
    if allowed(VIEW, actor, organisation):
        return rows
    return rows.filter(pk__in=own_seats(actor, organisation).values("committee_id"))


def committee_for(actor: Actor, organisation: Organisation, uid: UUID) -> Committee | None:
    return committees_for(actor, organisation).filter(uid=uid).first()


def sees_all_of(actor: Actor, committee: Committee) -> bool:
    """Whether the actor sees the non-public part of this body: its clerks, leadership, and its members of today."""
    if allowed(VIEW_NON_PUBLIC, actor, committee):
        return True
    if not allowed(ENTER, actor, committee):
        return False
    return own_seats(actor, committee.owner).filter(committee=committee).exists()


def meetings_for(actor: Actor, organisation: Organisation, committee: Committee | None = None) -> QuerySet[Meeting]:
    """Meetings of the bodies that the actor may see, newest first; drafts only for those who prepare them."""
    rows: QuerySet[Meeting] = Meeting.objects.filter(
        owner=organisation, deleted_at=None, committee__in=committees_for(actor, organisation)
    )
    if committee is not None:
        rows = rows.filter(committee=committee)
    if not allowed(VIEW_NON_PUBLIC, actor, organisation):
        # meetings of the council are entered once their day is known; nobody invites to them from here
        rows = rows.exclude(Q(state=MeetingState.DRAFT) & ~Q(committee__kind__in=COUNCIL_KINDS))
    return rows.select_related("committee", "owner")


def meeting_for(actor: Actor, organisation: Organisation, uid: UUID) -> Meeting | None:
    return meetings_for(actor, organisation).filter(uid=uid).first()


@dataclass(frozen=True, slots=True)
class Line:
    """A point of the agenda as an actor sees it. `item` None: it is not public, and the actor sees its number alone."""

    number: str
    is_public: bool
    item: AgendaItem | None


def items_for(actor: Actor, meeting: Meeting) -> list[Line]:
    """The agenda in its order, numbered from 1; non-public points without anything in them for whoever may not see them."""
    demand(ENTER, actor, meeting.owner)
    whole = sees_all_of(actor, meeting.committee)
    rows = AgendaItem.objects.filter(meeting=meeting, owner=meeting.owner_id, deleted_at=None)
    return [
        Line(str(number), item.is_public, item if whole or item.is_public else None)
        for number, item in enumerate(rows, start=1)
    ]


def item_for(actor: Actor, organisation: Organisation, uid: UUID) -> AgendaItem | None:
    """One point that the actor sees whole."""
    demand(ENTER, actor, organisation)
    item: AgendaItem | None = (
        AgendaItem.objects.select_related("meeting", "meeting__committee", "owner")
        .filter(owner=organisation, uid=uid, deleted_at=None, meeting__in=meetings_for(actor, organisation))
        .first()
    )
    if item is None or not (item.is_public or sees_all_of(actor, item.meeting.committee)):
        return None
    return item


def attendances_for(actor: Actor, meeting: Meeting) -> QuerySet[Attendance]:
    """Who is invited and who was there, by name, for those who see the whole of a body; reasons are asked apart."""
    demand(ENTER, actor, meeting.owner)
    rows: QuerySet[Attendance] = Attendance.objects.filter(meeting=meeting, owner=meeting.owner_id, deleted_at=None)
    if not sees_all_of(actor, meeting.committee):
        return rows.none()
    return rows.select_related("membership", "membership__substitute_for", "stands_in_for")


def token_hash(token: str) -> str:
    """What is stored of the secret of a link: it cannot be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()
