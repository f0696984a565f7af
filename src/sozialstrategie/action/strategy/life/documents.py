"""Documents of this part: exactly one frozen version, and the comparison of two."""

from __future__ import annotations

from datetime import date
from typing import Any

from sozialstrategie.action.strategy.documents import STRATEGY_TEMPLATE, strategy_document
from sozialstrategie.action.strategy.models import StrategyVersion
from sozialstrategie.action.strategy.queries.difference import Comparison, Entry
from sozialstrategie.action.strategy.queries.life import decision_about
from sozialstrategie.evidence.disclosure.gate import log_release
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.documents.model import Block, Document, Heading, KeyFigures, Paragraph, TableBlock
from sozialstrategie.kit.workplace.documents import word_file

SAME = "Zwischen den beiden Ständen gibt es keinen Unterschied."


def build_version(actor: Actor, version: StrategyVersion, ending: str) -> bytes:
    """A frozen version as pdf or docx, for papers of committees too. Inside the owner's scope."""
    from sozialstrategie.action.strategy.documents import series_of  # inline: the series go through the gate once more

    for series in series_of(version.payload):
        log_release(series.released, channel="document:strategie", actor=actor)
    document = strategy_document(version.payload, version, decision_about(version))
    if ending == "docx":
        return word_file(version.owner, STRATEGY_TEMPLATE.name, document)
    return _written(document, ending)


def comparison_document(
    organisation: Organisation, title: str, first: str, second: str, comparison: Comparison, as_of: date
) -> Document:
    """The comparison of two states as a document.

    Args:
        first, second: how the two states are called.
        as_of: the day of the newer state.
    """
    blocks: list[Block] = [Paragraph(f"Früherer Stand: {first}. Späterer Stand: {second}.")]
    if comparison.is_empty:
        blocks.append(Paragraph(SAME))
    else:
        blocks.append(KeyFigures(tuple((word, str(count), "") for word, count in comparison.counts)))
    for section in comparison.sections:
        blocks.append(Heading(section.title, 1))
        rows = tuple(row for entry in section.entries for row in _rows(entry))
        header = ("Eintrag", "Was", "Früher", "Später")
        blocks.append(TableBlock("", header, rows, widths=(1, 0.6, 1.2, 1.2)))
    return Document(
        title=f"Vergleich: {title}",
        subtitle=f"{first} und {second}",
        date=as_of,
        blocks=tuple(blocks),
        author=organisation.name,
        state="Arbeitspapier",
        example=organisation.is_example,
        compact=True,
    )


def _rows(entry: Entry) -> list[tuple[str, str, str, str]]:
    rows = [] if entry.what == "changed" else [(entry.label, entry.word, "–", entry.moved or "–")]
    if entry.what == "changed" and entry.moved:
        rows.append((entry.label, "verschoben", "–", entry.moved))
    return rows + [(entry.label, f"geändert: {label}", old, new) for label, old, new in entry.changes]


def build_comparison(document: Document, ending: str) -> bytes:
    return _written(document, ending)


def _written(document: Document, ending: str) -> bytes:
    writer: Any
    if ending == "docx":
        from sozialstrategie.kit.documents.docx_writer import to_docx as writer  # heavy: only when asked for
    else:
        from sozialstrategie.kit.documents.typst_writer import to_pdf as writer  # heavy: only when asked for
    data: bytes = writer(document)
    return data
