"""What the pages of this part share."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from sozialstrategie.action.strategy.life import pages
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.ui.pages import FORMS

FORMS = FORMS
CHANGED = pages.CHANGED
Trail = tuple[tuple[str, str | None], ...]


def home_url(organisation: Organisation) -> str:
    """What hangs: the entrance of this part."""
    return reverse("strategy:hanging", args=[organisation.slug])


def trail(organisation: Organisation, *more: tuple[str, str | None]) -> Trail:
    return (("Umsetzung", home_url(organisation)), *more)


def form_page(
    request: HttpRequest, organisation: Organisation, form: Any, *more: tuple[str, str | None], **words: Any
) -> HttpResponse:
    """A page with one form below the entrance. `more`: crumbs between it and this page."""
    return pages.form_page(request, organisation, form, trail=trail(organisation, *more), **words)
