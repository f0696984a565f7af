"""What minutes rest on, as plain data: who was there, what was dealt with, how it was voted. Knows no table and no file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Part(StrEnum):
    """Minutes come in two documents: what everybody may read, and what only members may."""

    PUBLIC = "public"
    NON_PUBLIC = "non_public"


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who was there. `remark`: came later, left earlier, stood in for somebody. `votes`: had a vote, a substitute
    only in the place of its member."""

    name: str
    function: str = ""
    votes: bool = True
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Absent:
    """A member who was not there. `reason` is printed in the minutes and nowhere else."""

    name: str
    function: str = ""
    reason: str = ""
    substitute: str = ""


@dataclass(frozen=True, slots=True)
class VoteFacts:
    """A vote as it was recorded. `rule` and `outcome` are sentences; `ballots` holds (name, word) where votes were by name.

    `motion`: what was voted on; "" in the public part where what was decided by it is not public.
    """

    yes: int
    no: int
    abstain: int
    invalid: int
    present: int
    eligible: int
    carried: bool | None
    outcome: str = ""
    rule: str = ""
    secret: bool = False
    override_reason: str = ""
    ballots: tuple[tuple[str, str], ...] = ()
    motion: str = ""


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """What somebody is to do. `unit` names an office, never a private person."""

    title: str
    unit: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """What was decided. `result` is the German word."""

    number: str
    result: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """One point of the agenda. `purpose`: information, consultation, decision, election, as a German word.

    Args:
        votes_expected: the point was there to be decided; without an outcome the minutes are not whole.
        is_open: nothing was recorded for it.
    """

    number: str
    title: str
    purpose: str
    public: bool
    text: str = ""
    outcome: str = ""
    recused: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    votes: tuple[VoteFacts, ...] = ()
    decisions: tuple[DecisionFacts, ...] = ()
    tasks: tuple[TaskFacts, ...] = ()
    votes_expected: bool = False
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """A meeting and everything recorded in it."""

    organisation: str
    committee: str
    title: str
    start: datetime
    end: datetime | None = None
    place: str = ""
    chair: str = ""
    minute_taker: str = ""
    quorum: str = ""
    present: tuple[Present, ...] = ()
    absent: tuple[Absent, ...] = ()
    guests: tuple[str, ...] = ()
    items: tuple[ItemFacts, ...] = ()
    is_example: bool = False
    law: str = ""  # by which law the minutes are kept, "" = by the rules of the body
