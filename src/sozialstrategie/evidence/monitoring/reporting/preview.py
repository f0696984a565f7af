"""What a chapter says, for the page where people write beside it: the same sentences as in the document, without pictures."""

from __future__ import annotations

from dataclasses import dataclass

from sozialstrategie.evidence.monitoring.report.compose import Material
from sozialstrategie.evidence.monitoring.report.outline import ABOUT, GAPS, SUMMARY, Chapter
from sozialstrategie.evidence.monitoring.report.sentences import headline, sentences
from sozialstrategie.evidence.monitoring.report.sources import ReportFinding


@dataclass(frozen=True, slots=True)
class Sentence:
    """`origin`: short word above it, "" for what figures say by fixed rules."""

    text: str
    origin: str = ""
    more: str = ""


DRAFT, CHECKED = "Entwurf, von niemandem geprüft", "Geprüfter Befund"
WRITTEN_BY_PROGRAM = {
    ABOUT: "Wie der Bericht zu lesen ist und woher die Zahlen kommen. Das schreibt das Programm aus den Quellen.",
    GAPS: "Welche Themen, Kennzahlen und Jahre fehlen und welche Werte älter sind. Das schreibt das Programm aus den Zahlen.",
}


def sentences_of(chapter: Chapter, material: Material) -> list[Sentence]:
    """Checked findings, drafts and sentences from figures of one chapter, in the order of the document."""
    found = [_checked(f) for f in material.findings(chapter)]
    if chapter.key in WRITTEN_BY_PROGRAM:
        found.append(Sentence(WRITTEN_BY_PROGRAM[chapter.key]))
    drafts = material.drafted.drafts if material.drafted else ()
    if chapter.key == SUMMARY:
        found += [Sentence(f"{d.title} {d.text}", DRAFT, d.caveat) for d in drafts]
        if material.drafted is None:
            found.append(Sentence("Aus jedem Thema die erste Zahl, mit Thüringen und Deutschland daneben."))
    if chapter.theme:
        found += [Sentence(f"{d.title} {d.text}", DRAFT, d.caveat) for d in drafts if d.theme == chapter.theme]
        rows = [e for e in material.used if e.info.theme == chapter.theme]
        found += [Sentence(sentences(e, material.subject) or f"{headline(e)}.") for e in rows]
    return found


def _checked(finding: ReportFinding) -> Sentence:
    return Sentence(f"{finding.label}: {finding.title}", CHECKED, finding.signature)
