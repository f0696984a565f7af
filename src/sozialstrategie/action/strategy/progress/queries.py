"""Reading reports and questions about them. Members ask by organisation, a unit by the secret of its link."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from sozialstrategie.action.strategy.enums import ACTIVE_STATUSES, ProgressAnswerState
from sozialstrategie.action.strategy.models import Measure, ProgressAnswer, ProgressRequest, StatusUpdate
from sozialstrategie.action.strategy.queries.records import VIEW, by_number
from sozialstrategie.kit.core.actor import Actor, system
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import demand
from sozialstrategie.kit.core.scopes import scope_of

ASK = "strategy.ask_progress"
LINK = system("Sachstand über einen Link")


def updates_of(actor: Actor, measure: Measure) -> list[StatusUpdate]:
    """The history of a measure's reports, newest first."""
    demand(VIEW, actor, measure)
    return list(StatusUpdate.objects.filter(measure=measure, owner=measure.owner_id, deleted_at=None))


def requests_for(actor: Actor, organisation: Organisation) -> QuerySet[ProgressRequest]:
    """Questions to units, newest first; `asked` measures, `waiting` answers that nobody has decided on."""
    demand(ASK, actor, organisation)
    rows: QuerySet[ProgressRequest] = ProgressRequest.objects.filter(owner=organisation, deleted_at=None).annotate(
        asked=Count("answers"), waiting=Count("answers", filter=Q(answers__state=ProgressAnswerState.ANSWERED))
    )
    return rows


def request_for(actor: Actor, organisation: Organisation, uid: UUID) -> ProgressRequest | None:
    return requests_for(actor, organisation).select_related("owner").filter(uid=uid).first()


def answers_of(request: ProgressRequest) -> list[ProgressAnswer]:
    """Measures that a question is about, with their answers, by number."""
    rows: Any = ProgressAnswer.objects.filter(
        request=request, owner=request.owner_id, deleted_at=None, measure__deleted_at=None
    ).select_related("measure", "measure__field", "measure__owner", "request")
    order = {m.pk: at for at, m in enumerate(by_number([row.measure for row in rows]))}
    return sorted(rows, key=lambda row: order[row.measure_id])


def answer_for(actor: Actor, organisation: Organisation, uid: UUID) -> ProgressAnswer | None:
    demand(ASK, actor, organisation)
    found: ProgressAnswer | None = (
        ProgressAnswer.objects.filter(owner=organisation, uid=uid, deleted_at=None)
        .select_related("request", "request__owner", "measure", "measure__owner", "owner")
        .first()
    )
    return found


def measures_of_unit(actor: Actor, organisation: Organisation, unit: str) -> list[Measure]:
    """Measures on their way that a unit leads, by number."""
    demand(VIEW, actor, organisation)
    rows = Measure.objects.filter(
        owner=organisation, deleted_at=None, status__in=ACTIVE_STATUSES, lead_unit=unit
    ).select_related("field", "owner")
    return by_number(rows)


def token_hash(token: str) -> str:
    """What is stored of a secret: it cannot be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()


def request_by_token(token: str) -> ProgressRequest | None:
    """The question that a link opens; None for one that nobody made, that ended or was closed."""
    with scope_of(LINK):
        found: ProgressRequest | None = (
            ProgressRequest.objects.select_related("owner")
            .filter(token_hash=token_hash(token), deleted_at=None, closed_on=None, link_until__gte=timezone.localdate())
            .first()
        )
    return found
