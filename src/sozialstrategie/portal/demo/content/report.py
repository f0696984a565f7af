"""Musterberg's Sozialbericht with own texts, from `report.toml` through the services that people use."""

from __future__ import annotations

from django.db import transaction

from sozialstrategie.evidence.monitoring.models import ReportPlan
from sozialstrategie.evidence.monitoring.reporting.queries import known_chapters
from sozialstrategie.evidence.monitoring.reporting.services import create_report, write_text
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.portal.demo.content.team import team
from sozialstrategie.portal.demo.content.texts import read


def build_report(*, actor: Actor, owner: Organisation) -> ReportPlan:
    """Plan the report and write its texts, whole or not at all; one that stands is handed back.

    Call inside the owner's scope.
    """
    standing: ReportPlan | None = ReportPlan.objects.filter(owner=owner).order_by("id").first()
    if standing is not None:
        return standing
    planner, content = team(actor).planner, read("report.toml")
    chapters = [c.key for c in known_chapters() if c.key not in content["left_out"]]
    with transaction.atomic():
        plan = create_report(actor=planner, owner=owner, title=content["title"], chapters=chapters)
        for entry in content["text"]:
            write_text(actor=planner, plan=plan, **entry)
    return plan
