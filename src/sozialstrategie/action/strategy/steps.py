"""What this room proposes as next steps on the start page of a role."""

from __future__ import annotations

from django.urls import reverse

from sozialstrategie.action.strategy import queries
from sozialstrategie.action.strategy.addresses import loose_end_url
from sozialstrategie.action.strategy.enums import EditorialState
from sozialstrategie.action.strategy.models import Measure
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import OrganisationKind
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.workplace.queries import Step

MOST_LOOSE = 12


def next_steps(actor: Actor, organisation: Organisation) -> list[Step]:
    """Changed figures first, then what waits for release, then loose ends; only what this actor can do."""
    if organisation.kind != OrganisationKind.LOCAL_AUTHORITY or not allowed(
        "strategy.view_drafts", actor, organisation
    ):
        return []
    steps: list[Step] = []
    may_change = allowed("strategy.change", actor, organisation)
    if may_change and queries.current_strategy_for(actor, organisation) is None:
        return [_begin(organisation)]
    measures = queries.measures_for(actor, organisation)
    if allowed("strategy.release", actor, organisation):
        steps += [_release(organisation, m) for m in measures if m.editorial_state == EditorialState.SUBMITTED]
    if actor.person_uid is not None:
        steps += [_report(organisation, m) for m in measures if _waits_for(actor, m)]
    if may_change:
        steps += _stale(actor, organisation)
        for end in queries.thread_for(actor, organisation).loose_ends[:MOST_LOOSE]:
            steps.append(Step(50, end.heading, end.text, end.action, loose_end_url(organisation.slug, end)))
    return steps


def _begin(organisation: Organisation) -> Step:
    return Step(
        10,
        "Strategie beginnen",
        "Ein Titel und ein Zeitraum genügen. Handlungsfelder, Ziele und Maßnahmen kommen danach.",
        "Strategie anlegen",
        reverse("strategy:strategy_new", args=[organisation.slug]),
    )


def _release(organisation: Organisation, measure: Measure) -> Step:
    return Step(
        20,
        f"Maßnahme {measure.number} wartet auf Freigabe",
        measure.title,
        "Ansehen und freigeben",
        reverse("strategy:measure", args=[organisation.slug, measure.uid]),
    )


def _waits_for(actor: Actor, measure: Measure) -> bool:
    from sozialstrategie.action.strategy.enums import ACTIVE_STATUSES  # inline: one use

    return (
        measure.responsible_id == actor.person_uid and not measure.progress_note and measure.status in ACTIVE_STATUSES
    )


def _report(organisation: Organisation, measure: Measure) -> Step:
    return Step(
        30,
        f"Sachstand zu Maßnahme {measure.number} fehlt",
        measure.title,
        "Sachstand schreiben",
        reverse("strategy:measure_progress", args=[organisation.slug, measure.uid]),
    )


def _stale(actor: Actor, organisation: Organisation) -> list[Step]:
    return [
        Step(
            25,
            f"Die Zahl in Befund {stale.finding.number} hat sich geändert",
            stale.finding.title,
            "Befund prüfen",
            reverse("strategy:finding", args=[organisation.slug, stale.finding.uid]),
        )
        for stale in queries.stale_findings_for(actor, organisation)
    ]
