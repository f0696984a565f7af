"""The 95 % range in charts, tables and captions, and the words where there is none."""

from __future__ import annotations

import pytest

from sozialstrategie.kit.figures import charts, tables, theme
from sozialstrategie.kit.figures.released import IndicatorInfo, Origin
from tests.kit.figures.conftest import observation, released

OWN = ("16062", "Nordhausen")
RANGED = [observation(9.0 + n, 2020 + n, low=8.0 + n, high=10.5 + n, origin=Origin.COMPUTED) for n in range(3)]


def bands(chart: charts.Chart) -> list[dict[str, object]]:
    return [part for part in chart.spec["layer"] if part["encoding"].get("y2", {}).get("field") == "b"]


def test_the_own_line_lies_on_a_band(info: IndicatorInfo) -> None:
    chart = charts.time_series(released(*RANGED), info, own=OWN)
    (band,) = bands(chart)
    assert band["mark"] == {"type": "area", "color": theme.RANGE, "opacity": 0.6}
    assert [(p["a"], p["b"]) for p in band["data"]["values"]] == [(8.0, 10.5), (9.0, 11.5), (10.0, 12.5)]  # type: ignore[index]
    assert chart.spec["layer"].index(band) < next(
        i for i, part in enumerate(chart.spec["layer"]) if part["mark"].get("style") == "berechnet"
    )
    assert "95-Prozent-Bereich 10,0 bis 12,5" in chart.description


def test_a_lonely_point_has_a_stroke(info: IndicatorInfo) -> None:
    (band,) = bands(charts.time_series(released(RANGED[0]), info, own=OWN))
    assert band["mark"] == {"type": "rule", "style": "unsicher"}


def test_the_axis_holds_the_range(info: IndicatorInfo) -> None:
    wide = [observation(9.0, y, low=1.0, high=38.0) for y in (2021, 2022)]
    chart = charts.time_series(released(*wide), info, own=OWN)
    domain = next(
        part["encoding"]["y"]["scale"]["domain"] for part in chart.spec["layer"] if part["mark"]["type"] == "line"
    )
    assert domain == [0.0, 40.0]


def test_published_ratios_have_no_band(info: IndicatorInfo) -> None:
    assert bands(charts.time_series(released(observation(9.0), observation(8.0, 2021)), info, own=OWN)) == []


def test_the_table_carries_the_range(info: IndicatorInfo) -> None:
    table = tables.time_table(released(*RANGED, observation(9.0, 2019)), info, own=OWN, references=())
    assert [c.label for c in table.columns] == ["Zeit", "Nordhausen", "95-Prozent-Bereich"]
    assert [row.cells[-1] for row in table.rows] == ["10,0 bis 12,5", "9,0 bis 11,5", "8,0 bis 10,5", ""]
    plain = tables.time_table(released(observation(9.0)), info, own=OWN)
    assert "95-Prozent-Bereich" not in [c.label for c in plain.columns]


@pytest.mark.parametrize(
    ("rows", "words"),
    [(RANGED, "Heller Streifen: 95-Prozent-Bereich nach Wilson."), ([*RANGED, observation(9.0, 2019)], "Wilson, wo Fallzahlen vorliegen."),
     ([observation(9.0)], "Ohne Bereich: Die Quelle veröffentlicht den fertigen Wert ohne Fallzahlen"),
     ([observation(9.0, origin=Origin.COMPUTED)], "Ohne Bereich: Er lässt sich nur für Anteile aus Fallzahlen rechnen.")],
)  # fmt: skip
def test_the_caption_says_what_the_band_is(rows: list[object], words: str) -> None:
    assert words in tables.interval_note(rows)  # type: ignore[arg-type]


def test_nothing_to_say_without_figures() -> None:
    assert tables.interval_note([]) == tables.interval_note([observation(".")]) == ""
