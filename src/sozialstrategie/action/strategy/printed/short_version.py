"""The short version: at most eight pages for those who decide, from vision to decision."""

from __future__ import annotations

import re
from typing import Any

from sozialstrategie.action.strategy.enums import GoalKind, MeasureStatus, Priority
from sozialstrategie.action.strategy.numbering import sort_key
from sozialstrategie.action.strategy.printed.sheets import Copy, Printed, written
from sozialstrategie.action.strategy.report.book import amount, comma, duration
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.documents.model import (
    Block,
    BulletList,
    Document,
    Heading,
    Lead,
    Notice,
    Paragraph,
    TableBlock,
)

MOST_PAGES = 8
MOST_MEASURES = 10
# How many letters a text may keep at each step, until all fits; the last step names no more than a line of each.
_STEPS = (1800, 900, 450, 200, 0)
_MOST_GOALS = (99, 99, 12, 6, 3)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÄÖÜ„0-9])")


def shortened(text: str, most: int) -> str:
    """The first whole sentences of a text that together have at most `most` letters; at least the first one, if any may stay.

    >>> shortened("Eins ist da. Zwei auch. Drei nicht.", 24)
    'Eins ist da. Zwei auch.'
    """
    words = " ".join(text.split())
    if most <= 0 or not words:
        return ""
    found: list[str] = []
    length = 0
    for sentence in _SENTENCE.split(words):
        length += len(sentence) + 1
        if found and length - 1 > most:
            break
        found.append(sentence)
    return " ".join(found)


def important(measures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The ten measures that matter most: by priority, those on their way before those that wait, then by number."""
    waiting = {MeasureStatus.IDEA, MeasureStatus.PROPOSED, MeasureStatus.POSTPONED, MeasureStatus.COMPLETED}
    ranked = sorted(measures, key=lambda m: (m["priority"], m["status"] in waiting, sort_key(m["number"])))
    return ranked[:MOST_MEASURES]


def short_document(copy: Copy, step: int = 0) -> Document:
    """The content tree. `step`: how far texts are cut, an index of `_STEPS`."""
    most = _STEPS[step]
    blocks = [
        *_opening(copy, most),
        *_fields(copy, most, _MOST_GOALS[step]),
        *_measures(copy),
        *_carrying_out(copy, most),
    ]
    return copy.document(
        subtitle=f"Kurzfassung der Sozialstrategie {_period(copy)}",
        blocks=tuple(blocks),
        keywords=("Sozialstrategie", "Kurzfassung", copy.organisation["name"]),
    )


def _period(copy: Copy) -> str:
    s = copy.content["strategy"]
    return f"{s['period_from']} bis {s['period_to']}"


def _opening(copy: Copy, most: int) -> list[Block]:
    s = copy.content["strategy"]
    blocks: list[Block] = [Heading("Wohin wir wollen", 1, "1")]
    if copy.organisation["is_example"]:
        text = f"{copy.organisation['name']} gibt es nicht, die Strategie ist erfunden."
        blocks.append(Notice("Erfundenes Beispiel", text, example=True))
    vision, summary = shortened(s["vision"], max(most, 300)), shortened(s["summary"], most)
    blocks += [Lead(vision)] if vision else [Paragraph("Ein Leitbild enthält diese Fassung noch nicht.")]
    if summary:
        blocks.append(Paragraph(summary))
    guiding = [g for g in copy.content["goals"] if g["kind"] == GoalKind.GUIDING_GOAL]
    if guiding:
        blocks += [Heading("Leitziele", 2), BulletList(tuple(f"{g['number']} {g['title']}" for g in guiding[:12]))]
    return blocks


def _fields(copy: Copy, most: int, goals_each: int) -> list[Block]:
    blocks: list[Block] = [Heading("Handlungsfelder und Ziele", 1, "2")]
    if not copy.content["fields"]:
        return [*blocks, Paragraph("Diese Fassung hat noch kein Handlungsfeld.")]
    for field in copy.content["fields"]:
        blocks.append(Heading(f"Handlungsfeld {field['number']}: {field['title']}", 2))
        challenge = shortened(field["challenge"], most // 3)
        if challenge:
            blocks.append(Paragraph(challenge))
        goals = [
            g for g in copy.content["goals"] if g["field"] == field["uid"] and g["kind"] == GoalKind.GOAL
        ]  # reading order
        lines = [f"{g['number']} {g['title']}" + _until(g) for g in goals[:goals_each]]
        if left := len(goals) - len(lines):
            lines.append("und ein weiteres Ziel" if left == 1 else f"und {left} weitere Ziele")
        blocks.append(BulletList(tuple(lines)) if lines else Paragraph("Noch ohne Ziel."))
    return blocks


def _until(goal: dict[str, Any]) -> str:
    year = goal["target_year"]
    return f" (bis {year})" if year and str(year) not in goal["title"] else ""


def _measures(copy: Copy) -> list[Block]:
    measures = copy.content["measures"]
    chosen = important(measures)
    blocks: list[Block] = [Heading("Die wichtigsten Maßnahmen", 1, "3")]
    if not chosen:
        return [*blocks, Paragraph("Diese Fassung enthält noch keine Maßnahme.")]
    if len(measures) > len(chosen):
        said = f"{len(chosen)} von {len(measures)} Maßnahmen, nach Priorität. Alle stehen in der Sozialstrategie."
    else:
        said = "Alle Maßnahmen der Sozialstrategie, nach Priorität."
    rows = tuple(
        (
            m["number"],
            m["title"],
            str(Priority(m["priority"]).label),
            m["lead_unit"] or "offen",
            duration(m) or "offen",
            _target(m) or "offen",
        )
        for m in chosen
    )
    return [
        *blocks,
        Paragraph(said),
        TableBlock(
            "Die wichtigsten Maßnahmen",
            ("Nr.", "Maßnahme", "Priorität", "Federführung", "Laufzeit", "Was erreicht sein soll"),
            rows,
            widths=(0, 1.4, 0, 0.9, 0.8, 1.1),
        ),
    ]


def _target(m: dict[str, Any]) -> str:
    target = comma(amount(m["target_value"]), m["target_text"])
    if not target:
        return ""
    what = f"{m['indicator_text']}: {target}" if m["indicator_text"] else target
    return what + (f" bis {m['target_year']}" if m["target_year"] else "")


def _carrying_out(copy: Copy, most: int) -> list[Block]:
    s, measures = copy.content["strategy"], copy.content["measures"]
    running = sum(m["status"] in (MeasureStatus.RUNNING, MeasureStatus.PERMANENT) for m in measures)
    done = sum(m["status"] == MeasureStatus.COMPLETED for m in measures)
    units = len({m["lead_unit"] for m in measures if m["lead_unit"]})
    blocks: list[Block] = [Heading("Wie es umgesetzt und beobachtet wird", 1, "4")]
    if measures:
        told = f"Von {len(measures)} Maßnahmen {'läuft eine' if running == 1 else f'laufen {running}'}, "
        told += f"{'eine ist' if done == 1 else f'{done} sind'} fertig. "
        told += f"Die Federführung liegt bei {'einer Stelle' if units == 1 else f'{units} Stellen'}." if units else ""
        blocks.append(Paragraph(told.strip()))
        if fixed := sum(bool(m["target_value"] is not None or m["target_text"]) for m in measures):
            blocks.append(Paragraph(f"{fixed} Maßnahmen haben einen Zielwert, an dem sich ihr Erfolg messen lässt."))
    evaluation = shortened(s["evaluation"], most)
    if evaluation:
        blocks += [Heading("Monitoring, Evaluation, Fortschreibung", 2), Paragraph(evaluation)]
    blocks.append(Heading("Beschluss", 2))
    if copy.decision is not None:
        blocks.append(Paragraph(f"{copy.state}."))
    decided = shortened(s["decision_note"], most)
    if decided:
        blocks.append(Paragraph(decided))
    elif copy.decision is None:
        blocks.append(Paragraph("Beschlossen ist diese Fassung noch nicht."))
    blocks.append(Paragraph("Maßgeblich ist die Niederschrift des Sitzungsdienstes.", small=True))
    return blocks


def fitting(copy: Copy) -> tuple[Document, bytes]:
    """The longest short version that stays within eight pages, and its PDF."""
    from sozialstrategie.kit.documents.typst_writer import page_count  # heavy: only when asked for

    for step in range(len(_STEPS)):
        document = short_document(copy, step)
        pdf = written(document, "pdf")
        if page_count(pdf) <= MOST_PAGES:
            return document, pdf
    # more fields than a short version can name on its pages: set closely, without a cover
    from dataclasses import replace

    document = replace(document, compact=True)
    return document, written(document, "pdf")


def draw(actor: Actor, copy: Copy, ending: str) -> bytes:
    """Word gets what fits as PDF, so that both say the same."""
    document, pdf = fitting(copy)
    return pdf if ending == "pdf" else written(document, ending)


SHORT_VERSION = Printed(
    "kurzfassung",
    "Kurzfassung",
    "Höchstens acht Seiten: Leitbild, Handlungsfelder mit Zielen, die zehn wichtigsten Maßnahmen, Umsetzung, Beschluss.",
    ("pdf", "docx"),
    draw,
)
