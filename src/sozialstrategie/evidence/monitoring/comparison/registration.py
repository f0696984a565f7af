"""What comparison groups tell the lower rooms when the house starts."""

from __future__ import annotations

VERBS = {
    "monitoring.create_group": "hat eine Vergleichsgruppe angelegt",
    "monitoring.change_group": "hat eine Vergleichsgruppe geändert",
    "monitoring.delete_group": "hat eine Vergleichsgruppe gelöscht",
    "monitoring.choose_comparison": "hat den Vergleich gewählt",
}


def register() -> None:
    """Called once by `MonitoringConfig.ready()`."""
    from sozialstrategie.evidence.monitoring.comparison import queries, rules, services  # noqa: F401
    from sozialstrategie.evidence.monitoring.models import ComparisonGroup
    from sozialstrategie.kit.core.acts import register_verbs
    from sozialstrategie.kit.core.undo import register_undo

    register_verbs(VERBS)
    register_undo(ComparisonGroup, queries.CHANGE, guard=services.demand_undoable)
