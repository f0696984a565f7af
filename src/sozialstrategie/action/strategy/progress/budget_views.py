"""Costs of a measure: one line with its shares."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from sozialstrategie.action.strategy import queries as strategies
from sozialstrategie.action.strategy.life.pages import form_page, taken
from sozialstrategie.action.strategy.models import BudgetLine, Measure
from sozialstrategie.action.strategy.progress import budget
from sozialstrategie.action.strategy.progress.budget import CHANGE
from sozialstrategie.action.strategy.progress.forms import SHARES, BudgetForm
from sozialstrategie.action.strategy.progress.pages import CHANGED, FORMS
from sozialstrategie.action.strategy.views.kinds import MEASURE
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.errors import Conflict, Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.ui.pages import found, saved, see_other, version_from


def _back(organisation: Organisation, m: Measure) -> str:
    return MEASURE.url(organisation.slug, m) + "#geld"


def _page(
    request: HttpRequest, organisation: Organisation, m: Measure, form: BudgetForm, title: str, status: int = 0
) -> HttpResponse:
    return form_page(
        request, organisation, form, title=title, lead=m.title, submit="Speichern", cancel_url=_back(organisation, m),
        status=status, trail=((MEASURE.called(m), MEASURE.url(organisation.slug, m)),), draft=f"kosten-{m.uid}",
    )  # fmt: skip


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def line_new(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Enter a line of costs."""
    actor = actor_of(request)
    m = found(strategies.measure_for(actor, organisation, uid))
    form = BudgetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = saved(form, lambda: budget.add_line(actor=actor, measure=m, **form.values()))
        if made is not None:
            messages.success(request, "Die Kostenzeile ist eingetragen.")
            return see_other(_back(organisation, m))
    return _page(request, organisation, m, form, f"Kosten der Maßnahme {m.number}")


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def line_edit(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Change a line of costs and its shares."""
    actor = actor_of(request)
    line = found(budget.line_for(actor, organisation, uid))
    shares = budget.shares_of(line)
    slots = max(SHARES, len(shares) + 2)
    form = BudgetForm(request.POST or None, initial=_standing(line, shares), is_edit=True, shares=slots)
    status = 422
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        done, status = taken(
            form, line, lambda: budget.edit_line(actor=actor, line=line, version=version, **form.values())
        )
        if done is not None:
            messages.success(request, "Die Kostenzeile ist gespeichert.")
            return see_other(_back(organisation, line.measure))
    return _page(request, organisation, line.measure, form, f"Kosten der Maßnahme {line.measure.number}", status)


def _standing(line: BudgetLine, shares: list[Any]) -> dict[str, Any]:
    found_ = {name: getattr(line, name) for name in ("version", "year", "category", "planned", "actual", "note")}
    for n, share in enumerate(shares, start=1):
        found_ |= {f"source_{n}": share.source, f"amount_{n}": share.amount}
    return found_


@require_POST
@organisation_view(CHANGE)
def line_delete(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Take a line of costs back."""
    actor = actor_of(request)
    line = found(budget.line_for(actor, organisation, uid))
    try:
        budget.delete_line(actor=actor, line=line, version=version_from(request.POST))
        messages.success(request, "Die Kostenzeile ist gelöscht.")
    except Conflict:
        messages.warning(request, CHANGED)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return see_other(_back(organisation, line.measure))
