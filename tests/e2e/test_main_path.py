"""The main path as a planner walks it: from the map to a figure, from a figure to a need, a goal, a measure, a document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import WIDE, Windows

pytestmark = [pytest.mark.e2e, pytest.mark.long]


def follow(page: Any, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def press(page: Any, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


@pytest.mark.parametrize(
    "javascript", [pytest.param(False, id="ohne JavaScript"), pytest.param(True, id="mit JavaScript")]
)
def test_from_the_map_to_the_strategy(javascript: bool, windows: Windows, tmp_path: Path) -> None:
    mark = "mit" if javascript else "ohne"
    page = windows.page(javascript=javascript, width=WIDE)
    page.goto("/")
    page.get_by_role("link", name="Landkreis Nordhausen", exact=True).first.click()
    assert "Nordhausen" in page.locator("h1").inner_text()
    page.locator("a[href^='/lage/16062/']:not([href$='.pdf'], [href$='/profil/'])").first.click()
    assert page.locator("figure svg").count() > 0
    assert page.locator("table caption").count() > 0
    with page.expect_download() as figures:
        page.locator("a[href$='.csv']").first.click()
    assert (
        figures.value.path().read_bytes().startswith(b"\xef\xbb\xbfindicator")
        or "csv" in figures.value.suggested_filename
    )

    page.goto("/")
    press(page, "Als Planerin ansehen")
    assert page.url.endswith("/k/musterberg/")
    follow(page, "Was auffällt")
    page.get_by_role("link", name="Prüfen und annehmen").last.click()
    press(page, "Geprüft, annehmen")
    assert "/befunde/" in page.url
    finding = page.locator("h1").inner_text()

    page.get_by_role("link", name="Bedarf anlegen").first.click()
    page.get_by_label("Bedarf in einem Satz").fill(f"Bedarf {mark} JavaScript")
    page.locator("main form[method=post] button[type=submit]").first.click()
    assert page.locator("h1").inner_text() == f"Bedarf {mark} JavaScript"
    assert page.get_by_role("link", name=finding).count() > 0

    page.get_by_role("link", name="Ziel anlegen").first.click()
    page.get_by_label("Ziel in einem Satz").fill(f"Ziel {mark} JavaScript")
    _choose_first(page, "field")
    page.locator("main form[method=post] button[type=submit]").first.click()
    assert page.locator("h1").inner_text() == f"Ziel {mark} JavaScript"

    page.get_by_role("link", name="Maßnahme anlegen").first.click()
    page.get_by_label("Maßnahme", exact=True).fill(f"Maßnahme {mark} JavaScript")
    _choose_first(page, "field")
    page.locator("main form[method=post] button[type=submit]").first.click()
    assert page.locator("h1").inner_text() == f"Maßnahme {mark} JavaScript"

    follow(page, "Roter Faden")
    page.get_by_label("Handlungsfeld").select_option("alle")
    press(page, "Anzeigen")
    row = page.locator("table tr", has_text=f"Maßnahme {mark} JavaScript")
    assert f"Bedarf {mark} JavaScript" in row.inner_text() and f"Ziel {mark} JavaScript" in row.inner_text()

    page.goto("/k/musterberg/strategie/")
    for ending in ("pdf", "docx"):
        with page.expect_download() as strategy:
            page.locator(f"a[href$='dokument.{ending}']").first.click()
        content = strategy.value.path().read_bytes()
        assert content.startswith({"pdf": b"%PDF-", "docx": b"PK"}[ending])
    press(page, "Abmelden") if page.get_by_role("button", name="Abmelden").first.is_visible() else None


def _choose_first(page: Any, name: str) -> None:
    """Choose the first real option, unless the page has chosen one."""
    select = page.locator(f"main select[name={name}]")
    if not select.input_value():
        select.select_option(index=1)
