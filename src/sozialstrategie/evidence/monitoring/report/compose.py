"""Puts the chapters of a report together: the usual one for everybody, or one as an organisation planned it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sozialstrategie.evidence.monitoring.report import appendix, chapters
from sozialstrategie.evidence.monitoring.report.content import Entry, Subject, last_day
from sozialstrategie.evidence.monitoring.report.dense import Spread
from sozialstrategie.evidence.monitoring.report.outline import ABOUT, FURTHER, GAPS, SUMMARY, Chapter, all_chapters
from sozialstrategie.evidence.monitoring.report.sources import ReportFinding
from sozialstrategie.evidence.monitoring.report.texts import OwnText, finding_sections, own_sections
from sozialstrategie.evidence.monitoring.signals import SignalList
from sozialstrategie.kit.documents.model import Block, Document, Heading, Outline, Paragraph

USUAL_STATE = "Aus Daten entworfen. Von niemandem fachlich geprüft, nicht beschlossen."


@dataclass(frozen=True, slots=True)
class Planned:
    """A report as an organisation wants it. `chapters`: keys in their order; `day`: of the last change."""

    title: str
    chapters: tuple[str, ...]
    texts: tuple[OwnText, ...]
    findings: tuple[ReportFinding, ...]
    is_done: bool
    day: date


@dataclass(frozen=True)
class Material:
    """What the chapters are made of.

    `drafted`: None = the reader may not see drafts, or the plan leaves them out.
    """

    subject: Subject
    entries: Sequence[Entry]
    spread: Spread
    drafted: SignalList | None
    plan: Planned | None = None

    @property
    def used(self) -> list[Entry]:
        return [e for e in self.entries if e.own]

    @property
    def newest(self) -> date:
        return max(last_day(o) for e in self.used for o in e.own)

    @property
    def themes(self) -> list[str]:
        return list(dict.fromkeys(e.info.theme for e in self.used))

    def texts(self, chapter: Chapter) -> list[OwnText]:
        return [t for t in self.plan.texts if t.chapter == chapter.key] if self.plan else []

    def findings(self, chapter: Chapter) -> list[ReportFinding]:
        """Those of the theme; in the chapter for the rest those whose theme has no chapter here."""
        if self.plan is None:
            return []
        if chapter.key == FURTHER:
            placed = {c.theme for c in self.chosen if c.theme}
            return [f for f in self.plan.findings if f.theme not in placed]
        return [f for f in self.plan.findings if chapter.theme and f.theme == chapter.theme]

    @property
    def has_own(self) -> bool:
        """Whether a finding cites a figure of an own table."""
        return self.plan is not None and any(finding.is_own for finding in self.plan.findings)

    @property
    def chosen(self) -> list[Chapter]:
        """Chapters in their order; themes without figures fall away."""
        known = {c.key: c for c in all_chapters(self.themes)}
        keys = self.plan.chapters if self.plan else list(known)
        return [known[key] for key in keys if key in known]


def compose(material: Material) -> Document:
    """The whole document, without the database."""
    subject, plan = material.subject, material.plan
    blocks: list[Block] = [Outline(depth=2)]
    number = 0
    for chapter in material.chosen:
        content = _chapter(number + 1, chapter, material)
        if content:
            number += 1
            notice = chapters.example_notice(subject) if number == 1 else []
            blocks += [Heading(chapter.title, 1, str(number)), *notice, *content]
    used = material.used
    blocks += [*appendix.indicators(used), *appendix.signs(), *appendix.state(used)]
    day = max(material.newest, plan.day) if plan else material.newest
    newest = f"Jüngste Zahl vom {material.newest:%d.%m.%Y}. Jede Zahl trägt ihr eigenes Jahr."
    return Document(
        title=plan.title if plan else f"Sozialbericht {subject.name}",
        subtitle=f"Was die {_kind(material)} Zahlen zeigen, im Vergleich mit Thüringen und Deutschland",
        date=day,
        blocks=tuple(blocks),
        author=subject.author,
        state=_state(material),
        date_label=f"Stand {day:%d.%m.%Y}. {newest}" if plan else newest,
        cofunding=subject.cofunding,
        footer=_footer(material),
        keywords=("Sozialbericht", subject.name, "Sozialplanung", *material.themes),
        attachments=(appendix.attachment(subject, used, spread=material.spread),),
        example=subject.example,
    )


def _chapter(number: int, chapter: Chapter, material: Material) -> list[Block]:
    """The content below the heading; empty = the chapter is left out."""
    own = own_sections(str(number), material.texts(chapter))
    if chapter.own:
        return own
    after = len(material.texts(chapter))
    found = finding_sections(f"{number}.{after + 1}", material.findings(chapter))
    own += found
    after += bool(found)
    subject, used = material.subject, material.used
    if chapter.key == FURTHER:
        return own
    if chapter.key == SUMMARY:
        drafted = material.drafted
        return [*own, *_parted(number, after, "Aus den Zahlen"),
                *(chapters.summary(drafted) if drafted else chapters.key_figures(subject, used))]  # fmt: skip
    if chapter.key == ABOUT:
        return [*own, *_parted(number, after, "Zahlen und Zeichen"), *chapters.about(subject, used), *_kinds(material)]
    if chapter.key == GAPS:
        return [*own, *chapters.gaps(number, subject, material.entries, material.newest, after=after)]
    drafts = material.drafted.drafts if material.drafted else ()
    entries = [e for e in used if e.info.theme == chapter.theme]
    return [*own, *chapters.theme_chapter(number, entries, subject, drafts, material.spread, after=after)]


def _parted(number: int, after: int, text: str) -> list[Block]:
    """A heading between own texts and what the program made; without own texts none is needed."""
    return [Heading(text, 2, f"{number}.{after + 1}")] if after else []


def _kinds(material: Material) -> list[Block]:
    if material.plan is None:
        return []
    return [Paragraph(f"{_contains(material)} Was von wem kommt, steht jeweils am Rand.")]


def _contains(material: Material) -> str:
    """Which kinds of sentences stand in a planned report."""
    assert material.plan is not None
    parts = ["Sätze, die ein Programm nach festen Regeln aus amtlichen Zahlen bildet"]
    if material.plan.texts:
        parts.append("Texte der Verwaltung")
    if material.plan.findings:
        parts.append("Befunde, die Fachleute geprüft haben")
    if material.drafted is not None:
        parts.append("aus Daten entworfene Beobachtungen, die niemand geprüft hat")
    listed = ", ".join(parts[:-1]) + (" und " if len(parts) > 1 else "") + parts[-1]
    return f"Der Bericht enthält {listed}."


def _state(material: Material) -> str:
    if material.plan is None:
        return USUAL_STATE
    word = "Fertig gestellt, nicht beschlossen." if material.plan.is_done else "Arbeitsstand, nicht beschlossen."
    if material.has_own:
        word += " Nur für die Verwaltung: enthält eigene Zahlen, die nicht freigegeben sind."
    return word if material.drafted is None else f"{word} Mit Entwürfen aus Daten, die niemand geprüft hat."


def _kind(material: Material) -> str:
    return "amtlichen und eigenen" if material.has_own else "amtlichen"


def _footer(material: Material) -> str:
    attached = f"Alle {'amtlichen ' if material.has_own else ''}Werte liegen der Datei als csv bei."
    if material.plan is None:
        return f"Amtliche Zahlen. {attached} Aus Daten entworfen, nicht beschlossen."
    return f"{'Fertig gestellt' if material.plan.is_done else 'Arbeitsstand'}, nicht beschlossen. {'Amtliche und eigene' if material.has_own else 'Amtliche'} Zahlen. {attached}"
