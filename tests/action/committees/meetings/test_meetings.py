"""Meetings from the first point to closing: carried over by default, invited once, recorded, refused in words."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from sozialstrategie.action.committees import queries as access
from sozialstrategie.action.committees.bodies import services as bodies
from sozialstrategie.action.committees.enums import Answer, AttendanceState, CommitteeKind, ItemState, MeetingState
from sozialstrategie.action.committees.meetings import ics, inviting, queries, recording, services
from sozialstrategie.action.committees.meetings.folder import folder_facts
from sozialstrategie.action.committees.meetings.states import STEPS
from sozialstrategie.action.committees.meetings.steps import open_items
from sozialstrategie.action.committees.models import Attendance, Meeting
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Conflict, Forbidden, Refused
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.workplace.models import OutgoingMail
from sozialstrategie.kit.workplace.queries import tasks_for
from tests.action.committees.conftest import BERLIN, WHO, body, meeting_of, moment, point, running
from tests.action.strategy.conftest import actor_in


def by(obj: Any, name: str = "meeting") -> dict[str, Any]:
    return {"actor": WHO, name: obj, "version": obj.version}


def record(item: Any, state: str, text: str = "") -> None:
    recording.record_item(**by(item, "item"), text=text, state=state)


@pytest.fixture
def mail(settings: Any) -> None:
    settings.SENDS_MAIL = True


# --- the machine ------------------------------------------------------------------------------------------------------


@given(wishes=st.lists(st.sampled_from(["invite", "open", "close", "reopen", "cancel", "record"]), max_size=8))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_services_take_no_step_outside_the_machine(wishes: list[str], group: SimpleNamespace) -> None:
    """Whatever is tried in whatever order: each change of state is a step of the table, each refusal a sentence."""
    meeting = meeting_of(group.committee)
    item = point(meeting)
    acts = {
        "invite": lambda: services.invite(**by(meeting)),
        "open": lambda: services.open_meeting(**by(meeting)),
        "close": lambda: services.close_meeting(**by(meeting)),
        "reopen": lambda: services.reopen_meeting(**by(meeting), reason="Zu früh."),
        "cancel": lambda: services.cancel_meeting(**by(meeting), reason="Krank."),
        "record": lambda: record(item, ItemState.DONE),
    }
    for wish in wishes:
        before = MeetingState(meeting.state)
        try:
            acts[wish]()
        except Refused as refusal:
            assert str(refusal).endswith((".", "?"))
            meeting.refresh_from_db()
            item.refresh_from_db()
            assert meeting.state == before
        else:
            after = MeetingState(meeting.state)
            assert wish == "record" or (before, after) in STEPS
        item.meeting = meeting
        if meeting.state == MeetingState.CLOSED:
            assert item.state != ItemState.OPEN


def test_inviting_needs_an_agenda_and_members(group: SimpleNamespace, home: Organisation) -> None:
    meeting = meeting_of(group.committee)
    with pytest.raises(Refused, match="Tagesordnung ist noch leer"):
        services.invite(**by(meeting))
    empty = meeting_of(body(home, name="Leer"))
    point(empty)
    with pytest.raises(Refused, match="keine Mitglieder"):
        services.invite(**by(empty))


def test_closing_is_refused_while_a_point_is_open(group: SimpleNamespace) -> None:
    meeting = running(group.committee)
    first, second = queries.items_of(meeting)
    record(first, ItemState.DONE, "Begrüßt.")
    with pytest.raises(Refused, match="TOP 2 hat noch kein Ergebnis"):
        services.close_meeting(**by(meeting))
    record(second, ItemState.ADJOURNED)
    services.close_meeting(**by(meeting))
    assert meeting.state == MeetingState.CLOSED and meeting.closed_at is not None
    second.refresh_from_db()
    with pytest.raises(Refused, match="braucht ein Ergebnis"):
        record(second, ItemState.OPEN)


def test_the_council_has_its_own_system(home: Organisation, scope: None) -> None:
    meeting = meeting_of(body(home, CommitteeKind.COUNCIL, "Kreistag"))
    point(meeting)
    for act in (services.invite, services.open_meeting):
        with pytest.raises(Refused, match="Maßgeblich ist das Ratsinformationssystem"):
            act(**by(meeting))
    services.cancel_meeting(**by(meeting), reason="Verlegt.")
    assert meeting.state == MeetingState.CANCELLED


def test_who_may_not(group: SimpleNamespace, home: Organisation) -> None:
    meeting = meeting_of(group.committee)
    item = point(meeting)
    for actor in (group.member, actor_in(home, Role.LEADERSHIP), actor_in(home, Role.PROCESS_CONSULTANT)):
        with pytest.raises(Forbidden):
            services.invite(actor=actor, meeting=meeting, version=meeting.version)
        with pytest.raises(Forbidden):
            services.cancel_meeting(actor=actor, meeting=meeting, version=meeting.version, reason="x")
        with pytest.raises(Forbidden):
            services.create_item(actor=actor, meeting=meeting, title="x")
        with pytest.raises(Forbidden):
            recording.record_item(actor=actor, item=item, version=item.version, text="x", state="done")


# --- what is left over ------------------------------------------------------------------------------------------------


def test_open_points_and_parked_topics_wander(group: SimpleNamespace) -> None:
    meeting = running(group.committee)
    done, later = queries.items_of(meeting)
    record(done, ItemState.DONE)
    record(later, ItemState.ADJOURNED)
    topic = recording.park(actor=WHO, meeting=meeting, title="Fahrdienst")
    assert queries.left_over(group.committee).items == ()  # nothing is left over before the end
    services.close_meeting(**by(meeting))
    left = queries.left_over(group.committee)
    assert (left.items, left.parked) == ((later,), (topic,))
    following = meeting_of(group.committee, days=60, items=left.items, parked=left.parked)
    taken, parked = queries.items_of(following)
    assert (taken.title, taken.is_public, taken.carried_from, taken.state) == (
        "Personalfrage",
        False,
        later,
        ItemState.OPEN,
    )
    assert (parked.title, parked.is_public) == ("Fahrdienst", False)
    assert queries.left_over(group.committee) == queries.Left((), ())
    with pytest.raises(Refused, match="inzwischen schon übernommen"):
        services.take_over(actor=WHO, meeting=following, items=[later])


def test_points_of_a_cancelled_meeting_are_left_over(group: SimpleNamespace) -> None:
    meeting = meeting_of(group.committee)
    item = point(meeting)
    services.cancel_meeting(**by(meeting), reason="Sturm.")
    assert queries.left_over(group.committee).items == (item,)


def test_points_of_the_twin_are_not_taken_over(group: SimpleNamespace, foreign: SimpleNamespace) -> None:
    services.cancel_meeting(**by(foreign.meeting), reason="x")
    with pytest.raises(Refused):
        meeting_of(group.committee, items=[foreign.item])
    assert Meeting.objects.filter(committee=group.committee).count() == 0  # nothing half made


def test_the_order_of_the_agenda(group: SimpleNamespace) -> None:
    meeting = meeting_of(group.committee)
    a, b, c = (point(meeting, title) for title in "abc")
    services.move_item(actor=WHO, item=c, up=True)
    assert [i.title for i in queries.items_of(meeting)] == ["a", "c", "b"]
    services.move_item(actor=WHO, item=a, up=True)
    assert [i.title for i in queries.items_of(meeting)] == ["a", "c", "b"]
    b.refresh_from_db()
    services.remove_item(**by(b, "item"))
    assert [i.title for i in queries.items_of(meeting)] == ["a", "c"]
    services.invite(**by(meeting))
    a.refresh_from_db()
    a.meeting = meeting
    with pytest.raises(Refused, match="in der Sitzung ab"):
        services.remove_item(**by(a, "item"))


# --- invitations ------------------------------------------------------------------------------------------------------


def test_sequence_grows_with_what_people_must_hear(group: SimpleNamespace, mail: None) -> None:
    meeting = meeting_of(group.committee)
    point(meeting)
    services.edit_meeting(**by(meeting), place="Raum 1")
    assert meeting.sequence == 0  # nobody has heard of it yet
    services.invite(**by(meeting))
    uid = queries.appointment_of(meeting, inside=True).uid
    services.edit_meeting(**by(meeting), chair="Wer leitet")
    assert meeting.sequence == 0
    start = meeting.start + timedelta(days=1)
    services.edit_meeting(**by(meeting), start=start, end=start + timedelta(hours=1))
    assert meeting.sequence == 1
    services.cancel_meeting(**by(meeting), reason="Krank.")
    appointment = queries.appointment_of(meeting, inside=True)
    assert (appointment.uid, appointment.sequence, appointment.cancelled) == (uid, 2, True)
    with pytest.raises(Refused, match="abgesagt"):
        services.edit_meeting(**by(meeting), place="Raum 2")


def test_mails_go_once_to_those_who_have_an_address(group: SimpleNamespace, mail: None) -> None:
    meeting = meeting_of(group.committee, invitation="Wir freuen uns.", online_url="https://video.example/raum")
    point(meeting, "Haushalt")
    point(meeting, "Geheimes", is_public=False)
    services.invite(**by(meeting))
    mails = list(OutgoingMail.objects.order_by("pk"))
    # three addresses of the list and that of an account; the substitute is not asked yet, the advisor has none
    assert sorted(m.recipient for m in mails) == sorted(
        [*(f"m{n}@musterberg.example" for n in (1, 2, 3)), group.person.email]
    )
    assert all("1. Haushalt\n2. nicht öffentlich" in m.body and "Geheimes" not in m.body for m in mails)
    assert len({m.body for m in mails}) == 4 and not any("Mitglied" in m.body for m in mails)  # own links, no names
    # who did not get one can be written to again, and the page says so: no need to send a mail twice
    assert not any(m.must_arrive for m in mails)
    services.edit_meeting(**by(meeting), place="Raum 2")
    assert OutgoingMail.objects.filter(subject__startswith="Geändert").count() == 4
    services.cancel_meeting(**by(meeting), reason="Sturm.")
    gone = OutgoingMail.objects.filter(subject__startswith="Abgesagt")
    assert gone.count() == 4 and all("Grund: Sturm." in m.body for m in gone)


def test_no_mail_about_a_meeting_that_is_over(group: SimpleNamespace, mail: None) -> None:
    running(group.committee, days=-3)
    assert not OutgoingMail.objects.exists()


def test_the_substitute_is_asked_by_hand(group: SimpleNamespace, mail: None) -> None:
    meeting = meeting_of(group.committee)
    point(meeting)
    services.invite(**by(meeting))
    row = Attendance.objects.get(membership=group.substitute)
    inviting.send_invitation(**by(row, "attendance"))
    assert OutgoingMail.objects.filter(recipient="v@example.org").count() == 1
    services.edit_meeting(**by(meeting), place="Raum 2")
    assert OutgoingMail.objects.filter(recipient="v@example.org").count() == 2  # asked once, hears of changes


def test_only_the_hash_of_a_link_is_kept(group: SimpleNamespace) -> None:
    meeting = meeting_of(group.committee)
    point(meeting)
    services.invite(**by(meeting))
    row = Attendance.objects.get(membership=group.members[0])
    first = inviting.make_link(**by(row, "attendance"))
    assert first not in str(list(Attendance.objects.values())) + str(list(Act.objects.values()))
    inviting.answer_by_link(token=first, answer="yes")
    row.refresh_from_db()
    assert row.answer == Answer.YES and row.answered_at is not None
    inviting.answer_by_link(token=first, answer="no")
    row.refresh_from_db()
    second = inviting.make_link(**by(row, "attendance"))
    assert queries.attendance_by_token(first) is None and queries.attendance_by_token(second) == row
    with pytest.raises(LookupError):
        inviting.answer_by_link(token=first, answer="yes")
    with pytest.raises(Refused, match="ob Sie kommen"):
        inviting.answer_by_link(token=second, answer="vielleicht")
    services.cancel_meeting(**by(meeting), reason="x")
    with pytest.raises(Refused, match="abgesagt"):
        inviting.answer_by_link(token=second, answer="yes")


def test_another_day_is_another_question(group: SimpleNamespace) -> None:
    meeting = meeting_of(group.committee)
    point(meeting)
    services.invite(**by(meeting))
    row = Attendance.objects.get(membership=group.members[3])
    inviting.answer_as_person(actor=group.member, attendance=row, answer="yes")
    start = meeting.start + timedelta(days=2)
    services.edit_meeting(**by(meeting), start=start, end=start + timedelta(hours=1))
    row.refresh_from_db()
    assert row.answer == Answer.OPEN


def test_one_answers_for_oneself_alone(group: SimpleNamespace, clerk: Actor) -> None:
    meeting = meeting_of(group.committee)
    point(meeting)
    services.invite(**by(meeting))
    other = Attendance.objects.get(membership=group.members[0])
    with pytest.raises(Forbidden):
        inviting.answer_as_person(actor=group.member, attendance=other, answer="no")
    inviting.answer_as_person(actor=clerk, attendance=other, answer="no")  # said by telephone
    other.refresh_from_db()
    assert other.answer == Answer.NO


# --- calendars --------------------------------------------------------------------------------------------------------


def test_the_feed_holds_nothing_that_is_not_public(group: SimpleNamespace, foreign: SimpleNamespace) -> None:
    draft = meeting_of(group.committee, days=10, title="Entwurf bleibt hier")
    start = datetime(2027, 10, 31, 17, tzinfo=BERLIN)
    meeting = meeting_of(
        group.committee, start=start, title="2. Sitzung", online_url="https://video.example/geheim", invitation="Intern"
    )
    point(meeting, "Haushalt")
    point(meeting, "Personalfrage", is_public=False)
    services.invite(**by(meeting))
    services.invite(**by(foreign.meeting))
    assert draft.state == MeetingState.DRAFT
    data = ics.feed("SG", queries.feed_of(group.committee)).decode()
    (event,) = Calendar.from_ical(data).walk("VEVENT")
    assert event.decoded("dtstart").astimezone(timezone.get_fixed_timezone(0)).hour == 16
    assert "Haushalt" in data
    for word in (
        "Personalfrage",
        "Entwurf",
        "video.example",
        "Intern",
        "Mitglied",
        "@musterberg",
        "Zwilling",
        "ATTENDEE",
    ):
        assert word not in data, word


def test_the_address_of_the_feed(group: SimpleNamespace, foreign: SimpleNamespace) -> None:
    token = bodies.make_feed_link(**by(group.committee, "committee"))
    assert queries.committee_by_feed_token(token) == group.committee
    bodies.make_feed_link(**by(group.committee, "committee"))
    assert queries.committee_by_feed_token(token) is None and queries.committee_by_feed_token("") is None


# --- recording --------------------------------------------------------------------------------------------------------


def seat(meeting: Meeting, member: Any) -> Attendance:
    return Attendance.objects.select_related("meeting", "meeting__committee").get(meeting=meeting, membership=member)


def test_quorum_follows_coming_and_going(group: SimpleNamespace) -> None:
    meeting = running(group.committee)
    for member in (*group.members[1:3], group.substitute):
        recording.arrive(actor=WHO, attendance=seat(meeting, member))
    assert queries.quorum_of(meeting).reason == "3 von 4 anwesend, nötig sind 3: beschlussfähig."
    recording.arrive(actor=WHO, attendance=seat(meeting, group.members[0]))
    assert (
        queries.quorum_of(meeting).reason == "3 von 4 anwesend, nötig sind 3: beschlussfähig."
    )  # the seat counts once
    recording.leave(actor=WHO, attendance=seat(meeting, group.members[1]))
    assert not queries.quorum_of(meeting).met
    with pytest.raises(Refused, match="nicht als anwesend"):
        recording.leave(actor=WHO, attendance=seat(meeting, group.members[1]))
    guest = recording.add_guest(actor=WHO, meeting=meeting, name="Gast")
    assert queries.is_there(guest) and not queries.quorum_of(meeting).met


def test_recused_members(group: SimpleNamespace, foreign: SimpleNamespace) -> None:
    meeting = running(group.committee)
    for member in group.members:
        recording.arrive(actor=WHO, attendance=seat(meeting, member))
    first, second = queries.items_of(meeting)
    recording.set_recused(actor=WHO, item=first, members=[group.members[0]])
    assert queries.quorum_of(meeting, first).reason.startswith("3 von 3")
    assert queries.quorum_of(meeting, second).reason.startswith("4 von 4")
    with pytest.raises(Refused, match="gehört dem Gremium"):
        recording.set_recused(actor=WHO, item=first, members=[foreign.members[0]])
    recording.set_recused(actor=WHO, item=first, members=[])
    assert queries.recused_of(first) == set()


def test_the_reason_of_an_absence_is_for_the_minutes_alone(group: SimpleNamespace, home: Organisation) -> None:
    meeting = running(group.committee)
    recording.miss(actor=WHO, attendance=seat(meeting, group.members[0]), excused=True, reason="Krankheit")
    row = seat(meeting, group.members[0])
    assert (row.state, row.reason) == (AttendanceState.EXCUSED, "Krankheit")
    recording.arrive(actor=WHO, attendance=row)
    assert seat(meeting, group.members[0]).reason == ""


def test_time_per_point(group: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = running(group.committee)
    first, second = queries.items_of(meeting)
    services.edit_item(**by(first, "item"), planned_minutes=10)
    start = moment(0, 17)
    monkeypatch.setattr(timezone, "now", lambda: start)
    recording.begin_item(actor=WHO, item=first)
    monkeypatch.setattr(timezone, "now", lambda: start + timedelta(minutes=14, seconds=30))
    assert queries.spent_on(first) == queries.Spent(10, 14) and queries.spent_on(first).over == 4
    recording.begin_item(actor=WHO, item=second)  # the next one begins, the one before ends
    first.refresh_from_db()
    assert first.ended_at == start + timedelta(minutes=14, seconds=30)
    assert queries.current_item(queries.items_of(meeting)) == second


def test_the_same_words_sent_again_change_nothing(group: SimpleNamespace) -> None:
    """A browser that heard no answer sends once more with the old version: the text arrives once, without a conflict."""
    meeting = running(group.committee)
    item = queries.items_of(meeting)[0]
    old = item.version
    record(item, ItemState.DONE, "Erste Zeile\r\nZweite ")
    acts = Act.objects.filter(verb="committees.record_item").count()
    recording.record_item(actor=WHO, item=item, version=old, text="Erste Zeile\nZweite", state="done")
    assert Act.objects.filter(verb="committees.record_item").count() == acts == 1
    assert item.text == "Erste Zeile\nZweite"
    with pytest.raises(Conflict):
        recording.record_item(actor=WHO, item=item, version=old, text="Anders", state="done")


def test_nothing_is_recorded_before_the_opening(group: SimpleNamespace) -> None:
    meeting = meeting_of(group.committee)
    with pytest.raises(Refused, match="eröffnen Sie sie zuerst"):
        record(point(meeting), ItemState.DONE)


def test_a_task_of_a_hidden_point_is_confidential(group: SimpleNamespace, home: Organisation, clerk: Actor) -> None:
    meeting = running(group.committee)
    public, hidden = queries.items_of(meeting)
    recording.add_task(actor=clerk, item=public, title="Raum suchen")
    made = recording.add_task(actor=clerk, item=hidden, title="Gespräch führen")
    assert made.confidential and "Personalfrage" not in made.about_title
    planner = actor_in(home, Role.SPECIALIST_PLANNER)
    assert [t.title for t in tasks_for(planner, home)] == ["Raum suchen"]
    assert {t.title for t in tasks_for(clerk, home, about=(recording.ITEM, hidden.uid))} == {"Gespräch führen"}


# --- who reads what ---------------------------------------------------------------------------------------------------


def test_points_that_are_not_public(
    group: SimpleNamespace, home: Organisation, clerk: Actor, consultant: Actor
) -> None:
    meeting = running(group.committee)
    hidden = queries.items_of(meeting)[1]

    def titles(actor: Actor) -> list[str | None]:
        return [line.item.title if line.item else None for line in access.items_for(actor, meeting)]

    assert titles(clerk) == titles(group.member) == ["Begrüßung", "Personalfrage"]
    assert titles(consultant) == ["Begrüßung", None]
    assert access.item_for(consultant, home, hidden.uid) is None
    assert list(access.attendances_for(consultant, meeting)) == []
    assert str(hidden) == "nicht öffentlicher Punkt"  # as the history calls it


def test_drafts_are_for_those_who_prepare(
    group: SimpleNamespace, home: Organisation, clerk: Actor, consultant: Actor
) -> None:
    meeting = meeting_of(group.committee)
    assert access.meeting_for(clerk, home, meeting.uid) == meeting
    assert access.meeting_for(consultant, home, meeting.uid) is None
    assert access.meeting_for(group.member, home, meeting.uid) is None


def test_the_twin_does_not_exist(
    group: SimpleNamespace, foreign: SimpleNamespace, home: Organisation, clerk: Actor
) -> None:
    assert access.meeting_for(clerk, home, foreign.meeting.uid) is None
    assert access.item_for(clerk, home, foreign.item.uid) is None
    with pytest.raises(Forbidden):
        access.items_for(clerk, foreign.meeting)
    with pytest.raises(Forbidden):
        services.invite(actor=clerk, meeting=foreign.meeting, version=foreign.meeting.version)
    assert [m.committee for m in access.meetings_for(group.member, home)] == []


def test_the_folder(group: SimpleNamespace, clerk: Actor, consultant: Actor) -> None:
    meeting = running(group.committee)
    whole = folder_facts(group.member, meeting, whole=True)
    assert [line.title for line in whole.lines] == ["Begrüßung", "Personalfrage"] and whole.non_public
    for facts in (folder_facts(clerk, meeting, whole=False), folder_facts(consultant, meeting, whole=True)):
        assert [line.title for line in facts.lines] == [
            "Begrüßung",
            "Nicht öffentlicher Punkt",
        ] and not facts.non_public


def test_what_waits(group: SimpleNamespace, home: Organisation, clerk: Actor) -> None:
    def waits(actor: Actor) -> list[str]:
        return [item.title for item in open_items(actor, home)]

    meeting = meeting_of(group.committee, days=10)
    assert waits(clerk) == ["Eine Sitzung braucht eine Tagesordnung"]
    point(meeting)
    assert waits(clerk) == ["Zu einer Sitzung ist noch nicht eingeladen"]
    services.invite(**by(meeting))
    assert waits(clerk) == [] and waits(group.member) == ["Sie sind eingeladen"]
    inviting.answer_as_person(actor=group.member, attendance=seat(meeting, group.members[3]), answer="yes")
    assert waits(group.member) == []
    past = running(group.committee, days=-2)
    assert waits(clerk) == ["Eine Sitzung ist vorbei und noch nicht geschlossen"]
    for item in queries.items_of(past):
        record(item, ItemState.DONE)
    services.close_meeting(**by(past))
    assert "Eine Sitzung ist vorbei und noch nicht geschlossen" not in waits(clerk)
    early = running(group.committee, days=3)  # opened before its day
    assert [item.title for item in open_items(clerk, home) if str(early.uid) in item.key] == ["Eine Sitzung läuft"]
