"""The measure table as a workbook: one row for each measure, numbers as printed, readable by the taking over of plans.

Every text is written as a text cell, so that nothing that somebody typed ever becomes a formula, also when Excel saves it as csv.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from sozialstrategie.action.strategy.enums import ImpactStep, MeasureStatus, Priority, Rating
from sozialstrategie.action.strategy.lateness import REASON_WORDS, lateness
from sozialstrategie.action.strategy.models import Measure
from sozialstrategie.action.strategy.plan_import.terms import number_of
from sozialstrategie.action.strategy.printed.sheets import Copy, Printed
from sozialstrategie.action.strategy.queries.difference_lines import phase_text, plan_text
from sozialstrategie.action.strategy.report.book import amount, german
from sozialstrategie.kit.core.actor import Actor

SHEET = "Maßnahmen"
NONE = "–"  # no Ziel, no Leitziel: an empty cell would mean "as above"
Cell = str | int | Decimal | date | None


@dataclass(frozen=True)
class Inside:
    """What only the house reads of a measure, beside the content of the version."""

    rating: str = ""
    progress_on: date | None = None
    late: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """A measure with what stands above it."""

    measure: Mapping[str, Any]
    field: Mapping[str, Any]
    goals: Sequence[Mapping[str, Any]]
    guiding: Mapping[str, Any] | None
    inside: Inside = Inside()


@dataclass(frozen=True, slots=True)
class Column:
    heading: str
    width: int
    write: Callable[[Entry], Cell]
    inside: bool = False  # in the working copy alone


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _end(e: Entry) -> Cell:
    return str(MeasureStatus.PERMANENT.label) if e.measure["permanent"] else _day(e.measure["end"])


def _amount(name: str) -> Callable[[Entry], Cell]:
    """A value, or the words that stand for it; words that look like a number stay in the column of words."""

    def write(e: Entry) -> Cell:
        value, words = e.measure[f"{name}_value"], e.measure[f"{name}_text"]
        if value is not None:
            return Decimal(value)
        return words if number_of(words) is None else None

    return write


def _words(name: str) -> Callable[[Entry], Cell]:
    def write(e: Entry) -> Cell:
        words = e.measure[f"{name}_text"]
        alone = e.measure[f"{name}_value"] is None and number_of(words) is None
        return None if alone else words

    return write


def _text(name: str) -> Callable[[Entry], Cell]:
    return lambda e: e.measure.get(name) or None


def _goal(name: str) -> Callable[[Entry], Cell]:
    return lambda e: str(e.goals[0][name]) if e.goals else NONE


def _guiding(name: str) -> Callable[[Entry], Cell]:
    return lambda e: str(e.guiding[name]) if e.guiding else NONE


def _planned(e: Entry) -> Cell:
    lines = e.measure.get("budget")
    return sum((Decimal(line["planned"]) for line in lines), Decimal(0)) if lines else None


def _last_reading(e: Entry) -> Cell:
    if not e.measure["readings"]:
        return None
    last = e.measure["readings"][-1]
    return f"{amount(last['value'])} ({german(last['day'])})"


def _step(e: Entry) -> Cell:
    step = e.measure["impact_step"]
    return None if step is None else str(ImpactStep(step).label)


COLUMNS: tuple[Column, ...] = (
    Column("Nummer", 10, lambda e: e.measure["number"]),
    Column("Maßnahme", 38, lambda e: e.measure["title"]),
    Column("Nummer des Handlungsfelds", 12, lambda e: str(e.field["number"])),
    Column("Handlungsfeld", 24, lambda e: e.field["title"]),
    Column("Nummer des Leitziels", 10, _guiding("number")),
    Column("Leitziel", 28, _guiding("title")),
    Column("Nummer des Ziels", 10, _goal("number")),
    Column("Ziel", 34, _goal("title")),
    Column("Weitere Ziele", 20, lambda e: "; ".join(f"{g['number']} {g['title']}" for g in e.goals[1:]) or None),
    Column("Beschreibung", 54, _text("description")),
    Column("Zielgruppe", 24, _text("target_group")),
    Column("Lebensphasen", 24, lambda e: "; ".join(phase_text(key) for key in e.measure.get("life_phases", ())) or None),
    Column("Sozialraum", 20, _text("social_area")),
    Column("Federführung", 22, _text("lead_unit")),
    Column("Mitwirkende", 28, _text("partners")),
    Column("Beginn", 12, lambda e: _day(e.measure["start"])),
    Column("Ende", 14, _end),
    Column("Status", 16, lambda e: str(MeasureStatus(e.measure["status"]).label)),
    Column("Einschätzung der Stelle", 18, lambda e: str(Rating(e.inside.rating).label) if e.inside.rating else None, True),
    Column("Berechnete Hinweise", 30, lambda e: "; ".join(e.inside.late) or None, True),
    Column("Priorität", 10, lambda e: str(Priority(e.measure["priority"]).label)),
    Column("Kosten", 28, _text("cost_note")),
    Column("Geplante Kosten in Euro", 15, _planned, True),
    Column("Deckung und Förderprogramm", 28, _text("funding")),
    Column("Wirkungsstufe", 14, _step),
    Column("Indikator", 32, _text("indicator_text")),
    Column("Ausgangswert", 14, _amount("baseline")),
    Column("Ausgangswert in Worten", 22, _words("baseline")),
    Column("Zielwert", 14, _amount("target")),
    Column("Zielwert in Worten", 22, _words("target")),
    Column("Zieljahr", 9, lambda e: e.measure["target_year"]),
    Column("Fachpläne", 32, lambda e: "; ".join(plan_text(row) for row in e.measure.get("specialist_plans", ())) or None),
    Column("Letzter Messwert", 20, _last_reading),
    Column("Eigener Beschluss nötig", 11, lambda e: "ja" if e.measure["needs_own_decision"] else None),
    Column("Beschluss", 24, _text("decision_note")),
    Column("Sachstand", 44, _text("progress_note")),
    Column("Sachstand vom", 12, lambda e: _day(e.measure["progress_on"])),
    Column("Nächster Schritt", 34, _text("next_step")),
)  # fmt: skip
# Colours as everywhere: a word stands beside each.
_COLOURS = {Rating.ON_TRACK: "#DCEBDD", Rating.ATTENTION: "#F6E3AD", Rating.STOPPED: "#E4E0DA"}


def entries(copy: Copy) -> list[Entry]:
    """All measures in the order of their numbers; the working copy with what the house alone reads. Few queries."""
    book = copy.book
    fields, goals = book.by_uid("fields"), book.by_uid("goals")
    inside = _inside(copy) if copy.is_working_copy else {}
    found = []
    for m in copy.content["measures"]:
        mine = [goals[uid] for uid in book.linked("goal_measure", m["uid"], back=True)]
        own = [g for g in mine if g["field"] == m["field"]] + [g for g in mine if g["field"] != m["field"]]
        own = own if not own or own[0]["field"] == m["field"] else []  # the file knows goals of the same field only
        guiding = goals.get(own[0]["parent"]) if own and own[0]["parent"] else None
        found.append(Entry(m, fields[m["field"]], own, guiding, inside.get(m["uid"], Inside())))
    return found


def _inside(copy: Copy) -> dict[str, Inside]:
    from sozialstrategie.action.strategy.progress.facts import facts_of, update_months  # inline: the working copy alone

    rows = list(Measure.objects.filter(uid__in=[m["uid"] for m in copy.content["measures"]]).select_related("owner"))
    if not rows:
        return {}
    facts, today, months = facts_of(rows), timezone.localdate(), update_months(rows[0].owner)
    return {
        str(m.uid): Inside(
            m.rating,
            m.progress_on,
            tuple(REASON_WORDS[reason] for reason in lateness(facts[m.pk], today, months)),
        )
        for m in rows
    }


def measure_workbook(copy: Copy) -> bytes:
    """The workbook; the same copy gives the same bytes."""
    import xlsxwriter  # heavy: only when a workbook is asked for

    columns = [c for c in COLUMNS if copy.is_working_copy or not c.inside]
    rows = entries(copy)
    sink = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(sink, options) as book:
        _properties(book, copy)
        looks = _Looks(book)
        sheet = book.add_worksheet(SHEET)
        for at, column in enumerate(columns):
            sheet.set_column(at, at, column.width)
            sheet.write_string(0, at, column.heading, looks.head)
        for row, entry in enumerate(rows, start=1):
            for at, column in enumerate(columns):
                _write(sheet, row, at, column.write(entry), looks)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
        _ratings(sheet, [c.heading for c in columns], len(rows), looks)
        _page(sheet, copy)
        _hints(book, copy, looks)
    return sink.getvalue()


class _Looks:
    def __init__(self, book: Any) -> None:
        shape = {"text_wrap": True, "valign": "top"}
        self.head = book.add_format({**shape, "bold": True, "bottom": 2, "bg_color": "#F0ECE4"})
        self.text = book.add_format({**shape, "num_format": "@"})
        # a leading sign that begins a formula elsewhere is marked as text for good
        self.guarded = book.add_format({**shape, "num_format": "@", "quote_prefix": True})
        self.day = book.add_format({"num_format": "dd.mm.yyyy", "valign": "top", "align": "left"})
        self.year = book.add_format({"num_format": "0", "valign": "top", "align": "left"})
        self.number = book.add_format({"num_format": "#,##0.###", "valign": "top"})
        self.ratings = {rating: book.add_format({"bg_color": colour}) for rating, colour in _COLOURS.items()}


def _write(sheet: Any, row: int, column: int, value: Cell, looks: _Looks) -> None:
    if value is None or value == "":
        return
    if isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), looks.day)
    elif isinstance(value, Decimal):
        sheet.write_number(row, column, float(value), looks.number)
    elif isinstance(value, int):
        sheet.write_number(row, column, value, looks.year)
    else:
        begins_a_formula = value.lstrip()[:1] in {"=", "+", "-", "@", "\t", "\r"}
        sheet.write_string(row, column, value, looks.guarded if begins_a_formula else looks.text)


def _ratings(sheet: Any, headings: list[str], rows: int, looks: _Looks) -> None:
    if "Einschätzung der Stelle" not in headings or not rows:
        return
    at = headings.index("Einschätzung der Stelle")
    for rating, look in looks.ratings.items():
        rule = {"type": "cell", "criteria": "==", "value": f'"{rating.label}"', "format": look}
        sheet.conditional_format(1, at, rows, at, rule)


def _properties(book: Any, copy: Copy) -> None:
    book.set_properties(
        {
            "title": f"Maßnahmentabelle: {copy.title}",
            "subject": copy.state,
            "author": copy.organisation["name"],
            "keywords": "Sozialstrategie, Maßnahmen",
            "comments": copy.footer + (" Erfundenes Beispiel." if copy.organisation["is_example"] else ""),
            "created": datetime(copy.day.year, copy.day.month, copy.day.day),
        }
    )


def _page(sheet: Any, copy: Copy) -> None:
    """On paper: A3 across, the heading on each page, all columns beside each other on two pages."""
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(2, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.8, bottom=0.7)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0, 1)
    invented = "Erfundenes Beispiel. " if copy.organisation["is_example"] else ""
    sheet.set_header(f"&L&B{_ampersand(copy.title, 110)}&R{_ampersand(copy.organisation['name'], 80)}")
    sheet.set_footer(f"&L{invented}{_ampersand(copy.footer, 160)}&RSeite &P von &N")


def _ampersand(text: str, most: int) -> str:
    """A text in the head or foot of a printed page, where & begins a command; the whole may have 255 letters."""
    return text[:most].replace("&", "&&")


def _hints(book: Any, copy: Copy, looks: _Looks) -> None:
    lines = [
        ("Strategie", copy.title),
        ("Wer", copy.organisation["name"]),
        ("Stand", copy.footer),
        ("Wieder einlesen", "Unter „Beschlossenen Plan übernehmen“. Was sich nicht geändert hat, wird erkannt; Nummern bitte lassen."),
        ("Ziel, Leitziel", f"„{NONE}“ heißt: gehört zu keinem. Eine leere Zelle hieße: wie in der Zeile darüber."),
        ("Ausgangswert, Zielwert", "Eine Zahl, wo eine Zahl gemeint ist; sonst Worte. Einheiten stehen in der Spalte daneben."),
    ]  # fmt: skip
    if copy.organisation["is_example"]:
        lines.insert(0, ("Erfundenes Beispiel", f"{copy.organisation['name']} gibt es nicht."))
    notes = book.add_worksheet("Hinweise")
    notes.set_column(0, 0, 24)
    notes.set_column(1, 1, 110)
    for row, (term, words) in enumerate(lines):
        notes.write_string(row, 0, term, looks.head)
        notes.write_string(row, 1, words, looks.text)


def draw(actor: Actor, copy: Copy, ending: str) -> bytes:
    return measure_workbook(copy)


MEASURE_TABLE = Printed(
    "massnahmentabelle",
    "Maßnahmentabelle",
    "Alle Maßnahmen zum Filtern und Weiterrechnen; lässt sich wieder einlesen.",
    ("xlsx",),
    draw,
)
