"""Computation of all indicators through ibis; knows no Django."""

from sozialstrategie.evidence.monitoring.computation.arrow import RESULT_COLUMNS
from sozialstrategie.evidence.monitoring.computation.compute import (
    Computation,
    DerivationProblem,
    compute,
    compute_all,
)
from sozialstrategie.evidence.monitoring.computation.editions import EditionFacts
from sozialstrategie.evidence.monitoring.computation.regions import LEVELS, level_of

__all__ = [
    "LEVELS",
    "RESULT_COLUMNS",
    "Computation",
    "DerivationProblem",
    "EditionFacts",
    "compute",
    "compute_all",
    "level_of",
]
