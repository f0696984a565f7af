"""The next strategy: what goes on and what does not, with reasons; the old one steps aside when the new one is adopted."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client

from sozialstrategie.action.strategy import services
from sozialstrategie.action.strategy.enums import CarryOutcome, StrategyStage
from sozialstrategie.action.strategy.models import CarryOver, Goal, Measure, Strategy, StrategyVersion
from sozialstrategie.action.strategy.queries.life import to_carry, undecided_in_revision
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Forbidden, Refused
from sozialstrategie.kit.core.models import Organisation
from tests.action.strategy.conftest import actor_in, login, url
from tests.action.strategy.life.conftest import DAY, move

revision = services.revision


@pytest.fixture
def new(chain: SimpleNamespace, adopted: Callable[[], StrategyVersion], planner: Actor) -> Strategy:
    adopted()
    move(planner, chain.strategy, StrategyStage.IMPLEMENTING)
    return revision.begin_revision(
        actor=planner, strategy=chain.strategy, version=chain.strategy.version, title="Weiter so", period_from=2029, period_to=2032,
    )  # fmt: skip


def test_it_begins_with_the_fields(chain: SimpleNamespace, new: Strategy, planner: Actor) -> None:
    assert (chain.strategy.stage, new.stage, new.supersedes) == (StrategyStage.STRATEGY_REVISION, StrategyStage.DRAFT, chain.strategy)  # fmt: skip
    assert [(f.number, f.title) for f in new.fields.all()] == [(1, "Familien stärken")]
    with pytest.raises(Refused, match="schon begonnen"):
        revision.begin_revision(
            actor=planner, strategy=chain.strategy, version=9, title="x", period_from=2029, period_to=2030
        )


def test_what_goes_on_and_what_does_not(chain: SimpleNamespace, new: Strategy, planner: Actor, leader: Actor) -> None:
    owner = chain.strategy.owner
    ending = services.create_measure(
        actor=planner, owner=owner, field=chain.field, under=chain.goal, title="Ferienbus", status="running"
    )
    carry = {"actor": planner, "strategy": new}
    with pytest.raises(Refused, match="Begründung"):
        revision.carry_over(**carry, obj=chain.goal, outcome=CarryOutcome.CONTINUED, reason=" ")
    goal = revision.carry_over(
        **carry, obj=chain.goal, outcome=CarryOutcome.CONTINUED, reason="Noch nicht erreicht."
    ).new_goal
    measure = revision.carry_over(
        **carry, obj=chain.measure, outcome=CarryOutcome.CONTINUED, reason="Wirkt."
    ).new_measure
    assert (goal.number, goal.field.strategy, list(goal.need_links.values_list("need", flat=True))) == ("1.1", new, [chain.need.pk])  # fmt: skip
    assert (measure.number, measure.status, measure.target_text) == ("1.1.1", "running", "14 Grundschulen")
    assert list(measure.goal_links.values_list("goal", flat=True)) == [goal.pk]
    with pytest.raises(Refused, match="steht schon fest"):
        revision.carry_over(**carry, obj=chain.goal, outcome=CarryOutcome.ENDED, reason="doch nicht")
    with pytest.raises(Refused, match="gehört nicht zur Vorgängerstrategie"):
        revision.carry_over(**carry, obj=goal, outcome=CarryOutcome.ENDED, reason="x")
    assert undecided_in_revision(new) == 1
    with pytest.raises(Refused, match="ein Ziel oder eine Maßnahme der Vorgängerstrategie"):
        services.life.submit_strategy(actor=leader, strategy=new, version=new.version, reason="eilt")
    revision.carry_over(**carry, obj=ending, outcome=CarryOutcome.ENDED, reason="Niemand fuhr mit.")
    chain.measure.refresh_from_db()
    assert chain.measure.status == "running"  # the old strategy is still in force
    services.life.enter_adopted(actor=planner, strategy=new, version=new.version, on=DAY)
    for record in (chain.measure, ending, measure, chain.strategy):
        record.refresh_from_db()
    assert (chain.measure.status, ending.status, ending.status_reason) == (
        "carried_over",
        "dropped",
        "Niemand fuhr mit.",
    )
    assert (measure.status, chain.strategy.stage) == ("running", StrategyStage.SUPERSEDED)


def test_a_word_is_taken_back(chain: SimpleNamespace, new: Strategy, planner: Actor) -> None:
    carry = {"actor": planner, "strategy": new, "outcome": CarryOutcome.CONTINUED, "reason": "weiter"}
    row = revision.carry_over(**carry, obj=chain.goal)
    revision.take_back(actor=planner, row=row)
    assert Goal.objects.get(pk=row.new_goal_id).deleted_at is not None and to_carry(new)[0].row is None
    row = revision.carry_over(**carry, obj=chain.measure)
    measure = Measure.objects.get(pk=row.new_measure_id)
    services.edit_measure(actor=planner, measure=measure, version=1, title="weitergeschrieben")
    with pytest.raises(Refused, match="weiterbearbeitet"):
        revision.take_back(actor=planner, row=CarryOver.objects.get(pk=row.pk))


def test_who_may(chain: SimpleNamespace, new: Strategy, home: Organisation, twin: Organisation) -> None:
    for actor in (actor_in(home, Role.LEADERSHIP), actor_in(home, Role.MEASURE_OWNER), actor_in(twin, Role.PLANNING_COORDINATOR)):  # fmt: skip
        with pytest.raises(Forbidden):
            revision.carry_over(actor=actor, strategy=new, obj=chain.goal, outcome=CarryOutcome.ENDED, reason="x")


def test_the_pages(chain: SimpleNamespace, new: Strategy, home: Organisation, web: Client) -> None:
    overview = web.get(url("strategy", home)).content.decode()
    assert "Weiter so" in overview and "Bis zum Beschluss gilt" in overview and "Gemeinsam stark" in overview
    page = web.get(url("carry_over", home, new.uid)).content.decode()
    assert "Bei 2 von 2 Zielen und Maßnahmen" in page
    one = url("carry_one", home, new.uid, chain.goal.uid)
    assert web.post(one, {"outcome": "continued", "reason": ""}).status_code == 422
    assert web.post(one, {"outcome": "continued", "reason": "weiter"}).status_code == 303
    assert "Bei 1 von 2" in web.get(url("carry_over", home, new.uid)).content.decode()
    assert web.post(url("carry_back", home, new.uid, chain.goal.uid)).status_code == 303
    old = web.get(url("strategy_one", home, chain.strategy.uid)).content.decode()
    assert "Fortschreibung aussetzen" in old and "47/2025" in old
    listed = web.get(url("measures", home), {"strategie": chain.strategy.uid}).content.decode()
    assert "Lotsendienst" in listed and "Lotsendienst" not in web.get(url("measures", home)).content.decode()
    assert login(home, Role.LEADERSHIP).get(one).status_code == 404
