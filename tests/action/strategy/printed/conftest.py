"""A strategy worth printing: texts, several fields and goals, measures with every column, figures behind a finding."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sozialstrategie.action.strategy import services
from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.monitoring.models import Result, Run
from sozialstrategie.evidence.monitoring.queries import show_run
from sozialstrategie.kit.core.actor import Actor, system
from sozialstrategie.kit.core.models import Organisation
from tests.action.strategy.conftest import Signal, observation

VISION = "Jedes Kind hat gute Chancen. Niemand bleibt allein. Wir planen mit den Menschen."


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path


@pytest.fixture
def run(db: None) -> Run:
    derivation = catalogue()["child_sgb2_rate"].derivations[0].key
    made = Run.objects.create(catalogue_version="t", editions=[], results_count=4)
    Result.objects.bulk_create(
        Result(run=made, indicator="child_sgb2_rate", derivation=derivation, region="16062", level="kreis", period=str(year), year=year, value=14.2 + (2022 - year) * 0.5, edition="abcd1234")
        for year in range(2019, 2023)
    )  # fmt: skip
    show_run(made)
    return made


@pytest.fixture
def rich(chain: SimpleNamespace, run: Run, home: Organisation, planner: Actor) -> SimpleNamespace:
    """The chain of the room, with a second field, a Leitziel, a measure without goal, an internal one and one of formulas."""
    who = system("Test")
    key = catalogue()["child_sgb2_rate"].derivations[0].key
    draft = Signal(figures=(replace(observation(), derivation=key),))
    chain.drafted = services.accept_finding(actor=planner, owner=home, draft=draft, field=chain.field)
    services.edit_strategy(
        actor=planner, strategy=chain.strategy, version=chain.strategy.version, vision=VISION, summary="Kurz & gut < lang.",
        evaluation="Jedes Jahr im Herbst wird berichtet.", decision_note="Beschluss des Kreistags.",
    )  # fmt: skip
    guiding = services.create_goal(
        actor=who, owner=home, field=chain.field, kind="guiding_goal", title="Familien sind gut begleitet"
    )
    services.edit_goal(actor=who, goal=chain.goal, version=chain.goal.version, parent=guiding)
    chain.other = services.create_field(actor=who, owner=home, strategy=chain.strategy, title="Älter werden")
    services.create_goal(actor=who, owner=home, field=chain.other, title="Hilfe erreicht jedes Dorf", target_year=2028)
    services.edit_measure(
        actor=who, measure=chain.measure, version=chain.measure.version, description="Erstens: da sein.\n\nZweitens:  zuhören.",
        start=date(2025, 9, 1), end=date(2028, 8, 31), cost_note="12.000 Euro je Schule", indicator_text="Schulen mit Lotsin",
        baseline_value=Decimal("3"), baseline_text="Stand 2024", impact_step=5, priority=1, rating="attention",
        progress_note="Zwei Schulen warten noch.", progress_on=date(2026, 3, 1),
    )  # fmt: skip
    chain.loose = services.create_measure(
        actor=who, owner=home, field=chain.field, title="=2+5 & mehr", status="idea", visibility="public", permanent=True,
        target_value=Decimal("12.5"), target_text="Prozent", target_year=2027, cost_note="+49 Euro", lead_unit="@Sozialamt",
    )  # fmt: skip
    chain.inside = services.create_measure(
        actor=who, owner=home, field=chain.other, title="Nur im Haus GEHEIM", target_text="17"
    )
    chain.strategy.refresh_from_db()
    return chain
