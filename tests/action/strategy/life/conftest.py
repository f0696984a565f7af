"""A strategy at any stage, taken there by the acts that people use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pytest

from sozialstrategie.action.strategy import services
from sozialstrategie.action.strategy.enums import DecisionResult, StrategyStage
from sozialstrategie.action.strategy.models import Strategy, StrategyVersion
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Organisation
from tests.action.strategy.conftest import actor_in

DAY = date(2025, 6, 25)
life = services.life


@pytest.fixture
def clerk(home: Organisation) -> Actor:
    return actor_in(home, Role.CLERK)


def move(actor: Actor, strategy: Strategy, to: StrategyStage, reason: str = "") -> Strategy:
    return life.move_strategy(actor=actor, strategy=strategy, to=to, version=strategy.version, reason=reason)


@pytest.fixture
def submitted(chain: SimpleNamespace, planner: Actor, leader: Actor) -> Callable[[], StrategyVersion]:
    """Takes the strategy of the chain to the committees."""

    def go() -> StrategyVersion:
        move(planner, chain.strategy, StrategyStage.COORDINATION)
        move(planner, chain.strategy, StrategyStage.PUBLIC_PARTICIPATION)
        return life.submit_strategy(actor=leader, strategy=chain.strategy, version=chain.strategy.version)

    return go


@pytest.fixture
def adopted(
    chain: SimpleNamespace, submitted: Callable[[], StrategyVersion], clerk: Actor
) -> Callable[[], StrategyVersion]:
    """Takes the strategy of the chain to its adoption."""

    def go() -> StrategyVersion:
        version = submitted()
        life.record_adoption(
            actor=clerk, strategy=chain.strategy, version=version, result=DecisionResult.ADOPTED, on=DAY, number="47/2025",
            body="Kreistag", text="Die Strategie wird beschlossen.",
        )  # fmt: skip
        return version

    return go
