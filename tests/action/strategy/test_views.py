"""Pages of the room: who gets them, what they do, what they answer when something is in the way."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sozialstrategie.action.strategy import queries, services
from sozialstrategie.action.strategy.models import (
    Finding,
    Goal,
    GoalMeasure,
    Measure,
    Need,
    NeedGoal,
)
from sozialstrategie.action.strategy.urls import urlpatterns
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Organisation

from .conftest import Signal, build_chain, login, person_in, url

READERS = [
    Role.PLANNING_COORDINATOR, Role.SPECIALIST_PLANNER, Role.LEADERSHIP, Role.DATA_STEWARD, Role.MEASURE_OWNER,
    Role.FUNDING_OFFICER, Role.PROCESS_CONSULTANT,
]  # fmt: skip
STRANGERS = [Role.CLERK, Role.BODY_MEMBER, Role.STATE_VIEWER, Role.FUNDING_AUTHORITY, Role.ADMIN]


def read_pages(home: Organisation, chain: SimpleNamespace) -> list[str]:
    return [
        *(
            url(n, home)
            for n in ("thread", "thread_table", "findings", "needs", "goals", "measures", "fields", "strategy")
        ),
        url("finding", home, chain.finding.uid),
        url("need", home, chain.need.uid),
        url("goal", home, chain.goal.uid),
        url("measure", home, chain.measure.uid),
        url("field", home, chain.field.uid),
    ]


def form_pages(home: Organisation, chain: SimpleNamespace) -> list[str]:
    pages = [url(f"{k}_new", home) for k in ("finding", "need", "goal", "measure", "field", "strategy")]
    for kind in ("finding", "need", "goal", "measure", "field", "strategy"):
        pages.append(url(f"{kind}_edit", home, getattr(chain, kind).uid))
    pages += [url(f"{k}_rest", home, getattr(chain, k).uid) for k in ("finding", "need", "goal", "measure")]
    pages += [url("finding_reject", home, chain.finding.uid), url("measure_logic", home, chain.measure.uid)]
    return pages


# --- who gets what -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", READERS)
def test_members_read_drafts(home: Organisation, chain: SimpleNamespace, role: Role) -> None:
    client = login(home, role)
    for page in read_pages(home, chain):
        assert client.get(page).status_code == 200, page


@pytest.mark.parametrize("role", STRANGERS)
def test_who_may_not_see_drafts_gets_404(home: Organisation, chain: SimpleNamespace, role: Role) -> None:
    client = login(home, role)
    for page in read_pages(home, chain) + form_pages(home, chain):
        assert client.get(page).status_code == 404, page


def test_a_twin_gets_the_same_404_as_for_what_does_not_exist(
    home: Organisation, twin: Organisation, chain: SimpleNamespace, foreign: SimpleNamespace
) -> None:
    client = login(twin, Role.PLANNING_COORDINATOR)
    for page in read_pages(home, chain) + form_pages(home, chain):
        assert client.get(page).status_code == 404, page
    # the own address with the uid of somebody else's record
    for kind in ("finding", "need", "goal", "measure", "field"):
        theirs = client.get(url(kind, twin, getattr(chain, kind).uid))
        missing = client.get(url(kind, twin, uuid4()))
        assert theirs.status_code == missing.status_code == 404
    own = client.get(url("thread", twin))
    assert own.status_code == 200 and "musterberg" not in own.content.decode().lower()


def test_nobody_signed_in_is_sent_to_the_login(home: Organisation, chain: SimpleNamespace) -> None:
    for page in read_pages(home, chain) + form_pages(home, chain):
        answer = Client().get(page)
        assert answer.status_code == 302 and reverse("account_login") in answer["Location"]


@pytest.mark.parametrize("role", [r for r in READERS if r not in (Role.PLANNING_COORDINATOR, Role.SPECIALIST_PLANNER)])
def test_readers_get_no_form_and_no_change(home: Organisation, chain: SimpleNamespace, role: Role) -> None:
    client = login(home, role)
    for page in form_pages(home, chain):
        assert client.get(page).status_code == 404, page
    assert client.post(url("need_edit", home, chain.need.uid), {"title": "x"}).status_code == 404
    assert client.post(url("need_delete", home, chain.need.uid)).status_code == 404
    assert client.post(url("goal_unlink", home, chain.goal.uid, "bedarf", chain.need.uid)).status_code == 404
    chain.need.refresh_from_db()
    assert chain.need.deleted_at is None and NeedGoal.objects.filter(goal=chain.goal).exists()


def test_every_writing_address_refuses_get_or_shows_a_form(
    home: Organisation, chain: SimpleNamespace, web: Client
) -> None:
    posts = {"delete", "restore", "wake", "link", "unlink", "check", "renew", "submit", "release", "freeze", "approve"}
    for pattern in urlpatterns:
        what = (pattern.name or "").rpartition("_")[2]
        if what not in posts or pattern.name in ("strategy_release", "opinion_request_link"):
            continue
        args: list[Any] = [uuid4()]
        args += ["bedarf"] if what in ("link", "unlink") else []
        args += [uuid4()] if what in ("unlink", "approve") else []
        assert web.get(url(str(pattern.name), home, *args)).status_code == 405, pattern.name


# --- making and changing -------------------------------------------------------------------------------------------


def test_from_a_finding_to_a_measure_by_forms_alone(home: Organisation, chain: SimpleNamespace, web: Client) -> None:
    answer = web.post(url("finding_new", home), {"title": "Eltern nennen fehlende Wege", "field": chain.field.pk})
    finding = Finding.objects.get(owner=home, number=2)
    assert answer.status_code == 303 and answer["Location"] == url("finding", home, finding.uid)
    answer = web.post(
        f"{url('need_new', home)}?befund={finding.uid}",
        {"title": "Ferien sind für alle erreichbar", "urgency": "high", "state": "suspected"},
    )
    need = Need.objects.get(owner=home, number=2)
    assert answer.status_code == 303 and need.finding_links.get().finding == finding
    answer = web.post(
        f"{url('goal_new', home)}?bedarf={need.uid}",
        {"field": chain.field.pk, "kind": "goal", "title": "Ferienangebote überall"},
    )
    goal = Goal.objects.get(owner=home, number="1.2")
    assert answer.status_code == 303 and goal.need_links.get().need == need
    answer = web.post(
        f"{url('measure_new', home)}?ziel={goal.uid}",
        {
            "field": chain.field.pk, "title": "Ferienbus", "priority": "1", "status": "idea", "visibility": "internal",
            "target_value": "1.234,5", "baseline_value": "0",
        },
    )  # fmt: skip
    measure = Measure.objects.get(owner=home, number="1.2.1")
    assert answer.status_code == 303 and measure.goal_links.get().goal == goal
    assert str(measure.target_value) == "1234.500"
    page = web.get(url("thread", home)).content.decode()
    assert "Ferienbus" in page and "Befund 2: Eltern nennen fehlende Wege" in page


def test_a_form_with_errors_says_so_and_keeps_the_text(home: Organisation, chain: SimpleNamespace, web: Client) -> None:
    answer = web.post(
        url("measure_new", home),
        {"field": chain.field.pk, "title": "", "description": "Mein langer Text", "number": "1.1.1"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Fehler:" in page and "Mein langer Text" in page
    answer = web.post(
        url("measure_new", home),
        {
            "field": chain.field.pk,
            "title": "Doppelt",
            "number": "1.1.1",
            "priority": 2,
            "status": "idea",
            "visibility": "internal",
        },
    )
    assert answer.status_code == 422 and "Diese Nummer hat schon eine andere Maßnahme." in answer.content.decode()


def test_forms_refuse_records_of_another_municipality(
    home: Organisation, chain: SimpleNamespace, foreign: SimpleNamespace, web: Client
) -> None:
    page = web.get(url("goal_new", home)).content.decode()
    assert f'value="{chain.field.pk}"' in page and f'value="{foreign.field.pk}"' not in page
    answer = web.post(url("goal_new", home), {"field": foreign.field.pk, "kind": "goal", "title": "Fremd"})
    assert answer.status_code == 422
    assert not Goal.objects.filter(title="Fremd").exists()
    for kind, other, end in (("goal", "massnahme", foreign.measure), ("need", "befund", foreign.finding)):
        web.post(url(f"{kind}_link", home, getattr(chain, kind).uid, other), {"other": str(end.uid)})
        assert web.post(url(f"{kind}_unlink", home, getattr(chain, kind).uid, other, end.uid)).status_code == 404
    assert not GoalMeasure.objects.filter(goal=chain.goal, measure=foreign.measure).exists()
    assert web.get(f"{url('need_new', home)}?befund={foreign.finding.uid}").status_code == 404
    assert web.get(f"{url('need_new', home)}?befund=unsinn").status_code == 404


def test_link_and_unlink_by_form(home: Organisation, chain: SimpleNamespace, planner: Actor, web: Client) -> None:
    other = services.create_need(actor=planner, owner=home, title="Zweiter Bedarf")
    answer = web.post(url("goal_link", home, chain.goal.uid, "bedarf"), {"other": str(other.uid)})
    assert answer.status_code == 303 and NeedGoal.objects.filter(need=other, goal=chain.goal).exists()
    page = web.get(url("goal", home, chain.goal.uid)).content.decode()
    assert "Zweiter Bedarf" in page and url("goal_unlink", home, chain.goal.uid, "bedarf", other.uid) in page
    web.post(url("goal_unlink", home, chain.goal.uid, "bedarf", other.uid))
    assert not NeedGoal.objects.filter(need=other).exists()
    assert web.post(url("goal_link", home, chain.goal.uid, "befund"), {"other": str(other.uid)}).status_code == 404


def test_two_people_edit_one_record(home: Organisation, chain: SimpleNamespace, planner: Actor, web: Client) -> None:
    page = web.get(url("measure_edit", home, chain.measure.uid))
    form = page.context["form"]
    seen = {name: form[name].value() for name in form.fields}
    data = {
        name: value
        if isinstance(value, list)
        else ""
        if value is None or value is False
        else str(getattr(value, "pk", value))
        for name, value in seen.items()
    }
    services.edit_measure(
        actor=planner,
        measure=chain.measure,
        version=chain.measure.version,
        title="Fassung des Amtes",
        status="preparing",
        status_reason="Die Stelle ist noch nicht besetzt.",
        needs_own_decision=True,
    )
    answer = web.post(
        url("measure_edit", home, chain.measure.uid), {**data, "title": "Meine Fassung", "lead_unit": "Sozialamt"}
    )
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Fassung des Amtes" in text and "Meine Fassung" in text and "vorbereitet" in text
    chain.measure.refresh_from_db()
    assert (chain.measure.title, chain.measure.lead_unit) == ("Fassung des Amtes", "Jugendamt")
    # the choice on that page is a plain POST with the new version
    fields = {
        name: value
        for name, value in re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', text)
        if name != "csrfmiddlewaretoken"
    }
    chosen = {
        **fields,
        "title": "Meine Fassung",
        "lead_unit": "Jugendamt",
        "status": "preparing",
        "needs_own_decision": "on",
    }
    answer = web.post(url("measure_edit", home, chain.measure.uid), chosen)
    assert answer.status_code == 303
    chain.measure.refresh_from_db()
    assert (chain.measure.title, chain.measure.lead_unit, chain.measure.status) == (
        "Meine Fassung",
        "Jugendamt",
        "preparing",
    )
    assert chain.measure.needs_own_decision and chain.measure.target_text == "14 Grundschulen"


def test_delete_and_restore_by_form(home: Organisation, chain: SimpleNamespace, web: Client) -> None:
    answer = web.post(url("need_delete", home, chain.need.uid), {"version": chain.need.version})
    assert answer.status_code == 303 and answer["Location"] == url("needs", home)
    assert web.get(url("need", home, chain.need.uid)).status_code == 404
    page = web.get(url("needs", home)).content.decode()
    assert "Zuletzt gelöscht" in page and url("need_restore", home, chain.need.uid) in page
    assert web.post(url("need_restore", home, chain.need.uid))["Location"] == url("need", home, chain.need.uid)
    assert web.get(url("need", home, chain.need.uid)).status_code == 200


def test_a_stale_delete_deletes_nothing(
    home: Organisation, chain: SimpleNamespace, planner: Actor, web: Client
) -> None:
    seen = chain.need.version
    services.edit_need(actor=planner, need=chain.need, version=seen, title="Neuer Text")
    web.post(url("need_delete", home, chain.need.uid), {"version": seen})
    chain.need.refresh_from_db()
    assert chain.need.deleted_at is None


def test_a_link_with_something_rejected_can_still_be_undone(
    home: Organisation, chain: SimpleNamespace, planner: Actor, web: Client
) -> None:
    services.reject_finding(actor=planner, finding=chain.finding, version=chain.finding.version, reason="überholt")
    page = web.get(url("need", home, chain.need.uid))
    assert [s["station"] for s in page.context["margin"].before] == ["Bedarf 1"]
    assert url("need_unlink", home, chain.need.uid, "befund", chain.finding.uid) in page.content.decode()


def test_resting_takes_a_loose_end_off_the_page(
    home: Organisation, chain: SimpleNamespace, planner: Actor, web: Client
) -> None:
    finding = services.create_finding(
        actor=planner, owner=home, title="Integrativ arbeiten 12,2 % der Kitas", field=chain.field
    )
    page = web.get(url("thread", home)).content.decode()
    assert "Befund 2 ohne Bedarf" in page
    assert url("finding_rest", home, finding.uid) in page and f"{url('need_new', home)}?befund={finding.uid}" in page
    assert web.post(url("finding_rest", home, finding.uid), {"reason": ""}).status_code == 422
    assert web.post(url("finding_rest", home, finding.uid), {"reason": "Wird 2027 neu erhoben"}).status_code == 303
    assert "Befund 2 ohne Bedarf" not in web.get(url("thread", home)).content.decode()
    assert "Wird 2027 neu erhoben" in web.get(url("finding", home, finding.uid)).content.decode()
    web.post(url("finding_wake", home, finding.uid))
    assert "Befund 2 ohne Bedarf" in web.get(url("thread", home)).content.decode()


# --- measures ------------------------------------------------------------------------------------------------------


def test_the_page_of_a_measure(home: Organisation, chain: SimpleNamespace, planner: Actor, web: Client) -> None:
    from datetime import date
    from decimal import Decimal

    services.edit_measure(
        actor=planner,
        measure=chain.measure,
        version=chain.measure.version,
        baseline_value=Decimal(2),
        target_value=Decimal(14),
        start=date(2023, 9, 1),
        end=date(2028, 12, 31),
    )
    services.set_logic(
        actor=planner,
        measure=chain.measure,
        version=chain.measure.version,
        steps={0: ("zwei volle Stellen", "Stellenplan"), 4: ("Familien kennen ihre Ansprüche", "")},
    )
    reading = services.add_reading(actor=planner, measure=chain.measure, day=date(2025, 12, 31), value=Decimal(9))
    page = web.get(url("measure", home, chain.measure.uid)).content.decode()
    for text in (
        "Familien finden Hilfe ohne Umwege",
        "9/2023 bis 12/2028",
        "Jugendamt",
        "0 Einsatz",
        "Indikator fehlt",
        "Es gibt noch keinen Sachstand.",
    ):
        assert text in page
    assert page.count("<h1>") == 1 and 'aria-current="step"' in page and "wartet" in page
    assert "Vom Ausgangswert zum Ziel" not in page  # not yet approved
    leader = login(home, Role.LEADERSHIP)
    assert leader.post(url("reading_approve", home, chain.measure.uid, reading.uid)).status_code == 303
    assert "(9 − 2) von (14 − 2), also 58 %." in web.get(url("measure", home, chain.measure.uid)).content.decode()


def test_the_measure_owner_reports_and_leadership_releases(
    home: Organisation, chain: SimpleNamespace, planner: Actor, web: Client
) -> None:
    person = person_in(home, Role.MEASURE_OWNER)
    client = Client()
    client.force_login(person)
    progress = url("measure_progress", home, chain.measure.uid)
    assert client.get(progress).status_code == 404
    services.edit_measure(actor=planner, measure=chain.measure, version=chain.measure.version, responsible=person)
    assert client.get(progress).status_code == 200
    answer = client.post(
        progress, {"rating": "on_track", "progress_note": "Fünf Schulen kommen dazu.", "version": chain.measure.version}
    )
    assert answer.status_code == 303
    assert client.post(progress, {"progress_note": "veraltet", "version": chain.measure.version}).status_code == 409
    assert client.get(url("measure_edit", home, chain.measure.uid)).status_code == 404
    client.post(url("measure_submit", home, chain.measure.uid))
    chain.measure.refresh_from_db()
    assert chain.measure.editorial_state == "draft"  # without a version nobody knows which state was meant
    client.post(url("measure_submit", home, chain.measure.uid), {"version": chain.measure.version})
    chain.measure.refresh_from_db()
    assert chain.measure.editorial_state == "submitted"
    assert client.post(url("measure_release", home, chain.measure.uid)).status_code == 404
    assert web.post(url("measure_release", home, chain.measure.uid)).status_code == 404
    leader = login(home, Role.LEADERSHIP)
    stands = {"version": chain.measure.version}
    assert leader.post(url("measure_release", home, chain.measure.uid), stands).status_code == 303
    chain.measure.refresh_from_db()
    assert chain.measure.editorial_state == "released"


def test_a_form_without_version_overwrites_nothing(home: Organisation, chain: SimpleNamespace, web: Client) -> None:
    for page, data in (
        (url("measure_progress", home, chain.measure.uid), {"progress_note": "blind"}),
        (url("measure_logic", home, chain.measure.uid), {"step_1": "blind"}),
        (url("need_edit", home, chain.need.uid), {"title": "blind", "state": "open"}),
    ):
        answer = web.post(page, data)
        assert answer.status_code == 422 and "unvollständig" in answer.content.decode(), page
    answer = web.post(url("measure_logic", home, chain.measure.uid), {"step_1": "spät", "version": 0})
    assert answer.status_code == 409 and "spät" in answer.content.decode()
    assert list(queries.logic_of(chain.measure)) == []


def test_the_measure_table_is_filtered(home: Organisation, chain: SimpleNamespace, planner: Actor, web: Client) -> None:
    other = services.create_field(actor=planner, owner=home, strategy=chain.strategy, title="Bildung")
    services.create_measure(actor=planner, owner=home, field=other, title="Übergangslotsen", status="idea")
    lines = lambda query: [line["m"].title for line in web.get(url("measures", home) + query).context["lines"]]  # noqa: E731
    assert lines("") == ["Lotsendienst an Grundschulen", "Übergangslotsen"]
    assert lines(f"?feld={other.uid}") == ["Übergangslotsen"]
    assert lines("?stand=running") == ["Lotsendienst an Grundschulen"]
    assert lines(f"?feld={other.uid}&stand=running") == []
    assert lines("?feld=unsinn&stand=unsinn") == ["Lotsendienst an Grundschulen", "Übergangslotsen"]


# --- the thread ----------------------------------------------------------------------------------------------------


def test_the_thread_is_followed_from_any_node(home: Organisation, chain: SimpleNamespace, web: Client) -> None:
    for kind in ("finding", "need", "goal", "measure"):
        answer = web.get(url("thread", home), {"ab": f"{kind}:{getattr(chain, kind).uid}"})
        assert answer.context["follow"] == f"{kind}:{getattr(chain, kind).uid}"
        assert len(answer.context["layout"].followed) == 5
    page = answer.content.decode()
    assert "f-kasten--an" in page and 'class="hier"' in page
    assert not re.search(r'(?:x|y|cx|cy|width|height)="[0-9]+,[0-9]', page)  # SVG wants points, the page speaks German
    assert web.get(url("thread", home), {"ab": "measure:unsinn", "feld": "unsinn"}).status_code == 200


def test_the_thread_as_csv(home: Organisation, chain: SimpleNamespace, planner: Actor, web: Client) -> None:
    services.create_finding(actor=planner, owner=home, title="=HYPERLINK(1)")
    text = web.get(url("thread_table", home)).content.decode("utf-8-sig")
    lines = text.splitlines()
    assert lines[0] == "Zahl;Befund;Bedarf;Ziel;Maßnahme;Beschluss;Wirkung"
    assert "1.1.1 Lotsendienst an Grundschulen" in lines[1] and lines[2].startswith(";2 =HYPERLINK(1);Bedarf fehlt")


def test_empty_pages_say_what_comes_first(home: Organisation, web: Client) -> None:
    for name in ("thread", "findings", "needs", "goals", "measures", "fields", "strategy"):
        assert web.get(url(name, home)).status_code == 200, name
    answer = web.get(url("goal_new", home))
    assert answer.status_code == 303 and answer["Location"] == url("strategy_new", home)


# --- strategy ------------------------------------------------------------------------------------------------------


def test_a_finding_shows_its_figures_and_which_changed(
    home: Organisation, chain: SimpleNamespace, planner: Actor, web: Client
) -> None:
    finding = services.accept_finding(actor=planner, owner=home, draft=Signal())
    page = web.get(url("finding", home, finding.uid)).content.decode()
    assert "14,2" in page and "11,9" in page and "abcd1234" in page
    assert "Aus Daten entworfen, geprüft von Planungskoordination am" in page
    # no run in this test: the frozen figures exist nowhere any more
    assert "gibt es in der neuen Ausgabe nicht mehr" in page


# --- size ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["findings", "needs", "goals", "measures", "fields", "thread", "thread_table"])
def test_lists_need_at_most_twelve_queries(home: Organisation, chain: SimpleNamespace, web: Client, name: str) -> None:
    Goal.objects.bulk_create(
        Goal(owner=home, field=chain.field, number=f"1.{i + 2}", title=f"Ziel {i}") for i in range(60)
    )
    Measure.objects.bulk_create(
        Measure(owner=home, field=chain.field, number=f"1.9.{i}", title=f"Maßnahme {i}") for i in range(130)
    )
    Finding.objects.bulk_create(Finding(owner=home, number=i + 2, title=f"Befund {i}") for i in range(60))
    with CaptureQueriesContext(connection) as queries:
        answer = web.get(url(name, home))
    assert answer.status_code == 200 and len(queries) <= 12
    assert len(answer.content) < 150_000


def test_the_whole_thread_of_a_large_strategy_stays_readable(
    home: Organisation, chain: SimpleNamespace, web: Client
) -> None:
    measures = Measure.objects.bulk_create(
        Measure(owner=home, field=chain.field, number=f"1.9.{i}", title=f"Maßnahme {i}") for i in range(130)
    )
    GoalMeasure.objects.bulk_create(GoalMeasure(owner=home, goal=chain.goal, measure=m) for m in measures)
    answer = web.get(url("thread", home), {"feld": "alle"})
    assert answer.context["layout"] is None and "zu viele Einträge" in answer.content.decode()
    assert len(answer.content) < 150_000


@pytest.mark.parametrize("kind", ["finding", "need", "goal", "measure"])
def test_pages_of_records_ask_the_same_of_a_large_strategy(
    home: Organisation, chain: SimpleNamespace, web: Client, kind: str
) -> None:
    address = url(kind, home, getattr(chain, kind).uid)
    web.get(address)
    with CaptureQueriesContext(connection) as few:
        web.get(address)
    needs = Need.objects.bulk_create(Need(owner=home, number=i + 2, title=f"Bedarf {i}") for i in range(40))
    NeedGoal.objects.bulk_create(NeedGoal(owner=home, need=n, goal=chain.goal) for n in needs)
    with CaptureQueriesContext(connection) as many:
        web.get(address)
    # one of them for the Aktenzeichen; the page of a measure also tells its history, milestones, money and why it is late
    assert len(many) <= len(few) <= (22 if kind == "measure" else 17)


def test_pages_of_a_second_organisation_hold_only_its_own_words(
    home: Organisation, twin: Organisation, chain: SimpleNamespace
) -> None:
    other = build_chain(twin)
    client = login(home, Role.PLANNING_COORDINATOR)
    for page in read_pages(home, chain) + form_pages(home, chain):
        text = client.get(page).content.decode()
        assert "zwillingen" not in text.lower() and str(other.measure.uid) not in text, page
