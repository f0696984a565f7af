"""Handing one mail to the mail server, and saying afterwards exactly what is known: taken, not taken, or unsure."""

from __future__ import annotations

import smtplib
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends import smtp

# RFC 5321, 4.5.3.2.6: after the end of the text the server may take ten minutes to answer, and a client that hangs up
# earlier makes doubles. Half of it, because other work waits behind this one.
PATIENCE = 300.0


class NotTaken(Exception):
    """The server certainly does not have the mail. `for_good`: asking again is useless (an address it does not know)."""

    def __init__(self, fault: str, *, for_good: bool = False) -> None:
        super().__init__(fault)
        self.fault = fault
        self.for_good = for_good


class Unsure(Exception):
    """The whole text was handed over and no answer came: the server probably has the mail."""


class _Phases:
    """Mixed into smtplib's class: notes when the whole text is out, and waits longer for the answer to it."""

    sock: Any
    handed_over = False
    _in_data = 0

    def data(self, msg: Any) -> Any:
        self._in_data = 1
        try:
            return super().data(msg)  # type: ignore[misc]
        finally:
            self._in_data = 0

    def getreply(self) -> Any:
        if self._in_data == 2:  # the first answer in here says "go on", the second is about the text
            self.handed_over = True
            self.sock.settimeout(PATIENCE)
        elif self._in_data:
            self._in_data = 2
        return super().getreply()  # type: ignore[misc]


class _Plain(_Phases, smtplib.SMTP):
    pass


class _Encrypted(_Phases, smtplib.SMTP_SSL):
    pass


class PhasedBackend(smtp.EmailBackend):
    """Django's SMTP backend that knows how far it came."""

    @property
    def connection_class(self) -> type[Any]:
        return _Encrypted if self.use_ssl else _Plain

    @property
    def handed_over(self) -> bool:
        return bool(getattr(self.connection, "handed_over", False))


def deliver(message: EmailMessage) -> None:
    """Hand one mail over; returns when the server has said that it took it.

    A time-out before the end of the text leaves nothing with the server (RFC 5321, 4.1.1.4), so it counts as not taken.

    Raises:
        NotTaken: the server refused, or there was no way to it.
        Unsure: no answer after the end of the text.
    """
    over_smtp = settings.EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend"
    path = f"{PhasedBackend.__module__}.{PhasedBackend.__name__}" if over_smtp else None
    connection: Any = get_connection(backend=path)
    try:
        connection.open()
    except Exception as fault:  # whatever it was, nothing is on its way
        raise NotTaken(_words(fault)) from None
    try:
        connection.send_messages([message])
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError) as fault:
        raise NotTaken(_words(fault), for_good=_for_good(fault)) from None
    except Exception as fault:  # a mail can fail in more ways than the line, e.g. an address outside ASCII
        if over_smtp and not connection.handed_over:
            raise NotTaken(_words(fault)) from None
        raise Unsure from None
    finally:
        _hang_up(connection)


def _hang_up(connection: Any) -> None:
    """Say goodbye. What happens to the line now says nothing about the mail any more."""
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        return


def _for_good(fault: smtplib.SMTPException) -> bool:
    """Only a refused recipient is the fault of the mail; every other refusal may be the fault of our settings."""
    if not isinstance(fault, smtplib.SMTPRecipientsRefused):
        return False
    return all(500 <= code < 600 for code, _ in fault.recipients.values())


def _words(fault: Exception) -> str:
    """Kind and code of a fault, never the server's own words: they repeat the address."""
    code = getattr(fault, "smtp_code", None)
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        code = next(iter(fault.recipients.values()), (None,))[0]
    return f"{type(fault).__name__} {code}" if code else type(fault).__name__
