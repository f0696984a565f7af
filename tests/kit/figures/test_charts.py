"""Charts: what the spec says, without drawing it."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialstrategie.kit.figures import charts, spec
from sozialstrategie.kit.figures.released import IndicatorInfo, Observations, Origin, Released
from tests.kit.figures.conftest import observation, released

OWN = ("16062", "Nordhausen")
MakeInfo = Callable[..., IndicatorInfo]


def series(values: dict[int, float | str], region: str = "16062", **given: Any) -> list[Any]:
    return [observation(cell, year, region, **given) for year, cell in values.items()]


def layers(chart: charts.Chart, mark: str, style: str | None = None) -> list[dict[str, Any]]:
    return [
        m
        for m in chart.spec["layer"]
        if m["mark"]["type"] == mark and (style is None or m["mark"].get("style") == style)
    ]


def segments(chart: charts.Chart, style: str) -> list[list[int]]:
    """Years of each unbroken piece of line."""
    found: dict[str, list[int]] = {}
    for layer in layers(chart, "line", style):
        assert layer["encoding"]["detail"]["field"] == "s"
        for point in layer["data"]["values"]:
            found.setdefault(point["s"], []).append(point["x"])
    return list(found.values())


def draw(rows: list[Any], info: IndicatorInfo, **given: Any) -> charts.Chart:
    return charts.time_series(released(*rows), info, own=OWN, **given)


def test_line_stops_at_missing_values(info: IndicatorInfo) -> None:
    """2015 is a sign, 2018 is not there at all: neither is joined, neither is zero."""
    rows = series({2013: 1.0, 2014: 2.0, 2015: ".", 2016: 3.0, 2017: 4.0, 2019: 5.0, 2020: 6.0})
    chart = draw(rows, info)
    assert segments(chart, "eigen") == [[2013, 2014], [2016, 2017], [2019, 2020]]
    drawn = [p["y"] for layer in layers(chart, "line", "eigen") for p in layer["data"]["values"]]
    assert drawn == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]


def test_two_yearly_statistics_are_joined(info: IndicatorInfo) -> None:
    assert segments(draw(series({2013: 1.0, 2015: 2.0, 2017: 3.0}), info), "eigen") == [[2013, 2015, 2017]]
    assert segments(draw(series({2013: 1.0, 2015: 2.0, 2019: 3.0, 2021: 4.0}), info), "eigen") == [
        [2013, 2015],
        [2019, 2021],
    ]


def test_line_stops_where_a_new_definition_begins(make_info: MakeInfo) -> None:
    info = make_info(breaks=((2017, "neue Grundlage"),))
    rows = series({2015: 1.0, 2016: 2.0, 2017: 3.0, 2018: 4.0}) + series(
        {2015: 1.0, 2016: 2.0, 2017: 3.0, 2018: 4.0}, "16"
    )
    chart = draw(rows, info)
    assert segments(chart, "eigen") == segments(chart, "land") == [[2015, 2016], [2017, 2018]]
    (rule,) = layers(chart, "rule", "bruch")
    assert rule["data"]["values"] == [{"x": 2016.5, "t": "neue Grundlage"}]
    assert [m["data"]["values"][0]["t"] for m in layers(chart, "text") if m["encoding"]["y"] == {"value": 0}] == [
        "neue Grundlage"
    ]


def test_words_of_two_breaks_that_would_touch_stand_below_each_other(make_info: MakeInfo) -> None:
    rows = series({year: float(year % 7) for year in range(1995, 2023)})
    info = make_info(breaks=((2001, "Grundlage A"), (2011, "Grundlage B"), (2012, "Grundlage C")))
    words = {
        m["data"]["values"][0]["t"]: m["encoding"]["y"]["value"]
        for m in layers(draw(rows, info), "text")
        if "value" in m["encoding"]["y"]
    }
    assert words["Grundlage A"] == words["Grundlage B"] == 0
    assert words["Grundlage C"] > 10


def test_a_break_outside_the_years_is_not_drawn(make_info: MakeInfo) -> None:
    chart = draw(series({2015: 1.0, 2016: 2.0}), make_info(breaks=((2011, "a"), (2015, "b"), (2020, "c"))))
    assert layers(chart, "rule", "bruch") == []


@pytest.mark.parametrize(("region", "style"), [("16", "land"), ("DG", "bund")])
def test_a_year_between_two_gaps_is_a_dot_and_does_not_vanish(info: IndicatorInfo, region: str, style: str) -> None:
    rows = series({2013: 1.0, 2014: 1.0}) + series(
        {2013: 1.0, 2014: ".", 2015: 7.0, 2016: ".", 2017: 2.0, 2018: 2.0}, region
    )
    dots = [p for layer in layers(draw(rows, info), "point") for p in layer["data"]["values"] if p["y"] == 7.0]
    assert [p["x"] for p in dots] == [2015]


@pytest.mark.parametrize(
    ("unit", "values", "zero"),
    [("%", [12.0, 14.0], True), ("je 100", [80.0, 90.0], True), ("je 1.000", [80.0, 90.0], True),
     ("Jahre", [46.0, 48.0], False), ("Personen", [80000.0, 82000.0], False)],
)  # fmt: skip
def test_axis_of_rates_begins_at_zero(make_info: MakeInfo, unit: str, values: list[float], zero: bool) -> None:
    info = make_info(unit=unit)
    axis = layers(draw(series(dict(enumerate(values, 2020))), info), "line")[0]["encoding"]["y"]
    assert (axis["scale"]["domain"][0] == 0) is zero is charts.starts_at_zero(info)
    assert axis["scale"]["domain"][0] <= min(values) and max(values) <= axis["scale"]["domain"][1]


@given(st.lists(st.floats(-1e6, 1e6).map(lambda v: round(v, 4)), min_size=1, max_size=12), st.booleans())
def test_axis_lines_are_few_even_round_and_hold_all_values(values: list[float], zero: bool) -> None:
    lines = spec.ticks(values, zero=zero)
    steps = [b - a for a, b in pairwise(lines)]
    assert 1 <= len(steps) <= 5 and max(steps) == pytest.approx(min(steps), rel=1e-6)
    hair = steps[0] * 1e-6  # not to be seen in a picture
    assert lines[0] - hair <= min(values) and max(values) <= lines[-1] + hair
    if zero:
        assert lines[0] <= 0 <= lines[-1]
    assert f"{steps[0]:.6e}"[0] in "125" and set(f"{steps[0]:.6e}"[2:8]) == {"0"}


@pytest.mark.parametrize(
    ("values", "ticks", "pattern"),
    [
        ([9.9], [0.0, 2.0, 4.0, 6.0, 8.0, 10.0], ",.0f"),
        ([14.2, 3.0], [0.0, 5.0, 10.0, 15.0], ",.0f"),
        ([0.6], [0.0, 0.2, 0.4, 0.6], ",.1f"),
        ([0.21], [0.0, 0.05, 0.1, 0.15, 0.2, 0.25], ",.2f"),  # 0.05 must not be labelled 0,1
    ],
)  # fmt: skip
def test_axis_labels_are_exact(info: IndicatorInfo, values: list[float], ticks: list[float], pattern: str) -> None:
    axis = layers(draw(series(dict(enumerate(values, 2020))), info), "line")[0]["encoding"]["y"]
    assert (axis["axis"]["values"], axis["axis"]["format"]) == (ticks, pattern)
    assert axis["scale"]["domain"] == [ticks[0], ticks[-1]]  # no line lies outside the picture


def labels(chart: charts.Chart) -> list[list[tuple[float, str]]]:
    """Names at the line ends: (pixel from the top, words) of each of their lines."""
    at_ends = [m for m in layers(chart, "text") if m["encoding"]["y"].get("field") == "p"]
    return [[(p["p"], p["t"]) for p in layer["data"]["values"]] for layer in at_ends]


@pytest.mark.parametrize("size", [charts.WIDE, charts.HALF, charts.NARROW, charts.PRINT, charts.PRINT_WIDE])
@pytest.mark.parametrize(
    "ends", [(14.0, 14.0, 14.0), (0.1, 0.0, 0.2), (15.0, 14.9, 14.8), (3.0, 14.0, 3.1), (0.0, 0.0, 0.0)]
)
@pytest.mark.parametrize("name", ["Nordhausen", "Schmalkalden-Meiningen"])
def test_names_at_line_ends_do_not_overlap(
    info: IndicatorInfo, size: charts.Size, ends: tuple[float, float, float], name: str
) -> None:
    rows = [
        o
        for region, end in zip(("16062", "16", "DG"), ends, strict=True)
        for o in series({2020: 7.0, 2021: end}, region)
    ]
    chart = charts.time_series(released(*rows), info, own=("16062", name), size=size)
    found = labels(chart)
    assert len(found) == 3
    lines = sorted(line for label in found for line in label)
    assert all(below - above >= size.font for (above, _), (below, _) in pairwise(lines))
    assert lines[0][0] >= 0 and lines[-1][0] <= chart.spec["height"]
    said = {" ".join(text for _, text in label).replace("- ", "-") for label in found}
    assert said == {
        f"{str(end).replace('.', ',')} {word}"
        for end, word in zip(ends, (name, "Thüringen", "Deutschland"), strict=True)
    }


def test_a_line_that_ends_earlier_names_its_year(info: IndicatorInfo) -> None:
    rows = series({2020: 7.0, 2021: 8.0, 2022: 9.0}) + series({2020: 5.0, 2021: 4.0}, "DG")
    assert {" ".join(t for _, t in label) for label in labels(draw(rows, info))} == {
        "9,0 Nordhausen",
        "4,0 Deutschland (2021)",
    }


def test_official_is_filled_and_computed_is_dotted_and_hollow(info: IndicatorInfo) -> None:
    official = draw(series({2020: 7.0, 2021: 8.0}), info)
    computed = draw(series({2020: 7.0, 2021: 8.0}, origin=Origin.COMPUTED), info)
    assert segments(official, "eigen") == segments(computed, "berechnet") == [[2020, 2021]]
    assert not segments(official, "berechnet") and not segments(computed, "eigen")
    styles = official.spec["config"]["style"]
    assert styles["berechnet"]["strokeDash"] == [2, 3] and "strokeDash" not in styles["eigen"]
    assert styles["eigen-punkt"]["filled"] is True and styles["eigen-punkt"]["color"] == "#1E5A86"
    filled, hollow = (layers(c, "point")[-1]["mark"] for c in (official, computed))
    assert filled["style"] == "eigen-punkt" and "stroke" not in filled
    assert (hollow["color"], hollow["stroke"]) == ("#FFFFFF", "#1E5A86")


def test_at_most_three_named_lines_the_others_are_a_backdrop(info: IndicatorInfo) -> None:
    rows = [o for region in ("16062", "16", "DG", "16051", "16068") for o in series({2020: 7.0, 2021: 8.0}, region)]
    chart = draw(rows, info, others=("16051", "16068", "16062"))
    assert [m["mark"]["style"] for m in layers(chart, "line")] == [
        "andere",
        "bund",
        "land",
        "eigen",
    ]  # the own one on top
    assert {p["s"] for p in layers(chart, "line", "andere")[0]["data"]["values"]} == {"16051-0", "16068-0"}


def test_without_land_and_bund_nothing_is_made_up(info: IndicatorInfo) -> None:
    chart = draw(series({2020: 7.0, 2021: 8.0}) + series({2020: 6.0, 2021: 6.5}, "16051"), info)
    assert [m["mark"]["style"] for m in layers(chart, "line")] == ["eigen"]
    assert "Thüringen" not in json.dumps(chart.spec["layer"], ensure_ascii=False) + chart.description


def test_description_names_beginning_end_and_extreme(info: IndicatorInfo) -> None:
    chart = draw(series({2012: 14.05, 2015: 15.55, 2021: 13.95}) + series({2021: 12.0}, "16"), info)
    assert chart.title == "Menschen mit Leistungen"
    assert chart.description == (
        "Menschen mit Leistungen, in Prozent der Menschen unter 65. Nordhausen: von 14,1 (2012) auf 14,0 (2021), "
        "Höchstwert 15,6 (2015). Thüringen: 12,0 (2021). Alle Zahlen stehen in der Tabelle."
    )


def test_same_figures_same_spec(info: IndicatorInfo) -> None:
    rows = series({2020: 7.0, 2021: 8.0}) + series({2020: 6.0, 2021: 6.5}, "16")
    assert json.dumps(draw(rows, info).spec) == json.dumps(draw(rows[::-1], info).spec)


@pytest.mark.parametrize("first", [1950, 1994, 2016, 2021])
def test_every_span_of_years_finds_its_labels(info: IndicatorInfo, first: int) -> None:
    for size in (charts.WIDE, charts.HALF, charts.NARROW, charts.PRINT):
        chart = draw(series(dict.fromkeys(range(first, 2023), 5.0)), info, size=size)
        axis = layers(chart, "line")[0]["encoding"]["x"]["axis"]
        labels_ = axis["values"]
        assert labels_[-1] == 2022 and labels_[0] >= first
        assert len({b - a for a, b in pairwise(labels_)}) <= 1
        assert len(labels_) * 2.6 * size.font < chart.spec["width"] + 3 * size.font  # four digits fit beside each other


def test_no_figures_no_crash(info: IndicatorInfo) -> None:
    assert layers(draw([], info), "line") == []


def test_strip_shows_the_kreise_without_names_and_the_own_place_named(info: IndicatorInfo) -> None:
    rows = [
        observation(5.0),
        observation(7.0, region="16051"),
        observation(8.0, region="16068"),
        observation(6.0, region="16"),
        observation(9.0, 2021),
    ]
    chart = charts.strip(released(*rows), info, year=2022, own=OWN)
    texts = [p["t"] for m in layers(chart, "text") for p in m["data"]["values"]]
    assert sorted(texts) == ["Nordhausen", "Thüringen"]
    assert chart.description == (
        "Menschen mit Leistungen, in Prozent der Menschen unter 65, 2022: Nordhausen 5,0; Thüringen 6,0; "
        "die übrigen 2 zwischen 7,0 und 8,0."
    )


@pytest.mark.parametrize(
    "make",
    [
        lambda f, i: charts.time_series(f, i, own=OWN),
        lambda f, i: charts.strip(f, i, year=2022, own=OWN),
        lambda f, i: charts.bars(f, i, year=2022),
        lambda f, i: charts.intervals(f, i, year=2022),
    ],
)
@pytest.mark.parametrize("wrong", [(observation(1.0),), [], None])
def test_only_released_figures(make: Callable[..., Any], info: IndicatorInfo, wrong: Any) -> None:
    with pytest.raises(TypeError, match="freigegebene"):
        make(wrong, info)


def test_map_of_a_release_keeps_what_the_gate_said() -> None:
    shown: Released[Observations] = released(observation(1.0), observation(2.0, 2021)).map(lambda rows: rows[:1])
    assert (len(shown.payload), shown.audience, shown.suppressed) == (1, "public", 0)
