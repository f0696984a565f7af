"""Bodies of the twin authorities, with members, meetings and points; every word of it stays inside."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sozialstrategie.action.committees.bodies import services as bodies
from sozialstrategie.action.committees.enums import CommitteeKind, Function
from sozialstrategie.action.committees.meetings import services as meetings
from sozialstrategie.action.committees.models import Attendance
from sozialstrategie.kit.accounts.queries import actor_for
from sozialstrategie.kit.core.enums import Role


def add_committees(tenant: Any) -> None:
    """A steering group with a meeting that people are invited to, a draft of another one, and a body of the council."""
    words, owner, made = f"{tenant.canary} {tenant.secret}", tenant.organisation, tenant.made
    by: dict[str, Any] = {"actor": actor_for(tenant.people[Role.CLERK])}
    council = bodies.create_committee(
        **by, owner=owner, name=f"{words} Kreistag", kind=CommitteeKind.COUNCIL, purpose=f"{words} Aufgabe"
    )
    body = bodies.create_committee(
        **by, owner=owner, name=f"{words} Gremium", kind=CommitteeKind.STEERING_GROUP, purpose=f"{words} Aufgabe"
    )
    term = bodies.create_term(**by, committee=body, name=f"{words} Amtszeit", start=date(2024, 7, 1))
    member = bodies.create_membership(
        **by, committee=body, term=term, name=f"{words} Mitglied", on_behalf_of=f"{words} Träger",
        email=f"mitglied@{tenant.canary.lower()}.example",
    )  # fmt: skip
    bodies.create_membership(
        **by, committee=body, name=f"{words} Vertretung", function=Function.SUBSTITUTE, substitute_for=member
    )
    bodies.create_membership(**by, committee=body, name=f"{words} Sitz", person=tenant.people[Role.BODY_MEMBER])
    start = datetime(2030, 5, 7, 17, tzinfo=ZoneInfo("Europe/Berlin"))
    when: dict[str, Any] = {"start": start, "end": start + timedelta(hours=2)}
    meeting = meetings.create_meeting(
        **by, committee=body, title=f"{words} Sitzung", place=f"{words} Saal", invitation=f"{words} Einladung", **when
    )
    item = meetings.create_item(**by, meeting=meeting, title=f"{words} Punkt", note=f"{words} Hinweis")
    meetings.create_item(**by, meeting=meeting, title=f"{words} Verborgenes", is_public=False)
    meetings.invite(**by, meeting=meeting, version=meeting.version)
    meetings.create_meeting(**by, committee=council, title=f"{words} Termin", **when)
    attendance = Attendance.objects.get(meeting=meeting, membership=member)
    made |= {
        "committee": body, "council": council, "term": term, "membership": member, "meeting": meeting, "item": item,
        "attendance": attendance,
    }  # fmt: skip
