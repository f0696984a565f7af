"""Detectors of the course over the years: change, a break in the own series, leaving the comparison group, the way to a target."""

from __future__ import annotations

from math import pi, sqrt

from sozialstrategie.evidence.monitoring.signals import chance
from sozialstrategie.evidence.monitoring.signals.detectors import (
    THRESHOLD,
    Comparison,
    Detector,
    Hit,
    Verdict,
    differ,
    register_detector,
)
from sozialstrategie.evidence.monitoring.signals.levels import MIN_GROUP, middle_of
from sozialstrategie.evidence.monitoring.signals.phrases import distance, shown, unit_word, when
from sozialstrategie.kit.figures.format import number, rounded, signed
from sozialstrategie.kit.figures.released import IndicatorInfo, Observation

MOVED = 0.5  # usual spreads of the level, from which a change is worth a word
ALONE = 4.0  # times the usual movement of a year, there and back
RECENT_BREAK = 5  # years
TREND_YEARS = 10
MIN_TREND_YEARS = 5
NOT_REAL = " Die Preise sind nicht herausgerechnet."
_AGO = {1: "Ein Jahr", 4: "Vier Jahre", 5: "Fünf Jahre", 10: "Zehn Jahre"}


def _change(name: str, spans: tuple[int, ...]) -> Detector:
    def detect(c: Comparison) -> Verdict | None:
        own = c.latest
        if own is None or own.value is None:
            return None
        earlier = next((c.own[own.year - n] for n in spans if own.year - n in c.own), None)
        if earlier is None or earlier.value is None or c.broken_between(earlier.year, own.year):
            return None
        if own.year not in c.panel.column or earlier.year not in c.panel.column:
            return None
        if _alone(c, earlier):
            return None
        changes, level = c.panel.changes(earlier.year, own.year), c.panel.level(own.year)
        if not changes.spread > 0:
            return None
        change = own.value - earlier.value
        z = (change - changes.centre) / changes.spread
        rarity = c.panel.rarity(z, changes.n)
        p = chance.of_difference(c, change - changes.centre, sqrt(2), chance.by_counts(c, own, earlier), rarity=rarity)
        moved = abs(change) >= MOVED * level.spread and differ(c, own.value, earlier.value)
        if abs(z) < THRESHOLD or not moved:
            return Verdict(p, rarity)
        text = (
            f"{_AGO[own.year - earlier.year]} zuvor, {when(earlier)}, waren es {shown(earlier, c.info)}. "
            f"Veränderung: {distance(own.value, earlier.value, c.info)}."
            f"{NOT_REAL if _is_money(c.info) else ''}"
        )
        return Verdict(p, rarity, Hit(name, earlier, z, _kind(c.info, own.value, earlier.value), text))

    return detect


def _is_money(info: IndicatorInfo) -> bool:
    """Amounts, and shares below a fixed amount: what moves with the prices of ten years is neither good nor bad."""
    return "Euro" in info.unit or "Euro" in info.definition


def _alone(c: Comparison, o: Observation) -> bool:
    """A single year that leaps out of the own series and back is no year to measure a change from."""
    before, after, noise = c.own.get(o.year - 1), c.own.get(o.year + 1), c.panel.noise(c.region)
    if before is None or after is None or noise is None:
        return False
    up, down = (o.value or 0.0) - (before.value or 0.0), (o.value or 0.0) - (after.value or 0.0)
    leap = min(abs(up), abs(down))
    return up * down > 0 and leap > ALONE * sqrt(2) * noise.sigma and leap > c.panel.level(o.year).spread


def _kind(info: IndicatorInfo, own: float, earlier: float) -> str:
    """A number that shrinks less than before has not grown: below zero nothing is called more or less."""
    down = own < earlier
    if info.direction == "none" or _is_money(info):
        if min(own, earlier) < 0:
            return "Veränderung"
        return "Rückgang" if down else "Zunahme"
    if down == (info.direction == "lower"):
        return "Entlastung"
    return "Rückgang" if down else "Anstieg"


def step_in_series(c: Comparison) -> Verdict | None:
    """A step of the last years that is large against the own movements and against those of all Kreise that year."""
    own = c.latest
    step = c.panel.step(c.region, own.year, RECENT_BREAK) if own is not None else None
    if own is None or step is None:
        return None
    level, nothing = c.panel.level(own.year), Verdict(step.p, step.p)
    if step.years is None or not level.spread > 0 or step.years[1] <= own.year - RECENT_BREAK:
        return nothing
    before, after = (c.own.get(year) for year in step.years)
    if before is None or after is None:
        return nothing
    a, b = after.value or 0.0, before.value or 0.0
    if abs(step.size) < MOVED * level.spread or not differ(c, a, b):
        return nothing
    text = (
        f"Von {when(before)} auf {when(after)} sprang der Wert von {shown(before, c.info)} auf {shown(after, c.info)}. "
        f"Schritt: {distance(a, b, c.info)}. So groß ist er weder in den anderen Jahren noch in den anderen Kreisen. "
        "Er kann auch an der Erhebung oder am Gebietsstand liegen."
    )
    hit = Hit("break", before, step.z, "Sprung in der Reihe", text, others=(after,))
    return Verdict(step.p, step.p, hit)


def leaving_the_group(c: Comparison) -> Verdict | None:
    """Own trend against the trends of the comparison group; a hit only where the distance in the level has grown.

    Members outside the Land have no long series here: with fewer than five inside, nothing is compared.
    """
    own = c.latest
    if own is None or own.value is None or c.region not in c.panel.row:
        return None
    panel, group = c.panel, c.compared_with
    start = max(panel.steady_since(own.year), own.year - TREND_YEARS)
    first = c.own.get(min((y for y in c.own if y >= start), default=own.year))
    inside = [panel.row[code] for code in group.members if code in panel.row]
    if first is None or first.value is None or own.year - first.year < MIN_TREND_YEARS or len(inside) < MIN_GROUP:
        return None
    import numpy as np

    from sozialstrategie.methods.series import divergence

    slopes = panel.slopes(first.year, own.year)
    members = np.zeros((1, len(panel.codes)), bool)
    members[0, inside] = True
    row = panel.row[c.region]
    result = divergence(slopes, [row], members)
    effect, z = float(result.effect[0]), float(result.z[0])
    if z != z:
        return None
    rarity = float(result.p[0])
    years = np.array([y for y in panel.years if first.year <= y <= own.year and y in c.own], float)
    error = sqrt(1 + pi / (2 * len(inside))) / float(np.sqrt(((years - years.mean()) ** 2).sum()))
    p = chance.of_difference(c, effect, error, None, rarity=rarity)
    return Verdict(p, rarity, _left(c, first, own, z, effect))


def _left(c: Comparison, first: Observation, own: Observation, z: float, effect: float) -> Hit | None:
    then = [o for o in c.members(first.year) if o.region in c.panel.row]
    now = [o for o in c.members(own.year) if o.region in c.panel.row]
    usual = c.panel.level(own.year)
    if min(len(then), len(now)) < MIN_GROUP or abs(z) < THRESHOLD or not usual.spread > 0:
        return None
    decimals = c.info.decimals
    (middle_then, centre_then), (middle_now, centre_now) = middle_of(then), middle_of(now)
    before = float(rounded(first.value or 0.0, decimals) - rounded(centre_then, decimals))
    after = float(rounded(own.value or 0.0, decimals) - rounded(centre_now, decimals))
    grown = abs(after) - abs(before)
    if after * effect <= 0 or grown < MOVED * usual.spread or grown <= 0:
        return None
    where = f"in der Mitte {c.compared_with.phrase}"
    text = (
        f"{when(first)} waren es {shown(first, c.info)}, {where} {number(centre_then, decimals)}. Dort liegt der Wert jetzt bei "
        f"{number(centre_now, decimals)}. Der Abstand veränderte sich von {signed(before, decimals)} auf "
        f"{signed(after, decimals)}{unit_word(c.info)}."
    )
    return Hit("divergence", first, z, "Abstand wächst", text, others=(*middle_then, *middle_now))


def way_to_target(c: Comparison) -> Verdict | None:
    """Own value against a target of the planners: reached, or not on the way there. On the way nothing stands out."""
    own, target = c.latest, c.target
    if own is None or own.value is None or target is None:
        return None
    sign = 1.0 if target.at_most else -1.0
    gap = sign * (own.value - target.value)
    p = _chance_of_gap(c, own, gap, target.value)
    if p is None:
        return None
    usual = c.panel.level(own.year)
    z = gap / usual.spread if usual.spread > 0 else 0.0
    rarity = c.panel.rarity(z, usual.n) if usual.spread > 0 else 1.0
    expected, past = _expected(c, own, target.year, sign, target.value)
    if not differ(c, own.value, target.value) or (
        gap > 0 and expected is not None and sign * (expected - target.value) <= 0
    ):
        return Verdict(p, rarity)
    decimals = c.info.decimals
    limit = f"Zielwert bis {target.year}: {'höchstens' if target.at_most else 'mindestens'} {number(target.value, decimals)}."
    missing = number(abs(float(rounded(own.value, decimals) - rounded(target.value, decimals))), decimals) + unit_word(
        c.info
    )
    if gap <= 0:
        kind, text = "Ziel erreicht", f"{limit} Er ist erreicht, mit einem Abstand von {missing}."
    else:
        kind, text = "Abstand zum Ziel", f"{limit} Es fehlen {missing}."
        if expected is not None:
            text += (
                f" Ginge es weiter wie von {when(past[0])} bis {when(own)}, läge der Wert {target.year} bei "
                f"{number(expected, decimals)}. Das ist eine gerade Fortschreibung, keine Vorhersage."
            )
    basis = f"target|{target.year}|{target.value}|{target.at_most}"
    hit = Hit("target", own, z, kind, text, others=tuple(past) if gap > 0 and expected is not None else (), basis=basis)
    return Verdict(p, rarity, hit)


def _chance_of_gap(c: Comparison, own: Observation, gap: float, target: float) -> float | None:
    """From the interval of the own counts, else from the ups and downs of the years; None without either."""
    from sozialstrategie.evidence.monitoring.signals.panel import t_p

    noise = c.panel.noise(c.region)
    known = [noise.p(gap)] if noise else []
    if own.numerator is not None and own.denominator and c.info.unit == "%" and 0 < target < 100:
        share = target / 100
        known.append(t_p(gap / 100 / sqrt(share * (1 - share) / own.denominator), 1e9))
    return max(known, default=None)


def _expected(
    c: Comparison, own: Observation, year: int, sign: float, target: float
) -> tuple[float | None, list[Observation]]:
    """The value in the target year if the trend of the last five years went on, and the figures of that trend."""
    import numpy as np

    from sozialstrategie.methods.series import target_gap

    start = max(c.panel.steady_since(own.year), own.year - 5)
    past = [o for y, o in sorted(c.own.items()) if start <= y <= own.year]
    if year <= own.year:
        return None, past
    values = [[o.value if o.value is not None else np.nan for o in past]]
    found = target_gap(values, [o.year for o in past], target, year, at_most=sign > 0)
    expected = float(found.expected[0])
    return (None if expected != expected else expected), past


register_detector("change1", _change("change1", (1,)))
register_detector("change5", _change("change5", (5, 4)))  # four years for two-yearly statistics
register_detector("change10", _change("change10", (10,)))
register_detector("break", step_in_series)
register_detector("divergence", leaving_the_group)
register_detector("target", way_to_target)
