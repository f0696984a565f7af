"""The chapters of a strategy as a tree of blocks, from the plain content of a version. No database: printed is what was frozen."""

from __future__ import annotations

from sozialstrategie.action.strategy.enums import GoalKind
from sozialstrategie.action.strategy.report.beside import connections, life_axis
from sozialstrategie.action.strategy.report.book import Book, Series, paragraphs
from sozialstrategie.action.strategy.report.closing import (
    appendix_indicators,
    appendix_thread,
    decisions,
    implementation,
    monitoring,
)
from sozialstrategie.action.strategy.report.fields import fields, vision
from sozialstrategie.action.strategy.report.situation import situation
from sozialstrategie.kit.documents.model import Block, Heading, Lead, Notice, SideNote

__all__ = ["Book", "Series", "chapters"]


def chapters(book: Book) -> list[Block]:
    """All chapters and appendices in their order."""
    s = book.content["strategy"]
    blocks: list[Block] = []
    blocks += opening(book)
    blocks += [Heading("Auftrag, Rechts- und Förderrahmen", 1, "2"), *paragraphs(s["mandate"]), *connections(book)]
    blocks += [Heading("Vorgehen", 1, "3"), *paragraphs(s["procedure"])]
    blocks += situation(book)
    blocks += [Heading("Bilanz der Vorgängerstrategie", 1, "5"), *paragraphs(s["review"])]
    blocks += vision(book)
    blocks += fields(book)
    blocks += life_axis(book)
    blocks += implementation(book)
    blocks += monitoring(book)
    blocks += decisions(book)
    blocks += appendix_indicators(book)
    blocks += appendix_thread(book)
    return blocks


def opening(book: Book) -> list[Block]:
    s, organisation = book.content["strategy"], book.content["organisation"]
    blocks: list[Block] = [Heading("Vorwort und Kurzfassung", 1, "1")]
    if organisation["is_example"]:
        text = f"{organisation['name']} gibt es nicht, die Strategie ist erfunden."
        if book.region_name:
            text += f" Die Zahlen sind amtlich und gehören zu {book.region_name}."
        blocks.append(Notice("Erfundenes Beispiel", text, example=True))
    blocks += [Heading("Vorwort", 2, "1.1"), *paragraphs(s["preface"])]
    blocks += [Heading("Kurzfassung", 2, "1.2")]
    counts = [
        (len(book.content["findings"]), "Befund", "Befunde"),
        (len(book.content["needs"]), "Bedarf", "Bedarfe"),
        (sum(g["kind"] == GoalKind.GOAL for g in book.content["goals"]), "Ziel", "Ziele"),
        (len(book.content["measures"]), "Maßnahme", "Maßnahmen"),
    ]
    said = ", ".join(f"{n} {one if n == 1 else many}" for n, one, many in counts)
    fields_ = len(book.content["fields"])
    where = "einem Handlungsfeld" if fields_ == 1 else f"{fields_} Handlungsfeldern"
    blocks += [Lead(f"{said} in {where}."), *paragraphs(s["summary"])]
    blocks.append(SideNote("Leichte Sprache", "Dieses Dokument enthält keinen Text in Leichter Sprache."))
    return blocks
