"""Pages that findings, needs, goals, measures and Handlungsfelder share: list, new, edit, withdraw, link, rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sozialstrategie.action.strategy import queries, services
from sozialstrategie.action.strategy.enums import GoalKind
from sozialstrategie.action.strategy.forms import LinkForm, ReasonForm, RecordForm
from sozialstrategie.action.strategy.life.pages import chosen_strategy
from sozialstrategie.action.strategy.views.kinds import FIELD, GOAL, LINKS, NEED, Kind, link_between
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.errors import Conflict, Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.ui.conflict import conflict_page
from sozialstrategie.kit.ui.pages import crumbs, found, saved, see_other, status_of, version_from

PAGE = 50
VIEW, CHANGE, WITHDRAW = "strategy.view_drafts", "strategy.change", "strategy.withdraw"


@require_safe
@organisation_view(VIEW)
def record_list(request: HttpRequest, organisation: Organisation, kind: Kind) -> HttpResponse:
    """All records of a kind, with what is withdrawn for whoever may bring it back."""
    actor = actor_of(request)
    may_change, may_withdraw = allowed(CHANGE, actor, organisation), allowed(WITHDRAW, actor, organisation)
    beside = chosen_strategy(request, organisation) if kind in (FIELD, GOAL) and "strategie" in request.GET else None
    rows = kind.rows(actor, organisation, strategy=beside) if beside else kind.rows(actor, organisation)
    page = Paginator(rows, PAGE).get_page(request.GET.get("seite"))
    return render(
        request,
        "strategy/record_list.html",
        {
            "organisation": organisation,
            "kind": kind,
            "page": page,
            "lines": [_line(kind, organisation, obj) for obj in page.object_list],
            "may_change": may_change,
            "beside": beside,
            "new_url": kind.new_url(organisation.slug) + (f"?strategie={beside.uid}" if beside else ""),
            "deleted": deleted_lines(actor, organisation, kind) if may_withdraw else [],
            "offers_url": reverse("strategy:needs_offers", args=[organisation.slug])
            if kind is NEED and queries.may_see_offers(actor, organisation)
            else "",
            "needs_strategy": kind in (FIELD, GOAL) and queries.current_strategy_for(actor, organisation) is None,
            "breadcrumbs": crumbs(organisation, (kind.plural, None)),
        },
    )


@dataclass(frozen=True)
class Line:
    """One row of a list."""

    label: str
    title: str
    url: str
    field: str
    states: list[tuple[str, str]]
    linked: str


_NEXT = {"finding": ("Bedarf", "Bedarfe"), "need": ("Ziel", "Ziele"), "goal": ("Maßnahme", "Maßnahmen")}


def _line(kind: Kind, organisation: Organisation, obj: Any) -> Line:
    linked = ""
    guiding = getattr(obj, "kind", "") == GoalKind.GUIDING_GOAL
    if kind.key in _NEXT and not guiding:
        one, many = _NEXT[kind.key]
        linked = f"{obj.linked} {one if obj.linked == 1 else many}" if obj.linked else f"noch ohne {one}"
        if not obj.linked and obj.resting_reason:
            linked = "bewusst offen"
    field = getattr(obj, "field", None)
    return Line(
        kind.called(obj),
        obj.title,
        kind.url(organisation.slug, obj),
        str(field) if field else "",
        states_of(obj),
        linked,
    )


def states_of(obj: Any) -> list[tuple[str, str]]:
    """Badges: word and kind of sign."""
    states = []
    if hasattr(obj, "origin") and obj.origin == "drafted_from_data":
        states.append((obj.get_origin_display(), ""))
    if hasattr(obj, "urgency"):
        states.append((f"Dringlichkeit {obj.get_urgency_display()}", ""))
    if hasattr(obj, "state"):
        states.append((obj.get_state_display(), "plan" if obj.state in ("accepted", "addressed") else ""))
    if getattr(obj, "target_year", None) and hasattr(obj, "measured_by"):
        states.append((f"bis Ende {obj.target_year}", ""))
    return states


def deleted_lines(actor: Actor, organisation: Organisation, kind: Kind) -> list[tuple[str, str]]:
    """(label, address that brings it back) of withdrawn records."""
    rows = queries.deleted_for(actor, organisation, kind.model)
    return [(f"{kind.called(o)}: {o.title}", kind.act_url(organisation.slug, o, "restore")) for o in rows]


# --- new and edit --------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_view(CHANGE)
def record_new(request: HttpRequest, organisation: Organisation, kind: Kind) -> HttpResponse:
    """Make a record; `?befund=uid` and the like link it at once with what it follows from."""
    actor = actor_of(request)
    strategy = chosen_strategy(request, organisation)
    if strategy is None and kind in (FIELD, GOAL, *(x.second for x in LINKS[2:])):
        messages.info(request, "Beginnen Sie zuerst eine Strategie; darin stehen Handlungsfelder, Ziele und Maßnahmen.")
        return see_other(_strategy_new(organisation))
    origin = _origin(request, organisation, kind)
    form = kind.form(request.POST or None, organisation=organisation, initial=_initial(origin))
    if request.method == "POST" and form.is_valid():
        values = form.values()
        if kind is FIELD:
            values["strategy"] = strategy
        if kind.key == "measure" and origin is not None:
            values["under"] = origin[1]
        obj = saved(form, lambda: _create(actor, organisation, kind, values, origin))
        if obj is not None:
            messages.success(request, f"{kind.called(obj)} ist angelegt.")
            return see_other(kind.url(organisation.slug, obj))
    return render(
        request,
        "strategy/record_form.html",
        {
            "organisation": organisation,
            "form": form,
            "title": kind.new,
            "lead": f"Folgt aus {origin[0].called(origin[1])}: {origin[1].title}" if origin else kind.lead,
            "submit": f"{kind.station} anlegen",
            "draft": f"{kind.key}-new-{organisation.slug}",
            "cancel_url": kind.list_url(organisation.slug),
            "breadcrumbs": crumbs(organisation, (kind.plural, kind.list_url(organisation.slug)), (kind.new, None)),
        },
        status=status_of(form),
    )


def _strategy_new(organisation: Organisation) -> str:
    return reverse("strategy:strategy_new", args=[organisation.slug])


def _origin(request: HttpRequest, organisation: Organisation, kind: Kind) -> tuple[Kind, Any] | None:
    """The record that the new one follows from, named in the address."""
    for link in LINKS:
        text = request.GET.get(link.first.path, "")
        if link.second is kind and text:
            try:
                uid = UUID(text)
            except ValueError:
                raise Http404 from None
            return link.first, found(link.first.one(actor_of(request), organisation, uid))
    return None


def _initial(origin: tuple[Kind, Any] | None) -> dict[str, Any]:
    return {"field": origin[1].field} if origin and origin[1].field else {}


def _create(
    actor: Actor, organisation: Organisation, kind: Kind, values: dict[str, Any], origin: tuple[Kind, Any] | None
) -> Any:
    obj = kind.create(actor=actor, owner=organisation, **values)
    if origin is not None:
        between = link_between(kind, origin[0].path)
        try:
            if between is not None:
                between[0].link(actor=actor, **between[0].ends(obj, origin[1]))
        except Refused:
            return obj  # made, but not linked: the page of the record offers the link and says what is missing
    return obj


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_view(CHANGE)
def record_edit(request: HttpRequest, organisation: Organisation, kind: Kind, uid: UUID) -> HttpResponse:
    """Change a record; a stale form shows both texts."""
    actor = actor_of(request)
    obj = found(kind.one(actor, organisation, uid))
    form = kind.form(request.POST or None, organisation=organisation, obj=obj)
    url = kind.url(organisation.slug, obj)
    if request.method == "POST" and form.is_valid():
        answer = save_edit(request, form, obj, kind.edit, kind.key, kind.called(obj), url)
        if answer is not None:
            return answer
    return render(
        request,
        "strategy/record_form.html",
        {
            "organisation": organisation,
            "form": form,
            "title": f"{kind.called(obj)} bearbeiten",
            "lead": obj.title,
            "submit": f"{kind.station} speichern",
            "draft": f"{kind.key}-{obj.uid}",
            "cancel_url": url,
            "breadcrumbs": crumbs(
                organisation,
                (kind.plural, kind.list_url(organisation.slug)),
                (kind.called(obj), url),
                ("Bearbeiten", None),
            ),
        },
        status=status_of(form),
    )


def save_edit(
    request: HttpRequest, form: RecordForm, obj: Any, edit: Any, key: str, called: str, url: str
) -> HttpResponse | None:
    """Save a valid form: 303 when done, 409 with both texts when stale, None when refused."""
    arguments = {key: obj, "version": form.cleaned_data["version"], **form.values()}
    try:
        done = saved(form, lambda: edit(actor=actor_of(request), **arguments))
    except Conflict as conflict:
        saved_by = queries.last_change_of(obj)
        return conflict_page(request, form, conflict, what=called, saved_by=saved_by, url=request.path, cancel_url=url)
    if done is None:
        return None
    messages.success(request, f"{called} ist gespeichert.")
    return see_other(url)


# --- withdraw, bring back, rest ------------------------------------------------------------------------------------


@require_POST
@organisation_view(WITHDRAW)
def record_delete(request: HttpRequest, organisation: Organisation, kind: Kind, uid: UUID) -> HttpResponse:
    """Withdraw; the list offers to bring it back."""
    actor = actor_of(request)
    obj = found(kind.one(actor, organisation, uid))
    try:
        kind.withdraw(actor=actor, **{kind.key: obj}, version=version_from(request.POST))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return see_other(kind.url(organisation.slug, obj))
    messages.success(request, f"{kind.called(obj)} ist gelöscht. Unten in der Liste können Sie das zurücknehmen.")
    return see_other(kind.list_url(organisation.slug))


@require_POST
@organisation_view(WITHDRAW)
def record_restore(request: HttpRequest, organisation: Organisation, kind: Kind, uid: UUID) -> HttpResponse:
    """Bring a withdrawn record back."""
    actor = actor_of(request)
    obj = found(queries.deleted_one_for(actor, organisation, kind.model, uid))
    try:
        kind.bring_back(actor=actor, **{kind.key: obj})
    except Refused as refusal:
        messages.error(request, str(refusal))
        return see_other(kind.list_url(organisation.slug))
    messages.success(request, f"{kind.called(obj)} ist wieder da.")
    return see_other(kind.url(organisation.slug, obj))


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_view(CHANGE)
def record_rest(request: HttpRequest, organisation: Organisation, kind: Kind, uid: UUID) -> HttpResponse:
    """Leave a loose end open on purpose, with a reason."""
    obj = found(kind.one(actor_of(request), organisation, uid))
    return reason_page(
        request,
        organisation,
        kind,
        obj,
        title=f"{kind.called(obj)} begründet ruhen lassen",
        lead="Das lose Ende verschwindet von der Liste. Der Grund bleibt auf der Seite stehen, für alle, die später nachsehen.",
        submit="Ruhen lassen",
        act=lambda actor, reason: services.rest(actor=actor, obj=obj, reason=reason),
        done=f"{kind.called(obj)} ruht jetzt.",
    )


def reason_page(
    request: HttpRequest,
    organisation: Organisation,
    kind: Kind,
    obj: Any,
    *,
    title: str,
    lead: str,
    submit: str,
    act: Any,
    done: str,
) -> HttpResponse:
    """A page that asks for one reason and then calls `act(actor, reason)`."""
    form = ReasonForm(request.POST or None)
    url = kind.url(organisation.slug, obj)
    if request.method == "POST" and form.is_valid():
        changed = saved(form, lambda: act(actor_of(request), form.cleaned_data["reason"]))
        if changed is not None:
            messages.success(request, done)
            return see_other(url)
    return render(
        request,
        "strategy/record_form.html",
        {
            "organisation": organisation,
            "form": form,
            "title": title,
            "lead": lead,
            "submit": submit,
            "draft": f"reason-{obj.uid}",
            "cancel_url": url,
            "breadcrumbs": crumbs(
                organisation, (kind.plural, kind.list_url(organisation.slug)), (kind.called(obj), url), (submit, None)
            ),
        },
        status=status_of(form),
    )


@require_POST
@organisation_view(CHANGE)
def record_wake(request: HttpRequest, organisation: Organisation, kind: Kind, uid: UUID) -> HttpResponse:
    """Take a resting record up again."""
    actor = actor_of(request)
    obj = found(kind.one(actor, organisation, uid))
    services.wake(actor=actor, obj=obj)
    messages.success(request, f"{kind.called(obj)} steht wieder auf der Liste der losen Enden, solange etwas fehlt.")
    return see_other(kind.url(organisation.slug, obj))


# --- links ---------------------------------------------------------------------------------------------------------


@require_POST
@organisation_view(CHANGE)
def record_link(request: HttpRequest, organisation: Organisation, kind: Kind, uid: UUID, other: str) -> HttpResponse:
    """Link with a chosen record of the neighbouring kind."""
    actor = actor_of(request)
    obj = found(kind.one(actor, organisation, uid))
    link, other_kind = found(link_between(kind, other))
    form = link_form(actor, organisation, other_kind, data=request.POST)
    if form.is_valid():
        chosen = form.cleaned_data["other"]
        try:
            link.link(actor=actor, **link.ends(obj, chosen))
            messages.success(request, f"{kind.called(obj)} ist mit {other_kind.called(chosen)} verbunden.")
        except Refused as refusal:
            messages.error(request, str(refusal))
    else:
        messages.error(request, f"Bitte wählen Sie {other_kind.accusative} aus der Liste.")
    return see_other(kind.url(organisation.slug, obj) + "#verbinden")


@require_POST
@organisation_view(CHANGE)
def record_unlink(
    request: HttpRequest, organisation: Organisation, kind: Kind, uid: UUID, other: str, other_uid: UUID
) -> HttpResponse:
    """Take a link away."""
    actor = actor_of(request)
    obj = found(kind.one(actor, organisation, uid))
    link, other_kind = found(link_between(kind, other))
    end = found(other_kind.one(actor, organisation, other_uid))
    link.unlink(actor=actor, **link.ends(obj, end))
    messages.success(request, f"{kind.called(obj)} und {other_kind.called(end)} sind nicht mehr verbunden.")
    return see_other(kind.url(organisation.slug, obj) + "#verbinden")


def link_form(
    actor: Actor, organisation: Organisation, kind: Kind, *, without: Iterable[UUID] = (), data: Any = None
) -> LinkForm:
    """A choice of records of this organisation, without those that are linked already."""
    rows = queries.choices_for(actor, organisation, kind.model, without=without)
    return LinkForm(data, rows=rows, label=f"{kind.station} auswählen", auto_id=f"{kind.path}_%s")
