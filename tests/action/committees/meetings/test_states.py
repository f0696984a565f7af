"""The life of a meeting: no path leaves the machine, and every refusal says what is possible."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialstrategie.action.committees.enums import ItemState, MeetingState
from sozialstrategie.action.committees.meetings.states import OF_COUNCIL, STEPS, closing_refusal, refusal, steps_from

S = MeetingState
STATES = st.sampled_from(list(MeetingState))


def test_the_whole_machine() -> None:
    assert set(STEPS) == {
        (S.DRAFT, S.INVITED), (S.INVITED, S.RUNNING), (S.RUNNING, S.CLOSED), (S.CLOSED, S.RUNNING), (S.DRAFT, S.CANCELLED),
        (S.INVITED, S.CANCELLED),
    }  # fmt: skip
    assert steps_from(S.CANCELLED) == {}


@given(st.lists(STATES, max_size=12))
def test_no_path_leaves_the_machine(wishes: list[MeetingState]) -> None:
    """Whatever is wished in whatever order: only known steps are taken, and a cancelled meeting never runs."""
    state, seen = S.DRAFT, [S.DRAFT]
    for wish in wishes:
        if refusal(state, wish) == "":
            assert (state, wish) in STEPS
            state = wish
            seen.append(state)
    if S.CANCELLED in seen:
        assert seen[-1] == S.CANCELLED and S.RUNNING not in seen
    if S.RUNNING in seen:
        assert seen.index(S.INVITED) < seen.index(S.RUNNING)


@given(STATES, STATES)
def test_a_refusal_is_a_sentence(state: MeetingState, to: MeetingState) -> None:
    said = refusal(state, to)
    assert (said == "") == ((state, to) in STEPS)
    assert said == "" or said.endswith(".")


@given(STATES, STATES)
def test_the_council_is_only_cancelled_here(state: MeetingState, to: MeetingState) -> None:
    said = refusal(state, to, of_council=True)
    assert said == OF_COUNCIL if to != S.CANCELLED else said == refusal(state, to)


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ([], ""),
        ([ItemState.DONE, ItemState.ADJOURNED, ItemState.REMOVED], ""),
        ([ItemState.OPEN, ItemState.DONE], "TOP 1 hat noch kein Ergebnis."),
        ([ItemState.OPEN, ItemState.OPEN], "TOP 1, 2 haben noch kein Ergebnis."),
    ],
)
def test_closing(states: list[ItemState], said: str) -> None:
    assert closing_refusal([(str(n), s) for n, s in enumerate(states, 1)]).startswith(said)
    assert (closing_refusal([(str(n), s) for n, s in enumerate(states, 1)]) == "") == (said == "")
