"""Writing workbooks: the register, an empty form to fill in, and what may be handed to everybody.

Every text is written as a text cell, so that nothing that somebody typed ever becomes a formula.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sozialstrategie.evidence.monitoring.offers.columns import COLUMNS, NUMBER, Cell
from sozialstrategie.evidence.monitoring.offers.places import land_of
from sozialstrategie.evidence.monitoring.offers.queries import PROTECTED, ShownOffer
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.figures.format import german_date

SHEET = "Bestand"
_ROWS_WITH_LISTS = 2000
# What is handed to everybody: no coordinates, no notes among colleagues, no money.
_PUBLIC = (
    "Art", "Bezeichnung", "Träger", "Für wen", "Lebensphasen", "Themenfeld", "Plätze", "Zugang", "Zugang, Hinweise", "Kontakt",
    "Internetseite", "Quelle", "Stand",
)  # fmt: skip


def register_workbook(offers: Sequence[ShownOffer], organisation: Organisation, *, today: date) -> bytes:
    """All columns, one row for each entry, as it can be read in again; a withheld place says so in its cells."""
    headings = (NUMBER, *(c.heading for c in COLUMNS))
    rows = ((o.number, *(c.write(o) for c in COLUMNS)) for o in offers)
    hints = [
        ("Bestand", f"{organisation.name}, ausgegeben am {german_date(today)}"),
        ("Wieder einlesen", "Ändern Sie Zellen, aber nicht die Nummern: Daran wird jeder Eintrag wiedererkannt."),
        ("Leere Zellen", "Eine leere Zelle leert das Feld. Eine Spalte, die fehlt, lässt es, wie es ist."),
        *_hints(organisation),
    ]
    return _book(headings, rows, hints, widths=(9, *(c.width for c in COLUMNS)), lists=True)


def template_workbook(organisation: Organisation) -> bytes:
    """The same columns without a row, with what belongs in each."""
    headings = (NUMBER, *(c.heading for c in COLUMNS))
    return _book(headings, (), _hints(organisation), widths=(9, *(c.width for c in COLUMNS)), lists=True)


def public_workbook(offers: Sequence[ShownOffer], organisation: Organisation, *, today: date) -> bytes:
    """For everybody: entries as `queries.released_offers` gives them; a protected one names the Kreis and no place.

    Raises:
        ValueError: an entry shows a place that is protected.
    """
    if any(o.protected and o.located for o in offers):
        raise ValueError("Ein geschützter Ort darf nicht hinaus.")
    chosen = [c for c in COLUMNS if c.heading in _PUBLIC]
    headings = ("Ort", "Kreis", "Anschrift", *(c.heading for c in chosen))
    rows = ((o.place_words, organisation.name, o.address, *(c.write(o) for c in chosen)) for o in offers)
    invented = " Erfundenes Beispiel: Diese Angebote gibt es nicht." if organisation.is_example else ""
    hints = [
        ("Bestand", f"Angebote und Einrichtungen, {organisation.name}, gültig am {german_date(today)}.{invented}"),
        (PROTECTED, "Wo diese Angebote sind, wird zum Schutz der Menschen dort nirgends genannt."),
        ("Plätze", "„unbekannt“ heißt nicht null."),
    ]
    return _book(headings, rows, hints, widths=(22, 26, 32, *(c.width for c in chosen)), lists=False)


def _hints(organisation: Organisation) -> list[tuple[str, str]]:
    gemeinden = ", ".join(p.name for p in land_of(organisation).places) or "hier nicht bekannt"
    return [
        (NUMBER, "Leer lassen bei neuen Zeilen; die Nummer vergibt das Programm."),
        *((c.heading + (" (Pflicht)" if c.required else ""), c.hint) for c in COLUMNS),
        ("Gemeinden", gemeinden),
        (
            "Bitte nicht",
            "Keine Zeilen über einzelne Menschen: keine Namen, keine Geburtsdaten. Solche Dateien werden abgewiesen.",
        ),
    ]


def _book(
    headings: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    hints: Sequence[tuple[str, str]],
    *,
    widths: Sequence[int],
    lists: bool,
) -> bytes:
    import xlsxwriter  # heavy: only when a workbook is asked for

    sink = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(sink, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        day = book.add_format({"num_format": "dd.mm.yyyy", "valign": "top", "align": "left"})
        sheet = book.add_worksheet(SHEET)
        sheet.freeze_panes(1, 0)
        for column, (heading, width) in enumerate(zip(headings, widths, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, heading, bold)
        for index, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                _write(sheet, index, column, value, text, day)
        if lists:
            _choices(sheet)
        notes = book.add_worksheet("Hinweise")
        notes.set_column(0, 0, 26)
        notes.set_column(1, 1, 110)
        for index, (term, words) in enumerate(hints):
            notes.write_string(index, 0, term, bold)
            notes.write_string(index, 1, words, wrap)
    return sink.getvalue()


def _write(sheet: Any, row: int, column: int, value: Cell, text: Any, day: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, day)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, value, text)


def _choices(sheet: Any) -> None:
    """Lists to choose from where one word is expected."""
    for column, c in enumerate(COLUMNS, start=1):
        if c.choices:
            sheet.data_validation(1, column, _ROWS_WITH_LISTS, column, {"validate": "list", "source": list(c.choices)})
