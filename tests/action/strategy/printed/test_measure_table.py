"""The measure table: columns, guarded text, what only the house reads, and the way back in."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from sozialstrategie.action.strategy import services
from sozialstrategie.action.strategy.models import Measure
from sozialstrategie.action.strategy.printed.measure_table import COLUMNS, MEASURE_TABLE
from sozialstrategie.kit.core.actor import PUBLIC, Actor, system
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation
from tests.action.strategy.plan_import.support import compared, read, take_over


def built(actor: Actor, slug: str = "musterberg") -> bytes:
    return MEASURE_TABLE.build(actor, region=None, owner=slug, format="xlsx")


def rows_of(data: bytes) -> list[dict[str, Any]]:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("Maßnahmen").to_python()
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode("utf-8")


def test_every_column_of_a_measure(rich: SimpleNamespace, planner: Actor) -> None:
    first, loose, inside = rows_of(built(planner))
    assert list(first) == [c.heading for c in COLUMNS]
    said = {k: v for k, v in first.items() if v != ""}
    assert said == {
        "Nummer": "1.1.1", "Maßnahme": "Lotsendienst an Grundschulen", "Nummer des Handlungsfelds": "1",
        "Handlungsfeld": "Familien stärken", "Nummer des Leitziels": rich.goal.__class__.objects.get(kind="guiding_goal").number,
        "Leitziel": "Familien sind gut begleitet", "Nummer des Ziels": "1.1", "Ziel": "Rat für Familien an jeder Grundschule",
        "Beschreibung": "Erstens: da sein.\n\nZweitens:  zuhören.", "Federführung": "Jugendamt", "Beginn": date(2025, 9, 1),
        "Ende": date(2028, 8, 31), "Status": "läuft", "Einschätzung der Stelle": "braucht Aufmerksamkeit",
        "Berechnete Hinweise": said["Berechnete Hinweise"], "Priorität": "hoch", "Kosten": "12.000 Euro je Schule",
        "Wirkungsstufe": "5 Handeln", "Indikator": "Schulen mit Lotsin", "Ausgangswert": 3.0, "Ausgangswert in Worten": "Stand 2024",
        "Zielwert": "14 Grundschulen", "Zieljahr": 2028.0, "Sachstand": "Zwei Schulen warten noch.",
        "Sachstand vom": date(2026, 3, 1),
    }  # fmt: skip
    assert (loose["Ziel"], loose["Leitziel"], loose["Ende"], loose["Status"]) == ("–", "–", "Daueraufgabe", "Idee")
    assert (loose["Zielwert"], loose["Zielwert in Worten"]) == (12.5, "Prozent")
    assert (inside["Zielwert"], inside["Zielwert in Worten"]) == ("", "17")  # words that look like a number stay words


def test_what_looks_like_a_formula_stays_text(rich: SimpleNamespace, planner: Actor) -> None:
    data = built(planner)
    sheet = part(data, "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet and rows_of(data)[1]["Maßnahme"] == "=2+5 & mehr"
    styles = part(data, "xl/styles.xml")
    assert 'quotePrefix="1"' in styles
    guarded = re.findall(r'<c r="[A-Z]+3" s="(\d+)" t="s">', sheet)
    quoted = [str(at) for at, xf in enumerate(re.findall(r"<xf .*?(?:/>|</xf>)", styles.split("<cellXfs")[1])) if "quotePrefix" in xf]  # fmt: skip
    assert sum(s in quoted for s in guarded) == 3  # title, costs, unit


def test_heading_filter_print_and_properties(rich: SimpleNamespace, planner: Actor) -> None:
    data = built(planner)
    sheet, book = part(data, "xl/worksheets/sheet1.xml"), part(data, "xl/workbook.xml")
    assert 'ySplit="1"' in sheet and 'xSplit="2"' in sheet and 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:AL4"/>' in sheet and 'paperSize="8"' in sheet and 'orientation="landscape"' in sheet
    assert "_xlnm.Print_Titles" in book
    core = part(data, "docProps/core.xml")
    assert "Maßnahmentabelle: Gemeinsam stark" in core and "Landkreis Musterberg" in core
    assert "Arbeitsstand, nicht freigegeben" in core and "Erfundenes Beispiel" in core


def test_two_runs_give_the_same_bytes(rich: SimpleNamespace, planner: Actor) -> None:
    assert built(planner) == built(planner)


def test_the_public_gets_the_released_version_without_what_is_internal(
    rich: SimpleNamespace, planner: Actor, leader: Actor
) -> None:
    with pytest.raises(Refused, match="noch keine Strategie freigegeben"):
        built(PUBLIC)
    services.release_strategy(actor=leader, strategy=rich.strategy, version=rich.strategy.version)
    for actor in (PUBLIC, system("Kommandozeile")):
        rows = rows_of(built(actor))
        assert [r["Nummer"] for r in rows] == ["1.1.1", rich.loose.number]
        assert not {"Einschätzung der Stelle", "Berechnete Hinweise", "Geplante Kosten in Euro"} & set(rows[0])
    assert "Fassung 1, freigegeben am" in part(built(PUBLIC), "docProps/core.xml")
    assert len(rows_of(built(planner))) == 3


def test_reading_it_in_again_adds_and_changes_nothing(
    rich: SimpleNamespace, home: Organisation, planner: Actor
) -> None:
    plan, _ = read(built(planner))
    assert plan.faults == []
    found = compared(planner, home, plan, rich.strategy)
    assert [d for c in found.changed for d in c.differences] == [] and found.is_empty and found.kept == []
    with pytest.raises(Refused, match="nichts, was nicht schon hier ist"):
        take_over(planner, home, built(planner), rich.strategy)


def test_a_change_in_the_file_is_the_only_change(rich: SimpleNamespace, home: Organisation, planner: Actor) -> None:
    data = built(planner)
    Measure.objects.filter(pk=rich.measure.pk).update(lead_unit="Sozialamt")
    plan, _ = read(data)
    found = compared(planner, home, plan, rich.strategy)
    assert [(d.label, d.here, d.file) for c in found.changed for d in c.differences] == [
        ("Federführung", "Sozialamt", "Jugendamt")
    ]


def test_a_twin_gets_nothing(rich: SimpleNamespace, twin: Organisation, planner: Actor) -> None:
    with pytest.raises(Refused):
        built(planner, "zwillingen")
