"""Undo in this room: the same rules as withdrawing by hand, and no stale decision about a signal."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from sozialstrategie.action.strategy import queries, services
from sozialstrategie.action.strategy.models import FieldOfAction, Goal
from sozialstrategie.evidence.monitoring.models import SignalDecision
from sozialstrategie.evidence.monitoring.services.decisions import reject_signal
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import verify_chain
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Forbidden, Refused
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.undo import undo_act

from .conftest import Signal, actor_in

PAIR = {(Signal().key, Signal().fingerprint)}


def act_of(verb: str) -> Act:
    return Act.objects.filter(verb=verb).order_by("-sequence")[0]


# --- signals -------------------------------------------------------------------------------------------------------


def test_a_signal_is_rejected_after_its_finding_is_gone(home: Organisation, scope: None, planner: Actor) -> None:
    finding = services.accept_finding(actor=planner, owner=home, draft=Signal())
    services.delete_finding(actor=planner, finding=finding)
    assert queries.settled_signals_for(planner, home) == set()
    other = actor_in(home, Role.DATA_STEWARD, Role.PLANNING_COORDINATOR)
    reject_signal(actor=other, owner=home, draft=Signal(), reason="Ein Sondereffekt")  # type: ignore[arg-type]
    assert queries.settled_signals_for(planner, home) == PAIR
    decision = SignalDecision.objects.get()
    assert (decision.state, decision.reason, decision.decided_by, decision.deleted_at) == (
        "rejected", "Ein Sondereffekt", other.person_uid, None,
    )  # fmt: skip
    row = act_of("monitoring.reject_signal")
    assert row.changes is not None and row.changes["fields"]["state"] == ["accepted", "rejected"]
    count = Act.objects.count()
    reject_signal(actor=other, owner=home, draft=Signal(), reason="noch einmal")  # type: ignore[arg-type]
    assert Act.objects.count() == count and SignalDecision.objects.get().reason == "Ein Sondereffekt"
    assert verify_chain() == []


def test_undoing_an_acceptance_leaves_no_decision(home: Organisation, scope: None, planner: Actor) -> None:
    first = services.accept_finding(actor=planner, owner=home, draft=Signal())
    undo_act(actor=planner, row=act_of("strategy.accept_finding"))
    assert queries.settled_signals_for(planner, home) == set()
    assert not SignalDecision.objects.filter(deleted_at=None).exists()
    again = services.accept_finding(actor=planner, owner=home, draft=Signal())
    assert queries.settled_signals_for(planner, home) == PAIR
    assert [(d.state, d.deleted_at) for d in SignalDecision.objects.all()] == [("accepted", None)]
    # the first one comes back by no way while the second one answers the signal
    with pytest.raises(Refused, match=f"Befund {again.number} geworden"):
        undo_act(actor=planner, row=act_of("core.undo"))
    first.refresh_from_db()
    with pytest.raises(Refused, match=f"Befund {again.number} geworden"):
        services.restore_finding(actor=planner, finding=first)


def test_a_finding_that_comes_back_is_the_decision_again(home: Organisation, scope: None, planner: Actor) -> None:
    finding = services.accept_finding(actor=planner, owner=home, draft=Signal())
    services.delete_finding(actor=planner, finding=finding)
    reject_signal(actor=planner, owner=home, draft=Signal(), reason="Doch nicht")  # type: ignore[arg-type]
    services.restore_finding(actor=planner, finding=finding)
    decision = SignalDecision.objects.get()
    assert (decision.state, decision.reason, decision.deleted_at) == ("accepted", "", None)


# --- what stands in the way ----------------------------------------------------------------------------------------


def test_undo_does_not_hide_a_field_with_content(chain: SimpleNamespace, planner: Actor) -> None:
    with pytest.raises(Refused, match="stehen noch Ziele oder Maßnahmen"):
        undo_act(actor=planner, row=act_of("strategy.create_field"))
    assert FieldOfAction.objects.get().deleted_at is None


def test_undo_does_not_hide_a_leitziel_with_goals(chain: SimpleNamespace, home: Organisation, planner: Actor) -> None:
    top = services.create_goal(actor=planner, owner=home, field=chain.field, kind="guiding_goal", title="Oben")
    row = act_of("strategy.create_goal")
    services.edit_goal(actor=planner, goal=chain.goal, version=chain.goal.version, parent=top)
    with pytest.raises(Refused, match="gehören noch Ziele"):
        undo_act(actor=planner, row=row)
    assert Goal.objects.get(pk=top.pk).deleted_at is None


def test_undo_does_not_hide_a_strategy_with_fields(chain: SimpleNamespace, planner: Actor) -> None:
    with pytest.raises(Refused, match="stehen schon Handlungsfelder"):
        undo_act(actor=planner, row=act_of("strategy.create_strategy"))


def test_undo_makes_no_leitziel_of_a_linked_goal(chain: SimpleNamespace, home: Organisation, planner: Actor) -> None:
    goal = services.create_goal(actor=planner, owner=home, field=chain.field, kind="guiding_goal", title="Wird Ziel")
    services.edit_goal(actor=planner, goal=goal, version=goal.version, kind="goal")
    row = act_of("strategy.edit_goal")
    services.link_goal_measure(actor=planner, goal=goal, measure=chain.measure)
    with pytest.raises(Refused, match="verbunden"):
        undo_act(actor=planner, row=row)


def test_undo_moves_nothing_into_a_deleted_field(chain: SimpleNamespace, home: Organisation, planner: Actor) -> None:
    other = services.create_field(actor=planner, owner=home, strategy=chain.strategy, title="Bildung")
    measure = services.create_measure(actor=planner, owner=home, field=other, title="Ferienbus")
    services.edit_measure(actor=planner, measure=measure, version=measure.version, field=chain.field)
    services.delete_field(actor=planner, field=other)
    with pytest.raises(Refused, match="inzwischen gelöscht"):
        undo_act(actor=planner, row=act_of("strategy.edit_measure"))
    measure.refresh_from_db()
    assert measure.field_id == chain.field.pk


def test_nothing_comes_back_into_a_deleted_field(chain: SimpleNamespace, home: Organisation, planner: Actor) -> None:
    field = services.create_field(actor=planner, owner=home, strategy=chain.strategy, title="Bildung")
    goal = services.create_goal(actor=planner, owner=home, field=field, title="Übergänge")
    services.delete_goal(actor=planner, goal=goal)
    services.delete_field(actor=planner, field=field)
    goal.refresh_from_db()
    with pytest.raises(Refused, match="Bildung"):
        services.restore_goal(actor=planner, goal=goal)
    with pytest.raises(Refused, match="Bildung"):
        undo_act(actor=planner, row=act_of("strategy.delete_goal"))


def test_a_change_of_a_deleted_record_is_not_undone(chain: SimpleNamespace, planner: Actor) -> None:
    services.edit_need(actor=planner, need=chain.need, version=chain.need.version, title="Neu")
    row = act_of("strategy.edit_need")
    services.delete_need(actor=planner, need=chain.need)
    with pytest.raises(Refused, match="gelöscht"):
        undo_act(actor=planner, row=row)


# --- who may -------------------------------------------------------------------------------------------------------


def test_a_specialist_takes_back_the_own_only(chain: SimpleNamespace, home: Organisation, planner: Actor) -> None:
    specialist = actor_in(home, Role.SPECIALIST_PLANNER)
    foreign = services.create_need(actor=planner, owner=home, title="Von der Koordination")
    foreign_row = act_of("strategy.create_need")
    own = services.create_need(actor=specialist, owner=home, title="Aus Versehen")
    own_row = act_of("strategy.create_need")
    with pytest.raises(Forbidden):
        undo_act(actor=specialist, row=foreign_row)
    undo_act(actor=specialist, row=own_row)
    services.delete_need(actor=planner, need=chain.need)
    with pytest.raises(Forbidden):
        undo_act(actor=specialist, row=act_of("strategy.delete_need"))
    for need in (foreign, own, chain.need):
        need.refresh_from_db()
    assert foreign.deleted_at is None and own.deleted_at is not None and chain.need.deleted_at is not None
    undo_act(actor=planner, row=foreign_row)
    foreign.refresh_from_db()
    assert foreign.deleted_at is not None


def test_what_is_undone_is_not_undone_again(home: Organisation, scope: None, planner: Actor) -> None:
    services.create_need(actor=planner, owner=home, title="Hilfe ohne Umwege")
    row = act_of("strategy.create_need")
    undo_act(actor=planner, row=row)
    count = Act.objects.count()
    with pytest.raises(Refused, match="schon rückgängig gemacht"):
        undo_act(actor=planner, row=row)
    assert Act.objects.count() == count
