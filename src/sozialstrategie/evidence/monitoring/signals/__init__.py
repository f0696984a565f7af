"""What stands out: drafted, careful sentences from figures. Computed on every call; stored is only a person's decision."""

from sozialstrategie.evidence.monitoring.signals.detectors import Comparison, detectors, register_detector
from sozialstrategie.evidence.monitoring.signals.draft import SignalDraft, SignalList
from sozialstrategie.evidence.monitoring.signals.selection import signals_for

__all__ = ["Comparison", "SignalDraft", "SignalList", "detectors", "register_detector", "signals_for"]
