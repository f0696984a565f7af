"""Pages of the easy edition: write, check, record who read it, release."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sozialstrategie.action.strategy.life.pages import FORMS, form_page
from sozialstrategie.action.strategy.models import EasyEdition
from sozialstrategie.action.strategy.printed.easy import queries, services
from sozialstrategie.action.strategy.printed.easy.blocks import sections
from sozialstrategie.action.strategy.printed.easy.documents import (
    FORMATS,
    build_words,
    file_name,
    released_words,
    working_words,
)
from sozialstrategie.action.strategy.printed.easy.forms import EasyForm, ReadingRecordForm
from sozialstrategie.action.strategy.queries.records import VIEW
from sozialstrategie.action.strategy.views.records import save_edit
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.errors import Conflict, Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.documents.responses import document_response
from sozialstrategie.kit.ui.pages import crumbs, found, saved, see_other, version_from

CHANGE, RELEASE = services.CHANGE, services.RELEASE
STALE = "Inzwischen hat jemand etwas geändert. Bitte sehen Sie den neuen Stand an und versuchen Sie es noch einmal."


def _url(edition: EasyEdition) -> str:
    return reverse("strategy:easy", args=[edition.owner.slug, edition.uid])


def _list_url(organisation: Organisation) -> str:
    return reverse("strategy:printed", args=[organisation.slug])


def _at(request: HttpRequest, organisation: Organisation, uid: UUID) -> EasyEdition:
    return found(queries.edition_for(actor_of(request), organisation, uid))


@require_safe
@organisation_view(VIEW)
def easy_page(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """The text as readers see it, what the rules find, who read it, what it may be called."""
    actor, edition = actor_of(request), _at(request, organisation, uid)
    slug, label = organisation.slug, queries.label_of(edition)
    may_change = allowed(CHANGE, actor, organisation)
    address: dict[str, str] = {
        name: reverse(f"strategy:easy_{name}", args=[slug, edition.uid])
        for name in ("edit", "test", "release", "withdraw")
    }
    context: dict[str, Any] = {
        "organisation": organisation,
        "edition": edition,
        "label": label,
        "released_label": queries.released_label(edition),
        "is_newer": edition.released_on
        and (edition.released_text, edition.released_title) != (edition.text, edition.title),
        "can_release": edition.version_of.state in queries.RELEASABLE,
        "sections": sections(edition.text),
        "hints": queries.hints_of(edition.text),
        "readings": [
            {
                "r": r,
                "counts": queries.counts(r, edition),
                "url": reverse("strategy:easy_test_withdraw", args=[slug, edition.uid, r.uid]),
            }
            for r in queries.readings_of(edition)
        ],
        "testers": queries.TESTERS,
        "may_change": may_change,
        "may_release": allowed(RELEASE, actor, organisation),
        "address": address,
        "documents": [(e.upper(), reverse("strategy:easy_document", args=[slug, edition.uid, e])) for e in FORMATS],
        "breadcrumbs": crumbs(
            organisation,
            ("Strategie", reverse("strategy:strategy", args=[slug])),
            ("Dokumente", _list_url(organisation)),
            (edition.title, None),
        ),
    }
    return render(request, "strategy/printed/easy.html", context)


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def easy_new(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Begin a text about a frozen version."""
    actor = actor_of(request)
    form = EasyForm(
        request.POST or None, organisation=organisation, versions=queries.versions_without(actor, organisation)
    )
    if request.method == "POST" and form.is_valid():
        made = saved(form, lambda: services.create_easy(actor=actor, owner=organisation, **form.values()))
        if made is not None:
            messages.success(request, "Der Text ist angelegt. Unten steht, was die Prüfung der Regeln gefunden hat.")
            return see_other(_url(made))
    return form_page(
        request, organisation, form, title="Leicht verständlichen Text beginnen", submit="Text anlegen",
        lead="Der Text gehört zu einer festgehaltenen Fassung. Leichte Sprache heißt er erst, wenn Menschen mit Lernschwierigkeiten ihn geprüft haben.",
        cancel_url=_list_url(organisation), draft=f"verstaendlich-neu-{organisation.slug}", trail=_trail(organisation),
    )  # fmt: skip


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def easy_edit(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Change the words."""
    edition = _at(request, organisation, uid)
    form = EasyForm(request.POST or None, organisation=organisation, obj=edition)
    if request.method == "POST" and form.is_valid():
        answer = save_edit(request, form, edition, services.edit_easy, "edition", "Der Text", _url(edition))
        if answer is not None:
            return answer
    return form_page(
        request, organisation, form, title="Leicht verständlichen Text bearbeiten", submit="Text speichern",
        lead="Wer Wörter ändert, lässt den Text noch einmal prüfen: Frühere Testlesen gelten für den früheren Wortlaut.",
        cancel_url=_url(edition), draft=f"verstaendlich-{edition.uid}", trail=_trail(organisation, edition),
    )  # fmt: skip


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def easy_test(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Record who read the text."""
    actor, edition = actor_of(request), _at(request, organisation, uid)
    form = ReadingRecordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        arguments = {"actor": actor, "edition": edition, **form.values()}
        if saved(form, lambda: services.record_test_reading(**arguments)) is not None:
            messages.success(request, "Das Testlesen ist eingetragen.")
            return see_other(_url(edition) + "#testlesen")
    return form_page(
        request, organisation, form, title="Testlesen eintragen", submit="Testlesen eintragen",
        lead="Tragen Sie es ein, wenn im Text steht, was die Gruppe verstanden hat. Es gilt für den Wortlaut von heute.",
        cancel_url=_url(edition), draft=f"testlesen-{edition.uid}", trail=_trail(organisation, edition),
    )  # fmt: skip


def _trail(organisation: Organisation, edition: EasyEdition | None = None) -> tuple[tuple[str, str | None], ...]:
    here: tuple[tuple[str, str | None], ...] = (("Dokumente", _list_url(organisation)),)
    return (*here, (edition.title, _url(edition))) if edition is not None else here


@require_POST
@organisation_view(CHANGE)
def easy_test_withdraw(request: HttpRequest, organisation: Organisation, uid: UUID, test_uid: UUID) -> HttpResponse:
    """Take a reading back that was recorded by mistake."""
    actor, edition = actor_of(request), _at(request, organisation, uid)
    reading = found(queries.reading_for(actor, organisation, edition, test_uid))

    def act() -> str:
        services.withdraw_test_reading(actor=actor, reading=reading, version=version_from(request.POST))
        return "Das Testlesen ist zurückgenommen."

    return _done(request, edition, act)


@require_POST
@organisation_view(RELEASE)
def easy_release(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Leadership makes the text readable for everybody."""
    actor, edition = actor_of(request), _at(request, organisation, uid)

    def act() -> str:
        services.release_easy(actor=actor, edition=edition, version=version_from(request.POST))
        return f"Der Text ist veröffentlicht, als: {queries.released_label(edition).words}."

    return _done(request, edition, act)


@require_POST
@organisation_view(RELEASE)
def easy_withdraw(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Take the released text back."""
    actor, edition = actor_of(request), _at(request, organisation, uid)

    def act() -> str:
        services.take_easy_back(actor=actor, edition=edition, version=version_from(request.POST))
        return "Der Text ist nicht mehr öffentlich."

    return _done(request, edition, act)


def _done(request: HttpRequest, edition: EasyEdition, act: Any) -> HttpResponse:
    try:
        messages.success(request, act())
    except Conflict:
        messages.error(request, STALE)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return see_other(_url(edition))


@require_safe
@organisation_view(VIEW)
def easy_document(request: HttpRequest, organisation: Organisation, uid: UUID, ending: str) -> HttpResponse:
    """The text as a document: what is worked on, or with `?stand=veroeffentlicht` what everybody reads."""
    edition = _at(request, organisation, uid)
    if ending not in FORMATS:
        raise Http404
    wants_released = request.GET.get("stand") == "veroeffentlicht"
    if wants_released and edition.released_on is None:
        raise Http404
    words = released_words(edition) if wants_released else working_words(edition)
    return document_response(build_words(edition, words, ending), file_name(edition, words, ending))
