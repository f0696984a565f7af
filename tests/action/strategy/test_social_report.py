"""Accepted findings stand in the Sozialbericht of their organisation, with who checked them and when."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sozialstrategie.action.strategy import services
from sozialstrategie.action.strategy.models import Finding
from sozialstrategie.action.strategy.queries.reporting import findings_for_report
from sozialstrategie.evidence.monitoring.report.sources import checked_findings
from sozialstrategie.kit.core.actor import PUBLIC, Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Organisation
from tests.action.strategy.conftest import actor_in

THEME = "Einkommen und Mindestsicherung"


@pytest.fixture
def findings(scope: None, home: Organisation, planner: Actor) -> list[Finding]:
    common: dict[str, Any] = {
        "actor": planner,
        "owner": home,
        "theme": THEME,
        "statement": "Aussage",
        "caveat": "Grenze",
    }
    accepted = services.create_finding(**common, title="Angenommen", state="accepted")
    services.create_finding(**common, title="Entwurf", state="draft")
    rejected = services.create_finding(**common, title="Verworfen", state="draft")
    services.reject_finding(actor=planner, finding=rejected, version=rejected.version, reason="nein")
    gone = services.create_finding(**common, title="Gelöscht", state="accepted")
    services.delete_finding(actor=planner, finding=gone)
    return [accepted]


def test_only_living_accepted_findings_are_offered(findings: list[Finding], home: Organisation, planner: Actor) -> None:
    offered = checked_findings(home, planner)  # through the registry of the lower room
    assert [(f.label, f.title, f.theme) for f in offered] == [("Befund 1", "Angenommen", THEME)]
    assert (offered[0].statement, offered[0].caveat) == ("Aussage", "Grenze")
    today = findings[0].checked_on
    assert isinstance(today, date)
    assert offered[0].signature == f"Selbst geschrieben, geprüft von Planungskoordination am {today:%d.%m.%Y}."


def test_a_finding_drafted_from_data_says_so_and_carries_its_figures(
    findings: list[Finding], home: Organisation, planner: Actor
) -> None:
    from sozialstrategie.action.strategy.models import FindingFigure
    from sozialstrategie.evidence.monitoring.models import FigureReference

    Finding.objects.filter(pk=findings[0].pk).update(origin="drafted_from_data", checked_on=date(2026, 5, 3))
    reference = FigureReference.objects.create(
        owner=home, indicator="sgb2_rate", derivation="inkar", region="16062", period="2021", edition="abcd1234",
        formula_version="1", value=9.46, sign=None,
    )  # fmt: skip
    FindingFigure.objects.create(owner=home, finding=findings[0], reference=reference)
    found = findings_for_report(home, planner)[0]
    assert found.signature == "Aus Daten entworfen, geprüft von Planungskoordination am 03.05.2026."
    assert found.figures[1:] == (
        "Seither geändert: Menschen mit SGB-II-Leistungen, Landkreis Nordhausen, 2021 liegt nicht mehr vor.",
    )
    assert "9,5 (Landkreis Nordhausen, 2021)" in found.figures[0] and "Ausgabe abcd1234" in found.figures[0]


def test_nobody_else_gets_them(findings: list[Finding], home: Organisation, twin: Organisation, planner: Actor) -> None:
    assert findings_for_report(home, PUBLIC) == []
    assert findings_for_report(home, actor_in(twin, Role.PLANNING_COORDINATOR)) == []
    assert findings_for_report(home, actor_in(home, Role.CLERK)) == []
    assert findings_for_report(twin, planner) == []
    assert len(findings_for_report(home, actor_in(home, Role.LEADERSHIP))) == 1
