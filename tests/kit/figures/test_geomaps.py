"""Maps from any GeoJSON. The areas here are squares, so that every number can be checked by hand."""

from __future__ import annotations

import re
from typing import Any

import pytest

from sozialstrategie.kit.figures import geomaps, svg, theme
from sozialstrategie.kit.figures.released import IndicatorInfo
from tests.kit.figures.conftest import observation, released

ANTICLOCKWISE = [[10.0, 50.0], [11.0, 50.0], [11.0, 51.0], [10.0, 51.0], [10.0, 50.0]]  # as RFC 7946 wants it
HOLE = [[10.4, 50.4], [10.4, 50.6], [10.6, 50.6], [10.6, 50.4], [10.4, 50.4]]


def area(code: str, shift: float = 0.0, *holes: Any) -> dict[str, Any]:
    rings = [[[x + shift, y] for x, y in ring] for ring in (ANTICLOCKWISE, *holes)]
    return {"type": "Feature", "properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": rings}}


def collection(*features: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


THREE = collection(area("16062"), area("16051", 1.0), area("16068", 2.0))


def draw(info: IndicatorInfo, **given: Any) -> geomaps.GeoMap:
    found = released(observation(8.95), observation(3.0, region="16051"), observation(".", region="16068"),
                     observation(14.0, 2021), observation(99.0, region="unbekannt"))  # fmt: skip
    return geomaps.choropleth(found, info, **{"year": 2022, "own": "16062", "geojson": THREE, **given})


def test_rings_run_clockwise_and_holes_against_it() -> None:
    turned = geomaps.clockwise(area("a", 0.0, HOLE)["geometry"])["coordinates"]
    assert geomaps.signed_area(turned[0]) == pytest.approx(-1.0)
    assert geomaps.signed_area(turned[1]) == pytest.approx(0.04)
    assert geomaps.clockwise({"type": "Polygon", "coordinates": turned})["coordinates"] == turned
    two = geomaps.clockwise({"type": "MultiPolygon", "coordinates": [[ANTICLOCKWISE], [ANTICLOCKWISE[::-1]]]})[
        "coordinates"
    ]
    assert [geomaps.signed_area(rings[0]) < 0 for rings in two] == [True, True]


def test_projected_coordinates_stay_as_they_are(info: IndicatorInfo) -> None:
    made = draw(info, projected=True)
    assert made.chart.spec["projection"] == {"type": "identity", "reflectY": True}
    rings = made.chart.spec["layer"][0]["data"]["values"][0]["geometry"]["coordinates"]
    assert rings == THREE["features"][0]["geometry"]["coordinates"]


def test_a_value_is_classed_as_it_is_shown(info: IndicatorInfo) -> None:
    """8.95 is shown as 9,0 and belongs to the class that begins at 9."""
    made = draw(info, year=2022)
    look = {f["id"]: f["properties"] for part in made.chart.spec["layer"][:2] for f in part["data"]["values"]}
    assert made.limits == (5.0, 7.5, 10.0, 12.5)
    assert look["16062"] == {"c": theme.SEQUENCE[2], "t": "9,0", "ink": theme.INK, "known": True}
    assert look["16051"]["c"] == theme.SEQUENCE[0]
    assert look["16068"] == {"c": theme.PAPER, "t": ".", "ink": theme.INK, "known": False}
    assert [words for _, words in made.legend] == [
        "unter 5,0", "5,0 bis unter 7,5", "7,5 bis unter 10,0", "10,0 bis unter 12,5", "12,5 und mehr",
        "liegt nicht vor oder ist geheim zu halten",
    ]  # fmt: skip


def test_classes_are_the_same_in_all_years(info: IndicatorInfo) -> None:
    assert draw(info, year=2022).limits == draw(info, year=2021).limits


def test_own_place_has_an_edge_and_the_drawing_fills_not_the_whole_picture(info: IndicatorInfo) -> None:
    made = draw(info)
    edge = next(part for part in made.chart.spec["layer"] if part["mark"].get("strokeWidth") == 3)
    assert [f["id"] for f in edge["data"]["values"]] == ["16062"]
    # Three squares side by side: each is a third of the width. With the wrong winding d3 fills the frame of the sphere.
    paths = re.findall(r'aria-hidden|<path [^>]*\bd="([^"]+)"', svg.render(made.chart))
    widths = []
    for path in filter(None, paths):
        xs = [float(pair.split(",")[0]) for pair in re.findall(r"-?[\d.]+,-?[\d.]+", path)]
        if len(xs) > 3:
            widths.append(max(xs) - min(xs))
    assert len(widths) >= 3
    assert max(widths) < geomaps.SQUARE.width / 2


def test_values_stand_away_from_edges_and_holes() -> None:
    x, y = geomaps.middle(area("a", 0.0, HOLE)["geometry"])
    inside_hole = 10.4 <= x <= 10.6 and 50.4 <= y <= 50.6
    assert not inside_hole and 10.0 < x < 11.0 and 50.0 < y < 51.0


def test_narrow_maps_carry_no_values(info: IndicatorInfo) -> None:
    assert not [p for p in draw(info, size=geomaps.SQUARE_NARROW).chart.spec["layer"] if p["mark"]["type"] == "text"]
    words = [p for p in draw(info).chart.spec["layer"] if p["mark"]["type"] == "text"]
    assert [row["t"] for row in words[0]["data"]["values"]] == ["9,0", "3,0", "."]


def test_description_says_the_signs(info: IndicatorInfo) -> None:
    text = draw(info).chart.description
    assert "Landkreis Nordhausen 9,0" in text
    assert "Landkreis Sömmerda . (unbekannt oder geheim zu halten)" in text
    assert "99" not in text


@pytest.mark.parametrize(
    ("geojson", "said"),
    [
        (collection({**area("x"), "properties": {}}), "fehlt die Eigenschaft"),
        (collection({**area("x"), "geometry": {"type": "Point", "coordinates": [1, 2]}}), "kein Polygon"),
    ],
)
def test_wrong_geometry_is_named(info: IndicatorInfo, geojson: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        draw(info, geojson=geojson)


def test_only_released_figures(info: IndicatorInfo) -> None:
    with pytest.raises(TypeError):
        geomaps.choropleth((observation(1.0),), info, year=2022, own="16062", geojson=THREE)  # type: ignore[arg-type]
