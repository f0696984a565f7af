"""Why a measure is late: computed from facts, never stored, never mixed with what the responsible unit itself thinks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sozialstrategie.action.strategy.enums import ACTIVE_STATUSES

UPDATE_INTERVAL = timedelta(days=183)  # half a year


class LateReason(StrEnum):
    END_PASSED = "end_passed"
    TARGET_WITHOUT_READING = "target_without_reading"
    NO_UPDATE = "no_update"


@dataclass(frozen=True, slots=True)
class MeasureFacts:
    """What lateness depends on. `latest_reading` is the day of the newest approved Messwert."""

    status: str
    end: date | None = None
    target_year: int | None = None
    has_target: bool = False
    latest_reading: date | None = None
    progress_on: date | None = None


def lateness(measure: MeasureFacts, today: date) -> tuple[LateReason, ...]:
    """All reasons that hold today; empty = on time. A due day is still in time on that day.

    >>> lateness(MeasureFacts("running", end=date(2026, 3, 1), progress_on=date(2026, 3, 1)), date(2026, 3, 2))
    (<LateReason.END_PASSED: 'end_passed'>,)
    """
    if measure.status not in ACTIVE_STATUSES:
        return ()
    reasons = []
    if measure.end is not None and measure.end < today:
        reasons.append(LateReason.END_PASSED)
    if measure.has_target and measure.target_year is not None:
        due = date(measure.target_year, 12, 31)
        if due < today and (measure.latest_reading is None or measure.latest_reading < due):
            reasons.append(LateReason.TARGET_WITHOUT_READING)
    if measure.progress_on is None or today - measure.progress_on > UPDATE_INTERVAL:
        reasons.append(LateReason.NO_UPDATE)
    return tuple(reasons)


def sentence(reason: LateReason, measure: MeasureFacts) -> str:
    """The reason as a German sentence."""
    if reason is LateReason.END_PASSED:
        assert measure.end is not None
        return f"Das geplante Ende am {measure.end:%d.%m.%Y} ist vorbei, die Maßnahme aber nicht fertig."
    if reason is LateReason.TARGET_WITHOUT_READING:
        return f"Der Zielwert galt für Ende {measure.target_year}. Einen freigegebenen Messwert dazu gibt es nicht."
    if measure.progress_on is None:
        return "Es gibt noch keinen Sachstand."
    return f"Der letzte Sachstand ist vom {measure.progress_on:%d.%m.%Y} und damit älter als ein halbes Jahr."
