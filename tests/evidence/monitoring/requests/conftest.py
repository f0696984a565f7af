"""A Landkreis that shows the figures of Nordhausen and asks its invented Jugendamt for figures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from sozialstrategie.evidence.monitoring.models import DataRequest
from sozialstrategie.evidence.monitoring.requests import queries, services
from sozialstrategie.evidence.monitoring.requests.table import Place, Shape
from sozialstrategie.kit.accounts.models import Person
from sozialstrategie.kit.accounts.queries import actor_for
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.scopes import owner_scope

KREIS = "16062"
SHAPE = Shape(
    "Wartezeit der Beratung", "Beratene Familien", "Fälle", (Place(KREIS, "Landkreis Nordhausen"),), (2023, 2024)
)


def says(text: str, number: int) -> bool:
    """Whether a page tells a number; uids and tokens may hold its digits by chance."""
    return re.search(rf"(?<![\w-]){number}(?![\w-])", text) is not None


def values(**changed: Any) -> dict[str, Any]:
    """Fields of a request for one figure."""
    base = {
        "title": "Wartezeit der Beratung", "item": "Beratene Familien", "unit": "Fälle", "rows": "whole", "first_year": 2025,
        "last_year": None, "question": "Wie viele Familien wurden beraten?", "show_earlier": True, "show_entered": True,
        "recipient": "Jugendamt", "recipient_function": "Statistik", "email": "jugendamt@nord.example",
        "due_on": timezone.localdate() + timedelta(days=20), "note": "",
    }  # fmt: skip
    return {**base, **changed}


@dataclass(frozen=True)
class Office:
    """Who asks; the answers come by link."""

    organisation: Organisation
    person: Person
    planner: Actor

    def enter(
        self, figures: dict[tuple[str, int], Any], *, shape: Shape = SHAPE, stand: date = date(2024, 12, 31)
    ) -> Any:
        return services.enter_table(
            actor=self.planner, owner=self.organisation, shape=shape, values=figures, source="Jugendamt", stand=stand
        )

    def make(self, **changed: Any) -> DataRequest:
        return services.create_request(actor=self.planner, owner=self.organisation, **values(**changed))

    def sent(self, **changed: Any) -> tuple[DataRequest, str]:
        """A request on its way and the secret of its link."""
        request = self.make(**changed)
        return request, services.send(actor=self.planner, request=request, version=request.version)

    def again(self, request: DataRequest) -> DataRequest:
        """The request as stored now."""
        found = queries.request_for(self.planner, self.organisation, request.uid)
        assert found is not None
        return found


@pytest.fixture
def office(
    amt: Organisation, person_in: Callable[[Organisation, str], Person], settings: Any, tmp_path: Path, reads_here: None
) -> Iterator[Office]:
    settings.HOME = tmp_path
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    person = person_in(amt, Role.SPECIALIST_PLANNER)
    with owner_scope(amt):
        yield Office(amt, person, actor_for(person))
