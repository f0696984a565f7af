"""PDF: tags, language, fonts, attachments, equal bytes, and what is refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import typst

from sozialstrategie.kit.documents.check import structure
from sozialstrategie.kit.documents.model import Attachment, Figure, Heading, Paragraph, TableBlock
from sozialstrategie.kit.documents.typst_writer import to_pdf
from tests.kit.documents.samples import ROWS, SVG, everything


def test_structure_of_a_document_with_every_block() -> None:
    found = structure(to_pdf(everything()))
    assert found.claims == {"PDF/UA-1", "PDF/A-3A"}
    assert found.title == "Bericht über Müller & Söhne <Probe>"
    assert found.lang == "de"
    assert found.headings == ("H1", "H1", "H2")
    assert found.alternatives == ("Köln liegt bei 9,5.",)
    assert found.tags["TH"] == 3 and found.tags["THead"] == 1 and found.tags["TD"] == 3 * len(ROWS)
    assert found.header_cells_without_scope == 0
    assert found.tags["LI"] >= 3 and found.tags["TOC"] >= 1
    assert "ar" in found.languages


def test_fonts_are_the_shipped_ones_and_embedded() -> None:
    fonts = structure(to_pdf(everything())).fonts
    assert all(fonts.values())
    families = {name.split("+")[1].split("-")[0] for name in fonts}
    assert families == {"FiraSans", "NotoSansArabic"}


def test_attachment_travels_unchanged_as_data() -> None:
    found = structure(to_pdf(everything()))
    assert found.attachments == {"zahlen.csv": "Ort;Wert\nGöttern;1,5\n".encode()}
    assert found.relationships == {"/Data"}


def test_bytes_that_are_no_text_are_attached_unchanged() -> None:
    data = bytes(range(256))
    found = structure(to_pdf(everything(attachments=(Attachment("a.bin", data, "Bytes", "application/octet-stream"),))))
    assert found.attachments == {"a.bin": data}


def test_without_attachment_it_is_a_2a() -> None:
    assert structure(to_pdf(everything(attachments=()))).claims == {"PDF/UA-1", "PDF/A-2A"}


def test_two_runs_give_the_same_bytes() -> None:
    assert to_pdf(everything()) == to_pdf(everything())


def test_threads_of_a_server_draw_one_after_the_other() -> None:
    with ThreadPoolExecutor(4) as threads:
        drawn = list(threads.map(lambda n: to_pdf(everything(title=f"Nummer {n}")), range(4)))
    assert [structure(data).title for data in drawn] == [f"Nummer {n}" for n in range(4)]


def test_a_fresh_engine_gives_the_same_bytes() -> None:
    from sozialstrategie.kit.documents import typst_writer

    first = to_pdf(everything())
    typst_writer._compiler.cache_clear()
    assert to_pdf(everything()) == first


def test_a_skipped_heading_level_is_refused() -> None:
    with pytest.raises(typst.TypstError):
        to_pdf(everything(blocks=(Heading("Eins", 1), Heading("Drei", 3))))


def test_a_picture_without_alternative_text_is_refused() -> None:
    with pytest.raises(ValueError, match="die es nicht sehen"):
        to_pdf(everything(blocks=(Heading("Eins"), Figure(SVG, " ", "Titel"))))


@pytest.mark.parametrize("name", ["../zahlen.csv", "a/b.csv", "", ".csv", "zählen.csv", "x\n.csv"])
def test_an_unsafe_name_of_an_attachment_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="taugt nicht"):
        to_pdf(everything(attachments=(Attachment(name, b"", "x"),)))


def test_rows_that_do_not_fit_the_header_are_refused() -> None:
    with pytest.raises(ValueError, match="verschieden viele Spalten"):
        TableBlock("T", ("a", "b"), (("1",),))


@pytest.mark.parametrize(
    "text",
    [
        "👩‍👩‍👧‍👦 🇩🇪 🏳️‍🌈 ❤️",
        "مرحبا 123 Welt",
        "שלום",
        "漢字 かな",
        "a\u0301 e\u20dd \u200d \ufeff \u00ad \u202e rückwärts \u2066x\u2069",
        "#set text(red) $x^2$ \\ `code` [a](b) *fett* _kursiv_ @ref <label> // Kommentar",
        "\x00\x07\x1b\ud800",
        "",
        "\n\n",
    ],
)
def test_whatever_people_type_compiles(text: str) -> None:
    blocks = (Heading("Titel " + text), Paragraph(text), TableBlock(text, (text, "b"), ((text, text),)))
    found = structure(to_pdf(everything(title="T " + text, author=text, blocks=blocks)))
    assert "PDF/UA-1" in found.claims


@pytest.mark.parametrize("word", ["W" * 20_000, "https://a.example/" + "x" * 17_000, "Ä" * 18_000, "مرحبا" * 4_000])
def test_a_word_longer_than_any_line_compiles(word: str) -> None:
    found = structure(to_pdf(everything(blocks=(Heading("Lang"), Paragraph(word)))))
    assert found.pages > 2


def test_markup_in_text_stays_text() -> None:
    from sozialstrategie.kit.documents.typst_writer import content

    text = "#pagebreak() *a* $b$"
    plain = content(everything(blocks=(Heading("T"), Paragraph(text))))
    assert plain["parts"][1]["block"]["text"] == text
    assert structure(to_pdf(everything(blocks=(Heading("T"), Paragraph(text))))).pages == 2


def test_cofunding_notice_brings_the_emblem_only_when_given() -> None:
    with_notice = structure(to_pdf(everything(cofunding="Kofinanziert von der Europäischen Union")))
    assert "Emblem der Europäischen Union" in with_notice.alternatives
    assert "Emblem der Europäischen Union" not in structure(to_pdf(everything())).alternatives
