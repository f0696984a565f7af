"""Every request gets its actor and the scope of that actor's roles."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from sozialstrategie.kit.accounts.queries import actor_for
from sozialstrategie.kit.core.actor import PUBLIC
from sozialstrategie.kit.core.scopes import scope_of


class ActorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        actor = actor_for(user) if user.is_authenticated else PUBLIC
        request.actor = actor  # type: ignore[attr-defined]
        with scope_of(actor):
            return self.get_response(request)
