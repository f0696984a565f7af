"""Login buttons on the start page, offered by the example only."""

from __future__ import annotations

from collections.abc import Callable

LoginButtons = Callable[[], list[dict[str, str]]]
_login_buttons: list[LoginButtons] = []


def register_login_buttons(provider: LoginButtons) -> None:
    """Let the example offer its logins on the start page; nobody else calls this."""
    _login_buttons.append(provider)


def demo_roles() -> list[dict[str, str]]:
    """Login buttons of the example: dicts with key, label and url."""
    return [button for provider in _login_buttons for button in provider()]
