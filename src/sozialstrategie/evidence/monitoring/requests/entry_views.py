"""A small own table typed in by hand: first its head, then its cells. It becomes an edition like a file."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from sozialstrategie.evidence.monitoring.requests import queries, services
from sozialstrategie.evidence.monitoring.requests.forms import CellsForm, EntryForm, cell_name
from sozialstrategie.evidence.monitoring.requests.pages import crumbs, faults_at
from sozialstrategie.evidence.monitoring.requests.queries import ENTER, Start
from sozialstrategie.evidence.monitoring.requests.table import MOST_YEARS, Shape
from sozialstrategie.evidence.monitoring.requests.words import Rows
from sozialstrategie.evidence.monitoring.services.importing import Outcome
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.ui.pages import FORMS, found, see_other

_CELL = re.compile(r"z_\d{2,8}_\d{4}")
_HEAD_ONLY = "zeilen"


@require_http_methods(FORMS)
@organisation_view(ENTER)
def own_entry(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Type a table in, from nothing or from one that stands."""
    if request.method != "POST":
        return _start(request, organisation)
    head = EntryForm(request.POST, organisation=organisation)
    if not head.is_valid():
        return _page(request, organisation, head, None, status=422)
    shape = head.shape()
    if request.POST.get("schritt") == _HEAD_ONLY:
        typed = {name: request.POST.get(name, "") for name in map(cell_name, shape.keys) if name in request.POST}
        return _page(request, organisation, head, CellsForm(shape=shape, initial=typed))
    cells = CellsForm(request.POST, shape=shape)
    if cells.is_valid():
        outcome = services.enter_table(
            actor=actor_of(request), owner=organisation, shape=shape, values=cells.read,
            source=head.cleaned_data["source"], stand=head.cleaned_data["stand"],
        )  # fmt: skip
        if outcome.edition is not None:
            _tell(request, organisation, outcome)
            return see_other(reverse("monitoring_staff:own_list", args=[organisation.slug]))
        cells.add_faults(faults_at(shape, outcome.refused))
    return _page(request, organisation, head, cells, status=422)


def _tell(request: HttpRequest, organisation: Organisation, outcome: Outcome) -> None:
    edition = outcome.edition
    assert edition is not None
    if outcome.is_new:
        messages.success(request, f"„{edition.title}“ ist eingetragen. Nur Ihre Verwaltung sieht die Zahlen.")
    elif edition.pk in {e.pk for e in queries.starts_for(actor_of(request), organisation)}:
        messages.info(request, f"„{edition.title}“ steht schon so hier; es wurde nichts geändert.")
    else:
        messages.warning(
            request,
            f"Diese Zahlen stehen schon hier, aber „{edition.title}“ hat seither eine neuere Ausgabe, und die gilt. Ziehen "
            "Sie die neuere zurück, wenn sie falsch ist.",
        )
    for note in outcome.parsed.notes:
        messages.info(request, note.text)


def _start(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    asked = request.GET.get("ausgabe", "")
    if not asked:
        return _page(request, organisation, EntryForm(organisation=organisation, initial={"rows": Rows.WHOLE}), None)
    try:
        uid = UUID(asked)
    except ValueError:
        uid = None
    start = found(queries.start_for(actor_of(request), organisation, uid) if uid else None)
    head = EntryForm(organisation=organisation, initial=_initial(organisation, start))
    filled = EntryForm({**head.initial, "stand": "2000-01-01"}, organisation=organisation)
    cells = CellsForm(shape=filled.shape(), values=start.values) if filled.is_valid() else None
    return _page(request, organisation, head, cells)


def _initial(organisation: Organisation, start: Start) -> dict[str, Any]:
    """The head of the next table: the years that stand and one more, where that has begun."""
    first, last = start.years[0], start.years[-1]

    if last < timezone.localdate().year:
        last += 1
    codes = {code for code, _ in start.values}
    whole = organisation.region_code in codes
    rows = Rows.WHOLE if codes == {organisation.region_code} else Rows.BOTH if whole else Rows.GEMEINDEN
    return {
        "title": start.edition.title, "source": start.edition.source, "item": start.item, "unit": start.unit, "rows": rows,
        "first_year": max(first, last - MOST_YEARS + 1), "last_year": last,
    }  # fmt: skip


def _page(
    request: HttpRequest, organisation: Organisation, head: EntryForm, cells: CellsForm | None, *, status: int = 200
) -> HttpResponse:
    kept = [] if cells else [(name, text) for name, text in request.POST.items() if _CELL.fullmatch(name)]
    shape: Shape | None = cells.shape if cells else None
    context = {
        "organisation": organisation,
        "form": cells if cells is not None and cells.errors else head,
        "head": head,
        "cells": cells,
        "shape": shape,
        "kept": kept,
        "starts": queries.starts_for(actor_of(request), organisation) if cells is None and not head.is_bound else [],
        "cancel_url": reverse("monitoring_staff:own_list", args=[organisation.slug]),
        "breadcrumbs": crumbs(organisation, ("Von Hand eintragen", None)),
    }
    return render(request, "monitoring/requests/entry.html", context, status=status)
