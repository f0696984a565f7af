"""One door for every raw file: detect, refuse what must not come in, read, hand back facts or problems."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .archive import ZIP_START, read_single_csv
from .classic import is_classic, read_classic
from .detect import detect
from .ffcsv import is_ffcsv, read_ffcsv
from .genesis_json import explain, parse_answer
from .limits import MAX_FILE_BYTES
from .persons import check_cells, check_text
from .problems import ProblemLog, Refusal, refused
from .tables import Grid, TableMapping, known_mapping, open_grids, read_mapped
from .tables.genesis_workbook import genesis_sheet, read_genesis_sheet
from .tables.known import is_definitions
from .tables.mapping import fits
from .tables.propose import proposal
from .text import check_lines, decode, first_invisible
from .types import ParsedFile, Problem, RegionIndex

_DEFINITIONS = (
    "Diese Tabelle erklärt Kennzahlen und enthält selbst keine Zahlen je Gebiet; erwartet wird eine Tabelle mit "
    "Regionalschlüsseln und Werten."
)
_UNMAPPED = (
    "Die Form dieser Tabelle ist nicht bekannt, erwartet wird eine bekannte Form oder eine Zuordnung, die sagt, was in "
    "welcher Spalte steht; die legt an, wer diese Instanz betreibt (import --propose)."
)
_NO_TABLE = (
    "In der Datei ist keine bekannte Tabelle und keine Spalte mit Regionalschlüsseln zu erkennen, erwartet wird eine GENESIS-Tabelle als csv (erste Zeile "
    "„GENESIS-Tabelle: …“), ein Flat-CSV-Archiv (ffcsv, zip), ein Export aus INKAR oder eine Tabelle, deren Spalten "
    "zugeordnet sind."
)
_NOT_READ = {
    "empty": (
        "no_table",
        "Die Datei ist leer, erwartet wird eine Tabelle als csv, xls, xlsx oder Flat-CSV-Archiv (ffcsv, zip).",
    ),
    "html": (
        "html_file",
        "Die Datei ist eine Internetseite (HTML), keine Tabelle, auch wenn sie anders heißt; erwartet wird "
        "eine "
        "Tabelle als csv, xls, xlsx oder Flat-CSV-Archiv (ffcsv, zip).",
    ),
    "pdf": (
        "pdf_file",
        "Die Datei ist ein PDF-Dokument, erwartet wird eine Tabelle als csv oder Flat-CSV-Archiv (ffcsv, zip).",
    ),
}


def read(
    path_or_bytes: Path | str | bytes,
    *,
    name: str,
    regions: RegionIndex,
    max_bytes: int = MAX_FILE_BYTES,
    mappings: Sequence[TableMapping] = (),
) -> ParsedFile:
    """Read one raw file in this process.

    `name` is the name that messages give the file; `regions` answers which keys exist. Facts or errors: the
    result has a fact table (pyarrow, FACT_COLUMNS) when it has no errors, and None when it has. Bad input
    never raises; a missing file does (OSError). Use `read_guarded` for files from outside. `mappings`: for tables
    whose form is not known; the first that fits is taken.
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
        return _read(path_or_bytes, file_format, name, regions, mappings)
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
        check_text(decode(data)[0])
    except Refusal as refusal:
        if refusal.problem.code == "person_records":
            return refused(name, "", refusal.problem).problems[0]
    return None


def _read(
    data: bytes, file_format: str, name: str, regions: RegionIndex, mappings: Sequence[TableMapping]
) -> ParsedFile:
    if file_format in _NOT_READ:
        raise Refusal(*_NOT_READ[file_format])
    if file_format in ("genesis-json-error", "genesis-json"):
        raise explain(parse_answer(data) or {"Status": {}})
    if file_format in ("xlsx", "xls", "gzip"):
        return _read_grids(data, file_format, name, regions, mappings)
    member = ""
    if data.startswith(b"PK"):
        found = read_single_csv(data)
        member, data = found.name, found.data
    check_lines(data)
    text, encoding = decode(data)
    check_text(text)
    if is_classic(text):
        parsed = read_classic(text, name=name, encoding=encoding, regions=regions)
    elif is_ffcsv(text):
        parsed = read_ffcsv(text, name=name, member=member, encoding=encoding, regions=regions)
    else:
        return _read_grids(data, "text", name, regions, mappings)
    _note_invisible(text, parsed, name)
    return parsed


def _read_grids(
    data: bytes, file_format: str, name: str, regions: RegionIndex, mappings: Sequence[TableMapping]
) -> ParsedFile:
    """A table of another build: GENESIS as a workbook, a known form, or the first mapping that fits."""
    grids, encoding = open_grids(data, file_format)
    for grid in grids:
        check_cells(grid.rows, sheet=grid.sheet)
    if sheet := genesis_sheet(grids):
        return read_genesis_sheet(sheet, name=name, regions=regions)
    mapping = known_mapping(grids) or next((one for one in mappings if fits(one, grids)), None)
    if mapping is None:
        if is_definitions(grids):
            raise Refusal("definitions", _DEFINITIONS, row=1, column=1)
        if len(mappings) == 1:  # the one that a person chose: say where it does not fit
            return read_mapped(grids, mappings[0], name=name, encoding=encoding, regions=regions)
        return _unmapped(grids, file_format, name, regions)
    return read_mapped(grids, mapping, name=name, encoding=encoding, regions=regions)


def _unmapped(grids: Sequence[Grid], file_format: str, name: str, regions: RegionIndex) -> ParsedFile:
    """Refused, with what a person needs to map the table."""
    found = proposal(grids, regions)
    refusal = Refusal("unmapped_table", _UNMAPPED) if found.mapping else Refusal("no_table", _NO_TABLE, row=1, column=1)
    parsed = refused(name, file_format, refusal.problem)
    parsed.proposal = found.to_plain()
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


def _too_big(size: int, limit: int) -> Refusal:
    text = f"Die Datei ist {size / 1e6:.1f} MB groß, erwartet werden höchstens {limit / 1e6:.0f} MB.".replace(
        ".", ",", 1
    )
    return Refusal("file_too_big", text)
