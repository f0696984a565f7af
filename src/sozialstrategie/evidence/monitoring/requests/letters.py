"""Letters to offices. The secret of a link stands in the first one alone; nobody can write it again."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.core.mail import send_mail

from sozialstrategie.evidence.monitoring.models import DataRequest
from sozialstrategie.evidence.monitoring.requests import upkeep
from sozialstrategie.kit.accounts.mail import sends_mail

log = logging.getLogger(__name__)

_ASK = """Guten Tag,

{owner} bittet Sie um Zahlen: {title}, {years}. Bitte antworten Sie bis zum {due}.

Unter diesem Link tragen Sie die Zahlen ein oder laden eine Vorlage für Excel. Eine Anmeldung ist nicht nötig. Wer den Link
hat, kann antworten; bitte geben Sie ihn nur in Ihrer Stelle weiter.

{link}

{note}Fragen beantwortet {owner}{contact}.
"""
_BACK = """Guten Tag,

{owner} hat Ihre Zahlen angesehen und eine Rückfrage: {title}, {years}. Den Grund lesen Sie unter dem Link, den Sie schon
haben. Dort können Sie die Zahlen ändern und noch einmal abschicken.

Fragen beantwortet {owner}{contact}.
"""
_REMIND = """Guten Tag,

{when} Es geht um: {title}, {years}. Sie antworten unter dem Link, den Sie am {sent} bekommen haben. Ist er nicht mehr zu
finden, fragen Sie bitte nach einem neuen.

Fragen beantwortet {owner}{contact}.
"""
_WHEN = {
    upkeep.BEFORE: "{owner} bittet Sie bis zum {due} um Zahlen.",
    upkeep.ON_LATE: "{owner} hat Sie bis zum {due} um Zahlen gebeten.",
    upkeep.STILL_LATE: "{owner} wartet noch auf Zahlen, die bis zum {due} erbeten waren.",
}


def years_in_words(request: DataRequest) -> str:
    """ "2025" or "2023 bis 2025"."""
    first, last = request.first_year, request.last_year
    return str(first) if first == last else f"{first} bis {last}"


def ask(request: DataRequest, *, link: str) -> bool:
    """The first letter, with the link. Whether the mail server took it."""
    note = f"{request.note}\n\n" if request.note else ""
    return _send(request, f"Bitte um Zahlen: {request.title}", _ASK, link=link, note=note)


def tell_about_return(request: DataRequest) -> bool:
    """There is a question about the answer."""
    return _send(request, f"Rückfrage zu Ihren Zahlen: {request.title}", _BACK)


def remind(request: DataRequest, kind: str) -> bool:
    """A reminder before or after the day; `kind` as `upkeep.due_reminder` names it."""
    when = _WHEN[kind].format(owner=request.owner.name, due=f"{request.due_on:%d.%m.%Y}")
    return _send(request, f"Erinnerung: {request.title}", _REMIND, when=when)


def _send(request: DataRequest, subject: str, text: str, **more: str) -> bool:
    if not request.email or not sends_mail():
        return False
    owner = request.owner
    ways = [way for way in (owner.contact_email, owner.contact_phone) if way]
    body = text.format(
        owner=owner.name,
        title=request.title,
        years=years_in_words(request),
        due=f"{request.due_on:%d.%m.%Y}",
        sent=f"{request.sent_at:%d.%m.%Y}" if request.sent_at else "",
        contact=f" ({', '.join(ways)})" if ways else "",
        **more,
    )
    try:
        send_mail(" ".join(subject.split()), body, None, [request.email])
    except (OSError, SMTPException) as fault:
        # Not the fault's own words: mail servers repeat the address in them.
        log.warning("Ein Brief zu einer Datenanfrage ließ sich nicht verschicken (%s).", type(fault).__name__)
        return False
    return True
