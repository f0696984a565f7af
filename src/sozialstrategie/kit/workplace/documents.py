"""The sheet of an Übergabe (what moved, what stayed), and Word files in the layout of the authority."""

from __future__ import annotations

from typing import Any

from sozialstrategie.kit.accounts.queries import names_in
from sozialstrategie.kit.core.files import read_file
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.documents.model import (
    Block,
    BulletList,
    Document,
    Heading,
    Notice,
    Paragraph,
    TableBlock,
    with_blocks,
)
from sozialstrategie.kit.documents.word.fields import Values, template_kind
from sozialstrategie.kit.workplace.models import Handover
from sozialstrategie.kit.workplace.queries.word_templates import template_in_use

_HEAD = ("Was", "Titel", "Bis")


def handover_sheet(organisation: Organisation, handover: Handover) -> Document:
    """The sheet as blocks; dated by the day of the handing over."""
    names = names_in(organisation, {str(handover.giver_id), str(handover.taker_id)})
    giver, taker = (names.get(str(uid), "gelöschte Person") for uid in (handover.giver_id, handover.taker_id))
    moved = [line for line in handover.lines if not line["hindrance"]]
    left = [line for line in handover.lines if line["hindrance"]]
    rows = tuple((line["kind"], line["title"], line["due"] or "–") for line in moved)
    blocks: list[Block] = [
        Paragraph(f"{giver} übergibt am {handover.day:%d.%m.%Y} an {taker}."),
        Heading("Was übergeben ist", 1),
        TableBlock("", _HEAD, rows, widths=(0.7, 2.4, 0.6)),
    ]
    if left:
        stays = tuple(f"{line['title']} ({line['kind']}): {line['hindrance']}" for line in left)
        blocks += [Heading("Was noch nicht übergeben ist", 1), BulletList(stays)]
    if handover.note:
        blocks += [Heading("Hinweise", 1), *(Paragraph(p) for p in handover.note.splitlines() if p.strip())]
    blocks += [
        Heading("Unterschriften", 1),
        Paragraph(f"Übergeben: {giver}, Datum und Unterschrift: ______________________________"),
        Paragraph(f"Übernommen: {taker}, Datum und Unterschrift: ______________________________"),
    ]
    return Document(
        title="Übergabe",
        date=handover.day,
        blocks=tuple(blocks),
        author=organisation.name,
        example=organisation.is_example,
        compact=True,
    )


def build_sheet(organisation: Organisation, handover: Handover, ending: str) -> bytes:
    """The sheet as pdf or docx."""
    writer: Any
    if ending == "docx":
        from sozialstrategie.kit.documents.docx_writer import to_docx as writer  # heavy: only when asked for
    else:
        from sozialstrategie.kit.documents.typst_writer import to_pdf as writer  # heavy: only when asked for
    data: bytes = writer(handover_sheet(organisation, handover))
    return data


def word_file(owner: Organisation, kind_name: str, document: Document, own: Values | None = None) -> bytes:
    """A Word file in the authority's own layout where it has a template in use for this kind, else in ours.

    A template that can no longer be filled in costs nobody the document: it comes in our layout and says so on its first
    page. Inside the owner's scope; the caller has found the content for whoever asks.
    """
    from sozialstrategie.kit.documents.docx_writer import to_docx  # heavy: only when asked for

    kind = template_kind(kind_name)
    template = template_in_use(owner, kind) if kind is not None else None
    if kind is None or template is None:
        return to_docx(document)
    from sozialstrategie.kit.documents.word.filling import Unfillable, fill  # heavy: only when there is a template

    data = read_file(template.file_sha)
    try:
        if data is None:
            raise Unfillable("Ihre Datei ist nicht mehr da.")
        return fill(data, kind, document, own or {})
    except Unfillable as problem:
        note = Notice(
            "Nicht in Ihrem Layout",
            f"Die Word-Vorlage „{template.name}“ ließ sich nicht ausfüllen, deshalb steht hier unser Layout. {problem} Was zu "
            "ändern ist, steht auf der Seite „Word-Vorlagen“. Diesen Hinweis können Sie löschen.",
        )
        return to_docx(with_blocks(document, (note, *document.blocks)))
