"""Musterberg's own comparison group: real Kreise, beside which the example stands with the figures of Nordhausen."""

from __future__ import annotations

from sozialstrategie.evidence.monitoring.comparison.services import create_group
from sozialstrategie.evidence.monitoring.models import ComparisonGroup
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.portal.demo.content.team import team

# Eichsfeld, Unstrut-Hainich-Kreis, Kyffhäuserkreis, Gotha, Sömmerda
NEIGHBOURS = ("16061", "16064", "16065", "16067", "16068")


def build_groups(*, actor: Actor, owner: Organisation) -> None:
    """Make the group, once. Call inside the owner's scope."""
    if not ComparisonGroup.objects.filter(owner=owner).exists():
        create_group(
            actor=team(actor).planner, owner=owner, name="Ländlich, Norden und Mitte", members=NEIGHBOURS,
            note="Ähnlich weite Wege zur nächsten großen Stadt, und man kennt sich.",
        )  # fmt: skip
