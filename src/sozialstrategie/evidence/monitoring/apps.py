"""App configuration of the room monitoring."""

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "sozialstrategie.evidence.monitoring"
    label = "monitoring"
    verbose_name = "Sozialmonitoring"
