"""How Musterberg carries its strategy out, from `implementation.toml` through the services that people use."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone

from sozialstrategie.action.strategy import services
from sozialstrategie.action.strategy.logic import services as logic
from sozialstrategie.action.strategy.models import LogicItem, Measure
from sozialstrategie.action.strategy.plans.services import add_plan
from sozialstrategie.action.strategy.progress import queries
from sozialstrategie.action.strategy.progress import services as progress
from sozialstrategie.action.strategy.progress.budget import add_line
from sozialstrategie.action.strategy.services import readings
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.workplace.services import complete_task, create_task
from sozialstrategie.portal.demo.content.team import Team
from sozialstrategie.portal.demo.content.texts import read


def carry_out(people: Team, owner: Organisation) -> None:
    """Paths, indicators, a closed year, money, milestones, a Fachplan, and an answer of a unit that waits. Call inside the owner's scope."""
    text = read("implementation.toml")
    measures = {m.title: m for m in Measure.objects.filter(owner=owner, deleted_at=None)}
    main = measures[text["model"]["measure"]]
    items = _paths(people, main, text["model"])
    for entry in text["indicator"]:
        _indicator(people, main, entry, items)
    period = readings.create_period(actor=people.planner, owner=owner, **text["period"])
    readings.lock_period(actor=people.planner, period=period, version=period.version)
    for entry in text["cost"]:
        _cost(people, main, entry)
    for entry in text["milestone"]:
        _milestone(people, measures[entry.get("measure", main.title)], entry)
    for entry in text["specialist_plan"]:
        add_plan(actor=people.planner, subject=measures[entry.pop("measure")], **entry)
    _question(people, owner, text["question"])


def _paths(people: Team, measure: Measure, text: dict[str, Any]) -> dict[int, LogicItem]:
    items = {i.step: i for i in LogicItem.objects.filter(measure=measure, owner=measure.owner, deleted_at=None)}
    for step, item in items.items():
        targets = [items[b] for a, b in text["links"] if a == step]
        logic.edit_item(actor=people.planner, item=item, version=item.version, leads_to=targets)
    more = dict(text["more"])
    leads_to = [items[more.pop("leads_to")]]
    logic.add_item(actor=people.planner, subject=measure, leads_to=leads_to, **more)
    return items


def _indicator(people: Team, measure: Measure, entry: dict[str, Any], items: dict[int, LogicItem]) -> None:
    entry = dict(entry)
    said, targets = entry.pop("readings", []), entry.pop("targets", [])
    item = items[entry.pop("step")]
    if "baseline_value" in entry:
        entry["baseline_value"] = Decimal(entry["baseline_value"])
    use = logic.add_use(
        actor=people.planner, subject=measure, item=item, targets=[(y, Decimal(v), None) for y, v in targets], **entry
    )
    for day, above, below, words in said:
        when = date.fromisoformat(day)
        if when <= timezone.localdate():
            reading = services.add_reading(
                actor=people.planner,
                use=use,
                day=when,
                numerator=Decimal(above),
                denominator=Decimal(below),
                text=words,
            )
            services.approve_reading(actor=people.leadership, reading=reading)


def _cost(people: Team, measure: Measure, entry: dict[str, Any]) -> None:
    entry = {"actual": None, "note": "", **entry}
    shares = [(source, Decimal(amount)) for source, amount in entry.pop("shares")]
    money = {name: Decimal(entry[name]) for name in ("planned", "actual") if entry[name] is not None}
    add_line(actor=people.planner, measure=measure, shares=shares, **{**entry, **money})


def _milestone(people: Team, measure: Measure, entry: dict[str, Any]) -> None:
    due = timezone.localdate() + timedelta(days=entry["in_days"])
    task = create_task(
        actor=people.planner, owner=measure.owner, title=entry["title"], kind="milestone", due=due,
        unit=measure.lead_unit, about=("strategy.measure", measure.uid), about_title=str(measure)[:300],
        about_url=reverse("strategy:measure", args=[measure.owner.slug, measure.uid]),
    )  # fmt: skip
    if entry.get("done"):
        complete_task(actor=people.planner, task=task, day=due)


def _question(people: Team, owner: Organisation, entry: dict[str, Any]) -> None:
    measures = queries.measures_of_unit(people.planner, owner, entry["unit"])
    asked = progress.ask_unit(
        actor=people.planner, owner=owner, unit=entry["unit"], measures=measures, note=entry["note"],
        due_on=timezone.localdate() + timedelta(days=entry["in_days"]),
    )  # fmt: skip
    token = progress.make_link(actor=people.planner, request=asked, version=asked.version)
    answer = queries.answers_of(asked)[0]
    told = {name: entry[name] for name in ("rating", "text", "next_step")}
    progress.answer_by_link(token=token, from_function=entry["from_function"], told={str(answer.uid): told})
