"""What the room keeps in the database; each file holds what belongs together."""

from sozialstrategie.evidence.monitoring.models.comparison import ComparisonChoice, ComparisonGroup
from sozialstrategie.evidence.monitoring.models.editions import Edition
from sozialstrategie.evidence.monitoring.models.offers import Offer
from sozialstrategie.evidence.monitoring.models.own import OwnIndicator, SavedMapping
from sozialstrategie.evidence.monitoring.models.references import FigureReference, SignalDecision
from sozialstrategie.evidence.monitoring.models.reports import ReportPlan, ReportState, ReportText
from sozialstrategie.evidence.monitoring.models.requests import DataRequest, Delivery
from sozialstrategie.evidence.monitoring.models.results import Result, Run

__all__ = [
    "ComparisonChoice",
    "ComparisonGroup",
    "DataRequest",
    "Delivery",
    "Edition",
    "FigureReference",
    "Offer",
    "OwnIndicator",
    "ReportPlan",
    "ReportState",
    "ReportText",
    "Result",
    "Run",
    "SavedMapping",
    "SignalDecision",
]
