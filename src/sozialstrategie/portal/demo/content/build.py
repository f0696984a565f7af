"""From the text files beside this module to records, through the same services that people use."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from importlib import resources
from typing import Any

from sozialstrategie.action.strategy import services
from sozialstrategie.action.strategy.models import FieldOfAction, FindingFigure, Goal, Measure, Strategy
from sozialstrategie.evidence.monitoring import queries
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.figures.format import figure

_DECIMALS = ("baseline_value", "target_value")


def read(name: str) -> dict[str, Any]:
    """One text file of the example."""
    return tomllib.loads(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))


def build_strategy(*, actor: Actor, owner: Organisation) -> Strategy:
    """Make the strategy with findings, needs, goals, measures and their links, release it, and go on working on it.

    Call inside the owner's scope, once.
    """
    text = read("strategy.toml")
    strategy = services.create_strategy(actor=actor, owner=owner, **text["strategy"])
    fields = {
        f.pop("key"): services.create_field(actor=actor, owner=owner, strategy=strategy, **f) for f in text["field"]
    }
    findings = {f["key"]: _finding(actor, owner, fields, f) for f in text["finding"]}
    needs = {}
    for entry in text["need"]:
        sources, key = entry.pop("findings"), entry.pop("key")
        needs[key] = services.create_need(actor=actor, owner=owner, **entry)
        for source in sources:
            services.link_finding_need(actor=actor, finding=findings[source], need=needs[key])
    goals = {}
    for entry in text["goal"]:
        sources, key, field = entry.pop("needs"), entry.pop("key"), fields[entry.pop("field")]
        goals[key] = services.create_goal(actor=actor, owner=owner, field=field, **entry)
        for source in sources:
            services.link_need_goal(actor=actor, need=needs[source], goal=goals[key])
    measures = [_measure(actor, owner, goals, m) for m in read("measures.toml")["measure"]]
    strategy.refresh_from_db()
    services.release_strategy(actor=actor, strategy=strategy, version=strategy.version, note="beschlossen am 25. Juni 2025")
    _keep_working(actor, measures)
    return strategy


def _finding(actor: Actor, owner: Organisation, fields: dict[str, FieldOfAction], entry: dict[str, Any]) -> Any:
    values = {k: entry[k] for k in ("title", "statement", "caveat")}
    observation = None
    if code := entry.get("indicator"):
        released = queries.series(code, regions=[owner.region_code], derivation=queries.default_derivation(code, "kreis"))
        observation = max((o for o in released.payload if o.value is not None), key=lambda o: o.year)
        info = queries.info(code)
        shown = {"value": figure(observation, info.decimals), "year": observation.year}
        values = {k: v.format(**shown) for k, v in values.items()}
        values["theme"] = info.theme
    finding = services.create_finding(
        actor=actor, owner=owner, field=fields[entry["field"]], state="accepted", **values
    )
    if observation is not None:
        reference = queries.freeze(owner, observation)
        reference.save()
        FindingFigure.objects.create(owner=owner, finding=finding, reference=reference)
    if reason := entry.get("resting"):
        services.rest(actor=actor, obj=finding, reason=reason)
    return finding


def _measure(actor: Actor, owner: Organisation, goals: dict[str, Goal], entry: dict[str, Any]) -> Measure:
    goal = goals[entry.pop("goal")]
    readings, logic = entry.pop("readings", []), entry.pop("logic", [])
    values = {k: Decimal(v) if k in _DECIMALS else v for k, v in entry.items()}
    measure = services.create_measure(
        actor=actor, owner=owner, field=goal.field, under=goal, visibility="public", **values
    )
    services.link_goal_measure(actor=actor, goal=goal, measure=measure)
    if logic:
        steps = {step: (words, "" if step == 4 else "wird gezählt") for step, words in enumerate(logic)}
        services.set_logic(actor=actor, measure=measure, steps=steps)
    for day, value in readings:
        reading = services.add_reading(actor=actor, measure=measure, day=date.fromisoformat(day), value=Decimal(value))
        if day < "2025":
            services.approve_reading(actor=actor, reading=reading)
    return measure


def _keep_working(actor: Actor, measures: list[Measure]) -> None:
    """After the release people went on: one report waits for its release."""
    measure = measures[0]
    measure.refresh_from_db()
    services.update_progress(
        actor=actor,
        measure=measure,
        version=measure.version,
        rating="on_track",
        progress_note="Neun von vierzehn Schulen haben eine Sprechstunde. Drei weitere haben zugesagt.",
        next_step="Raum an der Schule im Unteren Tal klären",
    )
