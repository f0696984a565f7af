"""The Sozialbericht of a Kreis: what the figures say by themes, how each came about, and what they do not show.

Every sentence with a figure is made from the catalogue's wording and released figures; distances are computed from
the shown values. Nothing here judges people or places.
"""

from __future__ import annotations

from collections.abc import Sequence

from sozialstrategie.evidence.disclosure.gate import log_release
from sozialstrategie.evidence.monitoring.queries import may_see_drafts
from sozialstrategie.evidence.monitoring.report import appendix, chapters
from sozialstrategie.evidence.monitoring.report.content import Entry, Subject, find_subject, last_day, load_entries
from sozialstrategie.evidence.monitoring.signals import SignalList, signals_for
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.documents.model import Block, Document, Outline
from sozialstrategie.kit.documents.registry import DocumentKind


def build_sozialbericht(actor: Actor, *, region: str | None, owner: str | None, format: str) -> bytes:
    """The report as PDF (or Word file). Drafted observations stand in it only for those who may see them.

    Raises:
        Refused: the key is not a Kreis of Thüringen, or there are no figures yet.
    """
    subject = find_subject(region, owner)
    entries = load_entries(subject.code)
    if not any(e.own for e in entries):
        raise Refused(f"Für {subject.name} liegen noch keine Zahlen vor. Bitte zuerst Zahlen einlesen und berechnen.")
    drafted = signals_for(subject.code, audience="public") if may_see_drafts(actor, subject.code) else None
    document = sozialbericht(subject, entries, drafted)
    for entry in entries:
        if entry.released.payload:
            log_release(entry.released, channel="document:sozialbericht", actor=actor)
    if format == "docx":
        from sozialstrategie.kit.documents.docx_writer import to_docx  # heavy: only when a Word file is asked for

        return to_docx(document)
    from sozialstrategie.kit.documents.typst_writer import to_pdf  # heavy: only when a PDF is asked for

    return to_pdf(document)


SOZIALBERICHT = DocumentKind("sozialbericht", "Sozialbericht", ("pdf", "docx"), build_sozialbericht)


def sozialbericht(subject: Subject, entries: Sequence[Entry], drafted: SignalList | None) -> Document:
    """The whole content, without the database.

    Args:
        drafted: what the program drafted; None = the reader may not see drafts, key figures stand in their place.
    """
    drafts = drafted.drafts if drafted else ()
    used = [e for e in entries if e.own]
    newest = max(last_day(o) for e in used for o in e.own)
    blocks: list[Block] = [Outline(depth=2)]
    blocks += chapters.summary(subject, drafted) if drafted else chapters.key_figures(subject, used)
    blocks += chapters.about(subject, used)
    themes = list(dict.fromkeys(e.info.theme for e in used))
    for index, theme in enumerate(themes, start=3):
        blocks += chapters.theme_chapter(index, theme, [e for e in used if e.info.theme == theme], subject, drafts)
    blocks += chapters.gaps(len(themes) + 3, subject, entries, newest)
    blocks += appendix.indicators(used)
    blocks += appendix.signs()
    blocks += appendix.state(used)
    return Document(
        title=f"Sozialbericht {subject.name}",
        subtitle="Was die amtlichen Zahlen zeigen, im Vergleich mit Thüringen und Deutschland",
        date=newest,
        blocks=tuple(blocks),
        author=subject.author,
        state="Aus Daten entworfen. Von niemandem fachlich geprüft, nicht beschlossen.",
        date_label=f"Jüngste Zahl vom {newest:%d.%m.%Y}. Jede Zahl trägt ihr eigenes Jahr.",
        cofunding=subject.cofunding,
        footer="Amtliche Zahlen. Alle Werte liegen der Datei als csv bei. Aus Daten entworfen, nicht beschlossen.",
        keywords=("Sozialbericht", subject.name, "Sozialplanung", *themes),
        attachments=(appendix.attachment(subject, used),),
        example=subject.example,
    )
