"""What the room keeps in the database: the records, and what links them."""

from sozialstrategie.action.strategy.models.links import FindingFigure, FindingNeed, GoalMeasure, NeedGoal, NeedOffer
from sozialstrategie.action.strategy.models.overview import OverviewChoice
from sozialstrategie.action.strategy.models.records import (
    FieldOfAction,
    Finding,
    Goal,
    LogicItem,
    Measure,
    Need,
    Reading,
    Restable,
    Strategy,
    StrategyVersion,
)

__all__ = [
    "FieldOfAction",
    "Finding",
    "FindingFigure",
    "FindingNeed",
    "Goal",
    "GoalMeasure",
    "LogicItem",
    "Measure",
    "Need",
    "NeedGoal",
    "NeedOffer",
    "OverviewChoice",
    "Reading",
    "Restable",
    "Strategy",
    "StrategyVersion",
]
