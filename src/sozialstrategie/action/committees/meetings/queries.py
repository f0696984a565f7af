"""Reading meetings: what is carried over, who counts, what goes into a calendar. By actor, or by the secret of a link."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from sozialstrategie.action.committees.bodies.queries import memberships_on
from sozialstrategie.action.committees.enums import (
    Answer,
    AttendanceState,
    Function,
    ItemState,
    MeetingState,
    MinutesState,
)
from sozialstrategie.action.committees.meetings.ics import Appointment, Attendee, Reply
from sozialstrategie.action.committees.meetings.presence import Presence, Seat, judged, presence
from sozialstrategie.action.committees.models import (
    AgendaItem,
    Attendance,
    Committee,
    Meeting,
    Membership,
    Minutes,
    ParkedTopic,
    Recusal,
)
from sozialstrategie.action.committees.queries import attendances_for, meetings_for, sees_all_of, token_hash
from sozialstrategie.kit.core.actor import Actor, system
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import demand
from sozialstrategie.kit.core.scopes import scope_of
from sozialstrategie.methods.voting import Outcome

LINK = system("Antwort über den Link einer Einladung")
FEED = system("Kalender eines Gremiums")
LINK_AFTER = timedelta(days=2)
FEED_BACK = timedelta(days=400)
REPLIES = {Answer.OPEN: Reply.OPEN, Answer.YES: Reply.YES, Answer.NO: Reply.NO}


# --- agenda -----------------------------------------------------------------------------------------------------------


def items_of(meeting: Meeting) -> list[AgendaItem]:
    """The whole agenda in its order; for services."""
    return list(AgendaItem.objects.filter(meeting=meeting, owner=meeting.owner_id, deleted_at=None))


def parked_of(actor: Actor, meeting: Meeting) -> QuerySet[ParkedTopic]:
    """What was parked in a meeting, for those who see the whole of the body."""
    rows: QuerySet[ParkedTopic] = ParkedTopic.objects.filter(meeting=meeting, owner=meeting.owner_id, deleted_at=None)
    return rows if sees_all_of(actor, meeting.committee) else rows.none()


@dataclass(frozen=True, slots=True)
class Left:
    """What earlier meetings of a body have left over."""

    items: tuple[AgendaItem, ...]
    parked: tuple[ParkedTopic, ...]


def left_over(committee: Committee) -> Left:
    """Points that are open or adjourned, and parked topics that nobody took up, of meetings that are over or cancelled."""
    alive = {"owner": committee.owner_id, "deleted_at": None}
    over = Meeting.objects.filter(committee=committee, state__in=(MeetingState.CLOSED, MeetingState.CANCELLED), **alive)
    taken = AgendaItem.objects.filter(carried_from__isnull=False, meeting__deleted_at=None, **alive)
    items = AgendaItem.objects.filter(
        meeting__in=over, state__in=(ItemState.OPEN, ItemState.ADJOURNED), **alive
    ).exclude(pk__in=taken.values("carried_from_id"))
    parked = ParkedTopic.objects.filter(
        Q(taken_up=None) | Q(taken_up__deleted_at__isnull=False), meeting__in=over, **alive
    )
    return Left(tuple(items.order_by("meeting__start", "position")), tuple(parked.order_by("meeting__start", "pk")))


# --- who is there -----------------------------------------------------------------------------------------------------


def seats_of(meeting: Meeting) -> list[Seat]:
    """The seats of the body as they stand in this meeting now; whoever has left is not there."""
    rows = Attendance.objects.filter(
        meeting=meeting, owner=meeting.owner_id, deleted_at=None, membership__isnull=False
    ).select_related("membership")
    # whoever was asked to stand in comes before a substitute who only came along
    ordered = sorted(rows, key=lambda a: (a.stands_in_for_id is None, a.name, a.pk))
    return [_seat(a, a.membership) for a in ordered if a.membership.function != Function.MINUTE_TAKER]


def _seat(a: Attendance, member: Membership) -> Seat:
    """A substitute from the list has a vote only in place of the member for whom it was asked to this meeting."""
    of = a.stands_in_for_id or member.substitute_for_id
    votes = member.voting and (of is not None or member.function != Function.SUBSTITUTE)
    return Seat(member.pk, votes, is_there(a), of)


def is_there(attendance: Attendance) -> bool:
    """In the room now."""
    return attendance.state == AttendanceState.PRESENT and attendance.left_at is None


def recused_of(item: AgendaItem) -> set[int]:
    """Primary keys of the memberships that take no part in a point."""
    rows = Recusal.objects.filter(item=item, owner=item.owner_id, deleted_at=None)
    return set(rows.values_list("membership_id", flat=True))


def presence_of(meeting: Meeting, item: AgendaItem | None = None) -> Presence:
    """Who may vote now, on a point where one is given. Two queries."""
    recused = recused_of(item) if item is not None else set()
    return presence(seats_of(meeting), recused=recused, recused_are_eligible=meeting.committee.recused_are_eligible)


def quorum_of(meeting: Meeting, item: AgendaItem | None = None) -> Outcome:
    """Whether the body can decide now, by its own rule."""
    return judged(meeting.committee.quorum_rule, presence_of(meeting, item))


def is_minuted(meeting: Meeting) -> bool:
    """Whether minutes were circulated or approved; then nothing recorded changes any more until a correction is begun."""
    rows = Minutes.objects.filter(meeting=meeting, owner=meeting.owner_id, deleted_at=None)
    corrected = rows.filter(state=MinutesState.DRAFT, number__gt=1)
    return rows.exclude(state=MinutesState.DRAFT).exists() and not corrected.exists()


# --- invitations ------------------------------------------------------------------------------------------------------


def attendance_for(actor: Actor, organisation: Organisation, uid: UUID) -> Attendance | None:
    """One line of an attendance list that the actor may see."""
    found: Attendance | None = (
        Attendance.objects.select_related("meeting", "meeting__committee", "membership", "owner")
        .filter(owner=organisation, uid=uid, deleted_at=None, meeting__in=meetings_for(actor, organisation))
        .first()
    )
    if found is None or not sees_all_of(actor, found.meeting.committee):
        return None
    return found


def list_for(actor: Actor, meeting: Meeting) -> list[Attendance]:
    """Who is invited and who is there as the actor sees it: by function and name, a substitute after the members, guests last."""
    order = {function: place for place, function in enumerate(Function)}

    def key(row: Attendance) -> tuple[int, str, int]:
        place = order[Function(row.membership.function)] if row.membership else len(order)
        return place, row.name.casefold(), row.pk

    return sorted(attendances_for(actor, meeting), key=key)


def own_attendance(actor: Actor, meeting: Meeting) -> Attendance | None:
    """The invitation of this very person."""
    if actor.person_uid is None:
        return None
    found: Attendance | None = attendances_for(actor, meeting).filter(membership__person__uid=actor.person_uid).first()
    return found


def to_invite(meeting: Meeting) -> list[Membership]:
    """Who belongs to the body on the day of the meeting."""
    return memberships_on(meeting.committee, timezone.localdate(meeting.start))


def attendance_by_token(token: str) -> Attendance | None:
    """The invitation that a link opens; None for one that nobody made, that was replaced, or whose meeting is long over."""
    with scope_of(LINK):
        found: Attendance | None = (
            Attendance.objects.select_related("meeting", "meeting__committee", "owner", "membership")
            .filter(
                token_hash=token_hash(token), deleted_at=None, meeting__deleted_at=None,
                meeting__end__gte=timezone.now() - LINK_AFTER,
            )
            .exclude(meeting__state=MeetingState.DRAFT)
            .first()
        )  # fmt: skip
    return found


def public_agenda(meeting: Meeting) -> list[str]:
    """The agenda for outside: numbers with titles, of what is not public the number alone."""
    return [
        f"{number}. {item.title}" if item.is_public else f"{number}. nicht öffentlich"
        for number, item in enumerate(items_of(meeting), start=1)
    ]


def agenda_digest(meeting: Meeting) -> str:
    """Checksum of the agenda as it is written to whoever is invited."""
    return hashlib.sha256("\n".join(public_agenda(meeting)).encode()).hexdigest()


def agenda_changed(meeting: Meeting) -> bool:
    """Whether people are invited to a coming meeting with an agenda that has changed since they heard of it."""
    ahead = meeting.state == MeetingState.INVITED and meeting.start > timezone.now()
    return ahead and bool(meeting.agenda_told) and meeting.agenda_told != agenda_digest(meeting)


# --- calendars --------------------------------------------------------------------------------------------------------


def appointment_of(meeting: Meeting, *, inside: bool) -> Appointment:
    """A meeting for a calendar. `inside`: for somebody who is invited; else without the address of the video conference."""
    body = meeting.committee
    lines = [meeting.invitation] if inside and meeting.invitation else []
    if inside and meeting.online_url:
        lines.append(f"Videokonferenz: {meeting.online_url}")
    if not inside:
        lines += [text for text in public_agenda(meeting) if not text.endswith(". nicht öffentlich")]
    return Appointment(
        uid=f"sitzung-{meeting.uid}@sozialstrategie",
        sequence=meeting.sequence,
        stamp=meeting.updated_at,
        start=meeting.start,
        end=meeting.end,
        summary=f"{body.short_name or body.name}: {meeting.title}",
        place=meeting.place,
        description="\n".join(lines),
        cancelled=meeting.state == MeetingState.CANCELLED,
    )


def organizer_of(organisation: Organisation) -> tuple[str, str]:
    """Name and address of who invites."""
    address = organisation.contact_email or settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip("> ")
    return organisation.name, address


def is_asked(row: Attendance) -> bool:
    """Whether somebody is to come: members at once, substitutes where they were asked."""
    is_substitute = row.membership is not None and row.membership.function == Function.SUBSTITUTE
    return not is_substitute or bool(row.token_hash) or row.stands_in_for_id is not None


def attendees_of(rows: Iterable[Attendance]) -> list[Attendee]:
    """Those who have an address; substitutes are asked where a member cannot come and stand in no calendar before."""
    found = []
    for row in rows:
        address = address_of(row)
        if address and is_asked(row):
            found.append(Attendee(row.name, address, REPLIES[Answer(row.answer)]))
    return found


def address_of(attendance: Attendance) -> str:
    """Where an invitation goes: the address of the list, else that of the account; "" without any."""
    member = attendance.membership
    if member is None:
        return ""
    return str(member.email or (member.person.email if member.person_id and member.person else ""))


def committee_by_feed_token(token: str) -> Committee | None:
    """The body whose calendar an address opens; None for one that nobody made or that was replaced."""
    with scope_of(FEED):
        found: Committee | None = (
            Committee.objects.select_related("owner").filter(feed_token_hash=token_hash(token), deleted_at=None).first()
        )
    return found


def feed_of(committee: Committee) -> list[Appointment]:
    """Meetings of a body for its feed, oldest first: no drafts of own bodies, nothing that is not public. In the owner's scope."""
    rows = Meeting.objects.filter(
        committee=committee, owner=committee.owner_id, deleted_at=None, start__gte=timezone.now() - FEED_BACK
    )
    if not committee.is_of_council:
        rows = rows.exclude(state=MeetingState.DRAFT).exclude(state=MeetingState.CANCELLED, invited_at=None)
    return [appointment_of(m, inside=False) for m in rows.select_related("committee").order_by("start", "pk")]


# --- time -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Spent:
    """Minutes of a point: planned and used so far; None where nothing is known."""

    planned: int | None
    used: int | None

    @property
    def over(self) -> int:
        """Minutes over the plan, 0 within it."""
        return max(0, (self.used or 0) - self.planned) if self.planned is not None else 0


def spent_on(item: AgendaItem) -> Spent:
    """Time per point against its plan, in whole minutes."""
    if item.began_at is None:
        return Spent(item.planned_minutes, None)
    until = item.ended_at or timezone.now()
    return Spent(item.planned_minutes, max(0, int((until - item.began_at).total_seconds() // 60)))


def current_item(items: Sequence[AgendaItem]) -> AgendaItem | None:
    """The point that runs, else the first without an outcome."""
    running = next((i for i in items if i.began_at and not i.ended_at), None)
    return running or next((i for i in items if i.state == ItemState.OPEN), None)


def members_for_recusal(actor: Actor, meeting: Meeting) -> list[Membership]:
    """Who may be recused: whoever belongs to the body on the day."""
    demand("committees.change", actor, meeting)
    return to_invite(meeting)
