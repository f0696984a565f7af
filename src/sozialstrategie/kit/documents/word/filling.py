"""Filling a template in: docxtpl in a sandbox, then our own blocks, then the same bytes for the same content.

The template is a foreign file. What its XML asks of Jinja is looked at as a syntax tree once more, whatever `places` found in its
texts: only names, entries of lists, `for` over them and `if`; no call, no filter, no comparison.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from sozialstrategie.kit.documents.docx_writer import clean, draw_into, without_clock
from sozialstrategie.kit.documents.model import Block, Document
from sozialstrategie.kit.documents.word.fields import (
    Content,
    Placeholder,
    Rows,
    TemplateKind,
    Text,
    Values,
    frame_values,
    to_be_seen,
)

_ALLOWED = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.For, nodes.If, nodes.Not)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NOT_FILLED = "Die Vorlage ließ sich nicht ausfüllen."


class Unfillable(Exception):
    """The template cannot be filled in; the text is a German sentence."""


def fill(template: bytes, kind: TemplateKind, document: Document, own: Values) -> bytes:
    """The Word file of a document in the layout of a template.

    Args:
        own: values of the placeholders of the kind beside those of the frame; lists as lists of mappings.

    What must be seen (`Text.always`) and has no place in the template stands above the content.

    Raises:
        Unfillable: the template asks for something that is not there, or gives no sound Word file.
    """
    values = {**frame_values(document), **own}
    missing = [p.name for p in kind.placeholders if p.name not in values]
    if missing:
        raise Unfillable(f"Für {', '.join(missing)} gibt es keinen Inhalt.")
    marks: dict[str, tuple[Block, ...]] = {}
    context = {p.name: _plain(p, values[p.name], marks) for p in kind.placeholders}
    try:
        rendered, used = _rendered(template, context)
        return _finished(rendered, kind, document, context, marks, used)
    except Unfillable:
        raise
    except TemplateError as error:
        raise Unfillable(f"{_NOT_FILLED} Sie benutzt etwas, das es nicht gibt: {clean(str(error))[:200]}") from error
    # a foreign file can break any library in any way; the caller falls back to our own layout
    except Exception as error:
        raise Unfillable(_NOT_FILLED) from error


def _plain(placeholder: Placeholder, value: Any, marks: dict[str, tuple[Block, ...]]) -> Any:
    """A value as the template gets it: texts that XML can carry, lists of mappings, a mark for content."""
    if isinstance(placeholder, Text):
        return clean(str(value or "").replace("\r\n", "\n").replace("\r", "\n")).strip()
    if isinstance(placeholder, Content):
        if not value:
            return ""
        mark = f"inhalt-{secrets.token_hex(16)}"
        marks[mark] = tuple(value)
        return mark
    return [{p.name: _plain(p, entry[p.name], marks) for p in placeholder.fields} for entry in value]


class _Template(DocxTemplate):
    """docxtpl without what we do not offer: properties and footnotes are left alone, every part must stay sound XML."""

    used: set[str]

    def render_xml_part(self, src_xml: str, part: Any, context: dict[str, Any], jinja_env: Any = None) -> str:
        tree = jinja_env.parse(src_xml)
        _demand_plain(tree)
        self.used |= {name.name for name in tree.find_all(nodes.Name)}
        xml: str = self.resolve_listing(jinja_env.from_string(src_xml).render(context))
        try:
            etree.fromstring(xml.encode("utf-8"), etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError:
            raise Unfillable(
                "Ausgefüllt wäre die Vorlage kein gültiges Word-Dokument. Meist steht for oder if nicht in einem eigenen Absatz "
                "({%p … %}) oder einer eigenen Tabellenzeile ({%tr … %})."
            ) from None
        return xml

    def render_properties(self, context: dict[str, Any], jinja_env: Any = None) -> None:
        """Written by us."""

    def render_footnotes(self, context: dict[str, Any], jinja_env: Any = None) -> None:
        """Placeholders in footnotes are refused when a template is checked."""


def _demand_plain(tree: nodes.Template) -> None:
    for node in _walk(tree):
        odd = not isinstance(node, _ALLOWED)
        odd |= isinstance(node, nodes.Name) and node.name.startswith("_")
        odd |= isinstance(node, nodes.Getattr) and (node.attr.startswith("_") or not isinstance(node.node, nodes.Name))
        if isinstance(node, nodes.For):
            odd |= bool(node.test or node.else_ or node.recursive) or not isinstance(
                node.iter, nodes.Name | nodes.Getattr
            )
            odd |= not isinstance(node.target, nodes.Name)
        if odd:
            raise Unfillable("Die Vorlage enthält Anweisungen, die hier nicht erlaubt sind.")


def _walk(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _walk(child)


def _rendered(template: bytes, context: dict[str, Any]) -> tuple[bytes, set[str]]:
    """The file with all placeholders filled in, and the names that it used."""
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    for names in (environment.globals, environment.filters, environment.tests):
        names.clear()
    file = _Template(io.BytesIO(template))
    file.used = set()
    file.render(context, environment, autoescape=True)
    sink = io.BytesIO()
    file.save(sink)
    return sink.getvalue(), file.used


def _finished(
    rendered: bytes, kind: TemplateKind, document: Document, context: dict[str, Any],
    marks: dict[str, tuple[Block, ...]], used: set[str],
) -> bytes:  # fmt: skip
    """Cells and tables made sound, content put in its place, what must be seen on top."""
    import docx  # heavy: only when a Word file is made

    file = docx.Document(io.BytesIO(rendered))
    body = file.element.body
    for table in [t for t in body.iter(f"{_W}tbl") if t.find(f"{_W}tr") is None]:
        table.getparent().remove(table)
    for cell in body.iter(f"{_W}tc"):
        if (
            len(cell) == 0 or cell[-1].tag != f"{_W}p"
        ):  # a cell must end with a paragraph, or Word calls the file damaged
            cell.append(cell.makeelement(f"{_W}p"))
    places = {mark: p for p in body.iterchildren(f"{_W}p") for mark in marks if _text(p).strip() == mark}
    draw_into(file, document, [(places[mark], marks[mark]) for mark in marks if mark in places])
    seen = [context[p.name] for p in to_be_seen(kind, used)]
    for text in reversed([s for s in seen if s]):
        first = file.paragraphs[0] if file.paragraphs else file.add_paragraph()
        paragraph = first.insert_paragraph_before()
        paragraph.add_run(text).bold = True
        body.insert(0, paragraph._p)
    sink = io.BytesIO()
    file.save(sink)
    return without_clock(sink.getvalue())


def _text(paragraph: Any) -> str:
    return "".join(t.text or "" for t in paragraph.iter(f"{_W}t"))


def texts_in(placeholder: Placeholder, value: Any) -> Iterator[str]:
    """All texts that a value brings into a file; for the test print."""
    if isinstance(placeholder, Text) and value:
        yield value
    elif isinstance(placeholder, Rows):
        for entry in value:
            for p in placeholder.fields:
                yield from texts_in(p, entry[p.name])
