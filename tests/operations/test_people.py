"""The command `person`: all or nothing, and it says how the person gets in."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

import pytest
from django.test import Client

from sozialstrategie.kit.accounts.models import Person, RoleGrant
from sozialstrategie.kit.core.acts import verify_chain
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.operations.people import grant_at_command_line

pytestmark = pytest.mark.django_db
PASSWORD = "drei blaue Fahrräder"


def _person(**changes: Any) -> None:
    values = {"organisation": "nord", "organisation_name": "Landkreis Nord", "kind": "local_authority", "region": "16062",
              "name": "A", "email": "a@b.example", "role": "admin"}  # fmt: skip
    grant_at_command_line(Namespace(**{**values, **changes}))


def test_first_person_with_link(capsys: pytest.CaptureFixture[str], settings: Any, monkeypatch: Any) -> None:
    monkeypatch.delenv("SOZIALSTRATEGIE_PASSWORD", raising=False)
    settings.ALLOWED_HOSTS = ["plan.example", "testserver"]
    settings.SESSION_COOKIE_SECURE = True
    _person()
    said = capsys.readouterr().out
    assert "A hat jetzt die Rolle Verwaltung der Konten in Landkreis Nord." in said
    link = said.strip().splitlines()[-1]
    assert link.startswith("https://plan.example/konto/password/reset/key/")
    page = Client().get(link.removeprefix("https://plan.example"), follow=True).content.decode()
    assert "Kennwort setzen" in page
    assert [a.verb for a in Act.objects.order_by("sequence")] == ["accounts.found_organisation", "accounts.grant_role"]
    assert {a.owner for a in Act.objects.all()} == {Organisation.objects.get()}
    assert verify_chain() == []


def test_with_password(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOZIALSTRATEGIE_PASSWORD", PASSWORD)
    _person()
    assert Person.objects.get().check_password(PASSWORD)
    assert "Link" not in capsys.readouterr().out


def test_unused_password_is_said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOZIALSTRATEGIE_PASSWORD", PASSWORD)
    _person()
    monkeypatch.setenv("SOZIALSTRATEGIE_PASSWORD", "vier gelbe Roller")
    _person(role="leadership")
    assert "Das Kennwort wurde nicht verwendet" in capsys.readouterr().out
    assert Person.objects.get().check_password(PASSWORD)


@pytest.mark.parametrize("password", ["kurz", "123456789012", "passwortpasswort"[:8]])
def test_weak_password_is_refused(password: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOZIALSTRATEGIE_PASSWORD", password)
    with pytest.raises(Refused, match="SOZIALSTRATEGIE_PASSWORD"):
        _person()
    assert not Organisation.objects.exists()


@pytest.mark.parametrize("region", ["09162", "16", "16056", "16062041", "99999", "abc"])
def test_region_is_a_kreis_of_the_land_today(region: str) -> None:
    """München, the Land, Eisenach (a Kreis until 2021), a Gemeinde, nothing."""
    with pytest.raises(Refused, match="kein Kreis"):
        _person(region=region)
    assert not Organisation.objects.exists()


def test_refused_role_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused, match="gibt es in dieser Organisation nicht"):
        _person(role="state_viewer")
    assert not Organisation.objects.exists()
    assert not Act.objects.exists()
    assert not Person.objects.exists()


def test_short_name_must_fit_an_address() -> None:
    with pytest.raises(Refused):
        _person(organisation="Landkreis Nord!")
    assert not Organisation.objects.exists()


def test_again_gives_a_new_link_only(capsys: pytest.CaptureFixture[str]) -> None:
    _person()
    acts = Act.objects.count()
    _person(region="")
    said = capsys.readouterr().out
    assert "A hat schon die Rolle" in said
    assert said.count("/konto/password/reset/key/") == 2
    assert (RoleGrant.objects.count(), Act.objects.count()) == (1, acts)


def test_standing_organisation_keeps_its_region() -> None:
    _person()
    with pytest.raises(Refused, match="das bleibt so"):
        _person(region="16061", email="b@b.example")
    assert Organisation.objects.get().region_code == "16062"
