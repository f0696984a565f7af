"""One detector."""

from sozialstrategie.evidence.monitoring.signals import Comparison


def even(comparison: Comparison) -> bool | None:
    """Compares nothing with nothing and finds nothing."""
    return None if comparison.latest is None else False
