"""Inviting people: who stands on the list, what is written to whom, who answers how. Only hashes of links are kept."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from sozialstrategie.action.committees.enums import Answer, MeetingState
from sozialstrategie.action.committees.meetings import ics, queries
from sozialstrategie.action.committees.meetings.states import CHANGE, OF_COUNCIL
from sozialstrategie.action.committees.models import Attendance, Meeting
from sozialstrategie.action.committees.queries import token_hash
from sozialstrategie.action.strategy.services import writing
from sozialstrategie.kit.accounts.mail import sends_mail
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.versions import save_version
from sozialstrategie.kit.workplace.services import outbox

ANSWER = "committees.answer"


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why somebody is written to. `first`: the sentence after the greeting."""

    key: str
    subject: str
    first: str


INVITED = Occasion("invite", "Einladung", "wir laden Sie ein:")
CHANGED = Occasion("change", "Geändert", "an dieser Sitzung hat sich etwas geändert:")
AGENDA = Occasion("agenda", "Geänderte Tagesordnung", "die Tagesordnung dieser Sitzung hat sich geändert:")
CANCELLED = Occasion("cancel", "Abgesagt", "diese Sitzung ist abgesagt:")

_BODY = """Guten Tag,

{first}

{committee}: {title}
{when}{where}
{more}
{ask}
{link}

{calendar} Der Link ist nur für Sie; ein Link aus einer früheren Mail gilt nicht mehr.

{organisation}
"""


def list_members(meeting: Meeting) -> None:
    """Put everybody who belongs to the body on the day onto the list; inside a running act. Whoever stands there stays."""
    standing = set(
        Attendance.objects.filter(meeting=meeting, owner=meeting.owner_id, deleted_at=None)
        .exclude(membership=None)
        .values_list("membership_id", flat=True)
    )
    for member in queries.to_invite(meeting):
        if member.pk not in standing:
            writing.insert(Attendance(owner=meeting.owner, meeting=meeting, membership=member, name=member.name))


def forget_answers(meeting: Meeting) -> None:
    """Another day is another question, and nobody is stood in for yet; inside a running act."""
    rows = Attendance.objects.filter(meeting=meeting, owner=meeting.owner_id, deleted_at=None)
    for row in rows.exclude(answer=Answer.OPEN, stands_in_for=None):
        save_version(
            row, version=row.version, values={"answer": Answer.OPEN, "answered_at": None, "stands_in_for": None}
        )


def tell_all(meeting: Meeting, occasion: Occasion) -> int:
    """Write to everybody on the list who has an address; returns to how many. Inside a running act.

    Substitutes hear only of a meeting to which they were asked (`send_invitation`).
    """
    if meeting.end <= timezone.now() or not sends_mail():
        return 0
    rows = Attendance.objects.filter(meeting=meeting, owner=meeting.owner_id, deleted_at=None)
    people = rows.select_related("membership", "membership__person")
    return sum(tell(row, meeting, occasion) for row in people if queries.is_asked(row))


def tell(row: Attendance, meeting: Meeting, occasion: Occasion) -> int:
    """Write to one person with the calendar file of the meeting; 0 without an address. Inside a running act."""
    address = queries.address_of(row)
    if not address:
        return 0
    token = _new_token(row)
    mail = outbox.post(
        # a letter more for each state of the meeting and each link, never two of the same
        key=f"committees.{occasion.key}:{row.uid}:{row.version}",
        to=address,
        subject=f"{occasion.subject}: {meeting.committee.name}, {_day(meeting)}",
        body=letter(meeting, occasion, link_url(token)),
        owner=meeting.owner,
        attachments=[calendar_file(row, meeting)],
    )
    return int(mail is not None)


def send_agenda(*, actor: Actor, meeting: Meeting, version: int) -> int:
    """Write to everybody who is invited that the agenda is another one; returns to how many. Once for each change.

    Raises:
        Refused: nobody is invited, the meeting does not lie ahead, the agenda is as they know it, there is no way to write.
        Conflict, Forbidden.
    """
    with act("committees.send_agenda", actor=actor, permission=CHANGE, owner=meeting.owner, obj=meeting) as record:
        demand_invited(meeting)
        if meeting.version == version and not queries.agenda_changed(meeting):
            raise Refused(
                "Die Tagesordnung ist so, wie die Eingeladenen sie kennen, oder die Sitzung hat schon begonnen."
            )
        told = {"sequence": meeting.sequence + 1, "agenda_told": queries.agenda_digest(meeting)}
        save_version(meeting, version=version, values=told)
        sent = tell_all(meeting, AGENDA)
        if not sent:
            raise Refused(
                "Von hier aus erreicht keine Mail die Eingeladenen. Bitte geben Sie die Tagesordnung selbst weiter."
            )
        record.note("mails", sent)
    return sent


def calendar_file(row: Attendance, meeting: Meeting) -> outbox.Attachment:
    """The meeting for the calendar of this one person: asks to come, or takes it out again once it is cancelled."""
    data = ics.invitation(
        queries.appointment_of(meeting, inside=True),
        queries.attendees_of([row]),
        organizer=queries.organizer_of(meeting.owner),
    )
    return outbox.Attachment("sitzung.ics", f"text/calendar; method={ics.method_of(data)}", data.decode())


def letter(meeting: Meeting, occasion: Occasion, link: str) -> str:
    """The words of a mail: no names of others, of points that are not public the number alone."""
    start, end = timezone.localtime(meeting.start), timezone.localtime(meeting.end)
    more = []
    if occasion is CANCELLED:
        more.append(f"Grund: {meeting.cancelled_why}")
    else:
        if meeting.online_url:
            more.append(f"Videokonferenz: {meeting.online_url}")
        if meeting.invitation:
            more += ["", meeting.invitation]
        more += ["", "Tagesordnung:", *queries.public_agenda(meeting)]
    return _BODY.format(
        first=occasion.first,
        committee=meeting.committee.name,
        title=meeting.title,
        when=f"{start:%d.%m.%Y, %H:%M} bis {end:%H:%M} Uhr",
        where=f"\n{meeting.place}" if meeting.place else "",
        more="\n".join(more),
        ask="Näheres:"
        if occasion is CANCELLED
        else "Bitte sagen Sie mit diesem Link, ob Sie kommen; eine Anmeldung ist nicht nötig:",
        link=link,
        calendar="Die angehängte Datei nimmt den Termin aus Ihrem Kalender."
        if occasion is CANCELLED
        else "Der Termin für Ihren Kalender ist angehängt.",
        organisation=meeting.owner.name,
    )


def _day(meeting: Meeting) -> str:
    return f"{timezone.localtime(meeting.start):%d.%m.%Y}"


def link_url(token: str) -> str:
    """The absolute address under which somebody answers."""
    return str(settings.PUBLIC_URL) + reverse("committee_links:answer", args=[token])


def _new_token(row: Attendance) -> str:
    token = secrets.token_urlsafe(32)
    save_version(row, version=row.version, values={"token_hash": token_hash(token)})
    return token


def make_link(*, actor: Actor, attendance: Attendance, version: int) -> str:
    """Make the link of one person by hand, or a new one in place of a lost one, which ends by it.

    Returns:
        the secret; only its checksum is kept.

    Raises:
        Refused: not invited yet, or over. Conflict, Forbidden.
    """
    token = secrets.token_urlsafe(32)
    with act("committees.make_link", actor=actor, permission=CHANGE, owner=attendance.owner, obj=attendance):
        demand_invited(attendance.meeting)
        save_version(attendance, version=version, values={"token_hash": token_hash(token)})
    return token


def send_invitation(*, actor: Actor, attendance: Attendance, version: int) -> bool:
    """Write to one person, e.g. a substitute whose member cannot come.

    Returns:
        whether there was an address and a mail server.

    Raises:
        Refused: not invited yet, or over. Conflict, Forbidden.
    """
    with act("committees.send_invitation", actor=actor, permission=CHANGE, owner=attendance.owner, obj=attendance):
        demand_invited(attendance.meeting)
        save_version(attendance, version=version, values={})
        if not sends_mail():
            raise Refused("Diese Instanz verschickt keine Mails. Bitte machen Sie einen Link und geben Sie ihn weiter.")
        if not tell(attendance, attendance.meeting, INVITED):
            raise Refused("Für diese Person steht keine E-Mail-Adresse in der Liste.")
    return True


def demand_invited(meeting: Meeting) -> None:
    """Refuse to invite to a meeting that nobody is invited to yet, or that is over."""
    if meeting.committee.is_of_council:
        raise Refused(OF_COUNCIL)
    if meeting.state not in (MeetingState.INVITED, MeetingState.RUNNING):
        raise Refused(f"Die Sitzung ist {MeetingState(meeting.state).label}; dazu wird jetzt niemand eingeladen.")


# --- answers ----------------------------------------------------------------------------------------------------------


def answer_by_link(*, token: str, answer: str) -> Attendance:
    """Take in whether somebody comes; until the meeting begins it can be changed. In the owner's scope.

    Raises:
        LookupError: no such link (any more).
        Refused: the meeting has begun or is cancelled.
    """
    row = queries.attendance_by_token(token)
    if row is None:
        raise LookupError("Diesen Link gibt es nicht.")
    return _answer(queries.LINK, row, answer)


def answer_as_person(*, actor: Actor, attendance: Attendance, answer: str) -> Attendance:
    """The invited person answers with an account, or the clerk enters what was said by telephone. Raises as above, Forbidden."""
    return _answer(actor, attendance, answer)


def _answer(actor: Actor, row: Attendance, answer: str) -> Attendance:
    with act("committees.answer", actor=actor, permission=ANSWER, owner=row.owner, obj=row) as record:
        standing: Any = Attendance.objects.select_for_update().get(pk=row.pk)
        if standing.token_hash != row.token_hash:
            raise LookupError("Diesen Link gibt es nicht mehr.")
        state = MeetingState(row.meeting.state)
        if state != MeetingState.INVITED:
            raise Refused(f"Die Sitzung ist {state.label}; eine Antwort ist nicht mehr nötig.")
        if answer not in (Answer.YES, Answer.NO):
            raise Refused("Bitte wählen Sie, ob Sie kommen.")
        if standing.answer == answer:
            record.nothing_changed()
            return row
        save_version(row, version=standing.version, values={"answer": answer, "answered_at": timezone.now()})
    return row
