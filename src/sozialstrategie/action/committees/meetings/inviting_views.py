"""Pages around invitations in the workplace: the calendar file, answers, links."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from sozialstrategie.action.committees import queries as access
from sozialstrategie.action.committees.meetings import ics, inviting, queries, substitutes
from sozialstrategie.action.committees.meetings.link_views import calendar_response
from sozialstrategie.action.committees.meetings.states import CHANGE
from sozialstrategie.action.committees.meetings.views import ENTER, meeting_at, meeting_page, meeting_url
from sozialstrategie.action.committees.models import Attendance
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.ui.pages import attempted, found, see_other, version_from


@require_safe
@organisation_view(ENTER)
def meeting_calendar(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """The meeting as .ics: the clerk's office asks everybody by it, a member oneself; others only get the day."""
    actor, meeting = actor_of(request), meeting_at(request, organisation, uid)
    own = queries.own_attendance(actor, meeting)
    rows = [own] if own else []
    if allowed(CHANGE, actor, meeting):
        rows = list(access.attendances_for(actor, meeting))
    inside = access.sees_all_of(actor, meeting.committee)
    data = ics.invitation(
        queries.appointment_of(meeting, inside=inside),
        queries.attendees_of(rows),
        organizer=queries.organizer_of(organisation),
    )
    return calendar_response(data, "sitzung.ics")


@require_POST
@organisation_view(CHANGE)
def meeting_send_agenda(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Write to everybody who is invited that the agenda has changed."""
    actor, meeting = actor_of(request), meeting_at(request, organisation, uid)
    sent = attempted(
        request, lambda: inviting.send_agenda(actor=actor, meeting=meeting, version=version_from(request.POST))
    )
    if sent is not None:
        messages.success(request, f"Die geänderte Tagesordnung geht in den nächsten Minuten an {sent} Eingeladene.")
    return see_other(meeting_url(organisation, meeting) + "#tagesordnung")


def _attendance(request: HttpRequest, organisation: Organisation, uid: UUID) -> Attendance:
    return found(queries.attendance_for(actor_of(request), organisation, uid))


@require_POST
@organisation_view(ENTER)
def attendance_answer(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """The invited person answers, or the clerk enters what was said by telephone."""
    actor, row = actor_of(request), _attendance(request, organisation, uid)
    if not allowed(inviting.ANSWER, actor, row):
        raise Http404
    attempted(
        request,
        lambda: inviting.answer_as_person(actor=actor, attendance=row, answer=request.POST.get("answer", "")),
        "Die Antwort ist eingetragen.",
    )
    return see_other(meeting_url(organisation, row.meeting) + "#eingeladen")


@require_POST
@organisation_view(CHANGE)
def attendance_link(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Make the personal link of somebody and show it once."""
    actor, row = actor_of(request), _attendance(request, organisation, uid)
    token = attempted(
        request, lambda: inviting.make_link(actor=actor, attendance=row, version=version_from(request.POST))
    )
    if token is not None:
        return meeting_page(request, organisation, row.meeting, link=inviting.link_url(token), link_of=row.name)
    return see_other(meeting_url(organisation, row.meeting) + "#eingeladen")


@require_POST
@organisation_view(CHANGE)
def attendance_invite(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Write to one person, e.g. a substitute."""
    actor, row = actor_of(request), _attendance(request, organisation, uid)
    attempted(
        request,
        lambda: inviting.send_invitation(actor=actor, attendance=row, version=version_from(request.POST)),
        f"Die Einladung an {row.name} geht in den nächsten Minuten hinaus.",
    )
    return see_other(meeting_url(organisation, row.meeting) + "#eingeladen")


@require_POST
@organisation_view(CHANGE)
def attendance_substitute(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Ask the substitute of a member who cannot come."""
    actor, row = actor_of(request), _attendance(request, organisation, uid)
    asked = attempted(
        request,
        lambda: substitutes.ask_substitute(actor=actor, attendance=row, version=version_from(request.POST)),
    )
    if asked is not None:
        way = (
            "Die Einladung geht in den nächsten Minuten hinaus." if asked.token_hash else "Bitte machen Sie einen Link."
        )
        messages.success(request, f"{asked.name} vertritt {row.name}. {way}")
    return see_other(meeting_url(organisation, row.meeting) + "#eingeladen")
