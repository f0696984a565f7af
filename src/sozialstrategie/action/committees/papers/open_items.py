"""What of papers waits for a person: results that nobody entered."""

from __future__ import annotations

from django.urls import reverse

from sozialstrategie.action.committees.papers.queries import waiting_steps
from sozialstrategie.action.committees.papers.services import CHANGE
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.workplace.queries import OpenItem


def open_items(actor: Actor, organisation: Organisation) -> list[OpenItem]:
    """Steps whose day is over, for those who enter results."""
    if not allowed(CHANGE, actor, organisation):
        return []
    return [
        OpenItem(
            key=f"committees.result:{waiting.step.uid}",
            kind="Ergebnis",
            title=f"{waiting.step.committee}: Das Ergebnis fehlt",
            text=waiting.step.paper.title,
            action="Ergebnis eintragen",
            url=reverse("committees:step_result", args=[organisation.slug, waiting.step.uid]),
            since=waiting.since,
            weight=24,
        )
        for waiting in waiting_steps(actor, organisation)
    ]
