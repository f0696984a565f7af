"""The short version: what it says, at most eight pages, who gets which state."""

from __future__ import annotations

import io
import zipfile
from copy import deepcopy
from types import SimpleNamespace

import pytest

from sozialstrategie.action.strategy import services
from sozialstrategie.action.strategy.printed.sheets import Copy, copy_of
from sozialstrategie.action.strategy.printed.short_version import (
    MOST_PAGES,
    SHORT_VERSION,
    fitting,
    important,
    short_document,
    shortened,
)
from sozialstrategie.action.strategy.queries import payload_of
from sozialstrategie.kit.core.actor import PUBLIC, Actor
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.documents.check import structure
from sozialstrategie.kit.documents.model import BulletList, Heading, Lead, TableBlock
from sozialstrategie.kit.documents.typst_writer import page_count


def working(rich: SimpleNamespace) -> Copy:
    day = rich.strategy.updated_at.date()
    return copy_of(payload_of(rich.strategy, number=0, state="draft", as_of=day, public_only=False), None)


def words(actor: Actor, slug: str = "musterberg") -> str:
    data = SHORT_VERSION.build(actor, region=None, owner=slug, format="docx")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("word/document.xml").decode("utf-8")


def test_texts_end_with_a_whole_sentence() -> None:
    assert shortened("Eins ist da. Zwei auch. Drei nicht.", 24) == "Eins ist da. Zwei auch."
    assert shortened("Ein sehr langer erster Satz bleibt ganz.", 5) == "Ein sehr langer erster Satz bleibt ganz."
    assert shortened("Eins.\n\nZwei.", 99) == "Eins. Zwei." and shortened("Eins.", 0) == ""


def test_what_it_says(rich: SimpleNamespace) -> None:
    document = short_document(working(rich))
    chapters = [b.text for b in document.blocks if isinstance(b, Heading) and b.level == 1]
    assert chapters == [
        "Wohin wir wollen", "Handlungsfelder und Ziele", "Die wichtigsten Maßnahmen", "Wie es umgesetzt und beobachtet wird",
    ]  # fmt: skip
    assert [b.text for b in document.blocks if isinstance(b, Lead)] == [
        "Jedes Kind hat gute Chancen. Niemand bleibt allein. Wir planen mit den Menschen."
    ]
    lists = [b.items for b in document.blocks if isinstance(b, BulletList)]
    assert ("1.1 Rat für Familien an jeder Grundschule",) in lists
    assert ("2.1 Hilfe erreicht jedes Dorf (bis 2028)",) in lists
    table = next(b for b in document.blocks if isinstance(b, TableBlock))
    assert table.rows[0] == (
        "1.1.1", "Lotsendienst an Grundschulen", "hoch", "Jugendamt", "9/2025 bis 8/2028",
        "Schulen mit Lotsin: 14 Grundschulen bis 2028",
    )  # fmt: skip
    assert document.example and document.state == "Arbeitsstand, nicht freigegeben"


def test_the_ten_most_important_come_first() -> None:
    measures = [
        {"number": f"1.{n}", "priority": 2 if n % 2 else 1, "status": "postponed" if n == 2 else "running"}
        for n in range(1, 15)
    ]
    chosen = [m["number"] for m in important(measures)]
    assert chosen == ["1.4", "1.6", "1.8", "1.10", "1.12", "1.14", "1.2", "1.1", "1.3", "1.5"]


def test_tags_and_headings(rich: SimpleNamespace) -> None:
    _, pdf = fitting(working(rich))
    found = structure(pdf)
    assert found.claims == {"PDF/UA-1", "PDF/A-2A"} and found.lang == "de" and found.title == "Gemeinsam stark"
    assert found.headings.count("H1") == 4 and found.tags["TH"] == 6 and found.header_cells_without_scope == 0
    assert all(found.fonts.values()) and 4 <= found.pages <= MOST_PAGES


@pytest.mark.parametrize(("fields", "letters"), [(14, 6000), (60, 400)])
def test_a_long_strategy_still_has_eight_pages(rich: SimpleNamespace, fields: int, letters: int) -> None:
    copy = working(rich)
    content = copy.content
    text = "Das ist ein Satz mit sieben Wörtern hier. " * (letters // 42)
    content["strategy"] |= {"vision": text, "summary": text, "evaluation": text, "decision_note": text}
    field, goal = content["fields"][0], content["goals"][0]
    content["fields"] = [{**field, "uid": f"f{n}", "number": n, "challenge": text} for n in range(1, fields + 1)]
    content["goals"] = [
        {**deepcopy(goal), "uid": f"g{n}", "kind": "goal", "field": f"f{n % fields + 1}", "number": f"{n}", "title": "Ein Ziel mit einem recht langen Titel " * 3}
        for n in range(120)
    ]  # fmt: skip
    content["measures"] = []
    _, pdf = fitting(copy)
    assert page_count(pdf) <= MOST_PAGES


def test_pdf_and_word_are_the_same_twice_and_keep_every_sign(rich: SimpleNamespace, planner: Actor) -> None:
    for ending in SHORT_VERSION.formats:
        once, again = (SHORT_VERSION.build(planner, region=None, owner="musterberg", format=ending) for _ in range(2))
        assert once == again
    assert "Kurz &amp; gut &lt; lang." in words(planner) and "Älter werden" in words(planner)


def test_who_gets_which_state(rich: SimpleNamespace, planner: Actor, leader: Actor, twin: Organisation) -> None:
    with pytest.raises(Refused, match="noch keine Strategie freigegeben"):
        words(PUBLIC)
    services.release_strategy(actor=leader, strategy=rich.strategy, version=rich.strategy.version)
    assert "GEHEIM" in words(planner) and "Arbeitsstand" in words(planner)
    assert "GEHEIM" not in words(PUBLIC) and "Fassung 1, freigegeben am" in words(PUBLIC)
    with pytest.raises(Refused):
        words(planner, "zwillingen")
