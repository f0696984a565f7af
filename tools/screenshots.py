"""Take the pictures in docs/bilder from a running example.

    make demo &                                   # in another window
    .venv/bin/python tools/screenshots.py [http://127.0.0.1:8000]

Needs Chromium (CHROMIUM names another path) and, for the pages of the report, pdftoppm.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

TARGET = Path(__file__).resolve().parent.parent / "docs" / "bilder"
ARGUMENTS = [
    "--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic", "--no-first-run",
]  # fmt: skip
PUBLIC = {"start": "/", "lage": "/lage/16062/", "kennzahl": "/lage/16062/child_sgb2_rate/", "alle-zahlen": "/lage/"}
STAFF = {
    "arbeitsplatz": "/k/musterberg/",
    "faden": "/k/musterberg/faden/",
    "massnahmen": "/k/musterberg/massnahmen/",
    "ausgaben": "/k/musterberg/ausgaben/",
    "verlauf": "/k/musterberg/verlauf/",
}
REPORT_PAGES = (1, 3, 9, 12, 15, 33)


def take(page: Page, base: str, name: str, address: str, width: int) -> None:
    page.goto(base + address)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=TARGET / f"{name}-{width}.png", full_page=True)


def report(base: str) -> None:
    """Six pages of the report of Nordhausen as pictures."""
    import urllib.request

    if shutil.which("pdftoppm") is None:
        print("pdftoppm fehlt: keine Bilder des Berichts")
        return
    with tempfile.TemporaryDirectory() as folder:
        pdf = Path(folder) / "bericht.pdf"
        pdf.write_bytes(urllib.request.urlopen(f"{base}/lage/16062/sozialbericht.pdf", timeout=120).read())
        for number in REPORT_PAGES:
            prefix = TARGET / f"bericht-{number:02d}"
            subprocess.run(
                ["pdftoppm", "-r", "70", "-png", "-f", str(number), "-l", str(number), "-singlefile", pdf, prefix],
                check=True,
            )


def main() -> None:
    base = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    TARGET.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=ARGUMENTS
        )
        for width in (1280, 320):
            context = browser.new_context(viewport={"width": width, "height": 900}, locale="de-DE")
            page = context.new_page()
            for name, address in PUBLIC.items():
                take(page, base, name, address, width)
            page.goto(base + "/")
            page.get_by_role("button", name="Als Planerin ansehen").click()
            page.wait_for_load_state()
            for name, address in STAFF.items():
                take(page, base, name, address, width)
            page.goto(base + "/k/musterberg/massnahmen/")
            page.get_by_role("link", name="Lotsendienst an Grundschulen").first.click()
            page.wait_for_load_state("networkidle")
            page.screenshot(path=TARGET / f"massnahme-{width}.png", full_page=True)
            context.close()
        browser.close()
    report(base)


if __name__ == "__main__":
    main()
