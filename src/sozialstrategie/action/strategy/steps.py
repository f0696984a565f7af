"""What this room proposes as next steps on the start page of a role."""

from __future__ import annotations

from django.urls import reverse

from sozialstrategie.action.strategy import queries
from sozialstrategie.action.strategy.addresses import loose_end_url
from sozialstrategie.action.strategy.enums import EditorialState, StrategyStage
from sozialstrategie.action.strategy.models import Measure, OpinionRequest
from sozialstrategie.action.strategy.opinions import queries as opinions
from sozialstrategie.action.strategy.queries.life import unconsidered
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import OrganisationKind
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.workplace.queries import Step

MOST_LOOSE = 12


def next_steps(actor: Actor, organisation: Organisation) -> list[Step]:
    """Changed figures first, then what waits for release, then loose ends; only what this actor can do."""
    if organisation.kind != OrganisationKind.LOCAL_AUTHORITY:
        return []
    asked = [_opinion(organisation, request) for request in opinions.asked_of(actor, organisation)]
    if not allowed("strategy.view_drafts", actor, organisation):
        return asked
    steps: list[Step] = asked
    may_change = allowed("strategy.change", actor, organisation)
    if may_change and queries.current_strategy_for(actor, organisation) is None:
        return [_begin(organisation)]
    steps += _life(actor, organisation)
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


def _opinion(organisation: Organisation, request: OpinionRequest) -> Step:
    return Step(
        15,
        f"Um Ihre Stellungnahme wird gebeten, bis {request.due_on:%d.%m.%Y}",
        request.passage_words,
        "Stellung nehmen",
        reverse("strategy:opinion_request_answer", args=[organisation.slug, request.uid]),
    )


def _life(actor: Actor, organisation: Organisation) -> list[Step]:
    """A step of the strategy that waits for this actor and that nothing stands against: the signature, remarks to weigh."""
    strategy = queries.current_strategy_for(actor, organisation)
    if strategy is None:
        return []
    page = reverse("strategy:strategy", args=[organisation.slug]) + "#verfahren"
    found = []
    if strategy.stage == StrategyStage.ENTERING_CHANGES and allowed("strategy.release", actor, organisation):
        found.append(Step(18, "Die Strategie wartet auf Ihre Abzeichnung", strategy.title, "Ansehen", page))
    waiting = unconsidered(strategy) if allowed(opinions.ASK, actor, organisation) else 0
    if waiting:
        words = "Eine Anmerkung wartet" if waiting == 1 else f"{waiting} Anmerkungen warten"
        rounds = reverse("strategy:opinion_rounds", args=[organisation.slug])
        found.append(Step(22, f"{words} auf die Abwägung", strategy.title, "Abwägen", rounds))
    return found


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
