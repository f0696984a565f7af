"""Documents about a Kreis: the Sozialbericht by themes, and the profile on two pages.

Every sentence with a figure is made from the catalogue's wording and released figures; distances are computed from
the shown values. Nothing here judges people or places.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from sozialstrategie.evidence.disclosure.gate import log_release
from sozialstrategie.evidence.monitoring.models import ReportPlan, ReportState
from sozialstrategie.evidence.monitoring.queries import current_run_uid, may_see_drafts
from sozialstrategie.evidence.monitoring.report.compose import Material, Planned, compose
from sozialstrategie.evidence.monitoring.report.content import Entry, Subject, find_subject, load_entries
from sozialstrategie.evidence.monitoring.report.dense import Spread, load_spread
from sozialstrategie.evidence.monitoring.report.profile import fitted_profile
from sozialstrategie.evidence.monitoring.report.sources import checked_findings
from sozialstrategie.evidence.monitoring.report.texts import OwnText
from sozialstrategie.evidence.monitoring.reporting import queries as plans
from sozialstrategie.evidence.monitoring.signals import SignalList, signals_for
from sozialstrategie.kit.accounts.queries import organisation_by_slug
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.kit.documents.model import Document
from sozialstrategie.kit.documents.registry import DocumentKind


def build_sozialbericht(actor: Actor, *, region: str | None, owner: str | None, format: str) -> bytes:
    """The report as PDF (or Word file). Drafted observations stand in it only for those who may see them.

    For an organisation it is its newest plan, where there is one and the actor may read it; else the usual report.

    Raises:
        Refused: the key is not a Kreis of Thüringen, or there are no figures yet.
    """
    organisation = organisation_by_slug(owner) if owner else None
    if organisation is not None and allowed("monitoring.view_reports", actor, organisation):
        with owner_scope(organisation):
            plan = plans.newest_plan_for(actor, organisation)
            if plan is not None:
                return build_planned(actor, plan, format=format)
    subject = find_subject(region, owner)
    entries = _entries(subject)
    drafted = signals_for(subject.code, audience="public") if may_see_drafts(actor, subject.code) else None
    _log(entries, "document:sozialbericht", actor)
    return _written(sozialbericht(subject, entries, drafted, load_spread()), format)


def build_planned(actor: Actor, plan: ReportPlan, *, format: str) -> bytes:
    """A report as it is planned, with own texts and checked findings; inside the scope of its owner.

    Raises:
        Forbidden: the actor may not read reports of this organisation.
        Refused: its region is no Kreis of Thüringen, or there are no figures yet.
    """
    material = planned_material(actor, plan)
    _log(material.entries, "document:sozialbericht", actor)
    return _written(compose(material), format)


def planned_material(actor: Actor, plan: ReportPlan) -> Material:
    """Everything that a planned report is made of, as this actor may see it."""
    owner = plan.owner
    subject = find_subject(None, owner.slug)
    texts = plans.texts_for(actor, plan)
    last = max(plan.updated_at, *(t.updated_at for t in texts)) if texts else plan.updated_at
    drafted = None
    if plan.with_drafts and may_see_drafts(actor, subject.code):
        drafted = signals_for(subject.code, audience="public", decided=plans.decided_signals(owner))
    planned = Planned(
        title=plan.title,
        chapters=tuple(plan.chapters),
        texts=tuple(
            OwnText(t.chapter, t.heading, t.text, t.author_function, timezone.localdate(t.updated_at)) for t in texts
        ),
        findings=tuple(checked_findings(owner, actor)),
        is_done=plan.state == ReportState.DONE,
        day=timezone.localdate(last),
    )
    return Material(subject, _entries(subject), load_spread(), drafted, planned)


def sozialbericht(
    subject: Subject, entries: Sequence[Entry], drafted: SignalList | None, spread: Spread | None = None
) -> Document:
    """The usual report, without the database.

    Args:
        drafted: what the program drafted; None = the reader may not see drafts, key figures stand in their place.
        spread: figures of all Kreise; without them no place among them is drawn.
    """
    return compose(Material(subject, entries, spread or {}, drafted))


def build_profile(actor: Actor, *, region: str | None, owner: str | None, format: str) -> bytes:
    """Two pages about a Kreis as PDF (or Word file), with the same rule about drafts as the report.

    Raises:
        Refused: the key is not a Kreis of Thüringen, or there are no figures yet.
    """
    subject = find_subject(region, owner)
    entries = _entries(subject)
    drafted = signals_for(subject.code, audience="public") if may_see_drafts(actor, subject.code) else None
    key = (current_run_uid(), subject, drafted is None)
    document, pdf = fitted_profile(subject, entries, load_spread(), drafted, key=key)
    _log(entries, "document:profil", actor)
    return pdf if format == "pdf" else _written(document, format)


def _entries(subject: Subject) -> list[Entry]:
    entries = load_entries(subject.code)
    if not any(e.own for e in entries):
        raise Refused(f"Für {subject.name} liegen noch keine Zahlen vor. Bitte zuerst Zahlen einlesen und berechnen.")
    return entries


def _log(entries: Sequence[Entry], channel: str, actor: Actor) -> None:
    for entry in entries:
        if entry.released.payload:
            log_release(entry.released, channel=channel, actor=actor)


def _written(document: Document, format: str) -> bytes:
    if format == "docx":
        from sozialstrategie.kit.documents.docx_writer import to_docx  # heavy: only when a Word file is asked for

        return to_docx(document)
    from sozialstrategie.kit.documents.typst_writer import to_pdf  # heavy: only when a PDF is asked for

    return to_pdf(document)


SOZIALBERICHT = DocumentKind("sozialbericht", "Sozialbericht", ("pdf", "docx"), build_sozialbericht)
PROFIL = DocumentKind("profil", "Profil", ("pdf", "docx"), build_profile)
