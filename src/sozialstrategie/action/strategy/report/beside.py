"""What a version says beside its chapters where there is any: Teilpläne, Fachpläne, phases of life, paths, indicators, money.

Versions from before these parts were kept have none of them; then nothing is printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sozialstrategie.action.strategy.enums import (
    BudgetCategory,
    GoalKind,
    ImpactStep,
    SpecialistPlanKind,
    TargetDirection,
)
from sozialstrategie.action.strategy.plans.queries import along_life
from sozialstrategie.action.strategy.queries.difference_lines import euro_text, path_text, targets_text
from sozialstrategie.action.strategy.report.book import Book, amount, german
from sozialstrategie.kit.documents.model import Block, BulletList, DefinitionList, Heading, Paragraph, TableBlock


def connections(book: Book) -> list[Block]:
    """At the end of the mandate: what this strategy is part of, its Teilpläne, the Fachpläne that it is tuned to."""
    s = book.content["strategy"]
    blocks: list[Block] = []
    if s.get("umbrella"):
        blocks.append(Paragraph(f"Diese Strategie ist ein Teilplan von „{s['umbrella']}“."))
    if parts := book.content.get("component_plans"):
        blocks += [Heading("Teilpläne", 2), DefinitionList(tuple((p["title"], _part(p)) for p in parts))]
    plans = [("ganze Strategie", row) for row in s.get("specialist_plans", ())]
    plans += [(m["number"], row) for m in book.content["measures"] for row in m.get("specialist_plans", ())]
    if plans:
        rows = tuple(
            (
                about,
                str(SpecialistPlanKind(row["kind"]).label),
                row["title"],
                row["passage"] or "–",
                german(row["on"]) or "–",
                row["link"] or "–",
            )
            for about, row in plans
        )
        header = ("Maßnahme", "Art", "Plan", "Stelle", "Stand", "Adresse")
        table = TableBlock("Mit welchen Fachplänen abgestimmt ist", header, rows, widths=(0, 1, 1.2, 1, 0, 1.2))
        blocks += [Heading("Fachpläne", 2), table]
    return blocks


def _part(part: dict[str, Any]) -> str:
    said = f"{part['period_from']} bis {part['period_to']}."
    if "number" in part:
        return f"{said} Freigegeben: Fassung {part['number']}, Prüfsumme {part['sha256'][:16]}."
    return f"{said} Noch nicht freigegeben."


def life_axis(book: Book) -> list[Block]:
    """Goals and measures along the phases of life, as numbers by Handlungsfeld."""
    goals = [g for g in book.content["goals"] if g["kind"] == GoalKind.GOAL]
    rows = [*((g, f"Ziel {g['number']}") for g in goals), *((m, m["number"]) for m in book.content["measures"])]
    told = [(row["field"], row["life_phases"], words) for row, words in rows if row.get("life_phases")]
    if not told:
        return []
    fields = book.content["fields"]
    phases = along_life([f["uid"] for f in fields], told)
    table = TableBlock(
        caption="Ziele und Maßnahmen entlang der Lebensphasen",
        header=("Lebensphase", *(f"{f['number']} {f['title']}" for f in fields)),
        rows=tuple((p.label, *(", ".join(cell) or "–" for cell in p.cells)) for p in phases),
        widths=(1.2, *(1.0 for _ in fields)),
    )
    return [Heading("Lebensphasen", 2), table]


def paths(rows: Sequence[dict[str, Any]]) -> list[Block]:
    """Where the steps of one staircase lead."""
    return [BulletList(tuple(path_text(row) for row in rows))] if rows else []


def goal_logic(goals: Sequence[dict[str, Any]]) -> list[Block]:
    """The staircases of goals that have one."""
    blocks: list[Block] = []
    for g in goals:
        if g.get("logic"):
            blocks.append(staircase(g["logic"], f"Wirkungstreppe des Ziels {g['number']}: {g['title']}"))
            blocks += paths(g.get("paths", ()))
    return blocks


def staircase(items: Sequence[dict[str, Any]], caption: str) -> TableBlock:
    rows = tuple(
        (
            str(ImpactStep(i["step"]).label),
            ImpactStep(i["step"]).level,
            i["text"],
            i["indicator_text"] or "Indikator fehlt",
        )
        for i in sorted(items, key=lambda i: i["step"])
    )
    return TableBlock(
        caption=caption,
        header=("Stufe", "Ebene", "Was geschehen soll", "Woran man es merkt"),
        rows=rows,
        widths=(0, 0, 1.4, 1.2),
        notes=("Stufen nach der Wirkungstreppe von Phineo. Stufe 7 wird beobachtet, nicht zugerechnet.",),
    )


def indicators(book: Book) -> list[Block]:
    """The indicators of the logic models with their targets by year."""
    subjects = [(f"Ziel {g['number']}", g) for g in book.content["goals"]]
    subjects += [(m["number"], m) for m in book.content["measures"]]
    rows = []
    for called, subject in subjects:
        for use in subject.get("indicators", ()):
            last = use["readings"][-1] if use["readings"] else None
            year = f" ({use['baseline_year']})" if use["baseline_year"] else ""
            rows.append(
                (
                    called,
                    use["name"] + (f" ({use['unit']})" if use["unit"] else ""),
                    str(TargetDirection(use["direction"]).label),
                    f"{amount(use['baseline_value'])}{year}" if use["baseline_value"] is not None else "–",
                    targets_text(use) or "–",
                    f"{amount(last['value'])} ({german(last['day'])})" if last else "–",
                )
            )
    if not rows:
        return []
    header = ("Nr.", "Indikator", "Richtung", "Ausgangswert", "Zielwerte", "Letzter Messwert")
    return [TableBlock("Indikatoren der Wirkungsmodelle", header, tuple(rows), widths=(0, 1.6, 0.9, 0.8, 1.1, 1))]


def budget(book: Book) -> list[Block]:
    """What is planned to be spent by measure and year, with the sum of each year; inside also from where."""
    rows: list[tuple[str, ...]] = []
    sums: dict[int, Decimal] = {}
    inside = False
    for m in book.content["measures"]:
        for line in m.get("budget", ()):
            sums[line["year"]] = sums.get(line["year"], Decimal(0)) + Decimal(line["planned"])
            category = str(BudgetCategory(line["category"]).label)
            shares = "; ".join(f"{s['from']} {euro_text(s['amount'])}" for s in line.get("shares", ()))
            inside = inside or "shares" in line
            rows.append((m["number"], str(line["year"]), category, euro_text(line["planned"]), shares or "noch offen"))
    if not rows:
        return []
    rows += [("alle", str(year), "zusammen", euro_text(str(sums[year])), "") for year in sorted(sums)]
    header, widths = ("Maßnahme", "Jahr", "Art", "Geplant", "Woher"), (0.0, 0.0, 1.0, 0.8, 1.6)
    shown = len(header) if inside else len(header) - 1
    cut = tuple(row[:shown] for row in rows)
    return [TableBlock("Geplante Kosten", header[:shown], cut, widths=widths[:shown])]
