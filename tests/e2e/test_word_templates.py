"""Own Word templates in the browser: a bad file is told what to change, a good one is tested, used and withdrawn."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from tests.e2e.checks import demand_good, press
from tests.e2e.conftest import Windows

pytestmark = [pytest.mark.e2e, pytest.mark.long]


def _broken(data: bytes) -> bytes:
    """The starter with a slip of the keyboard in one placeholder."""
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(sink, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b"{{ titel }}", b"{{ tittel }}"))
    return sink.getvalue()


def test_a_template_comes_into_use(own_windows: Windows, tmp_path: Path) -> None:
    page = own_windows.page("planung")
    page.goto("/k/musterberg/word-vorlagen/")
    demand_good(page)
    press(page, page.get_by_role("link", name="Vorlage hochladen für Niederschrift"))
    demand_good(page)
    starter = page.request.get(page.get_by_role("link", name="Beispielvorlage").get_attribute("href")).body()
    (tmp_path / "gut.docx").write_bytes(starter)
    (tmp_path / "falsch.docx").write_bytes(_broken(starter))
    own_windows.expected_status = {422}
    for name in ("falsch", "gut"):
        page.get_by_label("Name der Vorlage").fill("Briefkopf")
        page.get_by_label("Word-Datei").set_input_files(tmp_path / f"{name}.docx")
        press(page, page.get_by_role("button", name="Vorlage prüfen"))
        if name == "falsch":
            assert page.title().startswith("Fehler: ")
            assert "Meinten Sie „titel“?" in page.locator("main").inner_text()
            demand_good(page)
    page.wait_for_url("**/word-vorlagen/*-*/")
    demand_good(page)
    printed = page.request.get(page.get_by_role("link", name="Probedruck herunterladen").get_attribute("href"))
    assert (printed.status, printed.body()[:2]) == (200, b"PK")
    press(page, page.get_by_role("button", name="Diese Vorlage verwenden"))
    assert "In Verwendung" in page.locator("main").inner_text()
    demand_good(page)
    page.get_by_role("button", name="Vorlage zurückziehen").click()
    page.wait_for_url("**/word-vorlagen/")
    assert own_windows.take_trouble() == []
