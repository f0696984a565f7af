"""The version of a definition follows what decides its own values, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sozialstrategie.evidence.monitoring import definitions
from sozialstrategie.evidence.monitoring.definitions import catalogue, definition_version
from sozialstrategie.evidence.monitoring.formula import Catalogue
from sozialstrategie.evidence.monitoring.formula.definitions import IndicatorDefinition

CODE, KEY = "sgb2_rate", "inkar-2024"
OWN = catalogue()[CODE]
OTHER = catalogue()["child_sgb2_rate"]


def _with(changed: IndicatorDefinition, monkeypatch: pytest.MonkeyPatch) -> str:
    """The version of CODE when one indicator of the catalogue is defined otherwise."""
    made = Catalogue({**catalogue(), changed.code: changed})
    monkeypatch.setattr(definitions, "catalogue", lambda: made)
    return definition_version(CODE, KEY)


def _derived(definition: IndicatorDefinition, **change: float) -> IndicatorDefinition:
    return replace(definition, derivations=tuple(replace(d, **change) for d in definition.derivations))  # type: ignore[arg-type]


BEFORE = definition_version(CODE, KEY)


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        (_derived(OTHER, factor=7.0), True),  # another indicator
        (replace(OWN, name="Anders benannt", definition="Anders gesagt."), True),  # other words
        (_derived(OWN, factor=7.0), False),
        (_derived(OWN, first_year=2013), False),
        (replace(OWN, unit="je 1.000"), False),
    ],
)
def test_the_version_follows_its_own_definition(
    changed: IndicatorDefinition, same: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (_with(changed, monkeypatch) == BEFORE) is same


def test_what_the_catalogue_does_not_have_has_no_version() -> None:
    assert definition_version("gibt_es_nicht", KEY) == definition_version(CODE, "gibt-es-nicht") == ""
    assert len(BEFORE) == 16
