"""What data requests tell the lower rooms when the house starts."""

from __future__ import annotations

VERBS = {
    "monitoring.create_request": "hat eine Datenanfrage angelegt",
    "monitoring.edit_request": "hat eine Datenanfrage geändert",
    "monitoring.delete_request": "hat eine Datenanfrage gelöscht",
    "monitoring.send_request": "hat eine Datenanfrage verschickt",
    "monitoring.withdraw_request": "hat eine Datenanfrage zurückgezogen",
    "monitoring.close_request_link": "hat den Link einer Datenanfrage geschlossen",
    "monitoring.deliver": "hat Zahlen geliefert",
    "monitoring.return_delivery": "hat gelieferte Zahlen zurückgegeben",
    "monitoring.accept_delivery": "hat gelieferte Zahlen angenommen",
    "monitoring.remind_request": "hat an eine Datenanfrage erinnert",
    "monitoring.erase_contact": "hat die Adresse einer alten Datenanfrage gelöscht",
}


def register() -> None:
    """Called once by `MonitoringConfig.ready()`."""
    from sozialstrategie.evidence.monitoring.models import DataRequest
    from sozialstrategie.evidence.monitoring.requests import daily, queries, rules, services, steps  # noqa: F401
    from sozialstrategie.kit.core.acts import register_reserved, register_verbs
    from sozialstrategie.kit.core.jobs import register_daily, register_job
    from sozialstrategie.kit.core.undo import register_undo
    from sozialstrategie.kit.workplace.queries import register_open_items, register_record_kind

    register_verbs(VERBS)
    register_record_kind("monitoring.request", queries.request_words)
    register_undo(DataRequest, queries.CHANGE, guard=services.demand_undoable)
    register_reserved(DataRequest, frozenset({"email", "token_hash"}), permission=queries.CHANGE)
    register_job("monitoring.requests_daily", daily.look_after_requests)
    register_daily("monitoring.requests_daily")
    register_open_items(steps.open_items)
