"""Reading papers and their way through the bodies. What somebody may not see does not exist."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from sozialstrategie.action.committees.enums import DecisionResult, PaperState
from sozialstrategie.action.committees.models import AgendaItem, Consultation, Decision, Paper, PaperMeasure, Vote
from sozialstrategie.action.committees.papers.checks import PUT_OFF
from sozialstrategie.action.committees.queries import ENTER, VIEW, VIEW_NON_PUBLIC, meetings_for, own_seats
from sozialstrategie.action.strategy.enums import GONE_STATUSES, StrategyStage, VersionKind
from sozialstrategie.action.strategy.models import Measure, StrategyVersion
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed, demand

_BACK = timedelta(days=366)
# A paper is about a version that may become public and that leadership let go.
DECIDABLE = (VersionKind.SUBMITTED, VersionKind.ADOPTED, VersionKind.RELEASED)


def papers_for(actor: Actor, organisation: Organisation) -> QuerySet[Paper]:
    """Papers by day, newest first.

    Clerks, planners and leadership see all. Other staff see the public ones, people from outside only when finished.
    Members of bodies see finished papers, also
    those that are not public, on which a body of theirs is consulted.

    Raises:
        Forbidden: no right to any.
    """
    demand(ENTER, actor, organisation)
    rows: QuerySet[Paper] = Paper.objects.filter(owner=organisation, deleted_at=None)
    rows = rows.select_related("owner", "strategy", "strategy_version", "strategy_version__strategy")
    if allowed(VIEW_NON_PUBLIC, actor, organisation):
        return rows
    mine = Consultation.objects.filter(
        paper=OuterRef("pk"), deleted_at=None, committee__in=own_seats(actor, organisation).values("committee_id")
    )
    seen = Q(Exists(mine)) & ~Q(state=PaperState.DRAFT)
    if allowed(VIEW, actor, organisation):
        finished = Q() if allowed("committees.track", actor, organisation) else ~Q(state=PaperState.DRAFT)
        seen |= Q(is_public=True) & finished
    return rows.filter(seen)


def paper_for(actor: Actor, organisation: Organisation, uid: UUID) -> Paper | None:
    return papers_for(actor, organisation).filter(uid=uid).first()


def step_for(actor: Actor, organisation: Organisation, uid: UUID) -> Consultation | None:
    """One step of a paper that the actor may see."""
    rows = Consultation.objects.filter(owner=organisation, uid=uid, deleted_at=None)
    found: Consultation | None = (
        rows.filter(paper__in=papers_for(actor, organisation))
        .select_related("paper", "paper__strategy_version", "paper__owner", "committee", "owner", "follows", "item")
        .first()
    )
    return found


def is_open(step: Consultation) -> bool:
    """Whether the body has still to deal with the paper; what was put off is open."""
    return not step.result or step.result in PUT_OFF


def tells_strategy(step: Consultation) -> bool:
    """Whether the result of a step stands at the strategy and its measures too."""
    return not is_open(step) and (step.is_authoritative or step.result == DecisionResult.WITHDRAWN)


def steps_of(paper: Paper) -> list[Consultation]:
    """The sequence in its order."""
    rows = Consultation.objects.filter(paper=paper, owner=paper.owner_id, deleted_at=None)
    return list(rows.select_related("committee", "follows", "follows__committee", "item", "owner"))


def steps_under(item: AgendaItem) -> list[Consultation]:
    """Steps dealt with under a point: those that stand there, and those that were carried over from there since."""
    rows = Consultation.objects.filter(
        Q(item=item) | Q(earlier_items=item), owner=item.owner_id, deleted_at=None, paper__deleted_at=None
    )
    return list(rows.select_related("paper").order_by("id").distinct())


def measures_of(paper: Paper) -> list[PaperMeasure]:
    """The measures that a paper is about, in the order in which they were chosen."""
    rows = PaperMeasure.objects.filter(paper=paper, owner=paper.owner_id, deleted_at=None)
    return list(rows.select_related("measure", "measure__field"))


def decisions_on(paper: Paper) -> list[Decision]:
    """What was decided on a paper, newest first."""
    rows = Decision.objects.filter(paper=paper, owner=paper.owner_id, deleted_at=None)
    return list(rows.select_related("committee", "owner"))


def choosable_versions(organisation: Organisation) -> QuerySet[StrategyVersion]:
    """Frozen versions that a body may decide on."""
    rows = StrategyVersion.objects.filter(owner=organisation, deleted_at=None, state__in=DECIDABLE)
    found: QuerySet[StrategyVersion] = rows.select_related("strategy").defer("payload_text").order_by("-frozen_at")
    return found


def reads_drafts(actor: Actor, organisation: Organisation) -> bool:
    """Whether somebody reads measures on which others still work; who does not puts none of them into a paper."""
    return allowed("strategy.view_drafts", actor, organisation)


def choosable_measures(actor: Actor, organisation: Organisation, paper: Paper | None) -> QuerySet[Measure]:
    """Living measures of strategies that no other has replaced; who reads no drafts chooses of those in the paper."""
    living = {"owner": organisation, "deleted_at": None, "field__deleted_at": None, "field__strategy__deleted_at": None}
    rows = Measure.objects.filter(**living).exclude(status__in=GONE_STATUSES)
    rows = rows.exclude(field__strategy__stage=StrategyStage.SUPERSEDED)
    if not reads_drafts(actor, organisation):
        rows = rows.filter(pk__in=[link.measure_id for link in measures_of(paper)] if paper is not None else [])
    found: QuerySet[Measure] = rows.select_related("field").order_by("field__strategy", "field__number", "number")
    return found


def choosable_items(actor: Actor, organisation: Organisation) -> QuerySet[AgendaItem]:
    """Points of meetings that the actor may see, of the last year and to come; newest meeting first."""
    recent = meetings_for(actor, organisation).filter(start__gte=timezone.now() - _BACK)
    rows = AgendaItem.objects.filter(owner=organisation, deleted_at=None, meeting__in=recent)
    found: QuerySet[AgendaItem] = rows.select_related("meeting").order_by("-meeting__start", "position")
    return found


def vote_behind(step: Consultation) -> Vote | None:
    """The last vote at the point of the agenda that a step names; the body itself has counted."""
    if step.item_id is None:
        return None
    found: Vote | None = (
        Vote.objects.filter(item=step.item_id, owner=step.owner_id, deleted_at=None).order_by("-id").first()
    )
    return found


@dataclass(frozen=True, slots=True)
class WaitingStep:
    """A step whose day has come and that has no result yet."""

    step: Consultation
    since: date


def waiting_steps(actor: Actor, organisation: Organisation) -> list[WaitingStep]:
    """Steps of finished papers whose meeting was before today and whose result nobody entered."""
    rows = Consultation.objects.filter(
        Q(result="") | Q(result__in=PUT_OFF), owner=organisation, deleted_at=None, on__lt=timezone.localdate(),
        paper__in=papers_for(actor, organisation).filter(state=PaperState.READY),
    ).select_related("paper", "committee")  # fmt: skip
    return [WaitingStep(step, step.on) for step in rows]
