"""App configuration of the room workplace."""

from django.apps import AppConfig


class WorkplaceConfig(AppConfig):
    name = "sozialstrategie.kit.workplace"
    label = "workplace"
    verbose_name = "Arbeitsplatz"

    def ready(self) -> None:
        from sozialstrategie.kit.workplace.registration import register

        register()
