"""Pages of Fachpläne, of the place of a Teilplan, and of the axis of life."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sozialstrategie.action.strategy import queries as strategies
from sozialstrategie.action.strategy import services as strategy_services
from sozialstrategie.action.strategy.life.pages import chosen_strategy, form_page, home_url, strategy_at, taken
from sozialstrategie.action.strategy.models import Goal, Measure, Strategy
from sozialstrategie.action.strategy.plans import queries, services
from sozialstrategie.action.strategy.plans.forms import PlaceForm, PlanForm
from sozialstrategie.action.strategy.views.kinds import GOAL, MEASURE
from sozialstrategie.action.strategy.views.records import CHANGE, VIEW
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.ui.pages import FORMS, attempted, crumbs, found, saved, see_other, version_from

LEAD = "strategy.lead"


def _page_of(organisation: Organisation, subject: Measure | Strategy) -> str:
    if isinstance(subject, Measure):
        return MEASURE.url(organisation.slug, subject)
    return home_url(organisation, subject)


def _called(subject: Measure | Strategy) -> str:
    return MEASURE.called(subject) if isinstance(subject, Measure) else subject.title


def _form_page(
    request: HttpRequest,
    organisation: Organisation,
    subject: Measure | Strategy,
    form: PlanForm,
    title: str,
    status: int = 0,
) -> HttpResponse:
    url = _page_of(organisation, subject)
    return form_page(
        request, organisation, form, title=title, lead=subject.title, submit="Speichern", cancel_url=f"{url}#fachplaene",
        status=status, trail=((_called(subject), url),), draft=f"fachplan-{subject.uid}",
    )  # fmt: skip


def _new(request: HttpRequest, organisation: Organisation, subject: Measure | Strategy) -> HttpResponse:
    form = PlanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = saved(form, lambda: services.add_plan(actor=actor_of(request), subject=subject, **form.values()))
        if done is not None:
            messages.success(request, "Der Fachplan ist eingetragen.")
            return see_other(f"{_page_of(organisation, subject)}#fachplaene")
    return _form_page(request, organisation, subject, form, "Auf einen Fachplan verweisen")


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def measure_plan_new(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Link a measure with a passage of a Fachplan."""
    return _new(request, organisation, found(strategies.measure_for(actor_of(request), organisation, uid)))


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def strategy_plan_new(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Link a whole strategy with a Fachplan."""
    return _new(request, organisation, strategy_at(request, organisation, uid))


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def plan_edit(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Change a link to a Fachplan."""
    actor = actor_of(request)
    plan = found(queries.plan_for(actor, organisation, uid))
    form = PlanForm(request.POST or None, obj=plan)
    status = 422
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        done, status = taken(
            form, plan, lambda: services.edit_plan(actor=actor, plan=plan, version=version, **form.values())
        )
        if done is not None:
            messages.success(request, "Der Fachplan ist gespeichert.")
            return see_other(f"{_page_of(organisation, plan.subject)}#fachplaene")
    return _form_page(request, organisation, plan.subject, form, "Fachplan bearbeiten", status)


@require_POST
@organisation_view(CHANGE)
def plan_delete(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Take a link to a Fachplan away."""
    actor = actor_of(request)
    plan = found(queries.plan_for(actor, organisation, uid))
    attempted(
        request,
        lambda: services.delete_plan(actor=actor, plan=plan, version=version_from(request.POST)),
        "Der Verweis auf den Fachplan ist gelöscht.",
    )
    return see_other(f"{_page_of(organisation, plan.subject)}#fachplaene")


@require_http_methods(FORMS)
@organisation_view(LEAD)
def strategy_place(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Make a strategy a Teilplan of another one, or let it stand for itself."""
    actor, strategy = actor_of(request), strategy_at(request, organisation, uid)
    form = PlaceForm(request.POST or None, rows=queries.umbrellas_for(actor, organisation, strategy), strategy=strategy)
    status = 422
    if request.method == "POST" and form.is_valid():
        arguments: dict[str, Any] = {"actor": actor, "strategy": strategy, **form.cleaned_data}
        done, status = taken(form, strategy, lambda: strategy_services.place_under(**arguments))
        if done is not None:
            messages.success(request, "Die Zuordnung ist gespeichert.")
            return see_other(home_url(organisation, strategy))
    url = home_url(organisation, strategy)
    return form_page(
        request, organisation, form, title="Als Teilplan zuordnen", lead=strategy.title, submit="Zuordnen", cancel_url=url,
        status=status, trail=((strategy.title, url),), draft=f"teilplan-{strategy.uid}",
    )  # fmt: skip


@require_safe
@organisation_view(VIEW)
def life_phases(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Goals and measures along the phases of life: a table by Handlungsfeld, and the same as a list."""
    actor = actor_of(request)
    strategy = chosen_strategy(request, organisation)
    life = queries.life_for(actor, organisation, strategy) if strategy else queries.Life((), ())

    def entry(obj: Goal | Measure) -> dict[str, str]:
        kind = GOAL if isinstance(obj, Goal) else MEASURE
        return {"called": kind.called(obj), "title": obj.title, "url": kind.url(organisation.slug, obj)}

    return render(
        request,
        "strategy/plans/life_phases.html",
        {
            "organisation": organisation,
            "strategy": strategy,
            "fields": life.fields,
            "phases": [
                {
                    "label": phase.label,
                    "cells": [
                        (field, [entry(obj) for obj in cell])
                        for field, cell in zip(life.fields, phase.cells, strict=True)
                    ],
                    "entries": [(entry(obj), obj.field) for obj in phase.entries],
                }
                for phase in life.phases
            ],
            "breadcrumbs": crumbs(organisation, ("Strategie", home_url(organisation)), ("Lebensphasen", None)),
        },
    )
