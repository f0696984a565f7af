"""Papers, votes, decisions and minutes of the twin authorities; every word of it stays inside."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sozialstrategie.action.committees.decisions import recording, services, voting
from sozialstrategie.action.committees.enums import ConsultationRole, DecisionResult, ItemState, PaperState, Purpose
from sozialstrategie.action.committees.meetings import recording as live
from sozialstrategie.action.committees.meetings import services as meetings
from sozialstrategie.action.committees.minutes import services as minutes
from sozialstrategie.action.committees.models import Attendance
from sozialstrategie.action.committees.papers import services as papers
from sozialstrategie.action.strategy.services import create_measure
from sozialstrategie.kit.accounts.queries import actor_for
from sozialstrategie.kit.core.enums import Role


def add_papers(tenant: Any) -> None:
    """A finished paper on its way through two bodies; a past meeting with vote, decision and circulated minutes."""
    words, owner, made = f"{tenant.canary} {tenant.secret}", tenant.organisation, tenant.made
    by: dict[str, Any] = {"actor": actor_for(tenant.people[Role.CLERK])}
    planner = actor_for(tenant.people[Role.PLANNING_COORDINATOR])
    # what is submitted to a body is read there; a measure of its own, so that drafts elsewhere stay apart
    measure = create_measure(
        actor=planner,
        owner=owner,
        field=made["field"],
        title=f"{words} Vorhaben",
    )
    paper = papers.create_paper(
        actor=planner, owner=owner, title=f"{words} Vorlage", reference=f"{words} Nr", on=date(2026, 2, 1), proposed=f"{words} Vorschlag",
        reasons=f"{words} Begründung", finances=f"{words} Geld", originator=f"{words} Amt", measures=[measure],
    )  # fmt: skip
    papers.add_step(**by, paper=paper, committee=made["committee"])
    made["consultation"] = papers.add_step(
        **by, paper=paper, committee=made["council"], role=ConsultationRole.DECISION, is_authoritative=True
    )
    papers.move_paper(**by, paper=paper, to=PaperState.READY, version=paper.version)
    made["paper"] = paper
    _past_meeting(tenant, words, by)


def _past_meeting(tenant: Any, words: str, by: dict[str, Any]) -> None:
    made = tenant.made
    start = datetime(2026, 1, 12, 17, tzinfo=ZoneInfo("Europe/Berlin"))
    meeting = meetings.create_meeting(
        **by, committee=made["committee"], title=f"{words} Sitzung davor", place=f"{words} Saal", start=start,
        end=start + timedelta(hours=2),
    )  # fmt: skip
    item = meetings.create_item(**by, meeting=meeting, title=f"{words} Beschlusspunkt", purpose=Purpose.DECISION)
    meetings.invite(**by, meeting=meeting, version=meeting.version)
    meetings.open_meeting(**by, meeting=meeting, version=meeting.version)
    for attendance in Attendance.objects.filter(meeting=meeting, owner=tenant.organisation):
        live.arrive(**by, attendance=attendance)
    item.refresh_from_db()
    vote = voting.record_vote(**by, item=item, motion=f"{words} Antrag", yes=2)
    decision = recording.record_decision(
        **by, item=item, title=f"{words} Beschluss", text=f"{words} Wortlaut", result=DecisionResult.ADOPTED, vote=vote,
        lead_unit=f"{words} Stelle", proposer=f"{words} Einreicher", due=date(2026, 3, 1),
    )  # fmt: skip
    services.report(**by, decision=decision, version=decision.version, text=f"{words} Sachstand")
    live.record_item(**by, item=item, version=item.version, text=f"{words} Verlauf", state=ItemState.DONE)
    meeting.refresh_from_db()
    meetings.close_meeting(**by, meeting=meeting, version=meeting.version)
    (public,) = minutes.draft_minutes(**by, meeting=meeting)
    minutes.circulate(**by, minutes=public, version=public.version, confirmed=True)
    made |= {"vote": vote, "decision": decision, "minutes": public}
