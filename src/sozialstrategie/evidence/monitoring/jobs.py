"""Background work of the room."""

from __future__ import annotations

from sozialstrategie.evidence.monitoring.services.computing import compute_all
from sozialstrategie.kit.core.actor import system
from sozialstrategie.kit.core.jobs import enqueue
from sozialstrategie.kit.core.models import Job, Organisation


def compute() -> str:
    """Compute all indicators after an import."""
    run = compute_all(actor=system("Hintergrundarbeit"))
    return f"{run.results_count} Werte berechnet."


def ask_for_computation(owner: Organisation | None, *, key: str) -> Job:
    """Queue one computation; `key` is the edition that made it necessary."""
    return enqueue("monitoring.compute", key=key, owner=owner)
