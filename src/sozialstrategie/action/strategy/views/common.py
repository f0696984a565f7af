"""What all pages of this room share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.http import Http404, HttpResponseRedirect

from sozialstrategie.action.strategy.forms import INCOMPLETE
from sozialstrategie.action.strategy.services import Invalid
from sozialstrategie.kit.core.errors import Conflict, Forbidden, Refused
from sozialstrategie.kit.core.models import Organisation

T = TypeVar("T")
Crumb = tuple[str, str | None]


def found(obj: T | None) -> T:
    """The object, or the same 404 for a missing and a foreign one."""
    if obj is None:
        raise Http404
    return obj


def see_other(url: str) -> HttpResponseRedirect:
    """After a POST: 303, so that a reload sends nothing again."""
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response


def crumbs(organisation: Organisation, *more: Crumb) -> list[Crumb]:
    """The way to a page; begins at the start page of the organisation."""
    return [(organisation.name, f"/k/{organisation.slug}/"), *more]


def saved(form: forms.BaseForm, save: Callable[[], T]) -> T | None:
    """Call a service; what it refuses becomes an error of the form. None = refused.

    Raises:
        Conflict, Forbidden: have pages of their own.
    """
    try:
        return save()
    except (Conflict, Forbidden):
        raise
    except Invalid as refusal:
        for name, sentences in refusal.errors.items():
            for sentence in sentences:
                form.add_error(name if name in form.fields else None, sentence)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return None


def status_of(form: forms.BaseForm) -> int:
    """422 for a page that shows what was wrong."""
    return 422 if form.is_bound and form.errors else 200


def version_from(post: Any) -> int:
    """The version that a small form without fields carries.

    Raises:
        Refused: there is none, so it is unknown which state the person saw.
    """
    text = post.get("version", "")
    if not text.isdecimal():
        raise Refused(INCOMPLETE)
    return int(text)
