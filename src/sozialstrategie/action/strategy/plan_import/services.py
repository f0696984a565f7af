"""Writing a plan that was adopted elsewhere: everything or nothing, one act for the whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sozialstrategie.action.strategy import services
from sozialstrategie.action.strategy.enums import GoalKind, MeasureStatus
from sozialstrategie.action.strategy.models import (
    GoalMeasure,
    Measure,
    PlanImport,
    PlanImportEntry,
    Strategy,
)
from sozialstrategie.action.strategy.plan_import.columns import PlanMapping
from sozialstrategie.action.strategy.plan_import.comparing import Change, Comparison, columns_of
from sozialstrategie.action.strategy.plan_import.content import Item, Plan
from sozialstrategie.action.strategy.plan_import.queries import CHANGE, VERB
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act, plain
from sozialstrategie.kit.core.enums import Visibility
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.files import keep_file
from sozialstrategie.kit.core.models import Organisation, OwnedModel
from sozialstrategie.kit.core.versions import save_version

STRATEGY = "strategy"  # key and kind of the entry about the strategy itself


@dataclass(frozen=True)
class Adoption:
    """What was decided elsewhere, and how long it holds. `visibility`: of the measures that are new."""

    title: str
    period_from: int
    period_to: int
    adopted_on: date
    adopted_by: str = ""
    paper_number: str = ""
    visibility: str = Visibility.PUBLIC

    @property
    def note(self) -> str:
        """ "Beschlossen am 12.06.2024 vom Kreistag, Vorlage 24/0815." """
        by = f" ({self.adopted_by})" if self.adopted_by else ""
        paper = f", Vorlage {self.paper_number}" if self.paper_number else ""
        return f"Beschlossen am {self.adopted_on:%d.%m.%Y}{by}{paper}."


@dataclass(frozen=True)
class File:
    """A file as it came."""

    name: str
    data: bytes


def import_plan(
    *,
    actor: Actor,
    owner: Organisation,
    plan: Plan,
    comparison: Comparison,
    adoption: Adoption,
    strategy: Strategy | None,
    file: File,
    original: File | None = None,
    mapping: PlanMapping,
) -> PlanImport:
    """Write what a plan brings: fields, goals and measures with their numbers, in one transaction and one act for the whole.

    Args:
        comparison: of this plan with `strategy`, as a person saw it.
        strategy: into which strategy; None begins one with the words of `adoption`.
        original: the document of the decision, kept beside the file.

    Raises:
        Refused: the plan has faults, or brings nothing that is not here already.
        Conflict: somebody changed a record since the comparison.
        Forbidden: no right.
    """
    with act(VERB, actor=actor, permission=CHANGE, owner=owner) as record:
        if plan.faults or comparison.faults:
            raise Refused("In der Datei sind noch Stellen zu ändern. Es wurde nichts geschrieben.")
        if comparison.is_empty:
            raise Refused("In dieser Datei steht nichts, was nicht schon hier ist. Es wurde nichts geändert.")
        writer = _Writer(actor, owner, adoption, comparison, strategy)
        writer.write(plan)
        made = PlanImport(
            owner=owner, strategy=writer.strategy, file_name=file.name[:200], file_sha=keep_file(file.data),
            original_name=original.name[:200] if original else "", original_sha=keep_file(original.data) if original else "",
            adopted_on=adoption.adopted_on, adopted_by=adoption.adopted_by, paper_number=adoption.paper_number,
            mapping=mapping.to_plain(), counts=writer.counts, imported_by=actor.person_uid,
        )  # fmt: skip
        made.save(force_insert=True)
        for entry in writer.entries:
            entry.plan_import = made
        PlanImportEntry.objects.bulk_create(writer.entries)
        record.created(made)
        for name, count in writer.counts.items():
            record.note(name, count)
    return made


class _Writer:
    """Writes the records of one plan by the services of the room, inside the running act."""

    def __init__(
        self, actor: Actor, owner: Organisation, adoption: Adoption, comparison: Comparison, strategy: Strategy | None
    ) -> None:
        self.actor, self.owner, self.adoption, self.comparison = actor, owner, adoption, comparison
        self.entries: list[PlanImportEntry] = []
        self.counts = {"new_fields": 0, "new_goals": 0, "new_measures": 0, "changed": 0, "unchanged": comparison.same}
        self.objects: dict[str, Any] = dict(comparison.standing)
        self.changes = {change.item.key: change for change in comparison.changed}
        self.withdrawn = {item.key for item in comparison.withdrawn}
        self.strategy = strategy or self._begin()

    def _begin(self) -> Strategy:
        adoption = self.adoption
        made = services.create_strategy(
            actor=self.actor, owner=self.owner, title=adoption.title, period_from=adoption.period_from,
            period_to=adoption.period_to, decision_note=adoption.note,
        )  # fmt: skip
        self._remember(Item("field", STRATEGY, "", made.title, ""), made)
        return made

    def write(self, plan: Plan) -> None:
        for item in sorted(plan.items, key=_order):
            if item.key in self.withdrawn:
                self._remember_withdrawn(item)
            elif item.key not in self.objects:
                self._create(item)
            elif item.key in self.changes:
                self._edit(self.changes[item.key])
            else:
                self._remember(item, self.objects[item.key], touched=False)

    def _create(self, item: Item) -> None:
        try:
            obj = self._made(item)
            if item.kind == "measure" and item.goal in self.objects:
                services.link_goal_measure(actor=self.actor, goal=self.objects[item.goal], measure=obj)
        except services.Invalid as refusal:
            raise Refused(f"{item.place}: {refusal}") from refusal
        self.objects[item.key] = obj
        self.counts[{"field": "new_fields", "measure": "new_measures"}.get(item.kind, "new_goals")] += 1
        self._remember(item, obj)

    def _made(self, item: Item) -> Any:
        common: dict[str, Any] = {"actor": self.actor, "owner": self.owner}
        values = columns_of(item)
        if item.kind == "field":
            return services.create_field(**common, strategy=self.strategy, **values)
        field = self.objects[item.field]
        if item.kind != "measure":
            kind = GoalKind.GOAL if item.kind == "goal" else GoalKind.GUIDING_GOAL
            parent = self.objects.get(item.goal)
            return services.create_goal(**common, field=field, kind=kind, parent=parent, **values)
        values = {"status": MeasureStatus.DECIDED, "visibility": self.adoption.visibility, **values}
        if values.get("progress_note"):
            values["progress_on"] = self.adoption.adopted_on  # so it was on that day, not today
        return services.create_measure(**common, field=field, under=self.objects.get(item.goal), **values)

    def _edit(self, change: Change) -> None:
        item, obj, version = change.item, change.obj, change.obj.version
        before: dict[str, Any] = {name: plain(getattr(obj, name)) for name in change.values}
        values = dict(change.values)
        if change.goal and item.kind == "goal":
            before["parent"] = str(obj.parent.uid) if obj.parent else None
            values["parent"] = self.objects.get(item.goal)
        try:
            if values:
                self._save(item, obj, values)
            if change.goal and item.kind == "measure" and item.goal in self.objects:
                before["goals"] = self._link_anew(item, obj)
        except services.Invalid as refusal:
            raise Refused(f"{item.place}: {refusal}") from refusal
        self.counts["changed"] += 1
        self._remember(item, obj, before, version)

    def _save(self, item: Item, obj: Any, values: dict[str, Any]) -> None:
        common: dict[str, Any] = {"actor": self.actor, "version": obj.version, **values}
        if item.kind == "field":
            services.edit_field(field=obj, **common)
        elif item.kind == "measure":
            services.edit_measure(measure=obj, **common)
        else:
            services.edit_goal(goal=obj, **common)

    def _link_anew(self, item: Item, measure: Measure) -> list[str]:
        """Link with the goal that the file names now instead of the one that it named before; the links as they were."""
        rows = GoalMeasure.objects.filter(measure=measure, owner=self.owner).select_related("goal")
        before = {str(row.goal.uid): row.goal for row in rows}
        services.link_goal_measure(actor=self.actor, goal=self.objects[item.goal], measure=measure)
        last = self.comparison.base.get(item.key)
        former = self.objects.get(last.values.get("goal", "")) if last else None
        if former is not None and str(former.uid) in before:
            services.unlink_goal_measure(actor=self.actor, goal=former, measure=measure)
        return sorted(before)

    def _remember(
        self, item: Item, obj: OwnedModel, before: dict[str, Any] | None = None, version: int | None = None, *,
        touched: bool = True,
    ) -> None:  # fmt: skip
        self.entries.append(
            PlanImportEntry(
                owner=self.owner, kind=STRATEGY if item.key == STRATEGY else item.kind, key=item.key, object_uid=obj.uid,
                values=_told(item), before=before, version_before=version, version_after=obj.version if touched else None,
            )
        )  # fmt: skip

    def _remember_withdrawn(self, item: Item) -> None:
        """What was deleted here stays known, so that the next file does not bring it back either."""
        last = self.comparison.base.get(item.key)
        if last is not None:
            self.entries.append(
                PlanImportEntry(
                    owner=self.owner, kind=item.kind, key=item.key, object_uid=last.object_uid, values=_told(item)
                )
            )


def _told(item: Item) -> dict[str, Any]:
    told: dict[str, Any] = plain(columns_of(item))
    return {**told, "goal": item.goal}


def _order(item: Item) -> tuple[int, bool]:
    """Fields, Leitziele, goals, measures; in each those with a number first, so that counted ones do not take theirs."""
    return ("field", "guiding_goal", "goal", "measure").index(item.kind), not item.number


def attach_original(*, actor: Actor, plan_import: PlanImport, original: File) -> PlanImport:
    """Keep the document of the decision with a taking over that came without it.

    Raises:
        Refused: there is one already, or the taking over was taken back.
        Forbidden: no right.
    """
    with act("strategy.attach_original", actor=actor, permission=CHANGE, owner=plan_import.owner, obj=plan_import):
        if plan_import.deleted_at is not None:
            raise Refused("Diese Übernahme ist zurückgenommen.")
        if plan_import.original_sha:
            raise Refused("Das Original liegt schon dabei.")
        values = {"original_name": original.name[:200], "original_sha": keep_file(original.data)}
        save_version(plan_import, version=plan_import.version, values=values)
    return plan_import
