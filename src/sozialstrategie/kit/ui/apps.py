"""App configuration of the room ui."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "sozialstrategie.kit.ui"
    label = "ui"
    verbose_name = "Oberfläche"
