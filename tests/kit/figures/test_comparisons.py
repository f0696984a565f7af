"""Bars, ranges and the picture of how far figures reach."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sozialstrategie.kit.figures import charts, svg, theme
from sozialstrategie.kit.figures.released import IndicatorInfo, Origin
from tests.kit.figures.conftest import observation, released


def layers(chart: charts.Chart, mark: str) -> list[dict[str, Any]]:
    return [part for part in chart.spec["layer"] if part["mark"]["type"] == mark]


def rows(chart: charts.Chart, mark: str) -> list[dict[str, Any]]:
    return [p for part in layers(chart, mark) for p in part["data"]["values"]]


def test_bars_begin_at_zero_stand_by_name_and_show_the_value(info: IndicatorInfo) -> None:
    found = released(observation(14.2), observation(8.95, region="16068"), observation(0.0, region="16051"))
    chart = charts.bars(found, info, year=2022, own="16062")
    bar = layers(chart, "bar")[0]
    assert bar["encoding"]["x"]["scale"]["domain"][0] == 0
    assert bar["encoding"]["y"]["scale"]["domain"] == ["16062", "16068", "16051"]  # Nordhausen, Sömmerda, Stadt Erfurt
    assert {p["r"]: p["c"] for p in rows(chart, "bar")} == {
        "16062": theme.WAID, "16068": theme.OTHERS_DOT, "16051": theme.OTHERS_DOT,
    }  # fmt: skip
    assert {p["r"]: p["t"] for p in rows(chart, "text")} == {"16062": "14,2", "16068": "9,0", "16051": "0,0"}


def test_a_sign_has_no_bar_and_is_not_zero(info: IndicatorInfo) -> None:
    chart = charts.bars(released(observation(".", region="16051"), observation(3.0)), info, year=2022)
    assert [p["r"] for p in rows(chart, "bar")] == ["16062"]
    assert {p["r"]: p["t"] for p in rows(chart, "text")}["16051"] == "."
    assert "Stadt Erfurt . (unbekannt oder geheim zu halten)" in chart.description


def test_negative_bars_hold_zero(info: IndicatorInfo) -> None:
    chart = charts.bars(released(observation(-3.5), observation(4.0, region="16051")), info, year=2022)
    low, high = layers(chart, "bar")[0]["encoding"]["x"]["scale"]["domain"]
    assert low <= -3.5 < 0 < 4.0 <= high


def test_invented_values_are_hatched_in_the_picture(info: IndicatorInfo) -> None:
    chart = charts.bars(
        released(observation(5.0, origin=Origin.EXAMPLE), observation(4.0, region="16051")), info, year=2022
    )
    drawn = svg.render(chart)
    assert drawn.count("<pattern ") == 1
    assert drawn.count('fill="url(#schraffur-') == 1
    assert svg.render(charts.bars(released(observation(5.0)), info, year=2022)).count("<pattern ") == 0


@pytest.mark.parametrize("name", ["O'Brien", "a\\'b", "</svg><script>", "Zeile\nZwei", "{{x}}", "Ω ñ 中"])
def test_any_name_is_only_a_name(name: str, info: IndicatorInfo) -> None:
    drawn = svg.render(charts.bars(released(observation(5.0, region_name=name)), info, year=2022))
    assert "<script" not in drawn
    assert drawn.count("</svg>") == 1


def test_intervals_show_range_and_value_and_signs_with_their_meaning(info: IndicatorInfo) -> None:
    found = released(
        observation(19.3, low=14.6, high=25.2), observation(21.9, region="16051"), observation("/", region="16068"),
    )  # fmt: skip
    chart = charts.intervals(found, info, year=2022, own="16062")
    assert [(p["low"], p["high"]) for p in rows(chart, "bar")] == [(14.6, 25.2)]
    assert sorted(p["v"] for p in rows(chart, "point")) == [19.3, 21.9]
    assert "/ (zu unsicher, um gezeigt zu werden)" in [p["t"] for p in rows(chart, "text")]
    assert "19,3 (Bereich 14,6 bis 25,2)" in chart.description
    assert svg.render(chart).count(">Landkreis Nordhausen<") == 1


def test_availability_names_the_newest_year_of_each_theme() -> None:
    chart = charts.availability([("Bevölkerung", 2024), ("Pflege", 2017)], since=2018)
    band = layers(chart, "bar")[0]
    assert band["encoding"]["x"]["scale"]["domain"] == [2016, 2024]  # begins before the oldest
    assert [(p["t"], p["a"], p["x"], p["w"]) for p in band["data"]["values"]] == [
        ("Bevölkerung", 2016, 2024, "2024"), ("Pflege", 2016, 2017, "2017"),
    ]  # fmt: skip
    assert chart.description.startswith("Bevölkerung bis 2024; Pflege bis 2017.")


@pytest.mark.parametrize("size", [charts.HALF, charts.NARROW, charts.PRINT, charts.PRINT_WIDE])
@pytest.mark.parametrize("draw", [charts.bars, charts.intervals])
def test_the_picture_has_the_width_asked_for(
    draw: Callable[..., charts.Chart], size: charts.Size, info: IndicatorInfo
) -> None:
    chart = draw(
        released(observation(5.0, low=2.0, high=9.0), observation(7.0, region="16068")), info, year=2022, size=size
    )
    assert f'width="{size.width}"' in svg.render(chart)


@pytest.mark.parametrize("draw", [charts.bars, charts.intervals])
def test_only_released_figures(draw: Callable[..., charts.Chart], info: IndicatorInfo) -> None:
    with pytest.raises(TypeError):
        draw((observation(5.0),), info, year=2022)
