"""Meetings as calendar files (RFC 5545, RFC 5546). Pure: from plain facts to bytes, the same facts give the same bytes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from icalendar import Calendar, Event

BERLIN = ZoneInfo("Europe/Berlin")
TYPE = "text/calendar; charset=utf-8"


class Method(StrEnum):
    """REQUEST asks somebody to come, CANCEL takes it back, PUBLISH only tells."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


class Reply(StrEnum):
    OPEN = "NEEDS-ACTION"
    YES = "ACCEPTED"
    NO = "DECLINED"


@dataclass(frozen=True, slots=True)
class Attendee:
    name: str
    email: str
    reply: Reply = Reply.OPEN


@dataclass(frozen=True, slots=True)
class Appointment:
    """A meeting as a calendar knows it.

    Args:
        uid: stays the same as long as the meeting lives.
        sequence: one more with each change that people must hear of.
        stamp: when this state came about.
    """

    uid: str
    sequence: int
    stamp: datetime
    start: datetime
    end: datetime
    summary: str
    place: str = ""
    description: str = ""
    url: str = ""
    cancelled: bool = False


def invitation(
    appointment: Appointment, attendees: Iterable[Attendee] = (), *, organizer: tuple[str, str] | None = None
) -> bytes:
    """The file for one meeting: REQUEST for those who are asked, CANCEL once it is cancelled, PUBLISH without attendees.

    Args:
        organizer: name and address; an invitation has one.
    """
    people = list(attendees) if organizer else []
    method = Method.CANCEL if appointment.cancelled else Method.REQUEST if people else Method.PUBLISH
    calendar = _calendar(method)
    event = _event(appointment)
    if organizer:
        event.add("organizer", _address(*organizer))
    for person in people:
        event.add("attendee", _attendee(person))
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def method_of(data: bytes) -> Method:
    """What a file made here asks of a calendar; a mail says it in the type of its part too (RFC 6047)."""
    return next(m for m in Method if f"METHOD:{m.value}\r\n".encode() in data)


def feed(name: str, appointments: Iterable[Appointment]) -> bytes:
    """The calendar of a body for everybody who has its address: nobody is named in it."""
    calendar = _calendar(Method.PUBLISH)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for appointment in appointments:
        calendar.add_component(_event(appointment))
    return bytes(calendar.to_ical())


def _calendar(method: Method) -> Calendar:
    from icalendar import Calendar  # heavy: only when a calendar is asked for

    calendar = Calendar()
    calendar.add("prodid", "-//sozialstrategie//Sitzungen//DE")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method.value)
    calendar.add_component(_berlin())
    return calendar


def _event(a: Appointment) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", a.uid)
    event.add("sequence", a.sequence)
    event.add("dtstamp", a.stamp.astimezone(ZoneInfo("UTC")).replace(microsecond=0))
    # local time with its zone: a series of meetings at five stays at five when the clocks change
    event.add("dtstart", a.start.astimezone(BERLIN))
    event.add("dtend", a.end.astimezone(BERLIN))
    event.add("summary", a.summary)
    for name, text in (("location", a.place), ("description", a.description), ("url", a.url)):
        if text:
            event.add(name, text)
    event.add("status", "CANCELLED" if a.cancelled else "CONFIRMED")
    return event


def _attendee(person: Attendee) -> Any:
    address = _address(person.name, person.email)
    address.params["ROLE"] = "REQ-PARTICIPANT"
    address.params["PARTSTAT"] = person.reply.value
    address.params["RSVP"] = "TRUE"
    return address


def _address(name: str, email: str) -> Any:
    from icalendar import vCalAddress

    address = vCalAddress(f"mailto:{email}")
    address.params["CN"] = name.replace('"', "'")
    return address


def _berlin() -> Any:
    """Europe/Berlin by the rule of Directive 2000/84/EC: last Sunday of March and of October, one o'clock UTC."""
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    zone = Timezone()
    zone.add("tzid", "Europe/Berlin")
    for kind, name, onset, month, before, after in (
        (TimezoneDaylight, "CEST", datetime(1996, 3, 31, 2), 3, 1, 2),
        (TimezoneStandard, "CET", datetime(1996, 10, 27, 3), 10, 2, 1),
    ):
        part = kind()
        part.add("dtstart", onset)
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        part.add("tzname", name)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        zone.add_component(part)
    return zone
