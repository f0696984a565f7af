"""The page for two people who edited one record: both texts, a choice per field, nothing lost."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sozialstrategie.kit.core.errors import Conflict


def conflict_page(
    request: HttpRequest, form: forms.BaseForm, conflict: Conflict, *, what: str, url: str, cancel_url: str
) -> HttpResponse:
    """Answer 409 with the actor's text beside the stored one.

    Args:
        form: the bound, valid form whose `version` is stale; its fields are named like the record's.
        conflict: carries the record as stored now.
        what: how the record is called on the page.
        url: where the choice is sent; cancel_url: where the stored state is shown.
    """
    different, unchanged = [], []
    for name, field in form.fields.items():
        if name == "version":
            continue
        yours = form.data.get(name, "")
        stored = getattr(conflict.obj, name, None)
        theirs = field.prepare_value(stored.pk if hasattr(stored, "pk") else stored)
        bound = field.widget.format_value(theirs) if hasattr(field.widget, "format_value") else theirs
        theirs_text = "" if bound is None else (bound[0] if isinstance(bound, list) and bound else str(bound))
        if _clean(yours) == _clean(theirs_text):
            unchanged.append((name, yours))
            continue
        different.append({"label": field.label or name, "name": name, "yours": yours, "theirs": theirs_text})
    context = {
        "object": what,
        "saved_by": "",
        "saved_at": getattr(conflict.obj, "updated_at", None),
        "fields": different,
        "unchanged": unchanged,
        "form_url": url,
        "version": getattr(conflict.obj, "version", 0),
        "cancel_url": cancel_url,
    }
    return render(request, "ui/conflict.html", {"conflict": context}, status=409)


def _clean(text: Any) -> str:
    return str(text).replace("\r\n", "\n").strip()
