"""Document tree -> accessible, archivable PDF (PDF/UA-1 with PDF/A-2a, or A-3a when files are attached)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from functools import lru_cache
from importlib import resources
from typing import Any

from sozialstrategie.kit.documents import fonts, layout
from sozialstrategie.kit.documents.model import (
    ChartBlock,
    Document,
    Facts,
    Heading,
    Hint,
    Items,
    KeyFigures,
    Lead,
    Outline,
    PageBreak,
    Paragraph,
    Run,
    SideNote,
    Signatures,
    TableBlock,
    Text,
    ThreadTable,
    TitlePage,
)
from sozialstrategie.kit.documents.text import printable, runs_right_to_left
from sozialstrategie.kit.figures.format import german_date

Json = dict[str, Any]
_SVG_WIDTH = re.compile(r'<svg\b[^>]*?\bwidth="([\d.]+)')
_VIEW_BOX = re.compile(r'<svg\b[^>]*?\bviewBox="[-\d.]+[ ,]+[-\d.]+[ ,]+([\d.]+)')
_POINTS_PER_PIXEL = 0.75  # a CSS pixel is 1/96 inch
_ARABIC_LANGUAGES = ("ar", "fa", "ur", "ps", "ckb")


@dataclass(frozen=True, slots=True)
class Printed:
    """The file, and the characters that the shipped fonts lack (they stand as "▯")."""

    data: bytes
    replaced: tuple[str, ...]


def write(document: Document) -> Printed:
    """Set the document. The same tree gives the same bytes: the date is that of the document, fonts are the shipped ones.

    Raises:
        ValueError: the tree has no title, skips a heading level, lacks an alternative text, or has uneven tables.
    """
    import typst  # heavy: only when a document is printed

    layout.check(document)
    data, replaced = _Tree(document).data()
    stamp = datetime.combine(document.date, time(12), tzinfo=UTC)
    pdf: bytes = typst.compile(
        _house_style(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        font_paths=[str(folder) for folder in fonts.folders()],
        ignore_system_fonts=True,
        pdf_standards=["ua-1", "a-3a" if document.attachments else "a-2a"],
        timestamp=int(stamp.timestamp()),
    )
    return Printed(pdf, replaced)


@lru_cache(maxsize=1)
def _house_style() -> bytes:
    return resources.files(__package__).joinpath("house.typ").read_bytes()


@dataclass
class _Tree:
    """Turns the tree into what house.typ reads; every text goes through `printable` on its way."""

    document: Document
    replaced: dict[str, None] = field(default_factory=dict)

    def data(self) -> tuple[Json, tuple[str, ...]]:
        d = self.document
        running = d.running or d.title
        made: Json = {
            "title": self.s(d.title),
            "subtitle": self.s(d.subtitle),
            "kind": self.s(d.kind),
            "running": self.s(running),
            "lang": d.lang,
            "author": self.s(d.author or d.owner),
            "owner": self.s(d.owner),
            "keywords": [self.s(k) for k in d.keywords],
            "state": self.s(d.state),
            "foot": [self.s(line) for line in (d.foot, d.state) if line],
            "date": [d.date.year, d.date.month, d.date.day],
            "date_text": "Stand: " + german_date(d.date),
            "cofunding": self.s(d.cofunding),
            "emblems": [[svg, self.s(alt)] for svg, alt in d.emblems],
            "example": d.example,
            "cover": any(isinstance(b, TitlePage) for b in d.blocks),
            "latin": fonts.LATIN,
            "arabic": fonts.ARABIC,
            "attachments": [
                {
                    "name": a.name,
                    "data": a.data if isinstance(a.data, str) else list(a.data),
                    "mime": a.mime_type,
                    "description": self.s(a.description),
                }
                for a in d.attachments
            ],
        }
        made["blocks"] = [self.group(g) for g in layout.grouped(list(layout.numbered(d)))]
        return made, tuple(self.replaced)

    def s(self, text: str) -> str:
        shown, lacking = printable(text)
        self.replaced.update(dict.fromkeys(lacking))
        return shown

    def runs(self, text: Text, lang: str = "") -> list[Json]:
        parts: list[str | Run] = [text] if isinstance(text, str) else list(text)
        made: list[Json] = []
        for part in parts:
            run = Run(part) if isinstance(part, str) else part
            piece: Json = {"s": self.s(run.text)}
            if run.bold:
                piece["b"] = True
            if run.italic:
                piece["i"] = True
            if run.url:
                piece["u"] = run.url
            if lang:
                piece["l"] = lang
            made.append(piece)
        return made

    def group(self, group: layout.Numbered | layout.Columns) -> Json:
        if isinstance(group, layout.Columns):
            return {
                "t": "columns",
                "main": [self.block(item) for item in group.main],
                "side": [self.side_note(note) for note in group.side],
            }
        return self.block(group)

    def side_note(self, note: SideNote) -> Json:
        return {
            "t": "side",
            "title": self.s(note.title),
            "text": self.runs(note.text),
            "statement": self.s(note.statement),
            "draft": note.draft,
        }

    def block(self, item: layout.Numbered) -> Json:
        block = item.block
        match block:
            case Paragraph():
                return self.paragraph(block)
            case Lead():
                return {"t": "lead", "text": self.runs(block.text)}
            case Heading():
                fresh = block.level == 1 and block.new_page
                return {"t": "heading", "text": self.s(block.text), "level": block.level, "numbered": bool(item.label), "fresh": fresh}
            case Hint():
                return {"t": "hint", "text": self.runs(block.text), "title": self.s(block.title), "example": block.example}
            case Items():
                return {"t": "items", "items": [self.runs(i) for i in block.items], "numbered": block.numbered}
            case Facts():
                return {"t": "facts", "rows": [[self.s(term), self.runs(text)] for term, text in block.rows]}
            case KeyFigures():
                return {"t": "key-figures", "rows": [[self.s(x) for x in row] for row in block.rows]}
            case ChartBlock():
                return self.chart(block, item.label)
            case TableBlock():
                return self.table(block, item.label)
            case ThreadTable():
                return self.thread(block)
            case Signatures():
                return {"t": "signatures", "functions": [self.s(f) for f in block.functions]}
            case SideNote():
                return self.side_note(block)
            case TitlePage():
                return {
                    "t": "title",
                    "lead": self.s(block.lead),
                    "facts": [[self.s(term), self.runs(text)] for term, text in block.facts],
                    "notes": [self.s(n) for n in block.notes],
                }
            case Outline():
                return {"t": "outline", "title": self.s(block.title), "depth": block.depth}
            case PageBreak():
                return {"t": "break"}

    def paragraph(self, block: Paragraph) -> Json:
        made: Json = {"t": "paragraph", "text": self.runs(block.text)}
        plain = "".join(r["s"] for r in made["text"])
        rtl = runs_right_to_left(plain)
        lang = block.lang or ("ar" if rtl and self.document.lang not in _ARABIC_LANGUAGES else "")
        if lang:
            made["lang"] = lang
        if rtl:
            made["rtl"] = True
        if block.small:
            made["small"] = True
        return made

    def chart(self, block: ChartBlock, label: str) -> Json:
        return {
            "t": "chart",
            "svg": block.svg,
            "width": _width(block.svg) * _POINTS_PER_PIXEL,
            "alt": self.s(block.alt),
            "label": label,
            "title": self.s(block.title),
            "subtitle": self.s(block.subtitle),
            "source": self.s(block.source),
            "note": self.s(block.note),
            "legend": [[colour, self.s(words)] for colour, words in block.legend],
        }

    def table(self, block: TableBlock, label: str) -> Json:
        return {
            "t": "table",
            "label": label,
            "title": self.s(block.caption),
            "subtitle": self.s(block.subtitle),
            "header": [self.s(h) for h in block.header],
            "rows": [[self.runs(cell) for cell in row] for row in block.rows],
            "columns": list(block.widths) or column_shares(block),
            "numeric": sorted(block.numeric),
            "own": block.own,
            "own_rows": sorted(block.own_rows),
            "source": self.s(block.source),
            "notes": [self.s(n) for n in block.notes],
        }

    def thread(self, block: ThreadTable) -> Json:
        steps = [
            {"station": self.s(s.station), "text": self.s(s.text), "note": self.s(s.note), "loose": s.loose} for s in block.steps
        ]
        return {"t": "thread", "caption": self.s(block.caption), "steps": steps}


def column_shares(block: TableBlock) -> list[float]:
    """Relative widths: columns of figures by content (0), the others by the length of their longest text, 6 to 42 letters."""
    shares: list[float] = []
    for j, head in enumerate(block.header):
        longest = max([len(head), *(len(plain(row[j])) for row in block.rows)])
        shares.append(0 if j in block.numeric else float(min(max(longest, 6), 42)))
    return shares if any(shares) else [1.0] * len(shares)


def plain(text: Text) -> str:
    """The words of a text without emphasis."""
    return text if isinstance(text, str) else "".join(t if isinstance(t, str) else t.text for t in text)


def _width(svg: str) -> float:
    """Width of a picture in pixels, by its attribute or its view box."""
    found = _SVG_WIDTH.search(svg) or _VIEW_BOX.search(svg)
    return float(found.group(1)) if found else 460.0
