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
from sozialstrategie.action.strategy.models.life import CarryOver, StrategyDecision, VersionNote
from sozialstrategie.action.strategy.models.opinions import OpinionRequest, OpinionRound, StatementOfOpinion
from sozialstrategie.action.strategy.models.plan_imports import PlanImport, PlanImportEntry
from sozialstrategie.action.strategy.models.strategies import FieldOfAction, OverviewChoice, Strategy, StrategyVersion

__all__ = [
    "ALIVE",
    "CarryOver",
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
    "OpinionRequest",
    "OpinionRound",
    "OverviewChoice",
    "PlanImport",
    "PlanImportEntry",
    "Reading",
    "Restable",
    "StatementOfOpinion",
    "Strategy",
    "StrategyDecision",
    "StrategyVersion",
    "VersionNote",
]
