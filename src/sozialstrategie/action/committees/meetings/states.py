"""The life of a meeting: which step leads from where to where, who takes it, and what is said about every other one. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sozialstrategie.action.committees.enums import ItemState, MeetingState

CHANGE = "committees.change"


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `words`: what the button says; `verb`: how the history calls it."""

    words: str
    verb: str
    permission: str = CHANGE
    needs_reason: bool = False


_S = MeetingState
STEPS: dict[tuple[MeetingState, MeetingState], Step] = {
    (_S.DRAFT, _S.INVITED): Step("Einladen", "committees.invite"),
    (_S.INVITED, _S.RUNNING): Step("Sitzung eröffnen", "committees.open_meeting"),
    (_S.RUNNING, _S.CLOSED): Step("Sitzung schließen", "committees.close_meeting"),
    (_S.CLOSED, _S.RUNNING): Step("Wieder öffnen", "committees.reopen_meeting", needs_reason=True),
    (_S.DRAFT, _S.CANCELLED): Step("Absagen", "committees.cancel_meeting", needs_reason=True),
    (_S.INVITED, _S.CANCELLED): Step("Absagen", "committees.cancel_meeting", needs_reason=True),
}
OF_COUNCIL = "Maßgeblich ist das Ratsinformationssystem: Für Gremien des Kreistags oder Stadtrats wird hier weder eingeladen noch protokolliert."


def steps_from(state: MeetingState) -> dict[MeetingState, Step]:
    """Every step from a state, by where it leads."""
    return {to: step for (start, to), step in STEPS.items() if start == state}


def refusal(state: MeetingState, to: MeetingState, *, of_council: bool = False) -> str:
    """Why a step cannot be taken, as a sentence; "" when the machine has it.

    >>> refusal(MeetingState.CANCELLED, MeetingState.RUNNING)
    'Die Sitzung ist abgesagt; das bleibt so. Bitte legen Sie eine neue an.'
    """
    if of_council and to != _S.CANCELLED:
        return OF_COUNCIL
    if (state, to) in STEPS:
        return ""
    if state == _S.CANCELLED:
        return "Die Sitzung ist abgesagt; das bleibt so. Bitte legen Sie eine neue an."
    if state == to:
        return f"Die Sitzung steht schon bei „{state.label}“."
    ways = [f"„{step.words}“" for step in steps_from(state).values()]
    return f"Die Sitzung steht bei „{state.label}“. Von dort geht es weiter mit {' oder '.join(ways)}."


def closing_refusal(items: Sequence[tuple[str, ItemState]]) -> str:
    """Why a meeting cannot be closed: points without an outcome. `items`: number and state.

    >>> closing_refusal([("1", ItemState.DONE), ("2", ItemState.OPEN)])
    'TOP 2 hat noch kein Ergebnis. Bitte tragen Sie ein, was daraus wurde: behandelt, vertagt oder abgesetzt.'
    """
    open_ = [number for number, state in items if state == ItemState.OPEN]
    if not open_:
        return ""
    has = "hat" if len(open_) == 1 else "haben"
    return (
        f"TOP {', '.join(open_)} {has} noch kein Ergebnis. "
        "Bitte tragen Sie ein, was daraus wurde: behandelt, vertagt oder abgesetzt."
    )
