"""The strategy as a document: what it holds, who gets which state, equal bytes."""

from __future__ import annotations

import io
import re
import zipfile
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sozialstrategie.action.strategy import queries, services
from sozialstrategie.action.strategy.documents import build_strategy, strategy_document
from sozialstrategie.action.strategy.queries import payload_of
from sozialstrategie.action.strategy.queries.snapshot import frozen_observation, thawed_observation
from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.monitoring.models import Result, Run
from sozialstrategie.evidence.monitoring.queries import show_run
from sozialstrategie.kit.core.actor import PUBLIC, Actor, system
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.documents.model import Figure, Heading, TableBlock

from .conftest import Signal, actor_in, observation, person_in


def texts(document: Any) -> str:
    return re.sub(r" at 0x[0-9a-f]+", "", repr(document.blocks))


def chapters_of(document: Any) -> list[str]:
    return [f"{b.number} {b.text}".strip() for b in document.blocks if isinstance(b, Heading) and b.level == 1]


@pytest.fixture
def run(db: None) -> Run:
    """Eight years of one rate for the Kreis, the Land and Germany."""
    derivation = catalogue()["child_sgb2_rate"].derivations[0].key
    made = Run.objects.create(catalogue_version="t", editions=[], results_count=24)
    for region, level, base in (("16062", "kreis", 14.2), ("16", "land", 11.9), ("DG", "bund", 12.1)):
        Result.objects.bulk_create(
            Result(run=made, indicator="child_sgb2_rate", derivation=derivation, region=region, level=level, period=str(year), year=year, value=base + (2022 - year) * 0.5, edition="abcd1234")
            for year in range(2015, 2023)
        )  # fmt: skip
    show_run(made)
    return made


@pytest.fixture
def whole(chain: SimpleNamespace, run: Run, home: Organisation, planner: Actor) -> SimpleNamespace:
    from dataclasses import replace

    key = catalogue()["child_sgb2_rate"].derivations[0].key
    draft = Signal(figures=(replace(observation(), derivation=key), replace(observation(11.9, "16"), derivation=key)))
    chain.drafted = services.accept_finding(actor=planner, owner=home, draft=draft, field=chain.field)
    services.link_finding_need(actor=planner, finding=chain.drafted, need=chain.need)
    services.set_logic(
        actor=planner,
        measure=chain.measure,
        version=chain.measure.version,
        steps={0: ("zwei volle Stellen", "Stellenplan"), 1: ("Sprechstunden", "")},
    )
    return chain


def test_the_outline_is_the_one_of_the_field(whole: SimpleNamespace, home: Organisation) -> None:
    payload = payload_of(
        whole.strategy, number=0, state="draft", as_of=whole.strategy.updated_at.date(), public_only=False
    )
    document = strategy_document(payload)
    assert chapters_of(document) == [
        "1 Vorwort und Kurzfassung", "2 Auftrag, Rechts- und Förderrahmen", "3 Vorgehen", "4 Soziale Lage",
        "5 Bilanz der Vorgängerstrategie", "6 Leitbild und Leitziele", "7 Handlungsfelder", "8 Umsetzung",
        "9 Monitoring, Evaluation, Fortschreibung", "10 Beschlüsse", "Anhang A Indikatoren", "Anhang B Der rote Faden",
    ]  # fmt: skip
    levels = [b.level for b in document.blocks if isinstance(b, Heading)]
    assert all(b - a <= 1 for a, b in pairwise(levels))  # PDF/UA skips no level
    tables = {b.caption: b for b in document.blocks if isinstance(b, TableBlock)}
    assert tables["Die Zahlen von Befund 2"].rows[0][-1] == "14,2"
    assert tables["Maßnahmen im Handlungsfeld Familien stärken"].rows[0][:3] == (
        "1.1.1",
        "Lotsendienst an Grundschulen",
        "1.1",
    )
    assert tables["Von der Maßnahme zurück zum Befund"].rows[0][0].startswith("1 Kinder in Haushalten")
    charts = [b for b in document.blocks if isinstance(b, Figure)]
    assert len(charts) == 1 and charts[0].alt and "Ausgabe abcd1234" in charts[0].source
    assert document.example and "Arbeitsstand, nicht freigegeben" in document.state
    assert [a.name for a in document.attachments] == ["zahlen-musterberg.csv"]


def test_a_released_document_does_not_move_with_newer_figures(
    whole: SimpleNamespace, run: Run, leader: Actor, home: Organisation
) -> None:
    version = services.release_strategy(actor=leader, strategy=whole.strategy, version=whole.strategy.version)
    before = strategy_document(version.payload, version)
    Result.objects.filter(run=run).update(value=1.0)
    services.edit_measure(
        actor=system("Test"),
        measure=whole.measure,
        version=whole.measure.__class__.objects.get(pk=whole.measure.pk).version,
        title="Später geändert",
    )
    after = strategy_document(version.payload, version)
    assert texts(before) == texts(after) and "Später geändert" not in texts(after)
    assert before.attachments == after.attachments
    assert before.attachments[1].data.decode() == version.payload_text
    assert version.sha256[:16] in before.footer


def test_observations_survive_freezing() -> None:
    for o in (observation(), observation(0.1 + 0.2)):
        assert thawed_observation(frozen_observation(o)) == o


def test_who_gets_which_state(whole: SimpleNamespace, home: Organisation, planner: Actor, leader: Actor) -> None:
    with pytest.raises(Refused, match="noch keine Strategie freigegeben"):
        build_strategy(PUBLIC, region=None, owner="musterberg", format="docx")
    with pytest.raises(Refused, match="noch keine Strategie freigegeben"):
        build_strategy(actor_in(home, Role.STATE_VIEWER), region=None, owner="musterberg", format="docx")
    with pytest.raises(Refused, match="gibt es nicht"):
        build_strategy(PUBLIC, region=None, owner="nirgendwo", format="docx")
    with pytest.raises(Refused, match="--owner"):
        build_strategy(PUBLIC, region="16062", owner=None, format="docx")
    services.create_measure(actor=planner, owner=home, field=whole.field, title="Nur im Haus GEHEIM")
    services.release_strategy(actor=leader, strategy=whole.strategy, version=whole.strategy.version)

    def words(actor: Actor) -> str:
        data = build_strategy(actor, region=None, owner="musterberg", format="docx")
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.read("word/document.xml").decode("utf-8")

    assert "GEHEIM" in words(planner) and "Arbeitsstand" in words(planner)
    for actor in (PUBLIC, actor_in(home, Role.STATE_VIEWER), system("Kommandozeile")):
        assert "GEHEIM" not in words(actor) and "Lotsendienst" in words(actor)


def test_the_pdf_is_the_same_twice(whole: SimpleNamespace, leader: Actor) -> None:
    services.release_strategy(actor=leader, strategy=whole.strategy, version=whole.strategy.version)
    first = build_strategy(PUBLIC, region=None, owner="musterberg", format="pdf")
    assert first.startswith(b"%PDF") and first == build_strategy(PUBLIC, region=None, owner="musterberg", format="pdf")


def test_a_twin_gets_nothing_of_the_draft(whole: SimpleNamespace, twin: Organisation) -> None:
    with pytest.raises(Refused):
        build_strategy(actor_in(twin, Role.PLANNING_COORDINATOR), region=None, owner="musterberg", format="pdf")


def test_a_changed_figure_marks_exactly_what_used_it(
    whole: SimpleNamespace, run: Run, home: Organisation, planner: Actor, leader: Actor
) -> None:
    other = services.create_need(actor=planner, owner=home, title="Ruht auf keiner Zahl")
    version = services.release_strategy(actor=leader, strategy=whole.strategy, version=whole.strategy.version)
    assert queries.stale_findings_for(planner, home) == [] and queries.stale_in_version(version) == []
    Result.objects.filter(run=run, region="16", period="2022").update(value=12.4)
    stale = queries.stale_findings_for(planner, home)
    assert [s.finding.uid for s in stale] == [whole.drafted.uid]
    assert [(c.reference.region, c.reference.value, c.current_value) for c in stale[0].changes] == [("16", 11.9, 12.4)]
    assert [n.uid for n in stale[0].needs] == [whole.need.uid] and other.uid != whole.need.uid
    assert [(s.reference.region, s.current_value) for s in queries.stale_in_version(version)] == [("16", 12.4)]


def test_the_marks_stand_on_the_pages(
    whole: SimpleNamespace, run: Run, home: Organisation, planner: Actor, leader: Actor
) -> None:
    version = services.release_strategy(actor=leader, strategy=whole.strategy, version=whole.strategy.version)
    client = Client()
    client.force_login(person_in(home, Role.PLANNING_COORDINATOR))
    pages = [
        reverse("strategy:finding", args=[home.slug, whole.drafted.uid]),
        reverse("strategy:need", args=[home.slug, whole.need.uid]),
        reverse("strategy:version", args=[home.slug, version.uid]),
    ]
    assert not any("jetzt 12,4" in client.get(p).content.decode() for p in pages)
    Result.objects.filter(run=run, region="16", period="2022").update(value=12.4)
    finding, need, frozen = (client.get(p).content.decode() for p in pages)
    assert "jetzt 12,4" in finding and "jetzt 12,4" in frozen and "Eine Zahl hat sich geändert" in need
    untouched = client.get(reverse("strategy:finding", args=[home.slug, whole.finding.uid])).content.decode()
    assert "jetzt" not in untouched
