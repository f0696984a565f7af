"""The pages of the login library: they say Sie, and only what is true on this instance."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from sozialstrategie.kit.accounts.models import Person
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Organisation
from tests.portal.web.conftest import Login, person_in

DU = re.compile(r"\b([Dd]u|[Dd]ein(e[mnrs]?)?|[Dd]ir|[Dd]ich)\b|Passwort")
PAGES = ("login", "password/reset", "password/reset/done", "password/reset/key/1-abc-def", "password/reset/key/done",
         "signup", "inactive", "confirm-email", "confirm-email/abc", "email", "password/change", "password/set", "logout",
         "zwei-schritte", "zwei-schritte/totp/activate", "zwei-schritte/recovery-codes/generate", "reauthenticate")  # fmt: skip


def _without_password(organisation: Organisation) -> Client:
    person = person_in(organisation, Role.CLERK)
    person.set_unusable_password()
    person.save()
    client = Client()
    client.force_login(person)
    return client


def _text(page: bytes) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", page.decode())


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("sends", [True, False])
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_page_says_sie(home: Organisation, settings: Any, path: str, sends: bool, method: str) -> None:
    settings.SENDS_MAIL = sends
    with_password = Client()
    with_password.force_login(person_in(home, Role.LEADERSHIP))
    for client in (Client(), with_password, _without_password(home)):
        page = getattr(client, method)(f"/konto/{path}/", follow=True)
        assert not DU.search(_text(page.content)), DU.search(_text(page.content))


def test_without_mail_server_the_page_promises_none(home: Organisation) -> None:
    page = Client().get("/konto/password/reset/").content.decode()
    assert "Diese Instanz verschickt keine E-Mails." in page
    assert 'name="email"' not in page
    person_in(home, Role.CLERK)
    done = Client().post("/konto/password/reset/", {"email": "clerk@nord.example"}, follow=True).content.decode()
    assert "Es wurde keine E-Mail verschickt" in done
    assert mail.outbox == []


def test_with_mail_server_the_link_comes_in_german(home: Organisation, settings: Any) -> None:
    settings.SENDS_MAIL = True
    person_in(home, Role.CLERK)
    done = Client().post("/konto/password/reset/", {"email": "clerk@nord.example"}, follow=True).content.decode()
    assert "Bitte sehen Sie in Ihr Postfach" in done
    (letter,) = mail.outbox
    assert letter.subject.endswith("Kennwort neu setzen")
    assert not DU.search(letter.body)
    link = re.search(r"http://testserver(/konto/password/reset/key/\S+)", letter.body)
    assert link is not None and "Kennwort setzen" in Client().get(link[1], follow=True).content.decode()


def test_unknown_address_gets_no_letter_and_the_same_page(home: Organisation, settings: Any) -> None:
    settings.SENDS_MAIL = True
    done = Client().post("/konto/password/reset/", {"email": "fremd@b.example"}, follow=True).content.decode()
    assert "Bitte sehen Sie in Ihr Postfach" in done
    assert mail.outbox == []


def test_mail_server_that_fails_is_said(home: Organisation, settings: Any) -> None:
    settings.SENDS_MAIL = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    person_in(home, Role.CLERK)
    answer = Client().post("/konto/password/reset/", {"email": "clerk@nord.example"})
    assert answer.status_code == 422
    assert "Die E-Mail ließ sich gerade nicht verschicken." in answer.content.decode()


@pytest.mark.parametrize("path", ["reauthenticate", "zwei-schritte/reauthenticate"])
def test_without_password_reauthentication_gives_a_reason(home: Organisation, path: str) -> None:
    answer = _without_password(home).get(f"/konto/{path}/")
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "Zu Ihrem Zugang gehört kein Kennwort" in page
    assert "mit Ihrer Rolle nicht" not in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_recovery_codes_without_app_give_a_reason(home: Organisation, method: str) -> None:
    page = getattr(_without_password(home), method)("/konto/zwei-schritte/recovery-codes/generate/").content.decode()
    assert "noch keine App eingerichtet" in page
    assert 'href="/konto/zwei-schritte/totp/activate/"' in page
    assert "Codes erzeugen" not in page


def test_weak_password_is_refused_in_our_words(home: Organisation) -> None:
    client = _without_password(home)
    page = client.post("/konto/password/set/", {"password1": "kurz", "password2": "kurz"}).content.decode()
    assert "Dieses Kennwort ist zu kurz. Es braucht mindestens 12 Zeichen." in page
    assert not Person.objects.get(email="clerk@nord.example").has_usable_password()


def test_login_fails_in_our_words(home: Organisation, login: Login) -> None:
    page = Client().post("/konto/login/", {"login": "x@y.example", "password": "falsch"}).content.decode()
    assert "E-Mail-Adresse oder Kennwort sind nicht richtig." in page
