"""The planning cycle is moved on its own page, by planners and leadership, without overwriting each other."""

from __future__ import annotations

from sozialstrategie.kit.core.enums import OrganisationKind, Role
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.kit.workplace.models import CyclePhase, Phase
from tests.portal.web.conftest import Login

PAGE = "/k/nord/planungsstand/"


def _typed(version: int = 0, **changes: str) -> dict[str, str]:
    values = {f"{p}_{part}": text for p in Phase for part, text in (("state", "open"), ("note", ""))}
    return {**values, **changes, "version": str(version)}


def test_link_form_and_result(home: Organisation, login: Login) -> None:
    client = login(home, Role.PLANNING_COORDINATOR)
    assert f'href="{PAGE}"' in client.get("/k/nord/").content.decode()
    form = client.get(PAGE).content.decode()
    assert form.count("<legend>") == 8
    typed = _typed(prepare_state="done", inventory_state="active", inventory_note="bis Juni 2027")
    answer = client.post(PAGE, typed)
    assert (answer.status_code, answer["Location"]) == (302, "/k/nord/")
    page = client.get("/k/nord/").content.decode()
    assert '<li class="jetzt" aria-current="step"><b>Bestand</b>bis Juni 2027</li>' in page
    assert Act.objects.filter(owner=home, verb="workplace.set_phase").count() == 2  # only what changed


def test_stale_form_shows_both_and_can_be_sent_again(home: Organisation, login: Login) -> None:
    first, second = login(home, Role.PLANNING_COORDINATOR), login(home, Role.LEADERSHIP)
    first.post(PAGE, _typed(needs_state="active"))
    answer = second.post(PAGE, _typed(needs_state="done", needs_note="fertig"))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "abgeschlossen" in page and "läuft" in page and 'name="version" value="1"' in page
    with owner_scope(home):
        assert CyclePhase.objects.get(phase="needs").state == "active"
    assert second.post(PAGE, _typed(1, needs_state="done", needs_note="fertig")).status_code == 302
    with owner_scope(home):
        row = CyclePhase.objects.get(phase="needs")
    assert (row.state, row.note, row.version) == ("done", "fertig", 2)


def test_errors_are_german_and_nothing_is_saved(home: Organisation, login: Login) -> None:
    client = login(home, Role.LEADERSHIP)
    assert client.post(PAGE, {}).status_code == 422
    answer = client.post(PAGE, _typed(prepare_state="done", needs_state="skipped"))
    assert answer.status_code == 422
    assert "Bitte schreiben Sie dazu, warum die Phase übersprungen wird." in answer.content.decode()
    assert "<title>Fehler: " in answer.content.decode()
    assert client.post(PAGE, _typed(needs_state="erfunden")).status_code == 422
    assert client.post(PAGE, _typed(needs_note="x" * 121)).status_code == 422
    assert not Act.objects.filter(verb="workplace.set_phase").exists()


def test_others_get_404_and_no_link(home: Organisation, twin: Organisation, login: Login) -> None:
    clerk = login(home, Role.CLERK)
    assert clerk.get(PAGE).status_code == 404
    assert PAGE not in clerk.get("/k/nord/").content.decode()
    assert login(twin, Role.LEADERSHIP).post(PAGE, _typed(needs_state="done")).status_code == 404


def test_an_institute_has_no_cycle(home: Organisation, login: Login) -> None:
    institute = Organisation.objects.create(slug="inst", name="Institut", kind=OrganisationKind.INSTITUTE)
    client = login(institute, Role.LEADERSHIP)
    assert client.get("/k/inst/planungsstand/").status_code == 404
    assert client.get("/k/inst/").status_code == 200
