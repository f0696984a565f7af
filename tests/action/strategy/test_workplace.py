"""What the workplace shows and hands over of this room: open items, measures of a person, names of records."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sozialstrategie.action.strategy import services
from sozialstrategie.action.strategy.enums import StrategyStage
from sozialstrategie.action.strategy.models import Measure
from sozialstrategie.action.strategy.open_items import open_items
from sozialstrategie.action.strategy.opinions import services as opinions
from sozialstrategie.action.strategy.services import life
from sozialstrategie.action.strategy.views.kinds import MEASURE
from sozialstrategie.action.strategy.workplace import handover_lines, words_of
from sozialstrategie.kit.accounts.models import Person
from sozialstrategie.kit.accounts.queries import actor_for
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.workplace.queries.handover import handover_lines as all_lines
from sozialstrategie.kit.workplace.queries.handover import role_lines, seen_mark, shown_lines
from sozialstrategie.kit.workplace.queries.records import filed_under
from sozialstrategie.kit.workplace.services.handover import hand_over
from tests.action.strategy.conftest import person_in, url


@pytest.fixture
def owned(chain: SimpleNamespace, home: Organisation, planner: Actor) -> tuple[Measure, Person]:
    person = person_in(home, Role.MEASURE_OWNER)
    measure = chain.measure
    services.edit_measure(actor=planner, measure=measure, version=measure.version, status="running", responsible=person)
    return measure, person


def test_a_report_that_lacks_waits_for_its_person_alone(
    owned: tuple[Measure, Person], home: Organisation, planner: Actor
) -> None:
    measure, person = owned
    (item,) = open_items(actor_for(person), home)
    assert (item.key, item.kind, item.personal) == (f"strategy.report:{measure.uid}", "Sachstand", True)
    assert item.mail_title == f"Maßnahme {measure.number}" and measure.title not in item.mail_title
    assert item.key not in [i.key for i in open_items(planner, home)]
    services.update_progress(actor=actor_for(person), measure=measure, version=measure.version, progress_note="läuft")
    assert open_items(actor_for(person), home) == []


def test_a_submitted_measure_waits_for_leadership(
    owned: tuple[Measure, Person], home: Organisation, planner: Actor
) -> None:
    measure, _ = owned
    services.submit_measure(actor=planner, measure=measure, version=measure.version)
    leader = actor_for(person_in(home, Role.LEADERSHIP))
    assert f"strategy.release:{measure.uid}" in [i.key for i in open_items(leader, home)]


def test_measures_are_handed_over_to_somebody_with_the_role(owned: tuple[Measure, Person], home: Organisation) -> None:
    measure, giver = owned
    leader = person_in(home, Role.LEADERSHIP)
    assert handover_lines(home, giver, leader)[0].hindrance
    other = Person.objects.create_user("zweite@home.example", None, name="Zweite")
    other.role_grants.create(organisation=home, role=Role.MEASURE_OWNER, valid_from="2020-01-01")
    actor = actor_for(leader)
    hand_over(actor=actor, owner=home, giver=giver, taker=other, seen=seen_mark(all_lines(actor, home, giver, other)))
    measure.refresh_from_db()
    assert measure.responsible_id == other.uid


def test_what_goes_only_with_the_roles_says_so(owned: tuple[Measure, Person], home: Organisation) -> None:
    """Before anything moves the page says both ways; with the roles the measure moves, without it stays with its reason."""
    measure, giver = owned
    leader, taker = person_in(home, Role.LEADERSHIP), person_in(home, Role.CLERK)
    actor = actor_for(leader)
    lines = all_lines(actor, home, giver, taker)
    assert lines[0].hindrance == "Wer übernimmt, braucht dafür die Rolle Maßnahmenverantwortung."
    (shown,) = shown_lines(lines, role_lines(home, giver, taker))
    assert shown.hindrance == f"Geht mit über, wenn Sie unten auch die Rollen übergeben. Sonst: {lines[0].hindrance}"
    assert shown_lines(lines, []) == lines
    handover = hand_over(
        actor=actor, owner=home, giver=giver, taker=taker, seen=seen_mark(lines), roles_until=timezone.localdate()
    )
    measure.refresh_from_db()
    assert measure.responsible_id == taker.uid and [line["hindrance"] for line in handover.lines] == ["", ""]


@pytest.mark.parametrize(
    ("status", "moves"),
    [("idea", True), ("proposed", True), ("prioritised", True), ("postponed", True), ("completed", False),
     ("dropped", False), ("carried_over", False)],
)  # fmt: skip
def test_every_measure_that_is_not_over_is_handed_over(
    owned: tuple[Measure, Person], home: Organisation, status: str, moves: bool
) -> None:
    measure, giver = owned
    Measure.objects.filter(pk=measure.pk).update(status=status, status_reason="Grund")
    assert bool(handover_lines(home, giver, person_in(home, Role.LEADERSHIP))) is moves


def test_names_only_for_who_may_see(owned: tuple[Measure, Person], home: Organisation, planner: Actor) -> None:
    measure, _ = owned
    words = words_of(MEASURE)(planner, home, measure.uid)
    assert words is not None and words.title == f"Maßnahme {measure.number}: {measure.title}"
    assert words_of(MEASURE)(actor_for(person_in(home, Role.BODY_MEMBER)), home, measure.uid) is None


def test_every_record_with_a_page_carries_an_aktenzeichen(
    chain: SimpleNamespace, foreign: SimpleNamespace, home: Organisation, planner: Actor, leader: Actor, web: Client
) -> None:
    """Written on its page, found again, never for a record of another municipality or for who may not see it."""
    version = services.release_strategy(actor=leader, strategy=chain.strategy, version=chain.strategy.version)
    chain.strategy.refresh_from_db()
    life.move_strategy(
        actor=planner, strategy=chain.strategy, to=StrategyStage.COORDINATION, version=chain.strategy.version
    )
    round_ = opinions.open_round(
        actor=planner, strategy=chain.strategy, title="Runde", due_on=timezone.localdate() + timedelta(days=9)
    )
    records = {
        "finding": chain.finding, "need": chain.need, "goal": chain.goal, "measure": chain.measure, "field": chain.field,
        "version": version, "round": round_,
    }  # fmt: skip
    set_url, member = (
        reverse("workplace:file_reference", args=[home.slug]),
        actor_for(person_in(home, Role.BODY_MEMBER)),
    )
    for number, (kind, obj) in enumerate(records.items()):
        page = url("opinion_round" if kind == "round" else kind, home, obj.uid)
        assert f'value="strategy.{kind}"' in web.get(page).content.decode(), kind
        sent = web.post(set_url, {"kind": f"strategy.{kind}", "uid": obj.uid, "text": f"50.{number}"})
        assert (sent.status_code, sent["Location"]) == (303, page)
        assert f'value="50.{number}"' in web.get(page).content.decode()
    found, _ = filed_under(planner, home, "50.")
    assert [row.record.url for row in found] == [
        url("opinion_round" if kind == "round" else kind, home, obj.uid) for kind, obj in records.items()
    ]
    assert filed_under(member, home, "50.") == ([], False)
    stranger = web.post(set_url, {"kind": "strategy.need", "uid": foreign.need.uid, "text": "1"})
    assert stranger.status_code == 404
