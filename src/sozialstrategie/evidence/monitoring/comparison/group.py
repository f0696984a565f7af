"""A comparison group as figures need it: who is in it and what it is called in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sozialstrategie.evidence.regions import catalogue as regions

LAND, SIMILAR, OWN = "land", "similar", "own"


@dataclass(frozen=True, slots=True)
class Group:
    """Members never include the place itself. `phrase` stands after "Mitte" or "in der Mitte": "der anderen Kreise in Thüringen"."""

    kind: str  # LAND, SIMILAR or OWN
    name: str  # for headings: "Kreise in Thüringen"
    phrase: str
    members: tuple[str, ...]

    @property
    def is_land(self) -> bool:
        return self.kind == LAND


@lru_cache(maxsize=32)
def kreise_of(land: str) -> tuple[str, ...]:
    """Keys of the Kreise and kreisfreie Städte of a Land as they stand today."""
    found = (r.code for r in regions.regions() if r.level == "kreis" and r.parent == land and r.valid_to is None)
    return tuple(sorted(found))


def land_group(region: str) -> Group:
    """All other Kreise of the Land that a Kreis belongs to."""
    land = region[:2]
    members = tuple(code for code in kreise_of(land) if code != region)
    return Group(LAND, f"Kreise {in_land(land)}", f"der anderen Kreise {in_land(land)}", members)


def in_land(land: str) -> str:
    """ "in Thüringen", "im Saarland"; the key itself where the Land is not known."""
    record = regions.record(land)
    name = record.name if record else land
    return f"im {name}" if name == "Saarland" else f"in {name}"
