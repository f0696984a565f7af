"""A small document that holds every kind of block once."""

from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import date
from struct import pack
from typing import Any

from sozialstrategie.kit.documents.model import (
    Attachment,
    BulletList,
    DefinitionList,
    Document,
    Figure,
    Heading,
    Lead,
    Notice,
    Outline,
    PageBreak,
    Paragraph,
    SideNote,
    TableBlock,
)

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="460" height="100" viewBox="0 0 460 100">'
    '<text x="20" y="50" font-family="Fira Sans" font-size="13">9,5 Köln</text><rect width="9" height="9"/></svg>'
)
ARABIC = "مرحبا بكم"
ROWS = tuple((f"Zeile {n}", f"{n},5", "–") for n in range(60))


def png() -> bytes:
    """One grey pixel."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + name + data + pack(">I", zlib.crc32(name + data))

    head = pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\x00\x80")) + chunk(b"IEND", b"")
    )


def everything(**changes: Any) -> Document:
    """The document; `changes` replace fields."""
    document = Document(
        title="Bericht über Müller & Söhne <Probe>",
        date=date(2024, 12, 31),
        author="Landkreis Süd",
        subtitle="Ein Untertitel",
        state="Entwurf",
        keywords=("Probe", "Größe"),
        footer="Fußzeile",
        attachments=(Attachment("zahlen.csv", "Ort;Wert\nGöttern;1,5\n".encode(), "Zahlen der Probe"),),
        blocks=(
            Outline(),
            Heading("Erstes Kapitel", 1, "1"),
            Lead("Vorspann."),
            Heading("Abschnitt", 2, "1.1"),
            Paragraph("Text mit Umlaut ä, Zeichen & und <b>, einem Bild 🙂 und Arabisch: " + ARABIC + "."),
            SideNote("Was die Zahl nicht zeigt", "Vieles."),
            SideNote("Eine Beobachtung", "Ungeprüft.", "observation", "Beobachtung"),
            Figure(SVG, "Köln liegt bei 9,5.", "Köln liegt vorn", "in Prozent", "Amt", png=png),
            TableBlock(
                "Lange Tabelle", ("Ort", "Wert", "Zeichen"), ROWS, numeric=frozenset({1}), own_row=1, own_column=1
            ),
            BulletList(("eins", "zwei")),
            BulletList(("erstens",), ordered=True),
            DefinitionList((("Begriff", "Zeile\nzweite Zeile"),)),
            Notice("Erfundenes Beispiel", "Nichts davon gibt es.", example=True),
            PageBreak(),
            Paragraph(ARABIC),
        ),
    )
    return replace(document, **changes)
