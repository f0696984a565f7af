"""App configuration of the room workplace."""

from django.apps import AppConfig


class WorkplaceConfig(AppConfig):
    name = "sozialstrategie.kit.workplace"
    label = "workplace"
    verbose_name = "Arbeitsplatz"

    def ready(self) -> None:
        from sozialstrategie.kit.core.acts import register_verbs
        from sozialstrategie.kit.workplace import rules  # noqa: F401

        register_verbs({"workplace.set_phase": "hat den Planungszyklus weitergestellt"})
