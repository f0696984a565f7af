"""Undo of costs: the line and the shares that lie beside it, both or neither."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from uuid import uuid4

import pytest

from sozialstrategie.action.strategy import services
from sozialstrategie.action.strategy.models import BudgetLine
from sozialstrategie.action.strategy.progress import budget
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import verify_chain
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Forbidden, Refused
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.undo import can_undo, undo_act
from tests.action.strategy.conftest import actor_in

D = Decimal
FIRST, SECOND = [("Land", D("60.00")), ("Landkreis", D("40.00"))], [("Stiftung", D("70.00"))]


@pytest.fixture
def line(chain: SimpleNamespace, planner: Actor) -> BudgetLine:
    return budget.add_line(
        actor=planner, measure=chain.measure, year=2026, category="grants", planned=D("100"), shares=FIRST
    )


def last() -> Act:
    return Act.objects.order_by("-sequence")[0]


def stands(line: BudgetLine) -> tuple[Decimal, list[tuple[str, Decimal]]]:
    line.refresh_from_db()
    return line.planned, [(s.source, s.amount) for s in budget.shares_of(line)]


def test_a_change_is_taken_back_with_its_shares_and_forward_again(line: BudgetLine, planner: Actor) -> None:
    budget.edit_line(actor=planner, line=line, version=line.version, planned=D("70"), shares=SECOND)
    assert stands(line) == (D("70"), SECOND)
    undo_act(actor=planner, row=last())
    assert stands(line) == (D("100"), FIRST)
    undo_act(actor=planner, row=last())
    assert stands(line) == (D("70"), SECOND) and verify_chain() == []


def test_shares_alone_can_be_taken_back(line: BudgetLine, planner: Actor) -> None:
    other = [("Bund", D("100.00"))]
    budget.edit_line(actor=planner, line=line, version=line.version, shares=other)
    assert can_undo(last())
    undo_act(actor=planner, row=last())
    assert stands(line) == (D("100"), FIRST)


def test_what_was_made_or_deleted(line: BudgetLine, planner: Actor) -> None:
    made = last()
    budget.delete_line(actor=planner, line=line, version=line.version)
    undo_act(actor=planner, row=last())
    assert stands(line) == (D("100"), FIRST) and line.deleted_at is None
    undo_act(actor=planner, row=made)
    line.refresh_from_db()
    assert line.deleted_at is not None


def test_not_over_what_somebody_changed_since(line: BudgetLine, planner: Actor) -> None:
    budget.edit_line(actor=planner, line=line, version=line.version, shares=[("Bund", D("100.00"))])
    row = last()
    line.refresh_from_db()
    budget.edit_line(actor=planner, line=line, version=line.version, shares=[("Erbe", D("100.00"))])
    with pytest.raises(Refused, match="Anteile wurden inzwischen erneut geändert"):
        undo_act(actor=planner, row=row)
    assert stands(line) == (D("100"), [("Erbe", D("100.00"))])


def test_a_second_staff_sum_does_not_come_back(line: BudgetLine, chain: SimpleNamespace, planner: Actor) -> None:
    staff = {"actor": planner, "measure": chain.measure, "year": 2026, "category": "staff", "planned": D("10")}
    first = budget.add_line(**staff)
    budget.delete_line(actor=planner, line=first, version=first.version)
    row = last()
    budget.add_line(**staff)
    with pytest.raises(Refused, match="Personalkosten"):
        undo_act(actor=planner, row=row)


def test_not_below_a_measure_that_is_gone(line: BudgetLine, chain: SimpleNamespace, planner: Actor) -> None:
    budget.delete_line(actor=planner, line=line, version=line.version)
    row = last()
    services.delete_measure(actor=planner, measure=chain.measure)
    with pytest.raises(Refused, match="ist gelöscht"):
        undo_act(actor=planner, row=row)


def test_only_who_may_change_money(line: BudgetLine, home: Organisation, twin: Organisation, planner: Actor) -> None:
    budget.edit_line(actor=planner, line=line, version=line.version, planned=D("70"), shares=SECOND)
    row = last()
    for actor in (actor_in(home, Role.MEASURE_OWNER, person_uid=uuid4()), actor_in(twin, Role.PLANNING_COORDINATOR)):
        with pytest.raises(Forbidden):
            undo_act(actor=actor, row=row)
    undo_act(actor=actor_in(home, Role.FUNDING_OFFICER), row=row)
    assert stands(line) == (D("100"), FIRST)
