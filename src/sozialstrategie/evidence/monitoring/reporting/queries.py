"""Reading plans and texts, for those who may."""

from __future__ import annotations

from uuid import UUID

from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.monitoring.models import ReportPlan, ReportText, SignalDecision
from sozialstrategie.evidence.monitoring.report.outline import Chapter, all_chapters
from sozialstrategie.kit.accounts.queries import names_in
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Act, Organisation, OwnedModel
from sozialstrategie.kit.core.permissions import demand

VIEW, WRITE = "monitoring.view_reports", "monitoring.write_report"


def plans_for(actor: Actor, organisation: Organisation) -> list[ReportPlan]:
    """Living plans, newest first; one query."""
    demand(VIEW, actor, organisation)
    return list(ReportPlan.objects.filter(owner=organisation, deleted_at=None).select_related("owner"))


def plan_for(actor: Actor, organisation: Organisation, uid: UUID) -> ReportPlan | None:
    """One living plan of this organisation."""
    return next((p for p in plans_for(actor, organisation) if p.uid == uid), None)


def newest_plan_for(actor: Actor, organisation: Organisation) -> ReportPlan | None:
    """The plan that was begun last."""
    return next(iter(plans_for(actor, organisation)), None)


def texts_for(actor: Actor, plan: ReportPlan) -> list[ReportText]:
    """Living texts of a plan in the order of their making; one query."""
    demand(VIEW, actor, plan)
    return list(ReportText.objects.filter(owner=plan.owner_id, plan=plan, deleted_at=None))


def text_for(actor: Actor, plan: ReportPlan, uid: UUID) -> ReportText | None:
    """One living text of a plan."""
    return next((t for t in texts_for(actor, plan) if t.uid == uid), None)


def decided_signals(owner: Organisation) -> set[tuple[str, str]]:
    """(key, fingerprint) of drafts that somebody decided about: accepted ones are findings now, rejected ones are none."""
    return set(SignalDecision.objects.filter(owner=owner, deleted_at=None).values_list("key", "fingerprint"))


def known_chapters() -> list[Chapter]:
    """Every chapter that a plan can choose, by the themes of the catalogue."""
    return all_chapters(d.theme for d in catalogue().values())


def last_change_of(record: OwnedModel) -> str:
    """Who changed a record last, by name; "" when the machine did or the person is gone."""
    row = Act.objects.filter(owner=record.owner_id, object_uid=record.uid).exclude(actor_uid=None).first()
    if row is None or row.actor_uid is None:
        return ""
    return names_in(record.owner, {str(row.actor_uid)}).get(str(row.actor_uid), "")
