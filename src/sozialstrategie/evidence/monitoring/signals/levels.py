"""Detectors of the level: against the Land, Germany, a comparison group, and at the end of the order."""

from __future__ import annotations

from math import hypot, pi, sqrt

from sozialstrategie.evidence.monitoring.comparison.group import in_land
from sozialstrategie.evidence.monitoring.signals import chance
from sozialstrategie.evidence.monitoring.signals.detectors import (
    BUND,
    THRESHOLD,
    Comparison,
    Detector,
    Hit,
    Verdict,
    differ,
    register_detector,
)
from sozialstrategie.evidence.monitoring.signals.phrases import distance, land_name, shown
from sozialstrategie.kit.figures.format import number
from sozialstrategie.kit.figures.released import Observation

MIN_GROUP = 5
GAP = 0.5  # usual spreads to the next place, from which being first is worth a word


def _level(name: str, kind: str) -> Detector:
    def detect(c: Comparison) -> Verdict | None:
        own = c.latest
        reference = c.of(c.land if name == "land" else BUND).get(own.year) if own else None
        if own is None or reference is None:
            return None
        usual = c.panel.level(own.year)
        if not usual.spread > 0:
            return None
        a, b = own.value or 0.0, reference.value or 0.0
        within = name == "land"
        # A distance to Germany that the whole Land shares (structure of the East) says little about one place: the measure is
        # the usual distance of the Kreise from Germany, not from their own middle.
        z = (a - b) / (usual.spread if within else hypot(usual.spread, usual.centre - b))
        rarity = c.panel.rarity(z, usual.n)
        error = sqrt(1 + 1 / usual.n) if within else 1.0
        p = chance.of_difference(c, a - b, error, chance.by_counts(c, own, reference, within=within), rarity=rarity)
        if abs(z) < THRESHOLD or not differ(c, a, b):
            return Verdict(p, rarity)
        place = "Deutschland" if name == "bund" else land_name(c.land)
        text = f"{place}: {shown(reference, c.info)}. Abstand: {distance(a, b, c.info)}."
        return Verdict(p, rarity, Hit(name, reference, z, kind, text))

    return detect


def against_group(c: Comparison) -> Verdict | None:
    """Own value against the median of the comparison group; not where the group is the Land and the Land has a value itself."""
    own = c.latest
    if own is None or (c.compared_with.is_land and own.year in c.of(c.land)):
        return None
    members, usual = c.members(own.year), c.panel.level(own.year)
    if len(members) < MIN_GROUP or not usual.spread > 0:
        return None
    middle, centre = middle_of(members)
    a = own.value or 0.0
    z = (a - centre) / usual.spread
    rarity = c.panel.rarity(z, usual.n)
    error = sqrt(1 + pi / (2 * len(members)))
    p = chance.of_difference(c, a - centre, error, chance.by_counts(c, own, *members), rarity=rarity)
    if abs(z) < THRESHOLD or not differ(c, a, centre):
        return Verdict(p, rarity)
    text = (
        f"Mitte {c.compared_with.phrase}: {number(centre, c.info.decimals)}. Abstand: {distance(a, centre, c.info)}. "
        "Mitte heißt: Die Hälfte liegt darüber, die Hälfte darunter."
    )
    return Verdict(p, rarity, Hit("group", middle[0], z, "Abstand zur Gruppe", text, others=middle[1:]))


def middle_of(members: list[Observation]) -> tuple[tuple[Observation, ...], float]:
    """The one or two observations in the middle of an ordered list, and the median."""
    half = len(members) // 2
    middle = tuple(members[half : half + 1] if len(members) % 2 else members[half - 1 : half + 1])
    return middle, sum(o.value or 0.0 for o in middle) / len(middle)


def at_the_end(c: Comparison) -> Verdict | None:
    """Highest or lowest value of the Land, alone and at a distance that is worth a word.

    Somebody is always first: the place alone is never a signal. The distance to the next one is what is judged.
    """
    own = c.latest
    if own is None or own.value is None:
        return None
    usual = c.panel.level(own.year)
    if not usual.spread > 0:
        return None
    rest = sorted(
        (o for code in c.panel.codes if code != c.region and (o := c.of(code).get(own.year)) is not None),
        key=lambda o: (o.value or 0.0, o.region),
    )
    z = (own.value - usual.centre) / usual.spread
    rarity = c.panel.rarity(z, usual.n)
    following = rest[-1] if z > 0 else rest[0]
    gap = (own.value - (following.value or 0.0)) * (1 if z > 0 else -1)
    if gap <= 0:
        return Verdict(1.0, rarity)
    p = chance.of_difference(c, gap, sqrt(2), chance.by_counts(c, own, following), rarity=rarity)
    if gap < GAP * usual.spread or abs(z) < THRESHOLD or not differ(c, own.value, following.value or 0.0):
        return Verdict(p, rarity)
    word = "höchste" if z > 0 else "niedrigste"
    text = (
        f"Das ist der {word} Wert der {usual.n} Kreise {in_land(c.land)}, für die es eine Angabe gibt. Der nächste liegt bei "
        f"{shown(following, c.info)}. Abstand: {distance(own.value, following.value or 0.0, c.info)}."
    )
    return Verdict(p, rarity, Hit("rank", following, z, f"{word.capitalize()}r Wert im Land", text))


register_detector("land", _level("land", "Abstand zum Land"))
register_detector("bund", _level("bund", "Abstand zum Bund"))
register_detector("group", against_group)
register_detector("rank", at_the_end)
