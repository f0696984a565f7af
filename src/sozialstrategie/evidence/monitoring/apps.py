"""App configuration of the room monitoring."""

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "sozialstrategie.evidence.monitoring"
    label = "monitoring"
    verbose_name = "Sozialmonitoring"

    def ready(self) -> None:
        from sozialstrategie.evidence.monitoring import documents, jobs, rules  # noqa: F401
        from sozialstrategie.evidence.monitoring.comparison import registration as comparison
        from sozialstrategie.evidence.monitoring.models import SignalDecision
        from sozialstrategie.evidence.monitoring.offers import registration as offers
        from sozialstrategie.evidence.monitoring.own_tables import registration as own_tables
        from sozialstrategie.evidence.monitoring.reporting import registration as reporting
        from sozialstrategie.evidence.monitoring.requests import registration as requests
        from sozialstrategie.evidence.monitoring.services import decisions
        from sozialstrategie.kit.core.acts import register_verbs
        from sozialstrategie.kit.core.jobs import register_daily, register_job
        from sozialstrategie.kit.core.undo import register_undo
        from sozialstrategie.kit.documents import registry

        register_verbs(
            {
                "monitoring.import_edition": "hat Zahlen eingelesen",
                "monitoring.withdraw_edition": "hat eine Ausgabe zurückgezogen",
                "monitoring.return_edition": "hat eine zurückgezogene Ausgabe wieder eingelesen",
                "monitoring.reject_signal": "hat eine Beobachtung verworfen",
            }
        )
        register_job("monitoring.compute", jobs.compute)
        register_job("monitoring.compute_own", jobs.compute_own)
        register_job("monitoring.tidy_up", jobs.tidy_up)
        register_daily("monitoring.tidy_up")
        registry.register(documents.SOZIALBERICHT)
        register_undo(SignalDecision, "monitoring.decide_signal", guard=decisions.demand_undoable)
        comparison.register()
        offers.register()
        own_tables.register()
        reporting.register()
        requests.register()
