"""Asking units without account: the list, one question with its answers, its link, taking an answer over."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sozialstrategie.action.strategy.enums import ProgressAnswerState, Rating
from sozialstrategie.action.strategy.models import ProgressAnswer, ProgressRequest
from sozialstrategie.action.strategy.progress import hanging, queries, services
from sozialstrategie.action.strategy.progress.forms import AskUnitForm, TakeOverForm
from sozialstrategie.action.strategy.progress.pages import CHANGED, FORMS, form_page, home_url
from sozialstrategie.action.strategy.progress.queries import ASK
from sozialstrategie.action.strategy.progress.workbook import standing_words
from sozialstrategie.action.strategy.views.kinds import MEASURE
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.ui.pages import attempted, crumbs, found, keep_link, link_once, saved, see_other, version_from


def list_url(organisation: Organisation) -> str:
    return reverse("strategy:progress_requests", args=[organisation.slug])


def request_url(asked: ProgressRequest) -> str:
    return reverse("strategy:progress_request", args=[asked.owner.slug, asked.uid])


def _asked(request: HttpRequest, organisation: Organisation, uid: UUID) -> ProgressRequest:
    return found(queries.request_for(actor_of(request), organisation, uid))


@require_safe
@organisation_view(ASK)
def requests(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Units that could be asked, and all questions, newest first."""
    actor = actor_of(request)
    slug = organisation.slug
    units = [
        {
            "name": name or hanging.NO_UNIT,
            "count": count,
            "ask": f"{reverse('strategy:progress_ask', args=[slug])}?{urlencode({'stelle': name})}" if name else "",
            "table": f"{reverse('strategy:progress_table', args=[slug])}?{urlencode({'stelle': name})}",
        }
        for name, count in hanging.units_for(actor, organisation)
    ]
    context = {
        "organisation": organisation,
        "units": units,
        "requests": [(r, request_url(r)) for r in queries.requests_for(actor, organisation).select_related("owner")],
        "breadcrumbs": crumbs(organisation, ("Umsetzung", home_url(organisation)), ("Stellen fragen", None)),
    }
    return render(request, "strategy/progress/requests.html", context)


@require_http_methods(FORMS)
@organisation_view(ASK)
def ask(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Ask a unit about its measures; `?stelle=` names the unit."""
    actor, unit = actor_of(request), request.GET.get("stelle", "")
    measures = queries.measures_of_unit(actor, organisation, unit) if unit else []
    if request.method != "POST" and not measures:
        return see_other(list_url(organisation))
    form = AskUnitForm(request.POST or None, measures=measures)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = saved(
            form,
            lambda: services.ask_unit(
                actor=actor, owner=organisation, unit=unit, measures=form.chosen(), due_on=data["due_on"],
                note=data["note"],
            ),
        )  # fmt: skip
        if made is not None:
            messages.success(request, f"{made.unit} ist gefragt. Jetzt fehlt noch der Link.")
            return see_other(request_url(made))
    return form_page(
        request, organisation, form, ("Stellen fragen", list_url(organisation)), title="Nach dem Sachstand fragen",
        lead=unit, submit="Frage anlegen", cancel_url=list_url(organisation), draft=f"sachstand-frage-{organisation.slug}",
    )  # fmt: skip


@require_safe
@organisation_view(ASK)
def request_page(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """One question: each measure as it stands beside what the unit answered; the link right after it was made."""
    asked = _asked(request, organisation, uid)
    context = {
        "organisation": organisation,
        "asked": asked,
        "link": link_once(request, asked.uid),
        "is_running": asked.closed_on is None,
        "has_link": bool(asked.token_hash),
        "answers": [_line(organisation, a) for a in queries.answers_of(asked)],
        "breadcrumbs": crumbs(
            organisation, ("Umsetzung", home_url(organisation)), ("Stellen fragen", list_url(organisation)),
            (asked.unit, None),
        ),
    }  # fmt: skip
    return render(request, "strategy/progress/request.html", context)


_SIGNS = {"asked": "open", "answered": "attention", "taken": "done", "declined": "open"}


def _line(organisation: Organisation, a: ProgressAnswer) -> dict[str, Any]:
    return {
        "a": a,
        "url": MEASURE.url(organisation.slug, a.measure),
        "standing": standing_words(a.measure),
        "rating": str(Rating(a.rating).label) if a.rating else "",
        "state": (_SIGNS[a.state], a.get_state_display()),
        "waits": a.state == ProgressAnswerState.ANSWERED,
    }


@require_POST
@organisation_view(ASK)
def make_link(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Make a link, or a new one in place of a lost one; it is shown once."""
    asked = _asked(request, organisation, uid)
    token = attempted(
        request,
        lambda: services.make_link(actor=actor_of(request), request=asked, version=version_from(request.POST)),
        "Der Link ist gemacht. Bitte geben Sie ihn der Stelle; ein früherer gilt nicht mehr.",
    )
    if token is not None:
        keep_link(request, asked.uid, reverse("progress:answer", args=[token]))
    return see_other(request_url(asked))


@require_POST
@organisation_view(ASK)
def close(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """End a question; its link opens nothing any more."""
    asked = _asked(request, organisation, uid)
    attempted(
        request,
        lambda: services.close_request(actor=actor_of(request), request=asked, version=version_from(request.POST)),
        "Die Frage ist beendet, der Link geschlossen.",
    )
    return see_other(request_url(asked))


@require_POST
@organisation_view(ASK)
def take_over(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Make an answer the Sachstand of its measure."""
    return _decide(request, organisation, uid, take=True)


@require_POST
@organisation_view(ASK)
def decline(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Leave an answer aside."""
    return _decide(request, organisation, uid, take=False)


def _decide(request: HttpRequest, organisation: Organisation, uid: UUID, *, take: bool) -> HttpResponse:
    actor = actor_of(request)
    answer = found(queries.answer_for(actor, organisation, uid))
    form = TakeOverForm(request.POST)
    if not form.is_valid():
        messages.warning(request, CHANGED)
        return see_other(request_url(answer.request))
    seen: dict[str, Any] = {"actor": actor, "answer": answer, "version": form.cleaned_data["version"]}
    measure = f"Maßnahme {answer.measure.number}"
    if take:
        at = form.cleaned_data["measure_version"]
        attempted(
            request,
            lambda: services.take_over(**seen, measure_version=at),
            f"Der Sachstand zu {measure} ist übernommen.",
        )
    else:
        attempted(request, lambda: services.decline(**seen), f"Die Antwort zu {measure} bleibt liegen.")
    return see_other(request_url(answer.request))
