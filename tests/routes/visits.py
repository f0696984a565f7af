"""Every route, asked with every method by everybody about own, foreign and missing things."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.db import transaction
from django.http import SimpleCookie
from django.test import Client

from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.documents import registry
from tests.routes.seed import Tenant, World
from tests.routes.urls import MISSING, NO_SLUG, Route, address, all_routes, arguments_of

METHODS = ("GET", "POST", "PUT", "DELETE")
OWNERS = ("none", "own", "foreign", "mixed")  # mixed: below the own authority, but records of the foreign one
PUBLIC, NOBODY, LAND = "public", "no_role", "land"
ASKERS = (PUBLIC, NOBODY, LAND, *(str(role) for role in Role))
# A form sent empty: the token alone, as a browser would.
NOTHING_TYPED = {"csrfmiddlewaretoken": "x"}
_TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]+')


@dataclass(frozen=True)
class Answer:
    """What somebody got. `status`: a number, or "login" for the way to the login page."""

    route: str
    method: str
    owner: str
    asker: str
    status: str
    body: bytes
    url: str


class Visitor:
    """A client per asker; every question is undone, so that all see the same world."""

    def __init__(self, world: World, logged_in: Callable[[str], Client] | None = None) -> None:
        self.world = world
        people = {PUBLIC: None, NOBODY: world.nobody, LAND: world.land, **world.own.people}
        self.clients: dict[str, Client] = {}
        self.cookies: dict[str, Any] = {}
        for asker, person in people.items():
            client = Client(raise_request_exception=False)
            if person is not None:
                client.force_login(person)
                assert SESSION_KEY in client.session
            self.clients[asker] = client
            self.cookies[asker] = client.cookies.output()

    def ask(self, asker: str, method: str, url: str, data: Any = None) -> Any:
        client = self.clients[asker]
        client.cookies = SimpleCookie(self.cookies[asker].replace("Set-Cookie: ", ""))
        cache.clear()
        with transaction.atomic():
            response = (
                client.generic(method, url)
                if method not in ("GET", "POST")
                else getattr(client, method.lower())(url, data)
            )
            response.content = b"".join(response.streaming_content) if response.streaming else response.content
            transaction.set_rollback(True)
        return response

    def visit(self, route: Route, method: str, owner: str, asker: str) -> Answer:
        url = url_for(route, owner, self.world)
        response = self.ask(asker, method, url, NOTHING_TYPED if method == "POST" else None)
        return Answer(route.name, method, owner, asker, status_of(response), response.content, url)


def url_for(route: Route, owner: str, world: World) -> str:
    """The address of own or foreign things, or of things that do not exist."""
    place, records = {
        "none": (world.own, world.own),
        "own": (world.own, world.own),
        "foreign": (world.foreign, world.foreign),
        "mixed": (world.own, world.foreign),
        "missing": (_nowhere(world), None),
        "lost": (world.own, None),
    }[owner]
    return address(route, arguments_of(route, place, records))


def _nowhere(world: World) -> Tenant:
    from sozialstrategie.kit.core.models import Organisation

    return Tenant(Organisation(slug=NO_SLUG), "", "", made={"signal": world.own.made["signal"]})


def owners_of(route: Route) -> tuple[str, ...]:
    if not route.of_tenant:
        return ("none",)
    return ("own", "foreign", "mixed") if route.of_record else ("own", "foreign")


def status_of(response: Any) -> str:
    target = response.headers.get("Location", "")
    return "login" if target.startswith("/konto/login/") else str(response.status_code)


def anonymous_bytes(answer: Answer, world: World) -> bytes:
    """The body without what the asker typed into the address, and without the fresh form token."""
    body = _TOKEN.sub(rb"\1", answer.body)
    words = [world.own.slug, world.foreign.slug, NO_SLUG, str(MISSING)]
    words += [str(r.uid) for t in (world.own, world.foreign) for r in t.made.values() if hasattr(r, "uid")]
    for part in sorted({p for p in answer.url.split("/") if p in words}, key=len, reverse=True):
        body = body.replace(part.encode(), b"*")
    return body


@contextmanager
def quick_documents() -> Iterator[None]:
    """Documents as one byte: who may have them is the question here, not how they look."""
    kinds = dict(registry._KINDS)
    for kind in kinds.values():
        registry.register(replace(kind, build=lambda *a, **k: b"x"))
    try:
        yield
    finally:
        registry._KINDS.update(kinds)


def questions() -> Iterator[tuple[Route, str, str, str]]:
    """All questions: route, method, owner, asker."""
    for route in all_routes():
        for owner in owners_of(route):
            for method in METHODS:
                for asker in ASKERS:
                    yield route, method, owner, asker
