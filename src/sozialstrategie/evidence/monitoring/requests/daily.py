"""What the worker does once a day: remind offices, forget addresses that nobody needs any more."""

from __future__ import annotations

from django.db import transaction

from sozialstrategie.evidence.monitoring.requests import letters, queries, upkeep
from sozialstrategie.kit.core.actor import system
from sozialstrategie.kit.core.scopes import scope_of


def look_after_requests() -> str:
    """The job `monitoring.requests_daily`. Repeating it the same day writes nobody twice."""
    from django.utils import timezone  # inline: jobs are named before Django has read its settings

    today, machine = timezone.localdate(), system("Tägliche Durchsicht der Datenanfragen")
    written = 0
    with scope_of(machine):
        for request in queries.unanswered():
            kind = upkeep.due_reminder(request, today)
            with transaction.atomic():
                if kind and letters.remind(request, kind):
                    upkeep.mark_reminded(actor=machine, request=request, kind=kind)
                    written += 1
        erased = upkeep.erase_contacts(actor=machine, today=today)
    return f"{written} Erinnerungen geschrieben, {erased} abgeschlossene Anfragen ohne Adresse."
