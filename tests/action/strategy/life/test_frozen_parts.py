"""Logic model, money, phases of life and other plans in versions: frozen, compared in words, carried into the next strategy."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from sozialstrategie.action.strategy import queries, services
from sozialstrategie.action.strategy.documents import strategy_document
from sozialstrategie.action.strategy.enums import CarryOutcome, StrategyStage, TargetDirection
from sozialstrategie.action.strategy.logic import services as logic
from sozialstrategie.action.strategy.models import BudgetLine, LogicLink, SpecialistPlan, StrategyVersion, Target
from sozialstrategie.action.strategy.plans import services as plans
from sozialstrategie.action.strategy.progress import budget
from sozialstrategie.action.strategy.queries.difference import CONTAINERS, content_from, in_words, records_of
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import canonical
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.documents.model import TableBlock
from sozialstrategie.methods.record_difference import applied, difference
from tests.action.strategy.conftest import observation
from tests.action.strategy.life.conftest import move

D = Decimal
PARTS = {"life_phases", "paths", "indicators", "budget", "specialist_plans"}


def content(chain: SimpleNamespace, public: bool = False) -> dict[str, Any]:
    return queries.content_of(chain.strategy, public_only=public)


def fill(chain: SimpleNamespace, planner: Actor) -> None:
    """One of each part on the measure, the staircase of the goal, a Fachplan of the whole strategy."""
    m = chain.measure
    top = logic.add_item(actor=planner, subject=m, step=4, text="Familien kennen ihre Ansprüche")
    low = logic.add_item(actor=planner, subject=m, step=1, text="Sprechstunde je Woche", leads_to=[top])
    logic.add_item(actor=planner, subject=chain.goal, step=6, text="Kinder leben besser")
    use = logic.add_use(
        actor=planner, subject=m, name="Beratene Familien", unit="Familien", direction=TargetDirection.INCREASE, item=low,
        baseline_value=D("40"), baseline_year=2024, targets=[(2027, D("60"), None), (2028, D("80.5"), None)],
    )  # fmt: skip
    services.add_reading(actor=planner, use=use, day=date(2025, 12, 31), value=D("51"))
    budget.add_line(
        actor=planner, measure=m, year=2026, category="material", planned=D("12000"), actual=D("300"), note="Räume",
        shares=[("Land", D("8000")), ("Landkreis", D("4000"))],
    )  # fmt: skip
    plans.add_plan(
        actor=planner, subject=m, kind="youth_welfare", title="Jugendhilfeplan 2024", passage="Kapitel 4",
        link="https://example.org/plan", on=date(2024, 3, 1),
    )  # fmt: skip
    plans.add_plan(actor=planner, subject=chain.strategy, kind="inclusion", title="Maßnahmenplan Inklusion")
    m.refresh_from_db()
    services.edit_measure(actor=planner, measure=m, version=m.version, life_phases=["school_age", "youth"])


def row(content_: dict[str, Any], kind: str = "measures") -> dict[str, Any]:
    return dict(content_[kind][0])


def test_what_nobody_filled_is_left_out(chain: SimpleNamespace) -> None:
    a = content(chain)
    assert not PARTS & (set(row(a)) | set(row(a, "goals")))
    assert {"component_plans", "specialist_plans", "umbrella"} & (set(a) | set(a["strategy"])) == set()
    assert row(a)["logic"] == [] and "logic" not in row(a, "goals")


def test_a_version_holds_the_parts(chain: SimpleNamespace, planner: Actor) -> None:
    fill(chain, planner)
    inside, outside = row(content(chain)), row(content(chain, public=True))
    assert inside["paths"] == [
        {"from_step": 1, "from": "Sprechstunde je Woche", "to_step": 4, "to": "Familien kennen ihre Ansprüche"}
    ]
    (use,) = inside["indicators"]
    assert {**use, "readings": []} == {
        "indicator": "", "name": "Beratene Familien", "unit": "Familien", "is_ratio": False, "direction": "increase",
        "baseline_value": "40", "baseline_year": 2024, "rollup": "none", "weight": None, "about": "Sprechstunde je Woche",
        "targets": [{"year": 2027, "value": "60", "upper": None}, {"year": 2028, "value": "80.5", "upper": None}],
        "readings": [],
    }  # fmt: skip
    shares = [{"from": "Land", "amount": "8000"}, {"from": "Landkreis", "amount": "4000"}]
    line = {"year": 2026, "category": "material", "planned": "12000"}
    assert inside["budget"] == [{**line, "actual": "300", "note": "Räume", "shares": shares}]
    assert inside["specialist_plans"] == [
        {"kind": "youth_welfare", "title": "Jugendhilfeplan 2024", "passage": "Kapitel 4", "link": "https://example.org/plan", "on": "2024-03-01"}
    ]  # fmt: skip
    assert inside["life_phases"] == ["school_age", "youth"]
    assert row(content(chain), "goals")["logic"] == [{"step": 6, "text": "Kinder leben besser", "indicator_text": ""}]
    # the public reads what is planned, never what was spent or noted or who pays, and no Messwert that nobody approved
    assert outside["budget"] == [line]
    assert [r["day"] for r in use["readings"]] == ["2025-12-31"] and outside["indicators"][0]["readings"] == []


def test_indicators_of_own_tables_stay_inside(chain: SimpleNamespace, planner: Actor, monkeypatch: Any) -> None:
    fill(chain, planner)
    use = logic.IndicatorUse.objects.get()
    logic.IndicatorUse.objects.filter(pk=use.pk).update(indicator="own_1", name="")
    monkeypatch.setattr("sozialstrategie.action.strategy.queries.frozen_parts.is_own", lambda code: code == "own_1")
    assert "indicators" not in row(content(chain, public=True)) and "indicators" in row(content(chain))


def test_a_version_from_before_reads_compares_and_keeps_its_hash(chain: SimpleNamespace, planner: Actor) -> None:
    old = services.freeze_draft(actor=planner, strategy=chain.strategy)
    text, sha = old.payload_text, old.sha256
    assert not any(f'"{part}"' in text for part in PARTS)
    fill(chain, planner)
    new = content(chain)
    old.refresh_from_db()
    assert hashlib.sha256(text.encode()).hexdigest() == sha == old.sha256 and services.verify_version(old)
    before = json.loads(old.payload_text)["content"]
    assert strategy_document(old.payload, old).blocks
    for first, second in ((before, new), (new, before)):
        assert content_from(records_of(first)) == first
        diff = difference(records_of(first), records_of(second), containers=CONTAINERS)
        assert canonical(content_from(applied(records_of(first), diff))) == canonical(second)


def test_the_difference_in_words(chain: SimpleNamespace, planner: Actor) -> None:
    before = content(chain)
    fill(chain, planner)
    found = {s.title: s.entries for s in in_words(before, content(chain)).sections}
    (measure,) = found["Maßnahmen"]
    said = {label: (was, now) for label, was, now in measure.changes}
    assert said["Wirkungspfade"] == (
        "leer", "„Sprechstunde je Woche“ (Stufe 1) führt zu „Familien kennen ihre Ansprüche“ (Stufe 4)"
    )  # fmt: skip
    assert said["Kosten"] == (
        "leer", "2026, Sachkosten: 12.000,00 Euro, ausgegeben 300,00 Euro (Land 8.000,00 Euro; Landkreis 4.000,00 Euro), Räume"
    )  # fmt: skip
    assert said["Indikatoren und Zielwerte"] == (
        "leer",
        "Beratene Familien (Familien), soll steigen; Ausgangswert 2024 40; Zielwerte 2027: 60, 2028: 80,5; Messwert 31.12.2025: 51",
    )
    assert said["Lebensphasen"] == ("leer", "Schulalter, 6 bis 13\nJugend, 14 bis 17")
    assert said["Fachpläne"] == (
        "leer", "Jugendhilfeplan (§ 80 SGB VIII): Jugendhilfeplan 2024, Kapitel 4, Stand 01.03.2024, https://example.org/plan"
    )  # fmt: skip
    (texts,) = found["Texte der Strategie"]
    assert texts.changes == (("Fachpläne", "leer", "Maßnahmenplan nach ThürGIG: Maßnahmenplan Inklusion"),)


def test_the_document_prints_them(chain: SimpleNamespace, planner: Actor) -> None:
    bare = {b.caption for b in strategy_document(payload(chain)).blocks if isinstance(b, TableBlock)}
    fill(chain, planner)
    tables = {b.caption: b for b in strategy_document(payload(chain)).blocks if isinstance(b, TableBlock)}
    assert set(tables) - bare == {
        "Ziele und Maßnahmen entlang der Lebensphasen", "Mit welchen Fachplänen abgestimmt ist", "Geplante Kosten",
        "Indikatoren der Wirkungsmodelle", "Wirkungstreppe der Maßnahme 1.1.1: Lotsendienst an Grundschulen",
        "Wirkungstreppe des Ziels 1.1: Rat für Familien an jeder Grundschule",
    }  # fmt: skip
    assert tables["Geplante Kosten"].rows == (
        ("1.1.1", "2026", "Sachkosten", "12.000,00 Euro", "Land 8.000,00 Euro; Landkreis 4.000,00 Euro"),
        ("alle", "2026", "zusammen", "12.000,00 Euro", ""),
    )
    axis = {r[0]: r[1:] for r in tables["Ziele und Maßnahmen entlang der Lebensphasen"].rows}
    assert axis["Schulalter, 6 bis 13"] == axis["Jugend, 14 bis 17"] == ("1.1.1",)
    assert axis["Rund um die Geburt"] == ("–",) and "ohne Angabe" not in axis


def test_the_public_document_does_not_say_who_pays(chain: SimpleNamespace, planner: Actor) -> None:
    fill(chain, planner)
    tables = {b.caption: b for b in strategy_document(payload(chain, public=True)).blocks if isinstance(b, TableBlock)}
    assert tables["Geplante Kosten"].header == ("Maßnahme", "Jahr", "Art", "Geplant")
    assert tables["Geplante Kosten"].rows[0] == ("1.1.1", "2026", "Sachkosten", "12.000,00 Euro")


def payload(chain: SimpleNamespace, public: bool = False) -> dict[str, Any]:
    return queries.payload_of(chain.strategy, number=0, state="draft", as_of=date(2026, 5, 1), public_only=public)


@pytest.fixture
def carried(chain: SimpleNamespace, adopted: Callable[[], StrategyVersion], planner: Actor) -> tuple[Any, Any]:
    """Goal and measure, filled and carried over into a strategy from 2026 on."""
    fill(chain, planner)
    budget.add_line(actor=planner, measure=chain.measure, year=2025, category="grants", planned=D("5"))
    adopted()
    chain.strategy.refresh_from_db()
    move(planner, chain.strategy, StrategyStage.IMPLEMENTING)
    new = services.revision.begin_revision(
        actor=planner, strategy=chain.strategy, version=chain.strategy.version, title="Weiter", period_from=2026, period_to=2030,
    )  # fmt: skip
    carry: dict[str, Any] = {"actor": planner, "strategy": new, "outcome": CarryOutcome.CONTINUED, "reason": "Wirkt."}
    chain.measure.refresh_from_db()
    goal = services.revision.carry_over(obj=chain.goal, **carry).new_goal
    return goal, services.revision.carry_over(obj=chain.measure, **carry).new_measure


def test_carried_into_the_next_strategy(carried: tuple[Any, Any], chain: SimpleNamespace) -> None:
    goal, measure = carried
    assert measure.life_phases == ["school_age", "youth"] and [i.text for i in goal.logic_items.all()] == [
        "Kinder leben besser"
    ]
    (link,) = LogicLink.objects.filter(source__measure=measure)
    assert (link.source.text, link.target.text, link.target.measure) == (
        "Sprechstunde je Woche", "Familien kennen ihre Ansprüche", measure,
    )  # fmt: skip
    use = measure.indicator_uses.get()
    assert (use.name, use.item, use.baseline_value) == ("Beratene Familien", link.source, D("40"))
    assert [(t.year, t.value) for t in Target.objects.filter(use=use)] == [(2027, D("60")), (2028, D("80.5"))]
    assert not use.readings.exists() and chain.measure.indicator_uses.get().readings.count() == 1
    # money of the years before stays where it was spent
    (line,) = BudgetLine.objects.filter(measure=measure)
    assert (line.year, line.planned, line.actual) == (2026, D("12000"), None)
    assert [(s.source, s.amount) for s in line.shares.all()] == [("Land", D("8000")), ("Landkreis", D("4000"))]
    titles = [(p.title, p.measure_id, p.strategy_id) for p in SpecialistPlan.objects.order_by("id")[2:]]
    assert titles == [
        ("Maßnahmenplan Inklusion", None, measure.field.strategy_id),
        ("Jugendhilfeplan 2024", measure.pk, None),
    ]
    assert chain.measure.budget_lines.count() == 2


def test_erasing_words_leaves_the_lists_readable(chain: SimpleNamespace, planner: Actor, leader: Actor) -> None:
    fill(chain, planner)
    frozen = services.freeze_draft(actor=planner, strategy=chain.strategy)
    services.corrections.erase_words(
        actor=leader, version=frozen, words="Sprechstunde je Woche", reason="Bitte der Stelle"
    )
    frozen.refresh_from_db()
    path = frozen.payload["content"]["measures"][0]["paths"][0]
    assert path["from"] == "[gelöscht]" and services.verify_version(frozen)
    assert strategy_document(frozen.payload, frozen).blocks


def test_an_official_indicator_is_named(chain: SimpleNamespace, planner: Actor) -> None:
    logic.add_use(
        actor=planner, subject=chain.goal, indicator=observation().indicator, direction=TargetDirection.OBSERVE
    )
    (use,) = row(content(chain, public=True), "goals")["indicators"]
    assert (
        use["indicator"] == "child_sgb2_rate" and use["name"] not in ("", "child_sgb2_rate") and use["unit"] == "je 100"
    )


def test_nothing_of_the_twin_enters(
    chain: SimpleNamespace, foreign: SimpleNamespace, planner: Actor, home: Organisation
) -> None:
    fill(chain, planner)
    assert not PARTS & set(row(content(foreign)))
