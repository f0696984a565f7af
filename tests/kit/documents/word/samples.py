"""Word templates for the tests, made with python-docx and, where it makes no such thing, by changing parts of the package."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx

from sozialstrategie.kit.documents.word.fields import Content, Rows, TemplateKind, Text, sample_blocks

KIND = TemplateKind(
    "probe",
    "Probe",
    own=(
        Text("nummer", "Nummer", "4711"),
        Text("geheim", "Vermerk", "Nicht öffentlich", always=True),
        Rows(
            "punkte", "Punkte", "punkt",
            (Text("titel", "Titel"), Text("text", "Text"), Rows("beschluesse", "Beschlüsse", "beschluss", (Text("text", "Text"),))),
        ),
        Content("anlage", "Anlage", sample_blocks()),
    ),
    whole=("punkte", "punkte.titel"),
)  # fmt: skip


def made(build: Callable[[Any], Any] | None = None, *, content: bool = True) -> bytes:
    """A template with a place for the content, and what `build` adds."""
    file = docx.Document()
    if build is not None:
        build(file)
    if content:
        file.add_paragraph("{{ inhalt }}")
    sink = io.BytesIO()
    file.save(sink)
    return sink.getvalue()


def lines(*texts: str, content: bool = True) -> bytes:
    """A template with these paragraphs."""
    return made(lambda file: [file.add_paragraph(text) for text in texts], content=content)


def changed(data: bytes, name: str, change: Callable[[bytes], bytes], *, add: dict[str, bytes] | None = None) -> bytes:
    """The package with one part changed, and parts added."""
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            content = source.read(part)
            target.writestr(part.filename, change(content) if part.filename == name else content)
        for path, content in (add or {}).items():
            target.writestr(path, content)
    return sink.getvalue()


def related(
    data: bytes, kind: str, target: str, *, mode: str = "External", part: str = "word/_rels/document.xml.rels"
) -> bytes:
    """The package with one more relationship."""
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    line = f'<Relationship Id="rId900" Type="{base}/{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'
    return changed(data, part, lambda xml: xml.replace(b"</Relationships>", line.encode()))


def text_of(data: bytes) -> list[str]:
    """Texts of all paragraphs and cells, headers and footers in the order of the parts."""
    file = docx.Document(io.BytesIO(data))
    found = []
    for part in (
        file.element.body,
        *(s.header._element for s in file.sections),
        *(s.footer._element for s in file.sections),
    ):
        found += ["".join(t.text or "" for t in p.iter("{*}t")) for p in part.iter("{*}p")]
    return found
