"""What pages of every room share: crumbs, the one 404, the way on after a POST, and what a service refuses as errors of a form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from sozialstrategie.kit.core.errors import Conflict, Forbidden, Invalid, Refused
from sozialstrategie.kit.core.models import Organisation

T = TypeVar("T")
Crumb = tuple[str, str | None]
FORMS = ["GET", "HEAD", "POST"]
CHANGED = "Inzwischen hat jemand anderes hier etwas geändert. Bitte prüfen Sie den neuen Stand und versuchen Sie es noch einmal."
_LINK = "link_to_show"
INCOMPLETE = "Das Formular kam unvollständig an. Bitte laden Sie die Seite neu und versuchen Sie es noch einmal."


def found(obj: T | None) -> T:
    """The object, or the same 404 for a missing and a foreign one."""
    if obj is None:
        raise Http404
    return obj


def see_other(url: str) -> HttpResponseRedirect:
    """After a POST: 303, so that a reload sends nothing again."""
    return HttpResponseRedirect(url, status=303)


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


def attempted(request: HttpRequest, act: Callable[[], T], words: str = "") -> T | None:
    """Call a service behind a button; `words` say that it is done, a message says what is refused. None = refused.

    Raises:
        Forbidden: has a page of its own.
    """
    try:
        result = act()
    except Forbidden:
        raise
    except Conflict:
        messages.warning(request, CHANGED)
        return None
    except Refused as refusal:
        messages.error(request, str(refusal))
        return None
    if words:
        messages.success(request, words)
    return result


def keep_link(request: HttpRequest, uid: UUID, path: str) -> None:
    """Keep an address with a fresh secret for the page of its record, which shows it once (`link_once`)."""
    request.session[_LINK] = {"uid": str(uid), "url": request.build_absolute_uri(path)}


def link_once(request: HttpRequest, uid: UUID) -> str:
    """The address that was just made for a record; forgotten by showing it. "" = none."""
    link: dict[str, str] = request.session.get(_LINK, {})
    if link.get("uid") != str(uid):
        return ""
    del request.session[_LINK]
    return link["url"]


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


def closed_up(response: HttpResponse) -> HttpResponse:
    """For a page whose address is a secret: no search engine, no cache.

    The referrer policy stays "same-origin", so that no other host learns the address; "no-referrer" would make the browser
    send `Origin: null` with the page's own form, which is then refused as a foreign one.
    """
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    return response
