"""The page of the moderator while a meeting runs. Everything on it is a plain form; a script only keeps text that cannot be sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from sozialstrategie.action.committees import pages
from sozialstrategie.action.committees.bodies.queries import people_of
from sozialstrategie.action.committees.decisions import queries as decisions
from sozialstrategie.action.committees.enums import ItemState, MeetingState
from sozialstrategie.action.committees.meetings import queries as meetings
from sozialstrategie.action.committees.meetings import recording
from sozialstrategie.action.committees.meetings.agenda_views import item_at
from sozialstrategie.action.committees.meetings.forms import GuestForm, ParkForm, RecordForm, RecusalForm, TaskForm
from sozialstrategie.action.committees.meetings.states import OF_COUNCIL
from sozialstrategie.action.committees.meetings.views import CHANGE, live_url, meeting_at, trail_to
from sozialstrategie.action.committees.models import AgendaItem, Meeting
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.errors import Conflict
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.ui.conflict import conflict_page
from sozialstrategie.kit.ui.pages import attempted, found, saved, see_other
from sozialstrategie.kit.workplace.queries import tasks_for


@require_safe
@organisation_view(CHANGE)
def meeting_live(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """The meeting as it runs; `?top=<uid>` shows another point than the one that runs."""
    at = meeting_at(request, organisation, uid)
    items = meetings.items_of(at)
    wanted = request.GET.get("top", "")
    item = next((i for i in items if str(i.uid) == wanted), None) or meetings.current_item(items)
    return live_page(request, organisation, at, item or (items[0] if items else None))


def live_page(
    request: HttpRequest,
    organisation: Organisation,
    at: Meeting,
    item: AgendaItem | None,
    *,
    status: int = 200,
    **forms: Any,
) -> HttpResponse:
    """The page with one point unfolded. `forms`: those that came back with errors, by their name in the template."""
    actor = actor_of(request)
    items = meetings.items_of(at)
    numbers = {i.pk: str(n) for n, i in enumerate(items, start=1)}
    people = meetings.list_for(actor, at)
    context = {
        "organisation": organisation,
        "meeting": at,
        "committee": at.committee,
        "item": item,
        "number": numbers.get(item.pk, "") if item else "",
        "agenda": [{"item": i, "number": numbers[i.pk], "spent": meetings.spent_on(i)} for i in items],
        "people": [{"a": a, "there": meetings.is_there(a)} for a in people],
        "quorum": meetings.quorum_of(at, item),
        "parked": list(meetings.parked_of(actor, at)),
        "runs": at.state == MeetingState.RUNNING,
        "closed_words": OF_COUNCIL if at.committee.is_of_council else "",
        "park_form": ParkForm(),
        "guest_form": GuestForm(),
        "breadcrumbs": pages.trail(organisation, *trail_to(organisation, at), ("Sitzung leiten", None)),
        **(_item_context(request, organisation, at, item) if item else {}),
        **forms,
    }
    return render(request, "committees/live.html", context, status=status)


def _item_context(request: HttpRequest, organisation: Organisation, at: Meeting, item: AgendaItem) -> dict[str, Any]:
    actor = actor_of(request)
    members = meetings.members_for_recusal(actor, at)
    chosen = meetings.recused_of(item)
    return {
        "record_form": RecordForm(initial={"text": item.text, "state": item.state, "version": item.version}),
        "recusal_form": RecusalForm(members=members, chosen=chosen),
        "recused": [m.name for m in members if m.pk in chosen],
        "task_form": TaskForm(organisation=organisation, people=people_of(organisation)),
        "tasks": list(tasks_for(actor, organisation, about=(recording.ITEM, item.uid))),
        "votes": decisions.votes_at(item),
        "decided": list(decisions.decisions_for(actor, organisation).filter(item=item)),
        "spent": meetings.spent_on(item),
        "item_runs": item.began_at is not None and item.ended_at is None,
        "keep": f"{actor.person_uid}:{item.uid}",
    }


def _item_live(organisation: Organisation, item: AgendaItem) -> str:
    return f"{live_url(organisation, item.meeting)}?top={item.uid}#punkt"


def _done(request: HttpRequest, save: Callable[[], Any], url: str, words: str = "") -> HttpResponse:
    """Call a service behind one button and go back; what it refuses is told on the page."""
    attempted(request, save, words)
    return see_other(url)


@require_POST
@organisation_view(CHANGE)
def attendance_mark(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Somebody is there, leaves, or is missing."""
    actor = actor_of(request)
    row = found(meetings.attendance_for(actor, organisation, uid))
    by: dict[str, Any] = {"actor": actor, "attendance": row}
    what, reason = request.POST.get("was", ""), request.POST.get("reason", "")
    acts: dict[str, Callable[[], Any]] = {
        "da": lambda: recording.arrive(**by),
        "kommt": lambda: recording.arrive(**by, late=True),
        "geht": lambda: recording.leave(**by),
        "entschuldigt": lambda: recording.miss(**by, excused=True, reason=reason),
        "fehlt": lambda: recording.miss(**by, excused=False, reason=reason),
    }
    url = live_url(organisation, row.meeting) + "#anwesend"
    if what not in acts:
        messages.error(request, "Bitte wählen Sie, ob die Person da ist.")
        return see_other(url)
    return _done(request, acts[what], url)


@require_POST
@organisation_view(CHANGE)
def meeting_guest(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """A guest."""
    actor, at, form = actor_of(request), meeting_at(request, organisation, uid), GuestForm(request.POST)
    if (
        form.is_valid()
        and saved(form, lambda: recording.add_guest(actor=actor, meeting=at, **form.cleaned_data)) is not None
    ):
        return see_other(live_url(organisation, at) + "#anwesend")
    return live_page(request, organisation, at, None, status=422, guest_form=form, form=form)


@require_POST
@organisation_view(CHANGE)
def meeting_park(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Park a topic."""
    actor, at, form = actor_of(request), meeting_at(request, organisation, uid), ParkForm(request.POST)
    if (
        form.is_valid()
        and saved(form, lambda: recording.park(actor=actor, meeting=at, **form.cleaned_data)) is not None
    ):
        messages.success(request, "Geparkt. In der nächsten Sitzung wird es vorgeschlagen.")
        return see_other(live_url(organisation, at) + "#geparkt")
    return live_page(request, organisation, at, None, status=422, park_form=form, form=form)


@require_POST
@organisation_view(CHANGE)
def item_clock(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Start or stop the clock of a point."""
    actor, item = actor_of(request), item_at(request, organisation, uid)
    service = recording.end_item if request.POST.get("was") == "ende" else recording.begin_item
    return _done(request, lambda: service(actor=actor, item=item), _item_live(organisation, item))


@require_POST
@organisation_view(CHANGE)
def item_record(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Text and outcome of a point; asked for JSON it answers the script that sends again what could not be sent."""
    actor, item, form = actor_of(request), item_at(request, organisation, uid), RecordForm(request.POST)
    wants_json = "application/json" in request.headers.get("Accept", "")
    url = _item_live(organisation, item)
    if form.is_valid():
        try:
            done = saved(form, lambda: recording.record_item(actor=actor, item=item, **form.cleaned_data))
        except Conflict as conflict:
            if wants_json:
                return _conflict_json(conflict)
            return conflict_page(request, form, conflict, what=item.title, url=request.path, cancel_url=url)
        if done is not None:
            if wants_json:
                now = timezone.localtime()
                return JsonResponse({"version": done.version, "saved": f"{now:%H:%M}", "state": done.state})
            messages.success(request, "Festgehalten.")
            return see_other(url)
    if wants_json:
        return JsonResponse({"errors": [str(e) for errors in form.errors.values() for e in errors]}, status=422)
    return live_page(request, organisation, item.meeting, item, status=422, record_form=form, form=form)


def _conflict_json(conflict: Conflict) -> JsonResponse:
    stored = conflict.obj
    state = ItemState(stored.state)
    return JsonResponse(
        {"version": stored.version, "text": stored.text, "state": state.value, "state_words": state.label}, status=409
    )


@require_POST
@organisation_view(CHANGE)
def item_recused(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Who takes no part in a point."""
    actor, item = actor_of(request), item_at(request, organisation, uid)
    members = meetings.members_for_recusal(actor, item.meeting)
    form = RecusalForm(request.POST, members=members, chosen=set())
    if form.is_valid():
        data = form.cleaned_data
        done = saved(form, lambda: recording.set_recused(actor=actor, item=item, members=data["members"]))
        if done is not None:
            messages.success(request, "Die persönliche Beteiligung ist festgehalten.")
            return see_other(_item_live(organisation, item))
    return live_page(request, organisation, item.meeting, item, status=422, recusal_form=form, form=form)


@require_POST
@organisation_view(CHANGE)
def item_task(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """What somebody is to do after a point."""
    actor, item = actor_of(request), item_at(request, organisation, uid)
    form = TaskForm(request.POST, organisation=organisation, people=people_of(organisation))
    if (
        form.is_valid()
        and saved(form, lambda: recording.add_task(actor=actor, item=item, **form.cleaned_data)) is not None
    ):
        messages.success(request, "Der Auftrag steht im Eingang.")
        return see_other(_item_live(organisation, item))
    return live_page(request, organisation, item.meeting, item, status=422, task_form=form, form=form)
