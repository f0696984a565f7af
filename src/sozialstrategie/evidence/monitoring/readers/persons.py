"""Does a table hold one row per person? Then it must not come in: not stored, not logged, not quoted.

The check looks at headings first and at the shape of the contents second, in all rows: a list can begin below a
statistic, on a later sheet or after empty rows. Its answer names our own words only, never a cell of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, zip_longest
from typing import Any

from .problems import Refusal
from .text import split_cells, split_lines

_MIN_ROWS = 5
_MAX_HEADING = 60
_SEPARATORS = ";\t,|"
_CHUNK = 1_000_000
# Rows that are looked at together: few, so that a short list among many figures is seen; many, for sorted lists.
_WINDOWS = (25, 200)

# One of these headings is enough: it makes sense for single people only.
_DECISIVE: tuple[tuple[str, str], ...] = (
    ("Vorname", r"vor-?namen?|first ?name|given ?name|rufname"),
    ("Nachname", r"nach-?namen?|familien-?namen?|zu-?namen?|geburts-?namen?|last ?name|surname|family ?name"),
    (
        "Geburtsdatum",
        r"geburts-?(?:datum|tag|dat\.?)|geb\.?-? ?dat(?:um|\.)?|geboren am|date ?of ?birth|birth ?date",
    ),
    (
        "Versicherungsnummer",
        r"\w*versicherungs-?(?:nummer|nr\.?)|sv-?(?:nummer|nr\.?)|rv-?(?:nummer|nr\.?)|kv-?nr\.?",
    ),
    ("BG-Nummer", r"bg-?(?:nummer|nr\.?)|bedarfsgemeinschafts-?(?:nummer|nr\.?)"),
    ("IBAN", r"iban|konto-?(?:nummer|nr\.?)|bankverbindung"),
    ("Steuernummer", r"steuer-?(?:id|nummer|nr\.?)|steuerliche identifikationsnummer|idnr\.?"),
    ("Ausweisnummer", r"(?:personal)?ausweis-?(?:nummer|nr\.?)|azr-?(?:nummer|nr\.?)"),
    (
        "Kundennummer",
        r"kunden-?(?:nummer|nr\.?)|klienten-?(?:nummer|nr\.?|id)|patienten-?(?:nummer|nr\.?|id)",
    ),
    ("Personennummer", r"person(?:en)?-?(?:nummer|nr\.?|id)|personal-?(?:nummer|nr\.?)"),
)
# Two different ones of these are needed: each alone also stands in tables of places or offers.
_HINTS: tuple[tuple[str, str], ...] = (
    ("Name", r"namen?|name,? ?vorname"),
    ("Straße", r"stra(?:ß|ss)en?|str\.|stra(?:ß|ss)e (?:und|u\.) (?:haus)?n(?:umme)?r\.?|street"),
    ("Hausnummer", r"haus-?(?:nummer|nr\.?)"),
    ("Anschrift", r"anschrift|adresse|wohnanschrift|address"),
    ("Telefon", r"tel\.?|telefon(?:nummer)?|mobil(?:nummer|telefon)?|handy(?:nummer)?|phone"),
    ("E-Mail", r"e-?mail(?:-?adresse)?|mail"),
    ("Aktenzeichen", r"aktenzeichen|az\.?|fall-?(?:nummer|nr\.?|id)"),
    ("Familienstand", r"familienstand"),
)  # fmt: skip
_OPTIONAL_TAIL = r"(?: (?:des|der|die|dem|den|of)\b.*| \(.*\)|:)?"
_DECISIVE_FORMS = [(w, re.compile(f"(?:{p}){_OPTIONAL_TAIL}", re.I)) for w, p in _DECISIVE]
_HINT_FORMS = [(w, re.compile(f"(?:{p}){_OPTIONAL_TAIL}", re.I)) for w, p in _HINTS]
_ANY_HEADING = re.compile(f"(?:{'|'.join(p for _, p in _DECISIVE + _HINTS)}){_OPTIONAL_TAIL}", re.I)

_PERSONAL_CELL = (
    ("E-Mail-Adressen", re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.I)),
    ("IBAN", re.compile(r"[A-Z]{2}\d{2}(?: ?[0-9A-Z]{4}){3,7}(?: ?[0-9A-Z]{1,3})?")),
    ("Versicherungsnummern", re.compile(r"\d{2} ?\d{6} ?[A-Z] ?\d{3}")),
)
_ANY_PERSONAL = re.compile("|".join(f"(?:{form.pattern})" for _, form in _PERSONAL_CELL), re.I)
_DAY = re.compile(r"(\d{1,2})[./](\d{1,2})[./]((?:19|20)?\d{2})|((?:19|20)\d{2})-(\d{2})-(\d{2})")

_EXPECTED = (
    "Solche Dateien werden nicht angenommen und nirgends gespeichert; erwartet werden zusammengefasste "
    "Zahlen je "
    "Gebiet."
)

Row = tuple[int, Sequence[str]]


def check_text(text: str) -> None:
    """Raise Refusal (person_records) when the lines of a text table look like one row per person.

    Whatever separates its cells: a list by commas with semicolons in its remarks is still a list.
    """
    pieces = _pieces(text)
    headings, may_be_people = _headings_in(pieces), _may_be_people(pieces)
    if not headings and not may_be_people:
        return
    lines = split_lines(text)
    if headings:
        for number, line in enumerate(lines, 1):
            if any(word in line for word in headings):
                for separator in _SEPARATORS:
                    _check_headings(number, split_cells(line, separator))
    if may_be_people:
        for separator in _SEPARATORS:
            if sum(separator in line for line in lines) * 2 >= sum(bool(line.strip()) for line in lines):
                _check_contents((number, split_cells(line, separator)) for number, line in enumerate(lines, 1))


def check_cells(rows: Sequence[Sequence[Any]], *, sheet: str = "") -> None:
    """Raise Refusal (person_records) when the rows of a sheet look like one row per person; all rows are looked at."""
    texts = {cell for row in rows for cell in row if isinstance(cell, str)}
    headings = _headings_in(texts)
    if headings:
        for number, row in enumerate(rows, 1):
            if not headings.isdisjoint(cell for cell in row if isinstance(cell, str)):
                _check_headings(number, [cell if isinstance(cell, str) else "" for cell in row], sheet=sheet)
    if _may_be_people(texts):
        _check_contents(((number, list(map(str, row))) for number, row in enumerate(rows, 1)), sheet=sheet)


def _pieces(text: str) -> set[str]:
    """The different texts between any separators, quotes and line ends."""
    found: set[str] = set()
    for start in range(0, len(text), _CHUNK):
        # A piece that lies across the border of two chunks is looked at whole in an overlap.
        chunk = text[max(start - _MAX_HEADING, 0) : start + _CHUNK]
        for mark in "\t,|\"'\n\r":
            chunk = chunk.replace(mark, ";")
        found.update(chunk.split(";"))
    return found


def _headings_in(texts: Iterable[str]) -> set[str]:
    """Those of the texts that are headings of a list of people, as they stand."""
    return {text for text in texts if 0 < len(text) <= _MAX_HEADING and _ANY_HEADING.fullmatch(_plain(text))}


def _may_be_people(texts: Iterable[str]) -> bool:
    """True when a closer look is needed: addresses of people, or several days that are no reference dates."""
    days: set[str] = set()
    for text in texts:
        text = text.strip()
        if not 6 <= len(text) <= _MAX_HEADING:
            continue
        if ("@" in text or text[-1].isalnum()) and _ANY_PERSONAL.fullmatch(text):
            return True
        if (text[0].isdigit() and text[-1].isdigit()) and _is_day_of_a_life(text):
            days.add(text)
            if len(days) >= 3:
                return True
    return False


def _plain(text: str) -> str:
    """A heading without underscores, doubled spaces and hyphens at the end of a line."""
    return " ".join(re.sub(r"-\s*\n\s*", "", text).replace("_", " ").split())


def _check_headings(number: int, row: Sequence[str], *, sheet: str = "") -> None:
    decisive: list[tuple[str, int]] = []
    hints: list[tuple[str, int]] = []
    for column, cell in enumerate(row, 1):
        if not cell or len(cell) > _MAX_HEADING:
            continue
        text = _plain(cell)
        decisive += [(word, column) for word, form in _DECISIVE_FORMS if form.fullmatch(text)]
        hints += [(word, column) for word, form in _HINT_FORMS if form.fullmatch(text)]
    words = list(dict.fromkeys(word for word, _ in decisive + hints))
    if decisive or len(set(words)) >= 2:
        column = min(column for _, column in decisive + hints)
        listed = ", ".join(words[:4])
        text = f"Die Datei sieht nach einer Zeile je Person aus (Spalten wie {listed}). {_EXPECTED}"
        raise Refusal("person_records", text, row=number, column=column, sheet=sheet)


def _check_contents(rows: Iterable[Row], *, sheet: str = "") -> None:
    """Look at the filled rows in windows of several sizes."""
    filled = [(number, [cell.strip() for cell in row]) for number, row in rows if any(cell.strip() for cell in row)]
    for size in _WINDOWS:
        for window in _windows(filled, size):
            _check_window(window, sheet)


def _windows(rows: Sequence[Row], size: int) -> Iterator[list[Row]]:
    """Consecutive rows, each window overlapping half of the one before."""
    step = max(size // 2, 1)
    for start in range(0, max(len(rows) - step, 1), step):
        yield list(islice(rows, start, start + size))


def _check_window(window: Sequence[Row], sheet: str) -> None:
    if len(window) < _MIN_ROWS:
        return
    columns = list(zip_longest(*(row for _, row in window), fillvalue=""))
    if len(columns) < 2:
        return
    for number, column in enumerate(columns, 1):
        for what, form in _PERSONAL_CELL:
            found = [at for at, cell in enumerate(column) if cell and form.fullmatch(cell)]
            if len(found) >= 3 and len(found) * 3 >= sum(map(bool, column)):
                text = f"Die Datei sieht nach einer Zeile je Person aus (eine Spalte mit {what}). {_EXPECTED}"
                raise Refusal("person_records", text, row=window[found[0]][0], column=number, sheet=sheet)
    dated = [number for number, column in enumerate(columns) if _looks_like_birth_dates(column)]
    if dated and any(number not in dated and _tells_rows_apart(column) for number, column in enumerate(columns)):
        first = next(at for at, cell in enumerate(columns[dated[0]]) if _DAY.fullmatch(cell))
        text = f"Die Datei sieht nach einer Zeile je Person aus (eine Spalte mit Geburtsdaten). {_EXPECTED}"
        raise Refusal("person_records", text, row=window[first][0], column=dated[0] + 1, sheet=sheet)


def _tells_rows_apart(column: Sequence[str]) -> bool:
    """Nearly every row has an entry, and nearly all entries differ."""
    filled = [cell for cell in column if cell]
    return len(filled) * 5 >= len(column) * 4 and len(set(filled)) * 10 >= len(filled) * 9


def _looks_like_birth_dates(column: Sequence[str]) -> bool:
    """Days that differ in most rows and spread over more than two years: no reference dates."""
    filled = [cell for cell in column if cell]
    days = [cell for cell in filled if _DAY.fullmatch(cell)]
    if len(days) < _MIN_ROWS - 1 or len(days) * 5 < len(filled) * 3 or len(set(days)) * 2 < len(days):
        return False
    if sum(map(_is_day_of_a_life, days)) * 2 < len(days):
        return False
    return len({_year(cell) for cell in days}) > 2


def _is_day_of_a_life(text: str) -> bool:
    """A day that is neither the first nor the last of its month, as reference dates are."""
    found = _DAY.fullmatch(text)
    if not found:
        return False
    return int(found[1] or found[6]) not in (1, 28, 29, 30, 31)


def _year(text: str) -> str:
    found = _DAY.fullmatch(text)
    return (found[3] or found[4])[-2:] if found else ""
