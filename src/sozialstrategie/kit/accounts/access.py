"""The door of every staff page: organisation by its short name, a role there, the permission. Everything else is 404."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.errors import Forbidden
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import demand
from sozialstrategie.kit.core.scopes import owner_scope

View = Callable[..., HttpResponse]


def actor_of(request: HttpRequest) -> Actor:
    """The actor that the middleware found."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def organisation_view(permission: str | None = None) -> Callable[[View], View]:
    """Decorate `view(request, organisation, **kwargs)` for the address part `<slug:slug>`.

    Without a role in that organisation, or without `permission` on it, the answer is the same 404 as for one that does not
    exist. A `Forbidden` raised inside answers 404 too.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
            actor = actor_of(request)
            organisation = Organisation.objects.filter(slug=slug).first()
            if organisation is None or not actor.roles_in(organisation.pk):
                raise Http404
            try:
                if permission is not None:
                    demand(permission, actor, organisation)
                request.organisation = organisation  # type: ignore[attr-defined]
                with owner_scope(organisation):
                    return view(request, organisation, **kwargs)
            except Forbidden:
                raise Http404 from None

        return inner

    return decorate
