"""From the flat list of blocks to what a writer sets: numbers, pages, side column. Knows no file format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sozialstrategie.kit.documents.model import (
    Block,
    ChartBlock,
    Document,
    Heading,
    Hint,
    Items,
    Lead,
    Paragraph,
    SideNote,
    TableBlock,
)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A block with its label: "Abbildung 3: ", "Tabelle 1: ", "2.1" for headings, "" for others."""

    block: Block
    label: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """Text blocks beside side notes."""

    main: tuple[Numbered, ...]
    side: tuple[SideNote, ...]


def check(document: Document) -> None:
    """Refuse a tree that cannot become an accessible document.

    Raises:
        ValueError: names the heading, picture or table at fault.
    """
    if not document.title.strip():
        raise ValueError("Ein Dokument braucht einen Titel.")
    before = 0
    for block in document.blocks:
        if isinstance(block, Heading):
            if not 1 <= block.level <= min(3, before + 1):
                raise ValueError(f"Die Überschrift „{block.text}“ überspringt eine Ebene ({before} auf {block.level}).")
            before = block.level
        elif isinstance(block, ChartBlock):
            if not block.alt.strip():
                raise ValueError(f"Dem Bild „{block.title}“ fehlt der Alternativtext.")
        elif isinstance(block, TableBlock):
            wrong = next((r for r in block.rows if len(r) != len(block.header)), None)
            if wrong is not None:
                raise ValueError(f"In der Tabelle „{block.caption}“ hat eine Zeile {len(wrong)} statt {len(block.header)} Zellen.")


def numbered(document: Document) -> Iterator[Numbered]:
    """Blocks in order with their labels; pictures and tables count through the whole document."""
    pictures = tables = 0
    counters = [0, 0, 0]
    for block in document.blocks:
        label = ""
        if isinstance(block, ChartBlock):
            pictures += 1
            label = f"Abbildung {pictures}: "
        elif isinstance(block, TableBlock) and block.numbered:
            tables += 1
            label = f"Tabelle {tables}: "
        elif isinstance(block, Heading) and block.numbered and document.numbered:
            counters[block.level - 1] += 1
            counters[block.level :] = [0] * (3 - block.level)
            label = ".".join(str(n) for n in counters[: block.level])
        yield Numbered(block, label)


def in_text_column(block: Block) -> bool:
    """Whether a block belongs to the narrow text column (the rest uses the full width)."""
    if isinstance(block, ChartBlock):
        return not block.wide
    return isinstance(block, Paragraph | Lead | Items | Hint | SideNote) or (isinstance(block, Heading) and block.level == 3)


def grouped(blocks: Sequence[Numbered]) -> Iterator[Numbered | Columns]:
    """Runs of text blocks together with the side notes among them; everything else alone."""
    main: list[Numbered] = []
    side: list[SideNote] = []
    for item in blocks:
        if isinstance(item.block, SideNote):
            side.append(item.block)
        elif in_text_column(item.block):
            main.append(item)
        else:
            if main or side:
                yield Columns(tuple(main), tuple(side))
                main, side = [], []
            yield item
    if main or side:
        yield Columns(tuple(main), tuple(side))
