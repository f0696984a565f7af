"""Pages of the workplace: list, form, one button, inbox, handing over; without JavaScript, 303 after each change."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.workplace.models import DigestSetting, FileReference, Handover, Task
from sozialstrategie.kit.workplace.services import create_task
from tests.kit.conftest import MakeActor
from tests.kit.workplace.conftest import person_of

LIST = "/k/nord/aufgaben/"


def _client(actor: Actor) -> Client:
    client = Client()
    client.force_login(person_of(actor))
    return client


@pytest.fixture
def web(coordinator: Actor) -> Client:
    return _client(coordinator)


def test_make_change_and_finish(web: Client, coordinator: Actor) -> None:
    assert web.post(f"{LIST}neu/", {"title": "", "kind": "task"}).status_code == 422
    answer = web.post(
        f"{LIST}neu/",
        {"title": "Bericht", "kind": "task", "due": "2020-01-31", "responsible": str(coordinator.person_uid)},
    )
    task = Task.objects.get()
    page = f"{LIST}{task.uid}/"
    assert (answer.status_code, answer["Location"]) == (303, page)
    shown = web.get(LIST).content.decode()
    assert "Bericht" in shown and "Tagen überfällig" in shown
    assert "Überfällig" in web.get("/k/nord/eingang/").content.decode()
    words = {"title": "Bericht lesen", "kind": "milestone", "version": "1"}
    assert web.post(f"{page}bearbeiten/", words).status_code == 303
    stale = web.post(f"{page}bearbeiten/", {**words, "title": "Anders"})
    assert stale.status_code == 409 and "Bericht lesen" in stale.content.decode() and "Anders" in stale.content.decode()
    done = web.post(f"{page}erledigt/", {"zurueck": f"{LIST}?ansicht=offen"})
    assert (done.status_code, done["Location"]) == (303, f"{LIST}?ansicht=offen")
    assert web.post(f"{page}erledigt/").status_code == 422  # done already, told in words
    assert "Bericht lesen" in web.get(f"{LIST}?ansicht=fertig").content.decode()
    assert web.post(f"{page}wieder-aufnehmen/").status_code == 303
    assert web.post(f"{page}entfaellt/", {"reason": " "}).status_code == 422
    assert web.post(f"{page}entfaellt/", {"reason": "kein Geld"}).status_code == 303
    assert "kein Geld" in web.get(page).content.decode()


@pytest.mark.parametrize("back", ["https://boese.example/", "//boese.example/", "javascript:alert(1)", "\\\\boese"])
def test_the_way_back_never_leaves_this_host(web: Client, coordinator: Actor, north: Organisation, back: str) -> None:
    task = create_task(actor=coordinator, owner=north, title="A")
    answer = web.post(f"{LIST}{task.uid}/erledigt/", {"zurueck": back})
    assert answer["Location"] == f"{LIST}{task.uid}/"


def test_filters(web: Client, coordinator: Actor, north: Organisation) -> None:
    today = timezone.localdate()
    create_task(actor=coordinator, owner=north, title="Spätes", due=today - timedelta(days=1))
    create_task(actor=coordinator, owner=north, title="Künftiges", due=today + timedelta(days=1))
    late = web.get(f"{LIST}?ansicht=spaet").content.decode()
    assert "Spätes" in late and "Künftiges" not in late
    assert "Künftiges" not in web.get(f"{LIST}?ansicht=offen&suche=spät").content.decode()
    assert "Für Sie ist nichts offen" in web.get(f"{LIST}?ansicht=meine").content.decode()


def test_a_member_of_a_body_and_a_twin(
    coordinator: Actor, north: Organisation, south: Organisation, make_actor: MakeActor
) -> None:
    member, twin = make_actor(north, Role.BODY_MEMBER), make_actor(south, Role.PLANNING_COORDINATOR)
    own = create_task(actor=coordinator, owner=north, title="Für mich", responsible=person_of(member))
    other = create_task(actor=coordinator, owner=north, title="Nicht für mich")
    client = _client(member)
    page = client.get(f"{LIST}?ansicht=offen").content.decode()
    assert "Für mich" in page and "Nicht für mich" not in page
    assert client.get(f"{LIST}{other.uid}/").status_code == 404
    assert client.post(f"{LIST}{other.uid}/erledigt/").status_code == 404
    assert client.get(f"{LIST}neu/").status_code == 404
    assert client.post(f"{LIST}{own.uid}/erledigt/").status_code == 303
    foreign = _client(twin)
    for path in (LIST, f"{LIST}{own.uid}/", f"/k/sued/aufgaben/{own.uid}/", "/k/nord/eingang/", "/k/nord/uebergabe/"):
        assert foreign.get(path).status_code == 404, path


def test_daily_mail_setting(web: Client) -> None:
    assert web.post("/k/nord/eingang/tagesmail/", {"rhythm": "weekly"}).status_code == 303
    assert DigestSetting.objects.get().rhythm == "weekly"
    assert web.post("/k/nord/eingang/tagesmail/", {"rhythm": "stündlich"}).status_code == 422


def test_handing_over(coordinator: Actor, north: Organisation, make_actor: MakeActor) -> None:
    leader, taker = make_actor(north, Role.LEADERSHIP), make_actor(north, Role.CLERK)
    giver = person_of(coordinator)
    create_task(actor=coordinator, owner=north, title="Bericht", responsible=giver)
    client = _client(leader)
    assert client.get("/k/nord/uebergabe/").status_code == 200
    preview = f"/k/nord/uebergabe/vorschau/?giver={giver.uid}&taker={taker.person_uid}"
    same = client.get(f"/k/nord/uebergabe/vorschau/?giver={giver.uid}&taker={giver.uid}")
    assert same.status_code == 422 and "zwei verschiedene" in same.content.decode()
    shown = client.get(preview)
    assert "Bericht" in shown.content.decode() and Task.objects.get().responsible_id == giver.uid
    wrong = client.post(preview, {"seen": "falsch"})
    assert wrong.status_code == 422
    seen = shown.context["form"].initial["seen"]
    assert client.post(preview, {"seen": seen}).status_code == 303
    handover = Handover.objects.get()
    assert Task.objects.get().responsible_id == taker.person_uid
    page = f"/k/nord/uebergabe/{handover.uid}/"
    assert "Bericht" in client.get(page).content.decode()
    assert client.get(f"{page}blatt.pdf")["Content-Type"] == "application/pdf"
    assert client.get(f"{page}blatt.txt").status_code == 404
    assert _client(coordinator).get(page).status_code == 200
    assert _client(make_actor(north, Role.DATA_STEWARD)).get(page).status_code == 404


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("51.2-" + "x" * 88, "höchstens 80 Zeichen, dieses hat 93."), ("51.2\x0b7", "unsichtbares Steuerzeichen"),
     ("51.2\x007", "Nullzeichen")],
)  # fmt: skip
def test_an_aktenzeichen_that_cannot_stand_stays_in_the_form(
    coordinator: Actor, north: Organisation, text: str, sentence: str
) -> None:
    task = create_task(actor=coordinator, owner=north, title="Bericht")
    web, address = _client(coordinator), "/k/nord/aktenzeichen/"
    given = {"kind": "workplace.task", "uid": task.uid}
    refused = web.post(address, {**given, "text": text})
    assert refused.status_code == 422 and sentence in refused.content.decode()
    assert refused.context["form"]["text"].value() == text and "Bericht" in refused.content.decode()
    assert not FileReference.objects.exists()
    for wrong in ({"uid": "unsinn"}, {"uid": uuid4()}, {"kind": "erfunden.art"}):
        assert web.post(address, {**given, **wrong, "text": "51"}).status_code == 404
    assert web.post(address, {**given, "text": " 51.2 "}).status_code == 303
    assert 'value="51.2"' in web.get(f"/k/nord/aufgaben/{task.uid}/").content.decode()
