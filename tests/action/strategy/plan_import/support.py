"""Reading a plan in this process, and taking it over as a planner."""

from __future__ import annotations

from datetime import date
from typing import Any

from sozialstrategie.action.strategy.models import PlanImport, Strategy
from sozialstrategie.action.strategy.plan_import import child, queries
from sozialstrategie.action.strategy.plan_import.columns import PlanMapping, choices, headings, propose
from sozialstrategie.action.strategy.plan_import.comparing import Comparison, compare
from sozialstrategie.action.strategy.plan_import.content import Plan
from sozialstrategie.action.strategy.plan_import.reading import read_plan
from sozialstrategie.action.strategy.plan_import.services import Adoption, File, import_plan
from sozialstrategie.action.strategy.plan_import.sheets import Row, Table
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation

DAY = date(2024, 6, 12)
ADOPTION = Adoption("Gemeinsam in Musterberg", 2024, 2028, DAY, "Kreistag", "24/0815")
HEAD = ("Nr.", "Handlungsfeld", "Ziel", "Maßnahme", "Federführung", "Zeitraum", "Stand")


def table(*rows: tuple[str, ...], head: tuple[str, ...] = HEAD, **notes: Any) -> Table:
    """A small sheet; `above` = {row: columns (0-based) under a merged cell}, `joined` = rows with one wide cell, from 2."""
    above, joined = notes.get("above", {}), notes.get("joined", ())
    lines = [Row(head, 1, "Plan")]
    lines += [Row(r, at, "Plan", frozenset(above.get(at, ())), at in joined) for at, r in enumerate(rows, 2)]
    return Table("Plan", "sheet", lines)


def mapped(found: Table, **more: Any) -> PlanMapping:
    """The mapping that the program proposes."""
    head, roles = propose(found)
    return PlanMapping(found.name, head, roles, headings=tuple(headings(found, head)), **more)


def plan_of(*rows: tuple[str, ...], **more: Any) -> Plan:
    said = {key: more.pop(key) for key in ("default_field", "below_goal") if key in more}
    found = table(*rows, **more)
    return read_plan(found, mapped(found, **said))


def read(data: bytes) -> tuple[Plan, PlanMapping]:
    """The plan in a file, as the program proposes to read it."""
    chosen = choices(child.open_tables(data))[0]
    mapping = mapped(chosen)
    return read_plan(chosen, mapping), mapping


def compared(actor: Actor, owner: Organisation, plan: Plan, strategy: Strategy | None) -> Comparison:
    return compare(plan, queries.standing_for(actor, owner, strategy))


def take_over(
    actor: Actor, owner: Organisation, data: bytes, strategy: Strategy | None = None, *, name: str = "plan.xlsx"
) -> PlanImport:
    plan, mapping = read(data)
    return import_plan(
        actor=actor, owner=owner, plan=plan, comparison=compared(actor, owner, plan, strategy), adoption=ADOPTION,
        strategy=strategy, file=File(name, data), mapping=mapping,
    )  # fmt: skip
