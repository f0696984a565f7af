"""A published ratio and our own computation of it never stand in one picture or table: every drawer refuses the mixture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sozialstrategie.kit.figures import charts, export, geomaps, maps, small, tables
from sozialstrategie.kit.figures.released import IndicatorInfo, Origin
from tests.kit.figures.conftest import observation, released

OWN = ("16062", "Nordhausen")
DRAWERS: dict[str, Callable[[Any, IndicatorInfo], Any]] = {
    "time series": lambda f, i: charts.time_series(f, i, own=OWN),
    "strip": lambda f, i: charts.strip(f, i, year=2022, own=OWN),
    "bars": lambda f, i: charts.bars(f, i, year=2022),
    "intervals": lambda f, i: charts.intervals(f, i, year=2022),
    "map": lambda f, i: maps.value_map(f, i, year=2022, own="16062", places=[], view_box="", outline=""),
    "any map": lambda f, i: geomaps.choropleth(f, i, year=2022, own="16062", geojson={"features": []}),
    "time table": lambda f, i: tables.time_table(f, i, own=OWN),
    "region table": lambda f, i: tables.region_table(f, i, year=2022, own="16062"),
    "small strip": lambda f, i: small.strip(f, i, period="2022", own=OWN, group=["16051"]),
    "small course": lambda f, i: small.course(f, i, own=OWN),
    "side by side": lambda f, i: small.side_by_side(f, i, period="2022", places=[OWN]),
}
OFFICIAL = observation(10.0, derivation="inkar", origin=Origin.OFFICIAL)
COMPUTED = observation(10.4, derivation="12411", origin=Origin.COMPUTED)
ELSEWHERE = observation(10.4, region="16051", derivation="12411", origin=Origin.COMPUTED)


@pytest.mark.parametrize("name", list(DRAWERS))
@pytest.mark.parametrize("mixed", [(OFFICIAL, COMPUTED), (OFFICIAL, ELSEWHERE)], ids=["same place", "two places"])
def test_two_derivations_are_refused(name: str, mixed: tuple[Any, ...], info: IndicatorInfo) -> None:
    with pytest.raises(ValueError, match="inkar und 12411"):
        DRAWERS[name](released(*mixed), info)
    DRAWERS[name](released(OFFICIAL), info)
    DRAWERS[name](released(COMPUTED), info)


def test_exports_name_the_derivation_of_every_row(info: IndicatorInfo) -> None:
    text = export.to_csv(released(OFFICIAL, COMPUTED))
    assert [line.split(";")[-1] for line in text.splitlines()] == ["derivation", "inkar", "12411"]
