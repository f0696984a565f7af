"""What waits and what is late stands on the start page of whoever can do something about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from sozialstrategie.evidence.monitoring.models import DataRequest
from sozialstrategie.evidence.monitoring.requests.steps import open_items
from sozialstrategie.kit.accounts.models import Person
from sozialstrategie.kit.accounts.queries import actor_for
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Organisation
from tests.evidence.monitoring.requests.conftest import Office


def test_a_delivery_comes_first_and_what_is_late_after_it(office: Office) -> None:
    assert open_items(office.planner, office.organisation) == []
    late, _ = office.sent(title="Spät")
    DataRequest.objects.filter(pk=late.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    came, _ = office.sent(title="Da")
    DataRequest.objects.filter(pk=came.pk).update(state="delivered")
    office.make(title="Entwurf")
    steps = sorted(open_items(office.planner, office.organisation), key=lambda step: step.weight)
    assert [(step.title, step.action) for step in steps] == [
        ("Jugendamt hat Zahlen geliefert", "Lieferung prüfen"),
        ("Zahlen sind überfällig: Jugendamt", "Datenanfrage ansehen"),
    ]
    assert steps[0].text == "Da" and steps[0].url.endswith(f"/datenanfragen/{came.uid}/")


def test_nobody_else_is_asked(office: Office, person_in: Callable[[Organisation, str], Person]) -> None:
    came, _ = office.sent()
    DataRequest.objects.filter(pk=came.pk).update(state="delivered")
    for role in (Role.MEASURE_OWNER, Role.PROCESS_CONSULTANT, Role.BODY_MEMBER):
        assert open_items(actor_for(person_in(office.organisation, role)), office.organisation) == []
