"""Who counts: each seat once, the substitute only where the member is absent."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialstrategie.action.committees.meetings.presence import Presence, Seat, judged, presence
from sozialstrategie.methods.voting import QuorumRule

A, B, SUB = 1, 2, 9


def found(*there: int, recused: tuple[int, ...] = (), both: bool = False) -> Presence:
    seats = [
        Seat(A, True, A in there),
        Seat(B, True, B in there),
        Seat(SUB, True, SUB in there, A),
        Seat(7, False, True),
    ]
    return presence(seats, recused=recused, recused_are_eligible=both)


@pytest.mark.parametrize(
    ("there", "present"),
    [((), set()), ((A,), {A}), ((SUB,), {SUB}), ((A, SUB), {A}), ((A, B, SUB), {A, B}), ((B, SUB), {B, SUB})],
)
def test_the_substitute_counts_only_in_place(there: tuple[int, ...], present: set[int]) -> None:
    assert found(*there) == Presence(frozenset(present), 2)


def test_recused() -> None:
    assert found(A, B, recused=(A,)) == Presence(frozenset({B}), 1)
    assert found(A, B, recused=(A,), both=True) == Presence(frozenset({B}), 2)
    assert found(A, B, SUB, recused=(A,)) == Presence(frozenset({B}), 1)  # the member is there, nobody steps in
    assert found(B, SUB, recused=(SUB,)) == Presence(frozenset({B}), 1)
    assert found(B, SUB, recused=(A,)) == Presence(
        frozenset({B, SUB}), 2
    )  # the member is absent, the substitute is not recused


def test_a_substitute_without_a_vote_does_not_count() -> None:
    seats = [Seat(A, True, False), Seat(SUB, False, True, A)]
    assert presence(seats) == Presence(frozenset(), 1)


def test_quorum() -> None:
    assert (
        judged(QuorumRule(Fraction(1, 2)), found(A)).reason == "1 von 2 anwesend, nötig sind 2: nicht beschlussfähig."
    )
    assert judged(QuorumRule(Fraction(1, 2)), found(B, SUB)).met


@given(st.data())
def test_never_more_present_than_eligible(data: st.DataObject) -> None:
    """Any body, any attendance, any recusal: `methods.voting.Counts` takes what comes out."""
    size = data.draw(st.integers(0, 6))
    seats = [Seat(n, data.draw(st.booleans()), data.draw(st.booleans())) for n in range(size)]
    for n in range(data.draw(st.integers(0, 6)) if size else 0):
        member = data.draw(st.integers(0, size - 1))
        seats.append(Seat(100 + n, data.draw(st.booleans()), data.draw(st.booleans()), member))
    recused = data.draw(st.sets(st.sampled_from([s.key for s in seats]))) if seats else set()
    result = presence(seats, recused=recused, recused_are_eligible=data.draw(st.booleans()))
    assert 0 <= len(result.present) <= result.eligible
    assert not result.present & recused
