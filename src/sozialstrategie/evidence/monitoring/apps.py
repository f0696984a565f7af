"""App configuration of the room monitoring."""

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "sozialstrategie.evidence.monitoring"
    label = "monitoring"
    verbose_name = "Sozialmonitoring"

    def ready(self) -> None:
        from sozialstrategie.evidence.monitoring import documents, jobs, rules  # noqa: F401
        from sozialstrategie.kit.core.acts import register_verbs
        from sozialstrategie.kit.core.jobs import register_job
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
        registry.register(documents.SOZIALBERICHT)
