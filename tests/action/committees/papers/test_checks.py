"""What looks wrong in a result and what cannot be: a table of cases."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from sozialstrategie.action.committees.papers.checks import ResultFacts, doubts, impossible
from sozialstrategie.methods.voting import Base, MajorityRule, QuorumRule, Tie

DAY = date(2026, 3, 2)
SIMPLE = MajorityRule(Fraction(1, 2), True, Base.YES_NO)


def facts(**values: Any) -> ResultFacts:
    base: dict[str, Any] = {
        "result": "adopted", "on": DAY, "today": DAY, "quorum": QuorumRule(Fraction(1, 2)), "majority": SIMPLE,
    }  # fmt: skip
    return ResultFacts(**base | values)


@pytest.mark.parametrize(
    ("values", "keys"),
    [
        ({}, []),
        ({"yes": 20, "no": 5, "abstain": 2, "present": 27, "eligible": 30}, []),
        ({"yes": 20, "no": 5, "abstain": 3, "present": 27}, ["votes"]),
        ({"yes": 31, "no": 5, "present": 36, "eligible": 30}, ["members"]),
        ({"yes": 10, "no": 5, "present": 15, "eligible": 30}, ["quorum"]),
        ({"result": "postponed", "present": 15, "eligible": 30}, []),
        ({"yes": 5, "no": 20}, ["result"]),
        ({"yes": 5, "no": 5}, ["result"]),
        ({"result": "rejected", "yes": 5, "no": 5}, []),
        ({"result": "rejected", "yes": 20, "no": 5}, ["result"]),
        ({"result": "noted", "yes": 1, "no": 20}, []),
        ({"yes": 5, "no": 5, "majority": MajorityRule(Fraction(1, 2), True, Base.YES_NO, Tie.CHAIR)}, []),
        # of all members: without the number of members nobody can tell
        ({"yes": 15, "no": 0, "majority": MajorityRule(Fraction(1, 2), True, Base.ELIGIBLE)}, []),
        ({"yes": 15, "no": 0, "present": 15, "eligible": 30, "majority": MajorityRule(Fraction(1, 2), True, Base.ELIGIBLE)},
         ["quorum", "result"]),
        # the vote that was taken at the meeting is judged already
        ({"yes": 1, "no": 20, "voted": True}, []),
        ({"result": "rejected", "voted": True}, ["result"]),
        ({"result": "noted", "voted": False}, []),
        ({"decides_here": True}, ["counts"]),
        ({"decides_here": True, "voted": True}, []),
        ({"decides_here": True, "result": "postponed"}, []),
        ({"previous": ("Sozialausschuss", date(2026, 3, 3))}, ["day"]),
        ({"previous": ("Sozialausschuss", DAY)}, []),
        ({"open_before": ("Sozialausschuss",)}, ["before"]),
    ],
)  # fmt: skip
def test_doubts(values: dict[str, Any], keys: list[str]) -> None:
    assert [d.key for d in doubts(facts(**values))] == keys
    assert impossible(facts(**values)) == ""


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"yes": -1}, "nie kleiner als null"),
        ({"on": date(2026, 3, 3)}, "Zukunft"),
        ({"abstain": 2}, "Enthaltungen allein"),
        ({"counts_are_ours": True, "yes": 5, "no": 3, "present": 7}, "nur 7 Mitglieder anwesend"),
        ({"counts_are_ours": True, "yes": 5, "no": 3, "eligible": 7}, "nur 7 stimmberechtigte"),
    ],
)
def test_what_cannot_be(values: dict[str, Any], words: str) -> None:
    assert words in impossible(facts(**values))
