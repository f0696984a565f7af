"""App configuration of the room publishing."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "sozialstrategie.portal.publishing"
    label = "publishing"
    verbose_name = "Veröffentlichung"
