"""Confidentiality rules per kind of source, as data. A source without a rule gets the strictest one."""

from __future__ import annotations

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
STRICTEST = RULES["own"]
