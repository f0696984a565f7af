"""The outbox: a mail is written in the transaction of the act that wants it, and sent by the worker afterwards.

Refused mails are tried again with growing pauses. A mail that was handed over without an answer is taken for delivered,
unless it must arrive: then it goes out once more after a long pause, with the same Message-ID.
"""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.mime.text import MIMEText
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.utils import timezone

from sozialstrategie.kit.accounts.mail import sends_mail
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.workplace.models import MailState, OutgoingMail
from sozialstrategie.kit.workplace.transport import NotTaken, Unsure, deliver

log = logging.getLogger(__name__)
Transport = Callable[[EmailMessage], None]

LEASE = timedelta(minutes=10)  # longer than the longest patience of the transport
PAUSES = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 120, 240, 480, 960, 1440, 1440, 1440))
LONG_PAUSE = timedelta(hours=6)
KEPT = timedelta(days=180)  # how long a key is remembered after its mail is through
LARGEST = 100_000  # bytes of all attachments of a mail: calendar files, no documents


@dataclass(frozen=True, slots=True)
class Attachment:
    """A small text file that goes with a mail and is forgotten with its words.

    Args:
        kind: the type with its parameters, e.g. "text/calendar; method=REQUEST"; the charset is always UTF-8.
    """

    name: str
    kind: str
    text: str

    def part(self) -> MIMEText:
        """The part of the mail."""
        kind, *parameters = (word.strip() for word in self.kind.split(";"))
        main, _, sub = kind.partition("/")
        if main != "text":
            raise ValueError(f"Kein Text: {self.kind}")
        part = MIMEText(self.text, sub, "utf-8")
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            part.set_param(name, value)
        part.add_header("Content-Disposition", "attachment", filename=self.name)
        return part


def post(
    *,
    key: str,
    to: str,
    subject: str,
    body: str,
    owner: Organisation | None = None,
    must_arrive: bool = False,
    not_before: datetime | None = None,
    attachments: Sequence[Attachment] = (),
) -> OutgoingMail | None:
    """Put a mail into the outbox. Call inside the transaction of the act: rolled back with it, sent after its commit.

    Args:
        key: says which mail it is, e.g. "digest:<uid>:<day>"; the same key is written once, whatever stands in it. No
            address in it: it is kept longer than the mail.
        must_arrive: better twice than never, e.g. a mail with a link that nobody can write again.
        attachments: small texts such as a calendar file.

    Returns:
        None when this instance has no mail server, or there was a mail under this key already.

    Raises:
        ValueError: attachments that are no text, or larger than `LARGEST` together.
    """
    if sum(len(a.text.encode()) for a in attachments) > LARGEST:
        raise ValueError("Die Anhänge dieser Mail sind zu groß.")
    for attachment in attachments:
        attachment.part()  # what cannot be sent is told here, not to the worker
    files = [[a.name, a.kind, a.text] for a in attachments]
    if not sends_mail():
        return None
    subject = " ".join(subject.split())[:200]
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ") or "localhost"
    mail, made = OutgoingMail.objects.get_or_create(
        key=key,
        defaults={
            "owner": owner,
            "message_id": f"<{uuid.uuid4()}@{domain}>",
            "recipient": to,
            "subject": subject,
            "body": body,
            "attachments": files,
            "digest": hashlib.sha256(
                "\0".join((to, subject, body, *(word for f in files for word in f))).encode()
            ).hexdigest(),
            "must_arrive": must_arrive,
            "next_try": not_before or timezone.now(),
        },
    )
    return mail if made else None


def recall(begins: str) -> int:
    """Take mails back that still wait, e.g. with a link that is replaced. Call inside the act that makes them wrong.

    What is on its way at this moment is not stopped.

    Args:
        begins: how their keys begin, up to a colon.

    Returns:
        how many will not go out.
    """
    waiting = OutgoingMail.objects.filter(key__startswith=begins, state=MailState.WAITING)
    return waiting.update(**_over(MailState.RECALLED, timezone.now()))


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides how it goes on with a mail."""

    tries: int
    unsure_tries: int
    must_arrive: bool


def after(facts: Facts, outcome: NotTaken | Unsure | None, now: datetime) -> dict[str, Any]:
    """What becomes of a mail after one try; `outcome` None = the server took it. Pure, so that it can be proved.

    >>> after(Facts(0, 0, False), NotTaken("451"), datetime(2026, 5, 4, 8))["next_try"]
    datetime.datetime(2026, 5, 4, 8, 1)
    """
    if outcome is None:
        return _over(MailState.SENT, now, tries=facts.tries + 1)
    if isinstance(outcome, Unsure):
        if facts.must_arrive and facts.unsure_tries == 0:
            return _again(now + LONG_PAUSE, "ohne Antwort", tries=facts.tries + 1, unsure_tries=1)
        return _over(MailState.UNSURE, now, tries=facts.tries + 1, last_fault="ohne Antwort")
    if outcome.for_good or facts.tries >= len(PAUSES):
        return _over(MailState.FAILED, now, tries=facts.tries + 1, last_fault=outcome.fault[:80])
    return _again(now + PAUSES[facts.tries], outcome.fault[:80], tries=facts.tries + 1)


def _again(when: datetime, fault: str, **more: Any) -> dict[str, Any]:
    return {
        "state": MailState.WAITING,
        "next_try": when,
        "last_fault": fault,
        "lease": None,
        "lease_until": None,
        **more,
    }


def _over(state: MailState, now: datetime, **more: Any) -> dict[str, Any]:
    """The end of a mail: nobody needs address and words any more."""
    blank: dict[str, Any] = {
        "recipient": "",
        "subject": "",
        "body": "",
        "attachments": [],
        "lease": None,
        "lease_until": None,
        "last_fault": "",
    }
    return {**blank, "state": state, "ended_at": now, **more}


def send_due(
    *, transport: Transport = deliver, clock: Callable[[], datetime] = timezone.now, most: int = 500
) -> dict[str, int]:
    """Send what is due, each mail by one worker alone; returns how many ended or wait, by state.

    Args:
        most: stop after so many tries, so that other work gets its turn.
    """
    counts: dict[str, int] = {}
    _take_up_lost(clock())
    for _ in range(most):
        mail = _take(clock())
        if mail is None:
            break
        state = _send(mail, transport, clock)
        counts[state] = counts.get(state, 0) + 1
    return counts


def _take(now: datetime) -> OutgoingMail | None:
    """The oldest mail that is due, leased to nobody else.

    One at a time: when a worker is stopped, only the mail that was on its way waits for the end of its lease.
    """
    lease = uuid.uuid4()
    due = OutgoingMail.objects.filter(state=MailState.WAITING, next_try__lte=now).order_by("next_try", "pk")
    while (mail := due.first()) is not None:
        # the state again: another worker may have been quicker
        taken = OutgoingMail.objects.filter(pk=mail.pk, state=MailState.WAITING).update(
            state=MailState.SENDING, lease=lease, lease_until=now + LEASE
        )
        if taken:
            mail.lease = lease
            return mail
    return None


def _send(mail: OutgoingMail, transport: Transport, clock: Callable[[], datetime]) -> str:
    outcome = _hand_over(mail, transport)
    if outcome is not None:
        # Neither address nor subject: logs are read by others.
        log.warning("Eine Mail ging nicht durch (%s).", getattr(outcome, "fault", "ohne Antwort"))
    changes = after(Facts(mail.tries, mail.unsure_tries, mail.must_arrive), outcome, clock())
    OutgoingMail.objects.filter(pk=mail.pk, lease=mail.lease).update(**changes)
    return str(changes["state"])


def _hand_over(mail: OutgoingMail, transport: Transport) -> NotTaken | Unsure | None:
    """Try one mail. Whatever goes wrong with it is its outcome and never ends the work on the others."""
    try:
        message = EmailMessage(
            mail.subject,
            mail.body,
            None,
            [mail.recipient],
            headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
        )
        for name, kind, text in mail.attachments:
            message.attach(Attachment(name, kind, text).part())
        message.message()  # what cannot be written as a mail fails here, where certainly nobody has it yet
    except Exception as fault:
        return NotTaken(type(fault).__name__)
    try:
        transport(message)
    except (NotTaken, Unsure) as fault:
        return fault
    except Exception as fault:
        log.error("Unerwarteter Fehler beim Verschicken einer Mail: %s.", type(fault).__name__)
        return Unsure()  # nobody knows how far it came
    return None


def _take_up_lost(now: datetime) -> None:
    """Mails that a worker was sending when it died. Nobody knows how far it came: each goes out once more, never twice more."""
    lost = OutgoingMail.objects.filter(state=MailState.SENDING, lease_until__lt=now)
    lost.filter(unsure_tries__gt=0).update(**_over(MailState.UNSURE, now, last_fault="abgebrochen"))
    lost.filter(unsure_tries=0).update(**_again(now, "abgebrochen", unsure_tries=1))


def is_anything_due(now: datetime) -> bool:
    """Whether the worker has something to send or to take up; one cheap question."""
    return OutgoingMail.objects.filter(
        Q(state=MailState.WAITING, next_try__lte=now) | Q(state=MailState.SENDING, lease_until__lt=now)
    ).exists()


def forget_sent(now: datetime) -> int:
    """Remove what ended long ago; returns how many."""
    return OutgoingMail.objects.filter(ended_at__lt=now - KEPT).delete()[0]
