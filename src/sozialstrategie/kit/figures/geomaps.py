"""Maps from any GeoJSON (imported boundaries, Gemeinden, planning areas) as a Vega-Lite spec; classes and legend as in `maps`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sozialstrategie.kit.figures import spec, theme
from sozialstrategie.kit.figures.classing import class_limits, class_of, legend_of
from sozialstrategie.kit.figures.format import cell, figure
from sozialstrategie.kit.figures.released import IndicatorInfo, Observation, Observations, Released
from sozialstrategie.kit.figures.spec import Chart, Size, Spec

SQUARE = Size(640, 620, 0)
SQUARE_NARROW = Size(330, 330, 0, 13)
SQUARE_PRINT = Size(450, 430, 0, 11)
_MOST_LABELS = 40  # with more areas the values stand in the table only
_ROOM_FOR_LABELS = 400  # narrower pictures carry no values
_MARGIN = 6

Ring = Sequence[Sequence[float]]
Geometry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class GeoMap:
    """A map with its legend (colour, words) and the limits between its classes."""

    chart: Chart
    legend: tuple[tuple[str, str], ...]
    limits: tuple[float, ...]


def choropleth(
    released: Released[Observations],
    info: IndicatorInfo,
    *,
    year: int,
    own: str,
    geojson: Mapping[str, Any],
    key: str = "code",
    projected: bool = False,
    size: Size = SQUARE,
) -> GeoMap:
    """A map of one year in five fixed round classes by the shown value; the own place has an edge in ink.

    Areas without a value are paper with a dashed edge and their sign (a dot where there is none). Values stand in the
    areas of wide maps, else in the table.

    Args:
        released: the series of all years, so that the classes stay the same over the years.
        geojson: FeatureCollection of polygons, RFC 7946 or projected; `key` is the property with the key of the region.
        projected: coordinates are metres in a plane (EPSG:25832), not degrees.

    Raises:
        TypeError: the figures have not passed the gate.
        ValueError: a feature is no polygon, or none has the property.
    """
    spec.check(released)
    features = [_feature(f, key, projected) for f in geojson["features"]]
    codes = {f["id"] for f in features}
    limits = class_limits(
        [o.value for o in released.payload if o.value is not None and o.region in codes], info.decimals
    )
    now = {o.region: o for o in released.payload if o.year == year and o.region in codes}
    for feature in features:
        feature["properties"] = _look(now.get(feature["id"]), info, limits)
    layers = [_areas([f for f in features if f["properties"]["known"]], theme.WHITE, [1, 0])]
    layers.append(_areas([f for f in features if not f["properties"]["known"]], theme.RULE, [3, 2]))
    layers.append(_edge([f for f in features if f["id"] == own]))
    if len(features) <= _MOST_LABELS and size.width >= _ROOM_FOR_LABELS:
        layers += _labels(features, size)
    made = spec.build(layers, size, spec.Frame(_MARGIN, _MARGIN, _MARGIN, _MARGIN))
    made["projection"] = {"type": "identity", "reflectY": True} if projected else {"type": "mercator"}
    gaps = any(not f["properties"]["known"] for f in features)
    words = "; ".join(
        f"{o.region_name} {cell(o, info.decimals)}" for o in sorted(now.values(), key=lambda o: o.region_name)
    )
    text = f"{info.name}, {info.unit_phrase}, {year}: {words}. Dieselben Zahlen stehen in der Tabelle."
    return GeoMap(Chart(made, f"{info.name}, {year}: Karte", text), legend_of(limits, gaps), limits)


def _feature(feature: Mapping[str, Any], key: str, projected: bool) -> dict[str, Any]:
    geometry, code = feature["geometry"], feature["properties"].get(key)
    if code is None:
        raise ValueError(f"Einer Fläche fehlt die Eigenschaft „{key}“.")
    if geometry["type"] not in ("Polygon", "MultiPolygon"):
        raise ValueError(f"Die Fläche {code} ist kein Polygon, sondern {geometry['type']}.")
    return {"type": "Feature", "id": str(code), "geometry": geometry if projected else clockwise(geometry)}


def clockwise(geometry: Geometry) -> Geometry:
    """Exterior rings clockwise, holes counter-clockwise: on the sphere d3-geo fills what lies to the right of a ring, and
    rings as RFC 7946 wants them would fill the whole picture."""
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    turned = [[_turned(ring, hole=i > 0) for i, ring in enumerate(rings)] for rings in polygons]
    return {"type": geometry["type"], "coordinates": turned[0] if geometry["type"] == "Polygon" else turned}


def _turned(ring: Ring, *, hole: bool) -> list[Sequence[float]]:
    return list(ring) if (signed_area(ring) > 0) == hole else list(ring)[::-1]


def signed_area(ring: Ring) -> float:
    """Area by Gauss's trapezoid formula, positive for counter-clockwise rings (y upwards); unit of the coordinates squared."""
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs) / 2


def middle(geometry: Geometry) -> tuple[float, float]:
    """The point farthest from all edges, holes too: where a value stands without touching a line."""
    import shapely  # heavy: only when a map with values is drawn

    shape = shapely.geometry.shape(geometry)
    reach = max(shape.bounds[2] - shape.bounds[0], shape.bounds[3] - shape.bounds[1])
    radius = shapely.maximum_inscribed_circle(shape, tolerance=reach / 200)
    x, y = radius.coords[0]
    return float(x), float(y)


def _look(o: Observation | None, info: IndicatorInfo, limits: Sequence[float]) -> dict[str, Any]:
    if o is None or o.value is None:
        return {"c": theme.PAPER, "t": figure(o, info.decimals) if o else "•", "ink": theme.INK, "known": False}
    number = class_of(o.value, limits, info.decimals)
    text = figure(o, info.decimals)
    return {"c": theme.SEQUENCE[number], "t": text, "ink": theme.ON_SEQUENCE[number], "known": True}


def _areas(features: list[dict[str, Any]], edge: str, dash: list[int]) -> Spec:
    fill = {"field": "properties.c", "type": "nominal", "scale": None}
    return spec.layer(features, {"type": "geoshape", "stroke": edge, "strokeDash": dash}, fill=fill)


def _edge(features: list[dict[str, Any]]) -> Spec:
    return spec.layer(features, {"type": "geoshape", "filled": False, "stroke": theme.INK, "strokeWidth": 3})


def _labels(features: list[dict[str, Any]], size: Size) -> list[Spec]:
    rows = []
    for feature in features:
        x, y = middle(feature["geometry"])
        rows.append(
            {
                "lon": round(x, 4),
                "lat": round(y, 4),
                "t": feature["properties"]["t"],
                "ink": feature["properties"]["ink"],
            }
        )
    mark = {"align": "center", "baseline": "middle", "fontSize": size.font}
    colour = {"field": "ink", "type": "nominal", "scale": None}
    place = {
        "longitude": {"field": "lon", "type": "quantitative"},
        "latitude": {"field": "lat", "type": "quantitative"},
    }
    return [spec.text_layer(rows, mark, **place, color=colour)]
