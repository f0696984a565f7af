"""Votes of a body judged by its own rule: quorum, majority, tie and members who may not take part.

Only whole numbers and fractions: a threshold of two thirds is two thirds. What the rule of a body is says the body (law, by-laws);
nothing here knows a paragraph.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from math import ceil


class Base(Enum):
    """Of what the majority is a share."""

    YES_NO = "yes_no"  # votes for and against
    CAST = "cast"  # all votes handed in: for, against, abstentions, invalid ones
    PRESENT = "present"  # members in the room who may take part
    ELIGIBLE = "eligible"  # all members with a vote


class Tie(Enum):
    """What happens where as many vote for as against, and the rule asks for more than half of these votes."""

    REJECTED = "rejected"
    CHAIR = "chair"  # the vote of the chair decides


@dataclass(frozen=True, slots=True)
class QuorumRule:
    """How many members have to be there.

    share: of the members with a vote. strict: more than the share, not just the share. minimum: never fewer than these.
    """

    share: Fraction
    strict: bool = True
    minimum: int = 0


@dataclass(frozen=True, slots=True)
class MajorityRule:
    """How many have to be in favour. share: of the base. strict: more than the share."""

    share: Fraction
    strict: bool
    base: Base
    tie: Tie = Tie.REJECTED


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted for one item. Members who may not take part are in neither `present` nor, by the rule of most bodies, `eligible`.

    Raises:
        ValueError: a count below zero, more votes than people present, more present than have a vote.
    """

    yes: int
    no: int
    abstain: int
    present: int
    eligible: int
    invalid: int = 0

    def __post_init__(self) -> None:
        if min(self.yes, self.no, self.abstain, self.invalid, self.present, self.eligible) < 0:
            raise ValueError("Eine Anzahl ist nie kleiner als null.")
        if self.cast > self.present:
            raise ValueError(f"Es sind {self.cast} Stimmen gezählt, aber nur {self.present} Mitglieder anwesend.")
        if self.present > self.eligible:
            raise ValueError(f"Es sind {self.present} Mitglieder anwesend, aber nur {self.eligible} stimmberechtigt.")

    @property
    def cast(self) -> int:
        return self.yes + self.no + self.abstain + self.invalid


@dataclass(frozen=True, slots=True)
class Outcome:
    """met: the rule is fulfilled. needed: the least number that fulfils it. base: of how many. reason: for the minutes."""

    met: bool
    needed: int
    base: int
    reason: str


def least(share: Fraction, base: int, *, strict: bool) -> int:
    """The least whole number that is (strict: more than, else at least) `share` of `base`, never less than one.

    >>> least(Fraction(1, 2), 30, strict=True), least(Fraction(2, 3), 31, strict=False)
    (16, 21)
    """
    exact = share * base
    found = int(exact) + 1 if strict else ceil(exact)
    return max(found, 1)


def quorum(rule: QuorumRule, *, eligible: int, present: int) -> Outcome:
    """Whether enough members are there to decide.

    >>> quorum(QuorumRule(Fraction(1, 2)), eligible=30, present=15).met
    False
    """
    needed = max(least(rule.share, eligible, strict=rule.strict), rule.minimum)
    met = present >= needed
    word = "beschlussfähig" if met else "nicht beschlussfähig"
    return Outcome(met, needed, eligible, f"{present} von {eligible} anwesend, nötig sind {needed}: {word}.")


def carried(rule: MajorityRule, counts: Counts, *, chair_in_favour: bool | None = None) -> Outcome:
    """Whether a motion is carried.

    A tie under a rule that asks for more than half of the votes for and against is rejected, or the chair decides it where
    the body has said so. Where nobody voted that counts for the base, nothing is carried.

    Args:
        chair_in_favour: how the chair voted; needed where `rule.tie` lets the chair decide, None = the chair abstained.

    >>> carried(MajorityRule(Fraction(1, 2), True, Base.YES_NO), Counts(5, 5, 3, present=13, eligible=20)).needed
    6
    """
    base = base_of(rule.base, counts)
    needed = least(rule.share, base, strict=rule.strict)
    met = base > 0 and counts.yes >= needed
    if not met and is_decided_by_chair(rule, counts):
        met = chair_in_favour is True
        how = {True: "dafür", False: "dagegen", None: "nicht"}[chair_in_favour]
        word = "angenommen" if met else "abgelehnt"
        return Outcome(met, needed, base, f"Stimmengleichheit, der Vorsitz stimmte {how}: {word}.")
    return Outcome(met, needed, base, _reason(counts, needed, base, rule.base, met))


def base_of(base: Base, counts: Counts) -> int:
    """How many votes or members the share refers to."""
    return {
        Base.YES_NO: counts.yes + counts.no,
        Base.CAST: counts.cast,
        Base.PRESENT: counts.present,
        Base.ELIGIBLE: counts.eligible,
    }[base]


def is_decided_by_chair(rule: MajorityRule, counts: Counts) -> bool:
    """Whether this is a tie that the body lets its chair decide."""
    return (
        rule.tie is Tie.CHAIR
        and rule.base is Base.YES_NO
        and rule.share == Fraction(1, 2)
        and rule.strict
        and counts.yes == counts.no > 0
    )


_OF = {
    Base.YES_NO: "Ja- und Nein-Stimmen",
    Base.CAST: "abgegebenen Stimmen",
    Base.PRESENT: "Anwesenden",
    Base.ELIGIBLE: "Stimmberechtigten",
}


def _reason(counts: Counts, needed: int, base: int, kind: Base, met: bool) -> str:
    if base == 0:
        return "Niemand hat dafür oder dagegen gestimmt: abgelehnt."
    word = "angenommen" if met else "abgelehnt"
    tie = " Stimmengleichheit." if kind is Base.YES_NO and counts.yes == counts.no else ""
    return f"{counts.yes} Ja von {base} {_OF[kind]}, nötig sind {needed}: {word}.{tie}"
