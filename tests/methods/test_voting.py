"""Votes judged by the rule of a body: the table of presets, plain enumeration, and properties."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialstrategie.methods.voting import Base, Counts, MajorityRule, QuorumRule, Tie, carried, least, quorum

HALF = Fraction(1, 2)
SIMPLE = MajorityRule(HALF, True, Base.YES_NO)
ABSOLUTE = MajorityRule(HALF, True, Base.ELIGIBLE)
TWO_THIRDS = MajorityRule(Fraction(2, 3), False, Base.YES_NO)
TWO_THIRDS_OF_ALL = MajorityRule(Fraction(2, 3), False, Base.ELIGIBLE)
FOUR_FIFTHS = MajorityRule(Fraction(4, 5), False, Base.YES_NO)
UNANIMOUS = MajorityRule(Fraction(1), False, Base.YES_NO)
RULES = [
    MajorityRule(share, strict, base, tie)
    for share in (Fraction(1, 3), HALF, Fraction(2, 3), Fraction(4, 5), Fraction(1))
    for strict in (True, False)
    for base in Base
    for tie in Tie
]


@pytest.mark.parametrize(
    ("rule", "yes", "no", "abstain", "eligible", "met", "needed"),
    [
        (SIMPLE, 5, 5, 3, 20, False, 6),
        (SIMPLE, 6, 5, 9, 20, True, 6),
        (ABSOLUTE, 15, 5, 0, 30, False, 16),
        (ABSOLUTE, 16, 5, 0, 31, True, 16),
        (TWO_THIRDS, 8, 4, 0, 20, True, 8),
        (TWO_THIRDS_OF_ALL, 20, 1, 0, 31, False, 21),
        (FOUR_FIFTHS, 12, 3, 0, 20, True, 12),
        (UNANIMOUS, 7, 0, 2, 20, True, 7),
    ],
)  # fmt: skip
def test_presets(rule: MajorityRule, yes: int, no: int, abstain: int, eligible: int, met: bool, needed: int) -> None:
    outcome = carried(rule, Counts(yes, no, abstain, present=yes + no + abstain, eligible=eligible))
    assert (outcome.met, outcome.needed) == (met, needed)


def test_quorum_is_more_than_half() -> None:
    rule = QuorumRule(HALF)
    assert quorum(rule, eligible=30, present=15).reason == "15 von 30 anwesend, nötig sind 16: nicht beschlussfähig."
    assert quorum(rule, eligible=30, present=16).met and quorum(rule, eligible=31, present=16).met
    assert not quorum(QuorumRule(HALF, minimum=3), eligible=3, present=2).met
    assert quorum(QuorumRule(HALF, strict=False), eligible=30, present=15).met
    assert not quorum(rule, eligible=0, present=0).met


def by_hand(rule: MajorityRule, c: Counts, chair: bool | None) -> bool:
    """One member after the other is asked, and the share compared by multiplying out; no division, no least number."""
    voters = ["yes"] * c.yes + ["no"] * c.no + ["abstain"] * c.abstain + ["invalid"] * c.invalid
    in_the_room = voters + ["silent"] * (c.present - len(voters))
    members = in_the_room + ["away"] * (c.eligible - c.present)
    of = {
        Base.YES_NO: [m for m in members if m in ("yes", "no")],
        Base.CAST: voters,
        Base.PRESENT: in_the_room,
        Base.ELIGIBLE: members,
    }[rule.base]
    yes = sum(1 for m in members if m == "yes")
    left, right = yes * rule.share.denominator, rule.share.numerator * len(of)
    if yes and len(of) and (left > right or (left == right and not rule.strict)):
        return True
    half_of_votes = rule.base is Base.YES_NO and rule.share == HALF and rule.strict
    return rule.tie is Tie.CHAIR and half_of_votes and 0 < yes == sum(1 for m in members if m == "no") and chair is True


def test_equals_enumeration_for_all_small_bodies() -> None:
    """Bodies of up to six members, every number present, every way to vote, every rule, every vote of the chair."""
    small = range(7)
    cases = [
        Counts(yes, no, abstain, present=present, eligible=eligible, invalid=invalid)
        for eligible in range(7)
        for present in range(eligible + 1)
        for yes, no, abstain, invalid in product(small, repeat=4)
        if yes + no + abstain + invalid <= present
    ]
    assert len(cases) == 924
    for rule in RULES:
        for counts in cases:
            for chair in (True, False, None):
                assert carried(rule, counts, chair_in_favour=chair).met is by_hand(rule, counts, chair), (rule, counts)


votes = st.tuples(*[st.integers(0, 40)] * 4)
rules = st.sampled_from(RULES)


@given(rules, votes, st.integers(0, 10), st.integers(0, 10))
def test_one_more_yes_never_turns_it_down(
    rule: MajorityRule, given_votes: tuple[int, int, int, int], silent: int, away: int
) -> None:
    yes, no, abstain, invalid = given_votes
    present = sum(given_votes) + silent + 1
    before = carried(rule, Counts(yes, no, abstain, present=present, eligible=present + away, invalid=invalid))
    after = carried(rule, Counts(yes + 1, no, abstain, present=present, eligible=present + away, invalid=invalid))
    assert after.met or not before.met


@given(votes, st.integers(0, 30))
def test_abstentions_never_matter_among_yes_and_no(given_votes: tuple[int, int, int, int], more: int) -> None:
    yes, no, abstain, invalid = given_votes
    few = Counts(yes, no, abstain, present=sum(given_votes) + more, eligible=200, invalid=invalid)
    many = Counts(yes, no, abstain + more, present=sum(given_votes) + more, eligible=200, invalid=invalid)
    for rule in (SIMPLE, TWO_THIRDS, FOUR_FIFTHS, UNANIMOUS):
        assert carried(rule, few) == carried(rule, many)


@given(st.fractions(0, 1), st.integers(0, 500), st.booleans())
def test_least_is_the_least(share: Fraction, base: int, strict: bool) -> None:
    found = least(share, base, strict=strict)

    def fulfils(votes: int) -> bool:
        return votes > share * base if strict else votes >= share * base

    assert fulfils(found) and (found == 1 or not fulfils(found - 1))


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (
            {"yes": 8, "no": 3, "abstain": 0, "present": 10, "eligible": 12},
            "11 Stimmen gezählt, aber nur 10 Mitglieder",
        ),
        ({"yes": 1, "no": 1, "abstain": 0, "present": 13, "eligible": 12}, "13 Mitglieder anwesend, aber nur 12"),
        ({"yes": -1, "no": 1, "abstain": 0, "present": 3, "eligible": 12}, "nie kleiner als null"),
    ],
)
def test_what_cannot_be_counted_is_refused(counts: dict[str, int], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Counts(**counts)


def test_reasons_for_the_minutes() -> None:
    def reason(rule: MajorityRule, *given_votes: int, chair: bool | None = None) -> str:
        return carried(rule, Counts(*given_votes, present=20, eligible=20), chair_in_favour=chair).reason

    assert reason(SIMPLE, 12, 6, 2) == "12 Ja von 18 Ja- und Nein-Stimmen, nötig sind 10: angenommen."
    assert reason(SIMPLE, 5, 5, 3) == "5 Ja von 10 Ja- und Nein-Stimmen, nötig sind 6: abgelehnt. Stimmengleichheit."
    assert reason(SIMPLE, 0, 0, 9) == "Niemand hat dafür oder dagegen gestimmt: abgelehnt."
    by_chair = MajorityRule(HALF, True, Base.YES_NO, Tie.CHAIR)
    assert reason(by_chair, 5, 5, 3, chair=True) == "Stimmengleichheit, der Vorsitz stimmte dafür: angenommen."
    assert reason(by_chair, 5, 5, 3) == "Stimmengleichheit, der Vorsitz stimmte nicht: abgelehnt."
