"""The sequence of bodies: one act per step, with what follows from it for paper, strategy and measures."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from sozialstrategie.action.committees.decisions.services import edit_decision
from sozialstrategie.action.committees.enums import DecisionResult, DecisionStatus, PaperState
from sozialstrategie.action.committees.models import Committee, Consultation, Decision, Paper
from sozialstrategie.action.committees.papers import queries, results
from sozialstrategie.action.committees.papers import services as papers
from sozialstrategie.action.committees.papers.forms import ResultForm
from sozialstrategie.action.strategy import services
from sozialstrategie.action.strategy.enums import MeasureStatus, StrategyStage
from sozialstrategie.action.strategy.models import StrategyDecision, StrategyVersion
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import verify_chain
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Conflict, Forbidden, Refused
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.undo import undo_act
from tests.action.committees.conftest import WHO, body, meeting_of, point
from tests.action.committees.papers.conftest import Make, day, finish, life
from tests.action.strategy.conftest import actor_in

R = DecisionResult


def record(step: Consultation, result: DecisionResult = R.ADOPTED, n: int = 10, **values: Any) -> Consultation:
    step.refresh_from_db()
    arguments: dict[str, Any] = {
        "actor": WHO,
        "step": step,
        "version": step.version,
        "result": result,
        "on": day(n),
    } | values
    return results.record_result(**arguments)


def test_the_council_adopts(make: Make, submitted: StrategyVersion, chain: SimpleNamespace) -> None:
    made = make(strategy_version=submitted)
    record(made.first, number="S 3/26", yes=9, no=1, abstain=1, present=11)
    assert not Decision.objects.exists(), "Vorberatung beschließt nicht"
    record(made.last, n=20, number="47/2026", yes=30, no=5, abstain=3, present=38, url="https://ris.example.org/47")
    chain.strategy.refresh_from_db()
    chain.measure.refresh_from_db()
    assert chain.strategy.stage == StrategyStage.ADOPTED
    known = StrategyDecision.objects.get()
    assert (known.body, known.number, known.on) == ("Kreistag", "47/2026", day(20))
    decision = Decision.objects.get()
    assert (decision.number, decision.status, decision.paper_id, decision.committee) == (
        "47/2026", DecisionStatus.OPEN, made.paper.pk, made.last.committee,
    )  # fmt: skip
    assert decision.text == "Die Strategie wird beschlossen."
    record(made.last, n=20, number="48/2026", yes=31, no=4, abstain=3, present=38)
    decision.refresh_from_db()
    assert decision.number == "48/2026", "ein Schreibfehler wird an beiden Stellen richtig"
    with pytest.raises(Refused, match="Eingetragen ist schon"):
        record(made.last, R.REJECTED, n=20, text="x")
    assert verify_chain() == []


def test_one_referral_back(make: Make, submitted: StrategyVersion, social: Committee, home: Organisation) -> None:
    from sozialstrategie.action.committees.enums import CommitteeKind

    group = body(home, CommitteeKind.STEERING_GROUP, "Steuerungsgruppe")
    made = make(strategy_version=submitted)
    with pytest.raises(Refused, match="an welches Gremium"):
        record(made.first, R.REFERRED)
    record(made.first, R.REFERRED, target=group, text="Kosten ergänzen")
    steps = queries.steps_of(made.paper)
    assert [(s.committee.name, s.result, s.is_authoritative) for s in steps] == [
        ("Sozialausschuss", "referred", False), ("Steuerungsgruppe", "", False), ("Sozialausschuss", "", False),
        ("Kreistag", "", True),
    ]  # fmt: skip
    assert [s.follows and s.follows.committee.name for s in steps] == [
        None,
        "Sozialausschuss",
        "Steuerungsgruppe",
        None,
    ]
    assert submitted.strategy.stage == StrategyStage.IN_COMMITTEES, "die Vorberatung ändert nichts an der Strategie"
    record(steps[1], n=12)
    record(steps[2], n=14)
    record(steps[3], R.ADOPTED_AMENDED, n=20, text="Mit der Änderung in Ziel 1.1.")
    submitted.strategy.refresh_from_db()
    assert submitted.strategy.stage == StrategyStage.ENTERING_CHANGES


def test_the_deciding_body_refers_to_another_one(
    make: Make, submitted: StrategyVersion, social: Committee, planner: Actor
) -> None:
    made = make(strategy_version=submitted)
    record(made.first)
    with pytest.raises(Refused, match="kommt die Vorlage hierher zurück"):
        record(made.last, R.REFERRED, n=20, target=social, text="Noch einmal beraten.", comes_back=False)
    record(made.last, R.REFERRED, n=20, target=social, text="Noch einmal beraten.")
    strategy = submitted.strategy
    strategy.refresh_from_db()
    assert strategy.stage == StrategyStage.IN_COMMITTEES, "es geht im nächsten Gremium weiter"
    assert [d.result for d in strategy.decisions.all()] == [R.REFERRED]
    steps = queries.steps_of(made.paper)
    assert [(s.committee.name, s.is_authoritative) for s in steps][-2:] == [
        ("Sozialausschuss", False),
        ("Kreistag", True),
    ]
    record(steps[-2], n=30)
    services.edit_strategy(actor=WHO, strategy=strategy, version=strategy.version, vision="Alle kommen gut an.")
    again = services.release_strategy(actor=WHO, strategy=strategy, version=strategy.version)
    paper = made.paper
    paper.refresh_from_db()
    with pytest.raises(Refused, match="Grund"):
        papers.exchange_annex(actor=planner, paper=paper, version=paper.version, annex=again, reason=" ")
    papers.exchange_annex(actor=planner, paper=paper, version=paper.version, annex=again, reason="überarbeitet")
    record(Consultation.objects.get(pk=steps[-1].pk), n=40)
    strategy.refresh_from_db()
    assert strategy.stage == StrategyStage.ADOPTED
    assert strategy.decisions.get(result=R.ADOPTED).adopted_version == again


def test_put_off_keeps_the_step_open(make: Make) -> None:
    made = make()
    with pytest.raises(Refused, match="nicht nach dieser Sitzung"):
        record(made.first, R.POSTPONED, next_on=day(9))
    step = record(made.first, R.POSTPONED, next_on=day(15))
    assert (step.postponed_on, step.on, queries.is_open(step)) == (day(10), day(15), True)
    step = record(made.first, R.REMOVED_FROM_AGENDA, n=15)
    assert (step.postponed_on, step.on, queries.is_open(step)) == (day(15), None, True)
    assert not queries.is_open(record(made.first, n=18))


def test_withdrawn_on_the_way(make: Make, submitted: StrategyVersion) -> None:
    made = make(strategy_version=submitted)
    record(made.first, R.WITHDRAWN)
    made.paper.refresh_from_db()
    submitted.strategy.refresh_from_db()
    assert (made.paper.state, submitted.strategy.stage) == (PaperState.WITHDRAWN, StrategyStage.DRAFT)
    with pytest.raises(Refused, match="zurückgezogen"):
        record(made.last, n=20)


def test_doubts_are_told_before_anything_is_written(make: Make, council: Committee) -> None:
    made = make()
    before = Act.objects.count()
    with pytest.raises(results.NeedsConfirmation) as told:
        record(made.last, n=20, yes=3, no=20)
    assert [d.key for d in told.value.doubts] == ["result", "before"]
    step = Consultation.objects.get(pk=made.last.pk)
    assert step.result == "" and Act.objects.count() == before
    with pytest.raises(results.NeedsConfirmation) as told:
        record(made.last, n=20, yes=3, no=20, confirmed=("before",))
    assert [d.key for d in told.value.doubts] == ["result"]
    record(made.last, n=20, yes=3, no=20, confirmed=("before", "result"))
    row = Act.objects.filter(verb="committees.record_result").first()
    assert row is not None and row.changes is not None
    assert any("Sozialausschuss" in sentence for sentence in row.changes["fields"]["confirmed"][1])


def test_an_own_body_decides_by_its_rule_or_says_why_not(
    home: Organisation, group: SimpleNamespace, clerk: Actor
) -> None:
    """The council information system leads for the council; for an own body the rule is ours, and a tick is not enough."""
    paper = papers.create_paper(actor=WHO, owner=home, title="Ordnung", on=day(0), proposed="Ja.")
    step = papers.add_step(actor=WHO, paper=paper, committee=group.committee, role="decision", is_authoritative=True)
    finish(paper)
    against: dict[str, Any] = {
        "actor": clerk,
        "yes": 1,
        "no": 1,
        "abstain": 0,
        "present": 2,
        "confirmed": ("quorum", "result"),
    }
    with pytest.raises(results.NeedsConfirmation) as told:
        record(step, **against)
    assert [(d.key, d.needs_reason) for d in told.value.doubts] == [("quorum", True), ("result", True)]
    assert not Decision.objects.exists()
    with pytest.raises(results.NeedsConfirmation, match="Stimmen sind nicht eingetragen"):
        record(step, actor=clerk)
    record(step, **against, override_reason="Nachgezählt: Es waren 3 Ja.")
    row = Act.objects.filter(verb="committees.record_result").latest("sequence")
    assert row.changes is not None and row.changes["fields"]["override_reason"][1] == "Nachgezählt: Es waren 3 Ja."
    assert Decision.objects.get().result == R.ADOPTED


def test_a_corrected_number_reaches_what_came_of_the_result(
    make: Make, submitted: StrategyVersion, chain: SimpleNamespace, clerk: Actor, council: Committee
) -> None:
    """Decision, strategy and measures say the number that the step says, also under a point of a meeting, also after undo."""
    sitting = meeting_of(council, start=timezone.now() - timedelta(days=80))
    made, own = make(strategy_version=submitted), make(measures=[chain.measure], title="Einzeln")
    papers.edit_step(actor=clerk, step=made.last, version=made.last.version, item=point(sitting))
    for step, number in ((made.last, "47/2026"), (own.last, "48/2026")):
        record(step, n=20, number=number, yes=30, no=5, confirmed=("before",))
        record(step, actor=clerk, n=20, number=f"B {number}", yes=30, no=5, confirmed=("before",))
    decisions = Decision.objects.order_by("pk").values_list("number", flat=True)
    assert list(decisions) == ["B 47/2026", "B 48/2026"]
    assert StrategyDecision.objects.get().number == "B 47/2026"
    chain.measure.refresh_from_db()
    assert chain.measure.decision_note == f"Kreistag, {day(20):%d.%m.%Y}, Nr. B 48/2026"
    row = Act.objects.filter(verb="committees.record_result", object_uid=made.last.uid).latest("sequence")
    undo_act(actor=clerk, row=row)
    assert list(decisions.all()) == ["47/2026", "B 48/2026"] and StrategyDecision.objects.get().number == "47/2026"
    with pytest.raises(Refused, match="Nummer hat das Gremium schon"):
        record(own.last, n=20, number="47/2026", yes=30, no=5, confirmed=("before",))
    assert Consultation.objects.get(pk=own.last.pk).number == "B 48/2026"
    assert verify_chain() == []


def test_what_was_put_at_the_decision_stays_when_only_counts_are_put_right(
    make: Make, submitted: StrategyVersion, clerk: Actor
) -> None:
    made = make(strategy_version=submitted)
    record(made.last, n=20, yes=30, no=5, confirmed=("before",), number="47", text="Beschlossen.")
    decision = Decision.objects.get()
    own = {"url": "https://ris.example.org/47", "text": "Beschlossen wird die Strategie."}
    edit_decision(actor=clerk, decision=decision, version=decision.version, **own)
    record(made.last, actor=clerk, n=20, yes=31, no=5, confirmed=("before",), number="47", text="Beschlossen.")
    decision.refresh_from_db()
    assert {name: getattr(decision, name) for name in own} == own
    record(made.last, actor=clerk, n=20, yes=31, no=5, confirmed=("before",), number="48", text="Beschlossen.")
    decision.refresh_from_db()
    assert (decision.number, decision.url) == ("48", own["url"])


def test_a_day_put_right_reaches_what_came_of_the_result(
    make: Make, submitted: StrategyVersion, chain: SimpleNamespace, clerk: Actor, planner: Actor
) -> None:
    """A mistyped day is put right at the step alone; decision, strategy and measures say the same, and nothing is made twice."""
    made, own = make(strategy_version=submitted), make(measures=[chain.measure], title="Einzeln")
    for step in (made.last, own.last):
        record(step, n=20, number=f"{step.pk}/26", confirmed=("before",))
        record(step, actor=clerk, n=22, number=f"{step.pk}/26", confirmed=("before",))
        assert (step.result, step.on) == (R.ADOPTED, day(22))
    assert [d.on for d in Decision.objects.all()] == [day(22)] * 2
    known = StrategyDecision.objects.get()
    assert (known.on, known.number) == (day(22), f"{made.last.pk}/26")
    chain.measure.refresh_from_db()
    assert chain.measure.decision_note == f"Kreistag, {day(22):%d.%m.%Y}, Nr. {own.last.pk}/26"
    record(own.last, actor=clerk, n=23, confirmed=("before",))
    chain.measure.refresh_from_db()
    assert chain.measure.decision_note == f"Kreistag, {day(23):%d.%m.%Y}", "eine zurückgenommene Nummer geht"
    by_hand = f"Kreistag, {day(23):%d.%m.%Y}, Nr. 9/26"
    services.statuses.record_own_decision(actor=clerk, measure=chain.measure, words=by_hand)
    record(own.last, actor=clerk, n=22, confirmed=("before",))
    chain.measure.refresh_from_db()
    assert chain.measure.decision_note == f"Kreistag, {day(22):%d.%m.%Y}, Nr. 9/26", "eine von Hand bleibt"
    values: dict[str, Any] = {"on": day(25), "body": "Kreistag", "number": "1"}
    with pytest.raises(Refused, match="Beratungsfolge"):
        services.corrections.correct_decision(actor=planner, decision=known, version=known.version, **values)
    row = Act.objects.filter(verb="committees.record_result", object_uid=made.last.uid).latest("sequence")
    with pytest.raises(Refused, match="im Ergebnis der Beratung"):
        undo_act(actor=clerk, row=row)
    assert StrategyDecision.objects.get().on == day(22) and verify_chain() == []


def test_a_day_that_cannot_be(
    make: Make, submitted: StrategyVersion, chain: SimpleNamespace, clerk: Actor, planner: Actor, council: Committee
) -> None:
    sitting = meeting_of(council, start=timezone.now() - timedelta(days=80))
    made, own = make(strategy_version=submitted), make(measures=[chain.measure], title="Einzeln")
    record(made.last, R.ADOPTED_AMENDED, n=20, text="Mit Ziel 2030.", confirmed=("before",))
    record(own.last, n=20, confirmed=("before",))
    decision = Decision.objects.get(paper=own.paper)
    edit_decision(actor=clerk, decision=decision, version=decision.version, announced_on=day(30))
    goal = chain.goal
    services.edit_goal(actor=planner, goal=goal, version=goal.version, target_year=2030)
    strategy = submitted.strategy
    strategy.refresh_from_db()
    life.sign_off(actor=WHO, strategy=strategy, version=strategy.version, note="Jahr geändert")
    StrategyDecision.objects.update(signed_on=day(30))
    again: dict[str, Any] = {"actor": clerk, "n": 31, "confirmed": ("before",)}
    with pytest.raises(Refused, match="Bekannt gemacht wurde der Beschluss schon"):
        record(own.last, **again)
    with pytest.raises(Refused, match="Abgezeichnet wurde schon"):
        record(made.last, R.ADOPTED_AMENDED, **again, text="Mit Ziel 2030.")
    with pytest.raises(Refused, match="Zukunft"):
        record(own.last, **again | {"n": 120})
    Consultation.objects.filter(pk=own.last.pk).update(item=point(sitting))
    with pytest.raises(Refused, match=f"Sitzung vom {day(20):%d.%m.%Y}"):
        record(own.last, **again | {"n": 21})
    assert {d.on for d in Decision.objects.all()} == {day(20)} and StrategyDecision.objects.get().on == day(20)
    assert set(Consultation.objects.exclude(result="").values_list("on", flat=True)) == {day(20)}


def test_an_own_body_numbers_what_it_decides(home: Organisation, group: SimpleNamespace, clerk: Actor) -> None:
    """The next number of body and year where none is typed; what was recorded at the meeting keeps its own."""
    year, steps = day(20).year, []
    for title in ("Erste", "Zweite", "Dritte"):
        paper = papers.create_paper(actor=WHO, owner=home, title=title, on=day(0), proposed="Ja.")
        steps.append(papers.add_step(actor=WHO, paper=paper, committee=group.committee, is_authoritative=True))
        finish(paper)
    first, second, third = steps
    put_off = record(first, R.POSTPONED, n=19)
    assert put_off.number == ""
    told: dict[str, Any] = {"n": 20, "confirmed": ("counts",)}
    assert record(second, **told).number == f"1/{year}"
    assert record(first, **told).number == f"2/{year}"
    assert record(first, **told, url="https://ris.example.org/2").number == f"2/{year}", "bleibt"
    assert record(third, **told, number="SG 7").number == "SG 7"
    numbers = Decision.objects.order_by("pk").values_list("number", flat=True)
    assert list(numbers) == [f"1/{year}", f"2/{year}", "SG 7"]


def test_a_measure_with_its_own_decision(make: Make, chain: SimpleNamespace, planner: Actor) -> None:
    own = services.create_measure(
        actor=planner, owner=chain.strategy.owner, field=chain.field, under=chain.goal, title="Kurzzeitpflege", status="prioritised",
        needs_own_decision=True,
    )  # fmt: skip
    made = make(title="Kurzzeitpflege finanzieren", measures=[own])
    record(made.first)
    record(made.last, n=20, number="50/2026")
    own.refresh_from_db()
    assert own.status == MeasureStatus.DECIDED
    assert own.decision_note == f"Kreistag, {day(20):%d.%m.%Y}, Nr. 50/2026"
    assert [link.measure_id for link in Decision.objects.get().measure_links.all()] == [own.pk]


def test_rejected_leaves_the_measure(make: Make, chain: SimpleNamespace) -> None:
    made = make(measures=[chain.measure])
    record(made.first)
    record(made.last, R.REJECTED, n=20)
    chain.measure.refresh_from_db()
    decision = Decision.objects.get()
    assert (chain.measure.decision_note, decision.status) == ("", DecisionStatus.DONE)


def test_the_strategy_was_entered_before(make: Make, submitted: StrategyVersion) -> None:
    made = make(strategy_version=submitted)
    services.life.record_adoption(
        actor=WHO, strategy=submitted.strategy, version=submitted, result=R.ADOPTED, on=day(20), body="Kreistag"
    )
    record(made.first)
    record(made.last, n=20)
    assert StrategyDecision.objects.count() == 1 and Decision.objects.count() == 1


def test_a_finished_paper_keeps_its_measures(make: Make, chain: SimpleNamespace, planner: Actor) -> None:
    made = make(measures=[chain.measure])
    chain.measure.refresh_from_db()
    services.edit_measure(actor=planner, measure=chain.measure, version=chain.measure.version, title="Ganz anders")
    link = queries.measures_of(made.paper)[0]
    assert "Lotsendienst" in link.content["title"]
    with pytest.raises(Refused, match="fertig"):
        papers.edit_paper(actor=WHO, paper=made.paper, version=made.paper.version, proposed="Anders")
    papers.edit_paper(actor=WHO, paper=made.paper, version=made.paper.version, reference="VO/12/26")
    papers.move_paper(actor=WHO, paper=made.paper, to=PaperState.DRAFT, version=made.paper.version)
    assert queries.measures_of(made.paper)[0].content == {}


def test_what_a_paper_needs(home: Organisation, scope: None, council: Committee, social: Committee) -> None:
    paper = papers.create_paper(actor=WHO, owner=home, title="Leer", on=day(0))
    assert len(papers.missing(paper)) == 2
    with pytest.raises(Refused, match="Beschlussvorschlag fehlt"):
        finish(paper)
    first = papers.add_step(actor=WHO, paper=paper, committee=council, is_authoritative=True)
    with pytest.raises(Refused, match="Es entscheidet schon"):
        papers.add_step(actor=WHO, paper=paper, committee=social, is_authoritative=True)
    second = papers.add_step(actor=WHO, paper=paper, committee=social)
    papers.move_step(actor=WHO, step=second, version=second.version, up=True)
    assert [s.committee.name for s in queries.steps_of(paper)] == ["Sozialausschuss", "Kreistag"]
    with pytest.raises(Refused, match="Reihenfolge"):
        papers.move_step(actor=WHO, step=second, version=second.version, up=True)
    first.refresh_from_db()
    papers.remove_step(actor=WHO, step=first, version=first.version)
    assert papers.missing(paper)[-1] == "In der Beratungsfolge entscheidet noch kein Gremium."


def test_a_finished_paper_keeps_who_decides(make: Make, home: Organisation, clerk: Actor, social: Committee) -> None:
    made = make(finished=False)
    papers.remove_step(actor=clerk, step=made.last, version=made.last.version)
    last = papers.add_step(actor=clerk, paper=made.paper, committee=made.last.committee, is_authoritative=True)
    assert last.role == "decision"
    finish(made.paper)
    last.refresh_from_db()
    for attempt in (
        lambda: papers.remove_step(actor=clerk, step=last, version=last.version),
        lambda: papers.edit_step(actor=clerk, step=last, version=last.version, is_authoritative=False),
        lambda: undo_act(actor=clerk, row=Act.objects.get(verb="committees.add_step", object_uid=last.uid)),
    ):
        with pytest.raises(Refused, match="Kreistag entscheidet über sie"):
            attempt()
    other = body(home, name="Hauptausschuss")
    papers.edit_step(actor=clerk, step=last, version=last.version, committee=other, on=day(20))
    assert [s.committee.name for s in queries.steps_of(made.paper) if s.is_authoritative] == ["Hauptausschuss"]
    papers.remove_step(actor=clerk, step=made.first, version=made.first.version)


def test_who_advises_does_not_decide(make: Make, social: Committee) -> None:
    made = make(finished=False)
    with pytest.raises(Refused, match="hat die Aufgabe „Entscheidung“"):
        papers.edit_step(actor=WHO, step=made.last, version=made.last.version, role="preliminary")
    papers.remove_step(actor=WHO, step=made.last, version=made.last.version)
    for role in ("preliminary", "hearing", "information"):
        with pytest.raises(Refused, match="hat die Aufgabe „Entscheidung“"):
            papers.add_step(actor=WHO, paper=made.paper, committee=social, role=role, is_authoritative=True)


def test_no_body_refers_to_itself(make: Make, social: Committee, council: Committee) -> None:
    made = make()
    with pytest.raises(Refused, match="nicht an sich selbst"):
        record(made.first, R.REFERRED, target=social, text="Noch einmal.")
    made.first.refresh_from_db()
    assert made.first.result == "" and len(queries.steps_of(made.paper)) == 2
    bodies = Committee.objects.filter(owner=made.paper.owner)
    form = ResultForm(step=made.first, committees=bodies)
    assert set(form.fields["target"].queryset) == {council}  # type: ignore[attr-defined]
    for target, words in (("", "an welches Gremium"), (str(social.uid), "gültige Auswahl")):  # one sentence each
        typed = {"version": "1", "result": "referred", "on": day(10).isoformat(), "target": target}
        (told,) = ResultForm(typed, step=made.first, committees=bodies).errors["target"]
        assert words in told


def test_undo_of_a_result(make: Make, clerk: Actor) -> None:
    made = make()
    record(made.first)
    row = Act.objects.filter(verb="committees.record_result").first()
    assert row is not None
    undo_act(actor=clerk, row=row)
    made.first.refresh_from_db()
    assert (made.first.result, made.first.on) == ("", None)
    record(made.first)
    record(made.last, n=20)
    row = Act.objects.filter(verb="committees.record_result").first()
    assert row is not None
    with pytest.raises(Refused, match="etwas gefolgt"):
        undo_act(actor=clerk, row=row)


def test_who_may(
    make: Make, home: Organisation, twin: Organisation, consultant: Actor, foreign: SimpleNamespace
) -> None:
    made = make()
    stranger = actor_in(twin, Role.CLERK)
    for actor in (consultant, stranger, actor_in(home, Role.BODY_MEMBER), actor_in(home, Role.LEADERSHIP)):
        with pytest.raises(Forbidden):
            record(made.first, actor=actor)
    with pytest.raises(Forbidden):
        papers.add_step(actor=WHO, paper=made.paper, committee=foreign.committee)
    with pytest.raises(Conflict):
        record(made.first, version=made.first.version - 1)
    with pytest.raises(Forbidden):
        queries.papers_for(stranger, home)


def test_who_sees(make: Make, home: Organisation, group: SimpleNamespace, consultant: Actor, clerk: Actor) -> None:
    open_, hidden = make(), make(title="Vertraulich", is_public=False)
    mine = papers.create_paper(actor=WHO, owner=home, title="Für uns", on=day(0), proposed="x", is_public=False)
    papers.add_step(actor=WHO, paper=mine, committee=group.committee, is_authoritative=True)

    def seen(actor: Actor) -> set[str]:
        return {p.title for p in queries.papers_for(actor, home)}

    assert seen(group.member) == set(), "in Arbeit sehen Mitglieder sie nicht"
    finish(mine)
    assert seen(group.member) == {"Für uns"}
    assert seen(consultant) == {open_.paper.title}
    assert seen(clerk) == {open_.paper.title, hidden.paper.title, "Für uns"}
    assert queries.step_for(group.member, home, open_.first.uid) is None
    assert "Vertraulich" not in str(Paper.objects.get(pk=hidden.paper.pk))
