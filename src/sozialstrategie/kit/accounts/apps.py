"""App configuration of the room accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "sozialstrategie.kit.accounts"
    label = "accounts"
    verbose_name = "Personen und Rollen"

    def ready(self) -> None:
        from sozialstrategie.kit.accounts import rules  # noqa: F401
        from sozialstrategie.kit.core.acts import register_verbs
        from sozialstrategie.kit.core.models import Organisation
        from sozialstrategie.kit.core.undo import register_undo

        register_verbs(
            {
                "accounts.found_organisation": "hat die Organisation angelegt",
                "accounts.grant_role": "hat eine Rolle vergeben",
                "accounts.hand_out_link": "hat einen Link zum Setzen des Kennworts erzeugt",
                "accounts.end_role": "hat eine Rolle beendet",
                "accounts.change_organisation": "hat Angaben zur Organisation geändert",
            }
        )
        register_undo(Organisation, "accounts.change_organisation")
