"""Musterberg's paper with a referral back, a decision that is late, and minutes that went round."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.utils import timezone

from sozialstrategie.action.committees.decisions.queries import is_late, notes_of
from sozialstrategie.action.committees.models import Decision, Minutes, Paper
from sozialstrategie.action.committees.papers.queries import steps_of
from sozialstrategie.action.strategy import services
from sozialstrategie.action.strategy.enums import DecisionResult, StrategyStage
from sozialstrategie.action.strategy.models import StrategyDecision
from sozialstrategie.evidence.monitoring.wording import stigma_words
from sozialstrategie.kit.core.actor import system
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.portal.demo.content import build_committees, build_papers
from tests.action.strategy.conftest import build_chain, make_organisation

ACTOR = system("Tests")


@pytest.fixture
def musterberg(db: None) -> Iterator[Organisation]:
    """With a strategy that the council has adopted, and the bodies."""
    made = make_organisation("musterberg")
    with owner_scope(made):
        strategy, life = build_chain(made).strategy, services.life
        for stage in (StrategyStage.COORDINATION, StrategyStage.PUBLIC_PARTICIPATION):
            life.move_strategy(actor=ACTOR, strategy=strategy, to=stage, version=strategy.version)
        version = life.submit_strategy(actor=ACTOR, strategy=strategy, version=strategy.version)
        life.record_adoption(
            actor=ACTOR,
            strategy=strategy,
            version=version,
            result=DecisionResult.ADOPTED,
            on=date(2025, 6, 25),
            body="Kreistag",
        )
        build_committees(actor=ACTOR, owner=made)
        yield made


def test_paper_decision_and_minutes_stand_once(musterberg: Organisation) -> None:
    assert build_papers(actor=ACTOR, owner=musterberg) == 1
    assert build_papers(actor=ACTOR, owner=musterberg) == 0
    paper = Paper.objects.get()
    assert [(s.committee.short_name, s.result) for s in steps_of(paper)] == [
        ("Sozialausschuss", "referred"), ("Steuerungsgruppe", "adopted"), ("Sozialausschuss", "adopted"),
        ("Kreistag", "adopted"),
    ]  # fmt: skip
    assert StrategyDecision.objects.count() == 1, "der Beschluss steht nur einmal bei der Strategie"
    late = Decision.objects.get(committee__short_name="Steuerungsgruppe")
    assert is_late(late, timezone.localdate()) and late.status == "in_progress" and len(notes_of(late)) == 1
    assert {m.state for m in Minutes.objects.all()} == {"circulated"}
    words = " ".join((paper.title, paper.proposed, paper.reasons, paper.finances, late.title, late.text))
    assert stigma_words(words) == []
