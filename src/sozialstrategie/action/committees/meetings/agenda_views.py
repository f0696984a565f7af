"""Pages of the agenda."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from sozialstrategie.action.committees import pages, queries
from sozialstrategie.action.committees.meetings import queries as meetings
from sozialstrategie.action.committees.meetings import services
from sozialstrategie.action.committees.meetings.forms import ItemForm, TakeOverForm
from sozialstrategie.action.committees.meetings.views import CHANGE, meeting_at, meeting_url, trail_to
from sozialstrategie.action.committees.models import AgendaItem
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.ui.pages import FORMS, attempted, found, saved, see_other, version_from


def item_at(request: HttpRequest, organisation: Organisation, uid: UUID) -> AgendaItem:
    """The point of an address, or 404."""
    return found(queries.item_for(actor_of(request), organisation, uid))


def _back(organisation: Organisation, item: AgendaItem) -> str:
    return meeting_url(organisation, item.meeting) + "#tagesordnung"


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def item_new(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Put a point at the end of the agenda."""
    actor, at = actor_of(request), meeting_at(request, organisation, uid)
    form = ItemForm(request.POST or None, initial={"is_public": at.committee.is_public})
    url = meeting_url(organisation, at)
    if request.method == "POST" and form.is_valid():
        made = saved(form, lambda: services.create_item(actor=actor, meeting=at, **form.values()))
        if made is not None:
            messages.success(request, "Der Punkt steht auf der Tagesordnung.")
            return see_other(url + "#tagesordnung")
    return pages.form_page(
        request, organisation, form, title="Punkt auf die Tagesordnung", submit="Auf die Tagesordnung", cancel_url=url,
        draft=f"punkt-neu-{at.uid}", way=trail_to(organisation, at),
    )  # fmt: skip


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def item_edit(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Change a point; a stale form shows both texts."""
    actor, item = actor_of(request), item_at(request, organisation, uid)
    form, url = ItemForm(request.POST or None, obj=item), _back(organisation, item)
    if request.method == "POST" and form.is_valid():
        done = pages.save_or_conflict(
            request, form, lambda: services.edit_item(actor=actor, item=item, **form.values()), what=item.title, cancel_url=url
        )  # fmt: skip
        if isinstance(done, HttpResponse):
            return done
        if done is not None:
            messages.success(request, "Gespeichert.")
            return see_other(url)
    return pages.form_page(
        request, organisation, form, title="Punkt bearbeiten", submit="Speichern", cancel_url=url, draft=f"punkt-{item.uid}",
        way=trail_to(organisation, item.meeting),
    )  # fmt: skip


@require_POST
@organisation_view(CHANGE)
def item_move(request: HttpRequest, organisation: Organisation, uid: UUID, direction: str) -> HttpResponse:
    """One place up or down."""
    item = item_at(request, organisation, uid)
    if direction not in ("hoch", "runter"):
        raise Http404
    attempted(request, lambda: services.move_item(actor=actor_of(request), item=item, up=direction == "hoch"))
    return see_other(_back(organisation, item))


@require_POST
@organisation_view(CHANGE)
def item_remove(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Take a point off the agenda."""
    item = item_at(request, organisation, uid)
    attempted(
        request,
        lambda: services.remove_item(actor=actor_of(request), item=item, version=version_from(request.POST)),
        "Der Punkt ist von der Tagesordnung genommen. Im Verlauf lässt er sich wiederherstellen.",
    )
    return see_other(_back(organisation, item))


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def take_over(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Take over what earlier meetings have left."""
    actor, at = actor_of(request), meeting_at(request, organisation, uid)
    left = meetings.left_over(at.committee)
    form, url = TakeOverForm(request.POST or None, left=left), meeting_url(organisation, at) + "#tagesordnung"
    if request.method == "POST" and form.is_valid():
        done = saved(form, lambda: services.take_over(actor=actor, meeting=at, **form.cleaned_data))
        if done is not None:
            messages.success(request, f"Übernommen: {done}.")
            return see_other(url)
    lead = "" if form.fields else "Aus früheren Sitzungen ist nichts offen."
    return pages.form_page(
        request, organisation, form, title="Offenes übernehmen", submit="Übernehmen", cancel_url=url, lead=lead,
        way=trail_to(organisation, at),
    )  # fmt: skip
