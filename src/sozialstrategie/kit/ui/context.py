"""Context processor of the shell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from sozialstrategie.kit.ui import shell as parts


def shell(request: HttpRequest) -> dict[str, Any]:
    """Everything that `ui/base.html` reads besides what the view gives, each part computed on first use."""
    return {name: SimpleLazyObject(_reader(name, request)) for name in parts.NAMES}


def _reader(name: str, request: HttpRequest) -> Callable[[], Any]:
    # A function of its own: a lambda in the comprehension would see only the last name.
    return lambda: parts.value_of(name, request)
