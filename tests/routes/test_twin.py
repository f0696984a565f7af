"""A twin sees nothing of an authority: in no list, page, export, document, mail or digest, whoever asks.

`seed_twin.KINDS` is the table: each kind of record says one word of its own. Every word must be found by the people of the
authority itself (else the search is blind), and none of them by anybody of the twin.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django_scopes import scopes_disabled

from sozialstrategie.kit.accounts.models import Person, RoleGrant
from sozialstrategie.kit.accounts.queries import actor_for
from sozialstrategie.kit.core.acts import field_values
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Forbidden, Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.scopes import scope_of
from sozialstrategie.kit.documents.registry import all_kinds
from sozialstrategie.kit.workplace import jobs
from sozialstrategie.kit.workplace.models import OutgoingMail
from sozialstrategie.kit.workplace.queries.digest import digest_for
from sozialstrategie.kit.workplace.services.digest import digest_text
from tests.routes.plain import plain_documents, words_in
from tests.routes.seed import Tenant, World, build_world
from tests.routes.seed_twin import KINDS, add_more
from tests.routes.urls import Route, all_routes
from tests.routes.visits import ASKERS, Visitor, owners_of, status_of, url_for

CONSULTANT, SEATLESS = "consultant", "seatless"  # of the institute, nowhere assigned; member of a body without any seat
OUTSIDE = (CONSULTANT, SEATLESS)
# What somebody sees who has no business anywhere near: the way in, a missing page, or nothing that answers to GET.
NOTHING = ("404", "405", "login")
_SINCE = date(2024, 1, 1)


@dataclass
class Twins:
    """Both authorities, the asker of every question, and whoever stands outside besides the roles."""

    world: World
    visitor: Visitor

    def read(self, route: Route, owner: str, asker: str) -> tuple[str, bytes]:
        """Status and words of one GET."""
        response = self.visitor.ask(asker, "GET", url_for(route, owner, self.world))
        return status_of(response), words_in(response.content)


def _add_client(visitor: Visitor, name: str, person: Person) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(person)
    visitor.clients[name], visitor.cookies[name] = client, client.cookies.output()


def _person(email: str, organisation: Organisation, role: Role) -> Person:
    person = Person.objects.create_user(email, None, name="Von außen")
    RoleGrant.objects.create(person=person, organisation=organisation, role=role, valid_from=_SINCE)
    return person


@pytest.fixture
def twins(db: None, settings: Any, caplog: pytest.LogCaptureFixture) -> Iterator[Twins]:
    """Built with a mail server, so that every act writes its mails; documents say their words."""
    settings.SENDS_MAIL = True
    caplog.set_level(logging.CRITICAL, "django.request")  # thousands of refusals
    with plain_documents():
        world = build_world()
        for tenant in (world.own, world.foreign):
            add_more(tenant)
        visitor = Visitor(world)
        institute = Organisation.objects.get(slug="institut")
        _add_client(visitor, CONSULTANT, _person("rat@example.org", institute, Role.PROCESS_CONSULTANT))
        _add_client(visitor, SEATLESS, _person("ohne@example.org", world.own.organisation, Role.BODY_MEMBER))
        yield Twins(world, visitor)


def leaks(text: bytes, tenant: Tenant, *, public: bool = False) -> bytes:
    """The first words of an authority in a text in capitals, with what stands around; b"" when there are none.

    Args:
        public: its name and its notices about itself may stand there, as they do on public pages.
    """
    for word in (tenant.secret,) if public else (tenant.canary, tenant.secret):
        if (place := text.find(word.upper().encode())) >= 0:
            return text[max(0, place - 40) : place + 80]
    return b""


def _saying(tenant: Tenant, word: str) -> str:
    return f"{tenant.canary} {tenant.secret} {word}"


def test_every_kind_of_record_has_its_word(twins: Twins) -> None:
    """The table says the truth: a record of that kind holds the word, in both authorities."""
    missing = []
    with scopes_disabled():
        for tenant in (twins.world.own, twins.world.foreign):
            for kind, (model, word) in KINDS.items():
                rows = model._base_manager.filter(owner=tenant.organisation)
                said = [str({**field_values(row), "payload": getattr(row, "payload", "")}) for row in rows]
                if not any(_saying(tenant, word) in text for text in said):
                    missing.append(f"{tenant.slug}: {kind}")
    assert missing == []


def _hunt(twins: Twins, askers: tuple[str, ...], routes: list[Route]) -> tuple[list[str], int]:
    """Ask for own and foreign things; what was told of the other authority, and how many answers were documents or files."""
    found, files = [], 0
    for route in routes:
        for owner in owners_of(route):
            for asker in askers:
                status, text = twins.read(route, owner, asker)
                files += text.startswith(b"%DOCUMENT")
                if told := leaks(text, twins.world.foreign):
                    found.append(f"{route.name} ({owner}) zeigt {asker}: {told.decode(errors='replace')}")
                if owner in ("foreign", "mixed") and status not in NOTHING:
                    found.append(f"{route.name} ({owner}) antwortet {asker}: {status}")
    return found, files


def test_documents_and_files_say_nothing_of_the_twin(twins: Twins) -> None:
    """Every address that hands out a file, for those who may have one; and the documents of the command line."""
    routes = [
        r
        for r in all_routes()
        if any(w in r.name for w in ("document", "folder", "sheet", "export", "file", "workbook"))
    ]
    found, files = _hunt(twins, ("planning_coordinator", "body_member", CONSULTANT), routes)
    assert found == [] and files >= 12  # real ones, not refusals
    own, foreign = twins.world.own, twins.world.foreign
    for role in (Role.PLANNING_COORDINATOR, Role.LEADERSHIP, Role.CLERK):
        actor = actor_for(own.people[role])
        for kind in all_kinds():
            for ending in kind.formats:
                for place in (own, foreign):
                    with scope_of(actor):
                        try:
                            data = kind.build(actor, region=None, owner=place.slug, format=ending)
                        except (Refused, Forbidden) as refusal:
                            data = str(refusal).encode()
                    # of a Kreis everybody gets the released figures, under the name of its authority
                    public = place is foreign and kind.name in ("sozialbericht", "profil")
                    assert not leaks(words_in(data), foreign, public=public), f"{kind.name}.{ending} über {place.slug}"


def test_whoever_stands_outside_sees_nothing_of_either(twins: Twins) -> None:
    """A consultant whom nobody assigned gets nothing of both; a member without a seat reads of no body, not of the own one."""
    found = []
    for route in all_routes():
        for owner in owners_of(route):
            status, text = twins.read(route, owner, CONSULTANT)
            if route.of_tenant and (told := leaks(text, twins.world.own) or leaks(text, twins.world.foreign)):
                found.append(f"{route.name} ({owner}): {told.decode(errors='replace')}")
            if owner in ("foreign", "mixed") and status not in NOTHING:
                found.append(f"{route.name} ({owner}) antwortet {CONSULTANT}: {status}")
            if not route.name.startswith("committees:"):
                continue
            _, text = twins.read(route, owner, SEATLESS)
            found += [
                f"{route.name} ({owner}) zeigt {SEATLESS}: {kind}"
                for kind, (model, word) in KINDS.items()
                if model._meta.app_label == "committees" and kind != "Vorgabe"
                if _saying(twins.world.own, word).upper().encode() in text
            ]
    assert found == []


def test_mails_and_digests_say_nothing_of_the_twin(twins: Twins) -> None:
    """Mails of every act, the daily mails of everybody, and the digests as they would be written if all were new."""
    own, foreign = twins.world.own, twins.world.foreign
    jobs.look_after_workplace()
    mails = list(OutgoingMail.objects.all())
    ours = [m for m in mails if m.recipient.endswith(f"@{own.slug}.example") or m.owner_id == own.organisation.pk]
    theirs = [m for m in mails if m not in ours]
    assert len(ours) > 5 and len(theirs) == len(ours)  # twins: the same acts, the same mails
    for mail, other in [(m, foreign) for m in ours] + [(m, own) for m in theirs]:
        said = f"{mail.subject}\n{mail.body}\n{mail.attachments}".upper().encode()
        assert not leaks(said, other), mail.key
    shown = ""
    for person in own.people.values():
        shown += digest_text(digest_for(person, {}, timezone.localdate()), "https://strategie.example")
    assert not leaks(shown.upper().encode(), foreign) and own.canary in shown


@pytest.mark.long
def test_every_page_for_everybody(twins: Twins) -> None:
    """All routes, all roles, the public, people without a role and from outside; own addresses and those of the twin."""
    found, files = _hunt(twins, (*ASKERS, *OUTSIDE), all_routes())
    assert found == [] and files > 30


@pytest.mark.long
def test_the_people_of_the_authority_find_every_word(twins: Twins) -> None:
    """The search is not blind: each kind of record is read somewhere by those whose business it is."""
    world = World(twins.world.foreign, twins.world.own, twins.world.nobody, twins.world.land)
    visitor = Visitor(world)
    unread = {kind: _saying(world.own, word).upper().encode() for kind, (_, word) in KINDS.items()}
    for route in all_routes():
        for asker in ("planning_coordinator", "clerk", "leadership"):
            if route.of_tenant:
                text = words_in(visitor.ask(asker, "GET", url_for(route, "own", world)).content)
                unread = {kind: word for kind, word in unread.items() if word not in text}
    assert sorted(unread) == []
