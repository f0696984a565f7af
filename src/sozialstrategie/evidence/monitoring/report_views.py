"""Staff pages of reports: list, one report with its chapters and texts, forms, documents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sozialstrategie.evidence.monitoring.documents import SOZIALBERICHT, build_planned, planned_material
from sozialstrategie.evidence.monitoring.models import ReportPlan, ReportText
from sozialstrategie.evidence.monitoring.report.outline import Chapter
from sozialstrategie.evidence.monitoring.report.texts import blocks_of
from sozialstrategie.evidence.monitoring.reporting import queries, services
from sozialstrategie.evidence.monitoring.reporting.forms import INCOMPLETE, PlanForm, TextForm
from sozialstrategie.evidence.monitoring.reporting.preview import sentences_of
from sozialstrategie.evidence.monitoring.reporting.queries import VIEW, WRITE
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.errors import Conflict, Forbidden, Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.documents.model import BulletList
from sozialstrategie.kit.documents.responses import document_response
from sozialstrategie.kit.ui.conflict import conflict_page

T = TypeVar("T")


def _url(name: str, organisation: Organisation, *more: Any) -> str:
    return reverse(f"monitoring_staff:{name}", args=[organisation.slug, *more])


def _see_other(url: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(url, status=303)


def _crumbs(organisation: Organisation, *more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    reports = _url("reports", organisation) if more else None
    return [(organisation.name, f"/k/{organisation.slug}/"), ("Berichte", reports), *more]


def _plan(request: HttpRequest, organisation: Organisation, uid: UUID) -> ReportPlan:
    found = queries.plan_for(actor_of(request), organisation, uid)
    if found is None:
        raise Http404
    return found


def _written(request: HttpRequest, plan: ReportPlan, uid: UUID) -> ReportText:
    found = queries.text_for(actor_of(request), plan, uid)
    if found is None:
        raise Http404
    return found


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    if not text.isdecimal():
        raise Refused(INCOMPLETE)
    return int(text)


def _stale(request: HttpRequest, do: Callable[[], object]) -> HttpResponse | None:
    """For buttons: 409 when the page that carried them is out of date; None when done."""
    try:
        do()
    except Conflict:
        return render(request, "409.html", status=409)
    return None


def _saved(form: forms.Form, save: Callable[[], T]) -> T | None:
    """Call a service; what it refuses becomes an error of the form. None = refused."""
    try:
        return save()
    except (Conflict, Forbidden):
        raise
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def _status(form: forms.Form) -> int:
    return 422 if form.is_bound and form.errors else 200


@require_safe
@organisation_view(VIEW)
def reports(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """All reports, newest first."""
    actor = actor_of(request)
    return render(
        request,
        "monitoring/report/list.html",
        {
            "organisation": organisation,
            "plans": queries.plans_for(actor, organisation),
            "may_write": allowed(WRITE, actor, organisation),
            "breadcrumbs": _crumbs(organisation),
        },
    )


@require_safe
@organisation_view(VIEW)
def report(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """One report: its chapters in order, own texts beside what the program drafted."""
    actor = actor_of(request)
    plan = _plan(request, organisation, uid)
    try:
        chapters, nothing_yet = _chapters(request, plan), ""
    except Refused as refusal:
        chapters, nothing_yet = [], str(refusal)
    return render(
        request,
        "monitoring/report/plan.html",
        {
            "organisation": organisation,
            "plan": plan,
            "chapters": chapters,
            "nothing_yet": nothing_yet,
            "may_write": allowed(WRITE, actor, plan),
            "documents": [] if nothing_yet else [
                (label, _url("report_document", organisation, plan.uid, ending))
                for label, ending in (("PDF", "pdf"), ("Word", "docx"))
            ],
            "breadcrumbs": _crumbs(organisation, (plan.title, None)),
        },
    )  # fmt: skip


def _chapters(request: HttpRequest, plan: ReportPlan) -> list[dict[str, Any]]:
    """Chapters in the order of the plan with sentences and texts, then texts whose chapter is not chosen."""
    material = planned_material(actor_of(request), plan)
    known = {c.key: c for c in queries.known_chapters()}
    texts = queries.texts_for(actor_of(request), plan)
    shown = {c.key for c in material.chosen}
    rows = [_row(known.get(key) or Chapter(key, key), texts, plan) for key in plan.chapters]
    for row in rows:
        row["sentences"] = sentences_of(row["chapter"], material) if row["chapter"].key in shown else []
        row["is_empty"] = row["chapter"].key not in shown
        row["first"], row["last"] = row is rows[0], row is rows[-1]
    left = [key for key in dict.fromkeys(t.chapter for t in texts) if key not in plan.chapters]
    return [*rows, *({**_row(known.get(key) or Chapter(key, key), texts, plan), "is_left_out": True} for key in left)]


def _row(chapter: Chapter, texts: list[ReportText], plan: ReportPlan) -> dict[str, Any]:
    slug = plan.owner
    mine = [
        {
            "obj": t,
            "parts": [
                {"listed": b.items, "ordered": b.ordered}
                if isinstance(b, BulletList)
                else {"text": getattr(b, "text", "")}
                for b in blocks_of(t.text)
            ],
            "edit_url": _url("report_text_edit", slug, plan.uid, t.uid),
            "delete_url": _url("report_text_delete", slug, plan.uid, t.uid),
        }
        for t in texts
        if t.chapter == chapter.key
    ]
    return {
        "chapter": chapter,
        "texts": mine,
        "new_url": _url("report_text_new", slug, plan.uid, chapter.key),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_view(WRITE)
def report_new(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Begin a report."""
    chapters = queries.known_chapters()
    form = PlanForm(
        request.POST or None, chapters=chapters, initial={"title": f"Sozialbericht {organisation.name}"[:160]}
    )
    if request.method == "POST" and form.is_valid():
        actor = actor_of(request)
        plan = _saved(form, lambda: services.create_report(actor=actor, owner=organisation, **form.values()))
        if plan is not None:
            messages.success(request, "Der Bericht ist angelegt. Jetzt können Sie Kapitel ordnen und Texte schreiben.")
            return _see_other(_url("report", organisation, plan.uid))
    return _form_page(request, organisation, form, title="Bericht anlegen", submit="Bericht anlegen",
                      draft=f"report-new-{organisation.slug}", cancel_url=_url("reports", organisation),
                      lead="Alle Kapitel sind vorgewählt. Nehmen Sie heraus, was Sie nicht brauchen.")  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_view(WRITE)
def report_edit(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Title, choice of chapters, drafts, state; a stale form shows both."""
    plan = _plan(request, organisation, uid)
    url = _url("report", organisation, plan.uid)
    form = PlanForm(request.POST or None, chapters=queries.known_chapters(), plan=plan)
    if request.method == "POST" and form.is_valid():
        given = {"actor": actor_of(request), "version": form.cleaned_data["version"], **form.values()}
        try:
            done = _saved(form, lambda: services.edit_report(plan=plan, **given))
        except Conflict as conflict:
            return conflict_page(request, form, conflict, what="Bericht", saved_by=queries.last_change_of(plan),
                                 url=request.path, cancel_url=url)  # fmt: skip
        if done is not None:
            messages.success(request, "Der Bericht ist gespeichert.")
            return _see_other(url)
    return _form_page(request, organisation, form, title="Kapitel und Titel", submit="Bericht speichern", lead=plan.title,
                      draft=f"report-{plan.uid}", cancel_url=url, crumb=(plan.title, url))  # fmt: skip


@require_POST
@organisation_view(WRITE)
def report_move(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """One chapter a place up or down."""
    plan = _plan(request, organisation, uid)
    key = request.POST.get("kapitel", "")
    given: dict[str, Any] = {"actor": actor_of(request), "version": _version(request)}
    up = request.POST.get("richtung") == "hoch"
    if stale := _stale(request, lambda: services.move_chapter(plan=plan, key=key, up=up, **given)):
        return stale
    return _see_other(f"{_url('report', organisation, plan.uid)}#{key}")


@require_POST
@organisation_view(WRITE)
def report_delete(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Withdraw a report."""
    plan = _plan(request, organisation, uid)
    given: dict[str, Any] = {"actor": actor_of(request), "version": _version(request)}
    if stale := _stale(request, lambda: services.delete_report(plan=plan, **given)):
        return stale
    messages.success(request, "Der Bericht ist gelöscht. Im Verlauf können Sie das zurücknehmen.")
    return _see_other(_url("reports", organisation))


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_view(WRITE)
def report_text_new(request: HttpRequest, organisation: Organisation, uid: UUID, chapter: str) -> HttpResponse:
    """Write a text for a chapter."""
    plan = _plan(request, organisation, uid)
    found = next((c for c in queries.known_chapters() if c.key == chapter), None)
    if found is None:
        raise Http404
    url = _url("report", organisation, plan.uid)
    form = TextForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {"heading": form.cleaned_data["heading"], "text": form.cleaned_data["text"]}
        actor = actor_of(request)
        if _saved(form, lambda: services.write_text(actor=actor, plan=plan, chapter=chapter, **given)) is not None:
            messages.success(request, "Der Text ist gespeichert.")
            return _see_other(f"{url}#{chapter}")
    return _form_page(request, organisation, form, title=f"Text für „{found.title}“", submit="Text speichern", lead=_LEAD,
                      draft=f"report-text-{plan.uid}-{chapter}", cancel_url=url, crumb=(plan.title, url))  # fmt: skip


_LEAD = "Der Text steht im Bericht mit dem Vermerk „Text der Verwaltung“, Ihrer Funktion und dem Datum. Namen stehen dort nicht."


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_view(WRITE)
def report_text_edit(request: HttpRequest, organisation: Organisation, uid: UUID, text_uid: UUID) -> HttpResponse:
    """Change a text; a stale form shows both."""
    plan = _plan(request, organisation, uid)
    written = _written(request, plan, text_uid)
    url = _url("report", organisation, plan.uid)
    form = TextForm(request.POST or None, written=written)
    if request.method == "POST" and form.is_valid():
        given = {"actor": actor_of(request), "written": written, **form.cleaned_data}
        try:
            done = _saved(form, lambda: services.edit_text(**given))
        except Conflict as conflict:
            return conflict_page(request, form, conflict, what="Text im Bericht", saved_by=queries.last_change_of(written),
                                 url=request.path, cancel_url=url)  # fmt: skip
        if done is not None:
            messages.success(request, "Der Text ist gespeichert.")
            return _see_other(f"{url}#{written.chapter}")
    return _form_page(request, organisation, form, title="Text bearbeiten", submit="Text speichern", lead=_LEAD,
                      draft=f"report-text-{written.uid}", cancel_url=url, crumb=(plan.title, url))  # fmt: skip


@require_POST
@organisation_view(WRITE)
def report_text_delete(request: HttpRequest, organisation: Organisation, uid: UUID, text_uid: UUID) -> HttpResponse:
    """Withdraw a text."""
    plan = _plan(request, organisation, uid)
    written = _written(request, plan, text_uid)
    given: dict[str, Any] = {"actor": actor_of(request), "version": _version(request)}
    if stale := _stale(request, lambda: services.delete_text(written=written, **given)):
        return stale
    messages.success(request, "Der Text ist gelöscht. Im Verlauf können Sie das zurücknehmen.")
    return _see_other(f"{_url('report', organisation, plan.uid)}#{written.chapter}")


@require_safe
@organisation_view(VIEW)
def report_document(request: HttpRequest, organisation: Organisation, uid: UUID, ending: str) -> HttpResponse:
    """The report as it stands now."""
    plan = _plan(request, organisation, uid)
    if ending not in SOZIALBERICHT.formats:
        raise Http404
    try:
        data = build_planned(actor_of(request), plan, format=ending)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _see_other(_url("report", organisation, plan.uid))
    return document_response(data, f"sozialbericht-{organisation.slug}.{ending}")


def _form_page(
    request: HttpRequest,
    organisation: Organisation,
    form: forms.Form,
    *,
    title: str,
    submit: str,
    draft: str,
    cancel_url: str,
    lead: str = "",
    crumb: tuple[str, str | None] | None = None,
) -> HttpResponse:
    context = {
        "organisation": organisation,
        "form": form,
        "title": title,
        "lead": lead,
        "submit": submit,
        "draft": draft,
        "cancel_url": cancel_url,
        "breadcrumbs": _crumbs(organisation, *([crumb] if crumb else []), (title, None)),
    }
    return render(request, "monitoring/report/form.html", context, status=_status(form))
