"""Every route answers everybody as the reviewed table says; what is foreign looks as if it did not exist."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable

import pytest
from django.apps import apps
from django.db import connection, transaction

from tests.routes import table
from tests.routes.seed import World
from tests.routes.urls import Route, all_routes
from tests.routes.visits import ASKERS, LAND, METHODS, NOBODY, PUBLIC, Answer, Visitor, anonymous_bytes, owners_of

# What planners wrote: the seed names each text after its field.
_FIELDS = {f.name.upper() for m in apps.get_app_config("strategy").get_models() for f in m._meta.concrete_fields}
_DRAFT = re.compile(rf"(?:CANARY|SECRET)-A (?:{'|'.join(sorted(_FIELDS))})\b".encode())
OUTSIDE = ("foreign", "mixed")
# Nobody, those without rights, those with few and those with most of them; everybody: `make test-long`.
SOME = (PUBLIC, NOBODY, "planning_coordinator", "body_member")


def ask_all(
    visitor: Visitor, methods: Iterable[str], askers: Iterable[str] = SOME, outside: Iterable[str] = ()
) -> list[Answer]:
    """Everybody about own things; `outside` about those of the twin.

    The quick run asks about the twin's things once, in the tests of what looks missing; `make test-long` asks for everybody.
    """
    askers, outside = tuple(askers), tuple(outside)
    return [
        visitor.visit(route, method, owner, asker)
        for route in all_routes()
        for owner in owners_of(route)
        for method in methods
        for asker in (outside if owner in OUTSIDE else askers)
    ]


def demand_table(answers: list[Answer]) -> None:
    found = table.differences(answers)
    shown = "\n".join(found[:60])
    assert not found, f"{len(found)} Abweichungen von routes.csv:\n{shown}"


# Written by everybody who looks or is looked at; holds nothing that a person typed.
_UNHASHED = {"sessions.Session", "disclosure.ReleaseLog"}


def fingerprint() -> dict[str, str]:
    """Table -> hash of all its rows."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label in _UNHASHED or not model._meta.managed:
            continue
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}" ORDER BY 1')
            found[model._meta.label] = hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
    return found


def test_get(visitor: Visitor, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Statuses as reviewed, no word of the twin, no row changed."""
    before = fingerprint()
    with monkeypatch.context() as patch:
        # a GET that writes must not hide behind the visitor's undoing
        patch.setattr(transaction, "set_rollback", lambda rollback, using=None: None)
        answers = ask_all(visitor, ["GET"])
    assert fingerprint() == before
    demand_table(answers)
    demand_no_canary(answers, world)


def demand_no_canary(answers: list[Answer], world: World) -> None:
    """No word of the twin for anybody, no word of the own authority for those outside; nothing is released yet."""
    own, foreign = world.own.canary.encode(), world.foreign.canary.encode()
    leaks = []
    no_drafts = (PUBLIC, NOBODY, LAND, "clerk", "body_member", "state_viewer", "funding_authority", "admin")
    for a in answers:
        text = a.body.upper()
        if foreign in text or world.foreign.secret.encode() in text:
            leaks.append(f"{a.url} zeigt {a.asker} Worte der anderen Körperschaft")
        if a.asker in (PUBLIC, NOBODY, LAND) and own in text:
            leaks.append(f"{a.url} zeigt {a.asker} Worte von innen")
        if a.asker in no_drafts and (draft := _DRAFT.search(text)):
            leaks.append(f"{a.url} zeigt {a.asker} einen Entwurf: {draft[0].decode()}")
    assert not leaks, "\n".join(leaks)
    seen = {a.route for a in answers if own in a.body}
    assert len(seen) > 30  # the canaries do sing where they may
    drafts = {a.route for a in answers if a.asker == "planning_coordinator" and _DRAFT.search(a.body.upper())}
    assert len(drafts) > 20


def test_post(visitor: Visitor, world: World) -> None:
    answers = ask_all(visitor, ["POST"])
    demand_table(answers)
    foreign = world.foreign.canary.encode()
    assert [a.url for a in answers if foreign in a.body.upper()] == []


@pytest.mark.long
def test_everything_for_everybody(visitor: Visitor, world: World) -> None:
    answers = ask_all(visitor, METHODS, ASKERS, outside=ASKERS)
    demand_table(answers)
    demand_no_canary([a for a in answers if a.method == "GET"], world)


def test_the_table_is_whole() -> None:
    """Each route has its lines; no line speaks of a route that is gone."""
    names = [r.name for r in all_routes()]
    assert len(names) == len(set(names))
    assert sorted(set(names) - set(table.read())) == [], (
        "Routen ohne Zeile: bitte `python -m tests.routes.write` und prüfen"
    )
    assert sorted(set(table.read()) - set(names)) == []


def test_an_unlisted_route_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: a new route that nobody has reviewed."""
    from django.urls import get_resolver, path
    from django.views.generic import RedirectView

    resolver = get_resolver()
    monkeypatch.setattr(
        resolver, "url_patterns", [*resolver.url_patterns, path("neu/", RedirectView.as_view(url="/"), name="neu")]
    )
    with pytest.raises(AssertionError, match="Routen ohne Zeile"):
        test_the_table_is_whole()


@pytest.mark.parametrize("asker", ["planning_coordinator", pytest.param(NOBODY, marks=pytest.mark.long)])
@pytest.mark.parametrize("method", ["GET", pytest.param("POST", marks=pytest.mark.long)])
def test_foreign_authorities_look_like_missing_ones(method: str, asker: str, visitor: Visitor, world: World) -> None:
    """Same status, same bytes (form token and the address itself aside), for people with and without rights."""
    routes = [r for r in all_routes() if r.of_tenant]
    assert told_apart(visitor, world, routes, (method, "foreign", "missing", asker)) == []


@pytest.mark.parametrize("asker", ["planning_coordinator", pytest.param(NOBODY, marks=pytest.mark.long)])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_foreign_records_look_like_missing_ones(method: str, asker: str, visitor: Visitor, world: World) -> None:
    """The same below the own authority, with the record of another one."""
    routes = [r for r in all_routes() if r.of_tenant and r.of_record]
    assert told_apart(visitor, world, routes, (method, "mixed", "lost", asker)) == []


def told_apart(visitor: Visitor, world: World, routes: list[Route], question: tuple[str, str, str, str]) -> list[str]:
    method, known, unknown, asker = question
    found = []
    for route in routes:
        a, b = (visitor.visit(route, method, owner, asker) for owner in (known, unknown))
        same = a.status == b.status and anonymous_bytes(a, world) == anonymous_bytes(b, world)
        if not same or a.status in ("200", "303"):
            found.append(f"{method} {route.name} als {asker}: {known} {a.status}, {unknown} {b.status}")
    return found


def test_only_named_routes_are_public() -> None:
    """No page of a room of work is open to the public; the database of people only shows the way to the login."""
    public = {name for name, lines in table.read().items() if any(asker == PUBLIC for _, asker in lines)}
    assert [name for name in public if re.match(r"(web|strategy|monitoring_staff|mfa)[:_]", name)] == []
    assert {"start", "monitoring:situation", "publishing:organisation"} <= public


@pytest.mark.skipif(
    os.environ.get("ROUTES_WRITE") != "1", reason="schreibt nur auf Wunsch: python -m tests.routes.write"
)
def test_write_table(visitor: Visitor) -> None:
    table.write(ask_all(visitor, METHODS, ASKERS))
