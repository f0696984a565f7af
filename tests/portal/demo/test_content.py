"""The worked strategy of Musterberg: whole threads, official figures, respectful words, loose ends on purpose.

Building the example takes longer than all other tests of this room together: one test of the quick run does it, here and on
PostgreSQL; what else it must hold is asked in the long run.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from sozialstrategie.action.strategy import queries, services
from sozialstrategie.action.strategy.lateness import LateReason, MeasureFacts, lateness
from sozialstrategie.action.strategy.models import FieldOfAction, FindingFigure, Strategy, StrategyVersion
from sozialstrategie.action.strategy.thread import LooseKind
from sozialstrategie.action.strategy.thread_rows import rows
from sozialstrategie.evidence.monitoring.models import SignalDecision
from sozialstrategie.evidence.monitoring.shipped import shipped_tables
from sozialstrategie.evidence.monitoring.signals import signals_for
from sozialstrategie.evidence.monitoring.wording import stigma_words
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.portal.demo.content import build_need_offers, build_strategy
from sozialstrategie.portal.demo.content.texts import read
from tests.portal.demo.conftest import Built

# What the office published (BBSR, INKAR edition 2024), rounded half up to one place as the texts show it.
PUBLISHED = {
    1: ["14,2", "9,7", "19,3", "14,2"],  # q_newfBGu15_bev: Nordhausen and Thüringen 2022, then 2017
    3: ["10,2", "6,4", "5,4", "7,9"],  # q_pfl: Nordhausen 2021, 2017; Thüringen 2017, 2021
    4: ["12,2", "24,8", "39,4", "22,5"],  # integrative Kitas: Nordhausen, Thüringen, Germany 2022; Nordhausen 2020
    5: ["14,0", "7,7", "8,6", "9,4", "6,9"],  # leavers: Nordhausen 2022, 2021, 2017; Thüringen, Germany 2022
    6: ["56,8"],  # children under 3: Nordhausen 2020
    8: ["9,5", "6,7", "14,8", "11,2"],  # q_SGBII: Nordhausen and Thüringen 2021, then 2012
}
# Series of the shipped tables behind the indicators.
SERIES = {
    "child_sgb2_rate": "q_newfBGu15_bev",
    "care_dependent_rate": "q_pfl",
    "integrative_childcare_share": "a_kb_IgEinr",
    "school_leavers_without_certificate_share": "a_schul_oA",
    "childcare_under3_rate": "a_betr0003_bev0003",
    "sgb2_rate": "q_SGBII",
    "nursing_home_places_rate": "q_pflpl_bev",
}


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return [value] if isinstance(value, str) else []


def test_size_and_release(built: Built, strategy_models: SimpleNamespace) -> None:
    assert FieldOfAction.objects.count() == 3
    assert strategy_models.Finding.objects.filter(state="accepted").count() == 9
    assert strategy_models.Need.objects.count() == 7
    assert strategy_models.Goal.objects.filter(kind="goal").count() == 9
    assert strategy_models.Goal.objects.filter(kind="guiding_goal").count() == 3
    version = queries.released_version(built.musterberg)
    assert version is not None and version.number == 3 and services.verify_version(version)
    content = version.payload["content"]
    assert (len(content["findings"]), len(content["measures"])) == (9, 22)


@pytest.mark.long
def test_work_went_on_after_the_release(built: Built, strategy_models: SimpleNamespace) -> None:
    version = queries.released_version(built.musterberg)
    assert version is not None
    released = {m["title"] for m in version.payload["content"]["measures"]}
    ideas = strategy_models.Measure.objects.exclude(title__in=released)
    assert [(m.status, m.visibility) for m in ideas] == [("idea", "internal")]
    assert strategy_models.Finding.objects.get(state="draft").number == 10
    guide = strategy_models.Measure.objects.get(number="1.1.1")
    assert guide.editorial_state == "submitted"
    waiting = strategy_models.Reading.objects.get(measure=guide, approved_on=None)
    assert (waiting.text, waiting.day < timezone.localdate()) == ("11 von 14 Grundschulen", True)


@pytest.mark.long
def test_loose_ends(built: Built) -> None:
    graph = queries.thread_for(built.actor, built.musterberg)
    assert [(end.kind, end.node.label) for end in graph.loose_ends] == [
        (LooseKind.FINDING_WITHOUT_NEED, "Befund 4"),
        (LooseKind.NEED_WITHOUT_GOAL, "Bedarf 7"),
        (LooseKind.GOAL_WITHOUT_MEASURE, "Ziel 3.1"),
        (LooseKind.MEASURE_WITHOUT_DECISION, "Maßnahme 1.1.2"),
        (LooseKind.MEASURE_WITHOUT_TARGET, "Maßnahme 1.2.1"),
    ]
    resting = [node.label for node in graph.nodes if node.resting]
    assert resting == ["Befund 8"]  # would be the sixth loose end; the reason is written down


@pytest.mark.long
def test_whole_threads_from_figure_to_reading(built: Built) -> None:
    graph = queries.thread_for(built.actor, built.musterberg)
    whole = [row for row in rows(graph) if row.findings and row.need and row.goal and row.measure and row.effect]
    from_figures = [row for row in whole if any(f.origin == "official" for f in row.findings)]
    assert len(from_figures) >= 10
    assert {row.effect.title for row in whole if row.effect} >= {"27 Patenschaften", "4 von 5 Gesprächskreisen"}


@pytest.mark.parametrize("number", sorted(PUBLISHED))
@pytest.mark.long
def test_figures_are_the_published_ones(built: Built, strategy_models: SimpleNamespace, number: int) -> None:
    finding = strategy_models.Finding.objects.get(number=number)
    cited = re.findall(r"\d+,\d", finding.statement)
    assert cited == PUBLISHED[number]
    assert re.findall(r"\d+,\d", finding.title) == PUBLISHED[number][:1]


@pytest.mark.long
def test_every_cited_figure_is_frozen_and_stands_in_the_shipped_table(built: Built) -> None:
    # an independent way to the figures: the shipped table itself, not the computed results
    shipped = {
        (fact["table"], fact["region"], fact["period"]): fact["value"]
        for table in shipped_tables()
        if table.table in SERIES.values()
        for fact in table.facts.to_pylist()
    }
    cited = list(FindingFigure.objects.select_related("reference", "finding"))
    assert {row.finding.number for row in cited} == {*PUBLISHED, 10}
    for row in cited:
        r = row.reference
        assert r.value == shipped[SERIES[r.indicator], r.region, r.period], (row.finding.number, r.indicator, r.period)
    counts = {n: sum(row.finding.number == n for row in cited) for n in PUBLISHED}
    assert counts == {n: len(figures) for n, figures in PUBLISHED.items()}
    assert queries.stale_findings_for(built.actor, built.musterberg) == []


@pytest.mark.long
def test_needs_have_offers_and_one_urgent_need_has_none(built: Built) -> None:
    found = queries.offers_by_need(built.actor, built.musterberg)
    assert [(r.need.number, len(r.valid), r.is_gap) for r in found] == [
        (4, 0, True), (1, 3, False), (2, 2, False), (3, 2, False), (5, 0, False), (6, 2, False), (7, 1, False),
    ]  # fmt: skip
    assert build_need_offers(actor=built.actor, owner=built.musterberg) == 0


def test_signals_are_settled(built: Built) -> None:
    """Accepted and rejected drafts do not come again, though the findings cite more figures than the drafts."""
    states = sorted(SignalDecision.objects.values_list("state", flat=True))
    assert states == ["accepted"] * 6 + ["rejected"]
    settled = queries.settled_signals_for(built.actor, built.musterberg)
    before, after = signals_for("16062", limit=None), signals_for("16062", limit=None, decided=settled)
    assert {d.key for d in before.drafts} - {d.key for d in after.drafts} == {
        "land:child_sgb2_rate",
        "change5:care_dependent_rate",
        "bund:integrative_childcare_share",
        "bund:school_leavers_without_certificate_share",
        "land:sgb2_rate",
        "land:nursing_home_places_rate",
        "change5:sgb2_young_share",
    }


@pytest.mark.long
def test_measure_table_is_complete(built: Built, strategy_models: SimpleNamespace) -> None:
    columns = (
        "description", "target_group", "social_area", "lead_unit", "partners", "cost_note", "funding", "start",
        "progress_note", "progress_on", "next_step",
    )  # fmt: skip
    measures = strategy_models.Measure.objects.filter(visibility="public")
    empty = [(m.number, name) for m in measures for name in columns if not getattr(m, name)]
    assert empty == []
    assert [m.number for m in measures if not (m.permanent or m.end)] == []
    assert [m.number for m in measures if m.impact_step is None] == []
    assert [m.number for m in measures if not m.has_target] == ["1.2.1"]
    statuses = {m.status for m in measures}
    assert statuses == {"running", "preparing", "permanent", "completed", "postponed", "proposed", "decided"}


@pytest.mark.long
def test_late_measures_on_the_day_of_building(built: Built, strategy_models: SimpleNamespace) -> None:
    """Judged on a fixed day, with the reports as old as they are: the example tells the same story for years."""
    day = date(2026, 11, 22)
    shift = timezone.localdate() - day
    late = {}
    for m in strategy_models.Measure.objects.all():
        latest = strategy_models.Reading.objects.filter(measure=m, approved_on__isnull=False).last()
        facts = MeasureFacts(
            m.status,
            end=m.end,
            target_year=m.target_year,
            has_target=m.has_target,
            latest_reading=latest.day if latest else None,
            progress_on=m.progress_on - shift if m.progress_on else None,
        )
        if reasons := lateness(facts, day):
            late[m.number] = reasons
    assert late == {
        "1.3.2": (LateReason.END_PASSED,),
        "2.3.1": (LateReason.NO_UPDATE,),
        "3.2.1": (LateReason.TARGET_WITHOUT_READING,),
    }


def test_words_and_names() -> None:
    texts = _texts(read("strategy.toml")) + _texts(read("measures.toml"))
    assert len(texts) > 300
    assert [word for text in texts for word in stigma_words(text)] == []
    units = {m["lead_unit"] for m in read("measures.toml")["measure"]}
    assert units == {
        "Jugendamt", "Sozialamt", "Gesundheitsamt", "Schulverwaltung", "Jobcenter", "Stabsstelle Planung",
    }  # fmt: skip
    # no real place: the figures are Nordhausen's, the stories are not
    assert [text for text in texts if "Nordhausen" in text] == []


def test_invented_texts_carry_no_official_looking_figure() -> None:
    """Decimal figures come from the official series through placeholders; the files themselves hold none."""
    findings = read("strategy.toml")["finding"] + read("strategy.toml")["later_finding"]
    assert [t for f in findings for t in _texts(f) if re.search(r"\d,\d", t)] == []


@pytest.mark.long
def test_building_again_changes_nothing(built: Built) -> None:
    acts, versions = Act.objects.count(), StrategyVersion.objects.count()
    again = build_strategy(actor=built.actor, owner=built.musterberg)
    assert again == Strategy.objects.get()
    assert (Act.objects.count(), StrategyVersion.objects.count()) == (acts, versions)


@pytest.mark.long
def test_people_act_in_their_functions(built: Built) -> None:
    """Four eyes: who plans does not release, and nobody is called "system" in the history."""
    from sozialstrategie.kit.accounts.queries import names_of

    def who(verb: str) -> set[str]:
        uids = set(Act.objects.filter(verb=verb, owner=built.musterberg).values_list("actor_uid", flat=True))
        return set(names_of(uids).values())

    assert who("strategy.accept_finding") == {"Mira Beispiel"}
    assert who("strategy.release_strategy") == {"Jona Beispiel"}
    assert who("strategy.submit_measure") == {"Kim Beispiel"}
    # under a link nobody has an account
    nameless = Act.objects.filter(verb__startswith="strategy.", actor_uid=None)
    assert set(nameless.values_list("verb", flat=True)) == {"strategy.answer_progress"}


@pytest.mark.long
def test_building_is_bounded(built: Built) -> None:
    """A guard for the first start of the example: at most twenty queries an act, none per figure or Kreis."""
    assert built.queries < 20 * Act.objects.count()


@pytest.mark.long
def test_without_the_figures_nothing_is_left_half_built(built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another Kreis draws other signals: refused, and not a trace stays."""
    monkeypatch.setattr("sozialstrategie.portal.demo.content.team.example_person", lambda email: None)
    other = Organisation.objects.create(slug="anderswo", name="Anderswo", kind="local_authority", region_code="16051")
    acts = Act.objects.count()
    with owner_scope(other):
        with pytest.raises(LookupError, match="bund:integrative_childcare_share"):
            build_strategy(actor=built.actor, owner=other)
        assert not Strategy.objects.filter(owner=other).exists()
    assert Act.objects.count() == acts


@pytest.mark.long
def test_reports_do_not_age_with_the_calendar(built: Built, strategy_models: SimpleNamespace) -> None:
    bus = strategy_models.Measure.objects.get(number="1.2.1")
    assert bus.progress_on == timezone.localdate() - timedelta(days=80)
