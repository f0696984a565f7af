"""LibreOffice opens every Word and Excel file and reads in it what was written: umlauts, "&", "<", German quotes."""

from __future__ import annotations

import csv
import io
import subprocess
from pathlib import Path

import docx
import pytest
from python_calamine import CalamineWorkbook

from sozialstrategie.kit.documents.word.fields import SIGNS
from tests.documents.every import Made, in_own_layout, of_addresses, of_registry
from tests.routes.seed import World

pytestmark = pytest.mark.long
MOST_SECONDS = 300
# Official figures only, and templates, which hold placeholders.
WITHOUT_SIGNS = ("profil", "sozialbericht", "workplace:word_starter", "workplace:word_template_file")
# All sheets as UTF-8, every cell as it is shown, a file for each sheet.
_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
# A field that every program fills in its own way.
_FILLED_IN = "Das Verzeichnis füllt Word beim Öffnen"


def _convert(soffice: Path, folder: Path, what: str, files: list[Path]) -> Path:
    """One start for all files, with a profile of its own that nobody else uses."""
    target = folder / "gelesen"
    command = [
        str(soffice), f"-env:UserInstallation={(folder / 'profil').as_uri()}", "--headless", "--norestore", "--convert-to", what,
        "--outdir", str(target), *map(str, files),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=MOST_SECONDS, check=False)
    assert done.returncode == 0, done.stderr
    return target


def _write(folder: Path, made: list[Made], ending: str) -> dict[Path, Made]:
    folder.mkdir()
    return {folder / f"{n}.{ending}": one for n, one in enumerate(m for m in made if m.ending == ending)}


def _texts(data: bytes) -> list[str]:
    """Every line of every paragraph of the main text, in its order."""
    body = docx.Document(io.BytesIO(data)).element.body
    lines = []
    for paragraph in body.iter("{*}p"):
        text = ""
        for part in paragraph.iter("{*}t", "{*}br", "{*}tab"):
            name = part.tag.rsplit("}", 1)[-1]
            text += {"t": part.text or "", "br": "\n", "tab": "\t"}[name]
        lines += [line for line in text.split("\n") if line.strip()]
    return lines


def test_word_files_keep_every_text(soffice: Path, world: World, tmp_path: Path) -> None:
    made = [*of_registry(world), *of_addresses(world), *in_own_layout(world)]
    files = _write(tmp_path / "word", made, "docx")
    assert len(files) >= 25
    for path, one in files.items():
        path.write_bytes(one.data)
    read = _convert(soffice, tmp_path, "txt:Text (encoded):UTF8", list(files))
    lost = []
    for path, one in files.items():
        found = (read / f"{path.stem}.txt").read_text(encoding="utf-8-sig")
        texts = [t for t in _texts(one.data) if not t.startswith(_FILLED_IN)]
        assert one.name in WITHOUT_SIGNS or any(SIGNS in t for t in texts), one.name
        at = 0
        for text in texts:
            place = found.find(text, at)
            if place < 0:
                lost.append((one.name, text))
            else:
                at = place
    assert lost == []


def test_workbooks_keep_every_text(soffice: Path, world: World, tmp_path: Path) -> None:
    files = _write(tmp_path / "excel", [*of_registry(world), *of_addresses(world)], "xlsx")
    assert len(files) >= 9
    for path, one in files.items():
        path.write_bytes(one.data)
    read = _convert(soffice, tmp_path, _CSV, list(files))
    lost = []
    for path, one in files.items():
        book = CalamineWorkbook.from_filelike(io.BytesIO(one.data))
        for name in book.sheet_names:
            written = {c for row in book.get_sheet_by_name(name).to_python() for c in row if isinstance(c, str) and c}
            with open(read / f"{path.stem}-{name}.csv", encoding="utf-8", newline="") as file:
                found = {cell for row in csv.reader(file) for cell in row}
            lost += [(one.name, name, text) for text in written if text.replace("\r\n", "\n") not in found]
    assert lost == []
