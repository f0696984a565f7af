"""Letters to offices that are asked for an opinion, through the outbox: written in the transaction of their act.

The secret of a link stands in the letter of that link alone, until the outbox has handed it over; nobody can write it again.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from sozialstrategie.action.strategy.models import OpinionRequest
from sozialstrategie.kit.accounts.mail import sends_mail
from sozialstrategie.kit.workplace.services import post, recall

ROOM = "strategy.opinion"  # how the keys of these letters begin
_DAYS_BEFORE = timedelta(days=3)
_DAYS_AFTER_LINK = timedelta(days=3)  # nobody is reminded of what came yesterday

_ASK = """Guten Tag,

{owner} bittet Sie um Ihre Stellungnahme zu „{strategy}“: {passage}. Bitte antworten Sie bis zum {due}.

Unter diesem Link lesen Sie den Text und antworten. Eine Anmeldung ist nicht nötig. Wer den Link hat, kann antworten; bitte
geben Sie ihn nur in Ihrer Stelle weiter.

{link}

Fragen beantwortet {owner}{contact}.
"""
_REMIND = """Guten Tag,

{owner} bittet Sie bis zum {due} um Ihre Stellungnahme zu „{strategy}“: {passage}. Bisher ist keine Antwort da.

Sie antworten unter dem Link, den Sie am {sent} bekommen haben. Ist er nicht mehr zu finden, fragen Sie bitte nach einem neuen.

Fragen beantwortet {owner}{contact}.
"""


def goes_by_mail(request: OpinionRequest) -> bool:
    """Whether this instance sends mail and the office has an address and no account; what is invented writes to nobody."""
    return bool(request.email) and request.person_id is None and sends_mail() and not request.owner.is_example


def send_link(request: OpinionRequest, *, token: str) -> bool:
    """The letter with the link, one per link that was made. Returns `goes_by_mail`."""
    if not goes_by_mail(request):
        return False
    link = str(settings.PUBLIC_URL) + reverse("opinions:answer", args=[token])
    key = f"{_links_of(request)}{request.version}"  # each link has a version of its own
    _post(request, key, "Bitte um Stellungnahme", _body(request, _ASK, link=link))
    return True


def recall_link(request: OpinionRequest) -> None:
    """The letter with a link that ends does not go out any more."""
    recall(_links_of(request))


def _links_of(request: OpinionRequest) -> str:
    return f"{ROOM}_link:{request.uid}:"


def is_reminder_due(request: OpinionRequest, today: date) -> bool:
    """Whether a silent office with a link is to be reminded now: in the last days before its own day."""
    if request.opened_at is None or not today <= request.due_on <= today + _DAYS_BEFORE:
        return False
    return today >= timezone.localdate(request.opened_at) + _DAYS_AFTER_LINK and goes_by_mail(request)


def remind(request: OpinionRequest) -> bool:
    """Remind an office once of one day, and another office in its place again. Returns whether this made a letter."""
    since = f"{request.opened_at:%Y%m%d%H%M%S}" if request.opened_at else ""
    key = f"{ROOM}_reminder:{request.uid}:{request.due_on.isoformat()}:{since}"
    sent = f"{timezone.localdate(request.opened_at):%d.%m.%Y}" if request.opened_at else ""
    return _post(request, key, "Erinnerung: Stellungnahme", _body(request, _REMIND, sent=sent))


def _post(request: OpinionRequest, key: str, what: str, body: str) -> bool:
    subject = f"{what}: {request.round.strategy.title}"
    return post(key=key, owner=request.owner, to=request.email, subject=subject, body=body) is not None


def _body(request: OpinionRequest, text: str, **more: str) -> str:
    owner = request.owner
    ways = [way for way in (owner.contact_email, owner.contact_phone) if way]
    return text.format(
        owner=owner.name,
        strategy=request.round.strategy.title,
        passage=request.passage_words,
        due=f"{request.due_on:%d.%m.%Y}",
        contact=f" ({', '.join(ways)})" if ways else "",
        **more,
    )
