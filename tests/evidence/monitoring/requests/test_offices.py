"""Nobody reads what another office wrote: links, answers and former figures follow the office that they belong to."""

from __future__ import annotations

import re
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.test import Client
from django.utils import timezone

from sozialstrategie.evidence.disclosure.models import ReleaseLog
from sozialstrategie.evidence.monitoring.models import DataRequest, Delivery
from sozialstrategie.evidence.monitoring.requests import queries, services, workbook
from sozialstrategie.evidence.monitoring.requests.earlier import is_same_office
from sozialstrategie.evidence.monitoring.requests.plausibility import as_mapping
from sozialstrategie.evidence.monitoring.requests.table import Place, Shape
from sozialstrategie.kit.accounts.queries import actor_for
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Conflict, Forbidden, Refused
from sozialstrategie.kit.core.models import Act
from sozialstrategie.kit.core.undo import undo_act
from tests.evidence.monitoring.requests.conftest import KREIS, SHAPE, Office, says, values

CELL = (KREIS, 2025)
OTHER = {"recipient": "Freier Träger e. V.", "recipient_function": "", "email": "traeger@example.org"}
FIRST_WORDS = ("Zählung nur bis Mai", "Fachdienst Frauen", "Bitte ohne Ellrich", 'value="417"')


def deliver(token: str, value: Any = 417, **more: Any) -> Delivery:
    return services.deliver(
        token=token, values={(KREIS, more.pop("year", 2025)): value}, from_function="Fachdienst Frauen", **more
    )


def step(service: Any, office: Office, request: DataRequest, **more: Any) -> Any:
    """A service on the request as it stands now."""
    asked = office.again(request)
    return service(actor=office.planner, request=asked, version=asked.version, **more)


def returned(office: Office) -> tuple[DataRequest, str]:
    """A request whose first answer went back."""
    request, token = office.sent()
    deliver(token, remark="Zählung nur bis Mai")
    step(services.send_back, office, request, reason="Bitte ohne Ellrich")
    return request, token


def page(token: str) -> str:
    answer = Client().get(f"/datenanfrage/{token}/")
    assert answer.status_code == 200
    return answer.content.decode()


def status(token: str, path: str = "") -> int:
    return Client().get(f"/datenanfrage/{token}/{path}").status_code


def in_template(office: Office, request: DataRequest, token: str) -> Any:
    """What the fields of the workbook under a link hold."""
    data = Client().get(f"/datenanfrage/{token}/vorlage.xlsx").content
    return workbook.read(office.again(request), data, name="Vorlage.xlsx").values


# --- answers ----------------------------------------------------------------------------------------------------------


def test_another_office_does_not_read_the_first_answer(office: Office) -> None:
    request, _ = returned(office)
    step(services.edit_request, office, request, **OTHER)
    token = step(services.send, office, request)
    text = page(token)
    assert [word for word in FIRST_WORDS if word in text] == []
    assert in_template(office, request, token) == {}
    deliver(token, 9, remark="zweite Stelle")  # what it writes itself, it reads again
    assert 'value="9"' in page(token) and "zweite Stelle" in page(token)
    assert [d.values[0][2] for d in queries.deliveries_for(office.planner, office.again(request))] == [9, 417]


def test_another_question_does_not_start_from_the_old_answer(office: Office) -> None:
    request, _ = returned(office)
    step(services.withdraw, office, request)
    step(services.edit_request, office, request, title="Plätze im Hort", item="Plätze")
    token = step(services.send, office, request)
    assert [word for word in FIRST_WORDS if word in page(token)] == [] and in_template(office, request, token) == {}


def test_a_lost_link_is_replaced_with_its_answer(office: Office) -> None:
    request, lost = returned(office)
    token = step(services.send, office, request)
    text = page(token)
    assert [word for word in FIRST_WORDS if word not in text] == [] and status(lost) == 404
    assert in_template(office, request, token) == {CELL: 417}


def test_requests_that_were_sent_before_the_update(office: Office) -> None:
    """Only what came after the last sending is taken for the office's own."""
    request, _ = returned(office)
    draft = office.make(title="Entwurf")
    DataRequest.objects.update(opened_at=None)
    migration = import_module("sozialstrategie.evidence.monitoring.migrations.0009_request_opened")
    migration.open_since_sent(apps, None)
    assert office.again(request).opened_at == office.again(request).sent_at and office.again(draft).opened_at is None


# --- links ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("changed", [{"recipient": "Jobcenter"}, {"email": "jobcenter@nord.example"}, {"email": ""}])
@pytest.mark.parametrize("was_returned", [False, True])
def test_another_office_ends_the_link(office: Office, changed: dict[str, str], was_returned: bool) -> None:
    request, token = returned(office) if was_returned else office.sent()
    step(services.edit_request, office, request, **changed)
    asked = office.again(request)
    assert (asked.state, asked.token_hash, asked.link_until) == ("draft", "", None)
    assert status(token) == status(token, "vorlage.xlsx") == 404
    assert not asked.show_entered  # was ticked for the first office
    with pytest.raises(LookupError):
        deliver(token)
    with pytest.raises(Refused):  # nor does the list of acts bring the link back
        undo_act(actor=office.planner, row=Act.objects.filter(verb="monitoring.edit_request").latest("sequence"))


def test_the_same_office_keeps_its_link(office: Office) -> None:
    request, token = office.sent()
    due = timezone.localdate() + timedelta(days=40)
    same = {name: values()[name] for name in ("recipient", "email")}
    step(services.edit_request, office, request, **same, due_on=due, note="x")
    assert status(token) == 200 and office.again(request).link_until == due + timedelta(days=60)


def test_an_answer_stays_with_the_office_that_gave_it(office: Office) -> None:
    request, token = office.sent()
    deliver(token)
    with pytest.raises(services.Invalid) as refusal:
        step(services.edit_request, office, request, recipient="Jobcenter")
    assert list(refusal.value.errors) == ["recipient"] and office.again(request).recipient == "Jugendamt"
    step(services.edit_request, office, request, note="bis Freitag")
    assert status(token) == 200


def test_the_page_asks_to_send_again(office: Office, client: Client) -> None:
    client.force_login(office.person)
    request, _ = office.sent()
    url = f"/k/nord/datenanfragen/{request.uid}/"
    form = client.get(url + "bearbeiten/")
    assert "Mit einer anderen Stelle oder E-Mail endet der Link" in form.content.decode()
    sent = {**form.context["form"].initial, "recipient": "Jobcenter", "version": request.version}
    sent = {name: sent[name] for name in (*services.AROUND, "version")}
    told = client.post(url + "bearbeiten/", sent, follow=True).content.decode()
    assert "darum gilt der bisherige Link nicht mehr. Bitte verschicken Sie die Anfrage noch einmal." in told
    later = client.get(url).content.decode()
    assert "Der frühere Link gilt nicht mehr." in later and "Verschicken</span>" in later


def test_after_acceptance_no_figure_is_handed_out(office: Office) -> None:
    request, token = office.sent(first_year=2024, last_year=2025)
    deliver(token, remark="Zählung nur bis Mai")
    step(services.accept, office, request)
    assert status(token, "vorlage.xlsx") == 404
    text = page(token)
    assert "schon angenommen" in text and not says(text, 417) and "Zählung" not in text
    assert office.again(request).link_until == timezone.localdate() + timedelta(days=14)


def test_accepting_does_not_make_a_link_longer(office: Office) -> None:
    request, token = office.sent()
    deliver(token)
    soon = timezone.localdate() + timedelta(days=3)
    DataRequest.objects.update(link_until=soon)
    step(services.accept, office, request)
    assert office.again(request).link_until == soon


@pytest.mark.parametrize("accepted", [False, True])
def test_the_link_of_an_answer_can_be_closed(office: Office, client: Client, accepted: bool) -> None:
    client.force_login(office.person)
    request, token = office.sent()
    deliver(token)
    if accepted:
        step(services.accept, office, request)
    url = f"/k/nord/datenanfragen/{request.uid}/"
    assert "Link schließen" in client.get(url).content.decode()
    stale = client.post(url + "link-schliessen/", {"version": "1"}, follow=True)
    assert "hat sich inzwischen geändert" in stale.content.decode() and status(token) == 200
    done = client.post(url + "link-schliessen/", {"version": office.again(request).version})
    assert done.status_code == 303 and status(token) == status(token, "vorlage.xlsx") == 404
    asked = office.again(request)
    assert (asked.token_hash, asked.link_until) == ("", None)
    assert "Link schließen" not in client.get(url).content.decode()
    step(services.close_link, office, request)
    assert office.again(request).version == asked.version  # twice is once
    assert Act.objects.filter(verb="monitoring.close_request_link").count() == 1


def test_what_is_open_is_withdrawn_and_not_closed(office: Office, person_in: Any) -> None:
    request, token = office.sent()
    with pytest.raises(Refused, match="ziehen Sie die Anfrage zurück"):
        step(services.close_link, office, request)
    deliver(token)
    asked = office.again(request)
    with pytest.raises(Conflict):
        services.close_link(actor=office.planner, request=asked, version=1)
    with pytest.raises(Forbidden):
        leader = actor_for(person_in(office.organisation, Role.LEADERSHIP))
        services.close_link(actor=leader, request=asked, version=asked.version)
    assert status(token) == 200


def test_after_closing_an_answer_goes_back_by_a_new_link(office: Office, client: Client, settings: Any) -> None:
    settings.SENDS_MAIL = True
    client.force_login(office.person)
    request, token = office.sent()
    deliver(token)
    step(services.close_link, office, request)
    url = f"/k/nord/datenanfragen/{request.uid}/"
    reason = {"version": office.again(request).version, "reason": "Bitte ohne Ellrich"}
    told = client.post(url + "zurueckgeben/", reason, follow=True).content.decode()
    assert "Gerade gilt kein Link; bitte machen Sie einen neuen." in told and mail.outbox == []
    due = timezone.localdate() + timedelta(days=50)
    step(services.edit_request, office, request, due_on=due)
    assert office.again(request).link_until is None
    assert "Bitte ohne Ellrich" in page(step(services.send, office, request))


# --- former figures ---------------------------------------------------------------------------------------------------


def delivered_2024(office: Office, **changed: Any) -> None:
    """An accepted delivery of the year before: 417."""
    request, token = office.sent(first_year=2024, show_entered=False, **changed)
    deliver(token, year=2024)
    step(services.accept, office, request)


def earlier_of(office: Office, **changed: Any) -> Any:
    return office.again(office.sent(**{"show_entered": False, **changed})[0]).earlier


def test_an_office_reads_again_what_it_delivered(office: Office) -> None:
    delivered_2024(office)
    assert earlier_of(office) == [[KREIS, 2024, 417]]
    assert earlier_of(office, recipient="Jugendamt, neuer Name") == [[KREIS, 2024, 417]]  # the same mailbox
    assert earlier_of(office, show_earlier=False) == []


def test_an_office_does_not_read_what_another_delivered(office: Office) -> None:
    """Not even with the tick for tables typed by hand."""
    delivered_2024(office)
    log = ReleaseLog.objects.count()
    for changed in (OTHER, {"email": "andere@nord.example"}, {"recipient": "Jobcenter", "email": ""}):
        assert earlier_of(office, **changed) == []
        assert earlier_of(office, **changed, show_entered=True) == []
    assert ReleaseLog.objects.count() == log


def test_typed_tables_only_with_the_tick(office: Office) -> None:
    office.enter({(KREIS, 2024): 250})
    assert earlier_of(office) == []
    assert earlier_of(office, show_entered=True) == [[KREIS, 2024, 250]]


def test_the_same_figures_typed_and_delivered_belong_to_who_delivered_them(office: Office) -> None:
    shape = Shape(SHAPE.title, SHAPE.item, SHAPE.unit, SHAPE.places, (2024,))
    office.enter({(KREIS, 2024): 417}, shape=shape)
    delivered_2024(office)
    assert Delivery.objects.get().edition is not None
    assert earlier_of(office, **OTHER, show_entered=False) == []
    assert earlier_of(office) == [[KREIS, 2024, 417]]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("Jugendamt", "a@x.example"), ("Jugendamt", "a@x.example"), True),
        (("Jugendamt", "a@x.example"), ("Fachdienst", "A@X.example"), True),
        (("Jugendamt", "a@x.example"), ("Jugendamt", "b@x.example"), False),
        (("Jugendamt", "a@x.example"), (" jugendamt ", ""), True),  # the address was forgotten after a year
        (("Jugendamt", ""), ("Jobcenter", ""), False),
    ],
)
def test_which_office_is_the_same(one: tuple[str, str], other: tuple[str, str], same: bool) -> None:
    asked, sender = (DataRequest(recipient=name, email=email) for name, email in (one, other))
    assert is_same_office(asked, sender) is same is is_same_office(sender, asked)


def test_a_draft_shows_what_the_office_will_read(office: Office, client: Client) -> None:
    client.force_login(office.person)
    delivered_2024(office)
    office.enter({(KREIS, 2023): 2, (KREIS, 2024): 251})
    draft = office.make(show_entered=False)
    before = client.get(f"/k/nord/datenanfragen/{draft.uid}/").content.decode()
    assert "Diese früheren Werte sieht die Stelle, wenn Sie verschicken" in before and ">417<" in before
    other = office.make(**OTHER, show_entered=False)
    none = client.get(f"/k/nord/datenanfragen/{other.uid}/").content.decode()
    assert "Frühere Werte sieht die Stelle nicht." in none and not says(none, 417)
    shown = queries.earlier_for(office.planner, draft)
    services.send(actor=office.planner, request=draft, version=draft.version)
    assert as_mapping(office.again(draft).earlier) == shown == {(KREIS, 2024): 417}


def test_a_new_link_shows_no_more_than_the_lost_one(office: Office) -> None:
    request, _ = office.sent()
    office.enter({(KREIS, 2024): 250})
    token = step(services.send, office, request)
    assert office.again(request).earlier == [] and not says(page(token), 250)


PARTS = (Place("16062002", "Bleicherode"), Place("16062066", "Ellrich"), Place("16062041", "Nordhausen"))


def both_rows(office: Office, monkeypatch: pytest.MonkeyPatch, figures: tuple[Any, ...], unit: str = "Fälle") -> Any:
    """What an office sees of a table with a total of a Kreis and three of its Gemeinden, by place."""
    places = (*SHAPE.places, *PARTS)
    shape = Shape("Frauenhaus", "Aufnahmen", unit, places, (2024,))
    office.enter({(place.code, 2024): value for place, value in zip(places, figures, strict=True)}, shape=shape)
    monkeypatch.setattr(services, "places_of", lambda *_: places)
    request, _ = office.sent(title="Frauenhaus", item="Aufnahmen", unit=unit, rows="both")
    return [value for _, _, value in sorted(office.again(request).earlier)]


@pytest.mark.parametrize(
    ("figures", "shown"),
    [
        ((12, 5, 2, 5), [".", 5, ".", 5]),  # 12 - 5 - 5 would be the 2
        ((9, 7, 1, 1), [".", 7, ".", "."]),  # 9 - 7 can only be 1 and 1
        ((15, 5, ".", 5), [".", 5, ".", 5]),  # withheld by the office
        ((15, 5, 5, 5), [15, 5, 5, 5]),
        ((10, 5, "-", 5), [10, 5, "-", 5]),  # nothing is withheld
    ],
)
def test_a_total_does_not_give_a_part_away(
    office: Office, monkeypatch: pytest.MonkeyPatch, figures: tuple[Any, ...], shown: list[Any]
) -> None:
    by_place = dict(zip(["16062", "16062002", "16062066", "16062041"], shown, strict=True))
    assert both_rows(office, monkeypatch, figures) == [by_place[code] for code in sorted(by_place)]


def test_a_share_of_the_whole_is_no_sum(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    assert both_rows(office, monkeypatch, (40, 50, 30, 40), "%") == [40, ".", ".", "."]


# --- words ------------------------------------------------------------------------------------------------------------


def test_words_about_persons_are_refused(office: Office) -> None:
    with pytest.raises(services.Invalid) as refusal:
        office.make(note="Fragen bitte an Frau Muster")
    assert list(refusal.value.errors) == ["note"]
    _, token = office.sent()
    with pytest.raises(services.Invalid) as refused:
        deliver(token, remark="Herr Muster ist weggezogen")
    assert list(refused.value.errors) == ["remark"] and not Delivery.objects.exists()
    answer = Client().post(
        f"/datenanfrage/{token}/",
        {"from_function": "Statistik", "remark": "Herr Muster ist weggezogen", "z_16062_2025": "5"},
    )
    assert answer.status_code == 422 and answer.context["answer"].errors.keys() == {"remark"}
    assert re.search("keinen Menschen", answer.content.decode())
