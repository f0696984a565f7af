"""What the machine does with rounds of opinions once a day."""

from __future__ import annotations

from django.utils import timezone

from sozialstrategie.action.strategy.opinions import services
from sozialstrategie.kit.core.actor import system
from sozialstrategie.kit.core.scopes import scope_of

MACHINE = system("Hintergrundarbeit")


def look_after_rounds() -> str:
    """Remind silent offices, and forget addresses and secrets of rounds that ended a year ago. Repeating it writes nobody twice."""
    today = timezone.localdate()
    with scope_of(MACHINE):
        reminded = services.remind(actor=MACHINE, today=today)
        erased = services.erase_contacts(actor=MACHINE, today=today)
    return f"{reminded} Erinnerungen geschrieben, {erased} Adressen alter Mitzeichnungen gelöscht."
