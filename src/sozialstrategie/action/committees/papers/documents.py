"""A paper as a document, and the folder of a meeting with all papers as one document with bookmarks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sozialstrategie.kit.documents.model import (
    Attachment,
    Block,
    Document,
    Heading,
    Notice,
    Outline,
    Paragraph,
    TableBlock,
)

LEADS = "Maßgeblich ist die Niederschrift des Sitzungsdienstes."


@dataclass(frozen=True, slots=True)
class StepFacts:
    """One body that deals with a paper. `role`, `result` are German words."""

    committee: str
    role: str
    on: date | None = None
    result: str = ""
    counts: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """A paper as it is printed.

    Args:
        annex: blocks of what is decided about, e.g. a frozen strategy or single measures; levels of headings from 1.
        annex_title: how the annex is called; "" without one.
    """

    organisation: str
    reference: str
    title: str
    kind: str
    on: date
    proposed: str = ""  # Beschlussvorschlag
    reasons: str = ""
    finances: str = ""
    originator: str = ""
    public: bool = True
    state: str = ""
    steps: tuple[StepFacts, ...] = ()
    annex_title: str = ""
    annex: tuple[Block, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    is_example: bool = False


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """A point of the agenda in the folder, with what lies under it."""

    number: str
    title: str
    purpose: str
    public: bool
    note: str = ""
    papers: tuple[PaperFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class FolderFacts:
    """Everything that goes into the folder of one meeting."""

    organisation: str
    committee: str
    title: str
    when: str
    place: str
    on: date
    lines: tuple[AgendaLine, ...]
    earlier: tuple[tuple[str, tuple[Block, ...]], ...] = ()  # minutes that are to be approved: title, blocks
    is_example: bool = False
    non_public: bool = False  # holds points that only members may read


def paper_document(paper: PaperFacts) -> Document:
    """The paper alone."""
    number = f"Vorlage {paper.reference}" if paper.reference else "Vorlage ohne Nummer"
    return Document(
        title=paper.title,
        subtitle=f"{number}, {paper.kind}",
        date=paper.on,
        blocks=(*([Outline(depth=2)] if paper.annex else []), *paper_blocks(paper, 1)),
        author=paper.organisation,
        state=paper.state or ("" if paper.public else "nicht öffentlich"),
        date_label=f"Stand: {paper.on:%d.%m.%Y}",
        footer=number + ("" if paper.public else ". Nicht öffentlich."),
        keywords=("Vorlage", paper.reference) if paper.reference else ("Vorlage",),
        attachments=paper.attachments,
        example=paper.is_example,
        compact=not paper.annex,
    )


def paper_blocks(paper: PaperFacts, level: int) -> Iterator[Block]:
    """The content of a paper; `level` of its headings."""
    if not paper.public:
        yield Notice("Nicht öffentlich", "Nur für Mitglieder der beratenden Gremien.")
    if paper.kind == "Beschluss" or paper.proposed:
        yield Heading("Beschlussvorschlag", level)
        yield from _texts(paper.proposed or "Noch nicht eingetragen.")
    for title, text in (("Begründung", paper.reasons), ("Finanzielle Auswirkungen", paper.finances)):
        if text.strip():
            yield Heading(title, level)
            yield from _texts(text)
    yield Heading("Beratungsfolge", level)
    if paper.steps:
        head = ("Gremium", "Aufgabe", "Tag", "Ergebnis", "Stimmen")
        yield TableBlock(
            "", head, tuple(_step(s) for s in paper.steps), widths=(1.4, 0.9, 0.7, 1.2, 1.2), notes=(LEADS,)
        )
    else:
        yield Paragraph("Noch nicht festgelegt.")
    if paper.originator:
        yield Paragraph(f"Einreicher: {paper.originator}.")
    if paper.annex_title:
        yield Heading(f"Anlage: {paper.annex_title}", level)
        yield from demoted(paper.annex, level)


def _step(step: StepFacts) -> tuple[str, str, str, str, str]:
    result = step.result + (f", Nr. {step.number}" if step.number else "")
    return step.committee, step.role, f"{step.on:%d.%m.%Y}" if step.on else "offen", result or "–", step.counts or "–"


def _texts(text: str) -> Iterator[Block]:
    for part in filter(None, (p.strip() for p in text.replace("\r\n", "\n").split("\n\n"))):
        yield Paragraph(part)


def demoted(blocks: Sequence[Block], by: int) -> Iterator[Block]:
    """The blocks of another document below a heading of level `by`; its own table of contents is left out."""
    for block in blocks:
        if isinstance(block, Outline):
            continue
        yield replace(block, level=block.level + by) if isinstance(block, Heading) else block


def folder_document(folder: FolderFacts) -> Document:
    """One document for the whole meeting: agenda, then each point with its papers. Every heading is a bookmark."""
    blocks: list[Block] = [Outline(depth=2), Heading("Tagesordnung", 1)]
    if folder.lines:
        head = ("TOP", "Gegenstand", "Art", "Vorlage")
        blocks.append(TableBlock("", head, tuple(_line(line) for line in folder.lines), widths=(0.4, 2.4, 1, 1.2)))
    else:
        blocks.append(Paragraph("Die Tagesordnung ist noch leer."))
    for line in folder.lines:
        blocks += _point(line)
    for title, content in folder.earlier:
        blocks += [Heading(title, 1), *demoted(content, 1)]
    return Document(
        title="Sitzungsmappe",
        subtitle=f"{folder.committee}: {folder.title}",
        date=folder.on,
        blocks=tuple(blocks),
        author=folder.organisation,
        state="Enthält nicht öffentliche Punkte" if folder.non_public else "",
        date_label=f"{folder.when}{', ' + folder.place if folder.place else ''}",
        footer="Nur für Mitglieder des Gremiums. Nicht öffentlich."
        if folder.non_public
        else f"{folder.committee}, {folder.title}",
        keywords=("Sitzungsmappe", folder.committee),
        attachments=_all_attachments(folder),
        example=folder.is_example,
    )


def _line(line: AgendaLine) -> tuple[str, str, str, str]:
    kind = line.purpose + ("" if line.public else ", nicht öffentlich")
    return line.number, line.title, kind, ", ".join(p.reference or p.title for p in line.papers) or "–"


def _point(line: AgendaLine) -> Iterator[Block]:
    yield Heading(f"TOP {line.number}: {line.title}", 1)
    yield Paragraph(f"{line.purpose}{'' if line.public else ', nicht öffentlich'}.")
    yield from _texts(line.note)
    if not line.papers and not line.note.strip():
        yield Paragraph("Zu diesem Punkt liegt nichts vor.")
    for paper in line.papers:
        yield Heading(f"Vorlage {paper.reference}: {paper.title}" if paper.reference else f"Vorlage: {paper.title}", 2)
        yield from paper_blocks(paper, 3)


def _all_attachments(folder: FolderFacts) -> tuple[Attachment, ...]:
    """Data of all papers, each name once."""
    found = {a.name: a for line in folder.lines for paper in line.papers for a in paper.attachments}
    return tuple(found.values())
