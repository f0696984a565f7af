"""Members: a new one can get in, and nobody learns by which name another organisation knows an address."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from sozialstrategie.kit.accounts.models import Person, RoleGrant
from sozialstrategie.kit.accounts.services import grant_role
from sozialstrategie.kit.core.actor import system
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Act, Organisation
from tests.portal.web.conftest import Login, person_in

MEMBERS = "/k/nord/mitglieder/"
PASSWORD = "drei blaue Fahrräder"
_LINK = re.compile(r'value="(http://testserver/konto/password/reset/key/[^"]+)"')


def _grant(client: Client, email: str = "neu@b.example", name: str = "Frau Neu") -> str:
    answer = client.post(MEMBERS, {"name": name, "email": email, "role": "clerk"}, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_new_member_gets_in_by_the_link(home: Organisation, login: Login) -> None:
    leader = login(home, Role.LEADERSHIP)
    page = _grant(leader)
    assert "Bitte geben Sie diesen Link persönlich weiter; er gilt 3 Tage und einmal." in page
    (link,) = _LINK.findall(page)
    assert "Link für" not in leader.get(MEMBERS).content.decode()  # shown once

    new = Client()
    form = new.get(link, follow=True)
    assert "Kennwort setzen" in form.content.decode()
    done = new.post(form.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD}, follow=True)
    assert "Ihr Kennwort ist gesetzt" in done.content.decode()
    new.post("/konto/login/", {"login": "neu@b.example", "password": PASSWORD})
    assert new.get("/k/nord/").status_code == 200

    assert "Dieser Link gilt nicht" in Client().get(link, follow=True).content.decode()  # works once
    assert Act.objects.filter(owner=home, verb="accounts.hand_out_link").count() == 1


def test_lost_link_is_given_again_until_there_is_a_password(home: Organisation, login: Login) -> None:
    leader = login(home, Role.LEADERSHIP)
    _grant(leader)
    grant = RoleGrant.objects.get(person__email="neu@b.example")
    url = f"{MEMBERS}{grant.uid}/link/"
    assert f'action="{url}"' in leader.get(MEMBERS).content.decode()
    assert len(_LINK.findall(leader.post(url, follow=True).content.decode())) == 1
    grant.person.set_password(PASSWORD)
    grant.person.save()
    page = leader.post(url, follow=True).content.decode()
    assert _LINK.findall(page) == []
    assert "keinen Link" in page
    assert f'action="{url}"' not in page


@pytest.mark.parametrize("password", [None, PASSWORD])
def test_no_link_for_a_person_of_another_organisation(
    home: Organisation, twin: Organisation, login: Login, password: str | None
) -> None:
    """Whoever had it could open what the other organisation entrusted to that person."""
    grant_role(
        actor=system("x"), organisation=twin, email="p@b.example", name="P", role=Role.LEADERSHIP, password=password
    )
    leader = login(home, Role.LEADERSHIP)
    assert _LINK.findall(_grant(leader, "p@b.example")) == []
    grant = RoleGrant.objects.get(organisation=home, person__email="p@b.example")
    assert _LINK.findall(leader.post(f"{MEMBERS}{grant.uid}/link/", follow=True).content.decode()) == []


def test_name_of_another_organisation_stays_there(home: Organisation, twin: Organisation, login: Login) -> None:
    person_in(twin, Role.CLERK, name="CANARY Echtname")
    leader = login(home, Role.LEADERSHIP)
    page = _grant(leader, "clerk@sued.example", "Frau Neu")
    assert "Frau Neu hat jetzt die Rolle Gremienbetreuung." in page
    grant = RoleGrant.objects.get(organisation=home, role=Role.CLERK)
    ended = leader.post(f"{MEMBERS}{grant.uid}/beenden/", follow=True).content.decode()
    assert "Die Rolle von Frau Neu ist beendet." in ended
    for text in (page, ended, leader.get("/k/nord/verlauf/").content.decode()):
        assert "CANARY" not in text


def test_without_a_given_name_the_address_is_shown(home: Organisation, twin: Organisation, login: Login) -> None:
    person = person_in(twin, Role.CLERK, name="CANARY Echtname")
    RoleGrant.objects.create(person=person, organisation=home, role=Role.CLERK, valid_from="2024-01-01")
    page = login(home, Role.LEADERSHIP).get(MEMBERS).content.decode()
    assert '<th scope="row">clerk@sued.example</th>' in page
    assert "CANARY" not in page


def test_with_a_mail_server_the_link_goes_to_the_person_alone(home: Organisation, login: Login, settings: Any) -> None:
    settings.SENDS_MAIL = True
    page = _grant(login(home, Role.LEADERSHIP))
    assert _LINK.findall(page) == []
    (letter,) = mail.outbox
    assert letter.to == ["neu@b.example"]
    link = re.search(r"http://testserver(/konto/password/reset/key/\S+)", letter.body)
    assert link is not None
    assert "Kennwort setzen" in Client().get(link[1], follow=True).content.decode()


def test_with_a_mail_server_known_and_new_addresses_look_alike(
    home: Organisation, twin: Organisation, login: Login, settings: Any
) -> None:
    settings.SENDS_MAIL = True
    person_in(twin, Role.CLERK)
    leader = login(home, Role.LEADERSHIP)
    pages = [_grant(leader, "clerk@sued.example", "P"), _grant(leader, "neu@b.example", "P")]
    assert [p.count("Eine E-Mail an die angegebene Adresse ist unterwegs.") for p in pages] == [1, 1]
    assert "/konto/login/" in mail.outbox[0].body and "reset/key" not in mail.outbox[0].body


def test_mail_server_that_fails_leaves_the_link(home: Organisation, login: Login, settings: Any) -> None:
    settings.SENDS_MAIL = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert len(_LINK.findall(_grant(login(home, Role.LEADERSHIP)))) == 1


def test_planner_sees_members_and_no_links(home: Organisation, login: Login) -> None:
    grant = grant_role(actor=system("x"), organisation=home, email="n@b.example", name="N", role=Role.CLERK)
    planner = login(home, Role.PLANNING_COORDINATOR)
    assert "/link/" not in planner.get(MEMBERS).content.decode()
    assert planner.post(f"{MEMBERS}{grant.uid}/link/").status_code == 404
    assert not Person.objects.get(email="n@b.example").has_usable_password()
