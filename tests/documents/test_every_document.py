"""Every kind of document, by name: whoever adds one adds it here. Every PDF is PDF/UA, with nothing left out that it asks."""

from __future__ import annotations

import ast
import io
import zipfile
from pathlib import Path

import pytest

import sozialstrategie
from sozialstrategie.kit.documents import registry, typst_writer
from sozialstrategie.kit.documents.check import structure
from tests.documents.every import Made, of_addresses, of_registry
from tests.routes.seed import World

KINDS = {
    "sozialbericht": {"pdf", "docx"},
    "profil": {"pdf", "docx"},
    "strategie": {"pdf", "docx"},
    "kurzfassung": {"pdf", "docx"},
    "leicht-verstaendlich": {"pdf", "docx"},
    "massnahmentabelle": {"xlsx"},
    "plakat": {"pdf"},
    "umsetzungsbericht": {"pdf", "docx"},
    "vorlage": {"pdf", "docx"},
    "niederschrift": {"pdf", "docx"},
    "sitzungsmappe": {"pdf"},
    "beschlussliste": {"pdf", "xlsx"},
}
ADDRESSES = {
    "committees:decision_list": {"pdf", "xlsx"},
    "committees:meeting_folder": {"pdf"},
    "committees:minutes_document": {"pdf", "docx"},
    "committees:paper_document": {"pdf", "docx"},
    "monitoring:download": {"xlsx"},
    "monitoring:profile": {"pdf"},
    "monitoring:social_report": {"pdf"},
    "monitoring_staff:offers_export": {"xlsx"},
    "monitoring_staff:offers_public": {"xlsx"},
    "monitoring_staff:offers_template": {"xlsx"},
    "monitoring_staff:own_download": {"xlsx"},
    "monitoring_staff:report_document": {"pdf", "docx"},
    "strategy:comparison_document": {"pdf", "docx"},
    "strategy:document": {"pdf", "docx"},
    "strategy:easy_document": {"pdf", "docx"},
    "strategy:implementation_report": {"pdf", "docx"},
    "strategy:opinion_synopsis": {"pdf", "docx", "xlsx"},
    "strategy:printed_document": {"pdf", "docx"},
    "strategy:progress_table": {"xlsx"},
    "strategy:version_document": {"pdf", "docx"},
    "workplace:handover_sheet": {"pdf", "docx"},
    "workplace:word_starter": {"docx"},
    "workplace:word_template_file": {"docx"},
    "workplace:word_template_print": {"docx"},
}


def _endings(made: list[Made]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in made:
        found.setdefault(one.name, set()).add(one.ending)
    return found


def _faults(made: Made) -> list[str]:
    """What a PDF lacks of PDF/UA, or a Word file of real headings and header rows."""
    if made.ending == "docx":
        return _faults_of_word(made)
    if made.ending != "pdf":
        return []
    found = structure(made.data)
    checks = {
        "nennt sich nicht PDF/UA-1": "PDF/UA-1" in found.claims,
        "hat keinen Titel": bool(found.title.strip()),
        "hat keine Sprache": found.lang == "de",
        "hat keine Überschrift": bool(found.headings),
        "hat Bilder ohne Alternativtext": all(a.strip() for a in found.alternatives),
        "hat Kopfzellen ohne Richtung": found.header_cells_without_scope == 0,
        "hat Schriften, die nicht eingebettet sind": bool(found.fonts) and all(found.fonts.values()),
    }
    return [f"{made.name}.pdf {fault}" for fault, good in checks.items() if not good]


def _faults_of_word(made: Made) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        xml = archive.read("word/document.xml").decode()
    faults = [] if 'w:val="Heading' in xml else ["hat keine echte Überschrift"]
    if xml.count("<w:tbl>") > xml.count("<w:tblHeader"):
        faults.append("hat Tabellen ohne Kopfzeile")
    return [f"{made.name}.docx {fault}" for fault in faults]


def test_every_kind_is_known_here() -> None:
    assert {kind.name: set(kind.formats) for kind in registry.all_kinds()} == KINDS


def test_every_kind_is_accessible(world: World) -> None:
    made = list(of_registry(world))
    assert _endings(made) == KINDS
    assert [fault for one in made for fault in _faults(one)] == []


@pytest.mark.long
def test_every_address_of_a_document_is_known_and_accessible(world: World) -> None:
    made = list(of_addresses(world))
    assert _endings(made) == ADDRESSES
    assert [fault for one in made for fault in _faults(one)] == []


def test_the_check_itself_sees_faults(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same document without the standard does not pass."""
    real = typst_writer._compiler()

    class Lax:
        def compile(self, *arguments: object, pdf_standards: object, **named: object) -> bytes:
            data: bytes = real.compile(*arguments, **named)
            return data

    monkeypatch.setattr(typst_writer, "_compiler", Lax)
    made = next(one for one in of_registry(world) if one.name == "niederschrift" and one.ending == "pdf")
    assert "niederschrift.pdf nennt sich nicht PDF/UA-1" in _faults(made)


def test_pdfs_come_from_one_place_only() -> None:
    """Nothing but the writer that enforces PDF/UA loads a library that makes PDFs; the check only reads them."""
    folder = Path(sozialstrategie.__file__).parent
    makers = {"typst", "pikepdf", "pypdf", "reportlab", "weasyprint", "fpdf", "fitz", "borb"}
    found = {}
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if used := makers & {name.split(".")[0] for name in names}:
                found[str(path.relative_to(folder))] = used
    assert found == {"kit/documents/typst_writer.py": {"typst"}, "kit/documents/check.py": {"pikepdf"}}
