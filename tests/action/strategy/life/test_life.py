"""The life of a strategy: right people at each step, refusals in words, decisions, changes, signature."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from sozialstrategie.action.strategy import queries, services
from sozialstrategie.action.strategy.enums import DecisionResult, MeasureStatus, StrategyStage, VersionKind
from sozialstrategie.action.strategy.models import Strategy, StrategyDecision, StrategyVersion
from sozialstrategie.action.strategy.queries import life as life_queries
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Conflict, Forbidden, Refused
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.undo import undo_act
from tests.action.strategy.conftest import actor_in, build_chain
from tests.action.strategy.life.conftest import DAY, move

life = services.life
S = StrategyStage


def record(actor: Actor, strategy: Strategy, version: StrategyVersion, result: DecisionResult, text: str = "Wortlaut") -> StrategyDecision:  # fmt: skip
    return life.record_adoption(actor=actor, strategy=strategy, version=version, result=result, on=DAY, text=text)


def test_from_draft_to_carrying_out(
    chain: SimpleNamespace, adopted: Callable[[], StrategyVersion], planner: Actor, home: Organisation
) -> None:
    version = adopted()
    assert (chain.strategy.stage, version.state, version.number) == (S.ADOPTED, VersionKind.SUBMITTED, 1)
    decision = StrategyDecision.objects.get()
    assert (decision.adopted_version, decision.number, decision.body) == (version, "47/2025", "Kreistag")
    assert str(decision) == "Kreistag, beschlossen am 25.06.2025"
    move(planner, chain.strategy, S.IMPLEMENTING)
    move(planner, chain.strategy, S.INTERIM_REVIEW)
    move(planner, chain.strategy, S.IMPLEMENTING)
    passed = life_queries.passed_steps(planner, home, chain.strategy)
    assert [p.then for p in passed] == [
        "in Umsetzung", "Zwischenbilanz", "in Umsetzung", "beschlossen", "in den Gremien", "Bürgerbeteiligung", "Mitzeichnung",
    ]  # fmt: skip
    assert services.verify_version(version) and life_queries.adopted_version(chain.strategy) == version


def test_the_other_axes_stay(chain: SimpleNamespace, adopted: Callable[[], StrategyVersion], leader: Actor) -> None:
    services.release_strategy(actor=leader, strategy=chain.strategy, version=chain.strategy.version)
    chain.measure.refresh_from_db()
    before = (chain.strategy.state, chain.measure.visibility, chain.measure.editorial_state)
    adopted()
    chain.strategy.refresh_from_db()
    chain.measure.refresh_from_db()
    assert (chain.strategy.state, chain.measure.visibility, chain.measure.editorial_state) == before
    assert chain.measure.status == MeasureStatus.RUNNING


@pytest.mark.parametrize(
    ("to", "sentence"),
    [
        (S.ADOPTED, "Von „Entwurf“ führt kein Schritt zu „beschlossen“"),  # that way is an act of its own
        (S.IMPLEMENTING, "Möglich sind: „Mitzeichnung“, „in den Gremien“, „beschlossen“"),
        (S.SUPERSEDED, "kein Schritt"),
        (S.DRAFT, "kein Schritt"),
    ],
)
def test_steps_that_do_not_exist(chain: SimpleNamespace, planner: Actor, to: StrategyStage, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        move(planner, chain.strategy, to)
    chain.strategy.refresh_from_db()
    assert (chain.strategy.stage, chain.strategy.version) == (S.DRAFT, 1)


def test_who_may_take_which_step(
    chain: SimpleNamespace,
    submitted: Callable[[], StrategyVersion],
    home: Organisation,
    twin: Organisation,
    leader: Actor,
) -> None:
    others = [actor_in(home, role) for role in Role if role != Role.PLANNING_COORDINATOR]
    for actor in [*others, actor_in(twin, Role.PLANNING_COORDINATOR)]:
        with pytest.raises(Forbidden):
            move(actor, chain.strategy, S.COORDINATION)
    version = submitted()
    allowed = (Role.PLANNING_COORDINATOR, Role.LEADERSHIP, Role.CLERK)
    for actor in [actor_in(home, r) for r in Role if r not in allowed] + [actor_in(twin, Role.CLERK)]:
        with pytest.raises(Forbidden):
            record(actor, chain.strategy, version, DecisionResult.ADOPTED)
    record(actor_in(home, Role.CLERK), chain.strategy, version, DecisionResult.ADOPTED_AMENDED)
    for role in Role:
        if role != Role.LEADERSHIP:
            with pytest.raises(Forbidden):
                life.sign_off(actor=actor_in(home, role), strategy=chain.strategy, version=1, note="eingearbeitet")


def test_leadership_gives_it_to_the_committees(chain: SimpleNamespace, planner: Actor, leader: Actor) -> None:
    move(planner, chain.strategy, S.COORDINATION)
    with pytest.raises(Forbidden):
        life.submit_strategy(actor=planner, strategy=chain.strategy, version=chain.strategy.version, reason="eilt")
    with pytest.raises(Refused, match="Grund"):  # what is left out has a reason
        life.submit_strategy(actor=leader, strategy=chain.strategy, version=chain.strategy.version)
    with pytest.raises(Conflict):
        life.submit_strategy(actor=leader, strategy=chain.strategy, version=1, reason="eilt")
    version = life.submit_strategy(actor=leader, strategy=chain.strategy, version=2, reason="eilt")
    assert version.state == VersionKind.SUBMITTED
    assert "resting_reason" not in version.payload["content"]["measures"][0]


def test_a_strategy_without_goal_stays_a_draft(home: Organisation, scope: None, planner: Actor) -> None:
    empty = services.create_strategy(actor=planner, owner=home, title="Leer", period_from=2025, period_to=2028)
    with pytest.raises(Refused, match="noch kein Handlungsfeld mit einem Ziel"):
        move(planner, empty, S.COORDINATION)


@pytest.mark.parametrize("result", [DecisionResult.REJECTED, DecisionResult.REFERRED, DecisionResult.WITHDRAWN])
def test_back_to_draft(
    chain: SimpleNamespace, submitted: Callable[[], StrategyVersion], clerk: Actor, result: DecisionResult
) -> None:
    version = submitted()
    decision = record(clerk, chain.strategy, version, result, "Bitte Kosten ergänzen.")
    assert (chain.strategy.stage, decision.adopted_version) == (S.DRAFT, None)
    with pytest.raises(Refused, match="kein Schritt"):  # it lies nowhere any more
        record(clerk, chain.strategy, version, DecisionResult.ADOPTED)
    assert submitted() == version  # nothing changed, so the committees get the same version again


@pytest.mark.parametrize("result", [DecisionResult.POSTPONED, DecisionResult.REMOVED_FROM_AGENDA, DecisionResult.NOTED])
def test_it_stays_with_the_committees(
    chain: SimpleNamespace, submitted: Callable[[], StrategyVersion], clerk: Actor, result: DecisionResult
) -> None:
    version = submitted()
    record(clerk, chain.strategy, version, result, "")
    assert chain.strategy.stage == S.IN_COMMITTEES and StrategyDecision.objects.get().result == result
    record(clerk, chain.strategy, version, DecisionResult.REJECTED)
    with pytest.raises(Refused, match="liegt zurzeit keinem Gremium vor"):
        record(clerk, chain.strategy, version, result, "")


def test_decisions_that_cannot_stand(
    chain: SimpleNamespace,
    foreign: SimpleNamespace,
    submitted: Callable[[], StrategyVersion],
    clerk: Actor,
    planner: Actor,
) -> None:
    draft = services.freeze_draft(actor=planner, strategy=chain.strategy)
    version = submitted()
    with pytest.raises(Refused, match="Wortlaut"):
        record(clerk, chain.strategy, version, DecisionResult.ADOPTED_AMENDED, " ")
    with pytest.raises(Refused, match="Fassung 1 ist ein interner Entwurf"):
        record(clerk, chain.strategy, draft, DecisionResult.ADOPTED)
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Refused, match="Zukunft"):
        life.record_adoption(
            actor=clerk, strategy=chain.strategy, version=version, result=DecisionResult.ADOPTED, on=tomorrow
        )
    other = services.freeze_draft(
        actor=actor_in(foreign.strategy.owner, Role.PLANNING_COORDINATOR), strategy=foreign.strategy
    )
    with pytest.raises(Forbidden):
        record(clerk, chain.strategy, other, DecisionResult.ADOPTED)
    assert not StrategyDecision.objects.exists() and chain.strategy.stage == S.IN_COMMITTEES


def test_changes_are_entered_and_signed(
    chain: SimpleNamespace, submitted: Callable[[], StrategyVersion], clerk: Actor, planner: Actor, leader: Actor
) -> None:
    decided = submitted()
    old = (decided.sha256, decided.payload_text)
    record(clerk, chain.strategy, decided, DecisionResult.ADOPTED_AMENDED, "Ziel 1.1 gilt bis 2030.")
    assert chain.strategy.stage == S.ENTERING_CHANGES
    sign = {"actor": leader, "strategy": chain.strategy, "version": chain.strategy.version}
    with pytest.raises(Refused, match="Gegenüber Fassung 1 ist noch nichts geändert"):
        life.sign_off(**sign, note="eingearbeitet")
    services.edit_goal(actor=planner, goal=chain.goal, version=chain.goal.version, target_year=2030)
    with pytest.raises(Refused, match="wie die beschlossenen Änderungen"):
        life.sign_off(**sign, note=" ")
    with pytest.raises(Conflict):  # somebody changed something after leadership looked
        life.sign_off(**sign, note="eingearbeitet", digest="0" * 64)
    chain.strategy.refresh_from_db()
    assert chain.strategy.stage == S.ENTERING_CHANGES
    seen = queries.content_digest(queries.content_of(chain.strategy, public_only=True))
    adopted = life.sign_off(**sign, note="Jahr geändert", digest=seen)
    decision = StrategyDecision.objects.get()
    assert (adopted.state, adopted.number, decision.adopted_version) == (VersionKind.ADOPTED, 2, adopted)
    assert (decision.signed_role, decision.sign_note, decision.signed_on) == ("Leitung", "Jahr geändert", timezone.localdate())  # fmt: skip
    assert chain.strategy.stage == S.ADOPTED and services.verify_version(adopted)
    decided.refresh_from_db()
    assert (decided.sha256, decided.payload_text) == old


def test_adoption_decides_the_measures(
    chain: SimpleNamespace, submitted: Callable[[], StrategyVersion], clerk: Actor, planner: Actor
) -> None:
    def new(title: str, **values: object) -> str:
        m = services.create_measure(
            actor=planner, owner=chain.strategy.owner, field=chain.field, title=title, visibility="public", **values
        )
        return m.number

    plain, own = new("a", status="proposed"), new("b", status="idea", needs_own_decision=True)
    done = new("c", status="prioritised", needs_own_decision=True, decision_note="Kreistag 12/2025")
    dropped, put_off = new("d", status="dropped", status_reason="zu teuer"), new("e", status="postponed")
    hidden = services.create_measure(actor=planner, owner=chain.strategy.owner, field=chain.field, title="intern")
    record(clerk, chain.strategy, submitted(), DecisionResult.ADOPTED)
    found = {m.number: m.status for m in chain.field.measures.all()}
    assert (found[plain], found[own], found[done]) == ("decided", "prioritised", "decided")
    assert (found[dropped], found[put_off], found[hidden.number], found["1.1.1"]) == ("dropped", "postponed", "idea", "running")  # fmt: skip


def test_an_adopted_plan_comes_in(chain: SimpleNamespace, planner: Actor, home: Organisation) -> None:
    decision = life.enter_adopted(
        actor=planner, strategy=chain.strategy, version=chain.strategy.version, on=date(2024, 3, 1), number="12/2024"
    )
    assert (chain.strategy.stage, decision.adopted_version.state) == (S.ADOPTED, VersionKind.ADOPTED)
    with pytest.raises(Refused, match="kein Schritt"):
        life.enter_adopted(actor=planner, strategy=chain.strategy, version=chain.strategy.version, on=DAY)
    with pytest.raises(Forbidden):
        life.enter_adopted(actor=actor_in(home, Role.MEASURE_OWNER), strategy=chain.strategy, version=2, on=DAY)


def test_the_next_one_supersedes(
    chain: SimpleNamespace,
    adopted: Callable[[], StrategyVersion],
    planner: Actor,
    home: Organisation,
    twin: Organisation,
) -> None:
    adopted()
    second = build_chain(home)
    other = build_chain(twin)
    life.enter_adopted(actor=planner, strategy=second.strategy, version=second.strategy.version, on=DAY)
    chain.strategy.refresh_from_db()
    other.strategy.refresh_from_db()
    assert (chain.strategy.stage, second.strategy.stage, other.strategy.stage) == (S.SUPERSEDED, S.ADOPTED, S.DRAFT)
    assert life_queries.next_steps_of(chain.strategy) == []
    assert life_queries.in_force_for(planner, home) == second.strategy


def test_no_way_round_the_machine(chain: SimpleNamespace, planner: Actor, home: Organisation) -> None:
    move(planner, chain.strategy, S.COORDINATION)
    act = Act.objects.filter(verb="strategy.move_strategy").get()
    with pytest.raises(Refused, match="nicht rückgängig"):
        undo_act(actor=planner, row=act)
    with pytest.raises(TypeError):
        services.edit_strategy(actor=planner, strategy=chain.strategy, version=2, stage="adopted")
    with pytest.raises(TypeError):
        services.create_strategy(
            actor=planner, owner=home, title="x", period_from=2025, period_to=2026, stage="adopted"
        )


def test_the_line_of_steps(chain: SimpleNamespace, submitted: Callable[[], StrategyVersion], clerk: Actor) -> None:
    assert life_queries.stage_line(chain.strategy)[0] == ("Entwurf", "now")
    record(clerk, chain.strategy, submitted(), DecisionResult.ADOPTED_AMENDED)
    line = life_queries.stage_line(chain.strategy)
    assert line[3] == ("mit Änderungen beschlossen", "now") and line[4] == ("beschlossen", "")
    assert [s.to for s in life_queries.next_steps_of(chain.strategy)] == [S.ADOPTED, S.IN_COMMITTEES]
