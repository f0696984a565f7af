"""Whatever people try, and in whatever order: nothing leaves the two machines, and no frozen version changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sozialstrategie.action.strategy import services
from sozialstrategie.action.strategy.enums import IN_FORCE, DecisionResult, MeasureStatus, StrategyStage
from sozialstrategie.action.strategy.models import Measure, Strategy, StrategyVersion
from sozialstrategie.action.strategy.stages import AFTER_DECISION, MEASURE_STEPS, SHOWN_AT, STRATEGY_STEPS, USUAL_WAY
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.undo import can_undo, undo_act
from tests.action.strategy.conftest import actor_in, build_chain
from tests.action.strategy.life.conftest import DAY

life = services.life
QUICK = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
ROLES = (Role.PLANNING_COORDINATOR, Role.SPECIALIST_PLANNER, Role.LEADERSHIP, Role.CLERK, Role.MEASURE_OWNER)


class _Back(Exception):
    """Takes an example back."""


def in_turn(body: Callable[[], None]) -> None:
    """Run an example and leave no trace of it for the next one."""
    try:
        with transaction.atomic():
            body()
            raise _Back
    except _Back:
        pass


ATTEMPTS = st.lists(
    st.tuples(
        st.sampled_from(["move", "submit", "decide", "sign", "enter", "revise", "edit", "undo", "freeze", "release"]),
        st.sampled_from(ROLES),
        st.sampled_from(list(StrategyStage)),
        st.sampled_from(list(DecisionResult)),
        st.sampled_from(["", "Grund"]),
    ),
    min_size=4,
    max_size=14,
)


@QUICK
@given(ATTEMPTS)
def test_no_path_leaves_the_machine(home: Organisation, scope: None, attempts: list[Any]) -> None:
    def body() -> None:
        chain = build_chain(home)
        stage, frozen = {chain.strategy.pk: StrategyStage.DRAFT}, {}
        for what, role, to, result, reason in attempts:
            for strategy in Strategy.objects.filter(owner=home).order_by("pk"):
                try:
                    with transaction.atomic():
                        _attempt(what, actor_in(home, role), strategy, to, result, reason, chain)
                except (Refused, TypeError):
                    pass
            for found in Strategy.objects.filter(owner=home):
                before, now = stage.get(found.pk, StrategyStage.DRAFT), StrategyStage(found.stage)
                assert now == before or (before, now) in STRATEGY_STEPS
                stage[found.pk] = now
            assert sum(s in IN_FORCE for s in stage.values()) <= 1
            for version in StrategyVersion.objects.filter(owner=home):
                assert frozen.setdefault(version.pk, (version.sha256, version.payload_text)) == (version.sha256, version.payload_text)  # fmt: skip
                assert services.verify_version(version)

    in_turn(body)


def _attempt(what: str, actor: Any, strategy: Strategy, to: Any, result: Any, reason: str, chain: Any) -> None:
    by = {"actor": actor, "strategy": strategy, "version": strategy.version}
    if what == "move":
        life.move_strategy(**by, to=to, reason=reason)
    elif what == "submit":
        life.submit_strategy(**by, reason=reason)
    elif what == "decide":
        version = StrategyVersion.objects.filter(strategy=strategy).first()
        if version is not None:
            life.record_adoption(actor=actor, strategy=strategy, version=version, result=result, on=DAY, text=reason)
    elif what == "sign":
        life.sign_off(**by, note=reason)
    elif what == "enter":
        life.enter_adopted(**by, on=DAY)
    elif what == "revise":
        services.revision.begin_revision(**by, title="Nächste", period_from=2029, period_to=2032)
    elif what == "edit":
        goal = chain.goal
        goal.refresh_from_db()
        services.edit_goal(actor=actor, goal=goal, version=goal.version, title=f"Ziel {goal.version}")
    elif what == "freeze":
        services.freeze_draft(actor=actor, strategy=strategy)
    elif what == "release":
        services.release_strategy(**by)
    else:
        for act in Act.objects.filter(object_uid=strategy.uid).order_by("-sequence")[:2]:
            if can_undo(act):
                undo_act(actor=actor, row=act)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["change", "edit", "undo", "adopt"]),
        st.sampled_from(ROLES),
        st.sampled_from(list(MeasureStatus)),
        st.sampled_from(["", "Grund"]),
    ),
    min_size=5,
    max_size=20,
)


@QUICK
@given(st.sampled_from(list(MeasureStatus)), st.booleans(), STEPS)
def test_no_measure_leaves_the_machine(
    home: Organisation, scope: None, start: MeasureStatus, own: bool, attempts: list[Any]
) -> None:
    def body() -> None:
        chain = build_chain(home)
        planner = actor_in(home, Role.PLANNING_COORDINATOR)
        measure = services.create_measure(
            actor=planner, owner=home, field=chain.field, title="Neu", status=start, status_reason="weil", needs_own_decision=own
        )  # fmt: skip
        now, decided_once = start, start not in (MeasureStatus.IDEA, MeasureStatus.PROPOSED, MeasureStatus.PRIORITISED)
        for what, role, to, reason in attempts:
            actor = actor_in(home, role)
            try:
                with transaction.atomic():
                    measure = Measure.objects.get(pk=measure.pk)
                    if what == "change":
                        services.statuses.change_status(
                            actor=actor, measure=measure, to=to, version=measure.version, reason=reason
                        )
                    elif what == "edit":
                        services.edit_measure(
                            actor=actor, measure=measure, version=measure.version, status=to, status_reason=reason
                        )
                    elif what == "undo":
                        act = Act.objects.filter(object_uid=measure.uid).order_by("-sequence").first()
                        if act is not None and not (act.changes or {}).get("created") and can_undo(act):
                            undo_act(actor=actor, row=act)
                    else:
                        services.statuses.step(actor, measure, to, "adoption")
            except Refused:
                pass
            found = MeasureStatus(Measure.objects.get(pk=measure.pk).status)
            assert found == now or (now, found) in MEASURE_STEPS
            decided_once |= found == MeasureStatus.DECIDED
            # nothing gets under way without a decision, not even round a corner
            if found in (
                MeasureStatus.PREPARING,
                MeasureStatus.RUNNING,
                MeasureStatus.PERMANENT,
                MeasureStatus.COMPLETED,
            ):
                assert decided_once
            now = found

    in_turn(body)


def test_every_state_is_reached_and_known() -> None:
    reached = {then for _, then in STRATEGY_STEPS} | {StrategyStage.DRAFT}
    assert reached == set(StrategyStage) == set(USUAL_WAY) | set(SHOWN_AT)
    assert {then for _, then in MEASURE_STEPS} == set(MeasureStatus)
    assert {now for now, _ in STRATEGY_STEPS} == set(StrategyStage) - {StrategyStage.SUPERSEDED}
    assert {now for now, _ in MEASURE_STEPS} == set(MeasureStatus) - {MeasureStatus.CARRIED_OVER}
    assert all((StrategyStage.IN_COMMITTEES, then) in STRATEGY_STEPS for then in AFTER_DECISION.values())


@pytest.mark.parametrize("steps", [STRATEGY_STEPS, MEASURE_STEPS])
def test_every_step_names_a_known_permission_and_guard(steps: Any) -> None:
    import rules

    from sozialstrategie.action.strategy.services.life import GUARDS
    from sozialstrategie.action.strategy.services.statuses import GUARDS as MEASURE_GUARDS

    known = GUARDS if steps is STRATEGY_STEPS else MEASURE_GUARDS
    for step in steps.values():
        assert rules.perm_exists(step.permission) and set(step.guards) <= set(known) and step.ways and step.words
