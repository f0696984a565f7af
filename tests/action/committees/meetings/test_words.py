"""Records of bodies carry an Aktenzeichen and are found by it; seats are told at a handing over, and stay."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.urls import reverse
from django.utils import timezone

from sozialstrategie.action.committees.decisions import recording
from sozialstrategie.action.committees.enums import DecisionResult, ItemState
from sozialstrategie.action.committees.meetings import recording as live
from sozialstrategie.action.committees.meetings import services
from sozialstrategie.action.committees.minutes import services as minutes
from sozialstrategie.action.committees.models import Meeting
from sozialstrategie.action.committees.papers import services as papers
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.workplace.queries.handover import handover_lines
from sozialstrategie.kit.workplace.queries.records import filed_under
from tests.action.committees.conftest import WHO, running
from tests.action.strategy.conftest import actor_in, login, person_in


def records(group: SimpleNamespace, home: Organisation) -> dict[str, Any]:
    """One of each kind with a page; the minutes are a draft."""
    meeting = running(group.committee, days=-3)
    item = meeting.items.order_by("position").first()
    assert item is not None
    decision = recording.record_decision(
        actor=WHO, item=item, title="Weiter so", result=DecisionResult.ADOPTED, vote=None, without_vote="einvernehmlich"
    )
    for one in meeting.items.all():
        live.record_item(actor=WHO, item=one, version=one.version, text="", state=ItemState.DONE)
    meeting = Meeting.objects.get(pk=meeting.pk)
    services.close_meeting(actor=WHO, meeting=meeting, version=meeting.version)
    draft = minutes.draft_minutes(actor=WHO, meeting=meeting)[0]
    paper = papers.create_paper(actor=WHO, owner=home, title="Lotsendienst", on=timezone.localdate())
    return {
        "committee": group.committee, "meeting": meeting, "minutes": draft, "decision": decision, "paper": paper,
    }  # fmt: skip


def test_each_carries_one_and_is_found_by_those_who_may_see_it(
    group: SimpleNamespace, foreign: SimpleNamespace, home: Organisation, clerk: Actor
) -> None:
    made, web = records(group, home), login(home, Role.CLERK)
    address = reverse("workplace:file_reference", args=[home.slug])
    for number, (kind, obj) in enumerate(made.items()):
        page = reverse(f"committees:{kind}", args=[home.slug, obj.uid])
        assert f'value="committees.{kind}"' in web.get(page).content.decode(), kind
        sent = web.post(address, {"kind": f"committees.{kind}", "uid": obj.uid, "text": f"10.{number}"})
        assert (sent.status_code, sent["Location"]) == (303, page)
        assert f'value="10.{number}"' in web.get(page).content.decode()
    titles = [row.record.title for row in filed_under(clerk, home, "10.")[0]]
    assert titles == [
        "Steuerungsgruppe",
        f"Steuerungsgruppe: 1. Sitzung, {timezone.localdate(made['meeting'].start):%d.%m.%Y}",
        "Niederschrift: Steuerungsgruppe, 1. Sitzung, öffentlicher Teil",
        f"Beschluss {made['decision'].number}: Weiter so",
        "Vorlage Lotsendienst",
    ]
    member = [row.reference for row in filed_under(group.member, home, "10.")[0]]
    assert member == ["10.0", "10.1", "10.3"], "Entwürfe bleiben bei denen, die sie schreiben"
    assert filed_under(actor_in(home, Role.STATE_VIEWER), home, "10.") == ([], False)
    for kind in ("committee", "meeting"):
        told = {"kind": f"committees.{kind}", "uid": getattr(foreign, kind).uid, "text": "1"}
        assert web.post(address, told).status_code == 404


def test_a_seat_is_told_and_stays(group: SimpleNamespace, home: Organisation) -> None:
    leader, taker = actor_in(home, Role.LEADERSHIP), person_in(home, Role.SPECIALIST_PLANNER)
    lines = handover_lines(leader, home, group.person, taker)
    (seat,) = [line for line in lines if line.kind == "Sitze in Gremien"]
    assert (seat.title, seat.url) == (
        "Steuerungsgruppe, Vorsitz", reverse("committees:committee", args=[home.slug, group.committee.uid])
    )  # fmt: skip
    assert "bestimmt das Gremium" in seat.hindrance
    assert handover_lines(leader, home, taker, group.person) == []
