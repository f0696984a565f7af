"""The cards of the overview: a figure in words and as a small picture, from released observations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString

from sozialstrategie.action.strategy.queries.dashboard import Answer, Board, MeasureLine
from sozialstrategie.evidence.monitoring.formula import IndicatorDefinition
from sozialstrategie.evidence.monitoring.own import definitions_of, is_own
from sozialstrategie.evidence.monitoring.signals.phrases import land_name, region_in, when
from sozialstrategie.evidence.monitoring.signals.targets import Target
from sozialstrategie.evidence.regions.catalogue import RegionRecord
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.figures import small, tables
from sozialstrategie.kit.figures.format import figure, number, period
from sozialstrategie.kit.figures.released import IndicatorInfo, Observation, Observations, Released
from sozialstrategie.kit.ui.pictures import picture

ABSENT = "liegt nicht vor"
MOST_MEASURES = 4  # on a card; the rest is counted


@dataclass(frozen=True, slots=True)
class GoalShown:
    """A goal with the measures that fit on the card, and how many more there are."""

    label: str
    title: str
    url: str
    measures: tuple[tuple[MeasureLine, str], ...]  # with the address of each, "" = none
    more: int


@dataclass(frozen=True, slots=True)
class Card:
    """One indicator. `latest` is None where the chosen indicator has no figure for the place any more."""

    info: IndicatorInfo
    latest: Observation | None
    value: str
    sentence: str
    land: str
    course: SafeString | str
    table: tables.Table | None
    target: str
    source: str
    answer: Answer
    goals: tuple[GoalShown, ...]
    url: str


def cards(board: Board, place: RegionRecord, organisation: Organisation) -> list[Card]:
    """One card per code of the board; codes that nobody knows any more are left out."""
    definitions = definitions_of(board.codes)
    return [
        _card(board, definitions[code], board.figures.get(code), place, organisation)
        for code in board.codes
        if code in definitions
    ]


def _card(
    board: Board,
    definition: IndicatorDefinition,
    released: Released[Observations] | None,
    place: RegionRecord,
    organisation: Organisation,
) -> Card:
    info, own, land = definition.info(), (place.code, place.short_name), place.code[:2]
    rows = released.payload if released else ()
    valued = [o for o in rows if o.region == place.code and o.value is not None]
    latest = max(valued, key=lambda o: (o.year, o.period), default=None)
    answer = board.answers[info.code]
    course: SafeString | str = ""
    table = None
    if released is not None and latest is not None:
        course = picture(small.course(released, info, own=own, land=(land, land_name(land))))
        table = tables.time_table(released, info, own=own)
    return Card(
        info=info,
        latest=latest,
        value=_value(latest, info),
        sentence=_sentence(definition, latest, place),
        land=_land(rows, latest, info, land),
        course=course,
        table=table,
        target=_target(board.targets.get(info.code), info),
        source=f"{latest.source}, {period(latest.period)}" if latest else "",
        answer=answer,
        goals=_goals(answer, organisation.slug),
        url=_url(organisation, place, info.code),
    )


def _value(latest: Observation | None, info: IndicatorInfo) -> str:
    if latest is None:
        return ABSENT
    text = figure(latest, info.decimals)
    return f"{text}\N{NO-BREAK SPACE}%" if info.unit == "%" else text


def _sentence(definition: IndicatorDefinition, latest: Observation | None, place: RegionRecord) -> str:
    """The catalogue's statement; none for a year whose values carry no sentence."""
    if latest is None or not definition.sentence or latest.year in {year for year, _ in definition.doubtful}:
        return ""
    text = definition.sentence.format(
        region_in=region_in(place.name), year=when(latest), value=figure(latest, definition.decimals)
    )
    return text if text.endswith(".") else text + "."


def _land(rows: Sequence[Observation], latest: Observation | None, info: IndicatorInfo, land: str) -> str:
    """ "Thüringen: 11,9", of the same period; what is not there is said."""
    if latest is None:
        return ""
    same = next((o for o in rows if o.region == land and o.period == latest.period), None)
    return f"{land_name(land)}: {figure(same, info.decimals) if same is not None else ABSENT}"


def _target(target: Target | None, info: IndicatorInfo) -> str:
    if target is None:
        return ""
    bound = "höchstens" if target.at_most else "mindestens"
    unit = "\N{NO-BREAK SPACE}%" if info.unit == "%" else ""
    return f"Ziel: {bound} {number(target.value, info.decimals)}{unit} bis {target.year}"


def _goals(answer: Answer, slug: str) -> tuple[GoalShown, ...]:
    left, found = MOST_MEASURES, []
    for goal in answer.goals:
        shown = goal.measures[:left]
        left -= len(shown)
        found.append(
            GoalShown(
                goal.label,
                goal.title,
                reverse("strategy:goal", args=[slug, goal.uid]) if goal.uid else "",
                tuple((m, reverse("strategy:measure", args=[slug, m.uid]) if m.uid else "") for m in shown),
                len(goal.measures) - len(shown),
            )
        )
    return tuple(found)


def _url(organisation: Organisation, place: RegionRecord, code: str) -> str:
    if is_own(code):
        return reverse("monitoring_staff:own_indicator", args=[organisation.slug, code])
    return reverse("monitoring:indicator", args=[place.code, code])


def late_by_unit(board: Board) -> list[tuple[str, list[MeasureLine]]]:
    """What is late among the measures of the page, by the unit that leads them; never by person."""
    units: dict[str, dict[str, MeasureLine]] = {}
    for code in board.codes:
        for goal in board.answers[code].goals:
            for m in goal.measures:
                if m.late:
                    units.setdefault(m.unit or "ohne Federführung", {})[m.label] = m
    return [(unit, list(lines.values())) for unit, lines in sorted(units.items())]
