"""What the machine does with rounds of opinions once a day."""

from __future__ import annotations

from django.utils import timezone

from sozialstrategie.action.strategy.opinions import services
from sozialstrategie.kit.core.actor import system
from sozialstrategie.kit.core.scopes import scope_of

MACHINE = system("Hintergrundarbeit")


def forget_contacts() -> str:
    """Forget addresses and secrets of rounds that ended a year ago."""
    with scope_of(MACHINE):
        count = services.erase_contacts(actor=MACHINE, today=timezone.localdate())
    return f"{count} Adressen alter Mitzeichnungen gelöscht."
