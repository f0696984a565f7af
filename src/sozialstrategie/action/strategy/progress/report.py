"""The implementation report: how far each measure is, by Handlungsfeld.

Who works on the strategy gets the working copy with the traffic light, what is late and why, money, and what was dropped.
Everybody else gets what the newest released version says, and nothing that came after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from sozialstrategie.action.strategy import queries as strategies
from sozialstrategie.action.strategy.enums import (
    ACTIVE_STATUSES,
    GONE_STATUSES,
    MeasureStatus,
    Rating,
    ReadingState,
)
from sozialstrategie.action.strategy.lateness import lateness, sentence
from sozialstrategie.action.strategy.models import (
    BudgetLine,
    FieldOfAction,
    IndicatorUse,
    Measure,
    Reading,
    Strategy,
    StrategyVersion,
    Target,
)
from sozialstrategie.action.strategy.progress.budget import euro
from sozialstrategie.action.strategy.progress.facts import facts_of, update_months
from sozialstrategie.action.strategy.progress.timeline import Point, milestones_of
from sozialstrategie.action.strategy.queries import by_number, decimal_words
from sozialstrategie.action.strategy.queries.life import in_force_for
from sozialstrategie.action.strategy.queries.records import VIEW
from sozialstrategie.action.strategy.report.book import amount, german
from sozialstrategie.kit.accounts.queries import organisation_by_slug
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.kit.documents.model import (
    Block,
    Document,
    Heading,
    KeyFigures,
    Notice,
    Paragraph,
    TableBlock,
)
from sozialstrategie.kit.documents.registry import DocumentKind
from sozialstrategie.kit.documents.word.fields import TemplateKind
from sozialstrategie.kit.workplace.documents import word_file

_PUT_OFF = (*GONE_STATUSES, MeasureStatus.POSTPONED)


@dataclass
class Entry:
    """One measure as the report prints it; what a reader may not see is empty."""

    number: str
    title: str
    status: str
    unit: str = ""
    reported: str = ""
    rating: str = ""
    reasons: tuple[str, ...] = ()
    values: list[tuple[str, str, str, str]] = field(default_factory=list)  # indicator, start, targets, newest Messwert
    points: Sequence[Point] = ()

    @property
    def name(self) -> str:
        return f"{self.number} {self.title}"


@dataclass
class Chapter:
    title: str
    entries: list[Entry]
    planned: Decimal | None = None
    actual: Decimal | None = None


def build_report(actor: Actor, *, region: str | None, owner: str | None, format: str) -> bytes:
    """The implementation report of an organisation as pdf or docx.

    Raises:
        Refused: no such organisation, or nothing that this actor may read.
    """
    if owner is None:
        raise Refused("Ein Umsetzungsbericht gehört einer Organisation. Bitte nennen Sie sie mit --owner.")
    organisation = organisation_by_slug(owner)
    if organisation is None:
        raise Refused(f"Die Organisation „{owner}“ gibt es nicht.")
    with owner_scope(organisation):
        document = report_document(actor, organisation)
        if format == "docx":
            return word_file(organisation, REPORT_TEMPLATE.name, document)
    from sozialstrategie.kit.documents.typst_writer import to_pdf  # heavy: only when a PDF is asked for

    return to_pdf(document)


REPORT_TEMPLATE = TemplateKind("umsetzungsbericht", "Umsetzungsbericht")
IMPLEMENTATION_REPORT = DocumentKind("umsetzungsbericht", "Umsetzungsbericht", ("pdf", "docx"), build_report)


def report_document(actor: Actor, organisation: Organisation) -> Document:
    """The report as this actor may read it. Call in the scope of the owner.

    Raises:
        Refused: nothing is released, and the actor does not work on the strategy.
    """
    version = strategies.released_version(organisation)
    inside = allowed(VIEW, actor, organisation)
    if version is not None and (actor.is_system or not inside):
        return released_report(organisation, version)
    if not inside:
        raise Refused("Diese Organisation hat noch keine Strategie freigegeben.")
    # while the next strategy is drafted, the one in force is carried out
    strategy = in_force_for(actor, organisation) or strategies.current_strategy_for(actor, organisation)
    if strategy is None:
        raise Refused("Diese Organisation hat noch keine Strategie begonnen.")
    return working_report(actor, organisation, strategy, timezone.localdate())


# --- for those who work on it ---------------------------------------------------------------------------------------


def working_report(actor: Actor, organisation: Organisation, strategy: Strategy, today: date) -> Document:
    """The working copy with its Teilpläne, judged on a day; a constant number of queries."""
    alive = {"owner": organisation, "deleted_at": None}
    parts = list(strategies.component_plans_for(actor, organisation, strategy))
    of_all = FieldOfAction.objects.filter(strategy__in=[strategy, *parts], **alive)
    fields = sorted(of_all, key=lambda f: (f.strategy_id != strategy.pk, f.strategy_id, f.number))
    part_names = {part.pk: f"{part.title}: " for part in parts}
    measures = by_number(Measure.objects.filter(field__in=fields, **alive).select_related("owner"))
    facts, months = facts_of(measures), update_months(organisation)
    points = milestones_of(actor, organisation, today)
    values = _values(measures)
    money = list(BudgetLine.objects.filter(measure__in=measures, **alive).select_related("measure"))
    chapters = []
    for f in fields:
        entries = [
            Entry(
                m.number, m.title, m.get_status_display(), m.lead_unit, _reported(m),
                str(Rating(m.rating).label) if m.rating else "",
                tuple(sentence(r, facts[m.pk], today, months) for r in lateness(facts[m.pk], today, months)),
                values.get(m.pk, []), points.get(m.uid, ()),
            )
            for m in measures
            if m.field_id == f.pk and m.status not in _PUT_OFF
        ]  # fmt: skip
        lines = [line for line in money if line.measure.field_id == f.pk]
        spent = [line.actual for line in lines if line.actual is not None]
        chapters.append(
            Chapter(
                f"{part_names.get(f.strategy_id, '')}{f.number} {f.title}", entries, sum((x.planned for x in lines), Decimal(0)) if lines else None,
                sum(spent, Decimal(0)) if spent else None,
            )
        )  # fmt: skip
    active = [m for m in measures if m.status in ACTIVE_STATUSES]
    late = sum(1 for c in chapters for e in c.entries if e.reasons)
    put_off = [m for m in measures if m.status in _PUT_OFF]
    blocks: list[Block] = [
        KeyFigures(
            (
                ("Maßnahmen", str(len(measures)), ""),
                ("unterwegs", str(len(active)), f"{late} mit berechnetem Hinweis" if late else "ohne Hinweis"),
                ("fertig", str(sum(m.status == MeasureStatus.COMPLETED for m in measures)), ""),
                ("nicht weiterverfolgt", str(len(put_off)), ""),
            )
        ),
        Paragraph(
            f"Hinweise sind am {today:%d.%m.%Y} aus Terminen, Zielwerten und Meldungen berechnet. Die Einschätzung ist die "
            "der zuständigen Stelle; beides steht nebeneinander und ändert einander nicht.",
            small=True,
        ),
    ]
    for chapter in chapters:
        blocks += _chapter(chapter, with_judgement=True)
    blocks.append(Heading("Zurückgestellt, fallen gelassen, übernommen", 1))
    if put_off:
        rows = tuple((f"{m.number} {m.title}", m.get_status_display(), m.status_reason or "–") for m in put_off)
        blocks.append(TableBlock("", ("Maßnahme", "Stand", "Grund"), rows, widths=(1.4, 0.7, 1.6)))
    else:
        blocks.append(Paragraph("Keine."))
    return _document(organisation, strategy.title, today, blocks, "Arbeitsstand, nicht freigegeben")


def _reported(m: Measure) -> str:
    text = f"{m.progress_on:%d.%m.%Y}: {m.progress_note}" if m.progress_on else m.progress_note
    return "\n".join(filter(None, [text, f"Nächster Schritt: {m.next_step}" if m.next_step else ""])) or "–"


def _values(measures: Sequence[Measure]) -> dict[int, list[tuple[str, str, str, str]]]:
    """Measure id -> indicators with start, targets and the newest approved Messwert; three queries."""
    if not measures:
        return {}
    owner = measures[0].owner_id
    uses = list(IndicatorUse.objects.filter(owner=owner, measure__in=measures, indicator="", deleted_at=None))
    targets: dict[int, list[Target]] = {}
    for t in Target.objects.filter(owner=owner, use__in=uses, deleted_at=None):
        targets.setdefault(t.use_id, []).append(t)
    readings = Reading.objects.filter(owner=owner, deleted_at=None, state=ReadingState.APPROVED).order_by("day")
    newest: dict[tuple[int | None, int | None], Reading] = {(r.measure_id, r.use_id): r for r in readings}
    found: dict[int, list[tuple[str, str, str, str]]] = {}
    for m in measures:
        if m.has_target or (m.pk, None) in newest:
            when = f" bis {m.target_year}" if m.target_year else ""
            target = m.target_text or decimal_words(m.target_value)
            start = m.baseline_text or decimal_words(m.baseline_value)
            row = (m.indicator_text or "–", start or "–", f"{target}{when}" if target else "–")
            found.setdefault(m.pk, []).append((*row, _newest(newest.get((m.pk, None)))))
    for u in uses:
        aims = ", ".join(f"{_aim(t)} bis {t.year}" for t in targets.get(u.pk, [])) or "–"
        row = (f"{u.name}{f' ({u.unit})' if u.unit else ''}", decimal_words(u.baseline_value) or "–", aims)
        found.setdefault(u.measure_id or 0, []).append((*row, _newest(newest.get((None, u.pk)))))
    return found


def _aim(t: Target) -> str:
    return decimal_words(t.value) + (f" bis {decimal_words(t.upper)}" if t.upper is not None else "")


def _newest(r: Reading | None) -> str:
    if r is None:
        return "noch keiner"
    return f"{decimal_words(r.value)} am {r.day:%d.%m.%Y}" + (f" ({r.text})" if r.text else "")


# --- what is released -----------------------------------------------------------------------------------------------


def released_report(organisation: Organisation, version: StrategyVersion) -> Document:
    """The same from the frozen versions that leadership released: of the strategy, and of its Teilpläne."""
    content = version.payload["content"]
    chapters = _released_chapters(content, "")
    for part in strategies.released_parts(version):
        chapters += _released_chapters(part.payload["content"], f"{part.strategy.title}: ")
    as_of = date.fromisoformat(version.payload["as_of"])
    total = sum(len(c.entries) for c in chapters)
    blocks: list[Block] = [
        Paragraph(f"{total} Maßnahmen, wie sie mit Fassung {version.number} am {as_of:%d.%m.%Y} freigegeben wurden.")
    ]
    for chapter in chapters:
        blocks += _chapter(chapter, with_judgement=False)
    state = f"Fassung {version.number}, freigegeben am {as_of:%d.%m.%Y}"
    return _document(organisation, content["strategy"]["title"], as_of, blocks, state)


def _released_chapters(content: dict[str, Any], prefix: str) -> list[Chapter]:
    return [
        Chapter(
            f"{prefix}{f['number']} {f['title']}",
            [_released(m) for m in content["measures"] if m["field"] == f["uid"]],
        )
        for f in content["fields"]
    ]


def _released(m: dict[str, Any]) -> Entry:
    text = f"{german(m['progress_on'])}: {m['progress_note']}" if m["progress_on"] else m["progress_note"]
    values = []
    readings = sorted((r for r in m["readings"] if r["approved_on"]), key=lambda r: r["day"])
    target = m["target_text"] or amount(m["target_value"])
    if target or readings:
        when = f" bis {m['target_year']}" if m["target_year"] else ""
        last = readings[-1] if readings else None
        newest = f"{amount(last['value'])} am {german(last['day'])}" if last else "noch keiner"
        start = m["baseline_text"] or amount(m["baseline_value"])
        values.append((m["indicator_text"] or "–", start or "–", f"{target}{when}" if target else "–", newest))
    return Entry(
        m["number"], m["title"], str(MeasureStatus(m["status"]).label), m["lead_unit"], text or "–", values=values
    )


# --- shared ---------------------------------------------------------------------------------------------------------


def _chapter(chapter: Chapter, *, with_judgement: bool) -> list[Block]:
    blocks: list[Block] = [Heading(chapter.title, 1)]
    if not chapter.entries:
        return [*blocks, Paragraph("In diesem Handlungsfeld steht keine Maßnahme.")]
    head = ("Maßnahme", "Federführung", "Umsetzung", "Sachstand")
    widths: tuple[float, ...] = (1.2, 0.8, 0.7, 1.8)
    rows = [(e.name, e.unit or "–", e.status, e.reported) for e in chapter.entries]
    if with_judgement:
        head, widths = (*head, "Einschätzung", "Berechnet"), (1.1, 0.7, 0.7, 1.5, 0.8, 1.2)  # type: ignore[assignment]
        rows = [
            (*row, e.rating or "–", "\n".join(e.reasons) or "kein Hinweis")  # type: ignore[misc]
            for row, e in zip(rows, chapter.entries, strict=True)
        ]
    blocks.append(TableBlock("", head, tuple(rows), widths=widths))
    measured = [(e.name, *row) for e in chapter.entries for row in e.values]
    if measured:
        columns = ("Maßnahme", "Indikator", "Ausgangswert", "Zielwert", "Jüngster Messwert")
        blocks += [
            Heading("Messwerte und Zielwerte", 2),
            TableBlock("", columns, tuple(measured), widths=(1.1, 1.2, 0.7, 0.9, 1)),
        ]
    points = [(e.name, p.title, f"{p.day:%d.%m.%Y}", p.words) for e in chapter.entries for p in e.points]
    if points:
        columns = ("Maßnahme", "Meilenstein", "Tag", "Stand")  # type: ignore[assignment]
        blocks += [
            Heading("Meilensteine", 2),
            TableBlock("", columns, tuple(points), widths=(1.2, 1.4, 0.6, 0.6)),
        ]
    if chapter.planned is not None:
        spent = euro(chapter.actual) or "noch nichts eingetragen"
        blocks.append(Paragraph(f"Kosten über alle Jahre: geplant {euro(chapter.planned)}, ausgegeben {spent}."))
    return blocks


def _document(organisation: Organisation, subject: str, as_of: date, blocks: list[Block], state: str) -> Document:
    if organisation.is_example:
        blocks.insert(0, Notice("Erfundenes Beispiel", f"{organisation.name} gibt es nicht.", example=True))
    return Document(
        title="Umsetzungsbericht",
        subtitle=subject,
        date=as_of,
        blocks=tuple(blocks),
        author=organisation.name,
        state=state,
        date_label=f"Stand: {as_of:%d.%m.%Y}",
        cofunding=organisation.cofunding_notice,
        footer=f"{state}.",
        keywords=("Umsetzungsbericht", "Sozialplanung", organisation.name),
        example=organisation.is_example,
        compact=True,
    )
