"""App configuration of the room committees."""

from django.apps import AppConfig


class CommitteesConfig(AppConfig):
    name = "sozialstrategie.action.committees"
    label = "committees"
    verbose_name = "Gremien"

    def ready(self) -> None:
        from sozialstrategie.action.committees import registration

        registration.register()
