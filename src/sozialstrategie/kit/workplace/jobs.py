"""What the worker does for the workplace: sending mails, and once a day the calm mail and forgetting."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from sozialstrategie.kit.accounts.mail import sends_mail
from sozialstrategie.kit.core.jobs import enqueue
from sozialstrategie.kit.workplace.queries.tasks import people_with_role
from sozialstrategie.kit.workplace.services.digest import write_digest
from sozialstrategie.kit.workplace.services.outbox import forget_sent, is_anything_due, send_due


def look_for_mails() -> None:
    """About once a minute: ask for the job that sends, if anything waits. No job is written when nothing is due."""
    now = timezone.now()
    if sends_mail() and is_anything_due(now):
        with transaction.atomic():
            enqueue("workplace.send_mails", key=now.isoformat(timespec="minutes"))


def send_mails() -> str:
    """The job `workplace.send_mails`."""
    counts = send_due()
    return f"Mails verschickt: {counts.get('sent', 0)}, noch einmal: {counts.get('waiting', 0)}."


def look_after_workplace() -> str:
    """The job `workplace.daily`: today's calm mail for everybody who wants one. Repeating it writes nobody twice."""
    forgotten = forget_sent(timezone.now())
    written = 0
    if sends_mail():
        for person in people_with_role():
            written += write_digest(person=person, today=timezone.localdate(), base_url=settings.PUBLIC_URL)
    return f"{written} Tagesmails geschrieben, {forgotten} alte Mails vergessen."
