"""App configuration of the room regions."""

from django.apps import AppConfig


class RegionsConfig(AppConfig):
    name = "sozialstrategie.evidence.regions"
    label = "regions"
    verbose_name = "Gebiete"
