"""The starter template of a kind: every placeholder in use, real headings, marked header rows; to be changed in Word."""

from __future__ import annotations

import io
from typing import Any

from sozialstrategie.kit.documents.docx_writer import set_up_styles, without_clock
from sozialstrategie.kit.documents.model import Document
from sozialstrategie.kit.documents.word.checking import SAMPLE_DAY
from sozialstrategie.kit.documents.word.fields import Content, Rows, TemplateKind, Text

_WIDEST = 6  # columns of a table
_ABOVE = ("beispiel", "organisation", "untertitel", "stand", "standzeile", "datum", "foerderhinweis")


def starter(kind: TemplateKind) -> bytes:
    """A Word file that the check takes as it is. The whole content stands in it only where a kind has no parts of its own."""
    import docx  # heavy: only when a Word file is made

    file: Any = docx.Document()
    set_up_styles(file, Document(title=f"Vorlage: {kind.title}", date=SAMPLE_DAY, blocks=(), author="sozialstrategie"))
    section = file.sections[0]
    section.header.paragraphs[0].add_run("{{ organisation }}")
    section.footer.paragraphs[0].add_run("{{ fusszeile }}")
    file.add_paragraph("{{ titel }}", style="Title")
    for name in _ABOVE:
        _if_there(file, name)
    for placeholder in kind.own:
        _draw(file, placeholder)
    if not kind.whole:
        _draw(file, kind.by_name["inhalt"])
    sink = io.BytesIO()
    file.save(sink)
    return without_clock(sink.getvalue())


def _if_there(file: Any, name: str) -> None:
    """A paragraph that vanishes where there is nothing to say."""
    file.add_paragraph(f"{{%p if {name} %}}")
    file.add_paragraph(f"{{{{ {name} }}}}")
    file.add_paragraph("{%p endif %}")


def _labelled(file: Any, text: Text, name: str) -> None:
    paragraph = file.add_paragraph()
    paragraph.add_run(f"{text.label}: ").bold = True
    paragraph.add_run(f"{{{{ {name} }}}}")


def _draw(file: Any, placeholder: Text | Rows | Content) -> None:
    name = placeholder.name
    if isinstance(placeholder, Content):
        file.add_paragraph(f"{{{{ {name} }}}}")
        return
    file.add_paragraph(f"{{%p if {name} %}}")
    if isinstance(placeholder, Rows):
        file.add_heading(placeholder.label, 1)
        _rows(file, placeholder, name)
    elif placeholder.long:
        file.add_heading(placeholder.label, 1)
        file.add_paragraph(f"{{{{ {name} }}}}")
    else:
        _labelled(file, placeholder, name)
    file.add_paragraph("{%p endif %}")


def _rows(file: Any, rows: Rows, name: str) -> None:
    """A table where entries are short; one section for each entry where they hold lists of their own."""
    if not any(isinstance(p, Rows) for p in rows.fields):
        _table(file, rows, name)
        return
    file.add_paragraph(f"{{%p for {rows.one} in {name} %}}")
    first, *others = rows.fields
    second = others[0]
    file.add_heading(f"{{{{ {rows.one}.{first.name} }}}} {{{{ {rows.one}.{second.name} }}}}", 2)
    for p in others[1:]:
        if isinstance(p, Text):
            file.add_paragraph(f"{{%p if {rows.one}.{p.name} %}}")
            _labelled(file, p, f"{rows.one}.{p.name}")
            file.add_paragraph("{%p endif %}")
        elif isinstance(p, Rows):
            file.add_paragraph(f"{{%p if {rows.one}.{p.name} %}}")
            draw = _table if len(p.fields) <= _WIDEST else _lines
            draw(file, p, f"{rows.one}.{p.name}")
            file.add_paragraph("{%p endif %}")
    file.add_paragraph("{%p endfor %}")


def _lines(file: Any, rows: Rows, name: str) -> None:
    """Entries with so many parts that a table would have columns of single letters."""
    file.add_paragraph(f"{{%p for {rows.one} in {name} %}}")
    paragraph = file.add_paragraph()
    for number, field in enumerate(rows.fields):
        paragraph.add_run(f"{'; ' if number else ''}{field.label}: ").bold = True
        paragraph.add_run(f"{{{{ {rows.one}.{field.name} }}}}")
    file.add_paragraph("{%p endfor %}")


def _table(file: Any, rows: Rows, name: str) -> None:
    """Header row, and one row that is repeated between two that vanish."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    table = file.add_table(rows=4, cols=len(rows.fields), style="Table Grid")
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)
    table.rows[2]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    table.rows[1].cells[0].text = f"{{%tr for {rows.one} in {name} %}}"
    table.rows[3].cells[0].text = "{%tr endfor %}"
    for column, field in enumerate(rows.fields):
        table.rows[0].cells[column].paragraphs[0].add_run(field.label).bold = True
        table.rows[2].cells[column].text = f"{{{{ {rows.one}.{field.name} }}}}"
    file.add_paragraph()
