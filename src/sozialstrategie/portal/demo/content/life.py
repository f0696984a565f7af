"""How Musterberg's strategy came from coordination to its adoption, from `life.toml` through the services that people use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sozialstrategie.action.strategy import services
from sozialstrategie.action.strategy.enums import Consideration, DecisionResult, StrategyStage
from sozialstrategie.action.strategy.models import Goal, Measure, OpinionRound, Strategy
from sozialstrategie.action.strategy.opinions import queries, replies
from sozialstrategie.action.strategy.opinions import services as opinions
from sozialstrategie.portal.demo.content.team import Team
from sozialstrategie.portal.demo.content.texts import read


def as_it_was(title: str) -> dict[str, Any]:
    """What a measure said when it went to the offices, where that differs from today."""
    found: dict[str, Any] = read("life.toml")["before"].get(title, {})
    return found


def live(people: Team, strategy: Strategy, goals: Iterable[Goal], measures: Iterable[Measure]) -> None:
    """Coordination with a round of opinions, public participation, committees, adoption, carrying out."""
    text, measures = read("life.toml"), list(measures)
    _move(people, strategy, StrategyStage.COORDINATION)
    passages = {g.title: f"goal:{g.uid}" for g in goals} | {m.title: f"measure:{m.uid}" for m in measures}
    _round(people, strategy, text, {"": "strategy", **passages})
    final = {entry["title"]: entry for entry in read("measures.toml")["measure"]}
    for measure in measures:
        if before := as_it_was(measure.title):
            now = {name: final[measure.title][name] for name in before}
            services.edit_measure(actor=people.planner, measure=measure, version=measure.version, **now)
    _move(people, strategy, StrategyStage.PUBLIC_PARTICIPATION)
    version = services.life.submit_strategy(actor=people.leadership, strategy=strategy, version=strategy.version)
    services.life.record_adoption(
        actor=people.planner, strategy=strategy, version=version, result=DecisionResult.ADOPTED, **text["decision"]
    )
    _move(people, strategy, StrategyStage.IMPLEMENTING)


def _move(people: Team, strategy: Strategy, to: StrategyStage) -> None:
    services.life.move_strategy(actor=people.planner, strategy=strategy, to=to, version=strategy.version)


def _round(people: Team, strategy: Strategy, text: dict[str, Any], passages: dict[str, str]) -> None:
    planner, when = people.planner, dict(text["round"])
    closed_on = when.pop("closed_on")
    round_ = opinions.open_round(actor=planner, strategy=strategy, **when)
    for office in text["office"]:
        _office(people, round_, office, passages)
    opinions.close_round(actor=planner, round=round_, version=round_.version, on=closed_on)


def _office(people: Team, round_: OpinionRound, office: dict[str, Any], passages: dict[str, str]) -> None:
    planner = people.planner
    asked = opinions.ask(
        actor=planner, round=round_, recipient=office["recipient"], passage=passages[office.get("passage", "")]
    )
    if "verdict" not in office:
        return  # silence is shown as silence
    remarks = office.get("remark", [])
    replies.enter_answer(
        actor=planner, request=asked, version=asked.version, verdict=office["verdict"], from_function=office["recipient"],
        remarks=[(passages[r["passage"]], r["text"]) for r in remarks], received_on=office["received_on"],
    )  # fmt: skip
    for statement, remark in zip(queries.statements_of(asked), remarks, strict=True):
        replies.consider(
            actor=planner, statement=statement, version=statement.version, outcome=Consideration(remark["outcome"]),
            reason=remark["reason"],
        )  # fmt: skip
