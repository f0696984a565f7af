"""What a document says, without how it looks: a tree of blocks that every writer draws in its own way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from sozialstrategie.kit.figures.tables import Table


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1 begins a new page. A level may not be skipped: PDF/UA refuses that. `number` as it is printed ("4.4").

    `room`: so many millimetres must be left on the page below a heading of level 2, or it begins the next one.
    """

    text: str
    level: int = 1
    number: str = ""
    room: int = 48  # first words and notes


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    small: bool = False  # remarks at the foot of a page


@dataclass(frozen=True, slots=True)
class Lead:
    """The first sentences of a chapter, larger."""

    text: str


@dataclass(frozen=True, slots=True)
class SideNote:
    """Stands in the margin beside the blocks that follow it; "observation" has a broken stroke and a strong title."""

    title: str
    text: str
    kind: Literal["note", "observation"] = "note"
    label: str = ""  # small word above the title of an observation


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture. `title` is the statement as a sentence, `alt` says it in numbers for those who do not see it.

    `png` draws the same picture for Word files; without it only the alternative text stands there.
    """

    svg: str
    alt: str
    title: str
    subtitle: str = ""
    source: str = ""
    png: Callable[[], bytes] | None = None
    full: bool = False  # over the margin column too


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the size of a word, inside a table cell. `alt` and `png` as in `Figure`."""

    svg: str
    alt: str
    width: float  # in millimetres
    png: Callable[[], bytes] | None = None


Cell = str | Picture


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table with one header row, which is repeated on every page.

    Args:
        caption: may be empty where a heading above says the same; then the table carries no number either.
        rows: in a dense table a line end in the first cell parts the name from a small addition on the same line.
        dense: small letters and close rows, for pages that hold much.
        numeric: numbers of the columns set to the right.
        own_row, own_column: what belongs to the own place.
        widths: shares of the columns; 0 = as wide as the content; () = first column takes what is left.
        full: over the margin column too.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    subtitle: str = ""
    numeric: frozenset[int] = frozenset()
    own_row: int | None = None
    own_column: int | None = None
    widths: tuple[float, ...] = ()
    source: str = ""
    notes: tuple[str, ...] = ()
    full: bool = True
    dense: bool = False

    def __post_init__(self) -> None:
        if not self.header or any(len(row) != len(self.header) for row in self.rows):
            raise ValueError(f"Tabelle „{self.caption}“: Zeilen und Kopf haben verschieden viele Spalten.")


@dataclass(frozen=True, slots=True)
class BulletList:
    items: tuple[str, ...]
    ordered: bool = False
    small: bool = False  # many short lines


@dataclass(frozen=True, slots=True)
class DefinitionList:
    """Pairs of term and text; a line end in a text is a new line."""

    items: tuple[tuple[str, str], ...]
    small: bool = False  # for appendices


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """Few figures, big, side by side: (label, value, addition)."""

    items: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A framed remark that must be seen, such as "Erfundenes Beispiel"."""

    title: str
    text: str = ""
    example: bool = False  # hatched: invented content


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


@dataclass(frozen=True, slots=True)
class Outline:
    """The table of contents."""

    title: str = "Inhalt"
    depth: int = 2


Block = (
    Heading
    | Paragraph
    | Lead
    | SideNote
    | Figure
    | TableBlock
    | BulletList
    | DefinitionList
    | KeyFigures
    | Notice
    | PageBreak
    | Outline
)


@dataclass(frozen=True, slots=True)
class Attachment:
    """Data that travel inside the PDF. `name` may hold letters, digits, `-`, `_` and `.` only."""

    name: str
    data: bytes
    description: str
    mime: str = "text/csv"


@dataclass(frozen=True, slots=True)
class Document:
    """A document; `date` is the date of the state it shows, so that two runs give the same bytes."""

    title: str
    date: date
    blocks: tuple[Block, ...]
    subtitle: str = ""
    author: str = ""  # the owner, as on the cover
    lang: str = "de"
    state: str = ""  # "Entwurf, nicht beschlossen"
    date_label: str = ""  # how the cover says the date: "Jüngste Zahl: 31.12.2024"
    cofunding: str = ""  # notice as the authority wrote it; empty = none
    footer: str = ""
    keywords: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    example: bool = False  # every page says that the content is invented
    compact: bool = False  # no cover: the title stands above the content, which takes the full width of close-set pages
    large: bool = False  # letters of 14 pt, no word parted, room between lines: for easy language; goes with `compact`
    # "a1": a poster of one page to be read from three metres; what follows a heading of level 1 becomes a column
    paper: Literal["a4", "a1"] = "a4"


def table_block(
    table: Table, *, own_column: int | None = None, full: bool = True, caption: str = "", dense: bool = False
) -> TableBlock:
    """A table of `kit.figures.tables` as a block."""
    own = [i for i, row in enumerate(table.rows) if row.own]
    return TableBlock(
        caption=caption or table.caption,
        subtitle=table.subtitle,
        header=tuple(c.label for c in table.columns),
        rows=tuple(row.cells for row in table.rows),
        numeric=frozenset(i for i, c in enumerate(table.columns) if c.numeric),
        own_row=own[0] if own else None,
        own_column=own_column,
        # two columns stand close together: a number far from its year is hard to read
        widths=(0, 0) if len(table.columns) == 2 else (),
        source=table.source,
        notes=table.notes,
        full=full,
        dense=dense,
    )


def with_blocks(document: Document, blocks: Sequence[Block]) -> Document:
    """The same document with other content."""
    return replace(document, blocks=tuple(blocks))
