"""The one door of the documents engine: a tree and a format in, a file out."""

from __future__ import annotations

from sozialstrategie.kit.documents.model import Document
from sozialstrategie.kit.documents.typst_writer import Printed

FORMATS = ("pdf", "docx")


def render(document: Document, format: str) -> bytes:
    """The document as a file.

    Raises:
        ValueError: unknown format, or a tree that cannot become an accessible document (see `layout.check`).
    """
    return printed(document, format).data


def printed(document: Document, format: str = "pdf") -> Printed:
    """As `render`, with the characters that the shipped fonts lack."""
    if format == "pdf":
        from sozialstrategie.kit.documents import typst_writer  # inline: one writer per call

        return typst_writer.write(document)
    if format == "docx":
        from sozialstrategie.kit.documents import docx_writer  # inline: one writer per call

        return docx_writer.write(document)
    raise ValueError(f"„{format}“ ist kein Format für Dokumente. Möglich sind: {', '.join(FORMATS)}.")
