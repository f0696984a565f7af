"""What stands out: drafted, careful sentences from figures. Computed on every call; stored is only a person's decision."""

from sozialstrategie.evidence.monitoring.signals import courses, levels  # noqa: F401  (they register their detectors)
from sozialstrategie.evidence.monitoring.signals.detectors import (
    Comparison,
    Hit,
    Verdict,
    detectors,
    register_detector,
)
from sozialstrategie.evidence.monitoring.signals.draft import SignalDraft, SignalList
from sozialstrategie.evidence.monitoring.signals.selection import signals_for, signals_of_all
from sozialstrategie.evidence.monitoring.signals.targets import Target, register_target_source

__all__ = [
    "Comparison", "Hit", "SignalDraft", "SignalList", "Target", "Verdict", "detectors", "register_detector",
    "register_target_source", "signals_for", "signals_of_all",
]  # fmt: skip
