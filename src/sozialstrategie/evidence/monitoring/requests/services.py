"""Writing data requests and tables typed in by hand: one named act each."""

from __future__ import annotations

import secrets
from copy import copy
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone
from django.utils.text import slugify

from sozialstrategie.evidence.disclosure.gate import log_release
from sozialstrategie.evidence.monitoring.models import DataRequest, Delivery
from sozialstrategie.evidence.monitoring.offers.words import names_person
from sozialstrategie.evidence.monitoring.own_tables.services import import_own
from sozialstrategie.evidence.monitoring.requests import letters, queries
from sozialstrategie.evidence.monitoring.requests.earlier import plain_of, released_earlier
from sozialstrategie.evidence.monitoring.requests.plausibility import Values, as_mapping, as_plain, doubts
from sozialstrategie.evidence.monitoring.requests.refusals import Unconfirmed, Unreadable
from sozialstrategie.evidence.monitoring.requests.table import (
    MOST_CELLS,
    MOST_YEARS,
    Shape,
    csv_bytes,
    mapping,
    places_of,
    years_between,
)
from sozialstrategie.evidence.monitoring.requests.words import OPEN, DeliveryState, RequestState
from sozialstrategie.evidence.monitoring.services.importing import Outcome, read_bytes
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Invalid, Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.versions import save_version

ASKED = ("title", "item", "unit", "question", "rows", "first_year", "last_year", "show_earlier", "show_entered")
AROUND = ("recipient", "recipient_function", "email", "due_on", "note")
LINK_AFTER_DUE = timedelta(days=60)
LINK_AT_LEAST = timedelta(days=30)
LINK_AFTER_ACCEPTING = timedelta(days=14)
NO_LINK: dict[str, Any] = {"token_hash": "", "link_until": None}
NO_PERSON = "Bitte nennen Sie eine Stelle oder Funktion, keinen Menschen."
ANSWERED = "Die Stelle hat schon geantwortet. Bitte nehmen Sie die Zahlen an oder geben Sie sie zurück."
ACCEPTED = "Diese Zahlen sind schon angenommen; es ist nichts mehr zu tun. Vielen Dank."
RUNNING = "Die Anfrage ist schon verschickt. Was gefragt ist, lässt sich ändern, wenn Sie sie vorher zurückziehen."


# --- a table typed in by hand -----------------------------------------------------------------------------------------


def enter_table(
    *, actor: Actor, owner: Organisation, shape: Shape, values: Values, source: str, stand: date, dry_run: bool = False
) -> Outcome:
    """Make an edition of a table that a person typed; it goes the way of a file, and its raw file is its text as csv.

    Returns:
        as for a file: the edition, or the problems by row and column of `table.csv_bytes`.

    Raises:
        Forbidden: the actor may not read in for this organisation.
    """
    return import_own(
        actor=actor,
        owner=owner,
        data=csv_bytes(shape, values),
        name=file_name(shape),
        mapping=mapping(shape, source=source, stand=stand.isoformat()),
        dry_run=dry_run,
        keep_mapping=False,
    )


def file_name(shape: Shape) -> str:
    """The name of the raw file."""
    return f"{slugify(shape.title)[:60].strip('-') or 'tabelle'}.csv"


# --- making and changing ----------------------------------------------------------------------------------------------


def create_request(*, actor: Actor, owner: Organisation, **values: Any) -> DataRequest:
    """Make a draft.

    Args:
        values: any of ASKED and AROUND; `first_year` and `last_year` (None: one year) make the years.

    Raises:
        Invalid: a value cannot stand.
        Forbidden: no right.
    """
    with act("monitoring.create_request", actor=actor, permission=queries.CHANGE, owner=owner) as record:
        request = DataRequest(owner=owner, **_columns(owner, values, None))
        _demand_valid(request)
        request.save(force_insert=True)
        record.created(request)
    return request


def edit_request(*, actor: Actor, request: DataRequest, version: int, **values: Any) -> DataRequest:
    """Change a draft, or what is around a request that is on its way (AROUND).

    With another office or address a request that is on its way becomes a draft again: the first office's link ends, and
    nobody reads what the first office wrote.

    Raises:
        Conflict: somebody else saved meanwhile.
        Invalid, Refused, Forbidden: as `create_request`; what is asked for stays while the request is on its way.
    """
    owner = request.owner
    with act("monitoring.edit_request", actor=actor, permission=queries.CHANGE, owner=owner, obj=request) as record:
        if request.state == RequestState.ACCEPTED:
            raise Refused("Die Anfrage ist abgeschlossen und bleibt, wie sie ist.")
        if request.state != RequestState.DRAFT and set(values) - set(AROUND):
            raise Refused(RUNNING)
        columns = _columns(owner, values, request)
        if request.version == version and all(getattr(request, name) == value for name, value in columns.items()):
            record.nothing_changed()
            return request
        trial = copy(request)
        for name, value in columns.items():
            setattr(trial, name, value)
        _demand_valid(trial)
        changes = columns | _moved_link(request, trial)
        save_version(request, version=version, values=changes)
        if "token_hash" in changes:
            letters.recall_link(request)
    return request


def _moved_link(request: DataRequest, trial: DataRequest) -> dict[str, Any]:
    """What becomes of the link of a request on its way when it goes to somebody else, or gets another day."""
    if request.state == RequestState.DRAFT:
        return {}
    moved = [name for name in ("recipient", "email") if getattr(trial, name) != getattr(request, name)]
    if moved and request.state not in OPEN:
        raise Invalid({name: [ANSWERED] for name in moved})
    if moved:
        return {**NO_LINK, "state": RequestState.DRAFT, "show_entered": False}  # that was ticked for the first office
    if trial.due_on == request.due_on:
        return {}
    return {"reminded": [], "link_until": _link_until(trial.due_on) if request.token_hash else None}


def delete_request(*, actor: Actor, request: DataRequest, version: int) -> DataRequest:
    """Take a draft out; it can be brought back from the list of acts.

    Raises:
        Refused: it is on its way, or done.
    """
    with act("monitoring.delete_request", actor=actor, permission=queries.CHANGE, owner=request.owner, obj=request):
        if request.state != RequestState.DRAFT:
            raise Refused("Nur ein Entwurf lässt sich löschen. Bitte ziehen Sie die Anfrage zuerst zurück.")
        save_version(request, version=version, values={"deleted_at": timezone.now()})
    return request


def demand_undoable(request: DataRequest, values: dict[str, Any]) -> None:
    """What undo asks: only drafts, and never sending, answering or accepting.

    Raises:
        Refused: the step touches more than the words of a draft.
    """
    allowed = {"title", "item", "unit", "question", "rows", "regions", "years", "deleted_at", *AROUND}
    allowed |= {"show_earlier", "show_entered"}
    if request.state != RequestState.DRAFT or set(values) - allowed:
        raise Refused("Verschicken, Antworten und Annehmen lassen sich nicht rückgängig machen.")


def _columns(owner: Organisation, values: dict[str, Any], standing: DataRequest | None) -> dict[str, Any]:
    """The columns for the values of a form: keys of the places and a list of the years."""
    unknown = set(values) - set(ASKED) - set(AROUND)
    if unknown:
        raise TypeError(f"Eine Datenanfrage hat keine Felder {sorted(unknown)}")
    columns = {name: value for name, value in values.items() if name not in ("first_year", "last_year")}
    if "first_year" in values:
        columns["years"] = list(years_between(values["first_year"], values.get("last_year")))
    rows = columns.get("rows", standing.rows if standing else "whole")
    if standing is None or rows != standing.rows:
        columns["regions"] = [place.code for place in places_of(owner, rows)]
    return columns


def _demand_valid(request: DataRequest) -> None:
    errors: dict[str, list[str]] = {}
    try:
        request.clean_fields(exclude={"owner", "regions", "years", "earlier", "reminded"})
    except ValidationError as fault:
        errors = {"" if name == NON_FIELD_ERRORS else name: list(texts) for name, texts in fault.message_dict.items()}
    for name in ("recipient", "recipient_function", "note"):
        if names_person(getattr(request, name)):
            errors.setdefault(name, []).append(NO_PERSON)
    if not request.regions:
        errors.setdefault("rows", []).append("Für dieses Gebiet ist keine Zeile bekannt.")
    if not 1 <= len(request.years) <= MOST_YEARS:
        errors.setdefault("last_year", []).append(
            f"Erwartet werden 1 bis {MOST_YEARS} Jahre, das letzte nach dem ersten."
        )
    elif len(request.years) * len(request.regions) > MOST_CELLS:
        errors.setdefault("last_year", []).append(too_many_fields(len(request.regions)))
    if errors:
        raise Invalid(errors)


def too_many_fields(rows: int) -> str:
    return f"Das sind zu viele Felder für eine Tabelle; mit {rows} Zeilen gehen höchstens {MOST_CELLS // rows} Jahre."


# --- on its way -------------------------------------------------------------------------------------------------------


def _link_until(due_on: date) -> date:
    return max(due_on + LINK_AFTER_DUE, timezone.localdate() + LINK_AT_LEAST)


def send(*, actor: Actor, request: DataRequest, version: int) -> str:
    """Open a draft to its office, or give an open one a new link in place of a lost one.

    What the office sees besides is settled when it is opened: a new link shows what the lost one showed. The letter with the
    link goes out with this act where `letters.goes_by_mail`.

    Returns:
        the secret of the link; nobody can ask for it again, only its checksum is kept.

    Raises:
        Refused: the answer is there or accepted already.
    """
    token, now = secrets.token_urlsafe(32), timezone.now()
    with act("monitoring.send_request", actor=actor, permission=queries.CHANGE, owner=request.owner, obj=request):
        if request.state not in (RequestState.DRAFT, *OPEN):
            raise Refused(ANSWERED)
        values: dict[str, Any] = {
            "token_hash": queries.token_hash(token),
            "link_until": _link_until(request.due_on),
            "sent_at": now,
        }
        if request.state == RequestState.DRAFT:
            released = released_earlier(request, queries.shape_of(request))
            values |= {"state": RequestState.SENT, "reminded": [], "opened_at": now, "earlier": plain_of(released)}
            if released.payload:
                log_release(released, channel="datenanfrage", actor=actor)
        save_version(request, version=version, values=values)
        letters.recall_link(request)
        letters.ask(request, token=token)
    return token


def withdraw(*, actor: Actor, request: DataRequest, version: int) -> DataRequest:
    """Close the link and make the request a draft again.

    Raises:
        Refused: an answer waits to be looked at, or was accepted.
    """
    with act("monitoring.withdraw_request", actor=actor, permission=queries.CHANGE, owner=request.owner, obj=request):
        if request.state not in OPEN:
            raise Refused("Zurückziehen geht nur, solange die Anfrage offen ist.")
        save_version(request, version=version, values={**NO_LINK, "state": RequestState.DRAFT})
        letters.recall_link(request)
    return request


def close_link(*, actor: Actor, request: DataRequest, version: int) -> DataRequest:
    """End the link of a request that was answered: the answer stays as it is, and nobody outside reads it any more.

    Raises:
        Refused: nobody has answered yet; such a request is withdrawn.
    """
    with act(
        "monitoring.close_request_link", actor=actor, permission=queries.CHANGE, owner=request.owner, obj=request
    ) as record:
        if request.state not in (RequestState.DELIVERED, RequestState.ACCEPTED):
            raise Refused(
                "Die Stelle hat noch nicht geantwortet. Bitte ziehen Sie die Anfrage zurück; damit endet der Link."
            )
        if request.version == version and not request.token_hash:
            record.nothing_changed()
        else:
            save_version(request, version=version, values=NO_LINK)
    return request


def deliver(
    *, token: str, values: Values, from_function: str, remark: str = "", confirmed: frozenset[str] = frozenset()
) -> Delivery:
    """Take an answer in. It replaces one that nobody has looked at yet. Call inside the owner's scope.

    Args:
        confirmed: keys of the doubts (`Doubt.key`) that the office has confirmed.

    Raises:
        LookupError: no such link.
        Refused: accepted already, or nothing was filled in.
        Unconfirmed: values stand out against the year before.
        Unreadable: the readers would refuse the table when it is accepted.
    """
    request = queries.request_by_token(token)
    if request is None:
        raise LookupError("Diesen Link gibt es nicht.")
    shape = queries.shape_of(request)
    _demand_answer(request, shape, values, from_function, remark)
    found = doubts(values, as_mapping(request.earlier), request.unit)
    if any(doubt.key not in confirmed for doubt in found):
        raise Unconfirmed(found)
    read = read_bytes(csv_bytes(shape, values), name=file_name(shape), mapping=mapping(shape, source=request.recipient))
    if read.refused:
        raise Unreadable(read.errors)
    owner = request.owner
    with act("monitoring.deliver", actor=queries.LINK, permission=queries.ANSWER, owner=owner) as record:
        standing = DataRequest.objects.select_for_update().get(pk=request.pk)
        if standing.state == RequestState.ACCEPTED:
            raise Refused(ACCEPTED)
        if standing.token_hash != request.token_hash:
            raise LookupError("Diesen Link gibt es nicht mehr.")
        Delivery.objects.filter(request=standing, state=DeliveryState.RECEIVED).update(state=DeliveryState.REPLACED)
        delivery = Delivery.objects.create(
            owner=owner, request=standing, values=as_plain(values), from_function=from_function, remark=remark,
            delivered_at=timezone.now(), notes=[doubt.plain() for doubt in found],
        )  # fmt: skip
        record.created(delivery)
        save_version(standing, version=standing.version, values={"state": RequestState.DELIVERED})
    return delivery


def _demand_answer(request: DataRequest, shape: Shape, values: Values, from_function: str, remark: str) -> None:
    if request.state == RequestState.ACCEPTED:
        raise Refused(ACCEPTED)
    if not values:
        raise Refused("Bitte füllen Sie mindestens ein Feld aus. Was nicht bekannt ist, bekommt einen Punkt.")
    if set(values) - set(shape.keys):
        raise Refused("Unter den Zahlen ist eine, nach der nicht gefragt war.")
    if not from_function.strip():
        raise Invalid({"from_function": ["Bitte nennen Sie die Stelle oder Funktion, die antwortet."]})
    if named := [name for name, text in (("from_function", from_function), ("remark", remark)) if names_person(text)]:
        raise Invalid({name: [NO_PERSON] for name in named})


# --- looked at --------------------------------------------------------------------------------------------------------


def send_back(*, actor: Actor, request: DataRequest, version: int, reason: str) -> Delivery:
    """Give the answer back with a reason; the office reads it under the same link, or a new one, and answers again.

    Where its link holds, a letter tells it so.

    Raises:
        Refused: no reason, or no answer waits.
        Conflict: a newer answer came meanwhile.
    """
    with act(
        "monitoring.return_delivery", actor=actor, permission=queries.CHANGE, owner=request.owner, obj=request
    ) as record:
        delivery = _waiting(request)
        if not reason.strip():
            raise Refused("Bitte schreiben Sie, was zu prüfen ist: Die Stelle liest es unter ihrem Link.")
        values: dict[str, Any] = {"state": RequestState.RETURNED, "reminded": []}
        if request.token_hash:
            values["link_until"] = _link_until(request.due_on)
        save_version(request, version=version, values=values)
        save_version(
            delivery, version=delivery.version, values={"state": DeliveryState.RETURNED, "reason": reason.strip()}
        )
        record.note("reason", reason.strip())
        if request.token_hash:
            letters.tell_about_return(request)
    return delivery


def accept(*, actor: Actor, request: DataRequest, version: int) -> Outcome:
    """Take the answer over: the figures become a private edition, and the request is closed. Both or neither.

    Raises:
        Refused: no answer waits.
        Unreadable: the readers refuse the table.
        Conflict: a newer answer came meanwhile.
    """
    owner = request.owner
    with act("monitoring.accept_delivery", actor=actor, permission=queries.CHANGE, owner=owner, obj=request) as record:
        delivery = _waiting(request)
        closed: dict[str, Any] = {"state": RequestState.ACCEPTED, "closed_at": timezone.now()}
        if request.link_until is not None:  # what is left under the link is a word of thanks
            closed["link_until"] = min(request.link_until, timezone.localdate() + LINK_AFTER_ACCEPTING)
        save_version(request, version=version, values=closed)
        day = timezone.localdate(delivery.delivered_at)
        outcome = enter_table(
            actor=actor, owner=owner, shape=queries.shape_of(request), values=as_mapping(delivery.values), stand=day,
            source=f"{request.recipient}, Lieferung vom {day:%d.%m.%Y}",
        )  # fmt: skip
        if outcome.edition is None:
            raise Unreadable(outcome.refused)
        save_version(
            delivery, version=delivery.version, values={"state": DeliveryState.ACCEPTED, "edition": outcome.edition}
        )
        record.note("edition", outcome.edition.short)
    return outcome


def _waiting(request: DataRequest) -> Delivery:
    delivery = queries.open_delivery(request)
    if delivery is None:
        raise Refused("Zu dieser Anfrage wartet keine Lieferung.")
    return delivery
