"""Übergabe in the browser: two people, what moves, one button, the page that stays and the sheet to print."""

from __future__ import annotations

import pytest

from tests.e2e.checks import demand_good, press
from tests.e2e.conftest import Windows

pytestmark = [pytest.mark.e2e, pytest.mark.long]


def test_a_person_hands_everything_over(own_windows: Windows) -> None:
    page = own_windows.page("leitung")
    page.goto("/k/musterberg/uebergabe/")
    own_windows.expected_status = {422}
    press(page, page.get_by_role("button", name="Zeigen, was übergeht"))  # nothing chosen
    assert page.title().startswith("Fehler: ")
    demand_good(page)
    page.get_by_label("Wer übergibt?").select_option(label="Mira Beispiel")
    page.get_by_label("Wer übernimmt?").select_option(label="Jona Beispiel")
    press(page, page.get_by_role("button", name="Zeigen, was übergeht"))
    assert page.get_by_role("heading", level=1).inner_text() == "Was übergeht"
    title = "Förderaufruf des Landes lesen und Frist melden"
    assert title in page.locator("main").inner_text()
    demand_good(page)
    page.get_by_role("button", name="Jetzt übergeben").click()
    page.wait_for_url("**/uebergabe/*-*/")
    assert title in page.locator("main").inner_text()
    demand_good(page)
    sheet = page.request.get(page.get_by_role("link", name="PDF").first.get_attribute("href"))
    assert (sheet.status, sheet.body()[:5]) == (200, b"%PDF-")
    page.goto("/k/musterberg/eingang/")
    assert title in page.locator("main").inner_text()
    other = own_windows.page("planung")
    other.goto("/k/musterberg/eingang/")
    assert title not in other.locator("main").inner_text()
    assert own_windows.take_trouble() == []
