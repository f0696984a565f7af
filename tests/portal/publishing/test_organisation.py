"""The public page of a released strategy: Leitziele, goals and measures as they are called."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from sozialstrategie.action.strategy import services
from sozialstrategie.kit.core.actor import system
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.portal.publishing.outline import outline

WHO = system("Test")


@pytest.fixture
def home(db: None) -> Iterator[Organisation]:
    organisation = Organisation.objects.create(
        slug="musterberg", name="Landkreis Musterberg", kind="local_authority", region_code="16062", is_example=True
    )
    with owner_scope(organisation):
        yield organisation


def release(home: Organisation) -> dict:  # type: ignore[type-arg]
    """A Leitziel, a goal with a public measure, a goal without any."""
    by = {"actor": WHO, "owner": home}
    strategy = services.create_strategy(**by, title="Gemeinsam stark", period_from=2025, period_to=2028)
    field = services.create_field(**by, strategy=strategy, title="Familien stärken")
    top = services.create_goal(**by, field=field, kind="guiding_goal", number="1", title="Alle kommen zurecht")
    goal = services.create_goal(**by, field=field, number="1.1", title="Rat an jeder Schule", parent=top)
    services.create_goal(**by, field=field, number="1.2", title="Ferien für alle", parent=top)
    measure = services.create_measure(
        **by, field=field, under=goal, title="Lotsendienst", visibility="public", status="running",
        status_reason="GEHEIM: Streit im Amt", lead_unit="Jugendamt",
    )  # fmt: skip
    services.link_goal_measure(actor=WHO, goal=goal, measure=measure)
    version = services.release_strategy(actor=WHO, strategy=strategy, version=strategy.version)
    return dict(version.payload["content"])


def test_a_leitziel_is_called_so_and_misses_no_measure(home: Organisation) -> None:
    release(home)
    page = Client().get("/oeffentlich/musterberg/").content.decode()
    assert "Leitziel 1: Alle kommen zurecht" in page and "<h3>Ziel 1:" not in page
    assert "<h3>Ziel 1.1: Rat an jeder Schule" in page and "1.1.1 Lotsendienst" in page
    assert page.count("Noch keine öffentliche Maßnahme.") == 1  # goal 1.2 alone


def test_the_outline_tells_leitziele_from_goals(home: Organisation) -> None:
    (field,) = outline(release(home))
    assert [(g["number"], g["guiding"], len(g["measures"])) for g in field["goals"]] == [
        ("1", True, 0), ("1.1", False, 1), ("1.2", False, 0),
    ]  # fmt: skip


def test_the_reason_of_a_status_stays_inside(home: Organisation) -> None:
    content = release(home)
    assert "status_reason" not in content["measures"][0] and "GEHEIM" not in str(content)
    assert "GEHEIM" not in Client().get("/oeffentlich/musterberg/").content.decode()
