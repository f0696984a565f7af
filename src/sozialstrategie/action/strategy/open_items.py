"""What of this room waits for a person: opinions, releases, reports, changed figures. Inbox, start page and mail show it."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from sozialstrategie.action.strategy import queries
from sozialstrategie.action.strategy.enums import ACTIVE_STATUSES, EditorialState, StrategyStage
from sozialstrategie.action.strategy.lateness import LateReason, last_day_in_time, lateness, sentence
from sozialstrategie.action.strategy.models import Measure, OpinionRequest, Strategy
from sozialstrategie.action.strategy.opinions import queries as opinions
from sozialstrategie.action.strategy.progress.facts import facts_of, update_months
from sozialstrategie.action.strategy.queries.life import unconsidered
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import OrganisationKind
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.workplace.queries import OpenItem

REMIND = timedelta(days=14)  # how long before it is due somebody is reminded of a report


def open_items(actor: Actor, organisation: Organisation) -> list[OpenItem]:
    """Only what this actor can do now. Words for mails name numbers, never titles: drafts stay inside."""
    if organisation.kind != OrganisationKind.LOCAL_AUTHORITY:
        return []
    items = [_opinion(organisation, request) for request in opinions.asked_of(actor, organisation)]
    if not allowed("strategy.view_drafts", actor, organisation):
        return items
    items += _life(actor, organisation)
    measures = queries.measures_at_work_for(actor, organisation)
    if allowed("strategy.release", actor, organisation):
        items += [_release(organisation, m) for m in measures if m.editorial_state == EditorialState.SUBMITTED]
    if actor.person_uid is not None:
        mine = [m for m in measures if m.responsible_id == actor.person_uid and m.status in ACTIVE_STATUSES]
        items += _late(organisation, mine)
    if allowed("strategy.change", actor, organisation):
        items += _stale(actor, organisation)
    return items


def _opinion(organisation: Organisation, request: OpinionRequest) -> OpenItem:
    return OpenItem(
        key=f"strategy.opinion:{request.uid}",
        kind="Stellungnahme",
        title="Um Ihre Stellungnahme wird gebeten",
        text=request.passage_words,
        action="Stellung nehmen",
        url=reverse("strategy:opinion_request_answer", args=[organisation.slug, request.uid]),
        due=request.due_on,
        weight=15,
        personal=True,
    )


def _life(actor: Actor, organisation: Organisation) -> list[OpenItem]:
    """Steps that wait for this actor and that nothing stands against, of the strategy that is worked on and its Teilpläne."""
    current = queries.current_strategy_for(actor, organisation)
    if current is None:
        return []
    parts = queries.component_plans_for(actor, organisation, current)
    return [item for strategy in (current, *parts) for item in _steps_of(actor, organisation, strategy)]


def _steps_of(actor: Actor, organisation: Organisation, strategy: Strategy) -> list[OpenItem]:
    """The signature, remarks to weigh."""
    found = []
    if strategy.stage == StrategyStage.ENTERING_CHANGES and allowed("strategy.release", actor, organisation):
        home = ("strategy", []) if strategy.umbrella_id is None else ("strategy_one", [strategy.uid])
        page = reverse(f"strategy:{home[0]}", args=[organisation.slug, *home[1]]) + "#verfahren"
        words = "Die Strategie wartet auf Ihre Abzeichnung"
        found.append(OpenItem(f"strategy.sign:{strategy.uid}", "Abzeichnung", words, page, strategy.title, weight=18))
    waiting = unconsidered(strategy) if allowed(opinions.ASK, actor, organisation) else 0
    if waiting:
        words = "Eine Anmerkung wartet" if waiting == 1 else f"{waiting} Anmerkungen warten"
        rounds = reverse("strategy:opinion_rounds", args=[organisation.slug])
        key, title = f"strategy.weigh:{strategy.uid}", f"{words} auf die Abwägung"
        found.append(OpenItem(key, "Abwägung", title, rounds, strategy.title, "Abwägen", weight=22))
    return found


def _release(organisation: Organisation, measure: Measure) -> OpenItem:
    return OpenItem(
        key=f"strategy.release:{measure.uid}",
        kind="Freigabe",
        title=f"Maßnahme {measure.number} wartet auf Freigabe",
        text=measure.title,
        action="Ansehen und freigeben",
        url=reverse("strategy:measure", args=[organisation.slug, measure.uid]),
        weight=20,
        mail_title=f"Maßnahme {measure.number}",
    )


def _late(organisation: Organisation, mine: list[Measure]) -> list[OpenItem]:
    """Measures of the person that lack a report or are late; overdue tasks stand in the list as tasks."""
    if not mine:
        return []
    today, months, facts = timezone.localdate(), update_months(organisation), facts_of(mine)
    items = []
    for m in mine:
        reasons = [r for r in lateness(facts[m.pk], today, months) if r is not LateReason.TASK_OVERDUE]
        sentences = [sentence(r, facts[m.pk], today, months) for r in reasons]
        if reasons == [LateReason.NO_UPDATE] or (not reasons and not m.progress_note):
            items.append(_report(organisation, m, f"Sachstand zu Maßnahme {m.number} fehlt", []))
        elif reasons:
            items.append(_report(organisation, m, f"Maßnahme {m.number} ist in Verzug", sentences))
        if LateReason.NO_UPDATE not in reasons and m.progress_note:
            items += _reminder(organisation, m, today, months)
    return items


def _reminder(organisation: Organisation, measure: Measure, today: date, months: int) -> list[OpenItem]:
    """Two weeks before the next report is due. The key names the day: every period brings one new item, so one reminder."""
    if measure.progress_on is None:
        return []
    due = last_day_in_time(measure.progress_on, months)
    if not due - REMIND <= today <= due:
        return []
    return [
        OpenItem(
            key=f"strategy.update:{measure.uid}:{due.isoformat()}",
            kind="Sachstand",
            title=f"Bald fällig: Sachstand zu Maßnahme {measure.number}",
            text=measure.title,
            action="Sachstand schreiben",
            url=reverse("strategy:measure_progress", args=[organisation.slug, measure.uid]),
            due=due,
            weight=32,
            personal=True,
            mail_title=f"Maßnahme {measure.number}",
        )
    ]


def _report(organisation: Organisation, measure: Measure, title: str, sentences: list[str]) -> OpenItem:
    return OpenItem(
        key=f"strategy.report:{measure.uid}",
        kind="Sachstand",
        title=title,
        text=" ".join([f"{measure.title}.", *sentences]) if sentences else measure.title,
        action="Sachstand schreiben",
        url=reverse("strategy:measure_progress", args=[organisation.slug, measure.uid]),
        weight=30,
        personal=True,
        mail_title=f"Maßnahme {measure.number}",
    )


def _stale(actor: Actor, organisation: Organisation) -> list[OpenItem]:
    return [
        OpenItem(
            key=f"strategy.stale:{stale.finding.uid}",
            kind="Zahl geändert",
            title=f"Die Zahl in Befund {stale.finding.number} hat sich geändert",
            text=stale.finding.title,
            action="Befund prüfen",
            url=reverse("strategy:finding", args=[organisation.slug, stale.finding.uid]),
            weight=25,
            mail_title=f"Befund {stale.finding.number}",
        )
        for stale in queries.stale_findings_for(actor, organisation)
    ]
