"""The calm mail: the same list as inbox and start page, only news, at most one a day, nothing that must stay inside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from sozialstrategie.kit.accounts.models import Person
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Forbidden, Refused
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.kit.workplace import jobs
from sozialstrategie.kit.workplace.models import OutgoingMail, Rhythm
from sozialstrategie.kit.workplace.queries import inbox, next_steps, open_items
from sozialstrategie.kit.workplace.queries.digest import Digest, digest_for, rhythm_of
from sozialstrategie.kit.workplace.queries.inbox import OpenItem, inbox_for, my_tasks
from sozialstrategie.kit.workplace.queries.tasks import people_with_role
from sozialstrategie.kit.workplace.services import complete_task, create_task, drop_task, edit_task, reopen_task
from sozialstrategie.kit.workplace.services.digest import set_rhythm, write_digest
from tests.kit.conftest import MakeActor
from tests.kit.workplace.conftest import person_of

TODAY = timezone.localdate()
URL = "https://strategie.example"


@pytest.fixture(autouse=True)
def _only_tasks(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.SENDS_MAIL = True
    monkeypatch.setattr(inbox, "_PROVIDERS", [my_tasks])
    yield


@pytest.fixture
def person(coordinator: Actor) -> Person:
    return person_of(coordinator)


def _add(actor: Actor, owner: Organisation, title: str, due: date | None = None, **more: Any) -> Any:
    person = person_of(actor)
    return create_task(actor=actor, owner=owner, title=title, due=due, responsible=person, **more)


def _mail() -> OutgoingMail:
    return OutgoingMail.objects.order_by("-pk")[0]


def _shown(digest: Digest) -> set[str]:
    return {entry.item.key for _, entries, _ in digest.places for entry in entries}


def test_one_mail_a_day_and_only_with_news(north: Organisation, coordinator: Actor, person: Person) -> None:
    write: dict[str, Any] = {"person": person, "base_url": URL}
    assert not write_digest(**write, today=TODAY)  # nothing to do, no mail
    _add(coordinator, north, "Bericht", TODAY + timedelta(days=1))
    assert write_digest(**write, today=TODAY)
    assert not write_digest(**write, today=TODAY)
    _add(coordinator, north, "Zweite")
    assert not write_digest(**write, today=TODAY)  # tomorrow
    assert write_digest(**write, today=TODAY + timedelta(days=1))
    assert "* Aufgabe: Zweite (neu)" in _mail().body
    assert f"* Aufgabe: Bericht, bis {TODAY + timedelta(days=1):%d.%m.%Y} (heute fällig)" in _mail().body
    assert write_digest(**write, today=TODAY + timedelta(days=2))
    assert "(überfällig)" in _mail().body and "Zweite" not in _mail().body and "Außerdem offen: 1" in _mail().body
    assert not write_digest(**write, today=TODAY + timedelta(days=3))
    assert OutgoingMail.objects.count() == 3


def test_what_is_done_and_comes_again_is_new_again(north: Organisation, coordinator: Actor, person: Person) -> None:
    task = _add(coordinator, north, "Bericht")
    days = [TODAY + timedelta(days=n) for n in range(4)]
    assert write_digest(person=person, today=days[0], base_url=URL)
    complete_task(actor=coordinator, task=task)
    assert not write_digest(person=person, today=days[1], base_url=URL)
    reopen_task(actor=coordinator, task=task)
    assert write_digest(person=person, today=days[2], base_url=URL)


def test_mail_text(north: Organisation, coordinator: Actor, person: Person) -> None:
    task = _add(coordinator, north, "Förderaufruf lesen")
    secret = _add(coordinator, north, "Personalie Schmidt", confidential=True)
    write_digest(person=person, today=TODAY, base_url=URL)
    mail = _mail()
    assert (mail.key, mail.recipient) == (f"digest:{person.uid}:{TODAY.isoformat()}", person.email)
    assert "Schmidt" not in mail.body and "* Aufgabe (neu)" in mail.body
    assert f"{URL}/k/nord/aufgaben/{task.uid}/" in mail.body and f"/aufgaben/{secret.uid}/" in mail.body
    assert mail.body.startswith("Guten Tag,\n\nLandkreis Nord\n--------------\n")
    assert f"Alles auf einen Blick: {URL}/k/nord/eingang/" in mail.body
    assert timezone.localtime(mail.next_try).hour == 6


@pytest.mark.parametrize(("rhythm", "days"), [("daily", 7), ("weekly", 1), ("never", 0)])
def test_rhythm(north: Organisation, coordinator: Actor, person: Person, rhythm: str, days: int) -> None:
    assert rhythm_of(coordinator) == Rhythm.DAILY
    set_rhythm(actor=coordinator, owner=north, rhythm=rhythm)
    assert rhythm_of(coordinator) == rhythm and not Act.objects.exists()
    monday = date(2026, 5, 4)
    for n in range(7):
        _add(coordinator, north, f"Aufgabe {n}")
        write_digest(person=person, today=monday + timedelta(days=n), base_url=URL)
    assert OutgoingMail.objects.count() == days


def test_refusals(north: Organisation, south: Organisation, coordinator: Actor) -> None:
    with pytest.raises(Refused):
        set_rhythm(actor=coordinator, owner=north, rhythm="hourly")
    with pytest.raises(Forbidden):
        set_rhythm(actor=coordinator, owner=south, rhythm="never")
    with pytest.raises(Forbidden):
        open_items(coordinator, south)


def test_inbox_start_page_and_mail_agree_after_every_act(
    north: Organisation, coordinator: Actor, person: Person
) -> None:
    def agree(count: int) -> None:
        shown = {item.key for _, items in inbox_for(coordinator, north) for item, _ in items}
        titles = sorted(item.title for _, items in inbox_for(coordinator, north) for item, _ in items)
        assert _shown(digest_for(person, {}, TODAY)) == shown
        assert len(shown) == count
        assert sorted(step.title for step in next_steps(coordinator, north) if "/aufgaben/" in step.url) == titles

    agree(0)
    task = _add(coordinator, north, "Bericht", TODAY - timedelta(days=1))
    agree(1)
    other = _add(coordinator, north, "Zweite", TODAY + timedelta(days=30))
    agree(2)
    complete_task(actor=coordinator, task=task)
    agree(1)
    reopen_task(actor=coordinator, task=task)
    agree(2)
    edit_task(actor=coordinator, task=other, version=other.version, responsible=None)
    agree(1)
    drop_task(actor=coordinator, task=task, reason="kein Geld")
    agree(0)


def test_groups_late_first(north: Organisation, coordinator: Actor) -> None:
    for title, due in (("später", 8), ("bald", 7), ("spät", -1), ("irgendwann", None)):
        _add(coordinator, north, title, None if due is None else TODAY + timedelta(days=due))
    groups = [(heading, [item.title for item, _ in items]) for heading, items in inbox_for(coordinator, north)]
    assert groups == [
        ("Überfällig", ["spät"]),
        ("In den nächsten sieben Tagen", ["bald"]),
        ("Ohne Termin", ["irgendwann"]),
        ("Später", ["später"]),
    ]


def test_a_twin_gets_nothing_of_it(
    north: Organisation, south: Organisation, coordinator: Actor, make_actor: MakeActor
) -> None:
    _add(coordinator, north, "Nur Nord")
    twin = make_actor(south, Role.PLANNING_COORDINATOR)
    with owner_scope(south):
        _add(twin, south, "Nur Süd")
    jobs.look_after_workplace()
    jobs.look_after_workplace()
    bodies = {mail.recipient: mail.body for mail in OutgoingMail.objects.all()}
    assert len(bodies) == 2
    assert "Nur Nord" not in bodies["planning_coordinator@sued.example"]
    assert "Nur Süd" not in bodies["planning_coordinator@nord.example"]


def test_invented_people_get_no_mail(person: Person) -> None:
    assert list(people_with_role()) == [person]
    Person.objects.filter(pk=person.pk).update(is_example=True)
    assert list(people_with_role()) == []


def test_an_item_of_two_providers_stands_once(
    north: Organisation, coordinator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = OpenItem("a", "Freigabe", "A", "/a/")
    monkeypatch.setattr(inbox, "_PROVIDERS", [lambda a, o: [item], lambda a, o: [item]])
    assert open_items(coordinator, north) == [item]
