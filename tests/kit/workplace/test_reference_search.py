"""Finding records by their Aktenzeichen: what the person may see, and no word of anything else."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Forbidden
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.workplace.models import FileReference
from sozialstrategie.kit.workplace.queries import records
from sozialstrategie.kit.workplace.queries.records import RecordWords, filed_under
from sozialstrategie.kit.workplace.services.references import set_file_reference
from tests.kit.conftest import MakeActor
from tests.kit.workplace.conftest import person_of

OPEN, CLOSED = "toy.open", "toy.closed"


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """One kind that everybody sees, one for the planning coordinator alone."""

    def words(actor: Actor, owner: Organisation, uid: UUID) -> RecordWords | None:
        return RecordWords(f"Eintrag {str(uid)[:4]}", f"/offen/{uid}/")

    def closed(actor: Actor, owner: Organisation, uid: UUID) -> RecordWords | None:
        found = RecordWords("GEHEIMER Beschluss", f"/geheim/{uid}/")
        return found if actor.has_role(owner.pk, Role.PLANNING_COORDINATOR) else None

    monkeypatch.setattr(records, "_KINDS", {OPEN: words, CLOSED: closed})


def file(actor: Actor, owner: Organisation, text: str, kind: str = OPEN) -> UUID:
    uid = uuid4()
    set_file_reference(actor=actor, owner=owner, kind=kind, uid=uid, text=text)
    return uid


def texts(actor: Actor, owner: Organisation, wanted: str) -> list[str]:
    return [row.reference for row in filed_under(actor, owner, wanted)[0]]


def test_a_part_is_enough(north: Organisation, coordinator: Actor) -> None:
    for text in ("51.2-113/26", "51.3-007/26", "50 % Förderung"):
        file(coordinator, north, text)
    assert texts(coordinator, north, "113") == ["51.2-113/26"]
    assert texts(coordinator, north, " /26 ") == ["51.2-113/26", "51.3-007/26"]
    assert texts(coordinator, north, "%") == ["50 % Förderung"] and texts(coordinator, north, "_") == []
    assert texts(coordinator, north, "  ") == [] and texts(coordinator, north, "99") == []


def test_what_was_taken_away_is_not_found(north: Organisation, coordinator: Actor) -> None:
    uid = file(coordinator, north, "51.2-113/26")
    set_file_reference(actor=coordinator, owner=north, kind=OPEN, uid=uid, text="")
    assert texts(coordinator, north, "51") == []
    file(coordinator, north, "51.9")
    FileReference.objects.filter(text="51.9").update(object_type="toy.gone")  # a kind that nobody registers any more
    assert texts(coordinator, north, "51") == []


def test_each_kind_says_who_sees_it(north: Organisation, coordinator: Actor, make_actor: MakeActor) -> None:
    file(coordinator, north, "A 1", CLOSED)
    file(coordinator, north, "A 2")
    member = make_actor(north, Role.BODY_MEMBER)
    assert texts(coordinator, north, "A") == ["A 1", "A 2"] and texts(member, north, "A") == ["A 2"]
    # hidden ones take no place and say nothing of themselves
    rows, more = filed_under(member, north, "A", most=1)
    assert [r.reference for r in rows] == ["A 2"] and not more
    assert filed_under(coordinator, north, "A", most=1)[1]


def test_the_neighbour_finds_nothing(
    north: Organisation, south: Organisation, coordinator: Actor, make_actor: MakeActor
) -> None:
    file(coordinator, north, "51.2-113/26")
    neighbour = make_actor(south, Role.PLANNING_COORDINATOR)
    assert texts(neighbour, south, "51") == []
    with pytest.raises(Forbidden):
        filed_under(neighbour, north, "51")


def test_the_page(north: Organisation, coordinator: Actor, make_actor: MakeActor) -> None:
    file(coordinator, north, "A <1>")
    file(coordinator, north, "A 2", CLOSED)
    address = reverse("workplace:reference_search", args=[north.slug])
    assert page(coordinator, address, "").count("Treffer") == 0
    assert "Kein Eintrag mit diesem Aktenzeichen" in page(coordinator, address, "B")
    whole = page(coordinator, address, "A")
    assert "2 Treffer" in whole and "A &lt;1&gt;" in whole and "GEHEIMER Beschluss" in whole
    less = page(make_actor(north, Role.BODY_MEMBER), address, "A")
    assert "Ein Treffer" in less and "GEHEIM" not in less and "/geheim/" not in less
    assert address in page(coordinator, reverse("workplace:inbox", args=[north.slug]), "")


def page(actor: Actor, address: str, text: str) -> str:
    client = Client()
    client.force_login(person_of(actor))
    data: dict[str, Any] = {"aktenzeichen": text}
    return str(client.get(address, data).content.decode())
