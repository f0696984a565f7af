"""App configuration of the room demo."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "sozialstrategie.portal.demo"
    label = "demo"
    verbose_name = "Beispiel"
