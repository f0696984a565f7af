"""What own tables tell the rest of the house."""

from __future__ import annotations


def register() -> None:
    """Called by the room in `ready()`."""
    from sozialstrategie.evidence.monitoring.models import OwnIndicator
    from sozialstrategie.evidence.monitoring.own_tables import queries, services
    from sozialstrategie.kit.core.acts import register_verbs
    from sozialstrategie.kit.core.undo import register_undo

    register_verbs(
        {
            "monitoring.save_mapping": "hat eine Zuordnung von Spalten gespeichert",
            "monitoring.create_indicator": "hat eine eigene Kennzahl angelegt",
            "monitoring.edit_indicator": "hat eine eigene Kennzahl geändert",
            "monitoring.delete_indicator": "hat eine eigene Kennzahl gelöscht",
        }
    )
    register_undo(OwnIndicator, queries.CHANGE, settle=services.computed_again)
