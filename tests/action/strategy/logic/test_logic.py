"""Logic models: the staircase with paths, holes as warnings, indicators with targets, values from monitoring and own ones."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialstrategie.action.strategy import services
from sozialstrategie.action.strategy.enums import RollUp
from sozialstrategie.action.strategy.logic import checks, picture, queries
from sozialstrategie.action.strategy.logic import services as logic
from sozialstrategie.action.strategy.models import Goal, IndicatorUse, LogicItem, LogicLink, Measure, Target
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Conflict, Forbidden, Refused
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.undo import undo_act
from tests.action.strategy.conftest import actor_in, login, url

D = Decimal


# --- holes (pure) -------------------------------------------------------------------------------------------------------


def test_holes_in_words() -> None:
    item = checks.ItemFacts
    assert checks.warnings_of([], [], [], is_measure=True) == [
        "Zu dieser Maßnahme ist noch nicht beschrieben, wie sie wirken soll."
    ]
    assert checks.warnings_of([], [], [], is_measure=False) == []
    output, outcome = item(1, 1, "Sprechstunden", True), item(2, 4, "Familien wissen Rat", False)
    assert "nicht, was sich dadurch" in checks.warnings_of([output], [], [], is_measure=True)[0]
    assert checks.warnings_of([output, outcome], [], [], is_measure=True) == [
        "Zu „Familien wissen Rat“ steht noch nicht, woran man es merkt."
    ]
    known = item(2, 4, "Familien wissen Rat", True)
    lonely = item(3, 2, "Besuche", True)
    assert checks.warnings_of([output, known, lonely], [(1, 2)], [], is_measure=True) == [
        "„Besuche“ führt zu keiner Wirkung (Stufen 4 bis 6)."
    ]
    assert checks.warnings_of([output, known, lonely], [(3, 1), (1, 2)], [], is_measure=True) == []
    uses = [
        checks.UseFacts("A", False, False),
        checks.UseFacts("B", True, False, True),
        checks.UseFacts("C", True, True),
    ]
    assert checks.warnings_of([output, known], [], uses, is_measure=True) == [
        "Zum Indikator „A“ fehlt: Ausgangswert und Zielwert."
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=12, unique=True))
def test_a_circle_is_what_has_no_order(links: list[tuple[int, int]]) -> None:
    """A circle is there exactly if taking away what nothing leads to, again and again, leaves something."""
    left = set(range(6))
    while free := {k for k in left if not any(b == k and a in left for a, b in links)}:
        left -= free
    assert checks.circle(links) is bool(left)


def test_boxes_stand_on_their_steps_and_do_not_overlap() -> None:
    items = [picture.Item(n, step, f"Eintrag {n} mit einigen Wörtern") for n, step in enumerate([0, 1, 1, 4, 7])]
    drawn = picture.draw(items, [(0, 1), (1, 2), (2, 3), (3, 4), (9, 1)])
    assert len(drawn.paths) == 4 and len(drawn.treads) == 8
    first, second = (b for b in drawn.boxes if b.item.step == 1)
    assert first.y + first.height < second.y
    for box in drawn.boxes:
        tread = drawn.treads[box.item.step]
        assert box.y + box.height < tread.y and box.x == tread.x and box.y >= 0
    assert [level.name for level in drawn.levels] == ["Input", "Output", "Outcome", "Impact"]


# --- the staircase ------------------------------------------------------------------------------------------------------


def model(actor: Actor, subject: Measure | Goal) -> queries.Model:
    return queries.model_for(actor, subject.owner, subject)


def test_several_on_a_step_and_where_they_lead(chain: SimpleNamespace, planner: Actor) -> None:
    m = chain.measure
    top = logic.add_item(actor=planner, subject=m, step=4, text="Familien wissen Rat", indicator_text="Befragung")
    one = logic.add_item(actor=planner, subject=m, step=1, text="Sprechstunden", leads_to=[top])
    two = logic.add_item(actor=planner, subject=m, step=1, text="Hausbesuche", leads_to=[one])
    found = model(planner, m)
    assert [i.text for i in found.items] == ["Sprechstunden", "Hausbesuche", "Familien wissen Rat"]
    assert set(found.pairs) == {(one.pk, top.pk), (two.pk, one.pk)}
    with pytest.raises(services.Invalid, match="im Kreis"):
        logic.edit_item(actor=planner, item=one, version=one.version, leads_to=[two])
    with pytest.raises(services.Invalid, match="steht höher"):
        logic.edit_item(actor=planner, item=top, version=top.version, leads_to=[one])
    with pytest.raises(services.Invalid, match="steht höher"):
        logic.edit_item(actor=planner, item=LogicItem.objects.get(pk=top.pk), version=top.version, step=0)
    top.refresh_from_db()
    assert top.step == 4 and LogicLink.objects.count() == 2
    with pytest.raises(services.Invalid, match="sich selbst"):
        logic.edit_item(actor=planner, item=one, version=one.version, leads_to=[one])
    # the goal has a staircase of its own
    own = logic.add_item(actor=planner, subject=chain.goal, step=7, text="Weniger Armut")
    with pytest.raises(services.Invalid, match="derselben Wirkungstreppe"):
        logic.edit_item(actor=planner, item=one, version=one.version, leads_to=[own])
    assert [i.text for i in model(planner, chain.goal).items] == ["Weniger Armut"]


def test_what_is_taken_off_comes_back_with_its_paths(chain: SimpleNamespace, planner: Actor) -> None:
    m = chain.measure
    top = logic.add_item(actor=planner, subject=m, step=4, text="Oben")
    low = logic.add_item(actor=planner, subject=m, step=1, text="Unten", leads_to=[top])
    logic.delete_item(actor=planner, item=top, version=top.version)
    assert model(planner, m).pairs == []
    undo_act(actor=planner, row=Act.objects.all()[0])
    assert model(planner, m).pairs == [(low.pk, top.pk)]
    with pytest.raises(Conflict):
        logic.delete_item(actor=planner, item=LogicItem.objects.get(pk=low.pk), version=99)


def test_writing_the_staircase_in_one_go_keeps_the_paths(chain: SimpleNamespace, planner: Actor) -> None:
    m = chain.measure
    services.set_logic(actor=planner, measure=m, version=m.version, steps={1: ("A", ""), 4: ("B", "")})
    low, top = model(planner, m).items
    logic.edit_item(actor=planner, item=low, version=low.version, leads_to=[top])
    logic.add_item(actor=planner, subject=m, step=1, text="Noch etwas")
    services.set_logic(actor=planner, measure=m, version=m.version, steps={1: ("A neu", "x")})
    assert [i.text for i in model(planner, m).items] == ["A neu", "Noch etwas", "B"]
    assert len(model(planner, m).pairs) == 1


def test_rights_and_foreign_records(
    home: Organisation,
    twin: Organisation,
    chain: SimpleNamespace,
    foreign: SimpleNamespace,
    planner: Actor,
    leader: Actor,
) -> None:
    with pytest.raises(Forbidden):
        logic.add_item(actor=leader, subject=chain.measure, step=1, text="x")
    with pytest.raises(Forbidden):
        logic.add_item(actor=planner, subject=foreign.measure, step=1, text="x")
    item = logic.add_item(actor=planner, subject=chain.measure, step=1, text="x")
    other = actor_in(twin, Role.PLANNING_COORDINATOR)
    assert queries.item_for(other, twin, item.uid) is None
    theirs = logic.add_item(actor=other, subject=foreign.measure, step=4, text="y")
    with pytest.raises(Forbidden):
        logic.edit_item(actor=planner, item=item, version=item.version, leads_to=[theirs])


# --- indicators ---------------------------------------------------------------------------------------------------------


def test_own_indicator_with_targets_by_year(chain: SimpleNamespace, planner: Actor) -> None:
    use = logic.add_use(
        actor=planner, subject=chain.measure, name="Familien je Jahr", direction="increase", baseline_value=D(100),
        baseline_year=2024, targets=[(2026, D(200), None), (2028, D(400), None)],
    )  # fmt: skip
    logic.edit_use(actor=planner, use=use, version=use.version, targets=[(2026, D(250), None)])
    assert [(t.year, t.value) for t in queries.targets_of(use)] == [(2026, D(250))]
    assert Target.objects.filter(use=use).count() == 3  # what stood there stays in the book
    with pytest.raises(services.Invalid, match="Für jedes Jahr"):
        logic.edit_use(actor=planner, use=use, version=use.version, targets=[(2026, D(1), None), (2026, D(2), None)])
    with pytest.raises(services.Invalid, match="obere Ende"):
        logic.edit_use(actor=planner, use=use, version=use.version, direction="corridor")
    with pytest.raises(services.Invalid, match="Gewicht"):
        use.refresh_from_db()
        logic.edit_use(actor=planner, use=use, version=use.version, rollup="mean")
    with pytest.raises(services.Invalid):
        logic.add_use(actor=planner, subject=chain.measure, name="", indicator="")
    with pytest.raises(services.Invalid, match="gibt es hier nicht"):
        logic.add_use(actor=planner, subject=chain.measure, indicator="gibt_es_nicht")


def test_indicators_that_count_people_are_only_watched(chain: SimpleNamespace, planner: Actor) -> None:
    from sozialstrategie.evidence.monitoring.definitions import catalogue

    code = next(code for code, d in catalogue().items() if d.counts_people)
    with pytest.raises(services.Invalid, match="zählt Menschen"):
        logic.add_use(actor=planner, subject=chain.goal, indicator=code, direction="decrease")
    use = logic.add_use(actor=planner, subject=chain.goal, indicator=code, direction="observe")
    with pytest.raises(Refused, match="kommen aus den Zahlen"):
        services.add_reading(actor=planner, use=use, day=date(2026, 1, 1), value=D(1))


def test_values_of_monitoring_come_through_the_gate_and_are_not_kept(
    chain: SimpleNamespace, planner: Actor, home: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sozialstrategie.evidence.monitoring import queries as monitoring
    from tests.action.strategy.conftest import observation

    asked: list[Any] = []

    def many(codes: Any, *, regions: Any, audience: str) -> Any:
        asked.append((list(codes), list(regions), audience))
        rows = tuple(observation(v, year=y) for v, y in ((11.0, 2021), (14.2, 2022)))
        return {"child_sgb2_rate": monitoring.release_frozen(rows, audience="internal")}

    monkeypatch.setattr(monitoring, "many_series", many)
    logic.add_use(
        actor=planner, subject=chain.goal, indicator="child_sgb2_rate", direction="observe", baseline_value=D("13.0")
    )
    (found,) = model(planner, chain.goal).uses
    assert found.is_official and found.latest == D("14.2") and found.unit == "je 100"
    assert asked == [(["child_sgb2_rate"], ["16062"], "internal")]


def test_shares_keep_their_parts_and_roll_up_by_them(
    home: Organisation, chain: SimpleNamespace, planner: Actor, leader: Actor
) -> None:
    second = services.create_measure(actor=planner, owner=home, field=chain.field, title="Zweite", status="running")
    third = services.create_measure(actor=planner, owner=home, field=chain.field, title="Dritte", status="running")
    for m in (second, third):
        services.link_goal_measure(actor=planner, goal=chain.goal, measure=m)
    for m, parts in ((chain.measure, (90, 100)), (second, (1, 10)), (third, None)):
        use = logic.add_use(actor=planner, subject=m, name="Zufriedene", is_ratio=True, rollup=RollUp.MEAN)
        if parts is not None:
            reading = services.add_reading(
                actor=planner, use=use, day=date(2025, 12, 31), numerator=D(parts[0]), denominator=D(parts[1])
            )
            services.approve_reading(actor=leader, reading=reading)
            assert reading.value == D(parts[0]) / D(parts[1]) * 100
    (rolled,) = queries.rolled_up(planner, home, chain.goal)
    assert (rolled.total.value, rolled.total.known, rolled.total.asked) == (D(91) / D(110) * 100, 2, 3)
    with pytest.raises(services.Invalid, match="Zähler und Nenner"):
        services.add_reading(actor=planner, use=IndicatorUse.objects.first(), day=date(2026, 1, 1), value=D(5))


# --- pages --------------------------------------------------------------------------------------------------------------


def test_the_page_and_its_forms(home: Organisation, twin: Organisation, chain: SimpleNamespace, web: Client) -> None:
    m = chain.measure
    page = web.get(url("logic_measure", home, m.uid)).content.decode()
    assert "noch nicht beschrieben" in page and '<svg class="treppe"' not in page
    body = {"step": "4", "text": "Familien wissen Rat", "indicator_text": ""}
    assert web.post(url("logic_measure_item", home, m.uid), body).status_code == 303
    top = LogicItem.objects.get()
    low = {"step": "1", "text": "Sprechstunden", "leads_to": [str(top.uid)]}
    assert web.post(url("logic_measure_item", home, m.uid), low).status_code == 303
    down = {
        "step": "7",
        "text": "Sprechstunden",
        "leads_to": [str(top.uid)],
        "version": LogicItem.objects.last().version,
    }
    item = LogicItem.objects.get(step=1)
    answer = web.post(url("logic_item_edit", home, item.uid), down)
    assert answer.status_code == 422 and "steht höher" in answer.content.decode()
    use = {
        "name": "Familien je Jahr", "direction": "increase", "rollup": "none", "item": str(top.uid), "year_1": "2026",
        "target_1": "1.200", "baseline_value": "100",
    }  # fmt: skip
    assert web.post(url("logic_measure_use", home, m.uid), use).status_code == 303
    made = IndicatorUse.objects.get()
    half = web.post(url("logic_measure_use", home, m.uid), {**use, "target_1": ""})
    assert half.status_code == 422 and "gehören zusammen" in half.content.decode()
    reading = {"day": "2026-01-31", "value": "300"}
    assert web.post(url("use_reading", home, made.uid), reading).status_code == 303
    page = web.get(url("logic_measure", home, m.uid)).content.decode()
    assert '<svg class="treppe"' in page and "Familien je Jahr" in page and "1.200" in page
    assert "ohne Messwert" in page  # it waits for leadership
    assert web.get(url("logic_use_edit", home, made.uid)).status_code == 200
    assert web.get(url("logic_goal", home, chain.goal.uid)).status_code == 200
    assert web.get(url("logic_measure", twin, m.uid)).status_code == 404
    assert login(home, Role.BODY_MEMBER).get(url("logic_measure", home, m.uid)).status_code == 404
    reader = login(home, Role.PROCESS_CONSULTANT)
    assert reader.get(url("logic_measure", home, m.uid)).status_code == 200
    assert reader.get(url("logic_measure_item", home, m.uid)).status_code == 404
    stale = web.post(url("logic_item_edit", home, top.uid), {**body, "version": "99"})
    assert stale.status_code == 409
    assert web.post(url("logic_use_delete", home, made.uid), {"version": made.version}).status_code == 303
    assert web.post(url("logic_item_delete", home, top.uid), {"version": top.version}).status_code == 303
