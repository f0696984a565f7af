"""Computes the schematic map form (evidence/regions/data/kartenform.*) from the municipality register.

    python tools/build_map_form.py --register GEMEINDEVERZEICHNIS.xlsx [--compare KREISE.geojson]

Run by developers when a new register appears. Method (docs/verfahren/kartenform.md): every Gemeinde of all
Länder gets a cell around its official centre, as large as its official area asks for (power diagram, weight =
area / pi); cells are joined by Kreis; the common lines are simplified together and rounded. `--compare` says
how close the result is to official boundaries (never shipped).
"""

from __future__ import annotations

import argparse
import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import shapely
from python_calamine import CalamineWorkbook
from scipy.spatial import ConvexHull

DATA = Path(__file__).resolve().parent.parent / "src/sozialstrategie/evidence/regions/data"
MARGIN_M = 80_000  # neighbours this far away shape the border; more change nothing
TOLERANCE_M = 1_500
ROUNDS = 3  # of corner cutting
THIN_M = 60  # points closer than this to the rounded line are dropped
WIDTH = 720  # of the drawing in units; one decimal is kept
FORWARD = pyproj.Transformer.from_crs(4326, 25832, always_xy=True)


def read_centres(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Centres in metres (EPSG:25832), Kreis keys, areas in m2 of the Gemeinden around Thüringen."""
    book = CalamineWorkbook.from_path(str(path))
    rows = [r for r in book.get_sheet_by_name(book.sheet_names[-1]).to_python() if r[0] == "60" and r[14] and r[15]]
    lon, lat = (np.array([float(str(r[i]).replace(",", ".")) for r in rows]) for i in (14, 15))
    points = np.column_stack(FORWARD.transform(lon, lat))
    keys = np.array([r[2] + r[3] + r[4] for r in rows])
    areas = np.array([float(r[8] or 0) for r in rows]) * 1e6
    own = points[np.char.startswith(keys, "16")]
    near = np.all((points > own.min(0) - MARGIN_M) & (points < own.max(0) + MARGIN_M), axis=1)
    return points[near], keys[near], areas[near]


def power_cells(points: np.ndarray, weights: np.ndarray) -> dict[int, Any]:
    """Cells of the power diagram: places p with the smallest |p - point|^2 - weight, by lifting to a hull.

    `points` (n, 2) and the root of `weights` (n,) in metres. A cell may be empty and is then left out
    (Aurenhammer 1987).
    """
    middle = points.mean(0)
    flat = (points - middle) / 1000
    lifted = np.column_stack([flat, (flat**2).sum(1) - weights / 1e6])
    hull = ConvexHull(lifted)
    lower = hull.simplices[hull.equations[:, 2] < -1e-12]
    a, b, c = (flat[lower[:, i]] for i in range(3))
    heights = lifted[lower, 2]
    matrix = np.stack([2 * (b - a), 2 * (c - a)], axis=1)
    right = heights[:, 1:] - heights[:, :1]
    corners = np.linalg.solve(matrix, right[:, :, None])[:, :, 0] * 1000 + middle
    around: dict[int, list[int]] = {}
    for triangle, sites in enumerate(lower):
        for site in sites:
            around.setdefault(int(site), []).append(triangle)
    cells = {}
    for site, triangles in around.items():
        own = corners[triangles]
        angle = np.arctan2(*(own - own.mean(0)).T[::-1])
        if len(own) > 2:
            cells[site] = shapely.Polygon(own[np.argsort(angle)])
    return cells


def kreise(points: np.ndarray, keys: np.ndarray, areas: np.ndarray) -> dict[str, Any]:
    cells = power_cells(points, areas / np.pi)
    joined = {}
    for key in sorted({str(k) for k in keys if k.startswith("16")}):
        joined[key] = shapely.coverage_union_all([cells[i] for i in np.flatnonzero(keys == key) if i in cells])
    return joined


def rounded(line: np.ndarray) -> np.ndarray:
    """Corner cutting (Chaikin 1974) with fixed ends; a closed line stays closed."""
    closed = bool(np.array_equal(line[0], line[-1]))
    for _ in range(ROUNDS):
        quarter = 0.75 * line[:-1] + 0.25 * line[1:]
        three = 0.25 * line[:-1] + 0.75 * line[1:]
        inner = np.stack([quarter, three], axis=1).reshape(-1, 2)
        line = np.vstack([inner, inner[:1]]) if closed else np.vstack([line[:1], inner, line[-1:]])
    return line


def arcs_of(areas: dict[str, Any]) -> list[Any]:
    """Every border line once, from node to node."""
    lines = shapely.line_merge(shapely.union_all([shapely.boundary(a) for a in areas.values()]))
    return list(shapely.get_parts(lines))


def smooth(areas: dict[str, Any]) -> dict[str, Any]:
    """Simplify all common lines together, round them, and build the areas again from the same lines."""
    simple = dict(zip(areas, shapely.coverage_simplify(list(areas.values()), TOLERANCE_M), strict=True))
    lines = [shapely.LineString(rounded(shapely.get_coordinates(arc))) for arc in arcs_of(simple)]
    return rebuild([shapely.simplify(line, THIN_M) for line in lines], simple)


def rebuild(lines: list[Any], like: dict[str, Any]) -> dict[str, Any]:
    """Areas bounded by the lines; each belongs to the Kreis of `like` that it covers most."""
    faces = shapely.get_parts(shapely.polygonize(lines))
    found: dict[str, list[Any]] = {key: [] for key in like}
    for face in faces:
        share = {key: face.intersection(area).area for key, area in like.items()}
        best = max(share, key=lambda key: share[key])
        if share[best] > face.area / 2:
            found[best].append(face)
    return {key: shapely.union_all(parts) for key, parts in found.items()}


def adjacency(areas: dict[str, Any], metres: float) -> set[tuple[str, str]]:
    """Pairs with a common border over 500 m; `metres` bridges gaps between areas simplified one by one."""
    pairs = set()
    for a, b in itertools.combinations(sorted(areas), 2):
        if areas[b].boundary.intersection(areas[a].buffer(metres)).length > 500:
            pairs.add((a, b))
    return pairs


def to_drawing(areas: dict[str, Any]) -> tuple[dict[str, Any], float]:
    """Arcs rounded to tenths of a unit, y downwards, so that neighbours keep the same points."""
    west, south, east, north = shapely.total_bounds(list(areas.values()))
    scale = WIDTH / (east - west)

    def place(xy: np.ndarray) -> np.ndarray:
        return np.round(np.column_stack([(xy[:, 0] - west) * scale, (north - xy[:, 1]) * scale]), 1)

    moved = {key: shapely.transform(area, place) for key, area in areas.items()}
    lines = [shapely.transform(arc, place) for arc in arcs_of(areas)]
    return rebuild(lines, {k: shapely.make_valid(a) for k, a in moved.items()}), (north - south) * scale


def feature(key: str, area: Any) -> dict[str, Any]:
    """WGS84, four decimals (about 10 m), outer ring counter-clockwise."""
    circle = shapely.maximum_inscribed_circle(area, tolerance=100)

    def back(xy: np.ndarray) -> np.ndarray:
        return np.round(np.column_stack(FORWARD.transform(xy[:, 0], xy[:, 1], direction="INVERSE")), 4)

    shape = shapely.orient_polygons(shapely.transform(area, back))
    label = back(shapely.get_coordinates(circle)[:1])[0].tolist()
    return {
        "type": "Feature",
        "id": key,
        "properties": {"code": key, "label": label},
        "geometry": json.loads(shapely.to_geojson(shape)),
    }


def path(area: Any) -> str:
    """SVG path of an area in drawing units: absolute points, closed rings."""
    rings = [ring for part in shapely.get_parts(area) for ring in (part.exterior, *part.interiors)]
    return "".join(
        "M" + "L".join(f"{x:g} {y:g}" for x, y in shapely.get_coordinates(ring)[:-1]) + "Z" for ring in rings
    )


def report(areas: dict[str, Any], official: Path) -> None:
    real = {
        f["properties"]["ags"]: shapely.transform(
            shapely.from_geojson(json.dumps(f)),
            lambda xy: np.column_stack(FORWARD.transform(xy[:, 0], xy[:, 1])),
        )
        for f in json.loads(official.read_text())["features"]
    }
    ours, theirs = adjacency(areas, 1), adjacency(real, 30)
    overlap = np.mean([areas[k].intersection(real[k]).area / areas[k].union(real[k]).area for k in real])
    error = np.array([areas[k].area / real[k].area - 1 for k in real])
    print(
        f"Nachbarschaften: {len(ours & theirs)} von {len(theirs)} echten, "
        f"falsch {sorted(ours - theirs)}, fehlend {sorted(theirs - ours)}"
    )
    print(
        f"Fläche: Abweichung im Mittel {np.abs(error).mean():.1%}, größte {np.abs(error).max():.1%}; "
        f"Überdeckung {overlap:.2f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--register", type=Path, required=True)
    parser.add_argument("--compare", type=Path)
    parser.add_argument("--out", type=Path, default=DATA)
    arguments = parser.parse_args()
    areas = smooth(kreise(*read_centres(arguments.register)))
    broken = [key for key, area in areas.items() if area.geom_type != "Polygon" or not area.is_valid]
    if broken or len(areas) != 22:
        raise SystemExit(f"Nicht zusammenhängend oder ungültig: {broken}, {len(areas)} Kreise")
    if arguments.compare:
        report(areas, arguments.compare)
    outline = shapely.Polygon(shapely.union_all(list(areas.values())).exterior)
    geojson = {
        "type": "FeatureCollection",
        "features": [feature("16", outline), *(feature(k, a) for k, a in areas.items())],
    }
    drawing, height = to_drawing(areas)
    drawing["16"] = shapely.Polygon(shapely.union_all(list(drawing.values())).exterior)
    plan = {
        "width": WIDTH,
        "height": round(height, 1),
        "adjacency": [list(pair) for pair in sorted(adjacency(areas, 1))],
        "paths": {key: path(area) for key, area in sorted(drawing.items())},
    }
    for name, content in (("kartenform.geojson", geojson), ("kartenform.json", plan)):
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        (arguments.out / name).write_text(text + "\n", encoding="utf-8")
        print(name, len(text), "Zeichen")


if __name__ == "__main__":
    main()
