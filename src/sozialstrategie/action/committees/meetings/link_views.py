"""What somebody sees under the link of an invitation, and the calendar of a body. No login; nothing that is not public."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from sozialstrategie.action.committees.enums import MeetingState
from sozialstrategie.action.committees.meetings import ics, inviting, queries
from sozialstrategie.action.committees.meetings.forms import AnswerForm
from sozialstrategie.action.committees.models import Attendance
from sozialstrategie.evidence.monitoring.requests.limit import is_too_often
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.kit.ui.pages import closed_up, saved, see_other, status_of

_TOO_OFTEN = (
    "Unter diesem Link kamen gerade sehr viele Antworten an. Bitte versuchen Sie es in einer Stunde noch einmal."
)


def _invited(token: str) -> Attendance:
    row = queries.attendance_by_token(token)
    if row is None:
        raise Http404
    return row


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Read the invitation and say whether one comes. Unknown, replaced and ended links are the same 404."""
    row = _invited(token)
    with owner_scope(row.owner):
        form = AnswerForm(request.POST or None, initial={"answer": row.answer})
        too_often = request.method == "POST" and is_too_often(row.token_hash)
        if request.method == "POST" and form.is_valid():
            if too_often:
                form.add_error(None, _TOO_OFTEN)
            else:
                try:
                    done = saved(form, lambda: inviting.answer_by_link(token=token, answer=form.cleaned_data["answer"]))
                except LookupError:
                    raise Http404 from None
                if done is not None:
                    messages.success(request, "Vielen Dank, Ihre Antwort ist angekommen.")
                    return closed_up(see_other(request.path))
        meeting = row.meeting
        context = {
            "row": row, "meeting": meeting, "owner": row.owner, "form": form, "agenda": queries.public_agenda(meeting),
            "can_answer": meeting.state == MeetingState.INVITED, "calendar_url": request.path + "termin.ics",
        }  # fmt: skip
        page = render(request, "committees/invitation.html", context, status=429 if too_often else status_of(form))
    return closed_up(page)


@require_safe
@login_not_required
def appointment(request: HttpRequest, token: str) -> HttpResponse:
    """The appointment for this one person; after a cancellation the file that takes it out of the calendar."""
    row = _invited(token)
    with owner_scope(row.owner):
        data = ics.invitation(
            queries.appointment_of(row.meeting, inside=True),
            queries.attendees_of([row]),
            organizer=queries.organizer_of(row.owner),
        )
    return closed_up(calendar_response(data, "sitzung.ics"))


@require_safe
@login_not_required
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The meetings of one body for a calendar program: nobody is named, nothing is in it that is not public."""
    body = queries.committee_by_feed_token(token)
    if body is None:
        raise Http404
    with owner_scope(body.owner):
        data = ics.feed(f"{body.name}, {body.owner.label}", queries.feed_of(body))
    return closed_up(calendar_response(data, "sitzungen.ics"))


def calendar_response(data: bytes, name: str) -> HttpResponse:
    """A calendar file under a plain name."""
    response = HttpResponse(data, content_type=ics.TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
