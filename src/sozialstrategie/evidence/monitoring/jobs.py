"""Background work of the room."""

from __future__ import annotations

from sozialstrategie.evidence.monitoring.services.computing import compute_all
from sozialstrategie.kit.core.actor import system


def compute() -> str:
    """Compute all indicators after an import."""
    run = compute_all(actor=system("Hintergrundarbeit"))
    return f"{run.results_count} Werte berechnet."
