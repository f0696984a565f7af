"""Pages of papers, steps, votes, decisions and minutes as people use them; documents; what the twin sees."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from sozialstrategie.action.committees.enums import DecisionResult
from sozialstrategie.action.committees.models import Consultation, Decision, Paper
from sozialstrategie.action.committees.papers import printing, thread
from sozialstrategie.action.committees.papers import services as papers
from sozialstrategie.action.committees.papers.forms import DECIDES
from sozialstrategie.action.strategy.models import StrategyVersion
from sozialstrategie.kit.core import thread as core_thread
from sozialstrategie.kit.core.actor import Actor, system
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Forbidden, Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.documents import registry
from tests.action.committees.conftest import WHO
from tests.action.committees.papers.conftest import Make, day, finish
from tests.action.committees.papers.test_oparl import MEETING
from tests.action.committees.papers.test_results import record
from tests.action.strategy.conftest import actor_in, login


def url(name: str, organisation: Organisation, *args: Any) -> str:
    return reverse(f"committees:{name}", args=[organisation.slug, *args])


@pytest.fixture
def web(home: Organisation) -> Client:
    return login(home, Role.CLERK)


def text(web: Client, address: str) -> str:
    answer = web.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_from_the_first_line_to_the_decision(
    web: Client, home: Organisation, submitted: StrategyVersion, make: Make, council: Any, social: Any
) -> None:
    web.post(
        url("paper_new", home),
        {"title": "Strategie", "kind": "decision", "on": day(0).isoformat(), "proposed": "Wird beschlossen.", "is_public": "on",
         "strategy_version": str(submitted.uid)},
    )  # fmt: skip
    paper = Paper.objects.get(title="Strategie")
    page = url("paper", home, paper.uid)
    assert "Die Beratungsfolge ist leer." in text(web, page)
    for committee, decides in ((social, ""), (council, "on")):
        answer = web.post(
            url("paper_step_new", home, paper.uid),
            {
                "committee": str(committee.uid),
                "role": "decision" if decides else "preliminary",
                **({"is_authoritative": "on"} if decides else {}),
            },
        )
        assert answer.status_code == 303
    wrong = {"committee": str(social.uid), "role": "preliminary", "is_authoritative": "on"}
    assert web.post(url("paper_step_new", home, paper.uid), wrong).status_code == 422
    assert web.post(url("paper_move", home, paper.uid, "fertig"), {"version": paper.version}).status_code == 303
    first, last = Consultation.objects.filter(paper=paper).order_by("position")
    form = {"version": first.version, "result": "adopted", "on": day(5).isoformat(), "yes": 9, "no": 1, "present": 8}
    answer = web.post(url("step_result", home, first.uid), form)
    shown = answer.content.decode()
    assert answer.status_code == 422 and "10 Stimmen gezählt, aber nur 8" in shown and 'value="votes"' in shown
    asked = [DECIDES in text(web, url("step_result", home, step.uid)) for step in (first, last)]
    assert asked == [False, True]  # told where a result cannot be changed, before it is saved
    assert web.post(url("step_result", home, first.uid), {**form, "seen": "votes"}).status_code == 422
    assert web.post(url("step_result", home, first.uid), {**form, "seen": "votes", "confirm": "on"}).status_code == 303
    form = {
        "version": last.version,
        "result": "adopted",
        "on": day(9).isoformat(),
        "number": "47/26",
        "yes": 30,
        "no": 2,
    }
    assert web.post(url("step_result", home, last.uid), form).status_code == 303
    assert DECIDES not in text(web, url("step_result", home, last.uid))
    shown = text(web, page)
    assert "47/26" in shown and "9 Ja, 1 Nein, 0 Enthaltungen; 8 anwesend" in shown
    decision = Decision.objects.get()
    listed = text(web, url("decisions", home))
    assert "47/26" in listed and "offene (1)" in listed
    report = url("decision_report", home, decision.uid)
    assert web.post(report, {"version": decision.version, "text": "Läuft.", "to": "in_progress"}).status_code == 303
    assert web.post(report, {"version": decision.version, "text": "Läuft.", "to": "done"}).status_code == 409
    assert "Läuft." in text(web, url("decision", home, decision.uid))
    assert web.get(url("decision_list", home, "xlsx") + "?auswahl=alle").content.startswith(b"PK")


def test_nothing_wrong_is_saved(web: Client, home: Organisation, make: Make, submitted: StrategyVersion) -> None:
    made = make(finished=False)
    edit = url("paper_edit", home, made.paper.uid)
    base = {"title": "Neu", "kind": "decision", "on": day(0).isoformat(), "proposed": "x"}
    assert web.post(edit, {**base, "version": made.paper.version}).status_code == 303
    assert web.post(edit, {**base, "title": "Anders", "version": made.paper.version}).status_code == 409
    assert web.post(url("step_up", home, made.first.uid), {"version": made.first.version}).status_code == 303
    assert web.post(url("step_remove", home, made.first.uid), {}).status_code == 303
    assert Consultation.objects.filter(deleted_at=None).count() == 2, "ohne Fassung wird nichts getan"
    assert web.get(url("paper_move", home, made.paper.uid, "quatsch")).status_code == 404


def test_an_own_body_is_asked_for_a_reason(web: Client, home: Organisation, group: SimpleNamespace) -> None:
    paper = papers.create_paper(actor=WHO, owner=home, title="Ordnung", on=day(0), proposed="Ja.")
    step = papers.add_step(actor=WHO, paper=paper, committee=group.committee, role="decision", is_authoritative=True)
    finish(paper)
    page = url("step_result", home, step.uid)
    assert 'type="hidden" name="override_reason"' in text(web, page)
    form = {"version": step.version, "result": "adopted", "on": day(5).isoformat(), "yes": 1, "no": 2, "present": 3}
    shown = web.post(page, form)
    assert shown.status_code == 422 and "warum das Ergebnis trotzdem gilt" in shown.content.decode()
    ticked = {**form, "seen": "result", "confirm": "on"}
    assert web.post(page, ticked).status_code == 422 and not Decision.objects.exists()
    assert web.post(page, {**ticked, "override_reason": "Zwei Stimmen waren vertauscht."}).status_code == 303
    assert Decision.objects.get().committee == group.committee


def test_what_oparl_says_fills_the_form(web: Client, home: Organisation, make: Make) -> None:
    made = make()
    page = url("step_oparl", home, made.last.uid)
    assert 'name="url"' not in text(web, page), "ohne Einstellung wird nichts aus dem Netz gelesen"
    file = SimpleUploadedFile("sitzung.json", json.dumps(MEETING).encode())
    shown = web.post(page, {"file": file}).content.decode()
    assert "geändert beschlossen" in shown and "GEHEIM" not in shown
    answer = web.post(
        url("step_result", home, made.last.uid), {"uebernehmen": "1", "result": "adopted_amended", "number": "47/2026"}
    )
    assert answer.status_code == 200 and 'value="47/2026"' in answer.content.decode()
    made.last.refresh_from_db()
    assert made.last.result == ""
    bad = web.post(page, {"file": SimpleUploadedFile("x.json", b"<html>")})
    assert bad.status_code == 422 and "keine JSON-Datei" in bad.content.decode()


def test_a_member_finds_no_dead_link(
    client: Client, web: Client, home: Organisation, group: SimpleNamespace, council: Any, social: Any
) -> None:
    """Of the decision of another body a member of an advising one reads on the paper; what cannot be opened is no link."""
    paper = papers.create_paper(actor=WHO, owner=home, title="Ordnung", on=day(0), proposed="Ja.")
    papers.add_step(actor=WHO, paper=paper, committee=group.committee)
    last = papers.add_step(actor=WHO, paper=paper, committee=council, is_authoritative=True)
    finish(paper)
    record(last, n=20, number="47/26", confirmed=("before",))
    address = url("decision", home, Decision.objects.get().uid)
    client.force_login(group.person)
    for reader, may in ((web, True), (client, False)):
        shown = text(reader, url("paper", home, paper.uid))
        assert "Nr. 47/26" in shown and (address in shown) is may
        assert reader.get(address).status_code == (200 if may else 404)


def test_documents(
    home: Organisation, twin: Organisation, make: Make, submitted: StrategyVersion, clerk: Actor
) -> None:
    made = make(strategy_version=submitted, reference="VO/12/26")
    record(made.first, yes=9, no=1)
    facts = printing.facts_of(clerk, made.paper)
    assert (
        facts.annex_title.startswith("Gemeinsam stark, Fassung 1 (Prüfsumme ")
        and facts.steps[0].counts == "9 Ja, 1 Nein, 0 Enthaltungen"
    )
    assert printing.build_paper(clerk, made.paper, "docx").startswith(b"PK")
    kind = registry.get("vorlage")
    assert kind is not None
    assert kind.build(system("CLI"), region=None, owner=home.slug, format="pdf").startswith(b"%PDF")
    with pytest.raises(Refused):
        kind.build(actor_in(twin, Role.CLERK), region=None, owner=home.slug, format="pdf")


def test_the_thread(home: Organisation, make: Make, chain: SimpleNamespace, clerk: Actor, consultant: Actor) -> None:
    made = make(measures=[chain.measure], is_public=False)
    record(made.first)
    record(made.last, DecisionResult.ADOPTED, n=20)
    decision = Decision.objects.get()
    found = list(thread.edges(home, clerk))
    kinds = [(e.from_type, e.to_type) for e in found]
    assert kinds == [
        (thread.MEASURE, thread.PAPER), (thread.PAPER, thread.STEP), (thread.PAPER, thread.STEP), (thread.STEP, thread.DECISION),
    ]  # fmt: skip
    above = core_thread.what_rests_on(found, (thread.MEASURE, chain.measure.uid))
    assert (thread.DECISION, decision.uid) in above
    words = core_thread.stops(home, clerk, above)
    assert [s.station for s in words.values()] == ["Vorlage", "Beratung", "Beratung", "Beschluss"]
    assert list(thread.edges(home, consultant)) == [] and core_thread.stops(home, consultant, above) == {}


def test_the_twin_finds_nothing(home: Organisation, twin: Organisation, make: Make) -> None:
    made = make(title="CANARY")
    record(made.first)
    record(made.last, n=20)
    decision = Decision.objects.get()
    other = login(twin, Role.CLERK)
    for name in ("papers", "decisions", "minutes_list"):
        assert "CANARY" not in text(other, url(name, twin)) and other.get(url(name, home)).status_code == 404
    for name, uid in (("paper", made.paper.uid), ("step_result", made.last.uid), ("decision", decision.uid)):
        assert other.get(url(name, twin, uid)).status_code == 404
        assert other.get(url(name, home, uid)).status_code == 404
    assert other.get(url("paper_document", twin, made.paper.uid, "pdf")).status_code == 404
    assert b"CANARY" not in other.get(url("decision_list", twin, "pdf")).content


def test_who_reads_no_drafts_chooses_no_measure(
    web: Client, home: Organisation, make: Make, chain: SimpleNamespace, clerk: Actor
) -> None:
    planner = login(home, Role.PLANNING_COORDINATOR)
    assert chain.measure.title in text(planner, url("paper_new", home))
    assert chain.measure.title not in text(web, url("paper_new", home))
    words = {"title": "Lotsen", "kind": "decision", "on": day(0).isoformat(), "proposed": "Ja.", "is_public": "on"}
    assert web.post(url("paper_new", home), {**words, "measures": [str(chain.measure.uid)]}).status_code == 422
    with pytest.raises(Forbidden, match="nimmt die Planung"):
        papers.create_paper(actor=clerk, owner=home, title="Lotsen", on=day(0), measures=[chain.measure])
    made = make(measures=[chain.measure], finished=False).paper
    edit = url("paper_edit", home, made.uid)
    assert chain.measure.title in text(web, edit), "was in der Vorlage steht, liest, wer sie schreibt"
    sent = {**words, "title": "Neu", "version": made.version, "measures": [str(chain.measure.uid)]}
    assert web.post(edit, sent).status_code == 303
    made.refresh_from_db()
    assert made.title == "Neu" and [m.measure_id for m in made.measure_links.filter(deleted_at=None)] == [
        chain.measure.pk
    ]
