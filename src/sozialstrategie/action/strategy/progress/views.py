"""What hangs by unit, how often reports are expected, and the timeline."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from sozialstrategie.action.strategy import queries as strategies
from sozialstrategie.action.strategy.lateness import REASON_WORDS, LateReason
from sozialstrategie.action.strategy.life.pages import chosen_strategy, taken
from sozialstrategie.action.strategy.models import FieldOfAction, ProgressSetting
from sozialstrategie.action.strategy.progress import hanging, services
from sozialstrategie.action.strategy.progress.forms import IntervalForm
from sozialstrategie.action.strategy.progress.hanging import NO_UNIT
from sozialstrategie.action.strategy.progress.pages import FORMS, form_page, home_url
from sozialstrategie.action.strategy.progress.queries import ASK
from sozialstrategie.action.strategy.progress.timeline import draw, rows_for
from sozialstrategie.action.strategy.queries.records import VIEW
from sozialstrategie.action.strategy.views.kinds import MEASURE
from sozialstrategie.action.strategy.views.measures import rating_words
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.ui.pages import crumbs, see_other

CHANGE = "strategy.change"
WITHOUT_UNIT = "-"  # in addresses


@require_safe
@organisation_view(VIEW)
def hanging_page(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Late measures with their reasons under the unit that leads them."""
    actor = actor_of(request)
    units = hanging.units_for(actor, organisation)
    fields = strategies.fields_for(actor, organisation)
    unit, reason, field = _chosen(request, [name for name, _ in units], fields)
    setting = hanging.setting_for(actor, organisation)
    months = setting.months if setting else ProgressSetting.MONTHS
    late = hanging.late_for(
        actor, organisation, unit=unit, reason=reason, field=field.uid if field else None, months=months
    )
    may_ask = allowed(ASK, actor, organisation)
    context = {
        "organisation": organisation,
        "today": timezone.localdate(),
        "groups": [(name, [_line(organisation, row) for row in rows]) for name, rows in hanging.by_unit(late)],
        "count": len(late),
        "active": sum(count for _, count in units),
        "units": [(name or WITHOUT_UNIT, name or NO_UNIT, count) for name, count in units],
        "unit": None if unit is None else unit or WITHOUT_UNIT,
        "reasons": [(str(r), REASON_WORDS[r]) for r in LateReason],
        "reason": str(reason or ""),
        "fields": fields,
        "field": field,
        "filtered": unit is not None or reason is not None or field is not None,
        "months": months,
        "may_change": allowed(CHANGE, actor, organisation),
        "may_ask": may_ask,
        "breadcrumbs": crumbs(organisation, ("Umsetzung", None)),
    }
    return render(request, "strategy/progress/hanging.html", context)


def _chosen(
    request: HttpRequest, units: list[str], fields: list[FieldOfAction]
) -> tuple[str | None, LateReason | None, FieldOfAction | None]:
    """Filters of the address; unknown ones count as none."""
    text = request.GET.get("stelle", "")
    unit = "" if text == WITHOUT_UNIT else text
    wanted = request.GET.get("grund", "")
    return (
        unit if text and unit in units else None,
        LateReason(wanted) if wanted in list(LateReason) else None,
        next((f for f in fields if str(f.uid) == request.GET.get("feld", "")), None),
    )


def _line(organisation: Organisation, row: hanging.Late) -> dict[str, Any]:
    return {
        "m": row.measure,
        "url": MEASURE.url(organisation.slug, row.measure),
        "reasons": [(REASON_WORDS[r], text) for r, text in zip(row.reasons, row.sentences, strict=True)],
        "rating": rating_words(row.measure),
    }


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def interval(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Say how often a report is expected."""
    actor = actor_of(request)
    setting = hanging.setting_for(actor, organisation)
    standing = setting or ProgressSetting(owner=organisation, version=0)
    form = IntervalForm(request.POST or None, initial={"months": standing.months, "version": standing.version})
    status = 422
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        done, status = taken(form, standing, lambda: services.set_interval(actor=actor, owner=organisation, **data))
        if done is not None:
            messages.success(request, "Gespeichert. Was hängt, ist neu berechnet.")
            return see_other(home_url(organisation))
    return form_page(
        request, organisation, form, title="Wie oft ein Sachstand erwartet wird", submit="Speichern", status=status,
        cancel_url=home_url(organisation),
    )  # fmt: skip


@require_safe
@organisation_view(VIEW)
def timeline(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Measures with their milestones along the years: as a picture and as the same table."""
    actor, today = actor_of(request), timezone.localdate()
    strategy = chosen_strategy(request, organisation)
    fields = strategies.fields_for(actor, organisation, strategy) if strategy else []
    field = next((f for f in fields if str(f.uid) == request.GET.get("feld", "")), None)
    rows = rows_for(actor, organisation, strategy, field, today) if strategy else []
    context = {
        "organisation": organisation,
        "rows": [(row, MEASURE.url(organisation.slug, row)) for row in rows],
        "picture": draw(rows, today),
        "fields": fields,
        "field": field,
        "today": today,
        "breadcrumbs": crumbs(organisation, ("Umsetzung", home_url(organisation)), ("Zeitplan", None)),
    }
    return render(request, "strategy/progress/timeline.html", context)
