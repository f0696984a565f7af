"""The life of a Messwert: draft, submitted, returned with a note, approved; and the periods that can be closed.

`READING_STEPS` is the whole machine. A closed period refuses every write of a day that lies in it, undo included.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from sozialstrategie.action.strategy.enums import ReadingState
from sozialstrategie.action.strategy.models import IndicatorUse, Measure, Reading, ReadingPeriod
from sozialstrategie.action.strategy.services import guards, writing
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.versions import save_version

REPORT, JUDGE, LOCK = "strategy.update_progress", "strategy.release", "strategy.lock_readings"
VALUES = frozenset({"day", "value", "numerator", "denominator", "text"})
WRITABLE = (ReadingState.DRAFT, ReadingState.RETURNED)
_S = ReadingState


@dataclass(frozen=True, slots=True)
class ReadingStep:
    """One allowed step: the verb of its act, and who may take it."""

    verb: str
    permission: str
    needs_note: bool = False


READING_STEPS: Mapping[tuple[ReadingState, ReadingState], ReadingStep] = {
    (_S.DRAFT, _S.SUBMITTED): ReadingStep("submit_reading", REPORT),
    (_S.SUBMITTED, _S.RETURNED): ReadingStep("return_reading", JUDGE, needs_note=True),
    (_S.RETURNED, _S.SUBMITTED): ReadingStep("submit_reading", REPORT),
    (_S.SUBMITTED, _S.APPROVED): ReadingStep("approve_reading", JUDGE),
}


def add_reading(
    *,
    actor: Actor,
    day: date,
    value: Decimal | None = None,
    measure: Measure | None = None,
    use: IndicatorUse | None = None,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
    text: str = "",
    draft: bool = False,
) -> Reading:
    """Report a Messwert of a measure's own indicator, or of a further one (`use`); it waits for leadership.

    Args:
        numerator, denominator: instead of `value`, for a share; the value becomes their quotient in percent.
        draft: keep it to oneself until it is submitted.

    Raises:
        Invalid: there is one for that day, or the share cannot be computed.
        Refused: the period of that day is closed. Forbidden.
    """
    subject = use.subject if use is not None else measure
    if subject is None:
        raise TypeError("Ein Messwert gehört zu einer Maßnahme oder zu einem Indikator.")
    with act("strategy.add_reading", actor=actor, permission=REPORT, owner=subject.owner, obj=subject) as record:
        _demand_measured_here(use)
        demand_open(subject.owner, day)
        told = _value(use, value, numerator, denominator)
        state = ReadingState.DRAFT if draft else ReadingState.SUBMITTED
        reading = writing.insert(
            Reading(
                owner=subject.owner,
                measure=None if use is not None else measure,
                use=use,
                day=day,
                text=text.strip(),
                state=state,
                **told,
            )
        )
        record.created(reading)
    return reading


def edit_reading(*, actor: Actor, reading: Reading, version: int, **values: Any) -> Reading:
    """Change what a draft or a returned Messwert says.

    Raises:
        Refused: it waits for leadership, counts already, or its period is closed. Conflict, Invalid, Forbidden.
    """
    with act("strategy.edit_reading", actor=actor, permission=REPORT, owner=reading.owner, obj=reading) as record:
        _demand_alive(reading)
        if reading.state not in WRITABLE:
            raise Refused(f"Dieser Messwert ist {reading.get_state_display()} und bleibt, wie er ist.")
        demand_open(reading.owner, reading.day, values.get("day"))
        if {"value", "numerator", "denominator"} & set(values):
            told = {name: values.get(name) for name in ("value", "numerator", "denominator")}
            values |= _value(reading.use, **told)
        writing.change(record, reading, version=version, values=values, allowed=VALUES)
    return reading


def submit_reading(*, actor: Actor, reading: Reading, version: int | None = None) -> Reading:
    """Hand a draft or a returned Messwert to leadership."""
    return _step(actor, reading, ReadingState.SUBMITTED, version)


def return_reading(*, actor: Actor, reading: Reading, note: str, version: int | None = None) -> Reading:
    """Leadership gives a Messwert back and says what is to be changed."""
    return _step(actor, reading, ReadingState.RETURNED, version, note=note)


def approve_reading(*, actor: Actor, reading: Reading, version: int | None = None) -> Reading:
    """Leadership approves a Messwert: from now on it counts."""
    return _step(actor, reading, ReadingState.APPROVED, version)


def _step(actor: Actor, reading: Reading, then: ReadingState, version: int | None, note: str = "") -> Reading:
    """One step of the machine; a step to where the Messwert stands already does nothing.

    Raises:
        Refused: no such step from here, no note, or a closed period. Conflict, Forbidden.
    """
    now = ReadingState(reading.state)
    step = READING_STEPS.get((now, then))
    known = step or next(s for (_, to), s in READING_STEPS.items() if to == then)
    with act(
        f"strategy.{known.verb}", actor=actor, permission=known.permission, owner=reading.owner, obj=reading
    ) as record:
        _demand_alive(reading)
        if now == then:
            record.nothing_changed()
            return reading
        if step is None:
            raise Refused(f"Von „{now.label}“ führt kein Schritt zu „{then.label}“.")
        demand_open(reading.owner, reading.day)
        if step.needs_note and not note.strip():
            raise writing.Invalid({"note": ["Bitte schreiben Sie dazu, was zu ändern ist."]})
        values: dict[str, Any] = {"state": then, "return_note": note.strip()}
        if then == ReadingState.APPROVED:
            values |= {"approved_by": actor.person_uid, "approved_on": timezone.localdate()}
        save_version(reading, version=reading.version if version is None else version, values=values)
    return reading


def withdraw_reading(*, actor: Actor, reading: Reading) -> Reading:
    """Take a Messwert back.

    Raises:
        Refused: its period is closed. Forbidden.
    """
    with act(
        "strategy.withdraw_reading", actor=actor, permission="strategy.change", owner=reading.owner, obj=reading
    ) as record:
        if reading.deleted_at is not None:
            record.nothing_changed()
        else:
            demand_open(reading.owner, reading.day)
            save_version(reading, version=reading.version, values={"deleted_at": timezone.now()})
    return reading


def demand_undoable(obj: Reading, values: dict[str, Any]) -> None:
    """What undo asks before it writes: no way around the machine, and none into a closed period.

    Raises:
        Refused.
    """
    demand_open(obj.owner, obj.day, values.get("day"))
    if "state" in values and values["state"] != obj.state:
        raise Refused("Schritte eines Messwerts lassen sich nicht rückgängig machen.")
    if obj.state not in WRITABLE and VALUES & set(values):
        raise Refused(f"Dieser Messwert ist {obj.get_state_display()} und bleibt, wie er ist.")
    guards.demand_undoable(obj, values)


# --- periods --------------------------------------------------------------------------------------------------------


def demand_open(owner: Organisation, *days: date | None) -> None:
    """Refuse days that lie in a closed period.

    Raises:
        Refused.
    """
    for day in filter(None, days):
        period = ReadingPeriod.objects.filter(
            owner=owner, deleted_at=None, locked_on__isnull=False, start__lte=day, end__gte=day
        ).first()
        if period is not None:
            raise Refused(
                f"Der Meldezeitraum „{period.name}“ ist seit dem {period.locked_on:%d.%m.%Y} geschlossen. "
                f"Messwerte vom {day:%d.%m.%Y} bleiben, wie sie sind."
            )


def create_period(*, actor: Actor, owner: Organisation, name: str, start: date, end: date) -> ReadingPeriod:
    """Name a span of days whose Messwerte are collected together. Raises Invalid, Forbidden."""
    period = ReadingPeriod(owner=owner, name=name.strip(), start=start, end=end)
    return writing.create("strategy.create_period", period, actor=actor, permission=LOCK)


def lock_period(*, actor: Actor, period: ReadingPeriod, version: int) -> ReadingPeriod:
    """Close a period: from now on nobody writes a Messwert of its days.

    Raises:
        Refused: it is closed, or Messwerte in it still wait. Conflict, Forbidden.
    """
    with act("strategy.lock_period", actor=actor, permission=LOCK, owner=period.owner, obj=period):
        if period.locked_on is not None:
            raise Refused("Dieser Meldezeitraum ist schon geschlossen.")
        waiting = Reading.objects.filter(
            owner=period.owner_id, deleted_at=None, day__gte=period.start, day__lte=period.end
        ).exclude(state=ReadingState.APPROVED)
        if count := waiting.count():
            what = "ein Messwert ist" if count == 1 else f"{count} Messwerte sind"
            raise Refused(f"In diesem Zeitraum: {what} noch nicht freigegeben.")
        save_version(period, version=version, values={"locked_on": timezone.localdate()})
    return period


def unlock_period(*, actor: Actor, period: ReadingPeriod, version: int, reason: str) -> ReadingPeriod:
    """Open a closed period again; the reason stands in the history.

    Raises:
        Invalid: no reason. Refused: it is open. Conflict, Forbidden.
    """
    with act("strategy.unlock_period", actor=actor, permission=LOCK, owner=period.owner, obj=period) as record:
        if period.locked_on is None:
            raise Refused("Dieser Meldezeitraum ist offen.")
        if not reason.strip():
            raise writing.Invalid({"reason": ["Bitte schreiben Sie dazu, warum der Zeitraum wieder geöffnet wird."]})
        record.note("reason", reason.strip())
        save_version(period, version=version, values={"locked_on": None})
    return period


# --- shared ---------------------------------------------------------------------------------------------------------


def _demand_alive(reading: Reading) -> None:
    if reading.deleted_at is not None:
        raise Refused("Dieser Messwert wurde zurückgenommen.")


def _demand_measured_here(use: IndicatorUse | None) -> None:
    if use is not None and use.indicator:
        raise Refused("Die Werte dieser Kennzahl kommen aus den Zahlen und werden hier nicht gemeldet.")


def _value(
    use: IndicatorUse | None, value: Decimal | None, numerator: Decimal | None, denominator: Decimal | None
) -> dict[str, Decimal | None]:
    """Value, numerator and denominator to store: a share is computed, everything else stands as told."""
    if use is None or not use.is_ratio:
        if value is None:
            raise writing.Invalid({"value": ["Bitte geben Sie den Wert an."]})
        return {"value": value, "numerator": None, "denominator": None}
    if numerator is None or denominator is None or denominator <= 0 or numerator < 0:
        raise writing.Invalid({"numerator": ["Bitte geben Sie Zähler und Nenner an; der Nenner ist größer als null."]})
    share = (numerator / denominator * 100).quantize(Decimal("0.001"))
    return {"value": share, "numerator": numerator, "denominator": denominator}
