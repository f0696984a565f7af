"""Staff pages of reports: reading, writing beside drafted sentences, order, conflict, download, closed doors."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from sozialstrategie.evidence.monitoring import report_views
from sozialstrategie.evidence.monitoring.documents import planned_material
from sozialstrategie.evidence.monitoring.models import ReportPlan, ReportText
from sozialstrategie.evidence.monitoring.report import sources
from sozialstrategie.evidence.monitoring.report.compose import compose
from sozialstrategie.evidence.monitoring.report.sources import ReportFinding, register_report_source
from sozialstrategie.evidence.monitoring.reporting import services
from sozialstrategie.evidence.monitoring.signals import signals_for
from sozialstrategie.kit.accounts.models import Person
from sozialstrategie.kit.accounts.queries import actor_for
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.kit.documents.model import Document, Figure, Heading, SideNote

pytestmark = pytest.mark.usefixtures("few_figures")
PersonIn = Callable[[Organisation, str], Person]
FAMILIES, INCOME = "thema-familien-und-kinder", "thema-einkommen-und-mindestsicherung"
CHAPTERS = ["kurzfassung", "zum-bericht", FAMILIES, INCOME, "weitere-befunde", "ausblick"]


@pytest.fixture
def planner(amt: Organisation, person_in: PersonIn) -> Person:
    return person_in(amt, Role.PLANNING_COORDINATOR)


@pytest.fixture
def plan(amt: Organisation, planner: Person) -> ReportPlan:
    with owner_scope(amt):
        plan = services.create_report(actor=actor_for(planner), owner=amt, title="Bericht 2025", chapters=CHAPTERS)
        services.write_text(
            actor=actor_for(planner),
            plan=plan,
            chapter=INCOME,
            heading="Aus der Planung",
            text="Eins.\n\n- zwei\n- drei",
        )
    return plan


@pytest.fixture
def web(planner: Person, client: Client) -> Client:
    client.force_login(planner)
    return client


def url(name: str, *more: object) -> str:
    return reverse(f"monitoring_staff:{name}", args=["nord", *more])


def document(plan: ReportPlan, person: Person) -> Document:
    with owner_scope(plan.owner):
        return compose(planned_material(actor_for(person), plan))


def words(found: Document) -> str:
    return "\n".join(str(b) for b in found.blocks if not isinstance(b, Figure))


def test_beginning_a_report(web: Client, amt: Organisation) -> None:
    assert "Noch kein Bericht" in web.get(url("reports")).content.decode()
    form = web.get(url("report_new")).content.decode()
    assert f'value="Sozialbericht {amt.name}"' in form and form.count('name="chapters"') >= 12
    refused = web.post(url("report_new"), {"title": " "})
    assert refused.status_code == 422 and "mindestens ein Kapitel" in refused.content.decode()
    done = web.post(url("report_new"), {"title": "Neu", "chapters": CHAPTERS, "with_drafts": "on"})
    with owner_scope(amt):
        made = ReportPlan.objects.get()
    assert (done.status_code, done.headers["Location"]) == (303, url("report", made.uid))
    assert (made.chapters, made.with_drafts) == (CHAPTERS, True)
    assert "Neu" in web.get(url("reports")).content.decode()


def test_the_page_shows_own_texts_beside_the_sentences_of_the_document(
    web: Client, plan: ReportPlan, planner: Person
) -> None:
    page = web.get(url("report", plan.uid)).content.decode()
    chapter = page[page.index(f'id="{INCOME}"') : page.index('id="weitere-befunde"')]
    assert "Aus der Planung" in chapter and "<li>zwei</li>" in chapter and "Planungskoordination" in chapter
    sentence = "Im Landkreis Nordhausen lebten 2022 von 100 Menschen unter 65 Jahren 26,5 mit Leistungen nach SGB II. Zum Vergleich: in Thüringen 10,0"
    assert sentence in chapter and sentence in words(document(plan, planner))
    drafts = [d for d in signals_for("16062", audience="public").drafts]
    assert drafts and all(d.title in page for d in drafts) and page.count("Entwurf, von niemandem geprüft") >= 1
    assert url("report_document", plan.uid, "pdf") in page and url("report_document", plan.uid, "docx") in page


def test_own_texts_and_findings_are_marked_in_the_document(
    plan: ReportPlan, planner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "_SOURCES", {})
    signed = "Aus Daten entworfen, geprüft von Planungskoordination am 03.05.2026."
    for label, theme in (
        ("Befund 1", "Einkommen und Mindestsicherung"),
        ("Befund 2", ""),
        ("Befund 3", "Eigenes Thema"),
    ):
        finding = ReportFinding(
            label, theme, f"Titel {label}", "Aussage.", "Grenze.", signed, ("Quote: 9,5 (Nord, 2021)",)
        )
        register_report_source(label, lambda owner, actor, finding=finding: [finding])
    found = document(plan, planner)
    headings = [(b.level, b.number, b.text) for b in found.blocks if isinstance(b, Heading)]
    assert headings[:3] == [(1, "1", "Kurzfassung"), (1, "2", "Zu diesem Bericht"), (1, "3", "Familien und Kinder")]
    at = headings.index((1, "4", "Einkommen und Mindestsicherung"))
    assert headings[at + 1 : at + 5] == [
        (2, "4.1", "Aus der Planung"), (2, "4.2", "Geprüfte Befunde"), (3, "", "Befund 1"), (2, "4.3", "Auf einen Blick"),
    ]  # fmt: skip
    further = headings.index((1, "5", "Weitere Befunde"))
    assert [h[2] for h in headings[further + 1 : further + 4]] == ["Geprüfte Befunde", "Befund 2", "Befund 3"]
    notes = [b for b in found.blocks if isinstance(b, SideNote)]
    own = next(b for b in notes if b.title == "Text der Verwaltung")
    assert re.fullmatch(r"Planungskoordination, Stand \d\d\.\d\d\.\d{4}\.", own.text)
    assert sum(b.text == signed for b in notes) == 3
    assert found.title == "Bericht 2025" and found.state.startswith("Arbeitsstand, nicht beschlossen.")
    assert "Texte der Verwaltung, Befunde, die Fachleute geprüft haben und aus Daten entworfene" in words(found)
    assert not any(h[2] == "Ausblick" for h in headings)  # nobody wrote a text for it


def test_without_drafts_and_with_decided_ones(plan: ReportPlan, planner: Person, amt: Organisation) -> None:
    from sozialstrategie.evidence.monitoring.services.decisions import reject_signal

    drafts = signals_for("16062", audience="public").drafts
    assert drafts[0].title in words(document(plan, planner))
    with owner_scope(amt):
        reject_signal(actor=actor_for(planner), owner=amt, draft=drafts[0], reason="Bekannt")
    text = words(document(plan, planner))
    assert drafts[0].text not in text  # neither as observation nor beside its picture
    with owner_scope(amt):
        given = {"title": plan.title, "chapters": CHAPTERS, "with_drafts": False, "state": "done"}
        services.edit_report(actor=actor_for(planner), plan=plan, version=plan.version, **given)  # type: ignore[arg-type]
    bare = document(plan, planner)
    assert all(d.text not in words(bare) for d in drafts)
    assert bare.state.startswith("Fertig gestellt") and "niemand geprüft" not in bare.state


def test_buttons_move_a_chapter_and_a_stale_one_is_refused(web: Client, plan: ReportPlan) -> None:
    given = {"version": plan.version, "kapitel": INCOME, "richtung": "hoch"}
    done = web.post(url("report_move", plan.uid), given)
    assert (done.status_code, done.headers["Location"]) == (303, f"{url('report', plan.uid)}#{INCOME}")
    with owner_scope(plan.owner):
        assert ReportPlan.objects.get().chapters[2:4] == [INCOME, FAMILIES]
    assert web.post(url("report_move", plan.uid), given).status_code == 409
    assert web.post(url("report_move", plan.uid), {"kapitel": INCOME}).status_code == 422


def test_writing_a_text_for_a_chapter(web: Client, plan: ReportPlan) -> None:
    address = url("report_text_new", plan.uid, "ausblick")
    assert "Text für „Ausblick“" in web.get(address).content.decode()
    refused = web.post(address, {"text": "  "})
    assert refused.status_code == 422 and "Bitte schreiben Sie einen Text." in refused.content.decode()
    done = web.post(address, {"heading": "", "text": "Wie es weitergeht."})
    assert (done.status_code, done.headers["Location"]) == (303, f"{url('report', plan.uid)}#ausblick")
    assert "Wie es weitergeht." in web.get(url("report", plan.uid)).content.decode()
    assert web.get(url("report_text_new", plan.uid, "gibt-es-nicht")).status_code == 404
    with owner_scope(plan.owner):
        text = ReportText.objects.get(chapter="ausblick")
        assert text.author_function == "Planungskoordination"
    delete = url("report_text_delete", plan.uid, text.uid)
    assert web.post(delete, {"version": 7}).status_code == 409
    assert web.post(delete, {"version": 1}).status_code == 303
    assert "Wie es weitergeht." not in web.get(url("report", plan.uid)).content.decode()


def test_two_people_edit_one_text(web: Client, plan: ReportPlan, planner: Person) -> None:
    with owner_scope(plan.owner):
        text = ReportText.objects.get()
        address = url("report_text_edit", plan.uid, text.uid)
        services.edit_text(actor=actor_for(planner), written=text, version=1, heading="H", text="Von der anderen")
    answer = web.post(address, {"version": 1, "heading": "H", "text": "Von mir"})
    page = answer.content.decode()
    assert answer.status_code == 409 and "Von mir" in page and "Von der anderen" in page
    assert web.post(address, {"heading": "H", "text": "Ohne Stand"}).status_code == 422
    assert web.post(address, {"version": 2, "heading": "H", "text": "Von mir"}).status_code == 303
    with owner_scope(plan.owner):
        assert ReportText.objects.get().text == "Von mir"


def test_two_people_edit_one_report(web: Client, plan: ReportPlan, planner: Person) -> None:
    with owner_scope(plan.owner):
        services.move_chapter(actor=actor_for(planner), plan=plan, version=1, key=INCOME, up=True)
    given = {"version": 1, "title": "Anders", "chapters": ["kurzfassung"], "with_drafts": "on", "state": "draft"}
    answer = web.post(url("report_edit", plan.uid), given)
    assert answer.status_code == 409 and "Anders" in answer.content.decode()
    done = web.post(url("report_edit", plan.uid), {**given, "version": 2})
    assert done.status_code == 303
    page = web.get(url("report", plan.uid)).content.decode()
    assert "Dieses Kapitel ist nicht gewählt" in page and "Aus der Planung" in page  # the text is not lost


def test_leadership_reads_and_downloads_but_writes_nothing(
    client: Client, plan: ReportPlan, amt: Organisation, person_in: PersonIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_views, "build_planned", lambda actor, plan, *, format: b"%PDF " + format.encode())
    client.force_login(person_in(amt, Role.LEADERSHIP))
    page = client.get(url("report", plan.uid)).content.decode()
    assert "Aus der Planung" in page and "Text schreiben" not in page and "Nach oben" not in page
    answer = client.get(url("report_document", plan.uid, "docx"))
    assert answer.content == b"%PDF docx" and "sozialbericht-nord.docx" in answer.headers["Content-Disposition"]
    assert client.get(url("report_document", plan.uid, "xlsx")).status_code == 404
    for name, more in (("report_new", ()), ("report_edit", (plan.uid,)), ("report_text_new", (plan.uid, INCOME))):
        assert client.get(url(name, *more)).status_code == 404
    assert client.post(url("report_delete", plan.uid), {"version": 1}).status_code == 404


def test_the_neighbour_finds_nothing(client: Client, plan: ReportPlan, person_in: PersonIn) -> None:
    twin = Organisation.objects.create(slug="sued", name="Süd", kind="local_authority", region_code="16065")
    client.force_login(person_in(twin, Role.PLANNING_COORDINATOR))
    with owner_scope(plan.owner):
        text = ReportText.objects.get()
    assert client.get(url("report", plan.uid)).status_code == 404
    for name, more in (("report", ()), ("report_edit", ()), ("report_text_edit", (text.uid,))):
        assert client.get(reverse(f"monitoring_staff:{name}", args=["sued", plan.uid, *more])).status_code == 404


def test_without_figures_the_page_says_so(web: Client, amt: Organisation, plan: ReportPlan) -> None:
    Organisation.objects.filter(pk=amt.pk).update(region_code="16056")  # joined another Kreis
    answer = web.get(url("report", plan.uid))
    assert answer.status_code == 200 and "kein Kreis" in answer.content.decode()
    gone = web.get(url("report_document", plan.uid, "pdf"))
    assert gone.status_code == 303


@pytest.mark.parametrize(
    ("who", "planned"), [("planner", True), ("leadership", True), ("clerk", False), ("public", False)]
)
def test_the_kind_prints_the_newest_plan_for_those_who_may_read_it(
    who: str, planned: bool, plan: ReportPlan, amt: Organisation, person_in: PersonIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sozialstrategie.evidence.monitoring.documents import build_sozialbericht
    from sozialstrategie.kit.core.actor import PUBLIC

    kept: list[Document] = []
    monkeypatch.setattr("sozialstrategie.kit.documents.typst_writer.to_pdf", lambda d: kept.append(d) or b"%PDF")
    person = {"planner": Person.objects.first, "public": lambda: None}.get(who, lambda: person_in(amt, who))()
    build_sozialbericht(actor_for(person) if person else PUBLIC, region=None, owner="nord", format="pdf")
    assert (kept[0].title == "Bericht 2025") is planned
    assert ("Aus der Planung" in words(kept[0])) is planned
