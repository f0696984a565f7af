"""Messwerte one by one with their steps, what waits, and the reading periods."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sozialstrategie.action.strategy import queries as strategies
from sozialstrategie.action.strategy.enums import ReadingState
from sozialstrategie.action.strategy.life.pages import CHANGED, FORMS, form_page, taken
from sozialstrategie.action.strategy.logic import queries
from sozialstrategie.action.strategy.logic.forms import PeriodForm, ReadingForm, ReturnForm, UnlockForm
from sozialstrategie.action.strategy.logic.views import JUDGE, REPORT, kind_of, model_url, trail
from sozialstrategie.action.strategy.models import Reading, ReadingPeriod
from sozialstrategie.action.strategy.queries.records import VIEW
from sozialstrategie.action.strategy.services import readings as services
from sozialstrategie.action.strategy.services.readings import LOCK, READING_STEPS
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.errors import Conflict, Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed, demand
from sozialstrategie.kit.ui.pages import crumbs, found, saved, see_other, version_from


def reading_url(organisation: Organisation, reading: Reading) -> str:
    return reverse("strategy:reading", args=[organisation.slug, reading.uid])


def list_url(organisation: Organisation) -> str:
    return reverse("strategy:reading_periods", args=[organisation.slug])


def _home(organisation: Organisation, reading: Reading) -> str:
    """The page on which a Messwert stands among the others."""
    if reading.use_id is not None:
        return model_url(organisation, reading.subject) + "#indikatoren"
    return kind_of(reading.subject).url(organisation.slug, reading.subject) + "#messwerte"


def _named(reading: Reading) -> str:
    use = reading.use
    if use is not None:
        return use.name
    return getattr(reading.subject, "indicator_text", "") or "Indikator der Maßnahme"


@require_http_methods(FORMS)
@organisation_view(VIEW)
def use_reading(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Report a Messwert of a further indicator."""
    actor = actor_of(request)
    use = found(queries.use_for(actor, organisation, uid))
    demand(REPORT, actor, use.subject)
    form = ReadingForm(request.POST or None, is_ratio=use.is_ratio)
    if request.method == "POST" and form.is_valid():
        made = saved(form, lambda: services.add_reading(actor=actor, use=use, **form.values()))
        if made is not None:
            messages.success(request, "Der Messwert ist gemeldet.")
            return see_other(model_url(organisation, use.subject) + "#indikatoren")
    return form_page(
        request, organisation, form, title="Messwert melden", lead=use.name or use.indicator, submit="Messwert melden",
        cancel_url=model_url(organisation, use.subject), trail=trail(organisation, use.subject),
        draft=f"messwert-{use.uid}",
    )  # fmt: skip


@require_safe
@organisation_view(VIEW)
def reading(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """One Messwert with the steps that this person may take."""
    actor = actor_of(request)
    r = found(strategies.reading_for(actor, organisation, uid))
    slug, words = organisation.slug, strategies.decimal_words
    may = {
        then: allowed(step.permission, actor, r)
        for (now, then), step in READING_STEPS.items()
        if now == ReadingState(r.state)
    }
    context = {
        "organisation": organisation,
        "r": r,
        "value": words(r.value),
        "parts": f"{words(r.numerator)} von {words(r.denominator)}" if r.numerator is not None else "",
        "about": r.subject,
        "named": _named(r),
        "home_url": _home(organisation, r),
        "may_edit": r.state in services.WRITABLE and allowed(REPORT, actor, r),
        "may_submit": may.get(ReadingState.SUBMITTED, False),
        "may_judge": may.get(ReadingState.APPROVED, False),
        "return_url": reverse("strategy:reading_return", args=[slug, r.uid]),
        "breadcrumbs": crumbs(
            organisation, (kind_of(r.subject).called(r.subject), kind_of(r.subject).url(slug, r.subject)),
            (str(r), None),
        ),
    }  # fmt: skip
    return render(request, "strategy/logic/reading.html", context)


@require_http_methods(FORMS)
@organisation_view(VIEW)
def reading_edit(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Change a draft or a returned Messwert."""
    actor = actor_of(request)
    r = found(strategies.reading_for(actor, organisation, uid))
    demand(REPORT, actor, r)
    is_ratio = r.use is not None and r.use.is_ratio
    form, status = ReadingForm(request.POST or None, is_ratio=is_ratio, obj=r), 422
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        done, status = taken(
            form, r, lambda: services.edit_reading(actor=actor, reading=r, version=version, **form.values())
        )
        if done is not None:
            messages.success(request, "Der Messwert ist gespeichert.")
            return see_other(reading_url(organisation, r))
    return form_page(
        request, organisation, form, title="Messwert ändern", lead=_named(r), submit="Speichern", status=status,
        cancel_url=reading_url(organisation, r), trail=trail(organisation, r.subject), draft=f"messwert-{r.uid}",
    )  # fmt: skip


@require_POST
@organisation_view(VIEW)
def reading_submit(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Hand a Messwert to leadership."""
    return _step(request, organisation, uid, REPORT, services.submit_reading, "Der Messwert ist eingereicht.")


@require_POST
@organisation_view(JUDGE)
def reading_accept(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Leadership approves a Messwert of any indicator."""
    return _step(request, organisation, uid, JUDGE, services.approve_reading, "Der Messwert ist freigegeben.")


def _step(
    request: HttpRequest, organisation: Organisation, uid: UUID, permission: str, act: Callable[..., Any], done: str
) -> HttpResponse:
    actor = actor_of(request)
    r = found(strategies.reading_for(actor, organisation, uid))
    demand(permission, actor, r)
    try:
        act(actor=actor, reading=r, version=version_from(request.POST))
        messages.success(request, done)
    except Conflict:
        messages.warning(request, CHANGED)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return see_other(reading_url(organisation, r))


@require_http_methods(FORMS)
@organisation_view(JUDGE)
def reading_return(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Leadership gives a Messwert back with a note."""
    actor = actor_of(request)
    r = found(strategies.reading_for(actor, organisation, uid))
    form, status = ReturnForm(request.POST or None, initial={"version": r.version}), 422
    if request.method == "POST" and form.is_valid():
        arguments = form.cleaned_data
        done, status = taken(form, r, lambda: services.return_reading(actor=actor, reading=r, **arguments))
        if done is not None:
            messages.success(request, "Der Messwert ist zurückgegeben.")
            return see_other(reading_url(organisation, r))
    return form_page(
        request, organisation, form, title="Messwert zurückgeben", lead=_named(r), submit="Zurückgeben", status=status,
        cancel_url=reading_url(organisation, r), trail=trail(organisation, r.subject),
    )  # fmt: skip


# --- periods --------------------------------------------------------------------------------------------------------


@require_safe
@organisation_view(VIEW)
def periods(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Messwerte that wait, and the periods that are open or closed."""
    actor = actor_of(request)
    context = {
        "organisation": organisation,
        "waiting": [
            {
                "r": r, "named": _named(r), "about": kind_of(r.subject).called(r.subject),
                "value": strategies.decimal_words(r.value), "url": reading_url(organisation, r),
            }
            for r in queries.waiting_for(actor, organisation)
        ],
        "periods": queries.periods_for(actor, organisation),
        "may_lock": allowed(LOCK, actor, organisation),
        "breadcrumbs": crumbs(
            organisation, ("Umsetzung", reverse("strategy:hanging", args=[organisation.slug])), ("Messwerte", None)
        ),
    }  # fmt: skip
    return render(request, "strategy/logic/periods.html", context)


def _period(request: HttpRequest, organisation: Organisation, uid: UUID) -> ReadingPeriod:
    return found(queries.period_for(actor_of(request), organisation, uid))


@require_http_methods(FORMS)
@organisation_view(LOCK)
def period_new(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Name a period."""
    actor = actor_of(request)
    form = PeriodForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if saved(form, lambda: services.create_period(actor=actor, owner=organisation, **data)) is not None:
            messages.success(request, "Der Meldezeitraum ist angelegt.")
            return see_other(list_url(organisation))
    return form_page(
        request, organisation, form, title="Neuer Meldezeitraum", submit="Anlegen", cancel_url=list_url(organisation)
    )


@require_POST
@organisation_view(LOCK)
def period_lock(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Close a period."""
    period = _period(request, organisation, uid)
    try:
        services.lock_period(actor=actor_of(request), period=period, version=version_from(request.POST))
        messages.success(request, f"„{period.name}“ ist geschlossen.")
    except Conflict:
        messages.warning(request, CHANGED)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return see_other(list_url(organisation))


@require_http_methods(FORMS)
@organisation_view(LOCK)
def period_unlock(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Open a closed period again, with a reason."""
    actor, period = actor_of(request), _period(request, organisation, uid)
    form, status = UnlockForm(request.POST or None, initial={"version": period.version}), 422
    if request.method == "POST" and form.is_valid():
        arguments = form.cleaned_data
        done, status = taken(form, period, lambda: services.unlock_period(actor=actor, period=period, **arguments))
        if done is not None:
            messages.success(request, f"„{period.name}“ ist wieder offen.")
            return see_other(list_url(organisation))
    return form_page(
        request, organisation, form, title="Meldezeitraum wieder öffnen", lead=str(period), submit="Wieder öffnen",
        status=status, cancel_url=list_url(organisation),
    )  # fmt: skip
