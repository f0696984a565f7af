"""App configuration of the room demo."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "sozialstrategie.portal.demo"
    label = "demo"
    verbose_name = "Beispiel"

    def ready(self) -> None:
        from sozialstrategie.evidence.monitoring.offers.places import register_invented
        from sozialstrategie.portal.demo.content.places import MUSTERBERG_LAND
        from sozialstrategie.portal.demo.people import MUSTERBERG, login_buttons
        from sozialstrategie.portal.web.logins import register_login_buttons
        from sozialstrategie.portal.web.mounts import register_mount

        register_invented(MUSTERBERG, MUSTERBERG_LAND)
        register_login_buttons(login_buttons)
        register_mount("demo/", "sozialstrategie.portal.demo.urls")
