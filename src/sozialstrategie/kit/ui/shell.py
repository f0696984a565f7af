"""What stands around a page: navigation, footer, account, example band.

The rooms that know the addresses lie above this one. They register a provider in `AppConfig.ready()`; the
base template asks for the value only when it needs it. What a view puts into its own context wins.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

Provider = Callable[[HttpRequest], Any]

NAMES = ("navigation", "footer_links", "account", "example_band", "sources_line")
_providers: dict[str, Provider] = {}


def register(name: str, provider: Provider) -> None:
    """Let `provider(request)` give the value of `name` (one of `NAMES`). The last one registered wins.

    navigation: list of dict(label, url, current); footer_links: list of (label, url); account: dict(name,
    role, links, logout_url), dict(login_url) or None; example_band, sources_line: text.
    Raises ValueError for another name.
    """
    if name not in NAMES:
        raise ValueError(f"Unbekannter Teil der Seite: {name}. Bekannt sind: {', '.join(NAMES)}.")
    _providers[name] = provider


def value_of(name: str, request: HttpRequest) -> Any:
    """The value for this request; None where no room has registered a provider."""
    provider = _providers.get(name)
    return None if provider is None else provider(request)
