"""Small filters for the portal's templates."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.filter
def get(mapping: dict[str, Any], key: str) -> Any:
    """Value of a key, empty when absent."""
    return mapping.get(key, "")


@register.filter
def point(value: float) -> str:
    """A coordinate with decimal point whatever the language of the page."""
    return f"{value:.1f}"


@register.filter
def numbered(mapping: dict[str, Any]) -> list[tuple[str, int]]:
    """Keys with their place in the list, from 1."""
    return [(key, number) for number, key in enumerate(mapping, start=1)]
