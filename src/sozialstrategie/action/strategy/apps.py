"""App configuration of the room strategy."""

from django.apps import AppConfig


class StrategyConfig(AppConfig):
    name = "sozialstrategie.action.strategy"
    label = "strategy"
    verbose_name = "Strategie"

    def ready(self) -> None:
        from sozialstrategie.action.strategy import registration

        registration.register()
