"""Accepted findings for the Sozialbericht, as the report of the monitoring room prints them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sozialstrategie.action.strategy.cited import cited, shown, source
from sozialstrategie.action.strategy.enums import FindingOrigin, FindingState
from sozialstrategie.action.strategy.models import Finding, FindingFigure
from sozialstrategie.action.strategy.queries.figures import unchecked_renewals
from sozialstrategie.action.strategy.queries.overview import WITHHELD, may_see_own
from sozialstrategie.evidence.monitoring.models import FigureReference
from sozialstrategie.evidence.monitoring.own import is_own
from sozialstrategie.evidence.monitoring.queries import Staleness, stale_references
from sozialstrategie.evidence.monitoring.report.sources import ReportFinding
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.core.scopes import owner_scope


def findings_for_report(owner: Organisation, actor: Actor) -> list[ReportFinding]:
    """Living accepted findings by number with the figures they froze; empty for whoever may not see the working copy."""
    if not allowed("strategy.view_drafts", actor, owner):
        return []
    with owner_scope(owner):
        findings = list(Finding.objects.filter(owner=owner, deleted_at=None, state=FindingState.ACCEPTED))
        rows = FindingFigure.objects.filter(owner=owner, deleted_at=None, finding__in=findings)
        figures: dict[int, list[FigureReference]] = defaultdict(list)
        for row in rows.select_related("reference"):
            figures[row.finding_id].append(row.reference)
        used = [reference for references in figures.values() for reference in references]
        stale = {s.reference.pk: s for s in stale_references(used, own=may_see_own(actor, owner))}
        return [_printed(f, figures[f.pk], stale) for f in findings]


def _printed(finding: Finding, references: list[FigureReference], stale: Mapping[int, Staleness]) -> ReportFinding:
    return ReportFinding(
        label=f"Befund {finding.number}",
        theme=finding.theme,
        title=finding.title,
        statement=finding.statement,
        caveat=finding.caveat,
        signature=signature(finding),
        figures=(*_figures(references), *(_changed(stale[r.pk]) for r in references if r.pk in stale)),
        is_own=any(is_own(reference.indicator) for reference in references),
    )


def signature(finding: Finding) -> str:
    """ "Aus Daten entworfen, geprüft von Planungskoordination am 03.05.2026." """
    origin = str(FindingOrigin(finding.origin).label)
    by = f" von {finding.checked_role}" if finding.checked_role else ""
    since = " Seither wurden Zahlen neu festgehalten." if unchecked_renewals(finding) else ""
    return f"{origin[:1].upper()}{origin[1:]}, geprüft{by} am {finding.checked_on:%d.%m.%Y}.{since}"


def _changed(stale: Staleness) -> str:
    """A report that repeats a finding says what has become of its figures since."""
    figure = cited(stale.reference)
    where = f"{figure.name}, {figure.place}, {figure.period}"
    if stale.withheld:
        return f"Seither geändert: {where}, {WITHHELD}."
    if stale.gone:
        return f"Seither geändert: {where} liegt nicht mehr vor."
    now = shown(stale.reference.indicator, stale.current_value, stale.current_sign)
    return f"Seither anders bestimmt: {where}." if now == figure.value else f"Seither geändert: {where}, jetzt {now}."


def _figures(references: list[FigureReference]) -> tuple[str, ...]:
    """One line per series: "Quote, %: 9,5 (Landkreis Nordhausen, 2021); 6,7 (Thüringen, 2021). Amt, Ausgabe 1a2b3c4d"."""
    lines: dict[tuple[str, str], list[str]] = {}
    for reference in references:
        figure = cited(reference)
        name = f"{figure.name}, {figure.unit}" if figure.unit else figure.name
        cites = ", ".join(part for part in (source(reference), f"Ausgabe {reference.edition}") if part)
        lines.setdefault((name, cites), []).append(f"{figure.value} ({figure.place}, {figure.period})")
    return tuple(f"{name}: {'; '.join(values)}. {cites}" for (name, cites), values in lines.items())
