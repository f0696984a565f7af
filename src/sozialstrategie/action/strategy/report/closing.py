"""Chapters 8 to 10 and the appendices: carrying out, monitoring, decisions, indicators, the thread."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sozialstrategie.action.strategy.enums import Priority
from sozialstrategie.action.strategy.report.beside import budget, indicators
from sozialstrategie.action.strategy.report.book import Book, amount, comma, duration, german, lines, paragraphs
from sozialstrategie.kit.documents.model import Block, DefinitionList, Heading, Lead, Paragraph, SideNote, TableBlock
from sozialstrategie.kit.figures.format import figure as figure_text
from sozialstrategie.kit.figures.format import period


def implementation(book: Book) -> list[Block]:
    measures = sorted(book.content["measures"], key=lambda m: m["priority"])
    blocks: list[Block] = [
        Heading("Umsetzung", 1, "8"),
        Lead("Wer zuständig ist, wann es geschieht, was es kostet. Nach Priorität geordnet."),
    ]
    if not measures:
        return [*blocks, Paragraph("Diese Fassung enthält noch keine Maßnahme.")]
    rows = tuple(
        (
            m["number"],
            m["title"],
            str(Priority(m["priority"]).label),
            m["lead_unit"] or "offen",
            duration(m) or "offen",
            m["cost_note"] or "offen",
            m["funding"] or "offen",
        )
        for m in measures
    )
    return [
        *blocks,
        TableBlock(
            caption="Zuständigkeit, Zeit und Finanzierung",
            header=("Nr.", "Maßnahme", "Priorität", "Federführung", "Laufzeit", "Kosten", "Deckung"),
            rows=rows,
            widths=(0, 1.4, 0, 0.9, 0.8, 1, 1),
        ),
        *budget(book),
    ]


def monitoring(book: Book) -> list[Block]:
    blocks: list[Block] = [
        Heading("Monitoring, Evaluation, Fortschreibung", 1, "9"),
        *paragraphs(book.content["strategy"]["evaluation"]),
    ]
    rows = []
    for m in book.content["measures"]:
        if m["indicator_text"] or m["target_value"] is not None or m["target_text"]:
            last = m["readings"][-1] if m["readings"] else None
            reading = f"{amount(last['value'])} ({german(last['day'])})" if last else "noch keiner"
            target = comma(amount(m["target_value"]), m["target_text"]) + (
                f" bis {m['target_year']}" if m["target_year"] else ""
            )
            rows.append(
                (
                    m["number"],
                    m["indicator_text"] or m["title"],
                    comma(amount(m["baseline_value"]), m["baseline_text"]) or "–",
                    target or "fehlt",
                    reading,
                )
            )
    if rows:
        blocks.append(
            TableBlock(
                caption="Indikatoren der Maßnahmen",
                header=("Nr.", "Indikator", "Ausgangswert", "Zielwert", "Letzter Messwert"),
                rows=tuple(rows),
                widths=(0, 1.6, 1, 1, 1),
                notes=(
                    "Messwerte: Meldungen der zuständigen Stellen."
                    + ("" if book.content["organisation"]["is_example"] is False else " Erfundenes Beispiel."),
                ),
            )
        )
    more = indicators(book)
    if not rows and not more:
        blocks.append(Paragraph("Zielwerte sind in dieser Fassung noch nicht festgelegt."))
    return [*blocks, *more]


def decisions(book: Book) -> list[Block]:
    blocks: list[Block] = [Heading("Beschlüsse", 1, "10"), *paragraphs(book.content["strategy"]["decision_note"])]
    blocks.append(SideNote("Was gilt", "Maßgeblich ist die Niederschrift des Sitzungsdienstes."))
    rows = [
        (m["number"], m["title"], m["decision_note"] or "eigener Beschluss fehlt noch")
        for m in book.content["measures"]
        if m["decision_note"] or m["needs_own_decision"]
    ]
    if rows:
        blocks.append(
            TableBlock(
                "Beschlüsse zu einzelnen Maßnahmen", ("Nr.", "Maßnahme", "Beschluss"), tuple(rows), widths=(0, 1.5, 1.5)
            )
        )
    return blocks


def appendix_indicators(book: Book) -> list[Block]:
    blocks: list[Block] = [Heading("Indikatoren", 1, "Anhang A")]
    if not book.series:
        return [*blocks, Paragraph("Die Befunde dieser Fassung ruhen auf keiner amtlichen Zahlenreihe.")]
    blocks.append(Paragraph("Wie jede verwendete Kennzahl bestimmt ist, was sie nicht zeigt, woher sie kommt."))
    items = []
    for s in book.series:
        own = [o for o in s.released.payload if o.region == book.region] or list(s.released.payload)
        last = own[-1]
        items.append(
            (
                s.info.name,
                lines(
                    f"{s.info.definition} Einheit: {s.info.unit_phrase}.",
                    f"Nicht enthalten: {s.info.not_shown}",
                    f"Quelle: {last.source}. Gebietsstand: {last.territorial_status}. Ausgabe: {s.editions}.",
                    f"Jüngster Wert: {period(last.period)}, {figure_text(last, s.info.decimals)}. Kennung: {s.info.code}.",
                ),
            )
        )
    return [*blocks, DefinitionList(tuple(items), small=True)]


def appendix_thread(book: Book) -> list[Block]:
    findings, needs, goals = (book.by_uid(k) for k in ("findings", "needs", "goals"))

    def words(kind: dict[str, dict[str, Any]], uids: Iterable[str]) -> str:
        return "; ".join(f"{kind[u]['number']} {kind[u]['title']}" for u in uids if u in kind) or "–"

    rows = []
    for m in book.content["measures"]:
        own_goals = book.linked("goal_measure", m["uid"], back=True)
        own_needs = list(dict.fromkeys(n for g in own_goals for n in book.linked("need_goal", g, back=True)))
        own_findings = list(dict.fromkeys(f for n in own_needs for f in book.linked("finding_need", n, back=True)))
        rows.append(
            (
                words(findings, own_findings),
                words(needs, own_needs),
                words(goals, own_goals),
                f"{m['number']} {m['title']}",
            )
        )
    blocks: list[Block] = [
        Heading("Der rote Faden", 1, "Anhang B"),
        Paragraph(
            "Zu jeder Maßnahme: welchem Ziel sie dient, auf welchen Bedarf es antwortet, auf welchen Befunden der ruht."
        ),
    ]
    if not rows:
        return [*blocks, Paragraph("Diese Fassung enthält noch keine Maßnahme.")]
    return [
        *blocks,
        TableBlock(
            "Von der Maßnahme zurück zum Befund",
            ("Befund", "Bedarf", "Ziel", "Maßnahme"),
            tuple(rows),
            widths=(1, 1, 1, 1),
        ),
    ]
