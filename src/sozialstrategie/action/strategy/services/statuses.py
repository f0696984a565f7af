"""How a measure goes from idea to done: every step by `stages.MEASURE_STEPS` and no other way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sozialstrategie.action.strategy.enums import GONE_STATUSES, MeasureStatus
from sozialstrategie.action.strategy.models import Measure
from sozialstrategie.action.strategy.services import writing
from sozialstrategie.action.strategy.stages import MEASURE_STEPS, Step, refusal
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.permissions import demand
from sozialstrategie.kit.core.versions import save_version

BEFORE_DECISION = (MeasureStatus.IDEA, MeasureStatus.PROPOSED, MeasureStatus.PRIORITISED)
GONE = GONE_STATUSES
_WHY = "Bitte schreiben Sie den Grund dazu. Wer später nachsieht, soll ihn verstehen."
_WHY_DROPPED = "Bitte schreiben Sie dazu, warum die Maßnahme fallen gelassen wird."


class NoReason(Refused):
    """A step that needs a reason came without one."""


def _own_decision(measure: Measure, then: MeasureStatus) -> str:
    if measure.needs_own_decision and not measure.decision_note.strip():
        return "Diese Maßnahme braucht einen eigenen Beschluss. Bitte tragen Sie ihn bei der Maßnahme zuerst ein."
    return ""


def _no_end(measure: Measure, then: MeasureStatus) -> str:
    if measure.end is not None:
        return f"Eine Daueraufgabe hat kein Ende. Bei der Maßnahme steht der {measure.end:%d.%m.%Y}."
    return ""


def _stood_there(measure: Measure, then: MeasureStatus) -> str:
    """A measure that was put off goes on where it stood; one that came in as put off is proposed anew."""
    before = measure.status_before or MeasureStatus.PROPOSED
    if then == before:
        return ""
    return f"Die Maßnahme stand vorher bei „{MeasureStatus(before).label}“; dort geht sie weiter."


GUARDS: dict[str, Callable[[Measure, MeasureStatus], str]] = {
    "own_decision": _own_decision,
    "no_end": _no_end,
    "stood_there": _stood_there,
}


def hindrances(measure: Measure, step: Step, then: MeasureStatus) -> list[str]:
    """What stands against a step now, in sentences; empty when nothing does."""
    return [sentence for name in step.guards if (sentence := GUARDS[name](measure, then))]


def demand_step(
    actor: Actor, measure: Measure, then: MeasureStatus, way: str, *, now: str | None = None, reason: str = ""
) -> Step:
    """The step, if the machine knows it and this actor may take it now.

    Args:
        measure: with the values that it will have beside its status.
        now: the status that it has, where `measure` carries the new one already.

    Raises:
        Refused, Forbidden.
    """
    status = MeasureStatus(now or measure.status)
    found = MEASURE_STEPS.get((status, then))
    if found is None or way not in found.ways:
        raise Refused(refusal(status, then, MeasureStatus))
    # whoever adopts or supersedes a strategy holds the right for that; the steps of its measures follow from it
    demand(found.permission if way == "move" else "strategy.record_decision", actor, measure)
    if found.needs_reason and not reason.strip():
        raise NoReason(_WHY_DROPPED if then == MeasureStatus.DROPPED else _WHY)
    if against := hindrances(measure, found, then):
        raise Refused(" ".join(against))
    return found


def change_status(*, actor: Actor, measure: Measure, to: MeasureStatus, version: int, reason: str = "") -> Measure:
    """Take one step with a measure. Its release and its visibility stay as they are.

    Args:
        version: the version of the measure that the person saw.
        reason: why; needed to put off, to drop and to go back.

    Raises:
        Refused: the machine knows no such step from here, something stands against it, or the reason is missing.
        Forbidden: no right.
        Conflict: somebody else changed the measure meanwhile.
    """
    found = MEASURE_STEPS.get((MeasureStatus(measure.status), to))
    permission = found.permission if found else "strategy.view_drafts"
    with act("strategy.change_status", actor=actor, permission=permission, owner=measure.owner, obj=measure) as record:
        if measure.deleted_at is not None:
            raise Refused("Die Maßnahme wurde gelöscht. Bitte stellen Sie sie zuerst wieder her.")
        demand_step(actor, measure, to, "move", reason=reason)
        if reason.strip():
            record.note("reason", reason.strip())
        _write(measure, to, version, reason)
    return measure


def step(actor: Actor, measure: Measure, then: MeasureStatus, way: str, reason: str = "") -> None:
    """A step that follows from an adoption or a new strategy; one act of its own within the running one."""
    with act(
        "strategy.change_status", actor=actor, permission="strategy.record_decision", owner=measure.owner, obj=measure
    ) as record:
        demand_step(actor, measure, then, way, reason=reason)
        if reason.strip():
            record.note("reason", reason.strip())
        _write(measure, then, measure.version, reason)


def record_own_decision(*, actor: Actor, measure: Measure, words: str) -> Measure:
    """Write a decision about this very measure beside it; one that was not decided yet counts as decided.

    The committees room calls it when a body has decided on a paper about single measures.

    Args:
        words: body, day and number of the decision.

    Raises:
        Forbidden: no right.
        Refused: the machine knows no such step.
    """
    with act(
        "strategy.record_own_decision", actor=actor, permission="strategy.record_decision", owner=measure.owner, obj=measure
    ):  # fmt: skip
        save_version(measure, version=measure.version, values={"decision_note": words[:200]})
        if measure.status in BEFORE_DECISION:
            step(actor, measure, MeasureStatus.DECIDED, "adoption")
    return measure


def _write(measure: Measure, then: MeasureStatus, version: int, reason: str) -> None:
    values: dict[str, Any] = {"status": then, "status_reason": reason.strip(), **stood(measure.status, then)}
    # three axes: what was submitted or released stays so, since nothing of its content changes
    for mark in ("submitted_version", "released_version"):
        if getattr(measure, mark) == version:
            values[mark] = version + 1
    save_version(measure, version=version, values=values)


def stood(now: str, then: str) -> dict[str, str]:
    """Where a measure that is put off will go on; forgotten when it goes on."""
    return {"status_before": str(now) if then == MeasureStatus.POSTPONED else ""}


def demand_edit(actor: Actor, measure: Measure, version: int, values: dict[str, Any]) -> dict[str, Any]:
    """What the form of a measure must respect when it changes the status too.

    Returns:
        further values to write.

    Raises:
        Invalid: the sentence stands at the field, also where the right for that step is missing.
    """
    then = values.get("status")
    # what is no status at all is told by the field itself, a stale form by the conflict
    if then == measure.status or then not in MeasureStatus.values or measure.version != version:
        return {}
    trial = Measure(**{f.attname: getattr(measure, f.attname) for f in measure._meta.concrete_fields})
    for name, value in values.items():
        setattr(trial, name, value)
    try:
        demand_step(
            actor, trial, MeasureStatus(then), "move", now=measure.status, reason=values.get("status_reason", "")
        )
    except NoReason as sentence:
        raise writing.Invalid({"status_reason": [str(sentence)]}) from sentence
    except Refused as sentence:
        raise writing.Invalid({"status": [str(sentence)]}) from sentence
    return stood(measure.status, then)
