"""Pages of the planner and of the office: the whole way, both sides, as browsers send it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from sozialstrategie.evidence.monitoring.models import DataRequest, Delivery, Edition
from sozialstrategie.evidence.monitoring.requests import limit, services, workbook
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.workplace.models import OutgoingMail
from sozialstrategie.kit.workplace.services import send_due
from sozialstrategie.kit.workplace.transport import NotTaken
from sozialstrategie.settings.environment import NoSecrets
from tests.evidence.monitoring.requests.conftest import KREIS, Office, says, values

LIST = "/k/nord/datenanfragen/"
WHO = {"from_function": "Statistikstelle"}


@pytest.fixture
def planner(office: Office, client: Client) -> Client:
    client.force_login(office.person)
    return client


@pytest.fixture(autouse=True)
def _no_limits() -> None:
    cache.clear()


def form_of(**changed: Any) -> dict[str, Any]:
    sent = {name: "" if value is None else value for name, value in values(**changed).items()}
    return sent | {"show_earlier": "on"}


def version(planner: Client, page: str) -> dict[str, int]:
    return {"version": planner.get(page).context["asked"].version}


def sent_link(planner: Client) -> tuple[str, str]:
    """A request made and sent through the pages: its page, and the path of its link."""
    made = planner.post(LIST + "neu/", form_of())
    assert made.status_code == 303, made.context["form"].errors
    page = made.headers["Location"]
    assert planner.post(page + "verschicken/", version(planner, page)).status_code == 303
    link = planner.get(page).context["link"]
    return page, link.removeprefix("http://testserver")


def test_the_whole_way_with_one_value_sent_back(planner: Client, office: Office) -> None:
    office.enter({(KREIS, 2023): 240, (KREIS, 2024): 250})
    page, link = sent_link(planner)
    assert planner.get(page).context["link"] == ""  # shown once
    stranger = Client()
    form = stranger.get(link)
    text = form.content.decode()
    assert form.status_code == 200 and "2024: 250" in text and not says(text, 240)
    assert form.headers["Cache-Control"] == "no-store" and "noindex" in form.headers["X-Robots-Tag"]
    assert "mehr als doppelt oder weniger als halb" in text and "um mehr als 10 Fälle" in text

    doubted = stranger.post(link, {**WHO, "z_16062_2025": "2500"})
    assert doubted.status_code == 422 and "Auffällig: jetzt 2.500, 2024 waren es 250." in doubted.content.decode()
    ((key, _, ticked),) = doubted.context["answer"].to_confirm()
    assert not ticked and not Delivery.objects.exists()
    changed = stranger.post(link, {**WHO, "z_16062_2025": "2600", "bestaetigt": key})
    assert changed.status_code == 422  # confirmed was another value
    assert stranger.post(link, {**WHO, "z_16062_2025": "2500", "bestaetigt": key}).status_code == 303
    assert "ist angekommen" in stranger.get(link).content.decode()

    shown = planner.get(page).content.decode()
    assert "Auffällig, von der Stelle bestätigt" in shown and "jetzt 2.500, 2024 waren es 250" in shown
    assert "bitte prüfen" in planner.get(LIST).content.decode()
    refused = planner.post(page + "zurueckgeben/", {**version(planner, page), "reason": ""})
    assert refused.status_code == 422
    back = planner.post(page + "zurueckgeben/", {**version(planner, page), "reason": "Fehlt ein Komma?"})
    assert back.status_code == 303
    again = stranger.get(link).content.decode()
    assert "Fehlt ein Komma?" in again and 'value="2500"' in again

    assert stranger.post(link, {**WHO, "z_16062_2025": "255"}).status_code == 303
    assert planner.post(page + "annehmen/", version(planner, page)).status_code == 303
    edition = Edition.objects.get(first_year=2025)
    assert edition.owner == office.organisation and f"/ausgaben/{edition.uid}/" in planner.get(page).content.decode()
    done = stranger.get(link)
    assert done.status_code == 200 and "schon angenommen; es ist nichts mehr zu tun" in done.content.decode()
    assert stranger.post(link, {**WHO, "z_16062_2025": "1"}).status_code == 409
    assert Delivery.objects.count() == 2
    listed = planner.get("/k/nord/eigene-zahlen/").content.decode()
    assert listed.count("Wartezeit der Beratung") == 1 and LIST in listed


def test_the_office_sees_nothing_else(planner: Client, office: Office) -> None:
    office.enter({(KREIS, 2023): 98765, (KREIS, 2024): 250})
    planner.post(LIST + "neu/", form_of(title="Andere Anfrage", recipient="Jobcenter"))
    _, link = sent_link(planner)
    text = Client().get(link).content.decode()
    for word in ("Andere Anfrage", "Jobcenter", "98.765", "jugendamt@nord.example", "/k/nord/", office.person.email):
        assert word not in text, word


def test_a_link_that_is_over_is_the_404_of_one_that_never_was(planner: Client) -> None:
    page, link = sent_link(planner)
    planner.post(page + "zurueckziehen/", version(planner, page))
    for path in (link, "/datenanfrage/" + "x" * 43 + "/"):
        for ask in (Client().get(path), Client().post(path, WHO), Client().get(path + "vorlage.xlsx")):
            assert ask.status_code == 404
    bodies = {Client().get(path).content for path in (link, "/datenanfrage/" + "x" * 43 + "/")}
    assert len(bodies) == 1


def test_a_stale_form_shows_both_texts(planner: Client, office: Office) -> None:
    request = office.make()
    page = f"{LIST}{request.uid}/bearbeiten/"
    assert planner.post(page, {**form_of(note="zuerst"), "version": "1"}).status_code == 303
    stale = planner.post(page, {**form_of(note="danach"), "version": "1"})
    assert stale.status_code == 409 and "zuerst" in stale.content.decode() and "danach" in stale.content.decode()
    assert office.again(request).note == "zuerst"
    missing = planner.post(page, form_of(note="ohne Fassung"))
    assert missing.status_code == 422 and "kam unvollständig an" in missing.content.decode()


def test_on_its_way_only_what_is_around_it_changes(planner: Client) -> None:
    page, _ = sent_link(planner)
    form = planner.get(page + "bearbeiten/")
    assert 'name="due_on"' in form.content.decode() and 'name="title"' not in form.content.decode()


def test_a_stale_step_does_nothing(planner: Client) -> None:
    page, _ = sent_link(planner)
    told = planner.post(page + "zurueckziehen/", {"version": "1"}, follow=True)
    assert "hat sich inzwischen geändert" in told.content.decode()
    assert DataRequest.objects.get().state == "sent"
    assert planner.post(page + "zurueckziehen/", {}).status_code == 422


def test_leadership_reads(office: Office, person_in: Any) -> None:
    request = office.make()
    reader = Client()
    reader.force_login(person_in(office.organisation, Role.LEADERSHIP))
    text = reader.get(f"{LIST}{request.uid}/").content.decode()
    assert "Verschicken" not in text and reader.get(LIST + "neu/").status_code == 404
    assert reader.post(f"{LIST}{request.uid}/verschicken/", {"version": "1"}).status_code == 404


# --- letters and limits -----------------------------------------------------------------------------------------------


def test_letters_go_to_the_office(planner: Client, settings: Any) -> None:
    """Through the outbox, with their act: nothing leaves while somebody waits for the page."""
    settings.SENDS_MAIL, settings.PUBLIC_URL = True, "https://strategie.example"
    page, link = sent_link(planner)
    assert mail.outbox == [] and OutgoingMail.objects.get().must_arrive
    send_due()
    send_due()
    (letter,) = mail.outbox
    assert letter.to == ["jugendamt@nord.example"] and f"https://strategie.example{link}" in letter.body
    assert letter.subject == "Bitte um Zahlen: Wartezeit der Beratung"
    Client().post(link, {**WHO, "z_16062_2025": "250"})
    planner.post(page + "zurueckgeben/", {**version(planner, page), "reason": "Bitte nachsehen"})
    send_due()
    assert len(mail.outbox) == 2 and link not in mail.outbox[1].body and "Rückfrage" in mail.outbox[1].subject
    assert {m.extra_headers["Message-ID"] for m in mail.outbox} == set(
        OutgoingMail.objects.values_list("message_id", flat=True)
    )
    assert set(OutgoingMail.objects.values_list("recipient", "body")) == {("", "")}


def test_a_new_link_is_a_new_letter_and_a_refused_act_none(planner: Client, office: Office, settings: Any) -> None:
    settings.SENDS_MAIL = True
    page, _ = sent_link(planner)
    planner.post(page + "verschicken/", version(planner, page))
    planner.post(page + "verschicken/", {"version": "1"})  # somebody else was quicker
    letters = OutgoingMail.objects.filter(key__startswith="monitoring.ask:").order_by("pk")
    assert [letter.state for letter in letters] == ["recalled", "waiting"]  # the first link has ended
    with pytest.raises(RuntimeError), transaction.atomic():
        office.sent(title="doch nicht")
        raise RuntimeError
    assert OutgoingMail.objects.count() == 2
    planner.post(page + "zurueckziehen/", version(planner, page))
    assert [letter.state for letter in letters.all()] == ["recalled", "recalled"]


def test_a_letter_that_fails_is_told_without_the_address(
    planner: Client, settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    """The page does not wait for the mail server; the worker tries again and tells no address."""

    def fail(message: Any) -> None:
        raise NotTaken("SMTPRecipientsRefused 550", for_good=True)

    settings.SENDS_MAIL = True
    sent_link(planner)
    send_due(transport=fail)
    assert "ging nicht durch (SMTPRecipientsRefused 550)" in caplog.text and "jugendamt@" not in caplog.text
    assert OutgoingMail.objects.get().recipient == ""


def test_the_secret_stays_out_of_the_log(db: None, caplog: Any) -> None:
    Client().get("/datenanfrage/geheim-geheim-geheim-geheim/")  # a secret that was cut short
    (record,) = [r for r in caplog.records if "datenanfrage" in r.getMessage()]
    assert NoSecrets().filter(record) and record.getMessage() == "Not Found: /datenanfrage/…/"


def test_too_many_answers(planner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limit, "MOST_IN_AN_HOUR", 2)
    _, link = sent_link(planner)
    statuses = [Client().post(link, {**WHO, "z_16062_2025": "zwölf"}).status_code for _ in range(4)]
    assert statuses == [422, 422, 429, 429] and Client().get(link).status_code == 200


# --- the template -----------------------------------------------------------------------------------------------------


def upload(link: str, data: bytes) -> Any:
    return Client().post(link, {"schritt": "datei", "file": SimpleUploadedFile("zahlen.xlsx", data)})


def test_the_filled_template_fills_the_fields(planner: Client, office: Office) -> None:
    _, link = sent_link(planner)
    template = Client().get(link + "vorlage.xlsx")
    assert template.status_code == 200 and "attachment" in template.headers["Content-Disposition"]
    asked = DataRequest.objects.get()
    filled = upload(link, workbook.template(office.again(asked), {(KREIS, 2025): 255}, {}))
    assert filled.status_code == 200 and 'value="255"' in filled.content.decode()
    assert not Delivery.objects.exists()  # nothing is sent before a person has looked
    wrong = upload(link, b"keine Mappe")
    assert wrong.status_code == 422 and "Das ist keine Arbeitsmappe" in wrong.content.decode()
    assert Client().post(link, {"schritt": "datei"}).status_code == 422


def test_requests_with_a_far_day_keep_their_link(planner: Client, office: Office) -> None:
    request, _ = office.sent(due_on=timezone.localdate() - timedelta(days=100))
    assert office.again(request).link_until == timezone.localdate() + services.LINK_AT_LEAST
