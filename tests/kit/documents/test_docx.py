"""Word files: what Word needs to read them aloud and to carry on."""

from __future__ import annotations

import io
import zipfile

import docx
from docx.oxml.ns import qn

from sozialstrategie.kit.documents.docx_writer import to_docx
from tests.kit.documents.samples import ARABIC, everything


def _opened() -> docx.document.Document:
    return docx.Document(io.BytesIO(to_docx(everything())))


def test_text_keeps_umlauts_ampersand_angle_brackets_emoji() -> None:
    text = "\n".join(p.text for p in _opened().paragraphs)
    assert "Text mit Umlaut ä, Zeichen & und <b>, einem Bild 🙂 und Arabisch: " + ARABIC + "." in text


def test_headings_are_heading_styles() -> None:
    headings = [(p.style.name, p.text) for p in _opened().paragraphs if p.style.name.startswith("Heading")]
    assert headings == [("Heading 1", "1 Erstes Kapitel"), ("Heading 2", "1.1 Abschnitt")]


def test_header_rows_are_marked_and_repeat() -> None:
    table = _opened().tables[0]
    assert [c.text for c in table.rows[0].cells] == ["Ort", "Wert", "Zeichen"]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table.rows[1]._tr.trPr.find(qn("w:tblHeader")) is None


def test_pictures_carry_their_alternative_text() -> None:
    shape = _opened().inline_shapes[0]
    assert shape._inline.docPr.get("descr") == "Köln liegt bei 9,5."


def test_language_and_properties() -> None:
    file = _opened()
    assert file.core_properties.title == "Bericht über Müller & Söhne <Probe>"
    assert file.core_properties.author == "Landkreis Süd"
    assert file.core_properties.language == "de-DE"
    lang = file.styles["Normal"].element.rPr.find(qn("w:lang"))
    assert lang.get(qn("w:val")) == "de-DE"


def test_arabic_runs_from_right_to_left() -> None:
    runs = [r for p in _opened().paragraphs for r in p.runs if r.text == ARABIC]
    assert len(runs) == 2
    assert all(r._r.rPr.find(qn("w:rtl")) is not None for r in runs)


def test_control_characters_do_not_break_the_file() -> None:
    document = everything(title="a\x00b\x1f")
    assert docx.Document(io.BytesIO(to_docx(document))).core_properties.title == "ab"


def test_nothing_in_the_file_points_outside() -> None:
    with zipfile.ZipFile(io.BytesIO(to_docx(everything()))) as archive:
        for name in archive.namelist():
            if name.endswith(".rels"):
                assert b'TargetMode="External"' not in archive.read(name)
