"""Votes of own bodies: judged by the rule, frozen, another result only by two persons."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sozialstrategie.action.committees.decisions import presence, queries, recording, services, voting
from sozialstrategie.action.committees.decisions.forms import VoteForm
from sozialstrategie.action.committees.enums import BallotChoice, CommitteeKind, DecisionResult, MeetingState, Purpose
from sozialstrategie.action.committees.meetings import recording as live
from sozialstrategie.action.committees.models import AgendaItem, Ballot, Committee, Decision, Vote
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Forbidden, Refused
from sozialstrategie.kit.core.models import Act
from sozialstrategie.kit.core.undo import undo_act
from tests.action.committees.conftest import WHO, body, meeting_of, point
from tests.action.committees.decisions.conftest import at, open_with
from tests.action.strategy.conftest import login


def vote(item: AgendaItem, yes: int = 3, no: int = 1, **values: Any) -> Vote:
    return voting.record_vote(**{"actor": WHO, "item": item, "motion": "Ausweiten.", "yes": yes, "no": no, **values})


def test_carried_by_the_rule(sitting: SimpleNamespace) -> None:
    made = vote(sitting.item)
    assert (made.carried, made.computed, made.needed, made.present, made.eligible) == (True, True, 3, 4, 4)
    assert made.outcome_words == "3 Ja von 4 Ja- und Nein-Stimmen, nötig sind 3: angenommen."
    assert made.rule["majority_denominator"] == 2 and "mehr als die Hälfte" in made.rule_words
    tie = vote(sitting.item, 2, 2)
    assert tie.carried is False and "Stimmengleichheit" in tie.outcome_words


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"yes": 4, "no": 1}, "5 Stimmen gezählt, aber nur 4"),
        ({"yes": -1}, "nie kleiner als null"),
        ({"present": 5}, "höchstens 4"),
    ],
)
def test_impossible_counts(sitting: SimpleNamespace, values: dict[str, Any], words: str) -> None:
    before = Act.objects.count()
    with pytest.raises(Refused, match=words):
        vote(sitting.item, **values)
    assert not Vote.objects.exists() and Act.objects.count() == before


def test_no_quorum_is_told_before(group: SimpleNamespace) -> None:
    sitting = open_with(group, group.members[:2])
    with pytest.raises(voting.NoQuorum, match="2 von 4 anwesend, nötig sind 3"):
        vote(sitting.item, 2, 0)
    assert not Vote.objects.exists()
    # the substitute of an absent member fills the seat
    sitting = open_with(group, [group.members[1], group.members[2], group.substitute])
    assert vote(sitting.item, 3, 0).present == 3
    # where the member is there, the substitute has no vote
    sitting = open_with(group, [*group.members, group.substitute, group.advisor])
    assert presence.room_at(sitting.item).present == 4


def test_who_takes_no_part_leaves_the_count(sitting: SimpleNamespace) -> None:
    away = sitting.group.members[0]
    live.set_recused(actor=WHO, item=sitting.item, members=[away])
    room = presence.room_at(sitting.item)
    assert (room.present, room.eligible, away in room.voters) == (3, 3, False)
    with pytest.raises(Refused, match="4 Stimmen"):
        vote(sitting.item, 3, 1)
    with pytest.raises(Refused, match="Ohne Stimme bei diesem Punkt: Mitglied 1"):
        vote(sitting.item, 0, 0, ballots={away: BallotChoice.YES})
    Committee.objects.update(recused_are_eligible=True)
    sitting.item.meeting.committee.refresh_from_db()
    assert presence.room_at(sitting.item).eligible == 4


def test_who_has_voted_is_not_recused_afterwards(sitting: SimpleNamespace, clerk: Actor) -> None:
    voter, made = sitting.group.members[0], vote(sitting.item)
    with pytest.raises(Refused, match="dabei zählte mit: Mitglied 1"):
        live.set_recused(actor=clerk, item=sitting.item, members=[voter])
    assert presence.room_at(sitting.item).eligible == 4
    live.set_recused(actor=clerk, item=sitting.item, members=[sitting.group.advisor])  # was not there
    voting.withdraw_vote(actor=clerk, vote=made, version=made.version, reason="Mitglied 1 ist beteiligt")
    live.set_recused(actor=clerk, item=sitting.item, members=[voter])
    again = vote(sitting.item, 2, 1)
    assert (again.present, again.eligible) == (3, 3)
    live.set_recused(actor=clerk, item=sitting.item, members=[voter])


def test_by_name(sitting: SimpleNamespace) -> None:
    a, b, c, d = sitting.group.members
    ballots = {a: "yes", b: "yes", c: "no", d: "abstain"}
    made = vote(sitting.item, 99, 99, ballots=ballots)
    assert (made.yes, made.no, made.abstain, made.ballots.count()) == (2, 1, 1, 4)
    with pytest.raises(Refused, match="geheimen"):
        vote(sitting.item, ballots=ballots, is_secret=True)
    with pytest.raises(Refused, match="Ohne Stimme"):
        vote(sitting.item, ballots={sitting.group.advisor: "yes"})
    assert vote(sitting.item, is_secret=True).ballots.count() == 0


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, ["Bitte tragen Sie die Stimmen ein."]),
        ({"yes": "-1"}, ["Dieser Wert muss größer oder gleich 0 sein."]),
        ({"yes": "viele"}, ["Bitte eine ganze Zahl eingeben."]),
    ],
)
def test_the_form_says_one_thing_once(sitting: SimpleNamespace, typed: dict[str, str], told: list[str]) -> None:
    form = VoteForm({"motion": "Ja?", **typed}, item=sitting.item, room=presence.room_at(sitting.item))
    assert [str(e) for errors in form.errors.values() for e in errors] == told


def test_elections_are_only_recorded(group: SimpleNamespace) -> None:
    sitting = open_with(group, group.members, purpose=Purpose.ELECTION)
    made = vote(sitting.item, 1, 3, is_secret=True)
    assert (made.computed, made.carried, made.outcome_words) == (None, None, "Wahl: festgehalten, nicht nachgerechnet.")
    with pytest.raises(Refused, match="nur festgehalten"):
        voting.propose_override(actor=WHO, vote=made, version=made.version, reason="x")


def test_where_nobody_votes(group: SimpleNamespace, home: Any) -> None:
    council = body(home, CommitteeKind.COUNCIL, "Kreistag")
    with pytest.raises(Refused, match="Sitzungsdienst"):
        vote(point(meeting_of(council)))
    with pytest.raises(Refused, match="in Vorbereitung"):
        vote(point(meeting_of(group.committee)))
    sitting = open_with(group, [])
    with pytest.raises(Refused, match="wer anwesend ist"):
        vote(sitting.item)
    told = open_with(group, group.members, purpose=Purpose.INFORMATION)
    with pytest.raises(Refused, match="Kenntnisnahme"):
        vote(told.item)


def test_override_by_two_persons(sitting: SimpleNamespace, clerk: Actor, leader: Actor, consultant: Actor) -> None:
    made = vote(sitting.item, 1, 3)
    with pytest.raises(Refused, match="warum"):
        voting.propose_override(actor=clerk, vote=made, version=made.version, reason=" ")
    voting.propose_override(actor=clerk, vote=made, version=made.version, reason="Stimmzettel vertauscht")
    assert made.carried is False
    assert [v.pk for v in queries.waiting_overrides(leader, made.owner)] == [made.pk]
    assert queries.waiting_overrides(clerk, made.owner) == []
    with pytest.raises(Refused, match="zweite Person"):
        voting.confirm_override(actor=clerk, vote=made, version=made.version)
    with pytest.raises(Forbidden):
        voting.confirm_override(actor=consultant, vote=made, version=made.version)
    with pytest.raises(Refused, match="wartet ein anderes Ergebnis"):
        recording.record_decision(actor=clerk, item=sitting.item, title="x", result=DecisionResult.ADOPTED, vote=made)
    with pytest.raises(DatabaseError), transaction.atomic():
        Vote.objects.filter(pk=made.pk).update(carried=True)
    voting.confirm_override(actor=leader, vote=made, version=made.version)
    assert (made.carried, made.computed) == (True, False)
    with pytest.raises(DatabaseError), transaction.atomic():
        Vote.objects.filter(pk=made.pk).update(override_reason="anders")
    recording.record_decision(actor=clerk, item=sitting.item, title="x", result=DecisionResult.ADOPTED, vote=made)


def test_a_proposal_is_dropped(sitting: SimpleNamespace, clerk: Actor, leader: Actor) -> None:
    made = vote(sitting.item)
    with pytest.raises(Refused):
        voting.drop_override(actor=leader, vote=made, version=made.version)
    voting.propose_override(actor=clerk, vote=made, version=made.version, reason="Irrtum")
    voting.drop_override(actor=leader, vote=made, version=made.version)
    assert (made.overridden_by, made.override_reason, made.carried) == (None, "", True)


def test_a_vote_by_mistake(sitting: SimpleNamespace, clerk: Actor) -> None:
    made = vote(sitting.item)
    voting.withdraw_vote(actor=clerk, vote=made, version=made.version, reason="doppelt")
    assert queries.votes_at(sitting.item) == []
    other = vote(sitting.item)
    recording.record_decision(
        actor=clerk, item=sitting.item, title="Ausweiten", result=DecisionResult.ADOPTED, vote=other
    )
    with pytest.raises(Refused, match="beruht schon"):
        voting.withdraw_vote(actor=clerk, vote=other, version=other.version, reason="doppelt")


def test_a_vote_bears_one_decision(
    sitting: SimpleNamespace, clerk: Actor, consultant: Actor, foreign: SimpleNamespace
) -> None:
    """Recorded twice is refused; recorded by mistake it goes with a reason, and comes back where nothing took its place."""
    made = vote(sitting.item)

    def decide() -> Decision:
        return recording.record_decision(
            actor=clerk, item=sitting.item, title="Ausweiten", result=DecisionResult.ADOPTED, vote=made
        )

    first = decide()
    assert queries.undecided_vote(sitting.item) is None
    with pytest.raises(Refused, match="beruht schon ein Beschluss"):
        decide()
    for actor in (consultant, sitting.group.member, foreign.member):
        with pytest.raises(Forbidden):
            services.withdraw_decision(actor=actor, decision=first, version=first.version, reason="doppelt")
    with pytest.raises(Refused, match="warum"):
        services.withdraw_decision(actor=clerk, decision=first, version=first.version, reason=" ")
    services.withdraw_decision(actor=clerk, decision=first, version=first.version, reason="falscher Punkt")
    row = Act.objects.get(verb="committees.withdraw_decision")
    assert row.changes is not None and row.changes["fields"]["reason"][1] == "falscher Punkt"
    assert queries.undecided_vote(sitting.item) == made
    undo_act(actor=clerk, row=row)
    first.refresh_from_db()
    assert first.deleted_at is None
    services.withdraw_decision(actor=clerk, decision=first, version=first.version, reason="noch einmal")
    assert decide().number == f"2/{sitting.meeting.start.year}", "die Nummer wird nicht neu vergeben"
    with pytest.raises(Refused, match="beruht inzwischen ein anderer"):
        undo_act(actor=clerk, row=Act.objects.filter(verb="committees.withdraw_decision").latest("sequence"))


def test_decide_and_withdraw_on_the_pages(sitting: SimpleNamespace) -> None:
    """Pressed twice the second one is asked how it was decided; what was a mistake goes with a reason."""
    owner = sitting.item.owner
    web = login(owner, Role.CLERK)
    new = reverse("committees:item_decision", args=[owner.slug, sitting.item.uid])
    typed = {"title": "Ausweiten", "result": "adopted"}
    asked = web.post(new, typed)
    assert asked.status_code == 422 and "wie das Gremium entschieden hat" in asked.content.decode()
    made = vote(sitting.item)
    assert [web.post(new, typed).status_code for _ in range(2)] == [303, 422]
    decision = Decision.objects.get()
    assert decision.vote == made
    page = reverse("committees:decision", args=[owner.slug, decision.uid])
    away = f"{page}herausnehmen/"
    assert away in web.get(page).content.decode()
    assert web.post(away, {"version": decision.version, "reason": ""}).status_code == 422
    assert web.post(away, {"version": decision.version, "reason": "Falscher Punkt"}).status_code == 303
    assert web.get(page).status_code == 404


def test_what_rests_on_a_decision_keeps_it(sitting: SimpleNamespace, clerk: Actor) -> None:
    made = recording.record_decision(
        actor=clerk, item=sitting.item, title="x", result=DecisionResult.ADOPTED, vote=vote(sitting.item)
    )
    services.report(actor=clerk, decision=made, version=made.version, text="Begonnen.")
    assert not services.is_withdrawable(made)
    with pytest.raises(Refused, match="als gegenstandslos"):
        services.withdraw_decision(actor=clerk, decision=made, version=made.version, reason="x")
    created = Act.objects.get(verb="committees.record_decision")
    with pytest.raises(Refused, match="mit einem Grund heraus"):
        undo_act(actor=clerk, row=created)


def test_numbers_of_a_body(sitting: SimpleNamespace, clerk: Actor) -> None:
    year, agreed = sitting.meeting.start.year, {"without_vote": "einvernehmlich"}
    for n in (1, 2):
        made = recording.record_decision(
            actor=clerk, item=sitting.item, title="x", result=DecisionResult.ADOPTED, **agreed
        )
        assert made.number == f"{n}/{year}"
    with pytest.raises(Refused, match="angenommen"):
        recording.record_decision(
            actor=clerk, item=sitting.item, title="x", result=DecisionResult.REJECTED, vote=vote(sitting.item)
        )
    assert Decision.objects.count() == 2
    hidden = point_hidden(sitting)
    with pytest.raises(Refused, match="nicht öffentlich"):
        recording.record_decision(actor=clerk, item=hidden, title="x", result=DecisionResult.ADOPTED, is_public=True)
    quiet = recording.record_decision(
        actor=clerk, item=hidden, title="Personal", result=DecisionResult.ADOPTED, **agreed
    )
    assert (quiet.is_public, "Personal" in str(quiet)) == (False, False)


def test_a_decision_without_a_vote_says_how(sitting: SimpleNamespace, clerk: Actor) -> None:
    """Adopted or rejected is by a vote; the history keeps how else. What was only noted needs neither."""

    def decide(result: DecisionResult, **values: Any) -> Decision:
        return recording.record_decision(actor=clerk, item=sitting.item, title="x", result=result, **values)

    for result in (DecisionResult.ADOPTED, DecisionResult.ADOPTED_AMENDED, DecisionResult.REJECTED):
        with pytest.raises(Refused, match="wie das Gremium entschieden hat"):
            decide(result, without_vote="  ")
    assert not Decision.objects.exists()
    decide(DecisionResult.NOTED)
    made = decide(DecisionResult.ADOPTED, without_vote="Niemand widersprach.")
    row = Act.objects.get(verb="committees.record_decision", object_uid=made.uid)
    assert row.changes is not None and row.changes["fields"]["without_vote"] == [None, "Niemand widersprach."]


def point_hidden(sitting: SimpleNamespace) -> AgendaItem:
    AgendaItem.objects.filter(pk=sitting.item.pk).update(is_public=False)
    found: AgendaItem = AgendaItem.objects.select_related("meeting", "meeting__committee").get(pk=sitting.item.pk)
    return found


FIXED = (
    "yes",
    "no",
    "abstain",
    "invalid",
    "present",
    "eligible",
    "needed",
    "motion",
    "rule_words",
    "outcome_words",
    "quorum_words",
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(field=st.sampled_from(FIXED), number=st.integers(0, 40), word=st.text("abc ", min_size=1, max_size=5))
def test_a_recorded_vote_never_changes(sitting: SimpleNamespace, field: str, number: int, word: str) -> None:
    """Whatever value is written into whatever input or outcome: the database refuses, and the rule of the body may change."""
    made = Vote.objects.first() or vote(sitting.item)
    before = Vote.objects.filter(pk=made.pk).values().get()
    Committee.objects.filter(pk=sitting.group.committee.pk).update(
        majority_numerator=1, majority_denominator=number + 1
    )
    value: Any = word if isinstance(before[field], str) else number
    if value != before[field]:
        with pytest.raises(DatabaseError), transaction.atomic():
            Vote.objects.filter(pk=made.pk).update(**{field: value})
    with pytest.raises(DatabaseError), transaction.atomic():
        Vote.objects.filter(pk=made.pk).delete()
    assert Vote.objects.filter(pk=made.pk).values().get() == before


def test_ballots_never_change(sitting: SimpleNamespace) -> None:
    vote(sitting.item, ballots={sitting.group.members[0]: "yes"})
    for attempt in (lambda: Ballot.objects.update(choice="no"), lambda: Ballot.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_after_the_minutes_nobody_votes(sitting: SimpleNamespace, clerk: Actor) -> None:
    from sozialstrategie.action.committees.models import Minutes

    made = vote(sitting.item, 1, 3)
    Minutes.objects.create(
        owner=sitting.meeting.owner,
        meeting=sitting.meeting,
        part="public",
        state="circulated",
        payload={},
        sha256="a" * 64,
    )
    type(sitting.meeting).objects.filter(pk=sitting.meeting.pk).update(state=MeetingState.CLOSED)
    sitting.item.meeting.refresh_from_db()
    with pytest.raises(Refused, match="versandt"):
        vote(sitting.item)
    made.refresh_from_db()
    with pytest.raises(Refused, match="versandt"):  # nor turns round what the minutes say
        voting.propose_override(actor=clerk, vote=made, version=made.version, reason="Stimmzettel vertauscht")


def test_who_may(sitting: SimpleNamespace, consultant: Actor, foreign: SimpleNamespace) -> None:
    for actor in (consultant, sitting.group.member, foreign.member):
        with pytest.raises(Forbidden):
            vote(sitting.item, actor=actor)
    made = vote(sitting.item)
    assert at(sitting.meeting, sitting.group.members[0]).state == "present"
    assert queries.vote_for(sitting.group.member, made.owner, made.uid) == made
    with pytest.raises(Forbidden):
        queries.vote_for(foreign.member, made.owner, made.uid)
