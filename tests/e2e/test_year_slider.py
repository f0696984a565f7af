"""The slider of the map by keyboard, with swapped pictures; and the same choice without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.checks import demand_good

pytestmark = [pytest.mark.e2e, pytest.mark.long]


def arrived(page: Any, year: str) -> None:
    """Wait until the picture of that year stands there."""
    page.locator("[data-map-part] strong", has_text=year).wait_for()
    page.locator("html[data-years=idle]").wait_for(state="attached")


@pytest.mark.parametrize("path", ["/lage/16062/sgb2_rate/karte/", "/lage/16062/sgb2_rate/"])
def test_keys_move_the_year_and_the_picture_follows(path: str, open_page: Callable[..., Any]) -> None:
    page = open_page(path, width=1280)
    slider = page.get_by_role("slider", name="Jahr der Karte")
    years = page.locator("select[name=jahr] option").all_text_contents()
    newest, before, oldest = years[0], years[1], years[-1]
    assert slider.get_attribute("aria-valuetext") == newest
    legend = page.locator("[data-map-part] .legende li").count()

    slider.focus()
    for key, year in (("ArrowLeft", before), ("Home", oldest), ("End", newest), ("ArrowDown", before)):
        page.keyboard.press(key)
        assert slider.get_attribute("aria-valuetext") == year
        arrived(page, year)
        assert f"{year}: Karte der Kreise" in page.locator("[data-map-part] svg.wertkarte title").text_content()
        assert f"jahr={year}" in page.url
        assert page.locator("select[name=jahr]").input_value() == year
    assert (
        page.evaluate("document.activeElement.type") == "range"
    )  # the picture changes, the place of the reader does not
    assert page.locator("[data-map-part] .legende li").count() == legend  # the same classes in all years
    demand_good(page)
    page.reload()
    assert page.locator("[data-map-part] strong").inner_text() == before  # the address names what is shown


def test_the_table_stays_open_and_the_classes_stay_chosen(open_page: Callable[..., Any]) -> None:
    page = open_page("/lage/16062/sgb2_rate/karte/?einteilung=jenks&klassen=4", width=1280)
    page.locator("[data-map-part] summary").click()
    page.get_by_role("slider", name="Jahr der Karte").focus()
    page.keyboard.press("ArrowLeft")
    year = page.locator("select[name=jahr] option").nth(1).text_content()
    arrived(page, year)
    assert page.locator("[data-map-part] details[open] table").is_visible()
    assert page.locator("[data-map-part] thead th").nth(1).inner_text() == year
    assert "Jenks" in page.locator("[data-map-part]").inner_text() and "einteilung=jenks" in page.url


def test_without_scripts_a_list_of_years_does_the_same(open_page: Callable[..., Any]) -> None:
    page = open_page("/lage/16062/sgb2_rate/karte/", javascript=False)
    assert page.get_by_role("slider").count() == 0
    oldest = page.locator("select[name=jahr] option").last.text_content()
    page.locator("select[name=jahr]").select_option(oldest)
    page.get_by_role("button", name="Karte zeigen").click()
    assert page.locator("[data-map-part] strong").inner_text() == oldest


def test_a_picture_that_does_not_come_leaves_the_old_one_and_says_so(
    open_page: Callable[..., Any], windows: Any
) -> None:
    page = open_page("/lage/16062/sgb2_rate/karte/", width=1280)
    before = page.locator("[data-map-part] strong").inner_text()
    windows.expected_status |= {503}
    page.route("**/karte/?*", lambda route: route.fulfill(status=503, body=""))
    page.get_by_role("slider", name="Jahr der Karte").focus()
    page.keyboard.press("Home")
    page.get_by_text("Diese Karte ließ sich nicht laden.").wait_for()
    assert page.locator("[data-map-part] strong").inner_text() == before
    page.unroute("**/karte/?*")
