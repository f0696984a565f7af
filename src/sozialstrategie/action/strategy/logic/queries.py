"""Reading logic models: items with their links, indicators with targets and values, readings that wait, periods."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from sozialstrategie.action.strategy.enums import ReadingState, RollUp, TargetDirection
from sozialstrategie.action.strategy.logic import checks
from sozialstrategie.action.strategy.models import (
    Goal,
    GoalMeasure,
    IndicatorUse,
    LogicItem,
    LogicLink,
    Measure,
    Reading,
    ReadingPeriod,
    Target,
)
from sozialstrategie.action.strategy.queries.records import VIEW
from sozialstrategie.evidence.monitoring import queries as monitoring
from sozialstrategie.evidence.monitoring.own import definitions_of, is_own
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import demand
from sozialstrategie.kit.figures.released import Observation
from sozialstrategie.methods.attainment import Part, Total, roll_up

Subject = Measure | Goal


@dataclass(frozen=True, slots=True)
class Use:
    """An indicator with its name and unit, targets by year, readings (oldest first), and the newest value of monitoring."""

    use: IndicatorUse
    name: str
    unit: str
    targets: tuple[Target, ...]
    readings: tuple[Reading, ...] = ()
    observation: Observation | None = None

    @property
    def latest(self) -> Decimal | None:
        """The newest approved Messwert, or the newest value of monitoring; None without one."""
        if self.observation is not None:
            return None if self.observation.value is None else Decimal(repr(self.observation.value))
        approved = [r for r in self.readings if r.state == ReadingState.APPROVED]
        return approved[-1].value if approved else None

    @property
    def is_official(self) -> bool:
        """Whether its values come from monitoring."""
        return bool(self.use.indicator)


@dataclass(frozen=True, slots=True)
class Model:
    """The logic model of a measure or a goal."""

    subject: Subject
    items: tuple[LogicItem, ...]
    links: tuple[LogicLink, ...]
    uses: tuple[Use, ...]

    @property
    def pairs(self) -> list[tuple[int, int]]:
        return [(link.source_id, link.target_id) for link in self.links]

    def warnings(self) -> list[str]:
        """Its holes, as sentences."""
        about = {u.use.item_id for u in self.uses}
        items = [checks.ItemFacts(i.pk, i.step, i.text, bool(i.indicator_text) or i.pk in about) for i in self.items]
        uses = [
            checks.UseFacts(
                u.name, u.use.baseline_value is not None, bool(u.targets), u.use.direction == TargetDirection.OBSERVE
            )
            for u in self.uses
        ]
        return checks.warnings_of(items, self.pairs, uses, is_measure=isinstance(self.subject, Measure))


def model_for(actor: Actor, organisation: Organisation, subject: Subject) -> Model:
    """The whole model of a measure or goal; a constant number of queries."""
    demand(VIEW, actor, organisation)
    about = _about(subject)
    items = tuple(LogicItem.objects.filter(owner=organisation, deleted_at=None, **about))
    links = tuple(
        LogicLink.objects.filter(owner=organisation, deleted_at=None, source__in=items, target__in=items)
        .select_related("source", "target")
        .order_by("source__step", "target__step", "id")
    )
    uses = IndicatorUse.objects.filter(owner=organisation, deleted_at=None, **about).select_related("item")
    return Model(subject, items, links, tuple(_whole(organisation, list(uses))))


def _about(subject: Subject) -> dict[str, Any]:
    return {"measure": subject} if isinstance(subject, Measure) else {"goal": subject}


def _whole(organisation: Organisation, uses: list[IndicatorUse]) -> list[Use]:
    """Indicators with all that belongs to them; values of monitoring come through the gate, for members."""
    targets: dict[int, list[Target]] = defaultdict(list)
    for target in Target.objects.filter(owner=organisation, use__in=uses, deleted_at=None):
        targets[target.use_id].append(target)
    readings: dict[int, list[Reading]] = defaultdict(list)
    for reading in Reading.objects.filter(owner=organisation, use__in=uses, deleted_at=None).order_by("day"):
        readings[reading.use_id or 0].append(reading)
    codes = {u.indicator for u in uses if u.indicator}
    known, newest = definitions_of(codes) if codes else {}, newest_of(organisation, codes)
    found = []
    for u in uses:
        definition = known.get(u.indicator)
        name = u.name or (definition.name if definition else u.indicator)
        unit = u.unit or ("%" if u.is_ratio else "") or (definition.unit if definition else "")
        found.append(Use(u, name, unit, tuple(targets[u.pk]), tuple(readings[u.pk]), newest.get(u.indicator)))
    return found


def newest_of(organisation: Organisation, codes: set[str]) -> dict[str, Observation]:
    """Code -> the newest value of monitoring for the place of the organisation, through the gate; without value: absent."""
    place = organisation.region_code
    if not codes or not place:
        return {}
    official = [code for code in codes if not is_own(code)]
    series = dict(monitoring.many_series(official, regions=[place], audience="internal")) if official else {}
    if len(official) < len(codes):
        series |= {c: r for c, r in monitoring.own_series(organisation, regions=[place]).items() if c in codes}
    found = {}
    for code, released in series.items():
        valued = [o for o in released.payload if o.value is not None and o.region == place]
        if valued:
            found[code] = max(valued, key=lambda o: (o.year, o.period))
    return found


@dataclass(frozen=True, slots=True)
class Rolled:
    """One indicator over the measures that serve a goal."""

    name: str
    unit: str
    rule: RollUp
    total: Total


def rolled_up(actor: Actor, organisation: Organisation, goal: Goal) -> list[Rolled]:
    """Indicators that several measures of a goal share (same name, unit and rule), as one value each.

    Counted are all measures with that indicator; one without an approved Messwert stays missing and is never zero.
    """
    demand(VIEW, actor, organisation)
    serving = GoalMeasure.objects.filter(owner=organisation, goal=goal, measure__deleted_at=None)
    uses = IndicatorUse.objects.filter(
        owner=organisation, measure__in=serving.values("measure_id"), deleted_at=None, indicator=""
    ).exclude(rollup=RollUp.NONE)
    groups: dict[tuple[str, str, str, bool], list[Use]] = defaultdict(list)
    for u in _whole(organisation, list(uses)):
        groups[" ".join(u.name.split()).casefold(), u.unit, u.use.rollup, u.use.is_ratio].append(u)
    return [
        Rolled(
            rows[0].name,
            rows[0].unit,
            RollUp(rule),
            roll_up(rule, [_part(u) for u in rows], is_ratio=is_ratio),  # type: ignore[arg-type]
        )
        for (_, _, rule, is_ratio), rows in groups.items()
    ]


def _part(u: Use) -> Part:
    approved = [r for r in u.readings if r.state == ReadingState.APPROVED]
    if not approved:
        return Part(weight=u.use.weight)
    last = approved[-1]
    return Part(last.value, last.day, last.numerator, last.denominator, u.use.weight)


# --- single records ---------------------------------------------------------------------------------------------------


def item_for(actor: Actor, organisation: Organisation, uid: UUID) -> LogicItem | None:
    demand(VIEW, actor, organisation)
    return _living(LogicItem, organisation).filter(uid=uid).first()


def use_for(actor: Actor, organisation: Organisation, uid: UUID) -> IndicatorUse | None:
    demand(VIEW, actor, organisation)
    return _living(IndicatorUse, organisation).filter(uid=uid).first()


def targets_of(use: IndicatorUse) -> list[Target]:
    return list(Target.objects.filter(use=use, owner=use.owner_id, deleted_at=None))


def _living(model: Any, organisation: Organisation) -> QuerySet[Any]:
    alive = Q(measure__isnull=False, measure__deleted_at=None) | Q(goal__isnull=False, goal__deleted_at=None)
    rows: QuerySet[Any] = model.objects.filter(alive, owner=organisation, deleted_at=None)
    return rows.select_related("measure", "goal", "owner")


def waiting_for(actor: Actor, organisation: Organisation) -> list[Reading]:
    """Messwerte that are not approved, oldest first."""
    demand(VIEW, actor, organisation)
    rows = Reading.objects.filter(owner=organisation, deleted_at=None).exclude(state=ReadingState.APPROVED)
    alive = Q(measure__deleted_at=None) & Q(use__deleted_at=None)
    return list(
        rows.filter(alive).select_related("measure", "use", "use__measure", "use__goal", "owner").order_by("day", "id")
    )


def periods_for(actor: Actor, organisation: Organisation) -> list[ReadingPeriod]:
    """Reading periods, newest first."""
    demand(VIEW, actor, organisation)
    return list(ReadingPeriod.objects.filter(owner=organisation, deleted_at=None))


def period_for(actor: Actor, organisation: Organisation, uid: UUID) -> ReadingPeriod | None:
    demand(VIEW, actor, organisation)
    found: ReadingPeriod | None = (
        ReadingPeriod.objects.filter(owner=organisation, uid=uid, deleted_at=None).select_related("owner").first()
    )
    return found
