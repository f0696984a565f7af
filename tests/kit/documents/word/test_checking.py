"""Templates: every fault is told with its place; what passes can be filled in."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from sozialstrategie.kit.documents.word.checking import check_template, test_print
from sozialstrategie.kit.documents.word.fields import SIGNS, TemplateKind, Text, template_kinds
from sozialstrategie.kit.documents.word.starter import starter
from tests.kit.documents.word.samples import KIND, changed, lines, made, text_of

LOOP = ("{%p for punkt in punkte %}", "{{ punkt.titel }}", "{%p endfor %}")


@pytest.mark.parametrize("kind", [*template_kinds(), KIND], ids=lambda kind: kind.name)
def test_the_starter_passes_and_prints_every_sign(kind: TemplateKind) -> None:
    data = starter(kind)
    report = check_template(data, kind)
    assert (report.problems, report.notes) == ((), ())
    printed = "\n".join(text_of(test_print(data, kind)))
    assert SIGNS in printed and "{{" not in printed and "{%" not in printed and "inhalt-" not in printed
    assert starter(kind) == data


def test_every_kind_of_the_house_is_known() -> None:
    assert [kind.name for kind in template_kinds()] == ["strategie", "umsetzungsbericht", "vorlage", "niederschrift"]


def test_headings_and_header_rows_of_the_starter_are_real() -> None:
    file = docx.Document(io.BytesIO(starter(KIND)))
    assert [p.text for p in file.paragraphs if p.style.name.startswith("Heading")] == [
        "Punkte",
        "{{ punkt.titel }} {{ punkt.text }}",
    ]
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in file.tables) and file.tables


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (lines("Sehr geehrte, {{ tittel }}"), "Absatz „Sehr geehrte, {{ tittel }}“: Den Platzhalter „tittel“ ({{ tittel }}) gibt es hier nicht. Meinten Sie „titel“?"),
        (lines("{{ xyz }}"), "Absatz „{{ xyz }}“: Den Platzhalter „xyz“ ({{ xyz }}) gibt es hier nicht."),
        (lines("{{ punkt.titel }}"), "Absatz „{{ punkt.titel }}“: Den Platzhalter „punkt.titel“ ({{ punkt.titel }}) gibt es hier nicht."),
        (lines(LOOP[0], "{{ punkt.tietel }}", LOOP[2]), "Absatz „{{ punkt.tietel }}“: Den Platzhalter „punkt.tietel“ ({{ punkt.tietel }}) gibt es hier nicht. Meinten Sie „punkt.titel“?"),
        (lines("{{ titel"), "Absatz „{{ titel“: Ein Platzhalter ist nicht richtig geöffnet oder geschlossen; erwartet wird {{ name }}."),
        (lines("{{ titel.upper() }}"), "Absatz „{{ titel.upper() }}“: {{ titel.upper() }} wird nicht verstanden. Erlaubt sind {{ name }} sowie for, if, else und ihr Ende."),
        (lines("{{ titel|safe }}"), "Absatz „{{ titel|safe }}“: {{ titel|safe }} wird nicht verstanden. Erlaubt sind {{ name }} sowie for, if, else und ihr Ende."),
        (lines("{{r titel }}"), "Absatz „{{r titel }}“: {{r titel }} wird nicht verstanden. Erlaubt sind {{ name }} sowie for, if, else und ihr Ende."),
        (lines("{% set x = 1 %}"), "Absatz „{% set x = 1 %}“: {% set x = 1 %} wird nicht verstanden. Erlaubt sind {{ name }} sowie for, if, else und ihr Ende."),
        (lines("{%p for x in range(9) %}"), "Absatz „{%p for x in range(9) %}“: {%p for x in range(9) %} wird nicht verstanden. Erlaubt sind {{ name }} sowie for, if, else und ihr Ende."),
        (lines("{{ titel.__class__ }}"), "Absatz „{{ titel.__class__ }}“: Den Platzhalter „titel.__class__“ ({{ titel.__class__ }}) gibt es hier nicht."),
        (lines("{{ punkte }}"), "Absatz „{{ punkte }}“: „punkte“ ist eine Liste. Bitte schreiben Sie {% for punkt in punkte %}."),
        (lines("{% for x in titel %}x{% endfor %}"), "Absatz „{% for x in titel %}x{% endfor %}“: „titel“ ist keine Liste; wiederholt werden können nur Listen."),
        (lines("{%p for punkt in punkte %}", content=False), "Absatz „{%p for punkt in punkte %}“: Zu {%p for punkt in punkte %} fehlt {%p endfor %}."),
        (lines("{%p endif %}"), "Absatz „{%p endif %}“: Zu {%p endif %} fehlt der Anfang {% if … %}."),
        (lines("{%p if titel %}", "{% endif %}"), "Absatz „{% endif %}“: {%p if titel %} und {% endif %} gehören zusammen; beide brauchen dieselbe Form (%, %p oder %tr)."),
        (lines("{% if titel %}a", "b{% endif %}"), "Absatz „b{% endif %}“: {% endif %} steht nicht neben {% if titel %}: Beide müssen im selben Absatz stehen. Für mehrere Absätze schreiben Sie {%p … %}, für Tabellenzeilen {%tr … %}."),
        (lines("Hallo {%p if titel %}", "{%p endif %}"), "Absatz „Hallo {%p if titel %}“: {%p if titel %} braucht einen Absatz für sich allein."),
        (lines("Text {{ inhalt }}", content=False), "Absatz „Text {{ inhalt }}“: {{ inhalt }} braucht einen Absatz für sich allein."),
        (lines(LOOP[0], "{{ anlage }}", LOOP[2]), "Absatz „{{ anlage }}“: {{ anlage }} kann nicht wiederholt werden."),
        (lines(LOOP[0], "{%p for p2 in punkte %}", LOOP[2], LOOP[2]), "Absatz „{%p for p2 in punkte %}“: „punkte“ kann nicht in einer anderen Liste wiederholt werden."),
        (lines("{%p for titel in punkte %}", LOOP[2]), "Absatz „{%p for titel in punkte %}“: „titel“ ist schon vergeben; bitte nennen Sie den einzelnen Eintrag anders."),
        (lines("Nur Text", content=False), "Die Vorlage hat keinen Platz für den Inhalt. Bitte setzen Sie {{ inhalt }} in einen Absatz für sich allein."),
        (lines("{%p for punkt in punkte %}", "{%p endfor %}", content=False), "Es fehlt „punkte.titel“; ohne das wäre das Dokument unvollständig. Oder setzen Sie {{ inhalt }} für den ganzen Inhalt."),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place(data: bytes, problem: str) -> None:
    report = check_template(data, KIND)
    assert report.problems == (problem,) and not report.is_fit and report.notes == ()


def _everywhere(file: Any) -> None:
    table = file.add_table(rows=2, cols=2)
    table.rows[1].cells[1].text = "{{ falsch }}"
    file.sections[0].header.paragraphs[0].text = "{{ kopf }}"
    file.sections[0].footer.paragraphs[0].text = "{{ inhalt }}"


def test_all_faults_are_told_at_once() -> None:
    problems = check_template(made(_everywhere), KIND).problems
    assert set(problems) == {
        "Tabelle 1, Zeile 2, Spalte 2 „{{ falsch }}“: Den Platzhalter „falsch“ ({{ falsch }}) gibt es hier nicht.",
        "Kopfzeile „{{ kopf }}“: Den Platzhalter „kopf“ ({{ kopf }}) gibt es hier nicht.",
        "Fußzeile „{{ inhalt }}“: {{ inhalt }} kann nicht in einer Tabelle, einem Textfeld, einer Kopf- oder Fußzeile stehen.",
    }


@pytest.mark.parametrize(
    "xml",
    [
        b'<w:p><w:pPr><w:pStyle w:val="{{ titel }}"/></w:pPr></w:p>',
        b'<w:p><m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>{{ titel }}</m:t></m:r></m:oMath></w:p>',
        b"<!-- {{ titel }} -->",
    ],
)
def test_hidden_places_are_refused(xml: bytes) -> None:
    data = changed(lines(), "word/document.xml", lambda old: old.replace(b"<w:sectPr", xml + b"<w:sectPr", 1))
    assert [p[:56] for p in check_template(data, KIND).problems] == [
        "Ein Platzhalter steht an einer Stelle, an der nichts ein"
    ]


@pytest.mark.parametrize(
    "xml",
    [
        b'<w:p><w:del w:id="1" w:author="Frau X"><w:r><w:delText>weg</w:delText></w:r></w:del></w:p>',
        b'<w:p><w:ins w:id="1" w:author="Frau X"><w:r><w:t>neu</w:t></w:r></w:ins></w:p>',
    ],
)
def test_names_of_colleagues_do_not_travel_along(xml: bytes) -> None:
    data = changed(lines(), "word/document.xml", lambda old: old.replace(b"<w:sectPr", xml + b"<w:sectPr", 1))
    assert [p[:70] for p in check_template(data, KIND).problems] == [
        "Die Vorlage enthält Kommentare oder nachverfolgte Änderungen; sie stün"
    ]

    def commented(file: Any) -> None:
        file.add_comment(file.add_paragraph("x").runs, text="Bitte prüfen", author="Frau X")

    assert not check_template(made(commented), KIND).is_fit


def test_a_placeholder_in_pieces_is_whole() -> None:
    """Word cuts texts into runs wherever the spelling is looked at."""

    def build(file: Any) -> None:
        paragraph = file.add_paragraph()
        for piece in ("{", "{ ti", "tel }", "}"):
            paragraph.add_run(piece)

    data = made(build)
    assert check_template(data, KIND).problems == ()
    assert f"Titel mit {SIGNS}" in text_of(test_print(data, KIND))


def _loop_table(file: Any) -> Any:
    table = file.add_table(rows=4, cols=1)
    for row, text in enumerate(("Titel", "{%tr for punkt in punkte %}", "{{ punkt.titel }}", "{%tr endfor %}")):
        table.rows[row].cells[0].text = text
    return table


def test_what_is_worth_a_look_is_noted() -> None:
    notes = check_template(made(_loop_table), KIND).notes
    assert notes == (
        "Nicht benutzt: titel, untertitel, organisation, datum, stand, standzeile, fusszeile, foerderhinweis, beispiel.",
        "Was Lesende sehen müssen und in der Vorlage keinen Platz hat, steht über dem Inhalt: stand, foerderhinweis, beispiel.",
        "Tabelle 1 hat keine Kopfzeile. In Word: erste Zeile wählen, Tabelleneigenschaften, „Als Kopfzeile wiederholen“.",
    )

    def with_head(file: Any) -> None:
        _loop_table(file).rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))

    assert not any("Kopfzeile" in note for note in check_template(made(with_head), KIND).notes)


def test_kinds_with_a_name_twice_or_unknown_are_an_error() -> None:
    with pytest.raises(ValueError, match="doppelt"):
        TemplateKind("x", "X", own=(Text("titel", "noch einer"),))
    with pytest.raises(ValueError, match="unbekannt"):
        TemplateKind("x", "X", whole=("fehlt",))
