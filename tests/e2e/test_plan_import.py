"""An adopted plan of 118 measures comes in, in one sitting: from the file to the strategy; a second time nothing is added."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.action.strategy.plan_import import messy
from tests.e2e.checks import demand_good
from tests.e2e.conftest import WIDE, Windows

pytestmark = [pytest.mark.e2e, pytest.mark.long]
START = "/k/musterberg/strategie/uebernehmen/"


def measures_of(windows: Windows, title: str) -> list[tuple[str, ...]]:
    """Number, title, lead unit and state of the measures of a strategy, as they are stored."""
    return windows.site.instance.rows(
        "SELECT m.number, m.title, m.lead_unit, m.status FROM strategy_measure m "
        "JOIN strategy_fieldofaction f ON f.id = m.field_id JOIN strategy_strategy s ON s.id = f.strategy_id "
        f"WHERE s.title = '{title}' AND m.deleted_at IS NULL ORDER BY m.id"
    )


def upload(page: Any, file: Path, original: Path | None = None) -> None:
    page.goto(START)
    page.get_by_label("Datei mit der Maßnahmentabelle").set_input_files(file)
    if original is not None:
        page.get_by_label("Original des Beschlusses").set_input_files(original)
    page.get_by_role("button", name="Datei lesen").click()


def decided(page: Any, title: str) -> None:
    """What was decided, as the form asks for it."""
    page.get_by_label("Beschlossen am").fill("2018-06-12")
    page.get_by_label("Beschlossen von").fill("Kreistag")
    page.get_by_label("Nummer der Vorlage").fill("18/0815")
    page.locator("#id_strategy").select_option("")
    page.get_by_label("Titel der neuen Strategie").fill(title)
    page.get_by_label("gilt ab Jahr").fill("2018")  # before the strategy that the example works on
    page.get_by_label("gilt bis Jahr").fill("2022")


@pytest.mark.parametrize(
    ("form", "javascript"),
    [pytest.param("xlsx", True, id="Excel"), pytest.param("docx", False, id="Word, ohne JavaScript")],
)
def test_118_measures_in_one_sitting(form: str, javascript: bool, windows: Windows, tmp_path: Path) -> None:
    title = f"Sozialplan aus {form}"
    page = windows.page("", javascript=javascript, width=WIDE)
    page.goto("/")
    page.get_by_role("button", name="Als Planerin ansehen").first.click()
    page.goto("/k/musterberg/strategie/")
    page.get_by_role("link", name="Beschlossenen Plan übernehmen").first.click()
    file, original = tmp_path / f"plan.{form}", tmp_path / "beschluss.pdf"
    file.write_bytes(messy.xlsx() if form == "xlsx" else messy.docx())
    original.write_bytes(b"%PDF-1.7 erfunden")
    upload(page, file, original)

    assert page.locator("h1").inner_text() == "Was steht in welcher Spalte?"
    decided(page, title)
    if javascript:
        demand_good(page)
    windows.expected_status = {422}
    column = page.locator(f"#id_role_{4 if form == 'xlsx' else 2}")
    column.select_option("")
    page.get_by_role("button", name="Plan prüfen").click()
    assert "Ohne Titel gibt es keine Maßnahme" in page.locator("[data-error-summary]").inner_text()
    column.select_option("title")
    page.get_by_role("button", name="Plan prüfen").click()
    text = page.locator("main").inner_text()
    assert "170 neu, 0 geändert, 0 unverändert" in text
    assert "Gelesen: 6 Handlungsfelder, 46 Ziele, 118 Maßnahmen." in text
    assert page.locator("table", has_text="Neue Maßnahmen (118)").locator("tbody tr").count() == 118
    assert measures_of(windows, title) == []
    if javascript:
        demand_good(page)
    page.get_by_role("button", name="Plan übernehmen").click(timeout=60_000)
    page.get_by_role("heading", name="Übernommener Plan").wait_for(timeout=60_000)
    text = page.locator("main").inner_text()
    assert "am 12. Juni 2018, Kreistag" in text and "18/0815" in text and "beschluss.pdf" in text
    if javascript:
        demand_good(page)

    wanted = [(w.shown_number, w.title) for w in messy.lines()]
    written = measures_of(windows, title)
    assert sorted(row[:2] for row in written) == sorted(wanted)
    with page.expect_download() as kept:
        page.get_by_role("link", name=file.name).click()
    assert Path(kept.value.path()).read_bytes() == file.read_bytes()

    upload(page, file)
    text = page.locator("main").inner_text()
    assert "In dieser Datei steht nichts Neues" in text and "es wurde nichts geändert" in text
    assert page.get_by_role("button", name="Plan übernehmen").count() == 0
    assert measures_of(windows, title) == written

    page.goto(START)
    page.get_by_role("link", name=file.name).first.click()
    page.get_by_role("button", name="Übernahme zurücknehmen").click()
    page.get_by_text("Die Übernahme ist zurückgenommen.").wait_for(timeout=60_000)
    assert measures_of(windows, title) == []


def test_a_table_with_one_number_twice_is_told_before_anything_is_written(windows: Windows, tmp_path: Path) -> None:
    page = windows.page("", width=WIDE)
    page.goto("/")
    page.get_by_role("button", name="Als Planerin ansehen").first.click()
    file = tmp_path / "doppelt.xlsx"
    file.write_bytes(messy.xlsx(extra=[{"Nr.": "1.1.1.", "Handlungsfeld": "1. Familie", "Maßnahme": "Noch eine"}]))
    upload(page, file)
    decided(page, "Doppelt")
    windows.expected_status = {422}
    page.get_by_role("button", name="Plan prüfen").click()
    text = page.locator("main").inner_text()
    assert "Zelle A126: Die Nummer 1.1.1. steht schon bei Blatt „Maßnahmen“, Zelle A5 (1.1.1)." in text
    assert measures_of(windows, "Doppelt") == []
    page.set_viewport_size({"width": 320, "height": 800})
    demand_good(page)
    page.set_viewport_size({"width": WIDE, "height": 800})
