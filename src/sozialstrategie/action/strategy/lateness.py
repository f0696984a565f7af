"""Why a measure is late: computed from facts, never stored, never mixed with what the responsible unit itself thinks.

`progress.late` computes the same in the database for whole lists; a test proves both equal.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from sozialstrategie.action.strategy.enums import ACTIVE_STATUSES, TargetDirection

UPDATE_MONTHS = 6


class LateReason(StrEnum):
    """In the order in which they are told."""

    TASK_OVERDUE = "task_overdue"
    END_PASSED = "end_passed"
    TARGET_WITHOUT_READING = "target_without_reading"
    BEHIND_TARGET = "behind_target"
    NO_UPDATE = "no_update"


REASON_WORDS = {
    LateReason.TASK_OVERDUE: "Aufgabe oder Meilenstein überfällig",
    LateReason.END_PASSED: "Ende vorbei",
    LateReason.TARGET_WITHOUT_READING: "Zieljahr vorbei, kein neuer Messwert",
    LateReason.BEHIND_TARGET: "hinter dem Zielwert",
    LateReason.NO_UPDATE: "kein Sachstand gemeldet",
}


@dataclass(frozen=True, slots=True)
class TargetFacts:
    """The Zielwert for the end of a year; `upper` closes a corridor."""

    year: int
    value: Decimal
    upper: Decimal | None = None


@dataclass(frozen=True, slots=True)
class UseFacts:
    """A further indicator of a measure with own readings; `latest_*` is its newest approved Messwert."""

    name: str
    direction: str
    targets: tuple[TargetFacts, ...] = ()
    latest_day: date | None = None
    latest_value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class MeasureFacts:
    """What lateness depends on.

    `latest_reading` and `latest_value` are the newest approved Messwert of the indicator that the measure names itself,
    `task_due` the earliest day on which an open task or milestone is due.
    """

    status: str
    end: date | None = None
    target_year: int | None = None
    has_target: bool = False
    latest_reading: date | None = None
    progress_on: date | None = None
    baseline_value: Decimal | None = None
    target_value: Decimal | None = None
    latest_value: Decimal | None = None
    task_due: date | None = None
    uses: tuple[UseFacts, ...] = ()


def lateness(measure: MeasureFacts, today: date, months: int = UPDATE_MONTHS) -> tuple[LateReason, ...]:
    """All reasons that hold today; empty = on time. A due day is still in time on that day.

    Args:
        months: a report is expected at least that often.

    >>> lateness(MeasureFacts("running", end=date(2026, 3, 1), progress_on=date(2026, 3, 1)), date(2026, 3, 2))
    (<LateReason.END_PASSED: 'end_passed'>,)
    """
    if measure.status not in ACTIVE_STATUSES:
        return ()
    holds = {
        LateReason.TASK_OVERDUE: measure.task_due is not None and measure.task_due < today,
        LateReason.END_PASSED: measure.end is not None and measure.end < today,
        LateReason.TARGET_WITHOUT_READING: _own_without_reading(measure, today)
        or any(without_reading(use, today) for use in measure.uses),
        LateReason.BEHIND_TARGET: _own_behind(measure, today) or any(is_behind(use, today) for use in measure.uses),
        LateReason.NO_UPDATE: measure.progress_on is None or measure.progress_on < months_before(today, months),
    }
    return tuple(reason for reason in LateReason if holds[reason])


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or the last one of that month.

    >>> months_before(date(2026, 8, 31), 6)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day_in_time(told_on: date, months: int) -> date:
    """The last day on which a report of that day still counts; the next one is due until then.

    >>> last_day_in_time(date(2026, 8, 31), 6), last_day_in_time(date(2026, 2, 28), 6)
    (datetime.date(2027, 2, 28), datetime.date(2026, 8, 31))
    """
    year, month = divmod(told_on.year * 12 + told_on.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    # the last day of a short month stands for all longer ones
    ends = told_on.day == monthrange(told_on.year, told_on.month)[1]
    return date(year, month + 1, last if ends else min(told_on.day, last))


def last_due(use: UseFacts, today: date) -> TargetFacts | None:
    """The newest target whose year is over."""
    return max((t for t in use.targets if t.year < today.year), key=lambda t: t.year, default=None)


def without_reading(use: UseFacts, today: date) -> bool:
    """The year of the last target that is due is over, and no approved Messwert reaches its end."""
    due = last_due(use, today)
    return due is not None and (use.latest_day is None or use.latest_day < date(due.year, 12, 31))


def is_behind(use: UseFacts, today: date) -> bool:
    """The newest approved Messwert misses the last target that is due, by the direction of the indicator."""
    due = last_due(use, today)
    return due is not None and use.latest_value is not None and misses(use.direction, due, use.latest_value)


def misses(direction: str, target: TargetFacts, value: Decimal) -> bool:
    """Whether a value misses a target: too small, too large, or outside of the corridor; what is only watched never does."""
    if direction == TargetDirection.INCREASE:
        return value < target.value
    if direction == TargetDirection.DECREASE:
        return value > target.value
    if direction == TargetDirection.CORRIDOR:
        return value < target.value or (target.upper is not None and value > target.upper)
    return False


def own_direction(baseline: Decimal | None, target: Decimal | None) -> TargetDirection:
    """Where the indicator that a measure names itself should go: from its start to its target."""
    falls = baseline is not None and target is not None and target < baseline
    return TargetDirection.DECREASE if falls else TargetDirection.INCREASE


def _own_without_reading(m: MeasureFacts, today: date) -> bool:
    if not m.has_target or m.target_year is None or m.target_year >= today.year:
        return False
    return m.latest_reading is None or m.latest_reading < date(m.target_year, 12, 31)


def _own_behind(m: MeasureFacts, today: date) -> bool:
    if m.target_value is None or m.target_year is None or m.target_year >= today.year or m.latest_value is None:
        return False
    return misses(
        own_direction(m.baseline_value, m.target_value), TargetFacts(m.target_year, m.target_value), m.latest_value
    )


def sentence(reason: LateReason, measure: MeasureFacts, today: date | None = None, months: int = UPDATE_MONTHS) -> str:
    """The reason as a German sentence.

    Args:
        today: the day on which the reason was found; names the indicators that it is about.
    """
    if reason is LateReason.TASK_OVERDUE:
        assert measure.task_due is not None
        return f"Seit dem {measure.task_due:%d.%m.%Y} ist eine Aufgabe oder ein Meilenstein überfällig."
    if reason is LateReason.END_PASSED:
        assert measure.end is not None
        return f"Das geplante Ende am {measure.end:%d.%m.%Y} ist vorbei, die Maßnahme aber nicht fertig."
    if reason in (LateReason.TARGET_WITHOUT_READING, LateReason.BEHIND_TARGET):
        return _target_sentence(reason, measure, today or date.max)
    if measure.progress_on is None:
        return "Es gibt noch keinen Sachstand."
    span = "ein halbes Jahr" if months == 6 else "ein Monat" if months == 1 else f"{months} Monate"
    return f"Der letzte Sachstand ist vom {measure.progress_on:%d.%m.%Y} und damit älter als {span}."


def _target_sentence(reason: LateReason, m: MeasureFacts, today: date) -> str:
    missing = reason is LateReason.TARGET_WITHOUT_READING
    own = _own_without_reading(m, today) if missing else _own_behind(m, today)
    uses = [u for u in m.uses if (without_reading(u, today) if missing else is_behind(u, today))]
    named = ", ".join(f"„{u.name}“" for u in uses)
    if missing:
        years = sorted({due.year for u in uses if (due := last_due(u, today)) is not None})
        year = m.target_year if own else years[-1] if years else m.target_year
        about = f" ({named})" if named else ""
        return f"Der Zielwert galt für Ende {year}. Einen freigegebenen Messwert dazu gibt es nicht{about}."
    if own and not uses:
        return f"Der jüngste freigegebene Messwert erreicht den Zielwert für Ende {m.target_year} nicht."
    of = "dieser Maßnahme, " if own else ""
    return f"Der jüngste freigegebene Messwert erreicht den fälligen Zielwert nicht: {of}{named}."
