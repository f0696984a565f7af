"""Documents without a cover: key figures, dense tables with pictures in their cells, as PDF and as Word file."""

from __future__ import annotations

import io

import docx
import pytest
from docx.oxml.ns import qn

from sozialstrategie.kit.documents.check import structure
from sozialstrategie.kit.documents.docx_writer import to_docx
from sozialstrategie.kit.documents.model import Document, Heading, KeyFigures, Paragraph, Picture, TableBlock
from sozialstrategie.kit.documents.typst_writer import page_count, to_pdf
from tests.kit.documents.samples import SVG, everything, png


def _table(alt: str = "von 1 auf 2") -> TableBlock:
    cells = ("Quote\nin Prozent", "9,5", Picture(SVG, alt, 20, png))
    return TableBlock("", ("Kennzahl", "Wert", "Verlauf"), (cells,), numeric=frozenset({1}), own_column=1, dense=True)


def _close() -> Document:
    blocks = (
        KeyFigures((("Bevölkerung", "80.762", "2024"), ("Quote", "9,5", "2022"))),
        Heading("Teil", 1),
        Heading("Thema", 2),
        _table(),
        Paragraph("Quellen: Amt.", small=True),
    )
    return everything(blocks=blocks, compact=True)


def test_pdf_has_no_cover_and_keeps_its_claims() -> None:
    pdf = to_pdf(_close())
    found = structure(pdf)
    assert page_count(pdf) == found.pages == 1
    assert found.claims == {"PDF/UA-1", "PDF/A-3A"} and found.title == "Bericht über Müller & Söhne <Probe>"
    assert found.headings == ("H1", "H2") and found.alternatives == ("von 1 auf 2",)
    assert found.tags["TH"] == 3 and found.header_cells_without_scope == 0
    assert to_pdf(_close()) == pdf


def test_page_count_of_a_long_document() -> None:
    pdf = to_pdf(everything())
    assert page_count(pdf) == structure(pdf).pages >= 4


def test_a_picture_in_a_cell_needs_its_text() -> None:
    with pytest.raises(ValueError, match="fehlt der Text"):
        to_pdf(everything(blocks=(_table(alt=" "),)))


def test_word_file_has_the_picture_in_its_cell_with_its_text() -> None:
    file = docx.Document(io.BytesIO(to_docx(_close())))
    table = file.tables[0]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [c.text for c in table.rows[1].cells] == ["Quote\nin Prozent", "9,5", ""]
    drawn = table.rows[1].cells[2]._tc.findall(".//" + qn("wp:docPr"))
    assert [d.get("descr") for d in drawn] == ["von 1 auf 2"]
    assert "Bevölkerung: 80.762 (2024)" in [p.text for p in file.paragraphs]
    assert not any(p.text.startswith("Tabelle") for p in file.paragraphs)  # no caption, no number
