"""The schematic map form of Thüringen: 22 Kreise, territorial status 31.12.2024. Pure; tables in
`data/kartenform.*`.

The form is computed from official centres and areas of the Gemeinden (docs/verfahren/kartenform.md), never
from official boundaries. Every place that shows it also shows `LABEL`.
"""

from __future__ import annotations

import copy
import csv
import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Any

from sozialstrategie.evidence.regions import catalogue

LABEL = "Schematische Darstellung, keine amtlichen Grenzen"
SOURCE = (
    "Eigene Berechnung aus Mittelpunkten und Flächen der Gemeinden. "
    "Quelle: Statistisches Bundesamt, Gemeindeverzeichnis, Gebietsstand 31.12.2024 (dl-de/by-2-0)."
)
STATUS = date(2024, 12, 31)
OUTLINE = "16"
LINE_HEIGHT = 16.0  # drawing units between two lines of a name
NAME_DROP = 4.5  # from the middle of a line to its baseline, letters of 13 units
NUMBER_DROP = 9.0  # the same for numbers of 26 units


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of a name: baseline and middle of the text (text-anchor middle), drawing units."""

    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class MapPlace:
    """One Kreis of the drawing. `leader` is a path from the name to the area, empty when the name stands
    inside."""

    code: str
    name: str
    short: str
    d: str
    lines: tuple[TextLine, ...]
    outside: bool
    leader: str
    number_x: float
    number_y: float
    in_project: bool


@dataclass(frozen=True, slots=True)
class StartMap:
    view_box: str
    width: float
    height: float
    outline: str
    places: tuple[MapPlace, ...]


def _read(name: str) -> str:
    return resources.files(__package__).joinpath("data", name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _collection() -> dict[str, Any]:
    collection: dict[str, Any] = json.loads(_read("kartenform.geojson"))
    return collection


@lru_cache(maxsize=1)
def _drawing() -> dict[str, Any]:
    drawing: dict[str, Any] = json.loads(_read("kartenform.json"))
    return drawing


def _turned(feature: dict[str, Any], clockwise: bool) -> dict[str, Any]:
    """A copy of the feature; clockwise reverses every ring (d3-geo fills the outside of counter-clockwise
    rings)."""
    made = copy.deepcopy(feature)
    if clockwise:
        made["geometry"]["coordinates"] = [ring[::-1] for ring in made["geometry"]["coordinates"]]
    return made


def thuringia(clockwise: bool = False) -> dict[str, Any]:
    """GeoJSON FeatureCollection (WGS84) of the 22 Kreise, a fresh copy.

    Properties: code, name, short, in_project, label ([lon, lat] of the roomiest place). Exterior rings
    counter-clockwise as RFC 7946 wants; `clockwise=True` for Vega-Lite geoshape.
    """
    features = []
    for feature in _collection()["features"]:
        region = catalogue.record(feature["id"])
        if feature["id"] == OUTLINE or region is None:
            continue
        made = _turned(feature, clockwise)
        made["properties"] |= {
            "name": region.name,
            "short": region.short_name,
            "in_project": region.in_project,
        }
        features.append(made)
    return {"type": "FeatureCollection", "features": features}


def outline(clockwise: bool = False) -> dict[str, Any]:
    """GeoJSON Feature (WGS84) of the Land, a fresh copy."""
    feature = next(f for f in _collection()["features"] if f["id"] == OUTLINE)
    made = _turned(feature, clockwise)
    made["properties"] |= {"name": "Thüringen", "short": "Thüringen", "in_project": False}
    return made


@lru_cache(maxsize=1)
def adjacency() -> frozenset[tuple[str, str]]:
    """Pairs of neighbouring Kreise of the form, smaller key first (41 of them real, 1 not; two real ones do
    not touch here)."""
    return frozenset((a, b) for a, b in _drawing()["adjacency"])


@lru_cache(maxsize=1)
def _labels() -> dict[str, dict[str, str]]:
    rows = csv.DictReader(
        (line for line in _read("beschriftung.csv").splitlines() if not line.startswith("#")), delimiter=";"
    )
    return {row["code"]: row for row in rows}


@lru_cache(maxsize=1)
def start_map() -> StartMap:
    """Paths and hand-set names for an inline SVG of 720 units width; the view box leaves room for lines and
    outside names."""
    drawing = _drawing()
    width, height = float(drawing["width"]), float(drawing["height"])
    places = tuple(_place(code, path) for code, path in drawing["paths"].items() if code != OUTLINE)
    return StartMap(f"-4 -4 {width + 8:g} {height + 8:g}", width, height, drawing["paths"][OUTLINE], places)


def _place(code: str, path: str) -> MapPlace:
    region = catalogue.record(code)
    if region is None:
        raise KeyError(code)
    label = _labels()[code]
    texts = label["text"].split("|")
    x, y = float(label["x"]), float(label["y"])
    first = y + NAME_DROP - LINE_HEIGHT * (len(texts) - 1) / 2
    lines = tuple(TextLine(text, x, first + LINE_HEIGHT * i) for i, text in enumerate(texts))
    return MapPlace(
        code=code,
        name=region.name,
        short=region.short_name,
        d=path,
        lines=lines,
        outside=bool(label["outside"]),
        leader=label["leader"],
        number_x=float(label["number_x"]),
        number_y=float(label["number_y"]) + NUMBER_DROP,
        in_project=region.in_project,
    )
