"""App configuration of the room web."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "sozialstrategie.portal.web"
    label = "web"
    verbose_name = "Portal"
