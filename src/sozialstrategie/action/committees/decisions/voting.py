"""Votes of own bodies: judged by the body's own rule, frozen with their inputs; another result only by two persons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from sozialstrategie.action.committees.decisions.presence import Room, room_at
from sozialstrategie.action.committees.enums import (
    BallotChoice,
    CommitteeKind,
    ItemState,
    MeetingState,
    Purpose,
)
from sozialstrategie.action.committees.law.rule_words import majority_sentence, quorum_sentence
from sozialstrategie.action.committees.meetings.queries import is_minuted
from sozialstrategie.action.committees.models import AgendaItem, Ballot, Committee, Membership, Vote
from sozialstrategie.action.strategy.services import writing
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.versions import save_version
from sozialstrategie.methods import voting

CHANGE, CONFIRM = "committees.change", "committees.confirm"
# The youth welfare committee has members from outside the council and is led here; council and Ausschüsse vote elsewhere.
COUNTED_ELSEWHERE = (CommitteeKind.COUNCIL, CommitteeKind.COUNCIL_COMMITTEE)


class NoQuorum(Refused):
    """Too few are there to decide."""


def record_vote(
    *,
    actor: Actor,
    item: AgendaItem,
    motion: str,
    yes: int = 0,
    no: int = 0,
    abstain: int = 0,
    invalid: int = 0,
    present: int | None = None,
    ballots: Mapping[Membership, str] | None = None,
    is_secret: bool = False,
    chair_in_favour: bool | None = None,
) -> Vote:
    """Record a vote of an own body. Rule, counts and what follows from them are frozen together.

    Args:
        motion: what was voted on.
        present: who counted at that minute; None = as the attendance says. Never more than came to the meeting at all.
        ballots: member -> `BallotChoice`, for a vote by name; then the counts are theirs. Never with `is_secret`.
        chair_in_favour: how the chair voted, where a tie lets the chair decide; None = not at all.

    Raises:
        NoQuorum: too few are there; nothing is written.
        Refused: the body votes elsewhere, nobody has said who is there, the counts cannot be, a ballot of somebody who has no vote here.
        Forbidden: no right.
    """
    committee = item.meeting.committee
    with act("committees.record_vote", actor=actor, permission=CHANGE, owner=item.owner) as record:
        demand_votable(item)
        room = room_at(item)
        if not room.is_taken:
            raise Refused("Bitte stellen Sie zuerst fest, wer anwesend ist.")
        named = _counted(room, ballots, is_secret)
        if named is not None:
            yes, no, abstain, invalid = (*named, 0)
        here = _present(room, present)
        counts = _counts(yes, no, abstain, invalid, here, room.eligible)
        met = voting.quorum(committee.quorum_rule, eligible=room.eligible, present=here)
        if not met.met:
            raise NoQuorum(f"Das Gremium kann nicht entscheiden: {met.reason}")
        vote = writing.insert(
            Vote(
                owner=item.owner, item=item, motion=motion.strip(), yes=yes, no=no, abstain=abstain, invalid=invalid, present=here,
                eligible=room.eligible, is_secret=is_secret, chair_in_favour=chair_in_favour, quorum_met=met.met,
                quorum_words=met.reason, **_judged(item, counts, chair_in_favour),
            )
        )  # fmt: skip
        for member, choice in (ballots or {}).items():
            writing.insert(Ballot(owner=item.owner, vote=vote, membership=member, choice=choice))
        record.created(vote)
    return vote


_MINUTED = "Die Niederschrift ist schon versandt oder genehmigt. Was fehlt, gehört in eine Berichtigung."


def demand_votable(item: AgendaItem) -> None:
    """Refuse a vote where none can be.

    Raises:
        Refused: the body votes elsewhere, the meeting is not under way, the point is no matter for a vote.
    """
    meeting = item.meeting
    if item.deleted_at is not None:
        raise Refused("Diesen Tagesordnungspunkt gibt es nicht mehr.")
    if meeting.committee.kind in COUNTED_ELSEWHERE:
        raise Refused("Für dieses Gremium zählt der Sitzungsdienst. Tragen Sie das Ergebnis in der Beratungsfolge ein.")
    if meeting.state not in (MeetingState.RUNNING, MeetingState.CLOSED):
        raise Refused(f"Die Sitzung ist {meeting.get_state_display()}. Abgestimmt wird, wenn sie läuft.")
    if item.purpose == Purpose.INFORMATION:
        raise Refused("Zu einer Kenntnisnahme wird nicht abgestimmt. Bitte ändern Sie zuerst die Art des Punktes.")
    if item.state in (ItemState.ADJOURNED, ItemState.REMOVED):
        raise Refused(f"Der Punkt ist {item.get_state_display()}. Dazu wird nicht abgestimmt.")
    if is_minuted(meeting):
        raise Refused(_MINUTED)


def _counted(room: Room, ballots: Mapping[Membership, str] | None, is_secret: bool) -> tuple[int, int, int] | None:
    if ballots is None:
        return None
    if is_secret:
        raise Refused("Bei einer geheimen Abstimmung wird nicht festgehalten, wer wie gestimmt hat.")
    voters = {m.pk for m in room.voters}
    strangers = [m.name for m in ballots if m.pk not in voters]
    if strangers:
        raise Refused(f"Ohne Stimme bei diesem Punkt: {', '.join(sorted(strangers))}.")
    if unknown := set(ballots.values()) - set(BallotChoice.values):
        raise Refused(f"Unbekannte Stimme: {', '.join(sorted(unknown))}.")
    if len(ballots) > room.most:
        raise Refused("Ein Mitglied und seine Stellvertretung haben zusammen nur eine Stimme.")
    said = list(ballots.values())
    return said.count(BallotChoice.YES), said.count(BallotChoice.NO), said.count(BallotChoice.ABSTAIN)


def _present(room: Room, given: int | None) -> int:
    if given is None:
        return room.present
    if given > room.most:
        raise Refused(f"Angegeben sind {given} Anwesende, als anwesend eingetragen sind höchstens {room.most}.")
    return given


def _counts(yes: int, no: int, abstain: int, invalid: int, present: int, eligible: int) -> voting.Counts:
    try:
        return voting.Counts(yes, no, abstain, present=present, eligible=eligible, invalid=invalid)
    except ValueError as error:
        raise Refused(str(error)) from error


def _judged(item: AgendaItem, counts: voting.Counts, chair_in_favour: bool | None) -> dict[str, Any]:
    """Rule and outcome as they are frozen; elections of persons are recorded and not judged."""
    committee = item.meeting.committee
    frozen = {"rule": rule_of(committee), "rule_words": rule_words(committee)}
    if item.purpose == Purpose.ELECTION:
        return {**frozen, "outcome_words": "Wahl: festgehalten, nicht nachgerechnet."}
    outcome = voting.carried(committee.majority_rule, counts, chair_in_favour=chair_in_favour)
    return {
        **frozen, "computed": outcome.met, "carried": outcome.met, "needed": outcome.needed, "outcome_words": outcome.reason,
    }  # fmt: skip


def rule_of(committee: Committee) -> dict[str, Any]:
    """The rule of a body as it is frozen in a vote."""
    names = (
        "quorum_numerator", "quorum_denominator", "quorum_strict", "quorum_minimum", "majority_numerator", "majority_denominator",
        "majority_strict", "majority_base", "tie", "recused_are_eligible",
    )  # fmt: skip
    confirmed = committee.rule_confirmed_on
    return {name: getattr(committee, name) for name in names} | {
        "confirmed_on": confirmed.isoformat() if confirmed else None
    }


def rule_words(committee: Committee) -> str:
    return f"{quorum_sentence(committee.quorum_rule)} {majority_sentence(committee.majority_rule)}"


# --- another result than the computed one -----------------------------------------------------------------------------


def propose_override(*, actor: Actor, vote: Vote, version: int, reason: str) -> Vote:
    """Say that the opposite of the computed result holds, and why; it holds once a second person confirms it.

    Raises:
        Refused: an election, no reason, or it was said already.
        Conflict, Forbidden.
    """
    with act("committees.propose_override", actor=actor, permission=CHANGE, owner=vote.owner, obj=vote):
        if vote.computed is None:
            raise Refused("Eine Wahl wird nur festgehalten; es gibt kein errechnetes Ergebnis.")
        if vote.version == version and vote.overridden_by is not None:
            raise Refused("Für diese Abstimmung ist schon ein anderes Ergebnis vorgeschlagen.")
        if not reason.strip():
            raise Refused("Bitte schreiben Sie, warum das errechnete Ergebnis nicht gilt.")
        if actor.person_uid is None:
            raise Refused("Ein anderes Ergebnis schlägt eine Person vor.")
        _demand_unminuted(vote)
        demand_undecided(vote)
        save_version(
            vote, version=version, values={"override_reason": reason.strip(), "overridden_by": actor.person_uid}
        )
    return vote


def confirm_override(*, actor: Actor, vote: Vote, version: int) -> Vote:
    """A second person confirms; from now on the opposite of the computed result holds.

    Raises:
        Refused: nothing was proposed, or the same person did it.
        Conflict, Forbidden.
    """
    with act("committees.confirm_override", actor=actor, permission=CONFIRM, owner=vote.owner, obj=vote):
        _demand_waiting(vote, version)
        if actor.person_uid is None or vote.overridden_by == actor.person_uid:
            raise Refused("Bestätigen muss eine zweite Person.")
        _demand_unminuted(vote)
        demand_undecided(vote)
        values = {"carried": not vote.computed, "override_confirmed_by": actor.person_uid}
        save_version(vote, version=version, values=values)
    return vote


def drop_override(*, actor: Actor, vote: Vote, version: int) -> Vote:
    """Take the proposal back: the computed result holds.

    Raises:
        Refused: nothing waits for confirmation.
    """
    with act("committees.drop_override", actor=actor, permission=CONFIRM, owner=vote.owner, obj=vote):
        _demand_waiting(vote, version)
        save_version(vote, version=version, values={"override_reason": "", "overridden_by": None})
    return vote


def _demand_waiting(vote: Vote, version: int) -> None:
    if vote.version == version and (vote.overridden_by is None or vote.override_confirmed_by is not None):
        raise Refused("Hier wartet kein anderes Ergebnis auf Bestätigung.")


def withdraw_vote(*, actor: Actor, vote: Vote, version: int, reason: str) -> Vote:
    """Take out a vote that was recorded by mistake, as long as no decision and no approved minutes rest on it.

    Raises:
        Refused: no reason, or something rests on it.
        Conflict, Forbidden.
    """
    with act("committees.withdraw_vote", actor=actor, permission=CHANGE, owner=vote.owner, obj=vote) as record:
        if not reason.strip():
            raise Refused("Bitte schreiben Sie, warum die Abstimmung herausgenommen wird.")
        demand_votable(vote.item)
        demand_undecided(vote)
        record.note("reason", reason.strip())
        save_version(vote, version=version, values={"deleted_at": timezone.now()})
    return vote


def _demand_unminuted(vote: Vote) -> None:
    """What the minutes already say about a vote does not turn round any more."""
    if is_minuted(vote.item.meeting):
        raise Refused(_MINUTED)


def demand_undecided(vote: Vote) -> None:
    """One vote bears one decision, and what bears one stays. Raises: Refused."""
    if vote.decisions.filter(deleted_at=None, owner=vote.owner_id).exists():
        raise Refused("Auf dieser Abstimmung beruht schon ein Beschluss.")
