"""Does a table hold one row per person? Then it must not come in: not stored, not logged, not quoted.

The check looks at headings first and at the shape of the contents second. Its answer names our own words
only, never a cell of the file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .problems import Refusal
from .text import split_cells

_HEAD_LINES = 20
_SAMPLE_ROWS = 200
_MIN_ROWS = 5
_MAX_HEADING = 60

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

_PERSONAL_CELL = (
    ("E-Mail-Adressen", re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.I)),
    ("IBAN", re.compile(r"[A-Z]{2}\d{2}(?: ?[0-9A-Z]{4}){3,7}(?: ?[0-9A-Z]{1,3})?")),
    ("Versicherungsnummern", re.compile(r"\d{2} ?\d{6} ?[A-Z] ?\d{3}")),
)
_DAY = re.compile(r"(?:\d{1,2}\.\d{1,2}\.(19|20)\d{2}|(19|20)\d{2}-\d{2}-\d{2})")

_EXPECTED = (
    "Solche Dateien werden nicht angenommen und nirgends gespeichert; erwartet werden zusammengefasste "
    "Zahlen je "
    "Gebiet."
)


def check_person_records(lines: Sequence[str]) -> None:
    """Raise Refusal (person_records) when the lines of a text table look like one row per person.

    Looks at the first 20 lines for headings, and at the first 200 rows for birth dates that differ from row
    to row beside a column of unique entries, and for e-mail addresses, bank accounts and insurance numbers.
    """
    rows = _cells([line for line in lines[: _SAMPLE_ROWS + _HEAD_LINES] if line.strip()])
    for number, row in enumerate(rows[:_HEAD_LINES], 1):
        _check_headings(number, row)
    _check_contents(rows)


def _cells(lines: list[str]) -> list[list[str]]:
    """Cells by the separator that occurs most often in the first lines."""
    head = "\n".join(lines[:_HEAD_LINES])
    separator = max(";\t,|", key=head.count)
    return [[cell.strip() for cell in split_cells(line, separator)] for line in lines]


def _check_headings(number: int, row: list[str]) -> None:
    decisive: list[tuple[str, int]] = []
    hints: list[tuple[str, int]] = []
    for column, cell in enumerate(row, 1):
        if not cell or len(cell) > _MAX_HEADING:
            continue
        text = " ".join(cell.replace("_", " ").split())
        decisive += [(word, column) for word, form in _DECISIVE_FORMS if form.fullmatch(text)]
        hints += [(word, column) for word, form in _HINT_FORMS if form.fullmatch(text)]
    words = list(dict.fromkeys(word for word, _ in decisive + hints))
    if decisive or len(set(words)) >= 2:
        column = min(column for _, column in decisive + hints)
        listed = ", ".join(words[:4])
        text = f"Die Datei sieht nach einer Zeile je Person aus (Spalten wie {listed}). {_EXPECTED}"
        raise Refusal("person_records", text, row=number, column=column)


def _check_contents(rows: list[list[str]]) -> None:
    width = max((len(row) for row in rows), default=0)
    body = [row for row in rows[1:] if len(row) == width]
    if width < 2 or len(body) < _MIN_ROWS:
        return
    columns = list(zip(*body, strict=True))
    for number, column in enumerate(columns, 1):
        for what, form in _PERSONAL_CELL:
            if sum(bool(form.fullmatch(cell)) for cell in column) * 3 >= len(body):
                text = f"Die Datei sieht nach einer Zeile je Person aus (eine Spalte mit {what}). {_EXPECTED}"
                raise Refusal("person_records", text, column=number)
    dated = [number for number, column in enumerate(columns) if _looks_like_birth_dates(column)]
    unique = [number for number, column in enumerate(columns) if len(set(column)) == len(body) and all(column)]
    if dated and any(number not in dated for number in unique):
        text = f"Die Datei sieht nach einer Zeile je Person aus (eine Spalte mit Geburtsdaten). {_EXPECTED}"
        raise Refusal("person_records", text, column=dated[0] + 1)


def _looks_like_birth_dates(column: Sequence[str]) -> bool:
    """Days that differ in most rows and spread over more than two years: no reference dates."""
    days = [cell for cell in column if _DAY.fullmatch(cell)]
    if len(days) * 5 < len(column) * 4 or len(set(days)) * 2 < len(column):
        return False
    years = {int(found[0]) for cell in days if (found := re.search(r"(?:19|20)\d{2}", cell))}
    return len(years) > 2
