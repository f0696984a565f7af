"""What reports tell the lower rooms when the house starts: words, undo, the profile as a kind of document."""

from __future__ import annotations

from sozialstrategie.evidence.monitoring.documents import PROFIL
from sozialstrategie.evidence.monitoring.models import ReportPlan, ReportText
from sozialstrategie.evidence.monitoring.reporting.services import VERBS
from sozialstrategie.kit.core.acts import register_verbs
from sozialstrategie.kit.core.undo import register_undo
from sozialstrategie.kit.documents import registry


def register() -> None:
    """Called once by `MonitoringConfig.ready()`."""
    register_verbs(VERBS)
    for model in (ReportPlan, ReportText):
        register_undo(model, "monitoring.write_report")
    registry.register(PROFIL)
