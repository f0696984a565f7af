"""The tree as PDF: PDF/UA-1 always, with PDF/A-3a where data are attached and PDF/A-2a where not.

Typst refuses to compile when an alternative text is missing or a heading level is skipped; such an error is ours and
is raised, never softened.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from sozialstrategie.kit.documents import fonts
from sozialstrategie.kit.documents.emblem import eu_emblem
from sozialstrategie.kit.documents.model import (
    Attachment,
    Block,
    BulletList,
    Cell,
    DefinitionList,
    Document,
    Figure,
    Heading,
    KeyFigures,
    Lead,
    Notice,
    Outline,
    PageBreak,
    Paragraph,
    SideNote,
    TableBlock,
)
from sozialstrategie.kit.documents.runs import runs
from sozialstrategie.kit.documents.text import breakable, printable, runs_right_to_left

Json = dict[str, Any]
_TEMPLATES = {paper: Path(__file__).parent / name for paper, name in (("a4", "document.typ"), ("a1", "poster.typ"))}
LONG_TABLE = 14  # rows from which a table may break over pages
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}")
_ONE_AT_A_TIME = Lock()  # the compiler refuses a second call while one runs; the threads of a server share it


class PosterTooFull(ValueError):
    """The content of a poster needs more than its one page."""


def to_pdf(document: Document) -> bytes:
    """Bytes of the PDF; the same document gives the same bytes.

    Raises:
        ValueError: an attachment has an unsafe name, or a picture has no alternative text.
        PosterTooFull: a poster that does not fit on one page.
    """
    # The content comes as a file beside the template: as an input of the whole run it would be part of what every layout
    # depends on, and nothing of an earlier document in this process could be used again.
    told = json.dumps(content(document), ensure_ascii=False).encode()
    with _ONE_AT_A_TIME:
        data: bytes = _compiler().compile(
            {"main.typ": _TEMPLATES[document.paper].read_bytes(), "data.json": told},
            pdf_standards=["ua-1", "a-3a" if document.attachments else "a-2a"],
            timestamp=datetime(document.date.year, document.date.month, document.date.day, tzinfo=UTC),
        )
    if document.paper == "a1" and page_count(data) > 1:
        raise PosterTooFull(f"Der Inhalt von „{document.title}“ braucht mehr als eine Seite A1.")
    return data


def page_count(pdf: bytes) -> int:
    """How many pages a PDF of `to_pdf` has; typst writes its page objects plainly."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@lru_cache(maxsize=1)
def _compiler() -> Any:
    import typst  # heavy: only when a document is made

    shipped = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=fonts.folders())
    return typst.Compiler(font_paths=shipped, ignore_system_fonts=True)


def content(document: Document) -> Json:
    """What the template reads; every text has passed `printable`."""
    return {
        "title": _text(document.title),
        "plain_title": _plain(document.title),
        "plain_author": _plain(document.author) or "sozialstrategie",
        "keywords": [_plain(k) for k in document.keywords],
        "author": _text(document.author),
        "subtitle": _text(document.subtitle),
        "lang": document.lang,
        "date": [document.date.year, document.date.month, document.date.day],
        "date_label": _text(document.date_label),
        "state": _text(document.state),
        "footer": _text(document.footer),
        "cofunding": _text(document.cofunding),
        "emblem": eu_emblem(),
        "example": document.example,
        "compact": document.compact,
        "large": document.large,
        "attachments": [_attachment(a) for a in document.attachments],
        "parts": list(_parts(document.blocks)),
    }


def _attachment(attachment: Attachment) -> Json:
    if not _NAME.fullmatch(attachment.name):
        raise ValueError(f"Der Name „{attachment.name}“ taugt nicht für einen Anhang.")
    try:
        data: str | list[int] = attachment.data.decode("utf-8")
    except UnicodeDecodeError:
        data = list(attachment.data)
    return {
        "name": attachment.name,
        "data": data,
        "mime": attachment.mime,
        "description": _plain(attachment.description),
    }


def _parts(blocks: tuple[Block, ...]) -> Iterator[Json]:
    """Blocks of the main column with their notes become rows of two columns; headings and wide blocks stand between."""
    main: list[Json] = []
    side: list[Json] = []

    def flush() -> Iterator[Json]:
        if side:
            yield {"kind": "row", "main": list(main), "side": list(side)}
        else:
            for block in main:
                yield {"kind": "main", "block": block}
        main.clear()
        side.clear()

    for block in blocks:
        entry = _block(block)
        if isinstance(block, SideNote):
            side.append(entry)
        elif isinstance(block, Heading | PageBreak | Outline | KeyFigures) or (
            isinstance(block, Figure | TableBlock) and block.full
        ):
            yield from flush()
            yield {"kind": "full", "block": entry}
        else:
            main.append(entry)
    yield from flush()


def _block(block: Block) -> Json:
    match block:
        case Heading():
            return {
                "kind": "heading",
                "level": block.level,
                "number": _plain(block.number),
                "text": _text(block.text),
                "room": block.room,
            }
        case Paragraph():
            return {"kind": "paragraph", "text": _text(block.text), "small": block.small}
        case Lead():
            return {"kind": "lead", "text": _text(block.text)}
        case SideNote():
            return {
                "kind": "note",
                "look": block.kind,
                "label": _text(block.label),
                "title": _text(block.title),
                "text": _text(block.text),
            }
        case Figure():
            return _figure(block)
        case TableBlock():
            return _table(block)
        case BulletList():
            return {
                "kind": "list",
                "ordered": block.ordered,
                "small": block.small,
                "items": [_text(i) for i in block.items],
            }
        case DefinitionList():
            items = [[_text(term), _text(text)] for term, text in block.items]
            return {"kind": "definitions", "items": items, "small": block.small}
        case KeyFigures():
            return {"kind": "keyfigures", "items": [[_text(part) for part in item] for item in block.items]}
        case Notice():
            return {"kind": "notice", "title": _text(block.title), "text": _text(block.text), "example": block.example}
        case PageBreak():
            return {"kind": "pagebreak"}
        case Outline():
            return {"kind": "outline", "title": _text(block.title), "depth": block.depth}


def _figure(block: Figure) -> Json:
    if not block.alt.strip():
        raise ValueError(f"Dem Bild „{block.title}“ fehlt der Text für alle, die es nicht sehen.")
    return {
        "kind": "figure",
        "svg": block.svg,
        "alt": _plain(block.alt),
        "title": _text(block.title),
        "subtitle": _text(block.subtitle),
        "source": _text(block.source),
        "source_ends": block.source.endswith("."),
    }


def _table(block: TableBlock) -> Json:
    return {
        "kind": "table",
        "caption": _text(block.caption),
        "subtitle": _text(block.subtitle),
        "header": [_text(h) for h in block.header],
        "rows": [[_cell(cell) for cell in row] for row in block.rows],
        "numeric": sorted(block.numeric),
        "own_row": block.own_row,
        "own_column": block.own_column,
        "widths": list(block.widths) or [1] + [0] * (len(block.header) - 1),
        "source": _text(block.source),
        "source_ends": block.source.endswith("."),
        "notes": [_text(n if n.endswith((".", "!", "?")) else n + ".") for n in block.notes],
        "breakable": len(block.rows) > LONG_TABLE,
        "dense": block.dense,
        "wide": block.dense and block.full,
    }


def _cell(cell: Cell) -> str | list[Json] | Json:
    if isinstance(cell, str):
        return _text(cell)
    if not cell.alt.strip():
        raise ValueError("Einem Bild in einer Tabelle fehlt der Text für alle, die es nicht sehen.")
    return {"svg": cell.svg, "alt": _plain(cell.alt), "width": cell.width}


def _plain(text: str) -> str:
    return printable(text)[0]


def _text(text: str) -> str | list[Json]:
    """A string, or runs where Arabic occurs; the first run carries the direction of the whole."""
    plain = breakable(_plain(text))
    parts = runs(plain)
    if not any(r.arabic for r in parts):
        return plain
    entries: list[Json] = [{"t": r.text, **({"lang": "ar"} if r.arabic else {})} for r in parts]
    entries[0]["rtl"] = runs_right_to_left(plain)
    return entries
