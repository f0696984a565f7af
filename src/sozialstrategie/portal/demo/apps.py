"""App configuration of the room demo."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "sozialstrategie.portal.demo"
    label = "demo"
    verbose_name = "Beispiel"

    def ready(self) -> None:
        from sozialstrategie.portal.demo.people import LOGINS
        from sozialstrategie.portal.web.logins import register_login_buttons

        register_login_buttons(lambda: [{"key": login.key, "label": login.button} for login in LOGINS])
