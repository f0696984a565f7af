"""Every request runs as an actor, inside the scope of that actor's roles, and the scope closes with it."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from django_scopes import get_scope

from sozialstrategie.kit.accounts.access import organisation_view
from sozialstrategie.kit.accounts.middleware import ActorMiddleware
from sozialstrategie.kit.accounts.models import Person, RoleGrant
from sozialstrategie.kit.core.actor import PUBLIC, Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Forbidden
from sozialstrategie.kit.core.models import Organisation
from tests.kit.conftest import MakeActor

pytestmark = pytest.mark.django_db


def _through(user: object) -> SimpleNamespace:
    seen = SimpleNamespace()

    def view(request: HttpRequest) -> HttpResponse:
        seen.actor = request.actor  # type: ignore[attr-defined]
        seen.scope = get_scope().get("owner")
        return HttpResponse("ok")

    request = RequestFactory().get("/")
    request.user = user  # type: ignore[assignment]
    ActorMiddleware(view)(request)
    assert get_scope().get("owner") is None
    return seen


def test_visitor_sees_no_owned_row() -> None:
    seen = _through(AnonymousUser())
    assert (seen.actor, seen.scope) == (PUBLIC, [])


def test_person_sees_the_own_organisations(north: Organisation, south: Organisation) -> None:
    person = Person.objects.create_user("a@b.example", None, name="A")
    RoleGrant.objects.create(person=person, organisation=north, role=Role.CLERK, valid_from=date(2020, 1, 1))
    ended = {"valid_from": date(2020, 1, 1), "valid_until": date(2020, 1, 2)}
    RoleGrant.objects.create(person=person, organisation=south, role=Role.CLERK, **ended)
    seen = _through(person)
    assert (seen.actor.person_uid, seen.scope) == (person.uid, [north.pk])


def test_scope_closes_after_a_fault(north: Organisation) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError

    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    with pytest.raises(ZeroDivisionError):
        ActorMiddleware(view)(request)
    assert get_scope().get("owner") is None


def _ask(actor: Actor, slug: str, permission: str | None = None, fault: Exception | None = None) -> Any:
    @organisation_view(permission)
    def view(request: HttpRequest, organisation: Organisation) -> HttpResponse:
        if fault:
            raise fault
        return HttpResponse(organisation.slug)

    request = RequestFactory().get("/")
    request.actor = actor  # type: ignore[attr-defined]
    return view(request, slug=slug)


def test_member_enters(north: Organisation, make_actor: MakeActor) -> None:
    assert _ask(make_actor(north, Role.CLERK), "nord").content == b"nord"


@pytest.mark.parametrize("slug", ["nord", "gibt-es-nicht"])
def test_foreign_and_missing_answer_alike(
    north: Organisation, south: Organisation, make_actor: MakeActor, slug: str
) -> None:
    for actor in (make_actor(south, Role.ADMIN), PUBLIC):
        with pytest.raises(Http404) as caught:
            _ask(actor, slug)
        assert str(caught.value) == ""


def test_missing_permission_answers_alike(north: Organisation, make_actor: MakeActor) -> None:
    with pytest.raises(Http404):
        _ask(make_actor(north, Role.CLERK), "nord", "accounts.grant_role")
    with pytest.raises(Http404):
        _ask(make_actor(north, Role.ADMIN), "nord", fault=Forbidden("nein"))
