"""Texts of the administration and checked findings as blocks, each saying where it comes from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sozialstrategie.evidence.monitoring.report.sources import ReportFinding
from sozialstrategie.kit.documents.model import Block, BulletList, Heading, Lead, Paragraph, SideNote

BY_ADMINISTRATION = "Text der Verwaltung"
NO_HEADING = "Einordnung"
_BULLET = re.compile(r"^\s*[-–*•]\s+")
_NUMBERED = re.compile(r"^\s*\d{1,3}[.)]\s+")


@dataclass(frozen=True, slots=True)
class OwnText:
    """A text as it is printed; `function` answers for it, people are not named."""

    chapter: str
    heading: str
    text: str
    function: str
    day: date

    @property
    def origin(self) -> str:
        return f"{self.function + ', ' if self.function else ''}Stand {self.day:%d.%m.%Y}."


def blocks_of(text: str) -> list[Block]:
    """Blank lines part paragraphs; lines that begin with "- " or "1. " are lists.

    >>> blocks_of("Zwei Gründe:\\n- einer\\n- noch einer")
    [Paragraph(text='Zwei Gründe:', small=False), BulletList(items=('einer', 'noch einer'), ordered=False, small=False)]
    """
    blocks: list[Block] = []
    for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n").strip()):
        words: list[str] = []
        items: list[str] = []
        ordered = False
        for line in part.split("\n"):
            mark = _BULLET.match(line) or _NUMBERED.match(line)
            if mark is None and items and line[:1].isspace():
                items[-1] += " " + line.strip()  # the item goes on
            elif mark is None:
                blocks += _list(items, ordered)
                items = []
                words.append(line.strip())
            else:
                blocks += _words(words)
                words = []
                if items and ordered != bool(_NUMBERED.match(line)):
                    blocks += _list(items, ordered)
                    items = []
                ordered = bool(_NUMBERED.match(line))
                items.append(line[mark.end() :].strip())
        blocks += [*_words(words), *_list(items, ordered)]
    return blocks


def _words(lines: Sequence[str]) -> list[Block]:
    text = " ".join(line for line in lines if line)
    return [Paragraph(text)] if text else []


def _list(items: Sequence[str], ordered: bool) -> list[Block]:
    return [BulletList(tuple(items), ordered)] if items else []


def own_sections(number: str, texts: Sequence[OwnText], *, after: int = 0) -> list[Block]:
    """One section per text, marked in the margin."""
    blocks: list[Block] = []
    for n, own in enumerate(texts, start=after + 1):
        blocks += [
            Heading(own.heading or NO_HEADING, 2, f"{number}.{n}"),
            SideNote(BY_ADMINISTRATION, own.origin),
            *blocks_of(own.text),
        ]
    return blocks


def finding_sections(number: str, findings: Sequence[ReportFinding]) -> list[Block]:
    """Findings that people checked, with who did; `number` of the section that holds them."""
    if not findings:
        return []
    blocks: list[Block] = [Heading("Geprüfte Befunde", 2, number)]
    for finding in findings:
        blocks += [
            Heading(finding.label, 3),
            Lead(finding.title),
            SideNote("Woher der Satz kommt", finding.signature),
            *blocks_of(finding.statement),
            *([Paragraph(f"Was er nicht zeigt: {finding.caveat}")] if finding.caveat else []),
            *([BulletList(finding.figures, small=True)] if finding.figures else []),
        ]
    return blocks
