"""Pages of bodies and meetings: as plain forms, under a link, and for the script that sends again."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from sozialstrategie.action.committees.bodies import services as bodies
from sozialstrategie.action.committees.enums import MeetingState
from sozialstrategie.action.committees.meetings import queries, recording, services
from sozialstrategie.action.committees.models import Attendance, Committee, Meeting
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation
from tests.action.committees.conftest import WHO, meeting_of, moment, point, running
from tests.action.strategy.conftest import login


@pytest.fixture
def web(home: Organisation) -> Client:
    """A browser of the clerk's office."""
    return login(home, Role.CLERK)


def url(name: str, obj: Any, *more: Any) -> str:
    return reverse(f"committees:{name}", args=[obj.owner.slug, obj.uid, *more])


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_from_the_body_to_the_agenda(web: Client, home: Organisation, scope: None) -> None:
    answer = web.post(
        reverse("committees:committee_new", args=[home.slug]),
        {
            "name": "Beirat", "kind": "advisory_board", "quorum_numerator": 1, "quorum_denominator": 2, "quorum_strict": "on",
            "quorum_minimum": 0, "majority_numerator": 2, "majority_denominator": 3, "majority_base": "yes_no", "tie": "rejected",
        },
    )  # fmt: skip
    body = Committee.objects.get(name="Beirat")
    assert not body.is_public
    assert answer.status_code == 303 and answer["Location"] == url("committee", body)
    page = text_of(web.get(url("committee", body)))
    assert "mindestens zwei Drittel der Ja- und Nein-Stimmen" in page and "noch nicht bestätigt" in page
    web.post(url("committee_rule", body), {"version": body.version})
    assert "von Person clerk" in text_of(web.get(url("committee", body)))
    new = {"title": "1. Sitzung", "start": "2030-05-07T17:00", "end": "2030-05-07T16:00"}
    wrong = web.post(url("committee_meeting_new", body), new)
    assert wrong.status_code == 422 and "Das Ende liegt nicht nach dem Beginn." in text_of(wrong)
    web.post(url("committee_meeting_new", body), {**new, "end": "2030-05-07T19:00"})
    meeting = Meeting.objects.get(committee=body)
    assert meeting.start.isoformat() == "2030-05-07T15:00:00+00:00"
    web.post(url("meeting_item_new", meeting), {"title": "Haushalt", "purpose": "decision"})
    assert "Haushalt" in text_of(web.get(url("meeting", meeting)))
    refused = web.post(url("meeting_step", meeting, "einladen"), {"version": meeting.version})
    assert refused.status_code == 422 and "keine Mitglieder" in text_of(refused)


@pytest.mark.parametrize(("said", "public"), [({}, True), ({"is_public": "no"}, False)])
def test_a_new_youth_welfare_committee(
    web: Client, home: Organisation, scope: None, said: dict[str, str], public: bool
) -> None:
    rule = {
        "quorum_numerator": 1, "quorum_denominator": 2, "quorum_minimum": 0, "majority_numerator": 1, "majority_denominator": 2,
        "majority_base": "yes_no", "tie": "rejected",
    }  # fmt: skip
    web.post(
        reverse("committees:committee_new", args=[home.slug]),
        {"name": "Jugendhilfeausschuss", "kind": "youth_welfare", **rule, **said},
    )
    assert Committee.objects.get(name="Jugendhilfeausschuss").is_public is public
    assert "§ 71 SGB VIII: Öffentlichkeit" in text_of(web.get(reverse("committees:law", args=[home.slug])))


def test_a_time_that_the_clock_skips_is_refused(web: Client, group: SimpleNamespace) -> None:
    for start in ("2027-03-28T02:30", "2027-10-31T02:30"):  # skipped, and said twice
        data = {"title": "Nachts", "start": start, "end": start[:11] + "04:00"}
        answer = web.post(url("committee_meeting_new", group.committee), data)
        assert answer.status_code == 422 and "weil die Uhr umgestellt wird" in text_of(answer)
        assert "Zeitzone" not in text_of(answer)


def test_times_that_cannot_be_meant(web: Client, group: SimpleNamespace) -> None:
    new, this = url("committee_meeting_new", group.committee), timezone.localdate().year
    for start, end, words in (
        (
            "1999-05-07T17:00",
            "1999-05-07T19:00",
            f"Das Jahr 1999 kann nicht stimmen; erwartet wird eines von {this - 20} bis {this + 20}.",
        ),
        ("2030-05-07T17:00", "2033-05-07T19:00", "So dauert die Sitzung 1096 Tage; erwartet werden höchstens 3."),
    ):
        answer = web.post(new, {"title": "x", "start": start, "end": end})
        assert answer.status_code == 422 and words in text_of(answer)
    assert not Meeting.objects.exists()
    ratio = {
        "name": "Neu", "kind": "other", "quorum_numerator": 10, "quorum_denominator": 3, "quorum_minimum": 0,
        "majority_numerator": 1, "majority_denominator": 2, "majority_base": "yes_no", "tie": "rejected",
    }  # fmt: skip
    answer = web.post(reverse("committees:committee_new", args=[group.committee.owner.slug]), ratio)
    words = "10 von 3 ist mehr als alle. Der Anteil für die Beschlussfähigkeit ist höchstens 1."
    assert answer.status_code == 422 and words in text_of(answer)


def test_a_meeting_does_not_last_for_years(group: SimpleNamespace) -> None:
    meeting = running(group.committee, days=-3)
    for item in queries.items_of(meeting):
        recording.record_item(actor=WHO, item=item, version=item.version, text="", state="done")
    services.close_meeting(actor=WHO, meeting=meeting, version=meeting.version)
    with pytest.raises(Refused, match="So dauert die Sitzung 400 Tage"):
        services.edit_meeting(
            actor=WHO, meeting=meeting, version=meeting.version, opened_at=meeting.start,
            closed_at=meeting.start + timedelta(days=400),
        )  # fmt: skip
    with pytest.raises(Refused, match="höchstens 3"):
        meeting_of(group.committee, end=moment(40))


def test_two_people_edit_at_once(web: Client, group: SimpleNamespace) -> None:
    body = group.committee
    data = {
        "name": body.name, "kind": body.kind, "quorum_numerator": 1, "quorum_denominator": 2, "quorum_strict": "on",
        "quorum_minimum": 0, "majority_numerator": 1, "majority_denominator": 2, "majority_strict": "on", "majority_base": "yes_no",
        "tie": "rejected", "version": body.version, "purpose": "Mein Text",
    }  # fmt: skip
    bodies.edit_committee(actor=WHO, committee=body, version=body.version, purpose="Ihr Text")
    answer = web.post(url("committee_edit", body), data)
    assert answer.status_code == 409 and "Mein Text" in text_of(answer) and "Ihr Text" in text_of(answer)


def test_the_council_offers_no_live_meeting(web: Client, home: Organisation, scope: None) -> None:
    council = bodies.create_committee(actor=WHO, owner=home, name="Kreistag", kind="council")
    assert "Maßgeblich ist das Ratsinformationssystem" in text_of(web.get(url("committee", council)))
    meeting = meeting_of(council)
    page = text_of(web.get(url("meeting", meeting)))
    assert "Absagen" in page and "Einladen" not in page and "Sitzung leiten" not in page


def test_the_link_of_an_invitation(client: Client, web: Client, group: SimpleNamespace) -> None:
    meeting = meeting_of(group.committee)
    point(meeting, "Haushalt")
    point(meeting, "Personalfrage", is_public=False)
    services.invite(actor=WHO, meeting=meeting, version=meeting.version)
    row = Attendance.objects.get(membership=group.members[0])
    shown = text_of(web.post(url("attendance_link", row), {"version": row.version}))
    link = shown.split('id="link">')[1].split("<")[0]
    path = "/" + link.split("/", 3)[3]
    assert text_of(web.get(url("meeting", meeting))).count(path) == 0  # shown once
    page = client.get(path)
    assert "Haushalt" in text_of(page) and "Personalfrage" not in text_of(page) and "Mitglied 2" not in text_of(page)
    assert page["Cache-Control"] == "no-store" and page["Referrer-Policy"] == "same-origin"
    assert client.post(path, {"answer": "no"}).status_code == 303
    row.refresh_from_db()
    assert row.answer == "no"
    (event,) = Calendar.from_ical(client.get(path + "termin.ics").content).walk("VEVENT")
    assert (
        str(event["attendee"]) == "mailto:m1@musterberg.example" and event["attendee"].params["PARTSTAT"] == "DECLINED"
    )
    services.cancel_meeting(actor=WHO, meeting=meeting, version=meeting.version, reason="Sturm.")
    gone = Calendar.from_ical(client.get(path + "termin.ics").content)
    assert str(gone["method"]) == "CANCEL" and gone.walk("VEVENT")[0]["sequence"] == 1
    assert str(gone.walk("VEVENT")[0]["uid"]) == str(event["uid"])
    assert client.get("/gremien/einladung/erfunden/").status_code == 404


def test_the_feed(client: Client, group: SimpleNamespace, foreign: SimpleNamespace) -> None:
    services.invite(actor=WHO, meeting=foreign.meeting, version=foreign.meeting.version)
    meeting = meeting_of(group.committee)
    point(meeting, "Haushalt")
    services.invite(actor=WHO, meeting=meeting, version=meeting.version)
    token = bodies.make_feed_link(actor=WHO, committee=group.committee, version=group.committee.version)
    answer = client.get(reverse("committee_links:feed", args=[token]))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert str(event["summary"]) == "Steuerungsgruppe: 1. Sitzung" and "Zwilling" not in text_of(answer)
    assert client.get(reverse("committee_links:feed", args=["x"])).status_code == 404


def test_members_answer_and_see_the_folder(group: SimpleNamespace, home: Organisation) -> None:
    meeting = meeting_of(group.committee)
    point(meeting, "Personalfrage", is_public=False)
    services.invite(actor=WHO, meeting=meeting, version=meeting.version)
    member = Client()
    member.force_login(group.person)
    page = text_of(member.get(url("meeting", meeting)))
    assert "Kommen Sie?" in page and "Personalfrage" in page and "Link machen" not in page
    own, other = (Attendance.objects.get(membership=m) for m in (group.members[3], group.members[0]))
    assert member.post(url("attendance_answer", own), {"answer": "yes"}).status_code == 303
    assert member.post(url("attendance_answer", other), {"answer": "yes"}).status_code == 404
    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.answer, other.answer) == ("yes", "open")
    assert member.get(url("meeting_live", meeting)).status_code == 404
    assert "ATTENDEE" in text_of(member.get(url("meeting_calendar", meeting)))
    pdf = member.get(url("meeting_folder", meeting))
    assert pdf["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF")


def test_recording_as_a_plain_form_and_for_the_script(web: Client, group: SimpleNamespace) -> None:
    meeting = running(group.committee)
    item = queries.items_of(meeting)[0]
    address, data = url("item_record", item), {"text": "Erster Text", "state": "done", "version": item.version}
    assert web.post(address, data).status_code == 303
    item.refresh_from_db()
    assert (item.text, item.state) == ("Erster Text", "done")
    stale = web.post(address, {**data, "text": "Anderer Text"})
    assert stale.status_code == 409 and "Erster Text" in text_of(stale) and "Anderer Text" in text_of(stale)
    asked = {"HTTP_ACCEPT": "application/json"}
    told = web.post(address, {**data, "text": "Anderer Text"}, **asked)
    assert (told.status_code, told.json()) == (
        409, {"version": item.version, "text": "Erster Text", "state": "done", "state_words": "behandelt"},
    )  # fmt: skip
    again = web.post(address, data, **asked)  # the same words with the old version: they have arrived
    assert again.status_code == 200 and again.json()["version"] == item.version
    assert web.post(address, {**data, "state": "x"}, **asked).status_code == 422
    page = text_of(web.get(url("meeting_live", meeting) + f"?top={item.uid}"))
    assert "Erster Text" in page and "data-keep=" in page and "nicht beschlussfähig" in page


def test_a_meeting_from_opening_to_closing_without_a_script(web: Client, group: SimpleNamespace) -> None:
    meeting = running(group.committee)
    rows = Attendance.objects.filter(meeting=meeting, membership__in=group.members)
    for row in rows[:3]:
        web.post(url("attendance_mark", row), {"was": "da"})
    assert "3 von 4 anwesend, nötig sind 3: beschlussfähig." in text_of(web.get(url("meeting_live", meeting)))
    web.post(url("attendance_mark", rows[3]), {"was": "entschuldigt", "reason": "Krank"})
    first, second = queries.items_of(meeting)
    web.post(url("item_clock", first), {"was": "beginn"})
    web.post(url("item_recused", first), {"members": [str(group.members[0].uid)]})
    web.post(url("item_task", first), {"title": "Raum suchen", "due": "2030-01-01"})
    web.post(url("meeting_park", meeting), {"title": "Fahrdienst"})
    web.post(url("meeting_guest", meeting), {"name": "Gast Beispiel"})
    page = text_of(web.get(url("meeting_live", meeting) + f"?top={first.uid}"))
    for words in ("Nehmen nicht teil: Mitglied 1", "Raum suchen", "Fahrdienst", "Gast Beispiel", "Krank"):
        assert words in page, words
    assert "Krank" not in text_of(web.get(url("meeting", meeting)))
    early = web.post(url("meeting_step", meeting, "schliessen"), {"version": meeting.version})
    assert early.status_code == 422 and "TOP 1, 2 haben noch kein Ergebnis" in text_of(early)
    for item in (first, second):
        item.refresh_from_db()
        web.post(url("item_record", item), {"text": "", "state": "done", "version": item.version})
    assert web.post(url("meeting_step", meeting, "schliessen"), {"version": meeting.version}).status_code == 303
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CLOSED
    new = text_of(web.get(url("committee_meeting_new", group.committee)))
    assert "Geparkte Themen übernehmen" in new and "Fahrdienst" in new


def test_the_law(web: Client, home: Organisation) -> None:
    page = reverse("committees:law", args=[home.slug])
    assert "aus zweiter Hand" in text_of(web.get(page))
    confirm = reverse("committees:law_confirm", args=[home.slug, "quorum"])
    assert web.post(confirm, {"text": "So gilt es.", "version": 0}).status_code == 422  # not compared
    assert web.post(confirm, {"text": "So gilt es.", "version": 0, "confirmed": "on"}).status_code == 303
    assert "So gilt es." in text_of(web.get(page)) and "von Person clerk am" in text_of(web.get(page))
    stale = web.post(confirm, {"text": "Anders.", "version": 0, "confirmed": "on"})
    assert stale.status_code == 409 and "So gilt es." in text_of(stale)
