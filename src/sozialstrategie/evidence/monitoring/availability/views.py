"""The public page of what there is and what is missing."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sozialstrategie.evidence.monitoring.availability import matrix
from sozialstrategie.evidence.monitoring.availability.forms import LEVELS, AvailabilityForm


@require_safe
@login_not_required
def availability(request: HttpRequest) -> HttpResponse:
    """Level x years x source of every indicator, gaps in words."""
    form = AvailabilityForm(request.GET, themes=matrix.themes())
    crumbs = [("Übersicht", "/"), ("Alle Zahlen", reverse("monitoring:indicators")), ("Was vorliegt", None)]
    context = {"form": form, "breadcrumbs": crumbs, "note": matrix.NOTE}
    if not form.is_valid():
        return render(request, "monitoring/availability.html", context, status=422)
    context |= {"matrix": matrix.matrix(form.level(), form.theme()), "level": dict(LEVELS)[form.level()]}
    return render(request, "monitoring/availability.html", context)
