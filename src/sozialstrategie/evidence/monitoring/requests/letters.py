"""Letters to offices, through the outbox: written in the transaction of their act.

The secret of a link stands in the first letter alone; nobody can write it again.
"""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from sozialstrategie.evidence.monitoring.models import DataRequest
from sozialstrategie.evidence.monitoring.requests import upkeep
from sozialstrategie.kit.accounts.mail import sends_mail
from sozialstrategie.kit.workplace.services import post, recall

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


def goes_by_mail(request: DataRequest) -> bool:
    """Whether this instance sends mail and the request has an address; what is invented writes to nobody."""
    return bool(request.email) and sends_mail() and not request.owner.is_example


def link_url(token: str) -> str:
    """The absolute address under which an office answers."""
    return str(settings.PUBLIC_URL) + reverse("data_requests:answer", args=[token])


def ask(request: DataRequest, *, token: str) -> bool:
    """The first letter, with the link; better twice than never. Returns `goes_by_mail`."""
    note = f"{request.note}\n\n" if request.note else ""
    body = _body(request, _ASK, link=link_url(token), note=note)
    key = f"{_links_of(request)}{request.version}"  # each link has a version of its own
    return _post(request, key, f"Bitte um Zahlen: {request.title}", body, must_arrive=True)


def recall_link(request: DataRequest) -> None:
    """The letter with a link that ends does not go out any more."""
    recall(_links_of(request))


def _links_of(request: DataRequest) -> str:
    return f"monitoring.ask:{request.uid}:"


def tell_about_return(request: DataRequest) -> bool:
    """There is a question about the answer. Returns `goes_by_mail`."""
    key = f"monitoring.return:{request.uid}:{request.version}"
    return _post(request, key, f"Rückfrage zu Ihren Zahlen: {request.title}", _body(request, _BACK))


def remind(request: DataRequest, kind: str) -> bool:
    """A reminder before or after the day; `kind` as `upkeep.due_reminder` names it. Returns `goes_by_mail`."""
    when = _WHEN[kind].format(owner=request.owner.name, due=f"{request.due_on:%d.%m.%Y}")
    key = f"monitoring.reminder:{request.uid}:{kind}:{request.due_on.isoformat()}"
    return _post(request, key, f"Erinnerung: {request.title}", _body(request, _REMIND, when=when))


def _post(request: DataRequest, key: str, subject: str, body: str, *, must_arrive: bool = False) -> bool:
    if not goes_by_mail(request):
        return False
    post(key=key, owner=request.owner, to=request.email, subject=subject, body=body, must_arrive=must_arrive)
    return True


def _body(request: DataRequest, text: str, **more: str) -> str:
    owner = request.owner
    ways = [way for way in (owner.contact_email, owner.contact_phone) if way]
    return text.format(
        owner=owner.name,
        title=request.title,
        years=years_in_words(request),
        due=f"{request.due_on:%d.%m.%Y}",
        sent=f"{request.sent_at:%d.%m.%Y}" if request.sent_at else "",
        contact=f" ({', '.join(ways)})" if ways else "",
        **more,
    )
