"""Reading the text files of the example, and putting official figures into their sentences."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from decimal import Decimal
from importlib import resources
from typing import Any

from sozialstrategie.kit.figures.format import figure
from sozialstrategie.kit.figures.released import Observation, Observations


def read(name: str) -> dict[str, Any]:
    """One text file of the example; decimals as Decimal."""
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    return tomllib.loads(text, parse_float=Decimal)


class YearFigures:
    """The figures of one place by year, as a page shows them: "{ort[2022]}" in a text becomes "14,2".

    Remembers what was cited, so that a finding freezes exactly the figures that its words use.
    """

    def __init__(self, observations: Iterable[Observation], decimals: int) -> None:
        self._by_year = {o.year: o for o in observations}
        self._decimals = decimals
        self.cited: list[Observation] = []

    def __getitem__(self, year: int) -> str:
        observation = self._by_year[year]
        if observation not in self.cited:
            self.cited.append(observation)
        return figure(observation, self._decimals)


class Cited:
    """Fills the placeholders of texts that belong to one indicator: its series for the place, the Land and Germany."""

    def __init__(self, rows: Observations, region: str, decimals: int) -> None:
        self._places = {
            "ort": YearFigures((o for o in rows if o.region == region), decimals),
            "land": YearFigures((o for o in rows if o.region == region[:2]), decimals),
            "bund": YearFigures((o for o in rows if o.region == "DG"), decimals),
        }

    def fill(self, text: str) -> str:
        """Raises KeyError for a year without a figure: a sentence with a gap must not be built."""
        return text.format(**self._places)

    def figures(self) -> tuple[Observation, ...]:
        """What was cited so far: own place first, then Land and Germany."""
        return tuple(o for place in self._places.values() for o in place.cited)
