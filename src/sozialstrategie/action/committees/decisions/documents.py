"""The list of decisions as PDF and workbook; public and non-public part are two lists."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sozialstrategie.kit.documents.model import Block, Document, Heading, KeyFigures, Paragraph, TableBlock

HEAD = ("Nummer", "Tag", "Gremium", "Beschluss", "Ergebnis", "Federführung", "Frist", "Stand", "Sachstand")
_WIDTHS = (14, 12, 26, 60, 22, 26, 12, 26, 50)


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision as the list shows it; all words are German. `late`: due and not done."""

    number: str
    on: date
    committee: str
    title: str
    text: str
    result: str
    unit: str
    due: date | None
    status: str
    note: str
    late: bool
    public: bool


def _row(line: DecisionLine) -> tuple[str, ...]:
    what = line.title if not line.text or line.text == line.title else f"{line.title}: {line.text}"
    state = line.status + (", überfällig" if line.late else "")
    due = f"{line.due:%d.%m.%Y}" if line.due else "–"
    return (
        line.number or "–", f"{line.on:%d.%m.%Y}", line.committee, what, line.result, line.unit or "–", due, state, line.note or "–",
    )  # fmt: skip


def list_document(
    organisation: str, lines: Sequence[DecisionLine], *, selection: str, as_of: date, is_example: bool
) -> Document:
    """The list as a document; the part that is not public stands apart and only where lines of it are given."""
    late, undone = sum(line.late for line in lines), sum(line.due is not None and not line.late for line in lines)
    blocks: list[Block] = [
        Paragraph(f"Auswahl: {selection}."),
        KeyFigures(
            (
                ("Beschlüsse", str(len(lines)), ""),
                ("überfällig", str(late), ""),
                ("mit Frist", str(undone), "ohne die überfälligen"),
            )
        ),
    ]
    for title, public in (("Öffentliche Beschlüsse", True), ("Nicht öffentliche Beschlüsse", False)):
        part = [line for line in lines if line.public is public]
        if part:
            rows = tuple(_row(line) for line in part)
            blocks += [
                Heading(title, 1),
                TableBlock("", HEAD, rows, dense=True, widths=(0.7, 0.7, 1, 2.4, 0.9, 1, 0.7, 0.9, 1.6)),
            ]
        elif public:
            blocks += [Heading(title, 1), Paragraph("In dieser Auswahl gibt es keinen öffentlichen Beschluss.")]
    hidden = any(not line.public for line in lines)
    return Document(
        title="Beschlusskontrolle",
        subtitle=organisation,
        date=as_of,
        blocks=tuple(blocks),
        author=organisation,
        state="Enthält nicht öffentliche Beschlüsse" if hidden else "",
        date_label=f"Stand: {as_of:%d.%m.%Y}",
        footer=f"Beschlusskontrolle, Stand {as_of:%d.%m.%Y}." + (" Nicht öffentlich." if hidden else ""),
        keywords=("Beschlusskontrolle",),
        example=is_example,
        compact=True,
    )


def list_workbook(
    organisation: str, lines: Sequence[DecisionLine], *, selection: str, as_of: date, is_example: bool
) -> bytes:
    """The list as xlsx, a sheet per part; every text stays a text, so that nothing typed becomes a formula."""
    import xlsxwriter  # heavy: only when a workbook is asked for

    sink = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(sink, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        for name, public in (("öffentlich", True), ("nicht öffentlich", False)):
            part = [line for line in lines if line.public is public]
            if not part and not public:
                continue
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for column, (heading, width) in enumerate(zip(HEAD, _WIDTHS, strict=True)):
                sheet.set_column(column, column, width)
                sheet.write_string(0, column, heading, bold)
            for index, line in enumerate(part, start=1):
                for column, value in enumerate(_row(line)):
                    sheet.write_string(index, column, value, text)
        notes = book.add_worksheet("Hinweise")
        notes.set_column(0, 0, 100)
        invented = " Erfundenes Beispiel." if is_example else ""
        for index, sentence in enumerate(
            (f"{organisation}, Stand {as_of:%d.%m.%Y}.{invented}", f"Auswahl: {selection}.")
        ):
            notes.write_string(index, 0, sentence, text)
    return sink.getvalue()
