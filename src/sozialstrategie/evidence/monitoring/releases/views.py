"""The release calendar for those who keep figures."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from sozialstrategie.evidence.monitoring import queries
from sozialstrategie.evidence.monitoring.releases.calendar import State, calendar, releases
from sozialstrategie.evidence.regions import catalogue as regions
from sozialstrategie.kit.accounts.access import organisation_view
from sozialstrategie.kit.core.models import Organisation

_WORDS = {
    State.OVERDUE: ("attention", "überfällig"),
    State.LOOK: ("attention", "bitte nachsehen"),
    State.EXPECTED: ("plan", "noch nicht fällig"),
    State.UNKNOWN: ("open", "unbekannt"),
    State.ABSENT: ("open", "keine Zahl"),
}


@require_safe
@organisation_view("monitoring.view_editions")
def release_calendar(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Per group of tables: the newest figure here, the next one, when it usually comes, and what nobody knows."""
    place = regions.record(organisation.region_code) or regions.record("16")
    assert place is not None  # the Land is part of the program
    rows = calendar(queries.available(place.code), timezone.localdate())
    editions = reverse("monitoring_staff:editions", args=[organisation.slug])
    return render(
        request,
        "monitoring/release_calendar.html",
        {
            "organisation": organisation,
            "place": place,
            "rows": [(row, *_WORDS[row.state]) for row in rows],
            "releases": releases(),
            "overdue": sum(row.state is State.OVERDUE for row in rows),
            "breadcrumbs": [
                (organisation.name, f"/k/{organisation.slug}/"),
                ("Ausgaben", editions),
                ("Was fällig ist", None),
            ],
        },
    )
