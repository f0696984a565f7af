"""Confidentiality rules per kind of source, as data. A source without a rule gets the strictest one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProtectionRule:
    """How a source's figures are protected before they are shown.

    Attributes:
        min_cases: counts of 1 to min_cases-1 persons are not shown, nor what would reveal them; 0 = the publisher has
            protected its figures already and we add nothing.
        internal_below_kreis: figures below Kreis level stay internal until leadership releases them.
        reference: where the rule comes from.
    """

    min_cases: int
    internal_below_kreis: bool
    reference: str


RULES: dict[str, ProtectionRule] = {
    "published": ProtectionRule(
        min_cases=0,
        internal_below_kreis=False,
        reference="von der amtlichen Statistik veröffentlicht und dort geprüft (§ 16 BStatG)",
    ),
    "own": ProtectionRule(
        min_cases=3,
        internal_below_kreis=True,
        reference="Mindestfallzahl 3 wie in der Statistik der Bundesagentur für Arbeit",
    ),
}
STRICTEST_NAME = "own"
STRICTEST = RULES[STRICTEST_NAME]


def strictest_of(names: Iterable[str]) -> str:
    """Name of the strictest among rules; a name that nobody knows, and no name at all, count as the strictest there is.

    A figure that rests on several sources is protected like the most sensitive of them.
    """
    known = [name if name in RULES else STRICTEST_NAME for name in names]
    return max(known, key=lambda n: (RULES[n].min_cases, RULES[n].internal_below_kreis), default=STRICTEST_NAME)
