"""Pages of a meeting: make it, look at it, take it through its steps, get its folder."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from sozialstrategie.action.committees import pages, queries
from sozialstrategie.action.committees.bodies.views import committee_at, committee_url
from sozialstrategie.action.committees.enums import Answer, MeetingState
from sozialstrategie.action.committees.meetings import folder, services, states, substitutes
from sozialstrategie.action.committees.meetings import queries as meetings
from sozialstrategie.action.committees.meetings.forms import MeetingForm, ReasonForm
from sozialstrategie.action.committees.minutes.queries import minutes_of
from sozialstrategie.action.committees.models import Meeting
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.accounts.mail import sends_mail
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.errors import Conflict
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed, demand
from sozialstrategie.kit.documents.responses import document_response
from sozialstrategie.kit.ui.pages import CHANGED, FORMS, Crumb, found, saved, see_other
from sozialstrategie.kit.workplace.queries.mail import troubles

ENTER, CHANGE = queries.ENTER, states.CHANGE
# The last part of the address of a step.
WAYS = {
    "einladen": MeetingState.INVITED,
    "eroeffnen": MeetingState.RUNNING,
    "wieder-oeffnen": MeetingState.RUNNING,
    "schliessen": MeetingState.CLOSED,
    "absagen": MeetingState.CANCELLED,
}


def meeting_url(organisation: Organisation, meeting: Meeting) -> str:
    return reverse("committees:meeting", args=[organisation.slug, meeting.uid])


def live_url(organisation: Organisation, meeting: Meeting) -> str:
    return reverse("committees:meeting_live", args=[organisation.slug, meeting.uid])


def meeting_at(request: HttpRequest, organisation: Organisation, uid: UUID) -> Meeting:
    """The meeting of an address, or 404."""
    return found(queries.meeting_for(actor_of(request), organisation, uid))


def trail_to(organisation: Organisation, meeting: Meeting) -> tuple[Crumb, ...]:
    """The crumbs to a page of a meeting."""
    body = meeting.committee
    return (body.name, committee_url(organisation, body)), (meeting.title, meeting_url(organisation, meeting))


@require_safe
@organisation_view(ENTER)
def meeting(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """A meeting: when, agenda, who comes."""
    return meeting_page(request, organisation, meeting_at(request, organisation, uid))


def meeting_page(request: HttpRequest, organisation: Organisation, at: Meeting, **more: Any) -> HttpResponse:
    """The page of a meeting. `more`: e.g. a link that is shown once."""
    actor = actor_of(request)
    may_change = allowed(CHANGE, actor, at)
    lines = queries.items_for(actor, at)
    people = meetings.list_for(actor, at)
    left = meetings.left_over(at.committee)
    told = troubles(organisation, "committees.", {str(a.uid) for a in people}) if may_change else {}
    context = {
        "organisation": organisation,
        "meeting": at,
        "committee": at.committee,
        "lines": lines,
        "minutes_planned": sum(line.item.planned_minutes or 0 for line in lines if line.item),
        "people": people,
        "coming": sum(a.answer == Answer.YES for a in people),
        "mail_troubles": [(a.name, told[str(a.uid)]) for a in people if str(a.uid) in told],
        "away": {a.pk for a in people if substitutes.cannot_come(a)},
        "substitute_rule": substitutes.RULE,
        "own": meetings.own_attendance(actor, at),
        "sees_all": queries.sees_all_of(actor, at.committee),
        "parked": list(meetings.parked_of(actor, at)),
        "minutes": minutes_of(actor, at),
        "is_closed": at.state == MeetingState.CLOSED,
        "left": len(left.items) + len(left.parked) if may_change else 0,
        "may_change": may_change,
        "can_edit": may_change and at.state != MeetingState.CANCELLED,
        "can_plan": may_change and at.state not in (MeetingState.CLOSED, MeetingState.CANCELLED),
        "is_draft": at.state == MeetingState.DRAFT,
        "is_invited": at.state == MeetingState.INVITED,
        "has_live": not at.committee.is_of_council and at.state in (MeetingState.RUNNING, MeetingState.CLOSED),
        "can_ask": at.state in (MeetingState.INVITED, MeetingState.RUNNING),
        "agenda_changed": may_change and meetings.agenda_changed(at),
        "steps": _steps(organisation, at) if may_change else [],
        "breadcrumbs": pages.trail(
            organisation, (at.committee.name, committee_url(organisation, at.committee)), (at.title, None)
        ),
        **more,
    }
    return render(request, "committees/meeting.html", context)


def _steps(organisation: Organisation, at: Meeting) -> list[dict[str, Any]]:
    """The steps from here as buttons, the one that goes on first."""
    shown: list[dict[str, Any]] = []
    for to, step in states.steps_from(MeetingState(at.state)).items():
        if at.committee.is_of_council and to != MeetingState.CANCELLED:
            continue
        slug = _slug(MeetingState(at.state), to)
        url = reverse("committees:meeting_step", args=[organisation.slug, at.uid, slug])
        shown.append({"words": step.words, "url": url, "first": not shown and not step.needs_reason})
    return shown


def _slug(state: MeetingState, to: MeetingState) -> str:
    if to == MeetingState.RUNNING:
        return "wieder-oeffnen" if state == MeetingState.CLOSED else "eroeffnen"
    return next(slug for slug, stage in WAYS.items() if stage == to)


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def meeting_new(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Make a meeting; what is left over is taken along unless somebody unticks it."""
    actor, body = actor_of(request), committee_at(request, organisation, uid)
    left = meetings.left_over(body)
    first = {"title": f"{queries.meetings_for(actor, organisation, body).count() + 1}. Sitzung"}
    form = MeetingForm(request.POST or None, left=left, of_council=body.is_of_council, initial=first)
    url = committee_url(organisation, body)
    if request.method == "POST" and form.is_valid():
        made = saved(form, lambda: services.create_meeting(actor=actor, committee=body, **form.values()))
        if made is not None:
            messages.success(request, f"„{made}“ ist angelegt. Als Nächstes: die Tagesordnung.")
            return see_other(meeting_url(organisation, made))
    title = "Termin eintragen" if body.is_of_council else "Sitzung anlegen"
    return pages.form_page(
        request, organisation, form, title=title, submit=title, cancel_url=url, lead=body.name, way=((body.name, url),),
        draft=f"sitzung-neu-{body.uid}",
    )  # fmt: skip


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def meeting_edit(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Change a meeting; a stale form shows both texts."""
    actor, at = actor_of(request), meeting_at(request, organisation, uid)
    form = MeetingForm(request.POST or None, obj=at, of_council=at.committee.is_of_council)
    url = meeting_url(organisation, at)
    if request.method == "POST" and form.is_valid():
        done = pages.save_or_conflict(
            request, form, lambda: services.edit_meeting(actor=actor, meeting=at, **form.values()),
            what=at.title, cancel_url=url,
        )  # fmt: skip
        if isinstance(done, HttpResponse):
            return done
        if done is not None:
            messages.success(request, "Gespeichert.")
            return see_other(url)
    lead = (
        "Wer eingeladen ist, erfährt von einem anderen Termin, Ort oder Text."
        if at.state == MeetingState.INVITED
        else ""
    )
    return pages.form_page(
        request, organisation, form, title="Sitzung bearbeiten", submit="Speichern", cancel_url=url, lead=lead,
        draft=f"sitzung-{at.uid}", way=trail_to(organisation, at),
    )  # fmt: skip


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def meeting_step(request: HttpRequest, organisation: Organisation, uid: UUID, way: str) -> HttpResponse:
    """One step: what it means, a reason where it needs one, and what stands against it."""
    actor, at = actor_of(request), meeting_at(request, organisation, uid)
    then = WAYS.get(way)
    if then is None:
        raise Http404
    demand(CHANGE, actor, at)
    state = MeetingState(at.state)
    step = states.STEPS.get((state, then)) if _slug(state, then) == way else None
    told = state == MeetingState.INVITED and then == MeetingState.CANCELLED
    form = ReasonForm(
        request.POST or None, needs_reason=way in ("absagen", "wieder-oeffnen"), told=told, initial={"version": at.version}
    )  # fmt: skip
    status = 422
    if request.method == "POST" and form.is_valid():
        try:
            if saved(form, lambda: _take(actor, at, way, form.cleaned_data)) is not None:
                messages.success(request, f"Die Sitzung ist jetzt: {MeetingState(at.state).label}.")
                return see_other(
                    live_url(organisation, at) if then == MeetingState.RUNNING else meeting_url(organisation, at)
                )
        except Conflict:
            at.refresh_from_db()
            form.add_error(None, CHANGED)
            form.renewed(at.version)
            status = 409
    words = step.words if step else "Das geht jetzt nicht"
    people = meetings.to_invite(at) if way == "einladen" else []
    return pages.form_page(
        request, organisation, form, title=words, submit=words, cancel_url=meeting_url(organisation, at), lead=at.title,
        status=status if form.is_bound else 0, template="committees/step.html", way=trail_to(organisation, at), meeting=at, to=way,
        against="" if step else states.refusal(state, then, of_council=at.committee.is_of_council),
        people=people, without=[m.name for m in people if not m.email and not m.person_id], sends_mail=sends_mail(),
    )  # fmt: skip


def _take(actor: Actor, at: Meeting, to: str, data: dict[str, Any]) -> Meeting:
    by: dict[str, Any] = {"actor": actor, "meeting": at, "version": data["version"]}
    if to == "absagen":
        return services.cancel_meeting(**by, reason=data["reason"])
    if to == "wieder-oeffnen":
        return services.reopen_meeting(**by, reason=data["reason"])
    plain = {"einladen": services.invite, "eroeffnen": services.open_meeting, "schliessen": services.close_meeting}
    return plain[to](**by)


@require_safe
@organisation_view(ENTER)
def meeting_folder(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """The folder of a meeting as one PDF; `?teil=oeffentlich` leaves out what is not public for everybody."""
    actor, at = actor_of(request), meeting_at(request, organisation, uid)
    whole = request.GET.get("teil") != "oeffentlich"
    data = folder.build_folder_of(actor, at, whole=whole)
    day = f"{at.start:%Y-%m-%d}"
    return document_response(data, f"sitzungsmappe-{organisation.slug}-{day}.pdf")
