"""Übergabe: what was seen moves, in one act, with a sheet; file references; who may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from sozialstrategie.kit.accounts.models import Person, RoleGrant
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Forbidden, Refused
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.undo import undo_act
from sozialstrategie.kit.documents.model import BulletList, TableBlock
from sozialstrategie.kit.workplace.documents import build_sheet, handover_sheet
from sozialstrategie.kit.workplace.models import FileReference, Handover, Task
from sozialstrategie.kit.workplace.queries import handover as queries
from sozialstrategie.kit.workplace.queries import records
from sozialstrategie.kit.workplace.queries.handover import HandoverLine, HandoverProvider, handover_lines, seen_mark
from sozialstrategie.kit.workplace.queries.records import RecordWords, file_reference_for
from sozialstrategie.kit.workplace.services import complete_task, create_task
from sozialstrategie.kit.workplace.services.handover import hand_over
from sozialstrategie.kit.workplace.services.references import set_file_reference
from tests.kit.conftest import MakeActor
from tests.kit.workplace.conftest import person_of

TODAY = timezone.localdate()


@pytest.fixture
def leader(north: Organisation, make_actor: MakeActor) -> Actor:
    return make_actor(north, Role.LEADERSHIP)


@pytest.fixture
def pair(north: Organisation, make_actor: MakeActor, coordinator: Actor) -> tuple[Person, Person]:
    """Who goes, with two open tasks and one that is done, and who comes."""
    giver, taker = person_of(make_actor(north, Role.SPECIALIST_PLANNER)), person_of(make_actor(north, Role.CLERK))
    for title in ("Bericht", "Aufruf", "Fertig"):
        create_task(actor=coordinator, owner=north, title=title, responsible=giver)
    complete_task(actor=coordinator, task=Task.objects.get(title="Fertig"))
    return giver, taker


def _seen(actor: Actor, owner: Organisation, pair: tuple[Person, Person]) -> str:
    return seen_mark(handover_lines(actor, owner, *pair))


def _hand(actor: Actor, owner: Organisation, pair: tuple[Person, Person], **more: Any) -> Handover:
    arguments = {"seen": _seen(actor, owner, pair), **more}
    return hand_over(actor=actor, owner=owner, giver=pair[0], taker=pair[1], **arguments)


def test_open_tasks_move_and_each_can_come_back(
    north: Organisation, leader: Actor, coordinator: Actor, pair: tuple[Person, Person]
) -> None:
    handover = _hand(leader, north, pair, note=" Schlüssel liegt im Schrank ")
    assert [(line["kind"], line["title"]) for line in handover.lines] == [
        ("Aufgaben", "Bericht"),
        ("Aufgaben", "Aufruf"),
    ]
    assert handover.note == "Schlüssel liegt im Schrank"
    assert set(Task.objects.filter(responsible=pair[1].uid).values_list("title", flat=True)) == {"Bericht", "Aufruf"}
    assert Task.objects.get(title="Fertig").responsible_id == pair[0].uid
    moved = Act.objects.get(verb="workplace.edit_task", object_label="Bericht")
    undo_act(actor=coordinator, row=moved)
    assert Task.objects.get(title="Bericht").responsible_id == pair[0].uid


def test_roles_go_along_if_wished(north: Organisation, leader: Actor, pair: tuple[Person, Person]) -> None:
    last = TODAY + timedelta(days=30)
    handover = _hand(leader, north, pair, roles_until=last)
    assert handover.lines[0] == {"kind": "Rollen", "title": "Fachplanung", "due": f"{last:%d.%m.%Y}", "hindrance": ""}
    assert RoleGrant.objects.get(person=pair[0]).valid_until == last
    assert set(RoleGrant.objects.filter(person=pair[1], valid_until=None).values_list("role", flat=True)) == {
        Role.CLERK,
        Role.SPECIALIST_PLANNER,
    }


def test_what_was_seen_moves_or_nothing(
    north: Organisation, leader: Actor, coordinator: Actor, pair: tuple[Person, Person]
) -> None:
    seen = _seen(leader, north, pair)
    create_task(actor=coordinator, owner=north, title="Neu", responsible=pair[0])
    with pytest.raises(Refused, match="Inzwischen hat sich geändert"):
        _hand(leader, north, pair, seen=seen)
    assert not Handover.objects.exists() and Task.objects.filter(responsible=pair[1].uid).count() == 0
    with pytest.raises(Refused, match="zwei verschiedene"):
        _hand(leader, north, (pair[0], pair[0]))
    _hand(leader, north, pair)
    with pytest.raises(Refused, match="nichts zu übergeben"):
        _hand(leader, north, pair)


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.LEADERSHIP, Role.ADMIN)])
def test_nobody_else_hands_over(
    north: Organisation, leader: Actor, pair: tuple[Person, Person], make_actor: MakeActor, role: Role
) -> None:
    actor = make_actor(north, role, f"andere-{role}@nord.example")
    with pytest.raises(Forbidden):
        hand_over(actor=actor, owner=north, giver=pair[0], taker=pair[1], seen=_seen(leader, north, pair))
    assert not queries.handovers_for(actor, north).exists()


def test_only_somebody_with_a_role_here_takes_over(
    north: Organisation, south: Organisation, leader: Actor, pair: tuple[Person, Person], make_actor: MakeActor
) -> None:
    stranger = person_of(make_actor(south, Role.CLERK))
    with pytest.raises(Refused, match="braucht hier zuerst eine Rolle"):
        _hand(leader, north, (pair[0], stranger))
    with pytest.raises(Forbidden):
        handover_lines(leader, south, *pair)


def test_both_people_read_the_sheet_and_accounts_see_numbers_only(
    north: Organisation, leader: Actor, pair: tuple[Person, Person], make_actor: MakeActor
) -> None:
    handover = _hand(leader, north, pair)
    giver = Actor(pair[0].uid, "x", leader.grants)
    admin = make_actor(north, Role.ADMIN)
    assert queries.may_read_lines(giver, north, handover) and queries.may_read_lines(leader, north, handover)
    assert list(queries.handovers_for(admin, north)) == [handover]
    assert not queries.may_read_lines(admin, north, handover)


def test_what_cannot_move_stays_and_is_on_the_sheet(
    north: Organisation, leader: Actor, pair: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    line = HandoverLine("Maßnahmen", "x:1", "M 1", hindrance="Rolle fehlt.")
    provider = HandoverProvider("Maßnahmen", lambda o, g, t: [line], lambda *a: pytest.fail("bewegt"))
    monkeypatch.setattr(queries, "_PROVIDERS", [*queries.providers()[:1], provider])
    handover = _hand(leader, north, pair)
    document = handover_sheet(north, handover)
    table = next(b for b in document.blocks if isinstance(b, TableBlock))
    assert [row[1] for row in table.rows] == ["Bericht", "Aufruf"]
    assert next(b for b in document.blocks if isinstance(b, BulletList)).items == ("M 1 (Maßnahmen): Rolle fehlt.",)
    assert build_sheet(north, handover, "pdf").startswith(b"%PDF-")


def test_the_only_administration_of_accounts_is_told_before_it_goes(
    north: Organisation, leader: Actor, make_actor: MakeActor
) -> None:
    admin, clerk = person_of(make_actor(north, Role.ADMIN)), person_of(make_actor(north, Role.CLERK))
    client = Client()
    client.force_login(person_of(leader))
    page = f"/k/nord/uebergabe/vorschau/?giver={admin.uid}&taker={clerk.uid}"
    words = "Die Verwaltung der Konten hat hier niemand sonst."
    assert words in client.get(page).content.decode()
    make_actor(north, Role.ADMIN, "zweite@nord.example")
    assert words not in client.get(page).content.decode()
    wrong = client.get(f"/k/nord/uebergabe/vorschau/?giver=unsinn&taker={clerk.uid}")
    assert wrong.status_code == 422 and "UUID" not in wrong.content.decode()


def test_file_reference(
    north: Organisation, south: Organisation, coordinator: Actor, make_actor: MakeActor, monkeypatch: pytest.MonkeyPatch
) -> None:
    uid = uuid4()
    monkeypatch.setattr(records, "_KINDS", {"x.y": lambda a, o, u: RecordWords("Y", "/y/") if u == uid else None})
    common: dict[str, Any] = {"owner": north, "kind": "x.y", "uid": uid}
    row = set_file_reference(actor=coordinator, text=" 51.2 -\n 2026/7 ", **common)
    assert row is not None and row.text == "51.2 - 2026/7"
    set_file_reference(actor=coordinator, text="51.2 - 2026/7", **common)
    assert Act.objects.count() == 1
    assert file_reference_for(coordinator, north, "x.y", uid) == row
    with pytest.raises(Refused, match="80 Zeichen"):
        set_file_reference(actor=coordinator, text="x" * 81, **common)
    set_file_reference(actor=coordinator, text="", **common)
    assert FileReference.objects.get().text == ""
    with pytest.raises(Forbidden):
        set_file_reference(actor=coordinator, text="A", owner=north, kind="x.y", uid=uuid4())
    with pytest.raises(Forbidden):
        set_file_reference(actor=make_actor(south, Role.CLERK), text="A", **common)
    with pytest.raises(Forbidden):
        set_file_reference(actor=make_actor(north, Role.BODY_MEMBER), text="A", **common)
