"""The pages of taking a plan over: each step by a form, refusals with their places, the same 404 for what is not one's own."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sozialstrategie.action.strategy.models import Measure, PlanImport, Strategy
from sozialstrategie.action.strategy.plan_import import child, opening
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Organisation
from tests.action.strategy.conftest import login, url
from tests.action.strategy.plan_import.support import HEAD

CSV = "\n".join(
    ";".join(row)
    for row in (
        HEAD,
        ("1.1.1", "1 Familie", "Ziel 1.1: Rat für alle", "Lotsendienst", "Jugendamt", "2024-2026", "läuft"),
        ("1.1.2.", "", "", "Elterncafé", "Sozialamt", "ab 2025", "offen"),
        ("M 3a", "", "", "Familienzeit", "", "laufend", ""),
    )
)
ADOPTED = {
    "adopted_on": "2024-06-12", "adopted_by": "Kreistag", "paper_number": "24/0815", "strategy": "",
    "title": "Gemeinsam", "period_from": "2024", "period_to": "2028", "visibility": "public",
}  # fmt: skip
PDF = b"%PDF-1.7 erfunden"


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process; the process of its own has a test of its own."""
    monkeypatch.setattr(opening, "run_reader", lambda module, job, data, **_: child.work(job, data))


def send(web: Client, home: Organisation, text: str = CSV, *, name: str = "plan.csv", pdf: bytes = b"") -> Any:
    files = {"file": SimpleUploadedFile(name, text.encode())}
    if pdf:
        files["original"] = SimpleUploadedFile("beschluss.pdf", pdf)
    return web.post(url("plan_import", home), files)


def form_of(page: Any) -> dict[str, str]:
    """What the form for the columns would send as the program filled it."""
    form = page.context["form"]
    told = {name: form[name].value() for name in form.fields}
    token = page.context["token"]
    return {"datei": token, **{k: v for k, v in told.items() if v not in (None, False)}, **ADOPTED}


def preview(web: Client, home: Organisation, text: str = CSV, **more: Any) -> Any:
    page = web.get(send(web, home, text, **more)["Location"])
    return web.post(url("plan_columns", home), form_of(page))


def words(response: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


@pytest.mark.django_db
def test_from_the_file_to_the_adopted_strategy(web: Client, home: Organisation, scope: None) -> None:
    sent = send(web, home, pdf=PDF)
    assert sent.status_code == 303
    page = web.get(sent["Location"])
    assert "Was steht in welcher Spalte?" in words(page)
    assert {n: page.context["form"][f"role_{n}"].value() for n in range(1, 8)} == {
        1: "number", 2: "field", 3: "goal", 4: "title", 5: "lead_unit", 6: "period", 7: "status",
    }  # fmt: skip
    shown = web.post(url("plan_columns", home), form_of(page))
    assert "5 neu, 0 geändert, 0 unverändert" in words(shown) and "Zeile 3, Spalte 1" in words(shown)
    assert not Strategy.objects.exists()
    done = web.post(url("plan_write", home), {"confirmed": shown.context["confirmed"]})
    assert done.status_code == 303
    made = PlanImport.objects.get()
    assert done["Location"] == url("plan_one", home, made.uid)
    one = web.get(done["Location"])
    assert "am 12. Juni 2024, Kreistag" in words(one) and "24/0815" in words(one)
    assert list(Measure.objects.order_by("number").values_list("number", flat=True)) == ["1.1.1", "1.1.2.", "M 3a"]
    # the files lie there as they came
    table = web.get(url("plan_file", home, made.uid, "tabelle"))
    assert table.content == CSV.encode() and table["Content-Type"] == "application/octet-stream"
    assert web.get(url("plan_file", home, made.uid, "original")).content == PDF
    # pressed twice: nothing
    again = web.post(url("plan_write", home), {"confirmed": shown.context["confirmed"]})
    assert again["Location"] == url("plan_one", home, made.uid) and Measure.objects.count() == 3
    # the same file again: known, nothing new, no button
    known = send(web, home)
    assert known.status_code == 200 and known.context["confirmed"] == ""
    assert "In dieser Datei steht nichts Neues" in words(known) and "schon übernommen" in words(known)
    # a newer one shows what it would change
    newer = send(web, home, CSV.replace("Lotsendienst", "Lotsinnen"))
    assert "0 neu, 1 geändert, 4 unverändert" in words(newer)
    web.post(url("plan_write", home), {"confirmed": newer.context["confirmed"]})
    assert Measure.objects.get(number="1.1.1").title == "Lotsinnen"
    # adopted
    assert web.post(url("plan_adopted", home, made.uid), {}).status_code == 422
    assert web.post(url("plan_adopted", home, made.uid), {"confirm": "on"}).status_code == 303
    assert Strategy.objects.get().stage == "adopted"
    assert "Als beschlossen eintragen" not in words(web.get(done["Location"]))


@pytest.mark.django_db
def test_faults_stand_with_their_places_and_nothing_is_kept(web: Client, home: Organisation, scope: None) -> None:
    twice = preview(web, home, CSV.replace("1.1.2.", "1.1.1."))
    assert twice.status_code == 422
    assert "Zeile 3, Spalte 1: Die Nummer 1.1.1. steht schon bei Zeile 2, Spalte 1 (1.1.1)" in words(twice)
    assert not PlanImport.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "leer"),
        (PDF, "ist ein PDF"),
        (b"<!doctype html><table><tr><td>1", "Internetseite"),
        (b"PK\x03\x04 kaputt", "abgeschnitten oder beschädigt"),
        (b"\x00\x01\x02\x03 irgendwas", "unbekannten Format"),
        (b"Vorname;Nachname;Geburtsdatum\nA;B;01.01.1990\n", "einer Zeile je Person"),
    ],
)
def test_files_that_are_no_plan_are_refused_before_they_are_kept(
    data: bytes, sentence: str, web: Client, home: Organisation, tmp_path: Any
) -> None:
    answer = web.post(url("plan_import", home), {"file": SimpleUploadedFile("plan.csv", data)})
    assert answer.status_code == 422 and sentence in words(answer)
    assert not (tmp_path / "pending").exists()


@pytest.mark.django_db
def test_the_original_must_be_a_pdf(web: Client, home: Organisation, scope: None) -> None:
    for no_pdf in (b"MZ", b"MZ %PDF-1.7", b"\n%PDF-1.7"):
        assert "Das ist kein PDF" in words(send(web, home, pdf=no_pdf))
    web.post(url("plan_write", home), {"confirmed": preview(web, home).context["confirmed"]})
    made = PlanImport.objects.get()
    address = url("plan_original", home, made.uid)
    assert web.post(address, {"original": SimpleUploadedFile("a.pdf", b"MZ")}).status_code == 422
    assert web.post(address, {"original": SimpleUploadedFile("a.pdf", PDF)}).status_code == 303
    made.refresh_from_db()
    assert made.original_name == "a.pdf"


@pytest.mark.django_db
def test_what_the_form_asks_for(web: Client, home: Organisation) -> None:
    page = web.get(send(web, home)["Location"])
    sent = {**form_of(page), "adopted_on": "", "title": "", "role_4": "", "role_5": "number"}
    answer = web.post(url("plan_columns", home), sent)
    assert answer.status_code == 422
    text = words(answer)
    for sentence in ("Ohne Titel gibt es keine Maßnahme", "Für eine neue Strategie wird das gebraucht", "ist schon die Spalte 1"):  # fmt: skip
        assert sentence in text
    assert web.get(page.request["PATH_INFO"], {"datei": page.context["token"], "head": "0"}).context["head"] == 0


@pytest.mark.django_db
def test_taken_back_by_a_button(web: Client, home: Organisation, scope: None) -> None:
    web.post(url("plan_write", home), {"confirmed": preview(web, home).context["confirmed"]})
    made = PlanImport.objects.get()
    assert web.post(url("plan_take_back", home, made.uid)).status_code == 303
    assert not Measure.objects.filter(deleted_at=None).exists()
    assert "zurückgenommen" in words(web.get(url("plan_one", home, made.uid)))


@pytest.mark.django_db
def test_a_token_of_another_organisation_opens_nothing(web: Client, home: Organisation, twin: Organisation) -> None:
    token = web.get(send(web, home)["Location"]).context["token"]
    other = login(twin, Role.PLANNING_COORDINATOR)
    assert other.get(url("plan_columns", twin), {"datei": token})["Location"] == url("plan_import", twin)
    confirmed = preview(web, home).context["confirmed"]
    assert other.post(url("plan_write", twin), {"confirmed": confirmed})["Location"] == url("plan_import", twin)
    assert other.get(url("plan_columns", home), {"datei": token}).status_code == 404
    # the token of an upload is no confirmation
    assert web.post(url("plan_write", home), {"confirmed": token})["Location"] == url("plan_import", home)


@pytest.mark.django_db
def test_who_sees_what(web: Client, home: Organisation, twin: Organisation, scope: None) -> None:
    web.post(url("plan_write", home), {"confirmed": preview(web, home).context["confirmed"]})
    made = PlanImport.objects.get()
    leader = login(home, Role.LEADERSHIP)
    assert leader.get(url("plan_one", home, made.uid)).status_code == 200
    assert leader.get(url("plan_file", home, made.uid, "tabelle")).status_code == 404  # those who work on it alone
    assert login(home, Role.CLERK).get(url("plan_one", home, made.uid)).status_code == 404
    neighbour = login(twin, Role.PLANNING_COORDINATOR)
    for uid in (made.uid, uuid4()):
        assert neighbour.get(url("plan_one", twin, uid)).status_code == 404
        assert neighbour.get(url("plan_file", twin, uid, "tabelle")).status_code == 404
        assert neighbour.post(url("plan_take_back", twin, uid)).status_code == 404
    assert web.get(url("plan_file", home, made.uid, "geheim")).status_code == 404
    assert web.get(url("plan_file", home, made.uid, "original")).status_code == 404  # none was sent
