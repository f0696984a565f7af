"""What lateness depends on, read from the database: as facts for the pure function, and judged there for whole lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from sozialstrategie.action.strategy.enums import ACTIVE_STATUSES, ReadingState, TargetDirection
from sozialstrategie.action.strategy.lateness import LateReason, MeasureFacts, TargetFacts, UseFacts, months_before
from sozialstrategie.action.strategy.models import IndicatorUse, Measure, ProgressSetting, Reading, Target
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.workplace.models import Task

ABOUT = Measure._meta.label_lower


def update_months(organisation: Organisation) -> int:
    """How often this organisation expects a report, in months."""
    months = ProgressSetting.objects.filter(owner=organisation, deleted_at=None).values_list("months", flat=True)
    return int(months.first() or ProgressSetting.MONTHS)


def open_tasks(organisation_id: int) -> QuerySet[Task]:
    """Tasks and milestones of measures that nobody has done or dropped."""
    rows: QuerySet[Task] = Task.objects.filter(
        owner=organisation_id, deleted_at=None, about_type=ABOUT, done_on=None, dropped_on=None, due__isnull=False
    )
    return rows


# --- for the pure function ------------------------------------------------------------------------------------------


def facts_of(measures: Iterable[Measure]) -> dict[int, MeasureFacts]:
    """Measure id -> its facts; measures of one organisation, at most five queries for any number of them."""
    rows = list(measures)
    if not rows:
        return {}
    owner, ids = rows[0].owner_id, [m.pk for m in rows]
    latest = _latest("measure_id", Reading.objects.filter(owner=owner, measure__in=ids))
    uses = _uses(owner, ids)
    due = _tasks_due(owner, {m.uid for m in rows})
    return {
        m.pk: _facts(
            m,
            latest[m.pk].day if m.pk in latest else None,
            latest[m.pk].value if m.pk in latest else None,
            due.get(m.uid),
            uses[m.pk],
        )
        for m in rows
    }


def facts_of_judged(rows: Iterable[Any]) -> dict[int, MeasureFacts]:
    """The same for rows of `judged`, which carry most of it: three queries where an indicator makes one late, else none."""
    known = list(rows)
    asked = [m.pk for m in known if m.late_target_without_reading or m.late_behind_target]
    uses: dict[int, list[UseFacts]] = _uses(known[0].owner_id, asked) if asked else {}
    return {m.pk: _facts(m, m.last_day, m.last_value, m.task_due, uses.get(m.pk, [])) for m in known}


def _facts(
    m: Measure, day: date | None, value: Decimal | None, task_due: date | None, uses: Iterable[UseFacts]
) -> MeasureFacts:
    return MeasureFacts(
        status=m.status,
        end=m.end,
        target_year=m.target_year,
        has_target=m.has_target,
        latest_reading=day,
        progress_on=m.progress_on,
        baseline_value=m.baseline_value,
        target_value=m.target_value,
        latest_value=value,
        task_due=task_due,
        uses=tuple(uses),
    )


def _latest(column: str, rows: QuerySet[Reading]) -> dict[int, Reading]:
    """The newest approved Messwert by measure or by indicator."""
    approved = rows.filter(deleted_at=None, state=ReadingState.APPROVED).order_by("day")
    return {getattr(row, column): row for row in approved}


def _uses(owner: int, measures: list[int]) -> dict[int, list[UseFacts]]:
    """Indicators with own readings; what monitoring measures waits for its editions, and no unit can report it."""
    rows = IndicatorUse.objects.filter(owner=owner, measure__in=measures, indicator="", deleted_at=None)
    found: dict[int, list[UseFacts]] = defaultdict(list)
    uses = list(rows)
    if not uses:
        return found
    targets: dict[int, list[TargetFacts]] = defaultdict(list)
    for t in Target.objects.filter(owner=owner, use__in=uses, deleted_at=None):
        targets[t.use_id].append(TargetFacts(t.year, t.value, t.upper))
    latest = _latest("use_id", Reading.objects.filter(owner=owner, use__in=uses))
    for use in uses:
        last = latest.get(use.pk)
        facts = UseFacts(
            use.name, use.direction, tuple(targets[use.pk]), last.day if last else None, last.value if last else None
        )
        found[use.measure_id or 0].append(facts)
    return found


def _tasks_due(owner: int, uids: set[UUID]) -> dict[UUID, date]:
    found: dict[UUID, date] = {}
    for uid, due in open_tasks(owner).filter(about_uid__in=uids).values_list("about_uid", "due"):
        if uid is not None and due is not None:
            found[uid] = min(due, found.get(uid, due))
    return found


# --- in the database ------------------------------------------------------------------------------------------------


def judged(rows: QuerySet[Measure], *, organisation: Organisation, today: date, months: int) -> QuerySet[Measure]:
    """The same rows with a boolean `late_<reason>` for each reason, judged in one query.

    Equal to `lateness(facts_of(rows)[pk], today, months)`.
    """
    own = _approved(organisation).filter(measure=OuterRef("pk"))
    due = open_tasks(organisation.pk).filter(about_uid=OuterRef("uid")).order_by("due")
    rows = rows.annotate(
        last_day=Subquery(own.values("day")[:1]),
        last_value=Subquery(own.values("value")[:1]),
        task_due=Subquery(due.values("due")[:1]),
    )
    missing, behind = _of_uses(organisation, today)
    active = Q(status__in=ACTIVE_STATUSES)
    own_due = Q(target_year__lt=today.year) & (Q(target_value__isnull=False) | ~Q(target_text=""))
    rises = Q(baseline_value__isnull=True) | Q(target_value__gte=F("baseline_value"))
    misses = (rises & Q(last_value__lt=F("target_value"))) | (~rises & Q(last_value__gt=F("target_value")))
    conditions = {
        LateReason.TASK_OVERDUE: Q(task_due__lt=today),
        LateReason.END_PASSED: Q(end__lt=today),
        LateReason.TARGET_WITHOUT_READING: (own_due & _before_end_of("target_year")) | Q(missing),
        LateReason.BEHIND_TARGET: (
            Q(target_year__lt=today.year, target_value__isnull=False, last_value__isnull=False) & misses
        )
        | Q(behind),
        LateReason.NO_UPDATE: Q(progress_on__isnull=True) | Q(progress_on__lt=months_before(today, months)),
    }
    return rows.annotate(**{f"late_{reason}": _flag(active & holds) for reason, holds in conditions.items()})


def late_only(rows: QuerySet[Measure], reason: LateReason | None = None) -> QuerySet[Measure]:
    """Of `judged` rows those that are late, for a given reason or for any."""
    wanted = Q()
    for known in [reason] if reason else LateReason:
        wanted |= Q(**{f"late_{known}": True})
    return rows.filter(wanted)


def reasons_of(row: Measure) -> tuple[LateReason, ...]:
    """What `judged` found about a row."""
    return tuple(reason for reason in LateReason if getattr(row, f"late_{reason}"))


def _flag(holds: Q) -> Case:
    return Case(When(holds, then=Value(True)), default=Value(False), output_field=BooleanField())


def _approved(organisation: Organisation) -> QuerySet[Reading]:
    rows: QuerySet[Reading] = Reading.objects.filter(
        owner=organisation, deleted_at=None, state=ReadingState.APPROVED
    ).order_by("-day")
    return rows


def _before_end_of(year: str) -> Q:
    """No Messwert, or the newest one lies before the 31st of December of that year."""
    earlier_in_it = Q(last_day__year=F(year)) & (Q(last_day__month__lt=12) | Q(last_day__day__lt=31))
    return Q(last_day__isnull=True) | Q(last_day__year__lt=F(year)) | earlier_in_it


def _of_uses(organisation: Organisation, today: date) -> tuple[Exists, Exists]:
    """Whether a further indicator lacks a reading for its last due target, and whether one misses it."""
    readings = _approved(organisation).filter(use=OuterRef("pk"))
    due = Target.objects.filter(owner=organisation, use=OuterRef("pk"), deleted_at=None, year__lt=today.year).order_by(
        "-year"
    )
    uses = (
        IndicatorUse.objects.filter(owner=organisation, measure=OuterRef("pk"), indicator="", deleted_at=None)
        .annotate(
            due_year=Subquery(due.values("year")[:1]),
            due_value=Subquery(due.values("value")[:1]),
            due_upper=Subquery(due.values("upper")[:1]),
            last_day=Subquery(readings.values("day")[:1]),
            last_value=Subquery(readings.values("value")[:1]),
        )
        .filter(due_year__isnull=False)
    )
    below, above = Q(last_value__lt=F("due_value")), Q(last_value__gt=F("due_value"))
    misses = (
        (Q(direction=TargetDirection.INCREASE) & below)
        | (Q(direction=TargetDirection.DECREASE) & above)
        | (Q(direction=TargetDirection.CORRIDOR) & (below | Q(last_value__gt=F("due_upper"))))
    )
    return Exists(uses.filter(_before_end_of("due_year"))), Exists(uses.filter(misses))
