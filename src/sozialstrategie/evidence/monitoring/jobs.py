"""Background work of the room."""

from __future__ import annotations

from sozialstrategie.evidence.monitoring import storage
from sozialstrategie.evidence.monitoring.services import computing
from sozialstrategie.kit.core.actor import system
from sozialstrategie.kit.core.models import Organisation


def compute() -> str:
    """Compute all indicators after an import."""
    run = computing.compute_all(actor=system("Hintergrundarbeit"))
    return f"{run.results_count} Werte berechnet."


def compute_own(organisation: str) -> str:
    """Compute the indicators that one organisation (its uid) made."""
    owner = Organisation.objects.get(uid=organisation)
    run = computing.compute_own(actor=system("Hintergrundarbeit"), owner=owner)
    return f"{run.results_count} eigene Werte berechnet."


def tidy_up() -> str:
    """Remove uploads that nobody confirmed and what killed imports left, older than a day. Once a day."""
    return f"{len(storage.sweep_passing())} liegengebliebene Dateien entfernt."
