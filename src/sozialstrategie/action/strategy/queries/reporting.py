"""Accepted findings for the Sozialbericht, as the report of the monitoring room prints them."""

from __future__ import annotations

from collections import defaultdict

from sozialstrategie.action.strategy.cited import cited, source
from sozialstrategie.action.strategy.enums import FindingOrigin, FindingState
from sozialstrategie.action.strategy.models import Finding, FindingFigure
from sozialstrategie.action.strategy.queries.figures import unchecked_renewals
from sozialstrategie.evidence.monitoring.models import FigureReference
from sozialstrategie.evidence.monitoring.own import is_own
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
        return [_printed(f, figures[f.pk]) for f in findings]


def _printed(finding: Finding, references: list[FigureReference]) -> ReportFinding:
    return ReportFinding(
        label=f"Befund {finding.number}",
        theme=finding.theme,
        title=finding.title,
        statement=finding.statement,
        caveat=finding.caveat,
        signature=signature(finding),
        figures=_figures(references),
        is_own=any(is_own(reference.indicator) for reference in references),
    )


def signature(finding: Finding) -> str:
    """ "Aus Daten entworfen, geprüft von Planungskoordination am 03.05.2026." """
    origin = str(FindingOrigin(finding.origin).label)
    by = f" von {finding.checked_role}" if finding.checked_role else ""
    since = " Seither wurden Zahlen neu festgehalten." if unchecked_renewals(finding) else ""
    return f"{origin[:1].upper()}{origin[1:]}, geprüft{by} am {finding.checked_on:%d.%m.%Y}.{since}"


def _figures(references: list[FigureReference]) -> tuple[str, ...]:
    """One line per series: "Quote, %: 9,5 (Landkreis Nordhausen, 2021); 6,7 (Thüringen, 2021). Amt, Ausgabe 1a2b3c4d"."""
    lines: dict[tuple[str, str], list[str]] = {}
    for reference in references:
        figure = cited(reference)
        name = f"{figure.name}, {figure.unit}" if figure.unit else figure.name
        cites = ", ".join(part for part in (source(reference), f"Ausgabe {reference.edition}") if part)
        lines.setdefault((name, cites), []).append(f"{figure.value} ({figure.place}, {figure.period})")
    return tuple(f"{name}: {'; '.join(values)}. {cites}" for (name, cites), values in lines.items())
