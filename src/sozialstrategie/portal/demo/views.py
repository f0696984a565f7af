"""Login by button, in the example only."""

from __future__ import annotations

from django.contrib.auth import login as sign_in
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from sozialstrategie.kit.accounts.queries import example_person
from sozialstrategie.kit.core import settings_store
from sozialstrategie.portal.demo.people import by_key


@require_POST
@login_not_required
def login(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the invented people; a real instance answers 404."""
    chosen = by_key(request.POST.get("person", ""))
    if chosen is None or settings_store.get("instance.kind") != "demo":
        raise Http404
    person = example_person(chosen.email)
    if person is None:
        raise Http404
    sign_in(request, person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return redirect("web:workplace", slug=chosen.organisation)
