"""Musterberg's bodies, one meeting that is over and one to come, from `committees.toml` through the services that people use."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from sozialstrategie.action.committees.bodies import services as bodies
from sozialstrategie.action.committees.meetings import inviting, queries, recording, services
from sozialstrategie.action.committees.models import Attendance, Committee, Meeting
from sozialstrategie.kit.accounts.queries import example_person
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.portal.demo.content.team import Team, team
from sozialstrategie.portal.demo.content.texts import read
from sozialstrategie.portal.demo.people import by_key

_BEGIN, _LASTS = time(16, 0), timedelta(hours=2)


def build_committees(*, actor: Actor, owner: Organisation) -> int:
    """Make the bodies with their members, hold a meeting and invite to the next; whole or not at all.

    Call inside the owner's scope. Bodies that stand stay as they are.

    Returns:
        How many bodies were made.
    """
    if Committee.objects.filter(owner=owner).exists():
        return 0
    people, texts = team(actor), read("committees.toml")
    with transaction.atomic():
        made = {entry["key"]: _committee(people, owner, entry) for entry in texts["committee"]}
        _past(people, made, texts["past"])
        _coming(people, made, texts["coming"])
        for entry in texts["council"]:
            days, body = entry.pop("in_days"), made[entry.pop("committee")]
            services.create_meeting(actor=people.planner, committee=body, **_when(days), **entry)
    return len(made)


def _when(days: int) -> dict[str, Any]:
    day = timezone.localdate() + timedelta(days=days)
    if past_friday := max(day.weekday() - 4, 0):  # nobody sits on a weekend: away from today, so that the order stays
        day += timedelta(days=-past_friday if days < 0 else 3 - past_friday)
    start = timezone.make_aware(datetime.combine(day, _BEGIN))
    return {"start": start, "end": start + _LASTS}


def _committee(people: Team, owner: Organisation, entry: dict[str, Any]) -> Committee:
    values = {name: value for name, value in entry.items() if name not in ("key", "member", "term", "confirmed")}
    made = bodies.create_committee(actor=people.planner, owner=owner, **values)
    if "term" in entry:
        bodies.create_term(actor=people.planner, committee=made, **entry["term"])
    members: dict[str, Any] = {}
    for line in entry.get("member", []):
        key, login = line.pop("key", ""), by_key(line.pop("login", ""))
        if login is not None:
            line["person"] = example_person(login.email)
        if "substitute_for" in line:
            line["substitute_for"] = members[line["substitute_for"]]
        members[key or line["name"]] = bodies.create_membership(actor=people.planner, committee=made, **line)
    if entry.get("confirmed") and people.leadership.person_uid is not None:
        bodies.confirm_rule(actor=people.leadership, committee=made, version=made.version)
    return made


def _past(people: Team, made: dict[str, Committee], text: dict[str, Any]) -> None:
    """A meeting from its agenda to its end, recorded afterwards."""
    planner, when = people.planner, _when(-text["days_ago"])
    meeting = services.create_meeting(
        actor=planner, committee=made[text["committee"]], title=text["title"], place=text["place"],
        invitation=text["invitation"], chair="Jona Beispiel", minute_taker="Mira Beispiel", **when,
    )  # fmt: skip
    said = [(entry.pop("state"), entry.pop("text")) for entry in text["item"]]
    for entry in text["item"]:
        services.create_item(actor=planner, meeting=meeting, **entry)
    services.invite(actor=planner, meeting=meeting, version=meeting.version)
    services.open_meeting(actor=planner, meeting=meeting, version=meeting.version)
    for row in _list(meeting):
        if row.name == text["absent"]:
            recording.miss(actor=planner, attendance=row, excused=True, reason=text["absent_reason"])
        elif row.membership is not None and row.membership.substitute_for is None:
            recording.arrive(actor=planner, attendance=row)
    for name in text["guests"]:
        recording.add_guest(actor=planner, meeting=meeting, name=name)
    for item, (state, words) in zip(queries.items_of(meeting), said, strict=True):
        recording.record_item(actor=planner, item=item, version=item.version, text=words, state=state)
    due = timezone.localdate() + timedelta(days=text["task_due_in_days"])
    second = queries.items_of(meeting)[1]
    recording.add_task(actor=planner, item=second, title=text["task"], unit=text["task_unit"], due=due)
    recording.park(actor=planner, meeting=meeting, title=text["parked"])
    services.close_meeting(actor=planner, meeting=meeting, version=meeting.version)
    services.edit_meeting(
        actor=planner, meeting=meeting, version=meeting.version, opened_at=when["start"],
        closed_at=when["end"] - timedelta(minutes=10),
    )  # fmt: skip


def _coming(people: Team, made: dict[str, Committee], text: dict[str, Any]) -> None:
    """The next meeting: what is left over comes along, people are invited, some have answered."""
    planner, body = people.planner, made[text["committee"]]
    left = queries.left_over(body)
    meeting = services.create_meeting(
        actor=planner, committee=body, items=left.items, parked=left.parked, title=text["title"], place=text["place"],
        invitation=text["invitation"], **_when(text["in_days"]),
    )  # fmt: skip
    for entry in text["item"]:
        services.create_item(actor=planner, meeting=meeting, **entry)
    services.invite(actor=planner, meeting=meeting, version=meeting.version)
    for row in _list(meeting):
        answer = "yes" if row.name in text["yes"] else "no" if row.name in text["no"] else ""
        if answer:
            inviting.answer_as_person(actor=planner, attendance=row, answer=answer)


def _list(meeting: Meeting) -> list[Attendance]:
    rows = Attendance.objects.filter(meeting=meeting, owner=meeting.owner_id, deleted_at=None)
    return list(rows.select_related("membership", "meeting", "meeting__committee", "owner").order_by("pk"))
