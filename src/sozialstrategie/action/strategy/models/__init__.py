"""Tables of the room strategy, a file per group."""

from sozialstrategie.action.strategy.models.base import ALIVE, Restable
from sozialstrategie.action.strategy.models.chain import (
    Finding,
    FindingFigure,
    FindingNeed,
    Goal,
    GoalMeasure,
    LogicItem,
    Measure,
    Need,
    NeedGoal,
    Reading,
)
from sozialstrategie.action.strategy.models.strategies import FieldOfAction, OverviewChoice, Strategy, StrategyVersion

__all__ = [
    "ALIVE",
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
    "OverviewChoice",
    "Reading",
    "Restable",
    "Strategy",
    "StrategyVersion",
]
