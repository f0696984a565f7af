"""A data request from sending to the edition, with one implausible value sent back; both sides in a browser."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.e2e.checks import demand_good
from tests.e2e.conftest import NARROW, WIDE, Windows

pytestmark = [pytest.mark.e2e, pytest.mark.long]
LAST = date.today().year - 1


def press(page: Any, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def fill(page: Any, **texts: str) -> None:
    for name, text in texts.items():
        page.locator(f"main [name={name}]").fill(text)


def cell(page: Any, year: int) -> Any:
    return page.get_by_label(f"Landkreis Musterberg, {year}", exact=True)


def look_at(page: Any, javascript: bool) -> None:
    """axe is a script of its own; without JavaScript it cannot run."""
    if javascript:
        demand_good(page)


def enter_former_year(page: Any, title: str, javascript: bool) -> None:
    page.goto("/k/musterberg/eigene-zahlen/")
    page.get_by_role("link", name="Zahlen von Hand eintragen").click()
    fill(page, title=title, source="Jugendamt", item="Beratungen", first_year=str(LAST - 1), stand=f"{LAST - 1}-12-31")
    page.locator("main select[name=unit]").select_option("Fälle")
    press(page, "Weiter zu den Feldern")
    cell(page, LAST - 1).fill("zwölf")
    press(page, "Zahlen speichern")
    assert "Hier steht ein Text mit 5 Zeichen" in page.get_by_role("alert").inner_text()
    look_at(page, javascript)
    cell(page, LAST - 1).fill("240")
    press(page, "Zahlen speichern")
    assert f"„{title}“ ist eingetragen" in page.get_by_role("status").first.inner_text()


def send_request(page: Any, title: str, javascript: bool, former: str = "") -> str:
    """Make and send the request; gives back the link that the page shows once. `former`: what the draft shows beforehand."""
    page.goto("/k/musterberg/eigene-zahlen/")
    page.get_by_role("link", name="Datenanfragen an andere Stellen").click()
    page.get_by_role("link", name="Anfrage anlegen").click()
    due = date.today() + timedelta(days=14)
    fill(page, title=title, item="Beratungen", question="Alle Beratungen im Jahr", first_year=str(LAST),
         recipient="Jugendamt", due_on=due.isoformat())  # fmt: skip
    page.locator("main select[name=unit]").select_option("Fälle")
    page.get_by_label("Die Stelle sieht auch Werte, die Sie selbst eingetragen haben").check()
    press(page, "Speichern")
    if former:
        assert former in page.locator("main details", has_text="wenn Sie verschicken").inner_text()
    look_at(page, javascript)
    press(page, "Verschicken")
    link = str(page.locator("#link").get_attribute("href"))
    look_at(page, javascript)
    page.reload()
    assert page.locator("#link").count() == 0
    return link


@pytest.mark.parametrize(
    "javascript", [pytest.param(False, id="ohne JavaScript"), pytest.param(True, id="mit JavaScript")]
)
def test_from_sending_to_the_edition(javascript: bool, windows: Windows) -> None:
    title = f"Beratungen {'mit' if javascript else 'ohne'}"
    planner = windows.page("planung", javascript=javascript, width=WIDE)
    office = windows.page(javascript=javascript, width=NARROW)
    windows.expected_status |= {422, 404}
    enter_former_year(planner, title, javascript)
    link = send_request(planner, title, javascript, "240")
    page_of_request = planner.url

    office.goto(link)
    assert f"{LAST - 1}: 240" in office.locator("main").inner_text()
    look_at(office, javascript)
    cell(office, LAST).fill("2500")
    fill(office, from_function="Statistikstelle")
    press(office, "Zahlen abschicken")
    assert f"jetzt 2.500, {LAST - 1} waren es 240" in office.get_by_role("alert").first.inner_text()
    look_at(office, javascript)
    office.get_by_label("Stimmt so:").check()
    press(office, "Zahlen abschicken")
    assert "sind angekommen" in office.get_by_role("status").first.inner_text()

    planner.goto(page_of_request)
    assert "Auffällig, von der Stelle bestätigt" in planner.locator("main").inner_text()
    planner.get_by_label("Was zu prüfen ist").fill("Fehlt da ein Komma?")
    press(planner, "Zurückgeben")

    office.goto(link)
    assert "Fehlt da ein Komma?" in office.locator("main").inner_text()
    cell(office, LAST).fill("250")
    press(office, "Zahlen abschicken")
    assert "ist angekommen" in office.locator("main").inner_text()
    look_at(office, javascript)

    planner.goto(page_of_request)
    look_at(planner, javascript)
    press(planner, "Annehmen und zu den eigenen Zahlen nehmen")
    planner.goto("/k/musterberg/eigene-zahlen/")
    row = planner.locator("tr", has_text=title)
    assert row.count() == 1 and "Jugendamt, Lieferung vom" in row.inner_text() and str(LAST) in row.inner_text()
    office.goto(link)
    assert "schon angenommen" in office.locator("main").inner_text()
    look_at(office, javascript)


def test_the_template_fills_the_fields(windows: Windows) -> None:
    planner, office = windows.page("planung", width=WIDE), windows.page(width=NARROW)
    link = send_request(planner, "Beratungen aus der Mappe", True)
    office.goto(link)
    with office.expect_download() as template:
        office.get_by_role("link", name="Vorlage herunterladen").click()
    path = template.value.path()
    office.locator("input[type=file]").set_input_files(
        {"name": "zahlen.xlsx", "mimeType": "application/octet-stream", "buffer": path.read_bytes()}
    )
    windows.expected_status |= {422}
    press(office, "Mappe in die Felder übernehmen")  # empty as it came
    assert "Nicht übernommen" in office.get_by_role("alert").first.inner_text()
    demand_good(office)
