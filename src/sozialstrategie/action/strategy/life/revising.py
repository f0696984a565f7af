"""The next strategy: begin it, and say of each goal and measure what becomes of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sozialstrategie.action.strategy.enums import CarryOutcome
from sozialstrategie.action.strategy.life.forms import CarryForm, RevisionForm
from sozialstrategie.action.strategy.life.pages import FORMS, form_page, home_url, strategy_at, taken
from sozialstrategie.action.strategy.queries.life import carried_one, to_carry, undecided_in_revision
from sozialstrategie.action.strategy.services import revision
from sozialstrategie.action.strategy.stages import LEAD
from sozialstrategie.action.strategy.views.kinds import GOAL, MEASURE
from sozialstrategie.action.strategy.views.records import CHANGE, VIEW
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.ui.pages import crumbs, found, saved, see_other


@require_http_methods(FORMS)
@organisation_view(LEAD)
def strategy_revise(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Begin the next strategy."""
    actor, strategy = actor_of(request), strategy_at(request, organisation, uid)
    form = RevisionForm(request.POST or None, initial=RevisionForm.beginning(strategy))
    status = 422
    if request.method == "POST" and form.is_valid():
        arguments = {"actor": actor, "strategy": strategy, **form.cleaned_data}
        new, status = taken(form, strategy, lambda: revision.begin_revision(**arguments))
        if new is not None:
            messages.success(request, "Die nächste Strategie ist begonnen. Jetzt geht es darum, was weitergeht.")
            return see_other(_list(organisation, new.uid))
    return form_page(
        request, organisation, form, title="Fortschreibung beginnen", submit="Nächste Strategie beginnen", status=status,
        lead="Diese Strategie gilt weiter, bis die nächste beschlossen ist. Leitbild und Handlungsfelder gehen mit.",
        cancel_url=home_url(organisation, strategy), draft=f"fortschreibung-{strategy.uid}",
    )  # fmt: skip


def _list(organisation: Organisation, uid: UUID) -> str:
    return reverse("strategy:carry_over", args=[organisation.slug, uid])


@require_safe
@organisation_view(VIEW)
def carry_over(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """All goals and measures of the predecessor with what becomes of them."""
    actor, strategy = actor_of(request), strategy_at(request, organisation, uid)
    may = allowed(CHANGE, actor, organisation) and strategy.stage in revision.EARLY
    context = {
        "organisation": organisation,
        "strategy": strategy,
        "lines": [_line(organisation, strategy.uid, c, may) for c in to_carry(strategy)],
        "left": undecided_in_revision(strategy),
        "may": may,
        "breadcrumbs": crumbs(
            organisation, ("Strategie", home_url(organisation)), (strategy.title, home_url(organisation, strategy)),
            ("Was weitergeht", None),
        ),
    }  # fmt: skip
    return render(request, "strategy/life/carry_over.html", context)


def _line(organisation: Organisation, uid: UUID, c: Any, may: bool) -> dict[str, Any]:
    kind = GOAL if c.is_goal else MEASURE
    new = (c.row.new_goal or c.row.new_measure) if c.row else None
    new = new if new is not None and new.deleted_at is None else None
    return {
        "called": c.called,
        "title": c.obj.title,
        "url": kind.url(organisation.slug, c.obj),
        "row": c.row,
        "sign": "plan" if c.row and c.row.outcome == CarryOutcome.CONTINUED else "open",
        "new_url": kind.url(organisation.slug, new) if new else "",
        "decide_url": reverse("strategy:carry_one", args=[organisation.slug, uid, c.obj.uid]) if may else "",
        "back_url": reverse("strategy:carry_back", args=[organisation.slug, uid, c.obj.uid]) if may else "",
    }


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def carry_one(request: HttpRequest, organisation: Organisation, uid: UUID, thing_uid: UUID) -> HttpResponse:
    """What becomes of one goal or measure."""
    actor, strategy = actor_of(request), strategy_at(request, organisation, uid)
    carried = found(carried_one(strategy, thing_uid))
    form = CarryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        outcome, reason = CarryOutcome(form.cleaned_data["outcome"]), form.cleaned_data["reason"]
        done = saved(
            form,
            lambda: revision.carry_over(
                actor=actor, strategy=strategy, obj=carried.obj, outcome=outcome, reason=reason
            ),
        )
        if done is not None:
            messages.success(request, f"{carried.called}: {outcome.label}.")
            return see_other(_list(organisation, strategy.uid))
    return form_page(
        request, organisation, form, title=f"Was wird aus {carried.called}?", submit="Festhalten", lead=carried.obj.title,
        cancel_url=_list(organisation, strategy.uid), draft=f"uebernahme-{carried.obj.uid}",
        trail=(("Was weitergeht", _list(organisation, strategy.uid)),),
    )  # fmt: skip


@require_POST
@organisation_view(CHANGE)
def carry_back(request: HttpRequest, organisation: Organisation, uid: UUID, thing_uid: UUID) -> HttpResponse:
    """Take a word back."""
    actor, strategy = actor_of(request), strategy_at(request, organisation, uid)
    row = found(found(carried_one(strategy, thing_uid)).row)
    try:
        revision.take_back(actor=actor, row=row)
        messages.success(request, "Zurückgenommen. Bitte entscheiden Sie neu.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return see_other(_list(organisation, strategy.uid))
