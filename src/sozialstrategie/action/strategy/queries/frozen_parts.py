"""Parts of a frozen content that came later than its first form: paths and indicators, money, life phases, other plans.

A part that is empty is left out. So a version from before it was kept reads and compares like one in which nobody filled it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model

from sozialstrategie.action.strategy.enums import ReadingState, VersionKind
from sozialstrategie.action.strategy.models import (
    BudgetLine,
    FundingShare,
    Goal,
    IndicatorUse,
    LogicItem,
    LogicLink,
    Measure,
    Reading,
    SpecialistPlan,
    Strategy,
    StrategyVersion,
    Target,
)
from sozialstrategie.evidence.monitoring.own import find, is_own

Rows = dict[int, list[dict[str, Any]]]  # id of the record -> rows of the part
_ITEM = ("step", "text", "indicator_text")
_USE = ("is_ratio", "direction", "baseline_value", "baseline_year", "rollup", "weight")
_READING = ("day", "value", "text", "approved_on")
_PLAN = ("kind", "title", "passage", "link", "on")
_LINE = ("year", "category", "planned")
_INTERNAL_LINE = ("actual", "note")
# For the page before a release: what becomes public of these parts, in the words of the forms.
PUBLISHED: tuple[tuple[type[Model], tuple[str, ...]], ...] = (
    (LogicItem, _ITEM),
    (IndicatorUse, ("indicator", "name", "unit", "direction", "baseline_value", "baseline_year")),
    (Target, ("year", "value", "upper")),
    (BudgetLine, _LINE),
    (SpecialistPlan, _PLAN),
)


def plain(obj: Model, names: Iterable[str]) -> dict[str, Any]:
    """Values of a record as text, numbers, None: decimals without needless zeros, days in ISO form."""
    return {name: plain_value(getattr(obj, name)) for name in names}


def plain_value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, date):
        return value.isoformat()
    return value


def parts_of_goals(goals: Sequence[Goal], public_only: bool) -> dict[str, Any]:
    """Name of a part -> goal id -> its rows."""
    items = _items("goal_id", LogicItem.objects.filter(goal__in=goals, deleted_at=None))
    return {"life_phases": _phases(goals), "logic": items, **_model("goal", goals, public_only)}


def parts_of_measures(measures: Sequence[Measure], public_only: bool) -> dict[str, Any]:
    """Name of a part -> measure id -> its rows; the staircase itself stands in the first form already."""
    return {
        "life_phases": _phases(measures),
        **_model("measure", measures, public_only),
        "budget": _budget(measures, public_only),
        "specialist_plans": _plans("measure_id", SpecialistPlan.objects.filter(measure__in=measures, deleted_at=None)),
    }


def parts_of_strategy(strategy: Strategy, public_only: bool) -> dict[str, Any]:
    """What joins the texts of the strategy: its Fachpläne, and of which strategy it is a Teilplan."""
    rows = SpecialistPlan.objects.filter(strategy=strategy, owner=strategy.owner_id, deleted_at=None)
    found: dict[str, Any] = {"specialist_plans": _plans("strategy_id", rows).get(strategy.pk, [])}
    if strategy.umbrella is not None:
        released = newest_released(strategy.umbrella)
        draft = "" if public_only else strategy.umbrella.title
        found["umbrella"] = str(released.payload["content"]["strategy"]["title"]) if released else draft
    return {name: value for name, value in found.items() if value}


def component_plans(strategy: Strategy, public_only: bool) -> list[dict[str, Any]]:
    """The Teilpläne: for the public those that are released, as their own version calls them; each with its checksum."""
    found = []
    for part in Strategy.objects.filter(owner=strategy.owner_id, umbrella=strategy, deleted_at=None).order_by("id"):
        released = newest_released(part)
        if released is not None and public_only:
            said = {n: released.payload["content"]["strategy"][n] for n in ("title", "period_from", "period_to")}
        elif not public_only:
            said = plain(part, ("title", "period_from", "period_to"))
        else:
            continue
        version = {"number": released.number, "sha256": released.sha256} if released else {}
        found.append({"uid": str(part.uid), **said, **version})
    return found


def newest_released(strategy: Strategy) -> StrategyVersion | None:
    """The newest version of a strategy that leadership released."""
    found: StrategyVersion | None = (
        StrategyVersion.objects.filter(
            owner=strategy.owner_id, strategy=strategy, state=VersionKind.RELEASED, deleted_at=None
        )
        .order_by("-number")
        .first()
    )
    return found


def _phases(rows: Sequence[Goal] | Sequence[Measure]) -> dict[int, list[str]]:
    return {row.pk: list(row.life_phases) for row in rows}


def _grouped(column: str, rows: Iterable[Any], said: Callable[[Any], dict[str, Any]]) -> Rows:
    found: Rows = defaultdict(list)
    for row in rows:
        found[getattr(row, column)].append(said(row))
    return found


def _items(column: str, rows: Iterable[Any]) -> Rows:
    return _grouped(column, rows, lambda item: plain(item, _ITEM))


def _model(end: str, subjects: Sequence[Any], public_only: bool) -> dict[str, Rows]:
    links = LogicLink.objects.filter(
        **{f"source__{end}__in": subjects}, deleted_at=None, source__deleted_at=None, target__deleted_at=None
    ).select_related("source", "target")
    paths: Rows = defaultdict(list)
    for link in links.order_by("source__step", "source__position", "target__step", "target__position", "id"):
        a, b = link.source, link.target
        said = {"from_step": a.step, "from": a.text, "to_step": b.step, "to": b.text}
        paths[getattr(a, f"{end}_id")].append(said)
    uses = IndicatorUse.objects.filter(**{f"{end}__in": subjects}, deleted_at=None).select_related("item")
    # figures of own tables belong to the house until they are released, whatever was typed beside them
    shown = [use for use in uses if not (public_only and is_own(use.indicator))]
    return {"paths": paths, "indicators": _indicators(f"{end}_id", shown, public_only)}


def _indicators(column: str, uses: list[IndicatorUse], public_only: bool) -> Rows:
    rows = Reading.objects.filter(use__in=uses, deleted_at=None)
    if public_only:
        rows = rows.filter(state=ReadingState.APPROVED)
    readings = _grouped("use_id", rows, lambda r: plain(r, _READING))
    targets = _grouped(
        "use_id", Target.objects.filter(use__in=uses, deleted_at=None), lambda t: plain(t, ("year", "value", "upper"))
    )

    def said(use: IndicatorUse) -> dict[str, Any]:
        definition = find(use.indicator) if use.indicator else None
        about = use.item.text if use.item is not None and use.item.deleted_at is None else ""
        return {
            "indicator": use.indicator,
            "name": use.name or (definition.name if definition else use.indicator),
            "unit": use.unit or (definition.unit if definition else ""),
            **plain(use, _USE),
            "about": about,
            "targets": targets.get(use.pk, []),
            "readings": readings.get(use.pk, []),
        }

    return _grouped(column, uses, said)


def _budget(measures: Sequence[Measure], public_only: bool) -> Rows:
    """What is planned; who gives it, what was spent and what for is told inside alone: a source may be a person."""
    lines = list(BudgetLine.objects.filter(measure__in=measures, deleted_at=None))
    if public_only:
        return _grouped("measure_id", lines, lambda line: plain(line, _LINE))
    shares = _grouped(
        "line_id",
        FundingShare.objects.filter(line__in=lines, deleted_at=None),
        lambda s: {"from": s.source, "amount": plain_value(s.amount)},
    )
    columns = (*_LINE, *_INTERNAL_LINE)
    return _grouped("measure_id", lines, lambda line: {**plain(line, columns), "shares": shares.get(line.pk, [])})


def _plans(column: str, rows: Iterable[Any]) -> Rows:
    return _grouped(column, rows, lambda row: plain(row, _PLAN))
