"""A foreign Word file from the outside: what is refused before any part of it is read by a library.

A template travels into every document that leaves the house, so it may hold no macro, no embedded object, nothing that is
fetched from elsewhere when the file is opened, and no field but those that count pages and the like.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat

from sozialstrategie.kit.core.errors import Refused

MOST_BYTES = 5_000_000
_MOST_UNPACKED = 40_000_000
_MOST_XML = 4_000_000  # of one part; Word's own parts of a letterhead have some hundred kilobytes
_MOST_PARTS = 500
_MOST_RATIO, _RATIO_FROM = 200, 1_000_000
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_DOTX = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
_LINK = "hyperlink"
_SAFE_LINK = re.compile(r"(?:https?://|mailto:)[^\s]+", re.I)
# Relationships that bring in something to be run, opened or fetched, by the last part of their type.
_FORBIDDEN_RELATIONS = {
    "attachedTemplate": "die Verknüpfung mit einer Dokumentvorlage",
    "oleObject": "ein eingebettetes Objekt",
    "package": "ein eingebettetes Objekt",
    "control": "ein Steuerelement",
    "activeXControlBinary": "ein Steuerelement",
    "vbaProject": "ein Makro",
    "wordVbaData": "ein Makro",
    "keyMapCustomizations": "geänderte Tastenbelegungen",
    "attachedToolbars": "eigene Symbolleisten",
    "aFChunk": "ein eingebettetes fremdes Dokument",
    "subDocument": "ein verknüpftes Teildokument",
    "frame": "eine verknüpfte Seite",
    "mailMergeSource": "die Quelle eines Seriendrucks",
    "mailMergeHeaderSource": "die Quelle eines Seriendrucks",
    "recipientData": "die Empfänger eines Seriendrucks",
    "ui/extensibility": "eine eigene Menüleiste",
}
# Fields that read nothing from outside the file.
_FIELDS = frozenset({
    "PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE", "TOC", "TC", "XE",
    "INDEX", "REF", "PAGEREF", "NOTEREF", "STYLEREF", "SEQ", "HYPERLINK", "TITLE", "SUBJECT", "AUTHOR", "KEYWORDS", "FORMTEXT",
    "FORMCHECKBOX", "EQ", "SYMBOL", "ADVANCE",
})  # fmt: skip
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError)
_DAMAGED = "Die Datei ist beschädigt oder kein Word-Dokument. Bitte speichern Sie die Vorlage in Word neu als .docx."


def demand_harmless(data: bytes) -> None:
    """Look through the whole package.

    Raises:
        Refused: one German sentence with what is wrong and what to do.
    """
    if len(data) > MOST_BYTES:
        raise Refused(f"Die Datei ist größer als {MOST_BYTES // 1_000_000} MB. Bitte verkleinern Sie die Bilder darin.")
    if not data.startswith(b"PK"):
        raise Refused("Das ist kein Word-Dokument (.docx). Bitte speichern Sie die Vorlage in Word als .docx.")
    parts = dict(_parts(data))
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            _Look(name).read(content)
    _demand_kind(parts)


def _parts(data: bytes) -> Iterator[tuple[str, bytes]]:
    """All parts, unpacked behind limits."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = archive.infolist()
    except _DAMAGE:
        raise Refused(_DAMAGED) from None
    names = [info.filename.lower() for info in infos]
    if len(names) > _MOST_PARTS or sum(info.file_size for info in infos) > _MOST_UNPACKED:
        raise Refused("Die Datei wäre entpackt zu groß für eine Vorlage; sie wird nicht gelesen.")
    if len(set(names)) != len(names):
        raise Refused(_DAMAGED)
    for info in infos:
        _demand_size(info)
        try:
            with archive.open(info) as stream:
                content = stream.read(info.file_size + 1)
        except _DAMAGE:
            raise Refused(_DAMAGED) from None
        if len(content) != info.file_size:
            raise Refused(_DAMAGED)
        yield info.filename, content


def _demand_size(info: zipfile.ZipInfo) -> None:
    if info.flag_bits & 0x1:
        raise Refused("Die Datei ist mit einem Kennwort geschützt. Bitte laden Sie die Vorlage ohne Kennwort hoch.")
    is_xml = info.filename.endswith((".xml", ".rels"))
    dense = info.file_size > _RATIO_FROM and info.file_size > _MOST_RATIO * max(info.compress_size, 1)
    if dense or (is_xml and info.file_size > _MOST_XML):
        raise Refused("Die Datei wäre entpackt zu groß für eine Vorlage; sie wird nicht gelesen.")


def _demand_kind(parts: dict[str, bytes]) -> None:
    types = parts.get("[Content_Types].xml", b"").decode("utf-8", "replace")
    lower = types.lower()
    if "macroenabled" in lower or any("vba" in name.lower() for name in parts):
        raise Refused("Die Datei enthält Makros (.docm, .dotm). Bitte speichern Sie die Vorlage ohne Makros als .docx.")
    if _DOTX in types:
        raise Refused("Das ist eine Word-Vorlage (.dotx). Bitte speichern Sie sie in Word als Dokument (.docx).")
    if _MAIN not in types or "word/document.xml" not in parts:
        raise Refused("Das ist kein Word-Dokument (.docx). Bitte speichern Sie die Vorlage in Word als .docx.")
    if any(name.lower().startswith(("word/embeddings/", "word/activex/")) for name in parts):
        raise Refused(
            "Die Vorlage enthält ein eingebettetes Objekt, zum Beispiel eine Excel-Tabelle. Bitte entfernen Sie es."
        )


class _Look:
    """Walks one part: no document type, no forbidden relation, only fields that we know."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.field: list[str] = []
        self.in_instruction = False
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def read(self, content: bytes) -> None:
        try:
            self.parser.Parse(content, True)
        except (expat.ExpatError, LookupError, ValueError):
            raise Refused(_DAMAGED) from None

    def _doctype(self, *_: object) -> None:
        raise Refused(_DAMAGED)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rsplit(" ", 1)[-1]
        named = {key.rsplit(" ", 1)[-1]: value for key, value in attributes.items()}
        if local == "Relationship":
            _demand_relation(named)
        elif local == "instrText":
            self.in_instruction = True
        elif local == "fldSimple":
            _demand_field(named.get("instr", ""))
        elif local == "fldChar":
            self._field_part(named.get("fldCharType", ""))

    def _field_part(self, kind: str) -> None:
        """An instruction may lie in several pieces between begin and separate or end."""
        if kind == "begin":
            self.field.append("")
        elif self.field:
            _demand_field(self.field[-1])
            if kind == "end":
                self.field.pop()

    def _end(self, name: str) -> None:
        if name.rsplit(" ", 1)[-1] == "instrText":
            self.in_instruction = False

    def _text(self, text: str) -> None:
        if self.in_instruction:
            if not self.field:
                _demand_field(text)
            else:
                self.field[-1] += text


def _demand_relation(named: dict[str, str]) -> None:
    kind = named.get("Type", "")
    last = kind.rstrip("/").rsplit("/", 1)[-1]
    for forbidden, words in _FORBIDDEN_RELATIONS.items():
        if kind.endswith(f"/{forbidden}"):
            hint = (
                " In Word unter Entwicklertools, Dokumentvorlage, lässt sie sich durch „Normal“ ersetzen."
                if forbidden == "attachedTemplate"
                else ""
            )
            raise Refused(f"Die Vorlage enthält {words}. Bitte entfernen Sie das und speichern Sie neu.{hint}")
    if named.get("TargetMode", "").lower() != "external":
        return
    if last != _LINK:
        raise Refused(
            "Die Vorlage lädt etwas von außen, zum Beispiel ein verknüpftes Bild. Bitte betten Sie es in die Datei ein."
        )
    if not _SAFE_LINK.fullmatch(named.get("Target", "")):
        raise Refused(
            "Ein Link in der Vorlage führt weder zu einer Internetseite noch zu einer E-Mail-Adresse. Bitte entfernen Sie ihn."
        )


def _demand_field(instruction: str) -> None:
    words = instruction.split(None, 1)
    name = words[0].upper() if words else ""
    if name and name not in _FIELDS:
        shown = name if re.fullmatch(r"[A-Z]{1,20}", name) else "unbekannt"
        raise Refused(f"Die Feldfunktion {shown} ist in einer Vorlage nicht erlaubt. Bitte entfernen Sie sie.")
