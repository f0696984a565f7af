"""The next strategy begins: what goes on is decided one by one, with a reason; the old one stays in force."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.checks import demand_good
from tests.e2e.conftest import NARROW, WIDE, Windows

pytestmark = [pytest.mark.e2e, pytest.mark.long]


@pytest.fixture
def windows(own_windows: Windows) -> Iterator[Windows]:
    yield own_windows
    assert own_windows.take_trouble() == []


def test_the_next_strategy_begins(windows: Windows) -> None:
    page = windows.page("planung", width=WIDE)
    page.goto("/k/musterberg/strategie/")
    page.get_by_role("link", name="Fortschreibung beginnen").click()
    windows.expected_status = {422}
    page.get_by_role("button", name="Nächste Strategie beginnen").click()
    assert page.locator("[data-error-summary]").is_visible()
    page.get_by_label("Titel der nächsten Strategie").fill("Sozialstrategie 2029 bis 2032")
    page.get_by_role("button", name="Nächste Strategie beginnen").click()
    assert page.locator("h1").inner_text() == "Was weitergeht und was nicht"
    count = page.locator("main tbody tr").count()
    assert count >= 32  # 9 goals, 23 measures, Leitziele
    assert f"Bei {count} von {count} Zielen und Maßnahmen steht noch nicht fest" in page.locator("main").inner_text()
    demand_good(page)

    page.get_by_role("link", name="Entscheiden").first.click()
    page.get_by_role("button", name="Festhalten").click()
    assert page.locator("[data-error-summary]").is_visible()
    page.set_viewport_size({"width": NARROW, "height": 800})
    demand_good(page)
    page.set_viewport_size({"width": WIDE, "height": 800})
    page.get_by_label("wird nicht übernommen").check()
    page.get_by_label("Begründung").fill("Erreicht.")
    page.get_by_role("button", name="Festhalten").click()
    assert f"Bei {count - 1} von {count} Zielen und Maßnahmen" in page.locator("main").inner_text()
    page.get_by_role("button", name="Zurücknehmen").click()
    assert f"Bei {count} von {count} Zielen und Maßnahmen" in page.locator("main").inner_text()

    page.goto("/oeffentlich/musterberg/")
    assert "Sozialstrategie 2025 bis 2028" in page.locator("main").inner_text()
    assert "2029" not in page.locator("main").inner_text()
