"""Minutes from what was recorded: two parts, gaps in words, draft to approval, frozen for ever, corrected by the next version."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sozialstrategie.action.committees.decisions import recording, voting
from sozialstrategie.action.committees.decisions import services as decisions
from sozialstrategie.action.committees.enums import DecisionResult, ItemState, MinutesState, Purpose
from sozialstrategie.action.committees.meetings import recording as live
from sozialstrategie.action.committees.meetings import services as meetings
from sozialstrategie.action.committees.minutes import printing, queries, services
from sozialstrategie.action.committees.minutes.gathering import facts_of
from sozialstrategie.action.committees.models import AgendaItem, Decision, Meeting, Minutes, Recusal
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Forbidden, Refused
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.undo import undo_act
from sozialstrategie.kit.workplace.models import Task
from tests.action.committees.conftest import WHO, meeting_of, point
from tests.action.committees.decisions.conftest import at
from tests.action.strategy.conftest import actor_in


@pytest.fixture
def closed(group: SimpleNamespace) -> SimpleNamespace:
    """A meeting that is over: a decision by vote, a non-public point, somebody absent with a reason."""
    a, b, c, d = group.members
    made = meeting_of(group.committee, days=-30, place="Landratsamt", chair="Mitglied 4", minute_taker="Beratung")
    first = point(made, "Lotsendienst ausweiten", purpose=Purpose.DECISION)
    second = point(made, "Personalfrage", is_public=False)
    meetings.invite(actor=WHO, meeting=made, version=made.version)
    meetings.open_meeting(actor=WHO, meeting=made, version=made.version)
    for member in (b, c, d):
        live.arrive(actor=WHO, attendance=at(made, member))
    live.miss(actor=WHO, attendance=at(made, a), excused=True, reason="Kindkrank-Reason")
    first.refresh_from_db()
    vote = voting.record_vote(actor=WHO, item=first, motion="Ausweiten.", yes=3)
    recording.record_decision(actor=WHO, item=first, title="Ausweiten", result=DecisionResult.ADOPTED, vote=vote)
    live.add_task(actor=WHO, item=first, title="Angebot einholen", unit="Jugendamt")
    for item, text in ((first, "Alle sprachen dafür."), (second, "Vertrauliches.")):
        item.refresh_from_db()
        live.record_item(actor=WHO, item=item, version=item.version, text=text, state=ItemState.DONE)
    made.refresh_from_db()
    meetings.close_meeting(actor=WHO, meeting=made, version=made.version)
    return SimpleNamespace(meeting=made, group=group, first=first)


def later(group: SimpleNamespace, days: int = -2) -> Meeting:
    made = meeting_of(group.committee, days=days)
    point(made)
    meetings.invite(actor=WHO, meeting=made, version=made.version)
    return meetings.open_meeting(actor=WHO, meeting=made, version=made.version)


def drafts(closed: SimpleNamespace) -> dict[str, Minutes]:
    return {m.part: m for m in services.draft_minutes(actor=WHO, meeting=closed.meeting)}


def approved(closed: SimpleNamespace) -> Minutes:
    public = drafts(closed)["public"]
    services.circulate(actor=WHO, minutes=public, version=public.version, confirmed=True)
    meeting = later(closed.group)
    return services.approve(actor=WHO, minutes=public, version=public.version, approved_in=meeting)


def test_two_parts_from_what_was_recorded(closed: SimpleNamespace) -> None:
    found = drafts(closed)
    assert sorted(found) == ["non_public", "public"]
    public, hidden = found["public"].payload, found["non_public"].payload
    text = json.dumps(public, ensure_ascii=False)
    assert "Vertrauliches" not in text and "Personalfrage" not in text and public["hidden"] == ["2"]
    item = public["items"][0]
    assert item["text"] == "Alle sprachen dafür." and item["tasks"] == [["Angebot einholen", "Jugendamt", ""]]
    assert item["votes"][0]["yes"] == 3 and item["votes"][0]["carried"] == "angenommen"
    assert item["decisions"][0][1] == "beschlossen"
    assert ["Mitglied 1", "Mitglied", "Kindkrank-Reason", ""] in public["absent"]
    assert [name for name, *_ in public["present"]] == ["Mitglied 4", "Mitglied 2", "Mitglied 3"]
    assert "Kindkrank-Reason" not in json.dumps(hidden, ensure_ascii=False)
    assert hidden["items"][0]["text"] == "Vertrauliches."
    assert services.missing_of(found["public"]) == []
    assert "Kindkrank-Reason" not in str([a.changes for a in Act.objects.filter(object_type="committees.minutes")])


def test_the_public_part_keeps_what_is_not_public(closed: SimpleNamespace) -> None:
    """A decision, a task or a paper of a public point may each be hidden; the part then says no more than that it is there."""
    Decision.objects.filter(item=closed.first).update(is_public=False, title="Geheimtitel", text="Geheimwortlaut")
    Task.objects.filter(owner=closed.meeting.owner).update(confidential=True, title="Geheimaufgabe")
    item = drafts(closed)["public"].payload["items"][0]
    assert "Geheim" not in json.dumps(item, ensure_ascii=False) and item["tasks"] == []
    assert item["decisions"][0][1:] == ["nicht öffentlich", "Der Wortlaut ist nicht öffentlich."]


def test_the_public_part_says_no_motion_of_what_is_not_public(closed: SimpleNamespace) -> None:
    assert drafts(closed)["public"].payload["items"][0]["votes"][0]["motion"] == "Ausweiten."
    Decision.objects.filter(item=closed.first).update(is_public=False)
    assert drafts(closed)["public"].payload["items"][0]["votes"][0]["motion"] == ""


def test_who_stood_in_and_whether_the_body_could_decide(group: SimpleNamespace) -> None:
    """A substitute votes in the place of its member alone; the quorum is that of the meeting, not of a point without the recused."""
    a, b, c, d = group.members
    made = meeting_of(group.committee, days=-3)
    item = point(made, purpose=Purpose.DECISION)
    meetings.invite(actor=WHO, meeting=made, version=made.version)
    meetings.open_meeting(actor=WHO, meeting=made, version=made.version)
    for member in (b, c, group.substitute):
        live.arrive(actor=WHO, attendance=at(made, member))
    item.refresh_from_db()
    voting.record_vote(actor=WHO, item=item, motion="Ja?", ballots={b: "yes", c: "no", group.substitute: "yes"})
    Recusal.objects.create(owner=made.owner, item=item, membership=b)
    facts = facts_of(made)
    assert facts.items[0].votes[0].ballots == (
        ("Mitglied 2", "Ja"),
        ("Mitglied 3", "Nein"),
        ("Vertretung 1 für Mitglied 1", "Ja"),
    )
    who = {p.name: (p.votes, p.remark) for p in facts.present}
    assert who["Vertretung 1"] == (True, "für Mitglied 1")
    assert facts.quorum == "Zu Beginn: 3 von 4 anwesend, nötig sind 3: beschlussfähig."
    live.arrive(actor=WHO, attendance=at(made, a))  # was there from the beginning after all
    assert {p.name: (p.votes, p.remark) for p in facts_of(made).present}["Vertretung 1"] == (False, "")
    live.miss(actor=WHO, attendance=at(made, a), excused=True)
    live.miss(actor=WHO, attendance=at(made, c), excused=True)
    live.arrive(actor=WHO, attendance=at(made, d), late=True)
    assert facts_of(made).quorum == (
        "Zu Beginn: 2 von 4 anwesend, nötig sind 3: nicht beschlussfähig. "
        "Mit den später Gekommenen: 3 von 4 anwesend, nötig sind 3: beschlussfähig."
    )


def test_gaps_are_told_and_confirmed(group: SimpleNamespace) -> None:
    made = meeting_of(group.committee, days=-30)
    only = point(made)
    meetings.invite(actor=WHO, meeting=made, version=made.version)
    with pytest.raises(Refused, match="beendet"):
        services.draft_minutes(actor=WHO, meeting=made)
    meetings.open_meeting(actor=WHO, meeting=made, version=made.version)
    only.refresh_from_db()
    live.record_item(actor=WHO, item=only, version=only.version, text="", state=ItemState.DONE)
    made.refresh_from_db()
    meetings.close_meeting(actor=WHO, meeting=made, version=made.version)
    (public,) = services.draft_minutes(actor=WHO, meeting=made)
    with pytest.raises(Refused, match=r"Der Ort der Sitzung fehlt\. Es ist niemand als anwesend eingetragen\."):
        services.circulate(actor=WHO, minutes=public, version=public.version)
    services.circulate(actor=WHO, minutes=public, version=public.version, confirmed=True)
    assert public.state == MinutesState.CIRCULATED


def test_minutes_go_round_between_the_meeting_and_today(closed: SimpleNamespace) -> None:
    public, day = drafts(closed)["public"], timezone.localdate(closed.meeting.start)
    for wrong in (day - timedelta(days=1), timezone.localdate() + timedelta(days=1), date(2099, 1, 1)):
        with pytest.raises(Refused, match=f"vom Tag der Sitzung .{day:%d.%m.%Y}. bis heute"):
            services.circulate(actor=WHO, minutes=public, version=public.version, on=wrong)
    services.circulate(actor=WHO, minutes=public, version=public.version, on=day)
    assert public.circulated_on == day


def test_a_stale_draft_is_written_anew(closed: SimpleNamespace) -> None:
    public = drafts(closed)["public"]
    AgendaItem.objects.filter(pk=closed.first.pk).update(text="Einige waren dagegen.")
    assert services.is_stale(public)
    with pytest.raises(Refused, match="neu"):
        services.circulate(actor=WHO, minutes=public, version=public.version)
    again = drafts(closed)["public"]
    assert again.pk == public.pk and "Einige" in json.dumps(again.payload, ensure_ascii=False)


def test_approved_only_in_a_later_meeting(closed: SimpleNamespace, home: Organisation) -> None:
    public = drafts(closed)["public"]
    meeting = later(closed.group)
    with pytest.raises(Refused, match="kein Schritt"):
        services.approve(actor=WHO, minutes=public, version=public.version, approved_in=meeting)
    services.circulate(actor=WHO, minutes=public, version=public.version)
    for wrong in (closed.meeting, later(closed.group, days=-40), meeting_of(closed.group.committee, days=20)):
        with pytest.raises(Refused, match="späteren Sitzung"):
            services.approve(actor=WHO, minutes=public, version=public.version, approved_in=wrong)
    services.approve(actor=WHO, minutes=public, version=public.version, approved_in=meeting)
    assert public.approved_on == meeting.start.date()
    assert (
        public.sha256
        == hashlib.sha256(
            json.dumps(public.payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        ).hexdigest()
    )


def test_a_correction_is_the_next_version(closed: SimpleNamespace) -> None:
    first = approved(closed)
    with pytest.raises(Refused, match="versandt oder genehmigt"):
        live.demand_recordable(closed.meeting)
    with pytest.raises(Refused, match="was berichtigt"):
        services.correct(actor=WHO, minutes=first, correction=" ")
    second = services.correct(actor=WHO, minutes=first, correction="Ein Name war falsch.")
    assert (second.number, second.state) == (2, MinutesState.DRAFT)
    live.demand_recordable(closed.meeting)
    with pytest.raises(Refused, match="schon Fassung 2"):
        services.correct(actor=WHO, minutes=first, correction="Noch etwas.")
    first.refresh_from_db()
    assert first.state == MinutesState.APPROVED


def test_what_went_round_is_not_changed_beside_the_minutes(closed: SimpleNamespace, clerk: Actor) -> None:
    """Words of the decision and data of the meeting stay as the minutes say them, by form and by undo; a correction frees them."""
    decision, meeting = Decision.objects.get(item=closed.first), closed.meeting

    def edit(**values: Any) -> None:
        decisions.edit_decision(actor=clerk, decision=decision, version=decision.version, **values)

    def move(**values: Any) -> None:
        meetings.edit_meeting(actor=clerk, meeting=meeting, version=meeting.version, **values)

    edit(text="Der Lotsendienst wird ausgeweitet.")
    move(place="Landratsamt, Saal 2")
    acts = list(Act.objects.filter(verb__in=("committees.edit_decision", "committees.edit_meeting")))
    first = approved(closed)
    with pytest.raises(Refused, match="gehört in ihre Berichtigung"):
        decisions.withdraw_decision(actor=clerk, decision=decision, version=decision.version, reason="Irrtum")
    for values in ({"title": "Anders"}, {"text": "Anders."}):
        with pytest.raises(Refused, match="bleiben, wie sie dort stehen"):
            edit(**values)
    for values in (
        {"place": "Anderswo"},
        {"title": "2. Sitzung"},
        {"chair": "Jemand"},
        {"online_url": "https://a.example"},
    ):
        with pytest.raises(Refused, match="schon versandt oder genehmigt"):
            move(**values)
    assert len(acts) == 2
    for row in acts:
        with pytest.raises(Refused, match="schon versandt oder genehmigt"):
            undo_act(actor=clerk, row=row)
    edit(title=decision.title, text=decision.text, lead_unit="Jugendamt", announced_on=meeting.start.date())
    move(place=meeting.place, invitation="Danke.")
    services.correct(actor=WHO, minutes=first, correction="Der Wortlaut war falsch.")
    edit(text="Der Lotsendienst wird nicht ausgeweitet.")
    move(place="Anderswo")
    assert (decision.text, meeting.place) == ("Der Lotsendienst wird nicht ausgeweitet.", "Anderswo")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    change=st.sampled_from(
        [{"payload": {}}, {"sha256": "b" * 64}, {"state": "draft"}, {"number": 9}, {"correction": "x"}, {"approved_on": None}]
    ),
    deletes=st.booleans(),
)  # fmt: skip
def test_approved_minutes_never_change(closed: SimpleNamespace, change: dict[str, Any], deletes: bool) -> None:
    minutes = Minutes.objects.filter(state=MinutesState.APPROVED).first() or approved(closed)
    before = Minutes.objects.filter(pk=minutes.pk).values().get()
    rows = Minutes.objects.filter(pk=minutes.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete() if deletes else rows.update(**change)
    assert Minutes.objects.filter(pk=minutes.pk).values().get() == before


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.lists(st.sampled_from(["circulate", "reopen", "approve", "draft", "correct"]), max_size=7))
def test_no_path_leaves_the_machine(closed: SimpleNamespace, path: list[str]) -> None:
    with transaction.atomic():
        public, meeting = drafts(closed)["public"], later(closed.group)
        for step in path:
            before = MinutesState(public.state)
            try:
                if step == "circulate":
                    services.circulate(actor=WHO, minutes=public, version=public.version, confirmed=True)
                elif step == "reopen":
                    services.reopen(actor=WHO, minutes=public, version=public.version, reason="Einwand")
                elif step == "approve":
                    services.approve(actor=WHO, minutes=public, version=public.version, approved_in=meeting)
                elif step == "draft":
                    services.draft_minutes(actor=WHO, meeting=closed.meeting)
                else:
                    services.correct(actor=WHO, minutes=public, correction="x")
            except Refused:
                pass
            public.refresh_from_db()
            after = MinutesState(public.state)
            assert after == before or (before, after) in services.STEPS
        transaction.set_rollback(True)


def test_who_sees_which_part(closed: SimpleNamespace, home: Organisation, consultant: Actor, clerk: Actor) -> None:
    found = drafts(closed)
    member = closed.group.member

    def seen(actor: Actor) -> set[str]:
        return {m.part for m in queries.minutes_for(actor, home)}

    assert seen(clerk) == {"public", "non_public"} and seen(member) == set() == seen(consultant)
    for m in found.values():
        services.circulate(actor=WHO, minutes=m, version=m.version, confirmed=True)
    assert seen(member) == {"public", "non_public"} and seen(consultant) == set()
    meeting = later(closed.group)
    for m in found.values():
        services.approve(actor=WHO, minutes=m, version=m.version, approved_in=meeting)
    assert seen(consultant) == {"public"} and seen(actor_in(home, Role.BODY_MEMBER)) == set()
    for actor in (member, consultant):
        with pytest.raises(Forbidden):
            services.draft_minutes(actor=actor, meeting=closed.meeting)


def test_the_twin_sees_nothing(closed: SimpleNamespace, home: Organisation, twin: Organisation) -> None:
    drafts(closed)
    stranger = actor_in(twin, Role.CLERK)
    with pytest.raises(Forbidden):
        queries.minutes_for(stranger, home)
    assert list(queries.minutes_for(stranger, twin)) == []
    with pytest.raises(Refused):
        printing.build_newest(stranger, region=None, owner=home.slug, format="docx")
