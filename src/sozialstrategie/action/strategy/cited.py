"""Frozen figures in words: name, place, period, value with unit; the same words on every page."""

from __future__ import annotations

from sozialstrategie.action.strategy.thread import CitedFigure
from sozialstrategie.evidence.monitoring.formula import Derivation, IndicatorDefinition
from sozialstrategie.evidence.monitoring.models import FigureReference
from sozialstrategie.evidence.monitoring.own import find, place_name
from sozialstrategie.kit.ui import formats


def cited(reference: FigureReference) -> CitedFigure:
    """A reference in words; an indicator that the catalogue does not know any more keeps its code as name."""
    definition, derivation = _defined(reference)
    return CitedFigure(
        uid=reference.uid,
        indicator=reference.indicator,
        region=reference.region,
        name=definition.name if definition else reference.indicator,
        unit=definition.unit if definition else "",
        place=place_name(reference),
        period=formats.period(reference.period),
        value=shown(reference.indicator, reference.value, reference.sign),
        origin=str(derivation.origin) if derivation else "",
    )


def shown(indicator: str, value: float | None, sign: str | None) -> str:
    """A value as readers see it: rounded as its indicator is, or its sign."""
    definition = find(indicator)
    return formats.number(value, definition.decimals if definition else 1) if value is not None else sign or ""


def source(reference: FigureReference) -> str:
    """Where the figure comes from; "" for an unknown derivation."""
    _, derivation = _defined(reference)
    return derivation.source if derivation else ""


def _defined(reference: FigureReference) -> tuple[IndicatorDefinition | None, Derivation | None]:
    definition = find(reference.indicator)
    derivations = definition.derivations if definition else ()
    return definition, next((d for d in derivations if d.key == reference.derivation), None)
