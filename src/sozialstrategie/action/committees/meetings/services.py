"""Writing meetings and their agenda, and taking a meeting through its states; one named act each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from sozialstrategie.action.committees.enums import ItemState, MeetingState
from sozialstrategie.action.committees.meetings import inviting, queries
from sozialstrategie.action.committees.meetings.carrying import carry_papers
from sozialstrategie.action.committees.meetings.states import CHANGE, STEPS, closing_refusal, refusal
from sozialstrategie.action.committees.models import AgendaItem, Committee, Meeting, ParkedTopic
from sozialstrategie.action.strategy.services import writing
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.permissions import demand
from sozialstrategie.kit.core.versions import save_version

Invalid = writing.Invalid
# What members must hear of; a change of one of these makes SEQUENCE grow.
TOLD = frozenset({"title", "start", "end", "place", "online_url", "invitation"})
# What the minutes say about the meeting itself; once they went round it stays.
_PRINTED = (TOLD - {"invitation"}) | {"chair", "minute_taker", "opened_at", "closed_at"}
_MEETING = TOLD | {"chair", "minute_taker", "url", "opened_at", "closed_at"}
_ITEM = frozenset({"title", "purpose", "is_public", "planned_minutes", "note"})
LONGEST = timedelta(days=3)
_PREPARED = (MeetingState.DRAFT, MeetingState.INVITED)
MINUTED = "Die Niederschrift ist schon versandt oder genehmigt; was in der Sitzung festgehalten wurde, ändert sich nicht mehr."


# --- the meeting ------------------------------------------------------------------------------------------------------


def create_meeting(
    *,
    actor: Actor,
    committee: Committee,
    items: Iterable[AgendaItem] = (),
    parked: Iterable[ParkedTopic] = (),
    **values: Any,
) -> Meeting:
    """Make a meeting and take over what earlier ones have left.

    Args:
        items: open or adjourned points of earlier meetings of the same body.
        parked: parked topics of earlier meetings of the same body.

    Raises:
        Invalid: a value cannot stand.
        Refused: something that is not left over is to be taken over. Forbidden.
    """
    meeting = Meeting(owner=committee.owner, committee=committee, **values)
    with act("committees.create_meeting", actor=actor, permission=CHANGE, owner=committee.owner) as record:
        _demand_short("end", meeting.start, meeting.end)
        writing.insert(meeting)
        carried = _carry(actor, meeting, list(items), list(parked))
        record.created(meeting)
        if carried:
            record.note("carried", carried)
    return meeting


def edit_meeting(*, actor: Actor, meeting: Meeting, version: int, **values: Any) -> Meeting:
    """Change a meeting. Once it is invited to, whoever is invited hears of another day, place or text.

    Raises:
        Refused: cancelled, its time is changed after it began, or what minutes say that went round. Conflict, Invalid,
            Forbidden.
    """
    changed = {name for name, value in values.items() if getattr(meeting, name) != value}
    with act("committees.edit_meeting", actor=actor, permission=CHANGE, owner=meeting.owner, obj=meeting) as record:
        if meeting.state == MeetingState.CANCELLED:
            raise Refused(refusal(MeetingState.CANCELLED, MeetingState.DRAFT))
        if meeting.state not in _PREPARED and changed & {"start", "end"}:
            raise Refused("Die Sitzung hat begonnen; ihr Termin bleibt, wie er war.")
        _demand_unprinted(meeting, changed)
        _demand_times(meeting, values)
        if changed & {"start", "end"}:
            _demand_short("end", values.get("start", meeting.start), values.get("end", meeting.end))
        if changed & {"opened_at", "closed_at"}:
            _demand_short(
                "closed_at", values.get("opened_at", meeting.opened_at), values.get("closed_at", meeting.closed_at)
            )
        told = meeting.state == MeetingState.INVITED and bool(changed & TOLD)
        if told:
            values |= {"sequence": meeting.sequence + 1, "agenda_told": queries.agenda_digest(meeting)}
        writing.change(record, meeting, version=version, values=values, allowed=_MEETING | {"sequence", "agenda_told"})
        if told:
            if changed & {"start", "end"}:
                inviting.forget_answers(meeting)
            inviting.tell_all(meeting, inviting.CHANGED)
    return meeting


def _demand_unprinted(meeting: Meeting, changed: Iterable[str]) -> None:
    if _PRINTED & set(changed) and queries.is_minuted(meeting):
        raise Refused(MINUTED)


def _demand_times(meeting: Meeting, values: dict[str, Any]) -> None:
    """When it was opened and closed is put right where it was recorded afterwards, never taken away or made up.

    Raises:
        Invalid.
    """
    opened, closed = values.get("opened_at", meeting.opened_at), values.get("closed_at", meeting.closed_at)
    for name, value, states in (
        ("opened_at", opened, (MeetingState.RUNNING, MeetingState.CLOSED)),
        ("closed_at", closed, (MeetingState.CLOSED,)),
    ):
        if (value is not None) != (meeting.state in states):
            raise Invalid({name: ["Diese Zeit gibt es erst, wenn die Sitzung eröffnet oder geschlossen ist."]})
    if opened and closed and closed < opened:
        raise Invalid({"closed_at": ["Das Ende liegt vor der Eröffnung."]})


def _demand_short(name: str, start: datetime | None, end: datetime | None) -> None:
    """A meeting lasts hours, a retreat a few days. Raises: Invalid."""
    if start is not None and end is not None and end - start > LONGEST:
        days = (end - start).days
        raise Invalid({name: [f"So dauert die Sitzung {days} Tage; erwartet werden höchstens {LONGEST.days}."]})


def invite(*, actor: Actor, meeting: Meeting, version: int) -> Meeting:
    """Invite everybody who belongs to the body on the day; substitutes are asked where a member cannot come.

    Mails go out where the instance has a mail server and the meeting lies ahead.

    Raises:
        Refused: nobody to invite, nothing on the agenda, a body of the council. Conflict, Forbidden.
    """

    def guard() -> str:
        if not queries.items_of(meeting):
            return "Die Tagesordnung ist noch leer. Bitte tragen Sie zuerst einen Punkt ein."
        if not queries.to_invite(meeting):
            return "Dieses Gremium hat an dem Tag keine Mitglieder. Bitte tragen Sie sie zuerst ein."
        return ""

    def then() -> None:
        inviting.list_members(meeting)
        inviting.tell_all(meeting, inviting.INVITED)

    return _go(
        actor, meeting, MeetingState.INVITED, version, guard=guard, then=then, invited_at=timezone.now(),
        agenda_told=queries.agenda_digest(meeting),
    )  # fmt: skip


def open_meeting(*, actor: Actor, meeting: Meeting, version: int) -> Meeting:
    """The meeting begins. Raises: Refused, Conflict, Forbidden."""
    if meeting.state == MeetingState.CLOSED:
        demand(CHANGE, actor, meeting)
        raise Refused("Die Sitzung ist geschlossen. Bitte öffnen Sie sie mit einem Grund wieder.")
    return _go(
        actor, meeting, MeetingState.RUNNING, version, then=lambda: inviting.list_members(meeting), opened_at=timezone.now()
    )  # fmt: skip


def close_meeting(*, actor: Actor, meeting: Meeting, version: int) -> Meeting:
    """The meeting is over.

    Raises:
        Refused: a point has no outcome. Conflict, Forbidden.
    """

    def guard() -> str:
        rows = enumerate(queries.items_of(meeting), start=1)
        return closing_refusal([(str(number), ItemState(item.state)) for number, item in rows])

    def then() -> None:
        for item in queries.items_of(meeting):
            if item.began_at and not item.ended_at:
                save_version(item, version=item.version, values={"ended_at": timezone.now()})

    return _go(actor, meeting, MeetingState.CLOSED, version, guard=guard, then=then, closed_at=timezone.now())


def reopen_meeting(*, actor: Actor, meeting: Meeting, version: int, reason: str) -> Meeting:
    """Open a meeting again that was closed too early.

    Raises:
        Refused: minutes went out, no reason. Conflict, Forbidden.
    """
    if meeting.state != MeetingState.CLOSED:
        demand(CHANGE, actor, meeting)
        raise Refused("Wieder öffnen lässt sich nur eine Sitzung, die geschlossen ist.")

    def guard() -> str:
        return MINUTED if queries.is_minuted(meeting) else ""

    return _go(actor, meeting, MeetingState.RUNNING, version, guard=guard, reason=reason, closed_at=None)


def cancel_meeting(*, actor: Actor, meeting: Meeting, version: int, reason: str) -> Meeting:
    """Cancel; whoever was invited hears of it, and the appointment leaves their calendars. Its points are left over.

    Raises:
        Refused: it has begun, or no reason is given. Conflict, Forbidden.
    """
    was_told = meeting.state == MeetingState.INVITED

    def then() -> None:
        if was_told:
            inviting.tell_all(meeting, inviting.CANCELLED)

    return _go(
        actor, meeting, MeetingState.CANCELLED, version, reason=reason, then=then, cancelled_why=reason.strip()[:300],
        sequence=meeting.sequence + int(was_told),
    )  # fmt: skip


def _go(
    actor: Actor,
    meeting: Meeting,
    to: MeetingState,
    version: int,
    *,
    guard: Callable[[], str] | None = None,
    then: Callable[[], None] | None = None,
    reason: str | None = None,
    **values: Any,
) -> Meeting:
    """Take one step of the machine; the one door."""
    state = MeetingState(meeting.state)
    step = STEPS.get((state, to))
    if step is None or (meeting.committee.is_of_council and to != MeetingState.CANCELLED):
        demand(CHANGE, actor, meeting)
        raise Refused(refusal(state, to, of_council=meeting.committee.is_of_council))
    with act(step.verb, actor=actor, permission=step.permission, owner=meeting.owner, obj=meeting) as record:
        if step.needs_reason and not (reason or "").strip():
            raise Refused("Bitte schreiben Sie dazu, warum.")
        against = guard() if guard else ""
        if against:
            raise Refused(against)
        save_version(meeting, version=version, values={"state": to, **values})
        if reason:
            record.note("reason", reason.strip())
        if then is not None:
            then()
    return meeting


# --- the agenda -------------------------------------------------------------------------------------------------------


def create_item(*, actor: Actor, meeting: Meeting, **values: Any) -> AgendaItem:
    """Put a point at the end of the agenda.

    Raises:
        Refused: the meeting is over or cancelled. Invalid, Forbidden.
    """
    with act("committees.create_item", actor=actor, permission=CHANGE, owner=meeting.owner) as record:
        _demand_open(meeting)
        item = _append(meeting, **values)
        record.created(item)
    return item


def edit_item(*, actor: Actor, item: AgendaItem, version: int, **values: Any) -> AgendaItem:
    """Change a point. Raises: Refused (the meeting is over), Conflict, Invalid, Forbidden."""
    with act("committees.edit_item", actor=actor, permission=CHANGE, owner=item.owner, obj=item) as record:
        _demand_open(item.meeting)
        writing.change(record, item, version=version, values=values, allowed=_ITEM)
    return item


def move_item(*, actor: Actor, item: AgendaItem, up: bool) -> AgendaItem:
    """Move a point one place up or down; at the end nothing happens.

    Raises:
        Refused: the meeting is over. Forbidden.
    """
    with act("committees.move_item", actor=actor, permission=CHANGE, owner=item.owner, obj=item) as record:
        _demand_open(item.meeting)
        rows = queries.items_of(item.meeting)
        place = next(i for i, row in enumerate(rows) if row.pk == item.pk)
        other = place - 1 if up else place + 1
        if not 0 <= other < len(rows):
            record.nothing_changed()
            return item
        rows[place], rows[other] = rows[other], rows[place]
        for position, row in enumerate(rows, start=1):
            if row.position != position:
                save_version(row, version=row.version, values={"position": position})
    item.refresh_from_db()
    return item


def remove_item(*, actor: Actor, item: AgendaItem, version: int) -> AgendaItem:
    """Take a point off an agenda that nobody was invited to yet; afterwards it is „abgesetzt“ in the meeting itself.

    Raises:
        Refused: invited already, or something was decided. Conflict, Forbidden.
    """
    with act("committees.remove_item", actor=actor, permission=CHANGE, owner=item.owner, obj=item):
        if item.meeting.state != MeetingState.DRAFT:
            raise Refused("Die Einladung ist verschickt. Bitte setzen Sie den Punkt in der Sitzung ab.")
        save_version(item, version=version, values={"deleted_at": timezone.now()})
    return item


def take_over(
    *, actor: Actor, meeting: Meeting, items: Iterable[AgendaItem] = (), parked: Iterable[ParkedTopic] = ()
) -> int:
    """Take over what earlier meetings of the body have left; returns how many points that made.

    Raises:
        Refused: the meeting is over, or something is not left over. Forbidden.
    """
    with act("committees.take_over", actor=actor, permission=CHANGE, owner=meeting.owner, obj=meeting) as record:
        _demand_open(meeting)
        carried = _carry(actor, meeting, list(items), list(parked))
        if carried:
            record.note("carried", carried)
        else:
            record.nothing_changed()
    return carried


def _carry(actor: Actor, meeting: Meeting, items: list[AgendaItem], parked: list[ParkedTopic]) -> int:
    left = queries.left_over(meeting.committee)
    known, topics = {i.pk for i in left.items}, {p.pk for p in left.parked}
    if not {i.pk for i in items} <= known or not {p.pk for p in parked} <= topics:
        raise Refused("Was Sie übernehmen möchten, ist inzwischen schon übernommen. Bitte laden Sie die Seite neu.")
    for item in items:
        kept = {name: getattr(item, name) for name in _ITEM}
        carry_papers(actor, item, _append(meeting, carried_from=item, **kept))
    for topic in parked:
        point = _append(meeting, title=topic.title, is_public=meeting.committee.is_public)
        save_version(topic, version=topic.version, values={"taken_up": point})
    return len(items) + len(parked)


def _append(meeting: Meeting, **values: Any) -> AgendaItem:
    rows = queries.items_of(meeting)
    position = rows[-1].position + 1 if rows else 1
    return writing.insert(AgendaItem(owner=meeting.owner, meeting=meeting, position=position, **values))


def _demand_open(meeting: Meeting) -> None:
    if meeting.state in (MeetingState.CLOSED, MeetingState.CANCELLED):
        raise Refused(f"Die Sitzung ist {MeetingState(meeting.state).label}; ihre Tagesordnung bleibt, wie sie ist.")


# --- undo -------------------------------------------------------------------------------------------------------------


def demand_undoable(meeting: Meeting, values: dict[str, Any]) -> None:
    """What undo asks of a meeting: steps are not undone, mails would be out already.

    Raises:
        Refused.
    """
    if "state" in values or "sequence" in values:
        raise Refused("Davon haben die Mitglieder schon gehört. Bitte ändern Sie die Sitzung von Hand.")
    if values.get("deleted_at") is not None and meeting.state != MeetingState.DRAFT:
        raise Refused("Zu dieser Sitzung ist schon eingeladen. Bitte sagen Sie sie ab.")
    _demand_unprinted(meeting, values)


def demand_item_undoable(item: AgendaItem, values: dict[str, Any]) -> None:
    """What undo asks of a point: as the services do.

    Raises:
        Refused.
    """
    meeting = item.meeting
    recorded = {"state", "text", "began_at", "ended_at"} & set(values)
    if recorded and queries.is_minuted(meeting):
        raise Refused(MINUTED)
    if not recorded:
        _demand_open(meeting)
    if "deleted_at" in values and meeting.state != MeetingState.DRAFT:
        raise Refused("Die Einladung ist verschickt. Bitte setzen Sie den Punkt in der Sitzung ab.")
    if values.get("state") == ItemState.OPEN and meeting.state == MeetingState.CLOSED:
        raise Refused("Die Sitzung ist geschlossen; ein Punkt ohne Ergebnis kann dort nicht stehen.")
