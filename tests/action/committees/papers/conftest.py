"""A paper about the frozen strategy of the chain, and one about a measure, on their way through two bodies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from sozialstrategie.action.committees.enums import CommitteeKind, ConsultationRole, PaperState
from sozialstrategie.action.committees.models import Committee, Paper
from sozialstrategie.action.committees.papers import services as papers
from sozialstrategie.action.strategy import services
from sozialstrategie.action.strategy.enums import StrategyStage
from sozialstrategie.action.strategy.models import StrategyVersion
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Organisation
from tests.action.committees.conftest import WHO, body
from tests.action.strategy.conftest import actor_in, build_chain

life = services.life


def day(n: int) -> date:
    """The n-th day of a past sequence."""
    return timezone.localdate() - timedelta(days=100 - n)


@pytest.fixture
def planner(home: Organisation) -> Actor:
    return actor_in(home, Role.PLANNING_COORDINATOR)


@pytest.fixture
def leader(home: Organisation) -> Actor:
    return actor_in(home, Role.LEADERSHIP)


@pytest.fixture
def chain(home: Organisation, scope: None) -> SimpleNamespace:
    return build_chain(home)


@pytest.fixture
def council(home: Organisation, scope: None) -> Committee:
    return body(home, CommitteeKind.COUNCIL, "Kreistag")


@pytest.fixture
def social(home: Organisation, scope: None) -> Committee:
    return body(home, CommitteeKind.COUNCIL_COMMITTEE, "Sozialausschuss")


@pytest.fixture
def submitted(chain: SimpleNamespace) -> StrategyVersion:
    """The strategy of the chain with the committees."""
    s = chain.strategy
    life.move_strategy(actor=WHO, strategy=s, to=StrategyStage.COORDINATION, version=s.version)
    life.move_strategy(actor=WHO, strategy=s, to=StrategyStage.PUBLIC_PARTICIPATION, version=s.version)
    return life.submit_strategy(actor=WHO, strategy=s, version=s.version)


def finish(paper: Paper) -> Paper:
    return papers.move_paper(actor=WHO, paper=paper, to=PaperState.READY, version=paper.version)


Make = Callable[..., SimpleNamespace]


@pytest.fixture
def make(home: Organisation, social: Committee, council: Committee) -> Make:
    """A finished paper with the Ausschuss first and the council to decide."""

    def go(*, finished: bool = True, **values: Any) -> SimpleNamespace:
        words: dict[str, Any] = {
            "title": "Sozialstrategie beschließen", "on": day(0), "proposed": "Die Strategie wird beschlossen.", **values,
        }  # fmt: skip
        paper = papers.create_paper(actor=WHO, owner=home, **words)
        first = papers.add_step(actor=WHO, paper=paper, committee=social)
        last = papers.add_step(
            actor=WHO, paper=paper, committee=council, role=ConsultationRole.DECISION, is_authoritative=True
        )
        return SimpleNamespace(paper=finish(paper) if finished else paper, first=first, last=last)

    return go
