"""Reading what hangs: late measures with their reasons, by unit and never by person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from sozialstrategie.action.strategy.enums import ACTIVE_STATUSES
from sozialstrategie.action.strategy.lateness import LateReason, sentence
from sozialstrategie.action.strategy.models import Measure, ProgressSetting
from sozialstrategie.action.strategy.progress.facts import (
    facts_of_judged,
    judged,
    late_only,
    reasons_of,
    update_months,
)
from sozialstrategie.action.strategy.queries.records import VIEW, by_number
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import demand

NO_UNIT = "ohne Federführung"


@dataclass(frozen=True, slots=True)
class Late:
    """A late measure with its reasons, each as word and sentence."""

    measure: Measure
    reasons: tuple[LateReason, ...]
    sentences: tuple[str, ...]


def active_for(actor: Actor, organisation: Organisation) -> QuerySet[Measure]:
    """Measures on their way: only these can be late."""
    demand(VIEW, actor, organisation)
    rows: QuerySet[Measure] = Measure.objects.filter(
        owner=organisation, deleted_at=None, status__in=ACTIVE_STATUSES
    ).select_related("field")
    return rows


def late_for(
    actor: Actor,
    organisation: Organisation,
    *,
    unit: str | None = None,
    reason: LateReason | None = None,
    field: UUID | None = None,
    today: date | None = None,
    months: int | None = None,
) -> list[Late]:
    """Late measures in the order of their numbers; a constant number of queries.

    Args:
        unit: only those that this unit leads; "" those without one.
        today: another day than today, for documents.
        months: the interval of the organisation, where it is known already.
    """
    day, months = today or timezone.localdate(), months or update_months(organisation)
    rows = active_for(actor, organisation)
    if unit is not None:
        rows = rows.filter(lead_unit=unit)
    if field is not None:
        rows = rows.filter(field__uid=field)
    late = by_number(late_only(judged(rows, organisation=organisation, today=day, months=months), reason))
    facts = facts_of_judged(late)
    return [
        Late(m, found, tuple(sentence(r, facts[m.pk], day, months) for r in found))
        for m, found in ((m, reasons_of(m)) for m in late)
    ]


def units_for(actor: Actor, organisation: Organisation) -> list[tuple[str, int]]:
    """Units with measures on their way and how many, by name."""
    counts: dict[str, int] = defaultdict(int)
    for unit in active_for(actor, organisation).order_by("lead_unit").values_list("lead_unit", flat=True):
        counts[unit] += 1
    return sorted(counts.items(), key=lambda pair: (pair[0] == "", pair[0].casefold()))


def by_unit(rows: Iterable[Late]) -> list[tuple[str, list[Late]]]:
    """The same measures under the unit that leads them, by name; those without a unit last."""
    found: dict[str, list[Late]] = defaultdict(list)
    for row in rows:
        found[row.measure.lead_unit].append(row)
    units = sorted(found, key=lambda unit: (unit == "", unit.casefold()))
    return [(unit or NO_UNIT, found[unit]) for unit in units]


def reasons_for(organisation: Organisation, measure: Measure, today: date) -> list[str]:
    """Why one measure is late, as sentences; empty = on time. Two queries, three more where an indicator makes it late."""
    months = update_months(organisation)
    rows = Measure.objects.filter(owner=organisation, pk=measure.pk)
    found = list(judged(rows, organisation=organisation, today=today, months=months))
    facts = facts_of_judged(found)
    return [sentence(reason, facts[m.pk], today, months) for m in found for reason in reasons_of(m)]


def setting_for(actor: Actor, organisation: Organisation) -> ProgressSetting | None:
    """The stored interval of reports; whoever changes it needs its version."""
    demand(VIEW, actor, organisation)
    found: ProgressSetting | None = ProgressSetting.objects.filter(owner=organisation, deleted_at=None).first()
    return found
