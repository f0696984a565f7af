"""Is a template fit for use? Everything is told at once, in words, before anything is kept."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

from lxml import etree

from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.documents.model import Document
from sozialstrategie.kit.documents.word.fields import (
    TemplateKind,
    Text,
    empty_values,
    frame_values,
    paths,
    sample_values,
    to_be_seen,
)
from sozialstrategie.kit.documents.word.filling import Unfillable, fill, texts_in
from sozialstrategie.kit.documents.word.package import demand_harmless
from sozialstrategie.kit.documents.word.places import Found, hidden_signs, look, spots_of
from sozialstrategie.kit.documents.word.report import Report

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WHERE = {f"{_OFFICE}/header": "Kopfzeile", f"{_OFFICE}/footer": "Fußzeile"}
_DAMAGED = "Die Datei ist beschädigt. Bitte speichern Sie die Vorlage in Word neu als .docx."
_HIDDEN = (
    "Ein Platzhalter steht an einer Stelle, an der nichts eingesetzt wird: in einer Fußnote, einem Kommentar, einer Formel, einer "
    "Feldfunktion oder einem Diagramm. Bitte verschieben Sie ihn."
)
_TRACES = (
    "Die Vorlage enthält Kommentare oder nachverfolgte Änderungen; sie stünden mit Namen in jedem Dokument. Bitte löschen Sie die "
    "Kommentare und nehmen Sie die Änderungen an."
)
_TRACED = ("ins", "del", "moveFrom", "moveTo", "comment", "commentReference")
SAMPLE_DAY = date(2026, 12, 24)


def check_template(data: bytes, kind: TemplateKind) -> Report:
    """Look at a foreign file, then fill it in twice: with sample values and with empty ones."""
    try:
        demand_harmless(data)
    except Refused as refusal:
        return Report((str(refusal),))
    found = Found()
    try:
        parts = list(_parts(data))
    except Exception:  # a foreign file can break the library in any way; nothing of it is kept
        return Report((_DAMAGED,))
    for where, root in parts:
        if next(root.iter(*(f"{_W}{name}" for name in _TRACED)), None) is not None:
            found.problems.append(_TRACES)
        if where is None:
            if any("{{" in text or "{%" in text for text in root.itertext()):
                found.problems.append(_HIDDEN)
            continue
        look(list(spots_of(root, where)), kind, found)
        if hidden_signs(root):
            found.problems.append(_HIDDEN)
    if not found.problems:
        found.problems += _missing(found.used, kind)
    if not found.problems:
        found.problems += _tried(data, kind, found.used)
    used = tuple(path for path in paths(kind.placeholders) if path in found.used)
    notes = () if found.problems else tuple(_notes(parts, kind, found.used))
    return Report(tuple(dict.fromkeys(found.problems)), notes, used)


def test_print(data: bytes, kind: TemplateKind) -> bytes:
    """The template filled with sample values.

    Raises:
        Unfillable: what a check would tell.
    """
    return _filled(data, kind, sample_values(kind.placeholders))


test_print.__test__ = False  # type: ignore[attr-defined]  # the name is ours, not pytest's


def _filled(data: bytes, kind: TemplateKind, values: dict[str, Any]) -> bytes:
    document = Document(title="Probedruck", date=SAMPLE_DAY, blocks=(), author="Probe", compact=True)
    return fill(data, kind, document, {**frame_values(document), **values})


def _parts(data: bytes) -> Iterator[tuple[str | None, Any]]:
    """Parts of the file as (where, root): "" for the text, words for headers and footers, None for the rest."""
    import docx  # heavy: only when a Word file is read

    file = docx.Document(io.BytesIO(data))
    named = {rel.target_part.partname: _WHERE[rel.reltype] for rel in file.part.rels.values() if rel.reltype in _WHERE}
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for part in file.part.package.iter_parts():
        if part.partname.endswith(".xml"):
            where = "" if part is file.part else named.get(part.partname)
            yield where, etree.fromstring(part.blob, parser)


def _missing(used: set[str], kind: TemplateKind) -> Iterator[str]:
    """A document must say what it is about: the whole content, or everything that makes it up."""
    lacking = [name for name in kind.whole if name not in used]
    if "inhalt" in used or (kind.whole and not lacking):
        return
    if kind.whole and len(lacking) < len(kind.whole):
        listed = ", ".join(f"„{name}“" for name in lacking)
        yield f"Es fehlt {listed}; ohne das wäre das Dokument unvollständig. Oder setzen Sie {{{{ inhalt }}}} für den ganzen Inhalt."
    else:
        yield "Die Vorlage hat keinen Platz für den Inhalt. Bitte setzen Sie {{ inhalt }} in einen Absatz für sich allein."


def _tried(data: bytes, kind: TemplateKind, used: set[str]) -> Iterator[str]:
    samples = sample_values(kind.placeholders)
    try:
        printed = _text_of(_filled(data, kind, samples))
        _filled(data, kind, empty_values(kind.placeholders))
    except Unfillable as problem:
        yield str(problem)
        return
    for placeholder in kind.placeholders:
        if isinstance(placeholder, Text) and placeholder.name in used:
            for text in texts_in(placeholder, samples[placeholder.name]):
                if any(line not in printed for line in text.splitlines()):
                    yield f"Beim Probedruck kam „{placeholder.name}“ nicht an. Bitte schreiben Sie den Platzhalter neu."


def _text_of(data: bytes) -> str:
    """All text of a file, paragraph by paragraph."""
    found = []
    for where, root in _parts(data):
        if where is not None:
            found += ["".join(t.text or "" for t in p.iter(f"{_W}t")) for p in root.iter(f"{_W}p")]
    return "\n".join(found)


def _notes(parts: list[tuple[str | None, Any]], kind: TemplateKind, used: set[str]) -> Iterator[str]:
    """What is allowed and still worth a look."""
    covered = set(paths(kind.own)) if "inhalt" in used else {"inhalt"} if kind.whole else set()
    left = [path for path in paths(kind.placeholders) if path not in used | covered]
    if left:
        yield f"Nicht benutzt: {', '.join(left)}."
    seen = [p.name for p in to_be_seen(kind, used)]
    if seen:
        yield f"Was Lesende sehen müssen und in der Vorlage keinen Platz hat, steht über dem Inhalt: {', '.join(seen)}."
    main = next(root for where, root in parts if where == "")
    if any(
        not p.get("descr") for _, root in parts if root is not None for p in root.iter("{*}docPr") if _is_picture(p)
    ):
        yield "Einem Bild fehlt der Alternativtext für alle, die es nicht sehen. In Word: rechte Maustaste, „Alternativtext bearbeiten“."
    for number, table in enumerate(main.iter(f"{_W}tbl"), 1):
        text = "".join(t.text or "" for t in table.iter(f"{_W}t"))
        if "{%tr" in text and next(table.iter(f"{_W}tblHeader"), None) is None:
            yield f"Tabelle {number} hat keine Kopfzeile. In Word: erste Zeile wählen, Tabelleneigenschaften, „Als Kopfzeile wiederholen“."


def _is_picture(properties: Any) -> bool:
    return next(properties.getparent().iter("{*}pic"), None) is not None
