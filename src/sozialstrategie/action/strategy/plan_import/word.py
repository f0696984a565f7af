"""Tables of a Word document (docx), read from its XML behind the same limits as every foreign archive.

Read are the texts as they are seen at the end: what a tracked change deleted is left out, automatic numbers of lists are
counted, merged cells, footnotes and the heading above each table are kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sozialstrategie.action.strategy.plan_import.cells import SUPERSCRIPTS
from sozialstrategie.action.strategy.plan_import.sheets import Row, Table, checked, one_line, tidy
from sozialstrategie.action.strategy.plan_import.word_list_xml import read_lists
from sozialstrategie.action.strategy.plan_import.word_lists import Lists
from sozialstrategie.action.strategy.plan_import.word_xml import DAMAGED, WordXml
from sozialstrategie.evidence.monitoring.readers.archive import member_names, read_members
from sozialstrategie.evidence.monitoring.readers.problems import Refusal

_DOCUMENT = "word/document.xml"
_PARTS = rf"{_DOCUMENT}|word/footnotes\.xml|word/numbering\.xml|word/styles\.xml"
_LEFT_OUT = frozenset({"del", "moveFrom", "Fallback", "txbxContent", "instrText"})
_MOST_SPANNED = 63  # Word itself allows no wider table
_LONGEST_CAPTION = 160


def is_word(data: bytes) -> bool:
    """Whether the archive is a Word document.

    Raises:
        Refusal: the archive is damaged or too large when unpacked.
    """
    return _DOCUMENT in member_names(data)


def read_word(data: bytes) -> list[Table]:
    """The tables of a document in their order, each with the heading above it.

    Raises:
        Refusal: damaged_document, no_table, and what archives are refused for.
    """
    parts = read_members(data, _PARTS)
    if _DOCUMENT not in parts:
        raise Refusal("damaged_document", DAMAGED)
    lists = read_lists(parts.get("word/numbering.xml"), parts.get("word/styles.xml"))
    notes = _Footnotes().read(parts["word/footnotes.xml"]).texts if "word/footnotes.xml" in parts else {}
    tables = _Document(lists).read(parts[_DOCUMENT]).tables
    if not tables:
        raise Refusal("no_table", "In dem Word-Dokument steht keine Tabelle.")
    footnotes = {superscript(at): notes[key] for at, key in enumerate(notes, 1)}
    return [checked(_table(one, at, footnotes)) for at, one in enumerate(tables, 1)]


def superscript(number: int) -> str:
    """ "¹²" for 12."""
    return str(number).translate(str.maketrans("1234567890", SUPERSCRIPTS))


@dataclass
class _Cell:
    span: int = 1
    is_above: bool = False  # goes on from the cell above
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return tidy("\n".join(self.lines))


@dataclass
class _Table:
    caption: str
    rows: list[list[_Cell]] = field(default_factory=list)


def _table(one: _Table, number: int, footnotes: dict[str, str]) -> Table:
    name = f"Tabelle {number}"
    width = max((sum(c.span for c in row) for row in one.rows), default=0)
    rows = [Row((one.caption,), 0, name, is_caption=True)] if one.caption else []
    for at, cells in enumerate(one.rows, 1):
        texts: list[str] = []
        above: set[int] = set()
        for cell in cells:
            if cell.is_above:
                above.add(len(texts))
            texts += [cell.text, *[""] * (cell.span - 1)]
        joined = any(cell.span >= max(width - 1, 2) for cell in cells)
        rows.append(Row(tuple(texts), at, name, frozenset(above), joined))
    used = {mark: text for mark, text in footnotes.items() if any(mark in t for row in rows for t in row.cells)}
    return Table(name, "word", rows, used)


class _Footnotes(WordXml):
    """Id of a footnote -> its text; separators (which Word keeps there too) are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}
        self._id = ""
        self._in_text = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "footnote":
            self._id = "" if attributes.get("type", "normal") != "normal" else attributes.get("id", "")
            if self._id:
                self.texts[self._id] = ""
        self._in_text = name == "t"

    def end(self, name: str) -> None:
        if name == "t":
            self._in_text = False

    def characters(self, text: str) -> None:
        if self._in_text and self._id:
            self.texts[self._id] = one_line(f"{self.texts[self._id]}{text}")


class _Document(WordXml):
    """The body: paragraphs outside tables for captions, tables with their cells."""

    def __init__(self, lists: Lists) -> None:
        super().__init__()
        self.tables: list[_Table] = []
        self.lists = lists
        self._open: list[_Table] = []  # nested ones; their text belongs to the cell around them
        self._caption = self._text = self._style = ""
        self._numbered: tuple[str, int] | None = None
        self._list_id = ""
        self._level = 0
        self._left_out = 0
        self._in_text = False
        self._footnote = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in _LEFT_OUT:
            self._left_out += 1
        if self._left_out:
            return
        if name == "tbl":
            self._open.append(_Table(self._caption))
        elif name in ("tr", "tc", "gridSpan", "vMerge"):
            self._structure(name, attributes)
        elif name == "p":
            self._text, self._style, self._list_id, self._level = "", "", "", 0
        elif name in ("pStyle", "numId", "ilvl"):
            self._paragraph(name, attributes.get("val", ""))
        elif name == "t":
            self._in_text = True
        elif name in ("tab", "br", "cr", "noBreakHyphen"):
            self._text += {"tab": " ", "noBreakHyphen": "-"}.get(name, "\n")
        elif name == "footnoteReference" and attributes.get("customMarkFollows", "0") in ("0", "false"):
            self._footnote += 1
            self._text += superscript(self._footnote)

    def _structure(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) != 1:
            return
        table = self._open[0]
        if name == "tr":
            table.rows.append([])
        elif not table.rows:
            raise Refusal("damaged_document", DAMAGED)
        elif name == "tc":
            table.rows[-1].append(_Cell())
        elif table.rows[-1] and name == "gridSpan":
            span = attributes.get("val", "1")
            table.rows[-1][-1].span = min(int(span), _MOST_SPANNED) if span.isdecimal() and int(span) else 1
        elif table.rows[-1]:
            table.rows[-1][-1].is_above = attributes.get("val", "continue") == "continue"

    def _paragraph(self, name: str, value: str) -> None:
        if name == "pStyle":
            self._style = value
        elif name == "numId":
            self._list_id = value
        else:
            self._level = int(value) if value.isdecimal() else 0

    def end(self, name: str) -> None:
        if name in _LEFT_OUT:
            self._left_out -= 1
        elif self._left_out:
            return
        elif name == "t":
            self._in_text = False
        elif name == "p":
            self._end_of_paragraph()
        elif name == "tbl" and self._open:
            table = self._open.pop()
            if not self._open:
                self.tables.append(table)
                self._caption = ""  # two tables one after the other: the second has none of its own

    def _end_of_paragraph(self) -> None:
        number = self.lists.next(self._list_id, self._level, self._style)
        text = " ".join(filter(None, [number, tidy(self._text)])) if number and self._text.strip() else self._text
        if number and not self._text.strip() and self._open:
            text = number  # a column of automatic numbers has no text of its own
        if not self._open:
            if line := one_line(tidy(text)):
                self._caption = line if len(line) <= _LONGEST_CAPTION else ""
        elif self._open[0].rows and self._open[0].rows[-1]:
            self._open[0].rows[-1][-1].lines.append(text)
        self._text = ""

    def characters(self, text: str) -> None:
        if self._in_text and not self._left_out:
            self._text += text
