"""What the room keeps in the database: the records, what links them, and how strategies live."""

from sozialstrategie.action.strategy.models.base import ALIVE, Restable
from sozialstrategie.action.strategy.models.easy import EasyEdition, EasyTestReading
from sozialstrategie.action.strategy.models.life import CarryOver, StrategyDecision, VersionNote
from sozialstrategie.action.strategy.models.links import FindingFigure, FindingNeed, GoalMeasure, NeedGoal, NeedOffer
from sozialstrategie.action.strategy.models.logic import IndicatorUse, LogicLink, ReadingPeriod, Target
from sozialstrategie.action.strategy.models.opinions import OpinionRequest, OpinionRound, StatementOfOpinion
from sozialstrategie.action.strategy.models.overview import OverviewChoice
from sozialstrategie.action.strategy.models.plan_imports import PlanImport, PlanImportEntry
from sozialstrategie.action.strategy.models.plans import SpecialistPlan
from sozialstrategie.action.strategy.models.progress import (
    BudgetLine,
    FundingShare,
    ProgressAnswer,
    ProgressRequest,
    ProgressSetting,
    StatusUpdate,
)
from sozialstrategie.action.strategy.models.records import Finding, Goal, LogicItem, Measure, Need, Reading
from sozialstrategie.action.strategy.models.strategies import FieldOfAction, Strategy, StrategyVersion

__all__ = [
    "ALIVE",
    "BudgetLine",
    "CarryOver",
    "EasyEdition",
    "EasyTestReading",
    "FieldOfAction",
    "Finding",
    "FindingFigure",
    "FindingNeed",
    "FundingShare",
    "Goal",
    "GoalMeasure",
    "IndicatorUse",
    "LogicItem",
    "LogicLink",
    "Measure",
    "Need",
    "NeedGoal",
    "NeedOffer",
    "OpinionRequest",
    "OpinionRound",
    "OverviewChoice",
    "PlanImport",
    "PlanImportEntry",
    "ProgressAnswer",
    "ProgressRequest",
    "ProgressSetting",
    "Reading",
    "ReadingPeriod",
    "Restable",
    "SpecialistPlan",
    "StatementOfOpinion",
    "StatusUpdate",
    "Strategy",
    "StrategyDecision",
    "StrategyVersion",
    "Target",
    "VersionNote",
]
