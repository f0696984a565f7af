"""Every file that the program hands out: by kind of document, and by address. Its texts hold signs that break bad writers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from sozialstrategie.action.committees.enums import MinutesPart, MinutesState
from sozialstrategie.action.committees.models import Minutes
from sozialstrategie.kit.accounts.queries import actor_for
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.kit.documents import registry
from sozialstrategie.kit.documents.word.fields import SIGNS, template_kinds
from sozialstrategie.kit.documents.word.starter import starter
from sozialstrategie.kit.workplace.services.word_templates import add_word_template, use_word_template
from tests.routes.seed import REGION, World, build_world
from tests.routes.urls import all_routes, arguments_of
from tests.routes.visits import Visitor

ENDINGS = {"pdf": b"%PDF-", "docx": b"PK", "xlsx": b"PK"}
ASKERS = (Role.PLANNING_COORDINATOR, Role.LEADERSHIP)
OF_REGION = ("sozialbericht", "profil")


@dataclass(frozen=True)
class Made:
    """One file. `name`: of the kind, or of the address."""

    name: str
    ending: str
    data: bytes


class _Word(str):
    """Stands in every text of a tenant; mail addresses, which are made from its small letters, stay addresses."""

    def lower(self) -> str:
        return "zeichen"


def speaking_world() -> World:
    """The twins of the route table; the own one says "Äöüß & <b> „Zitat“" in every text. Its minutes are approved."""
    world = build_world(_Word(SIGNS))
    with owner_scope(world.own.organisation):
        rows = Minutes.objects.filter(part=MinutesPart.PUBLIC)
        assert rows.update(state=MinutesState.APPROVED, approved_on=date(2026, 1, 1)) == 1
    return world


def of_registry(world: World) -> Iterator[Made]:
    """Every registered kind in each of its formats, for somebody who coordinates planning."""
    actor = actor_for(world.own.people[Role.PLANNING_COORDINATOR])
    for kind in registry.all_kinds():
        subject = (
            {"region": REGION, "owner": None} if kind.name in OF_REGION else {"region": None, "owner": world.own.slug}
        )
        for ending in kind.formats:
            yield Made(kind.name, ending, kind.build(actor, format=ending, **subject))  # type: ignore[arg-type]


def in_own_layout(world: World) -> Iterator[Made]:
    """The kinds that an authority may lay out itself, each with its starter template in use."""
    actor = actor_for(world.own.people[Role.PLANNING_COORDINATOR])
    common: dict[str, Any] = {"actor": actor, "owner": world.own.organisation}
    with owner_scope(world.own.organisation):
        for kind in template_kinds():
            row = add_word_template(**common, kind=kind, name="Eigene", file_name="eigene.docx", data=starter(kind))
            use_word_template(actor=actor, template=row, version=row.version)
    for kind in template_kinds():
        known = registry.get(kind.name)
        assert known is not None
        data = known.build(actor, region=None, owner=world.own.slug, format="docx")
        yield Made(f"{kind.name}, eigene Word-Vorlage", "docx", data)


def of_addresses(world: World) -> Iterator[Made]:
    """Every address that answers with a document, with each ending that it knows."""
    visitor = Visitor(world)
    for route in all_routes():
        arguments = arguments_of(route, world.own, world.own)
        endings = list(ENDINGS) if "ending" in arguments else [""]
        for ending in endings:
            if made := _asked(visitor, route.name, {**arguments, **({"ending": ending} if ending else {})}):
                yield made


def _asked(visitor: Visitor, name: str, arguments: dict[str, Any]) -> Made | None:
    if ":" not in name:
        return None
    url = reverse(name, kwargs=arguments)
    for asker in ASKERS:
        response = visitor.ask(asker, "GET", url)
        ending = response.get("Content-Disposition", "").rstrip('"').rsplit(".", 1)[-1]
        if response.status_code == 200 and ending in ENDINGS:
            assert response.content.startswith(ENDINGS[ending]), url
            return Made(name, ending, response.content)
    return None
