"""Calendar files: right over a clock change, cancelling cancels, the feed names nobody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from sozialstrategie.action.committees.meetings import ics

BERLIN = ZoneInfo("Europe/Berlin")
STAMP = datetime(2027, 1, 4, 9, 30, 15, 123456, tzinfo=UTC)


def appointment(start: datetime, **more: Any) -> ics.Appointment:
    return ics.Appointment(
        "sitzung-1@sozialstrategie", more.pop("sequence", 0), STAMP, start, start + timedelta(hours=2), "SG: 1. Sitzung", **more
    )  # fmt: skip


def events(data: bytes) -> list[Any]:
    return list(Calendar.from_ical(data).walk("VEVENT"))


def utc(event: Any, name: str = "dtstart") -> datetime:
    """The moment as a calendar program computes it: by the VTIMEZONE of the file, not by the zones of this machine."""
    return event.decoded(name).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (datetime(2027, 3, 28, 1, 30, tzinfo=BERLIN), "2027-03-28T00:30:00+00:00"),  # half an hour before the change
        (datetime(2027, 3, 28, 3, 0, tzinfo=BERLIN), "2027-03-28T01:00:00+00:00"),  # at the change
        (datetime(2027, 3, 28, 17, 0, tzinfo=BERLIN), "2027-03-28T15:00:00+00:00"),
        (datetime(2027, 10, 31, 1, 30, tzinfo=BERLIN), "2027-10-30T23:30:00+00:00"),
        (datetime(2027, 10, 31, 17, 0, tzinfo=BERLIN), "2027-10-31T16:00:00+00:00"),
    ],
)
def test_over_a_clock_change(start: datetime, expected: str) -> None:
    (event,) = events(ics.invitation(appointment(start)))
    assert utc(event).isoformat() == expected
    assert utc(event, "dtend") == (start + timedelta(hours=2)).astimezone(UTC)
    assert event["dtstart"].params["TZID"] == "Europe/Berlin"


@pytest.mark.parametrize(
    "change", [datetime(2027, 3, 28, 17, tzinfo=BERLIN), datetime(2027, 10, 31, 17, tzinfo=BERLIN)]
)
def test_a_series_stays_at_five(change: datetime) -> None:
    """Weekly meetings from three weeks before to three weeks after: always five on the clock, an hour apart in UTC."""
    starts = [(change + timedelta(weeks=n)).replace(tzinfo=BERLIN) for n in range(-3, 4)]
    found = events(ics.feed("SG", [appointment(s) for s in starts]))
    assert [utc(e) for e in found] == [s.astimezone(UTC) for s in starts]
    assert {e.decoded("dtstart").hour for e in found} == {17}
    assert {utc(e).hour for e in found} == {15, 16}


def test_the_zone_of_the_file_is_the_zone_of_the_place() -> None:
    """Every half hour of 2027 and 2040 around both changes, by the file's own VTIMEZONE."""
    (zone,) = Calendar.from_ical(ics.feed("SG", [])).walk("VTIMEZONE")
    own = zone.to_tz(lookup_tzid=False)
    for day in (datetime(2027, 3, 27), datetime(2027, 10, 30), datetime(2040, 3, 24), datetime(2040, 10, 27)):
        for half in range(96 * 2):
            local = day + timedelta(minutes=30 * half)
            there = local.replace(tzinfo=BERLIN)
            if there.astimezone(UTC).astimezone(BERLIN).replace(tzinfo=None) == local:  # an hour that exists
                assert local.replace(tzinfo=own).utcoffset() == there.utcoffset(), local


def test_an_invitation_asks() -> None:
    people = [
        ics.Attendee('Ada "A" Beispiel, Dr.', "ada@example.org"),
        ics.Attendee("Bo", "bo@example.org", ics.Reply.YES),
    ]
    start = datetime(2027, 5, 4, 17, tzinfo=BERLIN)
    data = ics.invitation(
        appointment(start, description="Zeile 1\nZeile 2; mit, Zeichen", place="Saal <1> & 2"), people,
        organizer=("Landkreis Musterberg", "post@musterberg.example"),
    )  # fmt: skip
    calendar = Calendar.from_ical(data)
    assert str(calendar["method"]) == "REQUEST"
    (event,) = calendar.walk("VEVENT")
    assert str(event["uid"]) == "sitzung-1@sozialstrategie" and event["sequence"] == 0
    assert str(event["description"]) == "Zeile 1\nZeile 2; mit, Zeichen" and str(event["location"]) == "Saal <1> & 2"
    first, second = event["attendee"]
    assert str(first) == "mailto:ada@example.org" and first.params["RSVP"] == "TRUE"
    assert first.params["CN"] == "Ada 'A' Beispiel, Dr." and first.params["PARTSTAT"] == "NEEDS-ACTION"
    assert second.params["PARTSTAT"] == "ACCEPTED"
    assert str(event["organizer"]) == "mailto:post@musterberg.example"
    assert event.decoded("dtstamp") == STAMP.replace(microsecond=0)
    assert all(len(line.encode()) <= 75 for line in data.decode().split("\r\n"))
    assert data == ics.invitation(
        appointment(start, description="Zeile 1\nZeile 2; mit, Zeichen", place="Saal <1> & 2"), people,
        organizer=("Landkreis Musterberg", "post@musterberg.example"),
    )  # fmt: skip


def test_cancelling_cancels() -> None:
    """Same UID, higher SEQUENCE, METHOD:CANCEL and STATUS:CANCELLED: that is what takes it out of a calendar."""
    start = datetime(2027, 5, 4, 17, tzinfo=BERLIN)
    people, by = [ics.Attendee("Bo", "bo@example.org")], ("LK", "post@example.org")
    asked, gone = (
        Calendar.from_ical(ics.invitation(a, people, organizer=by))
        for a in (appointment(start, sequence=2), appointment(start, sequence=3, cancelled=True))
    )
    (before,), (after,) = asked.walk("VEVENT"), gone.walk("VEVENT")
    assert str(gone["method"]) == "CANCEL" and str(after["status"]) == "CANCELLED"
    assert str(before["uid"]) == str(after["uid"]) and after["sequence"] > before["sequence"]


def test_without_attendees_it_only_tells() -> None:
    data = ics.invitation(appointment(datetime(2027, 5, 4, 17, tzinfo=BERLIN)), organizer=("LK", "post@example.org"))
    assert str(Calendar.from_ical(data)["method"]) == "PUBLISH" and b"ATTENDEE" not in data


def test_the_feed_names_nobody() -> None:
    data = ics.feed("SG, Musterberg", [appointment(datetime(2027, 5, 4, 17, tzinfo=BERLIN))])
    assert b"ATTENDEE" not in data and b"ORGANIZER" not in data
    assert str(Calendar.from_ical(data)["x-wr-calname"]) == "SG, Musterberg"
