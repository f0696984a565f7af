"""Where offers can be: the Gemeinden of an organisation's Kreis, and the outline to draw them in.

An invented organisation shows the figures of a real Kreis, but nothing invented may stand at a real place: its Gemeinden
are invented too and registered by the room that invents it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.utils import timezone

from sozialstrategie.evidence.regions import catalogue, geometry
from sozialstrategie.kit.core.models import Organisation

Ring = tuple[tuple[float, float], ...]  # longitude, latitude


@dataclass(frozen=True, slots=True)
class Place:
    """A Gemeinde with its key, its short name and its centre (longitude, latitude; None where nobody knows it)."""

    code: str
    name: str
    centre: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Land:
    """All Gemeinden of an organisation by name, the rings of its outline, and the words that go below a map of it."""

    places: tuple[Place, ...]
    rings: tuple[Ring, ...]
    label: str


_INVENTED: dict[str, Land] = {}


def register_invented(slug: str, land: Land) -> None:
    """Name the invented Gemeinden of an example organisation; its room calls this in `ready()`."""
    _INVENTED[slug] = land


def land_of(organisation: Organisation) -> Land:
    """The Gemeinden that exist today and the outline; empty for an example without registered Gemeinden."""
    if organisation.is_example:
        return _INVENTED.get(organisation.slug, Land((), (), ""))
    today = timezone.localdate()
    found = [r for r in _gemeinden(organisation.region_code) if r.valid_on(today)]
    places = tuple(Place(r.code, r.short_name, _centre(r)) for r in sorted(found, key=lambda r: r.sort_name))
    return Land(places, _rings(organisation.region_code), geometry.LABEL)


def place_name(organisation: Organisation, code: str) -> str:
    """Short name of a Gemeinde, also of one that no longer exists; the key where nobody knows it."""
    if organisation.is_example:
        return next((p.name for p in land_of(organisation).places if p.code == code), code)
    record = catalogue.record(code)
    return record.short_name if record else code


def is_place(organisation: Organisation, code: str) -> bool:
    """Whether the key names a Gemeinde of this organisation, today or in former times."""
    if organisation.is_example:
        return any(p.code == code for p in land_of(organisation).places)
    return any(r.code == code for r in _gemeinden(organisation.region_code))


@lru_cache(maxsize=32)
def _gemeinden(kreis: str) -> tuple[catalogue.RegionRecord, ...]:
    return tuple(r for r in catalogue.regions() if r.parent == kreis and r.level == "gemeinde")


def _centre(record: catalogue.RegionRecord) -> tuple[float, float] | None:
    return (float(record.lon), float(record.lat)) if record.lon is not None and record.lat is not None else None


@lru_cache(maxsize=32)
def _rings(code: str) -> tuple[Ring, ...]:
    feature = next((f for f in geometry.thuringia()["features"] if f["id"] == code), None)
    if feature is None:
        return ()
    shape = feature["geometry"]
    polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    return tuple(tuple((float(x), float(y)) for x, y in polygon[0]) for polygon in polygons)
