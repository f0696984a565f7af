"""What the register tells the lower rooms when the house starts."""

from __future__ import annotations

VERBS = {
    "monitoring.create_offer": "hat einen Eintrag im Bestand angelegt",
    "monitoring.edit_offer": "hat einen Eintrag im Bestand geändert",
    "monitoring.delete_offer": "hat einen Eintrag im Bestand gelöscht",
    "monitoring.restore_offer": "hat einen Eintrag im Bestand wiederhergestellt",
    "monitoring.import_offers": "hat eine Arbeitsmappe in den Bestand eingelesen",
}


def register() -> None:
    """Called once by `MonitoringConfig.ready()`."""
    from sozialstrategie.evidence.monitoring.models import Offer
    from sozialstrategie.evidence.monitoring.offers import queries, rules, services  # noqa: F401
    from sozialstrategie.kit.core.acts import register_reserved, register_verbs
    from sozialstrategie.kit.core.undo import register_undo
    from sozialstrategie.kit.workplace.queries import register_record_kind

    register_verbs(VERBS)
    register_record_kind("monitoring.offer", queries.offer_words)
    register_undo(Offer, queries.CHANGE, guard=services.demand_undoable)
    # Also of open entries: one that is protected later has its address in older acts, in texts too.
    told = {"name", "access_note", "contact", "link", "note"}
    register_reserved(Offer, queries.LOCATION_FIELDS | told, permission=queries.CHANGE)
