"""Data requests for those who ask: the list, one request with its answers, and every step of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sozialstrategie.evidence.monitoring.models import DataRequest, Delivery
from sozialstrategie.evidence.monitoring.requests import letters, queries, services
from sozialstrategie.evidence.monitoring.requests.forms import INCOMPLETE, RequestForm, ReturnForm, RunningForm
from sozialstrategie.evidence.monitoring.requests.pages import crumbs, list_url, url_of
from sozialstrategie.evidence.monitoring.requests.plausibility import Doubt, as_mapping, in_words, rule_words
from sozialstrategie.evidence.monitoring.requests.queries import CHANGE, VIEW
from sozialstrategie.evidence.monitoring.requests.table import Shape
from sozialstrategie.evidence.monitoring.requests.words import OPEN, DeliveryState, RequestState, Rows
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.errors import Conflict, Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.ui.conflict import conflict_page
from sozialstrategie.kit.ui.pages import FORMS, found, keep_link, link_once, saved, see_other

PAGE = 50


@require_safe
@organisation_view(VIEW)
def requests(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Who delivers what by when: what waits for us, what is late, what is open, what is done."""
    actor = actor_of(request)
    lines = queries.requests_for(actor, organisation)
    context = {
        "organisation": organisation,
        "page": Paginator(lines, PAGE).get_page(request.GET.get("seite")),
        "late": queries.late_units(lines),
        "to_check": sum(line.urgency == "to_check" for line in lines),
        "may_change": allowed(CHANGE, actor, organisation),
        "breadcrumbs": crumbs(organisation, ("Datenanfragen", None)),
    }
    return render(request, "monitoring/requests/list.html", context)


def _get(request: HttpRequest, organisation: Organisation, uid: UUID) -> DataRequest:
    return found(queries.request_for(actor_of(request), organisation, uid))


@require_safe
@organisation_view(VIEW)
def request(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """One request with its answers."""
    return _page(request, organisation, _get(request, organisation, uid))


def _page(
    request: HttpRequest, organisation: Organisation, asked: DataRequest, form: ReturnForm | None = None
) -> HttpResponse:
    actor, shape = actor_of(request), queries.shape_of(asked)
    deliveries, earlier = queries.deliveries_for(actor, asked), queries.earlier_for(actor, asked)
    views = [_delivery(shape, delivery) for delivery in deliveries]
    waiting = next((view for view in views if view["d"].state == DeliveryState.RECEIVED), None)
    context = {
        "organisation": organisation,
        "asked": asked,
        "shape": shape,
        "years": letters.years_in_words(asked),
        "facts": [(label, text) for label, text in _facts(asked, shape) if text],
        "earlier": _grid(shape, earlier) if earlier else None,
        "waiting": waiting,
        "former": [view for view in views if view is not waiting],
        "is_open": asked.state in OPEN,
        "rule": rule_words(asked.unit),
        "link": link_once(request, asked.uid),
        "may_change": allowed(CHANGE, actor, organisation),
        "form": form or ReturnForm(initial={"version": asked.version}),
        "return_url": reverse("monitoring_staff:request_return", args=[organisation.slug, asked.uid]),
        "breadcrumbs": crumbs(organisation, ("Datenanfragen", list_url(organisation)), (asked.title, None)),
    }
    return render(request, "monitoring/requests/request.html", context, status=422 if form else 200)


def _facts(asked: DataRequest, shape: Shape) -> list[tuple[str, str]]:
    rows = Rows(asked.rows).label if len(shape.places) > 1 else shape.places[0].name if shape.places else ""
    return [
        ("Was genau gefragt ist", asked.question),
        ("Reihe, Einheit", f"{asked.item}, {asked.unit}"),
        ("Gebiete", rows),
        ("Stelle", ", ".join(part for part in (asked.recipient, asked.recipient_function) if part)),
        ("E-Mail der Stelle", asked.email or "keine"),
        ("Frist", f"{asked.due_on:%d.%m.%Y}"),
        ("Link gilt bis", f"{asked.link_until:%d.%m.%Y}" if asked.link_until else ""),
        ("Hinweis an die Stelle", asked.note),
    ]


def _grid(shape: Shape, values: Any) -> tuple[list[int], list[tuple[str, list[tuple[int, str]]]]]:
    """Years that have values, and the rows of a table of them."""
    years = sorted({year for _, year in values})
    rows = []
    for place in shape.places:
        cells = [(year, values.get((place.code, year))) for year in years]
        rows.append((place.name, [(year, "leer" if value is None else in_words(value)) for year, value in cells]))
    return years, rows


def _delivery(shape: Shape, delivery: Delivery) -> dict[str, Any]:
    years, rows = _grid(shape, as_mapping(delivery.values))
    notes = [Doubt(n["region"], n["year"], n["value"], n["before"]) for n in delivery.notes]
    return {
        "d": delivery,
        "years": years,
        "rows": rows,
        "notes": [f"{shape.label((n.region, n.year))}: {n.words}" for n in notes],
        "empty": len(shape.keys) - len(delivery.values),
    }


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def request_new(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Make a draft."""
    actor = actor_of(request)
    form = RequestForm(request.POST or None, organisation=organisation, initial={"rows": Rows.WHOLE})
    if request.method == "POST" and form.is_valid():
        made = saved(form, lambda: services.create_request(actor=actor, owner=organisation, **form.values()))
        if made is not None:
            messages.success(request, "Der Entwurf ist gespeichert. Bitte prüfen und verschicken Sie ihn.")
            return see_other(url_of(made))
    return _form_page(request, organisation, form, "Datenanfrage anlegen", list_url(organisation))


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def request_edit(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Change a draft, or what is around a request on its way; a stale form answers 409 with both texts."""
    actor, asked = actor_of(request), _get(request, organisation, uid)
    was_draft = asked.state == RequestState.DRAFT
    kind = RequestForm if was_draft else RunningForm
    form = kind(request.POST or None, organisation=organisation, obj=asked)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            done = saved(
                form, lambda: services.edit_request(actor=actor, request=asked, version=version, **form.values())
            )
        except Conflict as conflict:
            return conflict_page(request, form, conflict, what=asked.title, url=request.path, cancel_url=url_of(asked))
        if done is not None:
            if done.state == RequestState.DRAFT and not was_draft:
                messages.warning(request, _MOVED)
            else:
                messages.success(request, "Die Anfrage ist gespeichert.")
            return see_other(url_of(asked))
    return _form_page(request, organisation, form, "Datenanfrage ändern", url_of(asked))


_MOVED = "Gespeichert. Stelle oder E-Mail sind jetzt andere, darum gilt der bisherige Link nicht mehr. Bitte verschicken Sie die Anfrage noch einmal."


def _form_page(
    request: HttpRequest, organisation: Organisation, form: RequestForm, title: str, cancel_url: str
) -> HttpResponse:
    context = {
        "organisation": organisation,
        "form": form,
        "title": title,
        "cancel_url": cancel_url,
        "draft": f"datenanfrage-{form.stored.uid if form.stored else 'neu'}",
        "breadcrumbs": crumbs(organisation, ("Datenanfragen", list_url(organisation)), (title, None)),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "monitoring/requests/form.html", context, status=status)


# --- steps ------------------------------------------------------------------------------------------------------------


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    if not text.isdecimal():
        raise Refused(INCOMPLETE)
    return int(text)


_CHANGED = "Die Anfrage hat sich inzwischen geändert. Bitte sehen Sie sie noch einmal an; es wurde nichts getan."


@require_POST
@organisation_view(CHANGE)
def request_send(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Open the request to the office; the link is shown once, and goes out by mail where that is possible."""
    asked = _get(request, organisation, uid)
    try:
        token = services.send(actor=actor_of(request), request=asked, version=_version(request))
    except Conflict:
        messages.warning(request, _CHANGED)
        return see_other(url_of(asked))
    keep_link(request, asked.uid, reverse("data_requests:answer", args=[token]))
    if letters.goes_by_mail(asked):
        messages.success(request, "Die Anfrage ist an die angegebene Adresse unterwegs.")
    else:
        messages.success(request, "Die Anfrage ist offen. Bitte geben Sie der Stelle den Link, der unten steht.")
    return see_other(url_of(asked))


@require_POST
@organisation_view(CHANGE)
def request_withdraw(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Close the link; the request is a draft again."""
    asked = _get(request, organisation, uid)
    try:
        services.withdraw(actor=actor_of(request), request=asked, version=_version(request))
        messages.success(request, "Die Anfrage ist zurückgezogen und wieder ein Entwurf. Der Link gilt nicht mehr.")
    except Conflict:
        messages.warning(request, _CHANGED)
    return see_other(url_of(asked))


@require_POST
@organisation_view(CHANGE)
def request_close(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """End the link of a request that was answered."""
    asked = _get(request, organisation, uid)
    try:
        services.close_link(actor=actor_of(request), request=asked, version=_version(request))
        messages.success(request, "Der Link gilt nicht mehr.")
    except Conflict:
        messages.warning(request, _CHANGED)
    return see_other(url_of(asked))


@require_POST
@organisation_view(CHANGE)
def request_delete(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Take a draft out."""
    asked = _get(request, organisation, uid)
    try:
        services.delete_request(actor=actor_of(request), request=asked, version=_version(request))
    except Conflict:
        messages.warning(request, _CHANGED)
        return see_other(url_of(asked))
    messages.success(request, f"„{asked.title}“ ist gelöscht. Im Verlauf lässt sich das rückgängig machen.")
    return see_other(list_url(organisation))


@require_POST
@organisation_view(CHANGE)
def request_accept(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Take the answer over as an own edition."""
    asked = _get(request, organisation, uid)
    try:
        services.accept(actor=actor_of(request), request=asked, version=_version(request))
    except Conflict:
        messages.warning(request, _CHANGED)
        return see_other(url_of(asked))
    messages.success(request, f"Angenommen: „{asked.title}“ steht jetzt bei den eigenen Zahlen.")
    return see_other(url_of(asked))


@require_POST
@organisation_view(CHANGE)
def request_return(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Give the answer back with a reason."""
    actor, asked = actor_of(request), _get(request, organisation, uid)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _page(request, organisation, asked, form)
    try:
        services.send_back(actor=actor, request=asked, **form.cleaned_data)
    except Conflict:
        messages.warning(request, _CHANGED)
        return see_other(url_of(asked))
    if not asked.token_hash:
        told = "Gerade gilt kein Link; bitte machen Sie einen neuen. Darunter liest die Stelle den Grund."
    elif letters.goes_by_mail(asked):
        told = "Den Grund liest die Stelle unter ihrem Link. Sie bekommt einen Brief."
    else:
        told = "Den Grund liest die Stelle unter ihrem Link. Bitte sagen Sie ihr Bescheid."
    messages.success(request, f"Zurückgegeben. {told}")
    return see_other(url_of(asked))
