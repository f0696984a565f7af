"""Points taken over into the next meeting keep their paper and their step of the consultation; earlier minutes keep both too."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from sozialstrategie.action.committees.enums import ConsultationRole, DecisionResult, ItemState
from sozialstrategie.action.committees.meetings import queries as meeting_queries
from sozialstrategie.action.committees.meetings import recording
from sozialstrategie.action.committees.meetings import services as meetings
from sozialstrategie.action.committees.meetings.folder import folder_facts
from sozialstrategie.action.committees.minutes.gathering import facts_of
from sozialstrategie.action.committees.models import AgendaItem, Committee, Meeting, Membership
from sozialstrategie.action.committees.papers import results
from sozialstrategie.action.committees.papers import services as papers
from sozialstrategie.kit.core.acts import verify_chain
from sozialstrategie.kit.core.models import Act, Organisation
from tests.action.committees.conftest import WHO, body, meeting_of, point
from tests.action.committees.papers.conftest import finish


def by(obj: Any, name: str) -> dict[str, Any]:
    return {"actor": WHO, name: obj, "version": obj.version}


@pytest.fixture
def on_agenda(home: Organisation, council: Committee) -> SimpleNamespace:
    """A finished paper under a point of a meeting that was held and is not closed yet."""
    paper = papers.create_paper(actor=WHO, owner=home, title="Jugendhilfeplan", on=timezone.localdate(), proposed="Ja.")
    meeting = meeting_of(steered(home), days=-7)
    item = point(meeting, "Jugendhilfeplan beraten")
    step = papers.add_step(actor=WHO, paper=paper, committee=meeting.committee, item=item, on=day_of(meeting))
    papers.add_step(actor=WHO, paper=paper, committee=council, role=ConsultationRole.DECISION, is_authoritative=True)
    finish(paper)
    meetings.invite(**by(meeting, "meeting"))
    meetings.open_meeting(**by(meeting, "meeting"))
    item.refresh_from_db()
    return SimpleNamespace(paper=paper, meeting=meeting, item=item, step=step, body=meeting.committee)


def steered(home: Organisation) -> Committee:
    made = body(home, name="Steuerung")
    Membership.objects.create(owner=home, committee=made, name="Mitglied")
    return made


def day_of(meeting: Meeting) -> Any:
    return timezone.localdate(meeting.start)


def close(world: SimpleNamespace, state: str = ItemState.ADJOURNED) -> None:
    world.item.refresh_from_db()
    recording.record_item(**by(world.item, "item"), text="", state=state)
    world.meeting.refresh_from_db()
    meetings.close_meeting(**by(world.meeting, "meeting"))


def following(world: SimpleNamespace, days: int = 14) -> AgendaItem:
    """The next meeting with everything that was left over; its first point."""
    left = meeting_queries.left_over(world.body)
    made = meeting_of(world.body, days=days, title="Nächste", items=left.items)
    return meeting_queries.items_of(made)[0]


def papers_in_folder(meeting: Meeting) -> list[list[str]]:
    return [[p.title for p in line.papers] for line in folder_facts(WHO, meeting, whole=True).lines]


@pytest.mark.parametrize("told", [False, True], ids=["nur vertagt", "Ergebnis: vertagt"])
def test_paper_and_step_go_along(on_agenda: SimpleNamespace, told: bool) -> None:
    """Whether the point alone was adjourned or the step was put off as well."""
    if told:
        step = on_agenda.step
        results.record_result(**by(step, "step"), result=DecisionResult.POSTPONED, on=day_of(on_agenda.meeting))
        assert step.item_id is None
    close(on_agenda)
    new = following(on_agenda)
    step = on_agenda.step
    step.refresh_from_db()
    assert (step.item, step.on, step.paper) == (new, day_of(new.meeting), on_agenda.paper)
    assert (new.carried_from, new.title) == (on_agenda.item, "Jugendhilfeplan beraten")
    assert papers_in_folder(new.meeting) == [["Jugendhilfeplan"]]
    act = Act.objects.filter(verb="committees.edit_step").latest("sequence")
    assert act.object_uid == step.uid and act.changes is not None
    assert act.changes["fields"]["on"][1] == day_of(new.meeting).isoformat()
    assert verify_chain() == []


def test_the_meeting_before_keeps_the_paper_in_minutes_and_folder(on_agenda: SimpleNamespace) -> None:
    close(on_agenda)
    before = facts_of(on_agenda.meeting)
    assert before.items[0].papers == ("Jugendhilfeplan",)
    following(on_agenda)
    assert facts_of(on_agenda.meeting) == before
    assert papers_in_folder(on_agenda.meeting) == [["Jugendhilfeplan"]]


def test_twice_carried_over(on_agenda: SimpleNamespace) -> None:
    close(on_agenda)
    second = following(on_agenda, days=-2)
    meetings.invite(**by(second.meeting, "meeting"))
    meetings.open_meeting(**by(second.meeting, "meeting"))
    second.refresh_from_db()
    recording.record_item(**by(second, "item"), text="", state=ItemState.ADJOURNED)
    second.meeting.refresh_from_db()
    meetings.close_meeting(**by(second.meeting, "meeting"))
    third = following(on_agenda, days=20)
    on_agenda.step.refresh_from_db()
    assert on_agenda.step.item == third
    assert set(on_agenda.step.earlier_items.all()) == {on_agenda.item, second}


def test_a_point_that_was_taken_off_again_gives_its_paper_back(on_agenda: SimpleNamespace) -> None:
    """Carried over, removed from the draft, carried over once more: the step is under the last point."""
    close(on_agenda)
    wrong = following(on_agenda)
    meetings.remove_item(**by(wrong, "item"))
    right = following(on_agenda, days=30)
    on_agenda.step.refresh_from_db()
    assert on_agenda.step.item == right


def test_what_is_dealt_with_stays_where_it_was(on_agenda: SimpleNamespace) -> None:
    step = on_agenda.step
    results.record_result(
        **by(step, "step"), result=DecisionResult.ADOPTED, on=day_of(on_agenda.meeting), confirmed=("counts", "order")
    )
    close(on_agenda)  # something else of the point was put off
    new = following(on_agenda)
    step.refresh_from_db()
    assert step.item == on_agenda.item and papers_in_folder(new.meeting) == [[]]


def test_points_of_a_cancelled_meeting(home: Organisation, council: Committee) -> None:
    meeting = meeting_of(steered(home), days=5)
    item = point(meeting)
    paper = papers.create_paper(actor=WHO, owner=home, title="Plan", on=timezone.localdate(), proposed="Ja.")
    step = papers.add_step(actor=WHO, paper=paper, committee=meeting.committee, item=item, on=day_of(meeting))
    meetings.cancel_meeting(**by(meeting, "meeting"), reason="Sturm.")
    new = following(SimpleNamespace(body=meeting.committee))
    step.refresh_from_db()
    assert (step.item, step.on) == (new, day_of(new.meeting))
