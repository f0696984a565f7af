"""Reports and their history, questions under a link, returned tables, money, the implementation report."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sozialstrategie.action.strategy import services
from sozialstrategie.action.strategy.models import BudgetLine, Measure, ProgressAnswer, ProgressRequest, StatusUpdate
from sozialstrategie.action.strategy.progress import budget, queries, workbook
from sozialstrategie.action.strategy.progress import services as progress
from sozialstrategie.action.strategy.progress.report import build_report, report_document
from sozialstrategie.action.strategy.progress.timeline import Point, Row, draw
from sozialstrategie.kit.core.actor import PUBLIC, Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Conflict, Forbidden, Refused
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.undo import undo_act
from sozialstrategie.kit.documents.model import Heading, TableBlock
from sozialstrategie.kit.workplace.models import Task
from tests.action.strategy.conftest import actor_in, login, url

D = Decimal


def told(measure: Measure) -> list[tuple[str, str, str]]:
    rows = StatusUpdate.objects.filter(measure=measure, deleted_at=None)
    return [(u.text, u.rating, u.by_words) for u in rows]


def test_every_report_stays_in_the_history_and_undo_takes_it_along(
    home: Organisation, chain: SimpleNamespace, planner: Actor, web: Client
) -> None:
    m = chain.measure
    for text, rating in (("Erster Stand", "on_track"), ("Zweiter Stand", "attention")):
        services.update_progress(actor=planner, measure=m, version=m.version, progress_note=text, rating=rating)
    row = Act.objects.filter(verb="strategy.update_progress")[0]
    # the same words on the same day add nothing
    services.update_progress(actor=planner, measure=m, version=m.version, progress_note="Zweiter Stand")
    assert told(m) == [
        ("Zweiter Stand", "attention", "Planungskoordination"),
        ("Erster Stand", "on_track", "Planungskoordination"),
    ]
    page = web.get(url("measure", home, m.uid)).content.decode()
    assert "Frühere Sachstände (1)" in page and "Erster Stand" in page
    assert m.status == "running"  # the traffic light is no state
    undo_act(actor=planner, row=row)
    m.refresh_from_db()
    assert m.progress_note == "Erster Stand" and [text for text, *_ in told(m)] == ["Erster Stand"]
    undo_act(actor=planner, row=Act.objects.filter(verb="core.undo")[0])
    assert [text for text, *_ in told(m)] == ["Zweiter Stand", "Erster Stand"]


# --- under a link -------------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(home: Organisation, chain: SimpleNamespace, planner: Actor) -> ProgressRequest:
    return progress.ask_unit(
        actor=planner, owner=home, unit="Jugendamt", measures=[chain.measure], due_on=timezone.localdate()
    )


def link(asked: ProgressRequest, planner: Actor) -> str:
    return reverse("progress:answer", args=[progress.make_link(actor=planner, request=asked, version=asked.version)])


def words(asked: ProgressRequest, text: str = "Zwei Schulen mehr", **more: str) -> dict[str, str]:
    key = str(asked.answers.get().uid)
    return {"from_function": "Jugendamt, Sachgebiet 2", f"text_{key}": text, f"rating_{key}": "on_track", **more}


def test_an_answer_under_a_link_is_a_draft_that_a_planner_takes_over(
    home: Organisation,
    chain: SimpleNamespace,
    foreign: SimpleNamespace,
    asked: ProgressRequest,
    planner: Actor,
    web: Client,
) -> None:
    address, office, m = link(asked, planner), Client(), chain.measure
    page = office.get(address)
    assert page.status_code == 200 and m.title in page.content.decode()
    assert foreign.strategy.owner.name not in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin" and "noindex" in page["X-Robots-Tag"]
    assert office.post(address, {"from_function": "Jugendamt"}).status_code == 422
    assert office.post(address, words(asked, from_function="Frau Müller")).status_code == 422
    assert office.post(address, words(asked)).status_code == 303
    assert office.post(address, words(asked, "Drei Schulen mehr")).status_code == 303
    m.refresh_from_db()
    assert (m.progress_note, told(m)) == ("", [])  # nothing happens by itself
    answer = asked.answers.get()
    body = {"version": answer.version, "measure_version": m.version}
    assert web.post(url("progress_answer_take", home, answer.uid), body).status_code == 303
    m.refresh_from_db()
    assert (m.progress_note, m.rating) == ("Drei Schulen mehr", "on_track")
    assert told(m) == [("Drei Schulen mehr", "on_track", "Jugendamt, Sachgebiet 2")]
    assert StatusUpdate.objects.get(measure=m).way == "link"
    # what is decided stays: the office sees it and cannot write over it
    assert "text_" not in office.get(address).content.decode()
    assert office.post(address, words(asked, "Noch mehr")).status_code == 422
    with pytest.raises(Refused, match="übernommen"):
        answer.refresh_from_db()
        progress.decline(actor=planner, answer=answer, version=answer.version)


def test_links_end(chain: SimpleNamespace, home: Organisation, asked: ProgressRequest, planner: Actor) -> None:
    first = link(asked, planner)
    second = link(asked, planner)
    office = Client()
    assert office.get(first).status_code == 404  # a new one ends the old one
    assert office.get(second).status_code == 200
    token = second.rstrip("/").rpartition("/")[2]
    assert ProgressRequest.objects.get().token_hash == queries.token_hash(token) != token
    ProgressRequest.objects.update(link_until=timezone.localdate() - timedelta(days=1))
    assert office.get(second).status_code == 404
    ProgressRequest.objects.update(link_until=timezone.localdate())
    asked.refresh_from_db()
    progress.close_request(actor=planner, request=asked, version=asked.version)
    assert office.get(second).status_code == 404
    assert ProgressRequest.objects.get().token_hash == ""
    with pytest.raises(Refused, match="beendet"):
        progress.make_link(actor=planner, request=asked, version=asked.version)


def test_who_asks_and_what_is_refused(
    home: Organisation, twin: Organisation, chain: SimpleNamespace, foreign: SimpleNamespace, planner: Actor, leader: Actor,
    asked: ProgressRequest, web: Client,
) -> None:  # fmt: skip
    make: dict[str, Any] = {"owner": home, "unit": "Jugendamt", "measures": [chain.measure]}
    with pytest.raises(Forbidden):
        progress.ask_unit(actor=leader, **make, due_on=timezone.localdate())
    with pytest.raises(services.Invalid, match="Vergangenheit"):
        progress.ask_unit(actor=planner, **make, due_on=date(2020, 1, 1))
    with pytest.raises(Forbidden):  # measures of another organisation
        progress.ask_unit(actor=planner, **{**make, "measures": [foreign.measure]}, due_on=timezone.localdate())
    other = actor_in(twin, Role.PLANNING_COORDINATOR)
    assert queries.request_for(other, twin, asked.uid) is None
    assert web.get(url("progress_request", home, asked.uid)).status_code == 200
    assert login(twin, Role.PLANNING_COORDINATOR).get(url("progress_request", home, asked.uid)).status_code == 404
    page = web.get(url("progress_ask", home) + "?stelle=Jugendamt")
    assert chain.measure.title in page.content.decode()
    body = {"measures": [str(chain.measure.uid)], "due_on": "2030-01-31"}
    assert web.post(url("progress_ask", home) + "?stelle=Jugendamt", body).status_code == 303
    newest = ProgressRequest.objects.filter(due_on=date(2030, 1, 31)).get()
    assert web.post(url("progress_request_token", home, newest.uid), {"version": newest.version}).status_code == 303
    assert "/sachstand/" in web.get(url("progress_request", home, newest.uid)).content.decode()
    assert "/sachstand/" not in web.get(url("progress_request", home, newest.uid)).content.decode()  # once


def test_taking_over_asks_for_the_state_that_was_seen(
    chain: SimpleNamespace, asked: ProgressRequest, planner: Actor, home: Organisation
) -> None:
    Client().post(link(asked, planner), words(asked))
    answer, seen = ProgressAnswer.objects.get(), chain.measure.version
    services.update_progress(actor=planner, measure=chain.measure, version=seen, progress_note="Inzwischen")
    with pytest.raises(Conflict):
        progress.take_over(actor=planner, answer=answer, version=answer.version, measure_version=seen)
    answer.refresh_from_db()
    assert answer.state == "answered" and told(chain.measure) == [("Inzwischen", "", "Planungskoordination")]


# --- a returned table ---------------------------------------------------------------------------------------------------


def filled(data: bytes, cells: dict[tuple[int, int], Any]) -> bytes:
    """The written table with further cells filled in (row, column from 0), as a unit sends it back."""
    import python_calamine
    import xlsxwriter

    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(workbook.SHEET)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                sheet.write(r, c, cells.get((r, c), value))
        for (r, c), value in cells.items():
            sheet.write(r, c, value)
    return sink.getvalue()


RATING, TEXT, NEXT, DAY = 5, 6, 7, 8
TODAY = date(2026, 3, 15)


def test_a_returned_table_is_compared_cell_by_cell(home: Organisation, chain: SimpleNamespace, planner: Actor) -> None:
    second = services.create_measure(
        actor=planner, owner=home, field=chain.field, title="Zweite", lead_unit="Jugendamt", status="running"
    )
    measures = queries.measures_of_unit(planner, home, "Jugendamt")
    assert {m.pk for m in measures} == {chain.measure.pk, second.pk}
    data = workbook.progress_workbook(home, "Jugendamt", measures, today=TODAY)
    assert (read := workbook.read_workbook(data, measures, today=TODAY)).updates == [] and read.same == 2
    plan = workbook.read_workbook(
        filled(data, {(1, RATING): "Im Plan", (1, TEXT): "=2+2 läuft & <gut>", (1, DAY): "01.03.2026"}),
        measures,
        today=TODAY,
    )
    assert plan.faults == [] and plan.same == 1
    assert plan.updates[0].values == {
        "rating": "on_track", "progress_note": "=2+2 läuft & <gut>", "progress_on": date(2026, 3, 1)
    }  # fmt: skip
    wrong = {
        (1, RATING): "super",
        (1, DAY): "31.02.2026",
        (2, DAY): "16.03.2026",
        (2, TEXT): "morgen",
        (3, 0): "x",
        (3, TEXT): "y",
    }
    found = workbook.read_workbook(filled(data, wrong), measures, today=TODAY)
    assert [f.cell for f in found.faults] == ["F2", "I2", "I3", "A4"]
    assert "im Plan" in found.faults[0].text and "Zukunft" in found.faults[2].text
    twice = filled(data, {(1, TEXT): "a", (3, 0): str(measures[0].uid), (3, TEXT): "b"})
    assert [str(f) for f in workbook.read_workbook(twice, measures, today=TODAY).faults] == [
        "Zelle A4: Diese Maßnahme steht schon in Zeile 2."
    ]
    assert workbook.read_workbook(b"kein Excel", measures, today=TODAY).faults[0].cell == ""


def test_the_locked_columns_are_locked(home: Organisation, chain: SimpleNamespace) -> None:
    import zipfile

    data = workbook.progress_workbook(home, "Jugendamt", [chain.measure], today=TODAY)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        styles = archive.read("xl/styles.xml").decode()
    assert "<sheetProtection" in sheet and 'locked="0"' in styles and 'hidden="1"' in sheet


def test_preview_first_then_all_or_nothing(
    home: Organisation, twin: Organisation, chain: SimpleNamespace, foreign: SimpleNamespace, web: Client, planner: Actor,
    settings: Any, tmp_path: Any,
) -> None:  # fmt: skip
    settings.HOME = tmp_path
    data = web.get(url("progress_table", home) + "?stelle=Jugendamt").content
    sent = filled(data, {(1, TEXT): "Neue Sprechstunde"})
    address = url("progress_returned", home)
    page = web.post(address, {"file": SimpleUploadedFile("t.xlsx", sent)})
    assert page.status_code == 200 and "Ein neuer Sachstand, 0 unverändert" in page.content.decode()
    assert told(chain.measure) == []
    confirmed = page.context["confirmed"]
    other = login(twin, Role.PLANNING_COORDINATOR)
    assert other.post(url("progress_returned", twin), {"confirmed": confirmed}).status_code == 404
    assert web.post(address, {"confirmed": confirmed}).status_code == 303
    assert told(chain.measure) == [("Neue Sprechstunde", "", "Jugendamt")]
    assert StatusUpdate.objects.get(measure=chain.measure).way == "workbook"
    # the same file again adds nothing
    again = web.post(address, {"file": SimpleUploadedFile("t.xlsx", sent)})
    assert "0 neue Sachstände, 1 unverändert" in again.content.decode() and "confirmed" not in again.context
    # a foreign table changes nothing here
    theirs = workbook.progress_workbook(twin, "Jugendamt", [foreign.measure], today=TODAY)
    page = web.post(address, {"file": SimpleUploadedFile("t.xlsx", filled(theirs, {(1, TEXT): "x"}))})
    assert page.status_code == 422 and "Zelle A2" in page.content.decode()


# --- money --------------------------------------------------------------------------------------------------------------


def test_shares_sum_to_the_cent(home: Organisation, chain: SimpleNamespace, planner: Actor, leader: Actor) -> None:
    line: dict[str, Any] = {
        "year": 2026,
        "category": "material",
        "planned": D("1000.00"),
        "actual": None,
        "note": "Druck",
    }
    shares = [("Kreishaushalt", D("333.34")), ("ESF Plus", D("666.66"))]
    with pytest.raises(services.Invalid) as refusal:
        budget.add_line(actor=planner, measure=chain.measure, **line, shares=[*shares[:1], ("ESF Plus", D("666.65"))])
    assert "geplant sind 1.000,00 Euro: es fehlen 0,01 Euro" in str(refusal.value)
    with pytest.raises(services.Invalid, match="0,01 Euro zu viel"):
        budget.add_line(actor=planner, measure=chain.measure, **line, shares=[*shares[:1], ("ESF Plus", D("666.67"))])
    with pytest.raises(Forbidden):
        budget.add_line(actor=leader, measure=chain.measure, **line)
    made = budget.add_line(actor=planner, measure=chain.measure, **line, shares=shares)
    years = budget.budget_of(planner, chain.measure)
    assert [(y.year, y.planned, y.actual) for y in years] == [(2026, D(1000), None)]
    assert [(s.source, s.amount) for s in years[0].lines[0][1]] == shares
    with pytest.raises(services.Invalid):
        budget.edit_line(actor=planner, line=made, version=made.version, planned=D(900), shares=shares)
    made.refresh_from_db()
    budget.edit_line(actor=planner, line=made, version=made.version, planned=D(900), shares=[("Kreishaushalt", D(900))])
    assert [s.source for s in budget.shares_of(made)] == ["Kreishaushalt"]
    with pytest.raises(Conflict):
        budget.edit_line(
            actor=planner, line=made, version=1, planned=D(900), actual=D(5), shares=[("Kreishaushalt", D(900))]
        )


def test_staff_costs_are_one_sum(home: Organisation, chain: SimpleNamespace, planner: Actor, web: Client) -> None:
    staff: dict[str, Any] = {"year": 2026, "category": "staff", "planned": D(60000), "actual": D(58000)}
    with pytest.raises(services.Invalid, match="nur als Summe"):
        budget.add_line(actor=planner, measure=chain.measure, **staff, note="Stelle 4711")
    budget.add_line(actor=planner, measure=chain.measure, **staff, note="")
    with pytest.raises(services.Invalid, match="einzigen Summe"):
        budget.add_line(actor=planner, measure=chain.measure, **staff, note="")
    body = {
        "year": "2026",
        "category": "material",
        "planned": "1.000,50",
        "source_1": "Kreishaushalt",
        "amount_1": "1.000,5",
    }
    assert web.post(url("budget_new", home, chain.measure.uid), body).status_code == 303
    half = web.post(url("budget_new", home, chain.measure.uid), {**body, "amount_1": ""})
    assert half.status_code == 422 and "gehören zusammen" in half.content.decode()
    page = web.get(url("measure", home, chain.measure.uid)).content.decode()
    assert "61.000,50 Euro" in page and "58.000,00 Euro" in page
    line = BudgetLine.objects.get(category="material")
    assert web.get(url("budget_edit", home, line.uid)).status_code == 200
    assert web.post(url("budget_delete", home, line.uid), {"version": line.version}).status_code == 303
    assert BudgetLine.objects.filter(deleted_at=None).count() == 1


# --- timeline and report ------------------------------------------------------------------------------------------------


def test_the_picture_of_the_timeline() -> None:
    from uuid import uuid4

    row = Row(
        uuid4(), "1.1", "Lotsen", "Jugendamt", "läuft", date(2026, 1, 1), date(2026, 12, 31), False,
        (Point("Start", date(2026, 7, 2), "done"),),
    )  # fmt: skip
    picture = draw([row], date(2026, 3, 1))
    assert picture is not None and picture.years == ((330.0, "2026"),)
    line = picture.lines[0]
    # 790 units for 365 days: day 182 lies at 330 + 182 * 790 / 365
    assert (line.x, line.width, line.marks[0].x) == (330.0, 787.8, 723.9)
    assert draw([Row(uuid4(), "1", "x", "", "Idee", None, None, False, ())], date(2026, 3, 1)) is None
    assert row.span == "01.01.2026 bis 31.12.2026"


def test_the_timeline_and_the_report_tell_milestones(
    home: Organisation, chain: SimpleNamespace, planner: Actor, leader: Actor, web: Client
) -> None:
    Task.objects.create(
        owner=home, kind="milestone", title="Räume stehen", due=date(2025, 1, 31), about_type="strategy.measure",
        about_uid=chain.measure.uid,
    )  # fmt: skip
    page = web.get(url("timeline", home)).content.decode()
    assert "Räume stehen" in page and "überfällig" in page and "<svg" in page
    dropped = services.create_measure(
        actor=planner, owner=home, field=chain.field, title="Fällt weg", status="dropped", status_reason="Kein Geld"
    )
    document = report_document(planner, home)
    cells = [c for b in document.blocks if isinstance(b, TableBlock) for row in b.rows for c in row]
    assert f"{chain.measure.number} Lotsendienst an Grundschulen" in cells and "Räume stehen" in cells
    assert f"{dropped.number} Fällt weg" in cells and "Kein Geld" in cells
    assert any("Es gibt noch keinen Sachstand." in str(c) and "überfällig" in str(c) for c in cells)
    assert document.state == "Arbeitsstand, nicht freigegeben" and document.example


def test_the_report_is_about_what_is_in_force_while_the_next_strategy_is_drafted(
    home: Organisation, chain: SimpleNamespace, planner: Actor, leader: Actor
) -> None:
    part = services.create_strategy(
        actor=planner,
        owner=home,
        umbrella=chain.strategy,
        title="Integrationskonzept",
        period_from=2025,
        period_to=2028,
    )
    field = services.create_field(actor=planner, owner=home, strategy=part, title="Ankommen")
    services.create_goal(actor=planner, owner=home, field=field, title="Alle kommen an")
    lotse = services.create_measure(actor=planner, owner=home, field=field, title="Sprachlotsen", status="running")
    services.life.enter_adopted(
        actor=planner, strategy=chain.strategy, version=chain.strategy.version, on=date(2025, 6, 25), body="Kreistag"
    )
    services.create_strategy(actor=planner, owner=home, title="Danach", period_from=2029, period_to=2032)
    document = report_document(planner, home)
    headings = [b.text for b in document.blocks if isinstance(b, Heading) and b.level == 1]
    cells = [c for b in document.blocks if isinstance(b, TableBlock) for row in b.rows for c in row]
    assert document.subtitle == chain.strategy.title
    assert headings[:2] == [f"1 {chain.field.title}", "Integrationskonzept: 1 Ankommen"]
    assert f"{chain.measure.number} {chain.measure.title}" in cells and f"{lotse.number} Sprachlotsen" in cells
    services.release_strategy(actor=leader, strategy=chain.strategy, version=chain.strategy.version)
    assert "Integrationskonzept" not in repr(report_document(PUBLIC, home)), "der Teilplan ist noch nicht freigegeben"
    services.edit_measure(actor=planner, measure=lotse, version=lotse.version, visibility="public")
    services.release_strategy(actor=leader, strategy=part, version=part.version)
    told = repr(report_document(PUBLIC, home))
    assert "Integrationskonzept: 1 Ankommen" in told and "Sprachlotsen" in told


def test_outsiders_read_what_is_released_and_nothing_after_it(
    home: Organisation, chain: SimpleNamespace, planner: Actor, leader: Actor
) -> None:
    with pytest.raises(Refused, match="noch keine Strategie freigegeben"):
        report_document(PUBLIC, home)
    hidden = services.create_measure(actor=planner, owner=home, field=chain.field, title="Intern GEHEIM")
    services.release_strategy(actor=leader, strategy=chain.strategy, version=chain.strategy.version, note="KT")
    m = Measure.objects.get(pk=chain.measure.pk)
    services.update_progress(
        actor=planner, measure=m, version=m.version, progress_note="Später GEHEIM", rating="stopped"
    )
    text = repr(report_document(PUBLIC, home).blocks)
    assert chain.measure.title in text and "GEHEIM" not in text and "Berechnet" not in text and hidden.title not in text
    data = build_report(PUBLIC, region=None, owner=home.slug, format="docx")
    assert data.startswith(b"PK")
    with pytest.raises(Refused):
        build_report(PUBLIC, region="16062", owner=None, format="pdf")


def test_the_report_as_pdf(home: Organisation, chain: SimpleNamespace, planner: Actor, web: Client) -> None:
    answer = web.get(url("implementation_report", home, "pdf"))
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF")
    assert build_report(planner, region=None, owner=home.slug, format="pdf") == answer.content
    assert web.get(url("implementation_report", home, "csv")).status_code == 404
