"""What data requests propose as next steps on the start page."""

from __future__ import annotations

from django.urls import reverse

from sozialstrategie.evidence.monitoring.requests.queries import CHANGE, Line, requests_for
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import OrganisationKind
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.workplace.queries import Step


def next_steps(actor: Actor, organisation: Organisation) -> list[Step]:
    """Figures that came and wait for somebody to look at them, and those that did not come in time; one query."""
    if organisation.kind != OrganisationKind.LOCAL_AUTHORITY or not allowed(CHANGE, actor, organisation):
        return []
    return [
        _step(organisation, line) for line in requests_for(actor, organisation) if line.urgency in ("to_check", "late")
    ]


def _step(organisation: Organisation, line: Line) -> Step:
    request = line.request
    url = reverse("monitoring_staff:request", args=[organisation.slug, request.uid])
    if line.urgency == "to_check":
        return Step(15, f"{request.recipient} hat Zahlen geliefert", request.title, "Lieferung prüfen", url)
    late = f"{request.title}, erbeten bis {request.due_on:%d.%m.%Y}"
    return Step(35, f"Zahlen sind überfällig: {request.recipient}", late, "Datenanfrage ansehen", url)
