"""Reading data requests. Members ask by organisation, an office by the secret of its link."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from sozialstrategie.evidence.monitoring.editions import used_editions
from sozialstrategie.evidence.monitoring.models import DataRequest, Delivery, Edition
from sozialstrategie.evidence.monitoring.requests.earlier import known_figures, plain_of, released_earlier
from sozialstrategie.evidence.monitoring.requests.plausibility import Value, as_mapping
from sozialstrategie.evidence.monitoring.requests.table import MOST_YEARS, Shape, named_places
from sozialstrategie.evidence.monitoring.requests.words import OPEN, DeliveryState, RequestState
from sozialstrategie.kit.core.actor import Actor, system
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed, demand
from sozialstrategie.kit.core.scopes import scope_of
from sozialstrategie.kit.workplace.queries import RecordWords

VIEW, CHANGE, ANSWER = "monitoring.view_requests", "monitoring.change_requests", "monitoring.answer_request"
ENTER = "monitoring.import_own"
LINK = system("Antwort über den Link einer Datenanfrage")
SOON = timedelta(days=7)
KEPT = timedelta(days=365)


def shape_of(request: DataRequest) -> Shape:
    """The table that a request asks for. Inside the owner's scope."""
    owner = request.owner
    return Shape(
        title=request.title,
        item=request.item,
        unit=request.unit,
        places=named_places(owner, request.regions),
        years=tuple(request.years),
        named=not owner.is_example,
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One request in the list, with what its day means today: "late", "soon", "waiting", "to_check", "draft", "done"."""

    request: DataRequest
    urgency: str

    @property
    def words(self) -> str:
        return _WORDS[self.urgency]


_WORDS = {
    "late": "überfällig",
    "soon": "bald fällig",
    "waiting": "wartet auf Antwort",
    "to_check": "bitte prüfen",
    "draft": "Entwurf",
    "done": "angenommen",
}
_ORDER = list(_WORDS)
_ORDER.insert(0, _ORDER.pop(_ORDER.index("to_check")))


def urgency_of(request: DataRequest, today: date) -> str:
    """What the day of a request means; the day itself still counts as in time."""
    if request.state in OPEN:
        if request.due_on < today:
            return "late"
        return "soon" if request.due_on <= today + SOON else "waiting"
    done = {RequestState.DELIVERED: "to_check", RequestState.ACCEPTED: "done"}
    return done.get(RequestState(request.state), "draft")


def requests_for(actor: Actor, organisation: Organisation) -> list[Line]:
    """All requests: what waits for the asker first, then what is late, soon and open, drafts, what is done. One query."""
    demand(VIEW, actor, organisation)
    today = timezone.localdate()
    rows = DataRequest.objects.filter(owner=organisation, deleted_at=None)
    lines = [Line(row, urgency_of(row, today)) for row in rows]
    return sorted(lines, key=lambda line: (_ORDER.index(line.urgency), line.request.due_on))


def late_units(lines: Iterable[Line]) -> list[str]:
    """Offices that something is late of, each once; offices, never people."""
    return sorted({line.request.recipient for line in lines if line.urgency == "late"})


def request_for(actor: Actor, organisation: Organisation, uid: UUID) -> DataRequest | None:
    demand(VIEW, actor, organisation)
    found: DataRequest | None = (
        DataRequest.objects.select_related("owner").filter(owner=organisation, uid=uid, deleted_at=None).first()
    )
    return found


def request_words(actor: Actor, organisation: Organisation, uid: UUID) -> RecordWords | None:
    """How the workplace calls a data request; None for those who may not see it."""
    found = request_for(actor, organisation, uid) if allowed(VIEW, actor, organisation) else None
    return (
        RecordWords(found.title, reverse("monitoring_staff:request", args=[organisation.slug, uid])) if found else None
    )


def deliveries_for(actor: Actor, request: DataRequest) -> list[Delivery]:
    """All answers to a request, the newest first."""
    demand(VIEW, actor, request.owner)
    return list(Delivery.objects.filter(request=request).select_related("edition"))


def open_delivery(request: DataRequest) -> Delivery | None:
    """The answer that nobody has accepted or sent back yet."""
    found: Delivery | None = Delivery.objects.filter(request=request, state=DeliveryState.RECEIVED).first()
    return found


def last_delivery(request: DataRequest) -> Delivery | None:
    """The newest answer in whatever state since the request was opened to its office: what that office sees when it comes back.

    Answers from before came from another office, or to another question.
    """
    if request.opened_at is None:
        return None
    found: Delivery | None = Delivery.objects.filter(request=request, delivered_at__gte=request.opened_at).first()
    return found


def earlier_for(actor: Actor, request: DataRequest) -> dict[tuple[str, int], Value]:
    """Former figures beside the fields: what the office of a sent request sees, and what that of a draft will see."""
    demand(VIEW, actor, request.owner)
    if request.state != RequestState.DRAFT:
        return as_mapping(request.earlier)
    return as_mapping(plain_of(released_earlier(request, shape_of(request))))


# --- by the secret of a link ------------------------------------------------------------------------------------------


def token_hash(token: str) -> str:
    """What is stored of a secret: it cannot be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()


def request_by_token(token: str) -> DataRequest | None:
    """The request that a link opens; None for one that nobody made, that was withdrawn, or that has run out."""
    with scope_of(LINK):
        found: DataRequest | None = (
            DataRequest.objects.select_related("owner")
            .filter(token_hash=token_hash(token), deleted_at=None, link_until__gte=timezone.localdate())
            .first()
        )
    return found


# --- for the jobs -----------------------------------------------------------------------------------------------------


def unanswered() -> QuerySet[DataRequest]:
    """Open requests with an address and a living link, of all organisations of the scope."""
    found: QuerySet[DataRequest] = DataRequest.objects.filter(
        state__in=OPEN, deleted_at=None, link_until__gte=timezone.localdate()
    ).exclude(email="")
    return found.select_related("owner")


def long_closed(today: date) -> QuerySet[DataRequest]:
    """Requests that were accepted, deleted, ran out or were left alone without a link a year ago, and still say who was asked.

    That is an address or a secret, or an answer with the function and the words of those who gave it.
    """
    limit = today - KEPT
    over = (
        Q(state=RequestState.ACCEPTED, closed_at__date__lte=limit)
        | Q(deleted_at__date__lte=limit)
        | Q(link_until__lte=limit)
        | Q(link_until=None, updated_at__date__lte=limit)  # drafts, and links that were closed by hand
    )
    said = Delivery.objects.filter(request=OuterRef("pk")).exclude(from_function="", remark="", reason="")
    found: QuerySet[DataRequest] = DataRequest.objects.filter(over, ~Q(email="", token_hash="") | Exists(said))
    return found.select_related("owner")


# --- to start a table from --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Start:
    """An own table that can be gone on with: its head and what it says."""

    edition: Edition
    item: str
    unit: str
    values: dict[tuple[str, int], Value]

    @property
    def years(self) -> list[int]:
        """Its newest years, at most as many as a table has."""
        return sorted({year for _, year in self.values})[-MOST_YEARS:]


def starts_for(actor: Actor, organisation: Organisation) -> list[Edition]:
    """Own tables of a single series, the newest edition of each: what a next table can start from."""
    demand(ENTER, actor, organisation)
    newest = {e.table: e for e in used_editions(organisation).order_by("stand", "digest")}
    return sorted((e for e in newest.values() if len(e.series) == 1 and not e.series[0][1]), key=lambda e: e.title)


def start_for(actor: Actor, organisation: Organisation, uid: UUID) -> Start | None:
    """One of them with its figures.

    Raises:
        OSError, ValueError: its file is gone or damaged.
    """
    edition = next((e for e in starts_for(actor, organisation) if e.uid == uid), None)
    if edition is None:
        return None
    item, _, unit = edition.series[0]
    return Start(edition, item, unit, known_figures(organisation, edition.title, item))
