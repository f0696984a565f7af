"""What all pages of this room share: the look of a page with one form, and what happens with two people who edit at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from sozialstrategie.kit.core.errors import Conflict
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.ui.conflict import conflict_page
from sozialstrategie.kit.ui.pages import Crumb, crumbs, saved, status_of

T = TypeVar("T")


def trail(organisation: Organisation, *more: Crumb) -> list[Crumb]:
    """The way to a page of this room."""
    return crumbs(organisation, ("Gremien", reverse("committees:committees", args=[organisation.slug])), *more)


def form_page(
    request: HttpRequest,
    organisation: Organisation,
    form: Any,
    *,
    title: str,
    submit: str,
    cancel_url: str,
    lead: str = "",
    draft: str = "",
    status: int = 0,
    template: str = "committees/form.html",
    way: tuple[Crumb, ...] = (),
    **more: Any,
) -> HttpResponse:
    """A page with one form. `way`: crumbs between the list of bodies and this page."""
    context = {
        "organisation": organisation, "form": form, "title": title, "lead": lead, "submit": submit, "draft": draft,
        "cancel_url": cancel_url, "breadcrumbs": trail(organisation, *way, (title, None)), **more,
    }  # fmt: skip
    return render(request, template, context, status=status or status_of(form))


def save_or_conflict(
    request: HttpRequest, form: Any, save: Callable[[], T], *, what: str, cancel_url: str
) -> T | HttpResponse | None:
    """Call a service for a valid form. Its result, the page with both texts (409), or None where the form has errors now."""
    try:
        return saved(form, save)
    except Conflict as conflict:
        return conflict_page(request, form, conflict, what=what, url=request.path, cancel_url=cancel_url)
