"""What of data requests waits for a person; inbox, start page and mail show it."""

from __future__ import annotations

from django.urls import reverse

from sozialstrategie.evidence.monitoring.requests.queries import CHANGE, Line, requests_for
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import OrganisationKind
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.workplace.queries import OpenItem


def open_items(actor: Actor, organisation: Organisation) -> list[OpenItem]:
    """Figures that came and wait for somebody to look at them, and those that did not come in time; one query."""
    if organisation.kind != OrganisationKind.LOCAL_AUTHORITY or not allowed(CHANGE, actor, organisation):
        return []
    return [
        _item(organisation, line) for line in requests_for(actor, organisation) if line.urgency in ("to_check", "late")
    ]


def _item(organisation: Organisation, line: Line) -> OpenItem:
    request = line.request
    url = reverse("monitoring_staff:request", args=[organisation.slug, request.uid])
    if line.urgency == "to_check":
        title, key = f"{request.recipient} hat Zahlen geliefert", f"monitoring.delivered:{request.uid}"
        return OpenItem(key, "Gelieferte Zahlen", title, url, request.title, "Lieferung prüfen", weight=15)
    title, key = f"Zahlen sind überfällig: {request.recipient}", f"monitoring.late_request:{request.uid}"
    return OpenItem(
        key, "Erbetene Zahlen", title, url, request.title, "Datenanfrage ansehen", due=request.due_on, weight=35
    )
