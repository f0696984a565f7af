"""A request from its draft to the edition: what each step does, and what it refuses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sozialstrategie.evidence.disclosure.models import ReleaseLog
from sozialstrategie.evidence.monitoring.models import DataRequest, Delivery, Edition
from sozialstrategie.evidence.monitoring.requests import queries, services
from sozialstrategie.kit.accounts.queries import actor_for
from sozialstrategie.kit.core.actor import PUBLIC
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Conflict, Forbidden, Refused
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.kit.core.undo import undo_act
from tests.evidence.monitoring.requests.conftest import KREIS, SHAPE, Office, values

CELL = (KREIS, 2025)


def deliver(token: str, value: Any = 250, **more: Any) -> Delivery:
    return services.deliver(token=token, values={CELL: value}, from_function="Statistikstelle", **more)


# --- asking -----------------------------------------------------------------------------------------------------------


def test_a_draft(office: Office) -> None:
    request = office.make(first_year=2024, last_year=2025)
    assert (request.state, request.years, request.regions, request.token_hash) == ("draft", [2024, 2025], [KREIS], "")
    assert (request.first_year, request.last_year) == (2024, 2025)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"recipient": "Frau Muster"}, "recipient"),
        ({"recipient_function": "Herr Dr. Muster"}, "recipient_function"),
        ({"email": "keine Adresse"}, "email"),
        ({"last_year": 2020}, "last_year"),
        ({"first_year": 2001, "last_year": 2024}, "last_year"),
        ({"title": ""}, "title"),
    ],
)
def test_what_cannot_stand(office: Office, changed: dict[str, Any], field: str) -> None:
    with pytest.raises(services.Invalid) as refusal:
        office.make(**changed)
    assert field in refusal.value.errors and not DataRequest.objects.exists()


def test_editing_asks_for_the_version(office: Office) -> None:
    request = office.make()
    services.edit_request(actor=office.planner, request=office.again(request), version=1, note="bis Freitag")
    with pytest.raises(Conflict):
        services.edit_request(actor=office.planner, request=request, version=1, note="bis Montag")
    assert (office.again(request).note, office.again(request).version) == ("bis Freitag", 2)
    unchanged = services.edit_request(
        actor=office.planner, request=office.again(request), version=2, note="bis Freitag"
    )
    assert unchanged.version == 2


def test_what_is_asked_stays_while_it_is_on_its_way(office: Office) -> None:
    request, _ = office.sent()
    with pytest.raises(Refused, match="vorher zurückziehen"):
        services.edit_request(
            actor=office.planner, request=request, version=request.version, first_year=2024, last_year=None
        )
    due = timezone.localdate() + timedelta(days=90)
    services.edit_request(actor=office.planner, request=request, version=request.version, due_on=due)
    assert office.again(request).link_until == due + timedelta(days=60)


def test_only_drafts_are_deleted_and_come_back(office: Office) -> None:
    request, _ = office.sent()
    with pytest.raises(Refused, match="Nur ein Entwurf"):
        services.delete_request(actor=office.planner, request=request, version=request.version)
    draft = office.make(title="Zweite")
    services.delete_request(actor=office.planner, request=draft, version=1)
    assert queries.request_for(office.planner, office.organisation, draft.uid) is None
    undo_act(actor=office.planner, row=Act.objects.get(verb="monitoring.delete_request"))
    assert office.again(draft).title == "Zweite"


def test_sending_is_not_undone_by_the_list_of_acts(office: Office) -> None:
    office.sent()
    for verb in ("monitoring.send_request", "monitoring.create_request"):
        with pytest.raises(Refused):
            undo_act(actor=office.planner, row=Act.objects.get(verb=verb))


# --- the link ---------------------------------------------------------------------------------------------------------


def test_the_secret_is_nowhere(office: Office) -> None:
    """Only its checksum is stored; the list of acts and the log of releases do not hold it either."""
    request, token = office.sent()
    assert len(token) >= 43 and office.again(request).token_hash == queries.token_hash(token)
    stored = str(list(DataRequest.objects.values())) + str(list(Act.objects.values_list("changes", "object_label")))
    assert token not in stored
    found = queries.request_by_token(token)
    assert found is not None and found.uid == request.uid


@pytest.mark.parametrize("how", ["withdrawn", "expired", "new link", "deleted"])
def test_a_link_that_is_over_opens_nothing(office: Office, how: str) -> None:
    request, token = office.sent()
    if how == "withdrawn":
        services.withdraw(actor=office.planner, request=request, version=request.version)
    elif how == "new link":
        newer = services.send(actor=office.planner, request=request, version=request.version)
        assert queries.request_by_token(newer) is not None
    elif how == "expired":
        DataRequest.objects.update(link_until=timezone.localdate())
        assert queries.request_by_token(token) is not None  # the last day still counts
        DataRequest.objects.update(link_until=timezone.localdate() - timedelta(days=1))
    else:
        DataRequest.objects.update(deleted_at=timezone.now())
    assert queries.request_by_token(token) is None
    with pytest.raises(LookupError):
        deliver(token)


def test_earlier_figures_go_through_the_gate(office: Office) -> None:
    """Counts under 3 are not shown outside, other places and years neither."""
    office.enter({(KREIS, 2023): 111, (KREIS, 2024): 2})
    request, _ = office.sent()
    assert office.again(request).earlier == [[KREIS, 2024, "."]]
    log = ReleaseLog.objects.get()
    assert (log.channel, log.suppressed) == ("datenanfrage", 1)
    office.enter({(KREIS, 2023): 111, (KREIS, 2024): 250})
    assert office.again(office.sent(first_year=2024, last_year=2025)[0]).earlier == [
        [KREIS, 2023, 111],
        [KREIS, 2024, 250],
    ]
    hidden, _ = office.sent(show_earlier=False)
    assert office.again(hidden).earlier == []
    other, _ = office.sent(item="Eine andere Reihe")
    assert office.again(other).earlier == []


# --- answering --------------------------------------------------------------------------------------------------------


def test_from_the_answer_to_the_edition(office: Office) -> None:
    request, token = office.sent()
    delivery = deliver(token, remark="nach neuer Zählung")
    assert (delivery.values, delivery.state, delivery.notes) == ([[KREIS, 2025, 250]], "received", [])
    asked = office.again(request)
    assert asked.state == "delivered"
    outcome = services.accept(actor=office.planner, request=asked, version=asked.version)
    edition = Edition.objects.get()
    assert outcome.edition == edition and edition.owner == office.organisation
    assert (edition.table, edition.values_count, edition.first_year) == ("eigen-wartezeit-der-beratung", 1, 2025)
    assert edition.source == f"Jugendamt, Lieferung vom {timezone.localdate():%d.%m.%Y}"
    done = office.again(request)
    assert (done.state, done.closed_at is not None) == ("accepted", True)
    assert [(d.state, d.edition) for d in Delivery.objects.all()] == [("accepted", edition)]
    verbs = list(Act.objects.filter(owner=office.organisation).values_list("verb", "actor_name", "actor_uid"))
    assert ("monitoring.deliver", "Antwort über den Link einer Datenanfrage", None) in verbs
    assert ("monitoring.accept_delivery", "", office.person.uid) in verbs


def test_the_second_answer_replaces_the_first(office: Office) -> None:
    request, token = office.sent()
    deliver(token, 250)
    deliver(token, 260)
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["received", "replaced"]
    asked = office.again(request)
    services.accept(actor=office.planner, request=asked, version=asked.version)
    with pytest.raises(Refused, match="schon angenommen"):
        deliver(token, 270)
    assert Delivery.objects.get(state="accepted").values == [[KREIS, 2025, 260]] and Delivery.objects.count() == 2


def test_an_answer_that_came_meanwhile_is_not_accepted_unseen(office: Office) -> None:
    request, token = office.sent()
    deliver(token, 250)
    seen = office.again(request).version
    deliver(token, 260)
    for step in (lambda r: services.accept(actor=office.planner, request=r, version=seen),
                 lambda r: services.send_back(actor=office.planner, request=r, version=seen, reason="?")):  # fmt: skip
        with pytest.raises(Conflict):
            step(office.again(request))
    assert not Edition.objects.exists() and office.again(request).state == "delivered"


def test_sent_back_with_a_reason(office: Office) -> None:
    request, token = office.sent()
    deliver(token)
    asked = office.again(request)
    with pytest.raises(Refused, match="was zu prüfen ist"):
        services.send_back(actor=office.planner, request=asked, version=asked.version, reason="  ")
    services.send_back(actor=office.planner, request=office.again(request), version=asked.version, reason="Komma?")
    assert (office.again(request).state, Delivery.objects.get().reason) == ("returned", "Komma?")
    with pytest.raises(Refused, match="wartet keine Lieferung"):
        services.accept(actor=office.planner, request=office.again(request), version=office.again(request).version)
    deliver(token, 251)
    assert office.again(request).state == "delivered"
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["received", "returned"]


def test_what_stands_out_must_be_confirmed(office: Office) -> None:
    office.enter({(KREIS, 2023): 240, (KREIS, 2024): 250})
    request, token = office.sent()
    with pytest.raises(services.Unconfirmed) as refusal:
        deliver(token, 2500)
    (doubt,) = refusal.value.doubts
    assert (doubt.value, doubt.before) == (2500, 250) and not Delivery.objects.exists()
    with pytest.raises(services.Unconfirmed):  # what was confirmed is another value
        deliver(token, 2501, confirmed=frozenset({doubt.key}))
    delivery = deliver(token, 2500, confirmed=frozenset({doubt.key}))
    assert delivery.notes == [{"region": KREIS, "year": 2025, "value": 2500, "before": 250}]
    assert office.again(request).state == "delivered"


@pytest.mark.parametrize(
    ("figures", "who", "sentence"),
    [
        ({}, "Statistik", "mindestens ein Feld"),
        ({("16061", 2025): 7}, "Statistik", "nicht gefragt"),
        ({(KREIS, 2024): 7}, "Statistik", "nicht gefragt"),
        ({CELL: 7}, "  ", "Stelle oder Funktion"),
        ({CELL: 7}, "Frau Muster", "keinen Menschen"),
        ({CELL: 7.5}, "Statistik", "ganze Zahl"),
        ({CELL: -7}, "Statistik", "Anzahl ab 0"),
    ],
)
def test_answers_that_are_refused(office: Office, figures: dict[tuple[str, int], Any], who: str, sentence: str) -> None:
    request, token = office.sent()
    with pytest.raises(Refused, match=sentence):
        services.deliver(token=token, values=figures, from_function=who)
    assert not Delivery.objects.exists() and office.again(request).state == "sent"


def test_steps_out_of_turn(office: Office) -> None:
    request, token = office.sent()
    deliver(token)
    for step in (services.send, services.withdraw):
        asked = office.again(request)
        with pytest.raises(Refused):
            step(actor=office.planner, request=asked, version=asked.version)
    asked = office.again(request)
    services.accept(actor=office.planner, request=asked, version=asked.version)
    for step in (services.send, services.withdraw, services.accept, services.delete_request):
        asked = office.again(request)
        with pytest.raises(Refused):
            step(actor=office.planner, request=asked, version=asked.version)  # type: ignore[operator]
    with pytest.raises(Refused, match="abgeschlossen"):
        services.edit_request(actor=office.planner, request=asked, version=asked.version, note="x")


# --- who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.LEADERSHIP, Role.MEASURE_OWNER, Role.BODY_MEMBER, Role.PROCESS_CONSULTANT])
def test_others_do_not_ask(office: Office, role: Role, person_in: Any) -> None:
    other = actor_for(person_in(office.organisation, role))
    request, token = office.sent()
    deliver(token)
    asked = office.again(request)
    with pytest.raises(Forbidden):
        services.create_request(actor=other, owner=office.organisation, **values())
    with pytest.raises(Forbidden):
        services.accept(actor=other, request=asked, version=asked.version)
    with pytest.raises(Forbidden):
        services.send_back(actor=other, request=asked, version=asked.version, reason="x")
    if role != Role.LEADERSHIP:
        with pytest.raises(Forbidden):
            queries.requests_for(other, office.organisation)


def test_nobody_answers_without_the_secret(office: Office) -> None:
    office.sent()
    with pytest.raises(LookupError):
        deliver("x" * 43)
    with pytest.raises(LookupError):
        deliver("")  # drafts have no checksum, and nothing has this one
    with pytest.raises(Forbidden):
        queries.requests_for(PUBLIC, office.organisation)


def test_foreign_and_missing_are_the_same_404(office: Office, person_in: Any) -> None:
    foreign = Organisation.objects.create(slug="sued", name="Süd", kind="local_authority", region_code="16061")
    request, token = office.sent()
    deliver(token)
    client = Client()
    client.force_login(person_in(foreign, Role.PLANNING_COORDINATOR))
    assert "Beratene" not in client.get("/k/sued/datenanfragen/").content.decode()
    for step in ("", "bearbeiten/", "verschicken/", "zurueckziehen/", "annehmen/", "zurueckgeben/", "loeschen/"):
        send = client.get if step in ("", "bearbeiten/") else client.post
        answers = [send(f"/k/{slug}/datenanfragen/{uid}/{step}") for slug, uid in
                   (("sued", request.uid), ("nord", request.uid), ("sued", "00000000-0000-4000-8000-000000000000"))]  # fmt: skip
        assert [a.status_code for a in answers] == [404, 404, 404], step
    with owner_scope(foreign):
        assert not DataRequest.objects.exists() and not Delivery.objects.exists()


def test_the_list_is_ordered_by_what_to_do(office: Office) -> None:
    today = timezone.localdate()
    late, _ = office.sent(title="spät", due_on=today - timedelta(days=1))
    office.sent(title="heute", due_on=today)
    office.sent(title="später", due_on=today + timedelta(days=8))
    office.make(title="Entwurf")
    _, token = office.sent(title="da")
    deliver(token)
    lines = queries.requests_for(office.planner, office.organisation)
    assert [(line.request.title, line.words) for line in lines] == [
        ("da", "bitte prüfen"), ("spät", "überfällig"), ("heute", "bald fällig"), ("später", "wartet auf Antwort"),
        ("Entwurf", "Entwurf"),
    ]  # fmt: skip
    assert queries.late_units(lines) == ["Jugendamt"] and late.recipient == "Jugendamt"
    assert SHAPE.title not in [line.request.title for line in lines]
