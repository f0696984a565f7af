"""The draft of one signal and the list that a page shows."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sozialstrategie.kit.figures.released import Observation, Observations, Released


@dataclass(frozen=True, slots=True)
class SignalDraft:
    """A careful sentence with the figures it rests on; internal until a person accepts it."""

    key: str  # detector:indicator, stable over editions
    kind: str  # shown above the sentence: "Abstand zum Land"
    indicator: str
    theme: str
    title: str  # the statement, one or two short sentences
    text: str  # comparison with figures; distances are computed from the shown values
    caveat: str  # what the figure does not carry
    unusual: float  # how far out, in standard deviations among the Kreise; orders the page
    values: tuple[tuple[str, str, bool], ...]  # (label, shown value, own place)
    figures: Observations  # exactly the figures that the sentences use
    series: Released[Observations]  # own place, Land and Bund over time, for the chart
    own: Observation
    chance: float = 0.0  # p that chance alone makes such a difference, corrected for all comparisons of the page
    rare: bool = False  # the distance is seldom even among Kreise that differ as they usually do, corrected as well
    basis: str = ""  # what else the words rest on, for instance a target value

    @property
    def fingerprint(self) -> str:
        """Changes when and only when one of the used figures changes (or the target that the words name)."""
        lines = sorted(f"{o.indicator}|{o.derivation}|{o.region}|{o.period}|{o.value}|{o.sign}" for o in self.figures)
        lines += [self.basis] if self.basis else []
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class SignalList:
    """The drafts of one place, most unusual first, with the number of comparisons that were made to find them.

    found: drafts that nobody has decided yet; rare: how many of them are seldom among the Kreise, not only no chance.
    """

    drafts: tuple[SignalDraft, ...]
    comparisons: int
    found: int
    indicators: int
    rare: int = 0
