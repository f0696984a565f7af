"""Reading rounds of opinions. Members ask by organisation, an office by the secret of its link."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from sozialstrategie.action.strategy.enums import OpinionState, OpinionVerdict
from sozialstrategie.action.strategy.models import OpinionRequest, OpinionRound, StatementOfOpinion, Strategy
from sozialstrategie.action.strategy.opinions.passages import passages
from sozialstrategie.kit.accounts.models import Person, RoleGrant
from sozialstrategie.kit.accounts.queries import holding
from sozialstrategie.kit.core.actor import Actor, system
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed, demand
from sozialstrategie.kit.core.scopes import scope_of

VIEW, ASK, ANSWER = "strategy.view_opinions", "strategy.ask_opinions", "strategy.answer_opinion"
LINK = system("Stellungnahme über den Link einer Mitzeichnung")
INSIDE = frozenset({Role.PLANNING_COORDINATOR, Role.SPECIALIST_PLANNER, Role.LEADERSHIP, Role.DATA_STEWARD,
                    Role.MEASURE_OWNER, Role.CLERK, Role.FUNDING_OFFICER})  # fmt: skip
KEPT = timedelta(days=365)
SILENT = "keine Antwort; Schweigen gilt nicht als Zustimmung"


def rounds_for(actor: Actor, organisation: Organisation, strategy: Strategy | None = None) -> QuerySet[OpinionRound]:
    """Rounds, newest first, with how many were asked, have answered, and how many remarks wait for consideration."""
    demand(VIEW, actor, organisation)
    rows = OpinionRound.objects.filter(owner=organisation, deleted_at=None)
    if strategy is not None:
        rows = rows.filter(strategy=strategy)
    asked = Q(requests__deleted_at=None) & ~Q(requests__state=OpinionState.WITHDRAWN)
    living = Q(requests__statements__deleted_at=None, requests__statements__isnull=False)
    found: QuerySet[OpinionRound] = rows.select_related("strategy", "text_version").annotate(
        asked=Count("requests", filter=asked, distinct=True),
        answered=Count("requests", filter=Q(requests__state=OpinionState.ANSWERED), distinct=True),
        remarks=Count("requests__statements", filter=living, distinct=True),
        waiting=Count("requests__statements", filter=living & Q(requests__statements__outcome=""), distinct=True),
    )
    return found


def round_for(actor: Actor, organisation: Organisation, uid: UUID) -> OpinionRound | None:
    return rounds_for(actor, organisation).filter(uid=uid).first()


def requests_of(actor: Actor, round_: OpinionRound) -> list[OpinionRequest]:
    """Who was asked, by name of the office."""
    demand(VIEW, actor, round_.owner)
    rows = OpinionRequest.objects.filter(round=round_, owner=round_.owner_id, deleted_at=None)
    return list(rows.order_by("recipient", "pk"))


def request_for(actor: Actor, organisation: Organisation, uid: UUID) -> OpinionRequest | None:
    """A request, for those who weigh opinions and for the person who was asked; None for everybody else."""
    found: OpinionRequest | None = (
        OpinionRequest.objects.select_related("round", "round__strategy", "round__text_version", "owner")
        .filter(owner=organisation, uid=uid, deleted_at=None, round__deleted_at=None)
        .first()
    )
    if found is None or not (allowed(VIEW, actor, organisation) or allowed(ANSWER, actor, found)):
        return None
    return found


def statements_of(request: OpinionRequest) -> list[StatementOfOpinion]:
    """The remarks of the standing answer, in their order."""
    return list(StatementOfOpinion.objects.filter(request=request, owner=request.owner_id, deleted_at=None))


def statement_for(actor: Actor, organisation: Organisation, uid: UUID) -> StatementOfOpinion | None:
    demand(VIEW, actor, organisation)
    found: StatementOfOpinion | None = (
        StatementOfOpinion.objects.select_related("request", "request__round")
        .filter(owner=organisation, uid=uid, deleted_at=None, request__state=OpinionState.ANSWERED)
        .first()
    )
    return found


def asked_of(actor: Actor, organisation: Organisation) -> list[OpinionRequest]:
    """Open questions to this very person."""
    if actor.person_uid is None:
        return []
    rows = OpinionRequest.objects.filter(
        owner=organisation, person_id=actor.person_uid, state=OpinionState.ASKED, deleted_at=None,
        round__closed_on=None, round__deleted_at=None,
    )  # fmt: skip
    return [row for row in rows.select_related("round") if allowed(ANSWER, actor, row)]


def people_of(organisation: Organisation) -> QuerySet[Person]:
    """People of the own administration who may be asked; members of bodies and people from outside get a link."""
    grants = RoleGrant.objects.filter(holding(timezone.localdate()), organisation=organisation, role__in=INSIDE)
    return Person.objects.filter(pk__in=grants.values("person_id"), is_active=True)


def is_late(request: OpinionRequest, today: date) -> bool:
    return request.state == OpinionState.ASKED and request.due_on < today


def state_words(request: OpinionRequest, today: date) -> tuple[str, str]:
    """Sign and words: what an office said, or that it said nothing."""
    if request.state == OpinionState.ANSWERED:
        verdict = OpinionVerdict(request.verdict)
        return ("attention" if verdict == OpinionVerdict.OBJECTS else "plan"), str(verdict.label)
    if request.state == OpinionState.WITHDRAWN:
        return "open", "Frage zurückgenommen"
    if request.round.closed_on is not None or request.due_on < today:
        return "attention", SILENT
    return "open", f"gefragt, bis {request.due_on:%d.%m.%Y}"


# --- the result -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Synopsis:
    """A round as a table: every remark in the order of the text, and what every office said as a whole."""

    round: OpinionRound
    rows: tuple[StatementOfOpinion, ...]
    offices: tuple[OpinionRequest, ...]  # without those that were taken back
    silent: tuple[OpinionRequest, ...]

    @property
    def waiting(self) -> int:
        return sum(not row.outcome for row in self.rows)


def synopsis_for(actor: Actor, round_: OpinionRound) -> Synopsis:
    """The result of a round as it stands. Three queries."""
    requests = [r for r in requests_of(actor, round_) if r.state != OpinionState.WITHDRAWN]
    answered = [r for r in requests if r.state == OpinionState.ANSWERED]
    rows = StatementOfOpinion.objects.filter(request__in=answered, owner=round_.owner_id, deleted_at=None)
    order = {p.key: i for i, p in enumerate(passages(round_.text_version.payload["content"]))}
    return Synopsis(
        round_,
        tuple(sorted(rows.select_related("request"), key=lambda s: _place(s, order))),
        tuple(requests),
        tuple(r for r in requests if r.state == OpinionState.ASKED),
    )


def _place(statement: StatementOfOpinion, order: dict[str, int]) -> tuple[int, str, int]:
    key = f"{statement.passage}:{statement.passage_uid}" if statement.passage_uid else statement.passage
    return order.get(key, len(order)), statement.request.recipient, statement.position


# --- by the secret of a link ------------------------------------------------------------------------------------------


def token_hash(token: str) -> str:
    """What is stored of a secret: it cannot be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()


def request_by_token(token: str) -> OpinionRequest | None:
    """The request that a link opens; None for one that nobody made, that ended, or whose round is over."""
    with scope_of(LINK):
        found: OpinionRequest | None = (
            OpinionRequest.objects.select_related("round", "round__strategy", "round__text_version", "owner")
            .filter(
                token_hash=token_hash(token), deleted_at=None, link_until__gte=timezone.localdate(),
                round__closed_on=None, round__deleted_at=None,
            )
            .exclude(state=OpinionState.WITHDRAWN)
            .first()
        )  # fmt: skip
    return found


def silent_with_link(today: date) -> QuerySet[OpinionRequest]:
    """Offices that have an address and a link, whose day has not passed, and that said nothing yet. Any scope."""
    found: QuerySet[OpinionRequest] = OpinionRequest.objects.filter(
        state=OpinionState.ASKED, due_on__gte=today, deleted_at=None, round__closed_on=None, round__deleted_at=None
    ).exclude(Q(email="") | Q(token_hash=""))
    return found.select_related("owner", "round__strategy")


def long_over(today: date) -> QuerySet[OpinionRequest]:
    """Requests of rounds that ended a year ago and still hold an address, a secret or who answered. Any scope."""
    limit = today - KEPT
    over = Q(round__closed_on__lte=limit) | Q(deleted_at__date__lte=limit) | Q(round__due_on__lte=limit)
    kept = ~Q(email="", token_hash="", from_function="") | Q(person__isnull=False)
    found: QuerySet[OpinionRequest] = OpinionRequest.objects.filter(over, kept)
    return found.select_related("owner")


def names_of(rows: Iterable[Any]) -> list[str]:
    """Offices, each once."""
    return sorted({row.recipient for row in rows})
