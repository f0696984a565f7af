"""Take the pictures in docs/bilder from a running example: pages in two widths, and six pages of the report.

    make demo &
    .venv/bin/python tools/screenshots.py [http://127.0.0.1:8000] [FOLDER]

Needs Chromium (CHROMIUM names another path) and, for the pages of the report, pdftoppm and pdftotext. The pictures are stored
with 256 colours, a third of the size. More in docs/entwicklung/bilder.md.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, sync_playwright

TARGET = Path(__file__).resolve().parent.parent / "docs" / "bilder"
ARGUMENTS = [
    "--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic", "--no-first-run",
]  # fmt: skip
WIDTHS = (1280, 320)
TILE = 2000
# Lists without end are cut here; every page that carries figures is shown whole.
LONGEST = {"verlauf": {1280: 1800, 320: 2400}}


@dataclass(frozen=True)
class View:
    """One page: who looks at it, and where it is. A link text is followed from the address."""

    name: str
    address: str
    person: str = ""
    link: str = ""


VIEWS = (
    View("start", "/"),
    View("lage", "/lage/16062/"),
    View("kennzahl", "/lage/16062/child_sgb2_rate/"),
    View("alle-zahlen", "/lage/"),
    View("arbeitsplatz", "/k/musterberg/", "planung"),
    View("faden", "/k/musterberg/faden/", "planung"),
    View("massnahme", "/k/musterberg/massnahmen/", "planung", link="Lotsendienst an Grundschulen"),
    View("massnahmen", "/k/musterberg/massnahmen/", "planung"),
    View("ausgaben", "/k/musterberg/ausgaben/", "planung"),
    View("einlesen", "/k/musterberg/ausgaben/einlesen/", "planung"),
    View("bestand", "/k/musterberg/bestand/", "planung"),
    View("bestand-uebersicht", "/k/musterberg/bestand/uebersicht/", "planung"),
    View("strategie", "/k/musterberg/strategie/", "leitung"),
    View("eingang", "/k/musterberg/eingang/", "planung"),
    View("mitzeichnung", "/k/musterberg/mitzeichnung/", "planung", link="Mitzeichnung der Ämter und Partner"),
    View("umsetzung", "/k/musterberg/umsetzung/", "planung"),
    View("zeitplan", "/k/musterberg/umsetzung/zeitplan/", "planung"),
    View("gremien", "/k/musterberg/gremien/", "planung"),
    View("sitzung", "/k/musterberg/gremien/", "planung", link="16:00 Uhr"),
    View("vorlage", "/k/musterberg/vorlagen/", "planung", link="Sozialstrategie 2025 bis 2028"),
    View("beschluesse", "/k/musterberg/beschluesse/", "planung"),
    View("niederschrift", "/k/musterberg/niederschriften/", "planung", link="6. Sitzung"),
    View("dokumente", "/k/musterberg/dokumente/", "planung"),
    View("mitglieder", "/k/musterberg/mitglieder/", "leitung"),
    View("verlauf", "/k/musterberg/verlauf/", "leitung"),
)
# Pages of the report by how their text begins, so that a longer text elsewhere does not shift the choice.
REPORT = {
    "bericht-1-titel": "Was die amtlichen Zahlen zeigen",
    "bericht-2-kurzfassung": "1 Kurzfassung 1 Kurzfassung",
    "bericht-3-einkommen": "5 Einkommen und Mindestsicherung 5 Einkommen und Mindestsicherung",
    "bericht-4-kennzahl": "5 Einkommen und Mindestsicherung 5.2 Menschen mit SGB-II-Leistungen",
    "bericht-5-pflege": "8 Gesundheit und Pflege 8 Gesundheit und Pflege",
    "bericht-6-anhang": "Anhang A Indikatoren Anhang A Indikatoren",
}


def sign_in(page: Page, base: str, person: str) -> None:
    """Press a login button of the example."""
    page.goto(base + "/")
    page.locator(f"form:has(input[name=person][value={person}]) button").click()
    page.wait_for_url("**/k/**")


def take(page: Page, base: str, view: View, width: int, folder: Path) -> Path:
    """Photograph one page from top to bottom."""
    page.goto(base + view.address)
    if view.link:
        page.get_by_role("link", name=view.link).first.click()
    page.wait_for_load_state("networkidle")
    height = page.evaluate("document.documentElement.scrollHeight")
    height = min(height, LONGEST.get(view.name, {}).get(width, height))
    whole = Image.new("RGB", (width, height))
    for top in range(0, height, TILE):  # a long page in one picture repeats itself: Chromium's drawing area is limited
        clip = {"x": 0, "y": top, "width": width, "height": min(TILE, height - top)}
        whole.paste(Image.open(io.BytesIO(page.screenshot(full_page=True, clip=clip))), (0, top))
    path = folder / f"{view.name}-{width}.png"
    whole.save(path)
    return path


def pages(browser: Any, base: str, folder: Path) -> list[Path]:
    """All views in both widths, one window per person."""
    taken = []
    for width in WIDTHS:
        for person in dict.fromkeys(view.person for view in VIEWS):
            context = browser.new_context(viewport={"width": width, "height": 900}, locale="de-DE")
            page = context.new_page()
            if person:
                sign_in(page, base, person)
            taken += [take(page, base, view, width, folder) for view in VIEWS if view.person == person]
            context.close()
    return taken


def report(base: str, folder: Path) -> list[Path]:
    """Six pages of the report of Nordhausen as pictures."""
    if shutil.which("pdftoppm") is None or shutil.which("pdftotext") is None:
        print("pdftoppm oder pdftotext fehlt: keine Bilder des Berichts")
        return []
    taken = []
    with tempfile.TemporaryDirectory() as scratch:
        pdf = Path(scratch) / "bericht.pdf"
        with urllib.request.urlopen(f"{base}/lage/16062/sozialbericht.pdf", timeout=120) as answer:
            pdf.write_bytes(answer.read())
        text = subprocess.run(["pdftotext", pdf, "-"], check=True, capture_output=True, text=True).stdout
        beginnings = [" ".join(page.split())[:200] for page in text.split("\f")]
        for name, words in REPORT.items():
            number = next((n for n, beginning in enumerate(beginnings, start=1) if words in beginning), None)
            if number is None:
                sys.exit(f"Im Bericht beginnt keine Seite mit: {words}")
            command = [
                "pdftoppm",
                "-r",
                "90",
                "-png",
                "-singlefile",
                "-f",
                str(number),
                "-l",
                str(number),
                pdf,
                folder / name,
            ]
            subprocess.run(command, check=True)
            taken.append(folder / f"{name}.png")
    return taken


def shrink(paths: list[Path]) -> None:
    """Store with a palette of 256 colours."""
    for path in paths:
        with Image.open(path) as picture:
            small = picture.convert("RGB").quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        small.save(path, optimize=True)


def main() -> None:
    base = (sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000").rstrip("/")
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else TARGET
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=ARGUMENTS,
            env={**os.environ, "LANGUAGE": "de", "LANG": "de_DE.UTF-8"},  # words of date and file fields
        )
        taken = pages(browser, base, folder)
        browser.close()
    taken += report(base, folder)
    shrink(taken)
    size = sum(path.stat().st_size for path in taken)
    print(f"{len(taken)} Bilder in {folder}, zusammen {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
