"""Pages of the whole strategy: begin, edit, release what was seen, versions."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from django.test import Client

from sozialstrategie.action.strategy import services
from sozialstrategie.action.strategy.models import (
    Finding,
    Measure,
    Strategy,
    StrategyVersion,
)
from sozialstrategie.kit.accounts.models import RoleGrant
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Organisation

from .conftest import login, person_in, url


def test_begin_edit_and_release_a_strategy(home: Organisation, scope: None, web: Client) -> None:
    answer = web.post(url("strategy_new", home), {"title": "Gemeinsam", "period_from": 2025, "period_to": 2024})
    assert answer.status_code == 422 and "Das letzte Jahr liegt vor dem ersten." in answer.content.decode()
    assert (
        web.post(url("strategy_new", home), {"title": "Gemeinsam", "period_from": 2025, "period_to": 2028}).status_code
        == 303
    )
    strategy = Strategy.objects.get(owner=home)
    leader = login(home, Role.LEADERSHIP)
    release = url("strategy_release", home, strategy.uid)
    assert web.get(release).status_code == 404
    assert leader.post(release, {"version": strategy.version}).status_code == 422
    assert web.post(url("field_new", home), {"title": "Familien"}).status_code == 303
    field = strategy.fields.get()
    web.post(url("goal_new", home), {"field": field.pk, "kind": "goal", "title": "Rat an jeder Grundschule"})
    seen = release_form(leader, release)
    assert leader.post(release, {**seen, "version": strategy.version + 7}).status_code == 409
    answer = leader.post(release, {**seen, "note": "Kreistag 47/2025"})
    version = StrategyVersion.objects.get(owner=home)
    assert answer.status_code == 303 and answer["Location"] == url("version", home, version.uid)
    page = leader.get(answer["Location"]).content.decode()
    assert version.sha256[:32] in page and "Prüfsumme stimmt<" in page


def test_many_loose_ends_are_counted_and_the_first_told(
    home: Organisation, scope: None, chain: SimpleNamespace, web: Client
) -> None:
    Finding.objects.bulk_create(Finding(owner=home, number=i + 2, title=f"Befund {i}") for i in range(70))
    page = web.get(url("thread", home), {"feld": "alle"})
    assert len(page.context["loose"]) == 60 and "die ersten 60 von 70 losen Enden" in page.content.decode()


def release_form(leader: Client, address: str) -> dict[str, str]:
    """What a browser sends back of the page for release."""
    page = leader.get(address)
    assert page.status_code == 200
    form = page.context["form"]
    return {name: str(form[name].value()) for name in ("version", "digest", "parts")}


def test_links_that_a_version_tears_are_told_before_it_is_frozen(
    home: Organisation, chain: SimpleNamespace, planner: Actor
) -> None:
    leader = login(home, Role.LEADERSHIP)
    pages = [
        url("strategy_release", home, chain.strategy.uid),
        url("strategy_step", home, chain.strategy.uid, "gremien"),
    ]
    assert all("abreißt" not in leader.get(page).content.decode() for page in pages)
    services.edit_measure(actor=planner, measure=chain.measure, version=chain.measure.version, visibility="internal")
    second = services.create_finding(actor=planner, owner=home, title="Noch nicht geprüft", field=chain.field)
    need = services.create_need(actor=planner, owner=home, title="Beratung am Abend", field=chain.field)
    services.link_finding_need(actor=planner, finding=second, need=need)
    services.link_finding_need(actor=planner, finding=second, need=chain.need)  # this one keeps its accepted finding
    for page in pages:
        answer = leader.get(page)
        assert answer.context["torn"] == ["Bedarf 2 steht ohne Befund 2.", "Ziel 1.1 steht ohne Maßnahme 1.1.1."]
        assert "Was in dieser Fassung abreißt" in answer.content.decode()
    assert not StrategyVersion.objects.exists()


def test_leadership_releases_what_it_saw(home: Organisation, chain: SimpleNamespace, planner: Actor) -> None:
    leader = login(home, Role.LEADERSHIP)
    address = url("strategy_release", home, chain.strategy.uid)
    seen = release_form(leader, address)
    second = services.create_measure(
        actor=planner, owner=home, field=chain.field, title="Heimlich dazu", visibility="public"
    )
    services.update_progress(
        actor=planner, measure=chain.measure, version=chain.measure.version, progress_note="Nachgeschoben"
    )
    services.edit_need(
        actor=planner, need=chain.need, version=chain.need.version, state="rejected", rejection_reason="x"
    )
    answer = leader.post(address, seen)
    page = answer.content.decode()
    assert answer.status_code == 409 and not StrategyVersion.objects.exists()
    assert f"Maßnahme {second.number}: neu" in page and "Maßnahme 1.1.1: geändert" in page
    assert "Bedarf 1: nicht mehr dabei" in page and "Heimlich dazu" in page
    fresh = {name: str(answer.context["form"][name].value()) for name in ("version", "digest", "parts")}
    assert leader.post(address, fresh).status_code == 303
    assert "Nachgeschoben" in StrategyVersion.objects.get().payload_text


def test_the_page_for_release_names_what_becomes_public(
    home: Organisation, chain: SimpleNamespace, planner: Actor
) -> None:
    services.create_measure(actor=planner, owner=home, field=chain.field, title="Bleibt im Haus")
    page = login(home, Role.LEADERSHIP).get(url("strategy_release", home, chain.strategy.uid)).content.decode()
    assert "<strong>1.1.1</strong> Lotsendienst an Grundschulen" in page and "Bleibt im Haus" not in page
    for label in ("Sachstand", "Nächster Schritt", "Kosten", "Mitwirkende", "Was sie nicht zeigen"):
        assert label in page.split('id="angaben-fassung"')[1]
    assert "Grund des Standes" not in page
    assert "1 von 2 Maßnahmen" in page


def test_a_form_for_release_without_what_was_seen_releases_nothing(home: Organisation, chain: SimpleNamespace) -> None:
    leader = login(home, Role.LEADERSHIP)
    address = url("strategy_release", home, chain.strategy.uid)
    answer = leader.post(address, {"version": chain.strategy.version})
    assert answer.status_code == 422 and "unvollständig" in answer.content.decode()
    assert leader.post(address, {**release_form(leader, address), "parts": "[1"}).status_code == 422
    assert not StrategyVersion.objects.exists()


def test_visibility_has_two_steps(home: Organisation, chain: SimpleNamespace, web: Client) -> None:
    form = web.get(url("measure_edit", home, chain.measure.uid)).content.decode()
    assert "Intern: alle, die an der Strategie arbeiten, auch die Prozessberatung" in form
    assert "artner<" not in form and "partner" not in [v for v, _ in Measure._meta.get_field("visibility").choices]
    axis = web.get(url("measure", home, chain.measure.uid)).context["axes"][2]
    assert [step[0] for step in axis["steps"]] == ["intern", "öffentlich"]


def test_a_version_of_a_twin_is_not_shown(
    home: Organisation, twin: Organisation, chain: SimpleNamespace, leader: Actor
) -> None:
    version = services.release_strategy(actor=leader, strategy=chain.strategy, version=chain.strategy.version)
    assert login(twin, Role.LEADERSHIP).get(url("version", twin, version.uid)).status_code == 404


# --- figures -------------------------------------------------------------------------------------------------------


def test_who_reports_a_measure_is_chosen_by_the_name_in_this_house(
    home: Organisation, twin: Organisation, chain: SimpleNamespace, web: Client
) -> None:
    """The account was made by another authority under another name; only the own name is shown."""
    owner = person_in(twin, Role.MEASURE_OWNER, "frau@post.example")
    assert owner.name == "Person measure_owner"
    form = url("measure_edit", home, chain.measure.uid)
    assert 'name="responsible"' in web.get(form).content.decode()
    RoleGrant.objects.create(
        person=owner,
        organisation=home,
        role=Role.MEASURE_OWNER,
        valid_from=date(2020, 1, 1),
        given_name="Frau Beispiel",
    )
    page = web.get(form).content.decode()
    assert "Frau Beispiel" in page and "Person measure_owner" not in page
