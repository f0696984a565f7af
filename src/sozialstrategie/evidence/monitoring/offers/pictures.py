"""The map of the register: the schematic outline with a circle in each Gemeinde; area as the number of entries."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from html import escape

from sozialstrategie.evidence.monitoring.offers.places import Land, Place
from sozialstrategie.kit.figures import theme

WIDTH = 640.0
MARGIN = 46.0
SMALLEST, LARGEST = 17.0, 40.0  # radius for one entry; no circle is larger


def place_map(land: Land, counts: Mapping[str, int], *, title: str, names: bool = True) -> str:
    """Our own drawing, names and title escaped: SVG with role, title and description; "" where no outline or no centre is known.

    Args:
        counts: key of a Gemeinde -> number of entries; protected ones are not in it.
        names: write the names of the Gemeinden; without them for narrow windows, the table names them.
    """
    centred = [p for p in land.places if p.centre is not None]
    if not land.rings or not centred:
        return ""
    frame = _Frame(land)
    rings = "".join(frame.path(ring) for ring in land.rings)
    most = max([counts.get(p.code, 0) for p in centred] + [1])
    marks = "".join(_mark(p, counts.get(p.code, 0), most, frame, names) for p in centred)
    described = "; ".join(f"{p.name} {counts.get(p.code, 0)}" for p in centred)
    key = hashlib.sha256(f"{title}|{described}|{names}".encode()).hexdigest()[:10]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDTH:.0f} {frame.height:.0f}" '
        f'aria-labelledby="t{key} d{key}" font-family="{theme.FONT}"><title id="t{key}">{escape(title)}</title>'
        f'<desc id="d{key}">{escape(described)}. Dieselben Zahlen stehen in der Tabelle.</desc><g aria-hidden="true">'
        f'<path d="{rings}" fill="{theme.WHITE}" stroke="{theme.RULE}" stroke-width="1.5" stroke-linejoin="round"/>'
        f"{marks}</g></svg>"
    )


class _Frame:
    """Longitude and latitude to drawing units: a plane through the middle of the outline, north on top."""

    def __init__(self, land: Land) -> None:
        points = [point for ring in land.rings for point in ring]
        self.west, self.north = min(x for x, _ in points), max(y for _, y in points)
        east, south = max(x for x, _ in points), min(y for _, y in points)
        self.squeeze = math.cos(math.radians((self.north + south) / 2))
        self.scale = (WIDTH - 2 * MARGIN) / ((east - self.west) * self.squeeze)
        self.height = (self.north - south) * self.scale + 2 * MARGIN

    def at(self, point: tuple[float, float]) -> tuple[float, float]:
        x, y = point
        return MARGIN + (x - self.west) * self.squeeze * self.scale, MARGIN + (self.north - y) * self.scale

    def path(self, ring: tuple[tuple[float, float], ...]) -> str:
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in map(self.at, ring)) + "Z"


def _mark(place: Place, count: int, most: int, frame: _Frame, names: bool) -> str:
    assert place.centre is not None
    x, y = frame.at(place.centre)
    name = ""
    if count:
        radius = max(SMALLEST, LARGEST * math.sqrt(count / max(most, (LARGEST / SMALLEST) ** 2)))
        mark = (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{theme.WHITE}" stroke="{theme.WAID}" stroke-width="3"/>'
            f'<text x="{x:.1f}" y="{y + 8:.1f}" text-anchor="middle" font-size="24" font-weight="600" fill="{theme.INK}">{count}</text>'
        )
    else:
        radius = 5.0
        mark = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{theme.WHITE}" stroke="{theme.RULE}" stroke-width="1.5" stroke-dasharray="3 2"/>'
    if names:
        anchor = "start" if x < WIDTH * 0.25 else "end" if x > WIDTH * 0.75 else "middle"
        at = {"start": x - radius, "end": x + radius, "middle": x}[anchor]
        name = f'<text x="{at:.1f}" y="{y + radius + 16:.1f}" text-anchor="{anchor}" font-size="15" fill="{theme.INK_2}">{escape(place.name)}</text>'
    return mark + name
