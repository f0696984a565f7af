"""Foreign files: what Word hides (automatic numbers, merged cells, tracked changes, footnotes), damage, bombs, the own process."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path
from typing import Any

import pytest

from sozialstrategie.action.strategy.plan_import import opening
from sozialstrategie.action.strategy.plan_import.child import open_tables
from sozialstrategie.action.strategy.plan_import.columns import choices
from sozialstrategie.action.strategy.plan_import.opening import Unreadable, open_plan
from sozialstrategie.evidence.monitoring.readers.guarded import GuardLimits
from sozialstrategie.evidence.monitoring.readers.problems import Refusal
from tests.action.strategy.plan_import import messy
from tests.action.strategy.plan_import.support import read

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NUMBERING = f"""<w:numbering xmlns:w="{_W}"><w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2)"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl></w:abstractNum>
<w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="6"><w:abstractNumId w:val="1"/></w:num></w:numbering>"""
_FOOTNOTES = f"""<w:footnotes xmlns:w="{_W}"><w:footnote w:id="-1" w:type="separator"><w:p/></w:footnote>
<w:footnote w:id="2"><w:p><w:r><w:t>nur mit Förderung</w:t></w:r></w:p></w:footnote></w:footnotes>"""


def cell(text: str = "", *, list_id: int = 0, level: int = 0, above: bool = False, span: int = 1) -> str:
    style = (
        f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr></w:pPr>' if list_id else ""
    )
    shape = ("<w:vMerge/>" if above else "") + (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "")
    return f"<w:tc><w:tcPr>{shape}</w:tcPr><w:p>{style}<w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"


def word(*rows: str, before: str = "", head: str = "") -> bytes:
    body = f"{before}<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f'{head}<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>')
        archive.writestr("word/numbering.xml", _NUMBERING)
        archive.writestr("word/footnotes.xml", _FOOTNOTES)
    return sink.getvalue()


HEAD = "".join(map(cell, ("Nr.", "Handlungsfeld", "Maßnahme", "Federführung")))


def test_automatic_numbers_are_counted() -> None:
    rows = [
        cell(list_id=5) + cell("1 Familie") + cell("Lotsen") + cell("Jugendamt"),
        cell(list_id=5, level=1) + cell(above=True) + cell("Sprechstunde") + cell("a", list_id=6),
        cell(list_id=5, level=1) + cell(above=True) + cell("Treff") + cell(above=True),
        cell(list_id=5) + cell("2 Wohnen") + cell("Wohnlotsen") + cell("Sozialamt"),
    ]
    plan, _ = read(word(HEAD, *rows))
    assert plan.faults == []
    assert [(m.number, m.title, m.values["lead_unit"]) for m in plan.measures] == [
        ("1.", "Lotsen", "Jugendamt"), ("1.a", "Sprechstunde", "a"), ("1.b", "Treff", "a"), ("2.", "Wohnlotsen", "Sozialamt"),
    ]  # fmt: skip
    assert [f.number for f in plan.fields] == ["1", "2"]


def test_what_is_seen_at_the_end_is_read() -> None:
    deleted = (
        "<w:del><w:r><w:delText>weg</w:delText><w:t>weg</w:t></w:r></w:del><w:ins><w:r><w:t> neu</w:t></w:r></w:ins>"
    )
    title = f"<w:tc><w:p><w:r><w:t>Lotsen</w:t></w:r>{deleted}<w:r><w:footnoteReference w:id='2'/></w:r></w:p></w:tc>"
    nested = f"<w:tc><w:p><w:r><w:t>Amt</w:t></w:r></w:p><w:tbl><w:tr>{cell('innen')}</w:tr></w:tbl></w:tc>"
    caption = "<w:p><w:r><w:t>Handlungsfeld 4: Gesundheit</w:t></w:r></w:p>"
    head = "".join(map(cell, ("Nr.", "Maßnahme", "Federführung")))
    (table,) = open_tables(word(head, cell("4.1") + title + nested, before=caption))
    assert table.rows[0].is_caption and table.rows[2].cells == ("4.1", "Lotsen neu¹", "Amt\ninnen")
    plan, _ = read(word(head, cell("4.1") + title + nested, before=caption))
    (measure,) = plan.measures
    assert (measure.title, measure.values["description"]) == ("Lotsen neu", "Fußnote: nur mit Förderung")
    assert (plan.fields[0].number, plan.fields[0].title) == ("4", "Gesundheit")


@pytest.mark.parametrize(
    "data",
    [
        word("<w:tc>", head="<!DOCTYPE w [<!ENTITY a 'b'>]>"),
        word("<w:kaputt"),
        word(cell("a", span=10**9), cell("b")).replace(b"PK\x01\x02", b"PK\x01\x03"),
    ],
    ids=["Definition", "unvollständig", "Verzeichnis"],
)
def test_damaged_documents_are_refused(data: bytes) -> None:
    with pytest.raises(Refusal):
        open_tables(data)


def test_a_bomb_is_not_unpacked() -> None:
    with pytest.raises(Refusal) as refused:
        open_tables(word(cell("x" * 30_000_000)))
    assert refused.value.problem.code == "zip_bomb"


def test_tables_beyond_any_plan_are_refused() -> None:
    with pytest.raises(Refusal) as refused:
        open_tables(b"Nr.;Ma\xdfnahme\n" + b"1;a\n" * 3001)
    assert "höchstens 3000 Zeilen" in refused.value.problem.text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"\x89PNG\r\n\x1a\nNr;Titel\n1;Rat\n", "unbekannten Format"),
        (b"\xff\xd8\xff\xe0 JFIF; a\n1;2\n", "unbekannten Format"),
        (b"hello", "keine Tabelle mit Überschriften und Zeilen"),
        (b"Nur\neine\nSpalte\n", "keine Tabelle mit Überschriften und Zeilen"),
        (b"Nr;Titel\n", "keine Tabelle mit Überschriften und Zeilen"),
        (word(HEAD), "keine Tabelle mit Überschriften und Zeilen"),
    ],
    ids=["PNG", "JPEG", "ein Wort", "eine Spalte", "nur Überschriften", "Word nur mit Überschriften"],
)
def test_what_is_no_table_is_refused_in_one_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(Refusal) as refused:
        open_tables(data)
    assert sentence in refused.value.problem.text and "erwartet wird eine Excel-Mappe" in refused.value.problem.text
    assert open_tables(b"Nr;Titel\n1;Rat\n")[0].width == 2


def test_contacts_beside_the_plan_are_refused_with_their_place() -> None:
    with pytest.raises(Refusal) as refused:
        open_tables("Nr.;Maßnahme;Name;Telefon\n1;Lotsen;A;03000\n".encode())
    assert (
        "einer Zeile je Person" in refused.value.problem.text and "Spalten bitte heraus" in refused.value.problem.text
    )


@pytest.mark.parametrize("seed", range(20))
def test_any_damage_is_one_sentence(seed: int) -> None:
    """Flipped bytes: either tables or a refusal, nothing else."""
    rng, data = random.Random(seed), bytearray(messy.docx(measures=20) if seed % 2 else messy.xlsx())
    for _ in range(rng.randrange(1, 12)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    try:
        assert open_tables(bytes(data))
    except Refusal as refusal:
        assert refusal.problem.text


def test_the_own_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = open_plan(messy.xlsx(), tmp_path)
    assert [t.name for t in tables] == ["Deckblatt", "Maßnahmen"] == [t.name for t in open_tables(messy.xlsx())]
    assert tables == open_tables(messy.xlsx())
    with pytest.raises(Unreadable, match="ist ein PDF"):
        open_plan(b"%PDF-1.7", tmp_path)
    monkeypatch.setattr(opening, "_LIMITS", GuardLimits(wall_seconds=0.01))
    with pytest.raises(Unreadable, match="dauerte zu lange"):
        open_plan(messy.xlsx(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_sheets_of_one_build_are_read_together() -> None:
    import xlsxwriter

    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink, {"in_memory": True}) as book:
        for field in ("1 Familie", "2 Wohnen"):
            sheet = book.add_worksheet(field)
            lines: list[Any] = [("Nr.", "Maßnahme"), (f"{field[0]}.1", f"Lotsen {field}")]
            for at, line in enumerate(lines):
                sheet.write_row(at, 0, line)
    names = [t.name for t in choices(open_tables(sink.getvalue()))]
    assert names[0] == "Alle 2 Blätter mit denselben Spalten"
    plan, _ = read(sink.getvalue())
    assert [(f.number, f.title) for f in plan.fields] == [("1", "Familie"), ("2", "Wohnen")]
    assert [m.place for m in plan.measures] == ["Blatt „1 Familie“, Zelle A2", "Blatt „2 Wohnen“, Zelle A2"]
