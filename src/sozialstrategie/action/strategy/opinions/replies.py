"""Writing what offices say: taking answers in, and weighing each remark; one named act each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from sozialstrategie.action.strategy.enums import Consideration, OpinionState, OpinionVerdict
from sozialstrategie.action.strategy.models import OpinionRequest, StatementOfOpinion
from sozialstrategie.action.strategy.opinions import queries
from sozialstrategie.action.strategy.opinions.passages import Passage, within
from sozialstrategie.action.strategy.opinions.services import NO_PERSON, Invalid, demand_running
from sozialstrategie.action.strategy.services import writing
from sozialstrategie.evidence.monitoring.offers.words import names_person
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import Recorder, act
from sozialstrategie.kit.core.errors import Conflict, Refused
from sozialstrategie.kit.core.versions import save_version

Remark = tuple[str, str]  # key of a passage, text
MOST_REMARKS = 40
WEIGHED = "Ihre Stellungnahme wird schon abgewogen und bleibt, wie sie ist. Bei Fragen wenden Sie sich bitte an die Verwaltung."


# --- answering --------------------------------------------------------------------------------------------------------


def answer_by_link(
    *, token: str, version: int, verdict: str, remarks: Sequence[Remark], from_function: str
) -> OpinionRequest:
    """Take an answer in that came under a link; it replaces the former one until somebody weighs it. In the owner's scope.

    Args:
        version: of the request, as the page showed it; whoever saw an older answer does not replace a newer one.

    Raises:
        LookupError: no such link (any more).
        Refused, Invalid, Conflict: see `_take_in`.
    """
    request = queries.request_by_token(token)
    if request is None:
        raise LookupError("Diesen Link gibt es nicht.")
    with act("strategy.answer_opinion", actor=queries.LINK, permission=queries.ANSWER, owner=request.owner) as record:
        standing = OpinionRequest.objects.select_for_update().get(pk=request.pk)
        if standing.token_hash != request.token_hash:
            raise LookupError("Diesen Link gibt es nicht mehr.")
        _take_in(record, standing, version, verdict, remarks, from_function, timezone.localdate(), entered=False)
    return standing


def answer_as_person(
    *,
    actor: Actor,
    request: OpinionRequest,
    version: int,
    verdict: str,
    remarks: Sequence[Remark],
    from_function: str,
) -> OpinionRequest:
    """The person who was asked answers with an account. Raises as `answer_by_link`, and Forbidden."""
    with act(
        "strategy.answer_opinion", actor=actor, permission=queries.ANSWER, owner=request.owner, obj=request
    ) as record:
        demand_running(request.round)
        _take_in(record, request, version, verdict, remarks, from_function, timezone.localdate(), entered=False)
    return request


def enter_answer(
    *,
    actor: Actor,
    request: OpinionRequest,
    version: int,
    verdict: str,
    remarks: Sequence[Remark],
    from_function: str,
    received_on: date,
) -> OpinionRequest:
    """Enter an answer that came by letter, by mail or in a meeting.

    Raises:
        Refused: the day lies ahead or before the round. Else as `answer_by_link`.
    """
    with act("strategy.enter_opinion", actor=actor, permission=queries.ASK, owner=request.owner, obj=request) as record:
        demand_running(request.round)
        if not request.round.opened_on <= received_on <= timezone.localdate():
            raise Invalid({"received_on": ["Der Tag liegt vor dem Beginn der Mitzeichnung oder in der Zukunft."]})
        _take_in(record, request, version, verdict, remarks, from_function, received_on, entered=True)
    return request


def _take_in(
    record: Recorder,
    request: OpinionRequest,
    version: int,
    verdict: str,
    remarks: Sequence[Remark],
    from_function: str,
    on: date,
    *,
    entered: bool,
) -> None:
    """Write an answer in place of the former one; inside a running act.

    Raises:
        Refused: the former one is being weighed.
        Conflict: another answer came in, or the question changed, since `version`.
        Invalid: nothing was said, an objection without a word, a passage that was not asked about.
    """
    if request.state == OpinionState.WITHDRAWN:
        raise Refused("Diese Frage ist zurückgenommen.")
    former = queries.statements_of(request)
    if any(statement.outcome for statement in former):
        raise Refused(WEIGHED)
    if request.version != version:
        raise Conflict(request, {"verdict": verdict, "from_function": from_function})
    told = [(key, text.strip()) for key, text in remarks if text.strip()]
    places = _demand_said(request, verdict, told, from_function)
    for statement in former:
        save_version(statement, version=statement.version, values={"deleted_at": timezone.now()})
    for position, (key, text) in enumerate(told, start=1):
        place = places[key]
        writing.insert(
            StatementOfOpinion(
                owner=request.owner, request=request, position=position, passage=place.kind, passage_uid=place.uid,
                passage_label=place.label[:320], text=text,
            )
        )  # fmt: skip
    values = {
        "state": OpinionState.ANSWERED, "verdict": verdict, "from_function": from_function.strip(), "answered_on": on,
        "entered_by_us": entered,
    }  # fmt: skip
    save_version(request, version=version, values=values)
    record.note("remarks", len(told))


def _demand_said(
    request: OpinionRequest, verdict: str, told: Sequence[Remark], from_function: str
) -> dict[str, Passage]:
    errors: dict[str, list[str]] = {}
    if verdict not in OpinionVerdict.values:
        errors["verdict"] = ["Bitte wählen Sie, wie Sie zu dem Text stehen."]
    elif verdict == OpinionVerdict.OBJECTS and not told:
        errors["verdict"] = ["Bitte schreiben Sie mindestens eine Anmerkung dazu, warum Sie nicht zustimmen."]
    if not from_function.strip():
        errors["from_function"] = ["Bitte nennen Sie die Stelle oder Funktion, die antwortet."]
    elif names_person(from_function):
        errors["from_function"] = [NO_PERSON]
    if len(told) > MOST_REMARKS:
        errors[""] = [f"Höchstens {MOST_REMARKS} Anmerkungen passen in eine Antwort. Bitte fassen Sie zusammen."]
    content = request.round.text_version.payload["content"]
    places = {place.key: place for place in within(content, request.passage, request.passage_uid)}
    if any(key not in places for key, _ in told):
        errors[""] = ["Eine Anmerkung gilt einer Stelle, nach der nicht gefragt war."]
    if errors:
        raise Invalid(errors)
    return places


# --- weighing ---------------------------------------------------------------------------------------------------------


def consider(
    *, actor: Actor, statement: StatementOfOpinion, version: int, outcome: Consideration, reason: str
) -> StatementOfOpinion:
    """Say whether a remark is followed, and why. It may be said anew; from the first time on the answer is fixed.

    Raises:
        Refused: no reason. Conflict, Forbidden.
    """
    with act(
        "strategy.consider_opinion", actor=actor, permission=queries.ASK, owner=statement.owner, obj=statement
    ) as record:
        if not reason.strip():
            raise Invalid({"reason": ["Bitte schreiben Sie die Begründung dazu, auch wenn Sie folgen."]})
        values = {
            "outcome": outcome,
            "reason": reason.strip(),
            "considered_role": writing.function_of(actor, statement.owner),
            "considered_on": timezone.localdate(),
        }
        writing.change(record, statement, version=version, values=values)
    return statement
