"""Who counts: voting members who are there, and substitutes only where their member is absent. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sozialstrategie.methods.voting import Outcome, QuorumRule, quorum


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody in a body at one moment of a meeting. `key` names the membership; `stands_in_for` that of the member.

    Args:
        there: in the room now.
        votes: the membership has a vote; a substitute's one counts only in place of the member's.
    """

    key: int
    votes: bool
    there: bool
    stands_in_for: int | None = None


@dataclass(frozen=True, slots=True)
class Presence:
    """present: keys of whoever may vote now. eligible: how many votes the body has now."""

    present: frozenset[int]
    eligible: int


def presence(seats: Sequence[Seat], *, recused: Collection[int] = (), recused_are_eligible: bool = False) -> Presence:
    """Who may vote on a point.

    The seats with a vote are those of the members. A seat is taken by the member who is there, else by the first substitute
    who is there. Whoever is recused takes no part; a recused member's substitute does not step in, as the member is not absent.

    Args:
        recused: keys of those who take no part in this point.
        recused_are_eligible: the rule of the body counts them among those with a vote all the same.

    >>> presence([Seat(1, True, False), Seat(2, True, True), Seat(3, True, True, stands_in_for=1)])
    Presence(present=frozenset({2, 3}), eligible=2)
    """
    members = [seat for seat in seats if seat.votes and seat.stands_in_for is None]
    present: set[int] = set()
    out = 0
    for member in members:
        holder = member if member.there else _substitute(seats, member.key)
        if (holder or member).key in recused:
            out += 1
        elif holder is not None:
            present.add(holder.key)
    return Presence(frozenset(present), len(members) - (0 if recused_are_eligible else out))


def _substitute(seats: Sequence[Seat], member: int) -> Seat | None:
    return next((s for s in seats if s.stands_in_for == member and s.there and s.votes), None)


def judged(rule: QuorumRule, found: Presence) -> Outcome:
    """Whether the body can decide with those who are there."""
    return quorum(rule, eligible=found.eligible, present=len(found.present))
