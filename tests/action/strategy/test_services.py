"""Acts of the room: what they write, what they refuse."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from sozialstrategie.action.strategy import queries, services
from sozialstrategie.action.strategy.enums import EditorialState, FindingState
from sozialstrategie.action.strategy.models import (
    Finding,
    FindingFigure,
    FindingNeed,
    Goal,
    GoalMeasure,
    Measure,
    NeedGoal,
    StrategyVersion,
)
from sozialstrategie.evidence.monitoring.models import FigureReference, SignalDecision
from sozialstrategie.kit.core.actor import PUBLIC, Actor, system
from sozialstrategie.kit.core.acts import verify_chain
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Conflict, Forbidden, Refused
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.undo import can_undo, undo_act

from .conftest import Signal, actor_in, person_in

READ_ONLY = [r for r in Role if r not in (Role.PLANNING_COORDINATOR, Role.SPECIALIST_PLANNER)]


def last_act() -> Act:
    return Act.objects.order_by("-sequence").first()  # type: ignore[return-value]


# --- rights --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", READ_ONLY)
def test_only_planners_change(chain: SimpleNamespace, home: Organisation, role: Role) -> None:
    actor = actor_in(home, role)
    with pytest.raises(Forbidden):
        services.create_need(actor=actor, owner=home, title="Neu")
    with pytest.raises(Forbidden):
        services.edit_measure(actor=actor, measure=chain.measure, version=chain.measure.version, title="Anders")
    with pytest.raises(Forbidden):
        services.unlink_need_goal(actor=actor, need=chain.need, goal=chain.goal)
    chain.measure.refresh_from_db()
    assert chain.measure.title == "Lotsendienst an Grundschulen"
    assert NeedGoal.objects.filter(need=chain.need).count() == 1


@pytest.mark.parametrize("role", [r for r in Role if r != Role.LEADERSHIP])
def test_only_leadership_releases(chain: SimpleNamespace, home: Organisation, role: Role) -> None:
    with pytest.raises(Forbidden):
        services.release_strategy(actor=actor_in(home, role), strategy=chain.strategy, version=chain.strategy.version)
    assert StrategyVersion.objects.count() == 0


@pytest.mark.parametrize("role", [Role.STATE_VIEWER, Role.FUNDING_AUTHORITY, Role.ADMIN])
def test_land_and_administration_see_no_drafts(chain: SimpleNamespace, home: Organisation, role: Role) -> None:
    actor = actor_in(home, role)
    for read in (queries.findings_for, queries.needs_for, queries.goals_for, queries.measures_for, queries.thread_for):
        with pytest.raises(Forbidden):
            read(actor, home)
    assert queries.edges(home, actor) == []


def test_a_role_elsewhere_gives_nothing_here(chain: SimpleNamespace, home: Organisation, twin: Organisation) -> None:
    stranger = actor_in(twin, Role.PLANNING_COORDINATOR)
    with pytest.raises(Forbidden):
        services.edit_need(actor=stranger, need=chain.need, version=chain.need.version, title="Fremd")
    with pytest.raises(Forbidden):
        queries.thread_for(stranger, home)
    with pytest.raises(Forbidden):
        services.create_need(actor=PUBLIC, owner=home, title="Neu")


def test_queries_return_only_the_own_organisation(
    chain: SimpleNamespace, foreign: SimpleNamespace, home: Organisation, planner: Actor
) -> None:
    assert [f.uid for f in queries.findings_for(planner, home)] == [chain.finding.uid]
    assert queries.measure_for(planner, home, foreign.measure.uid) is None
    assert queries.goal_for(planner, home, foreign.goal.uid) is None
    uids = {n.uid for n in queries.thread_for(planner, home).nodes}
    assert foreign.finding.uid not in uids and chain.finding.uid in uids


# --- links keep to one organisation --------------------------------------------------------------------------------


def test_links_refuse_foreign_ends(
    chain: SimpleNamespace, foreign: SimpleNamespace, home: Organisation, twin: Organisation
) -> None:
    # even somebody with the role in both organisations may not tie them together
    both = Actor(
        person_uid=None,
        name="beide",
        grants=actor_in(home, Role.PLANNING_COORDINATOR).grants + actor_in(twin, Role.PLANNING_COORDINATOR).grants,
    )
    before = [m.objects.count() for m in (FindingNeed, NeedGoal, GoalMeasure)]
    for actor in (both, system("Test")):
        with pytest.raises(Forbidden):
            services.link_finding_need(actor=actor, finding=chain.finding, need=foreign.need)
        with pytest.raises(Forbidden):
            services.link_need_goal(actor=actor, need=foreign.need, goal=chain.goal)
        with pytest.raises(Forbidden):
            services.link_goal_measure(actor=actor, goal=chain.goal, measure=foreign.measure)
        with pytest.raises(Forbidden):
            services.unlink_need_goal(actor=actor, need=chain.need, goal=foreign.goal)
    assert [m.objects.count() for m in (FindingNeed, NeedGoal, GoalMeasure)] == before


def test_records_refuse_foreign_parts(
    chain: SimpleNamespace, foreign: SimpleNamespace, home: Organisation, planner: Actor
) -> None:
    with pytest.raises(Forbidden):
        services.create_goal(actor=planner, owner=home, field=foreign.field, title="Fremdes Feld")
    with pytest.raises(Forbidden):
        services.edit_measure(actor=planner, measure=chain.measure, version=chain.measure.version, field=foreign.field)
    with pytest.raises(Forbidden):
        services.accept_finding(actor=planner, owner=home, draft=Signal(), field=foreign.field)
    assert not SignalDecision.objects.exists()


def test_linking_twice_is_one_link_and_one_act(chain: SimpleNamespace, planner: Actor) -> None:
    acts = Act.objects.count()
    services.link_need_goal(actor=planner, need=chain.need, goal=chain.goal)
    assert Act.objects.count() == acts
    assert NeedGoal.objects.filter(need=chain.need, goal=chain.goal).count() == 1
    services.unlink_need_goal(actor=planner, need=chain.need, goal=chain.goal)
    assert last_act().verb == "strategy.unlink_need_goal"
    assert not NeedGoal.objects.filter(need=chain.need, goal=chain.goal).exists()


def test_a_guiding_goal_is_not_linked_and_stands_on_top(
    chain: SimpleNamespace, home: Organisation, planner: Actor
) -> None:
    top = services.create_goal(
        actor=planner, owner=home, field=chain.field, kind="guiding_goal", title="Alle finden Hilfe"
    )
    with pytest.raises(Refused, match="Leitziel"):
        services.link_need_goal(actor=planner, need=chain.need, goal=top)
    child = services.create_goal(actor=planner, owner=home, field=chain.field, title="Darunter", parent=top)
    with pytest.raises(Refused, match="nur zu einem Leitziel"):
        services.create_goal(actor=planner, owner=home, field=chain.field, title="Zu tief", parent=child)
    with pytest.raises(Refused, match="gehören noch Ziele"):
        services.delete_goal(actor=planner, goal=top)
    with pytest.raises(services.Invalid, match="steht oben"):
        services.edit_goal(actor=planner, goal=child, version=child.version, kind="guiding_goal")
    with pytest.raises(IntegrityError), transaction.atomic():
        Goal.objects.filter(pk=child.pk).update(kind="guiding_goal")


# --- numbers -------------------------------------------------------------------------------------------------------


def test_numbers_are_counted_and_never_given_twice(chain: SimpleNamespace, home: Organisation, planner: Actor) -> None:
    assert (chain.finding.number, chain.need.number, chain.goal.number, chain.measure.number) == (1, 1, "1.1", "1.1.1")
    second = services.create_measure(actor=planner, owner=home, field=chain.field, under=chain.goal, title="Ferienbus")
    services.delete_measure(actor=planner, measure=second)
    third = services.create_measure(actor=planner, owner=home, field=chain.field, under=chain.goal, title="Elternkurse")
    loose = services.create_measure(actor=planner, owner=home, field=chain.field, title="Ohne Ziel")
    assert (second.number, third.number, loose.number) == ("1.1.2", "1.1.3", "1.M1")
    with pytest.raises(services.Invalid) as refusal:
        services.create_measure(actor=planner, owner=home, field=chain.field, number="1.1.1", title="Doppelt")
    assert "Diese Nummer hat schon eine andere Maßnahme." in str(refusal.value)


def test_a_number_taken_meanwhile_stops_the_return(chain: SimpleNamespace, home: Organisation, planner: Actor) -> None:
    services.delete_measure(actor=planner, measure=chain.measure)
    services.create_measure(actor=planner, owner=home, field=chain.field, number="1.1.1", title="Nachfolger")
    with pytest.raises(Refused, match="gehört inzwischen einem anderen"):
        services.restore_measure(actor=planner, measure=chain.measure)


# --- change, conflict, undo ----------------------------------------------------------------------------------------


def test_a_stale_version_conflicts_and_changes_nothing(chain: SimpleNamespace, planner: Actor) -> None:
    seen = chain.need.version
    services.edit_need(actor=planner, need=chain.need, version=seen, title="Zuerst gespeichert")
    other = type(chain.need).objects.get(pk=chain.need.pk)
    acts = Act.objects.count()
    with pytest.raises(Conflict) as conflict:
        services.edit_need(actor=planner, need=other, version=seen, title="Zu spät")
    assert conflict.value.obj.title == "Zuerst gespeichert"
    assert conflict.value.submitted == {"title": "Zu spät"}
    assert Act.objects.count() == acts
    other.refresh_from_db()
    assert other.title == "Zuerst gespeichert"


def test_unchanged_values_write_no_act(chain: SimpleNamespace, planner: Actor) -> None:
    acts, version = Act.objects.count(), chain.need.version
    services.edit_need(actor=planner, need=chain.need, version=version, title=chain.need.title)
    assert (Act.objects.count(), chain.need.version) == (acts, version)


def test_edit_and_deletion_can_be_undone(chain: SimpleNamespace, planner: Actor) -> None:
    services.edit_measure(
        actor=planner,
        measure=chain.measure,
        version=chain.measure.version,
        title="Umbenannt",
        priority=1,
        target_year=None,
    )
    undo_act(actor=planner, row=last_act())
    chain.measure.refresh_from_db()
    assert (chain.measure.title, chain.measure.priority, chain.measure.target_year) == (
        "Lotsendienst an Grundschulen",
        2,
        2028,
    )
    services.delete_measure(actor=planner, measure=chain.measure)
    assert last_act().verb == "strategy.delete_measure"
    undo_act(actor=planner, row=last_act())
    chain.measure.refresh_from_db()
    assert chain.measure.deleted_at is None
    assert verify_chain() == []


def test_making_can_be_undone_and_deleting_brought_back(
    chain: SimpleNamespace, home: Organisation, planner: Actor
) -> None:
    need = services.create_need(actor=planner, owner=home, title="Aus Versehen")
    undo_act(actor=planner, row=last_act())
    need.refresh_from_db()
    assert need.deleted_at is not None
    assert [n.pk for n in queries.deleted_for(planner, home, type(need))] == [need.pk]
    services.restore_need(actor=planner, need=need)
    assert need.deleted_at is None


def test_undo_needs_the_right(chain: SimpleNamespace, planner: Actor, leader: Actor) -> None:
    services.edit_need(actor=planner, need=chain.need, version=chain.need.version, title="Umbenannt")
    with pytest.raises(Forbidden):
        undo_act(actor=leader, row=last_act())


def test_a_deleted_record_is_not_edited(chain: SimpleNamespace, planner: Actor) -> None:
    services.delete_need(actor=planner, need=chain.need)
    with pytest.raises(Refused, match="gelöscht"):
        services.edit_need(actor=planner, need=chain.need, version=chain.need.version, title="Doch")
    with pytest.raises(Forbidden):
        services.link_finding_need(actor=planner, finding=chain.finding, need=chain.need)


def test_unknown_fields_are_a_programming_error(chain: SimpleNamespace, planner: Actor) -> None:
    for name in ("owner", "uid", "created_at", "nonsense"):
        with pytest.raises(TypeError):
            services.edit_need(actor=planner, need=chain.need, **{"version": chain.need.version, name: 1})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"start": "2026-05-01", "end": "2026-04-30"}, "Das Ende liegt vor dem Beginn."),
        ({"permanent": True, "end": "2026-04-30"}, "Eine Daueraufgabe hat kein Ende."),
        ({"status": "dropped"}, "warum die Maßnahme fallen gelassen wird"),
        ({"number": "1;1"}, "Nummer wie 1.2.3"),
        ({"target_year": 1800}, "1990"),
        ({"status": "erfunden"}, "erfunden"),
    ],
)
def test_measures_refuse_nonsense(
    chain: SimpleNamespace, planner: Actor, values: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(services.Invalid, match=sentence):
        services.edit_measure(actor=planner, measure=chain.measure, version=chain.measure.version, **values)


def test_the_database_itself_refuses(chain: SimpleNamespace) -> None:
    for change in ({"status": "dropped"}, {"permanent": True, "end": timezone.localdate()}, {"impact_step": 8}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Measure.objects.filter(pk=chain.measure.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.filter(pk=chain.finding.pk).update(state="rejected")
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.filter(pk=chain.finding.pk).update(checked_on=None)


def test_a_field_with_content_stays(chain: SimpleNamespace, planner: Actor, home: Organisation) -> None:
    with pytest.raises(Refused, match="stehen noch Ziele oder Maßnahmen"):
        services.delete_field(actor=planner, field=chain.field)
    empty = services.create_field(actor=planner, owner=home, strategy=chain.strategy, title="Leer")
    assert empty.number == 2
    services.delete_field(actor=planner, field=empty)
    assert [f.pk for f in queries.fields_for(planner, home)] == [chain.field.pk]


# --- findings and signals ------------------------------------------------------------------------------------------


def test_accepting_a_signal_freezes_its_figures(chain: SimpleNamespace, home: Organisation, planner: Actor) -> None:
    finding = services.accept_finding(
        actor=planner, owner=home, draft=Signal(), title="Eigener Satz", field=chain.field
    )
    assert (finding.number, finding.state, finding.origin) == (2, "accepted", "drafted_from_data")
    assert (finding.title, finding.statement) == ("Eigener Satz", Signal().text)
    assert (finding.checked_by, finding.checked_role) == (planner.person_uid, "Planungskoordination")
    assert finding.checked_on == timezone.localdate()
    frozen = queries.figures_of(finding)
    assert [(r.region, r.value, r.edition) for r in frozen] == [("16062", 14.2, "abcd1234"), ("16", 11.9, "abcd1234")]
    assert [r.owner_id for r in frozen] == [home.pk, home.pk]
    decision = SignalDecision.objects.get(owner=home)
    assert (decision.state, decision.key, decision.decided_by) == ("accepted", Signal().key, planner.person_uid)
    assert queries.settled_signals_for(planner, home) == {(Signal().key, Signal().fingerprint)}
    assert last_act().verb == "strategy.accept_finding" and last_act().object_uid == finding.uid


def test_a_signal_is_accepted_once_and_returns_with_its_finding_gone(
    home: Organisation, scope: None, planner: Actor
) -> None:
    first = services.accept_finding(actor=planner, owner=home, draft=Signal())
    with pytest.raises(Refused, match="schon Befund 1"):
        services.accept_finding(actor=planner, owner=home, draft=Signal())
    assert FigureReference.objects.count() == 2
    services.delete_finding(actor=planner, finding=first)
    assert queries.settled_signals_for(planner, home) == set()
    again = services.accept_finding(actor=planner, owner=home, draft=Signal())
    assert again.number == 2 and SignalDecision.objects.count() == 1


def test_a_draft_carries_no_signature_until_somebody_checks_it(home: Organisation, scope: None, planner: Actor) -> None:
    finding = services.accept_finding(actor=planner, owner=home, draft=Signal(), state="draft")
    assert (finding.state, finding.checked_by, finding.checked_role, finding.checked_on) == ("draft", None, "", None)
    services.check_finding(actor=planner, finding=finding, version=finding.version)
    assert (finding.state, finding.checked_role) == (FindingState.ACCEPTED, "Planungskoordination")


def test_changing_an_accepted_finding_signs_it_anew(home: Organisation, scope: None, planner: Actor) -> None:
    finding = services.accept_finding(actor=planner, owner=home, draft=Signal())
    other = actor_in(home, Role.SPECIALIST_PLANNER)
    services.edit_finding(actor=other, finding=finding, version=finding.version, statement="Genauer gesagt.")
    assert (finding.checked_by, finding.checked_role) == (other.person_uid, "Fachplanung")


def test_rejecting_needs_a_reason(chain: SimpleNamespace, planner: Actor) -> None:
    with pytest.raises(Refused, match="warum"):
        services.reject_finding(actor=planner, finding=chain.finding, version=chain.finding.version, reason="  ")
    services.reject_finding(
        actor=planner, finding=chain.finding, version=chain.finding.version, reason="Zahl ist veraltet"
    )
    assert (chain.finding.state, chain.finding.rejection_reason) == ("rejected", "Zahl ist veraltet")


def test_data_stewards_do_not_make_findings(home: Organisation, scope: None) -> None:
    with pytest.raises(Forbidden):
        services.accept_finding(actor=actor_in(home, Role.DATA_STEWARD), owner=home, draft=Signal())
    assert not FindingFigure.objects.exists() and not FigureReference.objects.exists()


def test_resting_needs_a_reason_and_can_end(chain: SimpleNamespace, planner: Actor) -> None:
    with pytest.raises(Refused, match="Grund"):
        services.rest(actor=planner, obj=chain.finding, reason=" ")
    services.rest(actor=planner, obj=chain.finding, reason="Wird 2027 neu erhoben")
    assert chain.finding.resting_reason == "Wird 2027 neu erhoben"
    services.wake(actor=planner, obj=chain.finding)
    assert chain.finding.resting_reason == ""


# --- life of a measure ---------------------------------------------------------------------------------------------


def test_a_measure_owner_reports_only_the_own_measure(
    chain: SimpleNamespace, home: Organisation, planner: Actor
) -> None:
    person = person_in(home, Role.MEASURE_OWNER)
    owner = actor_in(home, Role.MEASURE_OWNER, person_uid=person.uid)
    with pytest.raises(Forbidden):
        services.update_progress(
            actor=owner, measure=chain.measure, version=chain.measure.version, progress_note="Läuft"
        )
    services.edit_measure(actor=planner, measure=chain.measure, version=chain.measure.version, responsible=person)
    services.update_progress(
        actor=owner, measure=chain.measure, version=chain.measure.version, progress_note="Läuft", rating="on_track"
    )
    assert (chain.measure.progress_note, chain.measure.rating) == ("Läuft", "on_track")
    assert chain.measure.progress_on == timezone.localdate()
    with pytest.raises(TypeError):
        services.update_progress(actor=owner, measure=chain.measure, version=chain.measure.version, title="Anders")
    # without the role the name alone gives nothing
    former = actor_in(home, Role.BODY_MEMBER, person_uid=person.uid)
    with pytest.raises(Forbidden):
        services.update_progress(
            actor=former, measure=chain.measure, version=chain.measure.version, progress_note="Nein"
        )


def test_submission_release_and_the_way_back_to_draft(chain: SimpleNamespace, planner: Actor, leader: Actor) -> None:
    measure = chain.measure
    assert measure.editorial_state == EditorialState.DRAFT
    with pytest.raises(Refused, match="eingereicht"):
        services.release_measure(actor=leader, measure=measure, version=measure.version)
    services.submit_measure(actor=planner, measure=measure, version=measure.version)
    assert measure.editorial_state == EditorialState.SUBMITTED
    with pytest.raises(Forbidden):
        services.release_measure(actor=planner, measure=measure, version=measure.version)
    services.release_measure(actor=leader, measure=measure, version=measure.version)
    assert measure.editorial_state == EditorialState.RELEASED
    services.edit_measure(actor=planner, measure=measure, version=measure.version, title="Neu gefasst")
    assert measure.editorial_state == EditorialState.DRAFT
    # putting the old words back does not bring the release back: nobody released that state
    undo_act(actor=planner, row=last_act())
    measure.refresh_from_db()
    assert (measure.title, measure.editorial_state) == ("Lotsendienst an Grundschulen", EditorialState.DRAFT)


def test_the_impact_staircase_is_written_and_emptied(chain: SimpleNamespace, planner: Actor) -> None:
    services.set_logic(
        actor=planner,
        measure=chain.measure,
        version=chain.measure.version,
        steps={0: ("zwei Stellen", "Stellenplan"), 4: ("Familien kennen ihre Ansprüche", "")},
    )
    assert [(i.step, i.indicator_text) for i in queries.logic_of(chain.measure)] == [(0, "Stellenplan"), (4, "")]
    acts = Act.objects.count()
    services.set_logic(
        actor=planner, measure=chain.measure, version=chain.measure.version, steps={0: ("zwei Stellen", "Stellenplan")}
    )
    assert Act.objects.count() == acts
    services.set_logic(actor=planner, measure=chain.measure, version=chain.measure.version, steps={4: ("", "")})
    assert [i.step for i in queries.logic_of(chain.measure)] == [0]
    with pytest.raises(Conflict):
        services.set_logic(
            actor=planner, measure=chain.measure, version=chain.measure.version - 1, steps={1: ("x", "")}
        )
    assert [i.step for i in queries.logic_of(chain.measure)] == [0]


def test_readings_wait_for_leadership(chain: SimpleNamespace, planner: Actor, leader: Actor) -> None:
    from datetime import date
    from decimal import Decimal

    reading = services.add_reading(
        actor=planner, measure=chain.measure, day=date(2025, 12, 31), value=Decimal("9"), text="9 von 14"
    )
    assert reading.approved_on is None
    with pytest.raises(services.Invalid, match="schon einen Messwert"):
        services.add_reading(actor=planner, measure=chain.measure, day=date(2025, 12, 31), value=Decimal("10"))
    with pytest.raises(Forbidden):
        services.approve_reading(actor=planner, reading=reading)
    services.approve_reading(actor=leader, reading=reading)
    assert reading.approved_by == leader.person_uid


# --- release -------------------------------------------------------------------------------------------------------


def test_release_freezes_what_the_public_may_read(
    chain: SimpleNamespace, home: Organisation, planner: Actor, leader: Actor
) -> None:
    draft = services.create_finding(actor=planner, owner=home, title="Noch ungeprüft GEHEIM-A", field=chain.field)
    hidden = services.create_measure(actor=planner, owner=home, field=chain.field, title="Intern GEHEIM-B")
    services.rest(actor=planner, obj=chain.need, reason="GEHEIM-C")
    services.edit_measure(actor=planner, measure=chain.measure, version=chain.measure.version, status_reason="GEHEIM-D")
    assert queries.released_version(home) is None
    version = services.release_strategy(
        actor=leader, strategy=chain.strategy, version=chain.strategy.version, note="Kreistag"
    )
    assert (version.number, version.state) == (1, "released")
    assert services.verify_version(version)
    assert "GEHEIM" not in version.payload_text
    content = version.payload["content"]
    assert [f["uid"] for f in content["findings"]] == [str(chain.finding.uid)]
    assert [m["uid"] for m in content["measures"]] == [str(chain.measure.uid)]
    assert content["links"]["goal_measure"] == [[str(chain.goal.uid), str(chain.measure.uid)]]
    assert str(draft.uid) not in version.payload_text and str(hidden.uid) not in version.payload_text
    chain.strategy.refresh_from_db()
    assert (chain.strategy.state, chain.strategy.released_at) == ("released", version.frozen_at)
    for row, state in ((chain.measure, EditorialState.RELEASED), (hidden, EditorialState.DRAFT)):
        row.refresh_from_db()
        assert row.editorial_state == state
    assert queries.released_version(home).uid == version.uid  # type: ignore[union-attr]
    assert not can_undo(last_act())


def test_later_drafts_do_not_reach_the_public(
    chain: SimpleNamespace, home: Organisation, planner: Actor, leader: Actor
) -> None:
    services.release_strategy(actor=leader, strategy=chain.strategy, version=chain.strategy.version)
    with pytest.raises(Refused, match="nichts geändert"):
        services.release_strategy(actor=leader, strategy=chain.strategy, version=chain.strategy.version)
    services.edit_goal(actor=planner, goal=chain.goal, version=chain.goal.version, title="Neuer Entwurf")
    assert "Neuer Entwurf" not in queries.released_version(home).payload_text  # type: ignore[union-attr]
    services.freeze_draft(actor=planner, strategy=chain.strategy, note="für den Ausschuss")
    assert queries.released_version(home).number == 1  # type: ignore[union-attr]
    services.release_strategy(actor=leader, strategy=chain.strategy, version=chain.strategy.version)
    assert queries.released_version(home).number == 3  # type: ignore[union-attr]


def test_a_frozen_version_cannot_be_changed_or_deleted(chain: SimpleNamespace, leader: Actor) -> None:
    version = services.release_strategy(actor=leader, strategy=chain.strategy, version=chain.strategy.version)
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        StrategyVersion.objects.filter(pk=version.pk).update(note="anders")
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        StrategyVersion.objects.filter(pk=version.pk).delete()


def test_a_strategy_that_changed_meanwhile_is_not_released(
    chain: SimpleNamespace, planner: Actor, leader: Actor
) -> None:
    seen = chain.strategy.version
    services.edit_strategy(actor=planner, strategy=chain.strategy, version=seen, vision="Neu")
    with pytest.raises(Conflict):
        services.release_strategy(actor=leader, strategy=chain.strategy, version=seen)
    assert StrategyVersion.objects.count() == 0
    chain.strategy.refresh_from_db()
    assert chain.strategy.state == "draft"


def test_an_empty_strategy_is_not_released(home: Organisation, scope: None, planner: Actor, leader: Actor) -> None:
    strategy = services.create_strategy(actor=planner, owner=home, title="Leer", period_from=2025, period_to=2028)
    with pytest.raises(Refused, match="nichts festzuhalten"):
        services.release_strategy(actor=leader, strategy=strategy, version=strategy.version)
    strategy.refresh_from_db()
    assert strategy.state == "draft"


def test_equal_content_has_equal_checksums_and_no_floats(
    chain: SimpleNamespace, home: Organisation, planner: Actor
) -> None:
    services.accept_finding(actor=planner, owner=home, draft=Signal())
    first = queries.content_of(chain.strategy, public_only=True)
    assert first == queries.content_of(chain.strategy, public_only=True)

    def floats(value: Any) -> list[float]:
        if isinstance(value, dict):
            return [f for v in value.values() for f in floats(v)]
        if isinstance(value, list):
            return [f for v in value for f in floats(v)]
        return [value] if isinstance(value, float) else []

    assert floats(first) == []
    assert [f["value"] for f in first["findings"][1]["figures"]] == ["14.2", "11.9"]


# --- texts ---------------------------------------------------------------------------------------------------------


def test_control_characters_are_refused_wherever_a_text_is_new(chain: SimpleNamespace, planner: Actor) -> None:
    """A new record, a change; what stood there before does not stand against another change."""
    common: dict[str, Any] = {"actor": planner, "owner": chain.need.owner}
    with pytest.raises(services.Invalid, match="unsichtbares Steuerzeichen") as refusal:
        services.create_need(**common, title="Neu\x0bund alt")
    assert list(refusal.value.errors) == ["title"]
    with pytest.raises(services.Invalid, match="unsichtbares Steuerzeichen"):
        services.edit_need(actor=planner, need=chain.need, version=chain.need.version, title="a\x00")
    services.create_need(**common, title="Zwei\tWörter")
    type(chain.need).objects.filter(pk=chain.need.pk).update(title="schon\x0bda")
    chain.need.refresh_from_db()
    services.edit_need(actor=planner, need=chain.need, version=chain.need.version, title="schon\x0bda", region="Nord")
    assert chain.need.region == "Nord"
