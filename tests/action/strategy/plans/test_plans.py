"""Teilpläne with their own life, links to Fachpläne, goals and measures along the phases of life."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from sozialstrategie.action.strategy import queries, services
from sozialstrategie.action.strategy.enums import DecisionResult, StrategyStage
from sozialstrategie.action.strategy.models import OpinionRound, SpecialistPlan, Strategy
from sozialstrategie.action.strategy.open_items import open_items
from sozialstrategie.action.strategy.plans import services as plans
from sozialstrategie.action.strategy.plans.queries import along_life, life_for, plan_for, plans_of, umbrellas_for
from sozialstrategie.action.strategy.queries.life import in_force_for
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Conflict, Forbidden, Invalid, Refused
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.undo import undo_act
from tests.action.strategy.conftest import actor_in, login, url

YEARS = {"period_from": 2025, "period_to": 2028}


@pytest.fixture
def part(chain: SimpleNamespace, home: Organisation, planner: Actor) -> Strategy:
    """A Teilplan with a field and a goal."""
    made = services.create_strategy(
        actor=planner, owner=home, umbrella=chain.strategy, title="Integrationskonzept", **YEARS
    )
    field = services.create_field(actor=planner, owner=home, strategy=made, title="Ankommen")
    services.create_goal(actor=planner, owner=home, field=field, title="Sprache für alle")
    return made


def last() -> Act:
    return Act.objects.order_by("-sequence")[0]


def adopt(strategy: Strategy, leader: Actor, planner: Actor) -> None:
    strategy.refresh_from_db()
    services.life.enter_adopted(
        actor=planner, strategy=strategy, version=strategy.version, on=date(2025, 6, 25), body="Kreistag"
    )


# --- Teilpläne --------------------------------------------------------------------------------------------------------


def test_a_component_plan_has_a_life_of_its_own(
    chain: SimpleNamespace, part: Strategy, home: Organisation, planner: Actor, leader: Actor
) -> None:
    assert queries.current_strategy_for(planner, home) == chain.strategy
    adopt(part, leader, planner)
    adopt(chain.strategy, leader, planner)
    part.refresh_from_db()
    assert (part.stage, chain.strategy.stage) == (
        StrategyStage.ADOPTED,
        StrategyStage.ADOPTED,
    )  # neither replaces the other
    assert in_force_for(planner, home) == chain.strategy
    second = services.create_strategy(
        actor=planner, owner=home, umbrella=chain.strategy, title="Armutsprävention", **YEARS
    )
    assert list(queries.component_plans_for(planner, home, chain.strategy)) == [part, second]


def test_a_revised_component_plan_replaces_the_old_one_alone(
    chain: SimpleNamespace, part: Strategy, home: Organisation, planner: Actor, leader: Actor
) -> None:
    for strategy in (part, chain.strategy):
        adopt(strategy, leader, planner)
    services.life.move_strategy(actor=planner, strategy=part, to=StrategyStage.IMPLEMENTING, version=part.version)
    new = services.revision.begin_revision(
        actor=planner, strategy=part, version=part.version, title="Integration 2", period_from=2029, period_to=2032
    )
    assert new.umbrella == chain.strategy and queries.current_strategy_for(planner, home) == chain.strategy
    field = new.fields.get()
    services.create_goal(actor=planner, owner=home, field=field, title="Arbeit für alle")
    adopt(new, leader, planner)
    for strategy, stage in ((part, "superseded"), (new, "adopted"), (chain.strategy, "adopted")):
        strategy.refresh_from_db()
        assert strategy.stage == stage


def test_the_next_strategy_takes_over_what_lives_on(
    chain: SimpleNamespace, part: Strategy, home: Organisation, planner: Actor, leader: Actor
) -> None:
    adopt(chain.strategy, leader, planner)
    old = chain.strategy
    services.life.move_strategy(actor=planner, strategy=old, to=StrategyStage.IMPLEMENTING, version=old.version)
    new = services.revision.begin_revision(
        actor=planner, strategy=old, version=old.version, title="Weiter", period_from=2029, period_to=2032
    )
    services.create_goal(actor=planner, owner=home, field=new.fields.get(), title="Noch mehr Rat")
    clerk = actor_in(home, Role.CLERK)
    services.life.enter_adopted(actor=clerk, strategy=new, version=new.version, on=date(2025, 7, 1))
    part.refresh_from_db()
    assert part.umbrella == new and Act.objects.filter(verb="strategy.place_under", object_uid=part.uid).count() == 1


def test_where_a_component_plan_cannot_stand(
    chain: SimpleNamespace, part: Strategy, foreign: SimpleNamespace, home: Organisation, planner: Actor, leader: Actor
) -> None:
    place = {"actor": planner, "version": 1}
    with pytest.raises(Invalid, match="selbst ein Teilplan"):
        services.create_strategy(actor=planner, owner=home, umbrella=part, title="Dritter Stock", **YEARS)
    with pytest.raises(Invalid, match="selbst Teilpläne"):
        other = services.create_strategy(actor=planner, owner=home, title="Andere", **YEARS)
        services.place_under(**place, strategy=chain.strategy, umbrella=other)
    with pytest.raises(Invalid, match="kein Teil von sich selbst"):
        services.place_under(**place, strategy=other, umbrella=other)
    with pytest.raises(Forbidden):
        services.place_under(**place, strategy=other, umbrella=foreign.strategy)
    with pytest.raises(Forbidden):
        services.place_under(actor=leader, version=1, strategy=other, umbrella=chain.strategy)
    assert chain.strategy not in umbrellas_for(planner, home, chain.strategy)
    assert set(umbrellas_for(planner, home, part)) == {chain.strategy, other}
    # two in force that stand for themselves: never
    for strategy in (part, chain.strategy):
        adopt(strategy, leader, planner)
    with pytest.raises(Invalid, match="schon eine beschlossene Strategie"):
        services.place_under(actor=planner, strategy=part, version=part.version, umbrella=None)
    part.refresh_from_db()
    assert part.umbrella == chain.strategy
    with pytest.raises(IntegrityError), transaction.atomic():
        Strategy.objects.filter(pk=part.pk).update(umbrella=None)


def test_placing_can_be_undone_under_the_same_rules(
    chain: SimpleNamespace, part: Strategy, home: Organisation, planner: Actor
) -> None:
    services.place_under(actor=planner, strategy=part, version=part.version, umbrella=None)
    row = last()
    undo_act(actor=planner, row=row)
    part.refresh_from_db()
    assert part.umbrella == chain.strategy
    services.place_under(actor=planner, strategy=part, version=part.version, umbrella=None)
    row = last()
    services.create_strategy(actor=planner, owner=home, umbrella=part, title="Noch einer", **YEARS)
    with pytest.raises(Invalid, match="selbst Teilpläne"):
        undo_act(actor=planner, row=row)
    top = services.create_strategy(actor=planner, owner=home, title="Dach", **YEARS)
    begun = last()
    services.create_strategy(actor=planner, owner=home, umbrella=top, title="Darunter", **YEARS)
    with pytest.raises(Refused, match="gehören Teilpläne"):
        undo_act(actor=planner, row=begun)


def test_choices_name_the_strategy_of_each_record(
    chain: SimpleNamespace, part: Strategy, home: Organisation, planner: Actor, web: Client
) -> None:
    """Two strategies may both have a field, a goal and a measure 1: whoever links sees which is which."""
    field = part.fields.get()
    measure = services.create_measure(actor=planner, owner=home, field=field, title="Sprachkurs")
    for page in (
        url("measure_new", home),  # choose a field
        url("measure", home, measure.uid),  # choose a goal
        url("goal", home, field.goals.get().uid),  # choose a measure
    ):
        text = web.get(page).content.decode()
        for strategy in (part, chain.strategy):
            assert f'<optgroup label="{strategy.title}">' in text, page
    sent = web.post(url("measure_link", home, measure.uid, "ziel"), {"other": str(field.goals.get().uid)})
    assert sent.status_code == 303 and measure.goal_links.get().goal.title == "Sprache für alle"


def test_versions_tell_of_each_other(
    chain: SimpleNamespace, part: Strategy, home: Organisation, planner: Actor, leader: Actor
) -> None:
    inside = queries.content_of(chain.strategy, public_only=False)
    assert inside["component_plans"] == [
        {"uid": str(part.uid), "title": "Integrationskonzept", "period_from": 2025, "period_to": 2028}
    ]
    assert "component_plans" not in queries.content_of(chain.strategy, public_only=True)
    assert "umbrella" not in queries.content_of(part, public_only=True)["strategy"]
    released = services.release_strategy(actor=leader, strategy=part, version=part.version)
    services.edit_strategy(actor=planner, strategy=part, version=part.version, title="GEHEIMER neuer Titel")
    (told,) = queries.content_of(chain.strategy, public_only=True)["component_plans"]
    assert told == {
        "uid": str(part.uid), "title": "Integrationskonzept", "period_from": 2025, "period_to": 2028, "number": 1,
        "sha256": released.sha256,
    }  # fmt: skip
    services.release_strategy(actor=leader, strategy=chain.strategy, version=chain.strategy.version)
    assert queries.content_of(part, public_only=True)["strategy"]["umbrella"] == "Gemeinsam stark"


def test_pages_of_a_component_plan(
    chain: SimpleNamespace, part: Strategy, home: Organisation, web: Client, twin: Organisation
) -> None:
    page = web.get(url("strategy", home)).content.decode()
    assert url("strategy_one", home, part.uid) in page and f"teil-von={chain.strategy.uid}" in page
    own = web.get(url("strategy_one", home, part.uid)).content.decode()
    assert url("strategy_one", home, chain.strategy.uid) in own and "1 Ankommen" in own
    begin = f"{url('strategy_new', home)}?teil-von={chain.strategy.uid}"
    assert "Teilplan von „Gemeinsam stark“" in web.get(begin).content.decode()
    made = web.post(begin, {"title": "Aktionsplan", **YEARS})
    new = Strategy.objects.get(title="Aktionsplan")
    assert made.status_code == 302 or made.status_code == 303
    assert new.umbrella == chain.strategy and made["Location"] == url("strategy_one", home, new.uid)
    # a Handlungsfeld of its own, in its own numbering
    web.post(f"{url('field_new', home)}?strategie={new.uid}", {"title": "Schutz"})
    assert [(f.number, f.title) for f in new.fields.all()] == [(1, "Schutz")]
    assert "Ankommen" in web.get(f"{url('fields', home)}?strategie={part.uid}").content.decode()
    assert "Sprache für alle" in web.get(f"{url('goals', home)}?strategie={part.uid}").content.decode()
    choices = web.get(url("measure_new", home)).content.decode()
    assert '<optgroup label="Integrationskonzept">' in choices and "Ankommen</option>" in choices
    moved = web.post(url("strategy_place", home, new.uid), {"version": 1, "umbrella": ""})
    new.refresh_from_db()
    assert moved.status_code == 303 and new.umbrella is None
    stale = web.post(url("strategy_place", home, new.uid), {"version": 1, "umbrella": str(chain.strategy.uid)})
    assert stale.status_code == 409
    stranger = login(twin, Role.PLANNING_COORDINATOR)
    assert stranger.get(f"{url('strategy_new', twin)}?teil-von={chain.strategy.uid}").status_code == 404
    assert stranger.get(f"{url('fields', twin)}?strategie={part.uid}").status_code == 404
    assert web.get(f"{url('fields', home)}?strategie=unsinn").status_code == 404


def test_opinions_and_the_signature_of_a_component_plan(
    chain: SimpleNamespace, part: Strategy, home: Organisation, planner: Actor, leader: Actor, web: Client
) -> None:
    services.life.move_strategy(actor=planner, strategy=part, to=StrategyStage.COORDINATION, version=part.version)
    rounds = f"{url('opinion_rounds', home)}?strategie={part.uid}"
    assert rounds in web.get(url("strategy_one", home, part.uid)).content.decode()
    begin = f"{url('opinion_round_new', home)}?strategie={part.uid}"
    assert begin in web.get(rounds).content.decode()
    due = date.today().replace(year=date.today().year + 1)
    made = web.post(begin, {"title": "Runde", "due_on": f"{due:%d.%m.%Y}"})
    assert made.status_code == 303 and OpinionRound.objects.get().strategy == part
    Strategy.objects.filter(pk=part.pk).update(stage=StrategyStage.ENTERING_CHANGES)
    (item,) = [i for i in open_items(leader, home) if i.key == f"strategy.sign:{part.uid}"]
    assert item.url == url("strategy_one", home, part.uid) + "#verfahren"


# --- Fachpläne --------------------------------------------------------------------------------------------------------


def test_links_to_specialist_plans(
    chain: SimpleNamespace, foreign: SimpleNamespace, home: Organisation, planner: Actor, twin: Organisation
) -> None:
    of_measure = plans.add_plan(actor=planner, subject=chain.measure, kind="transport", title="Nahverkehrsplan 2025")
    of_strategy = plans.add_plan(actor=planner, subject=chain.strategy, kind="health", title="Gesundheitsplan")
    assert plans_of(planner, chain.measure) == [of_measure] and plans_of(planner, chain.strategy) == [of_strategy]
    changed = plans.edit_plan(
        actor=planner, plan=of_measure, version=1, link="https://example.org/nvp", on=date(2025, 1, 1)
    )
    assert str(changed) == "Nahverkehrsplan: Nahverkehrsplan 2025"
    with pytest.raises(Conflict):
        plans.edit_plan(actor=planner, plan=of_measure, version=1, title="anders")
    for link in ("http://example.org", "javascript:alert(1)", "https://", "example.org", "ftp://example.org/x"):
        with pytest.raises(Invalid, match="https://"):
            plans.edit_plan(actor=planner, plan=of_measure, version=2, link=link)
    for secret in ("https://name@example.org/", "https://name:wort@example.org/nvp"):
        with pytest.raises(Invalid, match="ohne Namen und Kennwort"):
            plans.edit_plan(actor=planner, plan=of_measure, version=2, link=secret)
    titled = plans.add_plan(actor=planner, subject=chain.strategy, kind="health", title="https://a:b@amt.example/")
    plans.delete_plan(actor=planner, plan=titled, version=1)  # a title is no address
    with pytest.raises(Invalid):
        plans.add_plan(actor=planner, subject=chain.measure, kind="erfunden", title="x")
    plans.delete_plan(actor=planner, plan=of_measure, version=2)
    assert plans_of(planner, chain.measure) == []
    undo_act(actor=planner, row=last())
    assert [p.link for p in plans_of(planner, chain.measure)] == ["https://example.org/nvp"]
    reader, stranger = actor_in(home, Role.LEADERSHIP), actor_in(twin, Role.PLANNING_COORDINATOR)
    for actor in (reader, stranger):
        with pytest.raises(Forbidden):
            plans.add_plan(actor=actor, subject=chain.measure, kind="health", title="x")
    with pytest.raises(Forbidden):
        plans_of(stranger, chain.measure)
    assert plan_for(stranger, twin, of_strategy.uid) is None
    with pytest.raises(IntegrityError), transaction.atomic():
        SpecialistPlan.objects.create(owner=home, kind="health", title="weder noch")


def test_pages_of_specialist_plans(chain: SimpleNamespace, home: Organisation, web: Client) -> None:
    page = url("measure", home, chain.measure.uid)
    assert "Noch kein Verweis" in web.get(page).content.decode()
    new = url("specialist_measure_new", home, chain.measure.uid)
    wrong = web.post(new, {"kind": "family", "title": "LSZ-Plan", "link": "http://example.org"})
    assert wrong.status_code == 422 and "mit https:// beginnt" in wrong.content.decode()
    assert (
        web.post(new, {"kind": "family", "title": "LSZ <Plan>", "on": "01.03.2024"})["Location"] == f"{page}#fachplaene"
    )
    plan = SpecialistPlan.objects.get()
    shown = web.get(page).content.decode()
    assert "LSZ &lt;Plan&gt;" in shown and "LSZ-Plan (fachspezifischer integrierter Plan), Stand 01.03.2024" in shown
    edit = url("specialist_edit", home, plan.uid)
    assert web.post(edit, {"kind": "family", "title": "Anders"}).status_code == 422  # without the version
    assert web.post(edit, {"kind": "family", "title": "Anders", "version": 1}).status_code == 303
    assert web.post(edit, {"kind": "family", "title": "Veraltet", "version": 1}).status_code == 409
    web.post(url("specialist_delete", home, plan.uid), {"version": 1})
    assert SpecialistPlan.objects.get(deleted_at=None).title == "Anders"
    web.post(url("specialist_delete", home, plan.uid), {"version": 2})
    assert not SpecialistPlan.objects.filter(deleted_at=None).exists()
    of_strategy = url("specialist_strategy_new", home, chain.strategy.uid)
    assert web.post(of_strategy, {"kind": "care", "title": "Pflegeplan"}).status_code == 303
    assert "Pflegeplan" in web.get(url("strategy_one", home, chain.strategy.uid)).content.decode()


# --- along the phases of life -----------------------------------------------------------------------------------------


def test_along_life() -> None:
    entries: list[tuple[object, list[str], str]] = [
        ("A", ["youth", "school_age"], "1.1"), ("B", ["youth"], "2.1"), ("A", [], "1.2"), ("B", ["any"], "2.2"),
    ]  # fmt: skip
    rows = {p.key: p for p in along_life(["A", "B"], entries)}
    assert list(rows) == [
        "any", "birth", "early_childhood", "school_age", "youth", "young_adults", "working_age", "older", "very_old", "",
    ]  # fmt: skip
    assert rows["youth"].cells == (("1.1",), ("2.1",)) and rows["school_age"].cells == (("1.1",), ())
    assert rows["any"].cells == ((), ("2.2",)) and rows[""].cells == (("1.2",), ()) and rows["birth"].entries == ()
    assert next(p.key for p in along_life(["A"], [("A", ["birth"], "x")])) == "birth"


def test_the_axis_of_a_strategy(
    chain: SimpleNamespace, part: Strategy, home: Organisation, planner: Actor, web: Client
) -> None:
    services.edit_measure(actor=planner, measure=chain.measure, version=1, life_phases=["older"])
    with pytest.raises(Invalid, match="nur aus der Liste"):
        services.edit_goal(actor=planner, goal=chain.goal, version=1, life_phases=["mittelalter"])
    dropped = services.create_measure(
        actor=planner,
        owner=home,
        field=chain.field,
        title="Fort",
        status="dropped",
        status_reason="zu teuer",
        life_phases=["older"],
    )
    life = life_for(planner, home, chain.strategy)
    rows: dict[str, Any] = {p.key: p.entries for p in life.phases}
    assert rows["older"] == (chain.measure,) and rows[""] == (chain.goal,) and dropped not in rows["older"]
    page = web.get(url("life_phases", home)).content.decode()
    assert (
        "Älter werden, 65 bis 79" in page
        and "Maßnahme 1.1.1: Lotsendienst an Grundschulen" in page
        and "ohne Angabe" in page
    )
    own = web.get(f"{url('life_phases', home)}?strategie={part.uid}").content.decode()
    assert "Sprache für alle" in own and "Lotsendienst" not in own


def test_phases_are_chosen_in_the_forms(chain: SimpleNamespace, home: Organisation, web: Client) -> None:
    data = {
        "version": 1, "field": chain.field.pk, "kind": "goal", "number": "1.1", "title": "Rat", "life_phases": ["youth", "birth"],
    }  # fmt: skip
    assert web.post(url("goal_edit", home, chain.goal.uid), data).status_code == 303
    chain.goal.refresh_from_db()
    assert chain.goal.life_phases == ["birth", "youth"]  # in the order of life
    assert "Rund um die Geburt; Jugend, 14 bis 17" in web.get(url("goal", home, chain.goal.uid)).content.decode()
    stale = web.post(url("goal_edit", home, chain.goal.uid), {**data, "life_phases": ["older"]})
    assert stale.status_code == 409 and "Älter werden" in stale.content.decode()
    assert (
        web.post(url("goal_edit", home, chain.goal.uid), {**data, "version": 2, "life_phases": ["x"]}).status_code
        == 422
    )


def test_a_decision_about_a_component_plan(
    chain: SimpleNamespace, part: Strategy, home: Organisation, planner: Actor, leader: Actor
) -> None:
    """The committees know a Teilplan like any strategy."""
    for to in (StrategyStage.COORDINATION, StrategyStage.PUBLIC_PARTICIPATION):
        services.life.move_strategy(actor=planner, strategy=part, to=to, version=part.version)
    frozen = services.life.submit_strategy(actor=leader, strategy=part, version=part.version)
    clerk = actor_in(home, Role.CLERK)
    services.life.record_adoption(
        actor=clerk, strategy=part, version=frozen, result=DecisionResult.ADOPTED, on=date(2025, 6, 1), body="Kreistag"
    )
    assert part.stage == StrategyStage.ADOPTED
