"""Similar Kreise and own groups: on the profile, on their own page, and for those who may make groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sozialstrategie.evidence.monitoring.comparing.group_forms import members_text, read_members
from sozialstrategie.evidence.monitoring.comparison import similar
from sozialstrategie.evidence.monitoring.comparison.queries import chosen_group
from sozialstrategie.evidence.monitoring.models import ComparisonGroup, Result
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.scopes import owner_scope
from tests.evidence.monitoring.comparing.test_pages import get

pytestmark = pytest.mark.usefixtures("world")
NORDHAUSEN = "16062"
MEMBERS = ["16061", "16063", "16064", "16065", "16066"]
Login = Callable[[Organisation, str], Any]


@pytest.fixture(autouse=True)
def _forget() -> None:
    similar._similar.cache_clear()
    similar._structure.cache_clear()


def url(name: str, organisation: Organisation, *args: Any) -> str:
    return reverse(f"monitoring_staff:{name}", args=[organisation.slug, *args])


@pytest.fixture
def planner(client: Client, amt: Organisation, person_in: Login) -> Client:
    client.force_login(person_in(amt, "planning_coordinator"))
    return client


def made(organisation: Organisation) -> list[ComparisonGroup]:
    with owner_scope(organisation):
        return list(ComparisonGroup.objects.filter(owner=organisation))


def make(planner: Client, amt: Organisation, name: str = "Nachbarn", members: list[str] = MEMBERS) -> ComparisonGroup:
    response = planner.post(url("group_new", amt), {"name": name, "members": "\n".join(members)})
    assert response.status_code == 303
    return next(group for group in made(amt) if group.name == name)


# --- similar ---


def test_the_profile_compares_with_the_group_chosen(client: Client) -> None:
    """share_65_plus is the one structural indicator here: 20.6 in Nordhausen, 0.1 between neighbours in the list of keys."""
    page = get(client, "profile_page", NORDHAUSEN, gruppe="aehnlich-thueringen")
    assert "Die zehn ähnlichsten Kreise in Thüringen" in page
    # the ten nearest keys: five before, five after; without the place itself 20.1 to 21.1
    assert "20,1 bis 21,1" in page
    land = get(client, "profile_page", NORDHAUSEN)
    assert "20,0 bis 22,1" in land and "ähnlichsten Kreise in" not in land.split("Vergleichen mit")[0]
    assert get(client, "profile_page", NORDHAUSEN, gruppe="unsinn") == land


def test_without_figures_the_profile_says_why_it_shows_the_land(client: Client) -> None:
    Result.objects.filter(indicator="share_65_plus").delete()
    page = get(client, "profile_page", NORDHAUSEN, gruppe="aehnlich")
    assert "Gezeigt werden darum alle Kreise in Thüringen." in page
    assert "Noch kein Vergleich möglich" in get(client, "similar", NORDHAUSEN)


def test_similar_kreise_with_reasons_and_the_land_by_one_click(client: Client) -> None:
    page = get(client, "similar", NORDHAUSEN)
    assert "Die 10 ähnlichsten unter 21 Kreisen" in page and 'href="?land=1"' in page
    assert page.count('data-kopf="Nähe"') == 10
    assert "Unstrut-Hainich-Kreis" in page and "20,6" in page
    assert 'gruppe=aehnlich-thueringen"' in get(client, "similar", NORDHAUSEN, land="1")


def test_structural_indicators_can_be_chosen(client: Client) -> None:
    assert "Noch kein Vergleich möglich" in get(
        client,
        "similar",
        NORDHAUSEN,
        merkmal="car_density" if "car_density" in similar.STRUCTURE else similar.STRUCTURE[1],
    )
    assert "Dieses Merkmal gibt es hier nicht." in get(client, "similar", NORDHAUSEN, status=422, merkmal="sgb2_rate")
    get(client, "similar", "09162", status=404)


# --- own groups ---


def test_names_and_keys_are_read_and_faults_named_with_their_line() -> None:
    assert read_members("16061\nlandkreis  gotha\n\n16051 Stadt Erfurt\n16061") == (["16061", "16067", "16051"], [])
    codes, faults = read_members("Atlantis\n16061\nMünchen")
    assert codes == ["16061"]
    assert faults[0] == "Zeile 1: „Atlantis“ ist kein Kreis von heute."
    assert faults[1].startswith("Zeile 3: „München“ gibt es mehrmals. Bitte schreiben Sie 09162 ")
    assert read_members(members_text(MEMBERS)) == (MEMBERS, [])


def test_make_choose_change_and_delete(planner: Client, amt: Organisation) -> None:
    group = make(planner, amt)
    assert (group.name, group.members) == ("Nachbarn", MEMBERS)
    assert planner.post(url("groups", amt), {"comparison": str(group.uid)}).status_code == 303
    with owner_scope(amt):
        assert chosen_group(amt).members == tuple(MEMBERS)
    # what is compared with cannot be deleted
    response = planner.post(url("group_delete", amt, group.uid), {"version": group.version}, follow=True)
    assert "Mit dieser Gruppe wird gerade verglichen." in response.content.decode()
    change = {"name": "Nachbarn", "members": "\n".join([*MEMBERS, "16067"]), "version": group.version}
    assert planner.post(url("group_edit", amt, group.uid), change).status_code == 303
    assert planner.post(url("groups", amt), {"comparison": "land"}).status_code == 303
    (group,) = made(amt)
    assert len(group.members) == 6
    assert planner.post(url("group_delete", amt, group.uid), {"version": group.version}).status_code == 303
    assert "Noch keine eigene Gruppe" in planner.get(url("groups", amt)).content.decode()


def test_a_stale_form_shows_both_texts(planner: Client, amt: Organisation) -> None:
    group = make(planner, amt)
    first = {"name": "Zuerst", "members": "\n".join(MEMBERS), "version": group.version}
    assert planner.post(url("group_edit", amt, group.uid), first).status_code == 303
    response = planner.post(url("group_edit", amt, group.uid), {**first, "name": "Danach"})
    assert response.status_code == 409
    assert "Zuerst" in response.content.decode() and "Danach" in response.content.decode()
    (group,) = made(amt)
    assert group.name == "Zuerst" and group.members == MEMBERS


@pytest.mark.parametrize(
    ("sent", "fault"),
    [({"name": "", "members": "16061"}, "einen Namen"), ({"name": "x", "members": "16061"}, "5 bis 100 Kreise"),
     ({"name": "x", "members": "Atlantis"}, "Zeile 1"), ({"name": "x", "members": ""}, "mindestens fünf Kreise")],
)  # fmt: skip
def test_what_cannot_be_a_group_is_explained(
    planner: Client, amt: Organisation, sent: dict[str, str], fault: str
) -> None:
    response = planner.post(url("group_new", amt), sent)
    assert response.status_code == 422 and fault in response.content.decode()
    assert made(amt) == []


def test_a_group_can_begin_with_the_most_similar(planner: Client, amt: Organisation) -> None:
    page = planner.get(url("group_new", amt), {"von": "aehnlich-thueringen"}).content.decode()
    assert "16061 Landkreis Eichsfeld" in page and "16062" not in page.split("<textarea")[1].split("</textarea>")[0]


def test_others_find_nothing(planner: Client, amt: Organisation, client: Client, person_in: Login) -> None:
    group = make(planner, amt)
    foreign = Organisation.objects.create(slug="sued", name="Süd", kind="local_authority", region_code="16069")
    person = person_in(foreign, "planning_coordinator")
    leader = person_in(amt, "leadership")
    client.force_login(person)
    for address in (url("groups", amt), url("group_edit", amt, group.uid), url("group_edit", foreign, group.uid)):
        assert client.get(address).status_code == 404
    assert client.post(url("group_delete", foreign, group.uid), {"version": 1}).status_code == 404
    choice = client.post(url("groups", foreign), {"comparison": str(group.uid)})
    assert choice.status_code == 422  # a group of others is no choice
    client.force_login(leader)
    page = client.get(url("groups", amt))
    assert page.status_code == 200 and "Gruppe anlegen" not in page.content.decode()
    assert client.post(url("groups", amt), {"comparison": "similar"}).status_code == 404
    assert client.get(url("group_new", amt)).status_code == 404
