"""The Roter Faden: both directions, loose ends, table, geometry, constant number of queries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialstrategie.action.strategy import queries, services
from sozialstrategie.action.strategy.layout import TEXT_WIDTH, text_width, thread_layout, wrap
from sozialstrategie.action.strategy.models import (
    Finding,
    FindingNeed,
    Goal,
    GoalMeasure,
    Measure,
    Need,
    NeedGoal,
)
from sozialstrategie.action.strategy.thread import CitedFigure, Column, Fact, Facts, LooseKind, MeasureFact, build_graph
from sozialstrategie.action.strategy.thread_rows import Row, rows
from sozialstrategie.kit.core import thread as core_thread
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation

from .conftest import Signal


def uid(n: int) -> UUID:
    return UUID(int=n)


def figure(n: int, value: str = "14,2", origin: str = "official") -> CitedFigure:
    return CitedFigure(
        uid(n),
        "child_sgb2_rate",
        "16062",
        "Kinder mit SGB-II-Bezug",
        "%",
        "Landkreis Nordhausen",
        "2022",
        value,
        origin,
    )


def mockup_facts() -> Facts:
    """Four findings, three needs, three goals, three measures: one thread runs through, four ends hang loose."""
    finding = [Fact(uid(i), str(i), f"Befund {i}", figures=(figure(100 + i),) if i != 2 else ()) for i in (1, 2, 3, 4)]
    need = [Fact(uid(10 + i), str(i), f"Bedarf {i}") for i in (1, 2, 3)]
    goal = [Fact(uid(20), "1.1", "Rat"), Fact(uid(21), "1.2", "Ferien"), Fact(uid(22), "3.1", "Kurzzeitpflege")]
    measure = [
        MeasureFact(uid(30), "1.1.1", "Lotsendienst", decision="Kreistag 47/2025", effect_label="Messwert 2025", effect_text="9 von 14", wants_target=True),
        MeasureFact(uid(31), "1.1.2", "Ein Antrag", needs_own_decision=True),
        MeasureFact(uid(32), "1.2.1", "Ferienbus", decision="Jugendhilfeausschuss 12/2025", wants_target=True),
    ]  # fmt: skip
    return Facts(
        tuple(finding), tuple(need), tuple(goal), tuple(measure),
        finding_need=((uid(1), uid(11)), (uid(2), uid(11)), (uid(2), uid(12)), (uid(3), uid(13))),
        need_goal=((uid(11), uid(20)), (uid(12), uid(21)), (uid(13), uid(22))),
        goal_measure=((uid(20), uid(30)), (uid(20), uid(31)), (uid(21), uid(32))),
    )  # fmt: skip


def test_loose_ends_of_the_picture() -> None:
    graph = build_graph(mockup_facts())
    assert [(e.heading, e.action) for e in graph.loose_ends] == [
        ("Befund 4 ohne Bedarf", "Bedarf anlegen"),
        ("Ziel 3.1 ohne Maßnahme", "Maßnahme anlegen"),
        ("Maßnahme 1.1.2 ohne eigenen Beschluss", "Beschluss eintragen"),
        ("Maßnahme 1.2.1 ohne Zielwert", "Zielwert festlegen"),
    ]


def test_the_followed_thread_runs_in_both_directions() -> None:
    graph = build_graph(mockup_facts())
    whole = {
        f"finding:{uid(1)}",
        f"need:{uid(11)}",
        f"goal:{uid(20)}",
        f"measure:{uid(30)}",
        "decision:Kreistag 47/2025",
        f"effect:{uid(30)}",
    }
    from_figure = graph.followed(f"finding:{uid(1)}")
    assert whole <= from_figure and f"measure:{uid(31)}" in from_figure and f"finding:{uid(2)}" not in from_figure
    assert whole | {f"finding:{uid(2)}"} == graph.followed(f"effect:{uid(30)}")
    assert whole | {f"finding:{uid(2)}"} == graph.followed(f"measure:{uid(30)}")
    assert graph.followed("measure:unknown") == frozenset()


def test_a_shared_decision_does_not_join_two_threads() -> None:
    measures = tuple(
        MeasureFact(
            uid(i), f"1.1.{i}", f"M{i}", decision="Kreistag 47/2025", effect_label="Zielwert 2028", effect_text="x"
        )
        for i in (1, 2)
    )
    graph = build_graph(Facts(measures=measures))
    assert graph.followed(f"measure:{uid(1)}") == {f"measure:{uid(1)}", "decision:Kreistag 47/2025", f"effect:{uid(1)}"}
    assert len(graph.followed("decision:Kreistag 47/2025")) == 5


def test_rows_of_the_table_say_what_is_missing_and_where() -> None:
    table = rows(build_graph(mockup_facts()))
    assert [
        (
            [f.number for f in r.findings],
            r.need and r.need.number,
            r.goal and r.goal.number,
            r.measure and r.measure.number,
        )
        for r in table
    ] == [
        (["1", "2"], "1", "1.1", "1.1.1"),
        (["1", "2"], "1", "1.1", "1.1.2"),
        (["2"], "2", "1.2", "1.2.1"),
        (["3"], "3", "3.1", None),
        (["4"], None, None, None),
    ]
    assert [dict(r.missing) for r in table] == [
        {},
        {Column.DECISION: "eigener Beschluss fehlt"},
        {Column.EFFECT: "Zielwert fehlt"},
        {Column.MEASURE: "Maßnahme fehlt"},
        {Column.NEED: "Bedarf fehlt"},
    ]


def test_what_rests_is_no_loose_end() -> None:
    facts = mockup_facts()
    findings = tuple(Fact(f.uid, f.number, f.title, resting=f.number == "4") for f in facts.findings)
    graph = build_graph(
        Facts(
            findings, facts.needs, facts.goals, facts.measures, facts.finding_need, facts.need_goal, facts.goal_measure
        )
    )
    assert "Befund 4 ohne Bedarf" not in [e.heading for e in graph.loose_ends]
    assert len(graph.loose_ends) == 3
    assert dict(rows(graph)[-1].missing) == {Column.NEED: "bewusst offen"}


def test_ends_that_hang_towards_the_figures() -> None:
    graph = build_graph(
        Facts(
            needs=(Fact(uid(1), "1", "Bedarf."),),
            goals=(Fact(uid(2), "1.1", "Ziel"),),
            measures=(MeasureFact(uid(3), "1.M1", "M"),),
        )
    )
    assert {e.kind for e in graph.loose_ends if e.kind.looks_back} == {
        LooseKind.NEED_WITHOUT_FINDING,
        LooseKind.GOAL_WITHOUT_NEED,
        LooseKind.MEASURE_WITHOUT_GOAL,
    }
    assert graph.loose_ends[-1].kind.looks_back and not graph.loose_ends[0].kind.looks_back
    assert ".." not in " ".join(e.text for e in graph.loose_ends)


# --- properties ----------------------------------------------------------------------------------------------------


@st.composite
def some_facts(draw: st.DrawFn) -> Facts:
    sizes = [draw(st.integers(0, 6)) for _ in range(4)]
    titles = st.text(alphabet="abc ÄM-W.", min_size=1, max_size=80).map(lambda t: t.strip() or "x")
    ids = [[uid(100 * column + i) for i in range(size)] for column, size in enumerate(sizes)]

    def facts(column: int) -> tuple[Fact, ...]:
        return tuple(Fact(u, f"{i + 1}", draw(titles), draw(st.booleans())) for i, u in enumerate(ids[column]))

    def pairs(first: int, second: int) -> tuple[tuple[UUID, UUID], ...]:
        # strangers among the ends: links to things that are filtered out must vanish
        ends = st.tuples(st.sampled_from([*ids[first], uid(999)]), st.sampled_from([*ids[second], uid(998)]))
        return tuple(draw(st.lists(ends, max_size=10)))

    measures = tuple(
        MeasureFact(
            u, f"1.{i + 1}", draw(titles), draw(st.booleans()),
            needs_own_decision=draw(st.booleans()), decision=draw(st.sampled_from(["", "Kreistag 1", "Ausschuss 2"])),
            effect_label=draw(st.sampled_from(["", "Zielwert 2028"])), effect_text="x", wants_target=draw(st.booleans()),
        )
        for i, u in enumerate(ids[3])
    )  # fmt: skip
    return Facts(facts(0), facts(1), facts(2), measures, pairs(0, 1), pairs(1, 2), pairs(2, 3))


@given(some_facts())
@settings(max_examples=150, deadline=None)
def test_every_node_is_linked_forward_or_loose_or_resting(facts: Facts) -> None:
    graph = build_graph(facts)
    loose = {(e.node.key, e.kind) for e in graph.loose_ends}
    for node in graph.nodes:
        forward = {k.split(":")[0] for k in graph.successors.get(node.key, ())}
        kinds = {k for key, k in loose if key == node.key}
        if node.column == Column.FINDING:
            assert (LooseKind.FINDING_WITHOUT_NEED in kinds) == ("need" not in forward and not node.resting)
        if node.column == Column.NEED:
            assert (LooseKind.NEED_WITHOUT_GOAL in kinds) == ("goal" not in forward and not node.resting)
        if node.column == Column.GOAL:
            assert (LooseKind.GOAL_WITHOUT_MEASURE in kinds) == ("measure" not in forward and not node.resting)
        if node.resting:
            assert not kinds


@given(some_facts())
@settings(max_examples=150, deadline=None)
def test_following_is_symmetric_and_rows_cover_every_node(facts: Facts) -> None:
    graph = build_graph(facts)
    real = [n for n in graph.nodes if not n.placeholder]
    for a in real:
        for b in graph.followed(a.key):
            if a.column < Column.DECISION and graph.by_key[b].column < Column.DECISION:
                assert a.key in graph.followed(b)
    shown = {key for row in rows(graph) for key in Row.keys(row)}
    assert shown == {n.key for n in real}


@given(some_facts(), st.integers(0, 30))
@settings(max_examples=150, deadline=None)
def test_layout_places_every_box_once_inside_and_apart(facts: Facts, which: int) -> None:
    graph = build_graph(facts)
    follow = graph.nodes[which % len(graph.nodes)].key if graph.nodes else ""
    layout = thread_layout(graph, follow)
    assert sorted(b.node.key for b in layout.boxes) == sorted(n.key for n in graph.nodes)
    by_column: dict[float, list[tuple[float, float]]] = {}
    for box in layout.boxes:
        assert box.x >= 0 and box.right <= layout.width and box.y + box.height <= layout.floor <= layout.height
        assert len(box.lines) <= 4
        assert all(box.y < y < box.y + box.height and text_width(text) <= TEXT_WIDTH + 1e-9 for y, text in box.lines)
        assert box.on == (box.node.key in graph.followed(follow))
        by_column.setdefault(box.x, []).append((box.y, box.y + box.height))
    for spans in by_column.values():
        spans.sort()
        assert all(a[1] < b[0] for a, b in pairwise(spans))
    assert len(layout.paths) == len(graph.links)
    places = {b.node.key: b for b in layout.boxes}
    ends = {(box.x, box.middle) for box in places.values()}
    starts = {(box.right, box.middle) for box in places.values()}
    assert all(p.start in starts and p.end in ends and p.start[0] < p.end[0] for p in layout.paths)
    drawn = [e for e in graph.loose_ends if e.kind != LooseKind.MEASURE_WITHOUT_TARGET]
    assert len(layout.stubs) == len(drawn)


@given(st.text(alphabet="abcdefghij ÄÖW-m.", max_size=200))
def test_wrapping_loses_nothing_but_a_marked_end(text: str) -> None:
    lines = wrap(text)
    assert len(lines) <= 4 and all(text_width(line) <= TEXT_WIDTH for line in lines)
    if not lines or not lines[-1].endswith(" …"):
        squeeze = str.maketrans("", "", "- ")
        assert "".join(lines).translate(squeeze) == text.translate(squeeze)


def test_titles_of_the_picture_wrap_as_drawn() -> None:
    assert wrap("Kinder in Haushalten mit SGB-II-Bezug: 14,2 von 100") == [
        "Kinder in Haushalten",
        "mit SGB-II-Bezug:",
        "14,2 von 100",
    ]
    assert wrap("Rat für Familien an jeder Grundschule, bis Ende 2028") == [
        "Rat für Familien an",
        "jeder Grundschule,",
        "bis Ende 2028",
    ]
    assert wrap("Jugendhilfeausschuss 12/2025") == ["Jugendhilfeaus-", "schuss 12/2025"]
    assert wrap("Kinderschutzfachberatungsstelle")[0].endswith("-")


# --- from the database ---------------------------------------------------------------------------------------------


def test_the_graph_of_a_whole_chain(chain: SimpleNamespace, home: Organisation, planner: Actor) -> None:
    services.edit_measure(
        actor=planner, measure=chain.measure, version=chain.measure.version, decision_note="Kreistag 47/2025"
    )
    graph = queries.thread_for(planner, home)
    assert [n.label for n in graph.nodes] == [
        "Befund 1",
        "Bedarf 1",
        "Ziel 1.1",
        "Maßnahme 1.1.1",
        "Beschluss",
        "Zielwert 2028",
    ]
    assert graph.loose_ends == ()
    assert len(graph.followed(f"goal:{chain.goal.uid}")) == 6
    services.add_reading(
        actor=planner,
        measure=chain.measure,
        day=date(2025, 12, 31),
        value=Decimal(9),
        text="9 von 14 Grundschulen erreicht",
    )
    assert queries.thread_for(planner, home).nodes[-1].label == "Messwert 2025"


def test_deleted_rejected_and_dropped_things_leave_the_graph(
    chain: SimpleNamespace, home: Organisation, planner: Actor
) -> None:
    services.delete_need(actor=planner, need=chain.need)
    services.edit_measure(
        actor=planner, measure=chain.measure, version=chain.measure.version, status="dropped", status_reason="kein Geld"
    )
    graph = queries.thread_for(planner, home)
    assert {e.kind for e in graph.loose_ends} == {
        LooseKind.FINDING_WITHOUT_NEED,
        LooseKind.GOAL_WITHOUT_MEASURE,
        LooseKind.GOAL_WITHOUT_NEED,
    }
    services.reject_finding(actor=planner, finding=chain.finding, version=chain.finding.version, reason="alt")
    assert [n.label for n in queries.thread_for(planner, home).nodes] == ["Ziel 1.1"]


def test_origin_of_a_finding_comes_from_the_catalogue(
    chain: SimpleNamespace, home: Organisation, planner: Actor
) -> None:
    finding = services.accept_finding(actor=planner, owner=home, draft=Signal())
    from sozialstrategie.evidence.monitoring.definitions import catalogue

    derivation = catalogue().get("child_sgb2_rate").derivations[0]
    for reference in queries.figures_of(finding):
        type(reference).objects.filter(pk=reference.pk).update(derivation=derivation.key)
    node = queries.thread_for(planner, home).by_key[f"finding:{finding.uid}"]
    assert node.origin == derivation.origin == "official"


def test_a_field_shows_what_hangs_together_with_it(chain: SimpleNamespace, home: Organisation, planner: Actor) -> None:
    other = services.create_field(actor=planner, owner=home, strategy=chain.strategy, title="Bildung")
    goal = services.create_goal(actor=planner, owner=home, field=other, title="Gute Übergänge")
    services.link_need_goal(actor=planner, need=chain.need, goal=goal)
    graph = queries.thread_for(planner, home, field=other.uid)
    assert [n.label for n in graph.nodes] == ["Befund 1", "Bedarf 1", "Ziel 2.1"]
    assert [e.heading for e in graph.loose_ends] == ["Ziel 2.1 ohne Maßnahme"]


def _bulk(home: Organisation, chain: SimpleNamespace, goals: int, measures: int) -> None:
    made_goals = Goal.objects.bulk_create(
        Goal(owner=home, field=chain.field, number=f"1.{i + 2}", title=f"Ziel {i}") for i in range(goals)
    )
    needs = Need.objects.bulk_create(Need(owner=home, number=i + 2, title=f"Bedarf {i}") for i in range(goals))
    findings = Finding.objects.bulk_create(Finding(owner=home, number=i + 2, title=f"Befund {i}") for i in range(goals))
    made = Measure.objects.bulk_create(
        Measure(owner=home, field=chain.field, number=f"1.{i}.9", title=f"Maßnahme {i}", status="running")
        for i in range(measures)
    )
    FindingNeed.objects.bulk_create(
        FindingNeed(owner=home, finding=f, need=n) for f, n in zip(findings, needs, strict=True)
    )
    NeedGoal.objects.bulk_create(NeedGoal(owner=home, need=n, goal=g) for n, g in zip(needs, made_goals, strict=True))
    GoalMeasure.objects.bulk_create(
        GoalMeasure(owner=home, goal=made_goals[i % goals], measure=m) for i, m in enumerate(made)
    )


def test_queries_do_not_grow_with_the_strategy(chain: SimpleNamespace, home: Organisation, planner: Actor) -> None:
    from django.db import connection

    with CaptureQueriesContext(connection) as few:
        queries.thread_for(planner, home)
    _bulk(home, chain, 50, 200)
    with CaptureQueriesContext(connection) as many:
        graph = queries.thread_for(planner, home)
    assert len(graph.column(Column.MEASURE)) == 201 and len(graph.column(Column.GOAL)) == 51
    assert len(many) == len(few) <= 12


# --- the registry of all rooms -------------------------------------------------------------------------------------


def test_edges_lead_from_the_figure_to_the_measure_and_back(
    chain: SimpleNamespace, foreign: SimpleNamespace, home: Organisation, planner: Actor
) -> None:
    finding = services.accept_finding(actor=planner, owner=home, draft=Signal())
    services.link_finding_need(actor=planner, finding=finding, need=chain.need)
    known = core_thread.edges(home, planner)
    figure = ("monitoring.figurereference", queries.figures_of(finding)[0].uid)
    measure = ("strategy.measure", chain.measure.uid)
    assert core_thread.what_rests_on(known, figure) == [
        ("strategy.finding", finding.uid),
        ("strategy.need", chain.need.uid),
        ("strategy.goal", chain.goal.uid),
        measure,
    ]
    assert {figure, ("strategy.finding", chain.finding.uid)} <= set(core_thread.what_it_rests_on(known, measure))
    assert all(foreign.measure.uid not in (e.from_uid, e.to_uid) for e in known)


@pytest.mark.parametrize("start", ["a", "b", "c"])
def test_walking_survives_a_circle(start: str) -> None:
    ids = {"a": uid(1), "b": uid(2), "c": uid(3)}
    ring = [core_thread.Edge("x", ids[p], "x", ids[q]) for p, q in ("ab", "bc", "ca")]
    assert len(core_thread.what_rests_on(ring, ("x", ids[start]))) == 2
