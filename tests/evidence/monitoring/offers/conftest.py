"""A register with an open and a protected entry of a Landkreis that shows the figures of Nordhausen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sozialstrategie.evidence.monitoring.models import Offer
from sozialstrategie.evidence.monitoring.offers import services
from sozialstrategie.kit.accounts.models import Person
from sozialstrategie.kit.accounts.queries import actor_for
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.scopes import owner_scope

NORDHAUSEN, ELLRICH = "16062041", "16062005"
DAY = date(2026, 9, 1)
# Where the refuge is: these words may reach nobody who does not edit.
HIDDEN = ("Geheimweg", "Ellrich", ELLRICH, "51,58756", "51.58756", "10,66568", "10.66568")


def values(**changed: Any) -> dict[str, Any]:
    """Fields of an open offer."""
    base = {
        "name": "Schuldnerberatung", "provider": "Verband Muster", "target_groups": ["debts"],
        "life_phases": ["working_age"], "gemeinde": NORDHAUSEN, "address": "Musterstraße 1", "places": 20,
        "source": "Abfrage", "as_of": DAY, "theme": "Einkommen und Mindestsicherung",
    }  # fmt: skip
    return {**base, **changed}


def refuge(**changed: Any) -> dict[str, Any]:
    """Fields of a protected facility."""
    base = {
        "kind": "facility", "name": "Frauenhaus", "provider": "Verein Zuversicht", "protected": True, "gemeinde": ELLRICH,
        "address": "Geheimweg 7", "latitude": Decimal("51.58756"), "longitude": Decimal("10.66568"),
        "target_groups": ["violence"], "life_phases": ["any"], "places": 8,
    }  # fmt: skip
    return values(**{**base, **changed})


class People(dict[str, Person]):
    """Somebody for each role, made when first asked for."""

    def __init__(self, make: Callable[[str], Person]) -> None:
        self.make = make

    def __missing__(self, role: str) -> Person:
        self[role] = self.make(role)
        return self[role]


@dataclass(frozen=True)
class Register:
    """Who acts and what stands."""

    organisation: Organisation
    planner: Actor
    leader: Actor
    people: People
    open: Offer
    refuge: Offer


@pytest.fixture
def register(
    amt: Organisation, person_in: Callable[[Organisation, str], Person], settings: Any, tmp_path: Path
) -> Iterator[Register]:
    settings.HOME = tmp_path
    people = People(lambda role: person_in(amt, role))
    planner = actor_for(people[Role.PLANNING_COORDINATOR])
    with owner_scope(amt):
        made = services.create_offer(actor=planner, owner=amt, **values())
        hidden = services.create_offer(actor=planner, owner=amt, **refuge())
        yield Register(amt, planner, actor_for(people[Role.LEADERSHIP]), people, made, hidden)
