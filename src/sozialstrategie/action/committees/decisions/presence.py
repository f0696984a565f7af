"""Who counts at a point of the agenda: who may vote now, and who may have voted when the point was dealt with."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sozialstrategie.action.committees.enums import AttendanceState
from sozialstrategie.action.committees.meetings import queries as meetings
from sozialstrategie.action.committees.meetings.presence import presence
from sozialstrategie.action.committees.models import AgendaItem, Attendance, Membership


@dataclass(frozen=True, slots=True)
class Room:
    """Who counts at a point.

    Args:
        present: how many may vote now; eligible: how many votes the body has for this point.
        most: as many as could have been there: everybody who came to the meeting at all.
        voters: those who came and take part in this point, by name; a member before the substitute.
        is_taken: somebody has said who is there.
    """

    present: int
    eligible: int
    most: int
    voters: tuple[Membership, ...]
    is_taken: bool


def room_at(item: AgendaItem) -> Room:
    """Seats of the body at a point of its agenda; whoever takes no part is left out."""
    meeting = item.meeting
    rows = Attendance.objects.filter(meeting=meeting, owner=item.owner_id, deleted_at=None, membership__isnull=False)
    came = {
        a.membership_id: a.membership for a in rows.select_related("membership") if a.state == AttendanceState.PRESENT
    }
    seats, recused = meetings.seats_of(meeting), meetings.recused_of(item)
    both = meeting.committee.recused_are_eligible
    now = presence(seats, recused=recused, recused_are_eligible=both)
    ever = presence([replace(s, there=s.key in came) for s in seats], recused=recused, recused_are_eligible=both)
    may = {pk for s in seats if s.votes and (pk := s.key) in came and pk not in recused}
    # who came late or went early may have shared a seat with the substitute; both are offered, the count holds for the seat
    voters = sorted((came[pk] for pk in may), key=lambda m: (m.name.casefold(), m.pk))
    return Room(len(now.present), now.eligible, len(ever.present), tuple(voters), bool(came))
