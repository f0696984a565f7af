"""Reading votes and decisions: Beschlusskontrolle, what is late, who sees what is not public."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils import timezone

from sozialstrategie.action.committees.enums import BY_LAW_OF_COUNCIL, DecisionResult, DecisionStatus
from sozialstrategie.action.committees.models import AgendaItem, Ballot, Decision, DecisionMeasure, DecisionNote, Vote
from sozialstrategie.action.committees.queries import ENTER, VIEW, VIEW_NON_PUBLIC, meetings_for, own_seats
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed, demand

TRACK = "committees.track"
UNDONE = (DecisionStatus.OPEN, DecisionStatus.IN_PROGRESS)
SELECTIONS = {
    "offen": "offene", "ueberfaellig": "überfällige", "bekanntmachung": "noch bekannt zu machende", "alle": "alle",
}  # fmt: skip
# What a body has settled by its vote; only that is announced.
_SETTLED = (DecisionResult.ADOPTED, DecisionResult.ADOPTED_AMENDED, DecisionResult.REJECTED)


def decisions_for(actor: Actor, organisation: Organisation) -> QuerySet[Decision]:
    """Decisions, newest first.

    Clerks, planners and leadership see all. Other staff see the public ones. Members of bodies see those of their bodies,
    the non-public ones too.

    Raises:
        Forbidden: no right to any.
    """
    demand(ENTER, actor, organisation)
    rows: QuerySet[Decision] = Decision.objects.filter(owner=organisation, deleted_at=None)
    rows = rows.select_related("committee", "owner", "paper", "consultation", "item", "vote")
    if allowed(VIEW_NON_PUBLIC, actor, organisation):
        return rows
    seen = Q(committee__in=own_seats(actor, organisation).values("committee_id"))
    if allowed(VIEW, actor, organisation):
        seen |= Q(is_public=True)
    return rows.filter(seen)


def decision_for(actor: Actor, organisation: Organisation, uid: UUID) -> Decision | None:
    return decisions_for(actor, organisation).filter(uid=uid).first()


def is_late(decision: Decision, today: date) -> bool:
    """Its day is over and it is not carried out; the day itself is in time. Computed, never stored."""
    return decision.status in UNDONE and decision.due is not None and decision.due < today


def selected(rows: QuerySet[Decision], selection: str, committee: UUID | None = None) -> QuerySet[Decision]:
    """One of `SELECTIONS`, of one body or of all: what is open by its day, everything else by the day of the meeting.

    To be announced is what bodies by the law of the council have decided (§ 40 Abs. 2 ThürKO), the oldest first; also what is
    not public, as somebody has to see when the reasons for that are gone.
    """
    if committee is not None:
        rows = rows.filter(committee__uid=committee)
    if selection == "alle":
        return rows
    if selection == "bekanntmachung":
        settled = rows.filter(committee__kind__in=BY_LAW_OF_COUNCIL, result__in=_SETTLED)
        return settled.filter(announced_on=None).order_by("on", "id")
    rows = rows.filter(status__in=UNDONE)
    if selection == "ueberfaellig":
        rows = rows.filter(due__lt=timezone.localdate())
    return rows.order_by(F("due").asc(nulls_last=True), "on", "id")


def open_decisions(actor: Actor, organisation: Organisation) -> QuerySet[Decision]:
    """What is still to be carried out: the one list behind Beschlusskontrolle, inbox and daily mail."""
    return selected(decisions_for(actor, organisation), "offen")


@dataclass(frozen=True, slots=True)
class Tracked:
    """A decision with how it stands today."""

    decision: Decision
    late: bool
    note: DecisionNote | None


def tracked(rows: Iterable[Decision], today: date | None = None) -> list[Tracked]:
    """Decisions with their newest Sachstand; two queries for any number."""
    day, decisions = today or timezone.localdate(), list(rows)
    newest: dict[int, DecisionNote] = {}
    if decisions:
        owner = decisions[0].owner_id
        notes = DecisionNote.objects.filter(decision__in=decisions, owner=owner, deleted_at=None)
        for note in notes.order_by("on", "id"):
            newest[note.decision_id] = note
    return [Tracked(d, is_late(d, day), newest.get(d.pk)) for d in decisions]


def notes_of(decision: Decision) -> list[DecisionNote]:
    """What was reported, newest first."""
    return list(DecisionNote.objects.filter(decision=decision, owner=decision.owner_id, deleted_at=None))


def measures_of(decision: Decision) -> list[DecisionMeasure]:
    rows = DecisionMeasure.objects.filter(decision=decision, owner=decision.owner_id, deleted_at=None)
    return list(rows.select_related("measure"))


def votes_for(actor: Actor, organisation: Organisation) -> QuerySet[Vote]:
    """Votes at points of the agenda that the actor sees; withdrawn ones are left out."""
    rows: QuerySet[Vote] = Vote.objects.filter(
        owner=organisation, deleted_at=None, item__deleted_at=None, item__meeting__in=meetings_for(actor, organisation)
    ).select_related("item", "item__meeting", "item__meeting__committee", "owner")
    if allowed(VIEW_NON_PUBLIC, actor, organisation):
        return rows
    mine = own_seats(actor, organisation).values("committee_id")
    return rows.filter(Q(item__is_public=True) | Q(item__meeting__committee__in=mine))


def vote_for(actor: Actor, organisation: Organisation, uid: UUID) -> Vote | None:
    found: Vote | None = votes_for(actor, organisation).prefetch_related(_ballots()).filter(uid=uid).first()
    return found


def votes_at(item: AgendaItem) -> list[Vote]:
    """All votes at one point, oldest first; for pages and minutes that show the point itself."""
    rows = Vote.objects.filter(item=item, owner=item.owner_id, deleted_at=None)
    return list(rows.prefetch_related(_ballots()))


def undecided_vote(item: AgendaItem) -> Vote | None:
    """The last vote at a point on which no decision rests."""
    decided = Decision.objects.filter(item=item, owner=item.owner_id, deleted_at=None).exclude(vote=None)
    taken = set(decided.values_list("vote_id", flat=True))
    return next((vote for vote in reversed(votes_at(item)) if vote.pk not in taken), None)


def _ballots() -> Prefetch[str, QuerySet[Ballot], str]:
    return Prefetch("ballots", Ballot.objects.select_related("membership").order_by("membership__name", "id"))


def waiting_overrides(actor: Actor, organisation: Organisation) -> list[Vote]:
    """Votes whose other result waits for a second person, that this actor may confirm."""
    if not allowed("committees.confirm", actor, organisation):
        return []
    rows = votes_for(actor, organisation).filter(override_confirmed_by=None).exclude(overridden_by=None)
    return [vote for vote in rows if vote.overridden_by != actor.person_uid]
