"""Error pages, and the middleware that turns refusals into pages."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sozialstrategie.kit.core.errors import Refused

_REAUTHENTICATION = ("account_reauthenticate", "mfa_reauthenticate")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The login library refuses to ask for a password where there is none; the page says why."""
    match = request.resolver_match
    if match is not None and match.url_name in _REAUTHENTICATION:
        return render(request, "web/no_password.html", status=403)
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "ui/refused.html", {"sentence": "Die Anfrage war unvollständig."}, status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)


class RefusalMiddleware:
    """A refusal that no form has shown becomes a page with its sentence, status 422."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused):
            return render(request, "ui/refused.html", {"sentence": str(exception)}, status=422)
        return None
