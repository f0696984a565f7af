"""An invented plan as somebody might have written it: 6 fields, 46 goals, 118 measures, numbered in six ways, with all the
habits of such tables: merged cells, signs for "as above", blank rows, repeated headings, sums, footnotes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

FIELDS = ("Familie", "Bildung und Teilhabe", "Wohnen", "Gesundheit", "Arbeit", "Älter werden")
GOALS = (8, 8, 8, 8, 7, 7)
HEADINGS = ("Nr.", "Handlungsfeld", "Ziel", "Maßnahme", "Federführung", "Mitwirkende", "Beginn", "Ende", "Kosten", "Stand", "Aktenplan")  # fmt: skip
_WHAT = ("Lotsendienst", "Offene Sprechstunde", "Elterncafé", "Beratung vor Ort", "Quartierstreff", "Fahrdienst", "Schulung", "Runder Tisch")  # fmt: skip
_WHO = ("Jugendamt", "Sozialamt", "Gesundheitsamt", "Volkshochschule")
_STATES = ("offen", "läuft", "in Vorbereitung", "abgeschlossen", "verschoben")
FOOTNOTE = "vorbehaltlich der Mittel im Haushalt"


@dataclass(frozen=True)
class Line:
    """One measure: the numbers as written, and what a reader should make of them."""

    number: str
    field: int
    goal: str
    title: str
    lead: str
    start: str
    end: str
    cost: str
    state: str

    @property
    def shown_number(self) -> str:
        """As the program keeps it."""
        return self.number.removeprefix("Nr. ").rstrip(":")


def lines() -> Iterator[Line]:
    """118 measures, three in each of the first 26 goals and two in the others."""
    at = goal_at = 0
    for field, goals in enumerate(GOALS, 1):
        count = 0
        for goal in range(1, goals + 1):
            goal_at += 1
            for measure in range(1, (3 if goal_at <= 26 else 2) + 1):
                at, count = at + 1, count + 1
                yield Line(
                    _number(field, goal, measure, count),
                    field,
                    f"{field}.{goal}",
                    f"{_WHAT[at % 8]} {at} in Musterberg",
                    _WHO[at % 4],
                    str(2024 + at % 3),
                    ("laufend", "2026", "III. Quartal 2027", "31.12.2028")[at % 4],
                    ("", "12.000 € im Jahr", "keine")[at % 3],
                    _STATES[at % 5],
                )


def _number(field: int, goal: int, measure: int, count: int) -> str:
    return (
        f"1.{goal}.{measure}",
        f"2.{goal}.{measure}.",
        f"M 3{chr(96 + count)}",
        f"4-{goal}-{measure}",
        f"5.{count}",  # the first nine become numbers of the spreadsheet
        f"Nr. VI/{count}:",
    )[field - 1]


def goal_title(goal: str) -> str:
    return f"Ziel {goal}: In Musterberg finden alle Rat {goal.replace('.', '-')}"


def xlsx(*, change: dict[str, str] | None = None, extra: list[dict[str, str]] | None = None) -> bytes:
    """The plan as a workbook.

    Args:
        change: number as kept -> another title.
        extra: more rows at the end, by heading.
    """
    import xlsxwriter

    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink, {"in_memory": True}) as book:
        book.add_worksheet("Deckblatt").write(0, 0, "Maßnahmenplan (erfunden)")
        sheet = book.add_worksheet("Maßnahmen")
        sheet.merge_range(0, 0, 0, 10, "Maßnahmenplan zur Sozialstrategie (erfunden)")
        _write_head(sheet)
        row = 4
        merges: list[tuple[int, int, int, str]] = []
        for line in lines():
            row = _write_breaks(sheet, line, row)
            _write_line(sheet, line, row, change or {}, merges)
            row += 1
        for first, last, column, text in merges:
            if last > first:
                sheet.merge_range(first, column, last, column, text)
            else:
                sheet.write(first, column, text)
        for values in extra or []:
            for column, heading in enumerate(HEADINGS):
                if heading in values:
                    sheet.write(row, column, values[heading])
            row += 1
        sheet.write(row, 0, "Summe")
        sheet.write(row, 8, "1.416.000 €")
        sheet.write(row + 2, 0, f"* {FOOTNOTE}")
        sheet.write(row + 3, 0, "Quelle: erfunden")
    return sink.getvalue()


def _write_head(sheet: Any) -> None:
    for column, text in enumerate(HEADINGS):
        if text in ("Beginn", "Ende"):
            sheet.write(3, column, text)
        else:
            sheet.merge_range(2, column, 3, column, text)
    sheet.merge_range(2, 6, 2, 7, "Zeitraum")


def _write_breaks(sheet: Any, line: Line, row: int) -> int:
    """A blank row between fields; the heading again where a page would end."""
    if line.number == "2.1.1.":
        return row + 1
    if line.number == "M 3a":
        for column, text in enumerate(HEADINGS):
            sheet.write(row + 1, column, text)
        return row + 2
    return row


def _write_line(sheet: Any, line: Line, row: int, change: dict[str, str], merges: list[Any]) -> None:
    number: Any = line.number
    if line.field == 5 and len(number) == 3:
        sheet.write_number(row, 0, float(number))
    else:
        sheet.write_string(row, 0, number)
    field, goal = f"{line.field}. {FIELDS[line.field - 1]}", goal_title(line.goal)
    for column, text in ((1, field), (2, goal)):
        standing = next((m for m in reversed(merges) if m[2] == column), None)
        if standing and standing[3] == text and standing[1] == row - 1:
            merges[merges.index(standing)] = (standing[0], row, column, text)
        else:
            merges.append((row, row, column, text))
    title = change.get(line.shown_number, line.title) + ("*" if line.number.endswith(".3") else "")
    same_lead = row >= 5 and line.number in ("1.1.2", "1.1.3")
    for column, text in ((3, title), (4, '"' if same_lead else line.lead), (5, "Träger der freien Wohlfahrt"), (8, line.cost), (9, line.state), (10, "AZ 51")):  # fmt: skip
        sheet.write_string(row, column, text)
    sheet.write(row, 6, int(line.start))
    sheet.write_string(row, 7, line.end)


def docx(*, measures: int = 118) -> bytes:
    """The plan as a Word document: a table for each field under its heading, goals as lines over the whole width."""
    from docx import Document

    document = Document()
    document.add_heading("Maßnahmenplan (erfunden)", 0)
    table, field, goal = None, 0, ""
    for line in list(lines())[:measures]:
        if line.field != field:
            field = line.field
            document.add_heading(f"Handlungsfeld {field}: {FIELDS[field - 1]}", 1)
            table = document.add_table(rows=1, cols=5)
            for cell, text in zip(table.rows[0].cells, ("Nr.", "Maßnahme", "Federführung", "Zeitraum", "Stand"), strict=True):  # fmt: skip
                cell.text = text
        assert table is not None
        if line.goal != goal:
            goal = line.goal
            cells = table.add_row().cells
            cells[0].merge(cells[4]).text = goal_title(goal)
        cells = table.add_row().cells
        term = f"{line.start} bis {line.end}" if line.end != "laufend" else f"ab {line.start}, laufend"
        for cell, text in zip(cells, (line.number, line.title, line.lead, term, line.state), strict=True):
            cell.text = text
    sink = io.BytesIO()
    document.save(sink)
    return sink.getvalue()
