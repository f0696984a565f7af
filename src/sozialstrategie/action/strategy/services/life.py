"""The life of a strategy: every step from draft to its successor, by `stages.STRATEGY_STEPS` and no other way.

The committees room calls `record_adoption` when the deciding body has decided.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from sozialstrategie.action.strategy.enums import (
    IN_FORCE,
    PUBLIC_KINDS,
    CarryOutcome,
    DecisionResult,
    MeasureStatus,
    StrategyStage,
    VersionKind,
)
from sozialstrategie.action.strategy.models import (
    CarryOver,
    FieldOfAction,
    Goal,
    Measure,
    OpinionRound,
    Strategy,
    StrategyDecision,
    StrategyVersion,
)
from sozialstrategie.action.strategy.queries import snapshot
from sozialstrategie.action.strategy.queries.life import unconsidered, undecided_in_revision
from sozialstrategie.action.strategy.services import statuses, writing
from sozialstrategie.action.strategy.services.release import freeze, version_of_now
from sozialstrategie.action.strategy.stages import AFTER_DECISION, STRATEGY_STEPS, Step, refusal
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import Recorder, act
from sozialstrategie.kit.core.errors import Forbidden, Refused
from sozialstrategie.kit.core.permissions import demand
from sozialstrategie.kit.core.versions import save_version

_OPEN_RESULTS = (DecisionResult.POSTPONED, DecisionResult.REMOVED_FROM_AGENDA, DecisionResult.NOTED)
_NEEDS_TEXT = (DecisionResult.ADOPTED_AMENDED, DecisionResult.REJECTED, DecisionResult.REFERRED)


# --- what must hold first ---------------------------------------------------------------------------------------------


def _has_content(strategy: Strategy) -> str:
    alive = {"owner": strategy.owner_id, "deleted_at": None}
    fields = FieldOfAction.objects.filter(strategy=strategy, **alive)
    if Goal.objects.filter(field__in=fields, **alive).exists():
        return ""
    return "Die Strategie hat noch kein Handlungsfeld mit einem Ziel."


def _considered(strategy: Strategy) -> str:
    open_round = OpinionRound.objects.filter(strategy=strategy, closed_on=None, deleted_at=None).first()
    if open_round is not None:
        return f"„{open_round}“ läuft noch bis {open_round.due_on:%d.%m.%Y}. Bitte beenden Sie die Mitzeichnung zuerst."
    waiting = unconsidered(strategy)
    if not waiting:
        return ""
    some = "eine Anmerkung" if waiting == 1 else f"{waiting} Anmerkungen"
    return f"Für {some} aus der Mitzeichnung fehlt noch die Abwägung."


def _carried_over(strategy: Strategy) -> str:
    left = undecided_in_revision(strategy)
    if not left:
        return ""
    some = "ein Ziel oder eine Maßnahme" if left == 1 else f"{left} Ziele und Maßnahmen"
    return f"Für {some} der Vorgängerstrategie steht noch nicht fest, was daraus wird."


def _changes_entered(strategy: Strategy) -> str:
    decision = open_decision(strategy)
    if decision is None:
        return "Zu dieser Strategie wartet kein Beschluss mit Änderungen."
    if decision.decided_version.payload["content"] == snapshot.content_of(strategy, public_only=True):
        return (
            f"Gegenüber Fassung {decision.decided_version.number} ist noch nichts geändert. "
            "Bitte arbeiten Sie die beschlossenen Änderungen zuerst ein."
        )
    return ""


GUARDS: dict[str, Callable[[Strategy], str]] = {
    "has_content": _has_content,
    "considered": _considered,
    "carried_over": _carried_over,
    "changes_entered": _changes_entered,
}


def open_decision(strategy: Strategy) -> StrategyDecision | None:
    """The decision "with changes" that waits for the changes and the signature."""
    found: StrategyDecision | None = (
        StrategyDecision.objects.filter(
            strategy=strategy, result=DecisionResult.ADOPTED_AMENDED, adopted_version=None, deleted_at=None
        )
        .select_related("decided_version")
        .first()
    )
    return found


def hindrances(strategy: Strategy, step: Step) -> list[str]:
    """What stands against a step now, in sentences; empty when nothing does."""
    return [sentence for name in step.guards if (sentence := GUARDS[name](strategy))]


# --- the one door -----------------------------------------------------------------------------------------------------


def go(
    record: Recorder, actor: Actor, strategy: Strategy, then: StrategyStage, way: str, *, version: int, reason: str = ""
) -> None:
    """Take one step of the machine inside a running act.

    Raises:
        Refused: the machine knows no such step, something stands against it, or a reason is missing.
        Forbidden: no right.
        Conflict: somebody else changed the strategy meanwhile.
    """
    if strategy.deleted_at is not None:
        raise Refused("Die Strategie wurde gelöscht.")
    now = StrategyStage(strategy.stage)
    step = STRATEGY_STEPS.get((now, then))
    if step is None or way not in step.ways:
        raise Refused(refusal(now, then, StrategyStage))
    demand(step.permission, actor, strategy)
    if step.needs_reason and not reason.strip():
        raise Refused("Bitte schreiben Sie den Grund dazu. Wer später nachsieht, soll ihn verstehen.")
    if against := hindrances(strategy, step):
        raise Refused(" ".join(against))
    if reason.strip():
        record.note("reason", reason.strip())
    try:
        with transaction.atomic():
            save_version(strategy, version=version, values={"stage": then})
    except IntegrityError as error:
        raise Refused("Es gilt schon eine andere beschlossene Strategie.") from error


def move_strategy(*, actor: Actor, strategy: Strategy, to: StrategyStage, version: int, reason: str = "") -> Strategy:
    """Take a plain step: begin coordination or public participation, go back, begin to carry out, review, go on.

    Args:
        version: the version of the strategy that the person saw.
        reason: why; needed for steps back.

    Raises:
        Refused, Forbidden, Conflict.
    """
    step = STRATEGY_STEPS.get((StrategyStage(strategy.stage), to))
    with act(
        "strategy.move_strategy", actor=actor, permission=_permission(step), owner=strategy.owner, obj=strategy
    ) as record:
        go(record, actor, strategy, to, "move", version=version, reason=reason)
    return strategy


def _permission(step: Step | None) -> str:
    # a step that does not exist is refused in words, but only to those who work here
    return step.permission if step else "strategy.view_drafts"


def submit_strategy(*, actor: Actor, strategy: Strategy, version: int, reason: str = "") -> StrategyVersion:
    """Leadership hands the strategy to the committees; they get a frozen version that may become public.

    Returns:
        the version: the newest one where nothing changed since, else a new one.

    Raises:
        Refused: opinions without consideration, nothing to decide, or a reason is missing for what was left out.
    """
    with act(
        "strategy.submit_strategy", actor=actor, permission="strategy.release", owner=strategy.owner, obj=strategy
    ) as record:
        go(record, actor, strategy, StrategyStage.IN_COMMITTEES, "submit", version=version, reason=reason)
        frozen = version_of_now(actor, strategy, VersionKind.SUBMITTED, "für die Gremien")
        record.note("version", frozen.number)
    return frozen


# --- the decision -----------------------------------------------------------------------------------------------------


def record_adoption(
    *,
    actor: Actor,
    strategy: Strategy,
    version: StrategyVersion,
    result: DecisionResult,
    on: date,
    number: str = "",
    text: str = "",
    body: str = "",
    goes_on: bool = False,
) -> StrategyDecision:
    """Record what the deciding body did with a version of a strategy that lies before the committees.

    Adopted: that version stands as adopted and the measures in it count as decided; a strategy in force before is
    superseded. Adopted with changes: the changes are entered next, then leadership signs off. Rejected, referred, withdrawn:
    back to draft. Postponed, taken off, noted: it stays with the committees.

    Args:
        version: the frozen version that was decided.
        on: day of the meeting.
        number: number of the decision at the body.
        text: wording; needed where the changes or the reason stand in it.
        body: name of the body.
        goes_on: another body deliberates next, so a referral leaves the strategy with the committees.

    Raises:
        Refused: the strategy does not lie before the committees, the version is not one of theirs, text or day cannot stand.
        Forbidden: no right.
    """
    with act(
        "strategy.record_adoption",
        actor=actor,
        permission="strategy.record_decision",
        owner=strategy.owner,
        obj=strategy,
    ) as record:
        _demand_decidable(strategy, version, on)
        if result in _NEEDS_TEXT and not text.strip():
            raise Refused("Bitte tragen Sie den Wortlaut ein: Daraus geht hervor, was zu ändern oder zu prüfen ist.")
        adopted = version if result == DecisionResult.ADOPTED else None
        decision = _decision(strategy, version, adopted, result=result, on=on, number=number, text=text, body=body)
        if result in _OPEN_RESULTS or goes_on:
            if strategy.stage != StrategyStage.IN_COMMITTEES:
                raise Refused("Die Strategie liegt zurzeit keinem Gremium vor.")
        else:
            then = AFTER_DECISION[result]
            if then == StrategyStage.ADOPTED:
                _supersede_others(actor, strategy)
            reason = text.strip() or decision.get_result_display()
            go(record, actor, strategy, then, "decision", version=strategy.version, reason=reason)
        record.note("decision", str(decision))
        record.note("version", version.number)
        if adopted is not None:
            _decide_measures(actor, adopted)
    return decision


def sign_off(
    *, actor: Actor, strategy: Strategy, version: int, note: str, digest: str | None = None
) -> StrategyVersion:
    """Leadership confirms that the working copy now says what was decided; that state is frozen as adopted.

    Args:
        note: how the changes were entered.
        digest: checksum of the content that leadership saw; None where nobody looked at a page.

    Raises:
        Refused: nothing was decided with changes, or nothing has changed since.
        Conflict: the content changed since leadership saw it.
        Forbidden: no right.
    """
    with act(
        "strategy.sign_off", actor=actor, permission="strategy.release", owner=strategy.owner, obj=strategy
    ) as record:
        if not note.strip():
            raise Refused("Bitte schreiben Sie, wie die beschlossenen Änderungen eingearbeitet sind.")
        decision = open_decision(strategy)
        _supersede_others(actor, strategy)
        go(record, actor, strategy, StrategyStage.ADOPTED, "sign_off", version=version, reason=note)
        assert decision is not None  # the guard of the step has seen it
        frozen = freeze(actor, strategy, VersionKind.ADOPTED, "abgezeichnet gegen den Beschluss", digest)
        signature: dict[str, Any] = {
            "adopted_version": frozen,
            "signed_by": actor.person_uid,
            "signed_role": writing.function_of(actor, strategy.owner),
            "signed_on": timezone.localdate(),
            "sign_note": note.strip(),
        }
        save_version(decision, version=decision.version, values=signature)
        record.note("version", frozen.number)
        _decide_measures(actor, frozen)
    return frozen


def enter_adopted(
    *,
    actor: Actor,
    strategy: Strategy,
    version: int,
    on: date,
    number: str = "",
    text: str = "",
    body: str = "",
) -> StrategyDecision:
    """Enter a strategy that was adopted before it came into this program: frozen as it stands, with day and number.

    Raises:
        Refused: it is no draft any more, has no goal, or the day lies ahead.
    """
    with act(
        "strategy.enter_adopted", actor=actor, permission="strategy.record_decision", owner=strategy.owner, obj=strategy
    ) as record:
        _demand_past(on)
        _supersede_others(actor, strategy)
        go(record, actor, strategy, StrategyStage.ADOPTED, "enter", version=version)
        frozen = version_of_now(actor, strategy, VersionKind.ADOPTED, "als schon beschlossen eingetragen")
        result = DecisionResult.ADOPTED
        decision = _decision(strategy, frozen, frozen, result=result, on=on, number=number, text=text, body=body)
        record.note("decision", str(decision))
        _decide_measures(actor, frozen)
    return decision


def _demand_past(on: date) -> None:
    if on > timezone.localdate():
        raise Refused("Der Tag der Sitzung liegt in der Zukunft.")


def _demand_decidable(strategy: Strategy, version: StrategyVersion, on: date) -> None:
    _demand_past(on)
    if version.strategy_id != strategy.pk or version.owner_id != strategy.owner_id:
        raise Forbidden("Diese Fassung gibt es hier nicht.")
    if version.state not in PUBLIC_KINDS:
        raise Refused(
            f"Fassung {version.number} ist ein interner Entwurf. Beschlossen wird eine Fassung, die in die Gremien gegeben wurde."
        )


def _decision(
    strategy: Strategy, version: StrategyVersion, adopted: StrategyVersion | None, **values: Any
) -> StrategyDecision:
    texts = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    return writing.insert(
        StrategyDecision(
            owner=strategy.owner, strategy=strategy, decided_version=version, adopted_version=adopted, **texts
        )
    )


# --- what an adoption brings with it ----------------------------------------------------------------------------------


def _decide_measures(actor: Actor, version: StrategyVersion) -> None:
    """Measures of the adopted version count as decided; those that need a decision of their own as prioritised."""
    uids = [row["uid"] for row in version.payload["content"]["measures"]]
    for measure in Measure.objects.filter(owner=version.owner_id, uid__in=uids, deleted_at=None).order_by("id"):
        waits = measure.needs_own_decision and not measure.decision_note
        then = MeasureStatus.PRIORITISED if waits else MeasureStatus.DECIDED
        if measure.status in statuses.BEFORE_DECISION and measure.status != then:
            statuses.step(actor, measure, then, "adoption")


def _supersede_others(actor: Actor, strategy: Strategy) -> None:
    """Whatever is in force steps aside for this strategy; its measures go where the revision put them.

    A Teilplan takes the place of the one that it continues alone; a strategy takes over the Teilpläne of the old one.
    """
    in_force = Strategy.objects.filter(owner=strategy.owner_id, stage__in=IN_FORCE, deleted_at=None)
    others = (
        in_force.filter(umbrella=None)
        if strategy.umbrella_id is None
        else in_force.filter(pk=strategy.supersedes_id, umbrella__isnull=False)
    )
    for old in others.exclude(pk=strategy.pk):
        with act(
            "strategy.supersede", actor=actor, permission="strategy.record_decision", owner=old.owner, obj=old
        ) as record:
            go(record, actor, old, StrategyStage.SUPERSEDED, "supersede", version=old.version)
            record.note("successor", strategy.title)
        rows = CarryOver.objects.filter(owner=old.owner_id, strategy=strategy, measure__isnull=False, deleted_at=None)
        for row in rows.select_related("measure"):
            assert row.measure is not None
            _leave(actor, row.measure, row)
        _take_parts(actor, old, strategy)


def _take_parts(actor: Actor, old: Strategy, new: Strategy) -> None:
    """Teilpläne that live on belong to the new strategy from now on; those that ended stay with the old one."""
    parts = Strategy.objects.filter(owner=old.owner_id, umbrella=old, deleted_at=None)
    for part in parts.exclude(stage=StrategyStage.SUPERSEDED):
        with act(
            "strategy.place_under", actor=actor, permission="strategy.record_decision", owner=part.owner, obj=part
        ):
            save_version(part, version=part.version, values={"umbrella": new})


def _leave(actor: Actor, measure: Measure, row: CarryOver) -> None:
    if row.outcome == CarryOutcome.CONTINUED and measure.status not in statuses.GONE:
        statuses.step(actor, measure, MeasureStatus.CARRIED_OVER, "supersede", reason=row.reason)
    elif row.outcome == CarryOutcome.ENDED and measure.status not in (*statuses.GONE, MeasureStatus.COMPLETED):
        statuses.step(actor, measure, MeasureStatus.DROPPED, "supersede", reason=row.reason)
