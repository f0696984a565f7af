"""Beschlusskontrolle: the list with its filters and files, one decision, what is reported about it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from sozialstrategie.action.committees import pages
from sozialstrategie.action.committees.decisions import queries, services
from sozialstrategie.action.committees.decisions.forms import DecisionForm, ReportForm, WhyForm
from sozialstrategie.action.committees.decisions.printing import ENDINGS, build_list, selection_words
from sozialstrategie.action.committees.decisions.queries import SELECTIONS, TRACK
from sozialstrategie.action.committees.models import Committee, Decision
from sozialstrategie.action.committees.papers.queries import paper_for
from sozialstrategie.action.committees.papers.views import paper_url
from sozialstrategie.action.committees.queries import ENTER, committees_for
from sozialstrategie.action.strategy.life.pages import taken
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.documents.responses import document_response
from sozialstrategie.kit.ui.pages import FORMS, found, see_other

CHANGE = services.CHANGE
PAGE = 50


def list_url(organisation: Organisation) -> str:
    return reverse("committees:decisions", args=[organisation.slug])


def decision_url(decision: Decision) -> str:
    return reverse("committees:decision", args=[decision.owner.slug, decision.uid])


def decision_at(request: HttpRequest, organisation: Organisation, uid: UUID) -> Decision:
    return found(queries.decision_for(actor_of(request), organisation, uid))


def called(decision: Decision) -> str:
    return f"Beschluss {decision.number}" if decision.number else "Beschluss"


def _chosen(request: HttpRequest, organisation: Organisation) -> tuple[str, Committee | None]:
    """Selection and body of the address; what is unknown counts as not chosen."""
    selection = request.GET.get("auswahl", "offen")
    try:
        uid = UUID(request.GET.get("gremium", ""))
    except ValueError:
        committee = None
    else:
        committee = committees_for(actor_of(request), organisation).filter(uid=uid).first()
    return selection if selection in SELECTIONS else "offen", committee


@require_safe
@organisation_view(ENTER)
def decisions(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Decisions by selection and body; what is not public stands in a table of its own."""
    actor = actor_of(request)
    selection, committee = _chosen(request, organisation)
    everything = queries.decisions_for(actor, organisation)
    rows = queries.selected(everything, selection, committee.uid if committee else None)
    page = Paginator(rows, PAGE).get_page(request.GET.get("seite"))
    shown = [(t, decision_url(t.decision)) for t in queries.tracked(page.object_list)]
    query = {"auswahl": selection, **({"gremium": str(committee.uid)} if committee else {})}
    context = {
        "organisation": organisation,
        "page": page,
        "parts": [
            (title, [line for line in shown if line[0].decision.is_public is public])
            for title, public in (("Öffentliche Beschlüsse", True), ("Nicht öffentliche Beschlüsse", False))
        ],
        "count": page.paginator.count,
        "selections": [
            (words, "?" + urlencode({**query, "auswahl": key}), key == selection, _size(everything, key, committee))
            for key, words in SELECTIONS.items()
        ],
        "selection": selection,
        "committees": list(committees_for(actor, organisation)),
        "committee": committee,
        "documents": [
            (e.upper(), reverse("committees:decision_list", args=[organisation.slug, e]) + "?" + urlencode(query))
            for e in ENDINGS
        ],
        "breadcrumbs": pages.trail(organisation, ("Beschlusskontrolle", None)),
    }
    return render(request, "committees/decisions/decisions.html", context)


def _size(rows: Any, key: str, committee: Committee | None) -> int:
    return int(queries.selected(rows, key, committee.uid if committee else None).count())


@require_safe
@organisation_view(ENTER)
def decision_list(request: HttpRequest, organisation: Organisation, ending: str) -> HttpResponse:
    """The same selection as a file."""
    if ending not in ENDINGS:
        raise Http404
    selection, committee = _chosen(request, organisation)
    rows = queries.decisions_for(actor_of(request), organisation)
    rows = queries.selected(rows, selection, committee.uid if committee else None)
    today = timezone.localdate()
    words = selection_words(selection, committee.name if committee else "")
    data = build_list(organisation, queries.tracked(rows, today), ending, words=words, as_of=today)
    return document_response(data, f"beschluesse-{organisation.slug}-{today:%Y-%m-%d}.{ending}")


@require_safe
@organisation_view(ENTER)
def decision(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """One decision: what was decided, how it was voted, how far it is carried out, tasks."""
    actor, obj = actor_of(request), decision_at(request, organisation, uid)
    may_see_measures = allowed("strategy.view_drafts", actor, organisation)
    paper = paper_for(actor, organisation, obj.paper.uid) if obj.paper is not None else None
    context = {
        "organisation": organisation,
        "decision": obj,
        "called": called(obj),
        "late": queries.is_late(obj, timezone.localdate()),
        "is_undone": obj.status in queries.UNDONE,
        "notes": queries.notes_of(obj),
        "measures": [
            (link.measure, reverse("strategy:measure", args=[organisation.slug, link.measure.uid]) if may_see_measures else "")
            for link in queries.measures_of(obj)
        ],
        "paper": paper,
        "paper_url": paper_url(paper) if paper is not None else "",
        "vote_url": _vote_url(actor, organisation, obj),
        "may_change": allowed(CHANGE, actor, obj),
        "may_withdraw": allowed(CHANGE, actor, obj) and services.is_withdrawable(obj),
        "may_track": allowed(TRACK, actor, obj),
        "may_see_tasks": allowed("workplace.view_tasks", actor, organisation),
        "breadcrumbs": pages.trail(organisation, ("Beschlusskontrolle", list_url(organisation)), (called(obj), None)),
    }  # fmt: skip
    return render(request, "committees/decisions/decision.html", context)


def _vote_url(actor: Any, organisation: Organisation, obj: Decision) -> str:
    if obj.vote is None or queries.vote_for(actor, organisation, obj.vote.uid) is None:
        return ""
    return reverse("committees:vote", args=[organisation.slug, obj.vote.uid])


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def decision_edit(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Change day, unit, wording, announcement."""
    obj = decision_at(request, organisation, uid)
    form = DecisionForm(request.POST or None, obj=obj)
    if request.method == "POST" and form.is_valid():
        arguments = {"actor": actor_of(request), "decision": obj, **form.values()}
        done = pages.save_or_conflict(
            request, form, lambda: services.edit_decision(**arguments), what=called(obj), cancel_url=decision_url(obj)
        )
        if isinstance(done, HttpResponse):
            return done
        if done is not None:
            messages.success(request, f"{called(obj)} ist gespeichert.")
            return see_other(decision_url(obj))
    return pages.form_page(
        request, organisation, form, title=f"{called(obj)} bearbeiten", submit="Speichern", cancel_url=decision_url(obj),
        draft=f"beschluss-{obj.uid}", way=_way(organisation, obj),
    )  # fmt: skip


def _way(organisation: Organisation, obj: Decision) -> tuple[tuple[str, str | None], ...]:
    return (("Beschlusskontrolle", list_url(organisation)), (called(obj), decision_url(obj)))


@require_http_methods(FORMS)
@organisation_view(TRACK)
def decision_report(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Write a Sachstand; done, obsolete or taken up again where that is a step from here."""
    obj = decision_at(request, organisation, uid)
    form = ReportForm(request.POST or None, decision=obj, initial={"version": obj.version})
    status = 422
    if request.method == "POST" and form.is_valid():
        arguments = {"actor": actor_of(request), "decision": obj, **form.cleaned_data}
        done, status = taken(form, obj, lambda: services.report(**arguments))
        if done is not None:
            messages.success(request, f"{called(obj)}: {obj.get_status_display()}.")
            return see_other(decision_url(obj))
    return pages.form_page(
        request, organisation, form, title=f"{called(obj)}: Sachstand", submit="Sachstand festhalten", lead=obj.title,
        cancel_url=decision_url(obj), draft=f"sachstand-{obj.uid}", way=_way(organisation, obj),
        status=status if form.is_bound else 0,
    )  # fmt: skip


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def decision_withdraw(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Take out a decision that was recorded by mistake."""
    obj = decision_at(request, organisation, uid)
    form = WhyForm(request.POST or None, initial={"version": obj.version})
    status = 422
    if request.method == "POST" and form.is_valid():
        arguments = {"actor": actor_of(request), "decision": obj, **form.cleaned_data}
        done, status = taken(form, obj, lambda: services.withdraw_decision(**arguments))
        if done is not None:
            messages.success(request, f"{called(obj)} ist herausgenommen.")
            return see_other(list_url(organisation))
    return pages.form_page(
        request, organisation, form, title=f"{called(obj)} herausnehmen", submit="Herausnehmen", cancel_url=decision_url(obj),
        lead="Für einen Beschluss, der irrtümlich festgehalten wurde. Er bleibt im Verlauf sichtbar; seine Nummer wird nicht neu vergeben.",
        draft=f"beschluss-grund-{obj.uid}", way=_way(organisation, obj), status=status if form.is_bound else 0,
    )  # fmt: skip
