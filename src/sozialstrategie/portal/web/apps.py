"""App configuration of the room web: shell, navigation, pages across rooms."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "sozialstrategie.portal.web"
    label = "web"
    verbose_name = "Portal"

    def ready(self) -> None:
        from sozialstrategie.kit.ui import shell
        from sozialstrategie.portal.web import navigation, rules  # noqa: F401

        shell.register("navigation", navigation.main)
        shell.register("footer_links", navigation.footer)
        shell.register("account", navigation.account)
        shell.register("example_band", navigation.example_band)
        shell.register("sources_line", navigation.sources_line)
