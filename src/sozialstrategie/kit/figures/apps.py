"""App configuration of the room figures."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "sozialstrategie.kit.figures"
    label = "figures"
    verbose_name = "Zahlen und Bilder"
