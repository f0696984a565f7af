"""Pages of the register: who gets them, filters, the form, two at once, delete and bring back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from sozialstrategie.evidence.monitoring.models import Offer
from sozialstrategie.evidence.monitoring.offers import services
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Organisation
from tests.evidence.monitoring.offers.conftest import NORDHAUSEN, Register, values

pytestmark = pytest.mark.django_db
READ = {Role.PLANNING_COORDINATOR, Role.SPECIALIST_PLANNER, Role.LEADERSHIP, Role.DATA_STEWARD, Role.PROCESS_CONSULTANT}
WRITE = {Role.PLANNING_COORDINATOR, Role.SPECIALIST_PLANNER}


@pytest.fixture
def client_as(register: Register) -> Any:
    def make(role: Role = Role.PLANNING_COORDINATOR) -> Client:
        client = Client()
        client.force_login(register.people[role])
        return client

    return make


def typed(**changed: Any) -> dict[str, Any]:
    base = {
        "kind": "offer", "name": "Elterncafé", "provider": "Verein", "target_groups": ["families", "everyone"],
        "life_phases": ["birth"], "theme": "Familien und Kinder", "gemeinde": NORDHAUSEN, "source": "Abfrage",
        "as_of": "2026-09-01", "access": ["step_free"],
    }  # fmt: skip
    return {**base, **changed}


# One of each set of rights; all roles and all routes: tests/routes.
@pytest.mark.parametrize("role", [Role.SPECIALIST_PLANNER, Role.LEADERSHIP, Role.BODY_MEMBER, Role.CLERK])
def test_who_reads_and_writes(role: Role, register: Register, client_as: Any) -> None:
    client, uid = client_as(role), register.open.uid
    read = ["", "uebersicht/", "bestand.xlsx", "angebote.xlsx", f"{uid}/"]
    write = ["neu/", "einlesen/", "vorlage.xlsx", f"{uid}/bearbeiten/"]
    for paths, roles in ((read, READ), (write, WRITE)):
        for path in paths:
            assert client.get(f"/k/nord/bestand/{path}").status_code == (200 if role in roles else 404), path
    workplace = client.get("/k/nord/").content.decode()
    assert ("/k/nord/bestand/" in workplace) is (role in READ)
    listed = client.get("/k/nord/bestand/").content.decode()
    assert ("/k/nord/bestand/neu/" in listed) is (role in WRITE)


def test_foreign_entries_look_like_missing_ones(register: Register, client_as: Any, person_in: Any) -> None:
    other = Organisation.objects.create(slug="sued", name="Landkreis Süd", kind="local_authority", region_code="16069")
    client = Client()
    client.force_login(person_in(other, Role.PLANNING_COORDINATOR))
    for path in ("", "bearbeiten/"):
        assert client.get(f"/k/sued/bestand/{register.open.uid}/{path}").status_code == 404
    assert client.post(f"/k/sued/bestand/{register.open.uid}/loeschen/", {"version": 1}).status_code == 404
    assert "Schuldnerberatung" not in client.get("/k/sued/bestand/").content.decode()


def test_the_list_counts_in_words(register: Register, client_as: Any) -> None:
    page = client_as().get("/k/nord/bestand/").content.decode()
    assert "2 Einträge, davon 1 Einrichtung; 28 Plätze bekannt." in page
    services.create_offer(actor=register.planner, owner=register.organisation, **values(name="Ohne", places=None))
    page = client_as().get("/k/nord/bestand/").content.decode()
    assert "3 Einträge, davon 1 Einrichtung; 28 Plätze bekannt, bei 1 Eintrag unbekannt." in page
    assert "unbekannt</td>" in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("lebensphase=working_age", {"Schuldnerberatung", "Frauenhaus"}),  # for all phases is for each
        ("lebensphase=youth", {"Frauenhaus"}),
        ("zielgruppe=debts", {"Schuldnerberatung"}),
        ("zielgruppe=nonsense", {"Schuldnerberatung", "Frauenhaus"}),
        (f"gemeinde={NORDHAUSEN}", {"Schuldnerberatung"}),
        ("am=2025-12-31", {"Frauenhaus"}),
        ("am=2026-01-01", {"Schuldnerberatung", "Frauenhaus"}),
        ("am=2026-12-31", {"Schuldnerberatung", "Frauenhaus"}),
        ("am=2027-01-01", {"Frauenhaus"}),
        ("am=gestern", {"Schuldnerberatung", "Frauenhaus"}),
        ("luecken=1", {"Schuldnerberatung", "Frauenhaus"}),
        ("thema=Gesundheit+und+Pflege", set()),
    ],
)
def test_filters(query: str, names: set[str], register: Register, client_as: Any) -> None:
    from datetime import date

    services.edit_offer(
        actor=register.planner, offer=register.open, version=1, valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31)
    )
    page = client_as().get(f"/k/nord/bestand/?{query}").content.decode()
    assert {name for name in ("Schuldnerberatung", "Frauenhaus") if f">{name}</a>" in page} == names


def test_new_edit_delete_restore(register: Register, client_as: Any) -> None:
    client = client_as()
    assert client.get("/k/nord/bestand/neu/").status_code == 200
    refused = client.post("/k/nord/bestand/neu/", typed(target_groups=[], as_of=""))
    assert refused.status_code == 422 and Offer.objects.count() == 2
    made = client.post("/k/nord/bestand/neu/", typed())
    offer = Offer.objects.get(number=3)
    assert (made.status_code, made.headers["Location"]) == (303, f"/k/nord/bestand/{offer.uid}/")
    assert (offer.target_groups, offer.places, offer.gemeinde) == (["everyone", "families"], None, NORDHAUSEN)

    edit = f"/k/nord/bestand/{offer.uid}/bearbeiten/"
    assert 'name="version" value="1"' in client.get(edit).content.decode()
    assert client.post(edit, typed(version=1, places="12")).status_code == 303
    assert "ist gespeichert" in client.get(f"/k/nord/bestand/{offer.uid}/").content.decode()
    assert client.post(edit, typed(places="13")).status_code == 422  # without a version nothing is overwritten

    assert client.post(f"/k/nord/bestand/{offer.uid}/loeschen/", {"version": 2}).status_code == 303
    assert client.get(f"/k/nord/bestand/{offer.uid}/").status_code == 404
    assert "Zuletzt gelöscht" in client.get("/k/nord/bestand/").content.decode()
    assert client.post(f"/k/nord/bestand/{offer.uid}/wiederherstellen/").status_code == 303
    assert client.get(f"/k/nord/bestand/{offer.uid}/").status_code == 200


def test_two_at_once_see_both_texts(register: Register, client_as: Any) -> None:
    client, url = client_as(), f"/k/nord/bestand/{register.open.uid}/bearbeiten/"
    services.edit_offer(actor=register.planner, offer=register.open, version=1, provider="Von den anderen")
    answer = client.post(url, typed(version=1, provider="Von mir"))
    page = answer.content.decode()
    assert answer.status_code == 409 and "Von mir" in page and "Von den anderen" in page
    assert 'name="version" value="2"' in page


def test_a_refuge_is_asked_about(register: Register, client_as: Any) -> None:
    client = client_as()
    assert "open_place" not in client.get("/k/nord/bestand/neu/").content.decode()
    asked = client.post("/k/nord/bestand/neu/", typed(name="Schutzwohnung"))
    assert asked.status_code == 422 and 'name="open_place"' in asked.content.decode()
    assert client.post("/k/nord/bestand/neu/", typed(name="Schutzwohnung", protected="on")).status_code == 303
    assert client.post("/k/nord/bestand/neu/", typed(name="Frauenhaus, Büro", open_place="on")).status_code == 303
    assert list(Offer.objects.filter(number__gt=2).values_list("protected", flat=True)) == [True, False]
    edit = f"/k/nord/bestand/{register.refuge.uid}/bearbeiten/"
    opened = client.post(edit, typed(name="Frauenhaus", version=1))
    assert opened.status_code == 422 and 'name="open_place"' in opened.content.decode()


def test_every_change_is_a_post(register: Register, client_as: Any) -> None:
    for act in ("loeschen", "wiederherstellen"):
        assert client_as().get(f"/k/nord/bestand/{register.open.uid}/{act}/").status_code == 405


def test_the_list_asks_few_questions(register: Register, client_as: Any, django_assert_max_num_queries: Any) -> None:
    for n in range(30):
        services.create_offer(actor=register.planner, owner=register.organisation, **values(name=f"Angebot {n}"))
    client = client_as(Role.LEADERSHIP)
    for path in ("", "uebersicht/"):
        with django_assert_max_num_queries(10):
            assert client.get(f"/k/nord/bestand/{path}").status_code == 200
