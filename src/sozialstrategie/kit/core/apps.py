"""App configuration of the room core."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "sozialstrategie.kit.core"
    label = "core"
    verbose_name = "Grundlage"

    def ready(self) -> None:
        from sozialstrategie.kit.core.acts import register_verbs

        register_verbs({"core.undo": "hat einen Schritt rückgängig gemacht"})
