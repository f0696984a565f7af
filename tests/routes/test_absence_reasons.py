"""Why somebody was absent leaves the minutes by no way: no page, export, document, mail, digest, act, task or handover."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from sozialstrategie.action.committees.enums import ItemState
from sozialstrategie.action.committees.meetings import recording
from sozialstrategie.action.committees.meetings import services as meetings
from sozialstrategie.action.committees.minutes import services as minutes
from sozialstrategie.action.committees.models import Attendance, Minutes
from sozialstrategie.kit.accounts.queries import actor_for
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Forbidden, Refused
from sozialstrategie.kit.core.models import Act
from sozialstrategie.kit.core.scopes import owner_scope, scope_of
from sozialstrategie.kit.documents.registry import all_kinds
from sozialstrategie.kit.workplace import jobs
from sozialstrategie.kit.workplace.models import OutgoingMail
from sozialstrategie.kit.workplace.queries.handover import handover_lines, seen_mark
from sozialstrategie.kit.workplace.services.handover import hand_over
from tests.routes.plain import plain_documents, words_in
from tests.routes.seed import Tenant, World, build_world
from tests.routes.urls import all_routes
from tests.routes.visits import ASKERS, Visitor, owners_of, url_for

REASON = "Blinddarm"  # no umlaut: JSON would hide it
CAPITALS = REASON.upper().encode()
# The minutes themselves, and the page on which they are recorded.
INSIDE = {"committees:minutes", "committees:minutes_document", "committees:meeting_live"}
# The row of the attendance, and the content of the minutes that were written from it.
TABLES = {"committees_attendance", "committees_minutes"}


def _absent(tenant: Tenant, days: int, **answers: Any) -> SimpleNamespace:
    """A meeting from which the first member was absent with the reason, over and with minutes that were sent round."""
    by: dict[str, Any] = {"actor": actor_for(tenant.people[Role.CLERK])}
    start = datetime.now(ZoneInfo("Europe/Berlin")) - timedelta(days=days)
    meeting = meetings.create_meeting(
        **by, committee=tenant.made["committee"], title=f"Vor {days} Tagen", start=start, end=start + timedelta(hours=1)
    )
    item = meetings.create_item(**by, meeting=meeting, title="Bericht")
    meetings.invite(**by, meeting=meeting, version=meeting.version)
    meetings.open_meeting(**by, meeting=meeting, version=meeting.version)
    row = Attendance.objects.get(meeting=meeting, membership=tenant.made["membership"])
    recording.miss(**by, attendance=row, excused=True, reason=REASON)
    item.refresh_from_db()
    recording.record_item(**by, item=item, version=item.version, text="Berichtet.", state=ItemState.DONE)
    if answers.get("open"):
        return SimpleNamespace(meeting=meeting, row=row)
    meeting.refresh_from_db()
    meetings.close_meeting(**by, meeting=meeting, version=meeting.version)
    (made,) = minutes.draft_minutes(**by, meeting=meeting)
    minutes.circulate(**by, minutes=made, version=made.version, confirmed=True)
    return SimpleNamespace(meeting=meeting, row=row, minutes=made)


@pytest.fixture
def world(db: None, settings: Any, caplog: pytest.LogCaptureFixture) -> World:
    """Approved, circulated and running: a reason in each of them, and everything else that is written about meetings."""
    settings.SENDS_MAIL = True
    caplog.set_level(logging.CRITICAL, "django.request")
    world = build_world()
    own = world.own
    by: dict[str, Any] = {"actor": actor_for(own.people[Role.CLERK])}
    leader = actor_for(own.people[Role.LEADERSHIP])
    with owner_scope(own.organisation):
        old, newer = _absent(own, 60), _absent(own, 30)
        minutes.approve(**by, minutes=old.minutes, version=old.minutes.version, approved_in=newer.meeting)
        minutes.correct(**by, minutes=Minutes.objects.get(pk=old.minutes.pk), correction="Ein Name war falsch.")
        running = _absent(own, 1, open=True)
        recording.add_task(
            **by,
            item=meetings.queries.items_of(running.meeting)[0],
            title="Nachfragen",
            responsible=own.people[Role.CLERK],
        )
        recording.miss(**by, attendance=running.row, excused=False, reason=f"doch {REASON}")
        giver, taker = own.people[Role.CLERK], own.people[Role.PLANNING_COORDINATOR]
        own.made["handover"] = hand_over(
            actor=leader, owner=own.organisation, giver=giver, taker=taker,
            seen=seen_mark(handover_lines(leader, own.organisation, giver, taker)),
        )  # fmt: skip
        own.made |= {"meeting": newer.meeting, "attendance": running.row, "minutes": newer.minutes}
    return world


def test_only_two_tables_hold_the_words(world: World) -> None:
    """Neither acts nor mails nor tasks nor sheets; whatever table is made later is looked at too."""
    jobs.look_after_workplace()
    found = set()
    for model in apps.get_models(include_auto_created=True):
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            if REASON in str(cursor.fetchall()):
                found.add(model._meta.db_table)
    assert found == TABLES
    assert Act.objects.filter(verb="committees.miss").count() == 4
    assert OutgoingMail.objects.count() > 5


NEAR = ("committees:", "workplace:", "web:", "strategy:news")


@pytest.mark.parametrize("near", [True, pytest.param(False, marks=pytest.mark.long)], ids=["nah", "alles"])
def test_no_page_and_no_file_but_the_minutes(world: World, near: bool) -> None:
    """Everything that the authority's own people can open; who may read the minutes finds the words there, so the search sees."""
    seen: dict[str, set[str]] = {}
    askers = ("clerk", "body_member", "leadership") if near else ASKERS
    with plain_documents():
        visitor = Visitor(world)
        for route in (r for r in all_routes() if not near or r.name.startswith(NEAR)):
            for owner in set(owners_of(route)) & {"none", "own"}:
                for asker in askers:
                    if CAPITALS in words_in(visitor.ask(asker, "GET", url_for(route, owner, world)).content):
                        seen.setdefault(route.name, set()).add(asker)
    assert set(seen) <= INSIDE
    assert seen["committees:minutes"] == {"planning_coordinator", "leadership", "clerk", "body_member"} & set(askers)
    assert seen["committees:meeting_live"] == {"planning_coordinator", "clerk"} & set(askers)


def test_documents_of_the_command_line_and_the_folder_for_the_meeting_that_approves(world: World) -> None:
    """The folder prints minutes that wait for approval, without the reasons; only „Niederschrift“ itself has them."""
    actor = actor_for(world.own.people[Role.CLERK])
    told = set()
    with plain_documents():
        for kind in all_kinds():
            for ending in kind.formats:
                with scope_of(actor):
                    try:
                        data = kind.build(actor, region=None, owner=world.own.slug, format=ending)
                    except (Refused, Forbidden):
                        continue
                if CAPITALS in words_in(data):
                    told.add(kind.name)
        folder = Visitor(world).ask("clerk", "GET", f"/k/{world.own.slug}/sitzungen/{_next(world)}/mappe.pdf").content
    assert told == {"niederschrift"}
    assert b"ZUR GENEHMIGUNG" in words_in(folder) and CAPITALS not in words_in(folder)


def _next(world: World) -> Any:
    """A coming meeting of the body; the minutes that were sent round wait for it."""
    by: dict[str, Any] = {"actor": actor_for(world.own.people[Role.CLERK])}
    with owner_scope(world.own.organisation):
        start = timezone.now() + timedelta(days=9)
        made = meetings.create_meeting(
            **by, committee=world.own.made["committee"], title="Nächste", start=start, end=start + timedelta(hours=1)
        )
        meetings.create_item(**by, meeting=made, title="Genehmigung der Niederschrift")
    return made.uid
