"""Addresses and crumbs of the pages of taking a plan over."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.ui.pages import crumbs


def plan_crumbs(organisation: Organisation, *more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    strategy = reverse("strategy:strategy", args=[organisation.slug])
    start = reverse("strategy:plan_import", args=[organisation.slug])
    own: tuple[str, str | None] = ("Plan übernehmen", start if more else None)
    return crumbs(organisation, ("Strategie", strategy), own, *more)


def url(name: str, organisation: Organisation, *arguments: Any) -> str:
    return reverse(f"strategy:{name}", args=[organisation.slug, *arguments])
