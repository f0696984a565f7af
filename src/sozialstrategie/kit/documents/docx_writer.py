"""The same tree as a Word file, for those who write on: real heading styles, table headers, alternative texts, language."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sozialstrategie.kit.documents.model import (
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
    Picture,
    SideNote,
    TableBlock,
)
from sozialstrategie.kit.documents.runs import runs
from sozialstrategie.kit.documents.text import runs_right_to_left

FONT, ARABIC_FONT = "Fira Sans", "Noto Sans Arabic"
LANGUAGES = {"de": "de-DE", "en": "en-GB", "ar": "ar-SA"}
# Characters that XML 1.0 cannot carry; everything else Word may draw with a font of its own.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def to_docx(document: Document) -> bytes:
    """Bytes of the Word file. Pictures need `Figure.png`; without it the alternative text stands in their place."""
    return _Writer(document).write()


def draw_into(file: Any, document: Document, parts: list[tuple[Any, tuple[Block, ...]]]) -> None:
    """Draw blocks into a Word file of somebody else, each in the place of a paragraph, and say whose content it is.

    Headings, captions, lists and tables take the styles of that file; a style that it lacks is added.
    """
    from sozialstrategie.kit.documents.word_styles import add_missing_styles  # heavy: loads python-docx

    writer = _Writer(document, file, plain_lists=add_missing_styles(file))
    writer._properties()
    for place, blocks in parts:
        writer.draw_at(place, blocks)


def set_up_styles(file: Any, document: Document) -> None:
    """Letters, page and language of our own layout, and what the file says about itself."""
    writer = _Writer(document, file)
    writer._styles()
    writer._properties()


class _Writer:
    """One file in the making; numbers figures and tables as the PDF does.

    With a `file` of somebody else it writes into that one and leaves its styles alone; `plain_lists` where that file has no
    style for lists.
    """

    def __init__(self, document: Document, file: Any = None, *, plain_lists: bool = False) -> None:
        import docx  # heavy: only when a Word file is made

        self.document = document
        self.file: Any = docx.Document() if file is None else file
        self.plain_lists = plain_lists
        self.figures = 0
        self.tables = 0

    def write(self) -> bytes:
        self._styles()
        self._properties()
        self._cover()
        for block in self.document.blocks:
            self._block(block)
        sink = io.BytesIO()
        self.file.save(sink)
        return without_clock(sink.getvalue())

    def draw_at(self, place: Any, blocks: tuple[Block, ...]) -> None:
        """Put blocks in the place of a paragraph of the body."""
        body = self.file.element.body
        before = set(body)
        for block in blocks:
            self._block(block)
        for element in [e for e in body if e not in before]:
            place.addprevious(element)
        if place.find(".//{*}sectPr") is None:
            body.remove(place)
        else:  # this paragraph also ends a section: it stays, without its text
            for run in list(place.iterchildren("{*}r")):
                place.remove(run)

    def _styles(self) -> None:
        from docx.oxml.ns import qn
        from docx.shared import Mm, Pt, RGBColor

        section = self.file.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(18 if self.document.compact else 25)
        if self.document.compact:
            section.top_margin = section.bottom_margin = Mm(14)
            self.file.styles["Normal"].paragraph_format.space_after = Pt(3)
        for name, size in {
            "Normal": 10,
            "Title": 28,
            "Heading 1": 20,
            "Heading 2": 13.5,
            "Heading 3": 11,
            "Caption": 10,
        }.items():
            style = self.file.styles[name]
            style.font.name, style.font.size = FONT, Pt(max(14, size) if self.document.large else size)
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{kind}"), None)
            fonts.set(qn("w:hAnsi"), FONT)
            fonts.set(qn("w:cs"), ARABIC_FONT)
            if name != "Normal":
                style.font.color.rgb = RGBColor(0x14, 0x14, 0x2B)
                style.font.bold, style.font.italic = True, False
        normal = self.file.styles["Normal"].element.get_or_add_rPr()
        self._language(normal, LANGUAGES.get(self.document.lang, self.document.lang))
        defaults = self.file.styles.element.find(".//" + qn("w:rPrDefault") + "/" + qn("w:rPr"))
        if defaults is not None:
            self._language(defaults, LANGUAGES.get(self.document.lang, self.document.lang))

    @staticmethod
    def _language(properties: Any, language: str) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        found = properties.find(qn("w:lang"))
        if found is None:
            found = OxmlElement("w:lang")
            properties.append(found)
        found.set(qn("w:val"), language)
        found.set(qn("w:bidi"), "ar-SA")

    def _properties(self) -> None:
        core = self.file.core_properties
        core.title, core.author = clean(self.document.title), clean(self.document.author) or "sozialstrategie"
        core.language = LANGUAGES.get(self.document.lang, self.document.lang)
        core.keywords, core.subject = (
            clean(", ".join(self.document.keywords))[:255],
            clean(self.document.subtitle)[:255],
        )
        core.comments = ""
        core.created = core.modified = datetime(
            self.document.date.year, self.document.date.month, self.document.date.day, tzinfo=UTC
        )
        core.last_modified_by = core.author

    def _cover(self) -> None:
        d = self.document
        if d.example:
            self._paragraph("Erfundenes Beispiel", bold=True)
        self._paragraph(d.title, style="Title")
        for text in (d.subtitle, d.author, d.state, d.date_label, d.cofunding):
            if text:
                self._paragraph(text)

    def _block(self, block: Block) -> None:
        draw: dict[type, Callable[[Any], None]] = {
            Heading: self._heading,
            Paragraph: self._plain,
            Lead: lambda b: self._paragraph(b.text, bold=True),
            SideNote: self._note,
            Figure: self._figure,
            TableBlock: self._table,
            BulletList: self._list,
            DefinitionList: self._definitions,
            KeyFigures: self._key_figures,
            Notice: self._notice,
            PageBreak: lambda b: self.file.add_page_break(),
            Outline: self._outline,
        }
        draw[type(block)](block)

    def _paragraph(self, text: str, *, style: str | None = None, bold: bool = False) -> Any:
        from docx.oxml import OxmlElement

        paragraph = self.file.add_paragraph(style=style)
        if runs_right_to_left(text):
            paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
        self._runs(paragraph, text, bold=bold)
        return paragraph

    def _plain(self, block: Paragraph) -> None:
        paragraph = self._paragraph(block.text)
        if block.small:
            self._small(paragraph)

    def _runs(self, paragraph: Any, text: str, *, bold: bool = False) -> None:
        from docx.oxml import OxmlElement

        for part in runs(clean(text)):
            run = paragraph.add_run(part.text)
            run.bold = bold or None
            if part.arabic:
                properties = run._r.get_or_add_rPr()
                properties.append(OxmlElement("w:rtl"))
                self._language(properties, "ar-SA")

    def _heading(self, block: Heading) -> None:
        if block.level == 1 and not self.document.compact:
            self.file.add_page_break()
        self._paragraph(f"{block.number} {block.text}".strip(), style=f"Heading {block.level}")

    def _note(self, block: SideNote) -> None:
        label = f"{block.label}: " if block.label else ""
        paragraph = self._paragraph(f"{label}{block.title}", bold=True)
        paragraph.paragraph_format.keep_with_next = True
        self._paragraph(block.text)

    def _notice(self, block: Notice) -> None:
        self._paragraph(block.title, bold=True)
        if block.text:
            self._paragraph(block.text)

    def _list(self, block: BulletList) -> None:
        for number, item in enumerate(block.items, 1):
            if self.plain_lists:
                self._paragraph(f"{f'{number}.' if block.ordered else '•'} {item}")
            else:
                self._paragraph(item, style="List Number" if block.ordered else "List Bullet")

    def _definitions(self, block: DefinitionList) -> None:
        for term, text in block.items:
            self._paragraph(term, bold=True).paragraph_format.keep_with_next = True
            self._paragraph(text)

    def _outline(self, block: Outline) -> None:
        """A field that Word fills in when the file is opened and updated; until then it says so."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        self._paragraph(block.title, bold=True)
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), f'TOC \\o "1-{block.depth}" \\h \\z \\u')
        field.set(qn("w:dirty"), "true")
        paragraph = self.file.add_paragraph()
        run = paragraph.add_run("Das Verzeichnis füllt Word beim Öffnen: rechte Maustaste, „Felder aktualisieren“.")
        field.append(run._r)
        paragraph._p.append(field)

    def _caption(self, word: str, number: int, text: str, subtitle: str) -> None:
        self._paragraph(f"{word} {number}: {text}", style="Caption").paragraph_format.keep_with_next = True
        if subtitle:
            self._paragraph(subtitle).paragraph_format.keep_with_next = True

    def _source(self, source: str, notes: tuple[str, ...] = ()) -> None:
        parts = [f"Quelle: {source}"] if source else []
        text = " ".join(p.rstrip(".") + "." for p in (*parts, *notes))
        if text:
            from docx.shared import Pt

            for run in self._paragraph(text).runs:
                run.font.size = Pt(8)

    def _figure(self, block: Figure) -> None:
        from docx.shared import Mm

        self.figures += 1
        self._caption("Abbildung", self.figures, block.title, block.subtitle)
        if block.png is None:
            self._paragraph(f"Bild: {block.alt}")
        else:
            picture = self.file.add_picture(io.BytesIO(block.png()), width=Mm(150))
            properties = picture._inline.docPr
            properties.set("descr", clean(block.alt))
            properties.set("title", clean(block.title))
        self._source(block.source)

    def _table(self, block: TableBlock) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        if block.caption:
            self.tables += 1
            self._caption("Tabelle", self.tables, block.caption, block.subtitle)
        table = self.file.add_table(rows=1, cols=len(block.header), style="Table Grid")
        self._row(table.rows[0], block.header, block, own=False, bold=True)
        mark = OxmlElement("w:tblHeader")
        mark.set(qn("w:val"), "true")
        table.rows[0]._tr.get_or_add_trPr().append(mark)
        for index, cells in enumerate(block.rows):
            self._row(table.add_row(), cells, block, own=index == block.own_row, bold=False)
        self._source(block.source, block.notes)

    def _row(self, row: Any, cells: tuple[Cell, ...], block: TableBlock, *, own: bool, bold: bool) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.oxml import OxmlElement

        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for column, (place, cell) in enumerate(zip(row.cells, cells, strict=True)):
            paragraph = place.paragraphs[0]
            if isinstance(cell, Picture):
                self._small_picture(paragraph, cell)
                continue
            self._runs(paragraph, cell, bold=bold or own or column == block.own_column)
            if block.dense:
                self._small(paragraph)
            if column in block.numeric:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT

    @staticmethod
    def _small(paragraph: Any) -> None:
        from docx.shared import Pt

        for run in paragraph.runs:
            run.font.size = Pt(7.5)

    def _small_picture(self, paragraph: Any, picture: Picture) -> None:
        from docx.shared import Mm

        if picture.png is None:
            self._runs(paragraph, picture.alt)
            return
        shape = paragraph.add_run().add_picture(io.BytesIO(picture.png()), width=Mm(picture.width))
        shape._inline.docPr.set("descr", clean(picture.alt))

    def _key_figures(self, block: KeyFigures) -> None:
        for label, value, addition in block.items:
            paragraph = self._paragraph(f"{label}: ")
            self._runs(paragraph, value, bold=True)
            self._runs(paragraph, f" ({addition})" if addition else "")


def without_clock(data: bytes) -> bytes:
    """The same package with one fixed time at every part: the hour of writing is no content, two runs give equal bytes."""
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            entry = zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(part))
    return sink.getvalue()


def clean(text: str) -> str:
    return _FORBIDDEN.sub("", text)
