"""Target values of planners: higher rooms register where theirs come from; own indicators bring their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sozialstrategie.evidence.monitoring.models import OwnIndicator
from sozialstrategie.kit.core.models import Organisation


@dataclass(frozen=True, slots=True, order=True)
class Target:
    """What an indicator shall reach by a year. `value` in the unit of the indicator; at_most: an upper limit."""

    indicator: str
    year: int
    value: float
    at_most: bool


TargetSource = Callable[[Organisation], Iterable[Target]]
"""Gives the targets of one organisation; called inside its scope."""

_SOURCES: dict[str, TargetSource] = {}


def register_target_source(name: str, source: TargetSource) -> None:
    """Let signals know the target values of a higher room; rooms call this in `ready()`."""
    _SOURCES[name] = source


def targets_of(organisation: Organisation) -> tuple[Target, ...]:
    """All targets of an organisation, from all sources, each once, ordered."""
    return tuple(sorted({target for source in _SOURCES.values() for target in source(organisation)}))


def _of_own_indicators(organisation: Organisation) -> Iterable[Target]:
    rows = OwnIndicator.objects.filter(
        owner=organisation, deleted_at__isnull=True, target__isnull=False, target_year__isnull=False
    ).exclude(direction="none")  # without a direction nobody can say on which side of the target a value should lie
    return [Target(r.code, r.target_year, r.target, r.direction == "lower") for r in rows]


register_target_source("monitoring.own_indicators", _of_own_indicators)
