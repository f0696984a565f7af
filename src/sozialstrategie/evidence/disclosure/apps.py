"""App configuration of the room disclosure."""

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "sozialstrategie.evidence.disclosure"
    label = "disclosure"
    verbose_name = "Geheimhaltung"
