"""Foreign Word files: what is refused before a library reads them."""

from __future__ import annotations

import io
import zipfile

import pytest

from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.documents.word import package
from sozialstrategie.kit.documents.word.package import demand_harmless
from tests.kit.documents.word.samples import changed, made, related

SOUND = made()
MAIN = b"wordprocessingml.document.main+xml"


def _types(new: bytes) -> bytes:
    return changed(SOUND, "[Content_Types].xml", lambda xml: xml.replace(MAIN, new))


def _in_text(xml: str) -> bytes:
    return changed(SOUND, "word/document.xml", lambda old: old.replace(b"<w:sectPr", xml.encode() + b"<w:sectPr", 1))


def _field(*pieces: str) -> bytes:
    inner = "".join(f"<w:r><w:instrText>{p}</w:instrText></w:r>" for p in pieces)
    ends = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    return _in_text(f"<w:p>{ends[0]}{inner}{ends[1]}<w:r><w:t>x</w:t></w:r>{ends[2]}</w:p>")


def _bomb() -> bytes:
    return changed(SOUND, "", bytes, add={"word/media/bild.png": b"\0" * 20_000_000})


def _twice() -> bytes:
    sink = io.BytesIO(SOUND)
    with zipfile.ZipFile(sink, "a") as archive, pytest.warns(UserWarning):
        archive.writestr("word/document.xml", b"<x/>")
    return sink.getvalue()


def test_a_sound_file_passes() -> None:
    demand_harmless(SOUND)
    demand_harmless(related(SOUND, "hyperlink", "https://www.landkreis.example/"))
    demand_harmless(related(SOUND, "hyperlink", "mailto:post@landkreis.example"))
    demand_harmless(_field(" PA", "GE "))
    demand_harmless(_in_text('<w:p><w:fldSimple w:instr=" NUMPAGES "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>'))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7", "kein Word-Dokument"),
        (b"PK\x03\x04 rest", "beschädigt"),
        (SOUND[:-40], "beschädigt"),
        (b"PK" + b"0" * package.MOST_BYTES, "größer als 5 MB"),
        (_types(b"wordprocessingml.template.main+xml"), r"Word-Vorlage \(.dotx\)"),
        (_types(b"x").replace(b"", b""), "kein Word-Dokument"),
        (changed(SOUND, "[Content_Types].xml", lambda x: x.replace(b"application/vnd.openxmlformats-officedocument." + MAIN, b"application/vnd.ms-word.document.macroEnabled.main+xml")), "Makros"),
        (changed(SOUND, "", bytes, add={"word/vbaProject.bin": b"x"}), "Makros"),
        (changed(SOUND, "", bytes, add={"word/embeddings/oleObject1.bin": b"x"}), "eingebettetes Objekt"),
        (related(SOUND, "attachedTemplate", "file:///C:/Vorlagen/Amt.dotm", part="_rels/.rels"), "Dokumentvorlage"),
        (related(SOUND, "image", "https://fremd.example/logo.png"), "von außen"),
        (related(SOUND, "oleObject", "file:///x", mode="Internal"), "eingebettetes Objekt"),
        (related(SOUND, "aFChunk", "teil.html", mode="Internal"), "fremdes Dokument"),
        (related(SOUND, "hyperlink", "file:///etc/passwd"), "Ein Link"),
        (related(SOUND, "hyperlink", "javascript:alert(1)"), "Ein Link"),
        (_field(" INCLUDE", "PICTURE http://fremd.example/x.png "), "Feldfunktion INCLUDEPICTURE"),
        (_in_text('<w:p><w:fldSimple w:instr=" DDEAUTO c:\\x "/></w:p>'), "Feldfunktion DDEAUTO"),
        (_in_text("<w:p><w:r><w:instrText> MERGEFIELD x </w:instrText></w:r></w:p>"), "Feldfunktion MERGEFIELD"),
        (changed(SOUND, "word/styles.xml", lambda xml: b'<!DOCTYPE x [<!ENTITY a "b">]>' + xml[xml.index(b"<w:styles"):]), "beschädigt"),
        (changed(SOUND, "word/document.xml", lambda xml: xml[:-9]), "beschädigt"),
        (_bomb(), "zu groß"),
        (changed(SOUND, "", bytes, add={f"x/{n}.txt": b"" for n in range(501)}), "zu groß"),
        (changed(SOUND, "", bytes, add={"word/x.xml": b"<x>" + bytes(range(48, 58)) * 450_000 + b"</x>"}), "zu groß"),
        (_twice(), "beschädigt"),
    ],
)  # fmt: skip
def test_refused_with_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words) as refusal:
        demand_harmless(data)
    assert str(refusal.value).endswith(".")
