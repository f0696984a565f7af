"""Chapters 6 and 7: vision, guiding goals, and each Handlungsfeld from the situation to the impact staircase."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sozialstrategie.action.strategy.enums import GoalKind, MeasureStatus, Urgency
from sozialstrategie.action.strategy.queries.difference_lines import phase_text
from sozialstrategie.action.strategy.report.beside import goal_logic, paths, staircase
from sozialstrategie.action.strategy.report.book import Book, comma, duration, german, labelled, lines, paragraphs
from sozialstrategie.kit.documents.model import Block, DefinitionList, Heading, Lead, Paragraph, TableBlock


def vision(book: Book) -> list[Block]:
    blocks: list[Block] = [Heading("Leitbild und Leitziele", 1, "6"), Heading("Leitbild", 2, "6.1")]
    blocks += paragraphs(book.content["strategy"]["vision"])
    guiding = [g for g in book.content["goals"] if g["kind"] == GoalKind.GUIDING_GOAL]
    blocks.append(Heading("Leitziele", 2, "6.2"))
    if not guiding:
        return [*blocks, Paragraph("Diese Fassung fasst Ziele nicht in Leitzielen zusammen.")]
    return [
        *blocks,
        DefinitionList(tuple((f"Leitziel {g['number']}", lines(g["title"], g["description"])) for g in guiding)),
    ]


def fields(book: Book) -> list[Block]:
    blocks: list[Block] = [Heading("Handlungsfelder", 1, "7")]
    if not book.content["fields"]:
        return [*blocks, Paragraph("Diese Fassung hat noch kein Handlungsfeld.")]
    blocks.append(Lead("Je Handlungsfeld: Ausgangslage, Bestand, Bedarf, Ziele, Maßnahmen und wie sie wirken sollen."))
    for n, field in enumerate(book.content["fields"], start=1):
        blocks += _field(book, field, f"7.{n}")
    return blocks


def _field(book: Book, field: dict[str, Any], number_: str) -> list[Block]:
    goals = [g for g in book.content["goals"] if g["field"] == field["uid"] and g["kind"] == GoalKind.GOAL]
    measures = [m for m in book.content["measures"] if m["field"] == field["uid"]]
    needs = _needs_of(book, field, goals)
    blocks: list[Block] = [
        Heading(f"Handlungsfeld {field['number']}: {field['title']}", 2, number_),
        Heading("Ausgangslage", 3),
        *paragraphs(field["challenge"]),
        Heading("Bestand", 3),
        *paragraphs(field["inventory"]),
        Heading("Bedarf", 3),
        DefinitionList(tuple((f"Bedarf {n['number']}: {n['title']}", _need_words(book, n)) for n in needs))
        if needs
        else Paragraph("Für dieses Handlungsfeld ist noch kein Bedarf festgehalten."),
        Heading("Ziele", 3),
        DefinitionList(tuple((f"Ziel {g['number']}: {g['title']}", _goal_words(g)) for g in goals))
        if goals
        else Paragraph("Für dieses Handlungsfeld ist noch kein Ziel gesetzt."),
        Heading("Maßnahmen", 3),
    ]
    if not measures:
        none = Paragraph("Für dieses Handlungsfeld steht in dieser Fassung noch keine Maßnahme.")
        return [*blocks, none, *_logic(goals, measures)]
    blocks.append(_measure_table(book, field, measures))
    told = tuple((f"{m['number']} {m['title']}", words) for m in measures if (words := _measure_words(m)))
    if told:
        blocks.append(DefinitionList(told))
    blocks += _logic(goals, measures)
    return blocks


def _needs_of(book: Book, field: dict[str, Any], goals: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    linked = {u for g in goals for u in book.linked("need_goal", g["uid"], back=True)}
    return [n for n in book.content["needs"] if n["field"] == field["uid"] or n["uid"] in linked]


def _need_words(book: Book, need: dict[str, Any]) -> str:
    findings = book.by_uid("findings")
    supports = [
        f"Befund {findings[u]['number']}" for u in book.linked("finding_need", need["uid"], back=True) if u in findings
    ]
    return lines(
        need["description"],
        labelled(
            ("Für wen", need["target_group"]),
            ("Gebiet", need["region"]),
            ("Dringlichkeit", str(Urgency(need["urgency"]).label)),
        ),
        f"Beruht auf {', '.join(supports)}." if supports else "",
    )


def _goal_words(goal: dict[str, Any]) -> str:
    year = f"Erreicht bis Ende {goal['target_year']}." if goal["target_year"] else ""
    return (
        lines(
            goal["description"],
            year,
            labelled(("Woran wir es merken", goal["measured_by"]), ("Lebensphasen", _phases(goal))),
        )
        or "ohne weitere Angaben"
    )


def _measure_table(book: Book, field: dict[str, Any], measures: Sequence[dict[str, Any]]) -> TableBlock:
    goals = book.by_uid("goals")
    rows = []
    for m in measures:
        served = [goals[u]["number"] for u in book.linked("goal_measure", m["uid"], back=True) if u in goals]
        rows.append(
            (
                m["number"],
                m["title"],
                ", ".join(served) or "–",
                comma(m["target_group"], m["social_area"]) or "–",
                comma(m["lead_unit"], m["partners"] and f"mit {m['partners']}") or "–",
                duration(m) or "–",
                str(MeasureStatus(m["status"]).label),
            )
        )
    return TableBlock(
        caption=f"Maßnahmen im Handlungsfeld {field['title']}",
        header=(
            "Nr.",
            "Maßnahme",
            "Ziel",
            "Zielgruppe, Sozialraum",
            "Federführung, Mitwirkende",
            "Laufzeit",
            "Umsetzung",
        ),
        rows=tuple(rows),
        widths=(0, 1.4, 0, 1.1, 1.2, 0.8, 0.8),
    )


def _measure_words(m: dict[str, Any]) -> str:
    sachstand = (
        f"Sachstand{' vom ' + german(m['progress_on']) if m['progress_on'] else ''}: {m['progress_note']}"
        if m["progress_note"]
        else ""
    )
    return lines(
        m["description"], sachstand, labelled(("Nächster Schritt", m["next_step"]), ("Lebensphasen", _phases(m)))
    )


def _phases(row: dict[str, Any]) -> str:
    return "; ".join(phase_text(key) for key in row.get("life_phases", ()))


def _logic(goals: Sequence[dict[str, Any]], measures: Sequence[dict[str, Any]]) -> list[Block]:
    blocks = goal_logic(goals)
    for m in measures:
        if m["logic"]:
            blocks.append(staircase(m["logic"], f"Wirkungstreppe der Maßnahme {m['number']}: {m['title']}"))
            blocks += paths(m.get("paths", ()))
    return [Heading("Wirkungslogik", 3), *blocks] if blocks else []
