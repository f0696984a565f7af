"""One door for every raw file: detect, refuse what must not come in, read, hand back facts or problems."""

from __future__ import annotations

from pathlib import Path

from .archive import ZIP_START, read_single_csv
from .classic import is_classic, read_classic
from .detect import detect
from .ffcsv import is_ffcsv, read_ffcsv
from .genesis_json import explain, parse_answer
from .limits import MAX_FILE_BYTES
from .persons import check_person_records
from .problems import ProblemLog, Refusal, refused
from .text import check_lines, decode, first_invisible, split_lines
from .types import ParsedFile, Problem, RegionIndex

_HEAD_LINES = 400

_NO_TABLE = (
    "In der Datei ist keine Tabelle zu erkennen, erwartet wird eine GENESIS-Tabelle als csv (erste Zeile "
    "„GENESIS-Tabelle: …“) oder als Flat-CSV-Archiv (ffcsv, zip)."
)
_NOT_READ = {
    "empty": (
        "no_table",
        "Die Datei ist leer, erwartet wird eine GENESIS-Tabelle als csv oder Flat-CSV-Archiv (ffcsv, zip).",
    ),
    "html": (
        "html_file",
        "Die Datei ist eine Internetseite (HTML), keine Tabelle, auch wenn sie anders heißt; erwartet wird "
        "eine "
        "GENESIS-Tabelle als csv oder Flat-CSV-Archiv (ffcsv, zip).",
    ),
    "xlsx": (
        "xlsx_file",
        "Die Datei ist eine Excel-Mappe (xlsx). Excel-Dateien werden über eine Zuordnung der Spalten "
        "eingelesen, das "
        "ist noch nicht eingerichtet; erwartet wird die Tabelle als csv oder Flat-CSV.",
    ),
    "xls": (
        "xls_file",
        "Die Datei ist eine Excel-Mappe im alten Format (xls). Excel-Dateien werden über eine Zuordnung der "
        "Spalten "
        "eingelesen, das ist noch nicht eingerichtet; erwartet wird die Tabelle als csv oder Flat-CSV.",
    ),
    "pdf": (
        "pdf_file",
        "Die Datei ist ein PDF-Dokument, erwartet wird eine Tabelle als csv oder Flat-CSV-Archiv (ffcsv, zip).",
    ),
}


def read(
    path_or_bytes: Path | str | bytes, *, name: str, regions: RegionIndex, max_bytes: int = MAX_FILE_BYTES
) -> ParsedFile:
    """Read one raw file in this process.

    `name` is the name that messages give the file; `regions` answers which keys exist. Facts or errors: the
    result has a fact table (pyarrow, FACT_COLUMNS) when it has no errors, and None when it has. Bad input
    never raises; a missing file does (OSError). Use `read_guarded` for files from outside.
    """
    if not isinstance(path_or_bytes, bytes):
        path = Path(path_or_bytes)
        if path.stat().st_size > max_bytes:
            return refused(name, "", _too_big(path.stat().st_size, max_bytes).problem)
        path_or_bytes = path.read_bytes()
    if len(path_or_bytes) > max_bytes:
        return refused(name, "", _too_big(len(path_or_bytes), max_bytes).problem)
    file_format = detect(path_or_bytes)
    try:
        return _read(path_or_bytes, file_format, name, regions)
    except Refusal as refusal:
        return refused(name, file_format, refusal.problem)


def refuse_person_records(data: bytes, *, name: str) -> Problem | None:
    """The problem, when the bytes of a text file (or of a zip archive with one) look like one row per person;
    else None.

    For uploads: ask before a byte is written anywhere. `read` and `read_guarded` ask the same question
    themselves.
    """
    try:
        if data.startswith(ZIP_START):
            data = read_single_csv(data).data
        check_lines(data)
        check_person_records(split_lines(_head(decode(data)[0])))
    except Refusal as refusal:
        if refusal.problem.code == "person_records":
            return refused(name, "", refusal.problem).problems[0]
    return None


def _read(data: bytes, file_format: str, name: str, regions: RegionIndex) -> ParsedFile:
    if file_format in _NOT_READ:
        raise Refusal(*_NOT_READ[file_format])
    if file_format in ("genesis-json-error", "genesis-json"):
        raise explain(parse_answer(data) or {"Status": {}})
    member = ""
    if data.startswith(b"PK"):
        found = read_single_csv(data)
        member, data = found.name, found.data
    check_lines(data)
    text, encoding = decode(data)
    check_person_records(split_lines(_head(text)))
    if is_classic(text):
        parsed = read_classic(text, name=name, encoding=encoding, regions=regions)
    elif is_ffcsv(text):
        parsed = read_ffcsv(text, name=name, member=member, encoding=encoding, regions=regions)
    else:
        raise Refusal("no_table", _NO_TABLE, row=1, column=1)
    _note_invisible(text, parsed, name)
    return parsed


def _note_invisible(text: str, parsed: ParsedFile, name: str) -> None:
    """Say that control characters were left out of titles and names (in values the readers refuse them)."""
    if found := first_invisible(text):
        log = ProblemLog(name)
        what = (
            "Titel oder Namen enthalten unsichtbare Steuerzeichen, erwartet wird reiner Text; sie wurden weggelassen."
        )
        log.note("control_characters", what, row=found[0], count=found[1])
        parsed.problems += log.problems


def _head(text: str) -> str:
    """The first lines of a text, without copying the rest."""
    end = -1
    for _ in range(_HEAD_LINES):
        end = text.find("\n", end + 1)
        if end < 0:
            return text
    return text[:end]


def _too_big(size: int, limit: int) -> Refusal:
    text = f"Die Datei ist {size / 1e6:.1f} MB groß, erwartet werden höchstens {limit / 1e6:.0f} MB.".replace(
        ".", ",", 1
    )
    return Refusal("file_too_big", text)
