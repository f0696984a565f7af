"""The Synopse of a round: every remark with its consideration, what each office said, and who was silent."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from sozialstrategie.action.strategy.enums import OpinionState
from sozialstrategie.action.strategy.models import OpinionRequest, StatementOfOpinion
from sozialstrategie.action.strategy.opinions.queries import SILENT, Synopsis
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.documents.model import Block, Document, Heading, KeyFigures, Paragraph, TableBlock

NO_WEIGHING = "noch offen"
_HEAD = ("Stelle im Text", "Wer", "Anmerkung", "Abwägung", "Begründung")
_OFFICES = ("Stelle", "Gefragt zu", "Frist", "Antwort", "Eingegangen")


def _row(s: StatementOfOpinion) -> tuple[str, str, str, str, str]:
    return s.passage_words, s.request.recipient, s.text, s.get_outcome_display() if s.outcome else NO_WEIGHING, s.reason


def _office(r: OpinionRequest) -> tuple[str, str, str, str, str]:
    answered = r.state == OpinionState.ANSWERED
    came = f"{r.answered_on:%d.%m.%Y}" if r.answered_on else "–"
    said = r.get_verdict_display() if answered else SILENT
    return (
        r.recipient,
        r.passage_words,
        f"{r.due_on:%d.%m.%Y}",
        said,
        came + (", eingetragen" if r.entered_by_us else ""),
    )


def synopsis_document(organisation: Organisation, synopsis: Synopsis) -> Document:
    """The Synopse for Word and PDF; dated by the last thing that happened in the round."""
    round_ = synopsis.round
    answered = len(synopsis.offices) - len(synopsis.silent)
    blocks: list[Block] = [
        Paragraph(
            f"Stellungnahmen zu Fassung {round_.text_version.number} (Prüfsumme {round_.text_version.sha256[:16]}), "
            f"{round_.opened_on:%d.%m.%Y} bis {round_.due_on:%d.%m.%Y}."
        ),
        KeyFigures(
            (
                ("Stellen gefragt", str(len(synopsis.offices)), ""),
                ("Antworten", str(answered), ""),
                ("ohne Antwort", str(len(synopsis.silent)), "gilt nicht als Zustimmung" if synopsis.silent else ""),
                (
                    "Anmerkungen",
                    str(len(synopsis.rows)),
                    f"{synopsis.waiting} ohne Abwägung" if synopsis.waiting else "",
                ),
            )
        ),
        Heading("Anmerkungen und Abwägung", 1),
    ]
    if synopsis.rows:
        rows = tuple(_row(s) for s in synopsis.rows)
        blocks.append(TableBlock("", _HEAD, rows, widths=(1, 0.8, 1.6, 0.7, 1.4)))
    else:
        blocks.append(Paragraph("Zu dieser Fassung gibt es keine Anmerkungen."))
    blocks.append(Heading("Wer gefragt wurde", 1))
    if synopsis.offices:
        offices = tuple(_office(r) for r in synopsis.offices)
        blocks.append(TableBlock("", _OFFICES, offices, widths=(1, 1.2, 0.6, 1.2, 0.7)))
    else:
        blocks.append(Paragraph("Es wurde noch niemand gefragt."))
    return Document(
        title=f"Synopse: {round_.title}",
        subtitle=round_.strategy.title,
        date=_as_of(synopsis),
        blocks=tuple(blocks),
        author=organisation.name,
        state="Zwischenstand" if synopsis.waiting or round_.closed_on is None else "abgeschlossen",
        example=organisation.is_example,
        compact=True,
    )


def _as_of(synopsis: Synopsis) -> date:
    days = [synopsis.round.opened_on, synopsis.round.closed_on]
    days += [r.answered_on for r in synopsis.offices] + [s.considered_on for s in synopsis.rows]
    return max(day for day in days if day is not None)


def build_synopsis(organisation: Organisation, synopsis: Synopsis, ending: str) -> bytes:
    """The Synopse as docx, pdf or xlsx."""
    if ending == "xlsx":
        return _workbook(organisation, synopsis)
    document = synopsis_document(organisation, synopsis)
    writer: Any
    if ending == "docx":
        from sozialstrategie.kit.documents.docx_writer import to_docx as writer  # heavy: only when asked for
    else:
        from sozialstrategie.kit.documents.typst_writer import to_pdf as writer  # heavy: only when asked for
    data: bytes = writer(document)
    return data


def _workbook(organisation: Organisation, synopsis: Synopsis) -> bytes:
    """Every text is written as a text cell, so that nothing that somebody typed ever becomes a formula."""
    import xlsxwriter  # heavy: only when a workbook is asked for

    sink = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(sink, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        for name, head, rows, widths in (
            ("Anmerkungen", _HEAD, [_row(s) for s in synopsis.rows], (34, 28, 60, 18, 60)),
            ("Stellen", _OFFICES, [_office(r) for r in synopsis.offices], (34, 40, 12, 44, 22)),
        ):
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for column, (heading, width) in enumerate(zip(head, widths, strict=True)):
                sheet.set_column(column, column, width)
                sheet.write_string(0, column, heading, bold)
            for index, row in enumerate(rows, start=1):
                for column, value in enumerate(row):
                    sheet.write_string(index, column, value, text)
        notes = book.add_worksheet("Hinweise")
        notes.set_column(0, 0, 110)
        invented = " Erfundenes Beispiel." if organisation.is_example else ""
        lines = (
            f"{organisation.name}: {synopsis.round.title}.{invented}",
            f"Fassung {synopsis.round.text_version.number}, SHA-256 {synopsis.round.text_version.sha256}",
            f"Wo keine Antwort kam, steht: {SILENT}.",
        )
        for index, line in enumerate(lines):
            notes.write_string(index, 0, line, text)
    return sink.getvalue()
