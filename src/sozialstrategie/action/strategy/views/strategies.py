"""The strategy as a whole: overview, texts, release, frozen versions, documents."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sozialstrategie.action.strategy import queries, services
from sozialstrategie.action.strategy.forms import ReleaseForm, StrategyForm
from sozialstrategie.action.strategy.life.pages import home_url, life_context
from sozialstrategie.action.strategy.models import Strategy
from sozialstrategie.action.strategy.queries import life
from sozialstrategie.action.strategy.views.details import figure_line
from sozialstrategie.action.strategy.views.kinds import FIELD, FINDING, GOAL, MEASURE, NEED
from sozialstrategie.action.strategy.views.records import CHANGE, VIEW, save_edit
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.errors import Conflict, Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.documents import registry
from sozialstrategie.kit.documents.responses import document_response
from sozialstrategie.kit.ui.pages import crumbs, found, saved, see_other, status_of

RELEASE = "strategy.release"


def _home(organisation: Organisation) -> str:
    return reverse("strategy:strategy", args=[organisation.slug])


def _page_of(organisation: Organisation, strategy: Strategy) -> str:
    """Where somebody goes back to: the page of the strategy that is worked on, or of a Teilplan."""
    return home_url(organisation, strategy if strategy.umbrella_id else None)


@require_safe
@organisation_view(VIEW)
def strategy(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """What there is, what is released, what comes next."""
    actor = actor_of(request)
    current = queries.current_strategy_for(actor, organisation)
    slug = organisation.slug
    may_change, may_release = allowed(CHANGE, actor, organisation), allowed(RELEASE, actor, organisation)
    context: dict[str, Any] = {
        "organisation": organisation,
        "strategy": current,
        "may_change": may_change,
        "may_release": may_release,
        "new_url": reverse("strategy:strategy_new", args=[slug]),
        "kinds": [(k.plural, k.lead, k.list_url(slug)) for k in (FINDING, NEED, GOAL, MEASURE, FIELD)],
        "thread_url": reverse("strategy:thread", args=[slug]),
        "breadcrumbs": crumbs(organisation, ("Strategie", None)),
    }
    if current is not None:
        kind = registry.get("strategie")
        context |= life_context(actor, organisation, current)
        in_force = life.in_force_for(actor, organisation)
        context |= {
            "in_force": in_force if in_force != current else None,
            "summary": queries.summary_for(actor, organisation, current),
            "versions": list(queries.versions_for(actor, organisation, current)),
            "texts": [
                (str(current._meta.get_field(name).verbose_name), getattr(current, name))  # type: ignore[union-attr]
                for name in queries.STRATEGY_TEXTS
            ],
            "fields": [(str(f), FIELD.url(slug, f)) for f in queries.fields_for(actor, organisation, current)],
            "edit_url": reverse("strategy:strategy_edit", args=[slug, current.uid]),
            "release_url": reverse("strategy:strategy_release", args=[slug, current.uid]),
            "freeze_url": reverse("strategy:strategy_freeze", args=[slug, current.uid]),
            "documents": [
                (f.upper(), reverse("strategy:document", args=[slug, f])) for f in (kind.formats if kind else ())
            ],
        }
    return render(request, "strategy/strategy.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_view(CHANGE)
def strategy_new(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Begin a strategy."""
    actor = actor_of(request)
    umbrella = _umbrella(request, organisation)
    form = StrategyForm(request.POST or None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        values = {**form.values(), "umbrella": umbrella}
        made = saved(form, lambda: services.create_strategy(actor=actor, owner=organisation, **values))
        if made is not None:
            what = "Der Teilplan" if umbrella else "Die Strategie"
            messages.success(request, f"{what} ist angelegt. Als Nächstes kommen die Handlungsfelder.")
            return see_other(_page_of(organisation, made))
    lead = "Ein Titel und ein Zeitraum genügen fürs Erste."
    return _page(
        request,
        organisation,
        form,
        "Teilplan beginnen" if umbrella else "Strategie beginnen",
        f"Teilplan von „{umbrella.title}“. {lead}" if umbrella else lead,
        "Teilplan anlegen" if umbrella else "Strategie anlegen",
        f"strategy-new-{organisation.slug}",
    )


def _umbrella(request: HttpRequest, organisation: Organisation) -> Strategy | None:
    """The strategy of which a Teilplan begins (`?teil-von=`)."""
    text = request.GET.get("teil-von", "")
    if not text:
        return None
    try:
        return found(queries.strategy_for(actor_of(request), organisation, UUID(text)))
    except ValueError:
        raise Http404 from None


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_view(CHANGE)
def strategy_edit(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Change the texts of the strategy."""
    obj = found(queries.strategy_for(actor_of(request), organisation, uid))
    form = StrategyForm(request.POST or None, organisation=organisation, obj=obj)
    if request.method == "POST" and form.is_valid():
        answer = save_edit(
            request, form, obj, services.edit_strategy, "strategy", "Strategie", _page_of(organisation, obj)
        )
        if answer is not None:
            return answer
    return _page(
        request, organisation, form, "Texte der Strategie", obj.title, "Texte speichern", f"strategy-{obj.uid}"
    )


def _page(
    request: HttpRequest, organisation: Organisation, form: Any, title: str, lead: str, submit: str, draft: str
) -> HttpResponse:
    context = {
        "organisation": organisation,
        "form": form,
        "title": title,
        "lead": lead,
        "submit": submit,
        "draft": draft,
        "cancel_url": _home(organisation),
        "breadcrumbs": crumbs(organisation, ("Strategie", _home(organisation)), (title, None)),
    }
    return render(request, "strategy/record_form.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_view(RELEASE)
def strategy_release(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Leadership sees what would become public, and releases exactly that; 409 with what changed since, if anything did."""
    actor = actor_of(request)
    obj = found(queries.strategy_for(actor, organisation, uid))
    form = ReleaseForm(request.POST) if request.method == "POST" else None
    changes = None
    if form is not None and form.is_valid():
        data = form.cleaned_data
        seen = {name: data[name] for name in ("version", "note", "digest")}
        try:
            frozen = saved(form, lambda: services.release_strategy(actor=actor, strategy=obj, **seen))
        except Conflict:
            frozen, changes = None, data["parts"]
            obj.refresh_from_db()
        if frozen is not None:
            messages.success(request, f"Fassung {frozen.number} ist freigegeben.")
            return see_other(reverse("strategy:version", args=[organisation.slug, frozen.uid]))
    return _release_page(request, organisation, obj, form, changes)


def _release_page(
    request: HttpRequest, organisation: Organisation, obj: Any, form: ReleaseForm | None, seen: dict[str, str] | None
) -> HttpResponse:
    """The content as it would be frozen now. `seen`: the parts of the content that a stale form showed."""
    content = queries.content_of(obj, public_only=True)
    parts = queries.parts_of(content)
    if form is None or seen is not None:
        note = form.cleaned_data["note"] if form is not None else ""
        fresh = {"version": obj.version, "digest": queries.content_digest(content), "parts": parts, "note": note}
        form = ReleaseForm(initial=fresh)
    return render(
        request,
        "strategy/release.html",
        {
            "organisation": organisation,
            "strategy": obj,
            "form": form,
            "is_stale": seen is not None,
            "changes": queries.differences(seen, parts) if seen else [],
            "content": content,
            "torn": queries.torn_links(queries.content_of(obj, public_only=False), content),
            "all": queries.release_preview(actor_of(request), organisation, obj),
            "columns": queries.published_columns(),
            "cancel_url": _home(organisation),
            "breadcrumbs": crumbs(organisation, ("Strategie", _home(organisation)), ("Freigeben", None)),
        },
        status=409 if seen is not None else status_of(form),
    )


@require_POST
@organisation_view(CHANGE)
def strategy_freeze(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Keep the draft as it is now, for a committee."""
    actor = actor_of(request)
    obj = found(queries.strategy_for(actor, organisation, uid))
    try:
        frozen = services.freeze_draft(actor=actor, strategy=obj)
        messages.success(request, f"Der Entwurf ist als Fassung {frozen.number} festgehalten.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return see_other(_page_of(organisation, obj))


@require_safe
@organisation_view(VIEW)
def version(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """One frozen version with its checksum and what is in it."""
    obj = found(queries.version_for(actor_of(request), organisation, uid))
    content = obj.payload["content"]
    return render(
        request,
        "strategy/version.html",
        {
            "organisation": organisation,
            "obj": obj,
            "content": content,
            "is_whole": services.verify_version(obj),
            "notes": life.notes_on(obj),
            "decision": life.decision_about(obj),
            "may_release": allowed(RELEASE, actor_of(request), organisation),
            "stale": [figure_line(s.reference, s, organisation) for s in queries.stale_in_version(obj)],
            "counts": [
                (label, len(content[key]), "")
                for label, key in (
                    ("Handlungsfelder", "fields"),
                    ("Befunde", "findings"),
                    ("Bedarfe", "needs"),
                    ("Ziele", "goals"),
                    ("Maßnahmen", "measures"),
                )
            ],
            "breadcrumbs": crumbs(organisation, ("Strategie", _home(organisation)), (str(obj), None)),
        },
    )


@require_safe
@organisation_view(VIEW)
def document(request: HttpRequest, organisation: Organisation, ending: str) -> HttpResponse:
    """The working copy as a document, marked as a draft."""
    kind = registry.get("strategie")
    if kind is None or ending not in kind.formats:
        raise Http404
    try:
        data = kind.build(actor_of(request), region=None, owner=organisation.slug, format=ending)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return see_other(_home(organisation))
    return document_response(data, f"strategie-{organisation.slug}.{ending}")
