"""A planner's own table on its whole way: from the file to the map, to what stands out, to a finding, into the report."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from sozialstrategie.evidence.regions import catalogue as regions
from tests.e2e.checks import Keyboard
from tests.e2e.conftest import WIDE, Windows

pytestmark = [pytest.mark.e2e, pytest.mark.long]
YEARS = range(2019, 2025)


def table(own: str, name: str) -> str:
    """Months of waiting in all Kreise, invented: rising by 4,5 a year at the own place, by 0,2 elsewhere.

    `name` stands in the heading of the key, so that no table of another test resembles this one.
    """
    kreise = [r for r in regions.regions() if r.level == "kreis" and r.parent == "16" and r.valid_to is None]
    lines = [f"{r.code};{r.short_name};" + ";".join(_months(r.code, n, own) for n in range(len(YEARS))) for r in kreise]
    return "\n".join(
        ["Wartezeit;;" + ";" * len(YEARS), ";".join([f"Schlüssel, {name}", "Kreis", *map(str, YEARS)]), *lines]
    )


def _months(code: str, year: int, own: str) -> str:
    months = 9 + 4.5 * year if code == own else 9 + int(code) % 7 / 3 + 0.2 * year
    return f"{months:.1f}".replace(".", ",")


@pytest.mark.parametrize(
    "javascript", [pytest.param(True, id="mit JavaScript"), pytest.param(False, id="ohne JavaScript")]
)
def test_from_an_own_table_to_the_report(javascript: bool, windows: Windows, tmp_path: Path) -> None:
    name = f"Wartezeit {'mit' if javascript else 'ohne'} JavaScript"
    page = windows.page("", javascript=javascript, width=WIDE)
    page.goto("/")
    page.get_by_role("button", name="Als Planerin ansehen").first.click()
    page.get_by_role("link", name="Zahlen", exact=True).first.click()
    page.get_by_role("link", name="Zahlen einlesen").first.click()
    file = tmp_path / "wartezeit.csv"
    file.write_text(table("16062", name), encoding="utf-8")
    page.get_by_label("Datei", exact=False).first.set_input_files(file)
    page.get_by_role("button", name="Datei prüfen").click()

    assert page.locator("h1").inner_text() == "Was steht in welcher Spalte?"
    windows.expected_status = {422}  # a form without unit
    page.get_by_role("button", name="Zahlen prüfen").click()
    assert "Bitte wählen Sie die Einheit" in page.locator("[data-error-summary]").inner_text()
    page.get_by_label("Titel der Tabelle").fill(name)
    page.get_by_label("Quelle").fill("Umfrage des Jugendamts (erfunden)")
    page.get_by_label("Einheit der Zahlen").select_option("Monate")
    page.get_by_role("button", name="Zahlen prüfen").click()
    assert "132 Zahlen und 0 Zeichen für 22 Gebiete, 2019 bis 2024" in page.locator("main").inner_text()
    page.get_by_role("button", name="Ausgabe speichern").click()

    page.get_by_role("link", name="Kennzahl anlegen").click()
    page.get_by_label("Reihe", exact=True).select_option(label=f"{name} · {name} · Monate")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Einheit").select_option("Monate")
    page.get_by_label("Was die Zahl misst").fill("Mittlere Wartezeit auf einen Platz in Monaten.")
    page.get_by_label("Was die Zahl nicht zeigt").fill("Kinder, die nie angemeldet wurden.")
    page.get_by_label("Richtung").select_option("lower")
    page.get_by_role("button", name="Speichern").click()
    shown = _computed(page)
    assert f"Im Landkreis Musterberg lag der Wert „{name}“ 2024 bei 31,5 Monaten" in shown
    assert page.locator("main figure svg").count() >= 2  # course and map
    page.locator("summary", has_text="Alle Kreise als Tabelle").click()
    assert page.locator("table", has_text="Saale-Orla-Kreis").first.locator("tbody tr").count() == 22

    page.goto("/k/musterberg/auffaelliges/")
    card = page.locator("li.signal", has_text=name).first
    assert "31,5" in card.inner_text()
    card.get_by_role("link", name="Prüfen und annehmen").click()
    page.get_by_role("button", name="Geprüft, annehmen").click()
    assert name in page.locator("h1").inner_text()

    page.goto("/k/musterberg/bericht/neu/")
    page.get_by_label("Titel").fill(f"Bericht {name}")
    page.locator("main form[method=post] button[type=submit]").first.click()
    with page.expect_download(
        timeout=120_000
    ) as report:  # some eighty pages with all their charts, drawn for the first time
        page.get_by_role("link", name=re.compile("PDF")).first.click(timeout=120_000)
    path = tmp_path / "bericht.pdf"
    report.value.save_as(path)
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True).stdout
    assert f"„{name}“" in re.sub(r"\s+", " ", text)
    assert "geprüft von" in re.sub(r"\s+", " ", text)


def test_an_own_table_and_its_indicator_by_keyboard_alone(windows: Windows, tmp_path: Path) -> None:
    name = "Wartezeit mit der Tastatur"
    page = windows.page("planung", width=WIDE)
    page.goto("/k/musterberg/ausgaben/einlesen/")
    keys = Keyboard(page)
    file = tmp_path / "wartezeit.csv"
    file.write_text(table("16062", name), encoding="utf-8")
    with page.expect_file_chooser() as chooser:
        keys.to(page.get_by_label("Datei", exact=False).first)
        page.keyboard.press("Enter")
    chooser.value.set_files(file)
    keys.press("button", "Datei prüfen")

    page.get_by_role("heading", level=1, name="Was steht in welcher Spalte?").wait_for()
    windows.expected_status = {422}  # a form without unit
    keys.fill("Titel der Tabelle", name)
    keys.fill("Quelle", "Umfrage des Jugendamts (erfunden)")
    keys.press("button", "Zahlen prüfen")
    page.locator("[data-error-summary]:focus, [data-error-summary] :focus").wait_for()  # read out first
    keys.choose("Einheit der Zahlen", "Monate")
    keys.press("button", "Zahlen prüfen")
    page.get_by_text("132 Zahlen und 0 Zeichen für 22 Gebiete").wait_for()
    keys.press("button", "Ausgabe speichern")

    page.get_by_role("heading", level=1, name="Eigene Zahlen").wait_for()
    keys.press("link", "Kennzahl anlegen")
    page.get_by_role("heading", level=1, name="Eigene Kennzahl anlegen").wait_for()
    keys.choose("Reihe", f"{name} · {name}")
    keys.fill("Name", name)
    keys.choose("Einheit", "Monate")
    keys.fill("Was die Zahl misst", "Mittlere Wartezeit auf einen Platz in Monaten.")
    keys.fill("Was die Zahl nicht zeigt", "Kinder, die nie angemeldet wurden.")
    keys.press("button", "Speichern")
    page.get_by_role("heading", level=1, name=name).wait_for()


def _computed(page: Any) -> str:
    """The text of the page as soon as the worker has computed."""
    for _ in range(60):
        if page.locator("main figure svg").count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    return str(page.locator("main").inner_text())
