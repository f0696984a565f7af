"""The appointment goes with the mail: asks to come, moves, and a cancellation takes it out of the calendar again."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail as sent_mail
from django.core.mail import EmailMessage
from django.test import Client
from icalendar import Calendar

from sozialstrategie.action.committees.meetings import inviting, queries, services
from sozialstrategie.action.committees.models import Attendance, Meeting
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Forbidden, Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.workplace.models import MailState, OutgoingMail
from sozialstrategie.kit.workplace.services import send_due
from sozialstrategie.kit.workplace.transport import NotTaken, Unsure
from tests.action.committees.conftest import BERLIN, WHO, meeting_of, point
from tests.action.strategy.conftest import person_in


@pytest.fixture(autouse=True)
def _mail_server(settings: Any) -> None:
    settings.SENDS_MAIL = True


def by(obj: Any, name: str = "meeting") -> dict[str, Any]:
    return {"actor": WHO, name: obj, "version": obj.version}


def invited(group: SimpleNamespace, **values: Any) -> Meeting:
    meeting = meeting_of(group.committee, **values)
    point(meeting)
    services.invite(**by(meeting))
    return meeting


def files(subject: str, to: str = "m1@musterberg.example") -> list[Any]:
    """The calendar files of the mails under a subject to somebody, oldest first: (method of the type, event)."""
    found = []
    for row in OutgoingMail.objects.filter(subject__startswith=subject, recipient=to).order_by("pk"):
        ((name, kind, text),) = row.attachments
        assert name == "sitzung.ics"
        calendar = Calendar.from_ical(text)
        (event,) = calendar.walk("VEVENT")
        assert kind == f"text/calendar; method={calendar['method']}"
        found.append((str(calendar["method"]), event))
    return found


def test_asking_moving_and_cancelling_reach_one_appointment(group: SimpleNamespace) -> None:
    """One UID, a growing SEQUENCE, CANCEL at the end: that is what lets a calendar follow."""
    meeting = invited(group)
    start = meeting.start + timedelta(days=1)
    services.edit_meeting(**by(meeting), start=start, end=start + timedelta(hours=1))
    services.cancel_meeting(**by(meeting), reason="Sturm.")
    steps = [*files("Einladung"), *files("Geändert"), *files("Abgesagt")]
    assert [method for method, _ in steps] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [int(event["sequence"]) for _, event in steps] == [0, 1, 2]
    assert {str(event["uid"]) for _, event in steps} == {f"sitzung-{meeting.uid}@sozialstrategie"}
    assert [str(event["status"]) for _, event in steps] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert steps[1][1].decoded("dtstart").astimezone(UTC) == start.astimezone(UTC)


def test_over_a_clock_change_the_mail_says_the_same_hour(group: SimpleNamespace) -> None:
    """Invited to before the change, moved beyond it: five o'clock on the wall both times, an hour apart in UTC."""
    meeting = invited(group, start=datetime(2027, 10, 30, 17, tzinfo=BERLIN))
    start = datetime(2027, 10, 31, 17, tzinfo=BERLIN)
    services.edit_meeting(**by(meeting), start=start, end=start + timedelta(hours=1))
    (_, before), (_, after) = *files("Einladung"), *files("Geändert")
    assert [e.decoded("dtstart").hour for e in (before, after)] == [17, 17]
    assert [e.decoded("dtstart").astimezone(UTC).hour for e in (before, after)] == [15, 16]


def test_everybody_finds_only_oneself_in_the_file(group: SimpleNamespace) -> None:
    invited(group, invitation="Wir freuen uns.")
    rows = list(OutgoingMail.objects.all())
    assert len(rows) == 4
    for row in rows:
        ((_, _, text),) = row.attachments
        unfolded = text.replace("\r\n ", "")
        assert unfolded.count("ATTENDEE") == 1 and f"mailto:{row.recipient}" in unfolded
    assert {"gilt nicht mehr" in row.body and "ist angehängt" in row.body for row in rows} == {True}


def test_points_that_are_not_public_stay_out_of_the_file(group: SimpleNamespace) -> None:
    meeting = meeting_of(group.committee)
    point(meeting, "Personalie Schmidt", is_public=False)
    services.invite(**by(meeting))
    assert not any("Schmidt" in str(row.attachments) + row.body for row in OutgoingMail.objects.all())


def test_whoever_was_never_asked_gets_no_cancellation(group: SimpleNamespace) -> None:
    meeting = invited(group)
    asked = Attendance.objects.get(membership=group.substitute)
    services.cancel_meeting(**by(meeting), reason="Sturm.")
    assert files("Abgesagt", "v@example.org") == []
    again = invited(group, days=40)
    asked = Attendance.objects.get(membership=group.substitute, meeting=again)
    inviting.send_invitation(**by(asked, "attendance"))
    services.cancel_meeting(**by(again), reason="Sturm.")
    assert [method for method, _ in files("Abgesagt", "v@example.org")] == ["CANCEL"]


def test_a_changed_agenda_is_sent_when_somebody_says_so(
    group: SimpleNamespace, home: Organisation, foreign: SimpleNamespace, client: Client
) -> None:
    """Nobody hears of single edits; one act writes once to everybody who is invited, and to nobody else."""
    meeting = invited(group)
    page = f"/k/{home.slug}/sitzungen/{meeting.uid}/"
    client.force_login(person_in(home, Role.CLERK))
    assert "Geänderte Tagesordnung versenden" not in client.get(page).content.decode()
    with pytest.raises(Refused, match="wie die Eingeladenen sie kennen"):
        inviting.send_agenda(**by(meeting))
    point(meeting, "Haushalt")
    point(meeting, "Personalie Schmidt", is_public=False)
    assert OutgoingMail.objects.count() == 4 and files("Geänderte") == []
    assert "Geänderte Tagesordnung versenden" in client.get(page).content.decode()
    for stranger in (group.member, foreign.member):
        with pytest.raises(Forbidden):
            inviting.send_agenda(actor=stranger, meeting=meeting, version=meeting.version)
    send = {"version": meeting.version}
    for _ in range(2):  # pressed twice
        assert client.post(f"{page}tagesordnung/versenden/", send).status_code == 303
    rows = OutgoingMail.objects.filter(subject__startswith="Geänderte Tagesordnung")
    assert sorted(row.recipient for row in rows) == sorted(
        [*(f"m{n}@musterberg.example" for n in (1, 2, 3)), group.person.email]
    )
    assert all("2. Haushalt\n3. nicht öffentlich" in row.body and "Schmidt" not in row.body for row in rows)
    ((method, event),) = files("Geänderte")
    assert (method, int(event["sequence"])) == ("REQUEST", 1)
    meeting.refresh_from_db()
    assert "Geänderte Tagesordnung versenden" not in client.get(page).content.decode()
    point(meeting, "Verschiedenes")
    services.edit_meeting(**by(meeting), place="Raum 2")  # that mail has the agenda in it
    assert not queries.agenda_changed(meeting)


def test_no_agenda_is_sent_where_nobody_waits_for_it(group: SimpleNamespace, settings: Any) -> None:
    draft = meeting_of(group.committee)
    point(draft)
    with pytest.raises(Refused, match="in Vorbereitung"):
        inviting.send_agenda(**by(draft))
    past = invited(group, days=-2)
    point(past, "Nachtrag")
    with pytest.raises(Refused, match="schon begonnen"):
        inviting.send_agenda(**by(past))
    settings.SENDS_MAIL = False
    quiet = invited(group)
    point(quiet, "Nachtrag")
    with pytest.raises(Refused, match="erreicht keine Mail"):
        inviting.send_agenda(**by(quiet))
    quiet.refresh_from_db()
    assert queries.agenda_changed(quiet) and not OutgoingMail.objects.exists()


def test_it_arrives_as_a_mail_program_reads_it(group: SimpleNamespace) -> None:
    invited(group)
    send_due()
    letter = next(m for m in sent_mail.outbox if m.to == ["m1@musterberg.example"])
    text, part = letter.message().get_payload()  # type: ignore[misc]
    assert text.get_content_type() == "text/plain" and part.get_content_type() == "text/calendar"
    assert part.get_param("method") == "REQUEST"
    assert b"METHOD:REQUEST\r\n" in part.get_payload(decode=True)
    assert not OutgoingMail.objects.exclude(attachments=[]).exists()


def test_the_page_says_whose_mail_did_not_get_through(group: SimpleNamespace, client: Client) -> None:
    """A wrong address, and a server that took the text and fell silent; once a later mail is through, nothing is said."""
    meeting = invited(group, title="1. Sitzung")

    def serve(message: EmailMessage) -> None:
        if message.to == ["m1@musterberg.example"]:
            raise NotTaken("SMTPRecipientsRefused 550", for_good=True)
        if message.to == ["m2@musterberg.example"]:
            raise Unsure

    send_due(transport=serve)
    client.force_login(person_in(meeting.owner, Role.CLERK))
    page = f"/k/{meeting.owner.slug}/sitzungen/{meeting.uid}/"
    text = client.get(page).content.decode()
    assert "Mitglied 1: Die letzte Mail ging nicht durch." in text
    assert (
        "Mitglied 2: Ob die letzte Mail ankam, hat der Mailserver nicht gesagt." in text and "Mitglied 3:" not in text
    )
    for member in group.members[:2]:
        row = Attendance.objects.get(meeting=meeting, membership=member)
        inviting.send_invitation(**by(row, "attendance"))
    send_due(transport=lambda message: None)
    assert "letzte Mail" not in client.get(page).content.decode()
    client.force_login(group.person)
    assert "letzte Mail" not in client.get(page).content.decode()


def test_thousands_of_invitations_through_a_bad_server(group: SimpleNamespace) -> None:
    """Refusals of 30 % and time-outs of 1 % after delivery: as an invitation is really written, nobody gets it twice."""
    meeting = invited(group)
    (first, *_) = OutgoingMail.objects.filter(owner=meeting.owner)
    OutgoingMail.objects.bulk_create(
        OutgoingMail(
            key=f"{first.key}:{n}", message_id=f"<{n}@example.org>", recipient=f"p{n}@example.org", subject=first.subject,
            body=first.body, attachments=first.attachments, digest=first.digest, must_arrive=first.must_arrive,
            next_try=first.next_try,
        )
        for n in range(2000)
    )  # fmt: skip
    chance, taken, hours = random.Random(3), Counter[str](), count()

    def serve(message: EmailMessage) -> None:
        if chance.random() < 0.3:
            raise NotTaken("SMTPDataError 451")
        taken[message.extra_headers["Message-ID"]] += 1
        if chance.random() < 0.01:
            raise Unsure

    while OutgoingMail.objects.filter(state=MailState.WAITING).exists():
        at = first.next_try + timedelta(hours=next(hours))
        send_due(transport=serve, clock=partial(datetime.fromtimestamp, at.timestamp(), UTC), most=10_000)
    assert len(taken) == 2004 and set(taken.values()) == {1}
