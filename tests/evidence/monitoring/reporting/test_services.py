"""Acts on reports and their texts: who may, what is refused, stale versions, undo."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from sozialstrategie.evidence.monitoring.models import ReportPlan, ReportText
from sozialstrategie.evidence.monitoring.reporting import queries, services
from sozialstrategie.kit.accounts.models import Person
from sozialstrategie.kit.accounts.queries import actor_for
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Conflict, Forbidden, Refused
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.kit.core.undo import undo_act

PersonIn = Callable[[Organisation, str], Person]
CHOSEN = ["kurzfassung", "thema-einkommen-und-mindestsicherung", "datenluecken"]


@pytest.fixture(autouse=True)
def scope(amt: Organisation) -> Iterator[None]:
    with owner_scope(amt):
        yield


@pytest.fixture
def planner(amt: Organisation, person_in: PersonIn) -> Actor:
    return actor_for(person_in(amt, Role.PLANNING_COORDINATOR))


@pytest.fixture
def plan(amt: Organisation, planner: Actor) -> ReportPlan:
    return services.create_report(actor=planner, owner=amt, title=" Bericht ", chapters=CHOSEN[::-1])


def test_a_report_begins_in_the_usual_order(plan: ReportPlan) -> None:
    assert (plan.title, plan.chapters, plan.version) == ("Bericht", CHOSEN, 1)
    row = Act.objects.get(verb="monitoring.create_report")
    assert row.object_uid == plan.uid


@pytest.mark.parametrize(
    ("role", "may_read", "may_write"),
    [(r, r in (Role.PLANNING_COORDINATOR, Role.SPECIALIST_PLANNER, Role.LEADERSHIP),
      r in (Role.PLANNING_COORDINATOR, Role.SPECIALIST_PLANNER)) for r in Role],
)  # fmt: skip
def test_rights(
    role: Role, may_read: bool, may_write: bool, plan: ReportPlan, amt: Organisation, person_in: PersonIn
) -> None:
    actor = planner_of(amt) if role == Role.PLANNING_COORDINATOR else actor_for(person_in(amt, role))
    acts: list[Callable[[], object]] = [
        lambda: services.move_chapter(actor=actor, plan=plan, version=1, key=CHOSEN[0], up=False),
        lambda: services.write_text(actor=actor, plan=plan, chapter=CHOSEN[0], text="Text"),
        lambda: services.create_report(actor=actor, owner=amt, title="T", chapters=CHOSEN),
        lambda: services.delete_report(actor=actor, plan=plan, version=plan.version),
    ]
    for do in acts:
        if may_write:
            do()
        else:
            with pytest.raises(Forbidden):
                do()
    if may_read:
        assert isinstance(queries.plans_for(actor, amt), list)
    else:
        with pytest.raises(Forbidden):
            queries.plans_for(actor, amt)


def planner_of(amt: Organisation) -> Actor:
    return actor_for(Person.objects.get(email=f"{Role.PLANNING_COORDINATOR}@{amt.slug}.example"))


def test_somebody_from_elsewhere_may_nothing(plan: ReportPlan, amt: Organisation, person_in: PersonIn) -> None:
    twin = Organisation.objects.create(slug="sued", name="Süd", kind="local_authority", region_code="16062")
    stranger = actor_for(person_in(twin, Role.PLANNING_COORDINATOR))
    for do in (
        lambda: queries.plan_for(stranger, amt, plan.uid),
        lambda: queries.texts_for(stranger, plan),
        lambda: services.write_text(actor=stranger, plan=plan, chapter=CHOSEN[0], text="Text"),
    ):
        with pytest.raises(Forbidden):
            do()
    with owner_scope([amt, twin]):
        assert queries.plan_for(stranger, twin, plan.uid) is None


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"title": " "}, "Titel"),
        ({"chapters": []}, "mindestens ein Kapitel"),
        ({"chapters": ["gibt-es-nicht"]}, "gibt es nicht"),
        ({"state": "released"}, "Stand"),
    ],
)
def test_what_cannot_stand_is_refused(
    given: dict[str, object], sentence: str, plan: ReportPlan, planner: Actor
) -> None:
    values = {"title": "B", "chapters": CHOSEN, "with_drafts": True, "state": "draft", **given}
    with pytest.raises(Refused, match=sentence):
        services.edit_report(actor=planner, plan=plan, version=1, **values)  # type: ignore[arg-type]
    assert ReportPlan.objects.get().version == 1


def test_moving_and_choosing_keep_the_order_of_the_person(plan: ReportPlan, planner: Actor) -> None:
    services.move_chapter(actor=planner, plan=plan, version=1, key="datenluecken", up=True)
    assert plan.chapters == [CHOSEN[0], CHOSEN[2], CHOSEN[1]]
    values = {"title": "Neu", "with_drafts": False, "state": "done"}
    services.edit_report(actor=planner, plan=plan, version=2, chapters=[*CHOSEN, "ausblick"], **values)  # type: ignore[arg-type]
    assert plan.chapters == [CHOSEN[0], CHOSEN[2], "ausblick", CHOSEN[1]]
    with pytest.raises(Refused, match="gehört nicht zum Bericht"):
        services.move_chapter(actor=planner, plan=plan, version=3, key="vorwort", up=True)


def test_a_stale_version_changes_nothing(plan: ReportPlan, planner: Actor) -> None:
    services.move_chapter(actor=planner, plan=plan, version=1, key="datenluecken", up=True)
    with pytest.raises(Conflict) as caught:
        services.move_chapter(actor=planner, plan=plan, version=1, key="datenluecken", up=True)
    assert caught.value.obj.version == 2
    text = services.write_text(actor=planner, plan=plan, chapter=CHOSEN[0], text="Alt")
    services.edit_text(actor=planner, written=text, version=1, heading="", text="Neu")
    with pytest.raises(Conflict):
        services.edit_text(actor=planner, written=text, version=1, heading="", text="Anders")
    assert ReportText.objects.get().text == "Neu"


def test_a_text_carries_the_function_of_who_wrote_it_last(
    plan: ReportPlan, planner: Actor, amt: Organisation, person_in: PersonIn
) -> None:
    text = services.write_text(actor=planner, plan=plan, chapter=CHOSEN[1], heading=" Lage ", text="Eins\r\nzwei ")
    assert (text.heading, text.text, text.author_function) == ("Lage", "Eins\nzwei", "Planungskoordination")
    other = actor_for(person_in(amt, Role.SPECIALIST_PLANNER))
    services.edit_text(actor=other, written=text, version=1, heading="Lage", text="Eins\nzwei")
    assert (text.version, text.author_function) == (1, "Planungskoordination")  # nothing changed
    services.edit_text(actor=other, written=text, version=1, heading="Lage", text="Drei")
    assert (text.version, text.author_function) == (2, "Fachplanung")
    with pytest.raises(Refused, match="leer"):
        services.write_text(actor=planner, plan=plan, chapter=CHOSEN[1], text=" \n ")
    with pytest.raises(Refused, match="gibt es nicht"):
        services.write_text(actor=planner, plan=plan, chapter="gibt-es-nicht", text="Text")


def test_undo_brings_back_what_was_deleted_and_the_old_wording(plan: ReportPlan, planner: Actor) -> None:
    text = services.write_text(actor=planner, plan=plan, chapter=CHOSEN[0], text="Alt")
    services.edit_text(actor=planner, written=text, version=1, heading="", text="Neu")
    undo_act(actor=planner, row=Act.objects.get(verb="monitoring.edit_report_text"))
    assert ReportText.objects.get().text == "Alt"
    text.refresh_from_db()
    services.delete_text(actor=planner, written=text, version=text.version)
    assert queries.texts_for(planner, plan) == []
    undo_act(actor=planner, row=Act.objects.get(verb="monitoring.delete_report_text"))
    assert queries.texts_for(planner, plan) == [text]
    services.delete_report(actor=planner, plan=plan, version=plan.version)
    assert queries.newest_plan_for(planner, plan.owner) is None
    with pytest.raises(Refused, match="gelöscht"):
        services.move_chapter(actor=planner, plan=plan, version=plan.version, key=CHOSEN[0], up=False)
    undo_act(actor=planner, row=Act.objects.get(verb="monitoring.delete_report"))
    assert queries.newest_plan_for(planner, plan.owner) == plan
