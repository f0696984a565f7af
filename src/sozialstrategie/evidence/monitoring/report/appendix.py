"""Appendices of the report, and its figures as csv."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from sozialstrategie.evidence.monitoring.report.content import Entry, Subject
from sozialstrategie.evidence.monitoring.report.sentences import span
from sozialstrategie.kit.documents.model import Attachment, Block, DefinitionList, Heading, Paragraph, TableBlock
from sozialstrategie.kit.figures.export import to_csv
from sozialstrategie.kit.figures.format import SIGN_SPELLING, period
from sozialstrategie.kit.figures.released import Observations, Released, Sign


def indicators(used: Sequence[Entry]) -> list[Block]:
    """A: definition, what it leaves out, source, derivation, edition, reference date of every figure used."""
    blocks: list[Block] = [
        Heading("Indikatoren", 1, "Anhang A"),
        Paragraph("Wie jede Kennzahl bestimmt ist, was sie nicht zeigt, woher sie kommt."),
    ]
    for n, theme in enumerate(dict.fromkeys(e.info.theme for e in used), start=1):
        blocks.append(Heading(theme, 2, f"A.{n}"))
        blocks.append(
            DefinitionList(tuple((e.info.name, _profile(e)) for e in used if e.info.theme == theme), small=True)
        )
    return blocks


def _profile(entry: Entry) -> str:
    info, last = entry.info, entry.own[-1]
    derivation = entry.definition.derivation(last.derivation)
    origin = "amtlich veröffentlicht" if derivation.origin == "official" else "eigene Berechnung"
    lines = [
        f"{info.definition} Einheit: {info.unit_phrase}.",
        f"Nicht enthalten: {info.not_shown}",
        f"Quelle: {last.source}. Ableitung: {derivation.label} ({origin}). Gebietsstand: {last.territorial_status}.",
        f"Jüngster Wert: {period(last.period)}. Reihe: {span(entry)}. Ausgabe: {last.edition}. Kennung: {info.code}.",
    ]
    if derivation.note:
        lines.append(f"Hinweis: {derivation.note}")
    return "\n".join(lines)


def signs() -> list[Block]:
    """B: the signs of the offices."""
    rows = tuple((SIGN_SPELLING[s], s.meaning) for s in Sign)
    return [
        Heading("Zeichen", 1, "Anhang B"),
        Paragraph("Die Zeichen der amtlichen Statistik bleiben stehen. Sie sind keine Null, außer wo es dabeisteht, und werden nie mitgerechnet."),
        TableBlock("Zeichen statt Zahlen", ("Zeichen", "Bedeutung"), rows, widths=(1, 5), full=False),
    ]  # fmt: skip


def state(used: Sequence[Entry]) -> list[Block]:
    """C: newest value and edition of every figure used."""
    rows = tuple(
        (e.info.name, period(e.own[-1].period), str(len(e.own)), e.own[-1].source, e.own[-1].edition) for e in used
    )
    return [
        Heading("Stand der Zahlen", 1, "Anhang C"),
        Paragraph("Jede Ausgabe ist unveränderlich. Ihre Kennung macht jede Zahl dieses Berichts nachprüfbar."),
        TableBlock(
            "Jüngster Wert, Quelle und Ausgabe je Kennzahl",
            ("Kennzahl", "Jüngster Wert", "Werte", "Quelle", "Ausgabe"),
            rows,
            numeric=frozenset({1, 2}),
            widths=(1.2, 0, 0, 1.4, 0),
        ),
    ]


def attachment(
    subject: Subject,
    used: Sequence[Entry],
    *,
    document: str = "Sozialberichts",
    spread: Mapping[str, Released[Observations]] | None = None,
) -> Attachment:
    """One csv with all figures of the document, unrounded.

    Args:
        document: what it is attached to, in the genitive.
        spread: figures of the other Kreise; those of the compared period go along.
    """
    lines: list[str] = []
    for entry in used:
        parts = [entry.released]
        if spread is not None and entry.info.code in spread:
            parts.append(spread[entry.info.code].map(partial(_others, shown=entry)))
        for part in parts:
            header, _, body = to_csv(part).partition("\n")
            lines = lines or [header + "\n"]
            lines.append(body)
    return Attachment(
        f"zahlen-{subject.code}.csv",
        "".join(lines).encode("utf-8"),
        f"Alle Zahlen des {document} {subject.name}: ungerundet, mit Zeichen, Quelle und Ausgabe; Trennzeichen Semikolon, Dezimalkomma",
    )


def _others(rows: Observations, shown: Entry) -> Observations:
    """The period that is compared, for places that the entry itself does not hold."""
    known, when = {o.region for o in shown.released.payload}, shown.own[-1].period
    return tuple(o for o in rows if o.period == when and o.region not in known)
