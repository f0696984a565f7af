"""Two twin authorities with the same content, and one actor per role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from sozialstrategie.action.strategy import services
from sozialstrategie.kit.accounts.models import Person, RoleGrant
from sozialstrategie.kit.accounts.queries import actor_for
from sozialstrategie.kit.core.actor import Actor, Grant, system
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.kit.figures.released import Observation, Origin


def make_organisation(slug: str) -> Organisation:
    return Organisation.objects.create(
        slug=slug, name=f"Landkreis {slug.title()}", kind="local_authority", region_code="16062", is_example=True
    )


def actor_in(organisation: Organisation, *roles: Role, person_uid: Any = None) -> Actor:
    grants = tuple(Grant(organisation.pk, organisation.slug, organisation.name, organisation.kind, r) for r in roles)
    return Actor(person_uid=person_uid or uuid4(), name="Beispielperson", grants=grants)


def person_in(organisation: Organisation, role: Role, email: str | None = None) -> Person:
    person = Person.objects.create_user(
        email or f"{role}@{organisation.slug}.example", "geheim-genug-12", name=f"Person {role}"
    )
    RoleGrant.objects.create(person=person, organisation=organisation, role=role, valid_from=date(2020, 1, 1))
    return person


@pytest.fixture
def home(db: None) -> Organisation:
    return make_organisation("musterberg")


@pytest.fixture
def twin(db: None) -> Organisation:
    return make_organisation("zwillingen")


@pytest.fixture
def scope(home: Organisation, twin: Organisation) -> Iterator[None]:
    """Both owners at once: what keeps them apart below is the services' own check, not the scope."""
    with owner_scope([home, twin]):
        yield


@pytest.fixture
def planner(home: Organisation) -> Actor:
    return actor_in(home, Role.PLANNING_COORDINATOR)


@pytest.fixture
def leader(home: Organisation) -> Actor:
    return actor_in(home, Role.LEADERSHIP)


def login(organisation: Organisation, role: Role) -> Client:
    client = Client()
    client.force_login(person_in(organisation, role))
    return client


@pytest.fixture
def web(home: Organisation) -> Client:
    """A browser of the planning coordinator."""
    return login(home, Role.PLANNING_COORDINATOR)


def url(name: str, organisation: Organisation, *args: Any) -> str:
    return reverse(f"strategy:{name}", args=[organisation.slug, *args])


def build_chain(owner: Organisation) -> SimpleNamespace:
    """One whole thread: finding 1 - need 1 - goal 1.1 - measure 1.1.1, in one field of one strategy."""
    who = system("Test")
    strategy = services.create_strategy(
        actor=who, owner=owner, title="Gemeinsam stark", period_from=2025, period_to=2028
    )
    field_ = services.create_field(actor=who, owner=owner, strategy=strategy, title="Familien stärken")
    finding = services.create_finding(
        actor=who,
        owner=owner,
        title=f"Kinder in Haushalten mit SGB-II-Bezug ({owner.slug})",
        field=field_,
        state="accepted",
    )
    need = services.create_need(actor=who, owner=owner, title="Familien finden Hilfe ohne Umwege", field=field_)
    goal = services.create_goal(actor=who, owner=owner, field=field_, title="Rat für Familien an jeder Grundschule")
    measure = services.create_measure(
        actor=who, owner=owner, field=field_, under=goal, title="Lotsendienst an Grundschulen", status="running",
        visibility="public", target_text="14 Grundschulen", target_year=2028, lead_unit="Jugendamt",
    )  # fmt: skip
    services.link_finding_need(actor=who, finding=finding, need=need)
    services.link_need_goal(actor=who, need=need, goal=goal)
    services.link_goal_measure(actor=who, goal=goal, measure=measure)
    return SimpleNamespace(strategy=strategy, field=field_, finding=finding, need=need, goal=goal, measure=measure)


@pytest.fixture
def chain(home: Organisation, scope: None) -> SimpleNamespace:
    return build_chain(home)


@pytest.fixture
def foreign(twin: Organisation, scope: None) -> SimpleNamespace:
    return build_chain(twin)


def observation(value: float = 14.2, region: str = "16062", year: int = 2022) -> Observation:
    return Observation(
        indicator="child_sgb2_rate", region=region, region_name="Landkreis Nordhausen", level="kreis", period=str(year),
        year=year, value=value, sign=None, unit="%", source="BBSR, INKAR Ausgabe 2024 (dl-de/by-2-0)", edition="abcd1234",
        territorial_status="31.12.2021", derivation="inkar-2024", origin=Origin.OFFICIAL,
    )  # fmt: skip


@dataclass
class Signal:
    """A signal as the strategy room needs to know it."""

    key: str = "land:child_sgb2_rate"
    fingerprint: str = "f" * 64
    title: str = "Im Jahr 2022 lebten 14,2 von 100 Kindern in einem Haushalt mit SGB-II-Bezug."
    text: str = "Thüringen: 11,9. Abstand: 2,3 Prozentpunkte."
    caveat: str = "Nicht gezählt sind Familien, die ihren Anspruch nicht nutzen."
    theme: str = "Einkommen und Mindestsicherung"
    figures: tuple[Observation, ...] = field(default_factory=lambda: (observation(), observation(11.9, "16")))


__all__ = [
    "Signal",
    "actor_for",
    "actor_in",
    "build_chain",
    "login",
    "make_organisation",
    "observation",
    "person_in",
    "url",
]
