"""Filling a template in: texts exactly, our blocks in the styles of the template, nothing that must be seen is lost."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from sozialstrategie.kit.documents.model import BulletList, Document, Heading, Paragraph, TableBlock
from sozialstrategie.kit.documents.word.filling import Unfillable, fill
from tests.kit.documents.samples import everything
from tests.kit.documents.word.samples import KIND, changed, lines, made, text_of

HARD = "Ä & <b> „x“ {{ titel }} {% if %} {_{ \x0b'\""
DOCUMENT = replace(everything(), cofunding="Gefördert", example=True)
OWN: dict[str, Any] = {"nummer": "7", "geheim": "", "punkte": [], "anlage": ()}


def _fill(template: bytes, document: Document = DOCUMENT, **own: Any) -> bytes:
    return fill(template, KIND, document, {**OWN, **own})


def test_texts_come_out_as_they_were_written() -> None:
    data = _fill(lines("A {{ nummer }} Z", content=False), nummer=HARD)
    assert f"A {HARD.replace(chr(0x0B), '')} Z" in text_of(data)


def test_line_ends_are_breaks_and_tabs_are_tabs() -> None:
    data = _fill(lines("{{ nummer }}", content=False), nummer="eins\r\nzwei\tdrei")
    paragraph = next(p for p in docx.Document(io.BytesIO(data)).paragraphs if "eins" in p.text)
    assert paragraph.text == "eins\nzwei\tdrei"


def test_lists_in_lists() -> None:
    template = lines(
        "{%p for punkt in punkte %}", "{{ punkt.titel }}", "{%p for beschluss in punkt.beschluesse %}", "- {{ beschluss.text }}",
        "{%p endfor %}", "{%p endfor %}", content=False,
    )  # fmt: skip
    rows = [
        {"titel": "A", "text": "", "beschluesse": [{"text": "1"}, {"text": "2"}]},
        {"titel": "B", "text": "", "beschluesse": []},
    ]
    texts = text_of(_fill(template, replace(DOCUMENT, state="", cofunding="", example=False), punkte=rows))
    assert [t for t in texts if t] == ["A", "- 1", "- 2", "B"]


def test_content_stands_where_the_template_wants_it() -> None:
    data = _fill(made(lambda file: file.add_paragraph("davor"), content=False), DOCUMENT)
    assert "Erstes Kapitel" not in "\n".join(text_of(data))
    file = docx.Document(io.BytesIO(_fill(lines("davor", "{{ inhalt }}", "danach", content=False))))
    texts = [p.text for p in file.paragraphs]
    assert texts.index("davor") < texts.index("1 Erstes Kapitel") < texts.index("danach")
    headings = [(p.style.name, p.text) for p in file.paragraphs if p.style.name.startswith("Heading")]
    assert headings == [("Heading 1", "1 Erstes Kapitel"), ("Heading 2", "1.1 Abschnitt")]
    assert file.tables[0].rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert file.inline_shapes[0]._inline.docPr.get("descr") == "Köln liegt bei 9,5."
    assert file.core_properties.title == DOCUMENT.title and file.core_properties.author == DOCUMENT.author


def test_what_must_be_seen_stands_on_top() -> None:
    texts = [t for t in text_of(_fill(lines("{{ nummer }}", content=False), geheim="Nicht öffentlich")) if t]
    assert texts == ["Entwurf", "Gefördert", "Erfundenes Beispiel", "Nicht öffentlich", "7"]
    placed = lines("{{ geheim }}", "{{ stand }}", "{{ foerderhinweis }}", "{{ beispiel }}", content=False)
    assert [t for t in text_of(_fill(placed, geheim="G")) if t] == ["G", "Entwurf", "Gefördert", "Erfundenes Beispiel"]


def test_empty_lists_leave_a_sound_file() -> None:
    def build(file: Any) -> None:
        cell = file.add_table(rows=1, cols=1).rows[0].cells[0]
        cell.paragraphs[0].text = "{%p for punkt in punkte %}"
        cell.add_paragraph("{{ punkt.titel }}")
        cell.add_paragraph("{%p endfor %}")
        table = file.add_table(rows=3, cols=1)
        for row, text in enumerate(("{%tr for punkt in punkte %}", "{{ punkt.titel }}", "{%tr endfor %}")):
            table.rows[row].cells[0].text = text

    file = docx.Document(io.BytesIO(_fill(made(build, content=False))))
    assert len(file.tables) == 1 and len(file.tables[0].rows[0].cells[0].paragraphs) == 1


def test_styles_that_a_template_lacks_are_added() -> None:
    def bare(xml: bytes) -> bytes:
        from lxml import etree

        root = etree.fromstring(xml)
        for style in root.findall(qn("w:style")):
            if style.find(qn("w:name")).get(qn("w:val")) not in ("Normal", "Default Paragraph Font", "Normal Table"):
                root.remove(style)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    blocks = (
        Heading("K", 1),
        Paragraph("P"),
        BulletList(("a",)),
        BulletList(("b",), ordered=True),
        TableBlock("T", ("S",), (("x",),)),
    )
    template = changed(lines(), "word/styles.xml", bare)
    file = docx.Document(io.BytesIO(_fill(template, replace(DOCUMENT, blocks=blocks, compact=True))))
    assert [(p.style.name, p.text) for p in file.paragraphs if p.text in ("K", "• a", "1. b")] == [
        ("Heading 1", "K"), ("Normal", "• a"), ("Normal", "1. b"),
    ]  # fmt: skip
    assert file.tables[0].style.name == "Table Grid"


def test_the_same_content_gives_the_same_bytes() -> None:
    assert _fill(lines("{{ titel }}")) == _fill(lines("{{ titel }}"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{ weg }}", "etwas, das es nicht gibt"),
        ("{{ titel.upper() }}", "nicht erlaubt"),
        ("{{ titel|upper }}", "nicht erlaubt|nicht gibt"),
        ("{{ titel.__class__ }}", "nicht erlaubt"),
        ("{{ titel[0] }}", "nicht erlaubt"),
        ("{{ 9 * 9 }}", "nicht erlaubt"),
        ("{% for x in range(99999999) %}{% endfor %}", "nicht erlaubt"),
        ("{% macro x() %}{% endmacro %}", "nicht erlaubt"),
        ("{% include 'x' %}", "nicht erlaubt"),
        ("{% if titel %}", "nicht gibt"),
    ],
)
def test_a_template_that_slipped_in_is_not_run(text: str, words: str) -> None:
    """Whatever the check would have said: the sandbox stands alone."""
    with pytest.raises(Unfillable, match=words):
        _fill(lines(text))


def test_broken_files_and_missing_values_are_told() -> None:
    with pytest.raises(Unfillable, match="ließ sich nicht ausfüllen"):
        _fill(b"PK kaputt")

    def across(file: Any) -> None:
        file.add_paragraph("{% if nummer %}")
        file.add_table(rows=1, cols=1).rows[0].cells[0].text = "{% endif %}"

    with pytest.raises(Unfillable, match="gültiges Word-Dokument"):
        _fill(made(across, content=False), nummer="")
    with pytest.raises(Unfillable, match="Für nummer, geheim, punkte, anlage gibt es keinen Inhalt"):
        fill(lines(), KIND, DOCUMENT, {})
