"""What the room keeps in the database; each file holds what belongs together."""

from sozialstrategie.evidence.monitoring.models.editions import Edition
from sozialstrategie.evidence.monitoring.models.references import FigureReference, SignalDecision
from sozialstrategie.evidence.monitoring.models.results import Result, Run

__all__ = ["Edition", "FigureReference", "Result", "Run", "SignalDecision"]
