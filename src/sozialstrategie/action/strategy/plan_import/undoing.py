"""Taking a taking over back: what undo asks, and what it does to the records that a plan brought."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from sozialstrategie.action.strategy.enums import StrategyStage
from sozialstrategie.action.strategy.models import (
    FieldOfAction,
    Goal,
    GoalMeasure,
    Measure,
    NeedGoal,
    PlanImport,
    PlanImportEntry,
    Reading,
    Strategy,
    StrategyVersion,
)
from sozialstrategie.action.strategy.plan_import.comparing import MODELS
from sozialstrategie.action.strategy.plan_import.queries import CHANGE
from sozialstrategie.action.strategy.plan_import.services import STRATEGY
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import OwnedModel
from sozialstrategie.kit.core.versions import save_version

_BY_HAND = "Bitte ändern Sie die Einträge von Hand."


def demand_undoable(plan_import: PlanImport, values: dict[str, Any]) -> None:
    """Refuse to take back what work already rests on.

    Raises:
        Refused: a later file was taken over, a record was changed or deleted since, something that did not come with the file
            hangs on one, or a version of the strategy is frozen.
    """
    if values.get("deleted_at") is None:
        raise Refused("Eine zurückgenommene Übernahme kommt nicht zurück. Bitte lesen Sie die Datei noch einmal ein.")
    later = PlanImport.objects.filter(
        owner=plan_import.owner_id, strategy=plan_import.strategy_id, deleted_at=None, pk__gt=plan_import.pk
    )
    if later.exists():
        raise Refused(
            "In diese Strategie wurde danach noch eine Datei übernommen. Bitte nehmen Sie jene zuerst zurück."
        )
    touched = _touched(plan_import)
    objects = _objects(plan_import, touched)
    made = {entry.object_uid for entry in touched if entry.before is None}
    for obj in objects.values():
        if isinstance(obj, Strategy) and obj.uid in made:
            _demand_draft(obj)
    for entry in touched:
        obj = objects.get(entry.object_uid)
        if obj is None or obj.deleted_at is not None or obj.version != entry.version_after:
            raise Refused(f"„{obj or entry.key}“ wurde seit der Übernahme geändert. {_BY_HAND}")
    for obj in objects.values():
        if obj.uid in made:
            _demand_alone(obj, made)


def _demand_draft(strategy: Strategy) -> None:
    frozen = StrategyVersion.objects.filter(strategy=strategy, owner=strategy.owner_id).exists()
    if frozen or strategy.stage != StrategyStage.DRAFT:
        raise Refused("Von dieser Strategie sind schon Fassungen festgehalten. Sie bleibt.")


def _demand_alone(obj: OwnedModel, made: set[Any]) -> None:
    """Nothing that the file did not bring stands in a record or hangs on it."""
    owner = obj.owner_id
    if isinstance(obj, Strategy):
        others = FieldOfAction.objects.filter(strategy=obj, owner=owner, deleted_at=None).exclude(uid__in=made)
    elif isinstance(obj, FieldOfAction):
        inside = [
            m.objects.filter(field=obj, owner=owner, deleted_at=None).exclude(uid__in=made) for m in (Goal, Measure)
        ]
        others = next((rows for rows in inside if rows.exists()), inside[0])
    elif isinstance(obj, Goal):
        if NeedGoal.objects.filter(goal=obj, owner=owner, need__deleted_at=None).exists():
            raise Refused(f"Mit „{obj}“ ist inzwischen ein Bedarf verbunden. {_BY_HAND}")
        others = GoalMeasure.objects.filter(goal=obj, owner=owner, measure__deleted_at=None).exclude(
            measure__uid__in=made
        )
    else:
        others = Reading.objects.filter(measure=obj, owner=owner, deleted_at=None)
    if others.exists():
        raise Refused(f"An „{obj}“ hängt inzwischen etwas, das nicht aus der Datei kam. {_BY_HAND}")


def take_back_import(*, actor: Actor, plan_import: PlanImport) -> PlanImport:
    """Withdraw everything that a taking over made, and put back what it changed; the files stay kept.

    Who took it over may take it back; for somebody else's the right to withdraw is needed.

    Raises:
        Refused: see `demand_undoable`.
        Forbidden: no right.
    """
    own = actor.person_uid is not None and plan_import.imported_by == actor.person_uid
    permission = CHANGE if own else "strategy.withdraw"
    with act(
        "strategy.take_back_plan", actor=actor, permission=permission, owner=plan_import.owner, obj=plan_import
    ) as record:
        if plan_import.deleted_at is not None:
            record.nothing_changed()
            return plan_import
        values = {"deleted_at": timezone.now()}
        demand_undoable(plan_import, values)
        save_version(plan_import, version=plan_import.version, values=values)
        settle(plan_import, actor)
    return plan_import


def settle(plan_import: PlanImport, actor: Actor) -> None:
    """Withdraw what the file made and put back what it changed, in the transaction in which it was taken back."""
    if plan_import.deleted_at is None:
        return
    touched = _touched(plan_import)
    objects = _objects(plan_import, touched)
    for entry in reversed(touched):
        obj = objects[entry.object_uid]
        if entry.before is None:
            save_version(obj, version=obj.version, values={"deleted_at": plan_import.deleted_at})
            continue
        former = _former(obj, entry)
        save_version(obj, version=obj.version, values=former)
        # as the taking over before this one left it: that one can be taken back next
        PlanImportEntry.objects.filter(
            owner=plan_import.owner_id, object_uid=obj.uid, version_after=entry.version_before, pk__lt=entry.pk
        ).update(version_after=obj.version)


def _former(obj: Any, entry: PlanImportEntry) -> dict[str, Any]:
    """The columns as they were; the links of a measure are put back on the way."""
    before = dict(entry.before or {})
    goals = before.pop("goals", None)
    if goals is not None:
        GoalMeasure.objects.filter(measure=obj, owner=obj.owner_id).exclude(goal__uid__in=goals).delete()
        for goal in Goal.objects.filter(uid__in=goals, owner=obj.owner_id):
            GoalMeasure.objects.get_or_create(goal=goal, measure=obj, defaults={"owner": obj.owner})
    values: dict[str, Any] = {}
    if "parent" in before:
        uid = before.pop("parent")
        values["parent"] = Goal.objects.filter(uid=uid, owner=obj.owner_id).first() if uid else None
    return {**values, **{name: obj._meta.get_field(name).to_python(value) for name, value in before.items()}}


def _touched(plan_import: PlanImport) -> list[PlanImportEntry]:
    rows = PlanImportEntry.objects.filter(
        plan_import=plan_import, owner=plan_import.owner_id, version_after__isnull=False
    )
    return list(rows.order_by("id"))


def _objects(plan_import: PlanImport, entries: list[PlanImportEntry]) -> dict[Any, Any]:
    """uid -> record, one query for each kind."""
    found: dict[Any, Any] = {}
    models: dict[str, type[Any]] = {**MODELS, STRATEGY: Strategy}
    for kind, model in models.items():
        uids = [entry.object_uid for entry in entries if entry.kind == kind]
        if uids:
            found |= {obj.uid: obj for obj in model.objects.filter(owner=plan_import.owner_id, uid__in=uids)}
    return found
