"""Writing logic models: things on the staircase, where they lead, indicators with their targets."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from sozialstrategie.action.strategy.enums import TargetDirection
from sozialstrategie.action.strategy.logic import queries
from sozialstrategie.action.strategy.logic.checks import circle
from sozialstrategie.action.strategy.logic.queries import Subject
from sozialstrategie.action.strategy.models import IndicatorUse, LogicItem, LogicLink, Measure, Reading, Target
from sozialstrategie.action.strategy.services import writing
from sozialstrategie.evidence.monitoring.own import find, is_own
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import Recorder, act
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.versions import save_version

CHANGE = "strategy.change"
Invalid = writing.Invalid
Goalpost = tuple[int, Decimal, Decimal | None]  # year, value, upper end of a corridor


def _of(subject: Subject) -> dict[str, Any]:
    return {"measure": subject} if isinstance(subject, Measure) else {"goal": subject}


# --- the staircase ----------------------------------------------------------------------------------------------------


def add_item(
    *, actor: Actor, subject: Subject, step: int, text: str, indicator_text: str = "",
    leads_to: Sequence[LogicItem] = (),
) -> LogicItem:  # fmt: skip
    """Put something on a step of the staircase of a measure or goal.

    Raises:
        Invalid: it would lead down, in a circle, or to another staircase. Forbidden.
    """
    with act("strategy.add_logic_item", actor=actor, permission=CHANGE, owner=subject.owner, obj=subject) as record:
        writing.demand_same_owner(subject.owner, subject)
        standing = LogicItem.objects.filter(owner=subject.owner, step=step, **_of(subject)).count()
        item = writing.insert(
            LogicItem(
                owner=subject.owner, step=step, position=standing + 1, text=text.strip(),
                indicator_text=indicator_text.strip(), **_of(subject),
            )
        )  # fmt: skip
        record.created(item)
        _lead(record, item, leads_to)
    return item


def edit_item(
    *, actor: Actor, item: LogicItem, version: int, leads_to: Sequence[LogicItem] | None = None, **values: Any
) -> LogicItem:
    """Change a thing on the staircase: step, text, indicator_text; and where it leads (None = as it is).

    Raises:
        Invalid as `add_item`; Conflict, Forbidden.
    """
    with act("strategy.edit_logic_item", actor=actor, permission=CHANGE, owner=item.owner, obj=item) as record:
        writing.change(
            record, item, version=version, values=values, allowed=frozenset({"step", "text", "indicator_text"})
        )
        if leads_to is not None:
            _lead(record, item, leads_to)
        _demand_order(item)
    return item


def delete_item(*, actor: Actor, item: LogicItem, version: int) -> LogicItem:
    """Take something off the staircase; paths from and to it are not shown any more. It can be undone."""
    with act("strategy.delete_logic_item", actor=actor, permission=CHANGE, owner=item.owner, obj=item):
        save_version(item, version=version, values={"deleted_at": timezone.now()})
    return item


def _lead(record: Recorder, item: LogicItem, targets: Sequence[LogicItem]) -> None:
    """Make the paths from an item exactly these."""
    writing.demand_same_owner(item.owner, *targets)
    subject = (item.measure_id, item.goal_id)
    if any((t.measure_id, t.goal_id) != subject for t in targets):
        raise Invalid({"leads_to": ["Ein Pfad bleibt auf derselben Wirkungstreppe."]})
    standing = {
        link.target_id: link
        for link in LogicLink.objects.filter(owner=item.owner, source=item, target__deleted_at=None)
    }
    wanted = {t.pk: t for t in targets}
    if set(standing) == set(wanted):
        return
    for key in set(standing) - set(wanted):
        standing[key].delete()
    for key in set(wanted) - set(standing):
        if key == item.pk:
            raise Invalid({"leads_to": ["Nichts führt zu sich selbst."]})
        writing.insert(LogicLink(owner=item.owner, source=item, target=wanted[key]))
    _demand_order(item)
    record.changed = True
    record.note("leads_to", sorted(t.text for t in wanted.values()))


def _demand_order(item: LogicItem) -> None:
    """Refuse paths that lead down or in a circle, on the whole staircase."""
    links = LogicLink.objects.filter(
        owner=item.owner, source__measure=item.measure_id, source__goal=item.goal_id,
        source__deleted_at=None, target__deleted_at=None,
    ).select_related("source", "target")  # fmt: skip
    for link in links:
        if link.target.step < link.source.step:
            words = f"„{link.source.text}“ steht höher als „{link.target.text}“. Ein Pfad führt nach oben oder bleibt auf der Stufe."
            raise Invalid({"leads_to": [words]})
    if circle([(link.source_id, link.target_id) for link in links]):
        raise Invalid({"leads_to": ["Damit führte ein Pfad im Kreis. Bitte nehmen Sie einen davon weg."]})


def demand_undoable(item: LogicItem, values: dict[str, Any]) -> None:
    """What undo asks before it writes `values` (by column): paths stay in order.

    Raises:
        Refused.
    """
    subject = item.subject
    if subject.deleted_at is not None:
        raise Refused(f"Auch „{subject}“ ist gelöscht. Bitte stellen Sie das zuerst wieder her.")
    step = values.get("step", item.step)
    above = LogicLink.objects.filter(owner=item.owner, source=item, target__deleted_at=None, target__step__lt=step)
    below = LogicLink.objects.filter(owner=item.owner, target=item, source__deleted_at=None, source__step__gt=step)
    if above.exists() or below.exists():
        raise Refused("Dann führte ein Pfad nach unten. Bitte ändern Sie den Eintrag von Hand.")


# --- indicators -------------------------------------------------------------------------------------------------------


def add_use(*, actor: Actor, subject: Subject, targets: Sequence[Goalpost] = (), **values: Any) -> IndicatorUse:
    """Judge a measure or goal by an indicator: `indicator` (a code of monitoring) or `name` (own words).

    Args:
        targets: (year, value, upper end or None).
        values: unit, is_ratio, direction, baseline_value, baseline_year, rollup, weight, item.

    Raises:
        Invalid: no such indicator, a direction for one that counts people, a corridor without upper end. Forbidden.
    """
    with act("strategy.add_indicator_use", actor=actor, permission=CHANGE, owner=subject.owner, obj=subject) as record:
        writing.demand_same_owner(subject.owner, subject)
        use = IndicatorUse(owner=subject.owner, **_of(subject), **values)
        _demand_use(use, targets)
        writing.insert(use)
        _aim(record, use, targets)
        record.created(use)
    return use


def edit_use(
    *, actor: Actor, use: IndicatorUse, version: int, targets: Sequence[Goalpost] | None = None, **values: Any
) -> IndicatorUse:
    """Change an indicator and put new targets in place of the old ones (None = as they are).

    Raises:
        Invalid as `add_use`, and where Messwerte exist that would mean something else; Conflict, Forbidden.
    """
    with act("strategy.edit_indicator_use", actor=actor, permission=CHANGE, owner=use.owner, obj=use) as record:
        for name in ("indicator", "is_ratio"):
            if name in values and values[name] != getattr(use, name) and _has_readings(use):
                raise Invalid({name: ["Zu diesem Indikator gibt es schon Messwerte. Bitte legen Sie einen neuen an."]})
        trial = IndicatorUse(**{f.attname: getattr(use, f.attname) for f in use._meta.concrete_fields})
        for name, value in values.items():
            setattr(trial, name, value)
        standing = [(t.year, t.value, t.upper) for t in queries.targets_of(use)]
        _demand_use(trial, standing if targets is None else targets)
        writing.change(record, use, version=version, values=values)
        if targets is not None:
            _aim(record, use, targets)
    return use


def delete_use(*, actor: Actor, use: IndicatorUse, version: int) -> IndicatorUse:
    """Take an indicator back with its targets and Messwerte. It can be undone."""
    with act("strategy.delete_indicator_use", actor=actor, permission=CHANGE, owner=use.owner, obj=use):
        save_version(use, version=version, values={"deleted_at": timezone.now()})
    return use


def _has_readings(use: IndicatorUse) -> bool:
    return Reading.objects.filter(use=use, owner=use.owner_id, deleted_at=None).exists()


def _demand_use(use: IndicatorUse, targets: Sequence[Goalpost]) -> None:
    errors: dict[str, list[str]] = {}
    if use.indicator:
        definition = find(use.indicator)
        if definition is None or (is_own(use.indicator) and not _own(use)):
            errors["indicator"] = ["Diese Kennzahl gibt es hier nicht."]
        elif definition.counts_people and use.direction != TargetDirection.OBSERVE:
            errors["direction"] = [
                "Diese Kennzahl zählt Menschen. Mehr oder weniger davon ist kein Ziel; sie wird nur beobachtet."
            ]
        if use.is_ratio:
            errors["is_ratio"] = ["Die Werte einer Kennzahl kommen aus den Zahlen; Zähler und Nenner stehen dort."]
    if use.item is not None and (use.item.measure_id, use.item.goal_id) != (use.measure_id, use.goal_id):
        errors["item"] = ["Der Eintrag steht auf einer anderen Wirkungstreppe."]
    if use.direction == TargetDirection.CORRIDOR and any(upper is None for _, _, upper in targets):
        errors[""] = ["Ein Korridor braucht zu jedem Zielwert auch das obere Ende."]
    elif use.direction != TargetDirection.CORRIDOR and any(upper is not None for _, _, upper in targets):
        errors[""] = ["Ein oberes Ende gibt es nur im Korridor."]
    years = [year for year, _, _ in targets]
    if len(set(years)) < len(years):
        errors[""] = ["Für jedes Jahr gibt es einen Zielwert."]
    if errors:
        raise Invalid(errors)


def _own(use: IndicatorUse) -> bool:
    from sozialstrategie.evidence.monitoring.own import own_catalogue  # inline: two queries, only for own indicators

    return use.indicator in own_catalogue(use.owner)


def _aim(record: Recorder, use: IndicatorUse, targets: Sequence[Goalpost]) -> None:
    """Make the targets of an indicator exactly these."""
    standing = queries.targets_of(use)
    old, new = {(t.year, t.value, t.upper) for t in standing}, set(targets)
    if old == new:
        return
    for target in standing:
        if (target.year, target.value, target.upper) not in new:
            save_version(target, version=target.version, values={"deleted_at": timezone.now()})
    for year, value, upper in sorted(new - old, key=lambda t: t[0]):
        writing.insert(Target(owner=use.owner, use=use, year=year, value=value, upper=upper))
    record.changed = True
    record.note("targets", [[y, str(v), None if u is None else str(u)] for y, v, u in sorted(new, key=lambda t: t[0])])
