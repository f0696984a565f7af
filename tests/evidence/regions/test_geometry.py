"""The schematic form: connected, without gaps, close to reality, names inside their areas."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyproj
import pytest
import shapely

from sozialstrategie.evidence.regions import geometry

# Advance widths of Fira Sans Medium (names of the twelve) and Regular (the others) in em, measured in
# Chromium with the shipped font.
MEDIUM = {
    "E": 0.53, "r": 0.394, "f": 0.347, "u": 0.577, "t": 0.375, "G": 0.638, "e": 0.552, "a": 0.546,
    "J": 0.312, "n": 0.581, "S": 0.56, "h": 0.581, "l": 0.295, "W": 0.817, "i": 0.282, "m": 0.85,
    "c": 0.478, "s": 0.476, "d": 0.599, "N": 0.672, "o": 0.584, "b": 0.596, "g": 0.537, "k": 0.534,
    "U": 0.656, "-": 0.405, "H": 0.672, "K": 0.603, "y": 0.496, "ä": 0.546, "M": 0.789, "ö": 0.584,
    "I": 0.294, "L": 0.506, "R": 0.611, "z": 0.449, "O": 0.691, "A": 0.583,
}  # fmt: skip
REGULAR = {
    "E": 0.535, "r": 0.386, "f": 0.335, "u": 0.582, "t": 0.361, "G": 0.631, "e": 0.55, "a": 0.544,
    "J": 0.305, "n": 0.586, "S": 0.545, "h": 0.586, "l": 0.293, "W": 0.806, "i": 0.282, "m": 0.857,
    "c": 0.478, "s": 0.467, "d": 0.598, "N": 0.683, "o": 0.584, "b": 0.594, "g": 0.52, "k": 0.512,
    "U": 0.662, "-": 0.403, "H": 0.68, "K": 0.579, "y": 0.482, "ä": 0.544, "M": 0.791, "ö": 0.584,
    "I": 0.295, "L": 0.498, "R": 0.605, "z": 0.437, "O": 0.692, "A": 0.573,
}  # fmt: skip
CAP, DESCENDER = 0.72, 0.21  # heights in em above and below the baseline


def polygon(d: str) -> shapely.Polygon:
    rings = [[tuple(map(float, p.split())) for p in ring.rstrip("Z").split("L")] for ring in d.split("M")[1:]]
    return shapely.Polygon(rings[0], rings[1:])


def areas() -> dict[str, shapely.Polygon]:
    return {place.code: polygon(place.d) for place in geometry.start_map().places}


def metric(collection: dict[str, object]) -> dict[str, shapely.Geometry]:
    forward = pyproj.Transformer.from_crs(4326, 25832, always_xy=True)

    def plane(xy: np.ndarray) -> np.ndarray:
        return np.column_stack(forward.transform(xy[:, 0], xy[:, 1]))

    found = {}
    for f in collection["features"]:  # type: ignore[attr-defined]
        key = f["properties"].get("code") or f["properties"]["ags"]
        found[key] = shapely.transform(shapely.from_geojson(json.dumps(f)), plane)
    return found


def neighbours(shapes: dict[str, shapely.Geometry], gap: float) -> set[tuple[str, str]]:
    return {
        (a, b)
        for a, b in itertools.combinations(sorted(shapes), 2)
        if shapes[b].boundary.intersection(shapes[a].buffer(gap)).length > 500
    }


def test_22_connected_valid_kreise_without_gap_or_overlap() -> None:
    shapes = areas()
    assert len(shapes) == 22
    assert all(s.is_valid and s.geom_type == "Polygon" for s in shapes.values())
    assert shapely.coverage_is_valid(list(shapes.values()))
    whole = shapely.union_all(list(shapes.values()))
    assert whole.geom_type == "Polygon" and len(whole.interiors) == 0
    assert whole.symmetric_difference(polygon(geometry.start_map().outline)).area < 1e-6


def test_geojson_is_the_same_form_in_wgs84() -> None:
    collection = geometry.thuringia()
    assert len(collection["features"]) == 22
    for f in collection["features"]:
        shape = shapely.from_geojson(json.dumps(f))
        assert shape.geom_type == "Polygon" and shape.is_valid
        assert shape.exterior.is_ccw and not any(ring.is_ccw for ring in shape.interiors)
        assert shape.contains(shapely.Point(f["properties"]["label"]))
        west, south, east, north = shape.bounds
        assert 9.8 < west < east < 12.8 and 50.1 < south < north < 51.8
    assert neighbours(metric(collection), 25) == set(geometry.adjacency())
    properties = {f["properties"]["code"]: f["properties"] for f in collection["features"]}
    assert properties["16062"]["name"] == "Landkreis Nordhausen" and properties["16062"]["in_project"] is True
    assert properties["16061"]["in_project"] is False


def test_vega_gets_clockwise_rings_and_nobody_can_spoil_the_cache() -> None:
    turned = geometry.thuringia(clockwise=True)
    assert not any(shapely.from_geojson(json.dumps(f)).exterior.is_ccw for f in turned["features"])
    turned["features"].clear()
    assert len(geometry.thuringia()["features"]) == 22
    assert shapely.from_geojson(json.dumps(geometry.outline())).exterior.is_ccw
    assert not shapely.from_geojson(json.dumps(geometry.outline(clockwise=True))).exterior.is_ccw


def test_weimar_lies_inside_weimarer_land() -> None:
    shapes = areas()
    assert len(shapes["16071"].interiors) == 1
    assert {pair for pair in geometry.adjacency() if "16055" in pair} == {("16055", "16071")}


def test_close_to_official_neighbours_and_sizes(shared_data: Path) -> None:
    official = metric(json.loads((shared_data / "geo/kreise_thueringen.geojson").read_text()))
    real, ours = neighbours(official, 30), set(geometry.adjacency())
    assert len(real) == 43
    assert len(ours & real) >= 40
    assert len(ours - real) <= 2
    shapes = metric(geometry.thuringia())
    assert all(abs(shapes[k].area / official[k].area - 1) < 0.2 for k in official)


def name_box(line: geometry.TextLine, in_project: bool) -> shapely.Geometry:
    widths, size = (MEDIUM, 13.5) if in_project else (REGULAR, 12)
    half = sum(widths[c] for c in line.text) * size / 2
    below = DESCENDER * size if set(line.text) & set("gypz") - {"z"} else 0
    return shapely.box(line.x - half, line.y - CAP * size, line.x + half, line.y + below)


@pytest.mark.parametrize("place", geometry.start_map().places, ids=lambda place: place.code)
def test_no_name_cuts_a_border(place: geometry.MapPlace) -> None:
    borders = shapely.union_all([shape.boundary for shape in areas().values()])
    own = areas()[place.code]
    for line in place.lines:
        box = name_box(line, place.in_project)
        assert box.distance(borders) > 2
        assert own.contains(box) is not place.outside
    assert "".join(line.text for line in place.lines).replace("-", "").replace(" ", "") == place.short.replace(
        "-", ""
    ).replace(" ", "")
    number = shapely.Point(place.number_x, place.number_y - geometry.NUMBER_DROP)
    assert own.contains(number)


def test_names_do_not_overlap_and_stay_in_the_picture() -> None:
    drawing = geometry.start_map()
    boxes = [name_box(line, place.in_project) for place in drawing.places for line in place.lines]
    assert all(a.distance(b) > 1 for a, b in itertools.combinations(boxes, 2))
    assert shapely.box(0, 0, drawing.width, drawing.height).covers(shapely.union_all(boxes))
    assert drawing.view_box == "-4 -4 728 607.6"
    assert [p.code for p in drawing.places if p.outside] == ["16055"]


def test_the_form_is_what_the_tool_computes(shared_data: Path, tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[3]
    register = shared_data / "gemeindeverzeichnis/AuszugGV4QAktuell_2024.xlsx"
    command = [
        sys.executable,
        str(root / "tools/build_map_form.py"),
        "--register",
        str(register),
        "--out",
        str(tmp_path),
    ]
    subprocess.run(command, check=True, capture_output=True)
    data = root / "src/sozialstrategie/evidence/regions/data"
    assert (tmp_path / "kartenform.json").read_text() == (data / "kartenform.json").read_text()
    assert (tmp_path / "kartenform.geojson").read_text() == (data / "kartenform.geojson").read_text()
