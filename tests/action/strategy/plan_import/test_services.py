"""A plan is written whole or not at all, once, and can be taken back as long as nothing rests on it."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from sozialstrategie.action.strategy import services
from sozialstrategie.action.strategy.enums import StrategyStage
from sozialstrategie.action.strategy.models import FieldOfAction, Goal, GoalMeasure, Measure, PlanImport, Strategy
from sozialstrategie.action.strategy.plan_import import queries
from sozialstrategie.action.strategy.plan_import.services import File, attach_original, import_plan
from sozialstrategie.action.strategy.plan_import.undoing import take_back_import
from sozialstrategie.action.strategy.services import life
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import verify_chain
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Conflict, Forbidden, Refused
from sozialstrategie.kit.core.files import named_files, read_file, sweep_files
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.undo import undo_act
from tests.action.strategy.conftest import actor_in
from tests.action.strategy.plan_import import messy
from tests.action.strategy.plan_import.support import (  # fmt: skip
    ADOPTION,
    DAY,
    compared,
    mapped,
    plan_of,
    read,
    table,
    take_over,
)

ROWS = (
    ("1.1.1", "1 Familie", "Ziel 1.1: Rat für alle", "Lotsendienst", "Jugendamt", "2024-2026", "läuft"),
    ("1.1.2.", "", "", "Elterncafé", "Sozialamt", "ab 2025", "offen"),
    ("M 3a", "", "Ziel 1.2: Zeit für alle", "Familienzeit", "", "laufend", ""),
)


def write(actor: Actor, owner: Organisation, *rows: Any, strategy: Strategy | None = None, data: bytes = b"t") -> Any:
    """Take a small plan over; None where it brings nothing new."""
    found = table(*rows)
    plan = plan_of(*rows)
    comparison = compared(actor, owner, plan, strategy)
    if comparison.is_empty:
        return None
    return import_plan(
        actor=actor, owner=owner, plan=plan, comparison=comparison, adoption=ADOPTION, strategy=strategy,
        file=File("plan.xlsx", data), mapping=mapped(found),
    )  # fmt: skip


def counts() -> tuple[int, ...]:
    alive = {"deleted_at": None}
    return tuple(m.objects.filter(**alive).count() for m in (Strategy, FieldOfAction, Goal, Measure))


@pytest.mark.usefixtures("scope")
class TestWriting:
    def test_118_measures_once(self, home: Organisation, planner: Actor) -> None:
        data = messy.xlsx()
        made = take_over(planner, home, data)
        assert counts() == (1, 6, 46, 118)
        assert made.counts == {"new_fields": 6, "new_goals": 46, "new_measures": 118, "changed": 0, "unchanged": 0}
        assert GoalMeasure.objects.filter(owner=home).count() == 118
        strategy = made.strategy
        assert strategy.decision_note == "Beschlossen am 12.06.2024 (Kreistag), Vorlage 24/0815."
        first = Measure.objects.get(number="1.1.1")
        assert (first.lead_unit, first.start, first.status, first.visibility) == ("Sozialamt", date(2025, 1, 1), "running", "public")  # fmt: skip
        assert set(Measure.objects.values_list("number", flat=True)) == {w.shown_number for w in messy.lines()}
        assert read_file(made.file_sha) == data
        # again: nothing
        plan, _ = read(data)
        again = compared(planner, home, plan, strategy)
        assert (again.new, again.changed, again.kept, again.missing, again.same) == ([], [], [], [], 170)
        with pytest.raises(Refused, match="nichts, was nicht schon hier ist"):
            take_over(planner, home, data, strategy)
        assert counts() == (1, 6, 46, 118) and PlanImport.objects.count() == 1
        assert Act.objects.filter(verb="strategy.import_plan").count() == 1 and verify_chain() == []

    def test_a_changed_file_changes_what_it_says(self, home: Organisation, planner: Actor) -> None:
        strategy = write(planner, home, *ROWS).strategy
        rows = (
            *ROWS[:2],
            (*ROWS[2][:3], "Zeit am Samstag", *ROWS[2][4:]),
            ("6.99", "2. Älter werden", "", "Besuche", "", "", ""),
        )
        found = compared(planner, home, plan_of(*rows), strategy)
        assert [(str(c.obj), [(d.label, d.file) for d in c.differences]) for c in found.changed] == [
            ("Maßnahme M 3a: Familienzeit", [("Maßnahme", "Zeit am Samstag")])
        ]
        assert [item.title for item in found.new] == ["Älter werden", "Besuche"]
        made = write(planner, home, *rows, strategy=strategy)
        assert made.counts == {"new_fields": 1, "new_goals": 0, "new_measures": 1, "changed": 1, "unchanged": 5}
        assert counts() == (1, 2, 2, 4)
        assert Measure.objects.get(number="M 3a").title == "Zeit am Samstag"

    def test_what_was_changed_here_stays(self, home: Organisation, planner: Actor) -> None:
        strategy = write(planner, home, *ROWS).strategy
        one = Measure.objects.get(number="1.1.1")
        services.edit_measure(actor=planner, measure=one, version=one.version, lead_unit="Stabsstelle")
        assert write(planner, home, *ROWS, strategy=strategy) is None  # the file says nothing new
        changed = (("1.1.1", "", "", "Lotsendienst", "Amt für Familie", "2024-2027", "erledigt"), *ROWS[1:])
        changed = ((changed[0][0], *ROWS[0][1:3], *changed[0][3:]), *changed[1:])
        found = compared(planner, home, plan_of(*changed), strategy)
        (change,) = found.changed
        assert change.values == {"end": date(2027, 12, 31)}
        assert [(d.label, d.here, d.file) for d in change.kept] == [
            ("Federführung", "Stabsstelle", "Amt für Familie"),
            ("Umsetzung", "läuft", "fertig"),
        ]

    def test_what_was_deleted_here_stays_deleted(self, home: Organisation, planner: Actor) -> None:
        strategy = write(planner, home, *ROWS).strategy
        services.delete_measure(actor=planner, measure=Measure.objects.get(number="M 3a"))
        more = (*ROWS, ("1.9", "", "", "Neues", "", "", ""))
        write(planner, home, *more, strategy=strategy)
        assert not Measure.objects.filter(number="M 3a", deleted_at=None).exists()
        found = compared(planner, home, plan_of(*more), strategy)
        assert [i.number for i in found.withdrawn] == ["M 3a"] and found.is_empty

    def test_what_left_the_file_is_told_and_stays(self, home: Organisation, planner: Actor) -> None:
        strategy = write(planner, home, *ROWS).strategy
        found = compared(planner, home, plan_of(*ROWS[:2]), strategy)
        assert found.missing == ["Ziel 1.2: Zeit für alle", "Maßnahme M 3a: Familienzeit"] and found.is_empty

    def test_another_goal_in_the_file_moves_the_link(self, home: Organisation, planner: Actor) -> None:
        strategy = write(planner, home, *ROWS).strategy
        moved = (*ROWS[:2], ("M 3a", "", "", *ROWS[2][3:]), ("9", "", ROWS[2][2], "Neu", "", "", ""))
        made = write(planner, home, *moved, strategy=strategy)
        one = Measure.objects.get(number="M 3a")
        assert [link.goal.number for link in one.goal_links.all()] == ["1.1"]
        take_back_import(actor=planner, plan_import=made)
        assert [link.goal.number for link in one.goal_links.all()] == ["1.2"]

    def test_a_strategy_written_by_hand_is_completed(self, home: Organisation, planner: Actor, chain: SimpleNamespace) -> None:  # fmt: skip
        rows = (("1.1.1", "1 Familien stärken", "1.1 Rat für Familien an jeder Grundschule", "Lotsendienst an Grundschulen", "", "2025", ""),)  # fmt: skip
        found = compared(planner, home, plan_of(*rows), chain.strategy)
        (change,) = found.changed
        assert (
            set(change.values) == {"start", "end"} and found.new == [] and found.same == 2
        )  # an empty cell takes nothing away
        write(planner, home, *rows, strategy=chain.strategy)
        chain.measure.refresh_from_db()
        assert (chain.measure.lead_unit, chain.measure.end) == ("Jugendamt", date(2025, 12, 31))

    def test_numbers_that_are_counted_do_not_take_those_of_the_file(self, home: Organisation, planner: Actor) -> None:
        rows = (("", "Ohne Nummer", "Rat", "A", "", "", ""), ("", "", "", "B", "", "", ""), ("1.1.1", "1 Familie", "1.1 Zeit", "C", "", "", ""))  # fmt: skip
        write(planner, home, *rows)
        assert list(FieldOfAction.objects.values_list("number", "title")) == [(1, "Familie"), (2, "Ohne Nummer")]
        assert sorted(Measure.objects.values_list("number", flat=True)) == ["1.1.1", "2.1.1", "2.1.2"]
        assert write(planner, home, *rows, strategy=Strategy.objects.get()) is None

    def test_nothing_is_written_when_something_is_wrong(self, home: Organisation, planner: Actor) -> None:
        with pytest.raises(Refused, match="noch Stellen zu ändern"):
            write(planner, home, ROWS[0], ROWS[0])
        plan, found = plan_of(*ROWS), table(*ROWS)
        plan.measures[2].values["priority"] = 9
        comparison = compared(planner, home, plan, None)
        assert [f.place for f in comparison.faults] == ["Blatt „Plan“, Zelle A4"]
        comparison.faults.clear()  # what only writing finds takes everything back
        with pytest.raises(Refused, match="Zelle A4"):
            import_plan(actor=planner, owner=home, plan=plan, comparison=comparison, adoption=ADOPTION, strategy=None,
                        file=File("p", b"x"), mapping=mapped(found))  # fmt: skip
        assert counts() == (0, 0, 0, 0) and not Act.objects.exists()

    def test_somebody_was_quicker(self, home: Organisation, planner: Actor) -> None:
        strategy = write(planner, home, *ROWS).strategy
        rows = ((*ROWS[0][:3], "Lotsinnen", *ROWS[0][4:]), *ROWS[1:])
        plan = plan_of(*rows)
        comparison = compared(planner, home, plan, strategy)
        one = Measure.objects.get(number="1.1.1")
        services.edit_measure(actor=planner, measure=one, version=one.version, partners="Schulen")
        assert compared(planner, home, plan, strategy).digest != comparison.digest
        with pytest.raises(Conflict):
            import_plan(actor=planner, owner=home, plan=plan, comparison=comparison, adoption=ADOPTION,
                        strategy=strategy, file=File("p", b"x"), mapping=mapped(table(*rows)))  # fmt: skip

    def test_who_may(self, home: Organisation, twin: Organisation, planner: Actor) -> None:
        strategy = write(planner, home, *ROWS).strategy
        for actor in (actor_in(home, Role.LEADERSHIP), actor_in(home, Role.MEASURE_OWNER), actor_in(twin, Role.PLANNING_COORDINATOR)):  # fmt: skip
            with pytest.raises(Forbidden):
                queries.standing_for(actor, home, strategy)
            with pytest.raises(Forbidden):
                import_plan(
                    actor=actor, owner=home, plan=plan_of(*ROWS), comparison=compared(planner, home, plan_of(*ROWS), None),
                    adoption=ADOPTION, strategy=None, file=File("p", b"x"), mapping=mapped(table(*ROWS)),
                )  # fmt: skip
        neighbour = actor_in(twin, Role.PLANNING_COORDINATOR)
        with pytest.raises(Forbidden):
            # the strategy of another organisation: nothing in it is changed from here
            import_plan(
                actor=neighbour, owner=twin, plan=plan_of(*ROWS), comparison=compared(neighbour, twin, plan_of(*ROWS), None),
                adoption=ADOPTION, strategy=strategy, file=File("p", b"x"), mapping=mapped(table(*ROWS)),
            )  # fmt: skip
        assert counts() == (1, 1, 2, 3)


@pytest.mark.usefixtures("scope")
class TestTakingBack:
    def test_everything_goes_and_what_was_changed_stands_as_before(self, home: Organisation, planner: Actor) -> None:
        first = write(planner, home, *ROWS)
        more = ((*ROWS[0][:3], "Lotsinnen", *ROWS[0][4:]), *ROWS[1:], ("1.9", "2 Wohnen", "", "Wohnlotsen", "", "", ""))
        second = write(planner, home, *more, strategy=first.strategy, data=b"u")
        with pytest.raises(Refused, match="danach noch eine Datei"):
            take_back_import(actor=planner, plan_import=first)
        take_back_import(actor=planner, plan_import=second)
        assert counts() == (1, 1, 2, 3) and Measure.objects.get(number="1.1.1").title == "Lotsendienst"
        take_back_import(actor=planner, plan_import=first)
        assert counts() == (0, 0, 0, 0)
        assert queries.imports_for(planner, home) == []
        assert write(planner, home, *ROWS) is not None  # and it can come in again

    def test_the_list_of_acts_takes_back_too(self, home: Organisation, planner: Actor) -> None:
        write(planner, home, *ROWS)
        row = Act.objects.get(verb="strategy.import_plan")
        with pytest.raises(Forbidden):
            undo_act(actor=actor_in(home, Role.SPECIALIST_PLANNER), row=row)
        undo_act(actor=planner, row=row)
        assert counts() == (0, 0, 0, 0)
        with pytest.raises(Refused, match="noch einmal ein"):
            undo_act(actor=planner, row=Act.objects.get(verb="core.undo"))

    def test_work_that_rests_on_it_stays(self, home: Organisation, planner: Actor) -> None:
        made = write(planner, home, *ROWS)
        one, goal = Measure.objects.get(number="1.1.1"), Goal.objects.get(number="1.1")
        own = services.create_measure(actor=planner, owner=home, field=one.field, title="Eigene")
        with pytest.raises(Refused, match="nicht aus der Datei"):
            take_back_import(actor=planner, plan_import=made)
        services.delete_measure(actor=planner, measure=own)
        need = services.create_need(actor=planner, owner=home, title="Rat")
        services.link_need_goal(actor=planner, need=need, goal=goal)
        with pytest.raises(Refused, match="ein Bedarf verbunden"):
            take_back_import(actor=planner, plan_import=made)
        services.unlink_need_goal(actor=planner, need=need, goal=goal)
        services.edit_measure(actor=planner, measure=one, version=one.version, partners="Schulen")
        with pytest.raises(Refused, match="wurde seit der Übernahme geändert"):
            take_back_import(actor=planner, plan_import=made)
        assert counts() == (1, 1, 2, 3)

    def test_adopted_is_adopted(self, home: Organisation, planner: Actor) -> None:
        made = write(planner, home, *ROWS)
        decision = life.enter_adopted(
            actor=planner, strategy=made.strategy, version=made.strategy.version, on=made.adopted_on,
            number=made.paper_number, body=made.adopted_by,
        )  # fmt: skip
        made.strategy.refresh_from_db()
        assert made.strategy.stage == StrategyStage.ADOPTED
        assert (decision.on, decision.number, decision.body) == (DAY, "24/0815", "Kreistag")
        content = decision.adopted_version.payload["content"]
        assert [m["number"] for m in content["measures"]] == ["1.1.1", "1.1.2.", "M 3a"]
        with pytest.raises(Refused, match="schon Fassungen festgehalten"):
            take_back_import(actor=planner, plan_import=made)

    def test_somebody_elses_needs_the_right_to_withdraw(self, home: Organisation, planner: Actor) -> None:
        made = write(planner, home, *ROWS)
        with pytest.raises(Forbidden):
            take_back_import(actor=actor_in(home, Role.SPECIALIST_PLANNER), plan_import=made)
        take_back_import(actor=actor_in(home, Role.PLANNING_COORDINATOR), plan_import=made)
        assert counts() == (0, 0, 0, 0)


@pytest.mark.usefixtures("scope")
def test_files_are_kept_and_named(home: Organisation, planner: Actor) -> None:
    made = write(planner, home, *ROWS, data=b"die Tabelle")
    attach_original(actor=planner, plan_import=made, original=File("beschluss.pdf", b"%PDF-1.7"))
    assert set(named_files()) == {made.file_sha, made.original_sha}
    assert sweep_files(older_than=-1) == [] and read_file(made.original_sha) == b"%PDF-1.7"
    with pytest.raises(Refused, match="liegt schon dabei"):
        attach_original(actor=planner, plan_import=made, original=File("zwei.pdf", b"%PDF-2"))
    take_back_import(actor=planner, plan_import=made)
    assert set(named_files()) == {made.file_sha, made.original_sha}  # the history still names them
