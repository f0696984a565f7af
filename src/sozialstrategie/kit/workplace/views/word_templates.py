"""Own Word templates: the list by kind, uploading with the result of the check, test print, use and withdraw."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.accounts.queries import names_in
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.files import read_file
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.documents.responses import document_response
from sozialstrategie.kit.documents.word.fields import FRAME, TemplateKind, lines, template_kind, template_kinds
from sozialstrategie.kit.ui.pages import FORMS, Crumb, attempted, crumbs, found, see_other, version_from
from sozialstrategie.kit.workplace.forms import WordTemplateForm
from sozialstrategie.kit.workplace.models import WordTemplate
from sozialstrategie.kit.workplace.queries import word_templates as queries
from sozialstrategie.kit.workplace.services import word_templates as services

_LIST = "Word-Vorlagen"


def _list_url(organisation: Organisation) -> str:
    return reverse("workplace:word_templates", args=[organisation.slug])


def _url(name: str, template: WordTemplate) -> str:
    return reverse(f"workplace:{name}", args=[template.owner.slug, template.uid])


def _crumbs(organisation: Organisation, *more: Crumb) -> list[Crumb]:
    return crumbs(organisation, (_LIST, _list_url(organisation)), *more)


def _kind(name: str) -> TemplateKind:
    return found(template_kind(name))


def _one(request: HttpRequest, organisation: Organisation, uid: UUID) -> WordTemplate:
    return found(queries.word_template_for(actor_of(request), organisation, uid))


@require_safe
@organisation_view(queries.MANAGE)
def word_templates(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Every kind of document that can have a template, with the templates that are here."""
    rows: dict[str, list[tuple[WordTemplate, str]]] = {}
    for row in queries.word_templates_for(actor_of(request), organisation):
        rows.setdefault(row.kind, []).append((row, _url("word_template", row)))
    kinds = [
        {
            "kind": kind,
            "rows": rows.get(kind.name, []),
            "active": next((row for row, _ in rows.get(kind.name, []) if row.is_active), None),
            "new_url": reverse("workplace:word_template_new", args=[organisation.slug, kind.name]),
            "starter_url": reverse("workplace:word_starter", args=[organisation.slug, kind.name]),
        }
        for kind in template_kinds()
    ]
    context = {"organisation": organisation, "kinds": kinds, "breadcrumbs": crumbs(organisation, (_LIST, None))}
    return render(request, "workplace/word_templates.html", context)


@require_http_methods(FORMS)
@organisation_view(queries.MANAGE)
def word_template_new(request: HttpRequest, organisation: Organisation, word_kind: str) -> HttpResponse:
    """Upload a file; whatever is wrong with it is told at once, and nothing is kept."""
    kind = _kind(word_kind)
    form = WordTemplateForm(request.POST or None, request.FILES or None)
    problems: tuple[str, ...] = ()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = services.add_word_template(
                actor=actor_of(request), owner=organisation, kind=kind, name=form.cleaned_data["name"], file_name=file.name,
                data=file.read(),
            )  # fmt: skip
        except services.Unfit as refusal:
            problems = refusal.problems
            form.add_error("file", "Diese Datei wurde nicht übernommen. Was zu ändern ist, steht oben.")
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Die Vorlage ist geprüft und liegt bereit. Sehen Sie sich den Probedruck an.")
            return see_other(_url("word_template", made))
    context = {
        "organisation": organisation,
        "kind": kind,
        "form": form,
        "problems": problems,
        "starter_url": reverse("workplace:word_starter", args=[organisation.slug, kind.name]),
        "frame": list(lines(FRAME)),
        "own": list(lines(kind.own)),
        "cancel_url": _list_url(organisation),
        "breadcrumbs": _crumbs(organisation, (f"Neu: {kind.title}", None)),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "workplace/word_template_new.html", context, status=status)


@require_safe
@organisation_view(queries.MANAGE)
def word_starter(request: HttpRequest, organisation: Organisation, word_kind: str) -> HttpResponse:
    """A template to begin with."""
    from sozialstrategie.kit.documents.word.starter import starter  # heavy: only when a Word file is made

    kind = _kind(word_kind)
    return document_response(starter(kind), f"beispielvorlage-{kind.name}.docx")


@require_safe
@organisation_view(queries.MANAGE)
def word_template(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """One template, checked anew, and what can be done with it."""
    row = _one(request, organisation, uid)
    names = names_in(organisation, {str(row.uploaded_by)})
    report = queries.report_on(row)
    kind = template_kind(row.kind)
    used = [path for path in report.used if "." not in path]
    context = {
        "organisation": organisation,
        "template": row,
        "kind": kind,
        "report": report,
        "used": used,
        "who": names.get(str(row.uploaded_by), "gelöschte Person"),
        "url": {name: _url(f"word_template_{name}", row) for name in ("file", "print", "use", "rest", "withdraw")},
        "breadcrumbs": _crumbs(organisation, (row.name, None)),
    }
    return render(request, "workplace/word_template.html", context)


@require_safe
@organisation_view(queries.MANAGE)
def word_template_file(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """The template as it was uploaded."""
    row = _one(request, organisation, uid)
    return document_response(found(read_file(row.file_sha)), f"vorlage-{row.kind}.docx")


@require_safe
@organisation_view(queries.MANAGE)
def word_template_print(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """The template filled with sample values."""
    from sozialstrategie.kit.documents.word.checking import test_print  # heavy: only when a Word file is made
    from sozialstrategie.kit.documents.word.filling import Unfillable

    row = _one(request, organisation, uid)
    kind, data = template_kind(row.kind), read_file(row.file_sha)
    if kind is None or data is None:
        raise Http404
    try:
        printed = test_print(data, kind)
    except Unfillable as problem:
        messages.error(request, str(problem))
        return see_other(_url("word_template", row))
    return document_response(printed, f"probedruck-{row.kind}.docx")


@require_POST
@organisation_view(queries.MANAGE)
def word_template_use(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    row = _one(request, organisation, uid)
    return _done(
        request, row, "Ab jetzt haben Word-Dokumente dieser Art Ihr Layout.",
        lambda version: services.use_word_template(actor=actor_of(request), template=row, version=version),
    )  # fmt: skip


@require_POST
@organisation_view(queries.MANAGE)
def word_template_rest(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    row = _one(request, organisation, uid)
    return _done(
        request, row, "Word-Dokumente dieser Art haben wieder unser Layout.",
        lambda version: services.rest_word_template(actor=actor_of(request), template=row, version=version),
    )  # fmt: skip


@require_POST
@organisation_view(queries.MANAGE)
def word_template_withdraw(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    row = _one(request, organisation, uid)
    return _done(
        request, row, "Die Vorlage ist zurückgezogen. Im Verlauf lässt sie sich zurückholen.",
        lambda version: services.withdraw_word_template(actor=actor_of(request), template=row, version=version),
    )  # fmt: skip


def _done(request: HttpRequest, row: WordTemplate, said: str, do: Callable[[int], WordTemplate]) -> HttpResponse:
    """Do it with the version that the page showed, say what happened, go back."""
    done = attempted(request, lambda: do(version_from(request.POST)), said)
    gone = done is not None and done.deleted_at is not None
    return see_other(_list_url(row.owner) if gone else _url("word_template", row))
