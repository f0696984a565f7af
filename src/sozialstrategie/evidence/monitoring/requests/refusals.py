"""Refusals that say more than a sentence: which fields, which values, which cells."""

from __future__ import annotations

from sozialstrategie.evidence.monitoring.readers.types import Problem
from sozialstrategie.evidence.monitoring.requests.plausibility import Doubt
from sozialstrategie.kit.core.errors import Refused


class Unconfirmed(Refused):
    """Values stand out against the year before, and nobody has confirmed them."""

    def __init__(self, found: list[Doubt]) -> None:
        self.doubts = found
        super().__init__("Bitte prüfen Sie die auffälligen Werte: ändern oder bestätigen.")


class Unreadable(Refused):
    """The readers refuse the table; `problems` say where in `table.csv_bytes`."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(" ".join(problem.text for problem in problems))
