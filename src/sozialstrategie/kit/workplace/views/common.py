"""What all pages of the workplace share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.ui.pages import Crumb, crumbs, status_of


def form_page(
    request: HttpRequest,
    organisation: Organisation,
    form: forms.BaseForm,
    *,
    title: str,
    submit: str,
    cancel_url: str,
    lead: str = "",
    draft: str = "",
    trail: tuple[Crumb, ...] = (),
    **more: Any,
) -> HttpResponse:
    """A page with one form; 422 when it shows what was wrong."""
    context = {
        "organisation": organisation,
        "form": form,
        "title": title,
        "lead": lead,
        "submit": submit,
        "draft": draft,
        "cancel_url": cancel_url,
        "breadcrumbs": crumbs(organisation, *trail, (title, None)),
        **more,
    }
    return render(request, "workplace/form.html", context, status=status_of(form))
